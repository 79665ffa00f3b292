"""The explorer page of the GraphQL API (GQ-02, PG-20): whole in itself, and what it asks is answered."""

import base64
import hashlib
import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY


@pytest.fixture(scope="module")
def page(server):
    with server.connect() as connection:
        reply = connection.send("GET", "/explorer")
    assert reply.status == 200 and reply.header("Content-Type") == "text/html; charset=utf-8"
    return reply


def part(page, tag):
    """The text of an element that the page has once."""
    found, = re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", page.body.decode(), re.S)
    return found


def test_it_loads_nothing_and_runs_only_its_own_script(page):
    policy = dict(rule.strip().split(" ", 1) for rule in page.header("Content-Security-Policy").split(";"))
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        digest = base64.b64encode(hashlib.sha256(part(page, tag).encode()).digest()).decode()
        assert policy[rule] == f"'sha256-{digest}'"
    assert policy["default-src"] == "'none'" and policy["connect-src"] == "'self'"
    text = page.body.decode()
    assert not re.search("https?:|//[a-z]", text.replace("// Asks", ""))
    assert not re.search(r"\b(src|onclick|onload|style)=", text)
    assert "innerHTML" not in text and page.header("X-Content-Type-Options") == "nosniff"


def test_what_it_asks_is_answered(page, server):
    script = part(page, "script")
    of_type = re.search('OF_TYPE = "(.*?)";', script)[1]
    schema = re.search("SCHEMA = `(.*?)`;", script, re.S)[1].replace("${OF_TYPE}", of_type)
    first = re.search('<textarea id="query"[^>]*>(.*?)</textarea>', page.body.decode(), re.S)[1]
    endpoint = re.search(r'fetch\("(.*?)"', script)[1]
    shop = open_shop(server, SHOPIFY)
    headers = {"Authorization": f"Bearer {shop.key}", "Content-Type": "application/json"}
    with server.connect() as connection:
        types = connection.send("POST", endpoint, headers, {"query": schema}).json["data"]["__schema"]["types"]
        assert {"Product", "Query", "Money"} <= {one["name"] for one in types}
        assert connection.send("POST", endpoint, headers, {"query": first}).json["data"] == {"shop": {"name": shop.store}}


def test_the_home_page_leads_to_it(server):
    with server.connect() as connection:
        assert b'<a href="/explorer">' in connection.send("GET", "/").body
        assert connection.send("POST", "/explorer").status == 405
