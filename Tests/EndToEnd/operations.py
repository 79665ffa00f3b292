"""The operations that a server offers, read from its OpenAPI documents."""

from dataclasses import dataclass, field

from dialects import DIALECTS
from recipes import HOOKS
from wire import Connection

BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
NAMES = list(BY_NAME)
# What is done with many records at once, and with such an operation; said of paths that are no record's.
BULK = ("import", "export", "result", "cancel")
METHODS = ("get", "post", "put", "delete")


def document(port, name):
    with Connection(port) as connection:
        reply = connection.send("GET", f"/openapi/{name}.json")
        assert reply.status == 200, (reply.status, reply.body[:300])
        return reply.json


@dataclass(frozen=True)
class Operation:
    dialect: str
    method: str
    path: str
    scope: str
    # That of the record which the path begins with, if it is needed too.
    holder_scope: str | None
    module: str
    action: str
    resource: str | None
    is_nested: bool
    # Whose ids the path takes, outermost first; None where neither the parameter nor the segment before it says.
    subjects: tuple
    # What it does to which resource or facet. A module's own route may have the form of an operation, as
    # POST things/{thing_id}/notes has; of any other, these are "route" and None.
    form: str
    about: str | None
    description: dict = field(repr=False, hash=False, compare=False, default_factory=dict)

    @property
    def writes(self):
        return self.method in ("POST", "PUT", "DELETE")

    @property
    def name(self):
        """The same in every dialect: `GET things/{id}`."""
        return f"{self.method} {'/'.join(segments(self.dialect, self.path))}"

    @property
    def parameters(self):
        """Names of the path's parameters, outermost first."""
        return [part[1:-1] for part in segments(self.dialect, self.path) if part.startswith("{")]

    def target(self, *values):
        target = self.path
        for name, value in zip(self.parameters, values, strict=True):
            target = target.replace("{" + name + "}", str(value))
        return target


def segments(dialect, path):
    """The parts of a path, without what the dialect adds; documents show the suffix that a client may leave out."""
    return path.removeprefix(BY_NAME[dialect].base + "/").removesuffix(".json").split("/")


def resolved(document, schema):
    """A schema with its reference followed."""
    while "$ref" in schema:
        target = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def operations(document, name):
    paths = Paths(document, name)
    found = []
    for method, path, one in described(document):
        parameters = [
            resolved(document, p) for p in document["paths"][path].get("parameters", []) + one.get("parameters", [])]
        form, about = one["x-stoa-action"], served(one)
        if form == "route":
            form, about = paths.form(method, path)
        found.append(Operation(
            name, method.upper(), path, one["x-stoa-scope"], one.get("x-stoa-holder-scope"), one["x-stoa-module"],
            one["x-stoa-action"], one["x-stoa-resource"], one["x-stoa-nested"],
            paths.subjects(path, one.get("x-stoa-holder")), form, about, {**one, "parameters": parameters}))
    return found


def described(document):
    for path, item in document["paths"].items():
        yield from ((method, path, item[method]) for method in METHODS if method in item)


def served(one):
    """The name of the resource, or of its facet: the records with one value of a field, under a path of their own."""
    return one.get("x-stoa-facet") or one["x-stoa-resource"]


# Every key holds it.
ANY_SCOPE = "any"


class Paths:
    """What the segments of a document's paths stand for."""

    def __init__(self, document, dialect):
        self.dialect = dialect
        # What has a recipe is a thing too, though no record: a country, say.
        self.resources = {key for key in document["components"]["schemas"] if "." not in key} | set(HOOKS)
        self.by_plural = {}
        for _, path, one in described(document):
            if served(one) and one["x-stoa-action"] not in BULK:
                literals = [part for part in segments(dialect, path) if not part.startswith("{")]
                self.by_plural[literals[-2 if one["x-stoa-action"] == "count" else -1]] = served(one)

    def subjects(self, path, holder):
        """`{thing_id}` is the id of a thing; `{id}` that of what the segment before it names; `holder` comes first."""
        parts = segments(self.dialect, path)
        found = []
        for before, part in zip(["", *parts], parts):
            if part.startswith("{"):
                name = part[1:-1].removesuffix("_id")
                found.append(name if name in self.resources else self.by_plural.get(before))
        return (holder, *found[1:]) if holder else tuple(found)

    def form(self, method, path):
        *_, before, last = ["", *segments(self.dialect, path)]
        if last in self.by_plural:
            form = {"get": "list", "post": "create"}.get(method)
        elif last == "count" and method == "get":
            form = "count" if before in self.by_plural else None
        elif last.startswith("{"):
            form = {"get": "get", "put": "update", "delete": "delete"}.get(method)
        else:
            form = None
        about = self.by_plural.get(last) or self.by_plural.get(before)
        return (form, about) if form and about else ("route", None)


def mismatch(document, operation, reply):
    """The first place where a successful answer is not what the document says, or None."""
    responses = operation.description["responses"]
    documented = responses.get(str(reply.status)) or responses.get(f"{reply.status // 100}XX")
    if documented is None:
        return f"status {reply.status} is not documented"
    response = resolved(document, documented)
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    if not schema or not reply.body:
        return None
    return next(mismatches(document, schema, reply.json, ""), None)


def unfit(document, operation, body):
    """The first place where a body is not what the document says, or None."""
    content = operation.description["requestBody"]["content"]["application/json"]
    return next(mismatches(document, content["schema"], body, ""), None)


TYPES = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list,
    "null": type(None),
}


def has_type(name, value):
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def mismatches(document, schema, value, place):
    schema = resolved(document, schema)
    types = schema.get("type", [])
    if types and not any(has_type(name, value) for name in ([types] if isinstance(types, str) else types)):
        yield f"{place} is {value!r}, not {types}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place} is {value!r}, not one of {schema['enum']}"
    if isinstance(value, dict) and "properties" in schema:
        for name in set(schema.get("required", [])) - set(value):
            yield f"{place}.{name} is missing"
        for name, part in value.items():
            if name in schema["properties"]:
                yield from mismatches(document, schema["properties"][name], part, f"{place}.{name}")
            else:
                yield f"{place}.{name} is not documented"
    if isinstance(value, list) and "items" in schema:
        for number, part in enumerate(value):
            yield from mismatches(document, schema["items"], part, f"{place}[{number}]")
