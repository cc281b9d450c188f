"""A web of any number of hosts on this machine: one real HTTP server and one real HTTPS server with set answers.

`FakeWeb.resolve` resolves the names of the hosts that have pages. No other name is found: nothing leaves the machine.
"""

import re
import ssl
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import urlsplit

import trustme

from corpus.web.client import FetchLimits, Web

HERE = "127.0.0.1"

URL = "https://example.org/report.pdf"


class Handler(BaseHTTPRequestHandler):
    """Answers a request with the page of its address. `web` is set on a subclass."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each answer waits 40 ms for the client to confirm its headers
    web: "FakeWeb"

    def do_GET(self) -> None:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        url = f"{scheme}://{self.headers['Host']}{self.path}"
        with self.web.busy(urlsplit(url).hostname):
            self.web.asked.append((url, dict(self.headers)))
            with suppress(OSError):  # the client closed the connection
                host = urlsplit(url).hostname
                answer = self.web.pages.get(url) or self.web.hosts.get(host) or Page(status=404)
                answer(self)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@dataclass(frozen=True)
class Page:
    """An ordinary answer. With a `tag` (its ETag) the rest of a broken download can be requested."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tag: str | None = None

    def __call__(self, handler: Handler) -> None:
        body = self.body
        status = self.status
        headers = {"Content-Type": self.type, **self.headers}
        if self.tag:
            headers["ETag"] = self.tag
            rest = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
            if rest and handler.headers.get("If-Range") == self.tag:
                headers["Content-Range"] = f"bytes {rest[1]}-{len(body) - 1}/{len(body)}"
                body = body[int(rest[1]) :]
                status = 206
        send(handler, status, {"Content-Length": str(len(body)), **headers}, body)


def send(handler: Handler, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    """Send these headers and this body, even if they contradict each other."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def pdf(content: bytes, **more: object) -> Page:
    """Return an answer with a PDF."""
    return Page(content, "application/pdf", **more)


def moved(url: str, status: int = 302, **headers: str) -> Page:
    """Return a redirect."""
    return Page(status=status, headers={"Location": url, **headers})


def broken_off(content: bytes, after: int, tag: str | None = None) -> Callable[[Handler], None]:
    """Return an answer that ends after `after` bytes, although its header has the whole length."""

    def answer(handler: Handler) -> None:
        if tag and handler.headers.get("Range"):
            Page(content, "application/pdf", tag=tag)(handler)
            return
        headers = {"Content-Type": "application/pdf", "Content-Length": str(len(content))}
        if tag:
            headers["ETag"] = tag
        send(handler, 200, headers, content[:after])
        handler.close_connection = True

    return answer


def in_turn(*answers: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """Return these answers one after another, and the last one from then on."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        next_answer = left.pop(0) if len(left) > 1 else left[0]
        next_answer(handler)

    return answer


def dripping(content: bytes, seconds: float) -> Callable[[Handler], None]:
    """Return an answer that sends one byte at a time, with a pause after each."""

    def answer(handler: Handler) -> None:
        send(handler, 200, {"Content-Type": "application/pdf", "Content-Length": str(len(content))})
        for byte in content:
            handler.wfile.write(bytes([byte]))
            time.sleep(seconds)

    return answer


class FakeWeb:
    """A web with these pages. It is a context manager.

    Attributes:
        pages: the answer of each address; any other address of a host with pages answers 404.
        hosts: the answer of a host to requests for addresses that are not in `pages`.
        asked: the address and headers of each request.
        most_at_once: the largest number of requests that each host answered at one time.
        most_of_all: the largest number of requests that were answered at one time.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.hosts: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.most_at_once: Counter[str] = Counter()
        self.most_of_all = 0
        self._now: Counter[str] = Counter()
        self._lock = Lock()
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        handler = type("WebHandler", (Handler,), {"web": self})
        self._servers = [ThreadingHTTPServer((HERE, 0), handler) for _ in range(2)]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = self._certify
        plain, secure = self._servers
        secure.socket = context.wrap_socket(secure.socket, server_side=True, do_handshake_on_connect=False)
        self.ports = {80: plain.server_port, 443: secure.server_port}

    def __enter__(self) -> "FakeWeb":
        for server in self._servers:
            server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients close connections
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def web(self, folder: Path, **limits: float) -> Web:
        """Return a `Web` for which this one is the whole internet, with short time limits."""
        test_limits = {
            "connect_seconds": 2.0,
            "read_seconds": 1.0,
            "work_seconds": 10.0,
            "backoff_seconds": 0.01,
            "max_wait_seconds": 2.0,
            "offline_seconds": 1.0,
        }
        trusted = ssl.create_default_context()
        self._authority.configure_trust(trusted)
        return Web(
            folder,
            FetchLimits(**test_limits | limits),
            resolve=self.resolve,
            permits=lambda address: address == HERE,
            certificates=trusted,
        )

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Return the address of a host that has pages."""
        if host not in {urlsplit(url).hostname for url in self.pages} and host not in self.hosts:
            raise OSError(-2, "Name or service not known")
        return [(HERE, self.ports[port])]

    def busy(self, host: str) -> "_Busy":
        """Count the requests that a host answers at one time."""
        return _Busy(self, host)

    def times(self, url: str) -> int:
        """Return how often an address was requested."""
        return [asked for asked, _ in self.asked].count(url)

    def _certify(self, connection: ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        """Give the connection a certificate for the host that the client asks for."""
        host = name or HERE
        with self._lock:
            if host not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
        connection.context = self._contexts[host]


@dataclass
class _Busy:
    web: FakeWeb
    host: str

    def __enter__(self) -> None:
        # A client may have the last byte of an answer before the thread that sent it has counted it as finished.
        deadline = time.monotonic() + 0.2
        while self.web._now[self.host] and time.monotonic() < deadline:
            time.sleep(0.005)
        with self.web._lock:
            self.web._now[self.host] += 1
            self.web.most_at_once[self.host] = max(self.web.most_at_once[self.host], self.web._now[self.host])
            self.web.most_of_all = max(self.web.most_of_all, self.web._now.total())

    def __exit__(self, *_: object) -> None:
        with self.web._lock:
            self.web._now[self.host] -= 1
