"""Many buyers at once: nothing is sold twice, and nothing is lost (I-06, T-04, T-25)."""

from concurrent.futures import ThreadPoolExecutor

from dialects import DIALECTS
from inventory_calls import (
    change, levels, main_location, movements, new_location, quantity, replayed, reserve, stocked)

CONNECTIONS = 50


def at_once(shop, count, work):
    """The results of work(client, number), many at a time, by clients of every dialect."""
    clients = [shop.again(DIALECTS[number % len(DIALECTS)]) for number in range(CONNECTIONS)]
    for client in clients:
        client.get("locations/count")

    def several(place):
        return [work(clients[place], number) for number in range(place, count, CONNECTIONS)]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [result for part in pool.map(several, range(CONNECTIONS)) for result in part]


def test_a_hundred_adjustments_lower_by_exactly_a_hundred(shop):
    item, main = stocked(shop, 250)["id"], main_location(shop)
    body = {"inventory_item_id": item, "location_id": main, "available_adjustment": -1}
    replies = at_once(shop, 100, lambda client, _: client.send("POST", "inventory_levels/adjust", body))
    assert [reply.status for reply in replies] == [200] * 100
    assert quantity(shop, item) == 150 and len(movements(shop, inventory_item_id=item)) == 101


def test_of_two_hundred_buyers_of_37_units_37_get_one(shop):
    item, main = stocked(shop, 37)["id"], main_location(shop)

    def buy(client, number):
        lines = [{"variant_id": item, "quantity": 1}]
        return client.send("POST", "inventory_reservations", {"items": lines, "reference": f"{item} {number}"}).status

    statuses = at_once(shop, 200, buy)
    assert sorted(statuses) == [201] * 37 + [422] * 163
    assert levels(shop, item) == {main: (0, 0, 37)} and quantity(shop, item) == 0
    held = shop.list("inventory_reservations", status="reserved", limit=250)
    assert sum(one["items"][0]["variant_id"] == item for one in held) == 37, "no hold without a buyer"


def test_buyers_through_every_door_never_get_more_than_there_is(shop):
    item, main = stocked(shop, 60)["id"], main_location(shop)
    one = {"inventory_item_id": item, "location_id": main}
    doors = [
        ("inventory_levels/adjust", lambda _: {**one, "available_adjustment": -1}),
        ("inventory/adjustments", lambda _: {"adjustments": [{**one, "adjustment": -1}]}),
        ("inventory_reservations", lambda number: {
            "reference": f"door {item} {number}", "items": [{"variant_id": item, "quantity": 1}]}),
    ]

    def buy(client, number):
        path, body = doors[number % len(doors)]
        return client.send("POST", path, body(number)).status

    statuses = at_once(shop, 180, buy)
    assert sum(status < 300 for status in statuses) == 60 and set(statuses) <= {200, 201, 422}
    available, _, reserved = levels(shop, item)[main]
    assert available == 0 and quantity(shop, item) == 0 and reserved <= 60


def test_carts_with_the_same_items_in_opposite_sequences_all_come_to_an_end(shop):
    first, second, main = stocked(shop, 40)["id"], stocked(shop, 30)["id"], main_location(shop)

    def buy(client, number):
        items = [first, second][:: 1 if number % 2 else -1]
        lines = [{"variant_id": item, "quantity": 1} for item in items]
        reference = f"pair {first} {number}"
        return client.send("POST", "inventory_reservations", {"items": lines, "reference": reference}).status

    assert sorted(at_once(shop, 100, buy)) == [201] * 30 + [422] * 70
    assert levels(shop, first) == {main: (10, 0, 30)} and levels(shop, second) == {main: (0, 0, 30)}


def test_one_reference_holds_once_however_often_it_is_asked_for(shop):
    item, main = stocked(shop, 10)["id"], main_location(shop)
    made = at_once(shop, 40, lambda client, _: reserve(client, {item: 2}, f"once {item}")["id"])
    assert len(set(made)) == 1 and levels(shop, item) == {main: (8, 0, 2)}


def test_a_reservation_is_settled_once(shop):
    item, main = stocked(shop, 10)["id"], main_location(shop)
    reservation = reserve(shop, {item: 4}, f"settle {item}")
    path = f"inventory_reservations/{reservation['id']}"
    verbs = ["release", "commit"]
    statuses = at_once(shop, 60, lambda client, n: client.send("POST", f"{path}/{verbs[n % 2]}").status)
    assert set(statuses) <= {200, 409}
    # A release is possible after a commit, never the other way about.
    assert levels(shop, item) == {main: (10, 0, 0)}


def test_moving_stock_while_it_is_sold_keeps_the_sum(shop):
    item, main, other = stocked(shop, 100)["id"], main_location(shop), new_location(shop)
    change(shop, "set", item, other, available=100)

    def act(client, number):
        here, there = (main, other) if number % 4 else (other, main)
        if number % 2:
            body = {"adjustments": [{"variant_id": item, "location_id": here, "adjustment": -3},
                                    {"variant_id": item, "location_id": there, "adjustment": 3}]}
            return 0, client.send("POST", "inventory/adjustments", body).status
        return 1, client.send("POST", "inventory_levels/adjust", {
            "inventory_item_id": item, "location_id": here, "available_adjustment": -1}).status

    outcomes = at_once(shop, 200, act)
    sold = sum(count for count, status in outcomes if status == 200)
    assert {status for _, status in outcomes} <= {200, 422}
    assert quantity(shop, item) == 200 - sold
    assert min(available for available, _, _ in levels(shop, item).values()) >= 0
    found = replayed(shop)
    assert {place: found[item, place] for place in (main, other) if (item, place) in found} == {
        place: values for place, values in levels(shop, item).items() if any(values)}
