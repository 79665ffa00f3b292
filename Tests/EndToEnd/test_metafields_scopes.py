"""Metafields need the scope of what they belong to as well (SC-18, SC-19, T-32)."""

import pytest

from conftest import open_shop
from dialects import DIALECTS
from server import create_key
from test_metafields import metafield


class Owners:
    """A store with a metafield of a product, of a customer and of the store, and keys with some scopes."""

    def __init__(self, server, dialect):
        self.server = server
        self.shop = shop = open_shop(server, dialect)
        self.paths, self.flat, self.made = {}, {}, {}
        records = {
            "product": shop.product(), "customer": shop.create("customer", {"email": "ada@example.com"}),
        }
        for kind, record in records.items():
            self.paths[kind] = f"{kind}s/{record['id']}/metafields"
            self.flat[kind] = {"metafield[owner_resource]": kind}
            self.made[kind] = metafield(shop, self.paths[kind])
        self.made["shop"] = metafield(shop)

    def key(self, scopes):
        key = create_key(self.server.data, self.shop.store, scopes, "--no-rate-limit")
        return self.shop.again(key=key)


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def owners(request, server):
    return Owners(server, request.param)


def needs(shop, reply, scope):
    """The answer is 403 and names the scope."""
    shop.assert_refused(reply, 403)
    if shop.dialect.has_envelope_data:
        assert reply.json["error"]["details"]["scope"] == scope
    else:
        assert reply.json["errors"] == f"[API] This action requires merchant approval for {scope} scope."


@pytest.mark.parametrize("kind", ["product", "customer"])
def test_reading_needs_the_owners_scope(owners, kind):
    shop, made = owners.key("read_metafields"), owners.made[kind]
    scope = f"read_{kind}s"
    for path in (owners.paths[kind], f"{owners.paths[kind]}/count", f"{owners.paths[kind]}/{made['id']}",
                 f"metafields/{made['id']}"):
        needs(shop, shop.get(path), scope)
    for path in ("metafields", "metafields/count"):
        needs(shop, shop.get(path, **owners.flat[kind]), scope)
        needs(shop, shop.get(path, **owners.flat[kind], **{"metafield[owner_id]": made["owner_id"]}), scope)
    allowed = owners.key(f"read_metafields,{scope}")
    assert allowed.one(allowed.get(f"metafields/{made['id']}"), "metafield") == made
    assert allowed.list(owners.paths[kind]) == allowed.list("metafields", **owners.flat[kind]) == [made]


@pytest.mark.parametrize("kind", ["product", "customer"])
def test_writing_needs_the_owners_write_scope(owners, kind):
    shop, made = owners.key(f"write_metafields,read_{kind}s"), owners.made[kind]
    scope = f"write_{kind}s"
    fields = {"namespace": "custom", "key": "other", "value": "x", "type": "single_line_text_field"}
    owner = {"owner_resource": kind, "owner_id": made["owner_id"]}
    needs(shop, shop.post(owners.paths[kind], "metafield", fields), scope)
    needs(shop, shop.post("metafields", "metafield", fields | owner), scope)
    for path in (f"metafields/{made['id']}", f"{owners.paths[kind]}/{made['id']}"):
        needs(shop, shop.put(path, "metafield", {"value": "x"}), scope)
        needs(shop, shop.delete(path), scope)
    assert owners.shop.one(owners.shop.get(f"metafields/{made['id']}"), "metafield") == made
    assert owners.shop.count(owners.paths[kind]) == 1


def test_the_owners_scope_is_not_enough(owners):
    shop = owners.key("write_products,write_customers")
    for path in ("metafields", "metafields/count", f"metafields/{owners.made['shop']['id']}", "metafield_definitions",
                 owners.paths["product"], f"{owners.paths['customer']}/{owners.made['customer']['id']}"):
        needs(shop, shop.get(path), "read_metafields")
    needs(shop, shop.post(owners.paths["product"], "metafield", {}), "write_metafields")


def test_what_is_the_stores_needs_no_other_scope(owners):
    shop = owners.key("write_metafields")
    made = owners.made["shop"]
    assert shop.list("metafields") == [made] and shop.one(shop.get(f"metafields/{made['id']}"), "metafield") == made
    # What ids name, and what comes after them, is never another owner's.
    assert shop.list("metafields", ids=owners.made["customer"]["id"]) == []
    assert shop.list("metafields", since_id=1) == [made]


def test_metafields_in_a_body_need_the_scope_of_metafields(owners):
    shop = owners.key("write_products")
    sent = [{"namespace": "custom", "key": "size", "value": "x", "type": "single_line_text_field"}]
    owner = owners.made["product"]["owner_id"]
    for reply in (shop.post("products", "product", {"title": "T", "metafields": sent}),
                  shop.put(f"products/{owner}", "product", {"title": "T", "metafields": sent})):
        shop.assert_refused(reply, 403)
        assert b"merchant approval for write_metafields scope" in reply.body
    assert owners.shop.one(owners.shop.get(f"metafields/{owners.made['product']['id']}"), "metafield")["value"] == "M"
    assert shop.one(shop.post("products", "product", {"title": "T", "metafields": []}), "product", 201)


def test_no_one_is_told_of_metafields_that_they_may_not_read(owners):
    """Events know the scope of their topic, not that of an owner, so there are none."""
    shop = owners.key("read_metafields,write_webhooks")
    fields = {"topic": "metafields/create", "address": "https://hooks.example.com/a"}
    assert "topic" in shop.issues(shop.post("webhooks", "webhook", fields))
