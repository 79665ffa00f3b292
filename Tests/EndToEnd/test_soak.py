"""A long run in short: memory, descriptors and the write-ahead log stay bounded (N9)."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from conftest import open_shop
from dialects import DIALECTS
from server import TORTURE

CLIENTS = 8
STORES = 12
ROUNDS = 4000 if TORTURE else 120
GROWTH_KIB_MAX = 24 << 10
WRITE_AHEAD_LOG_BYTES_MAX = 32 << 20


def resident_kib(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def work(shop):
    """Makes, reads, changes, refuses, lists and deletes on connections that come and go."""
    for number in range(ROUNDS):
        client = shop.again(DIALECTS[number % 3])
        product = client.product(f"P{number}", body_html="x" * 2000, variants=[{"option1": str(n)} for n in range(5)])
        path = f"products/{product['id']}"
        assert client.put(path, "product", {"title": "Changed"}).status == 200
        assert client.post("products", "product", {"title": ""}).status == 422
        assert client.get("products", limit=10).status == client.get(path).status == 200
        assert client.delete(path).status == 204
        client.connection.close()


def test_a_server_does_not_grow(make_server):
    running = make_server().start()
    shops = [open_shop(running, DIALECTS[0]) for _ in range(STORES)]
    pid = running.worker()

    def run():
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(work, [shops[n % STORES] for n in range(CLIENTS * 2)]))
        assert running.worker() == pid, "it crashed"
        return resident_kib(pid), len(os.listdir(f"/proc/{pid}/fd"))

    run()
    (warm_kib, warm_files), (kib, files) = run(), run()
    assert kib - warm_kib <= GROWTH_KIB_MAX, (warm_kib, kib)
    assert files <= warm_files + CLIENTS, (warm_files, files)
    for log in running.data.rglob("*-wal"):
        assert log.stat().st_size <= WRITE_AHEAD_LOG_BYTES_MAX, log
    print(f"{warm_kib} then {kib} KiB, {files} descriptors")
