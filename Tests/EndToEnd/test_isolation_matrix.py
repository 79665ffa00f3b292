"""Every operation of the OpenAPI documents, with every kind of credential and every kind of id (G1 to G3, ER-13)."""

import base64
import itertools
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from canaries import fits
from cells import Walk, each_cell, ids_of
from dialects import DIALECTS, Shop
from operations import ANY_SCOPE, NAMES, document, operations
from recipes import FILES, SHARED
from records import Maker
from server import create_key, create_store, keys_of, run_command
from twins import contents

NUMBERS = itertools.count(1)
THREADS = 64
EVERY_LIST_HAS = {"limit", "page", "page_info", "cursor", "since_id", "ids", "fields"}


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


@pytest.fixture(scope="module", params=DIALECTS, ids=NAMES)
def maker(request, twins):
    """Makes records of alpha's in one dialect, and has that dialect's operations."""
    return Maker(twins.alpha.again(request.param))


def test_documents_describe_the_same_operations_in_every_dialect(server):
    offers = []
    for name in NAMES:
        found = operations(document(server.port, name), name)
        offers.append(sorted(str((o.method, o.action, o.resource, o.is_nested, o.scope)) for o in found))
    assert offers[0] == offers[1] == offers[2] and len(offers[0]) > 20


def test_recipes_are_for_what_is_there(maker):
    operations = {operation.name for operation in maker.operations}
    created = {resource for resource, _ in maker.creates}
    for module in {operation.module for operation in maker.operations} & set(FILES):
        file = FILES[module]
        assert not set(getattr(file, "FIELDS", ())) - created, f"{module}: a recipe for a resource that no create makes"
        assert not set(getattr(file, "HOOKS", ())) & created, f"{module}: a hook for a resource that a create makes"
        for table in ("CALLS", "STEPS"):
            assert not set(getattr(file, table, ())) - operations, f"{module}: a recipe for a route that is not there"


@pytest.mark.parametrize("credential", REFUSED)
def test_unknown_credentials_get_nothing(twins, maker, credential):
    walk, before = Walk(twins, maker), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        reply = walk.send(operation, ids, REFUSED[credential](twins.alpha.key))
        walk.expect(operation, (credential, kind), reply, 401)
    walk.finish()
    assert contents(twins.alpha) == before


@pytest.mark.parametrize("parameter", ["access_token", "X-Shopify-Access-Token", "token", "key"])
def test_a_key_in_the_query_string_is_no_credential(twins, maker, parameter):
    walk = Walk(twins, maker)
    for operation, kind, ids in each_cell(walk):
        reply = walk.send(operation, ids, {}, f"{parameter}={twins.alpha.key}")
        walk.expect(operation, (parameter, kind), reply, 401)
    walk.finish()


@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_ended_keys_get_nothing(twins, maker, ended):
    data, store = twins.server.data, twins.alpha.store
    if ended == "revoked":
        key = create_key(data, store, "all", "--no-rate-limit")
        run_command("key", "revoke", keys_of(data, store)[-1]["id"], data=data)
    else:
        key = create_key(data, store, "all", "--no-rate-limit", "--expires-in", "1")
        time.sleep(1.1)
    walk, before = Walk(twins, maker), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        walk.expect(operation, (ended, kind), walk.send(operation, ids, {"Authorization": f"Bearer {key}"}), 401)
    walk.finish()
    assert contents(twins.alpha) == before


def but_for(scopes, name):
    """The scopes without those of the same name, as a key is given them."""
    return ",".join(scope for scope in scopes if scope.split("_", 1)[1] != name.split("_", 1)[1])


@pytest.mark.parametrize("held", ["no scope of the module", "no scope of the holder", "read where write is needed"])
def test_a_missing_scope_is_403_for_every_id_alike(twins, maker, held):
    scopes = sorted({operation.scope for operation in maker.operations} - {ANY_SCOPE})
    reading = ",".join(scope for scope in scopes if scope.startswith("read_"))
    walk, before = Walk(twins, maker), contents(twins.alpha)
    for operation, kind, ids in each_cell(walk):
        needed = operation.holder_scope if held == "no scope of the holder" else operation.scope
        if needed in (None, ANY_SCOPE) or held.startswith("read") and not needed.startswith("write_"):
            walk.covered.add(operation)
            continue
        key = twins.key(reading if held.startswith("read") else but_for(scopes, needed))
        reply = walk.send(operation, ids, {"X-Shopify-Access-Token": key})
        walk.expect(operation, (held, kind), reply, 403)
        if needed.encode() not in reply.body:
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
def test_ids_of_another_store_are_answered_like_ids_that_never_were(twins, maker, place):
    walk, headers = Walk(twins, maker), ACCEPTED[place](twins.alpha.key)
    before, before_alpha = contents(twins.beta), contents(twins.alpha, with_audit=False)
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
    assert contents(twins.alpha, with_audit=False) == before_alpha


SUCCESS = {
    "list": {200}, "count": {200}, "get": {200}, "create": {201}, "update": {200}, "delete": {204},
    "import": {202}, "export": {202}, "result": {200}, "cancel": {200}, "route": {200, 201, 202, 204, 303}}


def test_another_store_s_key_reaches_only_its_own_store(twins, maker):
    name = f"stranger-{next(NUMBERS)}"
    store = create_store(twins.server.data, name)
    key = create_key(twins.server.data, name, "all", "--no-rate-limit")
    own = Maker(Shop(twins.server, maker.shop.dialect, key, name, store["id"]))
    walk, before = Walk(twins, maker), contents(twins.alpha)
    # Creates come last, and refused writes before them: what they leave would have the ids that are asked for.
    for operation, kind, ids in sorted(each_cell(walk), key=lambda cell: (not cell[2], cell[0].writes)):
        call = None if ids else own.call(operation, ids)
        reply = walk.send(operation, ids, {"X-Shopify-Access-Token": key}, call=call)
        # What belongs to no store is there for every key.
        is_there = not ids or (kind == "own" and set(operation.subjects) <= SHARED)
        walk.expect(operation, ("stranger", kind), reply, *(SUCCESS[operation.action] if is_there else {404}))
        if b"canary" in reply.body:
            walk.wrong.append((operation.method, operation.path, "shows another store's record"))
    walk.finish()
    assert contents(twins.alpha) == before


@pytest.mark.parametrize("place", ACCEPTED)
def test_a_good_key_reaches_every_operation_of_its_own_store(twins, maker, place):
    walk, headers = Walk(twins, maker), ACCEPTED[place](twins.alpha.key)
    before = contents(twins.beta)
    for operation in maker.operations:
        ids = maker.path(operation) if operation.writes else ids_of(operation, twins, "own")
        reply = walk.send(operation, ids, headers, call=maker.call(operation, ids))
        walk.expect(operation, "own", reply, *SUCCESS[operation.action])
    walk.finish()
    assert contents(twins.beta) == before


def filters(operation):
    """The names and schemas of what a list selects by."""
    for parameter in operation.description["parameters"]:
        if parameter["in"] == "query" and parameter["name"] not in EVERY_LIST_HAS:
            yield parameter["name"], parameter["schema"]


def queries_for(operation, maker, twins):
    """Queries for what only the other store has, by every filter that takes it, and by all that other lists have."""
    alien = twins.alien_records.get(operation.about, {})
    ids = [alien["id"]] if "id" in alien else twins.alien_ids_of(operation.about)
    yield from ("limit=250", f"ids={','.join(map(str, ids))}")
    own = dict(filters(operation))
    for name, schema in own.items():
        value = alien.get(name) or (fits("beta-canary", schema) and "beta-canary")
        if value and isinstance(value, (str, int)):
            yield urlencode({name: str(value).lower() if isinstance(value, bool) else value})
    others = {name for other in maker.operations for name, _ in filters(other)} - set(own)
    yield urlencode({name: "beta-canary" for name in sorted(others)})


def test_lists_and_filters_never_show_another_store(twins, maker):
    walk, key = Walk(twins, maker), {"X-Shopify-Access-Token": twins.alpha.key}
    for operation in maker.operations:
        walk.covered.add(operation)
        if operation.action not in ("list", "count"):
            continue
        for query in queries_for(operation, maker, twins):
            reply = walk.send(operation, ids_of(operation, twins, "own"), key, query)
            assert reply.status == 200, (operation.path, query, reply.body[:300])
            shown = set(map(int, re.findall(rb"\b[0-9]{10,}\b", reply.body)))
            if b"beta-canary" in reply.body or shown & twins.alien_ids:
                walk.wrong.append((operation.path, query))
    walk.finish()


def test_stores_never_mix_on_shared_connections(twins):
    keys = {"alpha": twins.alpha.key, "beta": twins.beta.key}
    # A key in a path names a record of one store alone.
    reads = [
        operation.target(*ids) + "?limit=5" for name in NAMES
        for operation in operations(document(twins.server.port, name), name) if operation.action in ("list", "get")
        for ids in [ids_of(operation, twins, "own")] if all(isinstance(id, int) for id in ids)]

    def alternate(number):
        mixed = []
        with twins.server.connect() as connection:
            for round in range(60):
                name = ("alpha", "beta")[(number + round) % 2]
                other = {"alpha": b"beta-canary", "beta": b"alpha-canary"}[name]
                target = reads[(number * 60 + round) % len(reads)]
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


@pytest.mark.parametrize("in_path", [False, True], ids=["of the body", "that the path names"])
def test_links_never_lead_to_records_of_another_store(twins, maker, in_path):
    walk, key = Walk(twins, maker), {"X-Shopify-Access-Token": twins.alpha.key}
    before = contents(twins.beta)
    for operation in filter(maker.bodies.has_fields, maker.operations):
        for field, target, beside in maker.bodies.links(operation, in_path):
            fields = maker.bodies.fields(operation) | beside
            for id in (*twins.alien_ids_of(target)[:1], twins.unknown):
                body = maker.bodies.wrapped(operation, fields | {field: id})
                reply = walk.send(operation, ids_of(operation, twins, "own"), key, call=("", body))
                # What a path says already need not be looked at in a body; a module may say that there is none.
                refusals = {422, 404} if operation.action == "route" else {422}
                walk.expect(operation, (field, id), reply, *({200, 201} | refusals if in_path else refusals))
                if str(id).encode() in reply.body:
                    walk.wrong.append((operation.name, "is linked", reply.body[:120]))
    walk.covered = set(walk.operations)
    walk.finish()
    assert contents(twins.beta) == before


def test_children_of_another_store_are_no_children(twins):
    alpha, before = twins.alpha, contents(twins.beta)
    alien = twins.alien_ids_of("variant")[0]
    reply = alpha.post("products", "product", {"title": "T", "variants": [{"id": alien, "price": "1"}]})
    assert reply.status in (201, 404, 422)
    if reply.status == 201:
        assert reply.json["product"]["variants"][0]["id"] != alien
    assert contents(twins.beta) == before
