"""The unmodified ShopifyAPI for Python with custom collections, smart collections and collects."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from shopify_library import client  # noqa: F401 (client is a fixture)
from test_shopify_client import new_product


def saved(kind, **attributes):
    made = kind(attributes)
    assert made.save(), made.errors.full_messages()
    return made


def red(title="Red"):
    return saved(shopify.SmartCollection, title=title, rules=[{"column": "tag", "relation": "equals", "condition": "red"}])


def test_custom_collections_are_created_read_changed_and_deleted(client):
    made = saved(shopify.CustomCollection, title="Macbooks", body_html="<b>x</b>", published=False, image={
        "src": "https://cdn.example.com/a.png", "alt": "A"})
    assert made.id and made.handle == "macbooks" and made.published_at is None and made.image.alt == "A"
    found = shopify.CustomCollection.find(made.id)
    found.title, found.published = "iPods", True
    assert found.save() and shopify.CustomCollection.find(made.id).title == "iPods"
    again = shopify.CustomCollection.find(made.id)
    assert again.published_at and again.image.src == "https://cdn.example.com/a.png"
    again.image = {}
    assert again.save() and shopify.CustomCollection.find(made.id).image is None
    assert shopify.CustomCollection.count() == 1 and shopify.CustomCollection.count(title="other") == 0
    assert [one.id for one in shopify.CustomCollection.find(handle="macbooks", fields="id")] == [made.id]
    refused = shopify.CustomCollection({"title": ""})
    assert refused.save() is False and refused.errors.full_messages() == ["title can't be blank"]
    again.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.CustomCollection.find(made.id)


def test_products_are_added_and_removed(client):
    collection, product, other = saved(shopify.CustomCollection, title="C"), new_product("A"), new_product("B")
    collect = collection.add_product(product)
    assert collect.id and collect.position == 1
    assert other.add_to_collection(collection).id
    assert [one.id for one in collection.products()] == [other.id, product.id]
    assert [one.id for one in product.collections()] == [collection.id]
    assert [one.product_id for one in shopify.Collect.find(collection_id=collection.id)] == [other.id, product.id]
    assert shopify.Collect.count(product_id=product.id) == 1
    assert shopify.Collect.find(collect.id).collection_id == collection.id
    twice = collection.add_product(product)
    assert not twice.id and twice.errors.full_messages() == ["product_id has already been taken"]
    collection.remove_product(product)
    assert [one.id for one in collection.products()] == [other.id] and product.collections() == []
    other.remove_from_collection(collection)
    assert collection.products() == [] and shopify.Collect.count() == 0


def test_smart_collections_find_their_products(client):
    product = new_product("A", tags="red, small")
    collection = red()
    assert collection.id and collection.rules[0].condition == "red" and collection.disjunctive is False
    new_product("B", tags="blue")
    later = new_product("C", tags=["RED"])
    assert [one.id for one in collection.products()] == [later.id, product.id]
    assert [one.id for one in product.smart_collections()] == [collection.id] and product.collections() == []
    assert shopify.Product.count(collection_id=collection.id) == 2
    found = shopify.SmartCollection.find(collection.id)
    found.rules = [{"column": "tag", "relation": "equals", "condition": "blue"}]
    assert found.save() and [one.title for one in found.products()] == ["B"]
    # All of a record goes back as it came.
    assert shopify.SmartCollection.find(collection.id).save()
    assert [one.title for one in found.products()] == ["B"]
    refused = shopify.SmartCollection({"title": "T", "rules": []})
    assert refused.save() is False and refused.errors.full_messages() == ["rules can't be blank"]
    assert shopify.SmartCollection.count() == 1
    found.destroy()
    assert shopify.SmartCollection.find() == [] and shopify.Product.find(collection_id=collection.id) == []


def test_pages_of_a_collection_lead_on(client):
    collection = red()
    made = sorted((new_product(f"P{number}", tags="red").id for number in range(5)), reverse=True)
    new_product("other")
    first = shopify.Product.find(collection_id=collection.id, limit=2)
    pages = [first, first.next_page(), first.next_page().next_page()]
    assert [product.id for page in pages for product in page] == made and not pages[-1].has_next_page()


def test_a_smart_collection_is_put_in_order(client):
    collection, a, b = red(), new_product("A", tags="red"), new_product("B", tags="red")
    shopify.SmartCollection(dict(id=collection.id)).put(f"order", **{"products[]": b.id, "sort_order": "manual"})
    assert shopify.SmartCollection.find(collection.id).sort_order == "manual"
    assert {product.id for product in collection.products()} == {a.id, b.id}
