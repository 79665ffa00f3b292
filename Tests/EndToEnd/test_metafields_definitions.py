"""Definitions of metafields: what values must be, and finding owners by them (M-05, EX-01, beyond 11)."""

import re

import pytest

from dialects import DIALECTS
from receiver import wait_for
from test_metafields import below, ids, metafield

KEYS = {
    "id", "name", "namespace", "key", "owner_type", "type", "description", "required", "unique", "indexed", "public",
    "choices", "min", "max", "pattern", "pinned_position", "validation_status", "invalid_count", "created_at",
    "updated_at", "admin_graphql_api_id",
}
NUMBER = "number_integer"


def definition(shop, **fields):
    """A definition of custom.size of products, once its look through what is stored is over."""
    fields = {"name": "Size", "namespace": "custom", "key": "size", "owner_type": "product", "type": NUMBER, **fields}
    return settled(shop, shop.create("metafield_definition", fields))


def settled(shop, made):
    path = f"metafield_definitions/{made['id']}"
    read = lambda: shop.one(shop.get(path), "metafield_definition")
    wait_for(lambda: read()["validation_status"] != "in_progress", "end of the look through stored values")
    return read()


def change(shop, made, **fields):
    path = f"metafield_definitions/{made['id']}"
    return settled(shop, shop.one(shop.put(path, "metafield_definition", fields), "metafield_definition"))


def sized(shop, value, **fields):
    """A product with that size."""
    owner = shop.product()
    metafield(shop, below(owner), type=NUMBER, value=value, **fields)
    return owner["id"]


def stored_at(shop, owner):
    """The path of a product's one metafield."""
    stored, = shop.list(f"products/{owner}/metafields")
    return f"metafields/{stored['id']}"


def refused(shop, value, kind=None, owner=None):
    fields = {"namespace": "custom", "key": "size", "value": value, "type": kind}
    return shop.issues(shop.post(below(owner or shop.product()), "metafield", fields))


def found(shop, value, **query):
    return ids(shop.list("products", **{"metafields.custom.size": value}, **query))


def test_a_definition_has_every_key(empty_shop):
    made = definition(empty_shop, description="d", public=True, pinned_position=1)
    assert set(made) == KEYS and (made["public"], made["pinned_position"]) == (True, 1)
    assert re.fullmatch(rf"gid://\w+/MetafieldDefinition/{made['id']}", made["admin_graphql_api_id"])
    assert (made["choices"], made["min"], made["max"], made["pattern"]) == ([], None, None, None)
    assert (made["required"], made["unique"], made["indexed"]) == (False, False, False)


def test_definitions_are_listed_and_deleted(empty_shop):
    shop = empty_shop
    size, color = definition(shop), definition(shop, key="color", type="color", pinned_position=2)
    other = definition(shop, owner_type="customer", namespace="other")
    assert ids(shop.list("metafield_definitions")) == [other["id"], color["id"], size["id"]]
    assert ids(shop.list("metafield_definitions", owner_type="product", key="size")) == [size["id"]]
    assert ids(shop.list("metafield_definitions", pinned_status="pinned")) == [color["id"]]
    assert shop.count("metafield_definitions", namespace="custom", type=NUMBER) == 1
    assert shop.delete(f"metafield_definitions/{other['id']}").status == 204
    assert shop.count("metafield_definitions") == 2


def test_a_place_has_one_definition(empty_shop):
    definition(empty_shop)
    reply = empty_shop.post("metafield_definitions", "metafield_definition", {
        "name": "Size", "namespace": "custom", "key": "size", "owner_type": "product", "type": "json"})
    assert empty_shop.issues(reply) == {"key": ["has already been taken"]}
    definition(empty_shop, owner_type="variant")


def test_what_a_definition_demands_is_enforced_on_every_dialect(empty_shop):
    made = definition(empty_shop, min=2, max="4", choices=[2, 3, 9])
    assert (made["min"], made["max"], made["choices"]) == (2, 4, ["2", "3", "9"])
    owner = empty_shop.product()
    for dialect in DIALECTS:
        shop = empty_shop.again(dialect)
        assert refused(shop, 1, owner=owner) == {"value": ["must be one of 2, 3, 9"]}
        assert refused(shop, 9, owner=owner) == {"value": ["must not be above 4"]}
        assert refused(shop, "x", owner=owner) == {
            "value": ["must be a whole number from -9007199254740991 to 9007199254740991"]}
        assert refused(shop, "3", "json", owner=owner) == {"type": ["must be number_integer, which its definition says"]}
        stored = metafield(shop, below(owner), type=None, value="3")
        assert (stored["type"], stored["value"]) == (NUMBER, 3)
        path = f"metafields/{stored['id']}"
        assert shop.issues(shop.put(path, "metafield", {"value": 5})) == {"value": ["must be one of 2, 3, 9"]}
        assert shop.issues(shop.put(path, "metafield", {"value": "5", "type": "json"})) == {
            "type": ["must be number_integer, which its definition says"]}
        assert shop.delete(path).status == 204
    # Owners of another kind, other names and other stores are not its business.
    metafield(empty_shop, value=1, type=NUMBER)
    metafield(empty_shop, below(owner), key="other", value=1, type=NUMBER)


@pytest.mark.parametrize("kind,demand,good,bad,issue", [
    ("single_line_text_field", {"pattern": "^[A-Z]{2}$"}, "AB", "ABC", "must match the pattern ^[A-Z]{2}$"),
    ("single_line_text_field", {"max": 3}, "éé", "abcd", "is too long (maximum is 3 characters)"),
    ("list.single_line_text_field", {"choices": ["a", "b"]}, '["a","b"]', '["a","c"]', "must be one of a, b"),
    ("date", {"min": "2024-02-01"}, "2024-02-01", "2024-01-31", "must not be below 2024-02-01"),
    ("number_decimal", {"min": 0.5}, "0.50", "0.49", "must not be below 0.5"),
])
def test_demands_fit_the_type(empty_shop, kind, demand, good, bad, issue):
    definition(empty_shop, type=kind, **demand)
    metafield(empty_shop, below(empty_shop.product()), type=kind, value=good)
    assert refused(empty_shop, bad, kind) == {"value": [issue]}


@pytest.mark.parametrize("fields,issue", [
    ({"type": "text"}, {"type": ["is not a type of metafields"]}),
    ({"type": "json", "unique": True}, {"unique": ["is not possible for the type json"]}),
    ({"min": 2, "max": 1}, {"max": ["must not be below min"]}),
    ({"type": "single_line_text_field", "pattern": "(a"},
     {"pattern": ["is not a regular expression, or one of a kind that is not offered"]}),
    ({"required": True, "owner_type": "variant"},
     {"required": ["is possible only for product, collection, customer, page, blog, article, location, order"]}),
    ({"name": "", "owner_type": None}, {"name": ["can't be blank"], "owner_type": ["can't be blank"]}),
    ({"choices": ["x"]}, {"choices[0]": ["must be a whole number from -9007199254740991 to 9007199254740991"]}),
])
def test_a_definition_that_makes_no_sense_is_refused(shop, fields, issue):
    fields = {"name": "Size", "namespace": "custom", "key": "size", "owner_type": "product", "type": NUMBER, **fields}
    assert shop.issues(shop.post("metafield_definitions", "metafield_definition", fields)) == issue


def test_a_unique_value_is_taken_once(empty_shop):
    shop = empty_shop
    definition(shop, unique=True)
    first = sized(shop, 5)
    assert refused(shop, "05") == {"value": ["has already been taken"]}
    second = sized(shop, 6)
    path = stored_at(shop, second)
    assert shop.issues(shop.put(path, "metafield", {"value": 5})) == {"value": ["has already been taken"]}
    assert shop.put(path, "metafield", {"value": 6}).status == 200
    # What its owner gave up is free again.
    assert shop.delete(f"products/{first}").status == 204
    assert shop.put(path, "metafield", {"value": 5}).status == 200
    sized(shop, 6)


def test_an_id_is_unique_without_a_definition(empty_shop):
    metafield(empty_shop, below(empty_shop.product()), type="id", value="A-1")
    assert refused(empty_shop, "A-1", "id") == {"value": ["has already been taken"]}


def test_owners_are_listed_by_an_indexed_value(empty_shop):
    shop = empty_shop
    definition(shop, indexed=True)
    made = [sized(shop, 5) for _ in range(3)]
    other = sized(shop, 6)
    metafield(shop, f"variants/{shop.product()['variants'][0]['id']}/metafields", type=NUMBER, value=5)
    assert found(shop, 5) == made[::-1] and found(shop, "6") == [other] and found(shop, 7) == []
    assert found(shop, 5, limit=1) == made[:1:-1] and found(shop, 5, since_id=made[0]) == made[1:]
    assert shop.count("products", **{"metafields.custom.size": 5}) == 3
    assert found(shop, 5, ids=f"{made[1]},{other}") == [made[1]]
    # A change of the value, and its end, are seen at once.
    path = stored_at(shop, other)
    assert shop.put(path, "metafield", {"value": 5}).status == 200
    assert found(shop, 5) == [other, *made[::-1]] and found(shop, 6) == []
    assert shop.delete(path).status == 204
    assert shop.delete(f"products/{made[0]}").status == 204
    assert found(shop, 5) == made[:0:-1]


def test_what_was_stored_before_is_indexed_when_a_definition_wants_it(empty_shop):
    shop = empty_shop
    made = [sized(shop, 5) for _ in range(3)]
    assert found(shop, 5) == []
    size = definition(shop)
    assert size["validation_status"] == "all_valid" and found(shop, 5) == []
    change(shop, size, indexed=True)
    assert found(shop, 5) == made[::-1]
    change(shop, size, indexed=False)
    assert found(shop, 5) == []
    change(shop, size, indexed=True)
    assert shop.delete(f"metafield_definitions/{size['id']}").status == 204
    wait_for(lambda: found(shop, 5) == [], "end of the index")
    assert shop.count(f"products/{made[0]}/metafields") == 1


def test_more_than_one_step_is_looked_through(empty_shop):
    shop = empty_shop
    metafields = [{"namespace": "custom", "key": "size", "value": number % 2, "type": NUMBER} for number in range(230)]
    for one in metafields:
        shop.one(shop.post("products", "product", {"title": "T", "metafields": [one]}), "product", 201)
    size = definition(shop, indexed=True, max=0)
    assert (size["validation_status"], size["invalid_count"]) == ("some_invalid", 115)
    assert shop.count("products", **{"metafields.custom.size": 0}) == 115
    assert shop.count("products", **{"metafields.custom.size": 1}) == 0
    change(shop, size, max=1)
    assert shop.count("products", **{"metafields.custom.size": 1}) == 115


def test_stored_values_that_are_not_as_a_definition_says_stay_and_are_counted(empty_shop):
    shop = empty_shop
    owners = [sized(shop, value) for value in (1, 5, 5)]
    metafield(shop, below(shop.product()), type="json", value="5")
    size = definition(shop, max=4)
    assert (size["validation_status"], size["invalid_count"]) == ("some_invalid", 3)
    stored, = shop.list(f"products/{owners[1]}/metafields")
    assert stored["value"] == 5
    # Who changes something else is not to blame for it.
    assert shop.put(f"metafields/{stored['id']}", "metafield", {**stored, "description": "d"}).status == 200
    assert shop.issues(shop.put(f"metafields/{stored['id']}", "metafield", {"value": 6})) == {
        "value": ["must not be above 4"]}
    size = change(shop, size, max=None, unique=True)
    # The other of two equal values, and the one of another type.
    assert (size["validation_status"], size["invalid_count"]) == ("some_invalid", 2)
    assert refused(shop, 5) == {"value": ["has already been taken"]}


def test_where_a_definition_is_and_its_type_do_not_change(shop):
    made = definition(shop, namespace="fixed")
    path = f"metafield_definitions/{made['id']}"
    for field, value in (("namespace", "other"), ("key", "other"), ("owner_type", "page"), ("type", "json")):
        assert shop.issues(shop.put(path, "metafield_definition", {field: value})) == {field: ["can't be changed"]}
    # As clients send it: the whole record as they fetched it.
    assert change(shop, made, **{**made, "name": "Other"})["name"] == "Other"


def test_a_required_metafield_comes_with_its_owner_and_stays(empty_shop):
    shop = empty_shop
    before = shop.product()
    size = definition(shop, required=True)
    missing = {"metafields": ["must have custom.size"]}
    assert shop.issues(shop.post("products", "product", {"title": "T"})) == missing
    other = {"namespace": "custom", "key": "other", "value": 1, "type": NUMBER}
    assert shop.issues(shop.post("products", "product", {"title": "T", "metafields": [other]})) == missing
    sent = {"title": "T", "metafields": [{"namespace": "custom", "key": "size", "value": 1}]}
    made = shop.one(shop.post("products", "product", sent), "product", 201)
    path = stored_at(shop, made["id"])
    shop.assert_refused(shop.delete(path), 409)
    # Those that were there before can be changed without one.
    assert shop.put(f"products/{before['id']}", "product", {"title": "U"}).status == 200
    assert shop.delete(f"products/{made['id']}").status == 204
    shop.assert_refused(shop.get(path), 404)
    change(shop, size, required=False)
    shop.product()


def test_definitions_are_of_their_store(open_shops):
    one, other = open_shops(DIALECTS[0]), open_shops(DIALECTS[0])
    definition(one, max=4, required=True, indexed=True)
    sized(other, 5)
    assert other.list("metafield_definitions") == [] and found(other, 5) == []
