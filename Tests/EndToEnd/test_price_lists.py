"""Prices of customers and of groups of them (features CU-10, trap T-31)."""

import json
import sqlite3
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from conftest import open_shop
from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store, jobs_of, run_command
from service_calls import call as call_service, start_with_caller

LIST_KEYS = {"id", "title", "customer_id", "customer_group_id", "starts_at", "ends_at", "priority", "status", "created_at",
             "updated_at"}
PRICE_KEYS = {"id", "price_list_id", "variant_id", "price", "min_quantity", "created_at", "updated_at"}


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    """A server with a module that calls services for its clients, as a checkout would."""
    running = start_with_caller(tmp_path_factory.mktemp("prices"))
    yield running
    running.kill()


def variant(shop, price="10.00"):
    return shop.product(variants=[{"price": price}])["variants"][0]["id"]


def price_list(shop, prices=None, **fields):
    """A list with prices by variant, or by variant and quantity."""
    made = shop.create("price_list", {"title": "List", **fields})
    for key, price in (prices or {}).items():
        one, quantity = key if isinstance(key, tuple) else (key, 1)
        add_price(shop, made, variant_id=one, price=price, min_quantity=quantity)
    return made["id"]


def add_price(shop, made, **fields):
    return shop.create("price_list_price", fields, below=f"price_lists/{made['id']}/")


def customer(shop, *groups):
    """A customer who is in these groups."""
    number = shop.count("customers")
    id = shop.create("customer", {"email": f"buyer{number}@example.com"})["id"]
    for group in groups:
        shop.create("group_membership", {"customer_id": id, "customer_group_id": group})
    return id


def group(shop, name):
    return shop.create("customer_group", {"name": name})["id"]


def prices(shop, *variants, **query):
    """By variant: the price and the list."""
    shown = shop.one(shop.get("prices", variant_ids=",".join(map(str, variants)), **query), "prices")
    assert [one["variant_id"] for one in shown] == list(variants)
    return [(one["price"], one["price_list_id"]) for one in shown]


def resolve(shop, variants, **fields):
    """The same by the service, called while writing and while reading."""
    body = {"lines": [{"variant_id": one, "quantity": 1} for one in variants], **fields}
    return [(one["price"], one["price_list_id"]) for one in resolved(shop, body)["lines"]]


def resolved(shop, body):
    written = shop.one(call_service(shop, "prices/resolve", body), "output")
    path = quote(json.dumps(body), safe="")
    assert shop.one(shop.get(f"services/prices/resolve/{path}"), "output") == written
    return written


def test_a_customer_in_a_group_sees_that_group_s_prices(empty_shop):
    shop = empty_shop
    one, other = variant(shop), variant(shop, "20.00")
    wholesale = group(shop, "Wholesale")
    member, stranger = customer(shop, wholesale), customer(shop)
    cheap = price_list(shop, {one: "7.5"}, customer_group_id=wholesale)
    assert prices(shop, one, other, customer_id=member) == [("7.50", cheap), ("20.00", None)]
    assert prices(shop, one, customer_id=stranger) == [("10.00", None)]
    assert prices(shop, one) == [("10.00", None)]
    membership, = shop.list(f"customers/{member}/group_memberships")
    assert shop.delete(f"group_memberships/{membership['id']}").status == 204
    assert prices(shop, one, customer_id=member) == [("10.00", None)]
    shop.create("group_membership", {"customer_id": stranger, "customer_group_id": wholesale})
    assert prices(shop, one, customer_id=stranger) == [("7.50", cheap)]


def test_a_contract_comes_before_a_group_before_everybody_before_the_variant(empty_shop):
    shop = empty_shop
    one = variant(shop)
    vip = group(shop, "VIP")
    buyer = customer(shop, vip)
    found = [("10.00", None)]
    for fields, price in [({}, "11.00"), ({"customer_group_id": vip}, "12.00"), ({"customer_id": buyer}, "13.00")]:
        assert prices(shop, one, customer_id=buyer) == found
        found = [(price, price_list(shop, {one: price}, priority=-len(price), **fields))]
    assert prices(shop, one, customer_id=buyer) == found
    # Whom none of it is for pays what everybody pays.
    assert prices(shop, one, customer_id=customer(shop)) == prices(shop, one) != found


def test_quantities_have_their_tiers(empty_shop):
    shop = empty_shop
    one = variant(shop)
    tiers = price_list(shop, {(one, 10): "8.00", (one, 2): "9.00", (one, 100): "5.00"})
    for quantity, price in [(1, "10.00"), (2, "9.00"), (9, "9.00"), (10, "8.00"), (99, "8.00"), (100, "5.00"), (10**9, "5.00")]:
        assert prices(shop, one, quantity=quantity) == [(price, tiers if price != "10.00" else None)]


def test_every_surface_says_the_same(caller):
    shop = open_shop(caller, SHOPIFY)
    variants = [variant(shop, f"{number}.00") for number in range(20, 26)]
    groups = [group(shop, name) for name in ("A", "B")]
    buyers = [None, customer(shop), customer(shop, *groups[:1]), customer(shop, *groups)]
    price_list(shop, {one: "19.00" for one in variants})
    price_list(shop, {(one, 5): "18.00" for one in variants[1:]})
    price_list(shop, {one: "17.00" for one in variants[2:]}, customer_group_id=groups[0], priority=1)
    price_list(shop, {one: "16.00" for one in variants[3:]}, customer_group_id=groups[1])
    price_list(shop, {one: "30.00" for one in variants[4:]}, customer_id=buyers[3])
    for buyer in buyers:
        query = {} if buyer is None else {"customer_id": buyer}
        assert resolve(shop, variants, **query) == prices(shop, *variants, **query)
    assert [price for price, _ in prices(shop, *variants, customer_id=buyers[3])] == [
        "19.00", "19.00", "17.00", "17.00", "30.00", "30.00"]
    lines = [{"variant_id": variants[1], "quantity": 5}, {"variant_id": variants[1], "quantity": 4}]
    answer = resolved(shop, {"lines": lines * 2, "customer_id": None, "at": None})
    assert [(line["variant_id"], line["quantity"], line["price"]) for line in answer["lines"]] == [
        (variants[1], 5, "18.00"), (variants[1], 4, "19.00")] * 2
    assert resolved(shop, {"lines": []}) == {"lines": []}


def test_a_list_counts_from_its_start_to_its_end_on_the_stores_clock(caller):
    name = "prices-in-time"
    store = create_store(caller.data, name, "--test-clock")
    shop = Shop(caller, SHOPIFY, create_key(caller.data, name, "all", "--no-rate-limit"), name, store["id"])
    one = variant(shop)
    now = shop.one(shop.get(f"variants/{one}"), "variant")["created_at"][:19]
    start, end = later(now, 3600), later(now, 7200)
    sale = price_list(shop, {one: "6.00"}, starts_at=start, ends_at=end)
    seen = []
    for step in ("3599s", "1s", "3599s", "1s"):
        seen.append(prices(shop, one) == [("6.00", sale)])
        assert resolve(shop, [one]) == prices(shop, one)
        run_command("clock", "advance", step, "--store", name, data=caller.data)
    assert seen == [False, False, True, True] and prices(shop, one) == [("10.00", None)]
    # What counted at another moment can still be asked.
    for moment, price in [(later(now, 3599), "10.00"), (start, "6.00"), (later(now, 7199), "6.00"), (end, "10.00")]:
        assert prices(shop, one, at=moment)[0][0] == resolve(shop, [one], at=moment)[0][0] == price


def later(moment, seconds):
    return (datetime.fromisoformat(moment) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_drafts_do_not_count(empty_shop):
    shop = empty_shop
    one = variant(shop)
    made = price_list(shop, {one: "1.00"}, status="draft")
    assert prices(shop, one) == [("10.00", None)]
    assert shop.put(f"price_lists/{made}", "price_list", {"status": "active"}).status == 200
    assert prices(shop, one) == [("1.00", made)]


def test_records_have_their_documented_keys(empty_shop):
    shop = empty_shop
    made = shop.create("price_list", {"title": "Bulk"})
    assert set(made) == LIST_KEYS
    assert (made["status"], made["priority"], made["customer_id"], made["starts_at"]) == ("active", 0, None, None)
    price = add_price(shop, made, variant_id=variant(shop), price=7)
    assert set(price) == PRICE_KEYS and (price["price"], price["min_quantity"]) == ("7.00", 1)
    path = f"price_lists/{made['id']}/prices"
    assert shop.list(path) == [price] and shop.count(path) == 1
    assert shop.list(path, variant_id=price["variant_id"]) == [price] and shop.list(path, variant_id=1) == []
    changed = shop.one(shop.put(f"{path}/{price['id']}", "price_list_price", {"price": "6"}), "price_list_price")
    assert changed["price"] == "6.00"
    assert shop.delete(f"{path}/{price['id']}").status == 204
    assert shop.count(path) == 0


def test_lists_are_found_by_whom_they_are_for(empty_shop):
    shop = empty_shop
    buyer, vip = customer(shop), group(shop, "VIP")
    lists = [price_list(shop), price_list(shop, customer_id=buyer), price_list(shop, customer_group_id=vip, status="draft")]
    assert [one["id"] for one in shop.list("price_lists")] == lists[::-1]
    assert [one["id"] for one in shop.list("price_lists", customer_id=buyer)] == lists[1:2]
    assert [one["id"] for one in shop.list("price_lists", customer_group_id=vip)] == lists[2:]
    assert [one["id"] for one in shop.list("price_lists", status="draft")] == lists[2:]


@pytest.mark.parametrize("fields, field", [
    ({"title": ""}, "title"), ({"customer_id": 1}, "customer_id"), ({"customer_group_id": 1}, "customer_group_id"),
    ({"status": "old"}, "status"), ({"priority": 1_000_001}, "priority"), ({"starts_at": "soon"}, "starts_at"),
    ({"starts_at": "2024-01-02T00:00:00Z", "ends_at": "2024-01-02T00:00:00Z"}, "ends_at"),
])
def test_a_list_that_cannot_be_is_refused(shop, fields, field):
    before = shop.count("price_lists")
    assert set(shop.issues(shop.post("price_lists", "price_list", {"title": "L", **fields}))) == {field}
    assert shop.count("price_lists") == before


def test_a_list_is_for_a_customer_or_for_a_group(shop):
    fields = {"customer_id": customer(shop), "customer_group_id": group(shop, "Either")}
    assert set(shop.issues(shop.post("price_lists", "price_list", {"title": "L", **fields}))) == {"customer_group_id"}


def test_a_price_that_cannot_be_is_refused(shop):
    one = variant(shop)
    made = {"id": price_list(shop, {one: "1.00", (one, 5): "0.50"})}
    path = f"price_lists/{made['id']}/prices"
    for fields, field in [
        ({"variant_id": None}, "variant_id"), ({"variant_id": 1}, "variant_id"), ({"price": None}, "price"),
        ({"price": "-1"}, "price"), ({"price": "1.001"}, "price"), ({"min_quantity": 0}, "min_quantity"),
        ({"min_quantity": 5}, "min_quantity"), ({"min_quantity": None}, "min_quantity"),
    ]:
        reply = shop.post(path, "price_list_price", {"variant_id": one, "price": "1", "min_quantity": 2, **fields})
        assert set(shop.issues(reply)) == {field}, (fields, reply.body)
    assert shop.count(path) == 2


def test_a_price_stays_in_its_list(shop):
    made, other = (price_list(shop, {variant(shop): "1.00"}) for _ in range(2))
    price, = shop.list(f"price_lists/{made}/prices")
    path = f"prices/{price['id']}"
    reply = shop.put(f"price_lists/{made}/{path}", "price_list_price", {"price_list_id": other, "price": "2.00"})
    assert shop.one(reply, "price_list_price")["price_list_id"] == made
    assert shop.get(f"price_lists/{other}/{path}").status == 404


def batch(shop, made, entries, status=200):
    return shop.one(shop.send("POST", f"price_lists/{made}/prices/batch", {"prices": entries}), "prices", status)


def test_many_prices_are_set_at_once(empty_shop):
    shop = empty_shop
    variants = [one["id"] for one in shop.product(
        variants=[{"option1": str(number), "price": "10.00"} for number in range(249)])["variants"]]
    made = price_list(shop, {variants[0]: "5.00", (variants[0], 3): "4.00"})
    kept = {price["min_quantity"]: price["id"] for price in shop.list(f"price_lists/{made}/prices")}
    entries = [{"variant_id": one, "price": "9.00"} for one in variants]
    shown = batch(shop, made, entries + [{"variant_id": variants[1], "price": "8", "min_quantity": 2}])
    assert [(one["variant_id"], one["min_quantity"], one["price"]) for one in shown] == [
        *((one, 1, "9.00") for one in variants), (variants[1], 2, "8.00")]
    assert shown[0]["id"] == kept[1] and {one["price_list_id"] for one in shown} == {made}
    assert shop.count(f"price_lists/{made}/prices") == 251
    stored = shop.one(shop.get(f"price_lists/{made}/prices/{shown[-1]['id']}"), "price_list_price")
    assert {name: stored[name] for name in shown[-1]} == shown[-1]
    again = batch(shop, made, entries)
    assert again == shown[:-1]
    assert prices(shop, *variants) == [("9.00", made)] * 249
    assert prices(shop, variants[0], variants[1], quantity=3) == [("4.00", made), ("8.00", made)]


def test_of_many_prices_all_are_set_or_none(shop):
    one = variant(shop)
    made = price_list(shop, {one: "5.00"})
    path = f"price_lists/{made}/prices/batch"
    good = {"variant_id": one, "price": "1.00"}
    for bad, fields in [
        ({"variant_id": 1, "price": "1"}, {"prices[1].variant_id"}), ({"variant_id": one}, {"prices[1].price"}),
        (good, {"prices[1].min_quantity"}), ({"variant_id": "x", "price": "y"}, {"prices[1].variant_id", "prices[1].price"}),
    ]:
        assert set(shop.issues(shop.send("POST", path, {"prices": [good, bad]}))) == fields
    assert set(shop.issues(shop.send("POST", path, {"prices": [good] * 251}))) == {"prices"}
    for body in ({}, {"prices": []}, {"prices": "x"}):
        shop.assert_refused(shop.send("POST", path, body), 400)
    shop.assert_refused(shop.send("POST", "price_lists/1/prices/batch", {"prices": [good]}), 404)
    assert prices(shop, one) == [("5.00", made)]


def rows(shop):
    with sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True) as database:
        return [database.execute(f"SELECT count(*) FROM r_{name}").fetchone()[0]
                for name in ("price_list", "price_list_price")]


@pytest.mark.parametrize("gone, left", [
    ("price_lists", [0, 0]), ("customers", [0, 0]), ("customer_groups", [0, 0]), ("products", [1, 1])])
def test_what_a_price_is_about_takes_it_along(server, gone, left):
    shop = open_shop(server, SHOPIFY)
    product = shop.product(variants=[{"price": "10.00"}])
    one, other = product["variants"][0]["id"], variant(shop)
    holder = {"customers": "customer_id", "customer_groups": "customer_group_id"}.get(gone)
    buyer = group(shop, "G") if gone == "customer_groups" else customer(shop)
    made = price_list(shop, {one: "1.00", other: "2.00"}, **({holder: buyer} if holder else {}))
    id = {"price_lists": made, "products": product["id"]}.get(gone, buyer)
    assert shop.delete(f"{gone}/{id}").status == 204
    wait_for(lambda: not jobs_of(server.data, shop.store, "kernel.delete_orphans"), "end of the deletions")
    assert rows(shop) == left
    assert prices(shop, other) == ([("2.00", made)] if gone == "products" else [("10.00", None)])


def test_a_variant_that_goes_takes_its_prices_along(server):
    shop = open_shop(server, SHOPIFY)
    variants = shop.product(variants=[{"option1": "a"}, {"option1": "b"}])["variants"]
    price_list(shop, {one["id"]: "1.00" for one in variants})
    assert shop.delete(f"variants/{variants[0]['id']}").status == 204
    assert rows(shop) == [1, 1]


@pytest.mark.parametrize("query, status", [
    ({}, 400), ({"variant_ids": ""}, 400), ({"variant_ids": "x"}, 400), ({"variant_ids": ",".join(["1"] * 251)}, 400),
    ({"quantity": 0}, 400), ({"quantity": "many"}, 400), ({"quantity": 10**9 + 1}, 400), ({"at": "soon"}, 400),
    ({"customer_id": "me"}, 400), ({"customer_id": 1}, 422), ({"customer_id": ""}, 400),
])
def test_prices_that_cannot_be_asked_for_are_refused(shop, query, status):
    one = variant(shop)
    reply = shop.get("prices", **(query if "variant_ids" in query or not query else {"variant_ids": one, **query}))
    shop.assert_refused(reply, status)


def test_variants_that_there_are_not_are_named(shop):
    reply = shop.get("prices", variant_ids=f"{variant(shop)},1,2")
    assert shop.issues(reply) == {"variant_ids": ["must exist: 1, 2"]}


@pytest.mark.parametrize("body, fields", [
    ({}, {"lines"}), ({"lines": 1}, {"lines"}), ({"lines": [7]}, {"lines[0].variant_id", "lines[0].quantity"}),
    ({"lines": [{"variant_id": 1, "quantity": 1}]}, {"lines[0].variant_id"}),
    ({"lines": [{"variant_id": 1, "quantity": 0}], "at": "x", "customer_id": "y"}, {"at", "customer_id", "lines[0].quantity"}),
    ({"lines": [], "customer_id": 1}, {"customer_id"}),
], ids=range(6))
def test_the_service_refuses_what_cannot_be(caller, body, fields):
    shop = open_shop(caller, SHOPIFY)
    assert set(shop.issues(call_service(shop, "prices/resolve", body))) == fields


def test_prices_have_scopes_of_their_own(shop):
    one = variant(shop)
    made = price_list(shop, {one: "1.00"})

    def with_key(scopes):
        return shop.again(key=create_key(shop.server.data, shop.store, scopes, "--no-rate-limit"))

    reader = with_key("read_price_lists")
    assert reader.get(f"price_lists/{made}/prices").status == 200
    # What a variant costs without lists is told only to who may see variants.
    reply = reader.get("prices", variant_ids=one)
    reader.assert_refused(reply, 403)
    assert b"read_products" in reply.body
    reader.assert_refused(reader.post("price_lists", "price_list", {"title": "L"}), 403)
    assert prices(with_key("read_price_lists,read_products"), one) == [("1.00", made)]
    for other in (with_key("write_price_rules,write_products,write_customers"),):
        for path in ("price_lists", f"price_lists/{made}/prices", f"prices?variant_ids={one}"):
            other.assert_refused(other.get(path) if "?" not in path else other.get("prices", variant_ids=one), 403)


def test_stores_do_not_see_each_others_prices(server):
    shop, other = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    one = variant(shop)
    made = price_list(shop, {one: "1.00"})
    assert other.get(f"price_lists/{made}").status == 404
    assert other.issues(other.get("prices", variant_ids=one)) == {"variant_ids": [f"must exist: {one}"]}
    mine = variant(other)
    assert prices(other, mine) == [("10.00", None)]


def test_amounts_have_the_decimals_of_the_store_s_currency(server):
    create_store(server.data, "yen-prices", "--currency", "JPY")
    shop = Shop(server, SHOPIFY, create_key(server.data, "yen-prices", "all", "--no-rate-limit"))
    one = variant(shop, "1200")
    made = price_list(shop, {(one, 2): "900"})
    assert prices(shop, one) == [("1200", None)] and prices(shop, one, quantity=2) == [("900", made)]
    reply = shop.send("POST", f"price_lists/{made}/prices/batch", {"prices": [{"variant_id": one, "price": "8.5"}]})
    assert set(shop.issues(reply)) == {"prices[0].price"}


def test_a_customer_with_hundreds_of_lists_sees_the_best(server):
    shop = open_shop(server, SHOPIFY)
    one = variant(shop)
    vip = group(shop, "VIP")
    buyer = customer(shop, vip)
    lists = [price_list(shop, {one: f"{400 - number}.00"}, customer_group_id=vip) for number in range(260)]
    assert prices(shop, one, customer_id=buyer) == [("141.00", lists[-1])]


def test_what_resolving_searches_is_found_by_an_index(server):
    """However many lists have a price of the variant, and however many prices a list has."""
    shop = open_shop(server, SHOPIFY)
    price_list(shop, {variant(shop): "1.00"})
    for search, columns in [
        ("r_price_list WHERE f_audience_key IN (?) AND f_effective_until>=?", "f_audience_key=? AND f_effective_until>?"),
        ("r_price_list_price WHERE f_price_list_id IN (?) AND f_variant_id IN (?) AND f_min_quantity<=?",
         "f_price_list_id=? AND f_variant_id=? AND f_min_quantity<?"),
        ("r_price_list_price WHERE f_price_list_id=? AND f_variant_id IN (?)", "f_price_list_id=? AND f_variant_id=?"),
        ("r_price_list_price WHERE f_price_list_id=?", "f_price_list_id=?"),
    ]:
        for place in ("", " AND +id>?") if " IN " in search else ("",):
            with sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True) as database:
                text = f"EXPLAIN QUERY PLAN SELECT * FROM {search}{place} ORDER BY {'+' if ' IN ' in search else ''}id LIMIT 250"
                plan = [row[3] for row in database.execute(text, [1] * text.count("?"))]
            assert columns in plan[0], (search, plan)
            assert " IN " in search or len(plan) == 1, (search, plan)
