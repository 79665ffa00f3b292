"""Images of products (P-21)."""

import base64

import pytest

PIXEL = base64.b64encode(
    bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da6364f8ffff3f"
                  "0005fe02fea7d6f8a50000000049454e44ae426082")).decode()


def source(name):
    return f"https://cdn.example.com/{name}.jpg"


def test_the_first_image_is_the_product_s(shop):
    product = shop.product(images=[{"src": source("a"), "alt": "A"}, {"src": source("b")}])
    assert [(i["src"], i["position"], i["product_id"]) for i in product["images"]] == [
        (source("a"), 1, product["id"]), (source("b"), 2, product["id"])]
    assert product["image"] == product["images"][0]
    assert product["images"][0]["alt"] == "A" and product["images"][0]["variant_ids"] == []


def test_images_are_made_read_changed_and_deleted_below_their_product(shop):
    product = shop.product()
    below = f"products/{product['id']}/images"
    first = shop.one(shop.post(below, "image", {"src": source("a")}), "image", 201)
    second = shop.one(shop.post(below, "image", {"src": source("b"), "position": 1}), "image", 201)
    assert [image["id"] for image in shop.list(below)] == [second["id"], first["id"]]
    assert shop.count(below) == 2
    changed = shop.one(shop.put(f"{below}/{first['id']}", "image", {"alt": "new"}), "image")
    assert (changed["alt"], changed["src"]) == ("new", source("a"))
    assert shop.one(shop.get(f"{below}/{first['id']}"), "image") == changed
    assert shop.delete(f"{below}/{second['id']}").status == 204
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert [image["id"] for image in shown["images"]] == [first["id"]]
    assert shown["image"]["id"] == first["id"] and shown["image"]["position"] == 1


def test_an_attachment_becomes_a_source(shop):
    product = shop.product()
    body = {"attachment": PIXEL, "filename": "pixel.png"}
    image = shop.one(shop.post(f"products/{product['id']}/images", "image", body), "image", 201)
    assert image["src"] and "attachment" not in image


BAD_SOURCES = ["", "ftp://a/b.jpg", "javascript:alert(1)", "/etc/passwd", "file:///etc/passwd", "https://"]


@pytest.mark.parametrize("src", BAD_SOURCES)
def test_a_bad_source_is_that_image_s_error(shop, src):
    reply = shop.post("products", "product", {"title": "T", "images": [{"src": source("ok")}, {"src": src}]})
    assert "images[1].src" in shop.issues(reply)


def test_variants_show_images_and_images_know_them(shop):
    product = shop.product(images=[{"src": source("a")}], variants=[{"option1": "S"}, {"option1": "M"}])
    image, variant = product["images"][0]["id"], product["variants"][1]["id"]
    shop.one(shop.put(f"variants/{variant}", "variant", {"image_id": image}), "variant")
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert shown["images"][0]["variant_ids"] == [variant]
    shop.delete(f"products/{product['id']}/images/{image}")
    assert shop.one(shop.get(f"variants/{variant}"), "variant")["image_id"] is None


def test_a_variant_can_not_show_another_product_s_image(shop):
    other = shop.product(images=[{"src": source("a")}])["images"][0]["id"]
    variant = shop.product()["variants"][0]["id"]
    shop.assert_refused(shop.put(f"variants/{variant}", "variant", {"image_id": other}), 422)


def test_an_image_is_made_with_the_variants_that_show_it(shop):
    product = shop.product(variants=[{"option1": "S"}, {"option1": "M"}])
    ids = [variant["id"] for variant in product["variants"]]
    image = shop.create("image", {"src": source("a"), "variant_ids": ids}, f"products/{product['id']}/")
    assert sorted(image["variant_ids"]) == sorted(ids)
    shown = shop.one(shop.get(f"products/{product['id']}"), "product")
    assert [variant["image_id"] for variant in shown["variants"]] == [image["id"]] * 2


@pytest.mark.parametrize("listed", [[1], [0], ["x"], [None], [{}], "x", [2**53], [1.5]], ids=str)
def test_an_image_never_lists_what_is_no_variant_of_its_product(shop, listed):
    product = shop.product(images=[{"src": source("a")}])
    path = f"products/{product['id']}/images/{product['images'][0]['id']}"
    for reply in (
        shop.put(path, "image", {"variant_ids": listed}),
        shop.post(f"products/{product['id']}/images", "image", {"src": source("b"), "variant_ids": listed}),
        shop.post("products", "product", {"title": "T", "images": [{"src": source("c"), "variant_ids": listed}]}),
    ):
        if reply.status in (400, 422):
            shop.assert_refused(reply, reply.status)
            continue
        record = reply.json.get("data") or next(iter(reply.json.values()))
        assert record.get("images", [record])[0]["variant_ids"] == []
        assert [variant["image_id"] for variant in record.get("variants", [])] in ([], [None])


@pytest.mark.parametrize("listed", [["x"], ["1"], [None], [{}], "x", [1.5], {}, [[1]]], ids=str)
def test_what_is_no_list_of_ids_is_refused_where_it_stands(shop, listed):
    product = shop.product(images=[{"src": source("a")}])
    image = product["images"][0]["id"]
    issue = ["must be an array of whole numbers"]
    assert shop.issues(shop.put(f"products/{product['id']}/images/{image}", "image", {"variant_ids": listed})) == {
        "variant_ids": issue}
    reply = shop.put(f"products/{product['id']}", "product", {"images": [
        {"id": image}, {"src": source("b"), "variant_ids": listed}]})
    assert shop.issues(reply) == {"images[1].variant_ids": issue}
    assert shop.one(shop.get(f"products/{product['id']}"), "product") == product


def test_images_missing_from_a_sent_list_are_deleted(shop):
    product = shop.product(images=[{"src": source("a")}, {"src": source("b")}])
    kept = {"id": product["images"][1]["id"]}
    after = shop.one(shop.put(f"products/{product['id']}", "product", {"images": [kept]}), "product")
    assert [(image["id"], image["src"]) for image in after["images"]] == [(kept["id"], source("b"))]
