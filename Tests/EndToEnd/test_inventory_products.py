"""Products bring stock with them, and their variants' quantities are what there is (P-04, P-22)."""

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from inventory_calls import change, levels, main_location, movements, new_location, quantity, replayed, stocked
from receiver import wait_for
from server import jobs_of, run_command
from test_products_crud import CERAMIC_MUG


def test_the_documented_create_sets_the_stock(shop):
    variant = shop.create("product", CERAMIC_MUG)["variants"][0]
    assert levels(shop, variant["inventory_item_id"]) == {main_location(shop): (200, 0, 0)}
    assert quantity(shop, variant["id"]) == 200


def test_a_new_variant_of_an_old_product_brings_stock_too(shop):
    product = shop.product(options=[{"name": "Size"}], variants=[{"option1": "S", "inventory_quantity": 1}])
    made = shop.one(
        shop.post(f"products/{product['id']}/variants", "variant", {"option1": "M", "inventory_quantity": 5}),
        "variant", 201)
    assert quantity(shop, made["id"]) == 5
    small = product["variants"][0]["id"]
    after = shop.one(shop.put(f"products/{product['id']}", "product", {"variants": [
        {"id": small}, {"option1": "L", "inventory_quantity": 9}]}), "product")
    assert [variant["inventory_quantity"] for variant in after["variants"]] == [1, 9]
    assert [quantity(shop, variant["id"]) for variant in after["variants"]] == [1, 9]
    assert levels(shop, made["id"]) == {}


def test_a_product_shows_its_stock_wherever_it_is_read(shop):
    product = shop.product(variants=[{"inventory_quantity": 10}])
    item = product["variants"][0]["id"]
    change(shop, "adjust", item, main_location(shop), available_adjustment=-3)
    change(shop, "set", item, new_location(shop), available=5)
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")["variants"][0]
    listed = shop.list("products", ids=product["id"])[0]["variants"][0]
    nested = shop.list(f"products/{product['id']}/variants")[0]
    flat = shop.one(shop.get(f"variants/{item}"), "variant")
    assert shown == listed == nested == flat
    assert (flat["inventory_quantity"], flat["old_inventory_quantity"]) == (12, 12)


@pytest.mark.parametrize("count, policy, status", [(-1, "deny", 422), (-1, "continue", 201), (10**13, "deny", 422)])
def test_a_product_starts_with_what_it_may_have(shop, count, policy, status):
    reply = shop.post("products", "product", {"title": "T", "variants": [
        {"option1": "A"}, {"option1": "B", "inventory_quantity": count, "inventory_policy": policy}]})
    if status == 422:
        assert set(shop.issues(reply)) == {"variants[1].inventory_quantity"}
    else:
        assert quantity(shop, shop.one(reply, "product", 201)["variants"][1]["id"]) == count


def test_sending_a_product_back_changes_no_stock(shop):
    product = shop.product(variants=[{"inventory_quantity": 10}])
    item = product["variants"][0]["id"]
    change(shop, "adjust", item, main_location(shop), available_adjustment=-4)
    before = len(movements(shop, inventory_item_id=item))
    after = shop.one(shop.put(f"products/{product['id']}", "product", {**product, "title": "New"}), "product")
    assert after["variants"][0]["inventory_quantity"] == 6 and quantity(shop, item) == 6
    assert len(movements(shop, inventory_item_id=item)) == before


def test_the_history_of_a_deleted_variant_ends_at_zero(empty_shop):
    shop = empty_shop
    product = shop.product(variants=[{"inventory_quantity": 10}])
    shop.delete(f"products/{product['id']}")
    assert [(one["available_adjustment"], one["reason"]) for one in movements(shop)] == [
        (10, "initial"), (-10, "deleted")]
    assert replayed(shop) == {}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_what_was_written_while_nobody_counted_is_counted_afterwards(server, dialect):
    shop = open_shop(server, dialect)
    kept, sold, short, still = [stocked(shop, number, sku="old")["id"] for number in (1, 5, 6, 4)]
    main, other = main_location(shop), new_location(shop)
    change(shop, "set", sold, other, available=2)
    unchanged = shop.get(f"inventory_items/{still}").body, levels(shop, still)
    switch(shop, "disable")
    made = shop.product(variants=[{"option1": "S", "inventory_quantity": 7}, {"option1": "M"}])["variants"]
    late = shop.one(shop.post(
        f"products/{shop.list('products', since_id=0)[0]['id']}/variants", "variant",
        {"option1": "New", "inventory_quantity": 3}), "variant", 201)["id"]
    for item, fields in ((sold, {"inventory_quantity": 3, "sku": "new"}), (short, {"inventory_quantity": -2})):
        assert shop.put(f"variants/{item}", "variant", fields).status == 200
    switch(shop, "enable")
    expected = {
        late: {main: (3, 0, 0)}, made[0]["id"]: {main: (7, 0, 0)}, made[1]["id"]: {main: (0, 0, 0)},
        sold: {main: (1, 0, 0), other: (2, 0, 0)}, short: {main: (-2, 0, 0)}, kept: {main: (1, 0, 0)},
    }
    wait_for(lambda: all(levels(shop, item) == places for item, places in expected.items()), "stock as products have it")
    assert [quantity(shop, item) for item in (kept, sold, short, late)] == [1, 3, -2, 3]
    assert shop.one(shop.get(f"inventory_items/{sold}"), "inventory_item")["sku"] == "new"
    assert (shop.get(f"inventory_items/{still}").body, levels(shop, still)) == unchanged
    # The history tells what the levels show.
    assert replayed(shop) == {
        (item, place): amounts for item, places in {**expected, still: {main: (4, 0, 0)}}.items()
        for place, amounts in places.items() if any(amounts)}


def switch(shop, verb):
    """Switches the module off or on, as the next request sees it."""
    run_command("module", verb, "inventory", "--store", shop.store, data=shop.server.data)
    assert shop.get("locations").status == (200 if verb == "enable" else 404)


def test_a_variant_is_counted_as_soon_as_its_stock_is_asked_for(server):
    shop = open_shop(server, SHOPIFY)
    main = main_location(shop)
    switch(shop, "disable")
    made = [shop.product(variants=[{"inventory_quantity": 3}])["variants"][0]["id"] for _ in range(300)]
    switch(shop, "enable")
    # The job may not have come to it yet.
    assert change(shop, "adjust", made[-1], main, available_adjustment=-1)["available"] == 2
    wait_for(lambda: shop.count("inventory_items") == len(made), "all items")
    assert quantity(shop, made[-1]) == 2 and quantity(shop, made[0]) == 3


def test_a_switch_that_nothing_was_written_between_changes_nothing(server):
    shop = open_shop(server, SHOPIFY)
    item, main = stocked(shop, 3)["id"], main_location(shop)
    paths = [f"inventory_levels?inventory_item_ids={item}", f"inventory_items/{item}", f"variants/{item}", "locations"]

    def shown():
        targets = [path.replace("?", ".json?") if "?" in path else f"{path}.json" for path in paths]
        return [shop.send_to("GET", f"{SHOPIFY.base}/{target}").body for target in targets], movements(shop)

    before = shown()
    for verb in ("disable", "enable", "disable", "enable"):
        switch(shop, verb)
    assert not jobs_of(server.data, shop.store, "inventory.catch_up") and shown() == before
    assert levels(shop, item) == {main: (3, 0, 0)}


def test_a_module_that_was_not_loaded_catches_up(make_server, tmp_path):
    server = make_server().start()
    shop = open_shop(server, SHOPIFY)
    item, main = stocked(shop, 3)["id"], main_location(shop)
    server.stop()
    without = tmp_path / "without.toml"
    without.write_text('[modules]\ndisabled = ["inventory"]\n')
    middle = make_server(configuration=without).start()
    shop.server, shop.connection = middle, middle.connect()
    assert shop.put(f"variants/{item}", "variant", {"inventory_quantity": 8}).status == 200
    middle.stop()
    last = make_server().start()
    shop.server, shop.connection = last, last.connect()
    wait_for(lambda: levels(shop, item) == {main: (8, 0, 0)}, "stock as the product has it")


def test_products_that_were_there_before_the_module_are_counted(make_server, tmp_path):
    without = tmp_path / "without.toml"
    without.write_text('[modules]\ndisabled = ["inventory"]\n')
    first = make_server(configuration=without).start()
    shop = open_shop(first, SHOPIFY)
    items = [stocked(shop, number)["id"] for number in range(120)]
    first.stop()
    second = make_server().start()
    shop.server, shop.connection = second, second.connect()
    main = main_location(shop)
    wait_for(lambda: shop.count("inventory_items") == len(items), "all items")
    assert [levels(shop, item) for item in items[::17]] == [{main: (n, 0, 0)} for n in range(0, 120, 17)]
    assert replayed(shop) == {(item, main): (number, 0, 0) for number, item in enumerate(items) if number}


def test_the_largest_product_is_counted_like_any_other(shop):
    product = shop.product(options=[{"name": "N"}], variants=[
        {"option1": str(number), "inventory_quantity": number} for number in range(2048)])
    items = [variant["id"] for variant in product["variants"]]
    main = main_location(shop)
    assert change(shop, "adjust", items[2000], main, available_adjustment=-1)["available"] == 1999
    entries = [{"variant_id": item, "adjustment": 1} for item in items[:250]]
    assert shop.send("POST", "inventory/adjustments", {"adjustments": entries}).status == 200
    shown = shop.one(shop.get(f"inventory/{product['id']}"), "inventory")
    assert shown["available"] == sum(range(2048)) - 1 + 250
    listed = shop.one(shop.get("inventory", since_id=product["id"] - 1), "inventory")
    assert listed[0] == shown
    assert shop.delete(f"products/{product['id']}").status == 204
    assert levels(shop, items[0]) == {}
