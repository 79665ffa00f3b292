"""The three dialects as tables, and a client of one store that speaks one of them."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Dialect:
    name: str
    base: str
    suffix: str
    cursor: str
    token_header: str
    has_envelope_data: bool = False

    def target(self, path, query=None):
        """The request target of `products/1`; a query is a mapping or a list of pairs."""
        target = f"{self.base}/{path}{self.suffix}"
        return f"{target}?{urlencode(query, quote_via=quote)}" if query else target

    def authorization(self, key):
        return {self.token_header: f"Bearer {key}" if self.token_header == "Authorization" else key}


SHOPIFY = Dialect("shopify", "/admin/api/2024-01", ".json", "page_info", "X-Shopify-Access-Token")
NATIVE = Dialect("native", "/api/v1", "", "page_info", "X-Shopify-Access-Token")
STOREICU = Dialect("storeicu", "/api/v3", "", "cursor", "Authorization", has_envelope_data=True)
DIALECTS = [SHOPIFY, NATIVE, STOREICU]

# What resources are called in paths, by their names, as far as servers have told: the same on each that has them.
_plurals = {}


def plural(server, name):
    """The plural of a resource that the server has."""
    if name not in _plurals:
        with server.connect() as connection:
            responses = connection.send("GET", f"/openapi/{NATIVE.name}.json").json["components"]["responses"]
        for key, response in responses.items():
            if key.endswith(".list"):
                envelope = response["content"]["application/json"]["schema"]
                _plurals[key.removesuffix(".list")], = envelope["required"]
    return _plurals[name]


class Shop:
    """A client of one store in one dialect, with one key, on one connection: not for several threads."""

    def __init__(self, server, dialect, key, store="", store_id=0):
        self.server = server
        self.dialect = dialect
        self.key = key
        self.store = store
        self.store_id = store_id
        self.connection = server.connect()

    def again(self, dialect=None, key=None):
        """The same store on a connection of its own, maybe in another dialect or with another key."""
        return Shop(self.server, dialect or self.dialect, key or self.key, self.store, self.store_id)

    def send(self, method, path, body=None, headers=None, query=None):
        headers = {**self.dialect.authorization(self.key), **(headers or {})}
        return self.connection.send(method, self.dialect.target(path, query), headers, body)

    def send_to(self, method, target, body=None, headers=None):
        """Like `send`, for a target as it stands on the wire."""
        return self.connection.send(method, target, {**self.dialect.authorization(self.key), **(headers or {})}, body)

    def get(self, path, **query):
        return self.send("GET", path, query=query)

    def wrap(self, name, fields):
        return fields if self.dialect.has_envelope_data else {name: fields}

    def post(self, path, name, fields, headers=None):
        return self.send("POST", path, self.wrap(name, fields), headers)

    def put(self, path, name, fields, headers=None):
        return self.send("PUT", path, self.wrap(name, fields), headers)

    def delete(self, path, headers=None):
        return self.send("DELETE", path, headers=headers)

    def one(self, reply, name, status=200):
        """The record in an answer, which must have this status and one top-level key."""
        assert reply.status == status, (reply.status, reply.body[:500])
        if self.dialect.has_envelope_data:
            assert set(reply.json) == {"data", "meta"}, reply.json
            return reply.json["data"]
        assert set(reply.json) == {name}, reply.json
        return reply.json[name]

    def many(self, reply, plural):
        return self.one(reply, plural)

    def counted(self, reply):
        assert reply.status == 200, (reply.status, reply.body[:500])
        return reply.json["data"]["count"] if self.dialect.has_envelope_data else reply.json["count"]

    def create(self, name, fields, below=""):
        return self.one(self.post(f"{below}{plural(self.server, name)}", name, fields), name, 201)

    def product(self, title="Thing", **fields):
        return self.create("product", {"title": title, **fields})

    def list(self, path="products", **query):
        return self.many(self.get(path, **query), path.rsplit("/", 1)[-1])

    def everything(self, path="products", **query):
        """All records of a list, oldest first."""
        found, last = [], 0
        while page := self.list(path, since_id=last, limit=250, **query):
            found += page
            last = page[-1]["id"]
        return found

    def count(self, path="products", **query):
        return self.counted(self.get(f"{path}/count", **query))

    def issues(self, reply, status=422):
        """The field errors of an answer, as lists of texts by field."""
        assert reply.status == status, (reply.status, reply.body[:500])
        if not self.dialect.has_envelope_data:
            return reply.json["errors"]
        return reply.json["error"]["details"]["fields"]

    def assert_refused(self, reply, status):
        """The answer is an error of this status in the dialect's shape."""
        assert reply.status == status, (reply.status, reply.body[:500])
        assert reply.header("Content-Type") == "application/json; charset=utf-8"
        assert reply.header("X-Request-Id")
        if self.dialect.has_envelope_data:
            assert set(reply.json) == {"error"}, reply.json
            error = reply.json["error"]
            assert set(error) == {"code", "message", "details", "request_id"}, error
            assert error["request_id"] == reply.header("X-Request-Id")
        else:
            assert set(reply.json) == {"errors"}, reply.json
            assert isinstance(reply.json["errors"], (str, dict)), reply.json
