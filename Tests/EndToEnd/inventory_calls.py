"""Products with stock, and the calls that change and show it."""


def stocked(shop, quantity, **fields):
    """The only variant of a new product, with so many at the default location."""
    return shop.product(variants=[{"inventory_quantity": quantity, **fields}])["variants"][0]


def main_location(shop):
    """The location that every store has from the start."""
    return shop.list("locations", since_id=0)[0]["id"]


def new_location(shop, name="Warehouse"):
    return shop.create("location", {"name": name})["id"]


def change(shop, verb, item, location, status=200, **fields):
    """The level after adjust, set or connect."""
    body = {"inventory_item_id": item, "location_id": location, **fields}
    return shop.one(shop.send("POST", f"inventory_levels/{verb}", body), "inventory_level", status)


def refused(shop, verb, item, location, status, **fields):
    reply = shop.send("POST", f"inventory_levels/{verb}", {"inventory_item_id": item, "location_id": location, **fields})
    return shop.issues(reply, status)


def levels(shop, item):
    """What is at each location of an item, as (available, committed, reserved)."""
    found = shop.list("inventory_levels", inventory_item_ids=item, limit=250)
    for level in found:
        assert level["on_hand"] == level["available"] + level["committed"] + level["reserved"]
    return {level["location_id"]: (level["available"], level["committed"], level["reserved"]) for level in found}


def quantity(shop, variant):
    """The variant's inventory_quantity, which is the sum of what is available everywhere."""
    shown = shop.one(shop.get(f"variants/{variant}"), "variant")
    assert shown["old_inventory_quantity"] == shown["inventory_quantity"]
    assert shown["inventory_quantity"] == sum(available for available, _, _ in levels(shop, variant).values())
    return shown["inventory_quantity"]


def movements(shop, **filters):
    """All movements, oldest first."""
    found, last = [], 0
    while page := shop.list("inventory_movements", since_id=last, limit=250, **filters):
        found += page
        last = page[-1]["id"]
    return found


def replayed(shop):
    """What the movements come to, by item and location."""
    places = {}
    for one in movements(shop):
        place = places.setdefault((one["inventory_item_id"], one["location_id"]), [0, 0, 0])
        for index, name in enumerate(("available", "committed", "reserved")):
            place[index] += one[f"{name}_adjustment"]
    return {place: tuple(values) for place, values in places.items() if any(values)}


def reserve(shop, items, reference, status=201, **fields):
    """A reservation of {variant: quantity} or of a list of lines."""
    if isinstance(items, dict):
        items = [{"variant_id": variant, "quantity": count} for variant, count in items.items()]
    reply = shop.send("POST", "inventory_reservations", {"items": items, "reference": reference, **fields})
    return shop.one(reply, "inventory_reservation", status)


def settle(shop, reservation, verb):
    """A reservation after release or commit."""
    reply = shop.send("POST", f"inventory_reservations/{reservation['id']}/{verb}")
    return shop.one(reply, "inventory_reservation")


def held(reservation):
    """What is held where, as (variant, location, quantity)."""
    return [(part["variant_id"], part["location_id"], part["quantity"]) for part in reservation["items"]]
