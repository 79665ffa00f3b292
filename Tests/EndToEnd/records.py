"""Records of every resource, made from what the OpenAPI documents say of them."""

from bodies import Bodies
from bulk_calls import bulk_operations
from operations import document, operations
from receiver import wait_for
from recipes import HOOKS, STEPS

MADE = {200, 201}


class Maker:
    """Makes records in one store, and those that they need."""

    def __init__(self, shop, numbers=None):
        self.shop = shop
        self.document = document(shop.server.port, shop.dialect.name)
        self.operations = operations(self.document, shop.dialect.name)
        self.bodies = Bodies(self.document, self.operations, self.make, numbers)
        self.creates, self.lists = {}, {}
        for operation in self.operations:
            for form, found in (("create", self.creates), ("list", self.lists)):
                if operation.form == form:
                    found.setdefault((operation.about, operation.subjects), operation)
        self._has_everything = False

    def prepare(self, operation, ids):
        """Does what has to be done first; the query and the body that follow from it, or None."""
        if operation.form in ("import", "export"):
            # Few may be open at the same time.
            wait_for(lambda: not bulk_operations(self.shop, status="created,running"), "end of the others")
        return STEPS[operation.name](self, ids) if operation.name in STEPS else None

    def call(self, operation, ids):
        """The query and the body of a request that succeeds, after what has to be done first."""
        return self.prepare(operation, ids) or self.bodies.call(operation)

    def path(self, operation):
        """Ids for the operation's path, of new records that are below each other as it says."""
        assert None not in operation.subjects, (
            f"{operation.name} does not say whose ids it takes: call a parameter {{<resource>_id}}, or put it behind "
            "the resource's plural")
        ids = ()
        for place, (name, parameter) in enumerate(zip(operation.subjects, operation.parameters, strict=True)):
            # A path may name a record by another field than its id.
            field = "id" if parameter.endswith("id") else parameter
            ids = (*ids, self.make(name, operation.subjects[:place], ids, field))
        return ids

    def make(self, name, above=(), ids=(), field="id"):
        """The id of a new record; if `above` are given, of one below the record with these ids."""
        if name in HOOKS:
            return HOOKS[name](self, *ids)
        if (name, above) in self.creates:
            return self.create(self.creates[name, above], ids)[field]
        for operation in self._makers_of(name):
            if not above:
                return self.create(operation, self.path(operation))[field]
            for link, target, beside in self._links(operation):
                if target == above[-1]:
                    return self.create(operation, self.path(operation), {link: ids[-1], **beside})[field]
        return self._listed(name, above, ids)

    def create(self, operation, ids, given=None):
        """The new record as it is shown; `given` are fields beside those of the example."""
        query, body = self.call(operation, ids)
        if given:
            body = self.bodies.wrapped(operation, self.bodies.fields(operation) | given)
        reply = self.shop.send_to("POST", f"{operation.target(*ids)}?{query}", body)
        assert reply.status in MADE, refusal(operation, body, reply)
        return self.content(reply)

    def comes_with_others(self, subjects):
        """The last is a record of a resource that nothing makes by itself."""
        return bool(subjects) and subjects[-1] not in HOOKS and not self._makers_of(subjects[-1])

    def content(self, reply):
        """What the envelope holds."""
        if self.shop.dialect.has_envelope_data:
            return reply.json["data"]
        value, = reply.json.values()
        return value

    def _makers_of(self, name):
        """The creates of a resource or facet; a resource is made through its facets too."""
        return [operation for operation in self.creates.values() if name in (operation.about, operation.resource)]

    def _make_everything(self):
        self._has_everything = True
        # What needs others comes after them.
        for operation in sorted(self.creates.values(), key=self._needs):
            self.create(operation, self.path(operation))

    def _needs(self, operation):
        return len(operation.subjects) + len(self._links(operation))

    def _links(self, operation):
        return list(self.bodies.links(operation)) if self.bodies.has_fields(operation) else []

    def _listed(self, name, above, ids):
        """The newest record of a resource that comes with others."""
        place = f" below {'/'.join(above)}" if above else ""
        assert (name, above) in self.lists, f"nothing makes or lists a {name}{place}: add a line to HOOKS in recipes/"
        target = self.lists[name, above].target(*ids)
        records = self.content(self.shop.send_to("GET", target))
        if not records and not self._has_everything:
            self._make_everything()
            records = self.content(self.shop.send_to("GET", target))
        assert records, f"no other record brings a {name}{place} with it: add a line to HOOKS in recipes/"
        return records[0]["id"]


def refusal(operation, body, reply):
    return (
        f"{operation.name} refuses {body}: {reply.status} {reply.body[:300]}. Declare what its rule asks for (words, "
        f"limits, links, what is unique, an example), or add a line for {operation.about} to FIELDS in recipes/")
