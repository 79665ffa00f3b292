"""Metafields in the bodies of products and their variants: one transaction with them (P-19)."""

import pytest

from server import create_key
SIZE = {"namespace": "custom", "key": "size", "value": "M", "type": "single_line_text_field"}


def values(shop, product):
    """The metafields of a product by their places."""
    found = shop.list(f"products/{product['id']}/metafields")
    return {f"{one['namespace']}.{one['key']}": one["value"] for one in found}


def create(shop, *metafields, **fields):
    return shop.post("products", "product", {"title": "T", "metafields": list(metafields), **fields})


def change(shop, product, *metafields, **fields):
    return shop.put(f"products/{product['id']}", "product", {"metafields": list(metafields), **fields})


def test_a_product_is_made_with_its_metafields(shop):
    made = shop.one(create(shop, SIZE, {**SIZE, "key": "count", "type": "number_integer", "value": "5"}), "product", 201)
    assert values(shop, made) == {"custom.size": "M", "custom.count": 5}
    assert "metafields" not in made


def test_a_refused_metafield_leaves_neither(shop):
    before = shop.count(), shop.count("metafields", **{"metafield[owner_resource]": "product"})
    reply = create(shop, SIZE, {**SIZE, "key": "a.b"}, {**SIZE, "key": "count", "type": "number_integer"},
                   {**SIZE, "namespace": "no"}, {"type": "json"}, {**SIZE, "key": "other", "type": None})
    assert shop.issues(reply) == {
        "metafields[1].key": ["must contain only letters, digits, hyphens and underscores"],
        "metafields[2].value": ["must be a whole number from -9007199254740991 to 9007199254740991"],
        "metafields[3].namespace": ["is too short (minimum is 3 characters)"],
        "metafields[4].namespace": ["can't be blank"], "metafields[4].key": ["can't be blank"],
        "metafields[4].value": ["can't be blank"], "metafields[5].type": ["can't be blank"],
    }
    assert shop.issues(create(shop, SIZE, SIZE)) == {"metafields[1].key": ["has already been taken"]}
    assert shop.issues(create(shop, SIZE, title="")) == {"title": ["can't be blank"]}
    assert (shop.count(), shop.count("metafields", **{"metafield[owner_resource]": "product"})) == before


@pytest.mark.parametrize("sent", [{}, "x", 5, [5], [[]], [SIZE] * 101])
def test_something_else_than_metafields_is_refused(shop, sent):
    issues = shop.issues(shop.post("products", "product", {"title": "T", "metafields": sent}))
    assert [name.split("[")[0] for name in issues] == ["metafields"]


def test_a_product_is_changed_with_its_metafields(shop):
    made = shop.one(create(shop, SIZE), "product", 201)
    one, = shop.list(f"products/{made['id']}/metafields")
    # By its names, by its id, and a new one; what is not sent stays.
    assert change(shop, made, {**SIZE, "value": "L"}).status == 200
    assert values(shop, made) == {"custom.size": "L"}
    assert change(shop, made, {"id": one["id"], "value": "XL"}, title="U").status == 200
    assert change(shop, made, {**SIZE, "id": 0, "key": "other"}).status == 200
    assert values(shop, made) == {"custom.size": "XL", "custom.other": "M"}
    assert shop.one(shop.get(f"products/{made['id']}"), "product")["title"] == "U"
    assert change(shop, made, {**SIZE, "type": "number_integer", "value": 5}).status == 200
    assert values(shop, made)["custom.size"] == 5
    assert shop.put(f"products/{made['id']}", "product", {"metafields": None}).status == 200
    assert len(values(shop, made)) == 2


def test_a_refused_change_changes_nothing(shop):
    made, other = (shop.one(create(shop, SIZE), "product", 201) for _ in range(2))
    theirs, = shop.list(f"products/{other['id']}/metafields")
    reply = change(shop, made, {**SIZE, "value": "L"}, {"id": theirs["id"], "value": "L"}, title="U")
    assert shop.issues(reply) == {"metafields[1].id": ["does not exist here"]}
    assert values(shop, made) == values(shop, other) == {"custom.size": "M"}
    assert shop.one(shop.get(f"products/{made['id']}"), "product") == made


def of_variant(shop, variant):
    """The metafields of a variant by their keys."""
    return {one["key"]: one["value"] for one in shop.list(f"variants/{variant['id']}/metafields")}


def two_variants(shop):
    """A product with variants A and B that have one metafield each."""
    variants = [{"option1": name, "metafields": [{**SIZE, "value": name}]} for name in "AB"]
    return shop.product(variants=variants)


def test_variants_are_made_with_their_metafields(shop):
    made = shop.one(create(shop, SIZE, variants=[
        {"option1": "A", "metafields": [SIZE, {**SIZE, "key": "other"}]}, {"option1": "B"},
        {"option1": "C", "metafields": [{**SIZE, "value": "C"}]}]), "product", 201)
    assert [of_variant(shop, variant) for variant in made["variants"]] == [
        {"size": "M", "other": "M"}, {}, {"size": "C"}]
    assert values(shop, made) == {"custom.size": "M"}
    assert not any("metafields" in variant for variant in made["variants"])


def test_a_variant_of_its_own_body_takes_them_too(shop):
    product = two_variants(shop)
    reply = shop.post(f"products/{product['id']}/variants", "variant", {"option1": "C", "metafields": [SIZE]})
    made = shop.one(reply, "variant", 201)
    assert of_variant(shop, made) == {"size": "M"}
    for path in (f"variants/{made['id']}", f"products/{product['id']}/variants/{made['id']}"):
        for value in ("L", "XL"):
            reply = shop.put(path, "variant", {"metafields": [{**SIZE, "value": value}]})
            # What is sent for other modules alone changes nothing here.
            assert shop.one(reply, "variant") == made and of_variant(shop, made) == {"size": value}
    refused = shop.put(f"variants/{made['id']}", "variant", {"price": "5", "metafields": [SIZE, {**SIZE, "key": "a.b"}]})
    assert shop.issues(refused) == {
        "metafields[1].key": ["must contain only letters, digits, hyphens and underscores"]}
    assert shop.one(shop.get(f"variants/{made['id']}"), "variant") == made and of_variant(shop, made) == {"size": "XL"}


def test_a_product_is_changed_with_its_variants_metafields(shop):
    product = two_variants(shop)
    first, second = product["variants"]
    one, = shop.list(f"variants/{first['id']}/metafields")
    reply = shop.put(f"products/{product['id']}", "product", {"variants": [
        {"id": first["id"], "metafields": [{"id": one["id"], "value": "L"}]}, {"id": second["id"]},
        {"option1": "C", "metafields": [{**SIZE, "value": "C"}]}]})
    variants = shop.one(reply, "product")["variants"]
    assert [of_variant(shop, variant)["size"] for variant in variants] == ["L", "B", "C"]
    assert values(shop, product) == {}


def test_a_refused_metafield_of_a_variant_leaves_nothing(shop):
    product = two_variants(shop)
    first, second = product["variants"]
    theirs, = shop.list(f"variants/{second['id']}/metafields")
    before = shop.count(), shop.count("metafields", **{"metafield[owner_resource]": "variant"})
    wrong = [{**SIZE, "value": "L"}, {"id": theirs["id"], "value": "L"}, {**SIZE, "key": "count", "type": "number_integer"}]
    # The places are those of the request, whatever positions say.
    reply = shop.put(f"products/{product['id']}", "product", {"title": "U", "metafields": [{**SIZE, "key": "a.b"}], "variants": [
        {"id": second["id"], "position": 2}, {"id": first["id"], "position": 1, "metafields": wrong}]})
    assert shop.issues(reply) == {
        "metafields[0].key": ["must contain only letters, digits, hyphens and underscores"],
        "variants[1].metafields[1].id": ["does not exist here"],
        "variants[1].metafields[2].value": ["must be a whole number from -9007199254740991 to 9007199254740991"],
    }
    reply = create(shop, variants=[{"option1": "A", "metafields": [SIZE]}, {"option1": "B", "metafields": "x"}])
    assert shop.issues(reply) == {"variants[1].metafields": ["must be an array of at most 100 metafields"]}
    assert shop.one(shop.get(f"products/{product['id']}"), "product") == product
    assert [of_variant(shop, variant)["size"] for variant in (first, second)] == ["A", "B"]
    assert (shop.count(), shop.count("metafields", **{"metafield[owner_resource]": "variant"})) == before


def test_two_variants_of_one_request_cannot_have_one_unique_value(empty_shop):
    shop = empty_shop
    shop.create("metafield_definition", {
        "name": "Size", "namespace": "custom", "key": "size", "owner_type": "variant", "type": SIZE["type"],
        "unique": True})
    variants = [{"option1": name, "metafields": [SIZE]} for name in "AB"]
    reply = create(shop, variants=variants)
    assert shop.issues(reply) == {"variants[1].metafields[0].value": ["has already been taken"]}
    assert shop.count() == shop.count("metafields", **{"metafield[owner_resource]": "variant"}) == 0


def test_metafields_of_variants_need_their_scope(shop):
    product = two_variants(shop)
    key = create_key(shop.server.data, shop.store, "write_products", "--no-rate-limit")
    limited = shop.again(key=key)
    variant = product["variants"][0]
    for reply in (
            limited.put(f"variants/{variant['id']}", "variant", {"metafields": [SIZE]}),
            limited.put(f"products/{product['id']}", "product", {"variants": [{"id": variant["id"], "metafields": [SIZE]}]}),
            limited.post(f"products/{product['id']}/variants", "variant", {"option1": "C", "metafields": [SIZE]})):
        shop.assert_refused(reply, 403)
    assert of_variant(shop, variant) == {"size": "A"}
    assert limited.put(f"variants/{variant['id']}", "variant", {"price": "1"}).status == 200
