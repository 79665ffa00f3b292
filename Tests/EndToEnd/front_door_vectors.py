#!/usr/bin/env python3
"""Raw-socket vectors against the HTTP front door: smuggling, limits, framing, pipelining and timeouts.

    front_door_vectors.py HOST PORT [--path /livez] [--expect-failures]

PATH must answer GET and HEAD with 200. One line is printed for each vector, then "N passed, M failed"; the exit status
is 1 if any failed. With --expect-failures the run is a negative control against a server known to be lax, a bare
SwiftNIO pipeline: the exit status is 0 if every vector marked `lax` fails.
"""

import argparse
import concurrent.futures
import dataclasses
import socket
import sys
import time
from typing import Callable

TIMEOUT_SECONDS = 20
BAD = {400}


@dataclasses.dataclass
class Answer:
    """What came back on one connection."""

    statuses: list
    heads: list
    bodies: list
    closed: bool
    leftover: bytes


@dataclasses.dataclass
class Vector:
    name: str
    run: Callable
    # A bare NIO server is known to fail it.
    lax: bool = False


class Client:
    """One connection; `send` takes bytes, `answer` reads until the peer closes or nothing more comes."""

    def __init__(self, target):
        self.socket = socket.create_connection(target, timeout=TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.closed = False

    def send(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # Answered and closed already; the answer can still be read.
        return self

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def receive(self, quiet_seconds):
        """Reads until the peer closes or `quiet_seconds` pass without a byte."""
        self.socket.settimeout(quiet_seconds)
        try:
            while not self.closed:
                data = self.socket.recv(65536)
                self.closed = not data
                self.received += data
        except TimeoutError:
            pass
        except ConnectionResetError:
            self.closed = True
        return self

    def answer(self, quiet_seconds=0.7, methods=()):
        self.receive(quiet_seconds)
        self.socket.close()
        return parse(self.received, self.closed, methods)


def parse(data, closed, methods=()):
    """Splits responses by Content-Length; `methods` names the request methods where one is HEAD."""
    answer = Answer([], [], [], closed, b"")
    while b"\r\n\r\n" in data and data.startswith(b"HTTP/1.1 "):
        head, data = data.split(b"\r\n\r\n", 1)
        status = int(head[9:12])
        fields = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
        length = next((int(value) for name, value in fields if name.lower() == b"content-length"), 0)
        finals = sum(1 for earlier in answer.statuses if earlier >= 200)
        if status < 200 or status in (204, 304) or (finals < len(methods) and methods[finals] == "HEAD"):
            length = 0
        answer.statuses.append(status)
        answer.heads.append(head)
        answer.bodies.append(data[:length])
        data = data[length:]
    answer.leftover = data
    return answer


class Vectors:
    def __init__(self, target, path):
        self.target = target
        self.path = path.encode()
        self.host = f"{target[0]}:{target[1]}".encode()
        self.list = []

    # Building requests.

    def request(self, *lines, method=b"GET", version=b"HTTP/1.1", host=True, path=None, body=b""):
        head = [method + b" " + (path or self.path) + b" " + version]
        if host:
            head.append(b"Host: " + self.host)
        return b"\r\n".join(head + list(lines)) + b"\r\n\r\n" + body

    def client(self):
        return Client(self.target)

    # Kinds of expectation. Each adds a vector whose function returns None, or what was wrong.

    def add(self, name, run, lax=False):
        self.list.append(Vector(name, run, lax))

    def refused(self, name, data, statuses=BAD, lax=False):
        """Exactly one answer, of these statuses, with a JSON error and a request id; then the connection closes.

        A second, innocent request follows, so that a smuggled one would show as a further answer.
        """

        def run():
            answer = self.client().send(data + self.request()).answer(quiet_seconds=5)
            if len(answer.statuses) != 1 or answer.statuses[0] not in statuses:
                return f"statuses {answer.statuses}, expected one of {sorted(statuses)}"
            if not answer.closed:
                return "connection stayed open"
            head = answer.heads[0].lower()
            if b"connection: close" not in head or b"x-request-id: " not in head:
                return "no Connection: close or no X-Request-Id"
            if b"application/json" not in head or not answer.bodies[0].startswith(b'{"errors":"'):
                return f"not our error body: {answer.bodies[0][:60]!r}"
            return None

        self.add(name, run, lax)

    def truncated(self, name, data):
        """The request never becomes complete: no success is answered, and the connection closes."""

        def run():
            answer = self.client().send(data).half_close().answer(quiet_seconds=5)
            if any(status < 400 for status in answer.statuses):
                return f"statuses {answer.statuses}"
            return None if answer.closed else "connection stayed open"

        self.add(name, run)

    def accepted(self, name, data, count=1, closes=False, lax=False, methods=()):
        """`count` answers of 200, nothing else, and the connection in the expected state."""

        def run():
            answer = self.client().send(data).answer(methods=methods)
            if answer.statuses != [200] * count or answer.leftover:
                return f"statuses {answer.statuses}, {len(answer.leftover)} bytes left over"
            return None if answer.closed == closes else f"closed: {answer.closed}"

        self.add(name, run, lax)


def add_length_smuggling(v):
    chunk = b"5\r\nhello\r\n0\r\n\r\n"
    te = b"Transfer-Encoding: chunked"
    v.refused("Content-Length before Transfer-Encoding", v.request(b"Content-Length: 5", te, body=chunk))
    v.refused("Transfer-Encoding before Content-Length", v.request(te, b"Content-Length: 5", body=chunk))
    v.refused("two different Content-Lengths", v.request(b"Content-Length: 5", b"Content-Length: 6", body=b"hello"))
    v.refused("two equal Content-Lengths", v.request(b"Content-Length: 5", b"Content-Length: 5", body=b"hello"))
    for value in (b"+5", b"-1", b"5,5", b"5, 5", b"0x5", b"5 5", b"five", b"18446744073709551621", b"1e1", b"5;"):
        v.refused(f"Content-Length {value.decode()}", v.request(b"Content-Length: " + value, body=b"hello"), {400, 413})
    v.refused("Content-Length empty", v.request(b"Content-Length:", body=b""))


def add_transfer_encoding_smuggling(v):
    chunk = b"5\r\nhello\r\n0\r\n\r\n"
    for value in (b"xchunked", b"chunked, identity", b"identity", b"gzip, chunked", b"chunked, chunked", b"\x0bchunked",
                  b"chunked\x0b", b"chunked;q=1", b"\"chunked\"", b"chun\x00ked", b"", b"chunkedx"):
        v.refused(f"Transfer-Encoding {value!r}", v.request(b"Transfer-Encoding: " + value, body=chunk),
                  lax=value in (b"gzip, chunked", b""))
    v.refused("Transfer-Encoding twice",
              v.request(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=chunk))
    v.refused("Transfer-Encoding chunked and identity lines",
              v.request(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=chunk))
    v.refused("Transfer-Encoding in HTTP/1.0",
              v.request(b"Transfer-Encoding: chunked", version=b"HTTP/1.0", body=chunk), lax=True)
    v.accepted("Transfer-Encoding Chunked, other case", v.request(b"transfer-encoding: Chunked", body=chunk))


def add_chunk_smuggling(v):
    te = b"Transfer-Encoding: chunked"
    end = b"0\r\n\r\n"
    for name, body in (
        ("size 0x5", b"0x5\r\nhello\r\n" + end),
        ("size overflow", b"fffffffffffffffff\r\nhello\r\n" + end),
        ("size negative", b"-5\r\nhello\r\n" + end),
        ("size empty", b"\r\nhello\r\n" + end),
        ("size not hexadecimal", b"g\r\nhello\r\n" + end),
        ("size after a space", b" 5\r\nhello\r\n" + end),
        ("size ended by a bare LF", b"5\nhello\r\n" + end),
        ("data longer than its size", b"5\r\nhelloo\r\n" + end),
        ("data without CRLF", b"5\r\nhello" + end),
        ("data ended by a bare LF", b"5\r\nhello\n" + end),
        ("bare CR in an extension", b"5;a\rb\r\nhello\r\n" + end),
    ):
        v.refused("chunk " + name, v.request(te, body=body))
    v.refused("chunk extensions of 200 kB", v.request(te, body=(b"1;" + b"e" * 4000 + b"\r\nx\r\n") * 50 + end), {413},
              lax=True)
    v.refused("trailer of 20 kB", v.request(te, body=b"1\r\nx\r\n0\r\nT: " + b"t" * 20000 + b"\r\n\r\n"), {431},
              lax=True)
    v.truncated("chunked body without its end", v.request(te, body=b"5\r\nhello\r\n"))
    v.truncated("chunked body without its last CRLF", v.request(te, body=b"5\r\nhello\r\n0\r\n"))
    v.accepted("chunked GET, then a second request", v.request(te, body=b"5\r\nhello\r\n" + end) + v.request(), count=2)
    v.accepted("chunked GET with extension and trailer",
               v.request(te, body=b"5;name=value\r\nhello\r\n0\r\nChecksum: 1\r\n\r\n") + v.request(), count=2)


def add_header_syntax(v):
    v.refused("space before the colon", v.request(b"X-Thing : 1"))
    v.refused("folded line", v.request(b"X-Thing: 1", b" 2"))
    v.refused("first header line begins with a space", v.request(b" X-Thing: 1", host=False))
    v.refused("NUL in a value", v.request(b"X-Thing: a\x00b"))
    v.refused("control character in a value", v.request(b"X-Thing: a\x01b"))
    v.refused("DEL in a value", v.request(b"X-Thing: a\x7fb"))
    v.refused("bare CR in a value", v.request(b"X-Thing: a\rb"))
    v.refused("NUL in a name", v.request(b"X-\x00Thing: 1"))
    v.refused("empty name", v.request(b": 1"))
    v.refused("name with a bracket", v.request(b"X[Thing]: 1"))
    v.refused("line without a colon", v.request(b"X-Thing"))
    v.refused("lines end in bare LF", v.request().replace(b"\r\n", b"\n"))
    v.refused("one line ends in bare LF", v.request(b"X-Thing: 1\nX-Other: 2"))
    v.refused("underscore: Content_Length", v.request(b"Content_Length: 5"), lax=True)
    v.refused("underscore: X_Forwarded_For", v.request(b"X_Forwarded_For: 127.0.0.1"), lax=True)
    v.refused("Authorization twice", v.request(b"Authorization: Bearer a", b"Authorization: Bearer b"), lax=True)
    v.refused("compressed body", v.request(b"Content-Encoding: gzip", b"Content-Length: 5", body=b"hello"), {415},
              lax=True)


def add_request_line(v):
    v.refused("HTTP/1.1 without Host", v.request(host=False), lax=True)
    v.refused("two Host lines", v.request(b"Host: other.example"), lax=True)
    v.refused("two equal Host lines", v.request(b"Host: " + v.host), lax=True)
    v.refused("Host with a path", v.request(b"Host: a/b", host=False), lax=True)
    v.refused("Host with user information", v.request(b"Host: a@b", host=False), lax=True)
    v.refused("empty Host", v.request(b"Host:", host=False), lax=True)
    v.refused("absolute form of another host", v.request(path=b"http://other.example" + v.path), lax=True)
    v.refused("absolute form with user information", v.request(path=b"http://a@" + v.host + v.path), lax=True)
    v.accepted("absolute form of the same host", v.request(path=b"http://" + v.host + v.path))
    v.refused("target without a slash", v.request(path=b"livez"))
    v.refused("target * of GET", v.request(path=b"*"), lax=True)
    v.refused("target with a fragment", v.request(path=v.path + b"#part"), lax=True)
    v.refused("target with a space", v.request(path=b"/a b"))
    v.refused("target with a control character", v.request(path=b"/a\x01b"))
    v.refused("CONNECT", v.request(method=b"CONNECT", path=b"other.example:443"), lax=True)
    v.refused("method in lower case", v.request(method=b"get"))
    v.refused("method unknown", v.request(method=b"THING"))
    v.refused("HTTP/2.0", v.request(version=b"HTTP/2.0"))
    v.refused("HTTP/1.10", v.request(version=b"HTTP/1.10"))
    v.refused("HTTP/0.9", b"GET " + v.path + b"\r\n\r\n")
    v.refused("preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    v.refused("TLS hello on a plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64)
    v.accepted("h2c upgrade is ignored and the connection closed",
               v.request(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk"),
               closes=True, lax=True)


def add_limits(v):
    v.refused("line of 1 MB", v.request(b"X-Thing: " + b"a" * 1_000_000), {431}, lax=True)
    v.refused("10,000 header fields", v.request(*[b"X-Thing: 1"] * 10_000), {431}, lax=True)
    v.refused("101 header fields", v.request(*[b"X: 1"] * 100), {431}, lax=True)
    v.accepted("100 header fields", v.request(*[b"X: 1"] * 99))
    v.refused("cookie of 64 kB", v.request(b"Cookie: " + b"c" * 65536), {431}, lax=True)
    v.refused("header of 17 kB in two lines", v.request(b"A: " + b"a" * 8700, b"B: " + b"b" * 8700), {431}, lax=True)
    v.accepted("header of 15 kB in two lines", v.request(b"A: " + b"a" * 7500, b"B: " + b"b" * 7500))
    v.refused("target of 100 kB", v.request(path=b"/" + b"a" * 100_000), {414}, lax=True)
    v.refused("target of 9 kB", v.request(path=b"/" + b"a" * 9_000), {414}, lax=True)
    v.refused("declared body of 10 GB", v.request(b"Content-Length: 10000000000"), {413}, lax=True)
    v.refused("declared body of 1 MiB and 1", v.request(b"Content-Length: 1048577"), {413}, lax=True)
    v.accepted("body of 1 MiB", v.request(b"Content-Length: 1048576", body=b"b" * 1048576) + v.request(), count=2)

    def endless():
        client = v.client().send(v.request(b"Transfer-Encoding: chunked"))
        for _ in range(64):
            client.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        answer = client.answer(quiet_seconds=5)
        # A reset may overtake the answer once megabytes are under way; what counts is that the body is cut off.
        return None if answer.closed and answer.statuses in ([413], []) else f"{answer.statuses} {answer.closed}"

    v.add("chunked body without end", endless, lax=True)


def add_connection_rules(v):
    one_zero = dict(version=b"HTTP/1.0")
    v.accepted("keep-alive by default", v.request() + v.request(), count=2)
    v.accepted("Connection: close", v.request(b"Connection: close") + v.request(), closes=True)
    v.accepted("Connection: Close among others", v.request(b"Connection: x-thing, Close"), closes=True)
    v.accepted("HTTP/1.0 closes", v.request(**one_zero), closes=True)
    v.accepted("HTTP/1.0 without Host", v.request(host=False, **one_zero), closes=True)
    v.accepted("HTTP/1.0 keep-alive", v.request(b"Connection: keep-alive", **one_zero) * 2, count=2)
    v.accepted("empty lines before a request", b"\r\n\r\n" + v.request() + b"\r\n" + v.request(), count=2)
    v.accepted("pipelining of 20", v.request() * 20, count=20)
    v.accepted("pipelining of 60", v.request() * 60, count=60)
    v.accepted("GET with a body, then a second request",
               v.request(b"Content-Length: 5", body=b"hello") + v.request(), count=2)

    def options():
        answer = v.client().send(v.request(method=b"OPTIONS", path=b"*") + v.request()).answer()
        return None if len(answer.statuses) == 2 and answer.statuses[0] != 400 else f"statuses {answer.statuses}"

    def head():
        answer = v.client().send(v.request() + v.request(method=b"HEAD") + v.request()).answer(
            methods=("GET", "HEAD", "GET"))
        if answer.statuses != [200] * 3 or answer.leftover or answer.bodies[1]:
            return f"statuses {answer.statuses}, {len(answer.leftover)} bytes left over"
        lengths = [next((line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), None)
                   for head in answer.heads]
        return None if lengths[0] == lengths[1] is not None else f"lengths {lengths}"

    def date():
        answer = v.client().send(v.request()).answer()
        dates = [line for line in answer.heads[0].split(b"\r\n") if line.startswith(b"Date: ")]
        return None if len(dates) == 1 else f"dates {dates}"

    def byte_by_byte():
        client = v.client()
        for byte in v.request(b"Content-Length: 3", body=b"abc"):
            client.send(bytes([byte]))
            time.sleep(0.001)
        answer = client.answer()
        return None if answer.statuses == [200] and not answer.closed else f"statuses {answer.statuses}"

    v.add("OPTIONS * reaches the responder", options)
    v.add("HEAD has the length and no body", head)
    v.add("a response has one Date", date)
    v.add("request arrives byte by byte", byte_by_byte)


def add_continue(v):
    expect = (b"Expect: 100-continue", b"Content-Length: 5")

    def waits():
        client = v.client().send(v.request(*expect)).receive(0.7)
        if not client.received.startswith(b"HTTP/1.1 100 Continue\r\n\r\n"):
            return f"got {client.received[:40]!r}"
        answer = client.send(b"hello").answer()
        return None if answer.statuses == [100, 200] else f"statuses {answer.statuses}"

    def never_sends():
        answer = v.client().send(v.request(*expect)).half_close().answer(quiet_seconds=5)
        return None if answer.closed and 200 not in answer.statuses else f"statuses {answer.statuses}"

    v.add("Expect: 100-continue is answered before the body", waits, lax=True)
    v.accepted("Expect: 100-continue with the body at once", v.request(*expect, body=b"hello") + v.request(), count=2)
    v.add("Expect: 100-continue without a body", never_sends)
    v.refused("Expect: 100-continue with a body too large",
              v.request(b"Expect: 100-continue", b"Content-Length: 10000000000"), {413}, lax=True)
    v.refused("unknown expectation", v.request(b"Expect: 200-thing"), {417}, lax=True)


def add_early_ends(v):
    def half_closed():
        answer = v.client().send(v.request() * 3).half_close().answer(quiet_seconds=5)
        return None if answer.statuses == [200] * 3 and answer.closed else f"{answer.statuses} {answer.closed}"

    def silent_close():
        answer = v.client().half_close().answer(quiet_seconds=5)
        return None if answer.closed and not answer.statuses else f"{answer.statuses} {answer.closed}"

    def disconnects():
        for size in range(1, len(v.request()), 3):
            v.client().send(v.request()[:size]).socket.close()
        for _ in range(20):
            client = v.client().send(v.request() * 20)
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.socket.close()
        answer = v.client().send(v.request()).answer()
        return None if answer.statuses == [200] else f"afterwards {answer.statuses}"

    def data_after_refusal():
        client = v.client().send(v.request(b"X-Thing : 1")).receive(0.3)
        answer = client.send(v.request() * 5).answer(quiet_seconds=5)
        return None if len(answer.statuses) == 1 and answer.closed else f"{answer.statuses} {answer.closed}"

    v.add("half-closed after three requests", half_closed)
    v.add("closed without a request", silent_close)
    v.truncated("head cut off", v.request()[:-2])
    v.truncated("body cut off", v.request(b"Content-Length: 10", body=b"hello"))
    v.truncated("body missing", v.request(b"Content-Length: 10"))
    v.add("early disconnects do no harm", disconnects)
    v.add("data after a refusal is not served", data_after_refusal)


def add_slow_clients(v, head_seconds):
    def closes_within(seconds, data, drip, statuses):
        """Sends `data`, then a byte of `drip` each second; the peer must give up within `seconds`."""

        def run():
            client, start = v.client().send(data), time.monotonic()
            while not client.closed and time.monotonic() - start < seconds + 1:
                client.receive(1)
                if drip and not client.closed:
                    client.send(drip)
            waited, answer = time.monotonic() - start, client.answer(quiet_seconds=0.1)
            if not answer.closed or waited > seconds:
                return f"closed: {answer.closed} after {waited:.1f} s"
            return None if answer.statuses in statuses else f"statuses {answer.statuses}"

        return run

    limit = head_seconds + 2
    v.add("silent connection is closed", closes_within(limit, b"", b"", ([],)), lax=True)
    v.add("slow header is cut off", closes_within(limit, v.request()[:-2], b"X", ([408],)), lax=True)
    v.add("slow second header is cut off",
          closes_within(limit + 1, v.request() + b"GET ", b"/", ([200, 408],)), lax=True)
    v.add("slow body is cut off",
          closes_within(8, v.request(b"Content-Length: 1000"), b"x", ([408],)), lax=True)


def run_all(vectors):
    def guarded(vector):
        try:
            return vector.run()
        except OSError as error:
            return f"{type(error).__name__}: {error}"

    with concurrent.futures.ThreadPoolExecutor(max_workers=24) as pool:
        # The slow ones are last in the list and first to start.
        futures = [pool.submit(guarded, vector) for vector in reversed(vectors)]
        return [future.result() for future in reversed(futures)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--path", default="/livez")
    parser.add_argument("--head-seconds", type=float, default=10, help="the server's time for a head")
    parser.add_argument("--expect-failures", action="store_true", help="negative control against a bare NIO server")
    options = parser.parse_args()

    v = Vectors((options.host, options.port), options.path)
    for add in (add_length_smuggling, add_transfer_encoding_smuggling, add_chunk_smuggling, add_header_syntax,
                add_request_line, add_limits, add_connection_rules, add_continue, add_early_ends):
        add(v)
    add_slow_clients(v, options.head_seconds)

    problems = run_all(v.list)
    for vector, problem in zip(v.list, problems):
        print(f"fail  {vector.name}: {problem}" if problem else f"ok    {vector.name}")
    failed = sum(problem is not None for problem in problems)
    print(f"{len(problems) - failed} passed, {failed} failed")
    if options.expect_failures:
        missed = [vector.name for vector, problem in zip(v.list, problems) if vector.lax and not problem]
        for name in missed:
            print(f"expected to fail, but passed: {name}")
        return 1 if missed else 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
