"""The unmodified ShopifyAPI for Python, on checkouts: it lists those that are abandoned."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from checkout_calls import bought, complete, sold
from dialects import SHOPIFY
from test_checkouts_abandoned import HOUR, advance, open_clock
from test_shopify_client import activate


@pytest.fixture(params=["2024-01", "unstable"])
def client(request, server):
    shop = open_clock(server, SHOPIFY)
    activate(shop, shop.key, request.param)
    yield shop
    shopify.ShopifyResource.clear_session()


def test_abandoned_checkouts_are_found(client):
    variant, _ = sold(client, "18.00")
    made = bought(client, (variant, 2))
    assert shopify.Checkout.find() == []
    advance(client, HOUR)
    found, = shopify.Checkout.find(limit=5, status="open")
    assert (found.id, found.token, found.email) == (made["id"], made["token"], "ada@example.com")
    assert found.total_price == "36.00" and found.line_items[0].price == "18.00" and found.completed_at is None
    assert shopify.Checkout.count() == 1
    complete(client, made["token"])
    assert shopify.Checkout.find() == [] and shopify.Checkout.count() == 0


def test_a_checkout_is_read_by_its_token(client):
    variant, _ = sold(client)
    made = bought(client, variant)
    found = shopify.Checkout.find(made["token"])
    assert found.id == made["id"]
    with pytest.raises(ResourceNotFound):
        shopify.Checkout.find(made["id"])
