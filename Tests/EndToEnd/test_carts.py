"""Carts: what somebody has chosen, at current prices (CK-01 to CK-03, CK-05, P-06, T-28)."""

import random

import pytest

from checkout_calls import UNKNOWN, cart, content, new_cart, put_cart, sold, start
from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from order_calls import lines
from receiver import wait_for
from server import run_command
from test_inventory_races import at_once
from test_price_lists import customer, price_list

MAX = 1_000_000


def refused(shop, *wanted, token=None, **fields):
    body = {"line_items": lines(*wanted), **fields}
    reply = shop.put(f"carts/{token}", "cart", body) if token else shop.post("carts", "cart", body)
    return shop.issues(reply)


def test_a_cart_is_named_by_a_token_that_nobody_guesses(shop):
    variant, _ = sold(shop)
    reply = shop.post("carts", "cart", {"line_items": lines((variant, 2))})
    made = shop.one(reply, "cart", 201)
    assert len(made["token"]) == 32 and int(made["token"], 16) >= 0
    assert reply.header("Location").removesuffix(".json").endswith(f"/carts/{made['token']}")
    assert cart(shop, made["token"]) == made
    assert made["token"] != new_cart(shop)["token"]
    for other in (made["id"], UNKNOWN, made["token"].upper(), made["token"][:-1], "count"):
        shop.assert_refused(shop.get(f"carts/{other}"), 404)
        shop.assert_refused(shop.put(f"carts/{other}", "cart", {"note": "Mine"}), 404)
        shop.assert_refused(shop.delete(f"carts/{other}"), 404)
        shop.assert_refused(shop.send("POST", f"carts/{other}/checkout"), 404)
    assert shop.delete(f"carts/{made['token']}").status == 204
    shop.assert_refused(shop.get(f"carts/{made['token']}"), 404)
    shop.assert_refused(shop.get("carts"), 405)


def test_a_cart_of_another_store_is_404(server):
    one, other = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    token = new_cart(one)["token"]
    assert one.get(f"carts/{token}").status == 200
    other.assert_refused(other.get(f"carts/{token}"), 404)
    other.assert_refused(other.put(f"carts/{token}", "cart", {"note": "Mine"}), 404)


def test_lines_show_what_is_sold_and_come_to_something(shop):
    product = shop.product(
        "Mug", published=True, vendor="Acme", options=[{"name": "Color"}],
        variants=[{"option1": "Red", "price": "12.50", "sku": "M-R", "grams": 300}])
    variant = product["variants"][0]["id"]
    other, _ = sold(shop, "0.99")
    made = new_cart(shop, (variant, 3), other, note="Ring twice", attributes={"gift": "yes"})
    line = made["line_items"][0]
    assert {name: line[name] for name in ("title", "variant_title", "sku", "vendor", "product_id")} == {
        "title": "Mug", "variant_title": "Red", "sku": "M-R", "vendor": "Acme", "product_id": product["id"]}
    assert (line["price"], line["line_price"], line["grams"], line["available"]) == ("12.50", "37.50", 300, True)
    assert (made["total_price"], made["item_count"], made["total_weight"]) == ("38.49", 4, 900)
    assert (made["currency"], made["note"], made["customer_id"]) == ("USD", "Ring twice", None)
    assert made["attributes"] == [{"name": "gift", "value": "yes"}] and made["completed_at"] is None


def test_one_variant_with_one_set_of_properties_is_one_line(shop):
    variant, _ = sold(shop)
    engraved = [{"name": "Engraving", "value": "Ada"}, {"name": "Font", "value": "serif"}]
    wanted = [
        {"variant_id": variant, "quantity": 2}, {"variant_id": variant, "properties": engraved},
        {"variant_id": variant, "quantity": 3}, {"variant_id": variant, "properties": engraved[::-1], "quantity": 4}]
    made = shop.create("cart", {"line_items": wanted})
    assert content(made) == [(variant, 5), (variant, 5)]
    assert made["line_items"][1]["properties"] == engraved
    # Who sends the lines back with more of one adds to it.
    again = [*made["line_items"], {"variant_id": variant, "quantity": 1}]
    changed = shop.one(shop.put(f"carts/{made['token']}", "cart", {"line_items": again}), "cart")
    assert content(changed) == [(variant, 6), (variant, 5)]
    assert [line["id"] for line in changed["line_items"]] == [line["id"] for line in made["line_items"]]


def test_none_of_a_line_takes_it_out(shop):
    one, other = sold(shop)[0], sold(shop)[0]
    made = new_cart(shop, (one, 2), other)
    changed = shop.one(shop.put(f"carts/{made['token']}", "cart", {"line_items": [
        {**made["line_items"][0], "quantity": 0}, made["line_items"][1]]}), "cart")
    assert content(changed) == [(other, 1)] and changed["total_price"] == "10.00"
    assert content(put_cart(shop, made["token"], (other, 0))) == []
    assert content(shop.one(shop.put(f"carts/{made['token']}", "cart", {"note": "Still here"}), "cart")) == []


def add(shop, token, *wanted):
    return shop.send("POST", f"carts/{token}/line_items", {"line_items": lines(*wanted)})


def test_what_is_added_is_there_beside_what_was(shop):
    (one, product), (other, _) = sold(shop), sold(shop, "3.00")
    token = new_cart(shop, (one, 2))["token"]
    shown = shop.one(add(shop, token, (one, 1), other), "cart")
    assert (content(shown), shown["total_price"]) == ([(one, 3), (other, 1)], "33.00") and cart(shop, token) == shown
    assert shop.issues(add(shop, token, other, (one, MAX))) == {
        "line_items[1].quantity": ["comes to more than 1000000 of this"]}
    assert shop.issues(add(shop, token, other, 2**50)) == {"line_items[1].variant_id": ["does not exist"]}
    assert set(shop.issues(add(shop, token, (one, 0)))) == {"line_items[0].quantity"}
    assert set(shop.issues(add(shop, token, None))) == {"line_items[0].variant_id"}
    assert set(shop.issues(shop.send("POST", f"carts/{token}/line_items", {}))) == {"line_items"}
    assert shop.put(f"products/{product}", "product", {"status": "draft"}).status == 200
    assert shop.issues(add(shop, token, other, one)) == {"line_items[1].variant_id": ["is not available"]}
    assert content(cart(shop, token)) == [(one, 3), (other, 1)]
    assert content(shop.one(add(shop, token, other), "cart")) == [(one, 3), (other, 2)]


def test_what_many_add_at_once_is_all_there(server):
    shop = open_shop(server, SHOPIFY)
    variants = [sold(shop)[0] for _ in range(3)]
    token = new_cart(shop)["token"]
    replies = at_once(shop, 60, lambda client, n: add(client, token, (variants[n % 3], n)))
    assert [reply.status for reply in replies] == [422 if n == 0 else 200 for n in range(60)]
    expected = {variant: sum(range(place, 60, 3)) for place, variant in enumerate(variants)}
    assert dict(content(cart(shop, token))) == expected


def test_a_cart_has_conditions_and_keys_like_every_record(shop):
    variant, _ = sold(shop)
    reply = shop.post("carts", "cart", {"line_items": lines(variant)}, {"Idempotency-Key": f"cart {variant}"})
    again = shop.post("carts", "cart", {"line_items": lines(variant)}, {"Idempotency-Key": f"cart {variant}"})
    made = shop.one(reply, "cart", 201)
    assert shop.one(again, "cart", 201) == made and again.header("Idempotent-Replayed") == "true"
    path, tag = f"carts/{made['token']}", reply.header("ETag")
    assert shop.send("GET", path, headers={"If-None-Match": tag}).status == 304
    assert shop.put(path, "cart", {"note": "Ring twice"}, {"If-Match": tag}).status == 200
    shop.assert_refused(shop.put(path, "cart", {"note": "Leave it"}, {"If-Match": tag}), 412)
    assert shop.one(shop.get(path, fields="token,note"), "cart") == {"token": made["token"], "note": "Ring twice"}


def test_what_is_no_cart_is_refused(shop):
    variant, _ = sold(shop)
    token = new_cart(shop)["token"]
    for one in (None, token):
        assert refused(shop, (variant, MAX), (variant, 1), token=one) == {
            "line_items[1].quantity": ["comes to more than 1000000 of this"]}
        assert set(refused(shop, (variant, MAX + 1), token=one)) == {"line_items[0].quantity"}
        assert set(refused(shop, (variant, -1), token=one)) == {"line_items[0].quantity"}
        assert refused(shop, 2**50, token=one) == {"line_items[0].variant_id": ["does not exist"]}
        assert refused(shop, None, token=one) == {"line_items[0].variant_id": ["can't be blank"]}
        assert set(refused(shop, token=one, email="nobody")) == {"email"}
        assert refused(shop, token=one, currency="EUR") == {"currency": ["is not USD, the store's currency"]}
        assert refused(shop, token=one, customer_id=2**50) == {"customer_id": ["must exist"]}
        assert set(refused(shop, token=one, attributes="x")) == {"attributes"}
    many = [{"variant_id": variant, "properties": [{"name": "n", "value": str(n)}]} for n in range(251)]
    assert shop.issues(shop.post("carts", "cart", {"line_items": many})) == {
        "line_items": ["has more than 250 entries"]}
    assert content(cart(shop, token)) == []


def test_numbers_beyond_all_bounds_are_refused(shop):
    variant, product = sold(shop, "10.00", stock=5)
    token = new_cart(shop, variant)["token"]
    for quantity in (2**53 - 1, -(2**53 - 1)):
        assert set(refused(shop, (variant, quantity), token=token)) == {"line_items[0].quantity"}
        assert set(refused(shop, (variant, quantity), (variant, quantity))) >= {"line_items[0].quantity"}
        assert shop.issues(add(shop, token, (variant, quantity)))
    # An order could not hold that.
    assert shop.put(f"variants/{variant}", "variant", {"price": "80000000000000.00", "grams": 2_000_000_000}).status == 200
    assert [line["available"] for line in cart(shop, token)["line_items"]] == [False]
    assert refused(shop, (variant, MAX)) == {"line_items[0].variant_id": ["is not available"]}
    assert shop.issues(shop.send("POST", f"carts/{token}/checkout")) == {
        "line_items[0].variant_id": ["is not available"]}


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "archived"}, {"published": False}], ids=str)
def test_what_is_not_on_sale_is_refused_and_what_was_stays_as_unavailable(shop, fields):
    variant, product = sold(shop, "10.00")
    kept, _ = sold(shop, "3.00")
    token = new_cart(shop, (variant, 2), kept)["token"]
    assert shop.put(f"products/{product}", "product", fields).status == 200
    shown = cart(shop, token)
    assert [line["available"] for line in shown["line_items"]] == [False, True]
    assert (shown["total_price"], shown["item_count"]) == ("3.00", 1) and shown["line_items"][0]["price"] == "10.00"
    assert refused(shop, variant) == {"line_items[0].variant_id": ["is not available"]}
    # It may stay as it is or become less, but not more.
    assert refused(shop, (variant, 3), kept, token=token) == {"line_items[0].variant_id": ["is not available"]}
    assert content(put_cart(shop, token, (variant, 1), kept)) == [(variant, 1), (kept, 1)]
    reply = shop.send("POST", f"carts/{token}/checkout")
    assert shop.issues(reply) == {"line_items[0].variant_id": ["is not available"]}
    assert shop.put(f"products/{product}", "product", {"status": "active", "published": True}).status == 200
    assert [line["available"] for line in cart(shop, token)["line_items"]] == [True, True]
    start(shop, token)


def test_what_is_gone_is_shown_as_unavailable(shop):
    variant, product = sold(shop, "10.00")
    token = new_cart(shop, (variant, 2))["token"]
    assert shop.delete(f"products/{product}").status == 204
    line, = cart(shop, token)["line_items"]
    assert (line["available"], line["title"], line["price"], line["quantity"]) == (False, "Mug", "10.00", 2)
    changed = shop.one(shop.put(f"carts/{token}", "cart", {"note": "Where is it?"}), "cart")
    assert changed["line_items"] == [line] and changed["total_price"] == "0.00"
    assert shop.issues(shop.send("POST", f"carts/{token}/checkout")) == {
        "line_items[0].variant_id": ["is not available"]}
    assert content(put_cart(shop, token)) == []


def test_prices_are_those_of_now(shop):
    variant, product = sold(shop, "10.00")
    token, other = new_cart(shop, (variant, 2))["token"], new_cart(shop, (variant, 1))["token"]
    assert shop.put(f"variants/{variant}", "variant", {"price": "12.00"}).status == 200
    assert [cart(shop, one)["total_price"] for one in (token, other)] == ["24.00", "12.00"]
    assert shop.put(f"products/{product}", "product", {"title": "Cup"}).status == 200
    assert cart(shop, token)["line_items"][0]["title"] == "Cup"


def test_very_many_carts_follow_a_product_by_and_by(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, "10.00")
    tokens = [new_cart(shop, variant)["token"] for _ in range(120)]
    assert shop.put(f"variants/{variant}", "variant", {"price": "11.00"}).status == 200
    wait_for(lambda: all(cart(shop, token)["total_price"] == "11.00" for token in tokens), "all carts to follow")


def test_carts_catch_up_when_the_module_comes_back(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, "10.00")
    token = new_cart(shop, variant)["token"]
    run_command("module", "disable", "checkouts", "--store", shop.store, data=server.data)
    assert shop.get(f"carts/{token}").status == 404
    assert shop.put(f"variants/{variant}", "variant", {"price": "11.00"}).status == 200
    run_command("module", "enable", "checkouts", "--store", shop.store, data=server.data)
    wait_for(lambda: cart(shop, token)["total_price"] == "11.00", "the cart to catch up")


def test_a_customer_pays_the_prices_of_its_list(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, "10.00")
    buyer = customer(shop)
    price_list(shop, {variant: "7.00", (variant, 5): "6.00"}, customer_id=buyer)
    made = new_cart(shop, variant, customer_id=buyer)
    assert made["total_price"] == "7.00" and new_cart(shop, variant)["total_price"] == "10.00"
    assert put_cart(shop, made["token"], (variant, 5))["total_price"] == "30.00"


def test_a_customer_has_one_open_cart(shop):
    variant, _ = sold(shop)
    ada, bob = (shop.create("customer", {"first_name": name}) for name in ("Ada", "Bob"))
    token = new_cart(shop, variant, customer_id=ada["id"])["token"]
    taken = {"customer_id": ["has an open cart already, into which signing in merges this one"]}
    assert refused(shop, customer_id=ada["id"]) == taken
    assert refused(shop, token=new_cart(shop)["token"], customer_id=ada["id"]) == taken
    for other in (bob["id"], None):
        assert refused(shop, token=token, customer_id=other) == {"customer_id": ["can't be changed"]}
    assert shop.put(f"carts/{token}", "cart", {"customer_id": ada["id"]}).status == 200


def test_totals_are_those_of_an_oracle(server):
    """A thousand random carts (CK-05)."""
    shop, chance = open_shop(server, SHOPIFY), random.Random(5)
    cents = {sold(shop, f"{price / 100:.2f}")[0]: price for price in (1, 99, 250, 1999, 100_000, 3_333)}
    token = new_cart(shop)["token"]
    for _ in range(1000):
        wanted = [(chance.choice(list(cents)), chance.randrange(0, 50)) for _ in range(chance.randrange(0, 9))]
        shown = put_cart(shop, token, *wanted)
        total = sum(cents[variant] * quantity for variant, quantity in wanted)
        assert shown["total_price"] == f"{total // 100}.{total % 100:02d}", wanted
        assert shown["item_count"] == sum(quantity for _, quantity in wanted)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_carts_need_the_scopes_of_orders(server, dialect):
    reader = open_shop(server, dialect, scopes="read_orders")
    reader.assert_refused(reader.post("carts", "cart", {}), 403)
    reader.assert_refused(reader.get(f"carts/{UNKNOWN}"), 404)
    stranger = open_shop(server, dialect, scopes="write_products")
    stranger.assert_refused(stranger.get(f"carts/{UNKNOWN}"), 403)
    stranger.assert_refused(stranger.get("checkouts"), 403)
