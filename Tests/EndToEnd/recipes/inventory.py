def place(link):
    return {"inventory_item_id": link("inventory_item"), "location_id": link("location")}


def reservation(variant, number):
    return "", {"reference": f"made {number}", "items": [{"variant_id": variant, "quantity": 1}]}


def stock_up(maker, ids):
    """Somebody holds what there is."""
    item = maker.make("inventory_item")
    reply = maker.shop.send("POST", "inventory/adjustments", {"inventory_item_id": item, "adjustment": 10})
    assert reply.status == 200, reply.body
    return reservation(item, next(maker.bodies.numbers))


def second_level(maker, ids):
    """An item's last level stays."""
    there = {"inventory_item_id": maker.make("inventory_item"), "location_id": maker.make("location")}
    assert maker.shop.send("POST", "inventory_levels/connect", there).status == 201
    return "&".join(f"{name}={id}" for name, id in there.items()), None


CALLS = {
    "GET inventory_levels": lambda link, number: (f"inventory_item_ids={link('inventory_item')}", None),
    "DELETE inventory_levels": lambda link, number: ("inventory_item_id=1&location_id=1", None),
    "POST inventory_levels/adjust": lambda link, number: ("", {**place(link), "available_adjustment": 1}),
    "POST inventory_levels/set": lambda link, number: ("", {**place(link), "available": number}),
    "POST inventory_levels/connect": lambda link, number: ("", place(link)),
    "POST inventory/adjustments": lambda link, number: ("", {**place(link), "adjustment": 1}),
    "POST inventory/batch": lambda link, number: ("", {"items": [{**place(link), "available": number}]}),
    "POST inventory_reservations": lambda link, number: reservation(link("inventory_item"), number),
}

STEPS = {"DELETE inventory_levels": second_level, "POST inventory_reservations": stock_up}
