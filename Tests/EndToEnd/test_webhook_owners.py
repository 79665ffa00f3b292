"""A subscription ends with the key that made it."""

import sqlite3

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from receiver import Answer, wait_for
from server import create_key, keys_of, run_command
from webhook_calls import QUICK, receiver, subscribe  # noqa: F401 (receiver is a fixture)


@pytest.fixture
def shop(server):
    return open_shop(server, SHOPIFY)


def other_key(shop, *options):
    return shop.again(key=create_key(shop.server.data, shop.store, "all", "--no-rate-limit", *options))


def revoke_newest(shop):
    run_command("key", "revoke", keys_of(shop.server.data, shop.store)[-1]["id"], data=shop.server.data)


def rows(shop, statement):
    database = sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)
    try:
        return [row[0] for row in database.execute(statement)]
    finally:
        database.close()


def test_what_happens_after_a_key_was_revoked_is_told_to_others_alone(shop, receiver):
    subscribe(shop, receiver, path="/stays")
    leaving = other_key(shop)
    for topic in ("products/create", "products/update"):
        subscribe(leaving, receiver, topic=topic, path="/leaves")
    shop.product("Before")
    receiver.wait(1, "/leaves")
    revoke_newest(shop)
    product = shop.product("After")
    assert [one.json["title"] for one in receiver.wait(2, "/stays")] == ["Before", "After"]
    wait_for(lambda: rows(shop, "SELECT count(*) FROM r_webhook") == [2], "end of the subscription")
    # Each ends when it would have been told of something.
    shop.put(f"products/{product['id']}", "product", {"title": "Changed"})
    wait_for(lambda: rows(shop, "SELECT count(*) FROM r_webhook") == [1], "end of the other subscription")
    assert len(receiver.at("/leaves")) == 1


def test_what_was_to_be_tried_again_is_given_up(shop, receiver):
    leaving = other_key(shop)
    subscribe(leaving, receiver, retry=QUICK)
    receiver.answers["/hook"] = Answer(500)
    for number in range(3):
        shop.product(f"P{number}")
    receiver.wait(3)
    revoke_newest(shop)
    wait_for(lambda: rows(shop, "SELECT DISTINCT f_status FROM r_webhook_delivery") == ["failed"], "end of attempts")
    seen = len(receiver.at())
    wait_for(lambda: not rows(shop, "SELECT id FROM jobs WHERE name LIKE 'webhooks.deliver%'"), "end of the jobs")
    assert len(receiver.at()) == seen and not rows(shop, "SELECT id FROM r_webhook")


def test_a_key_that_has_expired_is_as_good_as_revoked(shop, receiver):
    subscribe(shop, receiver, path="/stays")
    subscribe(other_key(shop, "--expires-in", "1"), receiver)
    count = len(receiver.at("/stays"))

    def is_over():
        nonlocal count
        count += 1
        shop.product(f"P{count}")
        receiver.wait(count, "/stays")
        return rows(shop, "SELECT count(*) FROM r_webhook") == [1]

    wait_for(is_over, "end of the subscription")
    seen = len(receiver.at())
    shop.product("After")
    receiver.wait(count + 1, "/stays")
    assert len(receiver.at()) == seen
