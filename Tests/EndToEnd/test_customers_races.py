"""Many at once: one customer for an e-mail, one default for a customer (CU-08, T-26)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

CLIENTS = 50


def at_once(shop, work, count=CLIENTS):
    """The results of work(client, number) on connections of their own, begun together."""
    clients = [shop.again() for _ in range(count)]
    for client in clients:
        client.get("customers/count")
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, clients, range(count)))


@pytest.mark.parametrize("emails", [("A@x.com", "a@X.com"), ("a@STRASSE.de", "a@straße.de")], ids=["ASCII", "folded"])
def test_of_two_with_one_email_one_is_made(empty_shop, emails):
    replies = at_once(empty_shop, lambda client, n: client.post("customers", "customer", {"email": emails[n]}), 2)
    assert sorted(reply.status for reply in replies) == [201, 422]
    lost, = [reply for reply in replies if reply.status == 422]
    assert empty_shop.issues(lost) == {"email": ["has already been taken"]}
    assert empty_shop.count("customers") == 1


def test_of_many_with_one_email_one_is_made(empty_shop):
    spellings = ["".join(c.upper() if n >> i & 1 else c for i, c in enumerate("person@x.com")) for n in range(CLIENTS)]
    replies = at_once(empty_shop, lambda client, n: client.post("customers", "customer", {"email": spellings[n]}))
    assert sorted(reply.status for reply in replies) == [201] + [422] * (CLIENTS - 1)
    assert empty_shop.count("customers") == 1


def test_of_many_changes_to_one_email_one_succeeds(empty_shop):
    made = [empty_shop.create("customer", {"first_name": str(n)})["id"] for n in range(10)]
    replies = at_once(
        empty_shop, lambda client, n: client.put(f"customers/{made[n]}", "customer", {"email": "a@x.com"}), 10)
    assert sorted(reply.status for reply in replies) == [200] + [422] * 9


def test_there_is_one_default_whoever_sets_it(empty_shop):
    shop = empty_shop
    made = shop.create("customer", {"first_name": "Ada", "addresses": [{"city": str(n)} for n in range(5)]})
    path = f"customers/{made['id']}"
    ids = [address["id"] for address in made["addresses"]]

    def set_and_look(client, number):
        set_ = client.send("PUT", f"{path}/addresses/{ids[number % 5]}/default")
        seen = client.one(client.get(path), "customer")
        return set_.status, [address["id"] for address in seen["addresses"] if address["default"]], seen["default_address"]["id"]

    for status, defaults, default in at_once(shop, set_and_look):
        assert status == 200 and defaults == [default]


def test_many_first_addresses_have_one_default(empty_shop):
    shop = empty_shop
    path = f"customers/{shop.create('customer', {'first_name': 'Ada'})['id']}/addresses"
    replies = at_once(shop, lambda client, n: client.post(path, "customer_address", {"city": str(n), "default": True}))
    assert {reply.status for reply in replies} == {201}
    assert [address["default"] for address in shop.list(path)].count(True) == 1


def test_a_token_opens_an_account_once(empty_shop):
    made = empty_shop.create("customer", {"email": "a@x.com"})
    path = f"customers/{made['id']}"
    reply = empty_shop.send("POST", f"{path}/account_activation_url")
    token = empty_shop.one(reply, "account_activation_url").rsplit("/", 1)[1]
    replies = at_once(empty_shop, lambda client, _: client.send("POST", f"{path}/activate", {"token": token}), 20)
    assert sorted(reply.status for reply in replies) == [200] + [422] * 19


def test_customers_that_are_merged_both_ways_at_once_become_one(empty_shop):
    shop = empty_shop
    ids = [shop.create("customer", {"email": f"{n}@x.com", "addresses": [{"city": str(n)}]})["id"] for n in range(2)]
    replies = at_once(
        shop, lambda client, n: client.send("POST", f"customers/{ids[n]}/merge", {"customer_id": ids[1 - n]}), 2)
    assert sorted(reply.status for reply in replies) == [200, 404]
    left, = shop.list("customers")
    assert [address["city"] for address in left["addresses"]] in (["0", "1"], ["1", "0"])
