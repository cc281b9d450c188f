"""A web of any number of hosts on this machine: one real HTTP and one real HTTPS server, which answer as they are told.

Names are resolved by `FakeWeb.resolve`, which knows the hosts that have something, so that nothing leaves the machine.
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
    """Answers one request as the page of its address does; `web` is set on a subclass."""

    protocol_version = "HTTP/1.1"
    web: "FakeWeb"

    def do_GET(self) -> None:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        url = f"{scheme}://{self.headers['Host']}{self.path}"
        with self.web.busy(urlsplit(url).hostname):
            self.web.asked.append((url, dict(self.headers)))
            with suppress(OSError):  # the client has had enough
                self.web.pages.get(url, Page(status=404))(self)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@dataclass(frozen=True)
class Page:
    """An ordinary answer; `tag` is its version, under which its rest can be asked for."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    tag: str | None = None

    def __call__(self, handler: Handler) -> None:
        body, status, extra = self.body, self.status, dict(self.headers)
        start = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
        if self.tag:
            extra["ETag"] = self.tag
            if start and handler.headers.get("If-Range") == self.tag:
                extra["Content-Range"] = f"bytes {start[1]}-{len(body) - 1}/{len(body)}"
                body, status = body[int(start[1]) :], 206
        send(handler, status, {"Content-Type": self.type, "Content-Length": str(len(body)), **extra}, body)


def send(handler: Handler, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    """Sends these headers and this body, whether they agree or not."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def pdf(content: bytes, **more: object) -> Page:
    """Gives a PDF as an ordinary answer."""
    return Page(content, "application/pdf", **more)


def moved(url: str, status: int = 302, **headers: str) -> Page:
    """Gives a redirect."""
    return Page(status=status, headers={"Location": url, **headers})


def broken_off(content: bytes, after: int, tag: str | None = None) -> Callable[[Handler], None]:
    """Gives an answer that ends before its time, and says at first how long it would be."""

    def answer(handler: Handler) -> None:
        if tag and handler.headers.get("Range"):
            Page(content, "application/pdf", tag=tag)(handler)
            return
        headers = {"Content-Type": "application/pdf", "Content-Length": str(len(content))}
        send(handler, 200, headers | ({"ETag": tag} if tag else {}), content[:after])
        handler.close_connection = True

    return answer


def in_turn(*answers: Callable[[Handler], None]) -> Callable[[Handler], None]:
    """Gives these answers one after another, and the last one from then on."""
    left = list(answers)

    def answer(handler: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def dripping(content: bytes, seconds: float) -> Callable[[Handler], None]:
    """Gives an answer byte by byte, with a pause after each."""

    def answer(handler: Handler) -> None:
        send(handler, 200, {"Content-Type": "application/pdf", "Content-Length": str(len(content))})
        for byte in content:
            handler.wfile.write(bytes([byte]))
            time.sleep(seconds)

    return answer


class FakeWeb:
    """Pages by address, and what was asked of them; a context manager."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[Handler], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.most_at_once: Counter[str] = Counter()  # requests, for each host
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
            server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients go away
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def web(self, folder: Path, **limits: float) -> Web:
        """Gives a `Web` that has this one for the whole internet, and little patience."""
        patience = {
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
            FetchLimits(**patience | limits),
            resolve=self.resolve,
            permits=lambda address: address == HERE,
            certificates=trusted,
        )

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """Gives where a host is that has pages."""
        if host not in {urlsplit(url).hostname for url in self.pages}:
            raise OSError(-2, "Name or service not known")
        return [(HERE, self.ports[port])]

    def busy(self, host: str) -> "_Busy":
        """Counts the requests that a host answers at one time."""
        return _Busy(self, host)

    def times(self, url: str) -> int:
        """Gives how often an address was asked for."""
        return [asked for asked, _ in self.asked].count(url)

    def _certify(self, connection: ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        with self._lock:
            if (name or HERE) not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._authority.issue_cert(name or HERE).configure_cert(context)
                self._contexts[name or HERE] = context
        connection.context = self._contexts[name or HERE]


@dataclass
class _Busy:
    web: FakeWeb
    host: str

    def __enter__(self) -> None:
        with self.web._lock:
            self.web._now[self.host] += 1
            self.web.most_at_once[self.host] = max(self.web.most_at_once[self.host], self.web._now[self.host])
            self.web.most_of_all = max(self.web.most_of_all, self.web._now.total())

    def __exit__(self, *_: object) -> None:
        with self.web._lock:
            self.web._now[self.host] -= 1
