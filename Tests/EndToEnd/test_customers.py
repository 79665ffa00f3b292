"""Customers: who they are, what they are called by, and that nobody is there twice (CU-01 to CU-05, T-26)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY
from server import create_key
from webhook_calls import receiver, subscribe  # noqa: F401

NAMELESS = "Customer must have a name, phone number or email address"


def customer(shop, **fields):
    return shop.create("customer", fields)


def shown(shop, made):
    return shop.one(shop.get(f"customers/{made['id']}"), "customer")


def change(shop, made, **fields):
    return shop.one(shop.put(f"customers/{made['id']}", "customer", fields), "customer")


def test_a_customer_is_made_read_changed_and_deleted(empty_shop):
    shop = empty_shop
    made = customer(shop, first_name="Ada", last_name="Lovelace", email="ada@example.com", tags=["vip", "new"])
    assert made == shown(shop, made) == shop.list("customers")[0]
    assert (made["tags"], made["state"], made["verified_email"], made["currency"]) == ("vip, new", "disabled", True, "USD")
    assert (made["orders_count"], made["total_spent"]) == (0, "0.00")
    assert made["last_order_id"] is made["last_order_name"] is made["note"] is made["phone"] is None
    assert made["addresses"] == [] and made["default_address"] is None
    assert made["admin_graphql_api_id"].endswith(f"/Customer/{made['id']}")
    assert not {name for name in made if "key" in name or "activation" in name or "search" in name or "password" in name}
    changed = change(shop, made, note="Likes tea", tax_exempt=True, tax_exemptions=["CA_STATUS_CARD_EXEMPTION"])
    assert changed["note"] == "Likes tea" and changed["tax_exempt"] and changed["first_name"] == "Ada"
    assert shop.count("customers") == 1
    assert shop.delete(f"customers/{made['id']}").status == 204
    shop.assert_refused(shop.get(f"customers/{made['id']}"), 404)
    assert shop.count("customers") == 0


def test_a_customer_sent_back_as_it_was_fetched_has_not_changed(empty_shop):
    shop = empty_shop
    made = customer(shop, first_name="Ada", email="a@example.com", phone="+15555551234", addresses=[{"country": "Canada"}])
    before = shop.get(f"customers/{made['id']}")
    after = shop.put(f"customers/{made['id']}", "customer", shop.one(before, "customer"))
    assert shop.one(after, "customer") == made and after.header("ETag") == before.header("ETag")


@pytest.mark.parametrize("fields", [{}, {"first_name": " ", "note": "who?"}, {"email": "", "phone": "", "last_name": ""}])
def test_a_customer_has_something_to_be_called_by(shop, fields):
    assert shop.issues(shop.post("customers", "customer", fields)) == {"base": [NAMELESS]}


def test_the_last_of_them_cannot_be_taken_away(empty_shop):
    made = customer(empty_shop, email="a@example.com")
    reply = empty_shop.put(f"customers/{made['id']}", "customer", {"email": None})
    assert empty_shop.issues(reply) == {"base": [NAMELESS]}


def test_all_that_is_wrong_is_told_at_once(shop):
    reply = shop.post("customers", "customer", {"email": "nobody", "phone": "call me", "password": "1234"})
    assert shop.issues(reply) == {
        "email": ["is invalid"], "phone": ["is invalid"], "password": ["is too short (minimum is 5 characters)"]}


SPELLINGS = [
    ("A@x.com", "a@X.com"), ("a@x.com", " a@x.com "), ("a@straße.de", "A@STRASSE.DE"), ("a@BÜCHER.de", "a@bücher.de"),
    ("É@x.com", "É@X.COM"),
]


@pytest.mark.parametrize("first, second", SPELLINGS, ids=range(len(SPELLINGS)))
def test_an_email_in_other_letters_is_the_same(empty_shop, first, second):
    assert customer(empty_shop, email=first)["email"] == first
    reply = empty_shop.post("customers", "customer", {"email": second})
    assert empty_shop.issues(reply) == {"email": ["has already been taken"]}
    other = customer(empty_shop, first_name="Bob")
    reply = empty_shop.put(f"customers/{other['id']}", "customer", {"email": second})
    assert empty_shop.issues(reply) == {"email": ["has already been taken"]}


OTHERS = [("ı@x.com", "i@x.com"), ("a@ısparta.com", "a@isparta.com"), ("É@x.com", "é@x.com"), ("%C3%A9@x.com", "é@x.com")]


@pytest.mark.parametrize("first, second", OTHERS, ids=range(len(OTHERS)))
def test_emails_of_different_mailboxes_stay_apart(empty_shop, first, second):
    assert customer(empty_shop, email=first)["id"] != customer(empty_shop, email=second)["id"]


def test_an_email_can_be_spelled_anew_given_up_and_taken_again(empty_shop):
    shop = empty_shop
    made = customer(shop, first_name="Ada", email="ada@example.com")
    assert change(shop, made, email="ADA@example.com")["email"] == "ADA@example.com"
    assert change(shop, made, email="other@example.com")["id"] == made["id"]
    assert customer(shop, email="ada@example.com")["email"] == "ada@example.com"


def test_the_same_email_in_another_store_is_another_customer(empty_shop, open_shops):
    customer(empty_shop, email="a@example.com")
    assert customer(open_shops(empty_shop.dialect), email="a@example.com")["email"] == "a@example.com"


def test_a_phone_number_is_shown_in_one_form_and_is_unique(empty_shop):
    assert customer(empty_shop, phone="+1 (555) 555-1234")["phone"] == "+15555551234"
    reply = empty_shop.post("customers", "customer", {"phone": "001.555.555.1234"})
    assert empty_shop.issues(reply) == {"phone": ["has already been taken"]}
    assert empty_shop.list("customers", phone="+15555551234")[0]["phone"] == "+15555551234"


def test_what_only_the_server_knows_cannot_be_sent(empty_shop):
    made = customer(
        empty_shop, first_name="Ada", orders_count=9, total_spent="99.00", state="enabled", last_order_id=1,
        last_order_name="#1", currency="EUR", email_key="x", search_text="x", activation_digest="x", erased_at="2024-01-01")
    assert (made["orders_count"], made["total_spent"], made["state"], made["currency"]) == (0, "0.00", "disabled", "USD")
    assert made["last_order_id"] is made["last_order_name"] is made["erased_at"] is None
    assert empty_shop.list("customers", text="x") == []


def test_lists_filter_by_state_and_text(empty_shop):
    shop = empty_shop
    ada = customer(shop, first_name="Ada", email="ada@example.com", tags="vip", send_email_invite=True)
    bob = customer(shop, first_name="Bob", phone="+15555550000")
    assert [one["id"] for one in shop.list("customers")] == [bob["id"], ada["id"]]
    assert [one["id"] for one in shop.list("customers", state="invited")] == [ada["id"]]
    for text, found in [("VIP", ada), ("example", ada), ("555", bob), ("bo", bob)]:
        assert [one["id"] for one in shop.list("customers", text=text)] == [found["id"]]
    assert shop.count("customers", text="nobody") == 0
    assert shop.list("customers", since_id=ada["id"], fields="id,first_name") == [{"id": bob["id"], "first_name": "Bob"}]


def test_reading_and_writing_need_their_scopes(server):
    shop = open_shop(server, SHOPIFY)
    made = customer(shop, first_name="Ada")
    path = f"customers/{made['id']}"
    reader, stranger = (
        shop.again(key=create_key(server.data, shop.store, scopes, "--no-rate-limit"))
        for scopes in ("read_customers", "write_products"))
    assert reader.get(path).status == 200 and stranger.get(path).status == 403
    for one in (reader, stranger):
        for method, target in [
            ("PUT", path), ("DELETE", path), ("POST", f"{path}/addresses"), ("POST", f"{path}/send_invite"),
            ("POST", f"{path}/erase"), ("POST", f"{path}/merge"), ("PUT", f"{path}/addresses/1/default"),
        ]:
            reply = one.send(method, target, {})
            assert reply.status == 403 and "write_customers" in reply.json["errors"], (method, target, reply.json)


@pytest.mark.parametrize("topics", ["customers/create customers/update customers/delete",
                                    "customer/created customer/updated customer/deleted"], ids=["plural", "singular"])
def test_every_change_is_told_once(server, receiver, topics):  # noqa: F811
    shop = open_shop(server, SHOPIFY)
    for topic in topics.split():
        subscribe(shop, receiver, topic=topic)
    made = customer(shop, first_name="Ada", email="a@example.com", accepts_marketing=True)
    shop.create("customer_address", {"city": "Rome"}, below=f"customers/{made['id']}/")
    shop.delete(f"customers/{made['id']}")
    told = {request.topic: request.json for request in receiver.wait(3)}
    created, updated, deleted = (told[topic] for topic in topics.split())
    assert created == made and updated["default_address"]["city"] == "Rome" and deleted == {"id": made["id"]}
    assert len(receiver.at("/hook")) == 3
