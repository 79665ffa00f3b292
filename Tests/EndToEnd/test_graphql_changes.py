"""Changes by GraphQL: what follows from the resources, one write for each field."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import GraphQL, gid


@pytest.fixture(scope="module")
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def graphql(shop):
    return GraphQL(shop)


CREATE = """mutation($product: ProductCreateInput!) { productCreate(product: $product) {
    product { id title tags status variants(first: 9) { nodes { id price sku option1 } } }
    userErrors { field message code } } }"""


def test_a_record_is_made_changed_and_deleted(graphql, shop):
    made = graphql.change(CREATE, {"product": {
        "title": "Mug", "tags": ["b", "a"], "status": "DRAFT", "options": [{"name": "Size"}],
        "variants": [{"option1": "S", "price": "18.00", "sku": "M-S"}, {"option1": "L", "price": 20}]}})["product"]
    assert (made["title"], made["tags"], made["status"]) == ("Mug", ["b", "a"], "DRAFT")
    assert [(v["option1"], v["price"]) for v in made["variants"]["nodes"]] == [("S", "18.00"), ("L", "20.00")]
    id = int(made["id"].rsplit("/", 1)[1])
    assert shop.get(f"products/{id}").json["product"]["variants"][0]["sku"] == "M-S"
    changed = graphql.change(
        "mutation($in: ProductInput!) { productUpdate(input: $in) { product { title vendor variants(first: 9) { nodes { id "
        "price } } } userErrors { field } } }",
        {"in": {"id": made["id"], "vendor": "Acme", "variants": [
            {"id": made["variants"]["nodes"][0]["id"], "price": "19.00"}]}})["product"]
    assert (changed["title"], changed["vendor"]) == ("Mug", "Acme")
    # As in REST: those that are listed are kept, and the others go.
    assert changed["variants"]["nodes"] == [{"id": made["variants"]["nodes"][0]["id"], "price": "19.00"}]
    gone = graphql.change(
        "mutation($id: ID!) { productDelete(input: {id: $id}) { deletedProductId userErrors { field } } }",
        {"id": made["id"]})
    assert gone["deletedProductId"] == made["id"]
    assert shop.get(f"products/{id}").status == 404


def test_what_is_wrong_is_told_field_by_field_and_nothing_is_stored(graphql, shop):
    before = shop.count()
    payload = graphql.ask(CREATE, {"product": {"title": "", "variants": [{"price": "x", "option1": "1"}]}})["productCreate"]
    assert payload["product"] is None
    errors = {tuple(error["field"]): error for error in payload["userErrors"]}
    assert errors[("title",)] == {"field": ["title"], "message": "Title can't be blank", "code": "BLANK"}
    assert ("variants", "0", "price") in errors
    assert shop.count() == before


@pytest.mark.parametrize("query, field, words", [
    ("mutation { productCreate { userErrors { field message } } }", ["input"], "can't be blank"),
    ('mutation { productCreate(input: {title: "a"}, product: {title: "b"}) { userErrors { field message } } }',
     ["input"], "say the same"),
    ('mutation { productUpdate(input: {title: "a"}) { userErrors { field message } } }', ["id"], "can't be blank"),
    ('mutation { productUpdate(id: "x", input: {title: "a"}) { userErrors { field message } } }', ["id"], "does not exist"),
    ('mutation { productDelete(id: "gid://x/Customer/1") { userErrors { field message } } }', ["id"], "does not exist"),
    ('mutation { productVariantCreate(input: {price: "1"}) { userErrors { field message } } }', ["productId"], "must exist"),
    ('mutation { customCollectionUpdate(id: 1, input: {title: "a"}) { userErrors { field message } } }', ["id"],
     "does not exist"),
])
def test_a_change_that_names_nothing_says_so(graphql, query, field, words):
    payload, = graphql.ask(query).values()
    error, = payload["userErrors"]
    assert error["field"] == field and words in error["message"]


def test_children_facets_and_links_are_changed_too(graphql, shop):
    product = shop.product("Parts", options=[{"name": "Size"}], variants=[{"option1": "S", "price": "1.00"}])
    variant = graphql.change(
        "mutation($id: ID!) { productVariantCreate(input: {productId: $id, option1: \"M\", price: \"2.00\"}) { "
        "productVariant { id price product { variants(first: 5) { nodes { option1 } } } } userErrors { field } } }",
        {"id": gid("Product", product)})["productVariant"]
    assert [v["option1"] for v in variant["product"]["variants"]["nodes"]] == ["S", "M"]
    collection = graphql.change(
        'mutation { customCollectionCreate(input: {title: "Picks"}) { customCollection { id title } userErrors { field } } }'
    )["customCollection"]
    assert shop.get(f"custom_collections/{collection['id'].rsplit('/', 1)[1]}").status == 200
    collect = graphql.change(
        "mutation($p: ID!, $c: ID!) { collectCreate(input: {productId: $p, collectionId: $c}) { "
        "collect { product { title } collection { title } } userErrors { field } } }",
        {"p": gid("Product", product), "c": collection["id"]})["collect"]
    assert collect == {"product": {"title": "Parts"}, "collection": {"title": "Picks"}}


def test_fields_are_executed_one_after_the_other_and_each_for_itself(graphql, shop):
    answer = graphql.run("""mutation {
        first: productCreate(input: {title: "One", handle: "same"}) { product { handle } userErrors { field } }
        second: productCreate(input: {title: ""}) { product { handle } userErrors { field } }
        __typename
        third: productCreate(input: {title: "Three", handle: "same"}) { product { handle } userErrors { field } }
    }""")
    assert "errors" not in answer
    assert list(answer["data"]) == ["first", "second", "__typename", "third"]
    assert answer["data"]["first"]["product"]["handle"] == "same"
    assert answer["data"]["second"] == {"product": None, "userErrors": [{"field": ["title"]}]}
    assert answer["data"]["third"]["product"]["handle"] == "same-1"
    assert {"same", "same-1"} <= {product["handle"] for product in shop.list(limit=250)}


def test_a_repeated_key_changes_nothing_and_answers_the_same(graphql, shop):
    query = """mutation { a: productCreate(input: {title: "Once"}) { product { id } userErrors { field } }
                          b: productCreate(input: {title: "Once more"}) { product { id } userErrors { field } } }"""
    before = shop.count()
    first = graphql.send(query, headers={"Idempotency-Key": "graphql-once"})
    again = graphql.send(query, headers={"Idempotency-Key": "graphql-once"})
    assert first.json["data"] == again.json["data"] and first.json["data"]["a"]["product"]["id"]
    assert first.header("Idempotent-Replayed") is None and again.header("Idempotent-Replayed") == "true"
    assert shop.count() == before + 2
    other = graphql.send(query.replace("Once more", "Twice"), headers={"Idempotency-Key": "graphql-once"})
    assert other.json["data"]["a"] is None or other.json["data"]["a"]["product"] is None
    assert shop.count() == before + 2


def test_changes_are_in_the_audit_trail_and_leave_events(graphql, shop):
    made = graphql.change(CREATE, {"product": {"title": "Seen"}})["product"]
    id = int(made["id"].rsplit("/", 1)[1])
    row = shop.get("audit_events", limit=1).json["audit_events"][0]
    assert (row["method"], row["route"], str(row["target"])) == ("POST", "graphql productCreate", str(id))
    event = shop.get(f"products/{id}/events").json["events"][0]
    assert event["verb"] == "create"


def test_passwords_are_hashed_and_answers_never_show_them(graphql, shop):
    made = graphql.change(
        """mutation { customerCreate(input: {email: "p@example.com", password: "correct horse",
            passwordConfirmation: "correct horse"}) { customer { id state } userErrors { field message } } }""")["customer"]
    assert made["state"] == "ENABLED"
    payload = graphql.ask(
        """mutation { customerCreate(input: {email: "q@example.com", password: "correct horse",
            passwordConfirmation: "other"}) { customer { id } userErrors { field message } } }""")["customerCreate"]
    assert payload["customer"] is None and payload["userErrors"]
    fields = graphql.ask('{ __type(name: "Customer") { fields { name } } }')["__type"]["fields"]
    assert not [field for field in fields if "password" in field["name"].lower()]


def test_a_selection_that_fails_does_not_undo_the_change(server, shop):
    from server import create_key

    key = create_key(server.data, shop.store, "write_products", "--no-rate-limit")
    before = shop.count()
    answer = GraphQL(shop.again(key=key)).run(
        'mutation { productCreate(input: {title: "Kept"}) { product { title metafields(first: 1) { nodes { id } } } '
        "userErrors { field } } }")
    assert answer["data"]["productCreate"] == {"product": None, "userErrors": []}
    assert answer["errors"][0]["path"] == ["productCreate", "product", "metafields"]
    assert shop.count() == before + 1
