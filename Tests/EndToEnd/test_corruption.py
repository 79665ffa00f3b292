"""Damaged files: no wrong data is served, the client learns nothing, the operator learns file and page (A6)."""

import random

from conftest import open_shop
from dialects import SHOPIFY
from server import TORTURE

FLIPS = 200 if TORTURE else 12
# Flips that a read must meet before the test ends: most pages hold what these reads never ask for (events, indexes).
NOTICED = FLIPS // 3
MOST_FLIPS = 20 * FLIPS
PAGE_BYTES = 4096
PRODUCTS = 120
# Words of an answer that tell how data is stored.
TELLING = (b".db", b"page", b"sqlite", b"corrupt")


def read_everything(shop):
    """The answers to reads of every kind, by path."""
    paths = ["products?limit=250", "products/count", "suppliers", "suppliers/count"]
    replies = {path: shop.send_to("GET", shop.dialect.base + "/" + path) for path in paths}
    for id in shop.ids:
        replies[f"products/{id}"] = shop.get(f"products/{id}")
        replies[f"products/{id}/variants"] = shop.get(f"products/{id}/variants")
    return replies


def differences(before, after):
    """Answers that are neither what they were nor an opaque failure."""
    wrong = []
    for path, reply in after.items():
        if reply.status == before[path].status and reply.body == before[path].body:
            continue
        opaque = reply.status >= 500 and not any(word in reply.body for word in TELLING)
        if not opaque:
            wrong.append((path, reply.status, reply.body[:200]))
    return wrong


def flip(file, random_numbers, page=None):
    """Flips one bit; returns the page, counted from 1, and what undoes it."""
    data = bytearray(file.read_bytes())
    pages = len(data) // PAGE_BYTES
    page = page or random_numbers.randrange(1, pages + 1)
    place = (page - 1) * PAGE_BYTES + random_numbers.randrange(PAGE_BYTES)
    whole = bytes(data)
    data[place] ^= 1 << random_numbers.randrange(8)
    file.write_bytes(data)
    return page, lambda: file.write_bytes(whole)


def test_flipped_bits_are_noticed_before_data_is_served(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    shop.ids = [shop.product(f"P{n}", body_html="text " * 100)["id"] for n in range(PRODUCTS)]
    shop.create("supplier", {"name": "S"})
    before = read_everything(shop)
    assert all(reply.status == 200 for reply in before.values())
    running.stop()
    file = running.store_file(shop.store_id)
    seed = random.getrandbits(32)
    print(f"seed {seed}")
    random_numbers, flips, noticed = random.Random(seed), 0, 0
    while flips < FLIPS or noticed < NOTICED and flips < MOST_FLIPS:
        flips += 1
        page, undo = flip(file, random_numbers)
        log_begin = len(running.log())
        running.start()
        again = shop.again()
        again.ids = shop.ids
        after = read_everything(again)
        running.kill()
        assert not differences(before, after), f"page {page}, seed {seed}: {differences(before, after)[:3]}"
        if any(reply.status >= 500 for reply in after.values()):
            noticed += 1
            log = running.log()[log_begin:]
            assert file.name in log and str(page) in log, f"page {page}: {log[-600:]}"
        undo()
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
    assert noticed >= NOTICED, f"only {noticed} of {flips} flips were met by a read"
    running.start()
    again = shop.again()
    again.ids = shop.ids
    assert not differences(before, read_everything(again))


def test_a_damaged_store_does_not_stop_the_others(make_server):
    running = make_server().start()
    damaged, healthy = open_shop(running, SHOPIFY), open_shop(running, SHOPIFY)
    for shop in (damaged, healthy):
        shop.product()
    running.stop()
    file = running.store_file(damaged.store_id)
    flip(file, random.Random(1), page=1)
    running.start()
    assert damaged.again().get("products").status >= 500
    damaged.assert_refused(damaged.again().post("products", "product", {"title": "T"}), 500)
    assert healthy.again().count() == 1
    assert healthy.again().product()["id"]


def test_a_file_that_is_no_database_is_refused(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    shop.product()
    running.stop()
    file = running.store_file(shop.store_id)
    for content in (b"", b"not a database" * 1000, file.read_bytes()[:PAGE_BYTES * 2 + 100]):
        file.write_bytes(content)
        running.start()
        reply = shop.again().get("products")
        if content:
            assert reply.status >= 500 and b".db" not in reply.body, (content[:10], reply.status, reply.body)
        running.kill()
