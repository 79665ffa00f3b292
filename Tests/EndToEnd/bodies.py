"""Bodies of requests, made from the examples and schemas of the OpenAPI documents."""

import itertools
from collections import defaultdict

from operations import BY_NAME, resolved
from recipes import CALLS, FIELDS

# Beyond those of the numbers that suites count themselves.
_numbers = itertools.count(1_000_000)


class Bodies:
    """Makes bodies for one store.

    `link` gives the id of a record of a resource, for fields that hold one; `numbers` make unique values different.
    """

    def __init__(self, document, operations, link, numbers=None):
        self.document = document
        self.link = link
        self.numbers = numbers or _numbers
        self.models = {}
        # By attachments, what they may be attached to, by the words for it.
        self.holders = defaultdict(dict)
        for operation in operations:
            if operation.is_nested:
                self.holders[operation.about][operation.parameters[0].removesuffix("_id")] = operation.subjects[0]
            if "example" in content(operation):
                self.models.setdefault(key(operation), operation)

    def has_fields(self, operation):
        """The document says which fields a body has."""
        return key(operation) in self.models

    def call(self, operation):
        """The query and the body, in its envelope or None, of a request that does what the operation is for."""
        if operation.name in CALLS:
            return CALLS[operation.name](self.link, next(self.numbers))
        if operation.form == "import":
            return "", [self._filled(*self._of_create(operation.about)) | self.recipe(operation)]
        return "", self.wrapped(operation, self.fields(operation)) if self.has_fields(operation) else None

    def example(self, operation):
        """The body that the document shows, but for what no example can know; None if it shows none."""
        return self.wrapped(operation, self._example(operation)) if self.has_fields(operation) else None

    def wrapped(self, operation, fields):
        name = self._model(operation)[0]
        return {name: fields} if name else fields

    def fields(self, operation):
        return self._example(operation) | self.recipe(operation)

    def recipe(self, operation):
        """What the example needs beside it."""
        return FIELDS[operation.about](next(self.numbers)) if operation.about in FIELDS else {}

    def schemas(self, operation):
        """The schemas of the body's fields by their names."""
        return self._model(operation)[1]["properties"]

    def links(self, operation, in_path=False):
        """Fields that hold ids of other records than the path, or of those; the resource, and fields that say which."""
        for name, schema in self.schemas(operation).items():
            target = schema.get("x-stoa-target")
            if kind := schema.get("x-stoa-kind"):
                if in_path == operation.is_nested:
                    yield from ((name, other, {kind: word}) for word, other in self.holders[operation.about].items())
            elif target and in_path == (target in operation.subjects):
                yield name, target, {}

    def _model(self, operation):
        """The name that wraps the fields, or None, their schema, and the fields of the example."""
        described = content(self.models[key(operation)])
        schema, example = resolved(self.document, described["schema"]), described["example"]
        if BY_NAME[operation.dialect].has_envelope_data or not is_wrapped(schema):
            return None, schema, example
        (name, fields), = example.items()
        return name, resolved(self.document, schema["properties"][name]), fields

    def _of_create(self, about):
        """The schema and the example of a body that creates one record; empty if the document shows none."""
        if ("create", about) not in self.models:
            return {}, {}
        return self._model(self.models["create", about])[1:]

    def _example(self, operation):
        _, schema, example = self._model(operation)
        if operation.form == "route":
            return self._filled(schema, example)
        if operation.form == "create":
            return self._filled(schema, example, operation.subjects)
        # A change leaves a record where it is.
        return self._filled(schema, example, {part.get("x-stoa-target") for part in schema["properties"].values()})

    def _filled(self, schema, example, skipped=()):
        """The example without links to what is skipped."""
        fields = {}
        for name, value in example.items():
            part = schema["properties"][name]
            if target := part.get("x-stoa-target"):
                if target not in skipped:
                    fields[name] = self.link(target)
            elif part.get("x-stoa-unique"):
                fields[name] = distinct(value, part, next(self.numbers))
            elif "items" in part and value and isinstance(value[0], dict):
                children = resolved(self.document, part["items"])
                fields[name] = [self._filled(children, child) for child in value]
            else:
                fields[name] = value
        return fields


def key(operation):
    """What operations have in common that take bodies of one form; a route that is like no other has its own."""
    return (operation.form, operation.about or operation.name)


def is_wrapped(schema):
    """A record, or what stands for one, is all that the body has."""
    parts = list(schema["properties"].values())
    return len(parts) == 1 and ("$ref" in parts[0] or parts[0].get("type") == "object")


def content(operation):
    return operation.description.get("requestBody", {}).get("content", {}).get("application/json", {})


def distinct(value, schema, number):
    """The value with a number in it, within its limits."""
    if isinstance(value, int):
        return value + number
    number = str(number)
    text = value[:schema.get("maxLength", len(value) + len(number)) - len(number)]
    return number + text if "@" in text else text + number
