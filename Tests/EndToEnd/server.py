"""Starts and stops the server under test, and runs its command line."""

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from wire import Connection

ROOT = Path(__file__).resolve().parents[2]
# STOA_BUILT tests another build, such as an unpacked release.
BUILT = Path(os.environ.get("STOA_BUILT", ROOT / ".build" / "release"))
STOA = BUILT / "stoa"
EXTENSIONS = BUILT / "extensions"
CONFIGURATION = ROOT / "Config" / "stoa.toml"
TORTURE = os.environ.get("STOA_TORTURE") == "full"

ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
START_SECONDS_MAX = 15
STOP_SECONDS_MAX = 15
COMMAND_SECONDS_MAX = 30


def require_build():
    assert STOA.exists(), f"{STOA} is missing: run make build"


def run_command(*arguments, data=None, check=True):
    """Runs `stoa ARGUMENTS [--data DATA]` and returns the finished process."""
    require_build()
    command = [str(STOA), *map(str, arguments)]
    if data is not None:
        command += ["--data", str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=COMMAND_SECONDS_MAX, cwd=ROOT
    )
    if check:
        assert done.returncode == 0, f"{command}: exit {done.returncode}: {done.stderr}"
    return done


def create_store(data, name, *options):
    return json.loads(run_command("store", "create", name, *options, data=data).stdout)


def create_key(data, store, scopes="all", *options):
    return run_command("key", "create", "--store", store, "--scopes", scopes, *options, data=data).stdout.strip()


def keys_of(data, store):
    """The rows of `key list`, oldest first."""
    return json.loads(run_command("key", "list", "--store", store, "--json", data=data).stdout)


def jobs_of(data, store, name):
    """The first jobs of a name that wait in a store, dead letters included."""
    listed = json.loads(run_command("job", "list", "--store", store, "--json", data=data).stdout)
    return [job for job in listed if job["job"] == name]


def state_and_parent(pid):
    """The process's state letter and its parent; X and 0 if there is none."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[:2]
    except OSError:
        return "X", 0
    return state, int(parent)


def is_running(pid):
    """Whether it has not ended; one that has may wait for its parent to ask."""
    return state_and_parent(pid)[0] not in "ZX"


def children(pid):
    """The processes that `pid` has started and that still run."""
    all_processes = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [process for process in all_processes if state_and_parent(process)[1] == pid and is_running(process)]


class Server:
    """One `stoa serve` with its data directory; only its own process group is ever signalled."""

    def __init__(self, data, *, options=(), configuration=CONFIGURATION, extensions=True, prefix=()):
        self.data = Path(data)
        self.data.mkdir(parents=True, exist_ok=True)
        self.log_path = self.data.with_name(self.data.name + ".log")
        self.prefix = list(prefix)
        self.arguments = ["--config", str(configuration), "--data", str(self.data), *options]
        if extensions:
            self.arguments += ["--modules", str(EXTENSIONS)]
        self.process = None
        self.port = 0

    def start(self, port=0, ready=True):
        """Starts it and waits until it is ready; a port of 0 lets it choose."""
        require_build()
        command = [*self.prefix, str(STOA), "serve", *self.arguments, "--listen", f"127.0.0.1:{port}"]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, env=ENVIRONMENT, start_new_session=True, cwd=ROOT
            )
        self.port = self._announced_port()
        if ready:
            self.wait_ready()
        return self

    def _announced_port(self):
        """The port in the first line of stdout."""
        lines = []
        reader = threading.Thread(target=lambda: lines.append(self.process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(START_SECONDS_MAX)
        line = lines[0].decode() if lines else ""
        assert line.startswith("listening on http://127.0.0.1:"), f"first line {line!r}; log: {self.log_tail()}"
        return int(line.strip().rstrip("/").rsplit(":", 1)[1])

    def wait_ready(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"exit {self.process.returncode}; log: {self.log_tail()}"
            if self.is_ready():
                return
            time.sleep(0.01)
        raise AssertionError(f"not ready after {START_SECONDS_MAX} s; log: {self.log_tail()}")

    def is_ready(self):
        try:
            with self.connect(timeout=2) as connection:
                return connection.send("GET", "/readyz").status == 200
        except OSError:
            return False

    def worker(self, other_than=0):
        """The process that serves, below the supervisor that was started; maybe a new one in place of another."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            found = [pid for pid in children(self.process.pid) if pid != other_than]
            if len(found) == 1:
                return found[0]
            time.sleep(0.005)
        raise AssertionError(f"workers: {found}; log: {self.log_tail()}")

    def crash(self, number=signal.SIGKILL):
        """Ends the worker as a crash would; its supervisor stays. Returns when another has its place."""
        worker = self.worker()
        os.kill(worker, number)
        self.worker(other_than=worker)

    def messages(self, text):
        """The lines of the log with this message."""
        lines = [line for line in self.log().splitlines() if line.startswith("{")]
        return [entry for entry in map(json.loads, lines) if entry["message"] == text]

    def connect(self, timeout=30):
        return Connection(self.port, timeout)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=STOP_SECONDS_MAX):
        """The exit status; fails if it does not come in time."""
        return self.process.wait(seconds)

    def stop(self):
        """Asks it to stop, and returns the seconds that took."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        begin = time.monotonic()
        self.signal(signal.SIGTERM)
        try:
            self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return time.monotonic() - begin

    def kill(self):
        """kill -9 of everything it started."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(STOP_SECONDS_MAX)
        self.process.stdout.close()

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def log_tail(self):
        return self.log()[-2000:]

    def store_file(self, store_id):
        """The database file of a store."""
        found = sorted(self.data.rglob(f"{store_id}.db"))
        assert len(found) == 1, f"database files of store {store_id}: {found}"
        return found[0]
