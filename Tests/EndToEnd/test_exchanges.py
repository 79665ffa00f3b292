"""Golden exchanges: each file of Exchanges/ is a story of requests and their replies, played on a store of its own.

What differs from run to run is written as <id 1>, <etag 1>, <cursor 1>, <time>, <uuid> and <number>; a placeholder of a
reply can be used in later requests. RECORD=1 rewrites the replies, and fails the run.
"""

import json
import os
import re
from pathlib import Path

import pytest

from conftest import open_shop
from dialects import DIALECTS

FOLDER = Path(__file__).with_name("Exchanges")
SEPARATOR = "\n" + "=" * 120 + "\n"
RECORD = os.environ.get("RECORD") == "1"
BY_NAME = {dialect.name: dialect for dialect in DIALECTS}
# Of the connection, not of the API.
HIDDEN_HEADERS = {"date", "connection", "server", "keep-alive", "content-length"}
CHANGING_NUMBERS = {
    "X-Rate-Limit-Reset", "X-Rate-Limit-Remaining", "X-Rate-Limit-Daily-Remaining", "X-Shopify-Shop-Api-Call-Limit"}
PLAIN = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"), "<time>"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<uuid>"),
]
NUMBERED = [
    ("cursor", re.compile(r'(?<=page_info=)[\w-]+|(?<=cursor=)[\w-]+|(?<="next_cursor": ")[\w-]+')),
    ("etag", re.compile(r'(?<=^ETag: ).+$', re.MULTILINE)),
    ("id", re.compile(r"\b\d{9,16}\b")),
]


class Story:
    """The placeholders bound so far."""

    def __init__(self, shop):
        self.shop = shop
        self.names = {}

    def hide(self, text):
        """The text with everything that differs from run to run replaced."""
        text = text.replace(f"127.0.0.1:{self.shop.server.port}", "<host>")
        for pattern, placeholder in PLAIN:
            text = pattern.sub(placeholder, text)
        for kind, pattern in NUMBERED:
            text = pattern.sub(lambda match, kind=kind: self.name(kind, match.group()), text)
        return text

    def name(self, kind, value):
        if value not in self.names:
            count = sum(name.startswith(f"<{kind} ") for name in self.names.values())
            self.names[value] = f"<{kind} {count + 1}>"
        return self.names[value]

    def show(self, text):
        """The text with placeholders replaced by what they stand for now."""
        for value, name in self.names.items():
            text = text.replace(name, value)
        return text.replace("<key>", self.shop.key)

    def play(self, request):
        head, _, body = self.show(request).partition("\n\n")
        first, *lines = head.splitlines()
        method, target = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        reply = self.shop.connection.send(method, target, headers, body.strip().encode() or None)
        shown = [f"HTTP/1.1 {reply.status}"]
        for name, value in sorted(reply.headers.items()):
            if name.lower() not in HIDDEN_HEADERS:
                shown.append(f"{name}: {re.sub('^[0-9]+', '<number>', value) if name in CHANGING_NUMBERS else value}")
        text = "\n".join(shown) + "\n"
        if reply.body:
            text += "\n" + json.dumps(reply.json, indent=2, ensure_ascii=False) + "\n"
        return self.hide(text)


def split(exchange):
    """Request and expected reply; the reply is empty before the first recording."""
    request, _, reply = exchange.partition("\n\nHTTP/1.1 ")
    return request.strip("\n"), f"HTTP/1.1 {reply.strip()}\n" if reply else ""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.http")), ids=lambda path: path.stem)
def test_exchanges(path, server):
    story = Story(open_shop(server, BY_NAME[path.stem.split("-")[0]], limited=True))
    recorded, changed = [], []
    for exchange in path.read_text().split(SEPARATOR):
        asked, expected = split(exchange)
        actual = story.play(asked)
        recorded.append(f"{asked}\n\n{actual}")
        if actual != expected:
            changed.append((asked.splitlines()[0], expected, actual))
    if RECORD:
        path.write_text(SEPARATOR.join(recorded))
        pytest.fail(f"recorded {path.name}: {len(changed)} of {len(recorded)} replies changed")
    for first, expected, actual in changed:
        assert actual == expected, first
