"""Records to which more others link than one write may delete go at once for everybody, and nothing stays behind."""

from collection_calls import custom, members, of_product, pick, rule, shown, smart
from conftest import open_shop
from dialects import NATIVE, SHOPIFY
from receiver import wait_for
from server import jobs_of

# The kernel's bound for what has to go with a record at once, and one more.
MANY = 10_001
RED = rule("tag", "equals", "red")


def waiting(shop):
    """The jobs that delete what is left."""
    return jobs_of(shop.server.data, shop.store, "kernel.delete_orphans")


def assert_gone(shop, collection, product, others):
    """Nobody sees the collection or that anything was in it."""
    kind = f"{collection['collection_type']}_collections"
    assert shop.get(f"{kind}/{collection['id']}").status == 404
    assert shop.get(f"collections/{collection['id']}/products").status == 404
    assert shop.list("products", collection_id=collection["id"]) == []
    assert shop.count("products", collection_id=collection["id"]) == 0
    assert shop.list("collects", collection_id=collection["id"]) == []
    assert shop.count("collects", collection_id=collection["id"]) == 0
    assert of_product(shop, product) == others
    assert shop.count("collections") == len(others)


def test_a_collection_of_very_many_products_is_deleted(make_server):
    server = make_server().start()
    shop = open_shop(server, SHOPIFY)
    collection, kept = smart(shop, RED), custom(shop)
    product = shop.product(tags="red")
    for number in range(MANY - 1):
        shop.product(f"P{number}", tags="red")
    pick(shop, kept, product)
    assert shop.count("products", collection_id=collection["id"]) == MANY
    assert shop.delete(f"smart_collections/{collection['id']}").status == 204
    assert waiting(shop)
    assert_gone(shop, collection, product, {kept["id"]})
    # The next writes are not held up, and know nothing of it any more.
    late = shop.product(tags="red")
    assert of_product(shop, late) == set()
    server.crash()
    server.wait_ready()
    shop = shop.again()
    assert_gone(shop, collection, product, {kept["id"]})
    wait_for(lambda: not waiting(shop), "deletion of what is left")
    assert_gone(shop, collection, product, {kept["id"]})
    assert members(shop, kept) == {product["id"]}
    assert shop.count("products") == MANY + 1
    again = smart(shop, RED)
    wait_for(lambda: not shown(shop, again)["recomputing"], "end of looking for products")
    assert shop.count("products", collection_id=again["id"]) == MANY + 1


def test_codes_of_a_deleted_price_rule_are_free_at_once(server):
    shop = open_shop(server, NATIVE)

    def price_rule(title):
        return shop.create("price_rule", {
            "title": title, "value_type": "percentage", "value": "-10.0", "target_type": "line_item",
            "target_selection": "all", "allocation_method": "across", "customer_selection": "all",
            "starts_at": "2024-01-01T00:00:00Z"})

    rule_of_all, other = price_rule("all"), price_rule("other")
    path = f"price_rules/{rule_of_all['id']}"
    codes = [f"CODE-{number}" for number in range(600)]
    made = [shop.one(shop.post(f"{path}/discount_codes", "discount_code", {"code": code}), "discount_code", 201)
            for code in codes]
    assert shop.delete(path).status == 204
    assert shop.get(f"{path}/discount_codes").status == 404
    assert shop.count("discount_codes") == 0
    for code in (made[0], made[-1]):
        assert shop.get("discount_codes/lookup", code=code["code"]).status == 404
        reply = shop.post(f"price_rules/{other['id']}/discount_codes", "discount_code", {"code": code["code"]})
        assert shop.one(reply, "discount_code", 201)["code"] == code["code"]
    wait_for(lambda: not waiting(shop), "deletion of what is left")
    assert shop.count("discount_codes") == 2
