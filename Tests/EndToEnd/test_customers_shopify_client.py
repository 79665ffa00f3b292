"""The unmodified ShopifyAPI for Python, on customers."""

import pytest
import shopify
from pyactiveresource.connection import ResourceNotFound

from shopify_library import client_of_each_version as client  # noqa: F401 (client is a fixture)


def new_customer(**fields):
    customer = shopify.Customer({"first_name": "Ada", **fields})
    assert customer.save(), customer.errors.full_messages()
    return customer


def test_customers_are_created_read_changed_and_deleted(client):
    customer = new_customer(email="Ada@example.com", tags="vip, new", verified_email=True)
    assert customer.id and customer.email == "Ada@example.com" and customer.state == "disabled"
    found = shopify.Customer.find(customer.id)
    assert (found.orders_count, found.total_spent, found.tags) == (0, "0.00", "vip, new")
    found.note = "Likes tea"
    assert found.save() and shopify.Customer.find(customer.id).note == "Likes tea"
    assert shopify.Customer.exists(customer.id) and shopify.Customer.count() == 1
    found.destroy()
    with pytest.raises(ResourceNotFound):
        shopify.Customer.find(customer.id)


def test_addresses_are_written_through_their_customer(client):
    customer = new_customer(addresses=[{"address1": "1 Main St", "city": "Ottawa", "country": "Canada", "province": "ON"}])
    assert customer.default_address.city == "Ottawa" and customer.addresses[0].province == "Ontario"
    found = shopify.Customer.find(customer.id)
    found.addresses[0].city = "Toronto"
    found.addresses.append(shopify.Address({"city": "Paris", "country_code": "FR"}))
    assert found.save(), found.errors.full_messages()
    cities = {address.city: address.country_name for address in shopify.Customer.find(customer.id).addresses}
    assert cities == {"Toronto": "Canada", "Paris": "France"}
    assert shopify.Customer.find(customer.id).default_address.city == "Toronto"


def test_an_address_is_made_the_default_with_an_empty_body(client):
    customer = new_customer(addresses=[{"city": "Rome"}, {"city": "Oslo"}])
    customer.put(f"addresses/{customer.addresses[1].id}/default")
    assert shopify.Customer.find(customer.id).default_address.city == "Oslo"


def test_customers_are_searched_and_counted(client):
    new_customer(email="a@example.com", tags="vip", addresses=[{"country": "United States"}])
    new_customer(first_name="Bob", email="b@example.com")
    assert [one.first_name for one in shopify.Customer.search(query="first_name:Bob")] == ["Bob"]
    assert [one.first_name for one in shopify.Customer.search(query="Ada country:United States")] == ["Ada"]
    assert shopify.Customer.search(query="nobody") == []
    assert [one.first_name for one in shopify.Customer.search(query="example", limit=1)] == ["Bob"]
    assert shopify.Customer.count(created_at_min="2001-01-01T00:00:00Z") == 2
    assert set(shopify.Customer.search(query="vip", fields="id,tags")[0].attributes) == {"id", "tags"}


def test_saved_searches_find_customers(client):
    new_customer(tags="vip")
    search = shopify.CustomerSavedSearch({"name": "Very important", "query": "tag:vip"})
    assert search.save()
    assert [one.tags for one in search.customers()] == ["vip"]


def test_groups_list_their_customers(client):
    customer = new_customer()
    group = shopify.CustomerGroup({"name": "Friends"})
    assert group.save() and group.customers() == []
    reply = client.create("group_membership", {"customer_id": customer.id}, below=f"customer_groups/{group.id}/")
    assert reply["customer_group_id"] == group.id
    assert [one.id for one in group.customers()] == [customer.id]


def test_invitations_are_sent(client):
    customer = new_customer(email="ada@example.com")
    invite = customer.send_invite(shopify.CustomerInvite({"subject": "Hello"}))
    assert invite.to == "ada@example.com" and invite.subject == "Hello"
    assert customer.send_invite().subject == "Customer account activation"
    assert shopify.Customer.find(customer.id).state == "invited"


def test_errors_come_as_the_library_expects(client):
    new_customer(email="ada@example.com")
    twin = shopify.Customer({"email": "ADA@example.com"})
    assert twin.save() is False and twin.errors.full_messages() == ["email has already been taken"]
    wrong = shopify.Customer({"email": "ada", "phone": "x"})
    assert wrong.save() is False and sorted(wrong.errors.full_messages()) == ["email is invalid", "phone is invalid"]
    nobody = shopify.Customer({"note": "x"})
    assert nobody.save() is False
    assert nobody.errors.full_messages() == ["Customer must have a name, phone number or email address"]
