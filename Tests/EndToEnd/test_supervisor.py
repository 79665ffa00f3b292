"""The supervisor: crashes of its worker, changes of generation, and its own end (D1, K7, N8)."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from server import CONFIGURATION, ENVIRONMENT, EXTENSIONS, STOA, children, is_running, run_command
from test_restart_and_drain import half_request
from wire import Connection

CLIENTS = 6
QUEUED = 20
RELOADS = 3
CRASHES_AT_ONCE_MAX = 5
WAIT_SECONDS_MAX = 15
CRASHED, TAKEN_OVER, REFUSED = "A worker ended unasked", "A worker has taken over", "The new generation cannot serve"
STORM = "Workers crash again and again: connections wait until the next one is started"


def wait_until(condition):
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextlib.contextmanager
def clients(count, work):
    """Runs `work(number)` again and again in threads; yields the list of what it raised."""
    stop, raised = threading.Event(), []

    def run(number):
        try:
            step = work(number)
            while not stop.is_set():
                step()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield raised
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def all_present(shop, made):
    """Whether every id of `made` is there, asked in portions."""
    ids = sorted(made)
    for start in range(0, len(ids), 200):
        part = ids[start:start + 200]
        if {p["id"] for p in shop.list(ids=",".join(map(str, part)), limit=250)} != set(part):
            return False
    return True


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTRAP, signal.SIGABRT], ids=lambda n: n.name)
def test_after_a_crash_under_load_another_worker_serves_and_nothing_is_lost(make_server, number):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    made, refused = set(), []

    def work(_):
        client = shop.again()

        def step():
            try:
                made.add(client.product("Load")["id"])
            except ConnectionRefusedError as error:
                refused.append(error)
            except (OSError, http.client.HTTPException):
                client.connection.close()  # The crash took the connection along; a new one must be answered.

        return step

    with clients(CLIENTS, work) as raised:
        for _ in range(3):
            before = len(made)
            wait_until(lambda: len(made) > before + CLIENTS)
            running.crash(number)
        before = len(made)
        wait_until(lambda: len(made) > before + CLIENTS)
    assert not raised and not refused, (raised[:2], refused[:2])
    assert all_present(shop.again(), made)
    assert [entry["signal"] for entry in running.messages(CRASHED)] == [number.name] * 3
    records = [json.loads(line) for line in (running.data / "crashes.log").read_text().splitlines()]
    assert [(r["signal"], r["generation"]) for r in records] == [(number.name, n) for n in (1, 2, 3)]
    assert all(r["uptime_ms"] > 0 and r["time"] for r in records)


def test_a_storm_of_crashes_backs_off_while_connections_wait_and_never_ends_the_server(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    worker = 0
    for _ in range(CRASHES_AT_ONCE_MAX + 1):
        worker = running.worker(other_than=worker)
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: running.messages(STORM))
    assert not children(running.process.pid)
    waiting = [shop.again() for _ in range(QUEUED)]
    for client in waiting:
        client.connection.http.connect()
        client.connection.http.request("GET", SHOPIFY.target("products"), headers=SHOPIFY.authorization(shop.key))
    assert [client.connection.http.getresponse().status for client in waiting] == [200] * QUEUED
    running.crash()
    assert [entry["seconds"] for entry in running.messages(STORM)] == ["1", "2"]
    assert shop.again().product()
    running.stop()
    assert running.process.returncode == 0


def test_it_stops_at_once_while_no_worker_runs(make_server):
    running = make_server().start()
    worker = 0
    for _ in range(CRASHES_AT_ONCE_MAX + 1):
        worker = running.worker(other_than=worker)
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: running.messages(STORM))
    running.signal(signal.SIGTERM)
    assert running.wait() == 0


def reload_under_load(running, shop, made):
    """Changes generation while clients with kept and with new connections write and read; nothing may fail."""

    def work(number):
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        headers = {**SHOPIFY.authorization(shop.key), "Content-Type": "application/json"}

        def step():
            if number % 2:
                connection.close()
            if number % 3:
                connection.request("GET", SHOPIFY.target("products", {"limit": 5}), headers=headers)
            else:
                connection.request("POST", SHOPIFY.target("products"), '{"product": {"title": "T"}}', headers)
            response = connection.getresponse()
            body = json.loads(response.read())
            assert response.status == (200 if number % 3 else 201), body
            if response.status == 201:
                made.add(body["product"]["id"])

        return step

    with clients(CLIENTS, work) as raised:
        for count in range(1, RELOADS + 1):
            worker = running.worker()
            running.signal(signal.SIGHUP)
            wait_until(lambda: len(running.messages(TAKEN_OVER)) == count)
            assert running.worker() != worker
            before = len(made)
            wait_until(lambda: len(made) > before + CLIENTS or raised)
    return raised


def test_a_change_of_generation_under_load_fails_no_request(make_server):
    running = make_server().start()
    shop, made = open_shop(running, SHOPIFY), set()
    raised = reload_under_load(running, shop, made)
    assert not raised, raised[:3]
    assert made and shop.again().count() == len(made)
    assert not running.messages(CRASHED)


def test_requests_in_flight_are_answered_when_the_generation_changes(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    shop.product("Kept connection")
    connection, rest = half_request(shop)
    running.signal(signal.SIGHUP)
    wait_until(lambda: running.messages("Draining"))
    connection.sendall(rest)
    answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 201") and b"connection: close" in answer.lower(), answer
    assert connection.recv(65536) == b""
    wait_until(lambda: running.messages(TAKEN_OVER))
    assert shop.again().count() == 2


def test_a_new_generation_reads_configuration_and_modules_again(make_server, tmp_path):
    configuration, folder = tmp_path / "stoa.toml", tmp_path / "modules"
    configuration.write_text("")
    folder.mkdir()
    running = make_server(configuration=configuration, extensions=False, options=["--modules", str(folder)]).start()
    shop = open_shop(running, SHOPIFY)
    assert shop.get("suppliers").status == 404
    shutil.copytree(EXTENSIONS / "suppliers", folder / "suppliers")
    configuration.write_text("[http]\nbody_bytes_max = 1024\n")
    run_command("reload", data=running.data)
    wait_until(lambda: running.messages(TAKEN_OVER))
    assert shop.again().get("suppliers").status == 200
    assert shop.again().post("products", "product", {"title": "T", "body_html": "x" * 2000}).status == 413


def break_configuration(configuration, folder):
    configuration.write_text("[nonsense]\n")


def break_folder(configuration, folder):
    configuration.write_text(f'[modules]\nfolders = ["{folder}/none"]\n')


def break_library(configuration, folder):
    library = folder / "suppliers" / "module.so"
    data = bytearray(library.read_bytes())
    data[len(data) // 2] ^= 1
    library.write_bytes(data)


def break_certificate(configuration, folder):
    configuration.write_text(f'[http]\ncertificate = "{folder}/none.pem"\nprivate_key = "{folder}/none.pem"\n')


@pytest.mark.parametrize("damage, word", [
    (break_configuration, "nonsense"), (break_folder, "none"), (break_library, "suppliers"),
    (break_certificate, "certificate")])
def test_a_generation_that_cannot_serve_leaves_the_old_one_at_work(make_server, tmp_path, damage, word):
    configuration, folder = tmp_path / "stoa.toml", tmp_path / "modules"
    configuration.write_text("")
    shutil.copytree(EXTENSIONS / "suppliers", folder / "suppliers")
    running = make_server(configuration=configuration, extensions=False, options=["--modules", str(folder)]).start()
    shop, worker = open_shop(running, SHOPIFY), running.worker()
    damage(configuration, folder)
    running.signal(signal.SIGHUP)
    wait_until(lambda: running.messages(REFUSED))
    assert word in running.messages(REFUSED)[0]["reason"]
    assert running.worker() == worker and shop.get("suppliers").status == 200
    assert not (running.data / "crashes.log").exists()


def test_a_start_that_fails_is_no_crash(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text(f'[http]\ncertificate = "{tmp_path}/none.pem"\nprivate_key = "{tmp_path}/none.pem"\n')
    other = make_server(configuration=configuration)
    done = run_command("serve", *other.arguments, "--log-level", "error", "--listen", "127.0.0.1:0", check=False)
    assert done.returncode == 1 and "certificate" in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == "" and not (other.data / "crashes.log").exists()


def test_a_killed_supervisor_takes_its_worker_along(make_server):
    running = make_server().start()
    shop, worker = open_shop(running, SHOPIFY), running.worker()
    product = shop.product()
    with clients(2, lambda _: lambda client=shop.again(): client.get("products")):
        running.signal(signal.SIGKILL)
        running.wait()
        wait_until(lambda: not is_running(worker))
    assert running.start(running.port).worker() != worker
    assert shop.again().get(f"products/{product['id']}").status == 200


def test_a_worker_that_is_told_to_stop_behind_its_supervisor_is_replaced(make_server):
    running = make_server().start()
    running.crash(signal.SIGTERM)
    running.wait_ready()
    assert running.messages(CRASHED)[0]["exit_code"] == "0"


def test_a_terminals_interrupt_of_the_whole_group_drains(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    connection, rest = half_request(shop)
    time.sleep(0.2)
    os.killpg(running.process.pid, signal.SIGINT)
    wait_until(lambda: running.messages("Draining"))
    connection.sendall(rest)
    assert connection.recv(65536).startswith(b"HTTP/1.1 201")
    assert running.wait() == 0 and not running.messages(CRASHED)


def test_an_inherited_socket_is_served(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [STOA, "serve", "--config", CONFIGURATION, "--data", tmp_path / "data"]
        inherited = listener.fileno()
        process = subprocess.Popen(
            [*command, "--listen-fd", str(inherited)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=ENVIRONMENT, pass_fds=[inherited], start_new_session=True)
        try:
            port = listener.getsockname()[1]
            # Answered from the first moment; whether it is ready by then is not said before it has said where it listens.
            with Connection(port) as connection:
                assert connection.send("GET", "/livez").status == 200
            assert process.stdout.readline().decode().strip() == f"listening on http://127.0.0.1:{port}"
            with Connection(port) as connection:
                assert connection.send("GET", "/readyz").status == 200
            process.terminate()
            assert process.wait(WAIT_SECONDS_MAX) == 0
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def test_what_is_no_socket_is_told(tmp_path):
    done = run_command("serve", "--listen-fd", 9, data=tmp_path / "data", check=False)
    assert done.returncode == 1 and "--listen-fd 9" in done.stderr, done.stderr


def test_the_supervisor_has_one_thread_and_maps_no_module(make_server):
    running = make_server().start()
    supervisor, worker = running.process.pid, running.worker()
    assert os.listdir(f"/proc/{supervisor}/task") == [str(supervisor)]
    maps = [open(f"/proc/{pid}/maps").read() for pid in (supervisor, worker)]
    assert ["memfd:" in text for text in maps] == [False, True]


def test_the_record_of_crashes_is_bounded(make_server):
    running = make_server().start()
    record = running.data / "crashes.log"
    record.write_text("x" * (256 << 10))
    running.crash()
    wait_until(lambda: not record.exists())
    running.crash()
    wait_until(lambda: len(running.messages(CRASHED)) == 2 and record.exists())
    assert record.stat().st_size < 1024 and len((running.data / "crashes.log.1").read_text()) > 256 << 10
