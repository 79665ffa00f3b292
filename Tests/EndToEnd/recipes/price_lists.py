CALLS = {
    "GET prices": lambda link, number: (f"variant_ids={link('variant')}", None),
    "POST price_lists/{price_list_id}/prices/batch": lambda link, number: (
        "", {"prices": [{"variant_id": link("variant"), "price": "7.00", "min_quantity": number}]}),
}
