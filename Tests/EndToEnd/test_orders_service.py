"""Orders that other modules make (Tests/ABI/modules/service_caller.c)."""

import pytest

from dialects import DIALECTS
from conftest import open_shop
from inventory_calls import levels, main_location, stocked
from order_calls import email
from service_calls import call, start_with_caller


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    """A server with a module that calls services for its clients."""
    running = start_with_caller(tmp_path_factory.mktemp("services"), extensions=False)
    yield running
    running.kill()


@pytest.fixture(params=DIALECTS, ids=lambda dialect: dialect.name)
def shop(caller, request):
    return open_shop(caller, request.param)


def line(variant, **fields):
    return {"variant_id": variant, "quantity": 2, "price": "7.00", **fields}


def test_what_was_agreed_on_becomes_an_order(shop):
    variant, address = stocked(shop, 5)["id"], email()
    body = {
        "line_items": [line(variant, properties=[{"name": "Engraving", "value": "Ada"}])], "email": address,
        "note": "Ring twice", "source_name": "pos", "checkout_id": 5, "checkout_token": "t", "cart_token": "c"}
    made = shop.one(call(shop, "orders/create", body), "output")
    order = shop.one(shop.get(f"orders/{made['order_id']}"), "order")
    assert made == {"order_id": order["id"], "name": order["name"], "customer_id": order["customer"]["id"]}
    assert (order["total_price"], order["email"], order["source_name"]) == ("14.00", address, "pos")
    assert (order["checkout_id"], order["checkout_token"], order["cart_token"]) == (5, "t", "c")
    assert levels(shop, variant) == {main_location(shop): (3, 0, 2)}
    # A checkout makes one.
    assert set(shop.issues(call(shop, "orders/create", body))) == {"checkout_token"}
    assert shop.count("orders") == 1 and levels(shop, variant) == {main_location(shop): (3, 0, 2)}


def test_an_order_of_nobody_has_no_customer(shop):
    made = shop.one(call(shop, "orders/create", {"line_items": [line(stocked(shop, 5)["id"])]}), "output")
    assert made["customer_id"] is None


def test_clients_cannot_say_of_which_checkout_an_order_is(shop):
    fields = {"line_items": [{"title": "T", "price": "1.00"}], "checkout_token": "mine", "checkout_id": 5}
    made = shop.create("order", fields)
    assert made["checkout_token"] is None and made["checkout_id"] is None


@pytest.mark.parametrize("lines, wrong", [
    (None, "line_items"), (5, "line_items"), ([5], "line_items"), ([], "line_items"),
    ([{"variant_id": 5, "quantity": 1}], "line_items[0].variant_id"),
    ([{"quantity": 1, "price": "1.00"}], "line_items[0].variant_id"),
    ([{"variant_id": 5, "quantity": 1, "price": "1.001"}], "line_items[0].variant_id"),
    ([{"variant_id": 2**50, "quantity": 1, "price": "1.00"}], "line_items[0].variant_id")], ids=str)
def test_what_nobody_agrees_on_is_refused(shop, lines, wrong):
    assert set(shop.issues(call(shop, "orders/create", {"line_items": lines}))) == {wrong}
    assert shop.count("orders", status="any") == 0
