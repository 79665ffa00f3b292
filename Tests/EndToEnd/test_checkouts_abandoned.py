"""Abandoned checkouts: listed once their buyer has been away for long enough, told of once (O-08, T-27)."""

import itertools

import pytest

from checkout_calls import bought, checkout, complete, new_cart, put_checkout, sold, start, told
from dialects import DIALECTS, SHOPIFY, Shop
from receiver import wait_for
from server import create_key, create_store, run_command
from test_inventory_races import at_once
from twins import tables
from webhook_calls import receiver, subscribe  # noqa: F401 (a fixture)

HOUR = 3600
NUMBERS = itertools.count(1)


def open_clock(server, dialect=SHOPIFY):
    """A store whose clock stands still."""
    store = create_store(server.data, f"away-{next(NUMBERS)}", "--test-clock")
    key = create_key(server.data, store["name"], "all", "--no-rate-limit")
    return Shop(server, dialect, key, store["name"], store["id"])


@pytest.fixture
def shop(server):
    return open_clock(server)


def advance(shop, seconds):
    """Moves the store's clock; returns when what fell due has happened."""
    run_command("clock", "advance", f"{seconds}s", "--store", shop.store, data=shop.server.data)


def tokens(shop, **query):
    return [one["token"] for one in shop.list("checkouts", **query)]


def reminders(shop):
    return [id for _, id, verb in told(shop, "Checkout") if verb == "abandoned"]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_checkout_is_abandoned_at_its_moment(server, dialect):
    shop = open_clock(server, dialect)
    variant, _ = sold(shop)
    made = bought(shop, variant)
    advance(shop, HOUR - 1)
    assert tokens(shop) == [] and shop.count("checkouts") == 0 and reminders(shop) == []
    advance(shop, 1)
    assert tokens(shop) == [made["token"]] and shop.count("checkouts") == 1
    shown, = shop.list("checkouts")
    assert shown["abandoned_at"] and shown["completed_at"] is None and reminders(shop) == [made["id"]]
    # Completing it clears it, and nobody is reminded of it afterwards.
    complete(shop, made["token"])
    assert tokens(shop) == [] == tokens(shop, status="any") and shop.count("checkouts", status="any") == 0
    advance(shop, 10 * HOUR)
    assert tokens(shop) == [] and reminders(shop) == [made["id"]]


def test_without_an_e_mail_or_after_the_order_nothing_is_abandoned(shop):
    variant, _ = sold(shop)
    silent = start(shop, new_cart(shop, variant)["token"])
    done = bought(shop, variant)
    complete(shop, done["token"])
    advance(shop, 2 * HOUR)
    assert tokens(shop) == [] and reminders(shop) == []
    # Who says an hour later where to be reached has an hour from then on.
    put_checkout(shop, silent["token"], email="ada@example.com")
    advance(shop, HOUR - 1)
    assert tokens(shop) == []
    advance(shop, 1)
    assert tokens(shop) == [silent["token"]] and reminders(shop) == [silent["id"]]


def test_whatever_the_buyer_does_begins_the_time_anew(shop):
    variant, _ = sold(shop)
    made = bought(shop, variant)
    for phone in ("+15555551234", "+15555551235", "+15555551236"):
        advance(shop, HOUR - 1)
        put_checkout(shop, made["token"], phone=phone)
    assert tokens(shop) == [] and reminders(shop) == []
    # The same again is nothing that somebody did.
    advance(shop, HOUR - 1)
    put_checkout(shop, made["token"], phone="+15555551236")
    advance(shop, 1)
    assert tokens(shop) == [made["token"]] and reminders(shop) == [made["id"]]


def test_who_comes_back_is_not_reminded_a_second_time(shop):
    variant, _ = sold(shop)
    made = bought(shop, variant)
    advance(shop, HOUR)
    back = put_checkout(shop, made["token"], note="I am back")
    assert back["abandoned_at"] is None and tokens(shop) == []
    advance(shop, HOUR)
    assert tokens(shop) == [made["token"]] and reminders(shop) == [made["id"]]


def test_the_second_in_which_it_would_be_abandoned(shop):
    """Completions while the sweep comes: whichever is first, no order is listed, nor told of after it was made."""
    variant, _ = sold(shop)
    made = [bought(shop, variant, email=f"buyer{n}@example.com") for n in range(40)]
    advance(shop, HOUR - 1)

    def work(client, number):
        if number == 5:
            advance(shop, 1)
        else:
            complete(client, made[2 * number]["token"])

    at_once(shop, 20, work)
    complete(shop, made[10]["token"])
    assert set(tokens(shop, limit=250)) == {one["token"] for one in made[1::2]}
    history = told(shop, "Checkout")
    for one in made:
        verbs = [verb for _, id, verb in history if id == one["id"]]
        assert verbs.count("abandoned") <= 1 and verbs[-1] == ("update" if one in made[::2] else "abandoned")
        assert bool(checkout(shop, one["token"])["abandoned_at"]) == (one in made[1::2])


def test_an_order_of_the_very_second_before_the_sweep_is_never_told_of(shop):
    variant, _ = sold(shop)
    made = bought(shop, variant)
    advance(shop, HOUR - 1)
    complete(shop, made["token"])
    advance(shop, 1)
    assert tokens(shop, status="any") == [] and reminders(shop) == []


def test_the_list_takes_the_parameters_of_every_list(shop):
    variant, _ = sold(shop)
    first = bought(shop, variant)
    advance(shop, 10)
    second = bought(shop, variant, email="bob@example.com")
    advance(shop, 2 * HOUR)
    assert tokens(shop) == [second["token"], first["token"]]
    assert tokens(shop, limit=1) == [second["token"]] and tokens(shop, since_id=first["id"]) == [second["token"]]
    assert tokens(shop, created_at_min=second["created_at"]) == [second["token"]]
    assert tokens(shop, created_at_max=first["created_at"]) == [first["token"]]
    assert tokens(shop, updated_at_min="2100-01-01T00:00:00Z") == []
    assert tokens(shop, updated_at_max="2100-01-01T00:00:00Z", status="any", limit=1) == [second["token"]]
    assert tokens(shop, status="closed") == [] and shop.count("checkouts", status="open") == 2
    shop.assert_refused(shop.get("checkouts", status="lost"), 400)


def test_an_index_serves_what_lists_and_paths_look_for(shop):
    variant, _ = sold(shop)
    bought(shop, variant)
    with tables(shop) as (database, _):
        for table, field in (("checkout", "listed_as"), ("checkout", "token"), ("checkout", "created_at"),
                             ("checkout", "updated_at"), ("cart_token", "token"), ("cart_token", "cart_id"),
                             ("cart_product", "product_id"), ("cart", "customer_id")):
            plan = database.execute(
                f"EXPLAIN QUERY PLAN SELECT id, document FROM r_{table} WHERE f_{field} = 'x'").fetchall()
            assert [f"USING INDEX r_{table}_{field} " in step[3] for step in plan] == [True], plan


def test_both_spellings_of_the_topic_are_delivered(shop, receiver):
    for topic in ("checkouts/abandoned", "checkout.abandoned"):
        subscribe(shop, receiver, topic=topic)
    variant, _ = sold(shop)
    made = bought(shop, variant)
    advance(shop, HOUR)
    wait_for(lambda: len(receiver.received) == 2, "both deliveries")
    assert {one.json["token"] for one in receiver.received} == {made["token"]}
    assert receiver.received[0].json == checkout(shop, made["token"])


def test_the_operator_says_after_how_long(make_server, tmp_path):
    configuration = tmp_path / "away.toml"
    configuration.write_text("[module.checkouts]\nabandoned_after_minutes = 5\n")
    shop = open_clock(make_server(configuration=configuration).start())
    variant, _ = sold(shop)
    made = bought(shop, variant)
    advance(shop, 299)
    assert tokens(shop) == []
    advance(shop, 1)
    assert tokens(shop) == [made["token"]]
