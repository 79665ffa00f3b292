"""Orders, and the calls that change and show them."""

from itertools import count

_people = count(1)


def email():
    """Nobody else's."""
    return f"buyer{next(_people)}@example.com"


def lines(*wanted):
    """Lines of variants, as (variant, quantity) or variants alone."""
    pairs = [one if isinstance(one, tuple) else (one, 1) for one in wanted]
    return [{"variant_id": variant, "quantity": quantity} for variant, quantity in pairs]


def gift(price="5.00", **fields):
    """A line of nothing that is in the catalogue."""
    return {"title": "Gift wrapping", "price": price, **fields}


def place(shop, *line_items, **fields):
    """An order of these lines, or of one gift."""
    return shop.create("order", {"line_items": list(line_items) or [gift()], **fields})


def refused(shop, *line_items, **fields):
    return shop.issues(shop.post("orders", "order", {"line_items": list(line_items), **fields}))


def shown(shop, order):
    return shop.one(shop.get(f"orders/{order['id']}"), "order")


def change(shop, order, **fields):
    return shop.one(shop.put(f"orders/{order['id']}", "order", fields), "order")


def act(shop, order, verb, body=None, query=None):
    """The order after cancel, close or open."""
    return shop.one(shop.send("POST", f"orders/{order['id']}/{verb}", body, query=query), "order")


def advance(shop, order, to):
    """The order once it has come so far, step by step."""
    chain = ["pending", "confirmed", "processing", "shipped", "delivered", "completed"]
    for status in chain[chain.index(order["status"]) + 1:chain.index(to) + 1]:
        order = change(shop, order, status=status)
    return order


def names(shop, **query):
    return [order["name"] for order in shop.list("orders", **query)]


def person(shop, customer):
    return shop.one(shop.get(f"customers/{customer}"), "customer")


def history(shop, customer):
    """What a customer shows of its orders."""
    found = person(shop, customer)
    return tuple(found[name] for name in ("orders_count", "total_spent", "last_order_id", "last_order_name"))

