"""Metafields of records and of the store, in all dialects (M-01, M-02, M-03, M-06, EX-02)."""

import json
import re

import pytest

KEYS = {
    "id", "namespace", "key", "value", "description", "owner_id", "created_at", "updated_at", "owner_resource", "type",
    "admin_graphql_api_id",
}
TEXT = "single_line_text_field"


def below(owner):
    return f"products/{owner['id']}/metafields"


def metafield(shop, path="metafields", **fields):
    fields = {"namespace": "custom", "key": "size", "value": "M", "type": TEXT, **fields}
    return shop.one(shop.post(path, "metafield", fields), "metafield", 201)


def refused(shop, path="metafields", **fields):
    fields = {"namespace": "custom", "key": "size", "value": "M", "type": TEXT, **fields}
    return shop.issues(shop.post(path, "metafield", fields))


def ids(metafields):
    return [one["id"] for one in metafields]


def test_a_metafield_has_every_key(shop):
    owner = shop.product()
    made = metafield(shop, below(owner), description="in letters")
    assert set(made) == KEYS
    assert (made["owner_resource"], made["owner_id"], made["description"]) == ("product", owner["id"], "in letters")
    assert re.fullmatch(rf"gid://\w+/Metafield/{made['id']}", made["admin_graphql_api_id"])


def test_a_metafield_is_read_changed_and_deleted_by_either_path(shop):
    owner = shop.product()
    for path in ("metafields", below(owner)):
        made = metafield(shop, below(owner))
        path = f"{path}/{made['id']}"
        assert shop.one(shop.get(path), "metafield") == made
        changed = shop.one(shop.put(path, "metafield", {"value": "L"}), "metafield")
        assert (changed["value"], changed["type"]) == ("L", TEXT)
        # As clients send it: the whole record as they fetched it.
        assert shop.one(shop.put(path, "metafield", {**changed, "value": "XL"}), "metafield")["value"] == "XL"
        assert shop.delete(path).status == 204
        shop.assert_refused(shop.get(path), 404)


def test_metafields_are_those_of_their_owner(empty_shop):
    shop = empty_shop
    first, second = shop.product("A"), shop.product("B")
    made = [metafield(shop, below(first), key=f"key{number}")["id"] for number in range(3)]
    other = metafield(shop, below(second))
    assert ids(shop.list(below(first))) == made[::-1] and shop.count(below(first)) == 3
    for method in ("GET", "PUT", "DELETE"):
        body = shop.wrap("metafield", {"value": "x"}) if method == "PUT" else None
        shop.assert_refused(shop.send(method, f"{below(first)}/{other['id']}", body), 404)
    shop.assert_refused(shop.get("products/1/metafields"), 404)
    shop.assert_refused(shop.post("products/1/metafields", "metafield", {"namespace": "custom"}), 404)


def test_a_flat_list_is_the_shops_unless_it_names_another_owner(empty_shop):
    shop = empty_shop
    owner, other = shop.product(), shop.product()
    own, others = metafield(shop, below(owner))["id"], metafield(shop, below(other))["id"]
    shops = metafield(shop)
    assert (shops["owner_resource"], shops["owner_id"]) == ("shop", None)
    assert ids(shop.list("metafields")) == [shops["id"]] and shop.count("metafields") == 1
    of_products = {"metafield[owner_resource]": "product"}
    assert ids(shop.list("metafields", **of_products)) == [others, own]
    of_one = of_products | {"metafield[owner_id]": owner["id"]}
    assert ids(shop.list("metafields", **of_one)) == [own] and shop.count("metafields", **of_one) == 1
    assert shop.list("metafields", **{"metafield[owner_resource]": "image"}) == []


def test_a_flat_create_names_its_owner(shop):
    owner = shop.product()
    made = metafield(shop, owner_resource="product", owner_id=owner["id"])
    assert ids(shop.list(below(owner))) == [made["id"]]


@pytest.mark.parametrize("fields,issues", [
    ({"owner_resource": "product", "owner_id": 1}, {"owner_id": ["must exist"]}),
    ({"owner_resource": "thing", "owner_id": 1}, {"owner_resource": ["is not included in the list"]}),
    ({"owner_resource": "thing"}, {"owner_resource": ["needs an owner_id unless it is shop"]}),
])
def test_an_owner_that_there_is_not_is_refused(shop, fields, issues):
    assert refused(shop, **fields) == issues


@pytest.mark.parametrize("owner", ["variants", "product_images"])
def test_parts_of_products_have_metafields(shop, owner):
    product = shop.product(images=[{"src": "https://cdn.example.com/a.png"}])
    part = product["variants" if owner == "variants" else "images"][0]
    made = metafield(shop, f"{owner}/{part['id']}/metafields")
    assert (made["owner_resource"], made["owner_id"]) == (owner[:-1], part["id"])
    assert ids(shop.list(f"{owner}/{part['id']}/metafields")) == [made["id"]]
    assert shop.delete(f"products/{product['id']}").status == 204
    shop.assert_refused(shop.get(f"metafields/{made['id']}"), 404)


def test_metafields_go_with_their_owner(shop):
    owner = shop.product()
    made = metafield(shop, below(owner))
    assert shop.delete(f"products/{owner['id']}").status == 204
    shop.assert_refused(shop.get(f"metafields/{made['id']}"), 404)


def test_a_metafield_stays_with_its_owner_and_its_names(shop):
    owner, other = shop.product(), shop.product()
    path = f"metafields/{metafield(shop, below(owner))['id']}"
    for field, value in (("owner_id", other["id"]), ("namespace", "other"), ("key", "other")):
        assert shop.issues(shop.put(path, "metafield", {field: value})) == {field: ["can't be changed"]}


def test_a_namespace_and_a_key_are_once_for_an_owner(empty_shop):
    shop = empty_shop
    owner, other = shop.product(), shop.product()
    for path in (below(owner), "metafields"):
        metafield(shop, path)
        assert refused(shop, path, value="L") == {"key": ["has already been taken"]}
    metafield(shop, below(other))
    metafield(shop, below(owner), namespace="other")
    # They are names, not words.
    metafield(shop, below(owner), key="Size")
    assert shop.count(below(owner)) == 3 and shop.count("metafields") == 1


def test_metafields_are_filtered(empty_shop):
    shop = empty_shop
    owner = shop.product()
    path = below(owner)
    first = metafield(shop, path, namespace="one", key="a-key")["id"]
    second = metafield(shop, path, namespace="one", key="b_key", type="boolean", value=True)["id"]
    third = metafield(shop, path, namespace="two", key="a-key", type="json", value="{}")["id"]
    assert ids(shop.list(path, namespace="one")) == [second, first]
    assert ids(shop.list(path, namespace="one", key="a-key")) == [first]
    assert ids(shop.list(path, type="json")) == [third]
    assert ids(shop.list(path, since_id=first)) == [second, third]
    assert shop.count(path, key="a-key") == 2
    made = shop.one(shop.get(f"metafields/{first}"), "metafield")
    assert shop.count(path, created_at_min=made["created_at"]) == 3
    assert shop.count(path, updated_at_max="2001-01-01T00:00:00Z") == 0
    assert [set(one) for one in shop.list(path, fields="id,key")] == [{"id", "key"}] * 3


def test_pages_lead_through_metafields(empty_shop):
    path = below(empty_shop.product())
    made = [metafield(empty_shop, path, key=f"key{number}")["id"] for number in range(5)]
    reply = empty_shop.get(path, limit=3)
    assert ids(empty_shop.many(reply, "metafields")) == made[:1:-1]
    if empty_shop.dialect.has_envelope_data:
        cursor = reply.json["meta"]["next_cursor"]
    else:
        cursor = re.search(r"page_info=([^&>]+)", reply.header("Link"))[1]
    page = empty_shop.get(path, limit=3, **{empty_shop.dialect.cursor: cursor})
    assert ids(empty_shop.many(page, "metafields")) == made[1::-1]


@pytest.mark.parametrize("names,issue", [
    ({"namespace": "ab"}, {"namespace": ["is too short (minimum is 3 characters)"]}),
    ({"key": "ab"}, {"key": ["is too short (minimum is 3 characters)"]}),
    ({"key": "k" * 65}, {"key": ["is too long (maximum is 64 characters)"]}),
    ({"namespace": "n" * 256}, {"namespace": ["is too long (maximum is 255 characters)"]}),
    ({"key": "a.b"}, {"key": ["must contain only letters, digits, hyphens and underscores"]}),
    ({"namespace": "a b"}, {"namespace": ["must contain only letters, digits, hyphens and underscores"]}),
    ({"namespace": "", "key": None}, {"namespace": ["can't be blank"], "key": ["can't be blank"]}),
    ({"type": None}, {"type": ["can't be blank"]}),
    ({"type": "text"}, {"type": ["is not a type of metafields"]}),
    ({"value": None}, {"value": ["can't be blank"]}),
    ({"value": ""}, {"value": ["can't be blank"]}),
])
def test_what_a_metafield_lacks_is_told(shop, names, issue):
    assert refused(shop, **names) == issue


# What is sent, and what is shown of it; the rules of each type are in the module's own tests.
@pytest.mark.parametrize("kind,sent,shown", [
    ("number_integer", "5", 5), ("number_integer", 5, 5), ("integer", "-7", -7), ("number_decimal", 10.5, "10.5"),
    ("boolean", "true", True), ("boolean", False, False), ("date_time", "2024-01-31T12:30:00", "2024-01-31T12:30:00Z"),
    ("single_line_text_field", 5, "5"), ("multi_line_text_field", "a\nb", "a\nb"), ("json", {"a": [1]}, '{"a": [1]}'),
    ("weight", '{"value": 1.50, "unit": "kg"}', '{"value":1.5,"unit":"kg"}'),
    ("money", {"amount": 5, "currency_code": "USD"}, '{"amount":"5.00","currency_code":"USD"}'),
    ("list.number_integer", "[1, 2]", "[1,2]"), ("list.color", ["#aabbcc"], '["#aabbcc"]'),
    ("product_reference", "gid://shopify/Product/1", "gid://shopify/Product/1"), ("json_string", "[1]", "[1]"),
])
def test_a_value_is_shown_by_its_type(empty_shop, kind, sent, shown):
    made = metafield(empty_shop, type=kind, value=sent)
    assert made["value"] == shown and type(made["value"]) is type(shown)
    assert empty_shop.one(empty_shop.get(f"metafields/{made['id']}"), "metafield") == made


def test_a_value_of_another_form_is_refused_everywhere(shop):
    issue = {"value": ["must be a whole number from -9007199254740991 to 9007199254740991"]}
    owner = shop.product()
    made = metafield(shop, below(owner), type="number_integer", value=1)
    assert refused(shop, type="number_integer", value="abc") == issue
    assert refused(shop, below(owner), key="other", type="number_integer", value="abc") == issue
    assert shop.issues(shop.put(f"metafields/{made['id']}", "metafield", {"value": "abc"})) == issue
    assert shop.issues(shop.put(f"{below(owner)}/{made['id']}", "metafield", {"value": []})) == {
        "value": ["must be a string"]}
    assert shop.one(shop.get(f"metafields/{made['id']}"), "metafield") == made


def test_a_type_does_not_change_silently(shop):
    owner = shop.product()
    made = metafield(shop, below(owner), type="number_integer", value=5)
    path = f"metafields/{made['id']}"
    assert shop.issues(shop.put(path, "metafield", {"type": TEXT})) == {
        "type": ["can't be changed without a value of the new type"]}
    assert shop.issues(shop.put(path, "metafield", {"type": "boolean", "value": "5"})) == {
        "value": ["must be true or false"]}
    changed = shop.one(shop.put(path, "metafield", {"type": TEXT, "value": "5"}), "metafield")
    assert (changed["type"], changed["value"]) == (TEXT, "5")


def test_an_unchanged_metafield_stays_as_it_was(shop):
    owner = shop.product()
    made = metafield(shop, below(owner), type="weight", value={"value": 1, "unit": "kg"})
    path = f"metafields/{made['id']}"
    assert shop.one(shop.put(path, "metafield", made), "metafield") == made
    described = shop.one(shop.put(path, "metafield", {"description": "d"}), "metafield")
    assert {**described, "description": None} == {**made, "updated_at": described["updated_at"]}


def test_large_values_have_an_end(empty_shop):
    long = "é" * 65_536
    assert metafield(empty_shop, value=long)["value"] == long
    assert refused(empty_shop, key="other", value=long + "a") == {
        "value": ["is too long (maximum is 65536 characters)"]}
    document = json.dumps({"a": "b" * (1 << 19)})
    assert refused(empty_shop, key="other", type="json", value=document) == {
        "value": ["is too long (maximum is 512 KiB)"]}


@pytest.mark.parametrize("text", ["{", "[1,]", "nul", '"a', "[" * 100_000, '{"a":1}x'])
def test_what_is_no_json_is_refused(shop, text):
    assert refused(shop, type="json", value=text) == {"value": ["must be valid JSON"]}
