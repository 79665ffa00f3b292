"""Our GraphQL beside graphql-core: the schema, what is valid, and what queries answer (F9, GQ-02)."""

import os
import random

import pytest
from graphql import (
    build_client_schema, build_schema, execute, get_introspection_query, lexicographic_sort_schema, parse, print_schema,
    validate)

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import GraphQL, gid
from graphql_world import Queries, World

QUERIES = 10_000 if os.environ.get("STOA_TORTURE") == "full" else 400


@pytest.fixture(scope="module")
def graphql(server):
    return GraphQL(open_shop(server, SHOPIFY))


@pytest.fixture(scope="module")
def schema(graphql):
    return build_client_schema(graphql.ask(get_introspection_query()))


@pytest.fixture(scope="module")
def world(graphql):
    """A store with some of everything, as REST shows it."""
    shop = graphql.shop
    made = []
    for number in range(7):
        made.append(shop.product(
            f"Thing {number}", tags="b, a" if number % 2 else "", vendor=f"Vendor {number % 3}", options=[{"name": "Size"}],
            variants=[{"option1": size, "price": f"{number}.5", "weight": number / 2} for size in "SML"[:number % 3 + 1]],
            images=[{"src": f"https://example.com/{place}.png"} for place in range(number % 3)]))
    collections = [shop.create("custom_collection", {"title": f"Picks {number}"}) for number in range(3)]
    for place, product in enumerate(made[:5]):
        shop.create("collect", {"product_id": product["id"], "collection_id": collections[place % 2]["id"]})
    people = [
        shop.create("customer", {"email": f"person{number}@example.com", "tags": "vip", "addresses": [
            {"address1": f"Street {number}", "city": "Oslo", "country": "NO"}]}) for number in range(3)]
    for kind, records in (("product", made), ("collection", collections), ("customer", people)):
        for place, record in enumerate(records):
            for number in range(place % 4):
                shop.create("metafield", {"namespace": "custom", "key": f"key_{number}", "value": number, "type": "number_integer"},
                            below=f"{kind}s/{record['id']}/")
    return World(shop)


def difference(ours, theirs, path=()):
    """The first place where two answers differ, with what each has there; None if they are the same."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and list(ours) == list(theirs):
        return next(filter(None, (difference(ours[key], theirs[key], (*path, key)) for key in ours)), None)
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return next(filter(None, (difference(*pair, (*path, place)) for place, pair in enumerate(zip(ours, theirs)))), None)
    return None if ours == theirs and type(ours) is type(theirs) else (path, ours, theirs)


def test_the_published_schema_is_what_introspection_tells(server, schema):
    with server.connect() as connection:
        reply = connection.send("GET", "/schema.graphql")
    assert reply.status == 200
    published = build_schema(reply.body.decode())
    assert print_schema(lexicographic_sort_schema(schema)) == print_schema(lexicographic_sort_schema(published))


def test_queries_answer_as_graphql_core_does(graphql, schema, world):
    queries = Queries(schema, world, random.Random(7))
    compared = filled = 0
    for _ in range(QUERIES):
        query = queries.query()
        document = parse(query)
        assert validate(schema, document) == [], query
        ours = graphql.run(query)
        if "MAX_COST_EXCEEDED" in str(ours.get("errors")):
            continue
        theirs = execute(schema, document, field_resolver=world.resolve, type_resolver=world.type_of)
        assert difference(ours.get("data"), theirs.data) is None, query
        assert {tuple(error["path"]) for error in ours.get("errors", [])} == {
            tuple(error.path) for error in theirs.errors or []}, query
        compared += 1
        filled += any(theirs.data.values())
    # They must not all have been empty or too expensive.
    assert compared > QUERIES * 0.6 and filled > compared * 0.5, (compared, filled)


# Each is turned into many by leaving out or doubling a word.
DOCUMENTS = [
    'query Q($n: Int = 1, $id: ID!) { product(id: $id) { title ...f } products(first: $n, reverse: true) { nodes { id } } } '
    "fragment f on Product { tags variants(first: 2) { nodes { price product { id } } } }",
    "mutation M($p: ProductInput!) { a: productCreate(input: $p) { product { id } userErrors { field } } "
    "productUpdate(id: 1, input: {title: \"x\", tags: [\"a\"], variants: [{price: 1.5}]}) { userErrors { message } } "
    "x: productDelete(id: 2) @skip(if: true) { deletedProductId } }",
    "{ node(id: 1) { id ... on Product { title status } ... on Customer @include(if: true) { email } } "
    "nodes(ids: [1, 2]) { __typename } products(status: ACTIVE) { edges { node { id } } pageInfo { hasNextPage } } }",
    '{ __schema { types { name kind } } __type(name: "Product") { fields(includeDeprecated: true) { name type { name } } } '
    "shop { name ...s } } fragment s on Shop { id primaryDomain { host } }",
]


def mutations(document, chooser, count):
    words = document.replace("(", " ( ").replace(")", " ) ").replace("{", " { ").replace("}", " } ").replace(":", " : ").split()
    for _ in range(count):
        changed = list(words)
        for _ in range(chooser.randint(1, 2)):
            place = chooser.randrange(len(changed))
            match chooser.randint(0, 3):
                case 0:
                    del changed[place]
                case 1:
                    changed.insert(place, changed[place])
                case 2:
                    changed[place] = chooser.choice(words)
                case _:
                    other = chooser.randrange(len(changed))
                    changed[place], changed[other] = changed[other], changed[place]
        yield " ".join(changed)


@pytest.mark.parametrize("place", range(len(DOCUMENTS)))
def test_what_is_valid_is_what_graphql_core_takes(graphql, schema, place):
    chooser = random.Random(place)
    refused = 0
    for text in mutations(DOCUMENTS[place], chooser, QUERIES):
        try:
            is_valid = validate(schema, parse(text)) == []
        except Exception:
            is_valid = False
        # Mutations are not executed: their name is one that the document does not have.
        reply = graphql.send(text, operationName="Nobody")
        assert reply.status == 200, text
        code = reply.json["errors"][0]["extensions"]["code"]
        # graphql-core knows no forms of scalars of our own.
        if any(error["message"].startswith("Expected a value of the type Money") for error in reply.json["errors"]):
            continue
        ours = code not in ("GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")
        assert ours == is_valid, (text, reply.json["errors"])
        refused += not ours
    assert 0 < refused < QUERIES
