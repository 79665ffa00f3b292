"""Customers and their access tokens, as a module that builds on them gets them (SG-21, AU-23; Tests/ABI/modules/service_caller.c)."""

import json
import sqlite3
import threading
from datetime import datetime
from urllib.parse import quote

import pytest

from dialects import SHOPIFY, Shop
from server import create_key, create_store, jobs_of, run_command
from service_calls import call as call_service, start_with_caller

PASSWORD = "open sesame"
UNIDENTIFIED = [{"code": "UNIDENTIFIED_CUSTOMER", "field": None, "message": "Unidentified customer"}]
INVALID = [{"code": "TOKEN_INVALID", "field": "access_token", "message": "is invalid or has expired"}]
DAYS = 30


@pytest.fixture(scope="module")
def caller(tmp_path_factory):
    """A server with a module that calls services for its clients."""
    running = start_with_caller(tmp_path_factory.mktemp("services"), extensions=False)
    yield running
    running.kill()


@pytest.fixture
def shop(caller, request):
    """A store of the test's own, with a clock that stands still."""
    name = request.node.originalname.replace("_", "-")[:40] + f"-{id(request):x}"
    store = create_store(caller.data, name, "--test-clock")
    return Shop(caller, SHOPIFY, create_key(caller.data, name, "all", "--no-rate-limit"), name, store["id"])


def call(shop, service, body, status=200):
    return shop.one(call_service(shop, f"customers/{service}", body), "output", status)


def sign_in(shop, email="ada@example.com", password=PASSWORD):
    return call(shop, "create_access_token", {"email": email, "password": password})


def token(shop, **credentials):
    answer = sign_in(shop, **credentials)
    assert answer["customer_user_errors"] == []
    return answer["customer_access_token"]["access_token"]


def holder(shop, secret):
    """Whose token it is, asked while writing and while reading."""
    written = call(shop, "find_by_access_token", {"access_token": secret})
    path = quote(json.dumps({"access_token": secret}, ensure_ascii=False), safe="")
    assert shop.one(shop.get(f"services/customers/find_by_access_token/{path}"), "output") == written
    return written["customer_id"]


def customer(shop, **fields):
    return shop.create("customer", {"first_name": "Ada", "email": "ada@example.com", "password": PASSWORD, **fields})


def database(shop):
    return sqlite3.connect(f"file:{shop.server.store_file(shop.store_id)}?mode=ro", uri=True)


def moment(text):
    return datetime.fromisoformat(text).timestamp()


def test_a_password_gives_a_token_that_names_its_customer(shop):
    made = customer(shop)
    given = sign_in(shop, email=" ada@EXAMPLE.com")["customer_access_token"]
    assert given["customer_id"] == made["id"] and len(given["access_token"]) == 64
    assert moment(given["expires_at"]) - moment(made["created_at"]) == DAYS * 86_400
    assert holder(shop, given["access_token"]) == made["id"]
    other = token(shop)
    assert other != given["access_token"] and holder(shop, other) == holder(shop, given["access_token"])


def test_no_token_is_in_the_database_or_the_events(shop):
    customer(shop)
    secret = token(shop)
    with database(shop) as rows:
        dump = "\n".join(rows.iterdump())
    assert "customer_access_token" in dump and secret not in dump and PASSWORD not in dump


def test_nobody_learns_what_was_wrong(shop):
    customer(shop)
    for email, password in [("ada@example.com", "open sesamf"), ("bob@example.com", PASSWORD), ("nobody", PASSWORD),
                            ("ada@example.com", "x" * 5_000), ("ada@example.com", PASSWORD + "\n")]:
        assert sign_in(shop, email, password) == {"customer_access_token": None, "customer_user_errors": UNIDENTIFIED}


@pytest.mark.parametrize("body, fields", [
    ({}, ["email", "password"]), ({"email": " ", "password": "x"}, ["email"]), ({"email": "a@x.com"}, ["password"]),
    ({"email": 1, "password": ["x"]}, ["email", "password"]),
], ids=range(4))
def test_what_is_missing_is_named(shop, body, fields):
    answer = call(shop, "create_access_token", body)
    assert [(error["code"], error["field"]) for error in answer["customer_user_errors"]] == [
        ("BLANK", field) for field in fields]


def close(shop, made):
    assert shop.send("POST", f"customers/{made['id']}/disable").status == 200


def erase(shop, made):
    assert shop.send("POST", f"customers/{made['id']}/erase").status == 200


def change_password(shop, made):
    assert shop.put(f"customers/{made['id']}", "customer", {"password": "another one"}).status == 200


def delete(shop, made):
    assert shop.delete(f"customers/{made['id']}").status == 204


def merge(shop, made):
    kept = shop.create("customer", {"email": "kept@example.com", "password": PASSWORD})
    assert shop.send("POST", f"customers/{kept['id']}/merge", {"merge": {"customer_id": made["id"]}}).status == 200


@pytest.mark.parametrize("end", [close, erase, change_password, delete, merge], ids=lambda end: end.__name__)
def test_all_tokens_end_with_the_account(shop, end):
    made = customer(shop)
    other = customer(shop, email="bob@example.com")
    tokens, others = [token(shop), token(shop)], token(shop, email="bob@example.com")
    end(shop, made)
    assert [holder(shop, secret) for secret in tokens] == [None, None]
    assert sign_in(shop)["customer_user_errors"] == UNIDENTIFIED
    assert holder(shop, others) == other["id"]
    with database(shop) as rows:
        assert rows.execute("SELECT count(*) FROM r_customer_access_token").fetchone() == (1,)


def test_a_change_that_is_none_of_the_accounts_ends_nothing(shop):
    made = customer(shop)
    secret = token(shop)
    assert shop.put(f"customers/{made['id']}", "customer", {"first_name": "Eve", "tags": "vip"}).status == 200
    assert holder(shop, secret) == made["id"]


@pytest.mark.parametrize("state", ["invited", "declined"])
def test_an_account_that_is_not_open_gives_no_token(shop, state):
    made = customer(shop)
    close(shop, made)
    url = shop.send("POST", f"customers/{made['id']}/account_activation_url").json["account_activation_url"]
    if state == "declined":
        assert shop.send("POST", f"customers/{made['id']}/decline", {"token": url.rsplit("/", 1)[1]}).status == 200
    assert shop.one(shop.get(f"customers/{made['id']}"), "customer")["state"] == state
    assert sign_in(shop)["customer_user_errors"] == UNIDENTIFIED


def test_a_token_ends_on_the_stores_clock_unless_it_is_renewed(shop):
    made = customer(shop)
    secret, other = token(shop), token(shop)
    run_command("clock", "advance", f"{DAYS - 1}d", "--store", shop.store, data=shop.server.data)
    renewed = call(shop, "renew_access_token", {"access_token": secret})["customer_access_token"]
    assert renewed["access_token"] == secret and renewed["customer_id"] == made["id"]
    assert moment(renewed["expires_at"]) - moment(made["created_at"]) == (2 * DAYS - 1) * 86_400
    run_command("clock", "advance", "1d", "--store", shop.store, data=shop.server.data)
    assert (holder(shop, secret), holder(shop, other)) == (made["id"], None)
    assert call(shop, "renew_access_token", {"access_token": other}) == {
        "customer_access_token": None, "customer_user_errors": INVALID}


def tokens_kept(shop):
    with database(shop) as rows:
        return rows.execute("SELECT count(*) FROM r_customer_access_token").fetchone()[0]


def advance(shop, days):
    run_command("clock", "advance", f"{days}d", "--store", shop.store, data=shop.server.data)


def sweeps(shop):
    return len(jobs_of(shop.server.data, shop.store, "customers.sweep_access_tokens"))


def test_tokens_that_have_expired_are_deleted_though_nobody_comes_back(shop):
    customer(shop)
    assert sweeps(shop) == 0
    token(shop)
    advance(shop, 10)
    kept = token(shop)
    advance(shop, DAYS - 10 - 1)
    assert (tokens_kept(shop), sweeps(shop)) == (2, 1)
    advance(shop, 2)
    assert (tokens_kept(shop), sweeps(shop)) == (1, 1)
    call(shop, "renew_access_token", {"access_token": kept})
    advance(shop, DAYS - 1)
    assert tokens_kept(shop) == 1 and holder(shop, kept)
    # The job ends with the last token, and begins again with the next.
    advance(shop, 3)
    assert (tokens_kept(shop), sweeps(shop)) == (0, 0)
    token(shop)
    assert (tokens_kept(shop), sweeps(shop)) == (1, 1)


def test_a_token_is_revoked_once(shop):
    customer(shop)
    secret, other = token(shop), token(shop)
    gone = call(shop, "delete_access_token", {"access_token": secret})
    assert gone["deleted_access_token"] == secret and gone["deleted_customer_access_token_id"]
    assert (holder(shop, secret), holder(shop, other) is None) == (None, False)
    assert call(shop, "delete_access_token", {"access_token": secret}) == {
        "deleted_access_token": None, "deleted_customer_access_token_id": None, "customer_user_errors": INVALID}


def test_a_token_is_good_in_its_store_alone(shop, caller):
    customer(shop)
    secret = token(shop)
    other_store = create_store(caller.data, f"{shop.store[:40]}-other")
    key = create_key(caller.data, other_store["name"], "all", "--no-rate-limit")
    other = Shop(caller, SHOPIFY, key, other_store["name"], other_store["id"])
    customer(other)
    assert holder(other, secret) is None
    assert call(other, "delete_access_token", {"access_token": secret})["customer_user_errors"] == INVALID
    assert holder(shop, secret)


@pytest.mark.parametrize("secret", ["", "0" * 64, "x", 7, None, "é" * 32], ids=range(6))
def test_what_is_no_token_names_nobody(shop, secret):
    customer(shop)
    assert holder(shop, secret) is None


def test_many_sign_in_at_once_while_the_store_is_written_to(shop):
    made = customer(shop)
    found = []

    def enter():
        found.append(token(shop.again()))

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for number in range(20):
        shop.product(f"Thing {number}")
    for thread in threads:
        thread.join(60)
    assert len(set(found)) == 6 and {holder(shop, secret) for secret in found} == {made["id"]}


def test_a_sign_in_leaves_one_row_in_the_audit_trail(shop):
    customer(shop)
    before = shop.count("audit_events")
    token(shop)
    sign_in(shop, password="wrong")
    assert shop.count("audit_events") == before + 2


def test_a_customer_is_found_by_any_spelling_of_the_email(shop):
    ada = customer(shop)["id"]
    for email in ["ada@example.com", " ADA@Example.COM "]:
        assert call(shop, "find_by_email", {"email": email}) == {"customer_id": ada}
    assert call(shop, "find_by_email", {"email": "bob@example.com"}) == {"customer_id": None}
    for wrong in [{}, {"email": None}, {"email": "ada"}, {"email": 5}]:
        reply = call_service(shop, "customers/find_by_email", wrong)
        assert shop.issues(reply) == {"email": ["is invalid"]}
