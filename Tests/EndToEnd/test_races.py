"""Many clients at once: what is unique stays unique, what happens once happens once (T-23, M9)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

CLIENTS = 30


def at_once(shop, work):
    """The results of work(client, number) on connections of their own, begun together."""
    clients = [shop.again() for _ in range(CLIENTS)]
    for client in clients:
        client.get("products/count")
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(work, clients, range(CLIENTS)))


def test_one_of_many_deletes_succeeds(shop):
    path = f"products/{shop.product()['id']}"
    statuses = [reply.status for reply in at_once(shop, lambda client, _: client.delete(path))]
    assert sorted(statuses) == [204] + [404] * (CLIENTS - 1)


def test_one_of_many_conditional_updates_succeeds(shop):
    path = f"products/{shop.product()['id']}"
    tag = {"If-Match": shop.get(path).header("ETag")}
    replies = at_once(shop, lambda client, n: client.put(path, "product", {"title": f"T{n}", "vendor": f"T{n}"}, tag))
    assert sorted(reply.status for reply in replies) == [200] + [412] * (CLIENTS - 1)
    shown = shop.one(shop.get(path), "product")
    assert shown["title"] == shown["vendor"]


def test_updates_of_different_fields_are_not_lost(shop):
    product = shop.product(options=[{"name": "N"}], variants=[{"option1": str(n)} for n in range(CLIENTS)])
    ids = [variant["id"] for variant in product["variants"]]
    replies = at_once(shop, lambda client, n: client.put(f"variants/{ids[n]}", "variant", {"sku": f"SKU-{n}"}))
    assert {reply.status for reply in replies} == {200}
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert [variant["sku"] for variant in shown["variants"]] == [f"SKU-{n}" for n in range(CLIENTS)]


def test_one_of_many_equal_names_is_taken(shop):
    names = ["Same", "SAME"]
    replies = at_once(shop, lambda client, n: client.post("suppliers", "supplier", {"name": names[n % 2]}))
    assert sorted(reply.status for reply in replies) == [201] + [422] * (CLIENTS - 1)


def test_one_of_many_equal_variants_is_made(shop):
    below = f"products/{shop.product(variants=[{'option1': 'S'}])['id']}/variants"
    replies = at_once(shop, lambda client, _: client.post(below, "variant", {"option1": "M"}))
    assert sorted(reply.status for reply in replies) == [201] + [422] * (CLIENTS - 1)
    assert shop.count(below) == 2


def test_one_of_many_archivings_succeeds(shop):
    path = f"suppliers/{shop.create('supplier', {'name': 'Final'})['id']}/archive"
    statuses = [reply.status for reply in at_once(shop, lambda client, _: client.send("POST", path))]
    assert sorted(statuses) == [200] + [409] * (CLIENTS - 1)
    shop.delete(path.removesuffix("/archive"))


def test_what_was_acknowledged_is_seen_on_every_connection(shop):
    readers = [shop.again() for _ in range(4)]
    for number in range(50):
        product = shop.product(f"Seen {number}")
        for reader in readers:
            assert reader.get(f"products/{product['id']}").status == 200
        shop.put(f"products/{product['id']}", "product", {"title": "Changed"})
        shown = [reader.one(reader.get(f"products/{product['id']}"), "product") for reader in readers]
        assert {one["title"] for one in shown} == {"Changed"}
        shop.delete(f"products/{product['id']}")
        assert {reader.get(f"products/{product['id']}").status for reader in readers} == {404}


TWINS = [("Café", "Cafe\u0301"), ("Ångström", "A\u030angstro\u0308m"), ("Ñandú", "ñandú")]


@pytest.mark.parametrize("first, second", TWINS, ids=range(len(TWINS)))
def test_names_that_look_the_same_are_the_same(empty_shop, first, second):
    empty_shop.create("supplier", {"name": first})
    empty_shop.assert_refused(empty_shop.post("suppliers", "supplier", {"name": second}), 422)


def test_a_handle_that_is_taken_is_refused_or_numbered(shop):
    taken = shop.product("Taken")["handle"]
    reply = shop.post("products", "product", {"title": "Other", "handle": taken})
    if reply.status == 201:
        assert shop.one(reply, "product", 201)["handle"] == f"{taken}-1"
    else:
        assert shop.issues(reply)["handle"] == ["has already been taken"]


def test_the_handle_of_a_deleted_product_is_free_again(empty_shop):
    first = empty_shop.product("Free")
    empty_shop.delete(f"products/{first['id']}")
    assert empty_shop.product("Free")["handle"] == first["handle"]
