"""Orders: what they are made of, what they come to, and how they are listed (O-01 to O-07, O-09, T-01 to T-03, T-05)."""

import itertools

import pytest

from dialects import SHOPIFY, Shop
from order_calls import act, advance, change, gift, lines, names, place, refused, shown
from server import create_key, create_store
from twins import tables

STATUSES = ["pending", "confirmed", "processing", "shipped", "delivered", "completed", "cancelled"]
LEGAL = {("pending", "confirmed"), ("confirmed", "processing"), ("processing", "shipped"), ("shipped", "delivered"),
         ("delivered", "completed"), ("pending", "cancelled"), ("confirmed", "cancelled"), ("processing", "cancelled")}


def variant(shop, **fields):
    return shop.product(
        "Mug", vendor="Acme", variants=[{"price": "10.00", "sku": "M-1", "grams": 120, **fields}])["variants"][0]


def test_an_order_is_made_shown_counted_listed_and_deleted(empty_shop):
    shop = empty_shop
    mug = variant(shop)
    made = place(
        shop, *lines((mug["id"], 2)), gift(), email="ada@example.com", note="Soon", tags="b, a", po_number="77",
        note_attributes={"colour": "red"}, shipping_lines=[{"title": "Post", "price": "4.90"}],
        billing_address={"first_name": "Ada", "last_name": "Lovelace", "country": "de"})
    assert (made["name"], made["number"], made["order_number"]) == ("#1001", 1, 1001)
    assert (made["status"], made["financial_status"], made["fulfillment_status"]) == ("pending", "pending", None)
    assert (made["currency"], made["tags"], made["note"], made["po_number"]) == ("USD", "b, a", "Soon", "77")
    assert made["note_attributes"] == [{"name": "colour", "value": "red"}] and made["processed_at"] == made["created_at"]
    assert made["billing_address"]["name"] == "Ada Lovelace" and made["billing_address"]["country_code"] == "DE"
    assert (made["total_line_items_price"], made["subtotal_price"], made["total_price"]) == ("25.00", "25.00", "29.90")
    assert (made["total_weight"], made["total_tax"], made["total_discounts"]) == (240, "0.00", "0.00")
    dollars = {"amount": "29.90", "currency_code": "USD"}
    assert made["total_price_set"] == {"shop_money": dollars, "presentment_money": dollars}
    assert made["total_shipping_price_set"]["shop_money"]["amount"] == made["total_shipping_price"] == "4.90"
    assert made["line_items"][0]["price_set"]["shop_money"]["amount"] == "10.00"
    first, second = made["line_items"]
    assert (first["title"], first["sku"], first["vendor"], first["grams"]) == ("Mug", "M-1", "Acme", 120)
    assert (first["variant_id"], first["product_id"], first["price"]) == (mug["id"], mug["product_id"], "10.00")
    assert (second["variant_id"], second["title"], second["price"]) == (None, "Gift wrapping", "5.00")
    assert made == shown(shop, made) == shop.list("orders")[0]
    assert shop.count("orders") == 1
    assert shop.delete(f"orders/{made['id']}").status == 204
    assert shop.get(f"orders/{made['id']}").status == 404 and shop.count("orders", status="any") == 0
    # A number is not given again.
    assert place(shop)["name"] == "#1002"


def test_lines_keep_what_they_were(shop):
    mug = variant(shop)
    made = place(shop, *lines(mug["id"]), {"variant_id": mug["id"], "price": "7.50", "title": "Second choice"})
    assert [line["price"] for line in made["line_items"]] == ["10.00", "7.50"]
    assert [line["title"] for line in made["line_items"]] == ["Mug", "Second choice"]
    shop.put(f"products/{mug['product_id']}", "product", {"title": "Cup", "vendor": "Zed"})
    shop.put(f"variants/{mug['id']}", "variant", {"price": "99.00", "sku": "X"})
    assert shown(shop, made) == made
    assert shop.delete(f"products/{mug['product_id']}").status == 204
    assert shown(shop, made) == made
    assert refused(shop, *lines(mug["id"])) == {"line_items[0].variant_id": ["does not exist"]}


@pytest.mark.parametrize("line_items, issues", [
    ([], {"line_items": ["can't be blank"]}),
    ([{"price": "1.00"}], {"line_items[0].title": ["can't be blank"]}),
    ([{"title": "Tea"}], {"line_items[0].price": ["can't be blank"]}),
    ([gift(), {"variant_id": 1}], {"line_items[1].variant_id": ["does not exist"]}),
    ([gift(quantity=0)], {"line_items[0].quantity": ["must be greater than or equal to 1"]}),
    ([gift("-1.00")], {"line_items[0].price": ["must be greater than or equal to 0.00"]}),
    ([gift("90071992547409.91", quantity=2**53 - 1, grams=2**53 - 1)], {
        "line_items[0].price": ["must be less than or equal to 100000000.00"],
        "line_items[0].quantity": ["must be less than or equal to 1000000"],
        "line_items[0].grams": ["must be less than or equal to 1000000000"]}),
    ([gift("100000000.00", quantity=1_000_000)] * 2, {"line_items": ["come to more than 100000000000.00"]}),
    ([gift(properties=5)], {"line_items[0].properties": ["must be a list of objects"]}),
])
def test_lines_that_make_no_sense_are_refused(shop, line_items, issues):
    assert refused(shop, *line_items) == issues


def test_an_order_of_as_many_lines_as_there_may_be(shop):
    large = shop.product(options=[{"name": "N"}], variants=[
        {"option1": str(n), "price": "1.00", "inventory_quantity": 5} for n in range(250)])
    made = place(shop, *lines(*(one["id"] for one in large["variants"])))
    assert made["total_price"] == "250.00" and made["line_items"][249]["variant_title"] == "249"
    assert act(shop, made, "cancel")["status"] == "cancelled"
    assert refused(shop, *[gift()] * 251) == {"line_items": ["has more than 250 entries"]}


def test_what_else_makes_no_sense_is_refused(shop):
    before = shop.count("orders", status="any")
    assert refused(shop, gift(), currency="EUR") == {"currency": ["is not USD, the store's currency"]}
    assert refused(shop, gift(), email="nobody") == {"email": ["is invalid"]}
    assert refused(shop, gift(), status="shipped") == {
        "status": ["must be one of pending, confirmed, processing at first"]}
    assert refused(shop, gift(), status="lost") == {
        "status": ["is not included in the list"]}
    assert refused(shop, gift(), billing_address="Rome", tax_lines=[{"rate": "x"}], discount_codes=[{"amount": 1}]) == {
        "billing_address": ["must be an object"],
        "tax_lines[0].rate": ["must be a number from 0 to 10, such as 0.0825"],
        "discount_codes[0].code": ["must be text of 1 to 255 characters"]}
    assert shop.count("orders", status="any") == before


@pytest.mark.parametrize("code, price, total, wrong", [
    ("JPY", "100", "119", "18.5"), ("KWD", "1.000", "1.190", "1.0005"), ("USD", "1.00", "1.19", "18.001")])
def test_amounts_have_the_digits_of_their_currency(server, code, price, total, wrong):
    name = f"orders-{code.lower()}"
    store = create_store(server.data, name, "--currency", code)
    shop = Shop(server, SHOPIFY, create_key(server.data, name, "all", "--no-rate-limit"), name, store["id"])
    made = place(shop, gift(price), tax_lines=[{"title": "VAT", "rate": 0.19}],
                 discount_codes=[{"code": "A", "amount": 0}])
    assert (made["subtotal_price"], made["total_price"]) == (price, total)
    assert list(refused(shop, gift(wrong))) == ["line_items[0].price"]
    assert refused(shop, gift(price), discount_codes=[{"code": "A", "amount": wrong}]) == {
        "discount_codes[0].amount": [f"is not an amount in {code}"]}


def test_a_discount_of_the_order_is_spread_to_the_last_cent(shop):
    made = place(shop, gift("100"), gift("15.99"), gift("100"),
                 discount_codes=[{"code": "TEN", "amount": "10.00", "type": "fixed_amount"}])
    assert [line["total_discount"] for line in made["line_items"]] == ["4.63", "0.74", "4.63"]
    assert made["line_items"][1]["discount_allocations"] == [{"amount": "0.74", "discount_application_index": 0}]
    assert made["discount_applications"] == [{
        "target_type": "line_item", "type": "discount_code", "value": "10.00", "value_type": "fixed_amount",
        "allocation_method": "across", "target_selection": "all", "code": "TEN"}]
    assert (made["total_discounts"], made["total_price"]) == ("10.00", "205.99")


@pytest.mark.parametrize("count, price, rate, included, per_line, per_order", [
    (3, "3.33", 0.2, True, "1.65", "1.66"), (10, "1.05", 0.0825, False, "0.90", "0.87"),
    (1, "19.99", 0.19, True, "3.19", "3.19"), (1, "24.99", 0.1075, False, "2.69", "2.69")])
def test_taxes_are_rounded_where_the_order_says(shop, count, price, rate, included, per_line, per_order):
    for rounding, tax in [(None, per_line), ("per_line", per_line), ("per_order", per_order)]:
        fields = {"tax_rounding": rounding} if rounding else {}
        made = place(shop, *[gift(price)] * count, taxes_included=included, tax_lines=[{"title": "T", "rate": rate}],
                     **fields)
        assert (made["total_tax"], made["tax_rounding"]) == (tax, rounding or "per_line")
        cents = sum(int(line["tax_lines"][0]["price"].replace(".", "")) for line in made["line_items"])
        assert cents == int(tax.replace(".", ""))


def test_the_store_says_how_prices_and_taxes_are_meant(empty_shop):
    shop = empty_shop
    tax = [{"title": "T", "rate": 0.2}]
    before = place(shop, *[gift("3.33")] * 3, tax_lines=tax)
    assert (before["total_tax"], before["total_price"]) == ("2.01", "12.00")
    assert shop.put("shop", "shop", {"taxes_included": True, "tax_rounding": "per_order"}).status == 200
    made = place(shop, *[gift("3.33")] * 3, tax_lines=tax)
    assert (made["taxes_included"], made["tax_rounding"]) == (True, "per_order")
    assert (made["total_tax"], made["total_price"]) == ("1.66", "9.99")
    said = place(shop, *[gift("3.33")] * 3, tax_lines=tax, taxes_included=False, tax_rounding="per_line")
    assert (said["total_tax"], said["total_price"]) == ("2.01", "12.00")
    assert shown(shop, before) == before, "what was agreed stays"


def test_an_order_that_is_sent_back_as_it_is_has_not_changed(shop):
    made = place(shop, gift("10.00", properties=[{"name": "To", "value": "Ada"}]), email="back@example.com",
                 tax_lines=[{"title": "VAT", "rate": 0.19}], discount_codes=[{"code": "A", "amount": "1.00"}],
                 shipping_lines=[{"title": "Post", "price": "4.90"}], shipping_address={"city": "Rome"})
    assert change(shop, made, **made) == made
    assert change(shop, made, line_items=made["line_items"][::-1], currency="usd", processed_at=None) == made
    wrong = shop.put(f"orders/{made['id']}", "order", {"email": "nobody"})
    assert shop.issues(wrong) == {"email": ["is invalid"]}
    changed = change(shop, made, **{**made, "note": "Ring twice", "phone": "1", "tags": "x"})
    assert {name for name in made if changed[name] != made[name]} - {"updated_at"} == {"note", "phone", "tags"}


@pytest.mark.parametrize("field, value", [
    ("line_items", [gift("1.00")]), ("discount_codes", [{"code": "B", "amount": "1.00"}]), ("taxes_included", True),
    ("shipping_lines", [{"title": "Courier", "price": "9.00"}]), ("shipping_lines", []),
    ("tax_lines", [{"rate": 0.5}]), ("currency", "EUR"),
    ("tax_rounding", "per_order")])
def test_what_was_agreed_does_not_change(shop, field, value):
    made = place(shop, shipping_lines=[{"title": "Post", "price": "4.90"}])
    reply = shop.put(f"orders/{made['id']}", "order", {field: value})
    assert shop.issues(reply) == {field: ["can't be changed once the order is made"]}
    assert shown(shop, made) == made


@pytest.mark.parametrize("before, after", itertools.product(STATUSES, STATUSES))
def test_an_order_goes_forward_step_by_step(shop, before, after):
    order = place(shop)
    order = act(shop, order, "cancel") if before == "cancelled" else advance(shop, order, before)
    reply = shop.put(f"orders/{order['id']}", "order", {"status": after})
    if before == after:
        assert shop.one(reply, "order") == order
    elif (before, after) in LEGAL:
        assert shop.one(reply, "order")["status"] == after
    else:
        message, = shop.issues(reply)["status"]
        assert all(word in message for start, word in LEGAL if start == before), message
        assert shown(shop, order) == order


def test_a_shipment_is_tracked(shop):
    order = advance(shop, place(shop), "processing")
    tracking = {"tracking_company": "Post", "tracking_number": "1Z", "tracking_url": "https://post.example/1Z"}
    shipped = change(shop, order, status="shipped", **tracking)
    assert shipped["status"] == "shipped" and {name: shipped[name] for name in tracking} == tracking
    assert shown(shop, order) == shipped
    wrong = shop.put(f"orders/{order['id']}", "order", {"tracking_url": "javascript:alert(1)"})
    assert shop.issues(wrong) == {"tracking_url": ["is not a valid URL"]}


def test_cancelling_twice_is_cancelling_once(shop):
    order = place(shop)
    cancelled = act(shop, order, "cancel", {"reason": "fraud"})
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", "fraud") and cancelled["cancelled_at"]
    assert act(shop, order, "cancel", {"reason": "customer"}) == cancelled
    other = place(shop)
    assert act(shop, other, "cancel", query={"reason": "declined"})["cancel_reason"] == "declined"
    assert shop.issues(shop.send("POST", f"orders/{place(shop)['id']}/cancel", {"reason": "rain"})) == {
        "reason": ["is not included in the list"]}
    shop.assert_refused(shop.send("POST", "orders/1/cancel"), 404)
    shipped = advance(shop, place(shop), "shipped")
    assert shop.issues(shop.send("POST", f"orders/{shipped['id']}/cancel")) == {
        "status": ["can't go from shipped to cancelled, only to delivered"]}


def test_closing_does_not_change_the_status(shop):
    order = advance(shop, place(shop), "shipped")
    closed = act(shop, order, "close")
    assert closed["closed_at"] and closed["status"] == "shipped" and act(shop, order, "close") == closed
    opened = act(shop, order, "open")
    assert opened["closed_at"] is None and act(shop, order, "open") == opened


def test_lists_know_the_words_of_both_documents(empty_shop):
    shop = empty_shop
    first, second, third, fourth = (place(shop, email=f"{n}@example.com") for n in "abcd")
    act(shop, second, "cancel")
    act(shop, third, "close")
    advance(shop, fourth, "shipped")
    change(shop, first, financial_status="partially_paid")
    change(shop, third, financial_status="paid")
    for query, numbers in {
        "": [4, 1], "status=open": [4, 1], "status=any": [4, 3, 2, 1], "status=closed": [3], "status=cancelled": [2],
        "status=pending": [3, 1], "status=shipped": [4], "status=any&financial_status=paid": [3],
        "status=any&financial_status=unpaid": [1], "financial_status=pending": [4], "financial_status=any": [4, 1],
        "fulfillment_status=shipped": [4], "fulfillment_status=unshipped": [1], "fulfillment_status=unfulfilled": [1],
        "fulfillment_status=fulfilled": [4], "fulfillment_status=any": [4, 1], "fulfillment_status=partial": [],
        "name=%231004": [4], "email=a%40example.com": [1], "processed_at_min=2001-01-01": [4, 1],
        "processed_at_max=2001-01-01": [], "created_at_min=2001-01-01": [4, 1], "updated_at_max=2001-01-01": [],
        f"ids={first['id']},{fourth['id']}": [4, 1], f"since_id={first['id']}": [4], "status=": [4, 3, 2, 1],
        f"customer_id={first['customer_id']}": [1],
    }.items():
        pairs = dict(part.split("=") for part in query.split("&") if part)
        pairs = {name: value.replace("%23", "#").replace("%40", "@") for name, value in pairs.items()}
        assert names(shop, **pairs) == [f"#{1000 + number}" for number in numbers], query
        if not {"ids", "since_id"} & set(pairs):
            assert shop.count("orders", **pairs) == len(numbers), query
    for wrong in [{"status": "lost"}, {"financial_status": "free"}, {"fulfillment_status": "null"}]:
        shop.assert_refused(shop.get("orders", **wrong), 400)
    assert shop.list("orders", fields="id,name", limit=1) == [{"id": fourth["id"], "name": "#1004"}]


@pytest.mark.parametrize("field", [
    "listed_as", "status", "financial_status", "shipment", "name", "email", "customer_id", "processed_at", "created_at",
    "updated_at"])
def test_an_index_serves_every_filter(shop, field):
    place(shop)
    with tables(shop) as (database, _):
        plan = database.execute(f"EXPLAIN QUERY PLAN SELECT id, document FROM r_order WHERE f_{field} = 'x'").fetchall()
    assert [f"USING INDEX r_order_{field} " in step[3] for step in plan] == [True], plan


def test_notes_are_only_added(shop):
    order = place(shop)
    path = f"orders/{order['id']}/notes"
    one = shop.one(shop.post(path, "order_note", {"text": "Called the customer", "author": "Mallory"}), "order_note", 201)
    assert one["author"] and one["author"] != "Mallory" and one["order_id"] == order["id"]
    shop.one(shop.post(path, "order_note", {"text": "Called again"}), "order_note", 201)
    assert [note["text"] for note in shop.list(path)] == ["Called again", "Called the customer"]
    assert shop.count(path) == 2
    assert shop.issues(shop.post(path, "order_note", {"text": " "})) == {"text": ["can't be blank"]}
    assert shop.put(f"{path}/{one['id']}", "order_note", {"text": "Never"}).status in (404, 405)
    assert shop.delete(f"{path}/{one['id']}").status in (404, 405)
    shop.assert_refused(shop.post("orders/1/notes", "order_note", {"text": "x"}), 404)


def test_orders_have_metafields(shop):
    order = place(shop)
    path = f"orders/{order['id']}/metafields"
    size = {"namespace": "custom", "key": "gate", "type": "single_line_text_field", "value": "B7"}
    made = shop.create("metafield", size, below=f"orders/{order['id']}/")
    assert (made["owner_resource"], made["owner_id"], made["value"]) == ("order", order["id"], "B7")
    assert [one["id"] for one in shop.list(path)] == [made["id"]]
    assert [one["id"] for one in shop.list("metafields", **{
        "metafield[owner_resource]": "order", "metafield[owner_id]": order["id"]})] == [made["id"]]
    assert shop.delete(f"orders/{order['id']}").status == 204
    assert shop.get(f"metafields/{made['id']}").status == 404
