"""Records that show in every answer whose they are."""

import itertools
from collections import Counter

from records import MADE, Maker, refusal


class Marker(Maker):
    """Puts a canary into every text of a record that takes it.

    Which texts these are is tried: what a rule refuses is left as the example has it. Markers of two stores give the
    same numbers, so unique texts are alike in both.
    """

    def __init__(self, shop, canary):
        super().__init__(shop, numbers=itertools.count(1))
        self.canary = canary
        # The newest record of each resource.
        self.newest = {}
        # How many texts a field has refused, by resource and field.
        self._refused = Counter()

    def create(self, operation, ids, given=None):
        if not self.bodies.has_fields(operation):
            return super().create(operation, ids, given)
        self.prepare(operation, ids)
        given = {**self.bodies.recipe(operation), **(given or {})}
        fields = self.bodies.fields(operation) | given
        while True:
            texts = {name: text for name, text in self._texts(operation, fields) if name not in given}
            body = self.bodies.wrapped(operation, fields | texts)
            reply = self.shop.send_to("POST", operation.target(*ids), body)
            if reply.status in MADE:
                self.newest[operation.about] = self.content(reply)
                return self.newest[operation.about]
            assert texts, refusal(operation, body, reply)
            told = reply.json["errors"]
            for name in [name for name in texts if name in told] or texts:
                self._refused[operation.about, name] += 1

    def _texts(self, operation, fields):
        number = next(self.bodies.numbers)
        for name, schema in self.bodies.schemas(operation).items():
            texts = [text for text in self._offers(schema, fields.get(name), number) if fits(text, schema)]
            refused = self._refused[operation.about, name]
            if refused < len(texts):
                yield name, texts[refused]

    def _offers(self, schema, example, number):
        """The texts to try, the best first."""
        if schema.get("x-stoa-unique"):
            return [] if example else [f"twin-{number}"]
        if example is None:
            return [self.canary]
        if not isinstance(example, str):
            return []
        return [self.canary, f"{example}?{self.canary}" if "://" in example else f"{self.canary}.{example}"]


def fits(text, schema):
    """The schema takes any text of this length."""
    if "string" not in schema.get("type", []) or {"enum", "format", "pattern"} & set(schema):
        return False
    return schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
