"""Rate limits of both documents (RL-01, RL-04 to RL-07, L5, L6)."""

import time

from conftest import open_shop
from dialects import NATIVE, SHOPIFY, STOREICU
from server import create_key

CALL_LIMIT = "X-Shopify-Shop-Api-Call-Limit"
CALLS_MAX = 1000


def burst(shop, count):
    return [shop.get("products") for _ in range(count)]


def spend(shop):
    """Calls until one is refused; returns all replies and the seconds in which the bucket leaked meanwhile."""
    replies, begin = [], time.monotonic()
    while not replies or replies[-1].status == 200:
        replies.append(shop.get("products"))
        assert len(replies) < CALLS_MAX
    return replies, time.monotonic() - begin


def test_forty_calls_pass_and_the_next_is_refused(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    replies, seconds = spend(shop)
    assert 40 <= len(replies) - 1 <= 40 + 2 * seconds
    assert replies[0].headers[CALL_LIMIT] == "1/40"
    used = int(replies[31].headers[CALL_LIMIT].removesuffix("/40"))
    assert 32 - 2 * seconds - 1 <= used <= 32
    refused = replies[-1]
    shop.assert_refused(refused, 429)
    assert refused.headers[CALL_LIMIT] == "40/40"
    assert refused.json["errors"].startswith("Exceeded 2 calls per second for api client.")
    assert int(refused.header("Retry-After")) >= 1


def test_waiting_as_told_always_succeeds(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    for _ in range(3):
        while (reply := shop.get("products")).status == 200:
            pass
        time.sleep(float(reply.header("Retry-After")))
        assert shop.get("products").status == 200


def test_the_bucket_never_gives_more_than_size_and_refill(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    begin, passed = time.monotonic(), 0
    while time.monotonic() - begin < 3:
        passed += shop.get("products").status == 200
    assert 40 <= passed <= 40 + 2 * (time.monotonic() - begin) + 1


def test_refused_writes_have_no_effect(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    unlimited = shop.again(key=create_key(shop.server.data, shop.store, "all", "--no-rate-limit"))
    passed = 0
    while (reply := shop.post("products", "product", {"title": "Many"})).status == 201:
        passed += 1
    shop.assert_refused(reply, 429)
    assert unlimited.count() == passed >= 40


def test_another_key_and_another_store_have_buckets_of_their_own(open_shops):
    shop, neighbour = open_shops(SHOPIFY, limited=True), open_shops(SHOPIFY, limited=True)
    spend(shop)
    other = shop.again(key=create_key(shop.server.data, shop.store))
    assert neighbour.get("products").headers[CALL_LIMIT] == "1/40"
    assert other.get("products").headers[CALL_LIMIT] == "1/40"


def test_both_spellings_of_the_second_document_share_a_bucket(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    native = shop.again(NATIVE)
    begin = time.monotonic()
    passed = len(burst(shop, 20)) + len(spend(native)[0]) - 1
    spellings = ["/admin/products.json", "/admin/api/unstable/products.json", "/admin/api/2030-10/products.json"] * 10
    passed += [shop.send_to("GET", target).status for target in spellings].count(200)
    assert passed <= 40 + 2 * (time.monotonic() - begin)


def test_store_icu_counts_per_minute_with_a_burst(open_shops):
    shop = open_shops(STOREICU, limited=True)
    before = time.time()
    first = shop.get("products")
    assert first.headers["X-Rate-Limit-Limit"] == "60"
    assert first.headers["X-Rate-Limit-Remaining"] == "60"
    assert before <= int(first.headers["X-Rate-Limit-Reset"]) <= before + 3600
    replies, seconds = spend(shop)
    assert 120 <= len(replies) <= 120 + seconds + 1
    refused = replies[-1]
    shop.assert_refused(refused, 429)
    assert refused.json["error"]["code"] == "RATE_LIMITED" and int(refused.header("Retry-After")) >= 1
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"


def test_remaining_falls_with_every_call(open_shops):
    shop = open_shops(STOREICU, limited=True)
    remaining = [int(reply.headers["X-Rate-Limit-Remaining"]) for reply in burst(shop, 100)]
    assert remaining == sorted(remaining, reverse=True) and remaining[-1] <= 25


def test_health_and_documents_are_not_limited(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    spend(shop)
    for target in ("/livez", "/readyz", "/openapi/native.json"):
        assert shop.connection.send("GET", target).status == 200


def test_wrong_credentials_are_limited_by_address_and_right_ones_are_not(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text("[limits]\nfailed_sign_ins_burst = 5\nfailed_sign_ins_per_minute = 1\n")
    shop = open_shop(make_server(configuration=configuration).start(), SHOPIFY)
    guesser = shop.again(key="ic_key_" + "0" * 38)
    replies = burst(guesser, 8)
    assert [reply.status for reply in replies] == [401] * 5 + [429] * 3
    assert int(replies[-1].header("Retry-After")) >= 1
    assert shop.get("products").status == 200


def test_dialects_and_keys_share_what_their_store_may_call(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text("[limits]\nstore_burst = 10\nstore_calls_per_minute = 1\n")
    shop = open_shop(make_server(configuration=configuration).start(), SHOPIFY, limited=True)
    data, name = shop.server.data, shop.store
    clients = [shop, shop.again(STOREICU), shop.again(key=create_key(data, name)), shop.again(NATIVE)]
    assert [client.get("products").status for client in clients * 3] == [200] * 10 + [429] * 2
    refused = shop.get("products")
    shop.assert_refused(refused, 429)
    assert refused.headers[CALL_LIMIT] == "40/40" and int(refused.header("Retry-After")) > 1
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"
    assert shop.again(key=create_key(data, name, "all", "--no-rate-limit")).get("products").status == 200
    assert open_shop(shop.server, SHOPIFY, limited=True).get("products").status == 200


def test_a_restart_forgets_nothing_of_the_day(make_server):
    server = make_server().start()
    shop = open_shop(server, STOREICU, limited=True)
    left = [int(reply.headers["X-Rate-Limit-Daily-Remaining"]) for reply in burst(shop, 30)]
    assert left == list(range(19_999, 19_969, -1))
    server.stop()
    server.start()
    assert shop.again().get("products").headers["X-Rate-Limit-Daily-Remaining"] == "19969"
