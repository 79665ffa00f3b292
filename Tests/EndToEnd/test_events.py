"""What became of records: told to those who may see the records, whatever kind these are (SC-18, T-32)."""

import pytest

from conftest import open_shop
from dialects import DIALECTS
from server import create_key


class History:
    """A store in which a product, a redirect (nothing can be attached to one) and a quantity (a module's topic) changed."""

    def __init__(self, server, dialect):
        self.server = server
        self.shop = shop = open_shop(server, dialect)
        shop.product(variants=[{"inventory_quantity": 3}])
        shop.one(shop.post("redirects", "redirect", {"path": "/old", "target": "/new"}), "redirect", 201)

    def key(self, *scopes):
        return self.shop.again(
            key=create_key(self.server.data, self.shop.store, ",".join(scopes), "--no-rate-limit"))


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def history(request, server):
    return History(server, request.param)


def kinds(shop):
    events = shop.list("events", limit=250)
    assert shop.count("events") == len(events)
    return {event["subject_type"] for event in events}


def test_a_key_that_may_see_all_sees_all(history):
    everything = kinds(history.shop)
    assert {"Product", "Redirect", "Inventory"} <= everything, everything


@pytest.mark.parametrize("scope, kind", [
    ("read_products", "Product"), ("read_content", "Redirect"), ("read_inventory", "Inventory")])
def test_events_need_the_scope_of_their_records(history, scope, kind):
    shown = kinds(history.key("read_events", scope))
    assert kind in shown and not shown & ({"Product", "Redirect", "Inventory"} - {kind}), shown


def test_one_event_needs_it_too(history):
    redirect = next(one for one in history.shop.list("events", limit=250) if one["subject_type"] == "Redirect")
    path = f"events/{redirect['id']}"
    assert history.key("read_events", "read_content").get(path).status == 200
    history.shop.assert_refused(history.key("read_events", "read_products").get(path), 403)
