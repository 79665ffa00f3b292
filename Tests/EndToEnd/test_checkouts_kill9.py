"""kill -9 while checkouts are completed: each has one order or none, and so have stock and cart (A1, T-20)."""

import random

from checkout_calls import bought, cart, checkout, complete, sold
from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from inventory_calls import levels, main_location
from kills import kill_by_turns, run_and_kill
from server import TORTURE

KILLS = 40 if TORTURE else 3
WRITERS = 6
STOCK = 1_000_000


def buying(shop, variant, begun, done, wrong):
    """Completes a checkout, and again; notes what was answered."""

    def step():
        made = bought(shop, variant, email=f"buyer{random.randrange(5)}@example.com")
        begun.append(made["token"])
        order = complete(shop, made["token"])["order_id"]
        done.append((made["token"], order))
        wrong.extend({complete(shop, made["token"])["order_id"]} - {order})

    return step


def test_each_checkout_has_one_order_or_none_after_every_kill(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    variant, main = sold(shop, stock=STOCK)[0], main_location(shop)
    begun, done, wrong = [], [], []
    for number in range(KILLS):
        run_and_kill(
            WRITERS, lambda n: buying(shop.again(DIALECTS[n % len(DIALECTS)]), variant, begun, done, wrong),
            random.uniform(0.3, 0.6), lambda: kill_by_turns(running, number))
        shop = shop.again()
    orders = shop.everything("orders", status="any", fields="id,checkout_token")
    made = {order["checkout_token"]: order["id"] for order in orders}
    assert not wrong and len(made) == len(orders) and levels(shop, variant) == {main: (STOCK - len(orders), 0, len(orders))}
    assert set(done) <= set(made.items()) and len(done) > KILLS
    for token in begun:
        shown = checkout(shop, token)
        assert shown["order_id"] == made.get(token) and bool(shown["completed_at"]) == (token in made)
        assert bool(cart(shop, shown["cart_token"])["completed_at"]) == (token in made)
        # Whoever has not heard of it asks again.
        order = complete(shop, token)["order_id"]
        assert order == made.get(token, order)
    assert shop.count("orders", status="any") == len(begun)
