"""Locations: every store has one, and one with stock stays (I-08, T-25)."""

import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from inventory_calls import (
    change, held, levels, main_location, new_location, quantity, refused, reserve, settle, stocked)

LOCATION_KEYS = {
    "id", "name", "address1", "address2", "city", "zip", "province", "country", "phone", "created_at", "updated_at",
    "country_code", "country_name", "province_code", "legacy", "active", "admin_graphql_api_id",
    "localized_country_name", "localized_province_name",
}


def test_every_store_has_a_location_from_the_start(empty_shop):
    location, = empty_shop.list("locations")
    assert set(location) == LOCATION_KEYS
    assert (location["name"], location["active"], location["legacy"]) == ("Main", True, False)
    assert re.fullmatch(rf"gid://\w+/Location/{location['id']}", location["admin_graphql_api_id"])
    assert empty_shop.count("locations") == 1
    assert empty_shop.one(empty_shop.get(f"locations/{location['id']}"), "location") == location


def test_a_location_is_made_changed_and_deleted(empty_shop):
    shop = empty_shop
    made = shop.create("location", {
        "name": "Rideau", "address1": "50 Rideau Street", "city": "Ottawa", "zip": "K1N 9J7", "country": "Canada",
        "province": "ontario", "phone": "+1 613 555 0100", "legacy": True, "country_name": "Mordor"})
    assert (made["country"], made["country_code"], made["country_name"]) == ("CA", "CA", "Canada")
    assert (made["province"], made["province_code"], made["localized_province_name"]) == ("Ontario", "ON", "Ontario")
    assert made["localized_country_name"] == "Canada" and made["legacy"] is False
    path = f"locations/{made['id']}"
    changed = shop.one(shop.put(path, "location", {**made, "name": "Rue Rideau", "country_code": "DE"}), "location")
    assert (changed["name"], changed["country"], changed["city"]) == ("Rue Rideau", "DE", "Ottawa")
    assert shop.one(shop.put(path, "location", changed), "location") == changed
    assert shop.delete(path).status == 204 and shop.get(path).status == 404


@pytest.mark.parametrize("fields, wrong", [
    ({"name": ""}, "name"), ({}, "name"), ({"name": "A", "country": "Atlantis"}, "country"),
    ({"name": "A", "country_code": "ZZ"}, "country_code")])
def test_what_is_no_location_is_refused(shop, fields, wrong):
    assert set(shop.issues(shop.post("locations", "location", fields))) == {wrong}


def test_a_location_with_stock_stays_until_that_is_moved(empty_shop):
    shop = empty_shop
    item, main, other = stocked(shop, 0)["id"], main_location(shop), new_location(shop)
    change(shop, "set", item, other, available=3)
    path = f"locations/{other}"
    expected = {"base": ["A location with stock can't be deleted: move the stock first."]}

    def bases(reply):
        return {name or "base": texts for name, texts in shop.issues(reply).items()}

    assert bases(shop.delete(path)) == expected
    assert "deactivated" in str(shop.issues(shop.put(path, "location", {"active": False})))
    change(shop, "adjust", item, other, available_adjustment=-3)
    assert shop.one(shop.put(path, "location", {"active": False}), "location")["active"] is False
    assert "location_id" in refused(shop, "adjust", item, other, 422, available_adjustment=1)
    assert [one["id"] for one in shop.list("locations", active="true")] == [main]
    assert shop.delete(path).status == 204
    assert levels(shop, item) == {main: (0, 0, 0)} and quantity(shop, item) == 0


def test_a_location_that_owes_or_promised_something_stays(empty_shop):
    shop = empty_shop
    item, other = stocked(shop, 0, inventory_policy="continue")["id"], new_location(shop)
    change(shop, "set", item, other, available=-1)
    shop.assert_refused(shop.delete(f"locations/{other}"), 422)
    change(shop, "set", item, other, available=2)
    reservation = reserve(shop, [{"variant_id": item, "quantity": 2, "location_id": other}], "cart")
    shop.assert_refused(shop.delete(f"locations/{other}"), 422)
    settle(shop, reservation, "commit")
    shop.assert_refused(shop.delete(f"locations/{other}"), 422)
    settle(shop, reservation, "release")
    change(shop, "set", item, other, available=0)
    assert shop.delete(f"locations/{other}").status == 204


def test_the_last_active_location_stays(empty_shop):
    shop = empty_shop
    main = main_location(shop)
    for reply in (shop.delete(f"locations/{main}"), shop.put(f"locations/{main}", "location", {"active": False})):
        assert "The last active location can't be" in str(shop.issues(reply))
    other = new_location(shop)
    assert shop.delete(f"locations/{main}").status == 204
    # The first active one is the default.
    assert levels(shop, stocked(shop, 4)["id"]) == {other: (4, 0, 0)}


def test_an_item_at_more_locations_than_a_page_is_summed_over_all(server):
    shop = open_shop(server, SHOPIFY)
    item, main = stocked(shop, 1)["id"], main_location(shop)
    others = [new_location(shop, f"Shelf {number}") for number in range(260)]
    for part in (others[:130], others[130:]):
        entries = [{"variant_id": item, "location_id": place, "adjustment": 1} for place in part]
        assert shop.send("POST", "inventory/adjustments", {"adjustments": entries}).status == 200
    shown = shop.one(shop.get(f"variants/{item}"), "variant")
    assert shown["inventory_quantity"] == 261
    overview = shop.one(shop.get(f"inventory/{shown['product_id']}"), "inventory")
    assert overview["available"] == 261 and len(overview["locations"]) == 261
    assert held(reserve(shop, {item: 261}, "all")) == [(item, place, 1) for place in [main, *others]]
