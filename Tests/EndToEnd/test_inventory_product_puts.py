"""A variant's quantity that is changed through its product is a movement at the default location (P-22)."""

import pytest

from inventory_calls import change, levels, main_location, movements, new_location, quantity, replayed, stocked


def put(shop, variant, path, **fields):
    """The reply to a change of the variant by itself or with its product."""
    if path == "variant":
        return shop.put(f"variants/{variant['id']}", "variant", fields)
    return shop.put(
        f"products/{variant['product_id']}", "product", {"variants": [{"id": variant["id"], **fields}]})


@pytest.mark.parametrize("path", ["variant", "product"])
def test_a_quantity_that_is_put_is_moved_at_the_default_location(empty_shop, path):
    shop = empty_shop
    variant, main, other = stocked(shop, 10), main_location(shop), new_location(shop)
    item = variant["id"]
    change(shop, "set", item, other, available=5)
    assert put(shop, variant, path, inventory_quantity=12).status == 200
    assert levels(shop, item) == {main: (7, 0, 0), other: (5, 0, 0)} and quantity(shop, item) == 12
    assert put(shop, variant, path, inventory_quantity=12).status == 200
    reasons = [(one["available_adjustment"], one["reason"]) for one in movements(shop)]
    assert reasons == [(10, "initial"), (5, "set"), (-3, "product_updated")]
    # What was seen before is sent back with one more.
    assert put(shop, variant, path, inventory_quantity=11, old_inventory_quantity=10).status == 200
    assert levels(shop, item)[main] == (8, 0, 0) and quantity(shop, item) == 13
    assert replayed(shop) == {(item, main): (8, 0, 0), (item, other): (5, 0, 0)}


@pytest.mark.parametrize("path, field", [
    ("variant", "inventory_quantity"), ("product", "variants[0].inventory_quantity")])
def test_a_quantity_that_is_put_lowers_nothing_below_zero(shop, path, field):
    variant, other = stocked(shop, 3), new_location(shop)
    change(shop, "set", variant["id"], other, available=5)
    for count in (-1, 4):
        assert set(shop.issues(put(shop, variant, path, inventory_quantity=count))) == {field}
    assert quantity(shop, variant["id"]) == 8
    shop.put(f"variants/{variant['id']}", "variant", {"inventory_policy": "continue"})
    assert put(shop, variant, path, inventory_quantity=4).status == 200
    assert levels(shop, variant["id"])[main_location(shop)] == (-1, 0, 0)
