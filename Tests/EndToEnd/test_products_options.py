"""Options, variants, handles, tags, status and money (P-14, P-15, P-22, traps T-02 and T-23)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

WRITERS = 30


def test_a_product_without_variants_gets_one(shop):
    product = shop.product()
    assert [v["title"] for v in product["variants"]] == ["Default Title"]
    assert [(o["name"], o["position"], o["values"]) for o in product["options"]] == [("Title", 1, ["Default Title"])]
    assert product["options"][0]["product_id"] == product["id"]
    assert product["variants"][0]["price"] == "0.00"
    assert product["variants"][0]["inventory_item_id"]
    assert product["images"] == [] and product["image"] is None


def test_options_name_the_axes_and_list_the_values_in_use(shop):
    product = shop.product(options=[{"name": "Color"}, {"name": "Size"}], variants=[
        {"option1": "Red", "option2": "S"}, {"option1": "Red", "option2": "M"}, {"option1": "Blue", "option2": "S"}])
    assert [(o["name"], o["values"]) for o in product["options"]] == [("Color", ["Red", "Blue"]), ("Size", ["S", "M"])]
    assert [v["title"] for v in product["variants"]] == ["Red / S", "Red / M", "Blue / S"]
    assert [v["position"] for v in product["variants"]] == [1, 2, 3]


def test_positions_of_options_say_which_axis_they_are(shop):
    options = [{"name": "Size", "position": 2}, {"name": "Color", "position": 1}]
    product = shop.product(options=options, variants=[{"option1": "Red", "option2": "S"}])
    assert [(o["name"], o["position"], o["values"]) for o in product["options"]] == [
        ("Color", 1, ["Red"]), ("Size", 2, ["S"])]


@pytest.mark.parametrize("write", ["create", "nested create", "update"])
def test_no_two_variants_have_the_same_option_values(shop, write):
    red = {"option1": "Red", "option2": "S"}
    message = "The variant 'Red / S' already exists. Please change at least one option value."
    if write == "create":
        reply = shop.post("products", "product", {"title": "T", "variants": [red, red]})
    else:
        product = shop.product(variants=[red, {"option1": "Blue", "option2": "S"}])
        reply = (
            shop.post(f"products/{product['id']}/variants", "variant", red) if write == "nested create"
            else shop.put(f"variants/{product['variants'][1]['id']}", "variant", red))
    assert shop.issues(reply)["base"] == [message]


def test_handles_are_made_from_titles_and_numbered(empty_shop):
    handles = [empty_shop.product("Crème Brûlée – Große Schüssel!")["handle"] for _ in range(3)]
    slug = "creme-brulee-grosse-schussel"
    assert handles == [slug, f"{slug}-1", f"{slug}-2"]


def test_parallel_creates_of_one_title_get_one_handle_each(empty_shop):
    def create(_):
        return empty_shop.again().product("Ceramic Mug")["handle"]

    with ThreadPoolExecutor(WRITERS) as pool:
        handles = list(pool.map(create, range(WRITERS)))
    assert sorted(handles) == sorted(["ceramic-mug"] + [f"ceramic-mug-{n}" for n in range(1, WRITERS)])


def test_a_title_change_keeps_the_handle(shop):
    product = shop.product("First Title")
    after = shop.one(shop.put(f"products/{product['id']}", "product", {"title": "Other"}), "product")
    assert after["handle"] == product["handle"]


TAGS = [
    # sent, shown
    ("a, b", "a, b"),
    (["b", "a"], "b, a"),
    (" x ,y,, z", "x, y, z"),
    ("", ""),
    (None, ""),
    ([], ""),
]


@pytest.mark.parametrize("sent, shown", TAGS, ids=range(len(TAGS)))
def test_tags_are_one_text(shop, sent, shown):
    assert sorted(shop.product(tags=sent)["tags"].split(", ")) == sorted(shown.split(", "))


PUBLISHING = [
    # fields, status, is published
    ({}, "active", True),
    ({"status": "draft"}, "draft", False),
    ({"status": "archived"}, "archived", True),
    ({"published": False}, "active", False),
    ({"published": True, "status": "draft"}, "draft", True),
    ({"published_at": None}, "active", False),
    ({"published_at": "2020-01-01T00:00:00Z", "status": "draft"}, "draft", True),
]


@pytest.mark.parametrize("fields, status, published", PUBLISHING, ids=range(len(PUBLISHING)))
def test_status_and_publication_are_independent(shop, fields, status, published):
    product = shop.product(**fields)
    assert (product["status"], product["published_at"] is not None) == (status, published)
    assert "published" not in product


MONEY = [
    # sent, shown
    ("18.00", "18.00"), ("18", "18.00"), (18, "18.00"), (18.5, "18.50"), ("0.1", "0.10"), (0, "0.00"),
    ("99999999.99", "99999999.99"),
]


@pytest.mark.parametrize("sent, shown", MONEY)
def test_money_is_text_with_two_decimals(shop, sent, shown):
    variant = shop.product(variants=[{"price": sent, "compare_at_price": sent}])["variants"][0]
    assert (variant["price"], variant["compare_at_price"]) == (shown, shown)


@pytest.mark.parametrize("sent", ["1,00", "1e2", "abc", " ", "NaN", "0x10", "18.001", "-0.01", "9" * 30, True])
def test_what_is_no_amount_is_refused(shop, sent):
    reply = shop.post("products", "product", {"title": "T", "variants": [{"price": sent}]})
    assert reply.status in (400, 422), (reply.status, reply.body)
    shop.assert_refused(reply, reply.status)


def test_yen_have_no_decimals(server):
    from dialects import SHOPIFY, Shop
    from server import create_key, create_store

    create_store(server.data, "yen", "--currency", "JPY")
    shop = Shop(server, SHOPIFY, create_key(server.data, "yen", "all", "--no-rate-limit"))
    assert shop.product(variants=[{"price": "100"}])["variants"][0]["price"] == "100"
    shop.assert_refused(shop.post("products", "product", {"title": "T", "variants": [{"price": "18.5"}]}), 422)


WEIGHTS = [
    # fields, grams, weight, weight_unit
    ({"grams": 500}, 500, 0.5, "kg"),
    ({"weight": 1.5}, 1500, 1.5, "kg"),
    ({"weight": 1, "weight_unit": "lb"}, 454, 1, "lb"),
    ({"weight": 250, "weight_unit": "g"}, 250, 250, "g"),
]


@pytest.mark.parametrize("fields, grams, weight, unit", WEIGHTS, ids=range(len(WEIGHTS)))
def test_grams_and_weight_agree(shop, fields, grams, weight, unit):
    variant = shop.product(variants=[fields])["variants"][0]
    assert (variant["grams"], variant["weight"], variant["weight_unit"]) == (grams, weight, unit)


def test_stock_starts_as_given_and_is_set_or_changed_by_a_difference(shop):
    product = shop.product(variants=[{"inventory_quantity": 7}])
    variant = product["variants"][0]
    assert variant["inventory_quantity"] == variant["old_inventory_quantity"] == 7
    assert type(variant["inventory_item_id"]) is int
    path = f"variants/{variant['id']}"

    def put(**fields):
        return shop.one(shop.put(path, "variant", fields), "variant")["inventory_quantity"]

    assert put(inventory_quantity=9) == 9
    # What was seen before the last change is sent back.
    assert put(inventory_quantity=7, old_inventory_quantity=7) == 9
    assert put(inventory_quantity=10, old_inventory_quantity=7) == 12
    assert put(old_inventory_quantity=7) == 12


@pytest.mark.parametrize("quantities", [
    {"inventory_quantity": 2**63 - 1}, {"inventory_quantity": -(2**63), "old_inventory_quantity": 1},
    {"inventory_quantity": 2, "old_inventory_quantity": -(2**63)}, {"inventory_quantity": 10**12 + 1}])
def test_stock_beyond_reason_is_refused(shop, quantities):
    variant = shop.product(variants=[{"inventory_quantity": 7}])["variants"][0]
    path = f"variants/{variant['id']}"
    reply = shop.put(path, "variant", quantities)
    assert reply.status == 422 and len(shop.issues(reply)) == 1, reply.body
    assert shop.one(shop.get(path), "variant")["inventory_quantity"] == 7


BLANKS = [
    # field, its value where none was given
    ("price", "0.00"), ("inventory_policy", "deny"), ("weight_unit", "kg"),
    ("taxable", True), ("requires_shipping", True), ("grams", 0), ("position", 1),
]


@pytest.mark.parametrize("blank", [None, ""], ids=["null", "empty"])
@pytest.mark.parametrize("field, initial", BLANKS)
def test_a_blank_never_takes_the_place_of_a_value(shop, field, initial, blank):
    for variants in ([{field: blank}], [{}]):
        reply = shop.post("products", "product", {"title": "T", "variants": variants})
        if reply.status in (400, 422):
            continue
        variant = shop.one(reply, "product", 201)["variants"][0]
        assert variant[field] == initial
        reply = shop.put(f"variants/{variant['id']}", "variant", {field: blank})
        if reply.status == 200:
            assert shop.one(reply, "variant")[field] == initial


@pytest.mark.parametrize("blank", [None, ""], ids=["null", "empty"])
def test_a_blank_status_never_takes_the_place_of_one(shop, blank):
    reply = shop.post("products", "product", {"title": "T", "status": blank})
    assert reply.status == 422 or shop.one(reply, "product", 201)["status"] == "active"


READ_ONLY = {
    "id": 1, "created_at": "2001-01-01T00:00:00Z", "updated_at": "2001-01-01T00:00:00Z", "tenant_id": 1, "store_id": 1,
    "admin_graphql_api_id": "gid://x/Product/1", "is_admin": True, "scope": "all", "version": 7, "nonsense": {"a": [1]},
}


def test_fields_that_clients_may_not_set_are_ignored(shop):
    product = shop.product(**READ_ONLY)
    assert product["id"] != 1 and not product["created_at"].startswith("2001")
    assert not {"tenant_id", "store_id", "is_admin", "scope", "nonsense"} & set(product)
    after = shop.one(shop.put(f"products/{product['id']}", "product", READ_ONLY), "product")
    assert (after["id"], after["created_at"]) == (product["id"], product["created_at"])
    variant = product["variants"][0]
    moved = shop.one(shop.put(f"variants/{variant['id']}", "variant", {"product_id": 1, "title": "x"}), "variant")
    assert (moved["product_id"], moved["title"]) == (product["id"], "Default Title")


@pytest.mark.parametrize("values", ["Red", {"a": 1}, [None], [["Red"]], [True], [38]], ids=str)
def test_values_that_are_no_list_of_strings_are_refused(shop, values):
    reply = shop.post("products", "product", {"title": "T", "options": [{"name": "Color", "values": values}]})
    assert shop.issues(reply) == {"options[0].values": ["must be an array of strings"]}
