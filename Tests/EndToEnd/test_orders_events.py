"""What is told of orders, once each, under the names of both documents (O-15, W-07 to W-09, C-12, T-10)."""

import pytest

from order_calls import act, advance, change, email, gift, place
from receiver import wait_for
from webhook_calls import receiver, subscribe  # noqa: F401 (a fixture)


class Told:
    """The deliveries of several topics of a store."""

    def __init__(self, shop, receiver, *topics):
        self.receiver = receiver
        for topic in topics:
            subscribe(shop, receiver, topic=topic)

    def of(self, order):
        requests = [one for one in self.receiver.received if one.json["id"] == order["id"]]
        return [one.headers["x-shopify-topic"] for one in requests]

    def wait(self, order, topics):
        wait_for(lambda: sorted(self.of(order)) == sorted(topics), f"{topics}, not {self.of(order)}")

    def body(self, order, topic):
        body, = (one.json for one in self.receiver.received
                 if one.json["id"] == order["id"] and one.headers["x-shopify-topic"] == topic)
        return body


def test_a_whole_life_is_told_step_by_step(empty_shop, receiver):
    shop = empty_shop
    told = Told(shop, receiver, "orders/create", "orders/updated", "orders/paid", "orders/fulfilled", "orders/cancelled",
                "orders/delete")
    order = place(shop, email=email())
    told.wait(order, topics := ["orders/create"])
    assert told.body(order, "orders/create") == order, "the customer included, who was made for it"
    paid = change(shop, order, financial_status="paid")
    told.wait(order, topics := [*topics, "orders/paid", "orders/updated"])
    assert told.body(order, "orders/paid") == paid
    order = advance(shop, order, "processing")
    told.wait(order, topics := [*topics, "orders/updated", "orders/updated"])
    shipped = advance(shop, order, "shipped")
    told.wait(order, topics := [*topics, "orders/updated", "orders/fulfilled"])
    assert told.body(order, "orders/fulfilled") == shipped
    advance(shop, shipped, "completed")
    told.wait(order, topics := [*topics, "orders/updated", "orders/updated"])
    for status in ("partially_refunded", "paid"):
        change(shop, order, financial_status=status)
    # Paid once more is not paid for the first time.
    told.wait(order, topics := [*topics, "orders/updated", "orders/updated"])
    change(shop, order, status="completed")
    assert shop.delete(f"orders/{order['id']}").status == 204
    # What stayed as it was is not told.
    told.wait(order, [*topics, "orders/delete"])
    assert told.body(order, "orders/delete") == {"id": order["id"]}


def test_cancelling_is_told_once(empty_shop, receiver):
    shop = empty_shop
    told = Told(shop, receiver, "order/cancelled", "order/updated", "order/created", "order/deleted")
    order = place(shop)
    cancelled = act(shop, order, "cancel")
    act(shop, order, "cancel")
    told.wait(order, ["order/created", "order/cancelled", "order/updated"])
    assert told.body(order, "order/cancelled") == cancelled
    last = place(shop)
    told.wait(last, ["order/created"])
    assert len(told.of(order)) == 3


def test_an_order_may_be_paid_from_the_start(empty_shop, receiver):
    told = Told(empty_shop, receiver, "order/paid", "order/fulfilled")
    order = place(empty_shop, email=email(), financial_status="paid")
    told.wait(order, ["order/paid"])
    assert told.body(order, "order/paid") == order


@pytest.mark.parametrize("stay", ["close", "open"])
def test_what_is_refused_is_not_told(empty_shop, receiver, stay):
    shop = empty_shop
    told = Told(shop, receiver, "orders/create", "orders/updated", "orders/cancelled")
    order = advance(shop, place(shop), "shipped")
    assert shop.send("POST", f"orders/{order['id']}/cancel").status == 422
    assert shop.post("orders", "order", {"line_items": [gift(), {"variant_id": 1}]}).status == 422
    act(shop, order, "close")
    act(shop, order, stay)
    told.wait(order, ["orders/create"] + ["orders/updated"] * (4 if stay == "close" else 5))
