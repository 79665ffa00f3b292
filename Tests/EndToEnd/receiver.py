"""A receiver of webhooks: notes every request as it came and answers as it is told."""

import asyncio
import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field

REASONS = {200: "OK", 204: "No Content", 302: "Found", 410: "Gone", 429: "Too Many Requests"}
WAIT_SECONDS_MAX = 30
POLL_SECONDS = 0.01


@dataclass
class Received:
    """One request; names of headers are in small letters."""

    path: str
    headers: dict
    body: bytes
    time: float = field(default_factory=time.time)

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def topic(self):
        return self.headers["x-shopify-topic"]

    @property
    def id(self):
        return self.headers["x-shopify-webhook-id"]

    @property
    def event(self):
        return self.headers["x-shopify-event-id"]

    @property
    def sequence(self):
        return int(self.headers["x-stoa-sequence"])

    @property
    def fixed(self):
        """What is the same at every attempt."""
        return self.id, self.event, self.body, self.headers["x-shopify-hmac-sha256"], self.topic


def verify_webhook(body: bytes, hmac_header: str, secret: str) -> bool:
    """The snippet of indecommerce-api.md, word for word."""
    digest = hmac.new(
        secret.encode('utf-8'),
        body,
        hashlib.sha256
    ).digest()
    computed = base64.b64encode(digest).decode('utf-8')
    return hmac.compare_digest(computed, hmac_header)


@dataclass
class Answer:
    """How a path answers; `hangs` keeps the connection open without a word."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    hangs: bool = False
    delay: float = 0.0


class Receiver:
    """Listens on a port of its own. `answers[path]` is an Answer, a list of them (the last one stays), or a function
    of the request; everything else is 200."""

    def __init__(self):
        self.received = []
        self.answers = {}
        self.under_way = 0
        self.most_under_way = 0
        self.port = 0
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def url(self, path="/hook"):
        return f"http://127.0.0.1:{self.port}{path}"

    def at(self, path="/hook"):
        return [one for one in list(self.received) if one.path == path]

    def wait(self, count, path="/hook", seconds=WAIT_SECONDS_MAX):
        """The requests at a path, as soon as there are so many."""
        wait_for(lambda: len(self.at(path)) >= count, f"{count} requests at {path}", seconds)
        return self.at(path)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024))
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _serve(self, reader, writer):
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Received(head[0].split(" ")[1], headers, body)
        self.received.append(request)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            answer = self._answer(request)
            if answer.hangs:
                await asyncio.sleep(60)
            if answer.delay:
                await asyncio.sleep(answer.delay)
        finally:
            self.under_way -= 1
        lines = [f"HTTP/1.1 {answer.status} {REASONS.get(answer.status, 'Something')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        lines += [f"Content-Length: {len(answer.body)}", "", ""]
        writer.write("\r\n".join(lines).encode() + answer.body)
        await writer.drain()
        return True

    def _answer(self, request):
        answer = self.answers.get(request.path, Answer())
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer if isinstance(answer, Answer) else answer(request)


def wait_for(condition, what, seconds=WAIT_SECONDS_MAX):
    """Waits until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(POLL_SECONDS)
