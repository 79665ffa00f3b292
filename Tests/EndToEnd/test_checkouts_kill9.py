"""kill -9 while checkouts are completed: each has one order or none, and so have stock and cart (A1, T-20)."""

import random
import threading
import time

from checkout_calls import bought, cart, checkout, complete, sold
from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from inventory_calls import levels, main_location
from server import TORTURE
from test_kill9 import LOST_CONNECTION
from test_orders_kill9 import everything

KILLS = 40 if TORTURE else 3
WRITERS = 6
STOCK = 1_000_000


def buy_until(stop, shop, variant, begun, done, wrong):
    """Completes checkouts, each twice, until the connection is gone; notes what was answered."""
    try:
        while not stop.is_set():
            made = bought(shop, variant, email=f"buyer{random.randrange(5)}@example.com")
            begun.append(made["token"])
            order = complete(shop, made["token"])["order_id"]
            done.append((made["token"], order))
            wrong.extend({complete(shop, made["token"])["order_id"]} - {order})
    except LOST_CONNECTION:
        pass


def test_each_checkout_has_one_order_or_none_after_every_kill(make_server):
    running = make_server().start()
    shop = open_shop(running, SHOPIFY)
    variant, main = sold(shop, stock=STOCK)[0], main_location(shop)
    begun, done, wrong = [], [], []
    for number in range(KILLS):
        stop = threading.Event()
        threads = [
            threading.Thread(
                target=buy_until, args=(stop, shop.again(DIALECTS[n % len(DIALECTS)]), variant, begun, done, wrong))
            for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(0.3, 0.6))
        if number % 2:
            running.kill()
            running.start(running.port)
        else:
            running.crash()
        stop.set()
        for thread in threads:
            thread.join(30)
        shop = shop.again()
    orders = everything(shop, "orders", status="any", fields="id,checkout_token")
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
