"""The GraphQL client of the unmodified ShopifyAPI for Python."""

import json

import shopify

from graphql_calls import gid
from shopify_library import client_of_each_version as client  # noqa: F401 (client is a fixture)


def execute(query, variables=None, name=None):
    answer = json.loads(shopify.GraphQL().execute(query, variables, name))
    assert "errors" not in answer, answer
    return answer["data"]


def test_records_are_made_asked_for_and_walked_through(client):
    for number in range(3):
        made = execute(
            "mutation Make($product: ProductCreateInput!) { productCreate(product: $product) { product { id } "
            "userErrors { field message } } }",
            {"product": {"title": f"Mug {number}", "variants": [{"price": "3.50"}]}}, "Make")["productCreate"]
        assert made["userErrors"] == []
    titles, cursor = [], None
    while True:
        page = execute(
            "query($cursor: String) { products(first: 2, after: $cursor) { edges { cursor node { title variants(first: 1) { "
            "edges { node { price } } } } } pageInfo { hasNextPage } } }", {"cursor": cursor})["products"]
        titles += [edge["node"]["title"] for edge in page["edges"]]
        assert all(edge["node"]["variants"]["edges"][0]["node"]["price"] == "3.50" for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["edges"][-1]["cursor"]
    assert titles == ["Mug 0", "Mug 1", "Mug 2"]


def test_what_graphql_sets_rest_shows(client):
    product = shopify.Product({"title": "Mug"})
    assert product.save()
    payload = execute(
        "mutation($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { id } "
        "userErrors { field message } } }",
        {"metafields": [{"ownerId": f"gid://shopify/Product/{product.id}", "namespace": "custom", "key": "size", "value": "5",
                         "type": "number_integer"}]})["metafieldsSet"]
    metafield, = product.metafields()
    assert metafield.value == 5 and payload["metafields"] == [{"id": gid("Metafield", {"id": metafield.id})}]
    assert execute("{ shop { name currencyCode } }")["shop"] == {"name": client.store, "currencyCode": "USD"}
