"""Every operation of the OpenAPI documents, with every kind of credential and every kind of id (G1 to G3, ER-13)."""

import base64
import itertools
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dialects import SHOPIFY, Shop
from operations import NAMES, document, operations
from server import create_key, create_store, keys_of, run_command
from twins import RECORDS, contents
from webhook_records import make_delivery, make_webhook

NUMBERS = itertools.count(1)
THREADS = 64
UNUSABLE_IDS = ["0", "-1", str(2**63), "abc"]


def token(value):
    return lambda key: {"X-Shopify-Access-Token": value(key)}


# Credentials that name nobody: 401 whatever else the request says. Headers from a good key of the store.
REFUSED = {
    "none": lambda key: {},
    "empty": token(lambda key: ""),
    "malformed": token(lambda key: "shpat_0123456789abcdef"),
    "wrong checksum": token(lambda key: key[:-1] + ("0" if key[-1] != "0" else "1")),
    "unknown": token(lambda key: "ic_key_" + "0" * 38),
    "two different tokens": lambda key: {"X-Shopify-Access-Token": key, "Authorization": f"Bearer {key[:-1]}_"},
    "wrong Basic password": lambda key: {"Authorization": basic("key", "password")},
}
# The same key in the places where it is taken.
ACCEPTED = {
    "header": token(lambda key: key),
    "Bearer": lambda key: {"Authorization": f"Bearer {key}"},
    "Basic password": lambda key: {"Authorization": basic("any", key)},
}


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.fixture(scope="module")
def twins(shop_pair):
    return shop_pair


@pytest.fixture(scope="module", params=NAMES)
def offered(request, server):
    return operations(document(server.port, request.param), request.param)


def ids_of(operation, twins, kind):
    """The path's ids of one kind, outermost first; None if the operation has no ids of this kind."""
    count = len(operation.parameters)
    name, own = operation.name, twins.own
    if count == 0:
        return () if kind == "own" else None
    if operation.is_nested:
        parents, children = own["product"], own.get(name, [])
        sets = {
            "own": (parents[0], children[0]),
            "other store's": (twins.alien["product"][0], twins.alien[name][0]),
            "other store's child": (parents[0], twins.alien[name][0]),
            "unknown": (twins.unknown[name], twins.unknown[name]),
            "unknown child": (parents[0], twins.unknown[name]),
            "other resource's": (own["supplier"][0], children[0]),
            "other parent's": (parents[1], children[0]),
            **{bad: (parents[0], bad) if count == 2 else (bad, None) for bad in UNUSABLE_IDS},
        }
        if count == 1 and kind in ("other store's child", "unknown child", "other parent's"):
            return None
        return sets[kind][:count]
    other = "supplier" if name != "supplier" else "product"
    sets = {
        "own": own[name][0], "other store's": twins.alien.get(name, [None])[0], "unknown": twins.unknown[name],
        "other resource's": own[other][0], **{bad: bad for bad in UNUSABLE_IDS},
    }
    return (sets[kind],) if sets.get(kind) is not None else None


KINDS = [
    "own", "other store's", "other store's child", "unknown", "unknown child", "other resource's", "other parent's",
    *UNUSABLE_IDS,
]


class Walk:
    """Counts cells and collects the wrong ones, so that one run shows all."""

    def __init__(self, twins, offered):
        self.twins = twins
        self.offered = offered
        self.wrong = []
        self.covered = set()
        self.cells = 0
        self.connection = twins.server.connect()

    def send(self, operation, ids, headers, query=""):
        self.cells += 1
        self.covered.add(operation)
        return self.connection.send(
            operation.method, operation.target(*ids) + query, headers, operation.body(next(NUMBERS)))

    def expect(self, operation, label, reply, status):
        if reply.status != status or b"beta-canary" in reply.body:
            self.wrong.append((operation.method, operation.path, label, reply.status, status, reply.body[:120]))

    def finish(self):
        assert not self.wrong, f"{len(self.wrong)} of {self.cells} cells: {self.wrong[:12]}"
        missing = set(self.offered) - self.covered
        assert not missing, f"not covered: {missing}"
        print(f"{self.cells} cells")


def each_cell(walk):
    for operation in walk.offered:
        for kind in KINDS:
            ids = ids_of(operation, walk.twins, kind)
            if ids is not None:
                yield operation, kind, ids


def test_documents_describe_the_same_operations_in_every_dialect(server):
    offers = []
    for name in NAMES:
        found = operations(document(server.port, name), name)
        offers.append(sorted(str((o.method, o.action, o.resource, o.is_nested, o.scope)) for o in found))
    assert offers[0] == offers[1] == offers[2] and len(offers[0]) > 20


@pytest.mark.parametrize("credential", REFUSED)
def test_unknown_credentials_get_nothing(twins, offered, credential):
    walk, before = Walk(twins, offered), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        reply = walk.send(operation, ids, REFUSED[credential](twins.alpha.key))
        walk.expect(operation, (credential, kind), reply, 401)
    walk.finish()
    assert contents(twins.alpha) == before


@pytest.mark.parametrize("parameter", ["access_token", "X-Shopify-Access-Token", "token", "key"])
def test_a_key_in_the_query_string_is_no_credential(twins, offered, parameter):
    walk = Walk(twins, offered)
    for operation, kind, ids in each_cell(walk):
        reply = walk.send(operation, ids, {}, f"?{parameter}={twins.alpha.key}")
        walk.expect(operation, (parameter, kind), reply, 401)
    walk.finish()


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_ended_keys_get_nothing(twins, offered, ended):
    data, store = twins.server.data, twins.alpha.store
    if ended == "revoked":
        key = create_key(data, store, "all", "--no-rate-limit")
        run_command("key", "revoke", keys_of(data, store)[-1]["id"], data=data)
    else:
        key = create_key(data, store, "all", "--no-rate-limit", "--expires-in", "1")
        time.sleep(1.1)
    walk, before = Walk(twins, offered), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        walk.expect(operation, (ended, kind), walk.send(operation, ids, {"Authorization": f"Bearer {key}"}), 401)
    walk.finish()
    assert contents(twins.alpha) == before


@pytest.mark.parametrize("held", ["no scope of the module", "read where write is needed"])
def test_a_missing_scope_is_403_for_every_id_alike(twins, offered, held):
    data, store = twins.server.data, twins.alpha.store
    scopes = sorted({operation.scope for operation in offered})
    if held.startswith("read"):
        grants = {scope: ",".join(s for s in scopes if s.startswith("read_")) for scope in scopes}
    else:
        resource = {scope: scope.split("_", 1)[1] for scope in scopes}
        grants = {scope: ",".join(s for s in scopes if resource[s] != resource[scope]) for scope in scopes}
    keys = {grant: create_key(data, store, grant, "--no-rate-limit") for grant in set(grants.values())}
    walk, before = Walk(twins, offered), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        if held.startswith("read") and not operation.writes:
            walk.covered.add(operation)
            continue
        reply = walk.send(operation, ids, {"X-Shopify-Access-Token": keys[grants[operation.scope]]})
        walk.expect(operation, (held, kind), reply, 403)
        if operation.scope.encode() not in reply.body:
            walk.wrong.append((operation.method, operation.path, "scope is not named", reply.body[:120]))
    walk.finish()
    assert contents(twins.alpha) == before


def without_ids(reply, ids):
    """The body without what may differ: the request id and the ids themselves."""
    body = reply.body.replace((reply.header("X-Request-Id") or "-").encode(), b"")
    for id in ids:
        body = body.replace(str(id).encode(), b"ID")
    return body


@pytest.mark.parametrize("place", ACCEPTED)
def test_ids_of_another_store_are_answered_like_ids_that_never_were(twins, offered, place):
    walk, headers = Walk(twins, offered), ACCEPTED[place](twins.alpha.key)
    before, before_alpha = contents(twins.beta), contents(twins.alpha, RECORDS)
    for operation, kind, ids in each_cell(walk):
        if kind == "own":
            walk.covered.add(operation)
            continue
        reply = walk.send(operation, ids, headers)
        walk.expect(operation, kind, reply, 404)
        twin = {"other store's": "unknown", "other store's child": "unknown child"}.get(kind)
        if twin:
            unknown_ids = ids_of(operation, twins, twin)
            unknown = walk.send(operation, unknown_ids, headers)
            same = without_ids(reply, ids) == without_ids(unknown, unknown_ids)
            if not same or set(reply.headers) != set(unknown.headers):
                walk.wrong.append((operation.method, operation.path, kind, reply.body[:200], unknown.body[:200]))
    walk.finish()
    assert contents(twins.beta) == before
    assert contents(twins.alpha, RECORDS) == before_alpha


def test_another_store_s_key_reaches_only_its_own_store(twins, offered):
    stranger = create_store(twins.server.data, f"stranger-{next(NUMBERS)}")
    key = create_key(twins.server.data, stranger["name"], "all", "--no-rate-limit")
    walk, before = Walk(twins, offered), contents(twins.alpha)
    # Creates come last, and refused writes before them: what they leave would have the ids that are asked for.
    for operation, kind, ids in sorted(each_cell(walk), key=lambda cell: (not cell[2], cell[0].writes)):
        reply = walk.send(operation, ids, {"X-Shopify-Access-Token": key})
        status = 404 if ids else 201 if operation.method == "POST" else 200
        walk.expect(operation, ("stranger", kind), reply, status)
        if b"canary" in reply.body:
            walk.wrong.append((operation.method, operation.path, "shows another store's record"))
    walk.finish()
    assert contents(twins.alpha) == before


def disposable(shop, operation):
    """Fresh records for one write, and the path's ids."""
    number = next(NUMBERS)
    if operation.name == "webhook":
        return (make_webhook(shop),)[:len(operation.parameters)]
    if operation.name == "webhook_delivery":
        return make_delivery(shop, lambda: shop.create("supplier", {"name": f"Disposable {number}"}))[1:]
    if operation.name == "supplier":
        made = shop.create("supplier", {"name": f"Disposable {number}"})
        return (made["id"],)[:len(operation.parameters)]
    product = shop.product(
        f"Disposable {number}", variants=[{"option1": "a"}, {"option1": "b"}],
        images=[{"src": "https://cdn.example.com/a.jpg"}])
    ids = {"product": product["id"], "variant": product["variants"][0]["id"], "image": product["images"][0]["id"]}
    path = (product["id"], ids[operation.name]) if operation.is_nested else (ids[operation.name],)
    return path[:len(operation.parameters)]


SUCCESS = {
    "list": {200}, "count": {200}, "get": {200}, "create": {201}, "update": {200}, "delete": {204}, "route": {200, 202}}


@pytest.mark.parametrize("place", ACCEPTED)
def test_a_good_key_reaches_every_operation_of_its_own_store(twins, offered, place):
    walk, headers = Walk(twins, offered), ACCEPTED[place](twins.alpha.key)
    before = contents(twins.beta)
    maker = Shop(twins.server, SHOPIFY, twins.alpha.key)
    for operation in offered:
        ids = disposable(maker, operation) if operation.writes else ids_of(operation, twins, "own")
        reply = walk.send(operation, ids, headers)
        expected = SUCCESS[operation.action]
        walk.expect(operation, "own", reply, reply.status if reply.status in expected else expected)
    walk.finish()
    assert contents(twins.beta) == before


def test_lists_and_filters_never_show_another_store(twins, offered):
    walk = Walk(twins, offered)
    key = {"X-Shopify-Access-Token": twins.alpha.key}
    queries = ["?limit=250", "?vendor=beta-canary", "?email=beta-canary@example.com", "?title=Gap", "?name=more",
               f"?ids={','.join(map(str, twins.alien['product']))}"]
    for operation in offered:
        walk.covered.add(operation)
        if operation.action in ("list", "count") and not operation.parameters:
            for query in queries:
                reply = walk.send(operation, (), key, query)
                assert reply.status == 200
                if b"beta-canary" in reply.body or b"more" in reply.body:
                    walk.wrong.append((operation.path, query))
    walk.finish()


def test_stores_never_mix_on_shared_connections(twins):
    keys = {"alpha": twins.alpha.key, "beta": twins.beta.key}
    own = {name: ids[0] for name, ids in twins.own.items()}
    paths = ["products?limit=5", f"products/{own['product']}", f"variants/{own['variant']}", "suppliers"]
    bases = ["/admin/api/2024-01/", "/api/v1/", "/api/v3/"]

    def alternate(number):
        mixed = []
        with twins.server.connect() as connection:
            for round in range(60):
                name = ("alpha", "beta")[(number + round) % 2]
                other = {"alpha": b"beta-canary", "beta": b"alpha-canary"}[name]
                target = bases[round % 3] + paths[(number + round // 3) % 4]
                reply = connection.send("GET", target, {"Authorization": f"Bearer {keys[name]}"})
                if reply.status != 200 or other in reply.body:
                    mixed.append((name, target, reply.status))
        return mixed

    with ThreadPoolExecutor(THREADS) as pool:
        assert not [cell for mixed in pool.map(alternate, range(THREADS)) for cell in mixed]


def test_every_write_leaves_an_audit_row_with_the_request_s_id(twins):
    shop = twins.alpha.again()
    reply = shop.post("products", "product", {"title": "Audited"})
    database = sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)
    row, = database.execute(
        "SELECT actor, method, status FROM audit WHERE request = ?", [reply.header("X-Request-Id")]).fetchall()
    database.close()
    assert row[0].startswith("key_") and row[1:] == ("POST", 201)


def test_cells_of_another_store_s_references_are_refused(twins):
    alpha = twins.alpha
    variant = alpha.product(images=[{"src": "https://cdn.example.com/x.jpg"}])["variants"][0]["id"]
    before = contents(twins.beta)
    for image in (twins.alien["image"][0], twins.unknown["image"]):
        alpha.assert_refused(alpha.put(f"variants/{variant}", "variant", {"image_id": image}), 422)
    body = {"title": "T", "variants": [{"id": twins.alien["variant"][0], "price": "1"}]}
    reply = alpha.post("products", "product", body)
    assert reply.status in (201, 404, 422)
    if reply.status == 201:
        assert reply.json["product"]["variants"][0]["id"] != twins.alien["variant"][0]
    assert contents(twins.beta) == before
