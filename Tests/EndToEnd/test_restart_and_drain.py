"""Stopping, starting and crashing (N6, N8, N12)."""

import http.client
import signal
import socket
import threading
import time

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from server import run_command

CONNECTIONS = 8
DRAIN_SECONDS_MAX = 10


def half_request(shop):
    """A connection on which the head and half of the body of a create have been sent; and the rest."""
    body = b'{"product": {"title": "In flight"}}'
    (name, value), = shop.dialect.authorization(shop.key).items()
    head = (
        f"POST {shop.dialect.target('products')} HTTP/1.1\r\nHost: 127.0.0.1\r\n{name}: {value}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
    connection = socket.create_connection(("127.0.0.1", shop.server.port), timeout=15)
    connection.sendall(head.encode() + body[:10])
    return connection, body[10:]


def test_requests_in_flight_are_answered_when_it_stops(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    pending = [half_request(shop) for _ in range(CONNECTIONS)]
    time.sleep(0.2)
    begin = time.monotonic()
    running.signal(signal.SIGTERM)
    time.sleep(0.3)
    answers = []
    for connection, rest in pending:
        connection.sendall(rest)
    for connection, _ in pending:
        answers.append(connection.recv(65536).split(b"\r\n")[0])
        connection.close()
    assert running.wait(DRAIN_SECONDS_MAX + 2) == 0
    assert time.monotonic() - begin <= DRAIN_SECONDS_MAX
    assert answers == [b"HTTP/1.1 201 Created"] * CONNECTIONS
    running.start()
    assert shop.again().count() == CONNECTIONS


def test_under_load_it_stops_in_time_and_keeps_what_it_acknowledged(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    made, cut, lock = [], [], threading.Lock()

    def write():
        client = shop.again()
        while True:
            try:
                reply = client.post("products", "product", {"title": "Load"})
            except http.client.IncompleteRead as error:
                cut.append(error)
                return
            except (OSError, http.client.HTTPException):
                return
            with lock:
                (made if reply.status == 201 else cut).append(reply)
            if reply.status != 201:
                return

    threads = [threading.Thread(target=write) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    seconds = running.stop()
    for thread in threads:
        thread.join(20)
    cut = [reply for reply in cut if getattr(reply, "status", 0) != 503]
    assert seconds <= DRAIN_SECONDS_MAX and running.process.returncode == 0
    assert made and not cut, cut[:2]
    running.start()
    assert shop.again().count() == len(made)


def test_a_restart_keeps_everything(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    product = shop.product(variants=[{"option1": "S"}], images=[{"src": "https://cdn.example.com/a.jpg"}])
    before = shop.get(f"products/{product['id']}")
    running.stop()
    running.start()
    after = shop.again().get(f"products/{product['id']}")
    assert (after.body, after.header("ETag")) == (before.body, before.header("ETag"))
    assert shop.again().product()["id"] > product["id"]


def test_a_second_server_on_the_same_data_says_so_and_leaves_the_first_alone(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    done = run_command("serve", *running.arguments, "--listen", "127.0.0.1:0", check=False)
    assert done.returncode != 0 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert shop.product() and running.is_ready()


def test_a_port_in_use_is_told(make_server):
    running = make_server().start()
    other = make_server("other")
    done = run_command("serve", *other.arguments, "--listen", f"127.0.0.1:{running.port}", check=False)
    assert done.returncode != 0 and str(running.port) in done.stderr, done.stderr


def test_readiness_goes_before_liveness(make_server):
    running = make_server().start()
    with running.connect() as connection:
        for target in ("/livez", "/readyz", "/metrics"):
            assert connection.send("GET", target).status == 200, target
    assert running.stop() <= DRAIN_SECONDS_MAX
    with pytest.raises(OSError):
        running.connect().send("GET", "/livez")


def test_development_is_said_loudly(make_server):
    loud, quiet = make_server("loud").start(), make_server("quiet", options=[]).start()
    assert b"dev" in loud.connect().send("GET", "/readyz").body and "dev" in loud.log().lower()
    assert b"dev" not in quiet.connect().send("GET", "/readyz").body
