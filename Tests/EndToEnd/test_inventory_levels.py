"""Levels: listed, adjusted, set, connected and disconnected (I-05 to I-07, I-09, I-10, I-12, I-13)."""

import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import change, levels, main_location, movements, new_location, quantity, refused, replayed, stocked
from receiver import wait_for
from webhook_calls import receiver, subscribe  # noqa: F401 (receiver is a fixture)

LEVEL_KEYS = {
    "id", "inventory_item_id", "location_id", "available", "committed", "reserved", "on_hand", "updated_at",
    "admin_graphql_api_id",
}
UNKNOWN = 2**50


def test_the_documented_adjustment_lowers_by_five(shop):
    variant, main = stocked(shop, 200), main_location(shop)
    level = change(shop, "adjust", variant["inventory_item_id"], main, available_adjustment=-5)
    assert set(level) == LEVEL_KEYS
    assert (level["inventory_item_id"], level["location_id"], level["available"]) == (variant["id"], main, 195)
    assert re.fullmatch(rf"gid://\w+/InventoryLevel/{level['id']}", level["admin_graphql_api_id"])
    assert quantity(shop, variant["id"]) == 195


def test_levels_are_listed_by_items_and_locations(shop):
    first, second = stocked(shop, 1)["id"], stocked(shop, 2)["id"]
    main, other = main_location(shop), new_location(shop)
    change(shop, "set", first, other, available=7)

    def found(**query):
        return {(one["inventory_item_id"], one["location_id"], one["available"])
                for one in shop.list("inventory_levels", **query)}

    assert found(inventory_item_ids=first) == {(first, main, 1), (first, other, 7)}
    assert found(inventory_item_ids=f"{first},{second}", location_ids=main) == {(first, main, 1), (second, main, 2)}
    assert found(location_ids=other) == {(first, other, 7)}
    assert found(**{"inventory_item_ids[]": second}) == {(second, main, 2)}
    assert found(inventory_item_ids=first, updated_at_min="2999-01-01T00:00:00Z") == set()
    assert len(found(inventory_item_ids=f"{first},{second}", limit=2)) == 2
    below = shop.list(f"locations/{other}/inventory_levels")
    assert [(one["inventory_item_id"], one["available"]) for one in below] == [(first, 7)]
    assert shop.count(f"locations/{other}/inventory_levels") == 1


def test_a_list_of_all_levels_is_refused(shop):
    for query in ({}, {"limit": 5}, {"inventory_item_ids": ""}):
        assert "inventory_item_ids" in str(shop.issues(shop.get("inventory_levels", **query)))


def test_pages_of_levels_go_on(empty_shop):
    shop = empty_shop
    for number in range(5):
        stocked(shop, number)
    reply = shop.get("inventory_levels", location_ids=main_location(shop), limit=2)
    seen = [level["id"] for level in shop.many(reply, "inventory_levels")]
    while True:
        if shop.dialect.has_envelope_data:
            cursor = reply.json["meta"]["next_cursor"]
        else:
            links = dict((rel, url) for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', reply.header("Link") or ""))
            cursor = "next" in links and links["next"].split("page_info=")[1]
        if not cursor:
            break
        reply = shop.get("inventory_levels", **{shop.dialect.cursor: cursor, "limit": 2})
        seen += [level["id"] for level in shop.many(reply, "inventory_levels")]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("verb, fields", [
    ("adjust", {"available_adjustment": 1}), ("set", {"available": 1}), ("connect", {})])
def test_an_unknown_item_or_location_is_not_found(shop, verb, fields):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    for ids in ((UNKNOWN, main), (item, UNKNOWN), (main, main), (item, item)):
        reply = shop.send(
            "POST", f"inventory_levels/{verb}", {"inventory_item_id": ids[0], "location_id": ids[1], **fields})
        shop.assert_refused(reply, 404)
    assert levels(shop, item) == {main: (5, 0, 0)}


@pytest.mark.parametrize("verb, fields, wrong", [
    ("adjust", {}, "available_adjustment"), ("adjust", {"available_adjustment": "x"}, "available_adjustment"),
    ("adjust", {"available_adjustment": 1.5}, "available_adjustment"),
    ("adjust", {"available_adjustment": 2**53}, "available_adjustment"),
    ("adjust", {"available_adjustment": 1, "inventory_item_id": None}, "inventory_item_id"),
    ("adjust", {"available_adjustment": 1, "location_id": None}, "location_id"),
    ("adjust", {"available_adjustment": 1, "reason": "x" * 256}, "reason"),
    ("set", {}, "available"), ("set", {"available": None}, "available"), ("set", {"available": 10**13}, "available"),
    ("set", {"available": -1}, "available"), ("connect", {"location_id": None}, "location_id"),
])
def test_what_is_no_change_is_refused(shop, verb, fields, wrong):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    body = {"inventory_item_id": item, "location_id": main, **fields}
    assert set(shop.issues(shop.send("POST", f"inventory_levels/{verb}", body))) == {wrong}
    assert levels(shop, item) == {main: (5, 0, 0)}


def test_nothing_is_lowered_below_zero_unless_the_variant_may_be_oversold(shop):
    strict, main = stocked(shop, 3)["id"], main_location(shop)
    issues = refused(shop, "adjust", strict, main, 422, available_adjustment=-5)
    assert issues == {"available_adjustment": ["would leave -2 available, and inventory_policy is deny"]}
    assert quantity(shop, strict) == 3
    lenient = stocked(shop, 3, inventory_policy="continue")["id"]
    assert change(shop, "adjust", lenient, main, available_adjustment=-5)["available"] == -2
    assert quantity(shop, lenient) == -2
    # Once the policy is to deny, it may only rise.
    shop.put(f"variants/{lenient}", "variant", {"inventory_policy": "deny"})
    refused(shop, "adjust", lenient, main, 422, available_adjustment=-1)
    assert change(shop, "adjust", lenient, main, available_adjustment=1)["available"] == -1
    shop.put(f"variants/{strict}", "variant", {"inventory_policy": "continue"})
    assert change(shop, "adjust", strict, main, available_adjustment=-5)["available"] == -2


def test_set_is_absolute_and_may_expect_what_is_there(shop):
    item, main = stocked(shop, 3)["id"], main_location(shop)
    assert change(shop, "set", item, main, available=10)["available"] == 10
    assert change(shop, "set", item, main, available=8, expected_available=10)["available"] == 8
    reply = shop.send("POST", "inventory_levels/set", {
        "inventory_item_id": item, "location_id": main, "available": 7, "expected_available": 10})
    shop.assert_refused(reply, 412)
    assert quantity(shop, item) == 8


def test_an_item_is_connected_once_and_disconnected(shop):
    item, main, other = stocked(shop, 3)["id"], main_location(shop), new_location(shop)
    made = change(shop, "connect", item, other, 201, relocate_if_necessary=True)
    assert made["available"] == 0
    assert change(shop, "connect", item, other, 201) == made
    change(shop, "adjust", item, other, available_adjustment=4)
    assert quantity(shop, item) == 7

    def disconnect(location):
        return shop.send("DELETE", "inventory_levels", query={"inventory_item_id": item, "location_id": location})

    assert disconnect(other).status == 204
    assert levels(shop, item) == {main: (3, 0, 0)} and quantity(shop, item) == 3
    assert disconnect(other).status == 404
    shop.assert_refused(disconnect(main), 422)
    shop.assert_refused(shop.send("DELETE", "inventory_levels"), 422)
    assert levels(shop, item) == {main: (3, 0, 0)}


def test_an_adjustment_connects(shop):
    item, other = stocked(shop, 3)["id"], new_location(shop)
    change(shop, "adjust", item, other, available_adjustment=4, reason="found")
    assert levels(shop, item)[other] == (4, 0, 0)
    refused(shop, "adjust", item, new_location(shop), 422, available_adjustment=-1)
    assert len(levels(shop, item)) == 2


def test_every_change_leaves_a_movement_and_they_come_to_the_levels(empty_shop):
    shop = empty_shop
    item, main, other = stocked(shop, 3)["id"], main_location(shop), new_location(shop)
    change(shop, "adjust", item, main, available_adjustment=-1, reason="damaged")
    change(shop, "set", item, other, available=10)
    change(shop, "set", item, other, available=10)
    found = [(one["location_id"], one["available_adjustment"], one["reason"]) for one in movements(shop)]
    assert found == [(main, 3, "initial"), (main, -1, "damaged"), (other, 10, "set")]
    assert all(one["actor"].startswith("key_") for one in movements(shop))
    assert replayed(shop) == {(item, main): (2, 0, 0), (item, other): (10, 0, 0)}
    assert [one["reason"] for one in shop.list("inventory_movements", location_id=other)] == ["set"]
    assert shop.count("inventory_movements", inventory_item_id=item, location_id=main) == 2
    one = shop.list("inventory_movements")[0]
    assert shop.one(shop.get(f"inventory_movements/{one['id']}"), "inventory_movement") == one
    for method in ("PUT", "DELETE"):
        assert shop.send(method, f"inventory_movements/{one['id']}", {}).status in (404, 405)


def test_a_read_after_a_change_sees_it_on_every_connection(shop):
    item, main = stocked(shop, 0)["id"], main_location(shop)
    readers = [shop.again() for _ in range(4)]
    for number in range(1, 20):
        change(shop, "adjust", item, main, available_adjustment=1)
        assert [quantity(reader, item) for reader in readers] == [number] * 4


def told(receiver, topic, name):
    """What was sent of a topic, by the field `name`."""
    return [request.json[name] for request in receiver.at() if request.headers["x-shopify-topic"] == topic]


def test_stock_gets_low_once_and_changes_are_told_once(server, receiver):
    shop = open_shop(server, SHOPIFY)
    for topic in ("inventory_levels/low_stock", "inventory/updated", "inventory_levels/update"):
        subscribe(shop, receiver, topic=topic)
    item, main = stocked(shop, 8)["id"], main_location(shop)
    shop.put(f"inventory_items/{item}", "inventory_item", {"low_stock_threshold": 5})
    for adjustment in (-2, -1, -1, -1, +4, -4, -1):
        change(shop, "adjust", item, main, available_adjustment=adjustment)
    wait_for(lambda: len(told(receiver, "inventory/updated", "available")) == 7, "seven updates")
    assert sorted(told(receiver, "inventory/updated", "available")) == [2, 3, 3, 4, 5, 6, 7]
    wait_for(lambda: len(told(receiver, "inventory_levels/update", "available")) == 7, "the same under its other name")
    wait_for(lambda: len(told(receiver, "inventory_levels/low_stock", "available")) == 2, "two alerts")
    assert sorted(told(receiver, "inventory_levels/low_stock", "available")) == [3, 5]
