def token(maker, ids):
    """What an invited customer has to show."""
    reply = maker.shop.send("POST", f"customers/{ids[0]}/account_activation_url")
    return "", maker.shop.wrap("customer", {"token": maker.content(reply).rsplit("/", 1)[-1]})


def another_address(maker, ids):
    return maker.make("customer_address", ("customer",), ids[:1])


def make_another_the_default(maker, ids):
    path = f"customers/{ids[0]}/addresses/{another_address(maker, ids)}/default"
    assert maker.shop.send("PUT", path).status == 200


def two_addresses(maker, ids):
    """The second of them can go."""
    return f"address_ids[]={[another_address(maker, ids) for _ in range(2)][1]}&operation=destroy", None


FIELDS = {
    # Nobody is invited without one.
    "customer": lambda number: {"email": f"person{number}@example.com"},
}

CALLS = {
    "PUT customers/{customer_id}/addresses/set": lambda link, number: ("address_ids[]=1&operation=destroy", None),
}

STEPS = {
    "POST customers/{id}/activate": token,
    "POST customers/{id}/decline": token,
    # The default stays.
    "DELETE customers/{customer_id}/addresses/{id}": make_another_the_default,
    "PUT customers/{customer_id}/addresses/set": two_addresses,
}
