def goods(maker):
    """A line of something that can be bought."""
    product = maker.shop.product("Made", status="active", published=True)
    return [{"variant_id": product["variants"][0]["id"], "quantity": 1}]


def fill_cart(maker, ids):
    """An empty cart is no checkout."""
    reply = maker.shop.put(f"carts/{ids[0]}", "cart", {"line_items": goods(maker)})
    assert reply.status == 200, reply.body


def fill_checkout(maker, ids):
    """Somebody buys something."""
    fields = {"email": "made@example.com", "line_items": goods(maker)}
    reply = maker.shop.put(f"checkouts/{ids[0]}", "checkout", fields)
    assert reply.status == 200, reply.body


STEPS = {"POST carts/{token}/checkout": fill_cart, "POST checkouts/{token}/complete": fill_checkout}

# Lists show those that are abandoned.
LATE = {"checkout"}
