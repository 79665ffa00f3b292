"""Themes and their files (SC-11, SC-12)."""

import base64
import hashlib

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from server import create_key
from webhook_calls import receiver, subscribe  # noqa: F401 (receiver is a fixture)

THEME_KEYS = {
    "id", "name", "created_at", "updated_at", "role", "theme_store_id", "previewable", "processing",
    "admin_graphql_api_id",
}
ASSET_KEYS = {
    "key", "public_url", "created_at", "updated_at", "content_type", "size", "checksum", "theme_id",
}
KEY = "templates/index.liquid"


def theme(shop, name="Dawn", **fields):
    return shop.one(shop.post("themes", "theme", {"name": name, **fields}), "theme", 201)


def roles(shop):
    return {one["name"]: one["role"] for one in shop.list("themes")}


def put(shop, holder, key=KEY, **fields):
    return shop.put(f"themes/{holder['id']}/assets", "asset", {"key": key, **fields})


def asset(shop, holder, key=KEY, **fields):
    return shop.one(put(shop, holder, key, **fields), "asset")


def read(shop, holder, key=KEY, **query):
    return shop.send("GET", f"themes/{holder['id']}/assets", query={"asset[key]": key, **query})


def keys(shop, holder):
    return [one["key"] for one in shop.one(shop.get(f"themes/{holder['id']}/assets"), "assets")]


def test_a_theme_has_every_key(shop):
    made = theme(shop)
    assert set(made) == THEME_KEYS and made["previewable"] is True and made["processing"] is False
    assert shop.one(shop.get(f"themes/{made['id']}"), "theme") == made


def test_one_theme_is_the_main_one(empty_shop):
    first, second = theme(empty_shop, "A"), theme(empty_shop, "B")
    assert roles(empty_shop) == {"A": "main", "B": "unpublished"}
    empty_shop.one(empty_shop.put(f"themes/{second['id']}", "theme", {"role": "main"}), "theme")
    assert roles(empty_shop) == {"A": "unpublished", "B": "main"}
    theme(empty_shop, "C", role="main")
    assert roles(empty_shop) == {"A": "unpublished", "B": "unpublished", "C": "main"}
    assert [one["name"] for one in empty_shop.list("themes", role="main")] == ["C"]
    assert empty_shop.delete(f"themes/{first['id']}").status == 204


def test_the_main_theme_stays_until_another_takes_over(empty_shop):
    made = theme(empty_shop)
    path = f"themes/{made['id']}"
    assert "role" in empty_shop.issues(empty_shop.put(path, "theme", {"role": "unpublished"}))
    assert empty_shop.issues(empty_shop.delete(path)) == {"base": ["The main theme can't be deleted."]}
    assert empty_shop.one(empty_shop.put(path, "theme", {"name": "New"}), "theme")["role"] == "main"
    assert "role" in empty_shop.issues(empty_shop.post("themes", "theme", {"name": "T", "role": "moon"}))


def test_a_first_theme_that_asks_for_another_role_gets_it(empty_shop):
    assert theme(empty_shop, role="unpublished")["role"] == "unpublished"
    assert theme(empty_shop, "B")["role"] == "main"


def test_a_new_main_theme_is_told(server, receiver):
    shop = open_shop(server, SHOPIFY)
    subscribe(shop, receiver, "themes/publish")
    first, second = theme(shop, "A"), theme(shop, "B")
    shop.put(f"themes/{first['id']}", "theme", {"name": "A2"})
    shop.put(f"themes/{second['id']}", "theme", {"role": "main"})
    told = [request.json for request in receiver.wait(2)]
    assert told == [{"id": first["id"], "name": "A", "role": "main"}, {"id": second["id"], "name": "B", "role": "main"}]


def test_a_file_is_made_read_changed_and_deleted(shop):
    holder = theme(shop)
    made = asset(shop, holder, value="<p>é</p>")
    assert set(made) == ASSET_KEYS and made["theme_id"] == holder["id"]
    assert (made["size"], made["content_type"]) == (9, "text/x-liquid")
    assert made["checksum"] == hashlib.sha256("<p>é</p>".encode()).hexdigest()
    assert shop.one(read(shop, holder), "asset") == {**made, "value": "<p>é</p>"}
    changed = asset(shop, holder, value="two")
    assert (changed["created_at"], changed["size"]) == (made["created_at"], 3)
    assert shop.one(read(shop, holder, fields="key,value"), "asset") == {"key": KEY, "value": "two"}
    assert shop.one(shop.get(f"themes/{holder['id']}/assets"), "assets") == [changed]
    target = {"asset[key]": KEY}
    assert shop.send("DELETE", f"themes/{holder['id']}/assets", query=target).status == 204
    shop.assert_refused(shop.send("DELETE", f"themes/{holder['id']}/assets", query=target), 404)
    shop.assert_refused(read(shop, holder), 404)
    shop.assert_refused(shop.delete(f"themes/{holder['id']}/assets"), 400)
    assert keys(shop, holder) == []


def test_bytes_that_are_no_text_come_back_as_an_attachment(shop):
    holder = theme(shop)
    pixels = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\xff").decode()
    asset(shop, holder, "assets/a.png", attachment=pixels)
    shown = shop.one(read(shop, holder, "assets/a.png"), "asset")
    assert (shown["attachment"], shown["content_type"], shown["size"]) == (pixels, "image/png", 10)
    assert "value" not in shown
    asset(shop, holder, "assets/a.css", attachment=base64.b64encode(b"a{}").decode())
    assert shop.one(read(shop, holder, "assets/a.css"), "asset")["value"] == "a{}"


def test_a_file_is_copied(shop):
    holder = theme(shop)
    asset(shop, holder, value="text")
    copy = asset(shop, holder, "templates/copy.liquid", source_key=KEY)
    assert copy["size"] == 4 and shop.one(read(shop, holder, copy["key"]), "asset")["value"] == "text"
    assert shop.issues(put(shop, holder, source_key="templates/none.liquid")) == {"source_key": ["must exist"]}


@pytest.mark.parametrize("key", [
    "", "index.liquid", "templates", "templates/", "templates/../a.txt", "../a.txt", "/templates/a.txt",
    "etc/passwd.txt",
    "templates/a", "templates/.a", "templates/a b.txt", "templates/a/b/c.txt", "templates/" + "a" * 255 + ".txt",
    "templates\\a.txt", "templates/a\n.txt",
], ids=range(15))
def test_wrong_keys_are_refused(shop, key):
    assert list(shop.issues(put(shop, theme(shop), key, value="x"))) == ["key"]


@pytest.mark.parametrize("fields, field", [
    ({}, "value"), ({"attachment": "!"}, "attachment"), ({"src": "https://example.com/a.txt"}, "src"),
    ({"value": "x" * (768 * 1024 + 1)}, "value"),
], ids=range(4))
def test_wrong_files_are_refused(shop, fields, field):
    holder = theme(shop)
    assert list(shop.issues(put(shop, holder, **fields))) == [field]
    assert keys(shop, holder) == []


def test_the_largest_file_is_kept(shop):
    holder = theme(shop)
    asset(shop, holder, value="x" * (768 * 1024))
    assert len(shop.one(read(shop, holder), "asset")["value"]) == 768 * 1024


def test_a_list_shows_every_file(shop):
    holder = theme(shop)
    names = [f"snippets/s{n}.liquid" for n in range(260)]
    for name in names:
        asset(shop, holder, name, value=name)
    assert keys(shop, holder) == names


def test_files_go_with_their_theme(empty_shop):
    first, second = theme(empty_shop, "A"), theme(empty_shop, "B")
    for holder in (first, second):
        asset(empty_shop, holder, value=holder["name"])
    assert empty_shop.delete(f"themes/{second['id']}").status == 204
    empty_shop.assert_refused(read(empty_shop, second), 404)
    empty_shop.assert_refused(put(empty_shop, second, value="x"), 404)
    assert empty_shop.one(read(empty_shop, first), "asset")["value"] == "A"


def test_reading_and_writing_need_their_scopes(server):
    shop = open_shop(server, SHOPIFY)
    holder = theme(shop)
    reader = shop.again(key=create_key(server.data, shop.store, "read_themes", "--no-rate-limit"))
    assert reader.get("themes").status == 200
    reader.assert_refused(put(reader, holder, value="x"), 403)
    reader.assert_refused(reader.put(f"themes/{holder['id']}", "theme", {"name": "x"}), 403)
    stranger = shop.again(key=create_key(server.data, shop.store, "write_content", "--no-rate-limit"))
    for path in ("themes", f"themes/{holder['id']}/assets"):
        stranger.assert_refused(stranger.get(path), 403)


def test_another_stores_theme_is_not_found(open_shops):
    mine, theirs = open_shops(SHOPIFY), open_shops(SHOPIFY)
    theme(theirs, "first")
    holder = theme(theirs)
    asset(theirs, holder, value="secret")
    for reply in (mine.get(f"themes/{holder['id']}/assets"), read(mine, holder), put(mine, holder, value="x")):
        mine.assert_refused(reply, 404)
