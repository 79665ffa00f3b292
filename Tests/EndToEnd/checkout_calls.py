"""Carts and checkouts, and the calls that change and show them."""

from order_calls import lines

UNKNOWN = "0123456789abcdef0123456789abcdef"


def sold(shop, price="10.00", stock=None, **fields):
    """The only variant of a product on sale, and the product."""
    variant = {"price": price} if stock is None else {"price": price, "inventory_quantity": stock}
    product = shop.product("Mug", published=True, variants=[variant], **fields)
    return product["variants"][0]["id"], product["id"]


def new_cart(shop, *wanted, **fields):
    """A cart of variants, as (variant, quantity) or variants alone."""
    return shop.create("cart", {"line_items": lines(*wanted), **fields})


def cart(shop, token):
    return shop.one(shop.get(f"carts/{token}"), "cart")


def put_cart(shop, token, *wanted, **fields):
    return shop.one(shop.put(f"carts/{token}", "cart", {"line_items": lines(*wanted), **fields}), "cart")


def content(shown):
    """What is in a cart or checkout, as (variant, quantity)."""
    return [(line["variant_id"], line["quantity"]) for line in shown["line_items"]]


def sign_in(shop, token, customer, status=200):
    return shop.one(shop.send("POST", f"carts/{token}/sign_in", {"customer_id": customer}), "cart", status)


def start(shop, token, status=201):
    return shop.one(shop.send("POST", f"carts/{token}/checkout"), "checkout", status)


def checkout(shop, token):
    return shop.one(shop.get(f"checkouts/{token}"), "checkout")


def put_checkout(shop, token, **fields):
    return shop.one(shop.put(f"checkouts/{token}", "checkout", fields), "checkout")


def complete(shop, token):
    return shop.one(shop.send("POST", f"checkouts/{token}/complete"), "checkout")


def bought(shop, *wanted, **fields):
    """A checkout of a cart that is ready to be completed."""
    made = start(shop, new_cart(shop, *wanted)["token"])
    return put_checkout(shop, made["token"], **{"email": "ada@example.com", **fields})


def told(shop, *kinds):
    """What was told of some kinds of records, as (kind, id, verb), the oldest first."""
    found, last = [], 0
    while page := shop.list("events", limit=250, since_id=last):
        found += page
        last = page[-1]["id"]
    return [(one["subject_type"], one["subject_id"], one["verb"]) for one in found if one["subject_type"] in kinds]
