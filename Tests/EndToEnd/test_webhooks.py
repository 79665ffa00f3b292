"""Webhook subscriptions: their routes in every dialect, whose they are, and what is refused (W-01 to W-04, W-35, C-12)."""

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from server import create_key
from webhook_calls import deliveries, receiver, secret_of, subscribe, webhook  # noqa: F401 (a fixture)

SHAPE = {
    "id", "address", "topic", "created_at", "updated_at", "format", "fields", "metafield_namespaces", "api_version",
    "private_metafield_namespaces",
}


def other_key(shop, scopes="all"):
    return shop.again(key=create_key(shop.server.data, shop.store, scopes, "--no-rate-limit"))


def test_a_subscription_is_created_read_changed_listed_and_deleted(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver, topic="products/create")
    assert SHAPE <= set(made)
    assert (made["format"], made["fields"], made["status"]) == ("json", [], "active")
    assert made["private_metafield_namespaces"] == [] and made["api_version"] == "2024-01"
    assert webhook(shop, made) == made
    moved = shop.one(shop.put(f"webhooks/{made['id']}", "webhook", {"address": receiver.url("/moved")}), "webhook")
    assert moved["address"] == receiver.url("/moved") and moved["topic"] == "products/create"
    second = subscribe(shop, receiver, topic="product/created", path="/second")
    assert [one["id"] for one in shop.list("webhooks")] == [second["id"], made["id"]]
    assert shop.count("webhooks") == 2 and shop.count("webhooks", topic="product/created") == 1
    assert [one["id"] for one in shop.list("webhooks", address=receiver.url("/moved"))] == [made["id"]]
    assert shop.delete(f"webhooks/{made['id']}").status == 204
    assert shop.get(f"webhooks/{made['id']}").status == 404
    assert shop.count("webhooks") == 1


def test_nobody_else_sees_or_changes_a_subscription(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver)
    other = other_key(shop)
    assert other.list("webhooks") == [] and other.count("webhooks") == 0
    path = f"webhooks/{made['id']}"
    refused = [
        other.get(path), other.put(path, "webhook", {"address": "https://example.com/"}), other.delete(path),
        other.get(f"{path}/secret"), *(other.send("POST", f"{path}/{verb}", {}) for verb in (
            "pause", "resume", "secret/rotate", "replay"))]
    assert [reply.status for reply in refused] == [404] * len(refused)
    assert webhook(shop, made) == made
    # What one app listens to says nothing to another, which may listen to the same.
    assert subscribe(other, receiver)["id"] != made["id"]


def test_routes_need_their_scopes(empty_shop, receiver):
    shop = empty_shop
    reader = other_key(shop, "read_webhooks")
    assert reader.get("webhooks").status == 200 and reader.get("webhook_deliveries").status == 200
    new = {"topic": "products/create", "address": receiver.url()}
    shop.assert_refused(reader.post("webhooks", "webhook", new), 403)
    shop.assert_refused(other_key(shop, "read_products").get("webhooks"), 403)
    # A topic tells what its own scope guards.
    blind = other_key(shop, "write_webhooks").post("webhooks", "webhook", new)
    shop.assert_refused(blind, 403)
    assert b"read_products" in blind.body


REFUSED = [
    ({"topic": "products/explode"}, "topic"),
    ({"topic": ""}, "topic"),
    ({"address": None}, "address"),
    ({"address": "ftp://example.com/"}, "address"),
    ({"address": "https://user:pass@example.com/"}, "address"),
    ({"address": "pubsub://project:topic"}, "address"),
    ({"address": "https://example.com/" + "a" * 2048}, "address"),
    ({"format": "xml"}, "format"),
    # Else a receiver would be sent everything.
    ({"fields": "title"}, "fields"),
    ({"metafield_namespaces": ["a", 7]}, "metafield_namespaces"),
    ({"filter": "status:"}, "filter"),
    ({"filter": "a:" + "b" * 1000}, "filter"),
    ({"headers": {"Host": "evil.example"}}, "headers"),
    ({"headers": {"X-Shopify-Hmac-Sha256": "forged"}}, "headers"),
    ({"headers": {"X-A": "1\r\nX-B: 2"}}, "headers"),
    ({"headers": {"X-A": "a" * 65536}}, "headers"),
    ({"retry": {"max_attempts": 21}}, "retry"),
    ({"rate_limit": 0}, "rate_limit"),
    ({"max_concurrency": 17}, "max_concurrency"),
    ({"api_version": "latest"}, "api_version"),
]


@pytest.mark.parametrize("change, field", REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_work_is_refused_with_its_field(shop, receiver, change, field):
    reply = shop.post("webhooks", "webhook", {"topic": "products/create", "address": receiver.url(), **change})
    assert set(shop.issues(reply)) == {field}


def test_the_same_topic_and_address_is_refused(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver)
    again = shop.post("webhooks", "webhook", {"topic": made["topic"], "address": made["address"]})
    assert shop.issues(again) == {"address": ["for this topic has already been taken"]}
    elsewhere = subscribe(shop, receiver, path="/elsewhere")
    moved = shop.put(f"webhooks/{elsewhere['id']}", "webhook", {"address": made["address"]})
    assert shop.issues(moved) == {"address": ["for this topic has already been taken"]}
    assert subscribe(shop, receiver, topic="products/update")["address"] == made["address"]
    # Saying again what is stored is no second subscription.
    assert shop.put(f"webhooks/{made['id']}", "webhook", {"address": made["address"]}).status == 200


def test_plain_http_is_for_development(make_server):
    running = make_server(options=[]).start()
    shop = open_shop(running, SHOPIFY)
    new = {"topic": "products/create", "address": "http://example.com/hook"}
    assert shop.issues(shop.post("webhooks", "webhook", new)) == {
        "address": ["protocol http:// is not supported"]}
    assert shop.create("webhook", {**new, "address": "https://example.com/hook"})["id"]


def test_a_secret_is_read_by_its_owner_and_is_in_no_file(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver)
    first = secret_of(shop, made)
    assert first["secret"].startswith("whsec_") and first["version"] == 1 and first["previous_secret"] is None
    assert secret_of(shop, made) == first
    rotated = shop.one(shop.send("POST", f"webhooks/{made['id']}/secret/rotate", {}), "secret")
    assert rotated["secret"] != first["secret"] and rotated["previous_secret"] == first["secret"]
    assert rotated["previous_secret_until"] and secret_of(shop, made) == rotated
    at_once = shop.wrap("secret", {"overlap_hours": 0})
    last = shop.one(shop.send("POST", f"webhooks/{made['id']}/secret/rotate", at_once), "secret")
    assert last["previous_secret"] is None and last["version"] == 3
    too_long = shop.wrap("secret", {"overlap_hours": 1000})
    assert "overlap_hours" in shop.issues(shop.send("POST", f"webhooks/{made['id']}/secret/rotate", too_long))
    other = subscribe(shop, receiver, path="/other")
    assert secret_of(shop, other)["secret"] not in (first["secret"], rotated["secret"], last["secret"])
    for path in shop.server.data.rglob("*"):
        if path.is_file():
            assert last["secret"].removeprefix("whsec_").encode() not in path.read_bytes(), path


def test_two_stores_have_nothing_in_common(open_shops, receiver):
    one, two = open_shops(DIALECTS[0]), open_shops(DIALECTS[0])
    made, twin = subscribe(one, receiver), subscribe(two, receiver, path="/twin")
    # Ids are given alike in both, so this is the other store's own.
    assert made["id"] == twin["id"]
    assert secret_of(one, made)["secret"] != secret_of(two, twin)["secret"]
    one.product("Mine")
    receiver.wait(1)
    two.product("Theirs")
    receiver.wait(1, "/twin")
    assert len(receiver.at()) == 1 and len(receiver.at("/twin")) == 1
    assert receiver.at()[0].event != receiver.at("/twin")[0].event
    assert deliveries(one, made)[0]["address"] == receiver.url()
