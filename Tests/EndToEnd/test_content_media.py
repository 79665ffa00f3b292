"""The media library: uploads, types, sizes, one copy of each file (CN-08)."""

import base64
import hashlib

import pytest

from conftest import open_shop
from dialects import NATIVE, SHOPIFY, Shop
from server import create_key, create_store

PNG = b"\x89PNG\r\n\x1a\n"
TYPES = [
    (PNG, "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"GIF89a", "image/gif"), (b"GIF87a", "image/gif"),
    (b"RIFF\0\0\0\0WEBP", "image/webp"), (b"\0\0\0\x20ftypavif", "image/avif"), (b"\0\0\0\x20ftypisom", "video/mp4"),
    (b"\0\0\0\x20ftypmp42", "video/mp4"), (b"\x1a\x45\xdf\xa3", "video/webm"), (b"%PDF-1.7", "application/pdf"),
]


def encoded(content):
    return base64.b64encode(content).decode()


def send(shop, content, **fields):
    return shop.post("media_files", "media_file", {"attachment": encoded(content), **fields})


def upload(shop, content, status=201, **fields):
    return shop.one(send(shop, content, **fields), "media_file", status)


def content(shop, made):
    return shop.get(f"media_files/{made['id']}/content")


@pytest.mark.parametrize("beginning, media_type", TYPES, ids=[f"{n}-{name}" for n, (_, name) in enumerate(TYPES)])
def test_the_first_bytes_tell_the_type(shop, beginning, media_type):
    whole = beginning + bytes(range(256))
    made = upload(shop, whole, filename="a.html")
    assert (made["content_type"], made["size"], made["filename"]) == (media_type, len(whole), "a.html")
    assert made["checksum"] == hashlib.sha256(whole).hexdigest()
    reply = content(shop, made)
    assert (reply.status, reply.body, reply.header("Content-Type")) == (200, whole, media_type)
    assert reply.header("Content-Security-Policy") == "default-src 'none'; sandbox"
    disposition = "inline" if media_type.startswith("image/") else "attachment"
    assert reply.header("Content-Disposition") == f"{disposition}; filename*=UTF-8''a.html"


@pytest.mark.parametrize("whole", [
    b"<html><script>x()</script>", b"<svg onload='x()'>", b"plain text", b"MZ\x90", b"PK\x03\x04", b" " + PNG,
    b"\x89PN",
])
def test_what_is_not_kept_is_refused(shop, whole):
    assert shop.issues(send(shop, whole, filename="a.png")) == {"attachment": ["is not of a type that is kept"]}


@pytest.mark.parametrize("attachment, message", [
    (None, "can't be blank"), ("", "can't be blank"), ("a", "is not valid base64"),
    ("iVBORw0KGgo", "is not valid base64"),
    ("iVBO=Rw0", "is not valid base64"), ("iVBO*w0K", "is not valid base64"),
])
def test_what_is_no_base64_is_refused(shop, attachment, message):
    reply = shop.post("media_files", "media_file", {"attachment": attachment})
    assert shop.issues(reply) == {"attachment": [message]}


def test_line_ends_in_base64_are_passed_over(shop):
    whole = PNG + b"lines" * 60
    made = shop.post("media_files", "media_file", {"attachment": base64.encodebytes(whole).decode()})
    assert content(shop, shop.one(made, "media_file", 201)).body == whole


def test_the_same_bytes_are_kept_once(empty_shop):
    first = upload(empty_shop, PNG + b"1", filename="a.png", alt="A")
    assert upload(empty_shop, PNG + b"1", 200, filename="b.png") == first
    assert upload(empty_shop, PNG + b"2")["id"] != first["id"]
    assert empty_shop.count("media_files") == 2
    assert empty_shop.delete(f"media_files/{first['id']}").status == 204
    empty_shop.assert_refused(content(empty_shop, first), 404)
    again = upload(empty_shop, PNG + b"1")
    assert again["id"] > first["id"] and content(empty_shop, again).body == PNG + b"1"


def test_name_and_text_are_changed_and_nothing_else(shop):
    made = upload(shop, PNG + b"names", filename="../../etc/pass\nwd.png")
    assert made["filename"] == "passwd.png"
    path = f"media_files/{made['id']}"
    after = shop.one(shop.put(path, "media_file", {
        "filename": "C:\\x\\näme 1.png", "alt": "A", "content_type": "text/html", "size": 1, "checksum": "0",
        "attachment": encoded(PNG + b"other")}), "media_file")
    assert after == {**made, "filename": "näme 1.png", "alt": "A", "updated_at": after["updated_at"]}
    assert content(shop, made).body == PNG + b"names"
    assert content(shop, made).header("Content-Disposition") == "inline; filename*=UTF-8''n%C3%A4me%201.png"
    assert shop.issues(shop.put(path, "media_file", {"filename": "a/.."})) == {"filename": ["can't be blank"]}


def test_a_file_without_a_name_gets_one(shop):
    assert upload(shop, PNG + b"no name")["filename"] == "file.png"
    assert upload(shop, b"%PDF-1", filename="//")["filename"] == "file.pdf"


def test_lists_filter_and_do_not_show_bytes(empty_shop):
    first, second = upload(empty_shop, PNG + b"1", filename="Red mug.png"), upload(empty_shop, b"%PDF-2")
    for query, found in (
        ({"filename": "MUG"}, first), ({"content_type": "application/pdf"}, second),
        ({"checksum": first["checksum"]}, first), ({"since_id": first["id"]}, second),
    ):
        assert empty_shop.list("media_files", **query) == [found], query
    assert not {"data", "attachment"} & set(first)


def test_the_largest_file_is_kept_and_a_larger_one_is_not(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text("[http]\nbody_bytes_max = 16777216\n")
    server = make_server(configuration=configuration).start()
    create_store(server.data, "large")
    shop = Shop(server, NATIVE, create_key(server.data, "large", "all", "--no-rate-limit"))
    whole = PNG + bytes(n % 251 for n in range((3 << 20) - len(PNG)))
    made = upload(shop, whole)
    assert made["size"] == 3 << 20 and content(shop, made).body == whole
    issues = shop.issues(send(shop, whole + b"x"))
    assert issues == {"attachment": ["is too large (maximum is 3 MiB)"]}
    assert shop.issues(send(shop, whole * 2)) == issues


def test_reading_and_writing_need_their_scopes(server):
    shop = open_shop(server, SHOPIFY)
    made = upload(shop, PNG)
    reader = shop.again(key=create_key(server.data, shop.store, "read_content", "--no-rate-limit"))
    assert content(reader, made).status == 200
    reader.assert_refused(send(reader, PNG + b"2"), 403)
    stranger = shop.again(key=create_key(server.data, shop.store, "read_themes", "--no-rate-limit"))
    stranger.assert_refused(content(stranger, made), 403)


def test_another_stores_file_is_not_found_and_not_shared(open_shops):
    mine, theirs = open_shops(SHOPIFY), open_shops(SHOPIFY)
    upload(theirs, PNG + b"first")
    made = upload(theirs, PNG)
    mine.assert_refused(content(mine, made), 404)
    assert upload(mine, PNG)["id"] != made["id"]
