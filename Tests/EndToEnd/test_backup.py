"""Backups of a store while it is written to (A8)."""

import sqlite3
import threading

from conftest import open_shop
from dialects import SHOPIFY
from server import run_command

FILES = ("", "-wal", "-shm")


def back_up(running, shop, file, check=True):
    return run_command("store", "backup", shop.store, "--output", file, data=running.data, check=check)


def read(file, statement):
    database = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        return [row[0] for row in database.execute(statement)]
    finally:
        database.close()


def test_a_backup_under_load_is_whole_and_can_be_restored(make_server, tmp_path):
    running = make_server().start()
    shop, stop = open_shop(running, SHOPIFY), threading.Event()
    before = [shop.product(f"P{n}", variants=[{"option1": "a"}, {"option1": "b"}])["id"] for n in range(200)]

    def write():
        client = shop.again()
        while not stop.is_set():
            client.product("Meanwhile", variants=[{"option1": "a"}, {"option1": "b"}])

    thread = threading.Thread(target=write)
    thread.start()
    try:
        backups = [tmp_path / f"backup-{number}" for number in range(5)]
        for file in backups:
            back_up(running, shop, file)
    finally:
        stop.set()
        thread.join(30)
    for file in backups:
        assert read(file, "PRAGMA integrity_check") == ["ok"]
        ids = read(file, "SELECT id FROM r_product ORDER BY id")
        assert set(before) <= set(ids)
        assert read(file, "SELECT count(*) FROM r_variant") == [2 * len(ids)]
        assert set(ids) <= set(read(file, "SELECT record FROM events"))
    running.stop()
    stored = running.store_file(shop.store_id)
    for suffix in FILES:
        stored.with_name(stored.name + suffix).unlink(missing_ok=True)
    stored.write_bytes(backups[-1].read_bytes())
    running.start()
    restored = shop.again()
    assert restored.count() == len(ids) and restored.product()["id"] > max(ids)


def test_a_backup_replaces_nothing(server, tmp_path):
    shop = open_shop(server, SHOPIFY)
    shop.product()
    file = tmp_path / "kept"
    file.write_text("kept")
    done = back_up(server, shop, file, check=False)
    assert done.returncode != 0 and len(done.stderr.strip().splitlines()) == 1
    assert file.read_text() == "kept"


def test_a_store_that_does_not_exist_has_no_backup(server, tmp_path):
    done = run_command("store", "backup", "none", "--output", tmp_path / "x", data=server.data, check=False)
    assert done.returncode != 0 and not (tmp_path / "x").exists()
