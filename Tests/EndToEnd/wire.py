"""HTTP/1.1 as tests need it: header names as sent, chunked bodies, and bytes that no client library would send."""

import http.client
import json
import select
import socket
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Reply:
    """One answer; `headers` keeps the capitalisation of the wire."""

    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    path: str = ""

    def header(self, name, default=None):
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), default)

    @cached_property
    def json(self):
        return json.loads(self.body)

    @property
    def links(self):
        """The targets of the header Link by relation, split as strictly as Shopify's clients do."""
        links = {}
        for part in (self.header("Link") or "").split(", "):
            if part:
                target, relation = part.split("; ")
                links[relation.split('"')[1]] = target[1:-1]
        return links


class Connection:
    """A keep-alive connection; reopened if the server closed it between two requests."""

    def __init__(self, port, timeout=30):
        self.port = port
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.http.close()

    def send(self, method, target, headers=None, body=None):
        """Sends one request; `body` is bytes, JSON-able data, or an iterator for a chunked body."""
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        if body is not None and not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = "application/json"
        chunked = body is not None and not isinstance(body, (bytes, str))
        if chunked:
            headers["Transfer-Encoding"] = "chunked"
        if self._ended():
            self.http.close()
        try:
            return self._exchange(method, target, headers, body, chunked)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.http.close()
            if method not in ("GET", "HEAD") or chunked:
                raise
            return self._exchange(method, target, headers, body, chunked)

    def _ended(self):
        """Whether the server closed it while it was idle, so that any method may go over a new one."""
        sock = self.http.sock
        if sock is None or not select.select([sock], [], [], 0)[0]:
            return False
        try:
            return sock.recv(1, socket.MSG_PEEK) == b""
        except ConnectionError:
            return True

    def _exchange(self, method, target, headers, body, chunked):
        try:
            self.http.request(method, target, body=body, headers=headers, encode_chunked=chunked)
            response = self.http.getresponse()
            return Reply(response.status, dict(response.getheaders()), response.read(), target.split("?")[0])
        except http.client.HTTPException as error:
            self.http.close()
            if isinstance(error, (http.client.RemoteDisconnected, http.client.IncompleteRead)):
                raise
            raise ConnectionError(repr(error)) from error
        except OSError:
            self.http.close()
            raise


def raw(port, request, timeout=10):
    """Sends bytes on a connection of their own, and returns all that came until the server closed it."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(request)
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return received
