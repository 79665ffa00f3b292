"""Metafields in the body of a product: one transaction with it (P-19)."""

import pytest

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
