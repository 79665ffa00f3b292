"""Making, reading, changing and deleting products and variants (P-03 to P-06, P-14 to P-18, ER-02)."""

import re

import pytest

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
# As the API document prints it.
CERAMIC_MUG = {
    "title": "Ceramic Mug 12oz",
    "vendor": "Acme Ceramics",
    "product_type": "Mugs",
    "variants": [{"price": "18.00", "sku": "MUG-12-WHT", "inventory_quantity": 200}],
    "images": [{"src": "https://cdn.example.com/mug.jpg"}],
}
FULL = {
    "title": "Émile's <b>Tässe</b> \"☕\"",
    "body_html": "<p>Line\nbreak &amp; more \U0001F375</p>",
    "vendor": "Manufaktur",
    "product_type": "Cups",
    "handle": "emiles-cup",
    "tags": "a, b c, d",
    "status": "draft",
    "template_suffix": "special",
    "published_scope": "global",
    "published_at": "2024-02-29T12:00:00+00:00",
    "metafields_global_title_tag": "SEO title",
    "metafields_global_description_tag": "SEO text",
}
PRODUCT_KEYS = {
    "id", "title", "body_html", "vendor", "product_type", "created_at", "handle", "updated_at", "published_at",
    "template_suffix", "published_scope", "tags", "status", "admin_graphql_api_id", "variants", "options", "images",
    "image",
}
VARIANT_KEYS = {
    "id", "product_id", "title", "price", "sku", "position", "inventory_policy", "compare_at_price",
    "fulfillment_service", "inventory_management", "option1", "option2", "option3", "created_at", "updated_at",
    "taxable", "barcode", "grams", "image_id", "weight", "weight_unit", "inventory_item_id", "inventory_quantity",
    "old_inventory_quantity", "requires_shipping", "admin_graphql_api_id",
}


def test_the_documented_create_answers_as_the_document_promises(shop):
    reply = shop.post("products", "product", CERAMIC_MUG)
    product = shop.one(reply, "product", 201)
    variant, image = product["variants"][0], product["images"][0]
    assert (product["title"], product["vendor"], product["product_type"]) == (
        "Ceramic Mug 12oz", "Acme Ceramics", "Mugs")
    assert product["status"] == "active" and product["published_at"]
    assert (variant["price"], variant["sku"], variant["inventory_quantity"]) == ("18.00", "MUG-12-WHT", 200)
    assert image["src"] == "https://cdn.example.com/mug.jpg" and product["image"] == image
    assert shop.one(shop.get(f"products/{product['id']}"), "product") == product


def test_a_product_has_every_documented_key_with_its_type(shop):
    product = shop.create("product", CERAMIC_MUG)
    variant = product["variants"][0]
    assert PRODUCT_KEYS <= set(product), PRODUCT_KEYS - set(product)
    assert VARIANT_KEYS <= set(variant), VARIANT_KEYS - set(variant)
    for holder in (product, variant):
        assert type(holder["id"]) is int and 0 < holder["id"] < 2**53
        assert TIME.fullmatch(holder["created_at"]) and TIME.fullmatch(holder["updated_at"])
    assert re.fullmatch(rf"gid://\w+/Product/{product['id']}", product["admin_graphql_api_id"])
    assert re.fullmatch(rf"gid://\w+/ProductVariant/{variant['id']}", variant["admin_graphql_api_id"])
    assert variant["product_id"] == product["id"]
    assert (variant["option1"], variant["option2"], variant["option3"]) == ("Default Title", None, None)
    assert type(variant["grams"]) is int and type(variant["taxable"]) is bool
    assert variant["compare_at_price"] is None and type(product["tags"]) is str
    assert "tenant" not in str(product) and "store_id" not in product


def test_what_is_written_comes_back_unchanged(shop):
    product = shop.create("product", FULL)
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert {name: shown[name] for name in FULL if name in shown} == {n: v for n, v in FULL.items() if n in shown}
    assert {"title", "body_html", "handle", "tags", "template_suffix"} <= set(shown)


def test_omitted_fields_and_variants_stay(shop):
    before = shop.create("product", {**CERAMIC_MUG, "tags": "x", "body_html": "text"})
    after = shop.one(shop.put(f"products/{before['id']}", "product", {"title": "New"}), "product")
    assert after["title"] == "New"
    unchanged = PRODUCT_KEYS - {"title", "updated_at"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_listed_variants_replace_by_id(shop):
    product = shop.create("product", {"title": "P", "options": [{"name": "Size"}], "variants": [
        {"option1": "S", "price": "1.00"}, {"option1": "M", "price": "2.00"}, {"option1": "L", "price": "3.00"}]})
    small, medium, large = product["variants"]
    changed = {"variants": [{"id": small["id"], "price": "9.00"}, {"id": large["id"]}, {"option1": "XL"}]}
    after = shop.one(shop.put(f"products/{product['id']}", "product", changed), "product")
    assert [variant["option1"] for variant in after["variants"]] == ["S", "L", "XL"]
    assert [variant["price"] for variant in after["variants"]] == ["9.00", "3.00", "0.00"]
    assert after["variants"][0]["id"] == small["id"] and after["variants"][1]["id"] == large["id"]
    shop.assert_refused(shop.get(f"variants/{medium['id']}"), 404)


def test_a_deleted_product_is_gone_with_its_variants(shop):
    product = shop.create("product", CERAMIC_MUG)
    reply = shop.delete(f"products/{product['id']}")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.header("Content-Type") is None
    for method, path in (
        ("GET", f"products/{product['id']}"), ("DELETE", f"products/{product['id']}"),
        ("GET", f"variants/{product['variants'][0]['id']}"), ("GET", f"products/{product['id']}/variants"),
        ("PUT", f"products/{product['id']}"), ("GET", f"products/{product['id']}/images/{product['images'][0]['id']}"),
    ):
        body = shop.wrap("product", {}) if method == "PUT" else None
        shop.assert_refused(shop.send(method, path, body), 404)


def test_ids_of_deleted_products_are_not_given_again(shop):
    first = shop.product()["id"]
    shop.delete(f"products/{first}")
    assert shop.product()["id"] > first


@pytest.mark.parametrize("path", ["variants/{id}", "products/{product}/variants/{id}"])
def test_a_variant_is_read_changed_and_deleted_by_either_path(shop, path):
    product = shop.product(options=[{"name": "Size"}], variants=[{"option1": "S"}, {"option1": "M"}])
    variant = product["variants"][1]
    path = path.format(id=variant["id"], product=product["id"])
    assert shop.one(shop.get(path), "variant") == variant
    changed = shop.one(shop.put(path, "variant", {"price": 12.5, "sku": "S-1"}), "variant")
    assert (changed["price"], changed["sku"], changed["option1"]) == ("12.50", "S-1", "M")
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert shown["variants"][1] == changed
    assert shop.delete(path).status == 204
    shop.assert_refused(shop.get(path), 404)
    assert len(shop.one(shop.get(f"products/{product['id']}"), "product")["variants"]) == 1


def test_variants_are_listed_counted_and_made_below_their_product(shop):
    product = shop.product(variants=[{"option1": "S"}])
    below = f"products/{product['id']}/variants"
    made = shop.one(shop.post(below, "variant", {"option1": "M", "price": "5"}), "variant", 201)
    assert (made["option1"], made["price"], made["position"], made["product_id"]) == ("M", "5.00", 2, product["id"])
    assert [variant["option1"] for variant in shop.list(below)] == ["S", "M"]
    assert shop.count(below) == 2


def test_the_last_variant_can_not_be_deleted(shop):
    product = shop.product()
    variant = product["variants"][0]["id"]
    shop.assert_refused(shop.delete(f"products/{product['id']}/variants/{variant}"), 422)
    assert shop.get(f"variants/{variant}").status == 200


def test_a_variant_is_not_found_below_another_product(shop):
    first, second = shop.product(), shop.product()
    path = f"products/{first['id']}/variants/{second['variants'][0]['id']}"
    for method in ("GET", "PUT", "DELETE"):
        body = shop.wrap("variant", {}) if method == "PUT" else None
        shop.assert_refused(shop.send(method, path, body), 404)
    assert shop.one(shop.get(f"products/{second['id']}"), "product") == second


REFUSED_FIELDS = [
    # fields sent, the field blamed, its message or None for any
    ({}, "title", "can't be blank"),
    ({"title": ""}, "title", "can't be blank"),
    ({"title": "   "}, "title", "can't be blank"),
    ({"title": None}, "title", "can't be blank"),
    ({"title": "t" * 256}, "title", None),
    ({"title": "T", "status": "sold"}, "status", "is not included in the list"),
    ({"title": "T", "published_scope": "moon"}, "published_scope", "is not included in the list"),
    ({"title": "T", "images": [{"src": "javascript:alert(1)"}]}, "images[0].src", None),
    ({"title": "T", "images": [{"src": "not a url"}]}, "images[0].src", None),
    ({"title": "T", "variants": [{"price": "-1"}]}, "variants[0].price", None),
    ({"title": "T", "variants": [{"price": "18.001"}]}, "variants[0].price", None),
    ({"title": "T", "variants": [{"option1": "A"}, {"option1": "B", "price": "-1"}]}, "variants[1].price", None),
    ({"title": "T", "options": [{"name": n} for n in "abcd"]}, "options", None),
    ({"title": "T", "variants": [{"option1": "A"}, {"option1": "a"}]}, "base",
     "The variant 'a' already exists. Please change at least one option value."),
]


@pytest.mark.parametrize("fields, field, message", REFUSED_FIELDS, ids=range(len(REFUSED_FIELDS)))
def test_wrong_fields_are_refused_by_name(shop, fields, field, message):
    count = shop.count()
    reply = shop.post("products", "product", fields)
    shop.assert_refused(reply, 422)
    issues = shop.issues(reply)
    assert field in issues and isinstance(issues[field], list), issues
    assert message is None or message in issues[field], issues
    assert shop.count() == count


def test_all_wrong_fields_are_told_at_once(shop):
    reply = shop.post("products", "product", {"title": "", "status": "x", "images": [{"src": "y"}]})
    assert {"title", "status", "images[0].src"} <= set(shop.issues(reply))


MALFORMED_BODIES = [
    b"{", b"[]", b"null", b'"text"', b"{}x", b'{"product":',
    b'{"product": {"title": 1e400}}', b'{"product": {"title": "a", "variants": "x"}}',
    b'{"product": {"title": "a", "variants": [1]}}', b'{"product": {"title": {"a": 1}}}', b'{"product": {"title": []}}',
]


@pytest.mark.parametrize("body", MALFORMED_BODIES)
def test_bodies_of_the_wrong_shape_are_malformed(shop, body):
    shop.assert_refused(shop.send("POST", "products", body), 400)


# Bare objects of Store.icu merely have a field that is ignored.
@pytest.mark.parametrize("body", [b"{}", b'{"item": {"title": "a"}}', b'{"product": 1}', b'{"product": []}'])
def test_a_missing_root_key_is_named(shop, body):
    reply = shop.send("POST", "products", body)
    if shop.dialect.has_envelope_data:
        assert "title" in shop.issues(reply)
    else:
        shop.assert_refused(reply, 400)
        assert reply.json == {"errors": {"product": "Required parameter missing or invalid"}}
