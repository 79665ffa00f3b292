"""GraphQL over HTTP, what one request may ask for, and what it takes from its key's points."""

import json
from urllib.parse import quote

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import ENDPOINTS, GraphQL
from server import create_key

QUERY = "{ shop { name } }"


@pytest.fixture(scope="module")
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def graphql(shop):
    return GraphQL(shop)


def code(reply):
    return reply.json["errors"][0]["extensions"]["code"]


# MARK: Requests


def test_a_query_may_be_a_get(shop, graphql):
    query = quote("query($n: Int) { products(first: $n) { nodes { id } } }")
    reply = shop.send_to("GET", f"{graphql.endpoint}?query={query}&variables={quote(json.dumps({'n': 1}))}")
    assert reply.status == 200 and reply.json["data"]["products"]
    reply = shop.send_to("GET", f"{graphql.endpoint}?query={quote('query A { a: __typename } query B { b: __typename }')}"
                                "&operationName=B")
    assert reply.json["data"] == {"b": "Query"}


def test_a_get_changes_nothing(shop, graphql):
    before = shop.count()
    query = quote('mutation { productCreate(input: {title: "x"}) { userErrors { field } } }')
    reply = shop.send_to("GET", f"{graphql.endpoint}?query={query}")
    assert reply.status == 405 and reply.header("Allow") == "POST"
    assert shop.count() == before


@pytest.mark.parametrize("body, headers, status", [
    (b"{", {}, 400), (b"[]", {}, 400), (b'[{"query": "{__typename}"}]', {}, 400), (b"{}", {}, 400), (b"", {}, 400),
    (b'{"query": 1}', {}, 400), (b'{"query": "{__typename}", "variables": []}', {}, 400),
    (b'{"query": "{__typename}", "variables": "x"}', {}, 400), (b'{"query": "{__typename}", "operationName": 1}', {}, 400),
    (b'{"query": "{__typename}", "extensions": []}', {}, 400),
    (b'{"query": "{__typename}"}', {"Content-Type": "text/plain"}, 415),
    (b"query=%7B__typename%7D", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    (b'{"query": "{__typename}"}', {"Accept": "text/html"}, 406),
    (b'{"query": "{__typename}", "variables": null, "operationName": null, "extensions": null, "x": 1}', {}, 200),
    (b'{"query": "{__typename}"}', {"Accept": "*/*"}, 200), (b'{"query": "{__typename}"}', {"Content-Type": "application/json; charset=utf-8"}, 200),
])
def test_what_is_no_request_of_graphql_says_so(graphql, body, headers, status):
    reply = graphql.shop.send_to("POST", graphql.endpoint, body, {"Content-Type": "application/json", **headers})
    assert reply.status == status, reply.body
    assert reply.header("X-Request-Id")
    if status != 200:
        assert reply.json["errors"][0]["message"] and code(reply)


@pytest.mark.parametrize("query, name", [("{", "GRAPHQL_PARSE_FAILED"), ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
                                         ("query($a: Int!) { products(first: $a) { nodes { id } } }", "BAD_USER_INPUT")])
def test_a_document_that_cannot_be_executed_has_the_status_of_its_media_type(graphql, query, name):
    reply = graphql.send(query)
    assert reply.status == 200 and code(reply) == name and "data" not in reply.json
    assert reply.header("Content-Type") == "application/json; charset=utf-8"
    reply = graphql.send(query, headers={"Accept": "application/graphql-response+json, application/json;q=0.9"})
    assert reply.status == 400 and code(reply) == name
    assert reply.header("Content-Type") == "application/graphql-response+json; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_there(graphql, method):
    reply = graphql.shop.send_to(method, graphql.endpoint, {"query": QUERY})
    assert reply.status == 405 and reply.header("Allow") == "GET, HEAD, OPTIONS, POST"
    assert graphql.shop.send_to("OPTIONS", graphql.endpoint).status == 204


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_no_endpoint_is_open(server, graphql, endpoint):
    with server.connect() as connection:
        for headers in ({}, {"X-Shopify-Access-Token": "ic_key_nope"}):
            reply = connection.send("POST", endpoint, headers, {"query": QUERY})
            assert reply.status == 401 and code(reply) == "UNAUTHENTICATED"


@pytest.mark.parametrize("path", ["/admin/api/2024-13/graphql.json", "/admin/api/2024-01/graphql.json/x", "/api/v2/graphql"])
def test_there_is_none_elsewhere(shop, path):
    assert shop.send_to("POST", path, {"query": QUERY}).status in (404, 410)


def test_the_path_may_name_the_store_and_no_other(server, shop):
    other = open_shop(server, SHOPIFY)
    path = "/admin/api/2024-01/graphql.json"
    assert shop.send_to("POST", f"/{shop.store}{path}", {"query": QUERY}).json["data"]["shop"]["name"] == shop.store
    assert shop.send_to("POST", f"/{other.store}{path}", {"query": QUERY}).status == 404


# MARK: Bounds


def deep(levels):
    return "{" + "products(first: 1) { nodes { variants(first: 1) { nodes { product {" * levels + "id" + "}" * 5 * levels + "}"


BOMBS = {
    "aliases": "{" + " ".join(f"a{n}: shop {{ name }}" for n in range(1_000)) + "}",
    "one field": "{" + "__typename " * 2_500 + "}",
    "directives": "{ __typename " + "@skip(if: false) " * 400 + "}",
    "depth": deep(20),
    "fragment cycle": "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
    "fragment doubling": "{ ...f0 }" + "".join(
        f"fragment f{n} on Query {{ a{n}: shop {{ name }} ...f{n + 1} b{n}: shop {{ name }} ...f{n + 1} }}" for n in range(40)
    ) + "fragment f40 on Query { __typename }",
    "comments": "#\n" * 30_000 + "{ __typename }",
    "long name": "{ " + "a" * 100_000 + " }",
    "nested lists": "{ nodes(ids: " + "[" * 5_000 + "]" * 5_000 + ") { id } }",
    "page": "{ products(first: 2147483647) { nodes { id } } }",
    "pages in pages": "{ products(first: 250) { nodes { variants(first: 250) { nodes { id } } } } }",
    "schema in schema": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "string": '{ product(id: "' + "x" * 100_000 + '") { id } }',
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_before_anything_is_looked_up(graphql, name):
    errors = graphql.run(BOMBS[name])
    if name == "fragment doubling" and "data" in errors:
        pytest.fail("it was executed")
    assert "data" not in errors, errors
    assert errors["errors"][0]["extensions"]["code"] in (
        "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "MAX_COST_EXCEEDED"), errors["errors"][0]
    assert graphql.ask(QUERY)


def test_lists_of_variables_are_bounded_too(graphql):
    answer = graphql.run("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["gid://x/Product/1"] * 2_000})
    assert answer["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_a_query_takes_its_cost_from_the_points_of_its_key(server, shop):
    key = create_key(server.data, shop.store, "all")
    other = create_key(server.data, shop.store, "all")
    query = "{ products(first: 250) { nodes { id } } a: products(first: 248) { nodes { id } } }"
    graphql = GraphQL(shop.again(key=key))
    left = []
    for _ in range(5):
        answer = graphql.run(query)
        status = answer["extensions"]["cost"]["throttleStatus"]
        if "errors" in answer:
            break
        assert answer["extensions"]["cost"]["requestedQueryCost"] == 502
        left.append(status["currentlyAvailable"])
    assert status["maximumAvailable"] == 2_000 and status["restoreRate"] == 100
    assert answer["errors"][0]["extensions"]["code"] == "THROTTLED", "1,004 points have come back in between"
    assert left == sorted(left, reverse=True) and len(left) == 3
    # Those of another key, and REST, are their own.
    assert GraphQL(shop.again(key=other)).ask(QUERY)
    assert shop.again(key=key).get("products").status == 200
    assert graphql.send(query).header("Retry-After")


def test_a_cheap_query_goes_on_where_an_expensive_one_must_wait(server, shop):
    graphql = GraphQL(shop.again(key=create_key(server.data, shop.store, "all")))
    expensive = "{ products(first: 250) { nodes { id variants(first: 2) { nodes { id } } } } }"
    assert "MAX_COST_EXCEEDED" in str(graphql.run(expensive))
    assert graphql.ask(QUERY)
