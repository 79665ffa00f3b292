"""Random creates and updates: what was accepted obeys the rules of products, and reads as it was answered."""

import random
import re

from server import TORTURE

ROUNDS = 20_000 if TORTURE else 800
MONEY = re.compile(r"\d+\.\d\d")
TEXTS = ["", " ", "a", "A", "Red", "red", "S", "M", None, "é", "e\u0301", "x" * 256, "0", 0, 1.5, True, [], {}]
AMOUNTS = ["1", "1.00", 1, 0, None, "", "-1", "1.001", "abc", 10**12, "99999999999999999999", True, []]
NUMBERS = [0, 1, 2, 3, -1, 2**31, 2**53, 2**63, 1.5, "1", None, "x", [], 0.1, 1e20]


def some(source, *pairs):
    """An object with each of the fields in one case of two."""
    return {name: value() for name, value in pairs if source.random() < 0.5}


def random_product(source, product):
    """The body of a create or, with the product as it is, of an update."""
    def one(values):
        return lambda: source.choice(values)

    def ids(name):
        known = [part["id"] for part in product.get(name, [])]
        return one([*known, *known, *known, 0, 1, -1, None, "x", 2**53])

    def variant():
        return some(
            source, ("id", ids("variants")), ("option1", one(TEXTS)), ("option2", one(TEXTS)), ("option3", one(TEXTS)),
            ("price", one(AMOUNTS)), ("compare_at_price", one(AMOUNTS)), ("position", one(NUMBERS)),
            ("sku", one(TEXTS)),
            ("grams", one(NUMBERS)), ("weight", one(NUMBERS)), ("weight_unit", one(["kg", "g", "lb", "oz", "t", None])),
            ("inventory_quantity", one(NUMBERS)), ("image_id", ids("images")), ("barcode", one(["", "x", "96385074"])))

    def option():
        return some(source, ("id", ids("options")), ("name", one(TEXTS)), ("position", one(NUMBERS)),
                    ("values", one([[], ["a"], ["a", "a"], [1], "a", None])))

    def image():
        return some(source, ("id", ids("images")), ("src", one(["https://a.example/b.jpg", "x", "", None, 1])),
                    ("position", one(NUMBERS)), ("variant_ids", lambda: [ids("variants")()]), ("alt", one(TEXTS)))

    def several(make):
        return lambda: [make() for _ in range(source.choice([0, 1, 1, 2, 3, 4]))]

    fields = some(
        source, ("variants", several(variant)), ("options", several(option)), ("images", several(image)),
        ("tags", one(["a, b", ["x", "y"], "", None, [1], "a" * 300])),
        ("status", one(["active", "draft", "x", None, ""])),
        ("handle", one(["a", "A B", "", None, "é", "x" * 300, 1])), ("published", one([True, False, None, "x"])),
        ("published_at", one(["2024-01-01T00:00:00Z", None, "x", ""])), ("body_html", one(TEXTS)),
        ("vendor", one(TEXTS)),
        ("image", one([{}, None, [], {"src": "https://a.example/c.jpg"}])))
    if not product or source.random() < 0.2:
        fields["title"] = source.choice(["T", "T", "T", *TEXTS])
    return fields


def broken_rules(product):
    """The rules of a product that this one breaks."""
    variants, options, images = product["variants"], product["options"], product["images"]
    tuples = [tuple((v[f"option{n}"] or "").lower() for n in (1, 2, 3)) for v in variants]
    image_ids = {image["id"] for image in images}
    rules = {
        "has variants": len(variants) >= 1,
        "one to three options": 1 <= len(options) <= 3,
        "different variants": len(set(tuples)) == len(tuples),
        "positions count from 1": all(
            [part["position"] for part in parts] == list(range(1, len(parts) + 1))
            for parts in (variants, options, images)),
        "ids differ": len({p["id"] for p in variants + options + images}) == len(variants) + len(options) + len(images),
        "parents agree": all(part["product_id"] == product["id"] for part in variants + options + images),
        "first image": product["image"] == (images[0] if images else None),
        "prices are money": all(
            MONEY.fullmatch(v["price"]) and (v["compare_at_price"] is None or MONEY.fullmatch(v["compare_at_price"]))
            for v in variants),
        "options list what variants use": all(
            set(option["values"]) == {v[f"option{n}"] for v in variants} for n, option in enumerate(options, 1)),
        "no value without an option": not any(v[f"option{n}"] for v in variants for n in range(len(options) + 1, 4)),
        "titles are joined": all(
            v["title"] == " / ".join(v[f"option{n}"] for n in (1, 2, 3) if v[f"option{n}"] is not None)
            for v in variants),
        "shown images exist": all(v["image_id"] is None or v["image_id"] in image_ids for v in variants),
        "both sides know": all(
            sorted(image["variant_ids"]) == sorted(v["id"] for v in variants if v["image_id"] == image["id"])
            for image in images),
        "stock items": all(v["inventory_item_id"] for v in variants),
        "whole grams": all(type(v["grams"]) is int and v["grams"] >= 0 for v in variants),
        "a title": bool(product["title"].strip()),
        "a handle": bool(product["handle"]),
        "a status": product["status"] in ("active", "draft", "archived"),
    }
    return [rule for rule, holds in rules.items() if not holds]


def test_what_is_accepted_obeys_the_rules(empty_shop):
    shop, seed = empty_shop, random.getrandbits(32)
    source, product, accepted = random.Random(seed), {}, 0
    for number in range(ROUNDS):
        place = f"seed {seed}, round {number}"
        fields = random_product(source, product)
        reply = (
            shop.put(f"products/{product['id']}", "product", fields) if product
            else shop.post("products", "product", fields))
        assert reply.status < 500, (place, fields, reply.body)
        if reply.status >= 400:
            shop.assert_refused(reply, reply.status)
        else:
            accepted += 1
            product = shop.one(reply, "product", reply.status)
            broken = broken_rules(product)
            assert not broken, f"{place}: {broken}: {fields} became {product}"
        if product:
            assert shop.one(shop.get(f"products/{product['id']}"), "product") == product, (place, fields, reply.status)
        if product and source.random() < 0.05:
            assert shop.delete(f"products/{product['id']}").status == 204
            product = {}
    assert accepted > ROUNDS / 50, f"only {accepted} of {ROUNDS} were accepted"
