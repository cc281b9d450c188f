"""Connections for HTTP requests. They are opened only to addresses that were checked (`checked_addresses`).

Each hop of a redirect opens its connection here and is checked like the first. No proxy is used: it would resolve the
names for us.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from socket import create_connection
from threading import Thread
from typing import Any

import httpcore2
import httpx2

from corpus.errors import NotFetched
from corpus.web.checked_addresses import Addresses

FindAddresses = Callable[[str, int, float], Addresses]
"""Returns the checked addresses of (host, port) within so many seconds, or raises `NotFetched`."""

SecondsLeft = Callable[[], float]
"""Returns how many seconds are left, or raises `NotFetched` if none are or a person stopped the program."""

READ_SLICE_SECONDS = 0.5
"""Time of one wait for a server's bytes, after which the program checks whether a person stopped it."""

MAX_ADDRESSES_TRIED = 3
"""Addresses of one host that are tried."""

_KEEP_ALIVE_SECONDS = 5.0


def default_certificates() -> ssl.SSLContext:
    """Return the certificate authorities of the system, or of `SSL_CERT_FILE`."""
    return httpcore2.default_ssl_context()


def any_reachable(hosts: Mapping[str, int], find_addresses: FindAddresses, seconds: float) -> bool:
    """Return whether at least one host accepts a connection within so many seconds. `hosts` maps names to ports."""
    results: SimpleQueue[bool] = SimpleQueue()

    def connect(host: str, port: int) -> None:
        addresses: Addresses = ()
        with suppress(NotFetched):
            addresses = find_addresses(host, port, seconds)
        for address in addresses[:MAX_ADDRESSES_TRIED]:
            with suppress(OSError):
                create_connection(address, seconds).close()
                results.put(True)
                return
        results.put(False)

    for host, port in hosts.items():
        Thread(target=connect, args=(host, port), daemon=True).start()
    deadline = time.monotonic() + seconds
    for _ in hosts:
        try:
            if results.get(timeout=max(deadline - time.monotonic(), 0)):
                return True
        except Empty:
            return False
    return False


@contextmanager
def connection_errors(host: str) -> Iterator[None]:
    """Turn an error of the connection to a host into `NotFetched` with a reason on one line."""
    try:
        yield
    except (httpcore2.ConnectTimeout, httpcore2.ConnectError) as error:
        raise NotFetched(f"{host} cannot be reached: {error}".rstrip(": "), gone=True) from error
    except httpcore2.TimeoutException as error:
        raise NotFetched(f"{host} stopped answering", gone=True, again=True) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise NotFetched(f"{host} broke off: {error}".rstrip(": "), gone=True, again=True) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise NotFetched(f"{host} sent an answer that is not valid HTTP: {error}") from error


class Transport(httpx2.BaseTransport):
    """Sends requests through connections to checked addresses only."""

    def __init__(self, find_addresses: FindAddresses, seconds_left: SecondsLeft, certificates: ssl.SSLContext) -> None:
        backend = Backend(find_addresses, seconds_left)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=certificates, network_backend=backend, keepalive_expiry=_KEEP_ALIVE_SECONDS
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request and return the response. Its body has not been read yet."""
        url = request.url
        core_url = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        core_request = httpcore2.Request(
            request.method,
            core_url,
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        response = self._pool.handle_request(core_request)
        return httpx2.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class Backend(httpcore2.NetworkBackend):
    """Resolves a host name once, checks every address, and connects to one of those numeric addresses.

    Args:
        find_addresses: resolves and checks.
        seconds_left: the time that is left for the visit.
        inner: opens the sockets; None for the ordinary backend.
    """

    def __init__(
        self,
        find_addresses: FindAddresses,
        seconds_left: SecondsLeft,
        inner: httpcore2.NetworkBackend | None = None,
    ) -> None:
        self._find_addresses = find_addresses
        self._seconds_left = seconds_left
        self._inner = inner or httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that accepts a connection."""
        seconds = _shorter(timeout, self._seconds_left())
        addresses = self._find_addresses(host, port, seconds)
        failure: Exception | None = None
        for address, its_port in addresses[:MAX_ADDRESSES_TRIED]:
            seconds = min(seconds, self._seconds_left())
            try:
                stream = self._inner.connect_tcp(address, its_port, seconds, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self._seconds_left)
        assert failure, "a host has an address"
        raise failure


class _Stream(httpcore2.NetworkStream):
    """A connection on which no wait lasts longer than the visit, even if the server sends a byte now and then."""

    def __init__(self, inner: httpcore2.NetworkStream, seconds_left: SecondsLeft) -> None:
        self._inner = inner
        self._seconds_left = seconds_left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        deadline = time.monotonic() + _shorter(timeout, self._seconds_left())
        while True:  # in slices, so that a person who stops the program need not wait for a silent server
            try:
                return self._inner.read(max_bytes, min(self._seconds_left(), READ_SLICE_SECONDS))
            except httpcore2.ReadTimeout:
                if time.monotonic() >= deadline:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _shorter(timeout, self._seconds_left()))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        seconds = _shorter(timeout, self._seconds_left())
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, seconds), self._seconds_left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _shorter(timeout: float | None, seconds_left: float) -> float:
    """Return a timeout in seconds that is not longer than the time left. 0 and None mean no timeout of their own."""
    if not timeout:
        return seconds_left
    return min(timeout, seconds_left)
