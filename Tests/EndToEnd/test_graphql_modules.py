"""GraphQL that modules write themselves: types, and fields of Query and Mutation (Tests/ABI/modules/root_fields.c)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import GraphQL, gid
from server import Server, create_key, run_command
from service_calls import pack, start_with


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = start_with(tmp_path_factory.mktemp("graphql"), "root_fields")
    yield running
    running.kill()


@pytest.fixture(scope="module")
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def graphql(shop):
    return GraphQL(shop)


def test_arguments_come_as_json_with_ids_that_can_be_taken_apart(graphql):
    answer = graphql.ask("""query($things: [GreetingInput!]) {
        greeting(thing: "gid://shopify/Thing/8", things: $things, mood: BAD) { id mood sent __typename } }""", {
        "things": [{"id": "gid://indecommerce/ProductVariant/9"}, {"id": "gid://indecommerce/Nope/1", "number": 2}]})
    assert answer["greeting"] == {"id": gid("Greeting", 7), "mood": "GOOD", "__typename": "Greeting", "sent": {
        "name": "you", "thing": "root_thing/8", "mood": "BAD",
        "things": [{"id": "variant/9", "number": 1}, {"id": "gid://indecommerce/Nope/1", "number": 2}]}}


def test_nothing_is_null_and_scopes_are_asked_for(server, shop, graphql):
    assert graphql.ask("{ nothing { id } }") == {"nothing": None}
    reader = GraphQL(shop.again(key=create_key(server.data, shop.store, "read_products", "--no-rate-limit")))
    answer = reader.run("{ nothing { id } greeting { mood } }")
    assert answer["data"] == {"nothing": None, "greeting": {"mood": "GOOD"}}
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED" and "read_things" in answer["errors"][0]["message"]
    answer = reader.run("mutation { thingAdd { thing { id } } }")
    assert answer["data"] == {"thingAdd": None} and "write_things" in answer["errors"][0]["message"]


def test_a_record_is_answered_by_its_number(shop, graphql):
    made = graphql.change("mutation { thingAdd { thing { id name } userErrors { field } } }")["thing"]
    assert made["name"] == "Made"
    assert gid("Thing", shop.list("root_things")[0]) == made["id"]


def test_what_a_module_refuses_leaves_nothing_and_is_told_as_user_errors(shop, graphql):
    before = shop.count("root_things")
    payload = graphql.ask(
        "mutation { thingRefuse { thing { id } userErrors { field message code elementIndex } } }")["thingRefuse"]
    assert payload == {"thing": None, "userErrors": [{
        "field": ["things", "1", "firstName"], "message": "First name can't be blank", "code": "BLANK", "elementIndex": 1}]}
    assert shop.count("root_things") == before


def test_its_fields_and_types_are_not_there_while_it_is_off(server, shop, graphql):
    run_command("module", "disable", "root_fields", "--store", shop.store, data=server.data)
    assert "greeting" in graphql.refused("{ greeting { id } }")[0]["message"]
    assert graphql.ask('{ __type(name: "Greeting") { name } }') == {"__type": None}
    run_command("module", "enable", "root_fields", "--store", shop.store, data=server.data)
    assert graphql.ask("{ greeting { mood } }")


def test_types_that_contradict_its_fields_are_refused_at_the_start(tmp_path):
    pack(tmp_path, "root_field_without_type")
    server = Server(tmp_path / "data", options=["--dev", "--modules", tmp_path / "modules"])
    try:
        with pytest.raises(Exception, match="Query.missing"):
            server.start()
    finally:
        server.kill()
