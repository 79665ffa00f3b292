"""Hostile values in every parameter and field of every operation: no 5xx, no crash, errors in shape (E1 to E7)."""

import itertools
import json
import time
from urllib.parse import quote

import pytest

from bodies import Bodies
from dialects import DIALECTS, Shop
from operations import NAMES, mismatch, resolved
from records import Maker
from server import TORTURE, create_key, create_store

SECONDS_MAX = 1800 if TORTURE else 90
NUMBERS = itertools.count(1)
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
    """A store in which all may be tried."""

    def __init__(self, server, dialect):
        self.server = server
        self.dialect = dialect
        self.bad = []
        self.open()
        self.operations = self.maker.operations

    def open(self):
        """Goes to a new store."""
        name = f"sweep-{self.dialect.name}-{next(NUMBERS)}"
        create_store(self.server.data, name)
        self.shop = Shop(self.server, self.dialect, create_key(self.server.data, name, "all", "--no-rate-limit"))
        self.maker = Maker(self.shop)
        self.bodies = Bodies(self.maker.document, self.maker.operations, self.link)
        self.refill()

    def refill(self):
        """Forgets the records in use; others are made when they are needed."""
        self.paths = {}
        self.links = {}

    def made(self, make):
        try:
            return make()
        except AssertionError:
            # What was tried may have become a rule for all that is made.
            self.open()
            return make()

    def link(self, resource):
        if resource not in self.links:
            id = self.made(lambda: self.maker.make(resource))
            self.links[resource] = id
        return self.links[resource]

    def ids(self, operation):
        if operation.subjects not in self.paths:
            ids = self.made(lambda: self.maker.path(operation))
            self.paths[operation.subjects] = ids
        return self.paths[operation.subjects]

    def path(self, operation):
        return operation.target(*self.ids(operation))

    def check(self, operation, place, value, method, target, body=None):
        reply = self.shop.send_to(method, target, body)
        problem = None
        if reply.status >= 500:
            problem = f"status {reply.status}"
        elif reply.status >= 400:
            problem = self.shape_problem(reply)
        elif reply.body and reply.header("Content-Type").startswith("application/json"):
            try:
                reply.body.decode("utf-8", "strict")
                # A list of asked fields leaves others out.
                if reply.json and "fields" not in target:
                    problem = mismatch(self.maker.document, operation, reply)
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


@pytest.fixture(scope="module", params=DIALECTS, ids=NAMES)
def target(request, server):
    return Target(server, request.param)


def spread(groups):
    """The cases of all groups while time lasts: one of each in turn, so that a short run still touches everything."""
    deadline = time.monotonic() + SECONDS_MAX / 3
    groups = [group for group in map(list, groups) if group]
    for turn in range(max(map(len, groups))):
        for place, group in enumerate(groups):
            if turn and time.monotonic() > deadline:
                return
            if turn < len(group):
                # Another value in each group, so that the first turns have all of them.
                yield group[(turn + place) % len(group)]


def test_query_parameters(target):
    values = [quote(value) for value in INTEGERS + TEXTS] + BYTES

    def groups():
        for operation in target.operations:
            if operation.method == "GET":
                names = [p["name"] for p in operation.description["parameters"] if p["in"] == "query"]
                yield from ([(operation, name, value) for value in values] for name in [*names, *GENERAL_PARAMETERS])

    requests = 0
    for requests, (operation, name, value) in enumerate(spread(groups()), 1):
        target.check(operation, name, value, "GET", f"{target.path(operation)}?{quote(name)}={value}")
    target.finish(requests)


def test_path_parameters(target):
    # A value with a slash or a question mark is another path.
    values = [quote(v, safe="") for v in INTEGERS + TEXTS[:20] if v] + BYTES

    def groups():
        for operation in target.operations:
            yield from ([(operation, place, v) for v in values] for place in range(len(operation.parameters)))

    requests = 0
    for requests, (operation, place, value) in enumerate(spread(groups()), 1):
        ids = list(target.ids(operation))
        ids[place] = value
        _, body = target.bodies.call(operation)
        target.check(operation, place, value, operation.method, operation.target(*ids), body)
    target.finish(requests)


def fields_of(target, operation):
    """The body's fields, those of lists of objects included, as functions from a value to a body."""
    for name, part in target.bodies.schemas(operation).items():
        yield name, lambda value, name=name: {name: value}
        part = resolved(target.maker.document, part)
        inner = resolved(target.maker.document, part.get("items", {}))
        for child in inner.get("properties", {}):
            yield f"{name}[].{child}", lambda value, name=name, child=child: {name: [{child: value}]}


def test_body_fields(target):
    def groups():
        for operation in filter(target.bodies.has_fields, target.operations):
            for name, make in fields_of(target, operation):
                yield [(operation, name, make, value) for value in JSON_VALUES]

    requests = 0
    for requests, (operation, name, make, value) in enumerate(spread(groups()), 1):
        fields = make(value)
        if operation.form in ("create", "route"):
            fields = target.bodies.fields(operation) | fields
        body = target.bodies.wrapped(operation, fields)
        reply = target.check(operation, name, value, operation.method, target.path(operation), body)
        if requests % 300 == 0 or reply.status == 404:
            target.refill()
    target.finish(requests)


def bodies_with(value, body):
    """The value as the body, and in place of each part of the body."""
    yield value
    if isinstance(body, dict):
        for name, part in body.items():
            yield from ({**body, name: other} for other in bodies_with(value, part))


def test_bodies_of_modules_own_routes(target):
    def groups():
        for operation in target.operations:
            if operation.action == "route" and "requestBody" in operation.description:
                _, usual = target.bodies.call(operation)
                bodies = ([(operation, value, body) for body in bodies_with(value, usual)] for value in JSON_VALUES)
                yield from zip(*bodies, strict=True)

    requests = 0
    for requests, (operation, value, body) in enumerate(spread(groups()), 1):
        sent = json.dumps(body).encode()
        reply = target.check(operation, "body", value, operation.method, target.path(operation), sent)
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
def test_bodies_that_are_bombs(shop, name):
    body, statuses = BOMBS[name]
    begin = time.monotonic()
    try:
        reply = shop.send("POST", "products", body)
    except (BrokenPipeError, ConnectionError):
        # Refused before it was read to its end; the answer may be lost with the rest of the body.
        assert 413 in statuses
        reply = None
    assert time.monotonic() - begin < 2
    if reply:
        if shop.dialect.has_envelope_data and reply.status == 422 and 400 in statuses:
            statuses = statuses | {422}
        assert reply.status in statuses, (reply.status, reply.body[:200])
    assert shop.connection.send("GET", "/livez").status == 200


def test_texts_come_back_as_they_were_sent(shop):
    titles = [
        "bidi \u202e text", "zero\u200bwidth", "e\u0301", "\U0001F375", "a\\b\"c/d", "\u2028", "<b>&amp;",
        "tab\tline\n"]
    for title in titles:
        product = shop.product(title)
        shown = shop.one(shop.get(f"products/{product['id']}"), "product")
        assert product["title"] == shown["title"] == title
