"""Work that ends the process is put aside, and takes nothing else with it (Tests/ABI/modules/traps.c)."""

import json
import shutil
import sqlite3
import subprocess

import pytest

from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import ROOT, create_key, create_store, run_command

CAUSES = {"trap": "SIGILL", "read": "SIGSEGV", "stack": "SIGSEGV", "abort": "SIGABRT", "exit": "exit"}


@pytest.fixture(scope="session")
def traps(tmp_path_factory):
    """A folder of modules with that one."""
    folder = tmp_path_factory.mktemp("traps")
    subprocess.run(["make", "-s", "-C", str(ROOT / "Tests" / "ABI"), "modules", f"OUT={ROOT}/.build/abi"], check=True)
    shutil.copytree(ROOT / ".build" / "abi" / "traps", folder / "traps")
    return folder


@pytest.fixture
def shop(make_server, traps):
    """A shop with a clock of its own, so that what is due later happens when the test says."""
    server = make_server(options=["--dev", "--modules", str(traps)], extensions=False).start()
    create_store(server.data, "traps", "--test-clock")
    return Shop(server, SHOPIFY, create_key(server.data, "traps", "all", "--no-rate-limit"), "traps")


def jobs(shop):
    return json.loads(run_command("job", "list", "--store", shop.store, "--json", data=shop.server.data).stdout)


def advance(shop, time):
    run_command("clock", "advance", time, "--store", shop.store, data=shop.server.data)


def crashes(shop):
    """How the workers ended, as their supervisor tells it."""
    file = shop.server.data / "crashes.log"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def payloads(shop, topic):
    store = next(iter((shop.server.data / "stores").glob("*.db")))
    database = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        rows = database.execute("SELECT payload FROM events WHERE topic=? ORDER BY seq", [topic]).fetchall()
    finally:
        database.close()
    return [json.loads(row[0]) for row in rows]


def add(shop, job, arguments):
    try:
        assert shop.again().send("POST", f"traps/{job}", json.dumps(arguments)).status == 200
    except OSError:
        # The job may run before this is answered.
        assert arguments in CAUSES


def wait_dead(shop):
    wait_for(lambda: [job for job in jobs(shop) if job["dead"]], "dead letter")
    return jobs(shop)


@pytest.mark.parametrize("way", CAUSES)
def test_a_job_that_ends_the_process_is_a_dead_letter_after_its_one_attempt(shop, way):
    add(shop, "fall_once", "fine")
    add(shop, "fall_once", way)
    letter, = wait_dead(shop)
    assert (letter["job"], letter["arguments"], letter["failures"]) == ("traps.fall_once", way, 1)
    assert letter["error"] == f"the process ended while it ran ({CAUSES[way]})"
    add(shop, "fall_once", "later")
    wait_for(lambda: payloads(shop, "trap.passed") == ["fine", "later"], "the other jobs")
    assert len(crashes(shop)) == 1


def test_a_third_crash_is_the_last_whatever_attempts_are_left(shop):
    add(shop, "fall", "trap")
    wait_for(lambda: [job["failures"] for job in jobs(shop)] == [2], "note of the first crash")
    add(shop, "fall", "fine")
    wait_for(lambda: payloads(shop, "trap.passed") == ["fine"], "the other job")
    advance(shop, "1h")
    letter, = wait_dead(shop)
    assert letter["failures"] == 6 and len(crashes(shop)) == 3
    # Neither a restart nor time brings it back.
    shop.server.stop()
    shop.server.start(shop.server.port)
    advance(shop, "1h")
    assert jobs(shop) == [letter] and len(crashes(shop)) == 3


def test_a_dead_letter_that_is_tried_again_is_charged_anew(shop):
    add(shop, "fall_once", "abort")
    letter, = wait_dead(shop)
    run_command("job", "retry", letter["id"], "--store", shop.store, data=shop.server.data)
    wait_for(lambda: len(crashes(shop)) == 2, "second crash")
    assert wait_dead(shop)[0]["id"] == letter["id"]


def test_an_event_that_ends_the_process_is_put_aside_and_the_others_are_told(shop, traps, tmp_path):
    assert shop.send("POST", "traps", json.dumps("first")).status == 200
    wait_for(lambda: payloads(shop, "trap.heard") == ["first"], "the listener")
    shop.server.stop()
    # All at once, so that only telling each alone shows which it is.
    for number, payload in enumerate(["a", "trap", "b"]):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(payload))
        run_command(
            "webhook", "trigger", "trap.set", "--payload", file, "--store", shop.store, "--modules", traps,
            data=shop.server.data)
    shop.server.start(shop.server.port)
    wait_for(lambda: payloads(shop, "trap.heard") == ["first", "a"], "what came before it")
    advance(shop, "1h")
    letter, = wait_dead(shop)
    assert (letter["job"], letter["error"]) == ("traps.hear", "the process ended while it ran (SIGILL)")
    wait_for(lambda: payloads(shop, "trap.heard") == ["first", "a", "b"], "what came after it")
    assert len(crashes(shop)) == 4
