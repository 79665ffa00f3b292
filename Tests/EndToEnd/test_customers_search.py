"""Searches for customers, and saved ones (CU-01, CU-10)."""

import pytest

PEOPLE = {
    "ada": {"first_name": "Ada", "last_name": "Lovelace", "email": "Ada@Example.com", "tags": "vip, big spender",
            "addresses": [{"city": "London", "country": "United Kingdom"}], "accepts_marketing": True},
    "bob": {"first_name": "Bob", "last_name": "Norman", "phone": "+1 555 555 1234", "tags": "vip-gold",
            "addresses": [{"city": "Fairbanks", "country": "United States", "province": "Alaska"}], "tax_exempt": True},
    "eve": {"first_name": "Éve", "email": "eve@norman.example", "note": "vip", "send_email_invite": True},
}

FOUND = {
    "": "ada bob eve", "bob": "bob", "NORMAN": "bob eve", "norman bob": "bob", "\"bob norman\"": "bob", "éVE": "eve",
    "555": "bob", "vip": "ada bob", "tag:vip": "ada", "tag:vip*": "ada bob", "tag:\"big spender\"": "ada", "tag:spender": "",
    "email:ada@EXAMPLE.com": "ada", "email:ada*": "ada", "email:example": "", "phone:\"+1 (555) 555-1234\"": "bob",
    "first_name:A": "ada", "first_name:\"A\"": "", "last_name:love": "ada", "name:\"Ada Lovelace\"": "ada",
    "country:United": "ada bob", "country:\"United States\"": "bob", "Bob country:United States": "bob",
    "country:us": "bob", "province:AK": "bob", "city:fair": "bob", "orders_count:>0": "", "orders_count:<1": "ada bob eve",
    "orders_count:0 total_spent:<=0 vip": "ada bob", "accepts_marketing:true": "ada", "tax_exempt:true": "bob",
    "state:invited": "eve", "created_at:>2020-01-01": "ada bob eve", "updated_at:<2020-01-01": "", "first_name": "",
    "100%": "", "_": "", "\\": "", "bob AND norman": "bob",
}

REFUSED = ["bob OR ada", "NOT bob", "-bob", "shoe_size:42", "email:>a", "state:asleep", "orders_count:many", "tag:",
           "\"open", "total_spent:1.234", "a " * 21, "a" * 1_001]


@pytest.fixture(scope="module")
def people(shop):
    return {name: shop.create("customer", fields)["id"] for name, fields in PEOPLE.items()}


def search(shop, query, **more):
    return shop.get("customers/search", query=query, **more)


@pytest.mark.parametrize("query", FOUND, ids=range(len(FOUND)))
def test_a_search_finds_whom_its_terms_mean(shop, people, query):
    found = [one["id"] for one in shop.many(search(shop, query), "customers")]
    assert found == [people[name] for name in reversed(FOUND[query].split())]


@pytest.mark.parametrize("query", REFUSED, ids=range(len(REFUSED)))
def test_what_a_search_cannot_say_is_refused(shop, people, query):
    shop.assert_refused(search(shop, query), 400)
    reply = shop.post("customer_saved_searches", "customer_saved_search", {"name": "Bad", "query": query})
    assert set(shop.issues(reply)) == {"query"}


def test_a_query_that_cannot_be_decoded_finds_nobody(shop, people):
    reply = shop.send_to("GET", shop.dialect.target("customers/search") + "?query=%zz")
    assert reply.status == 400 or shop.many(reply, "customers") == []


def test_a_search_has_pages_and_fields(shop, people):
    first = search(shop, "vip", limit=1, fields="id")
    assert shop.many(first, "customers") == [{"id": people["bob"]}]
    if shop.dialect.has_envelope_data:
        cursor = first.json["meta"]["next_cursor"]
        second = shop.get("customers/search", cursor=cursor, limit=1, fields="id")
    else:
        target = first.header("Link").split(">")[0].split("<")[1]
        second = shop.send_to("GET", "/" + target.split("/", 3)[3])
    assert shop.many(second, "customers") == [{"id": people["ada"]}]


def test_a_search_sees_what_was_written_before_it(shop, people):
    made = shop.create("customer", {"first_name": "Zoe"})
    assert len(shop.many(search(shop, "zoe"), "customers")) == 1
    shop.put(f"customers/{made['id']}", "customer", {"first_name": "Yan"})
    assert shop.many(search(shop, "zoe"), "customers") == [] and len(shop.many(search(shop, "yan"), "customers")) == 1
    shop.delete(f"customers/{made['id']}")
    assert shop.many(search(shop, "yan"), "customers") == []


def test_a_saved_search_finds_whom_it_means_now(shop, people):
    saved = shop.create("customer_saved_search", {"name": "Very important", "query": "tag:vip"})
    path = f"customer_saved_searches/{saved['id']}/customers"
    assert [one["id"] for one in shop.many(shop.get(path), "customers")] == [people["ada"]]
    made = shop.create("customer", {"first_name": "Max", "tags": "vip"})
    assert [one["id"] for one in shop.many(shop.get(path), "customers")] == [made["id"], people["ada"]]
    shop.delete(f"customers/{made['id']}")
    shop.assert_refused(shop.get("customer_saved_searches/1/customers"), 404)
    shop.delete(f"customer_saved_searches/{saved['id']}")


def test_another_stores_customers_are_not_found(shop, people, open_shops):
    other = open_shops(shop.dialect)
    assert other.many(search(other, ""), "customers") == [] and other.many(search(other, "vip"), "customers") == []
