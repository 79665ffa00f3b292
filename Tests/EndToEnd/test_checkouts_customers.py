"""What becomes of carts and checkouts when their customers are merged, erased or deleted."""

from checkout_calls import bought, cart, checkout, complete, content, new_cart, sold, start
from order_calls import email

ADDRESS = {"first_name": "Ada", "address1": "Street 1", "city": "Ulm"}


def person(shop):
    return shop.create("customer", {"first_name": "Ada", "email": email()})["id"]


def merge(shop, kept, other):
    assert shop.send("POST", f"customers/{kept}/merge", {"customer_id": other}).status == 200


def test_a_merge_takes_carts_and_checkouts_along(shop):
    variant, _ = sold(shop)
    ada, other = person(shop), person(shop)
    done = bought(shop, variant, customer_id=other)
    complete(shop, done["token"])
    open_one = new_cart(shop, (variant, 2), customer_id=other)
    begun = start(shop, open_one["token"])
    merge(shop, ada, other)
    assert checkout(shop, done["token"])["customer_id"] == checkout(shop, begun["token"])["customer_id"] == ada
    assert cart(shop, open_one["token"])["customer_id"] == ada and content(cart(shop, open_one["token"])) == [(variant, 2)]


def test_a_merge_of_customers_merges_their_open_carts(shop):
    variant, _ = sold(shop)
    ada, other = person(shop), person(shop)
    kept, gone = new_cart(shop, variant, customer_id=ada), new_cart(shop, (variant, 2), customer_id=other)
    merge(shop, ada, other)
    assert cart(shop, gone["token"]) == cart(shop, kept["token"]) and content(cart(shop, kept["token"])) == [(variant, 3)]


def test_erasing_takes_what_is_personal_and_leaves_what_was_bought(shop):
    variant, _ = sold(shop)
    address = email()
    made = start(shop, shop.create("cart", {
        "line_items": [{"variant_id": variant, "properties": {"Engraving": "Ada"}}], "email": address, "note": "Ada's",
        "attributes": {"from": "Ada"}})["token"])
    fields = {"shipping_address": ADDRESS, "billing_address": ADDRESS, "phone": "+15555551234"}
    assert shop.put(f"checkouts/{made['token']}", "checkout", fields).status == 200
    done = complete(shop, made["token"])
    assert done["customer_id"] and cart(shop, made["cart_token"])["customer_id"] == done["customer_id"]
    assert shop.send("POST", f"customers/{done['customer_id']}/erase").status == 200
    for path in (f"checkouts/{made['token']}", f"carts/{made['cart_token']}"):
        reply = shop.get(path)
        assert b"Ada" not in reply.body and b"Ulm" not in reply.body and address.encode() not in reply.body
        assert b"5555551234" not in reply.body
    after = checkout(shop, made["token"])
    assert (after["order_id"], content(after), after["total_price"]) == (done["order_id"], [(variant, 1)], "10.00")


def test_what_is_of_a_deleted_customer_goes_too(shop):
    variant, _ = sold(shop)
    ada = person(shop)
    made = new_cart(shop, variant, customer_id=ada)
    begun = start(shop, made["token"])
    assert shop.delete(f"customers/{ada}").status == 204
    shop.assert_refused(shop.get(f"carts/{made['token']}"), 404)
    shop.assert_refused(shop.get(f"checkouts/{begun['token']}"), 404)
