"""Metafields below the paths of facets: custom and smart collections are collections, each below its own path."""

import pytest

from collection_calls import custom, rule, smart
from test_metafields import metafield

FIELDS = {"namespace": "custom", "key": "size", "value": "M", "type": "single_line_text_field"}


def made(shop, kind):
    one = custom(shop) if kind == "custom" else smart(shop, rule("tag", "equals", "red"))
    return one["id"]


@pytest.mark.parametrize("kind, other", [("custom", "smart"), ("smart", "custom")])
def test_a_collection_has_them_below_its_own_path(shop, kind, other):
    id = made(shop, kind)
    path = f"{kind}_collections/{id}/metafields"
    first = metafield(shop, path)
    assert (first["owner_resource"], first["owner_id"]) == ("collection", id)
    one = f"{path}/{first['id']}"
    assert shop.list(path) == shop.list(f"collections/{id}/metafields") == [first] and shop.count(path) == 1
    assert shop.one(shop.get(one), "metafield") == first
    changed = shop.one(shop.put(one, "metafield", {"value": "L"}), "metafield")
    assert changed["value"] == "L" and shop.one(shop.get(f"metafields/{first['id']}"), "metafield") == changed
    of_collection = {"metafield[owner_resource]": "collection", "metafield[owner_id]": id}
    assert shop.list("metafields", **of_collection) == [changed]
    assert shop.delete(one).status == 204 and shop.count(path) == 0
    # The same collection is none below the path of the others, whatever is asked there.
    kept = metafield(shop, path)
    wrong = f"{other}_collections/{id}/metafields"
    for reply in (shop.get(wrong), shop.get(f"{wrong}/count"), shop.get(f"{wrong}/{kept['id']}"),
                  shop.post(wrong, "metafield", {**FIELDS, "key": "other"}),
                  shop.put(f"{wrong}/{kept['id']}", "metafield", {"value": "X"}), shop.delete(f"{wrong}/{kept['id']}")):
        shop.assert_refused(reply, 404)
    assert shop.list(path) == [kept]


def test_events_are_below_them_too(shop):
    id = made(shop, "custom")
    assert shop.list(f"custom_collections/{id}/events") == shop.list(f"collections/{id}/events") != []
    shop.assert_refused(shop.get(f"smart_collections/{id}/events"), 404)
