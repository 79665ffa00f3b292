"""Items: one for each variant, kept in step with it (I-04)."""

import re

import pytest

from inventory_calls import change, main_location, quantity, stocked

ITEM_KEYS = {
    "id", "sku", "created_at", "updated_at", "requires_shipping", "cost", "country_code_of_origin",
    "province_code_of_origin", "harmonized_system_code", "tracked", "country_harmonized_system_codes",
    "low_stock_threshold", "admin_graphql_api_id",
}


def item_of(shop, variant):
    return shop.one(shop.get(f"inventory_items/{variant}"), "inventory_item")


def variant_of(shop, item):
    return shop.one(shop.get(f"variants/{item}"), "variant")


def test_every_variant_has_an_item_of_its_own(shop):
    product = shop.product(options=[{"name": "Size"}], variants=[
        {"option1": "S", "sku": "M-S", "inventory_quantity": 2}, {"option1": "M", "requires_shipping": False}])
    small, medium = [item_of(shop, variant["inventory_item_id"]) for variant in product["variants"]]
    assert set(small) == ITEM_KEYS
    assert (small["id"], small["sku"], small["tracked"]) == (product["variants"][0]["id"], "M-S", True)
    assert (medium["sku"], medium["requires_shipping"], medium["tracked"]) == ("", False, False)
    assert small["cost"] is None and small["country_harmonized_system_codes"] == []
    assert re.fullmatch(rf"gid://\w+/InventoryItem/{small['id']}", small["admin_graphql_api_id"])
    assert shop.list("inventory_items", ids=f"{small['id']},{medium['id']}") == [medium, small]


def test_items_are_neither_made_nor_deleted_by_themselves(shop):
    item = stocked(shop, 1)["id"]
    assert shop.post("inventory_items", "inventory_item", {"sku": "X"}).status in (404, 405)
    assert shop.delete(f"inventory_items/{item}").status in (404, 405)


def test_an_item_is_changed(shop):
    path = f"inventory_items/{stocked(shop, 1)['id']}"
    changed = shop.one(shop.put(path, "inventory_item", {
        "cost": 25, "country_code_of_origin": "us", "province_code_of_origin": "CA", "harmonized_system_code": 123456,
        "country_harmonized_system_codes": [{"harmonized_system_code": "1234561111", "country_code": "CA"}],
        "low_stock_threshold": 3}), "inventory_item")
    assert (changed["cost"], changed["country_code_of_origin"]) == ("25.00", "US")
    assert changed["harmonized_system_code"] == "123456"
    assert changed["country_harmonized_system_codes"] == [
        {"harmonized_system_code": "1234561111", "country_code": "CA"}]
    assert shop.one(shop.put(path, "inventory_item", changed), "inventory_item") == changed


@pytest.mark.parametrize("fields, wrong", [
    ({"cost": "-1"}, "cost"), ({"cost": "x"}, "cost"), ({"country_code_of_origin": "Mordor"}, "country_code_of_origin"),
    ({"harmonized_system_code": "12"}, "harmonized_system_code"), ({"low_stock_threshold": -1}, "low_stock_threshold"),
    ({"country_harmonized_system_codes": [{}]}, "country_harmonized_system_codes")])
def test_what_no_item_has_is_refused(shop, fields, wrong):
    path = f"inventory_items/{stocked(shop, 1)['id']}"
    assert set(shop.issues(shop.put(path, "inventory_item", fields))) == {wrong}


def test_a_sku_is_that_of_both(shop):
    item = stocked(shop, 1, sku="OLD")["id"]
    shop.put(f"variants/{item}", "variant", {"sku": "NEW"})
    assert item_of(shop, item)["sku"] == "NEW"
    shop.put(f"inventory_items/{item}", "inventory_item", {"sku": "NEWER", "requires_shipping": False})
    variant = variant_of(shop, item)
    assert (variant["sku"], variant["requires_shipping"]) == ("NEWER", False)
    product = shop.one(shop.get(f"products/{variant['product_id']}"), "product")
    assert product["variants"] == [variant]


def test_who_counts_a_variant_and_whether_its_item_is_tracked_agree(shop):
    item = shop.product()["variants"][0]["id"]
    assert not item_of(shop, item)["tracked"]
    shop.put(f"variants/{item}", "variant", {"inventory_management": "shopify"})
    assert item_of(shop, item)["tracked"]
    shop.put(f"inventory_items/{item}", "inventory_item", {"tracked": False})
    assert variant_of(shop, item)["inventory_management"] is None
    # Who gives it a quantity counts it.
    change(shop, "set", item, main_location(shop), available=4)
    assert item_of(shop, item)["tracked"]
    assert variant_of(shop, item)["inventory_management"] == "shopify" and quantity(shop, item) == 4


def test_an_item_goes_with_its_variant(shop):
    product = shop.product(options=[{"name": "Size"}], variants=[{"option1": "S"}, {"option1": "M"}])
    small, medium = [variant["id"] for variant in product["variants"]]
    shop.delete(f"variants/{medium}")
    assert shop.get(f"inventory_items/{medium}").status == 404 and item_of(shop, small)
    shop.delete(f"products/{product['id']}")
    assert shop.get(f"inventory_items/{small}").status == 404
    assert shop.list("inventory_levels", inventory_item_ids=f"{small},{medium}") == []
