"""Extensions: a hook on another module's resource, a whole resource of its own, and switching off (D6, PT-03, T-34)."""

import json
import shutil

import pytest

from conftest import open_shop
from dialects import DIALECTS, Shop
from operations import document, operations
from server import EXTENSIONS, create_key, run_command

BARCODES = [
    # barcode, what the extension says of it
    ("4006381333931", None),
    ("036000291452", None),
    ("96385074", None),
    ("own code 4006381333932", None),
    ("123", None),
    ("", None),
    ("4006381333932", "has a wrong check digit: expected 1"),
    ("4006381333913", "has a wrong check digit: expected"),
    ("036000291453", "has a wrong check digit: expected 2"),
    ("96385075", "has a wrong check digit: expected 4"),
]


@pytest.mark.parametrize("barcode, message", BARCODES, ids=range(len(BARCODES)))
def test_barcodes_are_checked_in_every_dialect(shop, barcode, message):
    variants = [{"option1": "A"}, {"option1": "B", "barcode": barcode}]
    reply = shop.post("products", "product", {"title": "T", "variants": variants})
    if message is None:
        assert shop.one(reply, "product", 201)["variants"][1]["barcode"] == (barcode or None) or barcode == ""
        return
    told = shop.issues(reply)["variants[1].barcode"]
    assert len(told) == 1 and told[0].startswith(message)


def test_a_barcode_is_checked_when_its_variant_changes(shop):
    product = shop.product(variants=[{"barcode": "96385074"}])
    variant = product["variants"][0]["id"]
    for path in (f"variants/{variant}", f"products/{product['id']}/variants/{variant}"):
        shop.assert_refused(shop.put(path, "variant", {"barcode": "96385075"}), 422)
    assert shop.one(shop.get(f"variants/{variant}"), "variant")["barcode"] == "96385074"


SUPPLIERS = [
    {"name": "Acme", "email": "Buy@Acme.Example", "lead_time_days": 3, "minimum_order": "10"},
    {"name": "Acme Two", "lead_time_days": 30},
    {"name": "Zed"},
]


def test_suppliers_are_a_whole_resource(empty_shop):
    shop = empty_shop
    first, second, third = (shop.create("supplier", fields) for fields in SUPPLIERS)
    assert (first["email"], first["minimum_order"], first["state"]) == ("buy@acme.example", "10.00", "active")
    assert first["lead_time_days"] == 3 and third["email"] is None
    assert shop.one(shop.get(f"suppliers/{first['id']}"), "supplier") == first
    changed = shop.one(shop.put(f"suppliers/{first['id']}", "supplier", {"lead_time_days": 4}), "supplier")
    assert (changed["lead_time_days"], changed["name"]) == (4, "Acme")
    assert shop.count("suppliers") == 3
    assert shop.delete(f"suppliers/{second['id']}").status == 204
    assert [s["id"] for s in shop.list("suppliers")] == [third["id"], first["id"]]


def test_suppliers_are_filtered(empty_shop):
    shop = empty_shop
    for fields in SUPPLIERS:
        shop.create("supplier", fields)
    queries = [
        ({"name": "acme"}, 2), ({"email": "buy@acme.example"}, 1), ({"state": "active"}, 3), ({"state": "archived"}, 0),
        ({"state": "active,archived"}, 3), ({"lead_time_days_max": "3"}, 1), ({"lead_time_days_max": "30"}, 2)]
    for query, count in queries:
        assert len(shop.list("suppliers", **query)) == shop.count("suppliers", **query) == count, query
    shop.assert_refused(shop.get("suppliers", state="gone"), 400)
    shop.assert_refused(shop.get("suppliers", lead_time_days_max="x"), 400)


REFUSED_SUPPLIERS = [
    ({}, "name"), ({"name": ""}, "name"), ({"name": "n" * 81}, "name"),
    ({"name": "A", "lead_time_days": 366}, "lead_time_days"), ({"name": "A", "lead_time_days": -1}, "lead_time_days"),
    ({"name": "A", "minimum_order": "-1"}, "minimum_order"), ({"name": "A", "email": "e" * 255}, "email"),
]


@pytest.mark.parametrize("fields, field", REFUSED_SUPPLIERS, ids=range(len(REFUSED_SUPPLIERS)))
def test_wrong_suppliers_are_refused_by_field(shop, fields, field):
    assert field in shop.issues(shop.post("suppliers", "supplier", fields))


def test_supplier_names_are_unique_in_a_store(empty_shop, open_shops):
    empty_shop.create("supplier", {"name": "Acme"})
    for twin in ("Acme", "acme", "ACME"):
        told = empty_shop.issues(empty_shop.post("suppliers", "supplier", {"name": twin}))
        assert told["name"] == ["has already been taken"]
    assert open_shops(empty_shop.dialect).create("supplier", {"name": "Acme"})


def test_archiving_is_final(shop):
    supplier = shop.create("supplier", {"name": "Old", "state": "archived"})
    assert supplier["state"] == "active"
    path = f"suppliers/{supplier['id']}"
    archived = shop.one(shop.send("POST", f"{path}/archive"), "supplier")
    assert archived == {**supplier, "state": "archived", "updated_at": archived["updated_at"]}
    shop.assert_refused(shop.send("POST", f"{path}/archive"), 409)
    shop.assert_refused(shop.put(path, "supplier", {"name": "New"}), 409)
    shown = shop.one(shop.get(path), "supplier")
    assert (shown["state"], shown["name"]) == ("archived", "Old")
    assert [s["id"] for s in shop.list("suppliers", state="archived")] == [supplier["id"]]
    assert shop.delete(path).status == 204
    for id in (supplier["id"], 1, "abc", "0"):
        shop.assert_refused(shop.send("POST", f"suppliers/{id}/archive"), 404)


def test_suppliers_have_scopes_of_their_own(shop):
    data = shop.server.data
    keys = {scope: create_key(data, shop.store, scope, "--no-rate-limit")
            for scope in ("read_suppliers", "write_suppliers", "read_products")}
    statuses = {
        scope: (shop.again(key=key).get("suppliers").status,
                shop.again(key=key).post("suppliers", "supplier", {"name": scope}).status)
        for scope, key in keys.items()}
    assert statuses == {"read_suppliers": (200, 403), "write_suppliers": (200, 201), "read_products": (403, 403)}


def test_suppliers_are_in_every_document(server):
    for dialect in DIALECTS:
        found = [o for o in operations(document(server.port, dialect.name), dialect.name) if o.module == "suppliers"]
        assert {o.action for o in found} == {"list", "count", "get", "create", "update", "delete", "route", "import", "export"}
        assert {o.scope for o in found} == {"read_suppliers", "write_suppliers"}


def switch(shop, what, module="suppliers"):
    run_command("module", what, module, "--store", shop.store, data=shop.server.data)


def test_a_module_is_switched_off_for_one_store_only(empty_shop, open_shops):
    shop, other = empty_shop, open_shops(empty_shop.dialect)
    made = [each.create("supplier", {"name": "Acme"}) for each in (shop, other)][0]
    path = f"suppliers/{made['id']}"
    before = shop.get(path).body
    switch(shop, "disable")
    for method, target, body in (
        ("GET", "suppliers", None), ("GET", path, None), ("POST", "suppliers", shop.wrap("supplier", {"name": "B"})),
        ("DELETE", path, None), ("POST", f"{path}/archive", None), ("GET", "suppliers/count", None),
    ):
        shop.assert_refused(shop.send(method, target, body), 404)
    assert shop.get("products").status == 200
    assert other.count("suppliers") == 1
    switch(shop, "enable")
    assert shop.get(path).body == before


def test_a_switched_off_hook_no_longer_judges(empty_shop):
    wrong = {"title": "T", "variants": [{"barcode": "96385075"}]}
    empty_shop.assert_refused(empty_shop.post("products", "product", wrong), 422)
    switch(empty_shop, "disable", "barcode-check")
    assert empty_shop.one(empty_shop.post("products", "product", wrong), "product", 201)


def test_an_essential_module_stays(empty_shop):
    done = run_command(
        "module", "disable", "products", "--store", empty_shop.store, data=empty_shop.server.data, check=False)
    assert done.returncode != 0 and "products" in done.stderr
    assert empty_shop.get("products").status == 200


def test_records_stay_what_they_were_when_modules_come_and_go(make_server):
    with_all, plain = make_server(), make_server(extensions=False)
    shop = open_shop(with_all.start(), DIALECTS[0])
    for number in range(20):
        shop.product(f"P{number}", vendor="V", tags="a, b", variants=[{"option1": "S", "price": "1.50"}], images=[
            {"src": "https://cdn.example.com/a.jpg"}])
    newest = shop.list()[0]
    paths = ["products", f"products/{newest['id']}", f"variants/{newest['variants'][0]['id']}"]
    before = [shop.get(path).body for path in paths]
    supplier = shop.create("supplier", {"name": "Acme"})
    for running in (plain, with_all, plain):
        with_all.stop()
        plain.stop()
        running.start()
        again = Shop(running, DIALECTS[0], shop.key)
        assert [again.get(path).body for path in paths] == before
    plain.stop()
    with_all.start()
    assert shop.again().list("suppliers") == [supplier]


def test_without_extensions_their_routes_do_not_exist(make_server):
    plain = open_shop(make_server(extensions=False).start(), DIALECTS[0])
    assert plain.get("suppliers").status == 404 and plain.product()
    offered = {operation.module for operation in operations(document(plain.server.port, "native"), "native")}
    assert "products" in offered and offered.isdisjoint(folder.name for folder in EXTENSIONS.iterdir())


def test_a_tampered_library_is_not_loaded(tmp_path, make_server):
    folder = tmp_path / "modules" / "suppliers"
    shutil.copytree(EXTENSIONS / "suppliers", folder)
    library = folder / "module.so"
    data = bytearray(library.read_bytes())
    data[len(data) // 2] ^= 1
    library.write_bytes(data)
    done = run_command("module", "verify", folder, check=False)
    assert done.returncode != 0 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    listed = json.loads(run_command("module", "list", "--json", "--modules", tmp_path / "modules").stdout)
    assert [row["id"] for row in listed["refused"]] == ["suppliers"]
    running = make_server(extensions=False, options=["--dev", "--modules", str(tmp_path / "modules")])
    shop = open_shop(running.start(), DIALECTS[0])
    assert shop.get("suppliers").status == 404 and shop.product()


def test_a_staged_module_can_be_rolled_back(tmp_path):
    into = tmp_path / "modules"
    into.mkdir()
    for _ in range(2):
        run_command("module", "stage", EXTENSIONS / "suppliers", "--into", into)
    run_command("module", "rollback", "suppliers", "--into", into)
    loaded = json.loads(run_command("module", "list", "--json", "--modules", into).stdout)["loaded"]
    assert "suppliers" in [row["id"] for row in loaded]
    assert run_command("module", "rollback", "none", "--into", into, check=False).returncode != 0


def test_modules_are_listed(server):
    listed = json.loads(run_command("module", "list", "--json").stdout)
    assert "products" in json.dumps(listed)
