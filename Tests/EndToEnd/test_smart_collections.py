"""What is in smart collections, after whatever is written (K-09, trap T-24)."""

import random

import pytest

from collection_calls import (
    NUMBER_RELATIONS, NUMBERS, TEXT_RELATIONS, TEXTS, belongs, change, custom, members, of_product, pick, rule, shown, smart)
from conftest import open_shop
from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import TORTURE, create_key, create_store, jobs_of, run_command
from test_price_lists import price_list

# Above this many products a change of rules is followed up by a job.
AT_ONCE = 500
WRITES = 10_000 if TORTURE else 2_000
RED = rule("tag", "equals", "red")


@pytest.mark.parametrize("column, relation, condition, inside, outside", [
    ("title", "starts_with", "ceramic", {"title": "CERAMIC mug"}, {"title": "Mug, ceramic"}),
    ("type", "not_equals", "Mugs", {"product_type": "Cups"}, {"product_type": "mugs"}),
    ("vendor", "ends_with", "GmbH", {"vendor": "Ton gmbh"}, {"vendor": "Ton AG"}),
    ("tag", "equals", "Sale", {"tags": "new, SALE"}, {"tags": "sales"}),
    ("tag", "not_contains", "old", {"tags": "new"}, {"tags": "new, Oldest"}),
    ("variant_title", "contains", "xl", {"variants": [{"option1": "S"}, {"option1": "XL"}]}, {"variants": [{"option1": "S"}]}),
    ("variant_price", "less_than", "10", {"variants": [{"price": "9.99"}]}, {"variants": [{"price": "10.00"}]}),
    ("variant_compare_at_price", "greater_than", "0", {"variants": [{"compare_at_price": "1"}]}, {"variants": [{"price": "1"}]}),
    ("variant_weight", "equals", "0.5", {"variants": [{"weight": 0.5}]}, {"variants": [{"weight": 0.51}]}),
    ("variant_inventory", "greater_than", "0", {"variants": [{"inventory_quantity": 1}]}, {"variants": [{}]}),
])
def test_rules_find_products_before_and_after_they_are_made(shop, column, relation, condition, inside, outside):
    one, other = shop.product(**{"title": "T", **inside}), shop.product(**{"title": "T", **outside})
    collection = smart(shop, RED, rule(column, relation, condition), disjunctive=True)
    assert {one["id"], other["id"]} & members(shop, collection) == {one["id"]}
    later = shop.product(**{"title": "T", **inside}), shop.product(**{"title": "T", **outside})
    assert {product["id"] for product in later} & members(shop, collection) == {later[0]["id"]}
    change(shop, collection, rules=[RED], disjunctive=False)
    assert members(shop, collection) == set()
    assert shop.delete(f"smart_collections/{collection['id']}").status == 204


def test_products_come_and_go_with_every_way_to_write_them(empty_shop):
    collection = smart(empty_shop, rule("variant_price", "less_than", "10"))
    product = empty_shop.product(variants=[{"option1": "S", "price": "20"}])
    path = f"products/{product['id']}/variants"
    assert members(empty_shop, collection) == set()
    cheap = empty_shop.one(empty_shop.post(path, "variant", {"option1": "M", "price": "5"}), "variant", 201)
    assert of_product(empty_shop, product, "smart_collections") == {collection["id"]}
    assert empty_shop.put(f"variants/{cheap['id']}", "variant", {"price": "10"}).status == 200
    assert members(empty_shop, collection) == set()
    assert empty_shop.put(f"{path}/{cheap['id']}", "variant", {"price": "9.99"}).status == 200
    assert members(empty_shop, collection) == {product["id"]}
    assert empty_shop.delete(f"{path}/{cheap['id']}").status == 204
    assert members(empty_shop, collection) == set()
    # Status and publishing say nothing about belonging.
    empty_shop.put(f"products/{product['id']}", "product", {"status": "draft", "variants": [{"price": "1"}]})
    assert members(empty_shop, collection) == {product["id"]}


def test_a_refused_write_moves_nothing(empty_shop):
    collection, product = smart(empty_shop, RED), empty_shop.product()
    refused = empty_shop.put(f"products/{product['id']}", "product", {"tags": "red", "title": ""})
    assert refused.status == 422 and members(empty_shop, collection) == set()
    refused = empty_shop.put(f"smart_collections/{collection['id']}", "smart_collection", {"rules": [RED], "title": ""})
    assert refused.status == 422 and shown(empty_shop, collection) == collection
    # The rules of a refused collection are not kept for those that follow.
    body = {"title": "", "rules": [rule("tag", "equals", "blue")]}
    assert empty_shop.post("smart_collections", "smart_collection", body).status == 422
    assert of_product(empty_shop, empty_shop.product(tags="blue, red")) == {collection["id"]}


def test_all_rules_or_one_of_them(empty_shop):
    rules = [RED, rule("vendor", "equals", "Acme")]
    both, red, acme = (empty_shop.product(**fields) for fields in (
        {"tags": "red", "vendor": "acme"}, {"tags": "red"}, {"vendor": "acme"}))
    collection = smart(empty_shop, *rules)
    assert members(empty_shop, collection) == {both["id"]}
    assert change(empty_shop, collection, disjunctive=True)["rules"] == rules
    assert members(empty_shop, collection) == {both["id"], red["id"], acme["id"]}


@pytest.mark.parametrize("currency, fine, fitting", [("USD", "1.005", "1.10"), ("JPY", "1.1", "110"), ("KWD", "1.0005", "1.100")])
def test_amounts_are_those_of_the_currency(server, currency, fine, fitting):
    name = f"rules-{currency.lower()}"
    create_store(server.data, name, "--currency", currency)
    shop = Shop(server, SHOPIFY, create_key(server.data, name, "all", "--no-rate-limit"), name)
    body = {"title": "T", "rules": [rule("variant_price", "equals", fine)]}
    assert shop.issues(shop.post("smart_collections", "smart_collection", body)) == {
        "rules[0].condition": ["is not an amount in the store's currency"]}
    shop.product(variants=[{"price": "1"}])
    # A client may send a number.
    collection = smart(shop, rule("variant_price", "equals", float(fitting)))
    product = shop.product(variants=[{"price": fitting}])
    assert members(shop, collection) == {product["id"]}


def test_looking_anew_changes_nothing_where_nothing_is_wrong(empty_shop):
    product, collection = empty_shop.product(tags="red"), smart(empty_shop, RED)
    reply = empty_shop.send("POST", f"smart_collections/{collection['id']}/recompute")
    assert empty_shop.one(reply, "collection") == collection
    assert members(empty_shop, collection) == {product["id"]}
    empty_shop.assert_refused(empty_shop.send("POST", f"smart_collections/{custom(empty_shop)['id']}/recompute"), 404)


def test_a_store_may_have_many_collections(server):
    shop = open_shop(server, SHOPIFY)
    collections = [smart(shop, rule("tag", "equals", f"T{number}"), title=f"T{number}") for number in range(120)]
    product = shop.product(tags=", ".join(f"t{number}" for number in range(110)))
    assert of_product(shop, product) == {collection["id"] for collection in collections[:110]}
    shop.put(f"products/{product['id']}", "product", {"tags": "t3, t119"})
    assert of_product(shop, product) == {collections[3]["id"], collections[119]["id"]}


def test_the_rules_of_a_store_have_a_limit(server):
    shop, long = open_shop(server, SHOPIFY), [rule("title", "contains", "é" * 255)] * 60
    body = {"title": "T", "rules": long}
    replies = [shop.post("smart_collections", "smart_collection", body) for _ in range(32)]
    assert [reply.status for reply in replies] == sorted(reply.status for reply in replies)
    assert replies[20].status == 201 and shop.issues(replies[-1]) == {
        "rules": ["of all collections can't be longer than 1000000 bytes together"]}
    assert shop.count("smart_collections") == sum(reply.status == 201 for reply in replies)
    assert of_product(shop, shop.product("é" * 255)) == {one["id"] for one in shop.list("smart_collections")}


def switch(shop, verb):
    """Switches the module off or on, as the next request sees it."""
    run_command("module", verb, "collections", "--store", shop.store, data=shop.server.data)
    assert shop.get("smart_collections").status == (200 if verb == "enable" else 404)


def waiting(shop):
    """The jobs that look for what was missed."""
    return jobs_of(shop.server.data, shop.store, "collections.catch_up")


def test_products_are_put_right_after_the_module_was_off(server):
    shop = open_shop(server, SHOPIFY)
    collection = smart(shop, RED)
    product, other, gone = shop.product(), shop.product(tags="red"), shop.product(tags="red")
    cheap, dear = [shop.product(variants=[{"price": price}]) for price in ("1", "2")]
    by_price = custom(shop, sort_order="price-asc")
    for one in (cheap, dear):
        pick(shop, by_price, one)
    unaffected = shop.get(f"smart_collections/{collection['id']}").body, shop.get(f"custom_collections/{by_price['id']}").body
    switch(shop, "disable")
    for one, tags in ((product, "red"), (other, "")):
        assert shop.put(f"products/{one['id']}", "product", {"tags": tags}).status == 200
    assert shop.put(f"variants/{cheap['variants'][0]['id']}", "variant", {"price": "3"}).status == 200
    assert shop.delete(f"products/{gone['id']}").status == 204
    late = [shop.product(tags="red")["id"] for _ in range(60)]
    assert len(waiting(shop)) == 1
    switch(shop, "enable")
    wait_for(lambda: not waiting(shop), "end of catching up")
    assert members(shop, collection) == {product["id"], *late}
    ordered = shop.list(f"collections/{by_price['id']}/products")
    assert [one["id"] for one in ordered] == [dear["id"], cheap["id"]]
    assert unaffected == (
        shop.get(f"smart_collections/{collection['id']}").body, shop.get(f"custom_collections/{by_price['id']}").body)


def test_a_switch_that_nothing_was_written_between_changes_nothing(server):
    shop = open_shop(server, SHOPIFY)
    collection, picked, product = smart(shop, RED), custom(shop), shop.product(tags="red")
    pick(shop, picked, product)

    def shown():
        paths = ["smart_collections", "custom_collections", "collects", f"collections/{collection['id']}/products", "events"]
        return [shop.get(path).body for path in paths]

    before = shown()
    for verb in ("disable", "enable", "disable", "enable"):
        switch(shop, verb)
    assert not waiting(shop) and shown() == before


def test_one_collection_is_looked_through_anew_when_somebody_asks(shop):
    collection, product = smart(shop, RED), shop.product(tags="red")
    assert shop.send("POST", f"smart_collections/{collection['id']}/recompute").status == 200
    assert product["id"] in members(shop, collection)
    assert shop.delete(f"smart_collections/{collection['id']}").status == 204


class Chance:
    """Random products and rules, from few words, so that they meet often."""

    WORDS = ["Acme", "ACME", "Zed", "red", "Blue", "mug", "Älter"]
    CONDITIONS = {"variant_price": ["10", "9.99"], "variant_compare_at_price": ["10.00", "0"], "variant_weight": ["0.5", "1"],
                  "variant_inventory": ["0", "5"]}

    def __init__(self, seed):
        self.random = random.Random(seed)

    def word(self):
        return self.random.choice(self.WORDS)

    def variant(self, option):
        pick = self.random.choice
        return {"option1": f"{self.word()} {option}", "price": pick(["0", "9.99", "10.00", "10.01", "25"]),
                "compare_at_price": pick([None, "10.00", "30"]), "weight": pick([0, 0.5, 1]),
                "inventory_quantity": pick([0, 5, 9])}

    def product(self):
        return {"title": f"{self.word()} {self.word()}", "vendor": self.word(), "product_type": self.word(),
                "tags": [self.word() for _ in range(self.random.randint(0, 3))],
                "variants": [self.variant(option) for option in range(self.random.randint(1, 3))]}

    def rules(self):
        rules = []
        for _ in range(self.random.randint(1, 3)):
            column = self.random.choice(TEXTS + NUMBERS)
            relation = self.random.choice(TEXT_RELATIONS if column in TEXTS else NUMBER_RELATIONS)
            words = ["acme", "Zed", "RED", "u", "ä"] if column in TEXTS else self.CONDITIONS[column]
            rules.append(rule(column, relation, self.random.choice(words)))
        return {"rules": rules, "disjunctive": self.random.random() < 0.5}


def wrong(shop, collections):
    """Collections whose products are not those that looking at every one gives."""
    products = shop.list("products", limit=250)
    assert len(products) < 250
    return [collection for collection in collections if members(shop, collection) != {
        product["id"] for product in products if belongs(product, collection)}]


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_writes_membership_is_what_looking_at_every_product_gives(server, seed):
    shop, chance = open_shop(server, SHOPIFY), Chance(seed)
    collections = {}
    products = [shop.product(**chance.product()) for _ in range(20)]
    for number in range(WRITES // 2):
        product, dice = chance.random.choice(products), chance.random.random()
        if dice < 0.04 or not collections:
            made = smart(shop, title="T", **chance.rules()) if len(collections) < 8 else change(
                shop, chance.random.choice(list(collections.values())), **chance.rules())
            collections[made["id"]] = made
        elif dice < 0.10:
            products.append(shop.product(**chance.product()))
        elif dice < 0.16 and len(products) > 5:
            products.remove(product)
            assert shop.delete(f"products/{product['id']}").status == 204
        elif dice < 0.19:
            # What somebody pays for it is not its price.
            variant, = shop.list(f"products/{product['id']}/variants", limit=1)
            price_list(shop, {variant["id"]: chance.random.choice(["0", "9.99", "25"])})
        elif dice < 0.5:
            variant = chance.random.choice(shop.list(f"products/{product['id']}/variants", limit=1))
            fields = {name: value for name, value in chance.variant(0).items() if name != "option1"}
            assert shop.put(f"variants/{variant['id']}", "variant", fields).status == 200
        else:
            fields = {name: value for name, value in chance.product().items() if name != "variants"}
            assert shop.put(f"products/{product['id']}", "product", fields).status == 200
        if number % 50 == 0:
            assert not wrong(shop, collections.values()), f"seed {seed}, write {number}"
    assert not wrong(shop, collections.values())
    assert any(members(shop, collection) for collection in collections.values())


def fill(shop, count, **fields):
    return [shop.product(f"P{number}", tags="red" if number % 3 else "blue", **fields) for number in range(count)]


def test_a_change_of_rules_reaches_all_products_of_a_large_store(server):
    shop = open_shop(server, SHOPIFY)
    products = fill(shop, AT_ONCE + 150)
    collection = smart(shop, RED)
    assert collection["recomputing"] is True
    # What changes meanwhile is where it belongs at once, whether it was looked at already or not.
    early, late = products[1], products[AT_ONCE + 100]
    assert early["tags"] == "red" and late["tags"] == "blue"
    for product, tags in ((early, "blue"), (late, "red")):
        assert shop.put(f"products/{product['id']}", "product", {"tags": tags}).status == 200
    made = shop.product(tags="red")
    assert all(collection["id"] in of_product(shop, product) for product in (late, made))
    assert collection["id"] not in of_product(shop, early)
    wait_for(lambda: not shown(shop, collection)["recomputing"], "end of looking for products")
    red = {product["id"] for number, product in enumerate(products) if number % 3}
    expected = red - {early["id"]} | {late["id"], made["id"]}
    assert members(shop, collection) == expected
    # Two changes of rules in a row: only the last one counts.
    change(shop, collection, rules=[rule("tag", "equals", "green")])
    change(shop, collection, rules=[rule("tag", "equals", "blue")])
    wait_for(lambda: not shown(shop, collection)["recomputing"], "end of looking for products")
    everything = {product["id"] for product in products} | {made["id"]}
    assert members(shop, collection) == everything - expected
    change(shop, collection, rules=[RED])
    assert shop.delete(f"smart_collections/{collection['id']}").status == 204
    assert of_product(shop, made) == set()


def test_looking_for_products_goes_on_after_a_crash(make_server):
    server = make_server().start()
    shop = open_shop(server, SHOPIFY)
    products = fill(shop, 3 * AT_ONCE)
    collection = smart(shop, RED)
    server.crash()
    shop = shop.again()
    server.wait_ready()
    wait_for(lambda: not shown(shop, collection)["recomputing"], "end of looking for products")
    assert members(shop, collection) == {product["id"] for number, product in enumerate(products) if number % 3}
