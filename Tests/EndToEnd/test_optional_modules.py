"""Redirects and metafields go without the modules that are not loaded."""

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY
from test_metafields_owners import SIZE
from test_redirects import record, rename, table

OWNERS = {
    "product": ("products", "title"), "customer": ("customers", "email"), "page": ("pages", "title"),
    "blog": ("blogs", "title"), "location": ("locations", "name"), "order": ("orders", "line_items"),
    "custom_collection": ("custom_collections", "title"),
}


def fields_of(name):
    _, field = OWNERS[name]
    values = {"email": "ada@example.com", "line_items": [{"title": "T", "price": "1.00"}]}
    return {field: values.get(field, "T")}


def values(shop, path):
    return {f"{one['namespace']}.{one['key']}": one["value"] for one in shop.list(f"{path}/metafields")}


def required(shop, owner):
    fields = {"name": "Size", "namespace": "custom", "key": "size", "owner_type": owner, "type": SIZE["type"],
              "required": True}
    return shop.create("metafield_definition", fields)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("name", OWNERS)
def test_bodies_of_every_owner_hold_metafields(server, dialect, name):
    shop = open_shop(server, dialect)
    plural, _ = OWNERS[name]
    required(shop, "collection" if name == "custom_collection" else name)
    assert shop.issues(shop.post(plural, name, fields_of(name))) == {"metafields": ["must have custom.size"]}
    made = shop.one(shop.post(plural, name, {**fields_of(name), "metafields": [SIZE]}), name, 201)
    owner = f"{'collections' if name == 'custom_collection' else plural}/{made['id']}"
    assert values(shop, owner) == {"custom.size": "M"}
    assert shop.put(f"{plural}/{made['id']}", name, {"metafields": [{**SIZE, "value": "L"}]}).status == 200
    assert values(shop, owner) == {"custom.size": "L"}


@pytest.mark.parametrize(
    "disabled", [["collections"], ["collections", "customers", "inventory", "orders", "price_lists"]], ids=len)
def test_what_is_there_works_without_the_others(make_server, tmp_path, disabled):
    configuration = tmp_path / "without.toml"
    configuration.write_text(f"[modules]\ndisabled = {disabled}\n".replace("'", '"'))
    shop = open_shop(make_server(configuration=configuration).start(), SHOPIFY)
    assert shop.get("custom_collections").status == 404
    made = record(shop, "product", handle="a", metafields=[SIZE])
    assert values(shop, f"products/{made['id']}") == {"custom.size": "M"}
    rename(shop, "product", made, "b")
    assert table(shop) == {"/products/a": "/products/b"}
