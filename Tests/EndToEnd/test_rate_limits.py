"""Rate limits of both documents (RL-01, RL-04 to RL-07, L5, L6)."""

import time

from dialects import NATIVE, SHOPIFY, STOREICU
from server import create_key

CALL_LIMIT = "X-Shopify-Shop-Api-Call-Limit"
# One unit leaks per half second, so a burst that takes longer than that gets some calls more.
SLOW_CALLS_MAX = 3


def burst(shop, count, path="products"):
    return [shop.get(path) for _ in range(count)]


def test_forty_calls_pass_and_the_next_is_refused(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    replies = burst(shop, 40 + SLOW_CALLS_MAX + 1)
    passed = next(n for n, reply in enumerate(replies) if reply.status == 429)
    assert 40 <= passed <= 40 + SLOW_CALLS_MAX
    assert replies[0].headers[CALL_LIMIT] == "1/40"
    assert replies[31].headers[CALL_LIMIT] in ("31/40", "32/40")
    refused = replies[passed]
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
    burst(shop, 40 + SLOW_CALLS_MAX)
    reply = shop.post("products", "product", {"title": "Too many"})
    unlimited = shop.again(key=create_key(shop.server.data, shop.store, "all", "--no-rate-limit"))
    assert reply.status == 429 and unlimited.count() == 0


def test_another_key_and_another_store_have_buckets_of_their_own(open_shops):
    shop, neighbour = open_shops(SHOPIFY, limited=True), open_shops(SHOPIFY, limited=True)
    burst(shop, 40 + SLOW_CALLS_MAX)
    other = shop.again(key=create_key(shop.server.data, shop.store))
    assert neighbour.get("products").headers[CALL_LIMIT] == "1/40"
    assert other.get("products").headers[CALL_LIMIT] == "1/40"


def test_both_spellings_of_the_second_document_share_a_bucket(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    native = shop.again(NATIVE)
    spent = burst(shop, 20) + burst(native, 20 + SLOW_CALLS_MAX + 1)
    assert spent[-1].status == 429
    spellings = ["/admin/products.json", "/admin/api/unstable/products.json", "/admin/api/2030-10/products.json"]
    assert 429 in [shop.send_to("GET", target).status for target in spellings]


def test_store_icu_counts_per_minute_with_a_burst(open_shops):
    shop = open_shops(STOREICU, limited=True)
    before = time.time()
    first = shop.get("products")
    assert first.headers["X-Rate-Limit-Limit"] == "60"
    assert first.headers["X-Rate-Limit-Remaining"] == "60"
    assert before <= int(first.headers["X-Rate-Limit-Reset"]) <= before + 3600
    replies = [first] + burst(shop, 120 + SLOW_CALLS_MAX)
    passed = next(n for n, reply in enumerate(replies) if reply.status == 429)
    assert 120 <= passed <= 120 + SLOW_CALLS_MAX
    refused = replies[passed]
    shop.assert_refused(refused, 429)
    assert refused.json["error"]["code"] == "RATE_LIMITED" and int(refused.header("Retry-After")) >= 1
    assert refused.headers["X-Rate-Limit-Remaining"] == "0"


def test_remaining_falls_with_every_call(open_shops):
    shop = open_shops(STOREICU, limited=True)
    remaining = [int(reply.headers["X-Rate-Limit-Remaining"]) for reply in burst(shop, 100)]
    assert remaining == sorted(remaining, reverse=True) and remaining[-1] <= 25


def test_health_and_documents_are_not_limited(open_shops):
    shop = open_shops(SHOPIFY, limited=True)
    burst(shop, 40 + SLOW_CALLS_MAX)
    for target in ("/livez", "/readyz", "/openapi/native.json"):
        assert shop.connection.send("GET", target).status == 200
