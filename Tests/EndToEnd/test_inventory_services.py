"""What other modules get of stock: the services that no route offers."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import change, levels, main_location, movements, new_location, quantity, replayed, stocked
from service_calls import call as call_service, start_with_caller


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A store with a module through which a client calls services."""
    server = start_with_caller(tmp_path_factory.mktemp("services"))
    yield open_shop(server, SHOPIFY)
    server.kill()


def call(shop, service, body):
    return call_service(shop, f"inventory/{service}", body)


def answer(shop, service, **body):
    return shop.one(call(shop, service, body), "output")


def bought(shop, count, quantity=10):
    """A variant of which so many are bought, and the reservation's reference."""
    item = stocked(shop, quantity)["id"]
    reference = f"order {item}"
    held = answer(shop, "reserve", items=[{"variant_id": item, "quantity": count}], reference=reference)
    assert held["status"] == "reserved"
    assert answer(shop, "commit", reference=reference)["status"] == "committed"
    return item, reference


def test_what_is_held_is_bought_or_let_go(shop):
    main = main_location(shop)
    item, reference = bought(shop, 3)
    assert levels(shop, item) == {main: (7, 3, 0)}
    assert answer(shop, "commit", reference=reference)["status"] == "committed"
    assert answer(shop, "release", reference=reference)["status"] == "released"
    assert levels(shop, item) == {main: (10, 0, 0)}
    shop.assert_refused(call(shop, "release", {"reference": "none"}), 404)
    assert shop.issues(call(shop, "commit", {})) == {"reservation_id": ["can't be blank"]}


def test_goods_leave_and_come_back(shop):
    main = main_location(shop)
    item, reference = bought(shop, 3)
    left = {"variant_id": item, "committed": -1, "reason": "shipped", "reference": reference}
    level, = answer(shop, "adjust", changes=[left])["inventory_levels"]
    assert (level["available"], level["committed"], level["on_hand"]) == (7, 2, 9)
    assert levels(shop, item) == {main: (7, 2, 0)} and quantity(shop, item) == 7
    back = {"variant_id": item, "location_id": main, "available": 1, "reason": "returned", "reference": reference}
    both = answer(shop, "adjust", changes=[left, back])["inventory_levels"]
    assert levels(shop, item) == {main: (8, 1, 0)} and quantity(shop, item) == 8
    # Each change tells what came of all of them.
    assert [(one["available"], one["committed"]) for one in both] == [(8, 1), (8, 1)]
    last = [(one["reason"], one["reference"], one["available_adjustment"], one["committed_adjustment"])
            for one in movements(shop, inventory_item_id=item)[-3:]]
    assert last == [("shipped", reference, 0, -1), ("shipped", reference, 0, -1), ("returned", reference, 1, 0)]
    assert replayed(shop)[item, main] == (8, 1, 0)


@pytest.mark.parametrize("is_bought", [True, False])
def test_what_is_fulfilled_leaves_once(shop, is_bought):
    main = main_location(shop)
    item = stocked(shop, 10)["id"]
    reference = f"order {item}"
    answer(shop, "reserve", items=[{"variant_id": item, "quantity": 3}], reference=reference)
    if is_bought:
        answer(shop, "commit", reference=reference)
    for _ in range(2):
        assert answer(shop, "fulfill", reference=reference)["status"] == "fulfilled"
        assert levels(shop, item) == {main: (7, 0, 0)} and replayed(shop)[item, main] == (7, 0, 0)
    # It is gone: nothing comes back, and nothing of it can be bought any more.
    assert answer(shop, "release", reference=reference)["status"] == "fulfilled"
    shop.assert_refused(call(shop, "commit", {"reference": reference}), 409)
    assert levels(shop, item) == {main: (7, 0, 0)}


def test_what_was_let_go_cannot_leave(shop):
    item, reference = bought(shop, 3)
    answer(shop, "release", reference=reference)
    shop.assert_refused(call(shop, "fulfill", {"reference": reference}), 409)
    assert quantity(shop, item) == 10


def test_what_lacks_is_owed_if_the_policy_is_ignored(shop):
    main = main_location(shop)
    item = stocked(shop, 2)["id"]
    line = {"variant_id": item, "quantity": 3}
    assert shop.issues(call(shop, "reserve", {"items": [line], "reference": f"short {item}"})) == {
        "items[0].quantity": ["is more than the 2 that are available"]}
    answer(shop, "reserve", items=[{**line, "ignore_policy": True}], reference=f"owed {item}")
    assert levels(shop, item) == {main: (-1, 0, 3)} and quantity(shop, item) == -1
    answer(shop, "fulfill", reference=f"owed {item}")
    assert levels(shop, item) == {main: (-1, 0, 0)}
    wrong = {"items": [{**line, "ignore_policy": 5}], "reference": "wrong"}
    assert shop.issues(call(shop, "reserve", wrong)) == {"items[0].ignore_policy": ["must be true or false"]}


def test_refusals_name_items_as_the_caller_does(shop):
    item = stocked(shop, 2)["id"]
    lines = [{"variant_id": item, "quantity": 1, "field": "line_items[4]"},
             {"variant_id": item, "quantity": 2, "field": "line_items[7]"}]
    assert shop.issues(call(shop, "reserve", {"items": lines, "reference": f"named {item}"})) == {
        "line_items[7].quantity": ["is more than the 1 that are available"]}


def test_one_call_moves_between_places_and_states(shop):
    main, other = main_location(shop), new_location(shop)
    item, _ = bought(shop, 2)
    answer(shop, "adjust", changes=[
        {"variant_id": item, "available": -3}, {"variant_id": item, "location_id": other, "available": 3},
        {"variant_id": item, "committed": -1, "reserved": 1}])
    assert levels(shop, item) == {main: (5, 1, 1), other: (3, 0, 0)} and quantity(shop, item) == 8


@pytest.mark.parametrize("wrong, status, issues", [
    # The second change finds what the first has left.
    ({"committed": -3}, 422, {"changes[1].committed": ["is more than has been promised"]}),
    ({"reserved": -1}, 422, {"changes[1].reserved": ["is more than has been promised"]}),
    ({"available": -9}, 422, {"changes[1].available": [
        "would leave -1 available, and inventory_policy is deny"]}),
    ({"available": 10**13}, 422, {"changes[1].available": ["is too large"]}),
    ({"available": "many"}, 422, {"changes[1].available": ["is not a number"]}),
    ({"available": 1, "location_id": 1}, 404, None),
    ({"available": 1, "variant_id": 1}, 404, None),
    ({"available": 1, "variant_id": None}, 422, {"changes[1].inventory_item_id": ["can't be blank"]}),
    ({"available": 1, "reason": 5}, 422, {"changes[1].reason": ["must be a string"]}),
    ({"available": 1, "reason": "x" * 256}, 422, {"changes[1].reason": ["is too long (maximum is 255 characters)"]}),
])
def test_all_changes_are_made_or_none(shop, wrong, status, issues):
    main = main_location(shop)
    item, _ = bought(shop, 3)
    before = len(movements(shop))
    good = {"variant_id": item, "available": 1, "committed": -1}
    reply = call(shop, "adjust", {"changes": [good, {"variant_id": item, **wrong}, good]})
    if status == 404:
        shop.assert_refused(reply, 404)
    else:
        assert shop.issues(reply) == issues
    assert levels(shop, item) == {main: (7, 3, 0)} and quantity(shop, item) == 7 and len(movements(shop)) == before


@pytest.mark.parametrize("body, issues", [
    ({}, {"changes": ["can't be blank"]}), ({"changes": []}, {"changes": ["can't be blank"]}),
    ({"changes": 5}, {"changes": ["must be a list"]}),
    ({"changes": [{"available": 1}] * 251}, {"changes": ["has more than 250 entries"]}),
])
def test_something_else_than_changes_is_refused(shop, body, issues):
    assert shop.issues(call(shop, "adjust", body)) == issues


def test_a_service_that_nobody_offers_is_refused(shop):
    assert call_service(shop, "nobody/home", {}).status >= 400
