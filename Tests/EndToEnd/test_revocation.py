"""Keys and stores that are made and revoked by another process, while the server runs (AU-15, G4)."""

import threading

from conftest import open_shop
from dialects import SHOPIFY, Shop
from server import create_key, create_store, keys_of, run_command

ROUNDS = 200
LOAD_THREADS = 2


def test_a_revoked_key_is_refused_from_the_very_next_request_on(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    stop, failures = threading.Event(), []

    def load():
        client = shop.again()
        while not stop.is_set():
            if (status := client.get("products").status) != 200:
                failures.append(status)

    keys = [create_key(running.data, shop.store, "all", "--no-rate-limit") for _ in range(ROUNDS)]
    # The shop's own key is the oldest.
    names = [row["id"] for row in keys_of(running.data, shop.store)][1:]
    threads = [threading.Thread(target=load) for _ in range(LOAD_THREADS)]
    for thread in threads:
        thread.start()
    try:
        late = [refused_at_once(running, shop.again(key=key), name) for key, name in zip(keys, names, strict=True)]
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert (late.count(False), failures) == (0, [])


def refused_at_once(running, client, name):
    """Uses and revokes a key; whether two connections refuse the very next requests."""
    second = client.again()
    assert client.get("products").status == second.get("products").status == 200
    run_command("key", "revoke", name, data=running.data)
    statuses = client.get("products").status, second.post("products", "product", {"title": "Late"}).status
    client.connection.close()
    second.connection.close()
    return statuses == (401, 401)


def test_stores_and_keys_made_meanwhile_work_at_once(server):
    for number in range(20):
        name = f"meanwhile-{number}"
        create_store(server.data, name)
        assert Shop(server, SHOPIFY, create_key(server.data, name)).product()["title"] == "Thing"


def test_stores_and_keys_made_before_the_first_start_work(make_server):
    stopped = make_server()
    create_store(stopped.data, "early")
    key = create_key(stopped.data, "early")
    assert Shop(stopped.start(), SHOPIFY, key).count() == 0


def test_revoking_one_key_leaves_the_others(server):
    shop = open_shop(server, SHOPIFY)
    create_key(server.data, shop.store)
    run_command("key", "revoke", keys_of(server.data, shop.store)[-1]["id"], data=server.data)
    assert shop.get("products").status == 200


def test_a_key_s_text_is_stored_nowhere(server):
    shop = open_shop(server, SHOPIFY)
    shop.product()
    stored = [path for path in server.data.rglob("*") if path.is_file() and shop.key.encode() in path.read_bytes()]
    assert not stored and shop.key not in server.log()
    assert shop.key not in run_command("key", "list", "--store", shop.store, "--json", data=server.data).stdout
