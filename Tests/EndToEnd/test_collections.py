"""Making, reading, changing and deleting custom and smart collections (K-01 to K-05, K-09, SC-01, SC-02)."""

import re

import pytest

from collection_calls import change, custom, members, of_product, pick, rule, shown, smart
from conftest import open_shop
from dialects import SHOPIFY
from server import create_key

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
KEYS = {
    "id", "handle", "title", "updated_at", "body_html", "published_at", "sort_order", "template_suffix",
    "published_scope", "admin_graphql_api_id", "image",
}
FULL = {
    "title": "Über <b>alles</b> & more", "body_html": "<p>Line\nbreak</p>", "handle": "over-all",
    "published_at": "2024-02-29T12:00:00+00:00", "published_scope": "global", "sort_order": "alpha-desc",
    "template_suffix": "wide",
}
RED = rule("tag", "equals", "Red")
KINDS = ["custom_collection", "smart_collection"]


def create(shop, kind, **fields):
    return smart(shop, RED, **fields) if kind == "smart_collection" else custom(shop, **fields)


@pytest.mark.parametrize("kind", KINDS)
def test_a_collection_has_every_key_with_its_type(shop, kind):
    made = create(shop, kind, title="Spring Sale")
    assert KEYS <= set(made), KEYS - set(made)
    assert type(made["id"]) is int and made["collection_type"] == kind.removesuffix("_collection")
    assert made["handle"].startswith("spring-sale") and made["sort_order"] == "best-selling"
    assert TIME.fullmatch(made["updated_at"]) and TIME.fullmatch(made["published_at"]) and made["image"] is None
    assert re.fullmatch(rf"gid://\w+/Collection/{made['id']}", made["admin_graphql_api_id"])
    assert made["published_scope"] == "web" and "published" not in made
    assert shop.one(shop.get(f"{kind}s/{made['id']}"), kind) == made == {
        name: value for name, value in shown(shop, made).items() if name in made}
    if kind == "smart_collection":
        assert (made["rules"], made["disjunctive"], made["recomputing"]) == ([RED], False, False)


def test_what_only_smart_collections_have_is_not_shown_of_custom_ones(shop):
    only_smart = {"rules", "disjunctive", "recomputing"}
    made = custom(shop)
    path = f"custom_collections/{made['id']}"
    listed = shop.list("custom_collections", ids=made["id"])[0]
    for one in (made, listed, shop.one(shop.get(path), "custom_collection"), change(shop, made, title="New")):
        assert set(one) & only_smart == set()
    assert shop.one(shop.get(path, fields="id,rules"), "custom_collection") == {"id": made["id"]}
    assert shop.list("custom_collections", ids=made["id"], fields="id,rules") == [{"id": made["id"]}]
    # Where both kinds are listed, each says which it is.
    both = shown(shop, made)
    assert (both["rules"], both["disjunctive"], both["recomputing"]) == (None, False, False)
    assert only_smart <= set(shown(shop, smart(shop, RED)))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_comes_back_and_what_is_not_sent_stays(empty_shop, kind):
    made = create(empty_shop, kind, **FULL)
    assert {name: made[name] for name in FULL} == FULL
    after = change(empty_shop, made, title="New")
    assert {**after, "updated_at": 0} == {**made, "title": "New", "updated_at": 0}
    # Clients fetch a record, change something and send it all back.
    assert change(empty_shop, made, **after) == after
    assert empty_shop.delete(f"{kind}s/{made['id']}").status == 204
    for reply in (empty_shop.get(f"{kind}s/{made['id']}"), empty_shop.get(f"collections/{made['id']}")):
        empty_shop.assert_refused(reply, 404)


def test_each_kind_has_its_own_path_and_handles_are_unique_among_both(empty_shop):
    one, other = custom(empty_shop, "Same"), smart(empty_shop, RED, title="Same")
    assert (one["handle"], other["handle"]) == ("same", "same-1")
    taken = empty_shop.post("custom_collections", "custom_collection", {"title": "X", "handle": "same"})
    assert empty_shop.one(taken, "custom_collection", 201)["handle"] == "same-2"
    for path in (f"smart_collections/{one['id']}", f"custom_collections/{other['id']}"):
        empty_shop.assert_refused(empty_shop.get(path), 404)
        empty_shop.assert_refused(empty_shop.put(path, path.split("s/")[0], {"title": "Y"}), 404)
        empty_shop.assert_refused(empty_shop.delete(path), 404)
    kinds = [(made["collection_type"], made["id"]) for made in (change(empty_shop, one, collection_type="smart"), other)]
    assert kinds == [("custom", one["id"]), ("smart", other["id"])]
    assert empty_shop.count("custom_collections") == 2 and empty_shop.count("smart_collections") == 1
    assert empty_shop.count("collections") == 3


@pytest.mark.parametrize("kind", KINDS)
def test_lists_and_counts_filter(empty_shop, kind):
    plural = f"{kind}s"
    old = create(empty_shop, kind, title="Old", published_at="2020-01-01T00:00:00Z")
    hidden = create(empty_shop, kind, title="Hidden", published=False)
    new = create(empty_shop, kind, title="New")
    create(empty_shop, KINDS[1 - KINDS.index(kind)], title="Other")
    for query, found in (
        ({}, [new, hidden, old]), ({"title": "Old"}, [old]), ({"handle": "old,new"}, [new, old]),
        ({"ids": f"{old['id']},{hidden['id']}"}, [hidden, old]), ({"published_status": "published"}, [new, old]),
        ({"published_status": "unpublished"}, [hidden]), ({"published_status": "any"}, [new, hidden, old]),
        ({"published_at_min": "2023-01-01T00:00:00+02:00"}, [new]), ({"published_at_max": "2023-01-01"}, [old]),
        ({"updated_at_min": "2023-01-01T00:00:00Z"}, [new, hidden, old]), ({"updated_at_max": "2023-01-01"}, []),
    ):
        assert [one["id"] for one in empty_shop.list(plural, **query)] == [one["id"] for one in found], query
        assert empty_shop.count(plural, **query) == len(found), query
    assert [one["id"] for one in empty_shop.list(plural, since_id=old["id"])] == [hidden["id"], new["id"]]
    assert empty_shop.list(plural, fields="id,title", limit=1) == [{"id": new["id"], "title": "New"}]


@pytest.mark.parametrize("kind, fields, issues", [
    ("custom_collection", {"title": ""}, {"title": ["can't be blank"]}),
    ("custom_collection", {"title": "x" * 256}, {"title": ["is too long (maximum is 255 characters)"]}),
    ("custom_collection", {"title": "T", "sort_order": "random"}, {"sort_order": ["is not included in the list"]}),
    ("custom_collection", {"title": "T", "published_scope": "x"}, {"published_scope": ["is not included in the list"]}),
    ("custom_collection", {"title": "T", "image": {"src": "javascript:x"}}, {"image.src": ["is not a valid URL"]}),
    ("smart_collection", {"title": "T"}, {"rules": ["can't be blank"]}),
    ("smart_collection", {"title": "T", "rules": []}, {"rules": ["can't be blank"]}),
    ("smart_collection", {"title": "T", "rules": "x"}, {"rules": ["must be a list of rules"]}),
    ("smart_collection", {"title": "T", "rules": [rule("price", "equals", "1"), rule("title", "less_than", "1")]},
     {"rules[0].column": ["is not included in the list"], "rules[1].relation": ["does not go with title"]}),
    ("smart_collection", {"title": "", "rules": [rule("variant_price", "equals", "x")]},
     {"title": ["can't be blank"], "rules[0].condition": ["is not an amount in the store's currency"]}),
])
def test_what_is_wrong_is_refused(shop, kind, fields, issues):
    before = shop.count(f"{kind}s")
    assert shop.issues(shop.post(f"{kind}s", kind, fields)) == issues
    assert shop.count(f"{kind}s") == before


def test_a_custom_collection_has_no_rules_whatever_is_sent(shop):
    made = custom(shop, rules=[RED], disjunctive=True)
    assert (shown(shop, made)["rules"], shown(shop, made)["disjunctive"]) == (None, False)
    change(shop, made, rules=[RED])
    assert shown(shop, made)["rules"] is None


def test_publishing_follows_what_the_client_says(shop):
    made = custom(shop, published=False)
    assert made["published_at"] is None
    assert change(shop, made, title="Still hidden")["published_at"] is None
    assert TIME.fullmatch(change(shop, made, published=True)["published_at"])
    assert change(shop, made, published_at=None)["published_at"] is None
    assert custom(shop, published_at=None)["published_at"] is None


def test_a_picture_is_kept_changed_and_taken_away(shop):
    made = custom(shop, image={"src": "https://cdn.example.com/a.png", "alt": "A"})
    assert set(made["image"]) == {"created_at", "alt", "width", "height", "src"}
    assert (made["image"]["src"], made["image"]["alt"]) == ("https://cdn.example.com/a.png", "A")
    assert TIME.fullmatch(made["image"]["created_at"])
    after = change(shop, made, image={"alt": "B", "width": 10, "height": 20})
    assert after["image"] == {**made["image"], "alt": "B", "width": 10, "height": 20}
    assert change(shop, made, title="T")["image"] == after["image"]
    pixels = change(shop, made, image={"attachment": "iVBORw0KGgo="})
    assert pixels["image"]["src"] == "data:image/png;base64,iVBORw0KGgo="
    for nothing in ({}, "", None):
        change(shop, made, image={"src": "https://cdn.example.com/b.png"})
        assert change(shop, made, image=nothing)["image"] is None


def test_the_products_of_a_collection_are_listed_as_products_are(empty_shop):
    made, products = custom(empty_shop, sort_order="manual"), [empty_shop.product(f"P{number}") for number in range(3)]
    for product in products[:2]:
        pick(empty_shop, made, product)
    found = empty_shop.list(f"collections/{made['id']}/products")
    assert found == [empty_shop.one(empty_shop.get(f"products/{one['id']}"), "product") for one in products[:2]]
    assert empty_shop.list(f"collections/{made['id']}/products", limit=1, fields="title") == [{"title": "P0"}]
    empty_shop.assert_refused(empty_shop.get("collections/1/products"), 404)


def test_deleting_a_collection_or_a_product_ends_membership(empty_shop):
    one, two, product, other = custom(empty_shop), smart(empty_shop, RED), empty_shop.product(tags="red"), empty_shop.product()
    pick(empty_shop, one, product)
    pick(empty_shop, one, other)
    assert of_product(empty_shop, product) == {one["id"], two["id"]}
    assert empty_shop.delete(f"products/{product['id']}").status == 204
    assert members(empty_shop, one) == {other["id"]} and members(empty_shop, two) == set()
    assert empty_shop.delete(f"custom_collections/{one['id']}").status == 204
    assert empty_shop.count("collects") == 0 and empty_shop.count("products") == 1
    # The rules of what is gone are gone too.
    assert empty_shop.delete(f"smart_collections/{two['id']}").status == 204
    assert of_product(empty_shop, empty_shop.product(tags="red")) == set()


def test_scopes_are_those_of_products(server):
    owner = open_shop(server, SHOPIFY)
    made, found, product = custom(owner), smart(owner, RED), owner.product()
    membership = pick(owner, made, product)
    reads = ["collections", "custom_collections", "smart_collections/count", "collects", f"collects/{membership['id']}",
             f"collections/{made['id']}/products"]
    writes = [("POST", "custom_collections", {"custom_collection": {"title": "T"}}),
              ("PUT", f"smart_collections/{found['id']}", {"smart_collection": {"title": "T"}}),
              ("PUT", f"smart_collections/{found['id']}/order", None), ("DELETE", f"collects/{membership['id']}", None),
              ("POST", f"smart_collections/{found['id']}/recompute", None),
              ("DELETE", f"custom_collections/{made['id']}", None)]
    reader = owner.again(key=create_key(server.data, owner.store, "read_products", "--no-rate-limit"))
    stranger = owner.again(key=create_key(server.data, owner.store, "read_content", "--no-rate-limit"))
    for path in reads:
        assert reader.get(path).status == 200, path
        stranger.assert_refused(stranger.get(path), 403)
    for method, path, body in writes:
        refused = reader.send(method, path, body)
        reader.assert_refused(refused, 403)
        assert "merchant approval for write_products scope" in refused.json["errors"]
    writer = owner.again(key=create_key(server.data, owner.store, "write_products", "--no-rate-limit"))
    assert all(writer.get(path).status == 200 for path in reads)
    assert all(writer.send(method, path, body).status < 300 for method, path, body in writes)


def test_stores_know_nothing_of_each_other(server):
    mine, yours = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    # The other store has more records, so its last ids are none of the first one's.
    for _ in range(9):
        yours.product()
    theirs, product = custom(yours), yours.product(tags="red")
    own, found = custom(mine), smart(mine, RED)
    assert members(mine, found) == set()
    for body, field in (
        ({"collection_id": theirs["id"], "product_id": mine.product()["id"]}, "collection_id"),
        ({"collection_id": own["id"], "product_id": product["id"]}, "product_id"),
    ):
        assert mine.issues(mine.post("collects", "collect", body)) == {field: ["must exist"]}
    for method, path in (("GET", "collections/{}"), ("DELETE", "custom_collections/{}"), ("GET", "collections/{}/products"),
                         ("PUT", "custom_collections/{}/order")):
        mine.assert_refused(mine.send(method, path.format(theirs["id"])), 404)
    assert mine.list("products", collection_id=theirs["id"]) == []
