"""What lines of an order cost: the price of the buyer's list, as every other surface shows it (CU-10, T-31)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from order_calls import gift, lines, place
from server import run_command
from test_price_lists import customer, group, price_list, prices, variant


@pytest.fixture
def shop(server):
    return open_shop(server, SHOPIFY)


def test_a_customer_in_a_group_pays_that_group_s_prices(shop):
    first, second, third = (variant(shop, price) for price in ("10.00", "20.00", "30.00"))
    dealers = group(shop, "Dealers")
    price_list(shop, {first: "4.00", (second, 5): "15.00"}, customer_group_id=dealers)
    dealer, anybody = customer(shop, dealers), customer(shop)
    wanted = [*lines(first), {"variant_id": second, "price": "19.00"}, *lines((second, 5), third), gift()]
    made = place(shop, *wanted, customer={"id": dealer})
    # A price that is sent wins; what no list has costs what the variant does.
    assert [line["price"] for line in made["line_items"]] == ["4.00", "19.00", "15.00", "30.00", "5.00"]
    assert made["total_price"] == "133.00"
    assert prices(shop, first, customer_id=dealer)[0][0] == "4.00"
    others = [place(shop, *lines(first, (second, 5)), customer={"id": anybody}), place(shop, *lines(first, (second, 5)))]
    assert [[line["price"] for line in order["line_items"]] for order in others] == [["10.00", "20.00"]] * 2


def test_an_order_by_e_mail_is_priced_for_who_that_is(shop):
    one = variant(shop, "10.00")
    buyer = customer(shop)
    price_list(shop, {one: "7.00"}, customer_id=buyer)
    address = shop.get(f"customers/{buyer}").json["customer"]["email"]
    made = place(shop, *lines(one), email=address.upper())
    assert made["customer"]["id"] == buyer and made["line_items"][0]["price"] == "7.00"


def test_a_later_change_of_the_list_leaves_the_order_alone(shop):
    one = variant(shop, "10.00")
    buyer = customer(shop)
    listed = price_list(shop, {one: "7.00"}, customer_id=buyer)
    made = place(shop, *lines(one), customer={"id": buyer})
    assert shop.delete(f"price_lists/{listed}").status == 204
    assert shop.get(f"orders/{made['id']}").json["order"]["line_items"][0]["price"] == "7.00"
    assert place(shop, *lines(one), customer={"id": buyer})["line_items"][0]["price"] == "10.00"


def test_where_price_lists_are_off_lines_cost_what_variants_do(shop):
    one = variant(shop, "10.00")
    buyer = customer(shop)
    price_list(shop, {one: "7.00"}, customer_id=buyer)
    run_command("module", "disable", "price_lists", "--store", shop.store, data=shop.server.data)
    assert place(shop, *lines(one), customer={"id": buyer})["line_items"][0]["price"] == "10.00"
    run_command("module", "enable", "price_lists", "--store", shop.store, data=shop.server.data)
    assert place(shop, *lines(one), customer={"id": buyer})["line_items"][0]["price"] == "7.00"
