"""A webhook subscription with a delivery that waits, for suites that need one record of everything."""

import itertools

from receiver import wait_for

_numbers = itertools.count(1)


# Nothing passes it, so nothing is sent behind a test's back.
NOTHING = "id:0"


def make_webhook(shop, topic="webhooks/paused", filter=NOTHING):
    address = f"https://example.com/{next(_numbers)}"
    return shop.create("webhook", {"topic": topic, "address": address, "filter": filter})["id"]


def make_delivery(shop, make_supplier):
    """The ids of a paused subscription and of a delivery that it holds back; `make_supplier` makes the event."""
    webhook = make_webhook(shop, "suppliers/create", filter=None)
    assert shop.send("POST", f"webhooks/{webhook}/pause").status == 200
    make_supplier()
    query = {"webhook_id": webhook}
    wait_for(lambda: shop.count("webhook_deliveries", **query) == 1, "delivery that waits")
    assert shop.put(f"webhooks/{webhook}", "webhook", {"filter": NOTHING}).status == 200
    return webhook, shop.list("webhook_deliveries", **query)[0]["id"]
