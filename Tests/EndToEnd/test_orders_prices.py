"""Prices that another module resolves for an order (CU-10), through Tests/ABI/modules/fixed_prices.c."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from order_calls import gift, lines, place
from service_calls import start_with


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    server = start_with(tmp_path_factory.mktemp("prices"), "fixed_prices", extensions=False)
    yield open_shop(server, SHOPIFY)
    server.kill()


def test_lines_without_a_price_cost_what_the_module_says(shop):
    first, second, third = (
        shop.product(variants=[{"price": price}])["variants"][0]["id"] for price in ("10.00", "20.00", "30.00"))
    made = place(shop, *lines(first), {"variant_id": second, "price": "19.00"}, *lines(second), gift(), *lines(third))
    # Asked for the first, the third and the last; of the last it says nothing.
    assert [line["price"] for line in made["line_items"]] == ["4.00", "19.00", "3.50", "5.00", "30.00"]
    assert made["total_price"] == "61.50"


def test_a_line_with_a_price_is_not_asked_for(shop):
    item = shop.product(variants=[{"price": "10.00"}])["variants"][0]["id"]
    assert place(shop, {"variant_id": item, "price": "1.25"})["total_price"] == "1.25"
