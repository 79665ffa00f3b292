"""Entity tags, conditions, HEAD and methods (PL-13, M9)."""

import pytest

from dialects import DIALECTS

TAGGED = ["products", "products/{id}", "variants/{variant}", "products/{id}/variants"]
TARGETS = [*TAGGED, "products/count", "products/{id}/variants/count"]


@pytest.fixture
def product(shop):
    return shop.product()


def path_of(template, product):
    return template.format(id=product["id"], variant=product["variants"][0]["id"])


@pytest.mark.parametrize("template", TAGGED)
def test_an_unchanged_answer_is_304_without_a_body(shop, product, template):
    path = path_of(template, product)
    reply = shop.get(path)
    tag = reply.header("ETag")
    assert tag and tag.strip('W/').startswith('"')
    for condition in (tag, f'"other", {tag}', f"W/{tag}" if not tag.startswith("W/") else tag, "*"):
        again = shop.send("GET", path, headers={"If-None-Match": condition})
        assert (again.status, again.body) == (304, b""), condition
        assert again.header("ETag") == tag
    assert shop.send("GET", path, headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize("template", ["products", "products/{id}", "products/{id}/variants"])
def test_a_tag_changes_with_the_record(shop, product, template):
    path = path_of(template, product)
    before = shop.get(path).header("ETag")
    shop.put(f"products/{product['id']}", "product", {"variants": [{"id": product["variants"][0]["id"], "price": "7"}]})
    reply = shop.send("GET", path, headers={"If-None-Match": before})
    assert reply.status == 200 and reply.header("ETag") != before


def test_all_dialects_agree_on_the_tag_of_a_record(shop, product):
    tags = {shop.again(dialect).get(f"products/{product['id']}").header("ETag") for dialect in DIALECTS}
    assert len(tags) == 1


def test_an_update_of_a_changed_record_is_refused(shop, product):
    path = f"products/{product['id']}"
    old = shop.get(path).header("ETag")
    changed = shop.put(path, "product", {"title": "First"}, {"If-Match": old})
    assert changed.status == 200 and changed.header("ETag") == shop.get(path).header("ETag") != old
    shop.assert_refused(shop.put(path, "product", {"title": "Second"}, {"If-Match": old}), 412)
    shop.assert_refused(shop.delete(path, {"If-Match": old}), 412)
    assert shop.one(shop.get(path), "product")["title"] == "First"
    assert shop.delete(path, {"If-Match": "*"}).status == 204


@pytest.mark.parametrize("template", TARGETS)
def test_head_is_get_without_its_body(shop, product, template):
    path = path_of(template, product)
    head, get = shop.send("HEAD", path), shop.get(path)
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length"):
        assert head.header(name) == get.header(name)


def test_shared_caches_may_not_keep_answers(shop, product):
    for path in ("products", f"products/{product['id']}"):
        directives = {part.strip() for part in (shop.get(path).header("Cache-Control") or "").split(",")}
        varies = {part.strip().lower() for part in (shop.get(path).header("Vary") or "").split(",")}
        assert directives & {"private", "no-store"} or {"authorization", "x-shopify-access-token"} <= varies


def test_head_of_what_is_missing_is_404(shop):
    assert shop.send("HEAD", "products/1").status == 404


METHODS = [
    # path, refused method, allowed ones
    ("products", "PUT", {"GET", "HEAD", "POST"}),
    ("products", "DELETE", {"GET", "HEAD", "POST"}),
    ("products", "PATCH", {"GET", "HEAD", "POST"}),
    ("products/{id}", "POST", {"GET", "HEAD", "PUT", "DELETE"}),
    ("products/count", "POST", {"GET", "HEAD"}),
    ("variants/{variant}", "POST", {"GET", "HEAD", "PUT", "DELETE"}),
]


@pytest.mark.parametrize("template, method, allowed", METHODS)
def test_a_method_that_is_not_offered_is_405_with_those_that_are(shop, product, template, method, allowed):
    reply = shop.send(method, path_of(template, product), {})
    shop.assert_refused(reply, 405)
    offered = {name.strip() for name in reply.header("Allow").split(",")} - {"OPTIONS"}
    assert offered | {"HEAD"} == allowed


UNKNOWN = ["nonsense", "products/1/nonsense", "products/1/2/3", "variants", "options", "images/1"]


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_paths_are_404_in_the_dialect_s_shape(shop, path):
    shop.assert_refused(shop.get(path), 404)


def test_a_count_that_has_not_changed_is_not_sent_again(shop):
    tag = shop.get("products/count").header("ETag")
    again = shop.send("GET", "products/count", headers={"If-None-Match": tag})
    assert (again.status, again.body, again.header("ETag")) == (304, b"", tag)
    shop.product()
    changed = shop.send("GET", "products/count", headers={"If-None-Match": tag})
    assert changed.status == 200 and changed.header("ETag") != tag
