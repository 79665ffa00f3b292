"""The unmodified ShopifyAPI for Python with the store's settings, scopes, storefront tokens and script tags."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from server import create_key
from shopify_library import activate, client  # noqa: F401 (client is a fixture)


def test_the_current_shop_is_found(client):
    shop = shopify.Shop.current()
    assert (shop.name, shop.currency, shop.iana_timezone) == (client.store, "USD", "Etc/UTC")
    assert shop.id and shop.money_format == "${{amount}}" and shop.myshopify_domain.startswith(client.store)


def test_access_scopes_are_found_where_the_library_looks(client, monkeypatch):
    activate(client, create_key(client.server.data, client.store, "read_products", "--no-rate-limit"))
    # The library takes the address without a version from a session, which would be https.
    monkeypatch.setattr(
        shopify.AccessScope, "_prefix", classmethod(lambda cls, options={}: "/admin/oauth"))
    monkeypatch.setattr(shopify.ShopifyResource, "_site", f"http://127.0.0.1:{client.server.port}", raising=False)
    assert [scope.handle for scope in shopify.AccessScope.find()] == ["read_products"]


def test_storefront_access_tokens_are_made_listed_and_deleted(client):
    token = shopify.StorefrontAccessToken.create({"title": "Web"})
    assert token.id and len(token.access_token) == 32
    assert [one.access_token for one in shopify.StorefrontAccessToken.find()] == [token.access_token]
    token.destroy()
    assert shopify.StorefrontAccessToken.find() == []


def test_script_tags_are_made_changed_and_deleted(client):
    tag = shopify.ScriptTag.create({"event": "onload", "src": "https://js-aplenty.com/foo.js"})
    assert tag.id and shopify.ScriptTag.count() == 1
    tag.src = "https://js-aplenty.com/bar.js"
    assert tag.save(), tag.errors.full_messages()
    assert shopify.ScriptTag.find(tag.id).src == "https://js-aplenty.com/bar.js"
    assert len(shopify.ScriptTag.find(src="https://js-aplenty.com/bar.js")) == 1
    tag.src = "http://js-aplenty.com/bar.js"
    assert tag.save() is False and tag.errors.full_messages() == ["src must be an https URL"]
    tag.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.ScriptTag.find(tag.id)


def test_countries_and_currencies_are_found(client):
    countries = {country.code: country for country in shopify.Country.find()}
    assert countries["CA"].name == "Canada" and countries["CA"].provinces[0].code == "AB"
    assert shopify.Country.find(countries["CA"].id).name == "Canada" and shopify.Country.count() == 250
    assert [currency.currency for currency in shopify.Currency.find()] == ["USD"]
