"""kill -9 and restarts in the middle of imports and exports: no row is lost and none is written twice (BK-03)."""

import json
import random
import time

from bulk_calls import begun, counts, ended, result, send, shown, table, written
from conftest import open_shop
from dialects import NATIVE
from kills import kill_by_turns
from server import TORTURE

KILLS = 20 if TORTURE else 3
COUNT = 3_000


def test_an_import_goes_on_where_it_was(make_server):
    server = make_server().start()
    shop = open_shop(server, NATIVE)
    rows = [[f"e{number}", f"P{number}", "" if number % 10 else "gone"] for number in range(COUNT)]
    operation = begun(shop, send(shop, "products", written(["external_id", "title", "status"], rows)))
    done = 0
    for number in range(KILLS):
        time.sleep(random.uniform(0.02, 0.2))
        kill_by_turns(server, number)
        shop = shop.again()
        seen = shown(shop, operation)
        assert seen["done"] >= done
        done = seen["done"]
    operation = ended(shop, operation, seconds=120)
    bad = COUNT // 10
    assert counts(operation) == {"created": COUNT - bad, "failed": bad}
    products = shop.everything("products")
    assert sorted(product["title"] for product in products) == sorted(row[1] for row in rows if not row[2])
    assert len(result(shop, operation).splitlines()) == bad + 1
    # Each has its event and its row in the trail once.
    assert shop.count("events", filter="Product") == len(products)
    again = begun(shop, send(shop, "products", written(["external_id", "title"], [row[:2] for row in rows])))
    assert counts(ended(shop, again, seconds=120)) == {"unchanged": COUNT - bad, "created": bad}


def test_an_export_is_made_anew(make_server):
    server = make_server().start()
    shop = open_shop(server, NATIVE)
    file = written(["title"], [[f"P{number}"] for number in range(COUNT)])
    ended(shop, begun(shop, send(shop, "products", file)), seconds=120)
    for number in range(KILLS):
        operation = begun(shop, shop.send("POST", "bulk/products/export", query={"format": "csv"}))
        time.sleep(random.uniform(0, 0.1))
        kill_by_turns(server, number)
        shop = shop.again()
        found = table(result(shop, ended(shop, operation)))
        assert [row["title"] for row in found] == [f"P{number}" for number in reversed(range(COUNT))]


def test_an_answered_upload_survives(make_server):
    server = make_server().start()
    shop = open_shop(server, NATIVE)
    records = [{"external_id": str(number), "title": f"P{number}"} for number in range(200)]
    operation = begun(shop, send(shop, "products", json.dumps(records).encode(), "application/json"))
    server.kill()
    server.start(server.port)
    assert counts(ended(shop.again(), operation)) == {"created": 200}
