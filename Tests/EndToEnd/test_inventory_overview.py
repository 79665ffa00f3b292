"""Inventory by product, adjustments of many at once, and batches (I-01 to I-03, I-14)."""

import pytest

from inventory_calls import change, levels, main_location, movements, new_location, quantity, reserve, stocked

UNKNOWN = 2**50


def overview(shop, product):
    return shop.one(shop.get(f"inventory/{product}"), "inventory")


def test_the_stock_of_a_product_is_that_of_its_levels(shop):
    product = shop.product(options=[{"name": "Size"}], variants=[
        {"option1": "S", "sku": "S1", "inventory_quantity": 5}, {"option1": "M", "inventory_quantity": 7}])
    small, medium = [variant["id"] for variant in product["variants"]]
    main, other = main_location(shop), new_location(shop)
    change(shop, "set", small, other, available=2)
    reserve(shop, {small: 4}, f"cart {small}")
    shown = overview(shop, product["id"])
    assert (shown["product_id"], shown["title"]) == (product["id"], "Thing")
    assert [shown[name] for name in ("available", "committed", "reserved", "on_hand")] == [10, 0, 4, 14]
    assert {one["location_id"]: one["available"] for one in shown["locations"]} == {main: 8, other: 2}
    first, second = shown["variants"]
    assert (first["variant_id"], first["inventory_item_id"], first["sku"], first["title"]) == (small, small, "S1", "S")
    assert {one["location_id"]: (one["available"], one["committed"], one["reserved"]) for one in first["locations"]} \
        == levels(shop, small)
    assert second["available"] == quantity(shop, medium) == 7
    assert shop.get(f"inventory/{UNKNOWN}").status == 404 and shop.get(f"inventory/{main}").status == 404


def test_the_stock_of_all_products_is_listed_in_pages(empty_shop):
    shop = empty_shop
    assert shop.one(shop.get("inventory"), "inventory") == []
    made = [shop.product(variants=[{"inventory_quantity": number}])["id"] for number in range(5)]
    seen, last = [], 0
    while page := shop.one(shop.get("inventory", limit=2, since_id=last), "inventory"):
        assert len(page) <= 2
        seen += page
        last = page[-1]["product_id"]
    assert [(one["product_id"], one["available"]) for one in seen] == [(id, n) for n, id in enumerate(made)]
    assert seen[0] == overview(shop, made[0])
    for query in ({"limit": 0}, {"limit": "x"}, {"since_id": -1}, {"since_id": "x"}):
        shop.assert_refused(shop.get("inventory", **query), 400)


def test_one_adjustment_needs_no_list_and_no_location(shop):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    for body in ({"variant_id": item, "adjustment": -2, "reason": "sold"},
                 {"inventory_item_id": item, "location_id": main, "adjustment": 1}):
        reply = shop.send("POST", "inventory/adjustments", body)
        level = shop.one(reply, "inventory_level")
        assert (level["inventory_item_id"], level["location_id"]) == (item, main)
    assert level["available"] == quantity(shop, item) == 4
    assert [one["reason"] for one in movements(shop, inventory_item_id=item)] == ["initial", "sold", "adjusted"]


def test_adjustments_are_made_together(shop):
    first, second = stocked(shop, 5)["id"], stocked(shop, 5)["id"]
    main, other = main_location(shop), new_location(shop)
    reply = shop.send("POST", "inventory/adjustments", {"adjustments": [
        {"inventory_item_id": first, "adjustment": -3}, {"variant_id": first, "location_id": other, "adjustment": 3},
        {"variant_id": second, "adjustment": 1}, {"variant_id": second, "adjustment": -6}]})
    made = shop.one(reply, "inventory_levels")
    assert [(one["inventory_item_id"], one["location_id"], one["available"]) for one in made] == [
        (first, main, 2), (first, other, 3), (second, main, 0), (second, main, 0)]
    assert quantity(shop, first) == 5 and quantity(shop, second) == 0
    assert len(movements(shop, inventory_item_id=second)) == 3


@pytest.mark.parametrize("wrong, status, field", [
    ({"variant_id": UNKNOWN, "adjustment": 1}, 404, "inventory_item_id"),
    ({"adjustment": 1}, 422, "inventory_item_id"), ({"adjustment": -6}, 422, "adjustment"),
    ({"adjustment": None}, 422, "adjustment"), ({"location_id": UNKNOWN, "adjustment": 1}, 404, "location_id")])
def test_of_adjustments_that_can_not_all_be_made_none_is(shop, wrong, status, field):
    item = stocked(shop, 5)["id"]
    if field != "inventory_item_id":
        wrong = {"variant_id": item, **wrong}
    reply = shop.send("POST", "inventory/adjustments", {
        "adjustments": [{"variant_id": item, "adjustment": -1}, wrong, {"variant_id": item, "adjustment": 9}]})
    assert set(shop.issues(reply, status)) == {f"adjustments[1].{field}"}
    assert quantity(shop, item) == 5 and len(movements(shop, inventory_item_id=item)) == 1


def test_adjustments_have_a_limit(shop):
    item = stocked(shop, 5)["id"]
    one = {"variant_id": item, "adjustment": 1}
    for entries in ([one] * 251, [], "x"):
        shop.assert_refused(shop.send("POST", "inventory/adjustments", {"adjustments": entries}), 422)
    assert shop.send("POST", "inventory/adjustments", {"adjustments": [one] * 250}).status == 200
    assert quantity(shop, item) == 255


def test_a_batch_does_what_can_be_done_and_says_what_can_not(shop):
    items = [stocked(shop, number)["id"] for number in range(1, 5)]
    main, other = main_location(shop), new_location(shop)
    reply = shop.send("POST", "inventory/batch", {"items": [
        {"inventory_item_id": items[0], "adjustment": 9, "reason": "count"}, {"variant_id": UNKNOWN, "adjustment": 1},
        {"variant_id": items[1], "available": 20}, {"variant_id": items[2], "adjustment": -9},
        {"variant_id": items[2], "location_id": other, "adjustment": -1},
        {"variant_id": items[3], "available": 1, "expected_available": 99}, {"variant_id": items[3]},
        {"variant_id": items[3], "available": 1, "adjustment": 1}, "x"]})
    results = shop.one(reply, "results")
    assert [one["status"] for one in results] == [200, 404, 200, 422, 422, 412, 422, 422, 422]
    assert [set(one.get("errors", ())) for one in results] == [
        set(), {"inventory_item_id"}, set(), {"adjustment"}, {"adjustment"}, {"expected_available"}, {"adjustment"},
        {"adjustment"}, {"inventory_item_id"}]
    assert results[0]["inventory_level"]["available"] == 10
    assert [quantity(shop, item) for item in items] == [10, 20, 3, 4]
    assert levels(shop, items[2]) == {main: (3, 0, 0)}


def test_a_batch_takes_250_items(shop):
    product = shop.product(options=[{"name": "N"}], variants=[{"option1": str(n)} for n in range(250)])
    entries = [{"variant_id": one["id"], "available": n} for n, one in enumerate(product["variants"])]
    results = shop.one(shop.send("POST", "inventory/batch", {"items": entries}), "results")
    assert {one["status"] for one in results} == {200} and len(results) == 250
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert [variant["inventory_quantity"] for variant in shown["variants"]] == list(range(250))
    assert overview(shop, product["id"])["available"] == sum(range(250))
    shop.assert_refused(shop.send("POST", "inventory/batch", {"items": entries + entries[:1]}), 422)


def test_an_adjustment_with_an_idempotency_key_is_made_once(shop):
    item = stocked(shop, 5)["id"]
    key = {"Idempotency-Key": f"once-{item}"}
    body = {"variant_id": item, "adjustment": -2}
    replies = [shop.send("POST", "inventory/adjustments", body, key) for _ in range(3)]
    assert len({reply.body for reply in replies}) == 1 and quantity(shop, item) == 3
