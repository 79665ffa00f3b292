"""The unmodified ShopifyAPI for Python, on orders."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from shopify_library import client_of_each_version as client  # noqa: F401 (client is a fixture)


def new_order(**fields):
    order = shopify.Order({"line_items": [{"title": "Tea", "price": "2.50", "quantity": 2}], **fields})
    assert order.save(), order.errors.full_messages()
    return order


def test_orders_are_created_read_changed_and_deleted(client):
    order = new_order(email="ada@example.com", tags="gift, fast")
    assert order.id and order.name == "#1001" and order.total_price == "5.00"
    found = shopify.Order.find(order.id)
    assert (found.email, found.tags, found.financial_status) == ("ada@example.com", "gift, fast", "pending")
    assert found.customer.email == "ada@example.com" and found.line_items[0].price == "2.50"
    found.note = "Ring twice"
    assert found.save(), found.errors.full_messages()
    again = shopify.Order.find(order.id)
    assert again.note == "Ring twice" and again.attributes["line_items"][0].id == order.line_items[0].id
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Order.find(order.id)


def test_a_variant_is_bought(client):
    # The library itself does not send quantities of variants.
    mug = client.product("Mug", variants=[{"price": "18.00", "inventory_quantity": 1}])["variants"][0]
    line = {"variant_id": mug["id"], "quantity": 1}
    order = new_order(line_items=[line])
    assert order.line_items[0].title == "Mug" and order.subtotal_price == "18.00"
    assert shopify.Variant.find(mug["id"]).inventory_quantity == 0
    late = shopify.Order({"line_items": [line]})
    assert late.save() is False
    assert late.errors.full_messages() == ["is more than the 0 that are available"]


def test_orders_are_cancelled_closed_and_opened(client):
    order = new_order()
    order.close()
    assert order.closed_at
    order.open()
    assert order.closed_at is None
    order.cancel(reason="customer")
    assert order.cancelled_at and order.cancel_reason == "customer"
    order.cancel()
    assert shopify.Order.find(order.id).cancel_reason == "customer"


def test_orders_are_counted_and_filtered(client):
    first, second, third = (new_order(email=f"{name}@example.com") for name in "abc")
    first.cancel()
    second.close()
    assert shopify.Order.count() == 1 and shopify.Order.count(status="any") == 3
    assert [one.id for one in shopify.Order.find()] == [third.id]
    assert [one.id for one in shopify.Order.find(status="closed")] == [second.id]
    assert [one.id for one in shopify.Order.find(status="any", fields="id", limit=2)] == [third.id, second.id]
    assert [one.id for one in shopify.Order.find(status="cancelled", financial_status="pending")] == [first.id]


def test_customers_have_their_orders(client):
    order = new_order(email="ada@example.com")
    customer = shopify.Customer.find(order.customer.id)
    assert (customer.orders_count, customer.total_spent, customer.last_order_name) == (1, "5.00", "#1001")
    assert [one.id for one in customer.orders()] == [order.id]


def test_orders_have_metafields_and_events(client):
    order = new_order()
    field = shopify.Metafield({"namespace": "custom", "key": "gate", "value": "B7", "type": "single_line_text_field"})
    order.add_metafield(field)
    assert [one.value for one in shopify.Order.find(order.id).metafields()] == ["B7"]


def test_errors_come_as_the_library_expects(client):
    empty = shopify.Order({"line_items": []})
    assert empty.save() is False and empty.errors.full_messages() == ["line_items can't be blank"]
    order = new_order()
    order.status = "completed"
    assert order.save() is False
    assert order.errors.full_messages() == ["status can't go from pending to completed, only to confirmed, cancelled"]
