"""Accounts and consents of customers, and what becomes of their data (CU-05, CU-11, CU-12, T-26)."""

import pytest

from conftest import open_shop
from dialects import SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store, keys_of, run_command
from webhook_calls import receiver, subscribe  # noqa: F401

STALE = {"token": ["is invalid or has expired"]}


def customer(shop, **fields):
    return shop.create("customer", {"first_name": "Ada", **fields})


def shown(shop, made):
    return shop.one(shop.get(f"customers/{made['id']}"), "customer")


def call(shop, made, action, body=None):
    return shop.send("POST", f"customers/{made['id']}/{action}", body)


def token(shop, made):
    url = shop.one(call(shop, made, "account_activation_url"), "account_activation_url")
    head, token = url.rsplit("/", 1)
    assert head == f"https://{shop.store}.myshopify.com/account/activate/{made['id']}"
    return token


def test_an_invitation_is_told_and_answered(empty_shop):
    shop = empty_shop
    made = customer(shop, email="ada@example.com")
    invite = shop.one(call(shop, made, "send_invite"), "customer_invite", 201)
    assert invite == {
        "to": "ada@example.com", "from": f"no-reply@{shop.store}.myshopify.com",
        "subject": "Customer account activation", "custom_message": "", "bcc": []}
    assert shown(shop, made)["state"] == "invited"
    wanted = {"to": "b@example.com", "subject": "Hello", "custom_message": "Hi", "bcc": ["c@example.com"]}
    invite = shop.one(call(shop, made, "send_invite", shop.wrap("customer_invite", wanted)), "customer_invite", 201)
    assert wanted.items() <= invite.items()
    secret = token(shop, made)
    assert shop.one(call(shop, made, "activate", {"token": secret}), "customer")["state"] == "enabled"
    assert shop.issues(call(shop, made, "activate", {"token": secret})) == STALE
    for action in ("send_invite", "account_activation_url"):
        assert shop.issues(call(shop, made, action)) == {"base": ["account already enabled"]}
    assert shop.one(call(shop, made, "disable"), "customer")["state"] == "disabled"


def test_an_invitation_can_be_turned_down(empty_shop):
    made = customer(empty_shop, email="ada@example.com", send_email_invite=True)
    assert made["state"] == "invited"
    secret = token(empty_shop, made)
    assert empty_shop.one(call(empty_shop, made, "decline", {"token": secret}), "customer")["state"] == "declined"
    assert empty_shop.issues(call(empty_shop, made, "activate", {"token": secret})) == STALE


def test_only_the_newest_token_of_the_right_customer_works(empty_shop):
    shop = empty_shop
    ada, bob = customer(shop, email="ada@example.com"), customer(shop, email="bob@example.com")
    first, second, other = token(shop, ada), token(shop, ada), token(shop, bob)
    assert len({first, second, other}) == 3 and all(len(secret) == 64 for secret in (first, second, other))
    for secret in (first, other, "", "0" * 64):
        assert shop.issues(call(shop, ada, "activate", {"token": secret})) == STALE
    assert call(shop, ada, "activate").status == 422
    assert shop.one(call(shop, ada, "activate", {"token": second}), "customer")["state"] == "enabled"
    call(shop, bob, "disable")
    assert shop.issues(call(shop, bob, "activate", {"token": other})) == STALE


@pytest.mark.parametrize("body, field", [
    ({"to": "nobody"}, "to"), ({"bcc": ["x"]}, "bcc"), ({"bcc": "a@x.com"}, "bcc"), ({"subject": 1}, "subject"),
])
def test_an_invitation_that_reaches_nobody_is_refused(empty_shop, body, field):
    made = customer(empty_shop, email="ada@example.com")
    assert set(empty_shop.issues(call(empty_shop, made, "send_invite", {"customer_invite": body}))) == {field}
    assert shown(empty_shop, made)["state"] == "disabled"
    nameless = customer(empty_shop)
    assert empty_shop.issues(call(empty_shop, nameless, "send_invite")) == {"email": ["can't be blank"]}


def test_a_password_opens_the_account_and_is_never_shown(empty_shop):
    shop = empty_shop
    made = customer(shop, email="ada@example.com", password="open sesame", password_confirmation="open sesame")
    assert made["state"] == "enabled" and not {name for name in made if "password" in name}
    other = customer(shop, email="bob@example.com", send_email_invite=True)
    secret = token(shop, other)
    changed = shop.one(shop.put(f"customers/{other['id']}", "customer", {"password": "open sesame"}), "customer")
    assert changed["state"] == "enabled"
    assert shop.issues(call(shop, other, "activate", {"token": secret})) == STALE
    wrong = {"first_name": "Eve", "password": "open sesame", "password_confirmation": "close"}
    assert shop.issues(shop.post("customers", "customer", wrong)) == {
        "password_confirmation": ["doesn't match password"]}


@pytest.mark.parametrize("days, status", [(29, 200), (31, 422)])
def test_a_token_ends_on_the_stores_clock(server, days, status):
    name = f"clockwork-{days}"
    store = create_store(server.data, name, "--test-clock")
    shop = Shop(server, SHOPIFY, create_key(server.data, name, "all", "--no-rate-limit"), name, store["id"])
    made = customer(shop, email="ada@example.com")
    secret = token(shop, made)
    run_command("clock", "advance", f"{days}d", "--store", name, data=server.data)
    first = made["created_at"]
    wait_for(lambda: customer(shop)["created_at"][:10] > first[:10], "clock")
    assert call(shop, made, "activate", {"token": secret}).status == status


def test_an_invitation_is_an_event_without_the_token(server, receiver):  # noqa: F811
    shop = open_shop(server, SHOPIFY)
    subscribe(shop, receiver, topic="customers/invite")
    made = customer(shop, email="ada@example.com")
    secret = token(shop, made)
    call(shop, made, "send_invite")
    told, = receiver.wait(1)
    assert told.json["id"] == made["id"] and told.json["to"] == "ada@example.com"
    assert secret not in told.body.decode()


def test_every_change_of_a_consent_is_kept(empty_shop):
    shop = empty_shop
    made = customer(shop, email="ada@example.com", phone="+15555551234")
    assert made["email_marketing_consent"] == {
        "state": "not_subscribed", "opt_in_level": None, "consent_updated_at": None}
    assert made["sms_marketing_consent"] == {
        "state": "not_subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": None,
        "consent_collected_from": "OTHER"}
    path = f"customers/{made['id']}"
    assert shop.list(f"{path}/consents") == []
    shop.put(path, "customer", {"accepts_marketing": True})
    given = {"state": "subscribed", "opt_in_level": "confirmed_opt_in", "consent_updated_at": "2024-01-31T12:00:00+01:00",
             "consent_collected_from": "checkout"}
    known = shop.one(shop.put(path, "customer", {"sms_marketing_consent": given}), "customer")
    assert known["sms_marketing_consent"] == {**given, "consent_updated_at": "2024-01-31T11:00:00Z"}
    assert known["accepts_marketing"] and known["marketing_opt_in_level"] == "single_opt_in"
    assert shop.put(path, "customer", known).status == 200
    left = shop.one(
        shop.put(path, "customer", {"email_marketing_consent": {"state": "unsubscribed"}}), "customer")
    assert not left["accepts_marketing"]
    actor = keys_of(shop.server.data, shop.store)[0]["id"]
    lines = [(line["channel"], line["state"], line["opt_in_level"], line["source"])
             for line in reversed(shop.list(f"{path}/consents"))]
    assert lines == [
        ("email", "subscribed", "single_opt_in", actor), ("sms", "subscribed", "confirmed_opt_in", "checkout"),
        ("email", "unsubscribed", None, actor)]
    assert shop.count(f"{path}/consents", channel="sms") == 1
    line, = shop.list(f"{path}/consents", channel="sms")
    assert line["consent_updated_at"] == "2024-01-31T11:00:00+00:00"
    for method, target in [("POST", f"{path}/consents"), ("PUT", f"{path}/consents/{line['id']}"),
                           ("DELETE", f"{path}/consents/{line['id']}")]:
        assert shop.send(method, target, {}).status == 405


def test_what_is_no_consent_is_refused(empty_shop):
    reply = empty_shop.post(
        "customers", "customer", {"first_name": "Ada", "email_marketing_consent": {"state": "perhaps"}})
    assert empty_shop.issues(reply) == {"email_marketing_consent.state": ["is not included in the list"]}


def test_what_is_erased_is_gone_but_for_its_id(empty_shop):
    shop = empty_shop
    made = customer(
        shop, email="ada@example.com", phone="+15555551234", note="tea", tags="vip", accepts_marketing=True,
        addresses=[{"city": "Rome"}])
    group = shop.create("customer_group", {"name": "Friends"})
    shop.create("group_membership", {"customer_id": made["id"], "customer_group_id": group["id"]})
    erased = shop.one(call(shop, made, "erase"), "customer")
    assert (erased["id"], erased["first_name"], erased["last_name"]) == (made["id"], "Erased", "customer")
    assert erased["email"] is erased["phone"] is erased["note"] is erased["default_address"] is None
    assert erased["tags"] == "" and erased["addresses"] == [] and erased["erased_at"]
    lines = [(line["channel"], line["state"]) for line in shop.list(f"customers/{made['id']}/consents")]
    assert sorted(lines) == [("email", "redacted"), ("email", "subscribed"), ("sms", "redacted")]
    assert shop.count(f"customers/{made['id']}/group_memberships") == 0
    for query in ("ada", "rome", "email:ada@example.com", "tag:vip"):
        assert shop.many(shop.get("customers/search", query=query), "customers") == []
    assert shop.one(call(shop, made, "erase"), "customer") == erased
    reply = shop.put(f"customers/{made['id']}", "customer", {"first_name": "Ada"})
    shop.assert_refused(reply, 409)
    shop.assert_refused(shop.post(f"customers/{made['id']}/addresses", "customer_address", {"city": "Rome"}), 409)
    shop.assert_refused(call(shop, made, "send_invite"), 409)
    assert customer(shop, email="ada@example.com")["id"] != made["id"]


def test_two_records_of_one_customer_become_one(empty_shop):
    shop = empty_shop
    kept = customer(shop, email="ada@example.com", tags="vip", note="tea", addresses=[{"city": "Rome"}])
    other = customer(
        shop, email="lovelace@example.com", phone="+15555551234", tags="VIP, new", accepts_marketing=True,
        addresses=[{"city": "Rome"}, {"city": "Oslo", "default": True}])
    friends, family = (shop.create("customer_group", {"name": name}) for name in ("Friends", "Family"))
    for one, group in [(kept, friends), (other, friends), (other, family)]:
        shop.create("group_membership", {"customer_id": one["id"], "customer_group_id": group["id"]})
    merged = shop.one(call(shop, kept, "merge", shop.wrap("merge", {"customer_id": other["id"]})), "customer")
    assert (merged["id"], merged["email"], merged["phone"]) == (kept["id"], "ada@example.com", "+15555551234")
    assert (merged["tags"], merged["note"], merged["accepts_marketing"]) == ("vip, new", "tea", True)
    assert [(one["city"], one["default"]) for one in merged["addresses"]] == [("Rome", True), ("Oslo", False)]
    shop.assert_refused(shop.get(f"customers/{other['id']}"), 404)
    assert shop.count(f"customers/{kept['id']}/group_memberships") == 2
    assert shop.count("group_memberships") == 2
    assert {line["state"] for line in shop.list(f"customers/{kept['id']}/consents")} == {"subscribed"}
    assert customer(shop, email="lovelace@example.com")["id"]


def test_a_merge_takes_the_others_email_where_there_is_none(empty_shop):
    kept, other = customer(empty_shop), customer(empty_shop, email="ada@example.com")
    merged = empty_shop.one(call(empty_shop, kept, "merge", {"customer_id": other["id"]}), "customer")
    assert merged["email"] == "ada@example.com"
    reply = empty_shop.post("customers", "customer", {"email": "ADA@example.com"})
    assert empty_shop.issues(reply) == {"email": ["has already been taken"]}


def test_a_merge_that_cannot_be_changes_nothing(empty_shop, open_shops):
    shop = empty_shop
    kept, erased = customer(shop, email="ada@example.com"), customer(shop)
    call(shop, erased, "erase")
    stranger = customer(open_shops(shop.dialect), email="b@example.com")
    for body, refusal in [
        ({"customer_id": kept["id"]}, "can't be the customer itself"), ({}, "can't be blank"),
        ({"customer_id": erased["id"]}, "must exist"), ({"customer_id": 1}, "must exist"),
    ]:
        assert shop.issues(call(shop, kept, "merge", body)) == {"customer_id": [refusal]}
    shop.assert_refused(call(shop, {"id": stranger["id"] + 1_000}, "merge", {"customer_id": kept["id"]}), 404)
    shop.assert_refused(call(shop, erased, "merge", {"customer_id": kept["id"]}), 409)
    assert shown(shop, kept) == kept


def test_groups_hold_customers_and_lists_go_by_them(empty_shop):
    shop = empty_shop
    ada, bob = customer(shop), customer(shop)
    friends, family = (shop.create("customer_group", {"name": name, "note": "!"}) for name in ("Friends", "Family"))
    made = shop.create("group_membership", {"customer_id": ada["id"]}, below=f"customer_groups/{friends['id']}/")
    assert (made["customer_id"], made["customer_group_id"]) == (ada["id"], friends["id"])
    shop.create("group_membership", {"customer_group_id": family["id"]}, below=f"customers/{bob['id']}/")
    assert [one["id"] for one in shop.list("customers", customer_group_id=friends["id"])] == [ada["id"]]
    assert shop.count("customers", customer_group_id=family["id"]) == 1
    members = shop.get(f"customer_groups/{family['id']}/customers", fields="id")
    assert shop.many(members, "customers") == [{"id": bob["id"]}]
    shop.assert_refused(shop.get("customer_groups/1/customers"), 404)
    again = shop.post("group_memberships", "group_membership",
                      {"customer_id": ada["id"], "customer_group_id": friends["id"]})
    assert shop.issues(again) == {"customer_id": ["has already been taken"]}
    lost = shop.post("group_memberships", "group_membership", {"customer_id": 1, "customer_group_id": friends["id"]})
    assert shop.issues(lost) == {"customer_id": ["must exist"]}
    twin = shop.post("customer_groups", "customer_group", {"name": "FRIENDS"})
    assert shop.issues(twin) == {"name": ["has already been taken"]}
    assert shop.delete(f"customers/{ada['id']}").status == 204
    assert shop.count("group_memberships", customer_group_id=friends["id"]) == 0
    assert shop.delete(f"customer_groups/{family['id']}").status == 204
    assert shop.count("group_memberships") == 0 and shown(shop, bob)
