"""Lists: filters, counts and sparse fields (P-01, P-02, P-07 to P-13, PL-11)."""

import pytest

from dialects import DIALECTS

# title, vendor, product_type, status, published
CATALOGUE = [
    ("Red Mug", "Acme", "Mugs", "active", True),
    ("Blue MUG 50%", "Acme", "Mugs", "draft", False),
    ("Green_Bowl", "Acme Bowls", "Bowls", "archived", True),
    ("GreenXBowl", "acme", "", "active", False),
    ("Größe Tasse", "Zed", "Mugs", "draft", True),
]
TITLES = [row[0] for row in CATALOGUE]

FILTERS = [
    # query, numbers of the rows selected
    ({}, [0, 1, 2, 3, 4]),
    ({"title": "mug"}, [0, 1]),
    ({"title": "Red Mug"}, [0]),
    ({"title": "%"}, [1]),
    ({"title": "_"}, [2]),
    ({"title": "n_b"}, [2]),
    ({"title": "GRÖßE"}, [4]),
    ({"title": "größe"}, [4]),
    ({"title": "none"}, []),
    ({"title": "'; DROP TABLE r_product; --"}, []),
    ({"vendor": "Acme"}, [0, 1]),
    ({"vendor": "Acm"}, []),
    ({"vendor": "Acme Bowls"}, [2]),
    ({"product_type": "Mugs"}, [0, 1, 4]),
    ({"product_type": "mugs"}, []),
    ({"status": "active"}, [0, 3]),
    ({"status": "draft"}, [1, 4]),
    ({"status": "archived"}, [2]),
    ({"status": "active,draft"}, [0, 1, 3, 4]),
    ({"published_status": "published"}, [0, 2, 4]),
    ({"published_status": "unpublished"}, [1, 3]),
    ({"published_status": "any"}, [0, 1, 2, 3, 4]),
    ({"published_status": "published", "status": "draft"}, [4]),
    ({"vendor": "Acme", "product_type": "Mugs", "status": "active"}, [0]),
    ({"handle": "red-mug"}, [0]),
    ({"handle": "red-mug,green-bowl"}, [0, 2]),
    ({"created_at_min": "2001-01-01T00:00:00Z"}, [0, 1, 2, 3, 4]),
    ({"created_at_max": "2001-01-01T00:00:00Z"}, []),
    ({"updated_at_min": "2001-01-01T00:00:00.123456+05:30"}, [0, 1, 2, 3, 4]),
    ({"published_at_min": "2001-01-01"}, [0, 2, 4]),
    ({"published_at_max": "2001-01-01T00:00:00 00:00"}, []),
    ({"since_id": "0"}, [0, 1, 2, 3, 4]),
    ({"title": ""}, [0, 1, 2, 3, 4]),
    ({"unknown_parameter": "x"}, [0, 1, 2, 3, 4]),
]
REFUSED = [
    {"status": "sold"}, {"published_status": "maybe"}, {"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"page": "0"},
    {"page": "-1"}, {"ids": "1,x"}, {"since_id": "x"}, {"created_at_min": "yesterday"},
    {"page_info": "x", "status": "draft"}, {"ids": ",".join(map(str, range(1, 252)))},
]


@pytest.fixture(scope="module", params=DIALECTS, ids=lambda dialect: dialect.name)
def catalogue(request, server):
    from conftest import open_shop

    shop = open_shop(server, request.param)
    for title, vendor, kind, status, published in CATALOGUE:
        shop.product(title, vendor=vendor, product_type=kind, status=status, published=published)
    return shop


@pytest.mark.parametrize("query, expected", FILTERS, ids=range(len(FILTERS)))
def test_a_filter_selects_exactly_its_rows_and_counts_them(catalogue, query, expected):
    found = [TITLES.index(product["title"]) for product in catalogue.list(**query)]
    assert sorted(found) == expected
    assert catalogue.count(**query) == len(expected)


@pytest.mark.parametrize("query", REFUSED, ids=range(len(REFUSED)))
def test_unusable_parameters_are_malformed(catalogue, query):
    catalogue.assert_refused(catalogue.get("products", **query), 400)


def test_the_newest_product_is_first(catalogue):
    ids = [product["id"] for product in catalogue.list()]
    assert ids == sorted(ids, reverse=True)


def test_unknown_ids_are_skipped(catalogue):
    ids = [product["id"] for product in catalogue.list()]
    wanted = [ids[3], ids[0], max(ids) + 1000]
    listed = [product["id"] for product in catalogue.list(ids=",".join(map(str, wanted)))]
    assert sorted(listed) == sorted([ids[3], ids[0]])
    assert listed == [product["id"] for product in catalogue.list(ids=",".join(map(str, reversed(wanted))))]


LIMITS = [("1", 1), ("3", 3), ("250", 5), ("251", 5), ("1000000", 5), ("99999999999999999999", 5)]


@pytest.mark.parametrize("limit, length", LIMITS)
def test_a_limit_is_kept_and_clamped(catalogue, limit, length):
    assert len(catalogue.list(limit=limit)) == length


def test_only_the_asked_fields_are_shown(catalogue):
    for product in catalogue.list(fields="id,title"):
        assert list(product) == ["id", "title"]
    id = catalogue.list()[0]["id"]
    one = catalogue.one(catalogue.get(f"products/{id}", fields="title,variants"), "product")
    assert set(one) == {"title", "variants"}
    assert set(catalogue.list(fields="title")[0]) == {"title"}
    assert catalogue.list(fields="nonsense")[0] == {}
    assert set(catalogue.list(fields="id, handle")[0]) == {"id", "handle"}


def test_a_variant_shows_only_the_asked_fields(catalogue):
    variant = catalogue.list()[0]["variants"][0]
    shown = catalogue.one(catalogue.get(f"variants/{variant['id']}", fields="id,price"), "variant")
    assert shown == {"id": variant["id"], "price": variant["price"]}


def test_an_empty_store_has_empty_lists(empty_shop):
    assert empty_shop.list() == [] and empty_shop.count() == 0
    assert empty_shop.get("products").header("Link") is None


def test_store_icu_tells_about_the_page(catalogue):
    if not catalogue.dialect.has_envelope_data:
        assert set(catalogue.get("products").json) == {"products"}
        return
    meta = catalogue.get("products", limit=2).json["meta"]
    assert meta["limit"] == 2 and meta["count"] in (2, 5) and meta["next_cursor"]
