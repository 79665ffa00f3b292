"""The unmodified ShopifyAPI for Python with pages, blogs, articles, themes, assets and redirects."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from shopify_library import client  # noqa: F401 (client is a fixture)


def saved(kind, attributes, **prefix):
    made = kind(attributes, prefix) if prefix else kind(attributes)
    assert made.save(), made.errors.full_messages()
    return made


def test_pages(client):
    page = saved(shopify.Page, {"title": "About", "body_html": "<b>x</b>"})
    assert page.id and page.handle == "about"
    found = shopify.Page.find(page.id)
    found.title = "Us"
    assert found.save() and shopify.Page.find(page.id).title == "Us"
    assert shopify.Page.count(published_status="published") == 1
    assert [one.id for one in shopify.Page.find(handle="about", fields="id")] == [page.id]
    refused = shopify.Page({"title": ""})
    assert refused.save() is False and refused.errors.full_messages() == ["title can't be blank"]
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Page.find(page.id)


def test_blogs_and_articles(client):
    blog = saved(shopify.Blog, {"title": "News", "commentable": "moderate"})
    article = saved(shopify.Article, {"title": "One", "author": "Ada", "tags": "b, a", "blog_id": blog.id})
    assert article.id and article.handle == "one"
    found = shopify.Article.find(article.id, blog_id=blog.id)
    found.image = {"src": "https://cdn.example.com/a.png"}
    assert found.save()
    again = shopify.Article.find(article.id, blog_id=blog.id)
    assert again.image.src == "https://cdn.example.com/a.png"
    assert again.save() and [one.title for one in blog.articles()] == ["One"]
    assert shopify.Article.count(blog_id=blog.id) == 1
    assert shopify.Article.authors() == ["Ada"] and shopify.Article.tags() == ["a", "b"]
    assert shopify.Article.tags(blog_id=blog.id, popular=1) == ["a", "b"]
    assert shopify.Blog.find(blog.id).tags == "b, a"
    again.destroy()
    assert shopify.Article.count(blog_id=blog.id) == 0


def test_themes_and_assets(client):
    theme = saved(shopify.Theme, {"name": "Dawn"})
    assert theme.role == "main" and [one.name for one in shopify.Theme.find()] == ["Dawn"]
    asset = shopify.Asset({"key": "templates/index.liquid", "value": "<p>"}, {"theme_id": theme.id})
    assert asset.save(), asset.errors.full_messages()
    found = shopify.Asset.find("templates/index.liquid", theme_id=theme.id)
    assert found.value == "<p>" and found.size == 3
    found.value = "<b>"
    assert found.save() and shopify.Asset.find(found.key, theme_id=theme.id).value == "<b>"
    picture = shopify.Asset({"key": "assets/a.png"}, {"theme_id": theme.id})
    picture.attach(b"\x89PNG\r\n\x1a\n\xff")
    assert picture.save()
    assert [one.key for one in shopify.Asset.find(theme_id=theme.id)] == ["templates/index.liquid", "assets/a.png"]
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Asset.find("templates/index.liquid", theme_id=theme.id)


def test_redirects(client):
    redirect = saved(shopify.Redirect, {"path": "old", "target": "/new"})
    assert redirect.path == "/old" and set(redirect.attributes) == {"id", "path", "target"}
    assert shopify.Redirect.count(path="/old") == 1 and shopify.Redirect.find(target="/new")[0].id == redirect.id
    doubled = shopify.Redirect({"path": "/OLD", "target": "/b"})
    assert doubled.save() is False and doubled.errors.full_messages() == ["path has already been taken"]
    redirect.target = "/newer"
    assert redirect.save() and shopify.Redirect.find(redirect.id).target == "/newer"
    redirect.destroy()
    assert shopify.Redirect.count() == 0
