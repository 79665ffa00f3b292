"""Menus: trees up to three levels deep (CN-07)."""

import pytest

TREE = [
    {"title": "Home", "url": "/", "items": [
        {"title": "Mugs", "type": "COLLECTION", "resource_id": 7, "items": [
            {"title": "Red", "url": "https://example.com/red", "items": []}]},
        {"title": "Mail", "url": "mailto:a@example.com"}]},
    {"title": "Search", "type": "search", "junk": True},
]


def item(title, type="http", url=None, resource_id=None, items=()):
    return {"title": title, "type": type, "url": url, "resource_id": resource_id, "items": list(items)}


KEPT = [
    item("Home", url="/", items=[
        item("Mugs", "collection", resource_id=7, items=[item("Red", url="https://example.com/red")]),
        item("Mail", url="mailto:a@example.com")]),
    item("Search", "search"),
]


def menu(shop, **fields):
    return shop.one(shop.post("menus", "menu", {"title": "Main menu", **fields}), "menu", 201)


def nested(depth):
    items = []
    for level in range(depth, 0, -1):
        items = [{"title": f"L{level}", "url": "/", "items": items}]
    return items


def test_a_tree_is_kept_in_one_form(shop):
    made = menu(shop, items=TREE)
    assert made["items"] == KEPT and made["title"] == "Main menu"
    again = shop.one(shop.put(f"menus/{made['id']}", "menu", {"items": made["items"]}), "menu")
    assert again == made


def test_a_menu_is_found_by_its_handle(empty_shop):
    first, second = menu(empty_shop), menu(empty_shop)
    assert (first["handle"], second["handle"], first["items"]) == ("main-menu", "main-menu-1", [])
    assert [one["id"] for one in empty_shop.list("menus", handle="main-menu")] == [first["id"]]
    assert empty_shop.delete(f"menus/{first['id']}").status == 204
    assert empty_shop.count("menus") == 1


def test_the_whole_tree_is_exchanged(shop):
    made = menu(shop, items=TREE)
    after = shop.one(shop.put(f"menus/{made['id']}", "menu", {"items": [{"title": "One", "url": "#top"}]}), "menu")
    assert after["items"] == [item("One", url="#top")]
    assert shop.one(shop.put(f"menus/{made['id']}", "menu", {"title": "T"}), "menu")["items"] == after["items"]


def test_three_levels_are_the_most(shop):
    assert menu(shop, items=nested(3))
    issues = shop.issues(shop.post("menus", "menu", {"title": "T", "items": nested(4)}))
    assert issues == {"items[0].items[0].items[0].items": ["can't be more than 3 levels deep"]}


@pytest.mark.parametrize("item, field", [
    ({"url": "/"}, "title"), ({"title": " ", "url": "/"}, "title"), ({"title": "t" * 256, "url": "/"}, "title"),
    ({"title": "T"}, "url"), ({"title": "T", "url": ""}, "url"), ({"title": "T", "url": "javascript:alert(1)"}, "url"),
    ({"title": "T", "url": "//evil.example"}, "url"), ({"title": "T", "url": "/a b"}, "url"),
    ({"title": "T", "url": 5}, "url"), ({"title": "T", "url": "/" * 3000}, "url"),
    ({"title": "T", "type": "page"}, "resource_id"), ({"title": "T", "type": "page", "resource_id": 0}, "resource_id"),
    ({"title": "T", "type": "page", "resource_id": "x"}, "resource_id"), ({"title": "T", "type": "moon"}, "type"),
], ids=range(14))
def test_wrong_links_are_refused_by_name(shop, item, field):
    items = [{"title": "A", "url": "/", "items": [item]}]
    issues = shop.issues(shop.post("menus", "menu", {"title": "T", "items": items}))
    assert list(issues) == [f"items[0].items[0].{field}"]


@pytest.mark.parametrize("items", ["text", {"title": "T"}, [1], [[]], [{"title": "T", "url": "/", "items": 5}]])
def test_what_is_no_tree_is_malformed(shop, items):
    shop.assert_refused(shop.post("menus", "menu", {"title": "T", "items": items}), 400)


def test_five_hundred_links_are_the_most(shop):
    links = [{"title": "T", "url": "/"}] * 499
    assert len(menu(shop, items=[*links, {"title": "T", "url": "/"}])["items"]) == 500
    issues = shop.issues(shop.post("menus", "menu", {"title": "T", "items": [*links, *nested(2)]}))
    assert issues == {"items": ["can't be more than 500"]}
