"""Reservations: all or nothing, split, idempotent, and let go in time (beyond 5, I-10, I-11, T-04, T-25)."""

import pytest

from dialects import DIALECTS, Shop
from inventory_calls import (
    change, held, levels, main_location, movements, new_location, quantity, replayed, reserve, settle, stocked)
from receiver import wait_for
from server import create_key, create_store, run_command

UNKNOWN = 2**50


def test_what_is_reserved_is_bought_or_let_go(shop):
    item, main = stocked(shop, 10)["id"], main_location(shop)
    first, second = reserve(shop, {item: 3}, f"a{item}"), reserve(shop, {item: 2}, f"b{item}")
    assert (first["status"], first["reference"], first["expires_at"]) == ("reserved", f"a{item}", None)
    assert held(first) == [(item, main, 3)]
    assert levels(shop, item) == {main: (5, 0, 5)} and quantity(shop, item) == 5
    assert settle(shop, first, "commit")["status"] == "committed"
    assert levels(shop, item) == {main: (5, 3, 2)}
    assert settle(shop, second, "release")["status"] == "released"
    assert levels(shop, item) == {main: (7, 3, 0)} and quantity(shop, item) == 7
    # What was bought and is not to be had after all comes back.
    assert settle(shop, first, "release")["status"] == "released"
    assert levels(shop, item) == {main: (10, 0, 0)}
    reasons = [one["reason"] for one in movements(shop, inventory_item_id=item)]
    assert reasons == ["initial", "reserved", "reserved", "committed", "released", "released"]
    assert {one["reason"] for one in movements(shop, reference=f"a{item}")} == {"reserved", "committed", "released"}


def test_settling_twice_changes_nothing(shop):
    item, main = stocked(shop, 10)["id"], main_location(shop)
    bought, gone = reserve(shop, {item: 3}, f"a{item}"), reserve(shop, {item: 2}, f"b{item}")
    assert settle(shop, bought, "commit") == settle(shop, bought, "commit")
    assert settle(shop, gone, "release") == settle(shop, gone, "release")
    shop.assert_refused(shop.send("POST", f"inventory_reservations/{gone['id']}/commit"), 409)
    assert levels(shop, item) == {main: (7, 3, 0)}
    for verb in ("commit", "release"):
        shop.assert_refused(shop.send("POST", f"inventory_reservations/{UNKNOWN}/{verb}"), 404)


def test_the_same_again_is_the_same_reservation(shop):
    item, main = stocked(shop, 10)["id"], main_location(shop)
    first = reserve(shop, {item: 3}, f"cart {item}", expires_in_seconds=600)
    again = reserve(shop, {item: 3}, f"cart {item}", expires_in_seconds=3600)
    assert again["id"] == first["id"] and again["expires_at"] > first["expires_at"]
    reply = shop.send("POST", "inventory_reservations", {
        "reference": f"cart {item}", "items": [{"variant_id": item, "quantity": 4}]})
    shop.assert_refused(reply, 409)
    assert levels(shop, item) == {main: (7, 0, 3)}
    settle(shop, first, "release")
    other = reserve(shop, {item: 4}, f"cart {item}")
    assert other["id"] != first["id"] and levels(shop, item) == {main: (6, 0, 4)}
    assert [one["id"] for one in shop.list("inventory_reservations", reference=f"cart {item}")] == [
        other["id"], first["id"]]
    assert shop.count("inventory_reservations", reference=f"cart {item}", status="reserved,committed") == 1


def test_all_lines_are_held_or_none(shop):
    first, second, main = stocked(shop, 5)["id"], stocked(shop, 1)["id"], main_location(shop)
    reply = shop.send("POST", "inventory_reservations", {"reference": "too much", "items": [
        {"variant_id": first, "quantity": 5}, {"variant_id": second, "quantity": 2},
        {"variant_id": first, "quantity": 1}]})
    assert shop.issues(reply) == {
        "items[1].quantity": ["is more than the 1 that are available"],
        "items[2].quantity": ["is more than the 0 that are available"]}
    assert levels(shop, first) == {main: (5, 0, 0)} and levels(shop, second) == {main: (1, 0, 0)}
    assert shop.count("inventory_reservations", reference="too much") == 0


def test_one_variant_twice_is_held_twice(shop):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    lines = [{"variant_id": item, "quantity": 2}, {"inventory_item_id": item, "quantity": 3}]
    assert held(reserve(shop, lines, f"twice {item}")) == [(item, main, 2), (item, main, 3)]
    assert levels(shop, item) == {main: (0, 0, 5)}


def test_a_line_is_split_over_locations_the_default_first(empty_shop):
    shop = empty_shop
    item, main = stocked(shop, 3)["id"], main_location(shop)
    second, third = new_location(shop, "Second"), new_location(shop, "Third")
    change(shop, "set", item, third, available=2)
    change(shop, "set", item, second, available=1)
    reservation = reserve(shop, {item: 5}, "cart")
    assert held(reservation) == [(item, main, 3), (item, second, 1), (item, third, 1)]
    assert levels(shop, item) == {main: (0, 0, 3), second: (0, 0, 1), third: (1, 0, 1)}
    settle(shop, reservation, "commit")
    settle(shop, reservation, "release")
    assert levels(shop, item) == {main: (3, 0, 0), second: (1, 0, 0), third: (2, 0, 0)}
    only = reserve(shop, [{"variant_id": item, "quantity": 2, "location_id": third}], "there")
    assert held(only) == [(item, third, 2)]
    reply = shop.send("POST", "inventory_reservations", {
        "reference": "more", "items": [{"variant_id": item, "quantity": 1, "location_id": third}]})
    assert shop.issues(reply) == {"items[0].quantity": ["is more than the 0 that are available"]}


def test_what_may_be_oversold_is_owed_by_the_default_location(shop):
    item, main = stocked(shop, 2, inventory_policy="continue")["id"], main_location(shop)
    assert held(reserve(shop, {item: 5}, f"more {item}")) == [(item, main, 5)]
    assert levels(shop, item) == {main: (-3, 0, 5)}


def test_what_nobody_counts_is_sold_without_limit(shop):
    course = shop.product(variants=[{"requires_shipping": False}])["variants"][0]["id"]
    reservation = reserve(shop, {course: 1000}, f"course {course}")
    assert held(reservation) == [(course, None, 1000)]
    assert settle(shop, reservation, "commit")["status"] == "committed"
    assert levels(shop, course) == {main_location(shop): (0, 0, 0)}
    # Once it is counted it is sold as long as there is something.
    shop.put(f"variants/{course}", "variant", {"inventory_management": "shopify"})
    reply = shop.send("POST", "inventory_reservations", {
        "reference": "late", "items": [{"variant_id": course, "quantity": 1}]})
    shop.assert_refused(reply, 422)


@pytest.mark.parametrize("fields, wrong, status", [
    ({"reference": None}, "reference", 422), ({"items": None}, "items", 422), ({"items": []}, "items", 422),
    ({"items": [{}]}, "items[0].variant_id", 422), ({"items": [{"quantity": 0}]}, "items[0].quantity", 422),
    ({"items": [{"quantity": -1}]}, "items[0].quantity", 422), ({"items": [{"quantity": None}]}, "items[0].quantity", 422),
    ({"items": [{"quantity": 1, "location_id": UNKNOWN}]}, "items[0].location_id", 404),
    ({"items": [{"variant_id": UNKNOWN, "quantity": 1}]}, "items[0].variant_id", 404),
    ({"expires_in_seconds": 0}, "expires_in_seconds", 422), ({"expires_in_seconds": 10**9}, "expires_in_seconds", 422)])
def test_what_is_no_reservation_is_refused(shop, fields, wrong, status):
    item = stocked(shop, 5)["id"]
    body = {"reference": "r", "items": [{"variant_id": item, "quantity": 1}], **fields}
    for line in body["items"] or ():
        if wrong != "items[0].variant_id":
            line.setdefault("variant_id", item)
    reply = shop.send("POST", "inventory_reservations", body)
    assert set(shop.issues(reply, status)) == {wrong}
    assert levels(shop, item) == {main_location(shop): (5, 0, 0)}


def test_a_reservation_outlives_its_variant(shop):
    product = shop.product(variants=[{"inventory_quantity": 5}])
    reservation = reserve(shop, {product["variants"][0]["id"]: 2}, f"gone {product['id']}")
    assert shop.delete(f"products/{product['id']}").status == 204
    assert settle(shop, reservation, "commit")["status"] == "committed"
    assert settle(shop, reservation, "release")["status"] == "released"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_reservation_expires_on_the_store_s_clock(server, dialect):
    store = create_store(server.data, f"holds-{dialect.name}", "--test-clock")
    shop = Shop(server, dialect, create_key(server.data, store["name"], "all", "--no-rate-limit"), store["name"])
    item, main = stocked(shop, 10)["id"], main_location(shop)
    short = reserve(shop, {item: 1}, "short", expires_in_seconds=600)
    long = reserve(shop, {item: 2}, "long", expires_in_seconds=600)
    bought = reserve(shop, {item: 3}, "bought", expires_in_seconds=600)
    settle(shop, bought, "commit")

    def advance(seconds):
        run_command("clock", "advance", f"{seconds}s", "--store", store["name"], data=server.data)

    def status(reservation):
        return shop.one(shop.get(f"inventory_reservations/{reservation['id']}"), "inventory_reservation")["status"]

    advance(599)
    reserve(shop, {item: 2}, "long", expires_in_seconds=600)
    assert (status(short), levels(shop, item)) == ("reserved", {main: (4, 3, 3)})
    advance(1)
    wait_for(lambda: status(short) == "expired", "the first to expire")
    assert (status(long), levels(shop, item)) == ("reserved", {main: (5, 3, 2)})
    advance(599)
    wait_for(lambda: status(long) == "expired", "the one that was held for longer")
    assert (status(bought), levels(shop, item)) == ("committed", {main: (7, 3, 0)})
    assert quantity(shop, item) == 7 and replayed(shop) == {(item, main): (7, 3, 0)}
    shop.assert_refused(shop.send("POST", f"inventory_reservations/{short['id']}/commit"), 409)
    assert [one["reason"] for one in movements(shop, reference="short")] == ["reserved", "expired"]
