"""How fast stock changes, and what inventory adds to the create of a product."""

import json
import statistics
import sys
import time

from load import cpu_seconds
from servers import Stoa

ADJUST = "/admin/api/2024-01/inventory_levels/adjust.json"
STOCK = 100_000_000


def changes(load, stoa, key, path, body):
    """Requests a second, CPU microseconds for each, and the 99th percentile in milliseconds."""
    before = cpu_seconds(stoa.pid)
    result = load.run(stoa.url + path, {"X-Shopify-Access-Token": key}, json.dumps(body))
    if result.errors:
        sys.exit(f"bench: {result.errors} requests to {path} were refused")
    return result.per_second, (cpu_seconds(stoa.pid) - before) / result.requests * 1e6, result.p99_ms


def medians(rows):
    return [statistics.median(column) for column in zip(*rows)]


def adjustments(figures, load, stoa, product, rounds):
    """One unit of one variant less, again and again, which is the worst case: all want the same record."""
    key = stoa.key(stoa.store("adjust"))
    location = stoa.call("GET", "locations.json", key)["locations"][0]["id"]
    variants = [{**product["product"]["variants"][0], "inventory_quantity": STOCK}]
    made = stoa.call("POST", "products.json", key, {"product": {**product["product"], "variants": variants}})
    item = made["product"]["variants"][0]["inventory_item_id"]
    body = {"inventory_item_id": item, "location_id": location, "available_adjustment": -1}
    rate, cpu, p99 = medians(changes(load, stoa, key, ADJUST, body) for _ in range(rounds))
    figures.at_least("durable adjustments of one level at 64 connections", rate, 3_000, 6_000, "/s")
    figures.note(f"  CPU us/adjustment: {cpu:.1f}; p99 ms: {p99:.1f}")
    compare(stoa, key, item)


def compare(stoa, key, item):
    """The level and the variant must agree once what the load has left under way is done."""
    before = None
    while before != (level := stoa.call("GET", f"inventory_levels.json?inventory_item_ids={item}", key)):
        before = level
        time.sleep(0.2)
    quantity = stoa.call("GET", f"variants/{item}.json", key)["variant"]["inventory_quantity"]
    if level["inventory_levels"][0]["available"] != quantity:
        sys.exit(f"bench: the variant has {quantity}, its level {level}")


def creates(figures, load, product, work, rounds):
    """Creates with inventory and without it, by turns."""
    bare = work / "no-inventory.toml"
    bare.write_text('[modules]\ndisabled = ["inventory"]\n')
    rows = {"with": [], "without": []}
    with Stoa(work / "counted") as full, Stoa(work / "uncounted", "--config", str(bare)) as alone:
        servers = {name: (stoa, stoa.key(stoa.store("creates"))) for name, stoa in (("with", full), ("without", alone))}
        for number in range(rounds):
            for name in sorted(servers, reverse=number % 2 == 1):
                rows[name].append(changes(load, *servers[name], "/admin/api/2024-01/products.json", product))
    both = {name: medians(values) for name, values in rows.items()}
    figures.at_least("durable creates with inventory at 64 connections", both["with"][0], 4_000, 6_000, "/s")
    figures.note(f"  creates/s: with {both['with'][0]:,.0f}, without {both['without'][0]:,.0f}; "
                 f"CPU us: with {both['with'][1]:.1f}, without {both['without'][1]:.1f}")


def inventory(figures, load, product, work, rounds):
    """All of it."""
    with Stoa(work / "inventory") as stoa:
        adjustments(figures, load, stoa, product, rounds)
    creates(figures, load, product, work, rounds)
