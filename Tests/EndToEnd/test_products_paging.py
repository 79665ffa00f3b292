"""Pages by cursor, id and number (PL-08 to PL-10, traps T-16, E11)."""

import base64
import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY, STOREICU

COUNT = 23


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def shelf(request, server):
    shop = open_shop(server, request.param)
    for number in range(COUNT):
        shop.product(f"Item {number}", vendor="even" if number % 2 == 0 else "odd")
    return shop


def follow(shop, reply, relation="next", pages_max=50):
    """All pages from this one on, by the header Link or, in Store.icu's dialect, by the cursor in the body."""
    plural = next(iter(reply.json)) if not shop.dialect.has_envelope_data else ""
    pages = [shop.many(reply, plural)]
    while target := target_of(shop, reply, relation):
        assert len(pages) < pages_max
        reply = shop.send_to("GET", target)
        pages.append(shop.many(reply, plural))
    return pages, reply


def target_of(shop, reply, relation):
    if shop.dialect.has_envelope_data:
        cursor = reply.json["meta"]["next_cursor"]
        limit = reply.json["meta"]["limit"]
        return f"{reply.path}?limit={limit}&cursor={cursor}" if cursor else None
    if relation not in reply.links:
        return None
    target = urlsplit(reply.links[relation])
    assert (target.scheme, target.netloc) == ("http", f"127.0.0.1:{shop.server.port}")
    return f"{target.path}?{target.query}"


def ids(pages):
    return [product["id"] for page in pages for product in page]


@pytest.mark.parametrize("limit", [1, 5, 22, 23, 24])
def test_next_links_visit_each_row_once_and_previous_links_lead_back(shelf, limit):
    pages, last = follow(shelf, shelf.get("products", limit=limit))
    everything = [product["id"] for product in shelf.list(limit=250)]
    assert ids(pages) == everything and len(everything) == COUNT
    if shelf.dialect.has_envelope_data:
        return
    back, first = follow(shelf, last, "previous")
    assert ids(reversed(back)) == everything
    assert "previous" not in first.links


def test_one_page_has_no_link(shelf):
    assert shelf.get("products", limit=COUNT).header("Link") is None


def test_first_pages_have_only_next_and_last_ones_only_previous(shelf):
    if shelf.dialect.has_envelope_data:
        assert shelf.get("products", limit=12).header("Link") is None
        return
    first = shelf.get("products", limit=12)
    assert set(first.links) == {"next"}
    _, last = follow(shelf, first)
    assert set(last.links) == {"previous"}


def test_a_link_holds_limit_and_cursor_and_the_filters_are_inside(shelf):
    reply = shelf.get("products", limit=3, vendor="odd", fields="id,vendor")
    if not shelf.dialect.has_envelope_data:
        query = parse_qs(urlsplit(reply.links["next"]).query)
        assert {"limit", "page_info"} <= set(query) <= {"limit", "fields", "page_info"}
    pages, _ = follow(shelf, reply)
    assert len(ids(pages)) == COUNT // 2
    assert {product["vendor"] for page in pages for product in page} == {"odd"}


def test_a_cursor_goes_with_limit_and_fields_only(shelf):
    cursor = cursor_of(shelf, shelf.get("products", limit=3))
    assert shelf.get("products", **{shelf.dialect.cursor: cursor, "limit": 2, "fields": "id"}).status == 200
    for other in ({"vendor": "odd"}, {"ids": "1"}, {"since_id": 1}, {"page": 2}):
        shelf.assert_refused(shelf.get("products", **{shelf.dialect.cursor: cursor}, **other), 400)


def cursor_of(shop, reply):
    if shop.dialect.has_envelope_data:
        return reply.json["meta"]["next_cursor"]
    return parse_qs(urlsplit(reply.links["next"]).query)["page_info"][0]


def test_the_envelope_of_store_icu_leads_through_all_pages(open_shops):
    shop = open_shops(STOREICU)
    made = [shop.product()["id"] for _ in range(7)]
    seen, cursor = [], None
    for _ in range(10):
        reply = shop.get("products", limit=3, **({"cursor": cursor} if cursor else {}))
        seen += [product["id"] for product in reply.json["data"]]
        cursor = reply.json["meta"]["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(made, reverse=True)


def test_since_id_lists_in_ascending_order(shelf):
    everything = sorted(product["id"] for product in shelf.list(limit=250))
    seen, since = [], 0
    while page := shelf.list(since_id=since, limit=5):
        seen += [product["id"] for product in page]
        since = seen[-1]
    assert seen == everything


def test_pages_have_numbers_too(shelf):
    everything = [product["id"] for product in shelf.list(limit=250)]
    pages = [shelf.list(limit=10, page=number) for number in (1, 2, 3, 4)]
    assert ids(pages) == everything and pages[3] == []
    assert shelf.list(limit=10, page=1) == shelf.list(limit=10)


def test_rows_deleted_and_added_between_pages_disturb_nothing(empty_shop):
    shop = empty_shop
    made = [shop.product()["id"] for _ in range(10)]
    reply = shop.get("products", limit=4)
    shown = ids([shop.many(reply, "products")])
    for id in (shown[-1], made[0]):
        shop.delete(f"products/{id}")
    added = shop.product()["id"]
    rest, _ = follow(shop, reply)
    assert shown + ids(rest[1:]) == sorted(made[1:], reverse=True)
    assert added not in ids(rest)


def test_a_walk_meets_every_row_that_stays_once_while_others_come_go_and_change(empty_shop):
    staying = {empty_shop.product(f"Stays {n}")["id"] for n in range(150)}
    stop = threading.Event()

    def disturb():
        shop, number = empty_shop.again(), 0
        while not stop.is_set():
            passing = shop.product("Passing")["id"]
            shop.put(f"products/{sorted(staying)[number % 150]}", "product", {"title": f"Changed {number}"})
            shop.delete(f"products/{passing}")
            number += 1

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for _ in range(5):
            pages, _ = follow(empty_shop, empty_shop.get("products", limit=7, fields="id"), pages_max=200)
            seen = [id for id in ids(pages) if id in staying]
            assert len(seen) == len(staying) and set(seen) == staying
    finally:
        stop.set()
        thread.join(30)


def forgeries(cursor):
    """The cursor with single bits flipped, shortened, lengthened and re-encoded."""
    data = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        yield base64.urlsafe_b64encode(changed).decode().rstrip("=")
    yield from (cursor[:-1], cursor + "A", cursor + "=", "", "x", "0", "A" * 4000, "é", "null", cursor[:10])


def test_a_forged_cursor_is_refused(shelf):
    for forged in forgeries(cursor_of(shelf, shelf.get("products", limit=3))):
        reply = shelf.get("products", **{shelf.dialect.cursor: forged})
        if forged:
            shelf.assert_refused(reply, 400)


def test_a_bad_page_info_is_named(open_shops):
    reply = open_shops(SHOPIFY).get("products", page_info="zzz")
    assert (reply.status, reply.json) == (400, {"errors": {"page_info": "Invalid value."}})


def test_a_cursor_of_another_store_or_list_is_refused(shelf, open_shops):
    other = open_shops(shelf.dialect)
    first = [other.product() for _ in range(3)][0]
    cursor = cursor_of(shelf, shelf.get("products", limit=3))
    name = shelf.dialect.cursor
    other.assert_refused(other.get("products", **{name: cursor}), 400)
    shelf.assert_refused(shelf.get("suppliers", **{name: cursor}), 400)
    variants = f"products/{first['id']}/variants"
    other.assert_refused(other.get(variants, **{name: cursor_of(other, other.get("products", limit=1))}), 400)


def test_variants_of_a_product_come_in_pages_too(shelf):
    product = shelf.product("Many", variants=[{"option1": str(n)} for n in range(7)])
    below = f"products/{product['id']}/variants"
    pages, _ = follow(shelf, shelf.get(below, limit=3))
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(ids(pages)) == sorted(variant["id"] for variant in product["variants"])
    shelf.delete(f"products/{product['id']}")


def test_the_longest_list_that_is_accepted_has_a_second_page(empty_shop):
    shop = empty_shop
    made = [shop.product(title="x" * 255)["id"] for _ in range(2)]
    filters = {"ids": ",".join(map(str, made + [9_007_199_254_740_000 + n for n in range(248)])), "title": "x" * 255}
    first = shop.get("products", limit=1, **filters)
    assert first.status == 200
    pages, _ = follow(shop, first)
    assert [[record["id"] for record in page] for page in pages] == [[made[1]], [made[0]]]
    shop.assert_refused(shop.get("products", vendor="v" * 5_400), 400)
