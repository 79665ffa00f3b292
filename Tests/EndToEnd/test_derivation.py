"""What the generated suites read from a document: whose ids a path takes, what a route is for, and bodies that work."""

import pytest

from bodies import Bodies, distinct
from canaries import fits
from operations import operations
from records import Maker


def operation(action, resource, example=None, schema="thing.create", **members):
    one = {
        "x-stoa-action": action, "x-stoa-resource": resource, "x-stoa-scope": "write_things", "x-stoa-module": "things",
        "x-stoa-nested": "x-stoa-holder" in members, **members}
    if example:
        wrapper = {"type": "object", "properties": {
            name: {"$ref": f"#/components/schemas/{schema}"} for name in example}}
        one["requestBody"] = {"content": {"application/json": {"schema": wrapper, "example": example}}}
    return one


def documented(*items):
    """A document of dialect native with these operations: method, path and what is said of it."""
    paths = {}
    for method, path, one in items:
        paths.setdefault(f"/api/v1/{path}.json", {})[method] = one
    fields = {
        "name": {"type": "string", "x-stoa-unique": True, "maxLength": 9}, "colour": {"type": "string"},
        "maker_id": {"type": "integer", "x-stoa-target": "maker"},
        "notes": {"type": "array", "items": {"$ref": "#/components/schemas/note.create"}}}
    notes = {"thing_id": {"type": "integer", "x-stoa-target": "thing"}, "text": {"type": "string"}}
    schemas = {"thing": {}, "thing.create": {"properties": fields}, "note": {}, "note.create": {"properties": notes}}
    return {"paths": paths, "components": {"schemas": schemas}}


THINGS = ("get", "things", operation("list", "thing"))
NOTES = ("get", "things/{thing_id}/notes/count", operation("count", "note"))
RED = ("get", "reds", operation("list", "thing", **{"x-stoa-facet": "red"}))
BELOW_PICTURES = "thing_pictures/{thing_picture_id}/notes"
ATTACHED = operation("create", "note", **{"x-stoa-holder": "picture"})
ROUTE = operation("route", None)
PATHS = [
    # method, path, what is said of it, whose ids, and what it is for
    ("get", "things/{id}", operation("get", "thing"), ("thing",), ("get", "thing")),
    ("delete", "reds/{id}", operation("delete", "thing", **{"x-stoa-facet": "red"}), ("red",), ("delete", "red")),
    ("get", "things/{thing_id}/notes/{id}", operation("get", "note"), ("thing", "note"), ("get", "note")),
    ("post", BELOW_PICTURES, ATTACHED, ("picture",), ("create", "note")),
    ("post", "things/{id}/close", ROUTE, ("thing",), ("route", None)),
    ("post", "reds/{id}/order", ROUTE, ("red",), ("route", None)),
    ("post", "reds/{id}/notes", ROUTE, ("red",), ("create", "note")),
    ("get", "things/{id}/last/{note_id}", ROUTE, ("thing", "note"), ("route", None)),
    ("put", "things/{id}/notes/{note_id}", ROUTE, ("thing", "note"), ("update", "note")),
    ("get", "things/{id}/last/{number}", ROUTE, ("thing", None), ("route", None)),
    ("get", "things/search", ROUTE, (), ("route", None)),
    ("get", "weather", ROUTE, (), ("route", None)),
]


@pytest.mark.parametrize("method, path, one, subjects, purpose", PATHS, ids=[f"{row[0]} {row[1]}" for row in PATHS])
def test_paths_say_whose_ids_they_take(method, path, one, subjects, purpose):
    document = documented(THINGS, NOTES, RED, (method, path, one))
    found = operations(document, "native")[-1]
    assert found.name == f"{method.upper()} {path}"
    assert (found.subjects, (found.form, found.about)) == (subjects, purpose)


def bodies_of(*items):
    document = documented(THINGS, NOTES, *items)
    found = operations(document, "native")
    method, path, _ = items[-1]
    last, = (one for one in found if one.name == f"{method.upper()} {path}")
    return Bodies(document, found, link=lambda resource: f"id of a {resource}"), last


def test_bodies_are_the_examples_with_links_and_unique_values_of_their_own():
    example = {"thing": {"name": "Example", "colour": "blue", "maker_id": 1, "notes": [{"text": "Hi"}]}}
    bodies, create = bodies_of(("post", "things", operation("create", "thing", example)))
    first, second = (bodies.call(create)[1]["thing"] for _ in range(2))
    assert first.pop("name") != second.pop("name")
    assert first == second == {"colour": "blue", "maker_id": "id of a maker", "notes": [{"text": "Hi"}]}


def test_a_path_s_own_link_and_a_change_s_links_are_left_out():
    example = {"note": {"text": "Hi", "thing_id": 1}}
    bodies, create = bodies_of(
        ("post", "things/{thing_id}/notes", operation("create", "note", example, schema="note.create")))
    assert bodies.call(create) == ("", {"note": {"text": "Hi"}})
    assert not list(bodies.links(create))
    bodies, update = bodies_of(("put", "notes/{id}", operation("update", "note", example, schema="note.create")))
    assert bodies.call(update) == ("", {"note": {"text": "Hi"}})
    assert list(bodies.links(update)) == [("thing_id", "thing", {})]


DISTINCT = [
    ("Example", {}, "Example42"), ("Example", {"maxLength": 8}, "Exampl42"), ("E", {"maxLength": 2}, "42"),
    ("a@example.com", {}, "42a@example.com"), (1, {}, 43),
]


@pytest.mark.parametrize("value, schema, made", DISTINCT)
def test_unique_values_stay_within_their_limits(value, schema, made):
    assert distinct(value, schema, 42) == made


FITTING = [
    ({"type": "string"}, True), ({"type": ["string", "null"], "maxLength": 6}, True),
    ({"type": "string", "maxLength": 5}, False), ({"type": "string", "minLength": 7}, False),
    ({"type": "integer"}, False), ({"type": "string", "enum": ["canary"]}, False),
    ({"type": "string", "format": "date-time"}, False), ({}, False),
]


@pytest.mark.parametrize("schema, does", FITTING)
def test_canaries_go_where_any_text_does(schema, does):
    assert fits("canary", schema) == does


def test_a_path_that_does_not_say_whose_ids_it_takes_is_refused():
    found = operations(documented(THINGS, ("get", "things/{id}/last/{number}", ROUTE)), "native")[-1]
    with pytest.raises(AssertionError, match="does not say whose ids"):
        Maker.path(None, found)
