"""Checkouts: what was in a cart becomes an order, once (CK-04, T-20, T-28)."""

import pytest

from checkout_calls import (
    UNKNOWN, bought, cart, checkout, complete, content, new_cart, put_cart, put_checkout, sign_in, sold,
    start, told)
from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import levels, main_location
from order_calls import lines
from test_inventory_races import at_once
from test_price_lists import customer, price_list


def order_of(shop, made):
    return shop.one(shop.get(f"orders/{made['order_id']}"), "order")


def refused(shop, token, status=422):
    return shop.issues(shop.send("POST", f"checkouts/{token}/complete"), status)


def test_a_cart_has_one_checkout(shop):
    variant, _ = sold(shop, "12.50")
    token = new_cart(shop, (variant, 2), note="Ring twice", email="ada@example.com", attributes={"gift": "yes"})["token"]
    made = start(shop, token)
    assert (made["cart_token"], content(made)) == (token, [(variant, 2)])
    amounts = {made[name] for name in ("total_price", "subtotal_price", "total_line_items_price", "payment_due")}
    assert amounts == {"25.00"} and made["name"] == f"#{made['id']}" and made["order"] is None
    assert (made["email"], made["note"]) == ("ada@example.com", "Ring twice")
    assert made["note_attributes"] == [{"name": "gift", "value": "yes"}]
    assert len(made["token"]) == 32 and checkout(shop, made["token"]) == made == start(shop, token, 200)
    assert cart(shop, token)["checkout_token"] == made["token"]


def test_a_cart_has_one_checkout_however_many_ask_at_once(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    token = new_cart(shop, variant)["token"]
    replies = at_once(shop, 60, lambda client, _: client.send("POST", f"carts/{token}/checkout"))
    assert sorted(reply.status for reply in replies) == [200] * 59 + [201]
    assert len({reply.json.get("checkout", reply.json.get("data"))["token"] for reply in replies}) == 1


def test_a_checkout_keeps_its_prices_until_the_cart_is_checked_out_again(shop):
    (variant, product), (other, _) = sold(shop, "10.00"), sold(shop, "3.00")
    token = new_cart(shop, (variant, 2))["token"]
    made = start(shop, token)
    assert shop.put(f"variants/{variant}", "variant", {"price": "12.00"}).status == 200
    assert checkout(shop, made["token"])["total_price"] == "20.00"
    assert put_checkout(shop, made["token"], email="ada@example.com", line_items=made["line_items"])[
        "total_price"] == "20.00"
    assert put_checkout(shop, made["token"], line_items=lines((variant, 2)))["total_price"] == "20.00"
    put_cart(shop, token, (variant, 2), other)
    again = start(shop, token, 200)
    assert (again["token"], again["total_price"], again["email"]) == (made["token"], "27.00", "ada@example.com")
    assert start(shop, token, 200) == again


def test_what_is_bought_becomes_an_order_at_the_prices_agreed_on(shop):
    variant, _ = sold(shop, "10.00", stock=5)
    address = {"first_name": "Ada", "last_name": "Byron", "address1": "Street 1", "city": "Ulm", "country_code": "DE"}
    engraved = [{"name": "Engraving", "value": "Ada"}]
    token = shop.create("cart", {"line_items": [{"variant_id": variant, "quantity": 2, "properties": engraved}]})["token"]
    made = start(shop, token)
    put_checkout(
        shop, made["token"], email="ada@example.com", phone="+15555551234", shipping_address=address,
        billing_address=address, note="Ring twice", note_attributes={"gift": "yes"})
    assert shop.put(f"variants/{variant}", "variant", {"price": "12.00"}).status == 200
    done = complete(shop, made["token"])
    assert done["completed_at"] and done["order"] == {"id": done["order_id"], "name": order_of(shop, done)["name"]}
    order = order_of(shop, done)
    assert (order["total_price"], order["subtotal_price"], order["email"]) == ("20.00", "20.00", "ada@example.com")
    assert (order["checkout_id"], order["checkout_token"], order["cart_token"], order["source_name"]) == (
        made["id"], made["token"], token, "web")
    assert order["shipping_address"]["country"] == "Germany" and order["billing_address"]["name"] == "Ada Byron"
    assert (order["note"], order["note_attributes"]) == ("Ring twice", [{"name": "gift", "value": "yes"}])
    assert order["line_items"][0]["properties"] == engraved and order["customer"]["email"] == "ada@example.com"
    assert levels(shop, variant) == {main_location(shop): (3, 0, 2)}
    assert cart(shop, token)["completed_at"]


def test_a_second_completion_answers_with_the_first_one_s_order(shop):
    variant, _ = sold(shop)
    made = bought(shop, variant)
    done = complete(shop, made["token"])
    orders = shop.count("orders", status="any")
    assert complete(shop, made["token"]) == done == checkout(shop, made["token"])
    assert start(shop, made["cart_token"], 200) == done
    assert shop.count("orders", status="any") == orders
    # What was bought does not change any more, and is sent back as it is.
    shop.assert_refused(shop.put(f"checkouts/{made['token']}", "checkout", {"note": "More"}), 409)
    shop.assert_refused(shop.put(f"carts/{made['cart_token']}", "cart", {"note": "More"}), 409)
    assert shop.put(f"checkouts/{made['token']}", "checkout", done).status == 200


def test_thirty_completions_at_once_make_one_order(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, stock=100)
    made = bought(shop, (variant, 2))
    replies = at_once(shop, 30, lambda client, _: client.send("POST", f"checkouts/{made['token']}/complete"))
    assert [reply.status for reply in replies] == [200] * 30
    assert len({reply.json.get("checkout", reply.json.get("data"))["order_id"] for reply in replies}) == 1
    assert shop.count("orders", status="any") == 1 and levels(shop, variant) == {main_location(shop): (98, 0, 2)}


def test_of_forty_checkouts_for_ten_units_ten_are_completed(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, stock=10)
    made = [bought(shop, variant, email=f"buyer{n}@example.com")["token"] for n in range(40)]
    replies = at_once(shop, 40, lambda client, n: client.send("POST", f"checkouts/{made[n]}/complete"))
    assert sorted(reply.status for reply in replies) == [200] * 10 + [422] * 30
    assert levels(shop, variant) == {main_location(shop): (0, 0, 10)} and shop.count("orders", status="any") == 10
    assert sum(bool(checkout(shop, token)["completed_at"]) for token in made) == 10


def test_what_cannot_be_met_leaves_nothing(shop):
    (one, _), (few, _) = sold(shop, stock=5), sold(shop, stock=1)
    made = bought(shop, (one, 5), (few, 2))
    assert refused(shop, made["token"]) == {"line_items[1].quantity": ["is more than the 1 that are available"]}
    main = main_location(shop)
    assert levels(shop, one) == {main: (5, 0, 0)} and levels(shop, few) == {main: (1, 0, 0)}
    assert checkout(shop, made["token"]) == made and cart(shop, made["cart_token"])["completed_at"] is None


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"published": False}, None], ids=["draft", "unpublished", "gone"])
def test_what_went_off_sale_since_is_not_sold(shop, fields):
    variant, product = sold(shop)
    made = bought(shop, variant)
    if fields:
        assert shop.put(f"products/{product}", "product", fields).status == 200
    else:
        assert shop.delete(f"products/{product}").status == 204
    assert refused(shop, made["token"]) == {"line_items[0].variant_id": ["is not available"]}
    assert checkout(shop, made["token"])["completed_at"] is None


def test_nobody_buys_nothing(shop):
    variant, _ = sold(shop)
    empty = new_cart(shop)["token"]
    assert shop.issues(shop.send("POST", f"carts/{empty}/checkout")) == {"line_items": ["can't be blank"]}
    nobody = start(shop, new_cart(shop, variant)["token"])["token"]
    assert refused(shop, nobody) == {"email": ["can't be blank"]}
    assert refused(shop, shop.create("checkout", {"email": "ada@example.com"})["token"]) == {
        "line_items": ["can't be blank"]}
    for verb, path in (("GET", ""), ("POST", "/complete"), ("DELETE", "")):
        shop.assert_refused(shop.send(verb, f"checkouts/{UNKNOWN}{path}"), 404)
    shop.assert_refused(shop.put(f"checkouts/{UNKNOWN}", "checkout", {"note": "Mine"}), 404)


def test_a_checkout_without_a_cart(shop):
    variant, product = sold(shop, "10.00")
    made = shop.create("checkout", {"line_items": lines((variant, 2), (variant, 1)), "email": "ada@example.com"})
    assert (content(made), made["total_price"], made["cart_token"]) == ([(variant, 3)], "30.00", None)
    assert shop.put(f"variants/{variant}", "variant", {"price": "11.00"}).status == 200
    # Who asks for something else agrees on the prices of now.
    changed = put_checkout(shop, made["token"], line_items=[{**made["line_items"][0], "quantity": 1}])
    assert (content(changed), changed["total_price"]) == ([(variant, 1)], "11.00")
    assert order_of(shop, complete(shop, made["token"]))["total_price"] == "11.00"
    assert shop.put(f"products/{product}", "product", {"status": "draft"}).status == 200
    reply = shop.post("checkouts", "checkout", {"line_items": lines(variant)})
    assert shop.issues(reply) == {"line_items[0].variant_id": ["is not available"]}


@pytest.mark.parametrize("fields, wrong", [
    ({"email": "nobody"}, "email"), ({"currency": "EUR"}, "currency"), ({"customer_id": 2**50}, "customer_id"),
    ({"shipping_address": {"city": 5}}, "shipping_address.city"), ({"billing_address": "x"}, "billing_address"),
    ({"note_attributes": "x"}, "note_attributes"), ({"line_items": [{"quantity": 1}]}, "line_items[0].variant_id")],
    ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_no_checkout_is_refused(shop, fields, wrong):
    variant, _ = sold(shop)
    token = start(shop, new_cart(shop, variant)["token"])["token"]
    assert set(shop.issues(shop.post("checkouts", "checkout", fields))) == {wrong}
    assert set(shop.issues(shop.put(f"checkouts/{token}", "checkout", fields))) == {wrong}


def test_a_customer_pays_the_prices_of_its_list_and_orders_under_its_name(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop, "10.00")
    buyer = customer(shop)
    price_list(shop, {variant: "7.00"}, customer_id=buyer)
    made = start(shop, new_cart(shop, variant, customer_id=buyer)["token"])
    assert (made["total_price"], made["customer_id"]) == ("7.00", buyer)
    order = order_of(shop, complete(shop, made["token"]))
    assert (order["total_price"], order["customer"]["id"]) == ("7.00", buyer)


def test_carts_and_checkouts_do_without_stock_and_price_lists(make_server, tmp_path):
    configuration = tmp_path / "without.toml"
    configuration.write_text('[modules]\ndisabled = ["inventory", "price_lists", "shop"]\n')
    shop = open_shop(make_server(configuration=configuration).start(), SHOPIFY)
    variant, _ = sold(shop, "10.00", stock=1)
    ada = shop.create("customer", {"first_name": "Ada"})["id"]
    new_cart(shop, (variant, 2), customer_id=ada)
    both = sign_in(shop, new_cart(shop, (variant, 3))["token"], ada)
    assert (content(both), both["total_price"]) == ([(variant, 5)], "50.00"), "nobody counts what there is"
    order = order_of(shop, complete(shop, start(shop, both["token"])["token"]))
    assert (order["total_price"], order["customer"]["id"]) == ("50.00", ada)


@pytest.mark.parametrize("thing, does", [
    ("cart", "create"), ("cart", "update"), ("checkout", "create"), ("checkout", "update"), ("checkout", "delete")])
def test_topics_have_the_names_of_both_documents(shop, thing, does):
    for topic in (f"{thing}s/{does}", f"{thing}.{does}d"):
        reply = shop.post("webhooks", "webhook", {"topic": topic, "address": f"https://example.com/{topic}"})
        assert reply.status == 201, (topic, reply.body)


def test_what_becomes_of_carts_and_checkouts_is_told(server):
    shop = open_shop(server, SHOPIFY)
    variant, _ = sold(shop)
    made = bought(shop, variant)
    complete(shop, made["token"])
    assert shop.delete(f"checkouts/{made['token']}").status == 204
    assert [(kind, verb) for kind, _, verb in told(shop, "Cart", "Checkout")] == [
        ("Cart", "create"), ("Checkout", "create"), ("Cart", "update"), ("Checkout", "update"), ("Checkout", "update"),
        ("Cart", "update"), ("Checkout", "destroy")]
