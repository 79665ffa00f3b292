"""Storefront access tokens (features SF-01 to SF-03) and script tags."""

import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import GraphQL
from server import create_key

TOKEN_KEYS = {"id", "access_token", "access_scope", "created_at", "admin_graphql_api_id", "title"}
TAG_KEYS = {"id", "src", "event", "created_at", "updated_at", "display_scope", "cache"}
SCRIPT = "https://js.example.com/foo.js"
TOKENS_MAX = 100


def new_token(shop, title="Storefront"):
    return shop.create("storefront_access_token", {"title": title})


def new_tag(shop, **fields):
    return shop.create("script_tag", {"src": SCRIPT, **fields})


def test_tokens_are_made_listed_and_deleted(empty_shop):
    shop = empty_shop
    token = new_token(shop, "Web")
    assert set(token) == TOKEN_KEYS and token["title"] == "Web"
    assert re.fullmatch("[0-9a-f]{32}", token["access_token"])
    assert "unauthenticated_read_product_listings" in token["access_scope"].split(",")
    assert shop.list("storefront_access_tokens") == [token]
    assert shop.delete(f"storefront_access_tokens/{token['id']}").status == 204
    assert shop.list("storefront_access_tokens") == []
    assert shop.delete(f"storefront_access_tokens/{token['id']}").status == 404


def test_no_two_tokens_are_alike_in_any_store(server):
    one, two = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    tokens = [new_token(shop) for shop in (one, two) for _ in range(5)]
    # The stores were made by the same steps, so that the ids are the same.
    assert len({token["id"] for token in tokens}) == 5 and len({token["access_token"] for token in tokens}) == 10


def test_a_deleted_token_never_comes_back(empty_shop):
    first = new_token(empty_shop)
    empty_shop.delete(f"storefront_access_tokens/{first['id']}")
    assert new_token(empty_shop)["access_token"] != first["access_token"]


def test_no_token_is_in_the_files_of_the_store(make_server):
    """AU-23: every answer shows it, also after a restart, and no copy of the database does."""
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    body = {"title": "Web"}
    made = shop.one(shop.post(
        "storefront_access_tokens", "storefront_access_token", body, {"Idempotency-Key": "a"}), "storefront_access_token", 201)
    other = new_token(shop)

    def assert_not_shown():
        files = sorted(running.store_file(shop.store_id).parent.glob(f"{shop.store_id}.db*"))
        kept = b"".join(file.read_bytes() for file in files)
        assert b"Web" in kept
        assert not [token for token in (made, other) if token["access_token"].encode() in kept]

    assert shop.list("storefront_access_tokens") == [other, made]
    shown = [node["accessToken"] for node in GraphQL(shop).nodes("storefrontAccessTokens", "accessToken")]
    assert sorted(shown) == sorted([made["access_token"], other["access_token"]])
    assert_not_shown()
    running.stop()
    assert_not_shown()
    running.start()
    assert shop.again().list("storefront_access_tokens", fields="access_token") == [
        {"access_token": other["access_token"]}, {"access_token": made["access_token"]}]


def test_no_file_is_made_of_tokens(empty_shop):
    for action in ("export", "import"):
        empty_shop.assert_refused(empty_shop.send("POST", f"bulk/storefront_access_tokens/{action}"), 404)


def test_clients_choose_the_title_and_nothing_else(empty_shop):
    token = empty_shop.create("storefront_access_token", {
        "title": "T", "access_token": "0" * 32, "access_scope": "all", "id": 1})
    assert token["access_token"] != "0" * 32 and token["access_scope"] != "all" and token["id"] != 1
    reply = empty_shop.post("storefront_access_tokens", "storefront_access_token", {"title": ""})
    assert empty_shop.issues(reply) == {"title": ["can't be blank"]}
    path = f"storefront_access_tokens/{token['id']}"
    assert empty_shop.put(path, "storefront_access_token", {"title": "U"}).status == 405


def test_a_store_has_a_hundred_tokens_and_no_more(empty_shop):
    tokens = [new_token(empty_shop) for _ in range(TOKENS_MAX)]
    reply = empty_shop.post("storefront_access_tokens", "storefront_access_token", {"title": "T"})
    empty_shop.assert_refused(reply, 422)
    assert empty_shop.delete(f"storefront_access_tokens/{tokens[0]['id']}").status == 204
    assert new_token(empty_shop)["id"]


def test_tokens_have_scopes_of_their_own(shop):
    token = new_token(shop)
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_storefront_tokens", "--no-rate-limit"))
    other = shop.again(key=create_key(shop.server.data, shop.store, "write_shop", "--no-rate-limit"))
    assert token in reader.list("storefront_access_tokens")
    for client in (reader, other):
        client.assert_refused(client.post("storefront_access_tokens", "storefront_access_token", {"title": "T"}), 403)
        client.assert_refused(client.delete(f"storefront_access_tokens/{token['id']}"), 403)
    other.assert_refused(other.get("storefront_access_tokens"), 403)


def test_script_tags_are_made_read_changed_and_deleted(empty_shop):
    shop = empty_shop
    tag = new_tag(shop)
    assert set(tag) == TAG_KEYS
    assert (tag["src"], tag["event"], tag["display_scope"], tag["cache"]) == (SCRIPT, "onload", "all", False)
    path = f"script_tags/{tag['id']}"
    assert shop.one(shop.get(path), "script_tag") == tag
    changed = shop.one(shop.put(path, "script_tag", {"display_scope": "order_status", "cache": True}), "script_tag")
    assert (changed["display_scope"], changed["cache"], changed["src"]) == ("order_status", True, SCRIPT)
    other = new_tag(shop, src="https://js.example.com/bar.js")
    assert shop.list("script_tags", src=SCRIPT) == [changed] and shop.count("script_tags") == 2
    assert shop.count("script_tags", src=other["src"]) == 1
    assert shop.delete(path).status == 204 and shop.get(path).status == 404


@pytest.mark.parametrize("fields, field", [
    ({"src": "http://js.example.com/a.js"}, "src"), ({"src": "//js.example.com/a.js"}, "src"), ({"src": ""}, "src"),
    ({"src": "https://"}, "src"), ({"src": "javascript:alert(1)"}, "src"), ({"src": "https://a b/c.js"}, "src"),
    ({"src": "https://user@example.com/a.js"}, "src"), ({"src": "https://example.com:99999/a.js"}, "src"),
    ({"src": 'https://example.com/"><script>'}, "src"), ({"event": "onclick"}, "event"),
    ({"display_scope": "everywhere"}, "display_scope")])
def test_script_tags_that_cannot_be_are_refused(shop, fields, field):
    assert set(shop.issues(shop.post("script_tags", "script_tag", {"src": SCRIPT, **fields}))) == {field}


@pytest.mark.parametrize("src", ["HTTPS://JS.example.com/a.js?v=1#x", "https://localhost:8443/a.js", "https://10.0.0.1/a"])
def test_an_https_url_is_kept_as_it_was_given(shop, src):
    assert new_tag(shop, src=src)["src"] == src


def test_script_tags_are_their_makers_own(empty_shop):
    tag = new_tag(empty_shop)
    key = create_key(empty_shop.server.data, empty_shop.store, "all", "--no-rate-limit")
    other = empty_shop.again(key=key)
    path = f"script_tags/{tag['id']}"
    assert other.list("script_tags") == [] and other.count("script_tags") == 0
    assert other.get(path).status == 404 and other.delete(path).status == 404
    assert other.put(path, "script_tag", {"cache": True}).status == 404
    assert empty_shop.list("script_tags") == [tag]


def test_script_tags_have_scopes_of_their_own(shop):
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_script_tags", "--no-rate-limit"))
    assert reader.list("script_tags") == []
    reader.assert_refused(reader.post("script_tags", "script_tag", {"src": SCRIPT}), 403)
    other = shop.again(key=create_key(shop.server.data, shop.store, "write_shop", "--no-rate-limit"))
    other.assert_refused(other.get("script_tags"), 403)
