"""The operations that a server offers, read from its OpenAPI documents."""

from dataclasses import dataclass, field

from wire import Connection

NAMES = ["shopify", "native", "storeicu"]
METHODS = ("get", "post", "put", "delete")
# The least body that creates a record; a resource without one here fails the suites that need it.
BODIES = {
    "product": lambda n: {"title": f"Made {n}"},
    "variant": lambda n: {"option1": f"Made {n}", "sku": f"S{n}"},
    "image": lambda n: {"src": f"https://cdn.example.com/made{n}.jpg"},
    "supplier": lambda n: {"name": f"Made {n}"},
    # Nothing passes the filter, so nothing is sent behind a test's back.
    "webhook": lambda n: {
        "topic": "webhooks/paused", "address": f"https://example.com/made/{n}", "filter": "id:0"},
}


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
    module: str
    action: str
    resource: str | None
    is_nested: bool
    description: dict = field(repr=False, hash=False, compare=False, default_factory=dict)

    @property
    def writes(self):
        return self.method in ("POST", "PUT", "DELETE")

    @property
    def name(self):
        """The resource; of a module's own route, that of its path."""
        segments = [part for part in self.path.removesuffix(".json").split("/") if part]
        singular = {
            "suppliers": "supplier", "products": "product", "webhooks": "webhook",
            "webhook_deliveries": "webhook_delivery"}
        return self.resource or next(singular[part] for part in segments if part in singular)

    @property
    def parameters(self):
        """Names of the path's parameters, outermost first."""
        return [part[1:part.index("}")] for part in self.path.split("/") if part.startswith("{")]

    def target(self, *values):
        target = self.path
        for name, value in zip(self.parameters, values, strict=True):
            target = target.replace("{" + name + "}", str(value))
        return target

    def body(self, number):
        """What creates or changes a record, in the dialect's envelope; None if the operation takes no body."""
        if self.action == "route" or self.method not in ("POST", "PUT"):
            return None
        assert self.resource in BODIES, f"add a body for {self.resource} to operations.BODIES"
        fields = BODIES[self.resource](number)
        return fields if self.dialect == "storeicu" else {self.resource: fields}


def resolved(document, schema):
    """A schema with its reference followed."""
    while "$ref" in schema:
        target = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema


def operations(document, name):
    found = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                one = item[method]
                parameters = [resolved(document, p) for p in item.get("parameters", []) + one.get("parameters", [])]
                found.append(Operation(
                    name, method.upper(), path, one["x-stoa-scope"], one["x-stoa-module"], one["x-stoa-action"],
                    one["x-stoa-resource"], one["x-stoa-nested"], {**one, "parameters": parameters}))
    return found


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
