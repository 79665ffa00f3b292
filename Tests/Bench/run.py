#!/usr/bin/env python3
"""Measures the server against a bare SwiftNIO server that returns the same bytes from memory.

Prints each figure beside its bar. Throughput and latency are ratios within one run: the two servers take turns, and the
median of their rounds counts, because machines are shared and noisy. `--quick` takes shorter and fewer rounds. The group
`events` (events.py) sends webhooks to a receiver that the yardstick plays.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bulk import bulk
from events import events
from figures import Figures
from graphql import graphql
from inventory import inventory
from load import Load, cpu_seconds
from metafields import metafields
from servers import BUILT, BareServer, Stoa

SAMPLE = {
    "product": {
        "title": "Ceramic Mug 12oz",
        "body_html": "<p>Thrown by hand, glazed twice, dishwasher safe.</p>",
        "vendor": "Acme Ceramics",
        "product_type": "Mugs",
        "tags": "kitchen, ceramic",
        "variants": [{"price": "18.00", "sku": "MUG-12-WHT", "inventory_quantity": 200}],
        "images": [{"src": "https://cdn.example.com/mug.jpg", "width": 1200, "height": 900}],
    }
}
PRODUCTS = "/admin/api/2024-01/products"


def compare(load, stoa, bare, path, headers, rounds):
    """Rounds in turns; returns medians of throughput, p99 and CPU microseconds a request of both."""
    rows = {"stoa": [], "bare": []}
    for _ in range(rounds):
        for name, server in (("bare", bare), ("stoa", stoa)):
            before = cpu_seconds(server.pid)
            result = load.run(server.url + path, headers)
            spent = cpu_seconds(server.pid) - before
            rows[name].append((result.per_second, result.p99_ms, spent / max(result.requests, 1) * 1e6))
    return {name: [statistics.median(column) for column in zip(*values)] for name, values in rows.items()}


def ratio_rows(figures, title, both, bar, aim):
    ratio = both["stoa"][0] / both["bare"][0]
    figures.at_least(f"{title}, throughput against bare", ratio, bar, aim, "x")
    figures.note(f"  requests/s: stoa {both['stoa'][0]:,.0f}, bare {both['bare'][0]:,.0f}; "
                 f"CPU us/request: stoa {both['stoa'][2]:.1f}, bare {both['bare'][2]:.1f}")


def reads(figures, load, stoa, key, rounds, work):
    headers = {"X-Shopify-Access-Token": key}
    product = stoa.create(key, SAMPLE)
    for _ in range(60):
        stoa.create(key, SAMPLE)
    one, many = f"{PRODUCTS}/{product}.json", f"{PRODUCTS}.json?limit=50"
    etag = stoa.get(one, key).headers["ETag"]

    for title, path, extra, bar, aim in (
        ("GET one", one, {}, 0.50, 0.75),
        ("list of 50", many, {}, 0.35, 0.60),
        ("304 on If-None-Match", one, {"If-None-Match": etag}, 0.60, 0.85),
    ):
        response = stoa.raw(path, {**headers, **extra})
        canned = Path(work, "canned.http")
        canned.write_bytes(response)
        with BareServer(canned) as bare:
            both = compare(load, stoa, bare, path, {**headers, **extra}, rounds)
        ratio_rows(figures, title, both, bar, aim)
        if title == "GET one":
            figures.at_most("p99 of GET at 64 connections, against bare", both["stoa"][1] / both["bare"][1], 4, 2, "x")
            figures.note(f"  p99 ms: stoa {both['stoa'][1]:.2f}, bare {both['bare'][1]:.2f}")
    return one


def only_products(work):
    """A configuration in which no other module is on."""
    others = sorted(folder.name for folder in (BUILT / "modules").iterdir() if folder.name != "products")
    path = work / "products.toml"
    path.write_text(f"[modules]\ndisabled = {json.dumps(others)}\n")
    return path


def writes(figures, load, stoa, key, rounds, title):
    rates = []
    for _ in range(rounds):
        before = cpu_seconds(stoa.pid)
        result = load.run(stoa.url + PRODUCTS + ".json", {"X-Shopify-Access-Token": key}, body=json.dumps(SAMPLE))
        if result.errors:
            sys.exit(f"bench: {result.errors} creates were refused")
        rates.append((result.per_second, (cpu_seconds(stoa.pid) - before) / result.requests * 1e6, result.p99_ms))
    rate, cpu, p99 = [statistics.median(column) for column in zip(*rates)]
    figures.at_least(f"durable creates at 64 connections, {title}", rate, 4000, 10000, "/s")
    figures.note(f"  CPU us/request: {cpu:.1f}; p99 ms: {p99:.1f}")


def growth(figures, load, stoa, key, path, rounds, count):
    """GET by id with few and with many more records in the store, of the same record."""
    headers = {"X-Shopify-Access-Token": key}
    few, many = [], []
    small_key = stoa.key(stoa.store("small"))
    small = f"{PRODUCTS}/{stoa.create(small_key, SAMPLE)}.json"
    for _ in range(count // 100 - 1):
        stoa.create(small_key, SAMPLE)
    stoa.fill(key, SAMPLE, count)
    for _ in range(rounds):
        few.append(load.run(stoa.url + small, {"X-Shopify-Access-Token": small_key}).per_second)
        many.append(load.run(stoa.url + path, headers).per_second)
    figures.at_most(f"GET by id with {count:,} products against {count // 100}",
                    statistics.median(few) / statistics.median(many), 1.3, 1.1, "x")


def stores(figures, load, work, count, rounds):
    """Start, memory and reads with one and with many stores."""
    with Stoa(work / "one") as stoa:
        key = stoa.key(stoa.store("first"))
        product = stoa.create(key, SAMPLE)
        path = f"{PRODUCTS}/{product}.json"
        figures.at_most("memory, idle", stoa.memory_mb(), 60, 30, " MB")
        figures.note(f"  resident, supervisor and worker added up: {stoa.resident_mb():.1f} MB")
        alone = [load.run(stoa.url + path, {"X-Shopify-Access-Token": key}).per_second for _ in range(rounds)]
    figures.at_most("start to ready, 1 store", start_time(work / "one"), 0.3, 0.1, " s")
    with Stoa(work / "many") as stoa:
        figures.progress(f"making {count} stores")
        keys = stoa.many_stores(count)
        figures.progress(f"touching {count} stores")
        paths = [f"{PRODUCTS}/{stoa.create(key, SAMPLE)}.json" for key in keys]
        for key, path in zip(keys, paths):
            stoa.get(path, key)
        figures.at_most(f"memory, {count:,} stores touched", stoa.memory_mb(), 260, 150, " MB")
        headers = {"X-Shopify-Access-Token": keys[0]}
        among = [load.run(stoa.url + paths[0], headers).per_second for _ in range(rounds)]
    figures.at_most(f"start to ready, {count:,} stores", start_time(work / "many"), 1, 0.3, " s")
    figures.at_most(f"GET by id with {count:,} stores against 1",
                    statistics.median(alone) / statistics.median(among), 1.3, 1.1, "x")


def start_time(directory):
    times = []
    for _ in range(3):
        with Stoa(directory) as stoa:
            times.append(stoa.seconds_to_ready)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="shorter and fewer rounds, fewer stores")
    parser.add_argument("--only", choices=["reads", "writes", "growth", "stores", "inventory", "metafields", "events", "graphql", "bulk"], help="one group of figures")
    options = parser.parse_args()
    load = Load(seconds=2 if options.quick else 5)
    rounds = 3 if options.quick else 5
    figures = Figures()
    with tempfile.TemporaryDirectory(prefix="stoa-bench-") as folder:
        work = Path(folder)
        wanted = lambda group: options.only in (None, group)
        if any(wanted(group) for group in ("reads", "writes", "growth")):
            with Stoa(work / "main") as stoa:
                key = stoa.key(stoa.store("bench"))
                path = f"{PRODUCTS}/{stoa.create(key, SAMPLE)}.json"
                if wanted("reads"):
                    reads(figures, load, stoa, key, rounds, work)
                if wanted("writes"):
                    writes(figures, load, stoa, key, rounds, "every module")
                if wanted("growth"):
                    growth(figures, load, stoa, key, path, rounds, 10_000)
        if wanted("writes"):
            with Stoa(work / "alone", "--config", str(only_products(work))) as stoa:
                writes(figures, load, stoa, stoa.key(stoa.store("alone")), rounds, "products alone")
        if wanted("inventory"):
            inventory(figures, load, SAMPLE, work, rounds)
        if wanted("metafields"):
            metafields(figures, work, (10_000,) if options.quick else (10_000, 100_000, 1_000_000))
        if wanted("graphql"):
            graphql(figures, load, SAMPLE, work, rounds)
        if wanted("bulk"):
            bulk(figures, work, 10_000 if options.quick else 100_000)
        if wanted("stores"):
            stores(figures, load, work, 100 if options.quick else 1_000, rounds)
        if wanted("events"):
            events(figures, load, SAMPLE, work, rounds, 10_000 if options.quick else 100_000)
    figures.print()


if __name__ == "__main__":
    main()
