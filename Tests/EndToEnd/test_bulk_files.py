"""Long bodies: who may send them, how many at once, and downloads that are longer than memory should hold."""

import socket

import pytest

from bulk_calls import begun, counts, ended, imported, result, send, table
from conftest import open_shop
from dialects import SHOPIFY
from server import create_key

MB = 1 << 20
IMPORT_BYTES_MAX = 4 * MB
LONG_BODIES_MAX = 4


@pytest.fixture
def shop(make_server, tmp_path):
    configuration = tmp_path / "stoa.toml"
    configuration.write_text(f"[http]\nimport_bytes_max = {IMPORT_BYTES_MAX}\n")
    return open_shop(make_server(configuration=configuration).start(), SHOPIFY)


def rows(count, width=1_000):
    return b"title,body_html\n" + b"".join(b"P%d,%s\n" % (number, b"x" * width) for number in range(count))


def test_a_file_may_be_longer_than_other_bodies(shop):
    file = rows(2_500)
    assert MB < len(file) < IMPORT_BYTES_MAX
    assert counts(imported(shop, "products", file)) == {"created": 2_500}
    chunks = (file[start:start + 50_000] for start in range(0, len(file), 50_000))
    assert counts(ended(shop, begun(shop, send(shop, "products", chunks)))) == {"created": 2_500}
    assert shop.count("products") == 5_000


def test_nobody_else_may_send_one(shop):
    file = rows(2_500)
    reader = shop.again(key=create_key(shop.server.data, shop.store, "read_products,write_customers"))
    stranger = shop.again(key="ic_key_" + "0" * 38)
    for client in (reader, stranger):
        assert send(client, "products", file).status == 413
    assert shop.send("POST", "products", file).status == 413
    assert shop.send("POST", "bulk/products/export", file).status == 413
    assert send(shop, "products", rows(5_000)).status == 413
    assert shop.count("products") == 0


def begin_long(shop, length):
    """A connection on which the head of a long upload was sent, and a first part of the file."""
    head = (f"POST {shop.dialect.target('bulk/products/import')} HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
            f"X-Shopify-Access-Token: {shop.key}\r\nContent-Length: {length}\r\n\r\n")
    connection = socket.create_connection(("127.0.0.1", shop.server.port), timeout=10)
    connection.sendall(head.encode() + b"title\n")
    return connection


def status(connection):
    return int(connection.recv(64).split(b" ")[1])


def test_few_are_on_their_way_at_the_same_time(shop):
    file = b"title\n" + b"Mug\n" * (MB // 2)
    waiting = [begin_long(shop, len(file)) for _ in range(LONG_BODIES_MAX)]
    # Each has been noticed once an answer to a later request on its own loop would have come.
    for _ in range(4):
        assert shop.again().get("products/count").status == 200
    late = begin_long(shop, len(file))
    assert status(late) == 503
    # One that is given up makes room, as does one that has come.
    waiting.pop().close()
    waiting[0].sendall(file[len(b"title\n"):])
    assert status(waiting[0]) == 422, "too many records"
    for _ in range(2):
        again = begin_long(shop, len(file))
        again.sendall(file[len(b"title\n"):])
        assert status(again) == 422
    for connection in [late, *waiting]:
        connection.close()


def test_a_long_file_is_downloaded_whole_however_slowly(shop):
    for _ in range(4):
        imported(shop, "products", rows(2_500))
    operation = ended(shop, begun(shop, shop.send("POST", "bulk/products/export")))
    file = result(shop, operation)
    assert len(file) > 10 * MB and len(table(file)) == 10_000
    target = shop.dialect.target(f"bulk/operations/{operation['id']}/result")
    request = f"GET {target} HTTP/1.1\r\nHost: x\r\nX-Shopify-Access-Token: {shop.key}\r\n"
    with socket.create_connection(("127.0.0.1", shop.server.port), timeout=10) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        # What is asked behind it is answered behind it.
        connection.sendall((request + "\r\n" + request.replace("GET", "HEAD") + "Connection: close\r\n\r\n").encode())
        assert shop.again().get("products/count").status == 200
        received = b""
        while part := connection.recv(10_000):
            received += part
    head, rest = received.split(b"\r\n\r\n", 1)
    assert rest.startswith(file) and rest[len(file):].startswith(b"HTTP/1.1 200")
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", shop.server.port), timeout=10) as connection:
            connection.sendall((request + "\r\n").encode())
            connection.recv(10)
    assert result(shop, operation) == file


