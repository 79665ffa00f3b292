"""GraphQL: what follows from the resources, asked as clients ask (GQ-01)."""

import re

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from graphql_calls import ENDPOINTS, GraphQL, gid
from server import create_key, run_command
from twins import tables


@pytest.fixture(scope="module")
def shop(server):
    return open_shop(server, SHOPIFY)


@pytest.fixture(scope="module")
def graphql(shop):
    return GraphQL(shop)


@pytest.fixture(scope="module")
def products(shop):
    """Twenty products with two variants each, in the sequence in which they were made."""
    return [
        shop.product(
            f"Thing {number}", vendor="Acme" if number % 3 else "Bolt", status="draft" if number % 4 == 0 else "active",
            tags="a, b", options=[{"name": "Size"}],
            variants=[{"option1": size, "price": f"{number}.50", "sku": f"{number}-{size}"} for size in "SM"])
        for number in range(20)
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_path_serves_the_same(shop, products, endpoint):
    answer = GraphQL(shop, endpoint).run("{ products(first: 2) { nodes { id title } } shop { name } }")
    assert [node["id"] for node in answer["data"]["products"]["nodes"]] == [gid("Product", p) for p in products[:2]]
    assert answer["data"]["shop"]["name"] == shop.store
    cost = answer["extensions"]["cost"]
    assert cost["requestedQueryCost"] == cost["actualQueryCost"] == 5
    assert cost["throttleStatus"]["restoreRate"] > 0


def test_a_record_has_the_fields_of_its_resource(graphql, shop, products):
    product = products[5]
    node = graphql.ask(
        """query($id: ID!) { product(id: $id) {
            id legacyResourceId title handle vendor status tags createdAt publishedAt templateSuffix
            variants(first: 5) { nodes { id price sku position productId product { title } } }
            options(first: 3) { nodes { name values } } image { src } } }""", {"id": gid("Product", product)})["product"]
    assert node["id"] == gid("Product", product)
    assert node["legacyResourceId"] == str(product["id"])
    for name, field in [("title", "title"), ("handle", "handle"), ("vendor", "vendor"), ("createdAt", "created_at")]:
        assert node[name] == product[field]
    assert node["status"] == "ACTIVE"
    assert node["tags"] == ["a", "b"]
    assert node["image"] is None
    assert [v["price"] for v in node["variants"]["nodes"]] == ["5.50", "5.50"]
    assert node["variants"]["nodes"][0]["product"] == {"title": product["title"]}
    assert node["variants"]["nodes"][0]["productId"] == node["id"]
    assert node["options"]["nodes"] == [{"name": "Size", "values": ["S", "M"]}]


def test_aliases_fragments_and_directives(graphql, products):
    data = graphql.ask(
        """query($with: Boolean!) {
            one: product(id: "%s") { ...names vendor @include(if: $with) }
            two: product(id: %d) { ...names ... on Node { id @skip(if: $with) } __typename }
        }
        fragment names on Product { name: title }""" % (gid("Product", products[1]), products[2]["id"]), {"with": True})
    assert data == {
        "one": {"name": "Thing 1", "vendor": "Acme"}, "two": {"name": "Thing 2", "__typename": "Product"}}


# MARK: Lists


def test_pages_show_every_record_once_in_either_direction(graphql, products):
    ids = [gid("Product", product) for product in products]
    assert [node["id"] for node in graphql.nodes("products")] == ids
    assert [node["id"] for node in graphql.nodes("products", reverse="true")] == ids[::-1]
    found, before = [], None
    while True:
        page = graphql.ask(
            "query($b: String) { products(last: 6, before: $b) { edges { cursor node { id } } "
            "pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }", {"b": before})["products"]
        edges, info = page["edges"], page["pageInfo"]
        assert info["startCursor"] == edges[0]["cursor"] and info["endCursor"] == edges[-1]["cursor"]
        assert info["hasNextPage"] == (before is not None)
        found = [edge["node"]["id"] for edge in edges] + found
        if not info["hasPreviousPage"]:
            break
        before = info["startCursor"]
    assert found == ids


def sorted_pages(graphql, arguments, size=3, backward=False):
    """The titles of all pages, walked by their cursors in one direction."""
    found, cursor = [], None
    number, place, more, end = ("last", "before", "hasPreviousPage", "startCursor") if backward else (
        "first", "after", "hasNextPage", "endCursor")
    while True:
        page = graphql.ask(
            f"query($c: String) {{ products({number}: {size}, {place}: $c, {arguments}) {{ nodes {{ title }} "
            f"pageInfo {{ {more} {end} }} }} }}", {"c": cursor})["products"]
        titles = [node["title"] for node in page["nodes"]]
        found = titles + found if backward else found + titles
        if not page["pageInfo"][more]:
            return found
        cursor = page["pageInfo"][end]


@pytest.mark.parametrize("backward", [False, True], ids=["forward", "backward"])
def test_lists_are_sorted_by_what_an_index_has(make_server, backward):
    shop = open_shop(make_server().start(), SHOPIFY)
    graphql = GraphQL(shop)
    titles = ["pear", "Fig", "apple", "fig", "Fig", "É", "banana", "fig", "cherry"]
    made = [shop.product(title, vendor="A" if place % 2 else "B") for place, title in enumerate(titles)]
    expected = sorted(titles)
    for arguments, wanted in [
            ("sortKey: TITLE", expected), ("sortKey: TITLE, reverse: true", expected[::-1]),
            ("sortKey: ID", titles), ("sortKey: CREATED_AT", titles), ("sortKey: CREATED_AT, reverse: true", titles[::-1]),
            ('sortKey: TITLE, vendor: "A"', sorted(titles[1::2])),
            ('sortKey: TITLE, query: "vendor:B"', sorted(titles[::2]))]:
        assert sorted_pages(graphql, arguments, backward=backward) == wanted, arguments
    by_id = "query($k: ProductSortKeys) { products(sortKey: $k) { nodes { id } } }"
    ids = [gid("Product", product) for product in made]
    ties = [ids[place] for place in sorted(range(len(titles)), key=lambda place: (titles[place], place))]
    assert [node["id"] for node in graphql.ask(by_id, {"k": "TITLE"})["products"]["nodes"]] == ties
    assert [node["id"] for node in graphql.ask(by_id, {"k": None})["products"]["nodes"]] == ids


def test_a_sorted_list_goes_on_where_it_was_though_the_record_there_has_moved(make_server):
    shop = open_shop(make_server().start(), SHOPIFY)
    graphql = GraphQL(shop)
    made = {title: shop.product(title) for title in "abcdef"}
    ask = "query($c: String) { products(first: 2, after: $c, sortKey: TITLE) { nodes { title } pageInfo { endCursor } } }"
    cursor = graphql.ask(ask)["products"]["pageInfo"]["endCursor"]
    shop.put(f"products/{made['b']['id']}", "product", {"title": "z"})
    shop.delete(f"products/{made['a']['id']}")
    page = graphql.ask(ask, {"c": cursor})["products"]
    assert [node["title"] for node in page["nodes"]] == ["c", "d"]


def test_a_cursor_is_good_for_its_own_sort_key(graphql, products):
    ask = "query($c: String) { products(first: 2, after: $c%s) { pageInfo { endCursor } } }"
    keys = ["", ", sortKey: TITLE", ", sortKey: UPDATED_AT", ", sortKey: UPDATED_AT, reverse: true"]
    cursors = [graphql.ask(ask % key)["products"]["pageInfo"]["endCursor"] for key in keys]
    for made, cursor in enumerate(cursors):
        for used, key in enumerate(keys):
            answer = graphql.run(ask % key, {"c": cursor})
            # A list that is turned round goes on from the same place.
            assert ("errors" not in answer) == (made == used or {made, used} == {2, 3}), (made, used, answer)


def test_no_list_can_be_sorted_by_what_no_index_has(graphql, products):
    keys = graphql.ask('{ __type(name: "ProductSortKeys") { enumValues { name } } }')["__type"]["enumValues"]
    assert {key["name"] for key in keys} == {"ID", "TITLE", "VENDOR", "PRODUCT_TYPE", "CREATED_AT", "UPDATED_AT"}
    for key in ("BODY_HTML", "PUBLISHED_AT", "title", '"TITLE"'):
        graphql.refused(f"{{ products(sortKey: {key}) {{ nodes {{ id }} }} }}")


def test_an_index_serves_every_sort(graphql, products):
    """Each sort of each list as SQLite plans it, from the start and from a cursor on."""
    data = graphql.ask("{ __schema { types { name enumValues { name } } } }")
    keys = {one["name"].removesuffix("SortKeys"): [value["name"].lower() for value in one["enumValues"]]
            for one in data["__schema"]["types"] if one["name"].endswith("SortKeys")}
    checked = 0
    with tables(graphql.shop) as (database, names):
        for kind, fields in keys.items():
            table = "r_" + re.sub("(?<!^)(?=[A-Z])", "_", kind).lower()
            for field in fields[1:] if table in names else ():
                for beyond in ("", f" AND (f_{field}, id) > (1, 1)"):
                    plan = database.execute(
                        f"EXPLAIN QUERY PLAN SELECT id, document FROM {table} WHERE f_{field} IS NOT NULL{beyond} "
                        f"ORDER BY f_{field}, id LIMIT 51").fetchall()
                    assert [f"USING INDEX {table}_{field}" in step[3] for step in plan] == [True], (field, plan)
                    checked += 1
    assert checked > 40, checked


def test_pages_of_children_go_on_behind_a_child_that_is_gone(shop, graphql):
    product = shop.product(
        "Parts", options=[{"name": "N"}], variants=[{"option1": str(n), "price": "1.00"} for n in range(6)])
    ask = """query($id: ID!, $after: String, $last: Int, $before: String, $first: Int) { product(id: $id) {
        variants(first: $first, after: $after, last: $last, before: $before) { nodes { option1 }
        edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""

    def page(**variables):
        return graphql.ask(ask, {"id": gid("Product", product), **variables})["product"]["variants"]

    first = page(first=2)
    assert [node["option1"] for node in first["nodes"]] == ["0", "1"]
    assert first["pageInfo"]["hasNextPage"] and not first["pageInfo"]["hasPreviousPage"]
    shop.delete(f"products/{product['id']}/variants/{product['variants'][1]['id']}")
    second = page(first=2, after=first["pageInfo"]["endCursor"])
    assert [node["option1"] for node in second["nodes"]] == ["2", "3"]
    assert second["pageInfo"]["hasPreviousPage"]
    last = page(last=3)
    assert [node["option1"] for node in last["nodes"]] == ["3", "4", "5"]
    assert not last["pageInfo"]["hasNextPage"] and last["pageInfo"]["hasPreviousPage"]
    assert [n["option1"] for n in page(last=2, before=last["edges"][0]["cursor"])["nodes"]] == ["0", "2"]


@pytest.mark.parametrize("arguments, words", [
    ("first: 0", "from 1 to 250"), ("first: 251", "from 1 to 250"), ("last: -1", "from 1 to 250"),
    ("first: 1, last: 1", "either first or last"), ('first: 1, before: "x"', "after with first"),
    ('after: "x"', "none of this list"), ('last: 1, before: "AgAA"', "none of this list"),
    ('query: "nope:1"', "does not know"), ('query: "a OR b"', "must all hold"), ('query: "title:>5"', "cannot compare"),
    ('query: "created_at:>=yesterday"', "ISO 8601"),
])
def test_what_selects_no_page_is_an_error_that_says_why(graphql, arguments, words):
    answer = graphql.run(f"{{ products({arguments}) {{ nodes {{ id }} }} shop {{ name }} }}")
    assert answer["data"] is None
    error, = answer["errors"]
    assert words in error["message"] and error["path"] == ["products"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("arguments, expected", [
    ('vendor: "Bolt"', lambda n: n % 3 == 0), ("status: DRAFT", lambda n: n % 4 == 0),
    ('query: "vendor:Bolt status:draft"', lambda n: n % 12 == 0), ('query: "vendor:\'Bolt\' AND status:active"',
     lambda n: n % 3 == 0 and n % 4),
    ('query: "title:\\"Thing 1\\""', lambda n: n in (1, *range(10, 20))), ('query: "thing"', lambda n: True),
    ('query: "title:Thing*"', lambda n: True), ('createdAtMin: "2001-01-01T00:00:00Z"', lambda n: True),
    ('query: "created_at:>2001-01-01"', lambda n: True), ('query: "created_at:<2001-01-01"', lambda n: False),
])
def test_lists_and_counts_are_selected_alike(graphql, products, arguments, expected):
    wanted = [gid("Product", p) for number, p in enumerate(products) if expected(number)]
    data = graphql.ask(
        f"{{ products(first: 100, {arguments}) {{ nodes {{ id }} }} productsCount({arguments}) {{ count }} }}")
    ours = {gid("Product", p) for p in products}
    assert [node["id"] for node in data["products"]["nodes"] if node["id"] in ours] == wanted
    assert data["productsCount"]["count"] == len(data["products"]["nodes"])


def test_ids_select_and_a_strict_bound_leaves_its_value_out(graphql, products):
    ids = [gid("Product", p) for p in products[3:5]]
    data = graphql.ask("query($ids: [ID!]) { products(ids: $ids) { nodes { id } } }", {"ids": ids + ["gid://x/Product/1"]})
    assert [node["id"] for node in data["products"]["nodes"]] == ids
    at = products[-1]["updated_at"]
    at_least = graphql.ask(f"{{ products(first: 99, query: \"updated_at:>='{at}'\") {{ nodes {{ id }} }} }}")
    above = graphql.ask(f"{{ products(first: 99, query: \"updated_at:>'{at}'\") {{ nodes {{ updatedAt }} }} }}")
    assert gid("Product", products[-1]) in [node["id"] for node in at_least["products"]["nodes"]]
    assert all(node["updatedAt"] > at for node in above["products"]["nodes"])


# MARK: From one record to another


def test_lists_lead_from_record_to_record(graphql, shop, products):
    collection = shop.create("custom_collection", {"title": "Picks"})
    for product in products[:3]:
        shop.create("collect", {"product_id": product["id"], "collection_id": collection["id"]})
    data = graphql.ask(
        """query($id: ID!) { collection(id: $id) { title products(first: 2) {
            nodes { title variants(first: 1) { nodes { inventoryItem: id } } } pageInfo { hasNextPage } } }
            collectionByHandle(handle: "picks") { id } }""", {"id": gid("Collection", collection)})
    assert [node["title"] for node in data["collection"]["products"]["nodes"]] == ["Thing 0", "Thing 1"]
    assert data["collection"]["products"]["pageInfo"]["hasNextPage"]
    assert data["collectionByHandle"]["id"] == gid("Collection", collection)


def test_node_finds_records_of_any_type(graphql, products, server):
    other = open_shop(server, SHOPIFY).product("Theirs")
    variant = products[0]["variants"][0]
    ids = [
        gid("ProductVariant", variant), gid("Product", products[0]), gid("Product", variant), gid("Nope", 1),
        gid("Product", other["id"] + 10**9), "7", "x", gid("Product", products[0]).replace("indecommerce", "shopify"),
    ]
    nodes = graphql.ask(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on ProductVariant { sku } } }", {"ids": ids})["nodes"]
    first = {"id": ids[0], "__typename": "ProductVariant", "sku": "0-S"}
    second = {"id": ids[1], "__typename": "Product"}
    assert nodes == [first, second, None, None, None, None, None, second]


def test_records_of_other_stores_are_as_good_as_none(server, graphql, products):
    theirs = GraphQL(open_shop(server, SHOPIFY))
    product, variant = gid("Product", products[0]), gid("ProductVariant", products[0]["variants"][0])
    data = theirs.ask(
        "query($p: ID!, $v: ID!) { product(id: $p) { id } node(id: $v) { id } products(ids: [$p]) { nodes { id } } }",
        {"p": product, "v": variant})
    assert data == {"product": None, "node": None, "products": {"nodes": []}}
    refused = theirs.ask(
        "mutation($p: ID!) { productUpdate(input: {id: $p, title: \"Mine\"}) { product { id } "
        "userErrors { field message code } } productDelete(id: $p) { deletedProductId userErrors { field code } } }",
        {"p": product})
    assert refused["productUpdate"] == {
        "product": None, "userErrors": [{"field": ["id"], "message": "Id does not exist", "code": "NOT_FOUND"}]}
    assert refused["productDelete"]["deletedProductId"] is None
    cursor = graphql.ask("{ products(first: 1) { pageInfo { endCursor } } }")["products"]["pageInfo"]["endCursor"]
    error, = theirs.run("query($c: String) { products(first: 1, after: $c) { nodes { id } } }", {"c": cursor})["errors"]
    assert "none of this list" in error["message"]


# MARK: Scopes


def test_a_field_without_its_scope_is_null_and_its_neighbours_are_not(server, shop, products):
    shop.create("customer", {"email": "ada@example.com"})
    key = create_key(server.data, shop.store, "read_products", "--no-rate-limit")
    answer = GraphQL(shop.again(key=key)).run(
        '{ product(id: %d) { title metafields(first: 1) { nodes { id } } } customer(id: 1) { id } shop { name } }'
        % products[0]["id"])
    assert answer["data"]["shop"]["name"] == shop.store
    assert answer["data"]["customer"] is None
    # Its connection may not be null, so the product goes with it.
    assert answer["data"]["product"] is None
    by_path = {tuple(error["path"]): error for error in answer["errors"]}
    assert set(by_path) == {("product", "metafields"), ("customer",)}
    for path, scope in [(("product", "metafields"), "read_metafields"), (("customer",), "read_customers")]:
        assert by_path[path]["extensions"]["code"] == "ACCESS_DENIED"
        assert f"`{scope}`" in by_path[path]["message"]


def test_changes_need_the_scope_to_write(server, shop, products):
    key = create_key(server.data, shop.store, "read_products", "--no-rate-limit")
    reader = GraphQL(shop.again(key=key))
    answer = reader.run('mutation { productUpdate(id: %d, input: {title: "x"}) { product { id } } }' % products[0]["id"])
    assert answer["data"] == {"productUpdate": None}
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert shop.get(f"products/{products[0]['id']}").json["product"]["title"] == "Thing 0"


def test_a_module_that_is_off_is_not_in_the_schema(server):
    shop = open_shop(server, SHOPIFY)
    graphql = GraphQL(shop)
    ask = '{ product: __type(name: "Product") { fields { name } } metafield: __type(name: "Metafield") { name } }'
    before = graphql.ask(ask)
    assert before["metafield"] and {"name": "metafields"} in before["product"]["fields"]
    run_command("module", "disable", "metafields", "--store", shop.store, data=server.data)
    after = graphql.ask(ask)
    assert after["metafield"] is None and {"name": "metafields"} not in after["product"]["fields"]
    assert "metafieldsSet" in graphql.refused("mutation { metafieldsSet(metafields: []) { userErrors { field } } }")[0]["message"]
    run_command("module", "enable", "metafields", "--store", shop.store, data=server.data)
    assert graphql.ask(ask) == before
