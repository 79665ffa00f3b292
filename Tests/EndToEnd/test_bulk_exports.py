"""Exports of many records: what the list shows, at one moment, in CSV and JSON; and back again (BK-02 to BK-05, T-33)."""

import json
import random
import threading

import pytest

from bulk_calls import begun, bulk_operations, counts, ended, errors, exported, imported, result, shown, table
from conftest import open_shop
from dialects import NATIVE, SHOPIFY
from server import create_key


@pytest.fixture
def shop(empty_shop):
    return empty_shop


def test_a_json_export_is_what_the_list_shows(shop):
    for number in range(3):
        shop.product(f"P{number}", variants=[{"option1": "S"}, {"option1": "M"}], tags="a, b")
    file = json.loads(exported(shop, "products", format="json"))
    assert file == {"products": shop.list("products")}


def test_a_csv_export_has_a_row_for_each_child(shop):
    shop.product("Mug", tags="a, b", variants=[{"option1": "S", "price": "1.00"}, {"option1": "M", "price": "2.00"}],
                 images=[{"src": "https://example.com/1.jpg"}])
    shop.product("Pot", vendor="")
    pot, mug, more = table(exported(shop, "products"))
    assert (pot["title"], pot["vendor"], pot["images.src"], pot["variants.option1"]) == ("Pot", "", "", "Default Title")
    assert (mug["title"], mug["tags"], mug["variants.price"], mug["images.src"]) == (
        "Mug", "a, b", "1.00", "https://example.com/1.jpg")
    assert (more["id"], more["title"], more["variants.price"], more["images.src"]) == ("", "", "2.00", "")
    assert more["variants.id"] == str(shop.list("products")[1]["variants"][1]["id"])


def test_an_empty_store_exports_no_records(shop):
    assert json.loads(exported(shop, "products", format="json")) == {"products": []}
    assert table(exported(shop, "products")) == []


def test_the_file_is_for_downloading_and_for_whoever_asked_for_it(shop, open_shops):
    shop.product("Mug")
    operation = ended(shop, begun(shop, shop.send("POST", "bulk/products/export")))
    reply = shop.get(f"bulk/operations/{operation['id']}/result")
    assert reply.header("Content-Type") == "text/csv; charset=utf-8"
    assert reply.header("Content-Disposition") == f'attachment; filename="product-export-{operation["id"]}.csv"'
    assert reply.header("X-Content-Type-Options") == "nosniff" and len(reply.body) == operation["result_bytes"]
    assert operation["total"] == operation["done"] == 1 and operation["percent"] == 100
    head = shop.send("HEAD", f"bulk/operations/{operation['id']}/result")
    assert head.status == 200 and head.body == b"" and head.header("Content-Length") == str(len(reply.body))
    for other in (shop.again(key=create_key(shop.server.data, shop.store, "all")), open_shops(shop.dialect)):
        other.assert_refused(other.get(f"bulk/operations/{operation['id']}/result"), 404)


def test_an_export_takes_the_scope_that_reading_takes(shop):
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_products"))
    shop.product("Mug")
    assert len(table(exported(reader, "products"))) == 1
    reader.assert_refused(reader.send("POST", "bulk/customers/export"), 403)


@pytest.mark.parametrize("query, body, word", [
    ({"format": "xml"}, None, "format"), ({"stutus": "active"}, None, "stutus"), ({"limit": "5"}, None, "limit"),
    ({"page_info": "x"}, None, "page_info"), ({"status": "gone"}, None, "status"), ({}, {"format": "csv"}, "query")])
def test_what_an_export_does_not_know_is_refused(shop, query, body, word):
    reply = shop.send("POST", "bulk/products/export", body, query=query)
    shop.assert_refused(reply, 400)
    assert word in reply.body.decode() and bulk_operations(shop) == []


@pytest.mark.parametrize("query", [
    {"status": "draft"}, {"vendor": "Acme", "status": "active"}, {"title": "ug"}, {"since_id": 0}, {"ids": "FIRST"},
    {"ids[]": "FIRST"}, {"created_at_max": "2001-01-01T00:00:00Z"}, {}])
def test_an_export_takes_the_parameters_of_the_list(shop, query):
    first = shop.product("Mug", vendor="Acme", status="draft")
    for fields in ({"vendor": "Acme"}, {"status": "draft"}, {"status": "archived"}):
        shop.product("Mug", **fields)
    query = {name: first["id"] if value == "FIRST" else value for name, value in query.items()}
    listed = shop.list("products", **query)
    assert json.loads(exported(shop, "products", format="json", **query)) == {"products": listed}
    assert [row["id"] for row in table(exported(shop, "products", **query))] == [str(one["id"]) for one in listed]


NASTY = [
    "=1+1", "+49 30", "-5", "@x", "'quoted", "'=1", "''", "a,b", 'say "hi"', "a\r\nb", "a\nb", "tab\tin", "\tx", " x ", "😀", "é",
    "e\u0301", "\u202ex", "\ufeffx", "null", "TRUE", "007", "1e5", "a;b", "x" * 200]


def nasty_text(random):
    return random.choice(NASTY) + random.choice(["", *NASTY])[:50]


def fill(shop, random, count):
    for number in range(count):
        variants = [{"option1": f"{nasty_text(random)}{n}", "price": f"{random.randrange(100)}.{random.randrange(100):02}",
                     "sku": nasty_text(random), "barcode": random.choice([None, "", nasty_text(random)])}
                    for n in range(random.randrange(1, 4))]
        shop.product(
            f"{nasty_text(random)}.", body_html=random.choice(["", nasty_text(random)]), vendor=nasty_text(random),
            template_suffix=random.choice([None, "", nasty_text(random)]), variants=variants,
            tags=random.choice(["", "a, b", "=1, -2"]), images=random.choice([[], [{"src": "https://example.com/a.jpg"}]]))
        fields = {"email": f"buyer{number}@example.com", "note": random.choice([None, "", nasty_text(random)]),
                  "addresses": [{"address1": nasty_text(random), "city": "X"}] * random.randrange(3)}
        assert shop.post("customers", "customer", fields).status == 201


@pytest.mark.parametrize("seed", range(3))
def test_what_is_exported_and_imported_again_changes_nothing(server, seed):
    shop = open_shop(server, SHOPIFY)
    fill(shop, random.Random(seed), 25)
    for plural in ("products", "customers"):
        before, seen = shop.everything(plural), shop.count("events")
        for media_type, format in (("text/csv", "csv"), ("application/json", "json")):
            file = exported(shop, plural, format=format)
            operation = imported(shop, plural, file, media_type)
            assert counts(operation) == {"unchanged": 25}, errors(shop, operation)[:3]
            assert exported(shop, plural, format=format) == file
        assert shop.everything(plural) == before and shop.count("events") == seen


@pytest.mark.parametrize("seed", range(3))
def test_a_spreadsheet_moves_records_to_another_store(server, seed):
    source, target = open_shop(server, NATIVE), open_shop(server, NATIVE)
    fill(source, random.Random(100 + seed), 15)
    file = exported(source, "products", format="csv")
    rows = file.decode().split("\r\n", 1)
    # Without the ids of a store that they are not of.
    assert rows[0].startswith("id,external_id,")
    records = json.loads(exported(source, "products", format="json"))["products"]
    for record in records:
        record["external_id"] = f"'={record['id']}"
        del record["id"]
        for name in ("variants", "options", "images"):
            for child in record[name]:
                del child["id"]
        for variant in record["variants"]:
            variant["image_id"] = None
        for image in record["images"]:
            image["variant_ids"] = []
    moved = imported(target, "products", json.dumps(records), "application/json")
    assert counts(moved) == {"created": 15}, errors(target, moved)[:3]
    again = imported(target, "products", exported(target, "products"))
    assert counts(again) == {"unchanged": 15}
    assert {row["external_id"] for row in table(exported(target, "products")) if row["id"]} == {
        ("'" + record["external_id"]) for record in records}

    def essence(shop):
        return sorted((p["title"], p["body_html"], p["vendor"], p["tags"], [v["sku"] for v in p["variants"]])
                      for p in shop.everything("products"))

    assert essence(source) == essence(target)


def test_an_export_is_of_one_moment(server):
    shop = open_shop(server, SHOPIFY)
    count = 3_000
    imported(shop, "products", "title,vendor\n" + "".join(f"P{number},0\n" for number in range(count)))
    stop, vendors = threading.Event(), []

    def change():
        writer = shop.again()
        products = writer.everything("products")[::-1]
        while not stop.is_set():
            vendors.append(len(vendors) + 1)
            # From the newest to the oldest and from there to the newest, so that no order of reading is left out.
            for product in (products[0], products[-1]):
                writer.put(f"products/{product['id']}", "product", {"vendor": str(vendors[-1])})

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(5):
            found = [int(row["vendor"]) for row in table(exported(shop, "products")) if row["id"]]
            assert len(found) == count
            # The first is changed before the last.
            assert found[0] - found[-1] in (0, 1), (found[0], found[-1])
    finally:
        stop.set()
        thread.join(60)


def test_no_more_than_ten_may_be_open(server):
    shop = open_shop(server, SHOPIFY)
    rows = "".join(f"P{number}\n" for number in range(2_000))
    from bulk_calls import send
    replies = [send(shop, "products", f"title\n{rows}".encode()) for _ in range(14)]
    assert {reply.status for reply in replies} <= {202, 409}
    taken = [begun(shop, reply) for reply in replies if reply.status == 202]
    assert len(taken) >= 10
    for operation in taken:
        shop.send("POST", f"bulk/operations/{operation['id']}/cancel")
        assert shown(shop, operation)["status"] in ("canceled", "completed")
