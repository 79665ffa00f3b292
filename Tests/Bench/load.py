"""Load from wrk, and what a process has spent."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass


@dataclass
class Result:
    requests: int
    per_second: float
    p99_ms: float
    errors: int


class Load:
    connections, threads = 64, 2

    def __init__(self, seconds):
        self.seconds = seconds

    def run(self, url, headers, body=None):
        command = ["wrk", f"-t{self.threads}", f"-c{self.connections}", f"-d{self.seconds}s", "--latency"]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        if body is None:
            return self._parse(subprocess.run(command + [url], capture_output=True, text=True, check=True).stdout)
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [==[{body}]==]\n")
            script.flush()
            run = subprocess.run(command + ["-s", script.name, url], capture_output=True, text=True, check=True)
            return self._parse(run.stdout)

    @staticmethod
    def _parse(text):
        amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        return Result(
            requests=int(re.search(r"(\d+) requests in", text).group(1)),
            per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            p99_ms=float(amount) * {"us": 0.001, "ms": 1, "s": 1000}[unit],
            errors=int(refused.group(1)) if refused else 0,
        )


def cpu_seconds(pid):
    """User and system time of a process so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
