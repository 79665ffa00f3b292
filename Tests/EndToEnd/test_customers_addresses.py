"""Addresses of customers: names and codes, and one default at all times (CU-06 to CU-08)."""

import pytest

KEPT = {"base": ["Cannot delete the customer’s default address"]}


@pytest.fixture
def book(empty_shop):
    return Book(empty_shop)


class Book:
    """The addresses of one customer."""

    def __init__(self, shop):
        self.shop = shop
        self.id = shop.create("customer", {"first_name": "Ada"})["id"]
        self.path = f"customers/{self.id}/addresses"

    def add(self, **fields):
        return self.shop.create("customer_address", fields, below=f"customers/{self.id}/")

    def send(self, method, path, body=None, query=None):
        return self.shop.send(method, f"{self.path}/{path}", body, query=query)

    def change(self, address, **fields):
        reply = self.shop.put(f"{self.path}/{address['id']}", "customer_address", fields)
        return self.shop.one(reply, "customer_address")

    def customer(self):
        return self.shop.one(self.shop.get(f"customers/{self.id}"), "customer")

    def default(self):
        """The default, as the customer and its list tell it alike."""
        customer, listed = self.customer(), self.shop.list(self.path)
        assert customer["addresses"] == listed
        defaults = [address for address in listed if address["default"]]
        assert customer["default_address"] == (defaults[0] if defaults else None) and len(defaults) == min(1, len(listed))
        return defaults[0]["id"] if defaults else None


def test_an_address_is_made_read_changed_and_deleted(book):
    first = book.add(address1="1 Main St", city="Ottawa", province="Ontario", country="Canada", zip="K1A 0B1")
    assert set(first) == {
        "id", "customer_id", "first_name", "last_name", "company", "address1", "address2", "city", "province", "country",
        "zip", "phone", "name", "province_code", "country_code", "country_name", "default"}
    assert first["customer_id"] == book.id and first["default"] is True
    second = book.add(first_name="Ada", last_name="Lovelace", company="Engines", phone="555 1234")
    assert (second["name"], second["phone"], second["default"]) == ("Ada Lovelace", "555 1234", False)
    assert book.shop.one(book.send("GET", second["id"]), "customer_address") == second
    assert book.change(second, last_name="Byron")["name"] == "Ada Byron"
    assert book.shop.count(book.path) == 2
    assert book.send("DELETE", second["id"]).status == 204
    assert book.shop.list(book.path) == [first]


@pytest.mark.parametrize("sent, told", [
    ({"country": "canada", "province": "ontario"}, ("Canada", "CA", "Canada", "Ontario", "ON")),
    ({"country_code": "us", "province_code": "tx"}, ("United States", "US", "United States", "Texas", "TX")),
    ({"country": "Germany", "province": "Bayern"}, ("Germany", "DE", "Germany", "Bayern", None)),
    ({"country": "Atlantis", "province": "North"}, ("Atlantis", None, "Atlantis", "North", None)),
], ids=["names", "codes", "no provinces", "unknown"])
def test_countries_and_provinces_have_names_and_codes(book, sent, told):
    address = book.add(**sent)
    names = ("country", "country_code", "country_name", "province", "province_code")
    assert tuple(address[name] for name in names) == told


def test_a_body_may_say_address(book):
    made = book.shop.one(book.shop.send("POST", book.path, {"address": {"city": "Rome"}}), "customer_address", 201)
    assert made["city"] == "Rome"
    reply = book.send("PUT", made["id"], {"address": {"city": "Oslo"}})
    assert book.shop.one(reply, "customer_address")["city"] == "Oslo"


def test_the_first_address_becomes_the_default_and_another_can(book):
    assert book.default() is None
    first, second, third = (book.add(city=city) for city in ("Rome", "Oslo", "Bern"))
    assert book.default() == first["id"]
    reply = book.send("PUT", f"{second['id']}/default")
    made = book.shop.one(reply, "customer_address")
    assert made == {**second, "default": True}
    assert book.default() == second["id"]
    assert book.change(third, default=True)["default"] and book.default() == third["id"]
    # One has to be.
    assert book.change(third, default=False)["default"] and book.default() == third["id"]
    # Whichever it is, the list keeps its sequence.
    assert [address["id"] for address in book.shop.list(book.path)] == [one["id"] for one in (first, second, third)]


def test_the_default_is_not_deleted(book):
    only = book.add(city="Rome")
    assert book.shop.issues(book.send("DELETE", only["id"])) == KEPT
    other = book.add(city="Oslo")
    assert book.shop.issues(book.send("DELETE", only["id"])) == KEPT
    book.send("PUT", f"{other['id']}/default")
    assert book.send("DELETE", only["id"]).status == 204
    assert book.default() == other["id"]


def test_a_customer_can_be_sent_with_all_its_addresses(book):
    rome, oslo = (book.add(city=city) for city in ("Rome", "Oslo"))
    customer = book.customer()
    customer["addresses"] = [{**oslo, "city": "Bergen"}, {"city": "Bern"}]
    sent = book.shop.put(f"customers/{book.id}", "customer", customer)
    cities = [(address["city"], address["default"]) for address in book.shop.one(sent, "customer")["addresses"]]
    assert cities == [("Bergen", True), ("Bern", False)]
    book.shop.assert_refused(book.send("GET", rome["id"]), 404)
    emptied = book.shop.put(f"customers/{book.id}", "customer", {"addresses": []})
    assert book.shop.one(emptied, "customer")["addresses"] == [] and book.default() is None


def test_several_addresses_are_deleted_at_once_or_none(book):
    first, second, third, fourth = (book.add(city=str(number)) for number in range(4))

    def destroy(*addresses, operation="destroy"):
        pairs = [("address_ids[]", address["id"]) for address in addresses]
        return book.send("PUT", "set", query=[*pairs, ("operation", operation)])

    assert destroy(second, third).status == 204
    assert {address["id"] for address in book.shop.list(book.path)} == {first["id"], fourth["id"]}
    assert book.shop.issues(destroy(fourth, first)) == KEPT
    book.shop.assert_refused(destroy(fourth, second), 404)
    assert book.shop.issues(destroy(fourth, operation="archive")) == {"operation": ["is not included in the list"]}
    assert book.shop.issues(destroy()) == {"address_ids": ["can't be blank"]}
    assert book.shop.count(book.path) == 2


def test_an_address_is_reached_through_its_customer_only(book, open_shops):
    address = book.add(city="Rome")
    other = book.shop.create("customer", {"first_name": "Bob"})
    stranger = Book(open_shops(book.shop.dialect))
    for path in (f"customers/{other['id']}/addresses/{address['id']}", f"customers/1/addresses/{address['id']}"):
        book.shop.assert_refused(book.shop.get(path), 404)
        book.shop.assert_refused(book.shop.send("PUT", f"{path}/default"), 404)
    book.shop.assert_refused(book.shop.get(f"addresses/{address['id']}"), 404)
    stranger.shop.assert_refused(stranger.shop.send("PUT", f"{book.path}/{address['id']}/default"), 404)
    assert book.default() == address["id"]
