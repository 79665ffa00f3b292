"""Imports and exports of many records: records a second, memory, and what they cost the store's other writes."""

import http.client
import json
import statistics
import threading
import time

from servers import Stoa

IMPORT = "/admin/api/2024-01/bulk/products/import.json"
EXPORT = "/admin/api/2024-01/bulk/products/export.json"
OPERATIONS = "/admin/api/2024-01/bulk/operations"
POLL_SECONDS = 0.05


def file(count):
    rows = (f"sku-{n},Mug {n},<p>Number {n}</p>,Acme,\"red, n{n % 100}\",{n % 90}.50,M-{n}" for n in range(count))
    return ("external_id,title,body_html,vendor,tags,variants.price,variants.sku\r\n" + "\r\n".join(rows)).encode()


class Client:
    """One kept connection with a key."""

    def __init__(self, stoa, key):
        self.http = http.client.HTTPConnection(stoa.url.removeprefix("http://"), timeout=120)
        self.headers = {"X-Shopify-Access-Token": key}

    def send(self, method, path, body=None, media_type="application/json"):
        headers = self.headers | ({"Content-Type": media_type} if body else {})
        self.http.request(method, path, body, headers)
        response = self.http.getresponse()
        data = response.read()
        if response.status >= 300:
            raise SystemExit(f"bench: {method} {path}: {response.status} {data[:200]}")
        return data


class Beside(threading.Thread):
    """Creates records one after the other, and notes how long each takes."""

    def __init__(self, stoa, key):
        super().__init__(daemon=True)
        self.client = Client(stoa, key)
        self.times = []
        self.ended = threading.Event()

    def run(self):
        body = json.dumps({"product": {"title": "Beside"}})
        while not self.ended.is_set():
            started = time.monotonic()
            self.client.send("POST", "/admin/api/2024-01/products.json", body)
            self.times.append((time.monotonic() - started) * 1e3)

    def stop(self):
        self.ended.set()
        self.join(60)
        return statistics.median(self.times), statistics.quantiles(self.times, n=100)[98]


def operation(client, path, body, stoa):
    """Begins an operation and waits for its end: the seconds to the answer and to the end, and the most memory."""
    started = time.monotonic()
    begun = json.loads(client.send("POST", path, body, "text/csv"))["bulk_operation"]
    answered = time.monotonic() - started
    most = stoa.memory_mb()
    while True:
        found = json.loads(client.send("GET", f"{OPERATIONS}/{begun['id']}.json"))["bulk_operation"]
        most = max(most, stoa.memory_mb())
        if found["status"] == "completed":
            return answered, time.monotonic() - started, most, found
        if found["status"] != "created" and found["status"] != "running":
            raise SystemExit(f"bench: {found}")
        time.sleep(POLL_SECONDS)


def bulk(figures, work, count=100_000):
    with Stoa(work / "bulk") as stoa:
        key = stoa.key(stoa.store("shop"))
        client = Client(stoa, key)
        client.send("POST", "/admin/api/2024-01/products.json", json.dumps({"product": {"title": "First"}}))
        idle, data = stoa.memory_mb(), file(count)
        figures.progress(f"importing {count:,} products")
        answered, seconds, most, found = operation(client, IMPORT, data, stoa)
        if found["created"] != count:
            raise SystemExit(f"bench: {found}")
        figures.at_least(f"import of {count:,} products", count / seconds, 1_500, 4_000, "/s")
        figures.note(f"  {len(data) / 1e6:.1f} MB, answered after {answered:.2f} s; memory {idle:.0f} MB before, {most:.0f} at most")
        beside = Beside(stoa, key)
        beside.start()
        _, seconds, most, found = operation(client, IMPORT, data, stoa)
        median, slow = beside.stop()
        if found["unchanged"] != count:
            raise SystemExit(f"bench: {found}")
        figures.note(f"  again, without a change: {count / seconds:,.0f}/s; creates beside it: median {median:.1f} ms")
        figures.at_most("p99 of creates beside an import", slow, 100, 30, " ms")
        before = stoa.memory_mb()
        _, seconds, most, found = operation(client, EXPORT, b"", stoa)
        figures.at_least("export of them", found["total"] / seconds, 5_000, 20_000, "/s")
        started = time.monotonic()
        length = len(client.send("GET", f"{OPERATIONS}/{found['id']}/result.json"))
        figures.note(f"  {length / 1e6:.0f} MB, downloaded in {time.monotonic() - started:.2f} s; memory {before:.0f} MB before, "
                     f"{max(most, stoa.memory_mb()):.0f} at most")
