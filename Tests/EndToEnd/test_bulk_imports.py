"""Imports of many records: CSV and JSON, by external id, with an error for each bad row (BK-01, BK-03 to BK-06, T-33)."""

import json

import pytest

from bulk_calls import begun, bulk_operations, counts, ended, errors, imported, send, shown, written
from dialects import DIALECTS, STOREICU
from server import create_key, run_command


@pytest.fixture
def shop(empty_shop):
    return empty_shop


def titles(shop):
    return sorted(product["title"] for product in shop.list("products", limit=250))


def events(shop):
    return shop.count("events")


def test_rows_become_records_by_the_same_rules_as_requests(shop):
    operation = imported(shop, "products", written(
        ["external_id", "title", "tags", "status", "variants.sku", "variants.price"],
        [["a", "Mug", "red, blue", "draft", "M-1", "9.50"], ["b", "Pot", "", "active", "", ""],
         ["c", "", "", "active", "", ""], ["d", "Pan", "", "gone", "", ""]]))
    assert counts(operation) == {"created": 2, "failed": 2} and operation["total"] == 4
    assert operation["type"] == "import" and operation["resource"] == "product" and operation["format"] == "csv"
    assert titles(shop) == ["Mug", "Pot"]
    mug, = shop.list("products", title="Mug")
    assert mug["tags"] == "red, blue" and mug["status"] == "draft"
    assert [(v["sku"], v["price"]) for v in mug["variants"]] == [("M-1", "9.50")]
    found = errors(shop, operation)
    assert [(line, id, field) for line, id, field, _ in found] == [(4, "c", "title"), (5, "d", "status")]
    assert found[0][3] == shop.issues(shop.post("products", "product", {"title": ""}))["title"][0]


def test_an_import_is_answered_before_it_is_done_and_says_where_it_is(shop):
    reply = send(shop, "products", b"title,external_id\nMug,1\n")
    operation = begun(shop, reply)
    assert operation["total"] == 1 and operation["status"] in ("created", "running", "completed")
    location = reply.header("Location")
    assert location == shop.dialect.target(f"bulk/operations/{operation['id']}")
    assert shop.one(shop.send_to("GET", location), "bulk_operation")["id"] == operation["id"]
    assert [one["id"] for one in bulk_operations(shop)] == [operation["id"]]
    assert shop.counted(shop.get("bulk/operations/count")) == 1
    ended(shop, operation)


def test_the_same_file_again_changes_nothing(shop):
    file = written(
        ["external_id", "title", "variants.option1", "variants.price", "variants.position"],
        [["a", "Mug", "S", "1.00", ""], ["", "", "M", "2.00", ""], ["b", "Pot", "one", "3.00", ""]])
    assert counts(imported(shop, "products", file)) == {"created": 2}
    before, seen = shop.list("products"), events(shop)
    assert counts(imported(shop, "products", file)) == {"unchanged": 2}
    assert shop.list("products") == before and events(shop) == seen
    changed = file.replace(b"2.00", b"2.50")
    assert counts(imported(shop, "products", changed)) == {"updated": 1, "unchanged": 1}
    assert events(shop) == seen + 1
    pot, mug = shop.list("products")
    assert [v["price"] for v in mug["variants"]] == ["1.00", "2.50"]
    assert [v["id"] for v in mug["variants"]] == [v["id"] for v in before[1]["variants"]] and pot == before[0]


def test_what_was_deleted_is_made_anew(shop):
    file = "external_id,title\na,Mug\n"
    imported(shop, "products", file)
    first, = shop.list("products")
    assert shop.delete(f"products/{first['id']}").status == 204
    assert counts(imported(shop, "products", file)) == {"created": 1}
    second, = shop.list("products")
    assert second["id"] != first["id"] and counts(imported(shop, "products", file)) == {"unchanged": 1}


def test_records_of_two_kinds_do_not_take_each_other_s_external_ids(shop):
    file = "external_id,title\n1,Winter\n"
    assert counts(imported(shop, "custom_collections", file)) == {"created": 1}
    smart = json.dumps([{"external_id": "1", "title": "Cheap", "rules": [
        {"column": "variant_price", "relation": "less_than", "condition": "10"}]}])
    refused = imported(shop, "smart_collections", smart, "application/json")
    assert counts(refused) == {"failed": 1} and "has already been taken" in str(errors(shop, refused))
    assert counts(imported(shop, "custom_collections", file)) == {"unchanged": 1}
    assert shop.count("custom_collections") == 1 and shop.count("smart_collections") == 0


def test_ids_name_records_too(shop):
    mug, pot = shop.product("Mug"), shop.product("Pot")
    operation = imported(shop, "products", written(
        ["id", "external_id", "title"],
        [[mug["id"], "m", "Cup"], [pot["id"], "", "Pan"], ["1", "", "None"], ["1", "n", "New"], [pot["id"], "m", "Both"],
         ["x", "", "No id"]]))
    assert counts(operation) == {"created": 1, "updated": 2, "failed": 3}
    assert [(line, field) for line, _, field, _ in errors(shop, operation)] == [
        (4, "id"), (6, "external_id"), (7, "id")]
    assert titles(shop) == ["Cup", "New", "Pan"]
    assert counts(imported(shop, "products", "external_id,title\nm,Cup\n")) == {"unchanged": 1}


def test_missing_columns_leave_and_empty_cells_clear(shop):
    product = shop.product("Mug", vendor="Acme", template_suffix="wide", body_html="<p>x</p>")
    imported(shop, "products", f"id,template_suffix,body_html\n{product['id']},,\"\"\n")
    found = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert (found["vendor"], found["template_suffix"], found["body_html"]) == ("Acme", None, "")


def test_json_has_the_same_result(shop, open_shops):
    records = [
        {"external_id": "a", "title": "Mug", "tags": "red", "variants": [{"option1": "S", "price": "1.00"}, {"option1": "M"}]},
        {"external_id": "b", "title": ""}, {"product": {"external_id": "c", "title": "Pot"}}]
    operation = imported(shop, "products", json.dumps(records, indent=1), "application/json")
    assert counts(operation) == {"created": 2, "failed": 1} and operation["format"] == "json"
    line, id, field, _ = errors(shop, operation)[0]
    assert (id, field) == ("b", "title") and json.dumps(records, indent=1).splitlines()[line - 1].strip() == "{"
    assert counts(imported(shop, "products", json.dumps({"products": records}), "application/json")) == {
        "unchanged": 2, "failed": 1}
    other = open_shops(shop.dialect)
    imported(other, "products", written(
        ["external_id", "title", "tags", "variants.option1", "variants.price"],
        [["a", "Mug", "red", "S", "1.00"], ["", "", "", "M", "0"], ["b", "", "", "", ""], ["c", "Pot", "", "", ""]]))

    def essence(one):
        return [(p["title"], p["tags"], [(v["option1"], v["price"]) for v in p["variants"]]) for p in one.list("products")]

    assert essence(shop) == essence(other)


REFUSED = [
    (b"", "text/csv", 400, ""), (b"\n\n", "text/csv", 400, "header"), (b"titel,title\n", "text/csv", 422, "nearest is title"),
    (b"title,title\n", "text/csv", 422, "twice"), (b"title;tags\n", "text/csv", 422, "commas"),
    (b'title,tags\nx,"y\nz\n', "text/csv", 400, "line 2"), (b"{}", "application/json", 400, "array"),
    (b'[{"title":"x"}', "application/json", 400, "Line 1"), (b'[{"title":"x"},]', "application/json", 400, "object"),
    (b'[{"title":"x","title":"y"}]', "application/json", 400, "line 1"), (b'[{}] x', "application/json", 400, "end"),
    (b"title\nx\n", "text/plain", 415, "CSV"), (b"title\nx\n", "", 415, "CSV"),
]


@pytest.mark.parametrize("data, media_type, status, word", REFUSED)
def test_files_that_cannot_be_read_are_refused_before_anything_is_written(shop, data, media_type, status, word):
    reply = send(shop, "products", data, media_type)
    shop.assert_refused(reply, status)
    assert word in reply.body.decode()
    assert shop.list("products") == [] and shop.counted(shop.get("bulk/operations/count")) == 0


def test_a_password_is_no_column(shop):
    shop.assert_refused(send(shop, "customers", b"email,password\na@example.com,secret\n"), 422)
    operation = imported(shop, "customers", json.dumps([{"email": "a@example.com", "password": "secret1"}]), "application/json")
    assert errors(shop, operation)[0][2] == "password" and shop.count("customers") == 0


def test_bad_rows_do_not_undo_others(shop):
    file = (b"external_id,title,tags,variants.price\r\na,Mug,x,1\n"
            b"b,Cup 12\" wide,x,1\r" b"c,\"Pot\"x,x,1\n" b"d,Pan,x\n" b"e,\xff,x,1\n" b"f,a\x00b,x,1\n"
            b"g,=1+1,\"a\nb\",1\n" b"h,Jar,x,many\n" b"i,Lid,x,2\n")
    operation = imported(shop, "products", file)
    assert counts(operation) == {"created": 2, "failed": 7} or counts(operation) == {"created": 3, "failed": 6}
    found = {line: (field, message) for line, _, field, message in errors(shop, operation)}
    assert {3, 4, 5, 6, 7} <= set(found)
    assert "quote" in found[3][1] and "quote" in found[4][1] and "cells" in found[5][1] and "UTF-8" in found[6][1]
    assert "Lid" in titles(shop)


def test_children_are_not_lost_to_a_row_that_cannot_be_read(shop):
    file = written(["external_id", "title", "variants.option1"], [["a", "Mug", "S"], ["", "", "M"]])
    imported(shop, "products", file)
    operation = imported(shop, "products", file.replace(b",,M", b",,M\"x"))
    assert operation["failed"] == 2 and "line 3" in errors(shop, operation)[0][3]
    assert len(shop.list("products")[0]["variants"]) == 2


def test_a_cell_of_ten_megabytes_is_a_matter_of_its_field(shop):
    large = b"x" * (10 << 20)
    operation = imported(shop, "products", b"title,vendor\nMug," + large + b"\nPot,Acme\n")
    assert counts(operation) == {"created": 1, "failed": 1}
    line, _, field, message = errors(shop, operation)[0]
    assert line == 2 and titles(shop) == ["Pot"] and len(message) < 200, (field, message)


def test_a_key_needs_the_resource_s_scope_and_sees_its_own_operations(shop):
    operation = imported(shop, "products", "title\nMug\n")
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_products"))
    reader.assert_refused(send(reader, "products", b"title\nCup\n"), 403)
    reader.assert_refused(reader.get(f"bulk/operations/{operation['id']}"), 404)
    reader.assert_refused(reader.get(f"bulk/operations/{operation['id']}/result"), 404)
    reader.assert_refused(reader.send("POST", f"bulk/operations/{operation['id']}/cancel"), 404)
    assert bulk_operations(reader) == []
    reader.assert_refused(send(reader, "variants", b"title\nCup\n"), 404)


def test_operations_of_another_store_are_not_there(shop, open_shops):
    operation = imported(shop, "products", "title\nMug\n")
    other = open_shops(shop.dialect)
    for path in ("", "/result"):
        other.assert_refused(other.get(f"bulk/operations/{operation['id']}{path}"), 404)
    other.assert_refused(other.send("POST", f"bulk/operations/{operation['id']}/cancel"), 404)


def test_the_trail_tells_of_every_record(shop):
    reply = send(shop, "products", b"title,vendor\nMug,\n,Acme\n")
    ended(shop, begun(shop, reply))
    request = reply.header("X-Request-Id")
    rows = [row for row in shop.list("audit_events") if row["request_id"] == request]
    mug, = shop.list("products")
    assert sorted((row["status"], row["target"]) for row in rows) == sorted(
        [(202, str(begun(shop, reply)["id"])), (201, str(mug["id"])), (422, "")])
    assert {(row["method"], row["route"]) for row in rows} == {("POST", "bulk/products/import")}


def test_a_retry_with_the_same_key_begins_nothing_anew(shop):
    headers = {"Idempotency-Key": "once"}
    first = begun(shop, send(shop, "products", b"title\nMug\n", **headers))
    ended(shop, first)
    again = send(shop, "products", b"title\nMug\n", **headers)
    assert begun(shop, again)["id"] == first["id"] and again.header("Idempotent-Replayed") == "true"
    assert shop.count("products") == 1


def test_a_switched_off_module_s_records_cannot_be_imported(make_server):
    from conftest import open_shop
    server = make_server().start()
    shop = open_shop(server, STOREICU)
    run_command("module", "disable", "customers", "--store", shop.store, data=server.data)
    shop.assert_refused(send(shop, "customers", b"email\na@example.com\n"), 404)
    assert counts(imported(shop, "products", "title\nMug\n")) == {"created": 1}


@pytest.mark.parametrize("dialect", DIALECTS[:1], ids=["shopify"])
def test_a_cancelled_import_ends_where_it_is(open_shops, dialect):
    shop = open_shops(dialect)
    file = written(["external_id", "title"], [[number, f"P{number}"] for number in range(20_000)])
    operation = begun(shop, send(shop, "products", file))
    cancelled = shop.one(shop.send("POST", f"bulk/operations/{operation['id']}/cancel"), "bulk_operation")
    assert cancelled["status"] == "canceled" and cancelled["completed_at"] and cancelled["expires_at"]
    assert shop.count("products") == cancelled["done"] < 20_000
    assert shop.one(shop.send("POST", f"bulk/operations/{operation['id']}/cancel"), "bulk_operation") == cancelled
    assert shown(shop, operation) == cancelled and errors(shop, cancelled) == []
