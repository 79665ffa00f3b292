"""The unmodified ShopifyAPI for Python with metafields."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from shopify_library import client  # noqa: F401 (client is a fixture)
from test_shopify_client import new_product

FIELDS = {"namespace": "custom", "key": "size", "value": "M", "type": "single_line_text_field"}


def test_metafields_of_the_store(client):
    made = shopify.Metafield(FIELDS)
    assert made.save(), made.errors.full_messages()
    found = shopify.Metafield.find(made.id)
    assert (found.value, found.owner_resource, found.is_new()) == ("M", "shop", False)
    found.value = "L"
    assert found.save() and shopify.Metafield.find(made.id).value == "L"
    assert shopify.Metafield.count() == 1 and [one.id for one in shopify.Metafield.find(namespace="custom")] == [made.id]
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Metafield.find(made.id)


def test_metafields_of_a_product(client):
    product = new_product()
    made = product.add_metafield(shopify.Metafield({**FIELDS, "key": "count", "type": "number_integer", "value": 5}))
    assert made.id and (made.value, made.owner_id, made.owner_resource) == (5, product.id, "product")
    product.add_metafield(shopify.Metafield(FIELDS))
    assert sorted(one.key for one in product.metafields()) == ["count", "size"]
    assert product.metafields_count() == 2 and product.metafields_count(key="size") == 1
    nested, = product.metafields(key="size")
    nested.value = "L"
    assert nested.save(), nested.errors.full_messages()
    assert shopify.Metafield.find(nested.id).value == "L"
    nested.destroy()
    assert product.metafields_count() == 1
    assert product.save() and product.metafields_count() == 1
    of_products = {"metafield[owner_resource]": "product", "metafield[owner_id]": product.id}
    assert [one.id for one in shopify.Metafield.find(**of_products)] == [made.id]


def test_metafields_of_a_variant_and_of_an_image(client):
    product = new_product(images=[{"src": "https://cdn.example.com/a.png"}])
    variant = shopify.Variant.find(product.variants[0].id)
    assert variant.add_metafield(shopify.Metafield(FIELDS)).id
    assert [one.value for one in variant.metafields()] == ["M"]
    image = product.images[0]
    made = shopify.Metafield({**FIELDS, "owner_resource": "product_image", "owner_id": image.id})
    assert made.save(), made.errors.full_messages()
    assert [one.id for one in shopify.Image({"id": image.id, "product_id": product.id}).metafields()] == [made.id]


def test_a_product_is_made_with_metafields(client):
    product = new_product(metafields=[FIELDS])
    assert [(one.key, one.value) for one in product.metafields()] == [("size", "M")]


def test_errors_come_as_the_library_expects(client):
    product = new_product()
    wrong = shopify.Metafield({**FIELDS, "type": "number_integer", "value": "abc"})
    assert product.add_metafield(wrong) is wrong and wrong.is_new()
    assert wrong.errors.full_messages() == [
        "value must be a whole number from -9007199254740991 to 9007199254740991"]
    assert product.add_metafield(shopify.Metafield(FIELDS)).id
    doubled = shopify.Metafield({**FIELDS, "owner_resource": "product", "owner_id": product.id})
    assert doubled.save() is False and doubled.errors.full_messages() == ["key has already been taken"]
