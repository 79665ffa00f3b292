"""`stoa demo`, which `make run` starts: what it prints works when it is pasted."""

import json
import os
import shlex
import signal
import subprocess
import threading

import pytest

from dialects import DIALECTS
from server import COMMAND_SECONDS_MAX, CONFIGURATION, ENVIRONMENT, ROOT, START_SECONDS_MAX, STOA, STOP_SECONDS_MAX


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """What a demo server prints before it waits for requests."""
    folder = tmp_path_factory.mktemp("demo")
    command = [STOA, "demo", "--config", CONFIGURATION, "--data", folder / "data", "--listen", "127.0.0.1:0"]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, env=ENVIRONMENT, start_new_session=True, cwd=ROOT, text=True)
    try:
        found = []
        reader = threading.Thread(target=lambda: read(process.stdout, found), daemon=True)
        reader.start()
        reader.join(START_SECONDS_MAX)
        assert found and "Ctrl-C" in found[-1], (found, (folder / "log").read_text())
        yield found
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS_MAX)


def read(stream, found):
    for line in stream:
        found.append(line.rstrip("\n"))
        if "Ctrl-C" in line:
            return


def test_one_line_for_each_dialect_shows_products(lines):
    commands = [shlex.split(line) for line in lines if line.lstrip().startswith("curl ")]
    assert len(commands) == len(DIALECTS)
    titles = []
    for command, dialect in zip(commands, DIALECTS):
        done = subprocess.run([*command, "-s", "-f"], capture_output=True, check=True, timeout=COMMAND_SECONDS_MAX)
        answer = json.loads(done.stdout)
        products = answer["data" if dialect.has_envelope_data else "products"]
        assert len(products) == 2 and all(product["variants"] for product in products)
        titles.append([product["title"] for product in products])
    assert titles == titles[:1] * len(DIALECTS)
