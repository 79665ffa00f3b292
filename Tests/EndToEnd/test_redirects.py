"""Redirects: kept by hand, and left by renaming (R-01 to R-06, trap T-23)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from receiver import wait_for
from server import create_key


def redirect(shop, path, target):
    return shop.one(shop.post("redirects", "redirect", {"path": path, "target": target}), "redirect", 201)


def change(shop, made, **fields):
    return shop.put(f"redirects/{made['id']}", "redirect", fields)


def table(shop):
    return {one["path"]: one["target"] for one in shop.list("redirects", limit=250)}


def record(shop, name, path=None, **fields):
    return shop.one(shop.post(path or f"{name}s", name, {"title": "T", **fields}), name, 201)


def rename(shop, name, made, handle):
    after = shop.one(shop.put(f"{name}s/{made['id']}", name, {"handle": handle}), name)
    assert after["handle"] == handle
    return after


def test_a_redirect_is_made_read_changed_and_deleted(empty_shop):
    made = redirect(empty_shop, "/old", "/new")
    assert made == {"id": made["id"], "path": "/old", "target": "/new"}
    assert empty_shop.one(empty_shop.get(f"redirects/{made['id']}"), "redirect") == made
    changed = empty_shop.one(change(empty_shop, made, target="https://example.com/"), "redirect")
    assert changed == {**made, "target": "https://example.com/"}
    assert empty_shop.list("redirects") == [changed] and empty_shop.count("redirects") == 1
    assert empty_shop.delete(f"redirects/{made['id']}").status == 204
    for reply in (empty_shop.get(f"redirects/{made['id']}"), empty_shop.delete(f"redirects/{made['id']}")):
        empty_shop.assert_refused(reply, 404)


def test_lists_filter(empty_shop):
    first, second = redirect(empty_shop, "/a", "/x"), redirect(empty_shop, "/b", "https://example.com/y")
    for query, found in (
        ({"path": "/a"}, first), ({"target": "https://example.com/y"}, second), ({"since_id": first["id"]}, second),
    ):
        reply = empty_shop.send("GET", "redirects", query=query)
        assert empty_shop.many(reply, "redirects") == [found], query
        counted = empty_shop.send("GET", "redirects/count", query=query)
        assert "since_id" in query or empty_shop.counted(counted) == 1
    assert empty_shop.list("redirects", fields="path", limit=1) == [{"path": "/b"}]


@pytest.mark.parametrize("given, kept", [
    ("old", "/old"), ("/old/", "/old"), ("//old", "/old"), ("  /Old ", "/Old"),
    ("https://shop.example/old/deep", "/old/deep"),
    ("HTTP://shop.example:8080/old", "/old"), ("https://shop.example", "/"), ("/", "/"), ("/künstler", "/künstler"),
])
def test_paths_have_one_form(empty_shop, given, kept):
    assert redirect(empty_shop, given, "/new")["path"] == kept


@pytest.mark.parametrize("path, target, field, message", [
    (None, "/b", "path", "can't be blank"), ("/a", None, "target", "can't be blank"),
    ("", "/b", "path", "can't be blank"),
    ("/a?b=c", "/b", "path", None), ("/a#b", "/b", "path", None), ("/a b", "/b", "path", None),
    ("/a\\b", "/b", "path", None), ("javascript:a", "/b", "path", None), ("ftp://a/b", "/b", "path", None),
    ("/" + "a" * 1024, "/b", "path", None), ("/a", "b", "target", None), ("/a", "//evil.example", "target", None),
    ("/a", "/\\evil.example", "target", None), ("/a", "javascript:alert(1)", "target", None),
    ("/a", "https://", "target", None), ("/a", "/b\r\nSet-Cookie: x", "target", None),
    ("/a", "data:text/html,x", "target", None),
    ("/a", "/a", "target", "can't be the path itself"), ("/a", "/A/", "target", "can't be the path itself"),
    ("/a", "/a?x=1", "target", "can't be the path itself"),
], ids=range(20))
def test_wrong_addresses_are_refused_by_name(shop, path, target, field, message):
    count = shop.count("redirects")
    issues = shop.issues(shop.post("redirects", "redirect", {"path": path, "target": target}))
    assert list(issues) == [field] and (message is None or issues[field] == [message]), issues
    assert shop.count("redirects") == count


def test_paths_are_unique_whatever_their_case(empty_shop):
    made, other = redirect(empty_shop, "/Größe", "/new"), redirect(empty_shop, "/b", "/new")
    for path in ("/größe", "GRÖßE/", "https://shop.example/größe"):
        reply = empty_shop.post("redirects", "redirect", {"path": path, "target": "/x"})
        assert empty_shop.issues(reply) == {"path": ["has already been taken"]}
        assert empty_shop.issues(change(empty_shop, other, path=path)) == {"path": ["has already been taken"]}
    assert change(empty_shop, made, path="/GRÖßE").status == 200


def test_two_stores_have_the_same_paths(open_shops):
    for shop in (open_shops(SHOPIFY), open_shops(SHOPIFY)):
        assert redirect(shop, "/a", "/b")


def test_chains_are_shortened_whichever_end_comes_first(empty_shop):
    redirect(empty_shop, "/a", "/b")
    redirect(empty_shop, "/b", "/c")
    assert table(empty_shop) == {"/a": "/c", "/b": "/c"}
    redirect(empty_shop, "/c", "https://example.com/d")
    assert set(table(empty_shop).values()) == {"https://example.com/d"}
    assert redirect(empty_shop, "/before", "/A")["target"] == "https://example.com/d"


def test_chains_are_shortened_by_changes(empty_shop):
    first, second = redirect(empty_shop, "/a", "/b"), redirect(empty_shop, "/x", "/y")
    assert change(empty_shop, second, path="/b").status == 200
    assert table(empty_shop) == {"/a": "/y", "/b": "/y"}
    assert change(empty_shop, second, target="/z").status == 200
    assert table(empty_shop) == {"/a": "/y", "/b": "/z"}
    assert empty_shop.one(change(empty_shop, first, target="/b"), "redirect")["target"] == "/z"


def test_queries_and_fragments_of_targets_stay(empty_shop):
    redirect(empty_shop, "/a", "/b?size=2")
    redirect(empty_shop, "/b", "/c")
    assert table(empty_shop)["/a"] == "/c?size=2"
    assert redirect(empty_shop, "/d", "/b#top")["target"] == "/c#top"
    redirect(empty_shop, "/c", "/e?own=1")
    assert table(empty_shop)["/a"] == "/e?own=1"


@pytest.mark.parametrize("before", [[("/a", "/b")], [("/a", "/b"), ("/b", "/c")], [("/b", "/c"), ("/a", "/b")]])
def test_circles_are_refused(empty_shop, before):
    made = [redirect(empty_shop, *pair) for pair in before]
    end = before[-1][1] if len(before) == 1 else "/c"
    kept = table(empty_shop)
    for target in ("/a", "/A/", "/a?x=1"):
        reply = empty_shop.post("redirects", "redirect", {"path": end, "target": target})
        assert empty_shop.issues(reply) == {"target": ["leads back to the path"]}
    other = redirect(empty_shop, "/other", "https://example.com")
    assert empty_shop.issues(change(empty_shop, other, path=end, target="/a")) == {"target": ["leads back to the path"]}
    assert empty_shop.issues(change(empty_shop, made[0], target=made[0]["path"]))
    assert {path: to for path, to in table(empty_shop).items() if path != "/other"} == kept


def test_a_long_list_is_shortened(server):
    shop = open_shop(server, SHOPIFY)
    for n in range(230):
        redirect(shop, f"/p{n}", "/middle")
    redirect(shop, "/middle", "/end")
    wait_for(lambda: shop.count("redirects", target="/end") == 231, "shortened list")


@pytest.mark.parametrize("name, prefix", [
    ("product", "/products/"), ("custom_collection", "/collections/"), ("page", "/pages/"), ("blog", "/blogs/"),
])
def test_renaming_leaves_a_redirect(empty_shop, name, prefix):
    made = record(empty_shop, name, handle="a")
    assert table(empty_shop) == {}
    rename(empty_shop, name, made, "b")
    assert table(empty_shop) == {f"{prefix}a": f"{prefix}b"}
    rename(empty_shop, name, made, "c")
    assert table(empty_shop) == {f"{prefix}a": f"{prefix}c", f"{prefix}b": f"{prefix}c"}
    assert empty_shop.put(f"{name}s/{made['id']}", name, {"title": "Other"}).status == 200
    assert len(table(empty_shop)) == 2


@pytest.mark.parametrize("name, prefix", [
    ("product", "/products/"), ("custom_collection", "/collections/"), ("page", "/pages/"), ("blog", "/blogs/"),
])
def test_going_back_leaves_no_circle(empty_shop, name, prefix):
    made = record(empty_shop, name, handle="a")
    for handle in ("b", "a", "b", "c", "a"):
        rename(empty_shop, name, made, handle)
    assert table(empty_shop) == {f"{prefix}b": f"{prefix}a", f"{prefix}c": f"{prefix}a"}


@pytest.mark.parametrize("name, prefix", [
    ("product", "/products/"), ("custom_collection", "/collections/"), ("page", "/pages/"), ("blog", "/blogs/"),
])
def test_what_is_new_wins_over_a_redirect(empty_shop, name, prefix):
    made = record(empty_shop, name, handle="a")
    rename(empty_shop, name, made, "b")
    taker = record(empty_shop, name, handle="a")
    assert taker["handle"] == "a" and table(empty_shop) == {}
    third = record(empty_shop, name, handle="x")
    redirect(empty_shop, f"{prefix}y", "/elsewhere")
    rename(empty_shop, name, third, "y")
    assert table(empty_shop) == {f"{prefix}x": f"{prefix}y"}


def test_a_renamed_article_leaves_a_redirect_below_its_blog(empty_shop):
    first, second = record(empty_shop, "blog", handle="news"), record(empty_shop, "blog", handle="old")
    made = record(empty_shop, "article", f"blogs/{first['id']}/articles", handle="a")
    rename(empty_shop, "article", made, "b")
    assert table(empty_shop) == {"/blogs/news/a": "/blogs/news/b"}
    assert empty_shop.put(f"articles/{made['id']}", "article", {"blog_id": second["id"]}).status == 200
    assert table(empty_shop) == {"/blogs/news/a": "/blogs/old/b", "/blogs/news/b": "/blogs/old/b"}
    record(empty_shop, "article", f"blogs/{first['id']}/articles", handle="a")
    assert set(table(empty_shop)) == {"/blogs/news/b"}


def test_the_articles_of_a_renamed_blog_are_found(empty_shop):
    holder = record(empty_shop, "blog", handle="news")
    for n in range(103):
        record(empty_shop, "article", f"blogs/{holder['id']}/articles", handle=f"p{n}")
    rename(empty_shop, "blog", holder, "journal")
    assert table(empty_shop)["/blogs/news"] == "/blogs/journal"
    wait_for(lambda: empty_shop.count("redirects") == 104, "redirects of all articles")
    assert table(empty_shop)["/blogs/news/p102"] == "/blogs/journal/p102"
    rename(empty_shop, "blog", holder, "news")
    wait_for(lambda: "/blogs/news/p102" not in table(empty_shop), "redirects the other way")
    wait_for(lambda: empty_shop.count("redirects") == 104, "redirects of all articles")
    assert all(path.startswith("/blogs/journal") for path in table(empty_shop))


def test_a_refused_renaming_leaves_nothing(empty_shop):
    made = record(empty_shop, "page", handle="a")
    reply = empty_shop.put(f"pages/{made['id']}", "page", {"handle": "b", "title": ""})
    assert "title" in empty_shop.issues(reply) and table(empty_shop) == {}


def test_a_deleted_record_leaves_what_leads_to_it(empty_shop):
    made = record(empty_shop, "page", handle="a")
    rename(empty_shop, "page", made, "b")
    assert empty_shop.delete(f"pages/{made['id']}").status == 204
    assert table(empty_shop) == {"/pages/a": "/pages/b"}


def test_renaming_needs_no_scope_of_redirects(server):
    shop = open_shop(server, SHOPIFY)
    seller = shop.again(key=create_key(server.data, shop.store, "write_products", "--no-rate-limit"))
    rename(seller, "product", record(seller, "product", handle="a"), "b")
    assert table(shop) == {"/products/a": "/products/b"}
    seller.assert_refused(seller.get("redirects"), 403)
    reader = shop.again(key=create_key(server.data, shop.store, "read_content", "--no-rate-limit"))
    reader.assert_refused(reader.post("redirects", "redirect", {"path": "/x", "target": "/y"}), 403)
