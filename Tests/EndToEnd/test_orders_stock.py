"""Orders and stock: held when they are made, let go when they are cancelled, gone when they are shipped (O-04, O-06, T-04, T-08)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import levels, main_location, movements, new_location, quantity, replayed, settle, stocked
from order_calls import act, advance, change, gift, lines, place, refused, shown
from test_modules import switch


def test_stock_is_held_then_bought_then_gone(shop):
    main = main_location(shop)
    item = stocked(shop, 10)["id"]
    order = place(shop, *lines((item, 3)), gift())
    assert levels(shop, item) == {main: (7, 0, 3)} and quantity(shop, item) == 7
    order = advance(shop, order, "confirmed")
    assert levels(shop, item) == {main: (7, 3, 0)}
    order = advance(shop, order, "shipped")
    assert levels(shop, item) == {main: (7, 0, 0)} and quantity(shop, item) == 7
    advance(shop, order, "completed")
    assert levels(shop, item) == {main: (7, 0, 0)} and replayed(shop)[item, main] == (7, 0, 0)
    assert [one["reason"] for one in movements(shop, reference=f"orders/{order['id']}")] == [
        "reserved", "committed", "fulfilled"]


@pytest.mark.parametrize("status", ["pending", "confirmed", "processing"])
def test_cancelling_lets_go_once(shop, status):
    main = main_location(shop)
    item = stocked(shop, 10)["id"]
    order = advance(shop, place(shop, *lines((item, 3))), status)
    act(shop, order, "cancel")
    assert levels(shop, item) == {main: (10, 0, 0)} and quantity(shop, item) == 10
    act(shop, order, "cancel")
    change(shop, order, status="cancelled", note="Sorry")
    assert shop.delete(f"orders/{order['id']}").status == 204
    assert levels(shop, item) == {main: (10, 0, 0)} and replayed(shop)[item, main] == (10, 0, 0)


def test_an_order_may_begin_bought(shop):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    place(shop, *lines((item, 2)), status="processing")
    assert levels(shop, item) == {main: (3, 2, 0)}


def test_an_order_that_is_deleted_lets_go(shop):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    order = place(shop, *lines((item, 2)))
    assert shop.delete(f"orders/{order['id']}").status == 204
    assert levels(shop, item) == {main: (5, 0, 0)}
    shipped = advance(shop, place(shop, *lines((item, 2))), "shipped")
    assert shop.delete(f"orders/{shipped['id']}").status == 204
    assert levels(shop, item) == {main: (3, 0, 0)}


def test_what_is_not_there_cannot_be_ordered(shop):
    main = main_location(shop)
    short, plenty = stocked(shop, 2)["id"], stocked(shop, 9)["id"]
    before = shop.count("orders", status="any"), shop.count("customers")
    number = place(shop)["number"]
    assert refused(shop, gift(), *lines((plenty, 3), (short, 3)), email="short@example.com") == {
        "line_items[2].quantity": ["is more than the 2 that are available"]}
    # The same variant twice is one demand.
    assert refused(shop, *lines((short, 1), (short, 2))) == {
        "line_items[1].quantity": ["is more than the 1 that are available"]}
    assert levels(shop, short) == {main: (2, 0, 0)} and levels(shop, plenty) == {main: (9, 0, 0)}
    assert shop.count("orders", status="any") == before[0] + 1 and shop.count("customers") == before[1]
    assert place(shop)["number"] == number + 1, "no number is lost"


def test_what_may_be_oversold_is_owed(shop):
    item, main = stocked(shop, 1, inventory_policy="continue")["id"], main_location(shop)
    order = place(shop, *lines((item, 3)))
    assert levels(shop, item) == {main: (-2, 0, 3)}
    advance(shop, order, "shipped")
    assert levels(shop, item) == {main: (-2, 0, 0)}


def test_the_client_says_what_becomes_of_stock(shop):
    item, main = stocked(shop, 2)["id"], main_location(shop)
    order = place(shop, *lines((item, 5)), inventory_behaviour="bypass")
    assert levels(shop, item) == {main: (2, 0, 0)} and "inventory_behaviour" not in order
    act(shop, order, "cancel")
    assert levels(shop, item) == {main: (2, 0, 0)}
    obeying = {"inventory_behaviour": "decrement_obeying_policy"}
    assert list(refused(shop, *lines((item, 5)), **obeying)) == ["line_items[0].quantity"]
    owed = place(shop, *lines((item, 5)), inventory_behaviour="decrement_ignoring_policy")
    assert levels(shop, item) == {main: (-3, 0, 5)}
    act(shop, owed, "cancel")
    assert levels(shop, item) == {main: (2, 0, 0)}
    assert refused(shop, *lines(item), inventory_behaviour="guess") == {
        "inventory_behaviour": ["is not included in the list"]}


def test_a_line_is_taken_from_several_places(shop):
    item, main = stocked(shop, 3)["id"], main_location(shop)
    other = new_location(shop)
    shop.send("POST", "inventory_levels/set", {"inventory_item_id": item, "location_id": other, "available": 2})
    order = place(shop, *lines((item, 5)))
    assert levels(shop, item) == {main: (0, 0, 3), other: (0, 0, 2)}
    advance(shop, order, "shipped")
    assert levels(shop, item) == {main: (0, 0, 0), other: (0, 0, 0)}


def test_no_other_change_moves_stock(shop):
    item, main = stocked(shop, 5)["id"], main_location(shop)
    order = place(shop, *lines((item, 2)))
    change(shop, order, **{**order, "note": "x", "email": "other@example.com"})
    act(shop, order, "close")
    act(shop, order, "open")
    line = {**order["line_items"][0], "quantity": 1}
    assert shop.issues(shop.put(f"orders/{order['id']}", "order", {"line_items": [line]})) == {
        "line_items": ["can't be changed once the order is made"]}
    assert levels(shop, item) == {main: (3, 0, 2)}


def test_a_store_that_keeps_no_stock_has_orders(empty_shop):
    shop = empty_shop
    item, main = stocked(shop, 1)["id"], main_location(shop)
    switch(shop, "disable", "inventory")
    order = place(shop, *lines((item, 5)))
    switch(shop, "enable", "inventory")
    # Nothing was held, so nothing is let go.
    assert act(shop, order, "cancel")["status"] == "cancelled" and levels(shop, item) == {main: (1, 0, 0)}
    held = place(shop, *lines(item))
    switch(shop, "disable", "inventory")
    assert act(shop, held, "cancel")["status"] == "cancelled"
    switch(shop, "enable", "inventory")
    assert levels(shop, item) == {main: (0, 0, 1)}
    reservation, = shop.list("inventory_reservations", reference=f"orders/{held['id']}")
    settle(shop, reservation, "release")
    assert levels(shop, item) == {main: (1, 0, 0)}


def test_orders_go_without_the_module_that_keeps_stock(make_server, tmp_path):
    configuration = tmp_path / "without.toml"
    configuration.write_text('[modules]\ndisabled = ["inventory"]\n')
    shop = open_shop(make_server(configuration=configuration).start(), SHOPIFY)
    item = shop.product(variants=[{"inventory_quantity": 1}])["variants"][0]["id"]
    order = advance(shop, place(shop, *lines((item, 5))), "processing")
    assert act(shop, order, "cancel")["status"] == "cancelled"
    shipped = advance(shop, place(shop, *lines((item, 5))), "shipped")
    assert shown(shop, shipped)["fulfillment_status"] == "fulfilled"
