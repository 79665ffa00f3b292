"""The unmodified ShopifyAPI for Python, pointed at a store of the server under test."""

import pytest
import shopify

from conftest import open_shop
from dialects import SHOPIFY

VERSION = "2024-01"


def activate(shop, key, version=VERSION):
    """Points the library at the server; it builds https URLs of shop domains only from a Session, not from a site."""
    shopify.ShopifyResource.set_site(f"http://127.0.0.1:{shop.server.port}/admin/api/{version}")
    shopify.ShopifyResource.set_version(version)
    shopify.ShopifyResource.headers["X-Shopify-Access-Token"] = key


def connected(server, version=VERSION):
    shop = open_shop(server, SHOPIFY)
    activate(shop, shop.key, version)
    yield shop
    shopify.ShopifyResource.clear_session()


@pytest.fixture
def client(server):
    """A new store that the library speaks to."""
    yield from connected(server)


@pytest.fixture(params=[VERSION, "unstable"])
def client_of_each_version(request, server):
    yield from connected(server, request.param)
