"""The unmodified ShopifyAPI for Python against inventory: items, levels and locations."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from inventory_calls import main_location, new_location
from test_shopify_client import client, new_product  # noqa: F401 (client is a fixture)


def stocked_item(shop, count):
    """The library drops inventory_quantity from what it sends, so stock is set by a level."""
    item = new_product(variants=[{"option1": "S", "sku": "MUG"}]).variants[0].inventory_item_id
    shopify.InventoryLevel.set(main_location(shop), item, count)
    return item


def test_items_are_found_and_changed(client):
    items = [stocked_item(client, number) for number in (1, 2)]
    found = shopify.InventoryItem.find(ids=",".join(map(str, items)))
    assert sorted(item.id for item in found) == sorted(items)
    item = shopify.InventoryItem.find(items[0])
    assert item.sku == "MUG" and item.tracked is True
    item.sku, item.cost = "CUP", "12.50"
    assert item.save(), item.errors.full_messages()
    assert shopify.InventoryItem.find(items[0]).cost == "12.50"
    assert shopify.Variant.find(items[0]).sku == "CUP"


def test_levels_are_found_adjusted_set_connected_and_deleted(client):
    item, main, other = stocked_item(client, 5), main_location(client), new_location(client)
    level, = shopify.InventoryLevel.find(inventory_item_ids=item, location_ids=main)
    assert (level.inventory_item_id, level.location_id, level.available) == (item, main, 5)
    assert shopify.InventoryLevel.adjust(main, item, -2).available == 3
    assert shopify.InventoryLevel.set(main, item, 8).available == 8
    connected = shopify.InventoryLevel.connect(other, item, relocate_if_necessary=True)
    assert (connected.location_id, connected.available) == (other, 0)
    assert len(shopify.InventoryLevel.find(inventory_item_ids=item)) == 2
    connected.destroy()
    assert [one.location_id for one in shopify.InventoryLevel.find(inventory_item_ids=item)] == [main]
    assert shopify.Variant.find(item).inventory_quantity == 8
    with pytest.raises(ResourceNotFound):
        shopify.InventoryLevel.adjust(main, 1, 1)


def test_locations_are_found_with_their_levels(client):
    item, main = stocked_item(client, 5), main_location(client)
    assert [location.id for location in shopify.Location.find()] == [main]
    assert shopify.Location.count() == 1
    location = shopify.Location.find(main)
    assert location.name == "Main" and location.active is True
    assert [(level.inventory_item_id, level.available) for level in location.inventory_levels()] == [(item, 5)]


def test_a_product_that_is_saved_again_keeps_its_stock(client):
    item, main = stocked_item(client, 5), main_location(client)
    product = shopify.Product.find(shopify.Variant.find(item).product_id)
    shopify.InventoryLevel.adjust(main, item, -1)
    product.title = "Cup"
    assert product.save(), product.errors.full_messages()
    assert shopify.Variant.find(item).inventory_quantity == 4
    variant = shopify.Variant.find(item)
    variant.price = "9.00"
    assert variant.save() and shopify.Variant.find(item).inventory_quantity == 4
