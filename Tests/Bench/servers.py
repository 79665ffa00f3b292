"""The two servers that are compared, each as a context manager that ends only what it started."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

BUILT = Path(__file__).resolve().parents[2] / ".build" / "release"
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


def children(pid):
    """The processes that `pid` has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            found.append(int(stat.parent.name))
    return found


class Process:
    def __init__(self, command, ready):
        started = time.monotonic()
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENVIRONMENT, text=True)
        self.pid = self._process.pid
        line = self._process.stdout.readline().strip()
        self.url = ready(line)
        self.seconds_to_ready = time.monotonic() - started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=30)
        self._process.stdout.close()


class BareServer(Process):
    def __init__(self, canned=None):
        """Without a canned response it counts what is posted, on one core, because that is all the work there is."""
        loops, response = (1, []) if canned is None else (os.cpu_count(), ["--response", canned])
        super().__init__(
            [BUILT / "bare-server", "--port", "0", "--loops", str(loops), *response],
            lambda line: f"http://127.0.0.1:{line.split()[-1]}")


class Receiver(BareServer):
    """Takes webhooks; counts them and says when the last one came, in seconds of time.monotonic()."""

    def tally(self):
        with urllib.request.urlopen(self.url) as response:
            tally = json.load(response)
        return tally["count"], tally["last"] / 1e6

    def wait(self, count, pause, seconds):
        """When the last of so many came."""
        deadline = time.monotonic() + seconds
        while True:
            have, last = self.tally()
            if have >= count:
                return last
            if time.monotonic() > deadline:
                raise SystemExit(f"bench: {have} of {count} deliveries came within {seconds} s")
            time.sleep(pause)


class Stoa(Process):
    """A supervisor, and the worker whose `pid` counts where CPU time is measured."""

    def __init__(self, directory, *options):
        self._data = str(directory)
        super().__init__(
            [BUILT / "stoa", "serve", "--data", self._data, "--listen", "127.0.0.1:0", "--log-level", "error", *options],
            self._await_ready)
        supervisor = self.pid
        self.pid, = children(supervisor)
        self._processes = [supervisor, self.pid]

    @staticmethod
    def _await_ready(line):
        url = line.split()[-1]
        for _ in range(2000):
            try:
                with urllib.request.urlopen(url + "/readyz") as response:
                    if response.status == 200:
                        return url
            except OSError:
                time.sleep(0.005)
        raise SystemExit("bench: the server did not become ready")

    def _command(self, *words):
        run = subprocess.run([BUILT / "stoa", *words, "--data", self._data], capture_output=True, text=True, check=True, env=ENVIRONMENT)
        return run.stdout.strip()

    def store(self, name):
        self._command("store", "create", name)
        return name

    def key(self, store):
        """A key whose bucket never empties: the limiter runs all the same."""
        return self._command("key", "create", "--store", store, "--scopes", "all", "--no-rate-limit")

    def many_stores(self, count):
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            return list(pool.map(lambda number: self.key(self.store(f"store-{number}")), range(count)))

    @property
    def _address(self):
        return self.url.removeprefix("http://")

    def call(self, method, path, key, body=None):
        """What one request of the REST dialect is answered, on a connection of its own."""
        connection = HTTPConnection(self._address)
        text = None if body is None else json.dumps(body)
        connection.request(method, "/admin/api/2024-01/" + path, text, {"X-Shopify-Access-Token": key})
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        if response.status not in (200, 201):
            raise SystemExit(f"bench: {method} {path} was answered {response.status}: {answer[:200]}")
        return json.loads(answer)

    def create(self, key, body):
        return self.call("POST", "products.json", key, body)["product"]["id"]

    def fill(self, key, body, count):
        def work(amount):
            connection = HTTPConnection(self._address)
            payload = json.dumps(body)
            for _ in range(amount):
                connection.request("POST", "/admin/api/2024-01/products.json", payload, {"X-Shopify-Access-Token": key})
                connection.getresponse().read()
            connection.close()
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(work, [count // 8] * 8))

    def get(self, path, key):
        request = urllib.request.Request(self.url + path, headers={"X-Shopify-Access-Token": key})
        with urllib.request.urlopen(request) as response:
            response.read()
            return response

    def raw(self, path, headers):
        """One response as it is on the wire."""
        host, port = self._address.split(":")
        lines = [f"GET {path} HTTP/1.1", f"Host: {self._address}"] + [f"{name}: {value}" for name, value in headers.items()]
        with socket.create_connection((host, int(port))) as peer:
            peer.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            data = b""
            while b"\r\n\r\n" not in data:
                data += peer.recv(65536)
            head, _, body = data.partition(b"\r\n\r\n")
            length = next((int(l.split(b":")[1]) for l in head.split(b"\r\n") if l.lower().startswith(b"content-length:")), 0)
            while len(body) < length and not head.startswith(b"HTTP/1.1 304"):
                body += peer.recv(65536)
            return head + b"\r\n\r\n" + body

    def memory_mb(self):
        """What both processes take; what they share, such as libraries, is counted once (PSS)."""
        return sum(self._kib(pid, "smaps_rollup", "Pss") for pid in self._processes) / 1024

    def resident_mb(self):
        """The same with everything shared counted twice (RSS)."""
        return sum(self._kib(pid, "status", "VmRSS") for pid in self._processes) / 1024

    def forget_peak(self):
        """Has the worker's peak count from now on."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def worker_mb(self):
        """What the worker holds, and the most it held since its peak was forgotten (RSS)."""
        return tuple(self._kib(self.pid, "status", name) / 1024 for name in ("VmRSS", "VmHWM"))

    @staticmethod
    def _kib(pid, file, name):
        with open(f"/proc/{pid}/{file}") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))
