"""A full disk: writes are refused, reads go on, nothing acknowledged is lost, and writes come back (A5)."""

import os
import time
from pathlib import Path

import pytest

from dialects import SHOPIFY, Shop
from server import STOA

SIZE = "24m"
FILLER_BYTES = 64 << 20
RESUME_SECONDS_MAX = 5


@pytest.fixture
def small_disk(make_server, tmp_path):
    """A server whose data directory is a small file system of a mount namespace of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    keys = tmp_path / "keys"
    script = (
        f"mount -t tmpfs -o size={SIZE} tmpfs {folder} && mkdir {folder}/data && "
        f"{STOA} store create full --data {folder}/data > {keys}.store && "
        f"{STOA} key create --store full --scopes all --no-rate-limit --data {folder}/data > {keys} && "
        'exec "$@"')
    running = make_server("small/data", prefix=["unshare", *root, "--mount", "--", "sh", "-c", script, "sh"])
    running.log_path = tmp_path / "small.log"
    running.start()
    # unshare and sh become the server by exec, so the process that was started sees the mount.
    return running, keys.read_text().strip(), Path(f"/proc/{running.process.pid}/root{folder}")


def fill(inside):
    """Uses up all room; returns the file that does."""
    filler = inside / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            for _ in range(FILLER_BYTES >> 16):
                file.write(b"\0" * (1 << 16))
            raise AssertionError("the disk is larger than the filler")
        except OSError:
            pass
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            return filler


def test_a_full_disk_refuses_writes_and_nothing_else(small_disk):
    running, key, inside = small_disk
    shop = Shop(running, SHOPIFY, key)
    made = [shop.product(f"Before {n}")["id"] for n in range(50)]
    filler = fill(inside)
    refused = []
    for number in range(200):
        reply = shop.post("products", "product", {"title": f"Full {number}", "body_html": "x" * 20_000})
        if reply.status == 201:
            made.append(reply.json["product"]["id"])
            continue
        shop.assert_refused(reply, reply.status)
        assert reply.status in (503, 507), (reply.status, reply.body)
        refused.append(reply)
        assert shop.get(f"products/{made[0]}").status == 200 and shop.count() == len(made)
    assert len(refused) > 10, "the disk was never full"
    assert b".db" not in refused[0].body and b"sqlite" not in refused[0].body.lower()

    filler.unlink()
    deadline = time.monotonic() + RESUME_SECONDS_MAX
    while (reply := shop.post("products", "product", {"title": "After"})).status != 201:
        assert time.monotonic() < deadline, (reply.status, reply.body)
        time.sleep(0.05)
    made.append(reply.json["product"]["id"])
    assert shop.count() == len(made)
    for start in range(0, len(made), 100):
        part = made[start:start + 100]
        assert len(shop.list(ids=",".join(map(str, part)), limit=250)) == len(part)
