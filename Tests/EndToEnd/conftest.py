"""Fixtures: a server for the whole run, shops on it in every dialect, and servers of their own for rough tests."""

import itertools

import pytest

import server as servers
from dialects import DIALECTS, Shop

_numbers = itertools.count(1)


def pytest_sessionstart(session):
    servers.require_build()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server with every module and extension, on which thousands of wrong credentials may be tried."""
    folder = tmp_path_factory.mktemp("shared")
    configuration = folder / "stoa.toml"
    configuration.write_text("[limits]\nfailed_sign_ins_burst = 1000000\nfailed_sign_ins_per_minute = 1000000\n")
    running = servers.Server(folder / "data", options=["--dev"], configuration=configuration).start()
    yield running
    running.kill()


@pytest.fixture
def make_server(tmp_path):
    """Makes servers that are killed when the test ends: `make_server(options=…)`; they are not started yet."""
    made = []

    def make(name="data", **options):
        options.setdefault("options", ["--dev"])
        made.append(servers.Server(tmp_path / name, **options))
        return made[-1]

    yield make
    for one in made:
        one.kill()


def open_shop(server, dialect, name=None, scopes="all", limited=False):
    """Makes a store with a key, and a client for it."""
    name = name or f"shop-{next(_numbers)}"
    store = servers.create_store(server.data, name)
    options = [] if limited else ["--no-rate-limit"]
    key = servers.create_key(server.data, name, scopes, *options)
    return Shop(server, dialect, key, name, store["id"])


def named(dialect):
    return dialect.name


@pytest.fixture(scope="module", params=DIALECTS, ids=named)
def shop(request, server):
    """A store for the tests of one file, once per dialect."""
    return open_shop(server, request.param)


@pytest.fixture(params=DIALECTS, ids=named)
def empty_shop(request, server):
    """A store of the test's own, once per dialect."""
    return open_shop(server, request.param)


@pytest.fixture
def open_shops(server):
    """Makes further stores: `open_shops(dialect, limited=True)`."""
    return lambda dialect, **options: open_shop(server, dialect, **options)


@pytest.fixture(scope="module")
def shop_pair(server):
    """Two stores made by the same steps in the same order, so that they hold the same ids, handles and SKUs."""
    from twins import Twins

    return Twins(server)
