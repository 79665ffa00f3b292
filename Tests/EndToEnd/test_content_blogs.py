"""Blogs and their articles (CN-06, CN-09)."""

import base64
import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from server import create_key

BLOG_KEYS = {
    "id", "handle", "title", "updated_at", "commentable", "feedburner", "feedburner_location", "created_at",
    "template_suffix", "tags", "admin_graphql_api_id",
}
ARTICLE_KEYS = {
    "id", "title", "created_at", "body_html", "blog_id", "author", "user_id", "published_at", "updated_at",
    "summary_html", "template_suffix", "handle", "tags", "admin_graphql_api_id", "image",
}
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()


def blog(shop, title="News", **fields):
    return shop.one(shop.post("blogs", "blog", {"title": title, **fields}), "blog", 201)


def article(shop, holder, title="One", **fields):
    return shop.one(shop.post(f"blogs/{holder['id']}/articles", "article", {"title": title, **fields}), "article", 201)


def change(shop, made, **fields):
    return shop.one(shop.put(f"articles/{made['id']}", "article", fields), "article")


def shown(shop, made):
    return shop.one(shop.get(f"blogs/{made['id']}"), "blog")


def words(shop, path, name, **query):
    return shop.one(shop.get(path, **query), name)


def test_a_blog_and_an_article_have_every_key(shop):
    holder = blog(shop)
    made = article(shop, holder, body_html="<b>x</b>", author="Ada", tags=["b", "a"])
    assert BLOG_KEYS <= set(holder) and ARTICLE_KEYS <= set(made), (BLOG_KEYS - set(holder), ARTICLE_KEYS - set(made))
    assert holder["commentable"] == "no" and made["blog_id"] == holder["id"] and made["tags"] == "b, a"
    assert re.fullmatch(rf"gid://\w+/OnlineStoreBlog/{holder['id']}", holder["admin_graphql_api_id"])
    assert re.fullmatch(rf"gid://\w+/OnlineStoreArticle/{made['id']}", made["admin_graphql_api_id"])


@pytest.mark.parametrize("path", ["articles/{id}", "blogs/{blog}/articles/{id}"])
def test_an_article_is_read_changed_and_deleted_by_either_path(shop, path):
    holder = blog(shop)
    made = article(shop, holder)
    path = path.format(id=made["id"], blog=holder["id"])
    assert shop.one(shop.get(path), "article") == made
    changed = shop.one(shop.put(path, "article", {"title": "Two", "summary_html": "s"}), "article")
    assert (changed["title"], changed["summary_html"], changed["handle"]) == ("Two", "s", made["handle"])
    assert shop.delete(path).status == 204
    shop.assert_refused(shop.get(path), 404)


def test_articles_are_those_of_their_blog(empty_shop):
    first, second = blog(empty_shop, "A"), blog(empty_shop, "B")
    made = [article(empty_shop, first, f"P{n}") for n in range(3)]
    other = article(empty_shop, second)
    below = f"blogs/{first['id']}/articles"
    assert {one["id"] for one in empty_shop.list(below)} == {one["id"] for one in made}
    assert empty_shop.count(below) == 3 and empty_shop.count("articles") == 4
    assert [one["id"] for one in empty_shop.list("articles", blog_id=second["id"])] == [other["id"]]
    for method in ("GET", "PUT", "DELETE"):
        body = empty_shop.wrap("article", {}) if method == "PUT" else None
        empty_shop.assert_refused(empty_shop.send(method, f"{below}/{other['id']}", body), 404)
    empty_shop.assert_refused(empty_shop.get("blogs/1/articles"), 404)
    empty_shop.assert_refused(empty_shop.post("blogs/1/articles", "article", {"title": "T"}), 404)


def test_an_article_needs_a_blog_that_is_there(shop):
    assert shop.issues(shop.post("articles", "article", {"title": "T"})) == {"blog_id": ["can't be blank"]}
    reply = shop.post("articles", "article", {"title": "T", "blog_id": 5})
    assert shop.issues(reply) == {"blog_id": ["must exist"]}


def test_articles_go_with_their_blog(empty_shop):
    holder = blog(empty_shop)
    made = article(empty_shop, holder, author="Ada", tags="a")
    assert empty_shop.delete(f"blogs/{holder['id']}").status == 204
    empty_shop.assert_refused(empty_shop.get(f"articles/{made['id']}"), 404)
    assert words(empty_shop, "articles/tags", "tags") == words(empty_shop, "articles/authors", "authors") == []


def test_articles_filter(empty_shop):
    holder = blog(empty_shop)
    below = f"blogs/{holder['id']}/articles"
    first = article(empty_shop, holder, author="Ada", tags="cart, new", published_at="2020-01-01T00:00:00Z")
    second = article(empty_shop, holder, "Two", author="Bob", tags="art", published=False)
    for query, found in (
        ({"author": "Ada"}, first), ({"tag": "art"}, second), ({"tag": "new"}, first), ({"handle": "two"}, second),
        ({"published_status": "published"}, first), ({"published_status": "unpublished"}, second),
        ({"published_at_max": "2021-01-01T00:00:00Z"}, first), ({"since_id": first["id"]}, second),
    ):
        for path in (below, "articles"):
            assert [one["id"] for one in empty_shop.list(path, **query)] == [found["id"]], (path, query)
        assert "since_id" in query or empty_shop.count(below, **query) == 1
    assert empty_shop.count(below, tag="ar") == 0


def test_authors_and_tags_are_listed(empty_shop):
    first, second = blog(empty_shop, "A"), blog(empty_shop, "B")
    article(empty_shop, first, author="Zoe", tags="b, c")
    article(empty_shop, first, author="Ada", tags="c")
    article(empty_shop, second, author="Ada", tags="a, c")
    article(empty_shop, second)
    assert words(empty_shop, "articles/authors", "authors") == ["Ada", "Zoe"]
    assert words(empty_shop, "articles/tags", "tags") == ["a", "b", "c"]
    assert words(empty_shop, "articles/tags", "tags", popular=1, limit=1) == ["c"]
    assert words(empty_shop, f"blogs/{first['id']}/articles/tags", "tags") == ["b", "c"]
    assert (shown(empty_shop, first)["tags"], shown(empty_shop, second)["tags"]) == ("b, c", "a, c")
    empty_shop.assert_refused(empty_shop.get("blogs/7/articles/tags"), 404)
    empty_shop.assert_refused(empty_shop.get("articles/tags", limit="x"), 400)


def test_tags_follow_every_change(empty_shop):
    first, second = blog(empty_shop, "A"), blog(empty_shop, "B")
    one = article(empty_shop, first, author="Ada", tags="a, b")
    two = article(empty_shop, first, "Two", author="Ada", tags="b")
    change(empty_shop, one, tags="A, c")
    assert shown(empty_shop, first)["tags"] == "b, A, c"
    change(empty_shop, two, blog_id=second["id"], author="Bob")
    assert (shown(empty_shop, first)["tags"], shown(empty_shop, second)["tags"]) == ("A, c", "b")
    assert words(empty_shop, "articles/authors", "authors") == ["Ada", "Bob"]
    assert empty_shop.delete(f"articles/{one['id']}").status == 204
    assert shown(empty_shop, first)["tags"] == "" and words(empty_shop, "articles/authors", "authors") == ["Bob"]
    assert empty_shop.count("articles", tag="c") == 0


def test_the_tags_of_a_blog_are_those_of_its_articles(shop):
    holder = blog(shop, tags="mine")
    assert holder["tags"] == ""
    assert shop.one(shop.put(f"blogs/{holder['id']}", "blog", {"tags": "mine"}), "blog")["tags"] == ""


def test_a_picture_has_one_form(shop):
    holder = blog(shop)
    made = article(shop, holder, image={"src": "https://cdn.example.com/a.png", "alt": "A", "width": 3, "junk": 1})
    image = made["image"]
    assert set(image) == {"created_at", "alt", "width", "height", "src"}
    assert image["src"] == "https://cdn.example.com/a.png"
    assert (image["alt"], image["width"], image["height"]) == ("A", 3, None)
    assert change(shop, made, image=image)["image"] == image
    assert change(shop, made, image={"alt": "B"})["image"] == {**image, "alt": "B"}
    assert change(shop, made, image="https://cdn.example.com/b.png")["image"]["src"].endswith("b.png")
    uploaded = change(shop, made, image={"attachment": PIXEL})["image"]
    assert uploaded["src"] == f"data:image/png;base64,{PIXEL}" and uploaded["alt"] is None
    for nothing in ({}, "", None):
        assert change(shop, made, image=nothing)["image"] is None


@pytest.mark.parametrize("image, field", [
    ({"src": "javascript:alert(1)"}, "image.src"), ({"src": "//evil.example/a.png"}, "image.src"),
    ({"alt": "only"}, "image.src"), ({"attachment": "!"}, "image.attachment"),
    ({"attachment": base64.b64encode(b"<svg onload=x>").decode()}, "image.attachment"),
])
def test_what_is_no_picture_is_refused(shop, image, field):
    reply = shop.post(f"blogs/{blog(shop)['id']}/articles", "article", {"title": "T", "image": image})
    assert field in shop.issues(reply)


@pytest.mark.parametrize("fields, field", [
    ({}, "title"), ({"title": "T", "commentable": "maybe"}, "commentable"),
])
def test_wrong_fields_of_a_blog_are_refused_by_name(shop, fields, field):
    assert field in shop.issues(shop.post("blogs", "blog", fields))


def test_writing_needs_the_scope(server):
    shop = open_shop(server, SHOPIFY)
    holder = blog(shop)
    reader = shop.again(key=create_key(server.data, shop.store, "read_content", "--no-rate-limit"))
    assert reader.get("articles/tags").status == reader.get("articles/authors").status == 200
    reader.assert_refused(reader.post(f"blogs/{holder['id']}/articles", "article", {"title": "T"}), 403)
    stranger = shop.again(key=create_key(server.data, shop.store, "read_products", "--no-rate-limit"))
    for path in ("blogs", "articles", "articles/tags", "articles/authors", f"blogs/{holder['id']}/articles/tags"):
        stranger.assert_refused(stranger.get(path), 403)


def test_another_stores_blog_is_not_found(open_shops):
    mine, theirs = open_shops(SHOPIFY), open_shops(SHOPIFY)
    for n in range(5):
        holder = blog(theirs, f"B{n}")
    mine.assert_refused(mine.post(f"blogs/{holder['id']}/articles", "article", {"title": "T"}), 404)
    mine.assert_refused(mine.get(f"blogs/{holder['id']}/articles/tags"), 404)
    assert mine.issues(mine.post("articles", "article", {"title": "T", "blog_id": holder["id"]}))["blog_id"]
