"""The unmodified ShopifyAPI for Python against the Shopify dialect."""

import pytest
import shopify
from pyactiveresource.connection import ClientError, ForbiddenAccess, ResourceNotFound, UnauthorizedAccess

from server import create_key
from shopify_library import VERSION, activate, client_of_each_version as client  # noqa: F401 (client is a fixture)


def new_product(title="Mug", **fields):
    product = shopify.Product({"title": title, **fields})
    assert product.save(), product.errors.full_messages()
    return product


def test_products_are_created_read_changed_and_deleted(client):
    product = new_product(vendor="Acme", tags="a, b", variants=[{"option1": "S", "price": "3.50"}, {"option1": "M"}])
    assert product.id and product.handle == "mug" and product.variants[0].price == "3.50"
    found = shopify.Product.find(product.id)
    assert found.vendor == "Acme" and found.price_range() == "0.00 - 3.50"
    found.title = "Cup"
    assert found.save()
    assert shopify.Product.find(product.id).title == "Cup"
    assert len(shopify.Product.find(product.id).variants) == 2
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Product.find(product.id)
    assert not shopify.Product.exists(product.id)


def test_products_are_counted_and_filtered(client):
    for number in range(3):
        new_product(vendor="Acme" if number else "Zed")
    assert shopify.Product.count() == 3 and shopify.Product.count(vendor="Acme") == 2
    assert len(shopify.Product.find(vendor="Acme", limit=1)) == 1
    ids = ",".join(str(product.id) for product in shopify.Product.find(vendor="Acme"))
    assert len(shopify.Product.find(ids=ids)) == 2
    assert set(shopify.Product.find(fields="id,title")[0].attributes) == {"id", "title"}


def test_variants_are_added_changed_and_removed(client):
    product = new_product(variants=[{"option1": "S"}])
    assert product.add_variant(shopify.Variant({"option1": "M", "price": 12}))
    variants = shopify.Variant.find(product_id=product.id)
    assert [variant.option1 for variant in variants] == ["S", "M"] and variants[1].price == "12.00"
    flat = shopify.Variant.find(variants[1].id)
    flat.price = "9.99"
    assert flat.save()
    assert shopify.Variant.find(flat.id).price == "9.99"
    assert shopify.Variant.count(product_id=product.id) == 2
    variants[1].destroy()
    assert len(shopify.Product.find(product.id).variants) == 1


def test_images_are_attached_and_removed(client):
    product = new_product()
    image = shopify.Image({"product_id": product.id, "src": "https://cdn.example.com/a.png"})
    assert image.save() and image.id
    pixels = shopify.Image({"product_id": product.id})
    pixels.attach_image(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "a.png")
    assert pixels.save(), pixels.errors.full_messages()
    images = shopify.Image.find(product_id=product.id)
    assert [one.position for one in images] == [1, 2]
    images[0].destroy()
    assert len(shopify.Product.find(product.id).images) == 1


def test_pages_lead_forward_and_back(client):
    made = sorted((new_product(f"P{n}").id for n in range(7)), reverse=True)
    first = shopify.Product.find(limit=3)
    second = first.next_page()
    third = second.next_page()
    assert [p.id for page in (first, second, third) for p in page][:7] == made
    assert not third.has_next_page() and third.has_previous_page() and not first.has_previous_page()
    assert [product.id for product in third.previous_page(no_cache=True)] == made[3:6]
    pages = shopify.PaginatedIterator(shopify.Product.find(limit=2))
    assert [product.id for page in pages for product in page] == made


def test_errors_come_as_the_library_expects(client):
    product = shopify.Product({"title": ""})
    assert product.save() is False
    assert product.errors.full_messages() == ["title can't be blank"]
    doubled = shopify.Product({"title": "T", "variants": [{"option1": "A"}, {"option1": "A"}]})
    assert doubled.save() is False
    assert doubled.errors.full_messages() == [
        "The variant 'A' already exists. Please change at least one option value."]


def test_refusals_raise(client):
    activate(client, create_key(client.server.data, client.store, "read_products", "--no-rate-limit"))
    with pytest.raises(ForbiddenAccess):
        shopify.Product({"title": "T"}).save()
    activate(client, "shpat_none")
    with pytest.raises(UnauthorizedAccess):
        shopify.Product.find()


def test_limits_are_read_and_a_flood_is_refused(client):
    activate(client, create_key(client.server.data, client.store))
    shopify.Product.find()
    assert (shopify.Limits.credit_limit(), shopify.Limits.credit_used()) == (40, 1)
    assert not shopify.Limits.credit_maxed()
    with pytest.raises(ClientError) as raised:
        for _ in range(60):
            shopify.Product.find()
    assert raised.value.response.code == 429
    assert float(raised.value.response.headers["Retry-After"]) >= 1


def test_private_app_credentials_in_the_address_work(client):
    shopify.ShopifyResource.clear_session()
    shopify.ShopifyResource.set_site(f"http://apikey:{client.key}@127.0.0.1:{client.server.port}/admin/api/{VERSION}")
    assert new_product("Private").id
