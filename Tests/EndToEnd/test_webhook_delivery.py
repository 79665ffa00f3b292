"""Deliveries: what is sent, to whom, and what becomes of answers (W-05 to W-34, C2 to C7, I3, I6, T-17, T-18)."""

import time
from email.utils import format_datetime
from datetime import datetime, timedelta, timezone

import pytest
import shopify

from conftest import open_shop
from dialects import SHOPIFY
from receiver import Answer, verify_webhook, wait_for
from standardwebhooks import Webhook as Standard
from test_shopify_client import activate
from webhook_calls import (  # noqa: F401 (receiver is a fixture)
    QUICK, assert_signed, deliveries, receiver, secret_of, subscribe, wait_delivered, wait_status, webhook)

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@pytest.fixture
def one_shop(server):
    """A store of the test's own in one dialect: what is sent is the same for all."""
    return open_shop(server, SHOPIFY)


def test_a_change_arrives_whole_and_signed(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver, headers={"X-Tenant": "seven"})
    product = shop.product("Mug", variants=[{"option1": "S", "price": "3.50"}])
    request = receiver.wait(1)[0]
    assert request.json == product and request.headers["content-type"] == "application/json"
    assert_signed(shop, made, request)
    assert request.topic == "products/create" and request.headers["x-tenant"] == "seven"
    assert request.headers["x-shopify-shop-domain"] == f"{shop.store}.myshopify.com"
    assert request.headers["x-shopify-api-version"] == "2024-01"
    assert request.headers["webhook-id"] == request.id != request.event
    assert abs(int(request.headers["webhook-timestamp"]) - time.time()) < 60
    assert request.headers["x-shopify-triggered-at"].endswith("Z") and request.sequence > 0
    wait_delivered(shop, made, 1)
    delivery = deliveries(shop, made)[0]
    assert (delivery["message_id"], delivery["event_id"]) == (request.id, request.event)
    assert delivery["status"] == "delivered" and delivery["attempt_count"] == 1 and delivery["record_id"] == product["id"]
    assert [(one["status"], one["error"]) for one in delivery["attempts"]] == [(200, None)]
    body = shop.get(f"webhook_deliveries/{delivery['id']}/body")
    assert body.body == request.body
    assert not {"owner", "headers", "keys", "waiting", "queue", "selection"} & set(delivery)


def test_one_event_has_one_id_under_every_name_of_its_topic(one_shop, receiver):
    names = ["products/create", "product/created", "product.created"]
    for number, name in enumerate(names):
        subscribe(one_shop, receiver, topic=name, path=f"/{number}")
    one_shop.product("Mug")
    requests = [receiver.wait(1, f"/{number}")[0] for number in range(3)]
    assert [request.topic for request in requests] == names
    assert len({request.event for request in requests}) == 1 and len({request.id for request in requests}) == 3
    assert len({request.body for request in requests}) == 1


def test_each_change_is_told_once_and_refused_ones_never(one_shop, receiver):
    for topic in ("create", "update", "delete"):
        subscribe(one_shop, receiver, topic=f"products/{topic}", path=f"/{topic}")
    product = one_shop.product("Mug")
    path = f"products/{product['id']}"
    assert one_shop.put(path, "product", {"title": "Cup"}).status == 200
    assert one_shop.put(path, "product", {"title": ""}).status == 422
    assert one_shop.put(path, "product", {"title": "Cup"}).status == 200  # changes nothing
    assert one_shop.delete(path).status == 204
    assert receiver.wait(1, "/delete")[0].json == {"id": product["id"]}
    assert [one.json["title"] for one in receiver.wait(1, "/update")] == ["Cup"]
    assert [one.json["title"] for one in receiver.wait(1, "/create")] == ["Mug"]


def test_fields_filter_and_namespaces_shape_what_is_sent(one_shop, receiver):
    subscribe(one_shop, receiver, path="/fields", fields=["title", "variants.price"])
    subscribe(one_shop, receiver, path="/filter", filter="vendor:acme AND variants.price:>=10")
    one_shop.product("Cheap", vendor="Acme", variants=[{"option1": "S", "price": "9.99"}])
    one_shop.product("Dear", vendor="Acme", variants=[{"option1": "S", "price": "10.00"}])
    sent = receiver.wait(2, "/fields")
    assert set(sent[0].json) == {"id", "title", "variants"}
    assert [one.json["variants"] for one in sent] == [[{"price": "9.99"}], [{"price": "10.00"}]]
    assert [one.json["title"] for one in receiver.wait(1, "/filter")] == ["Dear"]


def test_an_attempt_that_failed_is_made_again_with_the_same_bytes(one_shop, receiver):
    made = subscribe(one_shop, receiver, retry=QUICK)
    receiver.answers["/hook"] = [
        Answer(500, body=b"the inner network says hello"), Answer(302, {"Location": receiver.url("/elsewhere")}), Answer()]
    product = one_shop.product("Mug")
    # What is sent was fixed when it happened.
    one_shop.put(f"products/{product['id']}", "product", {"title": "Changed"})
    requests = receiver.wait(3)
    assert len({request.fixed for request in requests}) == 1 and requests[0].json["title"] == "Mug"
    for request in requests:
        assert_signed(one_shop, made, request)
    assert not receiver.at("/elsewhere")
    wait_delivered(one_shop, made, 1)
    delivery = one_shop.one(one_shop.get(f"webhook_deliveries/{deliveries(one_shop, made)[0]['id']}"), "webhook_delivery")
    assert [one["status"] for one in delivery["attempts"]] == [500, 302, 200]
    assert delivery["attempts"][0]["response_bytes"] == 28 and "hello" not in str(delivery)


def test_a_changed_address_is_for_what_happens_then(one_shop, receiver):
    made = subscribe(one_shop, receiver, path="/old", retry=QUICK, headers={"X-Name": "old"})
    receiver.answers["/old"] = [Answer(500), Answer()]
    one_shop.product("Before")
    receiver.wait(1, "/old")
    change = {"address": receiver.url("/new"), "headers": {"X-Name": "new"}}
    assert one_shop.put(f"webhooks/{made['id']}", "webhook", change).status == 200
    one_shop.product("After")
    assert [one.json["title"] for one in receiver.wait(2, "/old")] == ["Before", "Before"]
    assert {one.headers["x-name"] for one in receiver.at("/old")} == {"old"}
    assert [(one.json["title"], one.headers["x-name"]) for one in receiver.wait(1, "/new")] == [("After", "new")]


def test_while_a_secret_is_exchanged_old_and_new_verify(one_shop, receiver):
    made = subscribe(one_shop, receiver)
    old = secret_of(one_shop, made)["secret"]
    one_shop.send("POST", f"webhooks/{made['id']}/secret/rotate", {})
    new = secret_of(one_shop, made)["secret"]
    one_shop.product("During")
    request = receiver.wait(1)[0]
    for secret in (old, new):
        assert Standard(secret).verify(request.body, request.headers) == request.json
    assert verify_webhook(request.body, request.headers["x-shopify-hmac-sha256"], old)
    one_shop.send("POST", f"webhooks/{made['id']}/secret/rotate", {"secret": {"overlap_hours": 0}})
    one_shop.product("After")
    request = receiver.wait(2)[1]
    assert len(request.headers["webhook-signature"].split(" ")) == 1
    assert_signed(one_shop, made, request)
    with pytest.raises(Exception, match="signature"):
        Standard(new).verify(request.body, request.headers)


def test_gone_pauses_and_resuming_sends_what_waited(one_shop, receiver):
    watcher = subscribe(one_shop, receiver, topic="webhooks/paused", path="/watch")
    made = subscribe(one_shop, receiver, retry=QUICK)
    receiver.answers["/hook"] = [Answer(410), Answer()]
    one_shop.product("First")
    assert wait_status(one_shop, made, "paused")["pause_reason"] == "gone"
    told = receiver.wait(1, "/watch")[0].json
    assert (told["id"], told["reason"], told["address"]) == (made["id"], "gone", made["address"])
    one_shop.product("Second")
    wait_for(lambda: len(deliveries(one_shop, made, status="pending")) == 2, "two that wait")
    assert len(receiver.at()) == 1
    resumed = one_shop.one(one_shop.send("POST", f"webhooks/{made['id']}/resume", {}), "webhook")
    assert (resumed["status"], resumed["pause_reason"], resumed["paused_at"]) == ("active", None, None)
    requests = receiver.wait(3)
    assert sorted(one.json["title"] for one in requests) == ["First", "First", "Second"]
    assert len({one.id for one in requests}) == 2
    wait_delivered(one_shop, made, 2)
    assert webhook(one_shop, watcher)["status"] == "active"


def test_a_subscription_whose_attempts_are_used_up_is_paused(one_shop, receiver):
    other = one_shop.again(key=open_key(one_shop))
    subscribe(other, receiver, topic="webhooks/paused", path="/stranger")
    subscribe(one_shop, receiver, topic="webhook/paused", path="/watch")
    made = subscribe(one_shop, receiver, retry={"delays": [1]})
    receiver.answers["/hook"] = Answer(500)
    one_shop.product("Mug")
    assert wait_status(one_shop, made, "paused")["pause_reason"] == "failing"
    assert receiver.wait(1, "/watch")[0].json["reason"] == "failing"
    waiting = deliveries(one_shop, made)[0]
    assert (waiting["status"], waiting["attempt_count"], waiting["next_attempt_at"]) == ("pending", 2, None)
    assert len(receiver.at()) == 2 and not receiver.at("/stranger")


def open_key(shop):
    from server import create_key

    return create_key(shop.server.data, shop.store, "all", "--no-rate-limit")


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_whole_subscription(one_shop, receiver, status):
    made = subscribe(one_shop, receiver, retry=QUICK)
    moment = datetime.now(timezone.utc) + timedelta(seconds=4)
    value = "3" if status == 429 else format_datetime(moment, usegmt=True)
    receiver.answers["/hook"] = [Answer(status, {"Retry-After": value}), Answer()]
    one_shop.product("First")
    receiver.wait(1)
    wait_for(lambda: webhook(one_shop, made)["held_until"], "moment until which it is held")
    held = datetime.fromisoformat(webhook(one_shop, made)["held_until"])
    one_shop.product("Second")
    requests = receiver.wait(3)
    assert sorted(one.json["title"] for one in requests) == ["First", "First", "Second"]
    assert all(one.time >= held.timestamp() - 0.05 for one in requests[1:])


def test_a_receiver_that_hangs_or_is_dead_delays_nobody(one_shop, receiver):
    receiver.answers["/hang"] = Answer(hangs=True)
    slow = subscribe(one_shop, receiver, path="/hang", retry={"timeout_seconds": 1, **QUICK})
    dead = one_shop.create("webhook", {"topic": "products/create", "address": "http://127.0.0.1:9/hook", "retry": QUICK})
    subscribe(one_shop, receiver, path="/healthy")
    titles = [f"P{number}" for number in range(40)]
    for title in titles:
        one_shop.product(title)
    healthy = receiver.wait(40, "/healthy")
    assert sorted(one.json["title"] for one in healthy) == sorted(titles)
    # The others are still at their first attempts.
    assert one_shop.count("webhook_deliveries", webhook_id=slow["id"], status="delivered") == 0
    wait_for(lambda: any(one["attempts"] for one in deliveries(one_shop, slow)), "an attempt that timed out")
    noted = [one["attempts"][0] for one in deliveries(one_shop, slow) if one["attempts"]]
    assert all(one["status"] is None and one["error"] for one in noted)
    wait_for(lambda: any(one["attempts"] for one in deliveries(one_shop, dead)), "an attempt that was refused")


def test_in_order_means_that_nothing_overtakes(one_shop, receiver):
    made = subscribe(one_shop, receiver, topic="products/update", ordered=True, retry=QUICK)
    product, other = one_shop.product("A"), one_shop.product("B")
    failures = iter([500, 200, 500, 200])
    receiver.answers["/hook"] = lambda request: Answer(
        next(failures, 200) if request.json["id"] == product["id"] else 200)
    for number in range(8):
        for one in (product, other):
            assert one_shop.put(f"products/{one['id']}", "product", {"title": f"{number}"}).status == 200
    wait_delivered(one_shop, made, 16)
    for one in (product, other):
        sequences = [request.sequence for request in receiver.at() if request.json["id"] == one["id"]]
        assert sequences == sorted(sequences) and len(set(sequences)) == 8


def test_nothing_is_sent_after_a_subscription_is_deleted(one_shop, receiver):
    made = subscribe(one_shop, receiver, retry=QUICK)
    receiver.answers["/hook"] = Answer(500)
    for number in range(5):
        one_shop.product(f"P{number}")
    receiver.wait(5)
    assert one_shop.delete(f"webhooks/{made['id']}").status == 204
    time.sleep(0.2)  # What was under way at that moment has come in.
    seen = len(receiver.received)
    one_shop.product("After")
    wait_for(lambda: len(deliveries(one_shop, made, status="failed")) == 5, "five that are given up")
    time.sleep(1.5)
    assert len(receiver.received) == seen


def test_past_events_are_sent_again_with_their_ids(one_shop, receiver):
    made = subscribe(one_shop, receiver)
    begin = datetime.now(timezone.utc)
    for number in range(4):
        one_shop.product(f"P{number}")
    first = sorted(receiver.wait(4), key=lambda one: one.sequence)
    wait_delivered(one_shop, made, 4)
    one_shop.send("POST", f"webhooks/{made['id']}/secret/rotate", {"secret": {"overlap_hours": 0}})

    def replayed(count, path="", **order):
        known = len(receiver.at())
        target = path or f"webhooks/{made['id']}/replay"
        assert one_shop.send("POST", target, {"replay": order}).status == 202
        again = sorted(receiver.wait(known + count)[known:], key=lambda one: one.sequence)
        wait_delivered(one_shop, made, known + count)
        for request in again:
            assert_signed(one_shop, made, request)
        assert len(receiver.at()) == known + count
        return [(one.id, one.event, one.body) for one in again]

    facts = [(one.id, one.event, one.body) for one in first]
    assert replayed(1, event_id=first[1].event) == facts[1:2]
    assert replayed(1, sequence=first[2].sequence) == facts[2:3]
    assert replayed(2, from_sequence=first[1].sequence, until_sequence=first[2].sequence) == facts[1:3]
    assert replayed(4, since=begin.isoformat()) == facts
    delivery = next(one for one in deliveries(one_shop, made) if one["event_id"] == first[3].event)
    assert replayed(1, f"webhook_deliveries/{delivery['id']}/replay") == facts[3:]
    assert sum(one["replay"] for one in deliveries(one_shop, made)) == 9


@pytest.mark.parametrize("order, field", [
    ({"other": 1}, "since"), ({"since": "yesterday"}, "since"), ({"event_id": "x"}, "event_id"),
    ({"from_sequence": 5, "until_sequence": 4}, "from_sequence")], ids=str)
def test_a_replay_says_what_it_did_not_understand(one_shop, receiver, order, field):
    made = subscribe(one_shop, receiver)
    reply = one_shop.send("POST", f"webhooks/{made['id']}/replay", {"replay": order})
    assert set(one_shop.issues(reply)) == {field}


def test_a_subscription_made_late_is_sent_what_it_missed(one_shop, receiver):
    begin = datetime.now(timezone.utc)
    for number in range(3):
        one_shop.product(f"P{number}")
    made = subscribe(one_shop, receiver)
    order = {"replay": {"since": begin.isoformat()}}
    assert one_shop.send("POST", f"webhooks/{made['id']}/replay", order).status == 202
    assert sorted(one.json["title"] for one in receiver.wait(3)) == ["P0", "P1", "P2"]


def test_rate_and_concurrency_are_kept(one_shop, receiver):
    receiver.answers["/narrow"] = Answer(delay=0.02)
    narrow = subscribe(one_shop, receiver, path="/narrow", max_concurrency=1)
    paced = subscribe(one_shop, receiver, path="/paced", rate_limit=20)
    for number in range(20):
        one_shop.product(f"P{number}")
    wait_delivered(one_shop, narrow, 20)
    wait_delivered(one_shop, paced, 20)
    times = [one.time for one in receiver.wait(20, "/paced")]
    assert max(times) - min(times) >= 19 / 20 - 0.1
    starts = [one.time for one in receiver.at("/narrow")]
    assert all(later - earlier >= 0.019 for earlier, later in zip(starts, starts[1:]))


def test_pausing_by_hand_holds_everything_back(empty_shop, receiver):
    shop = empty_shop
    made = subscribe(shop, receiver)
    paused = shop.one(shop.send("POST", f"webhooks/{made['id']}/pause", {}), "webhook")
    assert (paused["status"], paused["pause_reason"]) == ("paused", "requested")
    for number in range(3):
        shop.product(f"P{number}")
    wait_for(lambda: len(deliveries(shop, made)) == 3, "three that wait")
    assert {one["status"] for one in deliveries(shop, made)} == {"pending"} and not receiver.received
    shop.send("POST", f"webhooks/{made['id']}/resume", {})
    assert sorted(one.json["title"] for one in receiver.wait(3)) == ["P0", "P1", "P2"]
    wait_delivered(shop, made, 3)
    assert len(receiver.at()) == 3


def test_the_shopify_library_subscribes_and_is_told(one_shop, receiver):
    activate(one_shop, one_shop.key)
    try:
        made = shopify.Webhook({"topic": "products/create", "address": receiver.url(), "format": "json"})
        assert made.save(), made.errors.full_messages()
        found = shopify.Webhook.find(made.id)
        assert found.address == receiver.url() and found.topic == "products/create"
        assert shopify.Webhook.count() == 1 and len(shopify.Webhook.find(topic="products/create")) == 1
        twin = shopify.Webhook({"topic": "products/create", "address": receiver.url(), "format": "json"})
        assert twin.save() is False
        assert twin.errors.full_messages() == ["address for this topic has already been taken"]
        found.address = receiver.url("/changed")
        assert found.save()
        product = shopify.Product({"title": "Mug"})
        assert product.save()
        request = receiver.wait(1, "/changed")[0]
        assert request.json["id"] == product.id
        assert_signed(one_shop, {"id": made.id}, request)
        found.destroy()
        assert shopify.Webhook.find() == []
    finally:
        shopify.ShopifyResource.clear_session()
