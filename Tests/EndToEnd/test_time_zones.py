"""The store's clocks: times are stored in UTC and shown, filtered and counted by the day as its clocks show them (T-19)."""

import random
import sqlite3
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY, Shop
from order_calls import gift, names, place
from receiver import wait_for
from server import create_key, create_store, jobs_of, run_command

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def sandbox(server, name, zone=None, dialect=SHOPIFY):
    """A store whose clock stands still, in this zone."""
    store = create_store(server.data, name, "--test-clock", *(["--time-zone", zone] if zone else []))
    return Shop(server, dialect, create_key(server.data, name, "all", "--no-rate-limit"), name, store["id"])


def move(shop, zone):
    return shop.one(shop.put("shop", "shop", {"iana_timezone": zone}), "shop")


def now(shop):
    """What the store's clock shows."""
    return datetime.fromisoformat(shop.create("product", {"title": "Clock"})["created_at"])


def advance(shop, moment):
    """Lets the clock go on to a moment."""
    run_command("clock", "advance", f"{int((moment - now(shop)).total_seconds())}s", "--store", shop.store,
                data=shop.server.data)
    assert now(shop) == moment


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def of_day(shop, day, path="orders", field="created_at"):
    """How many there are of one day of the store, which begins at 0:00 by its clocks."""
    span = {f"{field}_min": day.isoformat(), f"{field}_max": (datetime.combine(day, datetime.min.time()) + DAY
                                                           - timedelta(seconds=1)).isoformat()}
    return shop.count(path, **span, **({"status": "any"} if path == "orders" else {}))


@pytest.mark.parametrize("zone, offset", [("Etc/GMT+12", "-12:00"), ("Pacific/Kiritimati", "+14:00")])
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_order_shortly_before_midnight_belongs_to_that_day(server, dialect, zone, offset):
    shop = sandbox(server, f"late-{dialect.name}-{offset[1:3]}", zone, dialect)
    evening = datetime.combine(now(shop).date() + DAY, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=23.5)
    advance(shop, evening)
    order = place(shop)
    assert order["created_at"] == order["processed_at"] == evening.strftime("%Y-%m-%dT23:30:00") + offset
    days = [evening.date() + step * DAY for step in (-1, 0, 1)]
    assert [of_day(shop, day) for day in days] == [0, 1, 0]
    assert [of_day(shop, day, field="processed_at") for day in days] == [0, 1, 0]
    # The same moment said with an offset, or in UTC, is the same.
    assert names(shop, status="any", created_at_min=utc(evening), created_at_max=utc(evening)) == [order["name"]]


@pytest.mark.parametrize("zone, gap, overlap", [
    ("America/New_York", "2027-03-14", "2027-11-07"), ("Europe/Berlin", "2027-03-28", "2027-10-31"),
    # Half an hour, on the other half of the earth; and at midnight itself.
    ("Australia/Lord_Howe", "2027-10-03", "2027-04-04"), ("America/Havana", "2027-03-14", "2027-11-07"),
])
def test_a_day_on_which_the_clocks_change_has_all_of_its_orders_and_no_others(server, zone, gap, overlap):
    shop = open_shop(server, SHOPIFY)
    move(shop, zone)
    for text in (gap, overlap):
        noon = datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=ZoneInfo(zone))
        moments = [noon.astimezone(timezone.utc) + step * HOUR / 2 for step in range(-70, 70)]
        made = [place(shop, processed_at=utc(moment)) for moment in moments]
        assert [one["processed_at"] for one in made] == [one.astimezone(ZoneInfo(zone)).isoformat() for one in moments]
        days = [one.astimezone(ZoneInfo(zone)).date() for one in moments]
        for day in sorted(set(days)):
            assert of_day(shop, day, field="processed_at") == days.count(day), day
        assert days.count(noon.date()) != 48


def test_what_happened_yesterday_is_the_same_after_the_store_has_moved(server):
    shop = sandbox(server, "moving", "America/New_York")
    home = ZoneInfo("America/New_York")
    midnight = datetime.combine(now(shop).date() + DAY, datetime.min.time(), home)
    advance(shop, midnight - timedelta(minutes=30))
    place(shop)
    advance(shop, midnight + timedelta(minutes=30))
    place(shop)
    advance(shop, midnight + 20 * HOUR)
    days = [midnight.date() + step * DAY for step in (-1, 0, 1)]
    report = [of_day(shop, day) for day in days]
    assert report == [1, 1, 0]
    before = shop.list("orders", status="any")
    for zone in ("Asia/Tokyo", "Pacific/Honolulu", "Etc/UTC", "America/New_York"):
        move(shop, zone)
        assert [of_day(shop, day) for day in days] == report, zone
        assert shop.list("orders", status="any") == before, "what is over is shown as the clocks were then"
        assert place(shop)["created_at"] == now(shop).astimezone(ZoneInfo(zone)).isoformat()
        advance(shop, now(shop) + timedelta(minutes=1))
        before = shop.list("orders", status="any")
        report = [of_day(shop, day) for day in days]
    assert len(before) == 6


def test_the_first_zone_that_is_chosen_holds_for_the_past_too(server):
    shop = open_shop(server, SHOPIFY)
    old = place(shop, processed_at="2019-07-01T12:00:00Z")
    assert old["processed_at"] == "2019-07-01T12:00:00+00:00"
    tag = shop.get(f"orders/{old['id']}").header("ETag")
    move(shop, "Europe/Berlin")
    reply = shop.get(f"orders/{old['id']}")
    assert shop.one(reply, "order")["processed_at"] == "2019-07-01T14:00:00+02:00"
    assert names(shop, status="any", processed_at_min="2019-07-01T14:00", processed_at_max="2019-07-01T14:00") == ["#1001"]
    # Another rendering has another tag; the record is still the one that was read.
    path = f"orders/{old['id']}"
    assert reply.header("ETag") != tag
    assert shop.send("GET", path, headers={"If-None-Match": tag}).status == 200
    assert shop.send("GET", path, headers={"If-None-Match": reply.header("ETag")}).status == 304
    listed = shop.get("orders", status="any").header("ETag")
    for condition in (tag, reply.header("ETag")):
        done = shop.put(path, "order", {"note": f"read as {condition}"}, headers={"If-Match": condition})
        assert done.status == 412 or shop.one(done, "order")["processed_at"] == "2019-07-01T14:00:00+02:00"
        assert (done.status == 412) == (condition != tag), "the second tag is that of the version before"
    move(shop, "Asia/Tokyo")
    assert shop.get("orders", status="any").header("ETag") != listed


def test_all_zones_show_and_read_times_as_another_implementation_does(server):
    shop = open_shop(server, SHOPIFY)
    one = shop.product()
    # To have a past: the first zone would hold for everything.
    move(shop, "Europe/London")
    chance = random.Random(19)
    begin = int(datetime(2027, 1, 1, tzinfo=timezone.utc).timestamp())
    for zone in chance.sample(sorted(available_timezones() - {"Factory", "localtime"}), 60):
        move(shop, zone)
        for _ in range(4):
            moment = datetime.fromtimestamp(chance.randrange(begin, begin + 70 * 365 * 86_400), timezone.utc)
            local = moment.astimezone(ZoneInfo(zone))
            shown = shop.one(shop.put(f"products/{one['id']}", "product", {"published_at": utc(moment)}), "product")
            assert shown["published_at"] == local.isoformat(), zone
            # What has no offset is the first moment at which the clocks show it.
            bare = local.replace(tzinfo=None)
            shown = shop.one(shop.put(f"products/{one['id']}", "product", {"published_at": bare.isoformat()}), "product")
            first = bare.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
            assert datetime.fromisoformat(shown["published_at"]) == first, zone


def test_a_refused_change_moves_nothing(empty_shop):
    shop = empty_shop
    move(shop, "Asia/Tokyo")
    body = {"iana_timezone": "America/Lima", "email": "nobody"}
    assert shop.issues(shop.put("shop", "shop", body)) == {"email": ["is invalid"]}
    assert shop.issues(shop.put("shop", "shop", {"iana_timezone": "../../etc/passwd"})) == {
        "iana_timezone": ["is not the name of a time zone"]}
    assert shop.product()["created_at"].endswith("+09:00")
    assert shop.one(shop.get("shop"), "shop")["iana_timezone"] == "Asia/Tokyo"


def test_records_are_rendered_anew_and_nobody_is_told(make_server):
    server = make_server().start()
    shop = open_shop(server, SHOPIFY)
    ids = [shop.product(title=f"Thing {number}", variants=[{"option1": "a"}, {"option1": "b"}])["id"]
           for number in range(600)]
    last, = shop.list("events", limit=1)
    versions = shop.get(f"products/{ids[0]}").header("ETag")
    move(shop, "Asia/Kathmandu")
    wait_for(lambda: not jobs_of(server.data, shop.store, "kernel.render_anew"), "renderings")
    told = shop.list("events", since_id=last["id"])
    assert [one["subject_type"] for one in told] == ["Shop"]
    assert shop.get(f"products/{ids[0]}").header("ETag").startswith(versions[:-1])
    server.stop()
    with sqlite3.connect(server.store_file(shop.store_id)) as file:
        for table in ("r_product", "r_variant"):
            documents = [row[0] for row in file.execute(f"SELECT CAST(document AS TEXT) FROM {table}")]
            assert len(documents) >= 600 and all("+05:45" in one and "+00:00" not in one for one in documents)
    server.start()
    assert all("+05:45" in one["created_at"] for one in shop.again().list(limit=250))


def test_the_zone_outlives_a_crash(make_server):
    server = make_server().start()
    shop = open_shop(server, SHOPIFY)
    move(shop, "America/St_Johns")
    server.kill()
    server.start()
    shop = shop.again()
    assert shop.product()["created_at"][-6:] in ("-03:30", "-02:30")
    assert shop.one(shop.get("shop"), "shop")["iana_timezone"] == "America/St_Johns"


def test_a_store_begins_in_the_zone_that_it_was_made_in(server):
    refused = run_command("store", "create", "nowhere", "--time-zone", "Europe/Berln", data=server.data, check=False)
    assert refused.returncode != 0 and "Europe/Berln is not the name of a time zone" in refused.stderr
    store = create_store(server.data, "somewhere", "--time-zone", "America/Caracas")
    shop = Shop(server, SHOPIFY, create_key(server.data, "somewhere", "all"), "somewhere", store["id"])
    assert store["time_zone"] == shop.one(shop.get("shop"), "shop")["iana_timezone"] == "America/Caracas"
    assert shop.product()["created_at"].endswith("-04:00")
    assert shop.one(shop.get("shop"), "shop")["timezone"] == "(GMT-04:00) America/Caracas"


def test_times_that_modules_show_are_the_stores(server):
    shop = open_shop(server, SHOPIFY)
    move(shop, "Asia/Kolkata")
    collection = shop.create("custom_collection", {"title": "Seen", "image": {"src": "https://example.com/a.png"}})
    assert collection["image"]["created_at"].endswith("+05:30")
    one = shop.create("customer", {"email": "in-india@example.com"})
    today = datetime.fromisoformat(one["created_at"]).date()
    query = f"created_at:{today} email:in-india@example.com"
    found = shop.many(shop.send("GET", "customers/search", query={"query": query}), "customers")
    assert [customer["id"] for customer in found] == [one["id"]]
    asked = {"query": "query($q: String) { customers(first: 5, query: $q) { edges { node { createdAt } } } }",
             "variables": {"q": f"created_at:>={today}"}}
    answered = shop.send("POST", "graphql", asked).json
    assert answered["data"]["customers"]["edges"] == [{"node": {"createdAt": one["created_at"]}}]
