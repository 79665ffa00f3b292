"""Metafields by GraphQL: the mutation of IndeCommerce's document, and Shopify's (M-04, M-05, T-32)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import GraphQL, gid
from server import create_key

SET = """mutation($metafields: [MetafieldsSetInput!]!) { %s(metafields: $metafields) {
    metafields { id namespace key value type ownerId } userErrors { field message code elementIndex } } }"""


@pytest.fixture(scope="module")
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def graphql(shop):
    return GraphQL(shop)


def metafield(owner, value="5", type="number_integer", key="size", **fields):
    return {"ownerId": owner, "namespace": "custom", "key": key, "value": value, "type": type, **fields}


def test_the_mutation_of_the_document(shop, graphql):
    product = shop.product()
    answer = graphql.run("""mutation { metafieldSet(metafields: [{ ownerId: "gid://indecommerce/Product/%d",
        namespace: "custom", key: "loyalty_tier", value: "5", type: "number_integer" }]) {
        metafields { id key value } userErrors { field message } } }""" % product["id"])
    payload = answer["data"]["metafieldSet"]
    assert payload["userErrors"] == []
    made, = payload["metafields"]
    assert (made["key"], made["value"]) == ("loyalty_tier", "5")
    stored, = shop.list(f"products/{product['id']}/metafields")
    assert gid("Metafield", stored) == made["id"] and stored["value"] == 5


@pytest.mark.parametrize("name", ["metafieldSet", "metafieldsSet"])
@pytest.mark.parametrize("namespace", ["indecommerce", "shopify"])
def test_both_spellings_and_namespaces(shop, graphql, name, namespace):
    product = shop.product()
    owner = f"gid://{namespace}/Product/{product['id']}"
    made, = graphql.change(SET % name, {"metafields": [metafield(owner)]})["metafields"]
    assert made["ownerId"] == gid("Product", product)
    # The same names again change it; what was not sent stays.
    changed, = graphql.change(SET % name, {"metafields": [{k: v for k, v in metafield(owner, "6").items() if k != "type"}]})[
        "metafields"]
    assert (changed["id"], changed["value"], changed["type"]) == (made["id"], "6", "number_integer")
    assert shop.count(f"products/{product['id']}/metafields") == 1


def test_owners_of_every_kind_and_the_store(shop, graphql):
    product = shop.product()
    customer = shop.create("customer", {"email": "owner@example.com"})
    owners = [
        gid("Product", product), gid("ProductVariant", product["variants"][0]), gid("Customer", customer),
        gid("Shop", 1), None,
    ]
    wanted = [metafield(owner, key=f"key_{place}") for place, owner in enumerate(owners)]
    wanted[3]["key"], wanted[4]["key"] = "of_shop", "of_store"
    made = graphql.change(SET % "metafieldsSet", {"metafields": wanted})["metafields"]
    assert [m["ownerId"] for m in made] == owners[:3] + [None, None]
    assert {"of_shop", "of_store"} <= {m["key"] for m in shop.list("metafields")}


def test_they_are_read_at_their_owner_by_name(shop, graphql):
    product = shop.product()
    owner = gid("Product", product)
    graphql.change(SET % "metafieldsSet", {"metafields": [metafield(owner, str(n), key=f"key_{n}") for n in range(5)]})
    node = graphql.ask(
        """query($id: ID!) { product(id: $id) { one: metafield(namespace: "custom", key: "key_3") { value }
            none: metafield(namespace: "custom", key: "nope") { value }
            metafields(first: 3, namespace: "custom") { nodes { key owner { ... on Product { id } } }
                pageInfo { hasNextPage } } } }""", {"id": owner})["product"]
    assert node["one"] == {"value": "3"} and node["none"] is None
    assert [m["key"] for m in node["metafields"]["nodes"]] == ["key_0", "key_1", "key_2"]
    assert node["metafields"]["nodes"][0]["owner"] == {"id": owner}
    assert node["metafields"]["pageInfo"]["hasNextPage"]


@pytest.mark.parametrize("change, field, words", [
    ({"value": "abc"}, "value", "whole number"), ({"key": "x"}, "key", "too short"), ({"type": "nope"}, "type", "not a type"),
    ({"ownerId": "gid://indecommerce/Product/1"}, "ownerId", "must exist"),
    ({"ownerId": "gid://indecommerce/Nope/1"}, "ownerId", "must exist"), ({"ownerId": "7"}, "ownerId", "must exist"),
    ({"type": None}, "type", "can't be blank"),
])
def test_one_that_is_refused_refuses_all(shop, graphql, change, field, words):
    product = shop.product()
    owner = gid("Product", product)
    wanted = [metafield(owner), {**metafield(owner, key="other"), **change}]
    payload = graphql.ask(SET % "metafieldsSet", {"metafields": wanted})["metafieldsSet"]
    assert payload["metafields"] is None
    error = payload["userErrors"][0]
    assert error["field"] == ["metafields", "1", field] and error["elementIndex"] == 1 and words in error["message"]
    assert shop.count(f"products/{product['id']}/metafields") == 0


def test_a_definition_says_the_type_and_binds_here_too(shop, graphql):
    product = shop.product()
    shop.create("metafield_definition", {
        "name": "Tier", "namespace": "custom", "key": "tier", "owner_type": "product", "type": "number_integer", "max": 9})
    owner = gid("Product", product)
    wanted = {"ownerId": owner, "namespace": "custom", "key": "tier", "value": "7"}
    made, = graphql.change(SET % "metafieldsSet", {"metafields": [wanted]})["metafields"]
    assert made["type"] == "number_integer"
    error, = graphql.ask(SET % "metafieldsSet", {"metafields": [{**wanted, "value": "10"}]})["metafieldsSet"]["userErrors"]
    assert error["field"] == ["metafields", "0", "value"]


def test_at_most_25_at_once(shop, graphql):
    owner = gid("Product", shop.product())
    many = [metafield(owner, key=f"key_{n}") for n in range(26)]
    error, = graphql.ask(SET % "metafieldsSet", {"metafields": many})["metafieldsSet"]["userErrors"]
    assert error["field"] == ["metafields"] and "25" in error["message"]
    assert len(graphql.change(SET % "metafieldsSet", {"metafields": many[:25]})["metafields"]) == 25


def test_the_owners_scope_is_needed_too(server, shop):
    customer = shop.create("customer", {"email": "private@example.com"})
    product = shop.product()
    key = create_key(server.data, shop.store, "write_metafields,write_products", "--no-rate-limit")
    graphql = GraphQL(shop.again(key=key))
    answer = graphql.run(SET % "metafieldsSet", {"metafields": [
        metafield(gid("Product", product)), metafield(gid("Customer", customer))]})
    assert answer["data"]["metafieldsSet"] is None
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED" and "customers" in answer["errors"][0]["message"]
    assert shop.count(f"products/{product['id']}/metafields") == shop.count(f"customers/{customer['id']}/metafields") == 0
    made = shop.create("metafield", {"namespace": "custom", "key": "secret", "value": "x", "type": "single_line_text_field"},
                       below=f"customers/{customer['id']}/")
    assert graphql.ask("query($id: ID!) { node(id: $id) { id } }", {"id": gid("Metafield", made)}) == {"node": None}


def test_owners_of_other_stores_are_as_good_as_none(server, shop):
    theirs = open_shop(server, SHOPIFY)
    owner = gid("Product", shop.product())
    error, = GraphQL(theirs).ask(SET % "metafieldsSet", {"metafields": [metafield(owner)]})["metafieldsSet"]["userErrors"]
    unknown, = GraphQL(theirs).ask(SET % "metafieldsSet", {"metafields": [metafield(gid("Product", 7999999999))]})[
        "metafieldsSet"]["userErrors"]
    assert error == unknown and error["field"] == ["metafields", "0", "ownerId"]
