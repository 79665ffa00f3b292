"""The audit trail that merchants read (PL-17)."""

import pytest

from dialects import STOREICU
from server import create_key, keys_of


@pytest.fixture
def trail(empty_shop):
    """A store with three writes by one key, one of them refused, and what they left."""
    product = empty_shop.product()
    refused = empty_shop.post("products", "product", {"title": ""})
    assert refused.status == 422
    empty_shop.delete(f"products/{product['id']}")
    return empty_shop, product, refused


def test_the_trail_says_who_did_what_and_what_came_of_it(trail):
    shop, product, refused = trail
    deleted, failed, created = shop.list("audit_events")
    actor, = [row["id"] for row in keys_of(shop.server.data, shop.store)]
    assert set(created) == {"id", "created_at", "actor", "method", "route", "target", "status", "request_id"}
    assert {event["actor"] for event in (created, failed, deleted)} == {actor}
    assert [(e["method"], e["route"], e["target"], e["status"]) for e in (created, failed, deleted)] == [
        ("POST", "products", str(product["id"]), 201), ("POST", "products", "", 422),
        ("DELETE", "products/{id}", str(product["id"]), 204)]
    assert failed["request_id"] == refused.header("X-Request-Id")
    assert shop.one(shop.get(f"audit_events/{created['id']}"), "audit_event") == created
    assert shop.count("audit_events") == 3


def test_the_trail_has_pages_and_filters_like_any_list(trail):
    shop, _, _ = trail
    newest, middle, oldest = shop.list("audit_events")
    assert shop.list("audit_events", since_id=oldest["id"]) == [middle, newest]
    assert shop.list("audit_events", limit=1, page=2) == [middle]
    assert shop.list("audit_events", created_at_min=oldest["created_at"]) == [newest, middle, oldest]
    assert shop.list("audit_events", created_at_max="2001-01-01T00:00:00Z") == []
    assert shop.list("audit_events", fields="actor,status") == [
        {name: event[name] for name in ("actor", "status")} for event in (newest, middle, oldest)]


def test_a_repeated_answer_leaves_a_row_without_a_target(empty_shop):
    shop = empty_shop
    for _ in range(2):
        reply = shop.post("products", "product", {"title": "Once"}, headers={"Idempotency-Key": "k"})
        assert reply.status == 201
    repeat, first = shop.list("audit_events")
    assert (repeat["status"], repeat["target"]) == (201, "") and first["target"]


def test_the_trail_is_read_with_its_own_scope_and_written_by_nobody(trail, open_shops):
    shop, _, _ = trail
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_audit"))
    assert len(reader.list("audit_events")) == 3
    reader.assert_refused(reader.get("products"), 403)
    other = shop.again(key=create_key(shop.server.data, shop.store, "read_products,write_products"))
    other.assert_refused(other.get("audit_events"), 403)
    event = shop.list("audit_events")[0]["id"]
    for method, path in [("POST", "audit_events"), ("PUT", f"audit_events/{event}"), ("DELETE", f"audit_events/{event}")]:
        assert shop.send(method, path, {"audit_event": {"actor": "x"}}).status == 405
    assert open_shops(shop.dialect).list("audit_events") == []
    assert len(shop.again(STOREICU).list("audit_events")) == 3
