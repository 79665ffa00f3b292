"""kill -9 under load: every committed event reaches its receiver, none is invented, and repeats are equal (C1, C2, C8)."""

import random
import sqlite3

import pytest
from standardwebhooks import Webhook as Standard

from conftest import open_shop
from dialects import SHOPIFY
from kills import run_and_kill
from receiver import Receiver, verify_webhook, wait_for
from server import TORTURE
from webhook_calls import receiver, secret_of, subscribe  # noqa: F401 (receiver is a fixture)

KILLS = 500 if TORTURE else 20
WRITERS = 6
SIGNED = 10_000 if TORTURE else 1_000
SELECTIONS = 10
SETTLE_SECONDS_MAX = 120


def writing(shop, acknowledged):
    """Makes, changes and deletes products; a change that was answered must be told."""

    def step():
        product = shop.product(f"{random.getrandbits(60):x}")
        acknowledged.append((product["id"], "products/create"))
        path = f"products/{product['id']}"
        if random.random() < 0.3 and shop.put(path, "product", {"title": "changed"}).status == 200:
            acknowledged.append((product["id"], "products/update"))
        if random.random() < 0.2 and shop.delete(path).status == 204:
            acknowledged.append((product["id"], "products/delete"))

    return step


def write_and_kill(running, shop, acknowledged, seconds):
    run_and_kill(WRITERS, lambda _: writing(shop.again(), acknowledged), seconds, running.kill)


TOPICS = {"product.created": "products/create", "product.updated": "products/update", "product.deleted": "products/delete"}


def committed(shop):
    """Every event about a product that is in the store's file, by its place."""
    database = sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)
    try:
        rows = database.execute("SELECT seq, record, topic FROM events").fetchall()
    finally:
        database.close()
    return {seq: (record, TOPICS[topic]) for seq, record, topic in rows if topic in TOPICS}


def faults(shop, one, acknowledged):
    """What is missing, invented or different, as texts."""
    events = committed(shop)
    heard, found = {}, []
    for request in one.at():
        known = heard.setdefault(request.sequence, request)
        if known.fixed != request.fixed:
            found.append(f"event {request.sequence} was told in two ways")
        if (request.json["id"], request.topic) != events.get(request.sequence):
            found.append(f"event {request.sequence} was invented")
    found += [f"event {seq} was missed" for seq in events.keys() - heard.keys()]
    told = {(request.json["id"], request.topic) for request in heard.values()}
    found += [f"{fact} was acknowledged and not told" for fact in set(acknowledged) - told]
    return found


def settle(shop):
    """Waits until nothing is left to be delivered."""
    shop = shop.again()
    last = max(committed(shop), default=0)

    def is_quiet():
        if shop.count("webhook_deliveries", status="pending"):
            return False
        newest = shop.list("webhook_deliveries", limit=250)
        return not newest or max(one["sequence"] for one in newest) >= last

    wait_for(is_quiet, "end of deliveries", SETTLE_SECONDS_MAX)


def start(make_server, one, **more):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    for topic in TOPICS.values():
        subscribe(shop, one, topic=topic, retry={"delays": [1] * 19}, **more)
    return running, shop


def test_every_event_is_told_through_every_kill(make_server, receiver):
    running, shop = start(make_server, receiver)
    acknowledged = []
    for _ in range(KILLS):
        write_and_kill(running, shop, acknowledged, random.uniform(0.05, 0.35))
        running.start(running.port)
    settle(shop)
    assert not faults(shop, receiver, acknowledged)
    # Nobody is to blame for being killed.
    assert not (running.data / "crashes.steps").read_bytes()
    repeats = len(receiver.at()) - len({request.id for request in receiver.at()})
    print(f"{KILLS} kills, {len(committed(shop))} events, {repeats} repeats")
    assert len(acknowledged) > KILLS


def test_the_harness_sees_an_event_that_is_not_told(make_server, receiver):
    running, shop = start(make_server, receiver, filter="NOT title:*7*")
    acknowledged = []
    write_and_kill(running, shop, acknowledged, 0.5)
    running.start(running.port)
    newest = max(committed(shop), default=0)
    shop.again().product("the last")
    wait_for(lambda: any(request.sequence > newest for request in receiver.at()), "delivery of the last")
    with pytest.raises(AssertionError, match="was missed"):
        assert not faults(shop, receiver, acknowledged)


def random_text():
    alphabets = ["abc <&>\"'\\/", "äöüßéñ", "日本語テキスト", "🙂👩‍👩‍👧", "\t\n\u2028\u00a0", "{}[],:"]
    return "".join(random.choice(random.choice(alphabets)) for _ in range(random.randrange(400)))


def test_random_bodies_verify(make_server):
    one = Receiver()
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    fields = ["title", "body_html", "vendor", "tags", "variants", "options", "handle", "status", "images", "created_at"]
    made = [
        subscribe(shop, one, path=f"/{number}", fields=random.sample(fields, number)) for number in range(SELECTIONS)]
    secrets = {f"/{number}": secret_of(shop, made[number])["secret"] for number in range(SELECTIONS)}
    try:
        for number in range(SIGNED // SELECTIONS):
            shop.product(f"P{number}", body_html=random_text(), tags=random_text().replace(",", "")[:200])
        wait_for(lambda: len(one.received) >= SIGNED, f"{SIGNED} deliveries", SETTLE_SECONDS_MAX)
        for request in one.received:
            secret = secrets[request.path]
            assert verify_webhook(request.body, request.headers["x-shopify-hmac-sha256"], secret)
            assert Standard(secret).verify(request.body, request.headers) == request.json
    finally:
        one.close()
