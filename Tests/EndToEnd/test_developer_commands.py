"""What a developer has at the terminal: a store's clock, its queue, its events and its log."""

import json
import re
import shutil
import signal
import socket
import subprocess
import threading
from datetime import datetime

import pytest
from standardwebhooks import Webhook as Standard

import server as servers
from conftest import open_shop
from dialects import SHOPIFY, Shop
from receiver import Answer, verify_webhook, wait_for
from server import ENVIRONMENT, ROOT, STOA, create_key, create_store, run_command
from test_cli import FAILED, MISUSED
from webhook_calls import deliveries, receiver, subscribe, wait_delivered  # noqa: F401 (receiver is a fixture)

LINES_SECONDS_MAX = 30
LISTEN = ["webhook", "listen", "--forward-to", "http://127.0.0.1:8000/"]
# Each with its `--store` put behind it.
OF_A_STORE = [
    ["clock", "advance", "1h"], ["clock", "show"], ["job", "list"], ["job", "retry", "1"], ["job", "drop", "1"],
    LISTEN, ["webhook", "trigger", "products/create"], ["webhook", "replay", "--since", "1h"], ["logs", "tail"],
]
# What needs something to have been written.
OF_DATA = [LISTEN, ["webhook", "trigger", "products/create"], ["webhook", "replay", "--since", "1h"], ["logs", "tail"]]
# More than one search finds.
MANY = 260
BAD_DURATIONS = ["3x", "", "h", "1.5h", "99999999999999d"]


def named(command):
    return " ".join(command[:2])


def command_of(shop, *command, check=True):
    return run_command(*command, "--store", shop.store, data=shop.server.data, check=check)


def json_of(shop, *command):
    return json.loads(command_of(shop, *command).stdout)


def assert_fails(done, *words):
    """One line on standard error with these words, and the status of what cannot be done."""
    assert (done.returncode, done.stdout) == (FAILED, ""), done
    line, = done.stderr.strip().splitlines()
    assert all(word in line for word in words), line


@pytest.fixture
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """A data directory that nobody serves, with a store that nothing was written to."""
    data = tmp_path_factory.mktemp("quiet") / "data"
    create_store(data, "empty")
    return data


@pytest.fixture
def run_on():
    """Starts commands that go on until they are ended: `run_on(*arguments)` is their lines, as they come."""
    started = []

    def run(*arguments):
        process = subprocess.Popen(
            [str(STOA), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=ENVIRONMENT, cwd=ROOT)
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(iter(process.stdout.readline, "")), daemon=True)
        reader.start()
        started.append((process, reader))
        return process, Lines(process, lines)

    yield run
    for process, reader in started:
        process.kill()
        process.wait(10)
        reader.join(10)
        process.stderr.close()


class Lines:
    def __init__(self, process, lines):
        self.process = process
        self.all = lines

    def wait(self, count):
        wait_for(lambda: len(self.all) >= count, f"{count} lines, but {self.all}", LINES_SECONDS_MAX)
        return [line.rstrip("\n") for line in self.all]


def start(run_on, shop, *command):
    return run_on(*command, "--store", shop.store, "--data", shop.server.data)


# Wrong input


@pytest.mark.parametrize("command", OF_A_STORE, ids=named)
def test_a_store_that_is_not_there_is_named(quiet, command):
    assert_fails(run_command(*command, "--store", "nowhere", data=quiet, check=False), "no store named nowhere")


@pytest.mark.parametrize("command", OF_DATA, ids=named)
def test_a_store_without_data_is_told_what_to_do(quiet, command):
    done = run_command(*command, "--store", "empty", data=quiet, check=False)
    assert_fails(done, "nothing was ever written to empty", "create a record")


def test_a_store_without_data_has_no_jobs(quiet):
    assert run_command("job", "list", "--store", "empty", "--json", data=quiet).stdout == "[]\n"
    assert run_command("job", "list", "--store", "empty", data=quiet).stdout == ""
    assert_fails(run_command("job", "drop", "1", "--store", "empty", data=quiet, check=False), "no job 1 in empty")


@pytest.mark.parametrize("duration", BAD_DURATIONS)
@pytest.mark.parametrize("command", [["clock", "advance"], ["logs", "tail", "--since"]], ids=named)
def test_a_bad_duration_is_misuse(quiet, command, duration):
    done = run_command(*command, duration, "--store", "empty", data=quiet, check=False)
    assert (done.returncode, done.stdout) == (MISUSED, "") and done.stderr.startswith("Error: ")


@pytest.mark.parametrize("arguments", [
    [], ["--since", "1h", "--from", "1"], ["--from", "0"], ["--from", "3", "--until", "2"], ["--until", "0"],
], ids=" ".join)
def test_a_replay_of_nothing_is_misuse(quiet, arguments):
    done = run_command("webhook", "replay", *arguments, "--store", "empty", data=quiet, check=False)
    assert (done.returncode, done.stdout) == (MISUSED, "") and done.stderr.startswith("Error: ")


def test_a_store_without_a_test_clock_goes_with_the_machine(quiet):
    done = run_command("clock", "advance", "1h", "--store", "empty", data=quiet, check=False)
    assert_fails(done, "empty", "--test-clock")
    shown = json.loads(run_command("clock", "show", "--store", "empty", data=quiet).stdout)
    assert shown["target"] is None and seconds_of(shown["now"]) > 0


def test_a_clock_does_not_stand_or_go_back(quiet):
    create_store(quiet, "sandbox", "--test-clock")
    done = run_command("clock", "advance", "0s", "--store", "sandbox", data=quiet, check=False)
    assert_fails(done, "only go forward")


def test_an_unknown_topic_is_named_with_those_that_are_known(shop):
    shop.product("Mug")
    for command in (["webhook", "trigger", "unicorns/create"], [*LISTEN, "--topic", "unicorns/create"]):
        assert_fails(command_of(shop, *command, check=False), "unicorns/create", "products/create")


@pytest.mark.parametrize("address", ["nowhere", "ftp://127.0.0.1/", "http://user@127.0.0.1/", "http://"])
def test_an_address_that_is_none_is_refused_before_anything_is_sent(shop, address):
    shop.product("Mug")
    assert_fails(command_of(shop, "webhook", "listen", "--forward-to", address, check=False), address)


def test_a_job_that_is_not_there_is_named(shop):
    shop.product("Mug")
    for verb in ("retry", "drop"):
        assert_fails(command_of(shop, "job", verb, "77", check=False), "no job 77", shop.store)


def test_a_payload_that_is_none_is_refused(shop, tmp_path):
    shop.product("Mug")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    trigger = ["webhook", "trigger", "products/create", "--payload"]
    assert_fails(command_of(shop, *trigger, broken, check=False), str(broken), "JSON")
    assert_fails(command_of(shop, *trigger, tmp_path / "none", check=False), str(tmp_path / "none"))


# Clocks


def hours_between(before, after):
    return round((seconds_of(after) - seconds_of(before)) / 3600, 3)


def seconds_of(text):
    return datetime.fromisoformat(text).timestamp()


def test_a_clock_goes_while_a_server_runs_and_records_show_it(server):
    store = create_store(server.data, "running-clock", "--test-clock")
    shop = Shop(server, SHOPIFY, create_key(server.data, store["name"], "all", "--no-rate-limit"), store["name"])
    first = shop.product("Mug")
    moved = json_of(shop, "clock", "advance", "3h")
    assert moved["store"] == store["id"] and moved["target"] is None
    assert hours_between(store["test_clock"], moved["now"]) == 3
    assert json_of(shop, "clock", "show") == moved
    assert hours_between(first["created_at"], shop.product("Cup")["created_at"]) == 3


def test_a_clock_that_was_advanced_without_a_server_goes_when_one_starts(make_server, receiver):
    server = make_server().start()
    create_store(server.data, "later", "--test-clock")
    shop = Shop(server, SHOPIFY, create_key(server.data, "later", "all", "--no-rate-limit"), "later")
    receiver.answers["/hook"] = [Answer(500), Answer(200)]
    made = subscribe(shop, receiver, retry={"delays": [3600]})
    shop.product("Mug")
    receiver.wait(1)
    wait_for(lambda: deliveries(shop, made)[0]["attempt_count"] == 1, "note of the first attempt")
    before = json_of(shop, "clock", "show")
    server.stop()
    done = command_of(shop, "clock", "advance", "2h")
    assert "No server runs" in done.stderr and hours_between(before["now"], json.loads(done.stdout)["target"]) == 2
    assert json_of(shop, "clock", "show")["now"] == before["now"] and len(receiver.at()) == 1
    server.start()
    shop = Shop(server, SHOPIFY, shop.key, "later")
    receiver.wait(2)
    wait_delivered(shop, made, 1)
    wait_for(lambda: json_of(shop, "clock", "show")["target"] is None, "the clock's arrival")
    assert hours_between(before["now"], json_of(shop, "clock", "show")["now"]) == 2


# Events


def test_listen_sends_what_was_missed_and_what_happens_signed(shop, receiver, run_on):
    missed = shop.product("Missed")
    _, lines = start(
        run_on, shop, "webhook", "listen", "--forward-to", receiver.url(), "--since", "10m", "--topic",
        "products/create")
    receiver.wait(1)
    live = shop.product("Live")
    receiver.answers["/hook"] = Answer(503)
    shown = lines.wait(4) if len(receiver.wait(2)) == 2 else []
    secret = re.fullmatch(r"secret (whsec_\S+)", shown[1])[1]
    assert shown[0] == f"forwarding {shop.store} to {receiver.url()}"
    for request, product, line, status in zip(receiver.at(), [missed, live], shown[2:], ["200", "(200|503)"]):
        assert (request.topic, request.json["id"]) == ("products/create", product["id"])
        assert Standard(secret).verify(request.body, request.headers)["title"] == product["title"]
        assert verify_webhook(request.body, request.headers["x-shopify-hmac-sha256"], secret)
        # What Shopify's JavaScript library refuses to do without.
        assert request.headers["x-shopify-shop-domain"] == f"{shop.store}.myshopify.com"
        assert request.id and request.headers["x-shopify-api-version"] == "2024-01"
        assert re.fullmatch(rf"\d+  products/create  {product['id']}  {status}  \d+ ms", line), line
    assert len({request.event for request in receiver.at()}) == 2


def test_listen_shows_a_receiver_that_is_down_and_goes_on(shop, run_on):
    shop.product("Mug")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        process, lines = start(run_on, shop, "webhook", "listen", "--forward-to", address, "--since", "1h")
        assert "FAILED" in lines.wait(3)[2]
        shop.product("Cup")
        assert "FAILED" in lines.wait(4)[3] and process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) != 0


def test_trigger_tells_subscribers_without_changing_anything(shop, receiver):
    subscribe(shop, receiver)
    product = shop.product("Mug")
    receiver.wait(1)
    before = shop.get(f"products/{product['id']}").body
    told = json_of(shop, "webhook", "trigger", "products/create")
    assert told["topic"] == "product.created" and told["store"] == shop.store
    _, request = receiver.wait(2)
    assert request.sequence == told["sequence"] and request.json["id"] == product["id"]
    assert shop.get(f"products/{product['id']}").body == before and shop.count() == 1


def test_trigger_sends_a_payload_of_ones_own(shop, receiver, tmp_path):
    subscribe(shop, receiver)
    payload = tmp_path / "payload.json"
    payload.write_text('{"id":7,"title":"Made up"}')
    json_of(shop, "webhook", "trigger", "products/create", "--payload", payload)
    assert receiver.wait(1)[0].json == {"id": 7, "title": "Made up"}


def test_replay_sends_the_same_again_with_the_same_ids(shop, receiver):
    made = subscribe(shop, receiver)
    for title in ("Mug", "Cup"):
        shop.product(title)
    receiver.wait(2)
    wait_delivered(shop, made, 2)
    replayed = json_of(shop, "webhook", "replay", "--since", "1h")
    assert type(replayed["job"]) is int and replayed["store"] == shop.store
    requests = receiver.wait(4)
    assert sorted(one.fixed for one in requests[:2]) == sorted(one.fixed for one in requests[2:])
    first = min(one.sequence for one in requests)
    json_of(shop, "webhook", "replay", "--from", first, "--until", first, "--id", made["id"])
    assert receiver.wait(5)[4].sequence == first


def test_a_replay_reaches_every_subscription_however_many(shop, receiver):
    for number in range(MANY):
        subscribe(shop, receiver, path=f"/{number}", fields=["id"])
    product = shop.product("Mug")
    wait_for(lambda: len(receiver.received) == MANY, "deliveries")
    json_of(shop, "webhook", "replay", "--since", "1h")
    wait_for(lambda: len(receiver.received) >= 2 * MANY, "deliveries again")
    told = [(one.path, one.json["id"]) for one in receiver.received]
    assert sorted(told) == sorted(2 * [(f"/{number}", product["id"]) for number in range(MANY)])


# The log


def test_the_log_shows_what_was_written_and_what_is(shop, run_on):
    made = shop.product("Mug")
    _, rows = start(run_on, shop, "logs", "tail", "--since", "1h", "--json")
    row = json.loads(rows.wait(1)[0])
    assert set(row) == {"at", "actor", "method", "route", "target", "status", "request_id"}
    assert (row["method"], row["status"]) == ("POST", 201) and str(made["id"]) in row["target"]
    refused = shop.post("products", "product", {"title": ""})
    row = json.loads(rows.wait(2)[1])
    assert (row["status"], row["request_id"]) == (422, refused.header("X-Request-Id"))


def test_the_log_begins_now_and_reads_as_lines(shop, run_on):
    shop.product("Before")
    process, lines = start(run_on, shop, "logs", "tail")
    for count in range(50):
        shop.product(f"After {count}")
        if lines.all:
            break
        wait_briefly(process)
    assert re.match(r"20\S+  201  POST products  ", lines.wait(1)[0])


def wait_briefly(process):
    """Gives a command that has just started time to look for the first time."""
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.2)


# Dead letters


@pytest.fixture(scope="module")
def chores(tmp_path_factory):
    """A shop with a clock of its own, on a server with a module whose jobs fail (Tests/ABI/modules/chores.c)."""
    folder = tmp_path_factory.mktemp("chores")
    subprocess.run(["make", "-s", "-C", str(ROOT / "Tests" / "ABI"), "modules", f"OUT={ROOT}/.build/abi"], check=True)
    shutil.copytree(ROOT / ".build" / "abi" / "chores", folder / "modules" / "chores")
    server = servers.Server(
        folder / "data", options=["--dev", "--modules", str(folder / "modules")], extensions=False).start()
    create_store(server.data, "chores", "--test-clock")
    yield Shop(server, SHOPIFY, create_key(server.data, "chores", "all", "--no-rate-limit"), "chores")
    server.kill()


def make_dead_letter(shop):
    """A job that has failed for the last time; its row in the queue."""
    known = {job["id"] for job in json_of(shop, "job", "list", "--json")}
    assert shop.send("POST", "chores/fail", {"any": 1}).status == 200
    wait_for(lambda: any(job["failures"] for job in new_jobs(shop, known)), "first failure")
    json_of(shop, "clock", "advance", "1m")
    wait_for(lambda: [job for job in new_jobs(shop, known) if job["dead"]], "dead letter")
    letter, = [job for job in json_of(shop, "job", "list", "--dead", "--json") if job["id"] not in known]
    return letter


def new_jobs(shop, known):
    return [job for job in json_of(shop, "job", "list", "--json") if job["id"] not in known]


def test_a_dead_letter_is_listed_with_its_reason(chores):
    letter = make_dead_letter(chores)
    assert (letter["job"], letter["failures"], letter["arguments"]) == ("chores.fail", 3, {"any": 1})
    assert letter["error"] == "chore is never done"
    assert f"{letter['id']}  chores.fail  dead  chore is never done" in command_of(chores, "job", "list").stdout


def test_a_dead_letter_that_is_tried_again_has_all_its_attempts(chores):
    letter = make_dead_letter(chores)
    assert command_of(chores, "job", "retry", letter["id"]).stdout == ""

    def row():
        return next(job for job in json_of(chores, "job", "list", "--json") if job["id"] == letter["id"])

    wait_for(lambda: row()["failures"] == 1, "first failure of the new attempts")
    assert not row()["dead"]
    json_of(chores, "clock", "advance", "1m")
    wait_for(lambda: row()["dead"] and row()["failures"] == 3, "the end of the new attempts")


def test_a_dead_letter_that_is_dropped_is_gone(chores):
    letter = make_dead_letter(chores)
    assert command_of(chores, "job", "drop", letter["id"]).stdout == ""
    assert letter["id"] not in {job["id"] for job in json_of(chores, "job", "list", "--json")}
    assert_fails(command_of(chores, "job", "drop", letter["id"], check=False), f"no job {letter['id']}")
