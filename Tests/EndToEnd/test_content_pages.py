"""Pages, and what is published when (CN-01 to CN-05, CN-09, CN-10)."""

import json
import re
from datetime import datetime, timedelta

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store, run_command
from webhook_calls import receiver, subscribe  # noqa: F401 (receiver is a fixture)

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
PAGE_KEYS = {
    "id", "title", "handle", "body_html", "author", "created_at", "updated_at", "published_at", "template_suffix",
    "admin_graphql_api_id",
}
FULL = {
    "title": "Über uns & <b>mehr</b>", "handle": "about", "author": "Ada",
    "body_html": "<p onclick='x()'>A</p><script>kept()</script>\u2028", "published_at": "2024-02-29T12:00:00+00:00",
    "template_suffix": "wide", "metafields_global_title_tag": "SEO title",
    "metafields_global_description_tag": "SEO text",
}


def page(shop, title="About", **fields):
    return shop.one(shop.post("pages", "page", {"title": title, **fields}), "page", 201)


def shown(shop, made):
    return shop.one(shop.get(f"pages/{made['id']}"), "page")


def change(shop, made, **fields):
    return shop.one(shop.put(f"pages/{made['id']}", "page", fields), "page")


def clockwork(server, dialect, name):
    """A store with a clock that stands still."""
    store = create_store(server.data, name, "--test-clock")
    return Shop(server, dialect, create_key(server.data, name, "all", "--no-rate-limit"), name, store["id"])


def advance(shop, duration):
    run_command("clock", "advance", duration, "--store", shop.store, data=shop.server.data)


def visible(shop):
    return [one["title"] for one in shop.list("pages", published_status="published")]


def test_a_page_has_every_key_with_its_type(shop):
    made = page(shop)
    assert PAGE_KEYS <= set(made), PAGE_KEYS - set(made)
    assert type(made["id"]) is int and made["handle"] == "about" and made["body_html"] == "" and made["author"] == ""
    assert all(TIME.fullmatch(made[name]) for name in ("created_at", "updated_at", "published_at"))
    assert re.fullmatch(rf"gid://\w+/OnlineStorePage/{made['id']}", made["admin_graphql_api_id"])
    assert not {"published", "publish_at", "public_since"} & set(made)


def test_what_is_written_comes_back_unchanged(empty_shop):
    made = page(empty_shop, **FULL)
    assert {name: made[name] for name in FULL} == FULL
    assert shown(empty_shop, made) == made == change(empty_shop, made, **made)


def test_a_page_is_changed_and_deleted(empty_shop):
    made = page(empty_shop, body_html="old")
    after = change(empty_shop, made, title="New")
    assert (after["title"], after["body_html"], after["handle"]) == ("New", "old", "about")
    assert empty_shop.delete(f"pages/{made['id']}").status == 204
    for reply in (empty_shop.get(f"pages/{made['id']}"), empty_shop.delete(f"pages/{made['id']}")):
        empty_shop.assert_refused(reply, 404)
    assert empty_shop.count("pages") == 0


def test_handles_are_unique(empty_shop):
    assert [page(empty_shop)["handle"] for _ in range(3)] == ["about", "about-1", "about-2"]
    assert page(empty_shop, handle="About")["handle"] == "about-3"


@pytest.mark.parametrize("fields, field", [
    ({}, "title"), ({"title": " "}, "title"), ({"title": "t" * 256}, "title"),
    ({"title": "T", "published_at": "soon"}, "published_at"),
    ({"title": "T", "metafields_global_title_tag": "t" * 256}, "metafields_global_title_tag"),
])
def test_wrong_fields_are_refused_by_name(shop, fields, field):
    count = shop.count("pages")
    assert field in shop.issues(shop.post("pages", "page", fields))
    assert shop.count("pages") == count


@pytest.mark.parametrize("fields, is_public", [
    ({}, True), ({"published": True}, True), ({"published": False}, False), ({"published_at": None}, False),
    ({"published_at": "2024-01-01T00:00:00Z"}, True), ({"published_at": "2999-01-01T00:00:00Z"}, False),
    ({"publish_at": "2999-01-01T00:00:00Z"}, False),
    ({"published_at": "2999-01-01T00:00:00Z", "published": True}, False),
    ({"published_at": "2999-01-01T00:00:00Z", "published": False}, False),
], ids=range(9))
def test_a_page_is_published_when_it_is_made_unless_it_says_otherwise(empty_shop, fields, is_public):
    made = page(empty_shop, **fields)
    assert visible(empty_shop) == (["About"] if is_public else [])
    assert empty_shop.count("pages", published_status="unpublished") == (0 if is_public else 1)
    assert empty_shop.count("pages", published_status="any") == 1
    assert (made["published_at"] is None) == (fields.get("published") is False or fields == {"published_at": None})


def test_a_page_is_hidden_and_published_again(empty_shop):
    made = page(empty_shop)
    assert change(empty_shop, made, published=False)["published_at"] is None and not visible(empty_shop)
    assert change(empty_shop, made, title="B")["published_at"] is None
    assert change(empty_shop, made, published=True)["published_at"] and visible(empty_shop) == ["B"]


def test_lists_filter(empty_shop):
    first, second = page(empty_shop, "Imprint", published_at="2020-01-01T00:00:00Z"), page(empty_shop, "Privacy 100%")
    for query, found in (
        ({"title": "PRINT"}, first), ({"title": "%"}, second), ({"handle": "imprint"}, first),
        ({"published_at_max": "2021-01-01T00:00:00Z"}, first), ({"published_at_min": "2021-01-01T00:00:00Z"}, second),
        ({"since_id": first["id"]}, second), ({"ids": first["id"]}, first),
    ):
        assert [one["id"] for one in empty_shop.list("pages", **query)] == [found["id"]], query
        assert "ids" in query or "since_id" in query or empty_shop.count("pages", **query) == 1
    assert empty_shop.list("pages", fields="id,title", limit=1) == [{"id": second["id"], "title": "Privacy 100%"}]
    empty_shop.assert_refused(empty_shop.get("pages", published_status="maybe"), 400)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.name)
def test_a_page_appears_at_its_time_and_not_before(server, dialect):
    shop = clockwork(server, dialect, f"schedule-{dialect.name}")
    now = page(shop, "Now")["published_at"]
    base = now[:17] + "00"
    later = page(shop, "Later", published_at=plus(base, 48))
    page(shop, "Never", published_at=plus(base, 24 * 400))
    advance(shop, "47h")
    wait_for(lambda: clock(shop) >= plus(now, 47), "clock")
    assert visible(shop) == ["Now"]
    assert shown(shop, later)["published_at"] == plus(base, 48)
    advance(shop, "1h")
    wait_for(lambda: "Later" in visible(shop), "page")
    assert visible(shop) == ["Later", "Now"]
    # It was changed when it appeared, to the second.
    assert shown(shop, later)["updated_at"] == plus(base, 48)


def plus(time, hours):
    return (datetime.fromisoformat(time[:19]) + timedelta(hours=hours)).isoformat() + "+00:00"


def clock(shop):
    """The store's own time, shown by a record that was just changed."""
    probe = page(shop, "Probe", published=False)
    shop.delete(f"pages/{probe['id']}")
    return probe["created_at"]


@pytest.mark.parametrize("change_of_mind, is_public", [
    ({"published": False}, False), ({"published_at": "2999-01-01T00:00:00Z"}, False), ({"published_at": None}, False),
    ({"title": "Other"}, True),
])
def test_who_changes_the_plan_changes_what_happens(server, change_of_mind, is_public):
    shop = clockwork(server, SHOPIFY, f"plan-{abs(hash(str(change_of_mind)))}")
    made = page(shop, published_at=plus(clock(shop), 2))
    change(shop, made, **change_of_mind)
    witness = page(shop, "Witness", published_at=plus(clock(shop), 3))
    advance(shop, "4h")
    wait_for(lambda: "Witness" in visible(shop), "page that is due later")
    assert (len(visible(shop)) == 2) == is_public and witness["id"] != made["id"]


def test_appearing_is_told_once(server, receiver):
    shop = clockwork(server, SHOPIFY, "told-once")
    subscribe(shop, receiver, "pages/publish")
    page(shop, "Hidden", published=False)
    now = page(shop, "Now")
    change(shop, now, title="Now and then")
    later = page(shop, "Later", published_at=plus(clock(shop), 5))
    receiver.wait(1)
    advance(shop, "6h")
    told = [request.json for request in receiver.wait(2)]
    assert [one["id"] for one in told] == [now["id"], later["id"]]
    assert told[1] == {
        "id": later["id"], "title": "Later", "handle": "later", "published_at": later["published_at"]}
    change(shop, now, published=False)
    change(shop, now, published=True)
    assert [request.json["id"] for request in receiver.wait(3)][2] == now["id"]


def test_a_page_that_is_deleted_does_not_appear(server):
    shop = clockwork(server, SHOPIFY, "deleted-before")
    made = page(shop, published_at=plus(clock(shop), 1))
    assert jobs(shop) == 1
    shop.delete(f"pages/{made['id']}")
    assert jobs(shop) == 0


def jobs(shop):
    listed = run_command("job", "list", "--store", shop.store, "--json", data=shop.server.data).stdout
    return sum(job["job"].endswith("publish_page") for job in json.loads(listed))


def test_writing_needs_the_scope(server):
    shop = open_shop(server, SHOPIFY)
    made = page(shop)
    reader = shop.again(key=create_key(server.data, shop.store, "read_content", "--no-rate-limit"))
    assert reader.get("pages").status == 200
    for reply in (
        reader.post("pages", "page", {"title": "T"}), reader.put(f"pages/{made['id']}", "page", {}),
        reader.delete(f"pages/{made['id']}"), reader.post("redirects", "redirect", {"path": "a", "target": "/b"}),
        reader.get("themes"),
    ):
        reader.assert_refused(reply, 403)
