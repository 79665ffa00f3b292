CALLS = {"GET prices": lambda link, number: (f"variant_ids={link('variant')}", None)}
