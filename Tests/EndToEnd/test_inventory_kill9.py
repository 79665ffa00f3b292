"""kill -9 while stock changes: what was acknowledged is there, and the history says so too (A1, T-04)."""

import random

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from inventory_calls import levels, main_location, quantity, replayed, stocked
from kills import kill_by_turns, run_and_kill
from server import TORTURE

KILLS = 40 if TORTURE else 4
WRITERS = 8
START = 1_000_000


def lowering(shop, item, place, tally):
    """Lowers by one and holds one, by turns; counts what was answered, and what was asked for at most once more."""
    body = {"inventory_item_id": item, "location_id": place, "available_adjustment": -1}
    lines = [{"variant_id": item, "quantity": 1}]

    def step():
        tally["asked"] += 1
        reply = shop.send("POST", "inventory_levels/adjust", body)
        assert reply.status == 200, reply.body
        tally["lowered"] += 1
        tally["asked_to_hold"] += 1
        reference = f"{random.getrandbits(80):x}"
        reply = shop.send("POST", "inventory_reservations", {"items": lines, "reference": reference})
        assert reply.status == 201, reply.body
        tally["held"] += 1

    return step


def test_acknowledged_changes_of_stock_survive_every_kill(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    item, main = stocked(shop, START)["id"], main_location(shop)
    tallies = [dict.fromkeys(("asked", "lowered", "asked_to_hold", "held"), 0) for _ in range(WRITERS)]
    for number in range(KILLS):
        run_and_kill(
            WRITERS, lambda writer: lowering(shop.again(DIALECTS[writer % len(DIALECTS)]), item, main, tallies[writer]),
            random.uniform(0.2, 0.5), lambda: kill_by_turns(running, number))
        shop = shop.again()
        asked, lowered, asked_to_hold, held = [sum(tally[name] for tally in tallies) for name in tallies[0]]
        (available, committed, reserved), = levels(shop, item).values()
        gone = START - available - reserved
        assert lowered <= gone <= asked and held <= reserved <= asked_to_hold and committed == 0
        assert quantity(shop, item) == available
        assert shop.count("inventory_reservations") == reserved
    assert replayed(shop) == {(item, main): (available, 0, reserved)}
    print(f"{KILLS} kills, {lowered} adjustments and {held} holds acknowledged")
    assert lowered > KILLS
