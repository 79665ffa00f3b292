"""Bodies and requests that real client libraries send and that surprise servers."""

import pytest

from wire import raw

# go-shopify marshals the zero values of those fields that its structs do not omit.
GO_CREATE = {
    "title": "Go", "body_html": "", "image": {},
    "variants": [{"price": "1.00", "option1": "S", "requires_shipping": False}],
}
# Libraries with plain structs send all of them.
ZERO_VALUES = {
    "title": "Go", "id": 0, "body_html": "", "vendor": "", "product_type": "", "handle": "", "created_at": None,
    "updated_at": None, "published_at": None, "published_scope": "", "tags": "", "status": "", "options": None,
    "images": None, "image": {}, "template_suffix": "", "admin_graphql_api_id": "", "metafields_global_title_tag": "",
    "variants": [{
        "id": 0, "product_id": 0, "title": "", "sku": "", "position": 0, "grams": 0, "inventory_policy": "",
        "price": None, "compare_at_price": None, "fulfillment_service": "", "inventory_management": "",
        "inventory_item_id": 0, "option1": "Default Title", "option2": "", "option3": "", "created_at": None,
        "updated_at": None, "taxable": False, "tax_code": "", "barcode": "", "image_id": 0, "inventory_quantity": 0,
        "weight": None, "weight_unit": "", "old_inventory_quantity": 0, "requires_shipping": False,
        "admin_graphql_api_id": "", "metafields": None, "presentment_prices": None,
    }],
}


def test_the_body_of_go_shopify_makes_a_product(shop):
    product = shop.create("product", GO_CREATE)
    assert product["image"] is None and product["images"] == []
    assert product["variants"][0]["requires_shipping"] is False


def test_zero_values_mean_nothing_was_said(shop):
    product = shop.create("product", ZERO_VALUES)
    variant = product["variants"][0]
    assert product["handle"] == "go" or product["handle"].startswith("go-")
    assert product["status"] == "active" and product["image"] is None
    assert variant["requires_shipping"] is False and variant["taxable"] is False
    assert (variant["option1"], variant["image_id"], variant["weight_unit"]) == ("Default Title", None, "kg")
    assert variant["inventory_policy"] == "deny" and variant["fulfillment_service"] == "manual"


def test_a_whole_record_sent_back_changes_nothing_else(shop):
    before = shop.product(
        "Python", images=[{"src": "https://cdn.example.com/a.jpg"}], options=[{"name": "Size"}],
        variants=[{"option1": "S", "inventory_quantity": 3}, {"option1": "M", "price": "2.00"}])
    sent = {**before, "title": "Python 2"}
    after = shop.one(shop.put(f"products/{before['id']}", "product", sent), "product")
    assert after["title"] == "Python 2"
    ignored = {"updated_at"}

    def rest(record):
        if isinstance(record, dict):
            return {k: rest(v) for k, v in record.items() if k not in ignored}
        return [rest(part) for part in record] if isinstance(record, list) else record

    assert rest({**after, "title": ""}) == rest({**before, "title": ""})


def test_a_whole_variant_sent_back_changes_nothing_else(shop):
    product = shop.product(variants=[{"option1": "S", "price": "3.00", "grams": 10}])
    before = product["variants"][0]
    after = shop.one(shop.put(f"products/{product['id']}/variants/{before['id']}", "variant", before), "variant")
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}


@pytest.mark.parametrize("body", [None, b""])
def test_an_update_without_a_body_changes_nothing(shop, body):
    product = shop.product()
    headers = {"Content-Type": "application/json", "Content-Length": "0"}
    reply = shop.send("PUT", f"products/{product['id']}", body, headers)
    assert shop.one(reply, "product")["title"] == "Thing"


def test_a_chunked_get_does_not_confuse_the_connection(shop):
    product = shop.product()
    for _ in range(3):
        reply = shop.send("GET", f"products/{product['id']}", iter([]), {"Accept": "application/json"})
        assert shop.one(reply, "product") == product
    assert shop.send("DELETE", f"products/{product['id']}", iter([])).status == 204
    shop.assert_refused(shop.get(f"products/{product['id']}"), 404)


def test_a_chunked_create_works(shop):
    body = iter([b'{"product": {"ti', b'tle": "In ', b'pieces"}}'])
    assert shop.one(shop.send("POST", "products", body), "product", 201)["title"] == "In pieces"


def test_pipelined_requests_are_answered_in_order(shop):
    ids = [shop.product()["id"] for _ in range(3)]
    head = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}: {}\r\n{}\r\n"
    (name, value), = shop.dialect.authorization(shop.key).items()
    last = {ids[-1]: "Connection: close\r\n"}
    requests = "".join(
        head.format(shop.dialect.target(f"products/{id}"), name, value, last.get(id, "")) for id in ids)
    received = raw(shop.server.port, requests.encode()).decode()
    places = [received.find(f'"id":{id},') for id in ids]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize("wrapped", [True, False])
def test_store_icu_takes_bare_and_wrapped_objects(open_shops, wrapped):
    from dialects import STOREICU

    shop = open_shops(STOREICU)
    body = {"title": "T"}
    reply = shop.send("POST", "products", {"product": body} if wrapped else body)
    assert shop.one(reply, "product", 201)["title"] == "T"


def test_suffix_json_is_optional_in_the_native_dialect(open_shops):
    from dialects import NATIVE

    shop = open_shops(NATIVE)
    id = shop.product()["id"]
    for path in ("products", f"products/{id}", "products/count", f"products/{id}/variants"):
        assert shop.send_to("GET", f"/api/v1/{path}").body == shop.send_to("GET", f"/api/v1/{path}.json").body


def test_arrays_of_ids_come_in_three_spellings(shop):
    ids = sorted(shop.product()["id"] for _ in range(2))
    spellings = [
        [("ids", f"{ids[0]},{ids[1]}")], [("ids[]", ids[0]), ("ids[]", ids[1])],
        [("ids[0]", ids[0]), ("ids[1]", ids[1])]]
    for query in spellings:
        reply = shop.send("GET", "products", query=query)
        assert sorted(p["id"] for p in shop.many(reply, "products")) == ids
