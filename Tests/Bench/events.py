"""What events cost those who write, and how fast webhooks get out.

The receiver shares the machine's cores with the server, so the CPU of both is told.
"""

import json
import statistics
import sys
import time

from load import cpu_seconds
from servers import Receiver, Stoa

SECONDS_MAX = 600


class Shop:
    """A store with one subscription to the products that are created."""

    def __init__(self, stoa, receiver, product):
        self.stoa, self.receiver, self._product = stoa, receiver, product
        self._key = stoa.key(stoa.store("events"))
        webhook = {"topic": "products/create", "address": receiver.url + "/hook", "format": "json"}
        self._webhook = self._call("POST", "webhooks.json", {"webhook": webhook})["webhook"]["id"]

    def _call(self, method, path, body=None):
        return self.stoa.call(method, path, self._key, body)

    def create(self):
        return self.stoa.create(self._key, self._product)

    def resume(self):
        self._call("POST", f"webhooks/{self._webhook}/resume.json")

    def products(self):
        return self._call("GET", "products/count.json")["count"]

    def deliveries(self, status):
        return self._call("GET", f"webhook_deliveries/count.json?webhook_id={self._webhook}&status={status}")["count"]

    def fill(self, load, amount):
        """Has deliveries wait; returns how many the receiver will have had when all are out."""
        self._call("POST", f"webhooks/{self._webhook}/pause.json")
        had, _ = self.receiver.tally()
        while self.products() - had < amount:
            creates(load, self.stoa, self._key, self._product)
        # The load ends with some creates under way.
        wait(lambda: self.deliveries("pending") == self.products() - had)
        return self.products()

    def settle(self):
        wait(lambda: self.deliveries("pending") == 0)


def wait(condition):
    deadline = time.monotonic() + SECONDS_MAX
    while not condition():
        if time.monotonic() > deadline:
            sys.exit(f"bench: deliveries were not done within {SECONDS_MAX} s")
        time.sleep(0.2)


def creates(load, stoa, key, product):
    """Creates a second and CPU microseconds for each."""
    before = cpu_seconds(stoa.pid)
    result = load.run(stoa.url + "/admin/api/2024-01/products.json", {"X-Shopify-Access-Token": key}, json.dumps(product))
    if result.errors:
        sys.exit(f"bench: {result.errors} creates were refused")
    return result.per_second, (cpu_seconds(stoa.pid) - before) / result.requests * 1e6


def drain(shop, load, amount):
    """Lets a backlog out; deliveries a second, and CPU microseconds of server and receiver for each."""
    had, _ = shop.receiver.tally()
    total = shop.fill(load, amount)
    pids = shop.stoa.pid, shop.receiver.pid
    before, start = [cpu_seconds(pid) for pid in pids], time.monotonic()
    shop.resume()
    seconds = shop.receiver.wait(total, pause=0.05, seconds=SECONDS_MAX) - start
    shop.settle()
    spent = [(cpu_seconds(pid) - earlier) / (total - had) * 1e6 for pid, earlier in zip(pids, before)]
    return (total - had) / seconds, *spent


def deliveries(figures, shop, load, rounds, amount):
    rows = [drain(shop, load, amount) for _ in range(rounds)]
    rate, server, receiver = [statistics.median(column) for column in zip(*rows)]
    figures.at_least(f"webhook deliveries, backlog of {amount:,}", rate, 2_000, 8_000, "/s")
    figures.note(f"  CPU us/delivery: stoa {server:.1f}, receiver {receiver:.1f}")


def latency(figures, shop, samples):
    """From the answer of a create to the receiver, with nothing else to do."""
    times = []
    for _ in range(samples):
        had, _ = shop.receiver.tally()
        shop.create()
        answered = time.monotonic()
        # Looking for it would disturb it.
        time.sleep(0.02)
        times.append(max(0, shop.receiver.wait(had + 1, pause=0.005, seconds=SECONDS_MAX) - answered) * 1e3)
    times.sort()
    figures.at_most("commit to delivery at an idle server, p99", times[len(times) * 99 // 100], 50, 10, " ms")
    figures.note(f"  p50 ms: {times[len(times) // 2]:.2f}; most: {times[-1]:.2f}")


def memory(figures, shop, load, amount):
    total = shop.fill(load, amount)
    shop.stoa.forget_peak()
    before, _ = shop.stoa.worker_mb()
    shop.resume()
    shop.receiver.wait(total, pause=0.2, seconds=SECONDS_MAX)
    shop.settle()
    after, peak = shop.stoa.worker_mb()
    figures.at_most(f"memory that draining {amount:,} deliveries adds", peak - before, 64, 16, " MB")
    figures.note(f"  the worker's resident MB: {before:.1f} before, {peak:.1f} at most, {after:.1f} after")


def cost(figures, load, product, work, rounds):
    """Creates with the module that listens and with a server that has no such module, by turns."""
    bare = work / "bare.toml"
    bare.write_text('[modules]\ndisabled = ["webhooks"]\n')
    rows = {"with": [], "without": []}
    with Stoa(work / "with") as full, Stoa(work / "without", "--config", str(bare)) as alone:
        servers = {"with": (full, full.key(full.store("cost"))), "without": (alone, alone.key(alone.store("cost")))}
        for number in range(rounds):
            for name in sorted(servers, reverse=number % 2 == 1):
                rows[name].append(creates(load, *servers[name], product))
    both = {name: [statistics.median(column) for column in zip(*values)] for name, values in rows.items()}
    time_added, cpu_added = [(more - 1) * 100 for more in (both["without"][0] / both["with"][0],
                                                           both["with"][1] / both["without"][1])]
    figures.at_most("time that the outbox adds to a create", time_added, 15, 5, " %")
    figures.at_most("CPU that the outbox adds to a create", cpu_added, 15, 5, " %")
    figures.note(f"  creates/s: with {both['with'][0]:,.0f}, without {both['without'][0]:,.0f}; "
                 f"CPU us: with {both['with'][1]:.1f}, without {both['without'][1]:.1f}")


def events(figures, load, product, work, rounds, backlog):
    """All of it; memory is looked at while `backlog` is drained."""
    with Receiver() as receiver, Stoa(work / "events", "--dev") as stoa:
        shop = Shop(stoa, receiver, product)
        latency(figures, shop, 200)
        deliveries(figures, shop, load, 3, min(20_000, backlog))
        memory(figures, shop, load, backlog)
    cost(figures, load, product, work, rounds + 2)
