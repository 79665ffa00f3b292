def second_level(maker, ids):
    """An item's last level stays."""
    there = {"inventory_item_id": maker.make("inventory_item"), "location_id": maker.make("location")}
    assert maker.shop.send("POST", "inventory_levels/connect", there).status == 201
    return "&".join(f"{name}={id}" for name, id in there.items()), None


def movement(maker, *above):
    """A change of stock, which leaves a line in the history."""
    item = maker.make("inventory_item")
    reply = maker.shop.send("POST", "inventory/adjustments", {"inventory_item_id": item, "adjustment": 1})
    assert reply.status == 200, reply.body
    return maker.shop.list("inventory_movements", limit=1)[0]["id"]


HOOKS = {
    # Changes of stock leave them.
    "inventory_movement": movement,
}

CALLS = {
    "GET inventory_levels": lambda link, number: (f"inventory_item_ids={link('inventory_item')}", None),
    "DELETE inventory_levels": lambda link, number: ("inventory_item_id=1&location_id=1", None),
}

STEPS = {"DELETE inventory_levels": second_level}
