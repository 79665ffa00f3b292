"""Idempotency keys: one effect, the same bytes again (M5)."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import open_shop
from dialects import SHOPIFY, STOREICU
from server import create_key

WRITERS = 30


def key(text):
    return {"Idempotency-Key": text}


def test_the_same_key_and_body_replay_the_same_bytes(empty_shop):
    shop = empty_shop
    first = shop.post("products", "product", {"title": "Once"}, key("a"))
    again = shop.post("products", "product", {"title": "Once"}, key("a"))
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert again.header("Content-Type") == first.header("Content-Type")
    assert shop.count() == 1


def test_the_same_key_with_another_request_is_refused(empty_shop):
    shop = empty_shop
    made = shop.one(shop.post("products", "product", {"title": "Once"}, key("a")), "product", 201)
    shop.assert_refused(shop.post("products", "product", {"title": "Twice"}, key("a")), 422)
    shop.assert_refused(shop.put(f"products/{made['id']}", "product", {"title": "Once"}, key("a")), 422)
    assert shop.count() == 1


def test_parallel_requests_with_one_key_have_one_effect(empty_shop):
    def create(_):
        return empty_shop.again().post("products", "product", {"title": "Once"}, key("same"))

    with ThreadPoolExecutor(WRITERS) as pool:
        replies = list(pool.map(create, range(WRITERS)))
    made = [reply for reply in replies if reply.status == 201]
    assert made and {reply.status for reply in replies} <= {201, 409}
    assert len({reply.body for reply in made}) == 1
    assert empty_shop.count() == 1


def test_a_refused_request_does_not_use_the_key_up(empty_shop):
    shop = empty_shop
    shop.assert_refused(shop.post("products", "product", {"title": ""}, key("a")), 422)
    shop.one(shop.post("products", "product", {"title": "Now"}, key("a")), "product", 201)


def test_kept_answers_show_no_secret_to_who_has_the_database(make_server):
    """A token that opens an account, a webhook's new secret, and a password that could be guessed (AU-23)."""
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    body = {"email": "ada@example.com", "password": "easily guessed"}
    shop.one(shop.post("customers", "customer", body, key("customer")), "customer", 201)
    made = shop.create("customer", {"email": "bob@example.com"})
    webhook = shop.create("webhook", {"topic": "products/create", "address": "https://example.com/"})
    secrets = [b"easily guessed"]
    for path, name in ((f"customers/{made['id']}/account_activation_url", "account_activation_url"),
                       (f"webhooks/{webhook['id']}/secret/rotate", "secret")):
        first, again = (shop.send("POST", path, headers=key(path)) for _ in range(2))
        assert (first.status, first.body) == (200, again.body) and again.header("Idempotent-Replayed") == "true"
        shown = first.json[name]
        secrets.append((shown["secret"] if name == "secret" else shown.rsplit("/", 1)[1]).encode())
    files = sorted(running.store_file(shop.store_id).parent.glob(f"{shop.store_id}.db*"))
    kept = b"".join(file.read_bytes() for file in files)
    assert b"ada@example.com" in kept
    assert not [secret for secret in secrets if secret in kept]
    target = shop.dialect.target("customers")
    guess = f"POST {target}\n".encode() + json.dumps({"customer": body}).encode()
    assert hashlib.sha256(guess).digest() not in kept
    running.kill()
    running.start()
    assert shop.again().send("POST", path, headers=key(path)).body == first.body


def test_a_replayed_delete_is_204_again(empty_shop):
    path = f"products/{empty_shop.product()['id']}"
    assert [empty_shop.delete(path, key("d")).status for _ in range(2)] == [204, 204]


def test_keys_belong_to_a_store_and_a_credential(open_shops):
    first, second = open_shops(SHOPIFY), open_shops(SHOPIFY)
    other = first.again(key=create_key(first.server.data, first.store, "all", "--no-rate-limit"))
    bodies = [s.post("products", "product", {"title": title}, key("shared"))
              for s, title in ((first, "1"), (second, "2"), (other, "3"))]
    assert [reply.status for reply in bodies] == [201, 201, 201]
    assert [reply.json["product"]["title"] for reply in bodies] == ["1", "2", "3"]


@pytest.mark.parametrize("length, status", [(255, 201), (256, 400)])
def test_keys_have_a_greatest_length(open_shops, length, status):
    assert open_shops(STOREICU).post("products", "product", {"title": "T"}, key("k" * length)).status == status


def test_a_replay_survives_a_restart(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    first = shop.post("products", "product", {"title": "Once"}, key("a"))
    running.kill()
    running.start()
    again = shop.again().post("products", "product", {"title": "Once"}, key("a"))
    assert (again.status, again.body) == (201, first.body)
