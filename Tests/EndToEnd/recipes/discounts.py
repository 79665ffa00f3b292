from receiver import wait_for


def make_creation(maker, rule):
    """A creation of codes, with its codes, which a job makes."""
    path = f"price_rules/{rule}/batch"
    id = maker.content(maker.shop.send("POST", path, {"discount_codes": [{"code": f"MADE{rule}"}]}))["id"]
    wait_for(lambda: maker.content(maker.shop.get(f"{path}/{id}"))["status"] == "completed", "codes")
    return id


def look_up(maker, ids):
    code = maker.create(maker.creates["discount_code", ()], ())["code"]
    return f"code={code}", None


FIELDS = {
    # No two are alike, whatever their case.
    "discount_code": lambda number: {"code": f"Made{number}"},
}

HOOKS = {
    # A route makes it that has another name.
    "discount_code_creation": make_creation,
}

CALLS = {
    "GET discount_codes/lookup": lambda link, number: (f"code=None{number}", None),
}

STEPS = {"GET discount_codes/lookup": look_up}
