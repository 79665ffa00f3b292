"""Every type, query and mutation of the derived schema, between two stores with the same ids (F8, ER-13, MS-05)."""

import pytest
from graphql import build_client_schema, get_introspection_query, get_named_type, is_enum_type, is_scalar_type

from graphql_calls import GraphQL, gid
from server import create_key
from twins import contents

SCALAR_ARGUMENTS = {"Int": "1", "String": '"x"', "Boolean": "true", "DateTime": '"2024-01-01"', "Money": '"1"', "BigInt": "1"}


@pytest.fixture(scope="module")
def graphql(shop_pair):
    return GraphQL(shop_pair.alpha)


@pytest.fixture(scope="module")
def schema(graphql):
    return build_client_schema(graphql.ask(get_introspection_query()))


def leaves(type):
    """The fields of a type that need no selection and no arguments."""
    return [name for name, field in type.fields.items()
            if (is_scalar_type(get_named_type(field.type)) or is_enum_type(get_named_type(field.type))) and not field.args]


def parts(type):
    """The connections of a type, and the other records that it leads to."""
    for name, field in type.fields.items():
        if any(str(argument.type).endswith("!") for argument in field.args.values()):
            continue
        named = get_named_type(field.type)
        if named.name.endswith("Connection"):
            yield name, f"{name}(first: 9) {{ nodes {{ {' '.join(leaves(get_named_type(named.fields['nodes'].type)))} }} }}"
        elif hasattr(named, "interfaces") and any(one.name == "Node" for one in named.interfaces):
            yield name, f"{name} {{ {' '.join(leaves(named))} }}"


def records(schema):
    """The types that records have."""
    return [type for name, type in sorted(schema.type_map.items())
            if any(one.name == "Node" for one in getattr(type, "interfaces", []))]


def by_id(schema):
    return [name for name, field in schema.query_type.fields.items() if list(field.args) == ["id"] and name != "node"]


def test_every_list_and_all_that_it_leads_to_is_the_store_s_own(shop_pair, graphql, schema):
    seen = 0
    for name, field in schema.query_type.fields.items():
        named = get_named_type(field.type)
        if not named.name.endswith("Connection"):
            continue
        type = get_named_type(named.fields["nodes"].type)
        for selection in [" ".join(leaves(type)), *(text for _, text in parts(type))]:
            answer = graphql.run(f"{{ {name}(first: 20, reverse: true) {{ nodes {{ {selection} }} }} }}")
            assert "errors" not in answer, (name, answer["errors"])
            assert "beta-canary" not in str(answer), (name, selection)
            seen += "alpha-canary" in str(answer)
    # Most records have a text that tells whose they are.
    assert seen > 20, seen


def test_node_shows_the_store_s_own_of_every_type(shop_pair, graphql, schema):
    ids = sorted(shop_pair.own_ids)
    found = 0
    for type in records(schema):
        for start in range(0, len(ids), 100):
            answer = graphql.run(
                f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename id ... on {type.name} {{ {' '.join(leaves(type))} }} }} }}",
                {"ids": [gid(type.name, id) for id in ids[start:start + 100]]})
            assert "beta-canary" not in str(answer), type.name
            assert all(node is None or node["__typename"] == type.name for node in answer["data"]["nodes"])
            found += sum(node is not None for node in answer["data"]["nodes"])
    assert found > 30, found


def test_ids_of_another_store_answer_like_ids_that_nobody_has(shop_pair, graphql, schema):
    alien, unknown = sorted(shop_pair.alien_ids), shop_pair.unknown
    for type in records(schema):
        answer = graphql.run("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [gid(type.name, id) for id in alien]})
        assert answer["data"]["nodes"] == [None] * len(alien), type.name
    for name in by_id(schema):
        kind = schema.query_type.fields[name].type.name
        asked = f"query($id: ID!) {{ {name}(id: $id) {{ id }} }}"
        answers = [graphql.run(asked, {"id": gid(kind, id)}) for id in (alien[0], alien[-1], unknown)]
        assert [answer["data"] for answer in answers] == [{name: None}] * 3


def change(field, id, kind):
    """A call of a mutation with an id, in the argument or in the input."""
    selection = "userErrors { field message code }"
    return f'{field}(id: "{gid(kind, id)}"{", input: {}" if field.endswith("Update") else ""}) {{ {selection} }}'


def test_changes_of_another_store_s_records_are_refused_like_those_of_none(shop_pair, graphql, schema):
    before = contents(shop_pair.beta)
    changes = {
        name: get_named_type(field.type) for name, field in schema.mutation_type.fields.items()
        if name.endswith(("Update", "Delete")) and "id" in field.args}
    assert len(changes) > 30
    for name, payload in changes.items():
        record = next((get_named_type(field.type) for key, field in payload.fields.items() if key != "userErrors"
                       and hasattr(get_named_type(field.type), "fields")), None)
        kinds = [record.name] if record else [type.name for type in records(schema)]
        for kind in kinds:
            alien, unknown = (
                graphql.run(f"mutation {{ {change(name, id, kind)} }}")
                for id in (max(shop_pair.alien_ids), shop_pair.unknown))
            assert alien["data"] == unknown["data"] and alien.get("errors") == unknown.get("errors"), (name, kind)
            assert alien["data"][name]["userErrors"], (name, kind)
    assert contents(shop_pair.beta) == before


def test_links_to_another_store_s_records_are_refused_like_those_to_none(shop_pair, graphql, schema):
    before = contents(shop_pair.beta)
    tried = 0
    for name, field in schema.mutation_type.fields.items():
        if not name.endswith("Create") or "input" not in field.args:
            continue
        fields = get_named_type(field.args["input"].type).fields
        for key, one in fields.items():
            if key == "id" or get_named_type(one.type).name != "ID":
                continue
            answers = []
            for id in (max(shop_pair.alien_ids), shop_pair.unknown):
                for kind in ("Product", "Customer", "Location"):
                    answers.append(graphql.run(
                        f'mutation {{ {name}(input: {{{key}: "{gid(kind, id)}"}}) {{ userErrors {{ field message }} }} }}'))
            half = len(answers) // 2
            assert [a["data"] for a in answers[:half]] == [a["data"] for a in answers[half:]], (name, key)
            tried += 1
    assert tried > 5, tried
    assert contents(shop_pair.beta) == before


def test_a_key_without_scopes_is_denied_every_field(shop_pair, schema):
    """Each root field by itself: what the key may not read is null with the scope's name, and nothing else is told."""
    key = create_key(shop_pair.server.data, shop_pair.alpha.store, "read_price_lists", "--no-rate-limit")
    graphql = GraphQL(shop_pair.alpha.again(key=key))
    denied = 0
    for name, field in schema.query_type.fields.items():
        named = get_named_type(field.type)
        if not named.name.endswith("Connection") or named.name.startswith("PriceList"):
            continue
        if name == "bulkOperations":
            # Every key sees its own; those that there are were begun with another one.
            assert graphql.run(f"{{ {name}(first: 1) {{ nodes {{ id }} }} }}")["data"] == {name: {"nodes": []}}
            continue
        answer = graphql.run(f"{{ {name}(first: 1) {{ nodes {{ id }} }} }}")
        assert answer["data"] is None and answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED", (name, answer)
        assert "canary" not in str(answer)
        denied += 1
    assert denied > 20
    for name, field in schema.mutation_type.fields.items():
        arguments = ", ".join(
            f"{key}: " + ("[]" if "[" in str(one.type) else SCALAR_ARGUMENTS.get(get_named_type(one.type).name, "{}"))
            for key, one in field.args.items() if str(one.type).endswith("!"))
        if name.startswith("priceList"):
            continue
        answer = graphql.run(f"mutation {{ {name}{f'({arguments})' if arguments else ''} {{ userErrors {{ field }} }} }}")
        assert answer["data"] == {name: None}, (name, answer)
        assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED", name
