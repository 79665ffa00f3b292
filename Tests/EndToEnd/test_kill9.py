"""kill -9 under write load: what was acknowledged is there, whole, and ids are never given twice (A1, A7)."""

import random
import signal
import sqlite3
import threading
from dataclasses import dataclass, field

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from kills import run_and_kill
from server import TORTURE

# Who is killed, and how often: all processes at once, the supervisor, or its worker alone.
KILLS = {"all": 200, "supervisor": 60, "worker": 60} if TORTURE else {"all": 16, "supervisor": 5, "worker": 8}
# The supervisor answers more in a minute only after a pause.
CRASHES_AT_ONCE_MAX = 5
WRITERS = 8
STORES = 3
IDS_PER_QUERY = 200


@dataclass
class Ledger:
    """What the server acknowledged in one store."""

    shop: object
    present: dict = field(default_factory=dict)
    deleted: set = field(default_factory=set)
    unknown: set = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


def writing(ledger, number):
    """Makes products with two variants, and deletes every fifth, noting only what was answered."""
    shop = ledger.shop.again(DIALECTS[number % len(DIALECTS)])

    def step():
        title = f"{number}-{random.getrandbits(60):x}"
        product = shop.product(title, variants=[{"option1": "a"}, {"option1": "b"}])
        with ledger.lock:
            assert product["id"] not in ledger.present and product["id"] not in ledger.deleted, "an id came twice"
            ledger.present[product["id"]] = title
        if random.random() < 0.2:
            with ledger.lock:
                ledger.present.pop(product["id"])
                ledger.unknown.add(product["id"])
            assert shop.delete(f"products/{product['id']}").status == 204
            with ledger.lock:
                ledger.unknown.discard(product["id"])
                ledger.deleted.add(product["id"])

    return step


def kill(running, victim, number=0):
    """kill -9, and a server on the same port again."""
    if victim == "worker" and number % CRASHES_AT_ONCE_MAX:
        return running.crash()
    if victim == "supervisor":
        running.signal(signal.SIGKILL)
        running.wait()
    else:
        running.kill()
    running.start(running.port)


def write_and_kill(ledgers, seconds, kill):
    run_and_kill(WRITERS, lambda number: writing(ledgers[number % len(ledgers)], number), seconds, kill)


def losses(ledger):
    """Acknowledged changes that the server does not show."""
    shop, wrong = ledger.shop.again(), []
    ids = list(ledger.present)
    for start in range(0, len(ids), IDS_PER_QUERY):
        part = ids[start:start + IDS_PER_QUERY]
        shown = {p["id"]: p for p in shop.list(ids=",".join(map(str, part)), limit=250)}
        for id in part:
            if id not in shown:
                wrong.append(("lost", id))
            elif shown[id]["title"] != ledger.present[id] or len(shown[id]["variants"]) != 2:
                wrong.append(("torn", id))
    gone = list(ledger.deleted)
    for start in range(0, len(gone), IDS_PER_QUERY):
        part = ",".join(map(str, gone[start:start + IDS_PER_QUERY]))
        wrong += [("back", product["id"]) for product in shop.list(ids=part, limit=250)]
    return wrong


def rows(shop, statement):
    database = sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)
    try:
        return [row[0] for row in database.execute(statement)]
    finally:
        database.close()


@pytest.mark.parametrize("victim", KILLS)
def test_acknowledged_writes_survive_every_kill(make_server, victim):
    running = make_server().start()
    ledgers = [Ledger(open_shop(running, SHOPIFY)) for _ in range(STORES)]
    for number in range(KILLS[victim]):
        write_and_kill(ledgers, random.uniform(0.05, 0.35), lambda: kill(running, victim, number))
        for ledger in ledgers:
            assert not losses(ledger)
    running.stop()
    for ledger in ledgers:
        shop = ledger.shop
        assert rows(shop, "PRAGMA integrity_check") == ["ok"]
        assert not rows(shop, "SELECT id FROM r_variant WHERE parent NOT IN (SELECT id FROM r_product)")
        assert not rows(shop, "SELECT id FROM r_product WHERE id NOT IN (SELECT parent FROM r_variant)")
        events = set(rows(shop, "SELECT record FROM events WHERE topic LIKE '%creat%'"))
        assert set(ledger.present) | ledger.deleted <= events
        assert set(rows(shop, "SELECT id FROM r_product")) <= events
        audited = rows(shop, "SELECT count(*) FROM audit WHERE method = 'POST'")[0]
        assert audited >= len(ledger.present) + len(ledger.deleted)
    total = sum(len(ledger.present) + len(ledger.deleted) for ledger in ledgers)
    print(f"{KILLS[victim]} kills, {total} acknowledged products")
    assert total > KILLS[victim]


def test_the_harness_sees_a_loss(make_server):
    running = make_server().start()
    ledger = Ledger(open_shop(running, SHOPIFY))
    write_and_kill([ledger], 0.5, running.kill)
    log = running.store_file(ledger.shop.store_id)
    log = log.with_name(log.name + "-wal")
    assert log.stat().st_size > 0, "nothing to tamper with"
    log.unlink()
    try:
        running.start(running.port)
    except AssertionError:
        return  # It refuses to start with a file missing, which is as good as telling.
    with pytest.raises(AssertionError):
        assert not losses(ledger)
