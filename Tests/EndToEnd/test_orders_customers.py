"""Orders and who has placed them: found, made, counted, moved, kept and forgotten (CU-04, CU-05, CU-09)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from order_calls import act, advance, change, email, gift, history, names, person, place, refused, shown
from receiver import wait_for
from test_modules import switch


def customer(shop, **fields):
    return shop.create("customer", {"first_name": "Ada", "email": email(), **fields})


def orders_of(shop, one, **query):
    return shop.list(f"customers/{one['id']}/orders", status="any", **query)


def assert_history_is_right(shop, one):
    """What the customer shows is what its orders are."""
    orders = orders_of(shop, one, limit=250)
    cents = sum(int(order["total_price"].replace(".", "")) for order in orders if order["status"] != "cancelled")
    newest = orders[0] if orders else {"id": None, "name": None}
    assert history(shop, one["id"]) == (
        len(orders), f"{cents // 100}.{cents % 100:02}", newest["id"], newest["name"])
    assert shop.count(f"customers/{one['id']}/orders", status="any") == len(orders)


def test_an_order_is_the_customers_who_is_named(shop):
    ada = customer(shop, last_name="Lovelace")
    made = place(shop, customer={"id": ada["id"]})
    assert made["customer_id"] == ada["id"] and made["email"] == ada["email"]
    assert made["customer"] == {
        "id": ada["id"], "email": ada["email"], "first_name": "Ada", "last_name": "Lovelace", "phone": None}
    assert place(shop, customer_id=ada["id"], email="else@example.com")["customer"]["id"] == ada["id"]
    assert_history_is_right(shop, ada)
    assert place(shop)["customer"] is None


def test_an_order_is_the_customers_who_has_the_email(shop):
    ada = customer(shop)
    made = place(shop, email=ada["email"].upper())
    assert made["customer_id"] == ada["id"] and made["email"] == ada["email"].upper()
    assert place(shop, customer={"email": ada["email"], "first_name": "Bob"})["customer"]["first_name"] == "Ada"
    assert_history_is_right(shop, ada)


def test_whoever_is_new_becomes_a_customer(shop):
    count = shop.count("customers")
    for fields in [{"customer": {"first_name": "Bob", "last_name": "Norman"}},
                   {"billing_address": {"first_name": "Bob", "last_name": "Norman"}}]:
        new = email()
        made = place(shop, email=new, **fields)
        found = person(shop, made["customer_id"])
        assert (found["email"], found["first_name"], found["last_name"]) == (new, "Bob", "Norman")
        assert made["customer"]["id"] == found["id"] and made["customer"]["first_name"] == "Bob"
        assert shown(shop, made) == made
        assert_history_is_right(shop, found)
    assert shop.count("customers") == count + 2
    named = place(shop, customer={"first_name": "Eve"})
    assert (named["email"], named["customer"]["first_name"], named["customer"]["email"]) == (None, "Eve", None)
    assert place(shop, customer={"phone": "1"})["customer"] is None, "nothing to call anybody by"


@pytest.mark.parametrize("fields, issues", [
    ({"customer": {"id": 1}}, {"customer": ["must exist"]}), ({"customer_id": 1}, {"customer_id": ["must exist"]}),
    ({"customer": "Ada"}, {"customer": ["must be an object"]}), ({"email": "ada"}, {"email": ["is invalid"]}),
    ({"customer": {"id": "x"}}, {"customer.id": ["is not a number"]}),
    ({"customer": {"email": "ada"}}, {"email": ["is invalid"]}),
])
def test_whoever_there_is_not_is_refused(shop, fields, issues):
    found = refused(shop, gift(), **fields)
    assert {name: texts[:1] for name, texts in found.items() if name in issues} == issues


def test_a_history_is_right_after_every_change(shop):
    ada, bob = customer(shop), customer(shop)
    first, second, third = (place(shop, gift(price), customer={"id": ada["id"]}) for price in ("5.00", "7.50", "1.25"))
    assert history(shop, ada["id"]) == (3, "13.75", third["id"], third["name"])
    act(shop, second, "cancel")
    assert history(shop, ada["id"]) == (3, "6.25", third["id"], third["name"])
    moved = change(shop, third, customer={"id": bob["id"]})
    assert moved["customer"]["id"] == bob["id"] == moved["customer_id"]
    assert history(shop, ada["id"]) == (2, "5.00", second["id"], second["name"])
    assert history(shop, bob["id"]) == (1, "1.25", third["id"], third["name"])
    assert shop.delete(f"orders/{second['id']}").status == 204
    assert history(shop, ada["id"]) == (1, "5.00", first["id"], first["name"])
    assert change(shop, third, customer=None)["customer"] is None
    assert history(shop, bob["id"]) == (0, "0.00", None, None)
    assert change(shop, third, customer_id=ada["id"])["customer"]["id"] == ada["id"]
    advance(shop, first, "completed")
    for one in (ada, bob):
        assert_history_is_right(shop, one)


def test_a_history_is_listed_with_filters(shop):
    ada = customer(shop)
    made = [place(shop, customer={"id": ada["id"]}) for _ in range(3)]
    act(shop, made[0], "cancel")
    path = f"customers/{ada['id']}/orders"
    assert [one["id"] for one in shop.list(path)] == [made[2]["id"], made[1]["id"]]
    assert shop.count(path) == 2 and shop.count(path, status="cancelled") == 1
    assert shop.list(path, status="any", fields="id", limit=1) == [{"id": made[2]["id"]}]
    shop.assert_refused(shop.get("customers/1/orders"), 404)


def test_a_history_outlives_another_email(shop):
    ada = customer(shop)
    made = place(shop, email=ada["email"])
    new = email()
    shop.put(f"customers/{ada['id']}", "customer", {"email": new, "last_name": "King"})
    assert [one["id"] for one in orders_of(shop, ada)] == [made["id"]]
    now = shown(shop, made)
    assert (now["customer"]["email"], now["customer"]["last_name"]) == (new, "King")
    assert now["email"] == made["email"], "what the order says of itself stays"
    assert person(shop, ada["id"])["orders_count"] == 1
    # Whoever gets the old e-mail is somebody else.
    assert place(shop, email=made["email"])["customer_id"] != ada["id"]


@pytest.mark.parametrize("count, length, words", [(255, 1, 0), (24, 250, 0), (12, 30, 30_000)])
def test_a_customer_of_very_many_orders_changes_in_all_of_them(empty_shop, count, length, words):
    shop = empty_shop
    ada = customer(shop)
    line = gift(properties=[{"name": "Engraving", "value": "x" * words}])
    made = [place(shop, *[line] * length, customer={"id": ada["id"]}) for _ in range(count)]
    shop.put(f"customers/{ada['id']}", "customer", {"first_name": "Augusta"})
    # At once as far as a write goes, then by a job.
    assert shown(shop, made[0])["customer"]["first_name"] == "Augusta"
    wait_for(lambda: shown(shop, made[-1])["customer"]["first_name"] == "Augusta", "the last order")
    assert shop.delete(f"orders/{made[-1]['id']}").status == 204
    assert history(shop, ada["id"])[2:] == (made[-2]["id"], made[-2]["name"])
    shop.send("POST", f"customers/{ada['id']}/erase")
    wait_for(lambda: shown(shop, made[-2])["email"] is None, "the last order without its e-mail")
    assert history(shop, ada["id"])[0] == count - 1


@pytest.mark.parametrize("count, length, is_possible", [(300, 1, True), (340, 1, False), (7, 250, True), (8, 250, False)])
def test_a_merge_moves_as_many_orders_as_one_call_can(server, count, length, is_possible):
    shop = open_shop(server, SHOPIFY)
    kept, other = customer(shop), customer(shop)
    mine = place(shop, customer={"id": kept["id"]})
    made = [place(shop, *[gift("1.00")] * length, customer={"id": other["id"]}) for _ in range(count)]
    reply = shop.send("POST", f"customers/{kept['id']}/merge", {"customer_id": other["id"]})
    if is_possible:
        merged = shop.one(reply, "customer")
        assert merged["total_spent"] == f"{count * length + 5}.00" and merged["last_order_id"] == made[-1]["id"]
    else:
        assert shop.issues(reply) == {
            "customer_id": ["has more orders than can be moved at once; merge the other way round"]}
        assert shown(shop, made[0]) == made[0] and shop.count(f"customers/{other['id']}/orders") == count
        reply = shop.send("POST", f"customers/{other['id']}/merge", {"customer_id": kept["id"]})
        assert shop.one(reply, "customer")["last_order_id"] == made[-1]["id"]
    found = [one for one in (kept, other) if shop.get(f"customers/{one['id']}").status == 200]
    assert [history(shop, one["id"])[0] for one in found] == [count + 1] and shown(shop, mine)["id"] == mine["id"]


def test_customers_that_changed_without_the_module_are_made_up_for(empty_shop):
    shop = empty_shop
    ada, bob = customer(shop, last_name="Lovelace"), customer(shop)
    made = [place(shop, customer={"id": one["id"]}, note="For Lovelace") for one in (ada, bob) for _ in range(60)]
    switch(shop, "disable", "orders")
    assert shop.get("orders").status == 404
    assert shop.send("POST", f"customers/{ada['id']}/erase").status == 200
    shop.put(f"customers/{bob['id']}", "customer", {"first_name": "Rob"})
    # Nobody can move orders now, so whoever has some stays.
    assert shop.send("POST", f"customers/{ada['id']}/merge", {"customer_id": bob["id"]}).status in (409, 422)
    shop.assert_refused(shop.delete(f"customers/{bob['id']}"), 422)
    switch(shop, "enable", "orders")
    wait_for(lambda: shown(shop, made[-1])["customer"]["first_name"] == "Rob", "the last order in step")
    assert all(one["note"] is None and one["email"] is None for one in orders_of(shop, ada, limit=250))
    assert {one["customer"]["first_name"] for one in orders_of(shop, bob, limit=250)} == {"Rob"}
    for one in (ada, bob):
        assert_history_is_right(shop, one)


def test_a_customer_with_orders_is_not_deleted(shop):
    ada = customer(shop)
    made = place(shop, customer={"id": ada["id"]})
    assert shop.issues(shop.delete(f"customers/{ada['id']}")) == {
        "base": ["Cannot delete a customer with orders; erase it instead"]}
    assert shown(shop, made) == made
    act(shop, made, "cancel")
    shop.assert_refused(shop.delete(f"customers/{ada['id']}"), 422)
    assert shop.delete(f"orders/{made['id']}").status == 204
    assert shop.delete(f"customers/{ada['id']}").status == 204


def test_a_merge_moves_orders(shop):
    kept, other = customer(shop), customer(shop, first_name="Augusta")
    mine, theirs = place(shop, customer={"id": kept["id"]}), place(shop, gift("9.00"), customer={"id": other["id"]})
    newest = place(shop, gift("2.00"), customer={"id": other["id"]})
    act(shop, theirs, "cancel")
    merged = shop.one(shop.send("POST", f"customers/{kept['id']}/merge", {"customer_id": other["id"]}), "customer")
    assert (merged["orders_count"], merged["total_spent"]) == (3, "7.00") and merged["last_order_id"] == newest["id"]
    assert [one["id"] for one in orders_of(shop, kept)] == [newest["id"], theirs["id"], mine["id"]]
    assert {one["customer"]["first_name"] for one in orders_of(shop, kept)} == {"Ada"}
    assert shop.get(f"customers/{other['id']}").status == 404
    assert_history_is_right(shop, kept)


def test_who_is_erased_is_gone_from_orders_too(shop):
    ada = customer(shop, last_name="Lovelace", phone=None)
    secret = {"first_name": "Ada", "last_name": "Lovelace", "address1": "12 St James's Square"}
    made = place(
        shop, gift(properties={"Engraving": "Lovelace"}), customer={"id": ada["id"]}, phone="+15550001", note="For Lovelace",
        note_attributes={"to": "Lovelace"}, billing_address=secret, shipping_address=secret)
    shop.one(shop.post(f"orders/{made['id']}/notes", "order_note", {"text": "Lovelace called"}), "order_note", 201)
    shop.one(shop.send("POST", f"customers/{ada['id']}/erase"), "customer")
    left = shown(shop, made)
    text = str(left) + str(shop.list(f"orders/{made['id']}/notes"))
    assert "Lovelace" not in text and ada["email"] not in text and "+15550001" not in text
    assert left["customer"] == {
        "id": ada["id"], "email": None, "first_name": "Erased", "last_name": "customer", "phone": None}
    assert (left["name"], left["total_price"], left["line_items"][0]["price"]) == (
        made["name"], made["total_price"], "5.00")
    assert person(shop, ada["id"])["orders_count"] == 1
    # What becomes of the order goes on; the customer places no other.
    act(shop, made, "cancel")
    assert history(shop, ada["id"])[:2] == (1, "0.00")
    shop.assert_refused(shop.post("orders", "order", {"line_items": [gift()], "customer": {"id": ada["id"]}}), 409)
    shop.assert_refused(shop.delete(f"customers/{ada['id']}"), 422)


def test_customers_are_found_by_their_orders(empty_shop):
    shop = empty_shop
    ada, bob = customer(shop), customer(shop)
    for price in ("5.00", "6.00"):
        place(shop, gift(price), customer={"id": ada["id"]})
    place(shop, gift("90.00"), customer={"id": bob["id"]})
    for query, found in [("orders_count:>1", [ada]), ("total_spent:>50", [bob]), ("orders_count:1", [bob])]:
        reply = shop.get("customers/search", query=query)
        assert [one["id"] for one in shop.many(reply, "customers")] == [one["id"] for one in found]
    assert names(shop, customer_id=bob["id"]) == ["#1003"]
