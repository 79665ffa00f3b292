"""Products that somebody put into collections, and their order (K-06 to K-08)."""

import pytest

from collection_calls import change, custom, members, of_product, pick, rule, smart
from conftest import open_shop
from dialects import SHOPIFY
from receiver import wait_for
from test_products_paging import follow
from twins import tables

KEYS = {"id", "collection_id", "product_id", "created_at", "updated_at", "position", "sort_value"}
RED = rule("tag", "equals", "red")


@pytest.fixture
def shelf(empty_shop):
    """A collection with three products."""
    collection = custom(empty_shop)
    products = [empty_shop.product(f"P{number}") for number in range(3)]
    return collection, products, [pick(empty_shop, collection, product) for product in products]


def test_a_product_is_put_into_a_collection_and_taken_out(empty_shop):
    collection, product = custom(empty_shop), empty_shop.product()
    made = pick(empty_shop, collection, product)
    assert set(made) == KEYS and type(made["position"]) is int
    assert (made["collection_id"], made["product_id"]) == (collection["id"], product["id"])
    assert empty_shop.one(empty_shop.get(f"collects/{made['id']}"), "collect") == made
    assert members(empty_shop, collection) == {product["id"]}
    assert of_product(empty_shop, product, "custom_collections") == {collection["id"]}
    assert empty_shop.delete(f"collects/{made['id']}").status == 204
    empty_shop.assert_refused(empty_shop.get(f"collects/{made['id']}"), 404)
    assert members(empty_shop, collection) == set()
    # Membership only: both are still there.
    assert empty_shop.get(f"products/{product['id']}").status == 200
    assert empty_shop.get(f"custom_collections/{collection['id']}").status == 200
    pick(empty_shop, collection, product)


def test_memberships_are_listed_counted_and_filtered(empty_shop, shelf):
    collection, products, made = shelf
    other = custom(empty_shop, "Other")
    last = pick(empty_shop, other, products[0])
    for query, found in (
        ({}, [last, *reversed(made)]), ({"collection_id": collection["id"]}, made[::-1]),
        ({"product_id": products[0]["id"]}, [last, made[0]]),
        ({"collection_id": other["id"], "product_id": products[0]["id"]}, [last]),
        ({"collection_id": other["id"], "product_id": products[1]["id"]}, []),
    ):
        assert empty_shop.list("collects", **query) == found, query
        assert empty_shop.count("collects", **query) == len(found), query
    assert empty_shop.list("collects", since_id=made[0]["id"], limit=2) == made[1:]


@pytest.mark.parametrize("field", ["collection_id", "product_id"])
def test_lists_of_one_record_do_not_walk_all_memberships(shop, field):
    pick(shop, custom(shop), shop.product())
    with tables(shop) as (database, _):
        plan = database.execute(
            f"EXPLAIN QUERY PLAN SELECT id, document FROM r_collection_product WHERE f_{field} = 1 AND f_picked = 'picked' "
            "ORDER BY id DESC LIMIT 51").fetchall()
    assert [f"USING INDEX r_collection_product_{field} " in step[3] for step in plan] == [True], plan


def test_adding_twice_is_refused(empty_shop, shelf):
    collection, products, made = shelf
    again = {"collection_id": collection["id"], "product_id": products[0]["id"]}
    assert empty_shop.issues(empty_shop.post("collects", "collect", again)) == {
        "product_id": ["has already been taken"]}
    assert empty_shop.count("collects") == len(made)


@pytest.mark.parametrize("body", [{}, {"collection_id": 1}, {"collection_id": None, "product_id": 1}])
def test_a_membership_is_of_two_records_that_exist(shop, body):
    assert shop.issues(shop.post("collects", "collect", body)) == {
        "collection_id": ["must exist"], "product_id": ["must exist"]}


def test_nobody_picks_products_for_rules(empty_shop):
    collection, red, blue = smart(empty_shop, RED), empty_shop.product(tags="red"), empty_shop.product(tags="blue")
    for product in (red, blue):
        body = {"collection_id": collection["id"], "product_id": product["id"]}
        assert empty_shop.issues(empty_shop.post("collects", "collect", body))["collection_id"] == [
            "is a smart collection: its rules say what is in it"]
    assert members(empty_shop, collection) == {red["id"]}
    # What rules found is no collect.
    assert empty_shop.list("collects", product_id=red["id"]) == [] and empty_shop.count("collects") == 0


def test_memberships_cannot_be_changed(shop):
    made = pick(shop, custom(shop), shop.product())
    reply = shop.put(f"collects/{made['id']}", "collect", {"position": 5})
    assert reply.status in (404, 405)


def test_places_are_given_in_sequence_and_never_twice(empty_shop, shelf):
    collection, _, made = shelf
    assert [(one["position"], one["sort_value"]) for one in made] == [
        (1, "0000000001"), (2, "0000000002"), (3, "0000000003")]
    assert empty_shop.delete(f"collects/{made[2]['id']}").status == 204
    assert pick(empty_shop, collection, empty_shop.product())["position"] == 4
    assert pick(empty_shop, custom(empty_shop), empty_shop.product())["position"] == 1


def positions(shop, collection):
    """The products of a custom collection in its manual order."""
    found = sorted(shop.list("collects", collection_id=collection["id"]), key=lambda one: one["sort_value"])
    assert [one["position"] for one in found] == sorted(one["position"] for one in found)
    return [one["product_id"] for one in found]


def listed(shop, collection, **query):
    return [one["id"] for one in shop.list(f"collections/{collection['id']}/products", **query)]


def put_in_order(shop, collection, *products, **query):
    pairs = [("products[]", product["id"]) for product in products] + list(query.items())
    return shop.send("PUT", f"{collection['collection_type']}_collections/{collection['id']}/order", query=pairs)


def test_products_are_put_in_order(empty_shop, shelf):
    collection, (a, b, c), _ = shelf
    reply = put_in_order(empty_shop, collection, c, a, b, sort_order="manual")
    assert empty_shop.one(reply, "collection")["sort_order"] == "manual"
    assert positions(empty_shop, collection) == listed(empty_shop, collection) == [c["id"], a["id"], b["id"]]
    # Those that are named share out their places; the others stay.
    put_in_order(empty_shop, collection, b, c)
    assert positions(empty_shop, collection) == [b["id"], a["id"], c["id"]]
    body = {"products": [a["id"], b["id"]]}
    assert empty_shop.send("PUT", f"custom_collections/{collection['id']}/order", body).status == 200
    assert positions(empty_shop, collection) == [a["id"], b["id"], c["id"]]


def test_an_order_of_something_else_is_refused(empty_shop, shelf):
    collection, (a, b, _), _ = shelf
    before = positions(empty_shop, collection)
    stranger = empty_shop.product()
    assert empty_shop.issues(put_in_order(empty_shop, collection, b, a, stranger)) == {
        "products": [f"{stranger['id']} is not in the collection"]}
    assert empty_shop.issues(put_in_order(empty_shop, collection, b, b))["products"]
    assert empty_shop.issues(put_in_order(empty_shop, collection, b, a, sort_order="x"))["sort_order"]
    empty_shop.assert_refused(empty_shop.send("PUT", f"smart_collections/{collection['id']}/order"), 404)
    assert positions(empty_shop, collection) == before


def test_a_manual_order_outlasts_writes_of_the_products(empty_shop):
    collection = smart(empty_shop, RED, sort_order="manual")
    a, b = empty_shop.product("A", tags="red"), empty_shop.product("B", tags="red")
    assert put_in_order(empty_shop, collection, b, a).status == 200
    for product in (a, b):
        empty_shop.put(f"products/{product['id']}", "product", {"title": "T", "tags": "red, blue"})
    change(empty_shop, collection, rules=[rule("tag", "contains", "RED")])
    assert listed(empty_shop, collection) == [b["id"], a["id"]]
    late = empty_shop.product("C", tags="red")
    assert listed(empty_shop, collection) == [b["id"], a["id"], late["id"]]


@pytest.mark.parametrize("kind", ["custom", "smart"])
def test_every_order_is_kept_through_writes(empty_shop, kind):
    collection = custom(empty_shop) if kind == "custom" else smart(empty_shop, RED)
    made = {}
    for title, prices in (("Mug", [30, 20]), ("cup", [10]), ("Bowl", [25])):
        variants = [{"option1": str(price), "price": str(price)} for price in prices]
        made[title] = empty_shop.product(title, tags="red", variants=variants)
        if kind == "custom":
            pick(empty_shop, collection, made[title])

    def in_order(order, *titles):
        change(empty_shop, collection, sort_order=order)
        assert listed(empty_shop, collection) == [made[title]["id"] for title in titles], order

    in_order("created", "Mug", "cup", "Bowl")
    in_order("created-desc", "Bowl", "cup", "Mug")
    in_order("manual", "Mug", "cup", "Bowl")
    in_order("best-selling", "Mug", "cup", "Bowl")
    in_order("alpha-asc", "Bowl", "cup", "Mug")
    empty_shop.put(f"products/{made['Mug']['id']}", "product", {"title": "Cap"})
    in_order("alpha-asc", "Bowl", "Mug", "cup")
    in_order("alpha-desc", "cup", "Mug", "Bowl")
    in_order("price-asc", "cup", "Mug", "Bowl")
    in_order("price-desc", "Bowl", "Mug", "cup")
    empty_shop.put(f"variants/{made['Mug']['variants'][0]['id']}", "variant", {"price": "5"})
    in_order("price-desc", "Bowl", "cup", "Mug")
    in_order("price-asc", "Mug", "cup", "Bowl")
    in_order("manual", "Mug", "cup", "Bowl")


def test_pages_follow_the_order(empty_shop):
    collection = smart(empty_shop, RED, sort_order="price-asc")
    prices = [30, 10, 20, 10, 40]
    products = [empty_shop.product(tags="red", variants=[{"price": str(price)}]) for price in prices]
    expected = [products[place]["id"] for place in (1, 3, 2, 0, 4)]
    pages, last = follow(empty_shop, empty_shop.get(f"collections/{collection['id']}/products", limit=2))
    assert [[one["id"] for one in page] for page in pages] == [expected[:2], expected[2:4], expected[4:]]
    if not empty_shop.dialect.has_envelope_data:
        back, _ = follow(empty_shop, last, "previous")
        assert [one["id"] for page in reversed(back) for one in page] == expected


def test_a_large_collection_is_put_in_another_order_in_the_background(server):
    shop = open_shop(server, SHOPIFY)
    collection = smart(shop, RED, sort_order="manual")
    products = [shop.product(tags="red", variants=[{"price": str(1000 - number)}]) for number in range(620)]
    change(shop, collection, sort_order="price-asc")
    shop.put(f"variants/{products[0]['variants'][0]['id']}", "variant", {"price": "1"})
    expected = [products[0]["id"], *(product["id"] for product in reversed(products[-9:]))]
    wait_for(lambda: listed(shop, collection, limit=10) == expected, "the new order")
