"""The raw-socket vectors of front_door_vectors.py against a whole server."""

import subprocess
import sys
from pathlib import Path

SECONDS_MAX = 120


def test_every_vector_passes(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text("[http]\nheader_seconds = 2\nidle_seconds = 3\n")
    running = make_server(configuration=configuration).start()
    vectors = Path(__file__).with_name("front_door_vectors.py")
    done = subprocess.run(
        [sys.executable, vectors, "127.0.0.1", str(running.port)], capture_output=True, text=True, timeout=SECONDS_MAX)
    print(done.stdout)
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if "FAIL" in line.upper())
    assert running.is_ready()
