"""kill -9 while orders come in: what was acknowledged is there, with its stock, number and history (A1, T-04)."""

import random

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from inventory_calls import levels, main_location, replayed, stocked
from kills import kill_by_turns, run_and_kill
from order_calls import lines
from server import TORTURE

KILLS = 40 if TORTURE else 3
WRITERS = 6
START = 1_000_000


def ordering(shop, item, made, cancelled):
    """Orders one and cancels every third; notes what was answered."""
    body = {"line_items": lines(item), "email": f"buyer{random.randrange(5)}@example.com"}

    def step():
        reply = shop.post("orders", "order", body)
        order = shop.one(reply, "order", 201)
        made.append((order["id"], order["number"]))
        if len(made) % 3 == 0:
            shop.one(shop.send("POST", f"orders/{order['id']}/cancel"), "order")
            cancelled.append(order["id"])

    return step


def test_acknowledged_orders_survive_every_kill(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    item, main = stocked(shop, START)["id"], main_location(shop)
    made, cancelled = [], []
    for number in range(KILLS):
        run_and_kill(
            WRITERS, lambda n: ordering(shop.again(DIALECTS[n % len(DIALECTS)]), item, made, cancelled),
            random.uniform(0.3, 0.6), lambda: kill_by_turns(running, number))
        shop = shop.again()
        check(shop, item, main, made, cancelled)
    assert len(made) > KILLS and len(cancelled) > KILLS


def check(shop, item, main, made, cancelled):
    orders = shop.everything("orders", status="any", fields="id,number,status,total_price,customer_id")
    assert [order["number"] for order in orders] == list(range(1, len(orders) + 1)), "no number is lost or given twice"
    kept = {order["id"]: order for order in orders}
    assert all(kept[id]["number"] == number for id, number in made)
    assert all(kept[id]["status"] == "cancelled" for id in cancelled)
    held = sum(order["status"] == "pending" for order in orders)
    assert levels(shop, item) == {main: (START - held, 0, held)} and replayed(shop)[item, main] == (START - held, 0, held)
    counts = {}
    for order in orders:
        counts[order["customer_id"]] = counts.get(order["customer_id"], 0) + 1
    customers = shop.everything("customers", fields="id,orders_count")
    assert {one["id"]: one["orders_count"] for one in customers} == counts
