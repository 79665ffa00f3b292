"""Price rules, discount codes and the making of many codes at once (features SC-15 and SC-16)."""

from urllib.parse import urljoin

import pytest

from conftest import open_shop
from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store
from test_races import CLIENTS, at_once

RULE = {
    "title": "SUMMERSALE10OFF",
    "target_type": "line_item",
    "target_selection": "all",
    "allocation_method": "across",
    "value_type": "fixed_amount",
    "value": "-10.0",
    "customer_selection": "all",
    "starts_at": "2017-01-19T17:59:10Z",
}
SHIPPING = {
    **RULE, "target_type": "shipping_line", "allocation_method": "each", "value_type": "percentage", "value": "-100.0",
}
BUY_ONE_GET_ONE = {
    **RULE, "target_selection": "entitled", "allocation_method": "each", "value_type": "percentage", "value": "-100.0",
    "entitled_product_ids": [11], "prerequisite_product_ids": [12],
    "prerequisite_to_entitlement_quantity_ratio": {"prerequisite_quantity": 1, "entitled_quantity": 1},
}
RULE_KEYS = {
    "id", "value_type", "value", "customer_selection", "target_type", "target_selection", "allocation_method",
    "allocation_limit", "once_per_customer", "usage_limit", "starts_at", "ends_at", "created_at", "updated_at",
    "entitled_product_ids", "entitled_variant_ids", "entitled_collection_ids", "entitled_country_ids",
    "prerequisite_product_ids", "prerequisite_variant_ids", "prerequisite_collection_ids",
    "customer_segment_prerequisite_ids", "prerequisite_customer_ids", "prerequisite_subtotal_range",
    "prerequisite_quantity_range", "prerequisite_shipping_price_range", "prerequisite_to_entitlement_quantity_ratio",
    "prerequisite_to_entitlement_purchase", "title", "admin_graphql_api_id",
}
CODE_KEYS = {"id", "price_rule_id", "code", "usage_count", "created_at", "updated_at"}
TAKEN = "must be unique. Please try a different code."


def new_rule(shop, **fields):
    return shop.one(shop.post("price_rules", "price_rule", {**RULE, **fields}), "price_rule", 201)


def new_code(shop, rule, code):
    return shop.one(shop.post(f"price_rules/{rule['id']}/discount_codes", "discount_code", {"code": code}),
                    "discount_code", 201)


def make_codes(shop, rule, codes):
    """Makes codes together, and returns what was made of them once that is done."""
    reply = shop.send("POST", f"price_rules/{rule['id']}/batch", {"discount_codes": [{"code": code} for code in codes]})
    return wait_completed(shop, shop.one(reply, "discount_code_creation", 201))


def wait_completed(shop, batch):
    path = f"price_rules/{batch['price_rule_id']}/batch/{batch['id']}"
    wait_for(lambda: shop.one(shop.get(path), "discount_code_creation")["status"] == "completed", "codes")
    return shop.one(shop.get(path), "discount_code_creation")


def test_a_rule_has_every_documented_key(shop):
    rule = new_rule(shop)
    assert set(rule) == RULE_KEYS
    assert {name: rule[name] for name in RULE if name != "starts_at"} == {
        name: value for name, value in RULE.items() if name != "starts_at"}
    assert rule["starts_at"] == "2017-01-19T17:59:10+00:00" and rule["ends_at"] is None
    assert rule["entitled_product_ids"] == [] and rule["prerequisite_subtotal_range"] is None
    assert rule["prerequisite_to_entitlement_quantity_ratio"] == {
        "prerequisite_quantity": None, "entitled_quantity": None}
    assert rule["prerequisite_to_entitlement_purchase"] == {"prerequisite_amount": None}
    assert (rule["usage_limit"], rule["allocation_limit"], rule["once_per_customer"]) == (None, None, False)


def test_a_rule_is_read_changed_listed_and_deleted(empty_shop):
    shop = empty_shop
    rule = new_rule(shop)
    path = f"price_rules/{rule['id']}"
    assert shop.one(shop.get(path), "price_rule") == rule
    changed = shop.one(shop.put(path, "price_rule", {"title": "WINTERSALE", "usage_limit": 5}), "price_rule")
    assert (changed["title"], changed["usage_limit"], changed["value"]) == ("WINTERSALE", 5, "-10.0")
    assert shop.list("price_rules") == [changed] and shop.count("price_rules") == 1
    assert shop.delete(path).status == 204
    assert shop.get(path).status == 404 and shop.count("price_rules") == 0


def test_a_rule_that_is_sent_back_whole_stays_as_it_is(shop):
    rule = new_rule(shop, **BUY_ONE_GET_ONE, allocation_limit=3)
    assert shop.one(shop.put(f"price_rules/{rule['id']}", "price_rule", rule), "price_rule") == rule


@pytest.mark.parametrize("sent, shown", [
    ("-10", "-10.0"), ("-10.00", "-10.0"), (-10, "-10.0"), (-10.0, "-10.0"), ("-7.5", "-7.5"), ("-7.25", "-7.25"),
    ("0", "0.0"), ("-0", "0.0")])
def test_a_value_is_answered_with_as_few_decimals_as_it_needs_but_one(shop, sent, shown):
    assert new_rule(shop, value=sent)["value"] == shown


def test_ranges_and_ids_come_back_in_one_form(shop):
    rule = new_rule(
        shop, prerequisite_subtotal_range={"greater_than_or_equal_to": 40}, target_selection="entitled",
        entitled_variant_ids=["7", 7, 8])
    assert rule["prerequisite_subtotal_range"] == {"greater_than_or_equal_to": "40.0"}
    assert rule["entitled_variant_ids"] == [7, 8]
    shipping = new_rule(shop, **SHIPPING, prerequisite_shipping_price_range={"less_than_or_equal_to": "12.50"})
    assert shipping["prerequisite_shipping_price_range"] == {"less_than_or_equal_to": "12.5"}
    counted = new_rule(shop, prerequisite_quantity_range={"greater_than_or_equal_to": 2})
    assert counted["prerequisite_quantity_range"] == {"greater_than_or_equal_to": 2}


REFUSED = [
    ({"title": ""}, "title"), ({"starts_at": None}, "starts_at"), ({"value": None}, "value"),
    ({"value": "ten"}, "value"), ({"value": "10.0"}, "value"), ({"value": "-10.001"}, "value"),
    ({"value": "-101.0", "value_type": "percentage"}, "value"), ({"value_type": "gift"}, "value_type"),
    ({"target_type": None}, "target_type"), ({"target_selection": "some"}, "target_selection"),
    ({"allocation_method": "none"}, "allocation_method"), ({"customer_selection": ""}, "customer_selection"),
    ({"ends_at": "2017-01-19T17:59:10Z"}, "ends_at"), ({"ends_at": "2016-01-01T00:00:00Z"}, "ends_at"),
    ({"usage_limit": 0}, "usage_limit"), ({"allocation_limit": -1}, "allocation_limit"),
    ({"entitled_product_ids": [1]}, "entitled_product_ids"),
    ({"entitled_product_ids": "1"}, "entitled_product_ids"), ({"entitled_product_ids": ["x"]}, "entitled_product_ids"),
    ({"target_selection": "entitled"}, "target_selection"),
    ({"target_selection": "entitled", "entitled_country_ids": [1]}, "entitled_country_ids"),
    ({"target_selection": "entitled", "entitled_product_ids": [1], "entitled_collection_ids": [2]},
     "entitled_collection_ids"),
    ({**SHIPPING, "allocation_method": "across"}, "allocation_method"), ({**SHIPPING, "value": "-50"}, "value"),
    ({**SHIPPING, "target_selection": "entitled"}, "target_selection"),
    ({"customer_selection": "prerequisite"}, "customer_selection"),
    ({"prerequisite_customer_ids": [1]}, "prerequisite_customer_ids"),
    ({"customer_selection": "prerequisite", "prerequisite_customer_ids": [1], "customer_segment_prerequisite_ids": [2]},
     "customer_segment_prerequisite_ids"),
    ({"prerequisite_product_ids": [1]}, "prerequisite_product_ids"),
    ({"prerequisite_subtotal_range": 40}, "prerequisite_subtotal_range"),
    ({"prerequisite_subtotal_range": {"less_than_or_equal_to": "4"}}, "prerequisite_subtotal_range"),
    ({"prerequisite_subtotal_range": {"greater_than_or_equal_to": "-4"}}, "prerequisite_subtotal_range"),
    ({"prerequisite_quantity_range": {"greater_than_or_equal_to": 0}}, "prerequisite_quantity_range"),
    ({"prerequisite_shipping_price_range": {"less_than_or_equal_to": "4"}}, "prerequisite_shipping_price_range"),
    ({"prerequisite_to_entitlement_quantity_ratio": {"prerequisite_quantity": 2}},
     "prerequisite_to_entitlement_quantity_ratio"),
    ({**BUY_ONE_GET_ONE, "value_type": "fixed_amount"}, "prerequisite_to_entitlement_quantity_ratio"),
    ({**BUY_ONE_GET_ONE, "prerequisite_product_ids": []}, "prerequisite_to_entitlement_quantity_ratio"),
    ({**BUY_ONE_GET_ONE, "prerequisite_to_entitlement_purchase": {"prerequisite_amount": "5"}},
     "prerequisite_to_entitlement_purchase"),
]


@pytest.mark.parametrize("fields, field", REFUSED)
def test_a_rule_that_cannot_be_is_refused(shop, fields, field):
    before = shop.count("price_rules")
    issues = shop.issues(shop.post("price_rules", "price_rule", {**RULE, **fields}))
    assert field in issues, issues
    assert shop.count("price_rules") == before


def test_all_that_is_wrong_with_a_rule_is_told_at_once(shop):
    issues = shop.issues(shop.post("price_rules", "price_rule", {
        **RULE, "title": "", "value": "5", "ends_at": "2000-01-01T00:00:00Z", "prerequisite_customer_ids": [1]}))
    assert set(issues) == {"title", "value", "ends_at", "prerequisite_customer_ids"}


def test_an_amount_has_no_more_decimals_than_the_currency(server):
    create_store(server.data, "yen-discounts", "--currency", "JPY")
    shop = Shop(server, SHOPIFY, create_key(server.data, "yen-discounts", "all", "--no-rate-limit"))
    assert new_rule(shop, value="-500")["value"] == "-500.0"
    assert shop.issues(shop.post("price_rules", "price_rule", {**RULE, "value": "-18.5"})) == {
        "value": ["must have at most 0 decimal places"]}
    assert new_rule(shop, value="-18.5", value_type="percentage")["value"] == "-18.5"


def test_rules_are_filtered_by_their_times(empty_shop):
    shop = empty_shop
    early = new_rule(shop, starts_at="2020-01-01T00:00:00Z", ends_at="2020-02-01T00:00:00Z")
    late = new_rule(shop, starts_at="2021-01-01T00:00:00Z", ends_at="2021-02-01T00:00:00Z")
    endless = new_rule(shop, starts_at="2022-01-01T00:00:00Z")

    def ids(**query):
        return [rule["id"] for rule in shop.list("price_rules", **query)]

    assert ids(starts_at_min="2021-01-01T00:00:00Z") == [endless["id"], late["id"]]
    assert ids(starts_at_max="2020-12-31T00:00:00Z") == [early["id"]]
    assert ids(ends_at_min="2020-03-01T00:00:00Z") == [late["id"]]
    assert ids(ends_at_max="2020-03-01T00:00:00Z") == [early["id"]]
    assert len(ids(times_used=0)) == 3 and ids(times_used=1) == []
    assert ids(since_id=early["id"]) == [late["id"], endless["id"]]


def test_a_code_belongs_to_its_rule(empty_shop):
    shop = empty_shop
    rule, other = new_rule(shop), new_rule(shop)
    code = new_code(shop, rule, "SUMMER10")
    assert set(code) == CODE_KEYS
    assert (code["price_rule_id"], code["code"], code["usage_count"]) == (rule["id"], "SUMMER10", 0)
    path = f"price_rules/{rule['id']}/discount_codes"
    assert shop.list(path) == [code] and shop.list(f"price_rules/{other['id']}/discount_codes") == []
    assert shop.one(shop.get(f"{path}/{code['id']}"), "discount_code") == code
    assert shop.get(f"price_rules/{other['id']}/discount_codes/{code['id']}").status == 404
    assert shop.get("price_rules/1/discount_codes").status == 404
    changed = shop.one(shop.put(f"{path}/{code['id']}", "discount_code", {"code": "WINTER20"}), "discount_code")
    assert changed["code"] == "WINTER20"
    assert shop.count("discount_codes") == 1
    assert shop.delete(f"{path}/{code['id']}").status == 204
    assert shop.list(path) == [] and shop.count("discount_codes") == 0


def test_a_code_goes_with_its_rule(empty_shop):
    rule = new_rule(empty_shop)
    new_code(empty_shop, rule, "GONE")
    make_codes(empty_shop, rule, ["GONE-2"])
    assert empty_shop.delete(f"price_rules/{rule['id']}").status == 204
    assert empty_shop.count("discount_codes") == 0
    # What is gone is free again.
    new_code(empty_shop, new_rule(empty_shop), "gone")


@pytest.mark.parametrize("again", ["SUMMER", "summer", " Summer ", "sUMMER"])
def test_a_code_is_one_of_its_kind_in_the_store_whatever_the_case(empty_shop, again):
    rule, other = new_rule(empty_shop), new_rule(empty_shop)
    new_code(empty_shop, rule, "Summer")
    for holder in (rule, other):
        reply = empty_shop.post(f"price_rules/{holder['id']}/discount_codes", "discount_code", {"code": again})
        assert empty_shop.issues(reply) == {"code": [TAKEN]}
    assert empty_shop.count("discount_codes") == 1


def test_a_code_may_change_its_case_and_nothing_that_another_has(empty_shop):
    shop = empty_shop
    rule = new_rule(shop)
    first, second = new_code(shop, rule, "ONE"), new_code(shop, rule, "TWO")
    path = f"price_rules/{rule['id']}/discount_codes"
    assert shop.one(shop.put(f"{path}/{first['id']}", "discount_code", {"code": "one"}), "discount_code")["code"] == "one"
    assert shop.issues(shop.put(f"{path}/{second['id']}", "discount_code", {"code": "One"})) == {"code": [TAKEN]}


def test_one_of_many_equal_codes_is_made(shop):
    rules = [new_rule(shop), new_rule(shop)]
    codes = [f"race-{rules[0]['id']}", f"RACE-{rules[0]['id']}"]
    replies = at_once(shop, lambda client, n: client.post(
        f"price_rules/{rules[n // 2 % 2]['id']}/discount_codes", "discount_code", {"code": codes[n % 2]}))
    assert sorted(reply.status for reply in replies) == [201] + [422] * (CLIENTS - 1)


def test_creations_that_overlap_make_each_code_once(empty_shop):
    rule = new_rule(empty_shop)
    path = f"price_rules/{rule['id']}/batch"
    body = {"discount_codes": [{"code": f"CODE{number}"} for number in range(20)]}
    replies = at_once(empty_shop, lambda client, _: client.send("POST", path, body))
    made = [wait_completed(empty_shop, empty_shop.one(reply, "discount_code_creation", 201)) for reply in replies]
    assert sum(batch["imported_count"] for batch in made) == empty_shop.count("discount_codes") == 20
    assert all(batch["imported_count"] + batch["failed_count"] == 20 for batch in made)


@pytest.mark.parametrize("code, message", [
    ("", "can't be blank"), ("   ", "can't be blank"), ("x" * 256, "is too long (maximum is 255 characters)")])
def test_a_code_that_nobody_could_type_is_refused(shop, code, message):
    rule = new_rule(shop)
    reply = shop.post(f"price_rules/{rule['id']}/discount_codes", "discount_code", {"code": code})
    assert shop.issues(reply) == {"code": [message]}
    # Together with others it is told the same, and keeps none of them from being made.
    batch = make_codes(shop, rule, [code, f"good-{rule['id']}"])
    made = shop.many(shop.get(f"price_rules/{rule['id']}/batch/{batch['id']}/discount_codes"), "discount_codes")
    assert made[0]["errors"] == {"code": [message]} and made[0]["id"] is None and made[1]["id"]


def test_a_code_stays_with_its_rule_and_its_count_is_not_the_clients(shop):
    rule, other = new_rule(shop), new_rule(shop)
    code = new_code(shop, rule, f"stay-{rule['id']}")
    path = f"price_rules/{rule['id']}/discount_codes/{code['id']}"
    same = shop.one(shop.put(path, "discount_code", {**code, "usage_count": 7}), "discount_code")
    assert same["usage_count"] == 0
    assert shop.issues(shop.put(f"discount_codes/{code['id']}", "discount_code", {"price_rule_id": other["id"]})) == {
        "price_rule_id": ["can't be changed"]}


def test_codes_are_counted_by_their_use(empty_shop):
    new_code(empty_shop, new_rule(empty_shop), "UNUSED")
    assert empty_shop.count("discount_codes", times_used=0) == 1
    assert empty_shop.count("discount_codes", times_used_max=3) == 1
    assert empty_shop.count("discount_codes", times_used_min=1) == 0


@pytest.mark.parametrize("asked", ["SUMMER SALE+5%", "summer sale+5%"])
def test_a_code_is_looked_up_whatever_the_case(empty_shop, asked):
    rule = new_rule(empty_shop)
    code = new_code(empty_shop, rule, "Summer Sale+5%")
    reply = empty_shop.get("discount_codes/lookup", code=asked)
    assert empty_shop.one(reply, "discount_code", 303) == code
    location = urljoin(empty_shop.dialect.target("discount_codes/lookup"), reply.header("Location"))
    assert location == f"{empty_shop.dialect.base}/price_rules/{rule['id']}/discount_codes/{code['id']}.json"
    assert empty_shop.one(empty_shop.send_to("GET", location), "discount_code") == code
    assert empty_shop.get("discount_codes/lookup", code="other").status == 404
    for query in ({}, {"code": ""}):
        empty_shop.assert_refused(empty_shop.get("discount_codes/lookup", **query), 400)


def test_codes_are_made_together_and_each_is_told_what_became_of_it(empty_shop):
    shop = empty_shop
    rule = new_rule(shop)
    taken = new_code(shop, rule, "TAKEN")
    reply = shop.send("POST", f"price_rules/{rule['id']}/batch", {
        "discount_codes": [{"code": "A"}, {"code": ""}, {"code": "taken"}, {"code": "a"}, {"code": " B "}, {"code": 7}]})
    batch = shop.one(reply, "discount_code_creation", 201)
    assert set(batch) == {
        "id", "price_rule_id", "started_at", "completed_at", "created_at", "updated_at", "status", "codes_count",
        "imported_count", "failed_count", "logs"}
    assert (batch["status"], batch["codes_count"], batch["imported_count"], batch["logs"]) == ("queued", 6, 0, [])
    assert batch["price_rule_id"] == rule["id"] and batch["started_at"] is None and batch["completed_at"] is None
    path = f"price_rules/{rule['id']}/batch/{batch['id']}"
    batch = wait_completed(shop, batch)
    assert (batch["status"], batch["imported_count"], batch["failed_count"]) == ("completed", 3, 3)
    assert batch["started_at"] and batch["completed_at"]
    codes = shop.many(shop.get(f"{path}/discount_codes"), "discount_codes")
    assert [code["code"] for code in codes] == ["A", "", "taken", "a", " B ", "7"]
    assert [code["errors"] for code in codes] == [
        {}, {"code": ["can't be blank"]}, {"code": [TAKEN]}, {"code": [TAKEN]}, {}, {}]
    made = {code["id"]: code["code"] for code in shop.list(f"price_rules/{rule['id']}/discount_codes")}
    assert made == {taken["id"]: "TAKEN", codes[0]["id"]: "A", codes[4]["id"]: "B", codes[5]["id"]: "7"}


def test_a_hundred_codes_are_made_together_and_no_more(empty_shop):
    rule = new_rule(empty_shop)
    batch = make_codes(empty_shop, rule, [f"CODE{number}" for number in range(100)])
    assert (batch["imported_count"], batch["failed_count"]) == (100, 0)
    assert empty_shop.count("discount_codes") == 100
    for codes, status in (([{"code": f"X{n}"} for n in range(101)], 422), ([], 400), (None, 400), ("A", 400)):
        reply = empty_shop.send("POST", f"price_rules/{rule['id']}/batch", {"discount_codes": codes})
        empty_shop.assert_refused(reply, status)
    assert empty_shop.count("discount_codes") == 100


def test_a_batch_is_found_below_its_own_rule_only(shop):
    rule, other = new_rule(shop), new_rule(shop)
    batch = make_codes(shop, rule, [f"own-{rule['id']}"])
    for path in (f"price_rules/{other['id']}/batch/{batch['id']}", f"price_rules/{rule['id']}/batch/{rule['id']}"):
        assert shop.get(path).status == 404 and shop.get(f"{path}/discount_codes").status == 404
    assert shop.send("POST", "price_rules/1/batch", {"discount_codes": [{"code": "A"}]}).status == 404


def test_reading_and_writing_have_scopes_of_their_own(shop):
    rule = new_rule(shop)
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_price_rules", "--no-rate-limit"))
    other = shop.again(key=create_key(shop.server.data, shop.store, "write_products", "--no-rate-limit"))
    batch = f"price_rules/{rule['id']}/batch"
    assert reader.get(f"price_rules/{rule['id']}").status == 200 and reader.get("discount_codes/count").status == 200
    for client in (reader, other):
        client.assert_refused(client.post("price_rules", "price_rule", RULE), 403)
        client.assert_refused(client.send("POST", batch, {"discount_codes": [{"code": "A"}]}), 403)
        client.assert_refused(client.delete(f"price_rules/{rule['id']}"), 403)
    other.assert_refused(other.get("price_rules"), 403)
    other.assert_refused(other.get("discount_codes/lookup", code="A"), 403)


def test_stores_do_not_see_each_others_codes(server):
    one, two = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    rule = new_rule(one)
    code = new_code(one, rule, "MINE")
    assert two.get("discount_codes/lookup", code="MINE").status == 404
    assert two.get(f"discount_codes/{code['id']}").status == 404
    new_code(two, new_rule(two), "MINE")
