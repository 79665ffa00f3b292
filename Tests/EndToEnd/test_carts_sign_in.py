"""Signing in: the guest's cart and the customer's become one (CK-07, T-22)."""

import pytest

from checkout_calls import (
    UNKNOWN, bought, cart, complete, content, new_cart, put_cart, sign_in, sold, start, told)
from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from order_calls import lines
from service_calls import call, start_with_caller
from test_inventory_races import at_once
from test_price_lists import customer, price_list

ENGRAVED = [{"name": "Engraving", "value": "Ada"}]


def person(shop, **fields):
    return shop.create("customer", {"first_name": "Ada", **fields})["id"]


def test_a_guest_without_another_cart_keeps_it(shop):
    variant, _ = sold(shop)
    guest, ada = new_cart(shop, (variant, 2)), person(shop)
    own = sign_in(shop, guest["token"], ada)
    assert (own["token"], own["customer_id"], content(own)) == (guest["token"], ada, [(variant, 2)])
    assert sign_in(shop, guest["token"], ada) == own


def test_both_carts_become_one(shop):
    (one, _), (two, _), (three, _) = sold(shop), sold(shop), sold(shop)
    ada = person(shop, email=f"ada{one}@example.com")
    own = new_cart(
        shop, (one, 2), two, customer_id=ada, note="Mine", email="own@example.com",
        attributes={"gift": "no", "floor": "2"})
    guest = shop.create("cart", {
        "line_items": [*lines((one, 3), (three, 1)), {"variant_id": two, "properties": ENGRAVED}],
        "note": "Ring twice", "attributes": {"gift": "yes"}})
    both = sign_in(shop, guest["token"], ada)
    assert both["token"] == own["token"] and both["id"] == own["id"]
    assert content(both) == [(one, 5), (two, 1), (three, 1), (two, 1)]
    assert both["line_items"][3]["properties"] == ENGRAVED and both["total_price"] == "80.00"
    assert (both["note"], both["email"]) == ("Ring twice", "own@example.com")
    assert both["attributes"] == [{"name": "floor", "value": "2"}, {"name": "gift", "value": "yes"}]
    # From now on the guest's token names that cart, for everything.
    assert cart(shop, guest["token"]) == both == sign_in(shop, guest["token"], ada)
    assert content(put_cart(shop, guest["token"], two)) == content(cart(shop, own["token"])) == [(two, 1)]
    made = start(shop, guest["token"])
    assert start(shop, own["token"], 200) == made and made["cart_token"] == own["token"]
    assert shop.delete(f"carts/{guest['token']}").status == 204
    shop.assert_refused(shop.get(f"carts/{own['token']}"), 404)


def test_a_second_guest_s_token_leads_there_too(shop):
    variant, _ = sold(shop)
    ada = person(shop)
    tokens = [new_cart(shop, variant)["token"] for _ in range(3)]
    for token in tokens:
        sign_in(shop, token, ada)
    shown = [cart(shop, token) for token in tokens]
    assert shown[0] == shown[1] == shown[2] and content(shown[0]) == [(variant, 3)]


def test_no_more_comes_together_than_there_is_and_nothing_is_taken_away(shop):
    (few, _), (one, _), (many, _) = sold(shop, stock=4), sold(shop, stock=1), sold(shop)
    ada = person(shop)
    new_cart(shop, (few, 2), (one, 2), (many, 999_999), customer_id=ada)
    guest = new_cart(shop, (few, 3), (one, 3), (many, 2))
    assert content(sign_in(shop, guest["token"], ada)) == [(few, 4), (one, 3), (many, 1_000_000)]


def test_what_cannot_be_bought_any_more_comes_along_and_is_shown_as_such(shop):
    (gone, product), (kept, _) = sold(shop), sold(shop)
    ada = person(shop)
    new_cart(shop, kept, customer_id=ada)
    guest = new_cart(shop, gone)
    assert shop.delete(f"products/{product}").status == 204
    both = sign_in(shop, guest["token"], ada)
    assert [(line["variant_id"], line["available"]) for line in both["line_items"]] == [(kept, True), (gone, False)]


def test_more_lines_than_a_cart_has_are_refused_and_both_carts_stay(shop):
    variant, _ = sold(shop)
    ada = person(shop)

    def filled(first, **fields):
        wanted = [{"variant_id": variant, "properties": {"n": str(first + n)}} for n in range(130)]
        return shop.create("cart", {"line_items": wanted, **fields})

    own, guest = filled(0, customer_id=ada), filled(1000)
    reply = shop.send("POST", f"carts/{guest['token']}/sign_in", {"customer_id": ada})
    assert shop.issues(reply) == {"line_items": ["has more than 250 entries"]}
    assert cart(shop, own["token"]) == own and cart(shop, guest["token"]) == guest


def test_the_customer_s_prices_count_from_then_on(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, "10.00")
    buyer = customer(shop)
    price_list(shop, {variant: "7.00"}, customer_id=buyer)
    guest = new_cart(shop, (variant, 2))
    assert guest["total_price"] == "20.00" and sign_in(shop, guest["token"], buyer)["total_price"] == "14.00"


def test_a_cart_that_was_ordered_is_nobody_s_to_merge(shop):
    variant, _ = sold(shop)
    ada = person(shop)
    done = bought(shop, variant)
    complete(shop, done["token"])
    reply = shop.send("POST", f"carts/{done['cart_token']}/sign_in", {"customer_id": ada})
    shop.assert_refused(reply, 409)
    # What the customer has ordered is not the cart that is being filled.
    first = sign_in(shop, new_cart(shop, variant)["token"], ada)
    complete(shop, start(shop, first["token"])["token"])
    second = sign_in(shop, new_cart(shop, (variant, 5))["token"], ada)
    assert second["token"] != first["token"] and content(second) == [(variant, 5)]
    assert cart(shop, first["token"])["completed_at"] and content(cart(shop, first["token"])) == [(variant, 1)]


def test_a_guest_s_checkout_goes_on_unless_the_customer_has_one(shop):
    variant, _ = sold(shop)
    ada, bob = person(shop), person(shop)
    new_cart(shop, variant, customer_id=ada)
    guest = new_cart(shop, (variant, 2))
    begun = start(shop, guest["token"])
    both = sign_in(shop, guest["token"], ada)
    assert both["checkout_token"] == begun["token"]
    again = start(shop, both["token"], 200)
    assert (again["token"], again["customer_id"], content(again)) == (begun["token"], ada, [(variant, 3)])

    own = start(shop, new_cart(shop, variant, customer_id=bob)["token"])
    guest = new_cart(shop, (variant, 2))
    late = start(shop, guest["token"])
    assert sign_in(shop, guest["token"], bob)["checkout_token"] == own["token"]
    closed = shop.one(shop.get(f"checkouts/{late['token']}"), "checkout")
    assert closed["closed_at"] and [one["id"] for one in shop.list("checkouts", status="closed")] == [late["id"]]
    shop.assert_refused(shop.send("POST", f"checkouts/{late['token']}/complete"), 409)
    shop.assert_refused(shop.put(f"checkouts/{late['token']}", "checkout", {"note": "More"}), 409)


def test_what_is_no_sign_in_is_refused(shop):
    variant, _ = sold(shop)
    ada, bob = person(shop), person(shop)
    token = new_cart(shop, variant)["token"]

    def issues(body, status=422):
        return set(shop.issues(shop.send("POST", f"carts/{token}/sign_in", body), status))

    for body in (None, {}, {"customer_id": None}, {"customer_id": ada, "customer_access_token": "x"},
                 {"customer_access_token": "x"}, {"customer_access_token": 5}):
        assert issues(body) == {"customer_access_token"}, body
    assert issues({"customer_id": "ada"}) == issues({"customer_id": 2**50}) == {"customer_id"}
    shop.assert_refused(shop.send("POST", f"carts/{UNKNOWN}/sign_in", {"customer_id": ada}), 404)
    sign_in(shop, token, ada)
    assert issues({"customer_id": bob}, 409) == {"customer_id"}


def test_signing_in_tells_once_what_became_of_the_carts(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    ada = person(shop)
    own, guest = new_cart(shop, variant, customer_id=ada), new_cart(shop, variant)
    sign_in(shop, guest["token"], ada)
    sign_in(shop, guest["token"], ada)
    assert told(shop, "Cart") == [
        ("Cart", own["id"], "create"), ("Cart", guest["id"], "create"), ("Cart", own["id"], "update"),
        ("Cart", guest["id"], "destroy")]


@pytest.mark.parametrize("has_cart", [False, True], ids=["without another cart", "with another cart"])
def test_signing_in_many_times_at_once_merges_once(server, has_cart):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    ada = person(shop)
    own = new_cart(shop, (variant, 2), customer_id=ada) if has_cart else None
    guest = new_cart(shop, (variant, 3))
    body = {"customer_id": ada}
    replies = at_once(shop, 60, lambda client, _: client.send("POST", f"carts/{guest['token']}/sign_in", body))
    assert [reply.status for reply in replies] == [200] * 60
    both = cart(shop, guest["token"])
    assert content(both) == [(variant, 5 if own else 3)] and both["token"] == (own or guest)["token"]


def test_many_guests_who_are_one_customer_come_to_one_cart(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    ada = person(shop)
    tokens = [new_cart(shop, variant)["token"] for _ in range(30)]
    replies = at_once(
        shop, 60, lambda client, n: client.send("POST", f"carts/{tokens[n // 2]}/sign_in", {"customer_id": ada}))
    assert [reply.status for reply in replies] == [200] * 60
    shown = {cart(shop, token)["id"] for token in tokens}
    assert len(shown) == 1 and content(cart(shop, tokens[0])) == [(variant, 30)]


def test_changes_and_a_sign_in_at_once_lose_nothing(server):
    """A change by the guest's token is made before the merge or after it, in whichever cart it names then."""
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    ada = person(shop)
    new_cart(shop, variant, customer_id=ada)
    guest = new_cart(shop, variant)

    def work(client, number):
        if number == 20:
            return client.send("POST", f"carts/{guest['token']}/sign_in", {"customer_id": ada})
        return client.put(f"carts/{guest['token']}", "cart", {"attributes": {"n": str(number)}})

    assert [reply.status for reply in at_once(shop, 40, work)] == [200] * 40
    assert content(cart(shop, guest["token"])) == [(variant, 2)]


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    """A server with a module that calls services for its clients."""
    running = start_with_caller(tmp_path_factory.mktemp("services"), extensions=False)
    yield running
    running.kill()


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_access_token_signs_in_and_a_wrong_one_does_not(caller, dialect):
    shop = open_shop(caller, dialect)
    variant, _ = sold(shop)
    ada = person(shop, email="ada@example.com", password="open sesame")
    reply = call(
        shop, "customers/create_access_token", {"email": "ada@example.com", "password": "open sesame"})
    secret = shop.one(reply, "output")["customer_access_token"]["access_token"]
    own, guest = new_cart(shop, variant, customer_id=ada), new_cart(shop, variant)
    path = f"carts/{guest['token']}/sign_in"
    for wrong in (secret[:-1], secret[::-1], ""):
        issues = shop.issues(shop.send("POST", path, {"customer_access_token": wrong}))
        assert issues == {"customer_access_token": ["is invalid or has expired"]}
    both = shop.one(shop.send("POST", path, {"customer_access_token": secret}), "cart")
    assert both["token"] == own["token"] and content(both) == [(variant, 2)]
