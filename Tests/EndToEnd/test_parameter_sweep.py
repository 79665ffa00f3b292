"""Hostile values in every parameter and field of every operation: no 5xx, no crash, errors in shape (E1 to E7)."""

import json
import time
from urllib.parse import quote

import pytest

from dialects import DIALECTS, Shop
from operations import document, mismatch, operations, resolved
from server import TORTURE, create_key, create_store
from webhook_records import make_delivery

SECONDS_MAX = 1800 if TORTURE else 90
INTEGERS = [
    "0", "-1", "1", "250", "251", str(2**31), str(2**53), str(2**63 - 1), str(2**63), str(-(2**63)), "1e3", "5.0", "+5",
    " 5", "0x10", "５", "٣", "", "NaN", "inf", "-0", "9" * 400,
]
TEXTS = [
    "%", "_", "\\", "'", "\"", "' OR 1=1 --", "');DROP TABLE r_product;--", "\x00", "\r\nX-Injected: 1",
    "\u202e", "\u200b", "e\u0301", "é", "\ufeff", "\U0001F375" * 60, "a" * 255, "a" * 256, "x" * 5000,
    "<script>", "${7*7}", "{{7*7}}", "../../etc/passwd", "null", "true", "[]", "{}", ",", ",,,", "a,b,c",
    "2024-13-45T99:99:99Z", "2024-02-30T00:00:00+99:99", "9999-12-31T23:59:59Z", "0000-00-00T00:00:00Z",
    "-1-01-01T00:00:00Z",
    "2024-01-01T00:00:00.999999999999999999Z",
]
# Percent-encoded bytes that are no UTF-8: overlong slash, surrogate, five-byte form, cut short, lone continuation.
BYTES = ["%C0%AF", "%ED%A0%80", "%F8%88%80%80%80", "%E2%82", "%80", "%00", "%", "%zz", "%u0041"]
GENERAL_PARAMETERS = [
    "limit", "page", "page_info", "cursor", "fields", "ids", "ids[]", "since_id", "", "[", "a[b]"]
JSON_VALUES = [
    None, True, False, 0, -1, 1, 0.5, -0.0, 2**31, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 10**30, 1e308, "", " ",
    [], {}, [[]], [None], [1], ["a"], [{}], {"a": 1}, {"id": 2**63}, [{"id": -1}], [{"id": "x"}],
    "1", "-1", "1e400", "NaN", *TEXTS,
]


class Target:
    def __init__(self, server, dialect):
        name = f"sweep-{dialect.name}"
        create_store(server.data, name)
        self.shop = Shop(server, dialect, create_key(server.data, name, "all", "--no-rate-limit"))
        self.description = document(server.port, dialect.name)
        self.operations = operations(self.description, dialect.name)
        self.deadline = time.monotonic() + SECONDS_MAX
        self.bad = []
        self.refill()

    def refill(self):
        product = self.shop.product(
            variants=[{"option1": "a"}, {"option1": "b"}], images=[{"src": "https://cdn.example.com/a.jpg"}])
        self.ids = {
            "product": product["id"], "variant": product["variants"][0]["id"], "image": product["images"][0]["id"],
            "audit_event": 1}
        self.ids["webhook"], self.ids["webhook_delivery"] = make_delivery(self.shop, self.make_supplier)

    def make_supplier(self):
        supplier = self.shop.create("supplier", {"name": f"Supplier of {self.ids['product']}"})
        self.ids["supplier"] = supplier["id"]

    def path(self, operation):
        ids = (self.ids["product"], self.ids[operation.name]) if operation.is_nested else (self.ids[operation.name],)
        return operation.target(*ids[:len(operation.parameters)])

    def check(self, operation, place, value, method, target, body=None):
        reply = self.shop.send_to(method, target, body)
        problem = None
        if reply.status >= 500:
            problem = f"status {reply.status}"
        elif reply.status >= 400:
            problem = self.shape_problem(reply)
        elif reply.body and reply.status != 204:
            try:
                reply.body.decode("utf-8", "strict")
                # A list of asked fields leaves others out.
                if reply.json and "fields" not in target:
                    problem = mismatch(self.description, operation, reply)
            except ValueError as error:
                problem = f"body: {error}"
        if "X-Injected" in reply.headers:
            problem = "a header was injected"
        if problem:
            self.bad.append((method, operation.path, place, repr(value)[:60], problem, reply.body[:120]))
        return reply

    def shape_problem(self, reply):
        try:
            self.shop.assert_refused(reply, reply.status)
        except (AssertionError, ValueError) as error:
            return f"shape: {error!r}"[:200]

    def finish(self, requests):
        bad, self.bad = self.bad, []
        assert not bad, f"{len(bad)} of {requests}: {bad[:10]}"
        assert self.shop.connection.send("GET", "/livez").status == 200
        print(f"{requests} requests")


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def target(request, server):
    return Target(server, request.param)


def spread(cases, deadline):
    """All cases while time lasts: first every 7th, then the rest, so that a short run still touches everything."""
    cases = list(cases)
    for start in range(7):
        for case in cases[start::7]:
            if time.monotonic() > deadline:
                return
            yield case


def test_query_parameters(target):
    def cases():
        for operation in target.operations:
            names = [p["name"] for p in operation.description["parameters"] if p["in"] == "query"]
            for name in [*names, *GENERAL_PARAMETERS]:
                if operation.method == "GET":
                    yield from ((operation, name, quote(value)) for value in INTEGERS + TEXTS)
                    yield from ((operation, name, value) for value in BYTES)

    requests = 0
    for requests, (operation, name, value) in enumerate(spread(cases(), time.monotonic() + SECONDS_MAX / 3), 1):
        target.check(operation, name, value, "GET", f"{target.path(operation)}?{quote(name)}={value}")
    target.finish(requests)


def test_path_parameters(target):
    def cases():
        for operation in target.operations:
            for place in range(len(operation.parameters)):
                # A value with a slash or a question mark is another path.
                for value in [quote(v, safe="") for v in INTEGERS + TEXTS[:20] if v] + BYTES:
                    yield operation, place, value

    requests = 0
    for requests, (operation, place, value) in enumerate(spread(cases(), time.monotonic() + SECONDS_MAX / 3), 1):
        ids = [target.ids[operation.name]]
        if operation.is_nested:
            ids.insert(0, target.ids["product"])
        ids[place] = value
        path = operation.target(*ids[:len(operation.parameters)])
        target.check(operation, place, value, operation.method, path, operation.body(requests))
    target.finish(requests)


def fields_of(target, operation):
    """The body's fields, those of lists of objects included, as functions from a value to a body."""
    content = operation.description["requestBody"]["content"]["application/json"]["schema"]
    schema = resolved(target.description, content)
    if target.shop.dialect.name != "storeicu" and operation.resource in schema.get("properties", {}):
        schema = resolved(target.description, schema["properties"][operation.resource])
    for name, part in schema.get("properties", {}).items():
        yield name, lambda value, name=name: {name: value}
        part = resolved(target.description, part)
        inner = resolved(target.description, part.get("items", {}))
        for child in inner.get("properties", {}):
            yield f"{name}[].{child}", lambda value, name=name, child=child: {name: [{child: value}]}


def test_body_fields(target):
    def cases():
        for operation in target.operations:
            if operation.method in ("POST", "PUT") and operation.resource:
                for name, make in fields_of(target, operation):
                    yield from ((operation, name, make, value) for value in JSON_VALUES)

    requests = 0
    for requests, (operation, name, make, value) in enumerate(spread(cases(), time.monotonic() + SECONDS_MAX / 3), 1):
        fields = make(value)
        if operation.action == "create":
            base = operation.body(requests)
            fields = {**(base if target.shop.dialect.name == "storeicu" else base[operation.resource]), **fields}
        body = target.shop.wrap(operation.resource, fields)
        reply = target.check(operation, name, value, operation.method, target.path(operation), body)
        if requests % 300 == 0 or reply.status == 404:
            target.refill()
    target.finish(requests)


DEPTH = 1_000_000


def many_keys(count):
    return json.dumps({"product": {"title": "a", **{f"k{n}": n for n in range(count)}}}).encode()


BOMBS = {
    "depth of arrays": (b'{"product":{"title":"a","x":' + b"[" * 400_000, {400}),
    "closed depth of arrays": (b'{"product":{"title":"a","x":' + b"[" * 400_000 + b"]" * 400_000 + b"}}", {400}),
    "depth beyond the body limit": (b"[" * DEPTH + b"]" * DEPTH, {400, 413}),
    "depth of objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, {400}),
    "many keys": (many_keys(60_000), {201, 400, 413, 422}),
    "too many keys": (many_keys(100_000), {400, 413, 422}),
    "equal keys": (b'{"product":{' + b'"title":"a",' * 50_000 + b'"title":"b"}}', {400}),
    "two titles": (b'{"product":{"title":"a","title":"b"}}', {400}),
    "two prices": (b'{"product":{"title":"a","variants":[{"price":"1","price":"2"}]}}', {400}),
    "escaped twin keys": (b'{"product":{"title":"a","titl\\u0065":"b"}}', {400}),
    "1e400": (b'{"product":{"title":"a","variants":[{"price":1e400}]}}', {400, 422}),
    "long number": (b'{"product":{"title":"a","variants":[{"price":' + b"1" * 100_000 + b"}]}}", {400, 422}),
    "long fraction": (b'{"product":{"title":"a","variants":[{"grams":0.' + b"0" * 100_000 + b"1}]}}", {400, 422}),
    "lone surrogate": (b'{"product":{"title":"\\ud800"}}', {400}),
    "reversed surrogates": (b'{"product":{"title":"\\udc00\\ud800"}}', {400}),
    "byte order mark": (b'\xef\xbb\xbf{"product":{"title":"a"}}', {400}),
    "NUL as escape": (b'{"product":{"title":"a\\u0000b"}}', {400, 422}),
    "NUL as byte": (b'{"product":{"title":"a\x00b"}}', {400}),
    "control character": (b'{"product":{"title":"a\x01b"}}', {400}),
    "overlong": (b'{"product":{"title":"\xc0\xaf"}}', {400}),
    "encoded surrogate": (b'{"product":{"title":"\xed\xa0\x80"}}', {400}),
    "five bytes": (b'{"product":{"title":"\xf8\x88\x80\x80\x80"}}', {400}),
    "cut sequence": (b'{"product":{"title":"\xe2\x82"}}', {400}),
    "UTF-16": ('{"product":{"title":"a"}}'.encode("utf-16"), {400}),
    "cut body": (b'{"product":{"title":"a"', {400}),
    "trailing text": (b'{"product":{"title":"a"}}{}', {400}),
    "trailing comma": (b'{"product":{"title":"a",}}', {400}),
    "comment": (b'{"product":{"title":"a"/**/}}', {400}),
    "NaN": (b'{"product":{"title":NaN}}', {400}),
    "leading zero": (b'{"product":{"title":"a","x":01}}', {400}),
    "prototype": (b'{"product":{"title":"a","__proto__":{"x":1},"constructor":{}}}', {201}),
    "many variants": (b'{"product":{"title":"a","variants":[' + b'{"sku":"a"},' * 2999 + b'{"sku":"b"}]}}', {422}),
    "body limit": (b'{"product":{"title":"' + b"a" * (2 << 20) + b'"}}', {413}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bodies_that_are_bombs(target, name):
    body, statuses = BOMBS[name]
    begin = time.monotonic()
    try:
        reply = target.shop.send("POST", "products", body)
    except (BrokenPipeError, ConnectionError):
        # Refused before it was read to its end; the answer may be lost with the rest of the body.
        assert 413 in statuses
        reply = None
    assert time.monotonic() - begin < 2
    if reply:
        if target.shop.dialect.has_envelope_data and reply.status == 422 and 400 in statuses:
            statuses = statuses | {422}
        assert reply.status in statuses, (reply.status, reply.body[:200])
    assert target.shop.connection.send("GET", "/livez").status == 200


def test_texts_come_back_as_they_were_sent(target):
    titles = [
        "bidi \u202e text", "zero\u200bwidth", "e\u0301", "\U0001F375", "a\\b\"c/d", "\u2028", "<b>&amp;",
        "tab\tline\n"]
    for title in titles:
        product = target.shop.product(title)
        shown = target.shop.one(target.shop.get(f"products/{product['id']}"), "product")
        assert product["title"] == shown["title"] == title
