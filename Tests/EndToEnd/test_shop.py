"""The store's settings, what its callers may do, and the tables of countries and currencies."""

import re

import pytest

from conftest import open_shop
from dialects import DIALECTS, SHOPIFY, Shop
from server import create_key, create_store
from webhook_calls import receiver, subscribe  # noqa: F401

SHOP_KEYS = {
    "id", "name", "email", "domain", "province", "country", "address1", "zip", "city", "source", "phone", "latitude",
    "longitude", "primary_locale", "address2", "created_at", "updated_at", "country_code", "country_name", "currency",
    "customer_email", "timezone", "iana_timezone", "shop_owner", "money_format", "money_with_currency_format",
    "weight_unit", "province_code", "taxes_included", "auto_configure_tax_inclusivity", "tax_shipping", "county_taxes",
    "plan_display_name", "plan_name", "has_discounts", "has_gift_cards", "myshopify_domain", "google_apps_domain",
    "google_apps_login_enabled", "money_in_emails_format", "money_with_currency_in_emails_format",
    "eligible_for_payments", "requires_extra_payments_agreement", "password_enabled", "has_storefront", "finances",
    "primary_location_id", "checkout_api_supported", "multi_location_enabled", "setup_required", "pre_launch_enabled",
    "enabled_presentment_currencies", "transactional_sms_disabled", "marketing_sms_consent_enabled_at_checkout",
}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def settings(shop):
    return shop.one(shop.get("shop"), "shop")


def change(shop, **fields):
    return shop.one(shop.put("shop", "shop", fields), "shop")


def test_a_new_store_has_settings_with_every_documented_key(empty_shop):
    shop = settings(empty_shop)
    assert set(shop) == SHOP_KEYS | {"enabled_locales", "tax_rounding"}
    assert type(shop["id"]) is int and TIME.fullmatch(shop["created_at"]) and TIME.fullmatch(shop["updated_at"])
    assert (shop["name"], shop["currency"]) == (empty_shop.store, "USD")
    assert shop["domain"] == shop["myshopify_domain"] == f"{empty_shop.store}.localhost"
    assert (shop["iana_timezone"], shop["timezone"]) == ("Etc/UTC", "(GMT+00:00) Etc/UTC")
    assert (shop["primary_locale"], shop["enabled_locales"]) == ("en", ["en"])
    assert (shop["money_format"], shop["money_with_currency_format"]) == ("${{amount}}", "${{amount}} USD")
    assert (shop["weight_unit"], shop["taxes_included"], shop["tax_shipping"]) == ("kg", False, None)
    assert shop["enabled_presentment_currencies"] == ["USD"] and shop["primary_location_id"] is None
    assert settings(empty_shop) == shop


def test_settings_are_the_same_in_every_dialect_and_for_every_version_of_the_path(empty_shop):
    shown = change(empty_shop, name="Everywhere")
    for dialect in DIALECTS:
        assert settings(empty_shop.again(dialect)) == shown
    assert empty_shop.again(SHOPIFY).send_to("GET", "/admin/shop.json").json == {"shop": shown}


def test_what_the_body_names_changes_and_the_rest_stays(empty_shop):
    before = settings(empty_shop)
    values = {
        "name": "Mug Shop", "email": "owner@example.com", "customer_email": "help@example.com", "phone": "+1 555 0100",
        "shop_owner": "Ada", "address1": "1 Main St", "address2": "Floor 2", "city": "Ottawa", "zip": "K2P 0V6",
        "latitude": 45.42, "longitude": -75.69, "weight_unit": "lb", "taxes_included": True, "tax_shipping": True,
        "county_taxes": True, "money_format": "€{{ amount_with_comma_separator }}", "domain": "mugs.example.com",
        "tax_rounding": "per_order", "primary_locale": "fr-CA", "enabled_locales": ["fr-CA", "en"],
        "iana_timezone": "America/Toronto",
    }
    shown = change(empty_shop, **values)
    assert {name: shown[name] for name in values} == values
    assert shown["timezone"] == "(GMT-05:00) America/Toronto"
    changed = set(values) | {"timezone", "created_at", "updated_at"}
    assert {k: v for k, v in shown.items() if k not in changed} == {k: v for k, v in before.items() if k not in changed}
    assert settings(empty_shop) == shown
    moved = change(empty_shop, city="Toronto")
    assert moved == {**shown, "city": "Toronto", "updated_at": moved["updated_at"]}


def test_settings_that_are_sent_back_whole_stay_as_they_are(empty_shop):
    shown = change(empty_shop, country="US", province="CA", name="Whole")
    assert change(empty_shop, **shown) == shown


def test_what_clients_may_not_change_stays(empty_shop):
    before = settings(empty_shop)
    assert change(
        empty_shop, currency="EUR", id=1, plan_name="x", myshopify_domain="x.example.com", timezone="x", created_at="x",
        enabled_presentment_currencies=["EUR"], primary_location_id=1, unheard_of=True) == before


@pytest.mark.parametrize("sent, shown", [
    ({"country": "de"}, ("DE", "Germany", "", "")),
    ({"country": "Germany"}, ("DE", "Germany", "", "")),
    ({"country_code": "US", "province_code": "ca"}, ("US", "United States", "California", "CA")),
    ({"country": "United States", "province": "california"}, ("US", "United States", "California", "CA")),
    ({"country": "JP", "province": "Tokyo"}, ("JP", "Japan", "Tokyo", "JP-13")),
    ({"country": "FR", "province": "Bretagne"}, ("FR", "France", "Bretagne", "")),
    ({"country": "FR", "province": "Bretagne", "province_code": "BRE"}, ("FR", "France", "Bretagne", "BRE")),
])
def test_country_and_province_are_known_by_code_and_name(empty_shop, sent, shown):
    shop = change(empty_shop, **sent)
    assert (shop["country_code"], shop["country_name"], shop["province"], shop["province_code"]) == shown
    assert shop["country"] == shop["country_code"]


def test_a_new_country_takes_the_old_province_away(empty_shop):
    shop = change(empty_shop, country="IT", province="Milano")
    assert shop["province_code"] == "MI"
    # Michigan has the same code.
    shop = change(empty_shop, **{**shop, "country_code": "US"})
    assert (shop["country"], shop["country_name"], shop["province"], shop["province_code"]) == (
        "US", "United States", "", "")
    shop = change(empty_shop, province_code="WA")
    assert shop["province"] == "Washington"
    shop = change(empty_shop, country=None)
    assert (shop["country_code"], shop["country_name"], shop["province"]) == ("", "", "")


REFUSED = [
    ({"name": ""}, "name"), ({"name": None}, "name"), ({"name": "x" * 256}, "name"), ({"email": "x"}, "email"),
    ({"email": "a b@example.com"}, "email"), ({"customer_email": "x@-"}, "customer_email"),
    ({"domain": "no spaces"}, "domain"), ({"country": "Atlantis"}, "country"), ({"country_code": "XX"}, "country_code"),
    ({"country": "US", "province": "Bavaria"}, "province"), ({"iana_timezone": "Mars/Olympus"}, "iana_timezone"),
    ({"iana_timezone": "posix/Europe/Berlin"}, "iana_timezone"), ({"primary_locale": "English"}, "primary_locale"),
    ({"primary_locale": "en_US"}, "primary_locale"), ({"enabled_locales": ["en", "??"]}, "enabled_locales"),
    ({"enabled_locales": [f"{a}{b}" for a in "abcdefghijk" for b in "abcdefghijk"]}, "enabled_locales"),
    ({"weight_unit": "stone"}, "weight_unit"), ({"money_format": "$"}, "money_format"),
    ({"latitude": 91}, "latitude"), ({"longitude": -181}, "longitude"),
]


def test_a_client_gets_the_settings_that_it_asks_for(shop):
    whole = shop.one(shop.get("shop"), "shop")
    cut = shop.one(shop.get("shop", fields="id, name,none"), "shop")
    assert cut == {"id": whole["id"], "name": whole["name"]}
    # An answer to a change shows all, as everywhere.
    assert set(shop.one(shop.send("PUT", "shop", shop.wrap("shop", {"city": "Here"}), query={"fields": "id"}), "shop")) == set(whole)


@pytest.mark.parametrize("fields, field", REFUSED)
def test_settings_that_cannot_be_are_refused(shop, fields, field):
    before = settings(shop)
    issues = shop.issues(shop.put("shop", "shop", {"city": "Elsewhere", **fields}))
    assert set(issues) == {field}
    assert settings(shop) == before


@pytest.mark.parametrize("fields", [
    {"name": ["x"]}, {"taxes_included": "x"}, {"tax_shipping": 1}, {"latitude": "x"}, {"enabled_locales": "en"},
    {"enabled_locales": [1]}])
def test_settings_of_the_wrong_type_are_malformed(shop, fields):
    before = settings(shop)
    shop.assert_refused(shop.put("shop", "shop", {"city": "Elsewhere", **fields}), 400)
    assert settings(shop) == before


def test_amounts_are_shown_as_the_currency_has_them(server):
    for currency, plain, named in (
            ("JPY", "¥{{amount_no_decimals}}", "¥{{amount_no_decimals}} JPY"), ("EUR", "€{{amount}}", "€{{amount}} EUR"),
            ("CHF", "{{amount}} CHF", "{{amount}} CHF")):
        name = f"shop-in-{currency.lower()}"
        create_store(server.data, name, "--currency", currency)
        shown = settings(Shop(server, SHOPIFY, create_key(server.data, name, "all", "--no-rate-limit"), name))
        assert (shown["currency"], shown["money_format"], shown["money_with_currency_format"]) == (
            currency, plain, named)
        currencies = Shop(server, SHOPIFY, create_key(server.data, name)).list("currencies")
        assert currencies == [{"currency": currency, "rate_updated_at": None}]


def test_the_operator_says_below_which_host_stores_are(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text('[module.shop]\nhost = "shops.example.com"\n')
    shown = settings(open_shop(make_server(configuration=configuration).start(), SHOPIFY, "mugs"))
    assert shown["domain"] == shown["myshopify_domain"] == "mugs.shops.example.com"


def test_stores_have_settings_of_their_own(server):
    one, two = open_shop(server, SHOPIFY), open_shop(server, SHOPIFY)
    change(one, name="One", country="DE")
    assert settings(two)["name"] == two.store and settings(two)["country"] == ""


def test_apps_are_told_of_changed_settings(empty_shop, receiver):
    """Under the topic that they know: the plural of shop is shop."""
    made = subscribe(empty_shop, receiver, topic="shop/update")
    shown = change(empty_shop, name="Renamed")
    request, = receiver.wait(1)
    assert request.topic == "shop/update" and request.json["name"] == "Renamed" and request.json["id"] == shown["id"]
    empty_shop.delete(f"webhooks/{made['id']}")


@pytest.mark.parametrize("path", ["access_scopes", "oauth/access_scopes"])
def test_a_caller_is_told_its_scopes(shop, path):
    key = create_key(shop.server.data, shop.store, "read_shop,write_products", "--no-rate-limit")
    scopes = shop.many(shop.again(key=key).get(path), "access_scopes")
    assert scopes == [{"handle": "read_products"}, {"handle": "read_shop"}, {"handle": "write_products"}]
    other = create_key(shop.server.data, shop.store, "read_products", "--no-rate-limit")
    assert shop.many(shop.again(key=other).get(path), "access_scopes") == [{"handle": "read_products"}]
    everything = {scope["handle"] for scope in shop.many(shop.get(path), "access_scopes")}
    assert {"read_shop", "write_shop", "read_products", "write_script_tags"} <= everything


def test_scopes_are_read_without_a_version_where_apps_look(shop):
    reply = shop.again(SHOPIFY).send_to("GET", "/admin/oauth/access_scopes.json")
    assert reply.status == 200 and {"handle": "read_shop"} in reply.json["access_scopes"]


def test_countries_come_with_their_provinces(shop):
    countries = shop.list("countries")
    assert len(countries) == 250 and len({country["id"] for country in countries}) == 250
    assert [country["name"] for country in countries] == sorted(country["name"] for country in countries)
    canada = next(country for country in countries if country["code"] == "CA")
    assert canada["name"] == "Canada" and (canada["tax"], canada["tax_name"]) == (0.0, "Tax")
    assert shop.one(shop.get(f"countries/{canada['id']}"), "country") == canada
    provinces = shop.list(f"countries/{canada['id']}/provinces")
    assert provinces == canada["provinces"] and len(provinces) == 13
    quebec = next(province for province in provinces if province["code"] == "QC")
    assert (quebec["name"], quebec["country_id"]) == ("Quebec", canada["id"])
    assert shop.one(shop.get(f"countries/{canada['id']}/provinces/{quebec['id']}"), "province") == quebec
    every = [province["id"] for country in countries for province in country["provinces"]]
    assert len(set(every)) == len(every) > 300 and max(every) < 2**53


def test_countries_that_there_are_not_are_404(shop):
    canada, germany = (
        next(one["id"] for one in shop.list("countries") if one["code"] == code) for code in ("CA", "DE"))
    quebec = shop.list(f"countries/{canada}/provinces")[0]["id"]
    for path in ("countries/1", "countries/x", f"countries/{canada}/provinces/1", f"countries/{germany}/provinces/{quebec}",
                 "countries/1/provinces"):
        shop.assert_refused(shop.get(path), 404)
    assert shop.list(f"countries/{germany}/provinces") == []


def test_reading_and_writing_have_scopes_of_their_own(shop):
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_shop", "--no-rate-limit"))
    other = shop.again(key=create_key(shop.server.data, shop.store, "write_products", "--no-rate-limit"))
    assert reader.get("shop").status == 200
    reader.assert_refused(reader.put("shop", "shop", {"name": "X"}), 403)
    for path in ("countries", "currencies"):
        other.assert_refused(other.get(path), 403)
    # As at Shopify, where an app may always ask whose it is.
    assert other.get("shop").json == reader.get("shop").json
    other.assert_refused(other.put("shop", "shop", {"name": "X"}), 403)
