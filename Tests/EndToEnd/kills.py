"""kill -9 of a server while clients write to it."""

import http.client
import threading
import time

# What a client sees of it.
LOST_CONNECTION = (OSError, http.client.HTTPException)


def run_and_kill(writers, work, seconds, kill):
    """Runs `work(number)` for each of so many writers again and again, and kills the server in the middle.

    A writer ends with its connection; anything else that it raises fails the test.
    """
    stop, errors = threading.Event(), []

    def run(number):
        try:
            step = work(number)
            while not stop.is_set():
                step()
        except LOST_CONNECTION:
            pass
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    kill()
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not errors, errors[:3]


def kill_by_turns(running, number):
    """Kills the server and starts it again on the same port, or its worker alone."""
    if number % 2:
        running.kill()
        running.start(running.port)
    else:
        running.crash()
