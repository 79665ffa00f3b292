import itertools

from receiver import wait_for

# Nothing passes it, so nothing is sent behind a test's back.
NOTHING = "id:0"
_numbers = itertools.count(1)


def make_delivery(maker):
    """A delivery that a paused subscription holds back."""
    shop, address = maker.shop, f"https://example.com/{next(_numbers)}"
    webhook = shop.create("webhook", {"topic": "suppliers/create", "address": address})["id"]
    assert shop.send("POST", f"webhooks/{webhook}/pause").status == 200
    maker.make("supplier")
    query = {"webhook_id": webhook}
    wait_for(lambda: shop.count("webhook_deliveries", **query) == 1, "delivery that waits")
    assert shop.put(f"webhooks/{webhook}", "webhook", {"filter": NOTHING}).status == 200
    return shop.list("webhook_deliveries", **query)[0]["id"]


FIELDS = {
    # Two with one topic need two addresses.
    "webhook": lambda number: {
        "topic": "webhooks/paused", "address": f"https://example.com/made/{number}", "filter": NOTHING},
}

HOOKS = {
    # Events leave them.
    "webhook_delivery": make_delivery,
}
