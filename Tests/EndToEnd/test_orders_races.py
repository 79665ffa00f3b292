"""Many orders at once: nothing is sold twice, no number is given twice or lost (T-04, T-09)."""

from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import levels, main_location, quantity, replayed, stocked
from order_calls import history, lines, place, shown
from test_inventory_races import at_once


def order(client, line_items, **fields):
    return client.post("orders", "order", {"line_items": line_items, **fields})


def test_of_two_hundred_buyers_of_37_units_37_get_one(server):
    shop = open_shop(server, SHOPIFY)
    item, main = stocked(shop, 37)["id"], main_location(shop)
    replies = at_once(shop, 200, lambda client, n: order(client, lines(item), email=f"buyer{n % 20}@example.com"))
    assert sorted(reply.status for reply in replies) == [201] * 37 + [422] * 163
    assert levels(shop, item) == {main: (0, 0, 37)} and quantity(shop, item) == 0
    held = shop.list("inventory_reservations", status="reserved", limit=250)
    orders = shop.list("orders", status="any", limit=250)
    assert {one["reference"] for one in held} == {f"orders/{one['id']}" for one in orders} and len(held) == 37
    assert [one["number"] for one in reversed(orders)] == list(range(1, 38)), "no number is lost"
    customers = shop.list("customers", limit=250)
    assert sum(one["orders_count"] for one in customers) == 37 and all(one["orders_count"] for one in customers)


def test_lines_in_opposite_sequences_do_not_wait_for_each_other(server):
    shop = open_shop(server, SHOPIFY)
    first, second = stocked(shop, 10)["id"], stocked(shop, 10)["id"]
    both = [lines(first, second), lines(second, first)]
    replies = at_once(shop, 60, lambda client, n: order(client, both[n % 2]))
    assert sorted(reply.status for reply in replies) == [201] * 10 + [422] * 50
    main = main_location(shop)
    assert levels(shop, first) == levels(shop, second) == {main: (0, 0, 10)}


def test_an_order_is_cancelled_or_shipped(server):
    shop = open_shop(server, SHOPIFY)
    item, main = stocked(shop, 100)["id"], main_location(shop)
    made = [place(shop, *lines(item), status="processing") for _ in range(20)]

    def act(client, number):
        path = f"orders/{made[number // 2]['id']}"
        if number % 2:
            return client.send("POST", f"{path}/cancel").status
        return client.put(path, "order", {"status": "shipped"}).status

    statuses = at_once(shop, 40, act)
    ends = [shown(shop, one)["status"] for one in made]
    assert set(ends) <= {"cancelled", "shipped"} and sorted(statuses) == [200] * 20 + [422] * 20
    assert levels(shop, item) == {main: (80 + ends.count("cancelled"), 0, 0)}
    assert replayed(shop)[item, main] == (80 + ends.count("cancelled"), 0, 0)


def test_one_customer_is_made_of_one_email(server):
    shop = open_shop(server, SHOPIFY)
    spellings = ["ada@example.com", "ADA@example.com", "Ada@Example.com"]
    gift = [{"title": "Tea", "price": "2.50"}]
    replies = at_once(shop, 60, lambda client, n: order(client, gift, email=spellings[n % 3]))
    assert [reply.status for reply in replies] == [201] * 60
    ada, = shop.list("customers")
    newest = shop.list("orders", limit=1)[0]
    assert history(shop, ada["id"]) == (60, "150.00", newest["id"], newest["name"])
