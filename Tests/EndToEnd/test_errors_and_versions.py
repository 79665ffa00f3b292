"""Error bodies, versions, hosts and prefixes (ER-01 to ER-12, PL-01 to PL-07, C-01 to C-04)."""

import re
import socket

import pytest

from dialects import NATIVE, SHOPIFY, STOREICU
from server import create_key

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MISSING = 999_999_999


def test_a_missing_product_of_store_icu_is_described(open_shops):
    shop = open_shops(STOREICU)
    reply = shop.get(f"products/{MISSING}")
    shop.assert_refused(reply, 404)
    error = reply.json["error"]
    assert error["code"] == "RESOURCE_NOT_FOUND" and isinstance(error["message"], str)
    assert error["details"] == {"resource": "product", "id": str(MISSING)}


@pytest.mark.parametrize("dialect", [SHOPIFY, NATIVE], ids=lambda d: d.name)
def test_a_missing_product_of_the_second_document_is_not_found(open_shops, dialect):
    reply = open_shops(dialect).get(f"products/{MISSING}")
    assert (reply.status, reply.json) == (404, {"errors": "Not found"})


def test_a_blank_title_is_the_documented_error(open_shops):
    reply = open_shops(SHOPIFY).post("products", "product", {"title": ""})
    assert (reply.status, reply.json) == (422, {"errors": {"title": ["can't be blank"]}})


def test_a_missing_credential_is_401_everywhere(shop):
    for headers in ({}, {"X-Shopify-Access-Token": ""}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}):
        reply = shop.connection.send("GET", shop.dialect.target("products"), headers)
        shop.assert_refused(reply, 401)
    if not shop.dialect.has_envelope_data:
        assert reply.json["errors"] == (
            "[API] Invalid API key or access token (unrecognized login or wrong password)")


def test_a_missing_scope_is_named(shop):
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_products", "--no-rate-limit"))
    reply = reader.post("products", "product", {"title": "T"})
    shop.assert_refused(reply, 403)
    if shop.dialect.has_envelope_data:
        assert reply.json["error"]["code"] == "INSUFFICIENT_SCOPE"
        assert reply.json["error"]["details"] == {"scope": "write_products"}
    else:
        assert reply.json["errors"] == "[API] This action requires merchant approval for write_products scope."
    assert reader.get("products").status == 200


def test_a_write_scope_includes_reading(shop):
    writer = shop.again(key=create_key(shop.server.data, shop.store, "write_products", "--no-rate-limit"))
    made = writer.product()
    assert writer.get(f"products/{made['id']}").status == 200


def test_scopes_may_be_separated_by_commas_or_blanks(shop):
    for scopes in ("read_products,read_suppliers", "read_products read_suppliers", "read_products, read_suppliers"):
        reader = shop.again(key=create_key(shop.server.data, shop.store, scopes, "--no-rate-limit"))
        assert (reader.get("products").status, reader.get("suppliers").status) == (200, 200)


def test_every_answer_has_its_headers(shop):
    for reply in (shop.get("products"), shop.get(f"products/{MISSING}"), shop.post("products", "product", {})):
        assert UUID.fullmatch(reply.header("X-Request-Id"))
        assert reply.header("Content-Type") == "application/json; charset=utf-8"
        if shop.dialect.has_envelope_data:
            assert {"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"} <= set(reply.headers)
        else:
            assert "X-Shopify-Shop-Api-Call-Limit" in reply.headers
            assert reply.header("X-Shopify-API-Version") == "2024-01"


def test_request_ids_differ(shop):
    assert len({shop.get("products").header("X-Request-Id") for _ in range(50)}) == 50


VERSIONS = [
    ("/admin/api/2023-10", 200), ("/admin/api/2024-01", 200), ("/admin/api/2031-07", 200), ("/admin/api/unstable", 200),
    ("/admin", 200), ("/api/v1", 200), ("/admin/api/2024-13", 404), ("/admin/api/2024-00", 404),
    ("/admin/api/foo", 404), ("/admin/api/202-401", 404), ("/admin/api", 404), ("/api/v2", 404),
    ("/api/v9", 404), ("/api", 404),
]


def test_versions_are_accepted_or_unknown(open_shops):
    shop = open_shops(SHOPIFY)
    id = shop.product()["id"]
    expected = shop.get(f"products/{id}").body
    for base, status in VERSIONS:
        reply = shop.send_to("GET", f"{base}/products/{id}.json")
        assert reply.status == status, base
        assert "errors" in reply.json or "error" in reply.json or reply.body == expected, base


def test_the_api_host_serves_version_3_without_a_prefix(open_shops):
    shop = open_shops(STOREICU)
    shop.product()
    reply = shop.send_to("GET", "/v3/products", headers={"Host": "api.test"})
    assert (reply.status, reply.body) == (200, shop.get("products").body)
    assert reply.header("ETag") == shop.get("products").header("ETag")
    assert shop.send_to("GET", "/v3/products").status == 404


@pytest.mark.parametrize("target", ["/v1/products", "/v2/products", "/v1/products/1"])
def test_retired_versions_are_gone_from_the_api_host(open_shops, target):
    reply = open_shops(STOREICU).send_to("GET", target, headers={"Host": "api.test"})
    assert reply.status == 410
    assert reply.json["error"]["code"] == "VERSION_RETIRED" and "v3" in reply.json["error"]["message"]


def test_a_store_s_prefix_must_agree_with_the_key(shop, open_shops):
    other = open_shops(shop.dialect)
    product = shop.product()
    target = shop.dialect.target(f"products/{product['id']}")
    assert shop.send_to("GET", f"/{shop.store}{target}").body == shop.get(f"products/{product['id']}").body
    for prefix in (other.store, "no-such-store", "sandbox-dev1"):
        reply = shop.send_to("GET", f"/{prefix}{target}")
        shop.assert_refused(reply, 404)


def test_a_store_s_host_must_agree_with_the_key(shop, open_shops):
    other = open_shops(shop.dialect)
    target = shop.dialect.target("products")
    assert shop.send_to("GET", target, headers={"Host": f"{shop.store}.test"}).status == 200
    shop.assert_refused(shop.send_to("GET", target, headers={"Host": f"{other.store}.test"}), 404)


@pytest.mark.parametrize("target", ["/nonsense", "/favicon.ico", "/admin", "/openapi/none.json", "/a/b/c/d"])
def test_unknown_paths_answer_json(shop, target):
    reply = shop.send_to("GET", target)
    assert reply.status == 404
    assert isinstance(reply.json, dict) and reply.header("X-Request-Id")


def test_paths_can_not_be_disguised(shop):
    product = shop.product()["id"]
    base = shop.dialect.base
    for path in (f"/x/../products/{product}", f"//products/{product}", f"/products/%2e%2e/products/{product}",
                 f"/products%2f{product}", f"/products/{product}%00", f"/products/{product};x", f"/PRODUCTS/{product}",
                 f"/products/{product}.json.json", f"/products/{product}.", f"/products/+{product}",
                 f"/products/%20{product}", f"/products/{product}.0", f"/products/0{product}",
                 f"/products/{product}/variants/0{product}", f"/products/0{product}/variants"):
        reply = shop.send_to("GET", base + path)
        assert reply.status in (400, 404), (path, reply.status)


CREDENTIALS = [
    # headers from the key, status
    (lambda k: {"X-Shopify-Access-Token": k}, 200),
    (lambda k: {"x-shopify-access-token": k}, 200),
    (lambda k: {"Authorization": f"Bearer {k}"}, 200),
    (lambda k: {"Authorization": f"bearer {k}"}, 200),
    (lambda k: {"Authorization": f"Bearer {k}", "X-Shopify-Access-Token": k}, 200),
    (lambda k: {"Authorization": f"Bearer {k}", "X-Shopify-Access-Token": k[:-1] + "x"}, 401),
    (lambda k: {"Authorization": k}, 401),
    (lambda k: {"Authorization": f"Token {k}"}, 401),
    (lambda k: {"X-Shopify-Access-Token": f"Bearer {k}"}, 401),
    (lambda k: {"X-Shopify-Access-Token": k.lower()}, 401),
    (lambda k: {"Cookie": f"token={k}"}, 401),
]


@pytest.mark.parametrize("headers, status", CREDENTIALS, ids=range(len(CREDENTIALS)))
def test_credentials_are_taken_from_two_headers_only(shop, headers, status):
    assert shop.connection.send("GET", shop.dialect.target("products"), headers(shop.key)).status == status


def test_json_is_read_under_every_spelling_of_its_media_type(shop):
    for media_type in ("application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/json",
                       "application/vnd.api+json", "application/json ;charset=utf-8"):
        reply = shop.send("POST", "products", b'{"product": {"title": "T"}}', {"Content-Type": media_type})
        assert reply.status == 201


def test_a_body_without_a_media_type_is_read_as_json(shop):
    reply = shop.send("POST", "products", b'{"product": {"title": "T"}}', {"Content-Type": ""})
    assert reply.status == 201
    head = f"POST {shop.dialect.target('products')} HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in shop.dialect.authorization(shop.key).items())
    with socket.create_connection(("127.0.0.1", shop.server.port), timeout=30) as connection:
        connection.sendall(head.encode() + b'\r\n{"product": {"title": "T"}}')
        assert connection.recv(4096).startswith(b"HTTP/1.1 201")


@pytest.mark.parametrize("media_type", [
    "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/jsonp",
    "application/xml", "json", "+json", "text/html; application/json",
])
def test_a_body_that_says_it_is_no_json_is_refused(shop, media_type):
    before = shop.count()
    reply = shop.send("POST", "products", b'{"product": {"title": "T"}}', {"Content-Type": media_type})
    shop.assert_refused(reply, 415)
    assert shop.count() == before


def test_a_media_type_without_a_body_says_nothing(shop):
    product = shop.product()
    reply = shop.send("PUT", f"products/{product['id']}", b"", {"Content-Type": "text/plain"})
    assert reply.status == 200
