"""What tests do with webhook subscriptions, in any dialect."""

import pytest
from standardwebhooks import Webhook as Standard

from receiver import Receiver, verify_webhook, wait_for

# One second between attempts: the least that a subscription may ask for.
QUICK = {"delays": [1, 1, 1]}


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


def subscribe(shop, receiver, topic="products/create", path="/hook", **more):
    return shop.create("webhook", {"topic": topic, "address": receiver.url(path), **more})


def secret_of(shop, webhook):
    return shop.one(shop.get(f"webhooks/{webhook['id']}/secret"), "secret")


def assert_signed(shop, webhook, request):
    """Both signatures hold, by the specification's own snippet and by the library of Standard Webhooks."""
    secret = secret_of(shop, webhook)["secret"]
    assert verify_webhook(request.body, request.headers["x-shopify-hmac-sha256"], secret)
    assert not verify_webhook(request.body + b" ", request.headers["x-shopify-hmac-sha256"], secret)
    assert Standard(secret).verify(request.body, request.headers) == request.json


def webhook(shop, made):
    return shop.one(shop.get(f"webhooks/{made['id']}"), "webhook")


def deliveries(shop, made, **query):
    return shop.list("webhook_deliveries", webhook_id=made["id"], **query)


def wait_status(shop, made, status):
    wait_for(lambda: webhook(shop, made)["status"] == status, f"subscription that is {status}")
    return webhook(shop, made)


def wait_delivered(shop, made, count):
    query = {"webhook_id": made["id"], "status": "delivered"}
    wait_for(lambda: shop.count("webhook_deliveries", **query) >= count, f"{count} deliveries")
