"""The web client: polite to servers, and careful with whatever they send.

`Web` holds what all downloads of one run share: one request at a time to each host, the rules of each `robots.txt`, and
how long a server asked to be left alone. `Visit` is the conversation about one work: its cookies, its time, its files.

    with Web(folder).visit("abt-winship-2016") as visit:
        download = visit.download("https://example.org/report.pdf")
"""

import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Event, Lock
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpx2

from corpus.errors import InputError, NotFetched, Offline
from corpus.files import storage
from corpus.plain_files import open_plain
from corpus.web.checked_addresses import Addresses, check_url, find_addresses, is_public, resolve
from corpus.web.connection import Transport, any_reachable, connection_errors, default_certificates
from corpus.web.download import Download, PartialDownload, is_encoded
from corpus.web.versions import Page, PageVersion

Result = TypeVar("Result")

PROGRAM = "evidence-assistant"
"""The name of this program in `User-Agent` and in `robots.txt`."""

ACCEPT_DOCUMENTS = "application/pdf, text/html;q=0.8, */*;q=0.5"
"""The `Accept` header: a document first. DOI resolvers and repositories choose by it (content negotiation)."""

TEMPORARY_STATUSES = (408, 425, 429, 500, 502, 503, 504)
"""Status codes after which a later request may succeed (RFC 9110, 15; RFC 6585, 4; RFC 8470, 5.2)."""

GONE_STATUSES = (404, 410)
PERSON_STATUSES = (401, 402, 403, 407, 451)
"""Status codes of servers that ask for a login, a payment or a person."""

REDIRECTING_HOSTS = ("doi.org", "web.archive.org")
"""Hosts whose purpose is to redirect programs, one address at a time: their `robots.txt` is not read. The
`robots.txt` of the host that they redirect to is."""

STOP_CHECK_SECONDS = 0.1
"""A thread that waits for its turn at a host checks at this interval whether a person stopped the program."""

_MAX_ROBOTS_BYTES = 500 * 2**10  # a program must read at least so much of a robots.txt (RFC 9309, 2.5)
_MAIL_ADDRESS = re.compile("[!-~]{1,200}@[!-~]{1,200}")  # printable ASCII without spaces
_MAX_DIGITS = 18  # of a number in a header; a longer one is not a size and not a time
_MAX_CRAWL_DELAY_SECONDS = 10.0  # between two requests; some robots.txt files ask for hours


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The limits for one work."""

    max_file_bytes: int = 200 * 2**20
    """The largest report that we have is 60 MB."""
    max_page_bytes: int = 5 * 2**20
    """The maximum size of an HTML page."""
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    """The longest wait for the next byte, and for the start of a response."""
    min_bytes_per_second: int = 2048
    """The average after `read_seconds`. The slowest mobile networks give twice as much."""
    work_seconds: float = 600.0
    """For all addresses of a work together. Waiting for a host that another work keeps busy does not count, nor does
    reading the document."""
    max_requests: int = 60
    """For all addresses of a work together, including redirects."""
    max_redirects: int = 10
    max_attempts: int = 3
    """At one address."""
    backoff_seconds: float = 1.0
    """The pause before the second attempt. The pause before the third is twice as long."""
    max_wait_seconds: float = 60.0
    """The longest pause that a server may ask for (`Retry-After`). If it asks for more, a person may try again."""
    offline_seconds: float = 1.0
    """Time in which one of several hosts must be reached."""


class _Host:
    """The lock of a host, and the earliest time of the next request to it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.free_at = 0.0
        self.delay_seconds = 0.0


class Web:
    """The state that the downloads of one run share. Any number of threads may use it."""

    def __init__(
        self,
        folder: Path,
        limits: FetchLimits | None = None,
        *,
        resolve: Callable[[str, int], Addresses] = resolve,
        permits: Callable[[str], bool] = is_public,
        certificates: ssl.SSLContext | None = None,
        mailto: str | None = None,
    ) -> None:
        """Prepare, without opening a connection.

        Args:
            folder: the library. Downloads are written to its folder `downloads`.
            limits: None for the default limits.
            resolve: returns the addresses of a host; tests replace it.
            permits: returns whether an address may be connected to; tests replace it.
            certificates: the trusted authorities; None for those of the system (or `SSL_CERT_FILE`).
            mailto: an email address for `User-Agent`, so that a server's operators can reach the user; None for none.

        Raises:
            InputError: `mailto` is not an address that a header can hold.
        """
        if mailto and not _MAIL_ADDRESS.fullmatch(mailto):
            raise InputError(f"{mailto!r} is not an e-mail address: set EVIDENCE_MAILTO to one, or to nothing")
        self.downloads = folder / "downloads"
        self.limits = limits or FetchLimits()
        self.stop = Event()
        self.permits = permits
        self.certificates = certificates or default_certificates()
        contact = f"; mailto:{mailto}" if mailto else ""  # the form that Crossref asks for
        self.agent = f"{PROGRAM}/{_program_version()} (a person's own library of reports{contact})"
        self.robots: dict[str, Any] = {}
        self._resolve = resolve
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    def visit(self, name: str, on_bytes: Callable[[int, int], None] = lambda received, expected: None) -> "Visit":
        """Start the conversation about one work.

        Args:
            name: the key of the work.
            on_bytes: called with the number of bytes received and the number of bytes newly expected.
        """
        return Visit(self, name, on_bytes)

    def check_reachable(self, urls: Iterable[str], hint: str = "") -> None:
        """Check, in little more than a second, that the host of at least one address can be reached.

        Args:
            urls: the addresses.
            hint: what a person can do without a network, after "and".

        Raises:
            Offline: none can.
        """
        ports = dict[str, int]()
        for url in urls:
            with suppress(NotFetched):  # the download of this address will report it
                host = check_url(url)
                default_port = 80 if url.startswith("http:") else 443
                ports[host] = urlsplit(url).port or default_port
        if not any_reachable(ports, self.addresses, self.limits.offline_seconds):
            also = f", and {hint}" if hint else ""
            raise Offline(f"no network: {', '.join(ports)} cannot be reached. Everything else works offline{also}")

    def addresses(self, host: str, port: int, seconds: float) -> Addresses:
        """Return the checked addresses of a host.

        Raises:
            NotFetched: it has none, or one of them may not be connected to.
        """
        return find_addresses(host, port, seconds, self._resolve, self.permits)

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Wait until no other request to a host is open and the host may be asked again.

        Yields the number of seconds that other requests to the host took.
        """
        entry = self._host(host)
        started = time.monotonic()
        while not entry.lock.acquire(timeout=STOP_CHECK_SECONDS):
            self.check_not_stopped()
        try:
            waited = time.monotonic() - started
            self._pause(entry.free_at - time.monotonic())
            yield waited
        finally:
            entry.free_at = max(entry.free_at, time.monotonic() + entry.delay_seconds)
            entry.lock.release()

    def leave_alone(self, host: str, seconds: float) -> None:
        """Send no request to a host for so many seconds."""
        entry = self._host(host)
        entry.free_at = max(entry.free_at, time.monotonic() + seconds)

    def set_delay(self, host: str, seconds: float) -> None:
        """Leave so many seconds between any two requests to a host."""
        self._host(host).delay_seconds = seconds

    def check_not_stopped(self) -> None:
        """Do nothing, unless a person stopped the program.

        Raises:
            NotFetched: a person did.
        """
        if self.stop.is_set():
            raise NotFetched("stopped before it was fetched", again=True)

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self.stop.wait(seconds)
        self.check_not_stopped()


class Visit:
    """The conversation about one work: a context manager, for one thread."""

    def __init__(self, web: Web, name: str, on_bytes: Callable[[int, int], None]) -> None:
        self._web = web
        self._name = name
        self._on_bytes = on_bytes
        self._limits = web.limits
        self._deadline = time.monotonic() + self._limits.work_seconds
        self._response_deadline: float | None = None  # None while no response is awaited
        self._requests = 0
        self._current_host = ""
        self._client = httpx2.Client(
            transport=Transport(web.addresses, self.seconds_left, web.certificates),
            headers={"User-Agent": web.agent, "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(self._limits.read_seconds, connect=self._limits.connect_seconds),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def seconds_left(self) -> float:
        """Return how many seconds are left for the work or, if less, for the response that is awaited.

        Raises:
            NotFetched: none are left, or a person stopped the program.
        """
        self._web.check_not_stopped()
        now = time.monotonic()
        left = self._deadline - now
        if left <= 0:
            raise NotFetched(f"took longer than {self._limits.work_seconds:g} s in all", again=True)
        if self._response_deadline is None:
            return left
        if self._response_deadline <= now:
            raise NotFetched(f"{self._current_host} stopped answering", gone=True, again=True)
        return min(left, self._response_deadline - now)

    @contextmanager
    def clock_stopped(self) -> Iterator[None]:
        """Do not count the time spent inside: reading a document, possibly by OCR, keeps no server busy."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._deadline += time.monotonic() - started

    def download(self, url: str, *, robots: bool = True) -> Download:
        """Download the file or page at an address.

        Args:
            url: http or https.
            robots: obey the host's `robots.txt`. It is meant for programs that follow links.

        Raises:
            NotFetched: the reason is on one line.
        """
        return self._try_repeatedly(url, lambda: self._download(url, robots))

    def text(self, url: str, accept: str) -> str:
        """Return the text at an address, without writing it to the disk. `accept` is the `Accept` header.

        Raises:
            NotFetched: the reason is on one line.
        """

        def attempt() -> str:
            with self._get(url, {"Accept": accept}, robots=False) as response:
                _check_status(response)
                return self._read(response).decode("utf-8", "replace")

        return self._try_repeatedly(url, attempt)

    def page(self, url: str, accept: str, held: PageVersion) -> Page | None:
        """Return the page at an address, or None if the server says that it still is the version that is held.

        Nothing is written to the disk. `accept` is the `Accept` header.

        Raises:
            NotFetched: the reason is on one line.
        """

        def attempt() -> Page | None:
            with self._get(url, {"Accept": accept, **held.request_headers}, robots=False) as response:
                if response.status_code == 304 and held.request_headers:
                    return None
                _check_status(response)
                return Page(self._read(response), str(response.url), PageVersion.of(response.headers))

        return self._try_repeatedly(url, attempt)

    # --- attempts ----------------------------------------------------------------------------------------------

    def _try_repeatedly(self, url: str, attempt: Callable[[], Result]) -> Result:
        """Repeat an attempt that may succeed later, after a pause that doubles or that the server asked for."""
        self._current_host = check_url(url)
        backoff = self._limits.backoff_seconds
        for number in range(1, self._limits.max_attempts + 1):
            try:
                with connection_errors(self._current_host):
                    return attempt()
            except NotFetched as error:
                pause = backoff if error.wait_seconds is None else error.wait_seconds
                if not error.again or number == self._limits.max_attempts:
                    raise
                if pause > min(self._limits.max_wait_seconds, self.seconds_left()):
                    raise
                self._web.leave_alone(self._current_host, pause)
            backoff *= 2
        raise AssertionError("the last attempt returns or raises")

    def _download(self, url: str, robots: bool) -> Download:
        part = PartialDownload(self._web.downloads, self._name, url)
        if part.is_whole:
            return part.download
        headers = {"Accept": ACCEPT_DOCUMENTS, **part.request_headers}
        with storage(self._web.downloads.parent), self._get(url, headers, robots) as response:
            self._check_range(response, part)
            if response.status_code != 206:
                part.start(response.headers)
            total = self._receive(response, part)
            if total is not None and part.size != total:
                raise NotFetched(f"broke off after {part.size:,} of {total:,} bytes", again=True)
            part.finish(str(response.url))
        return part.download

    def _check_range(self, response: httpx2.Response, part: PartialDownload) -> None:
        """Raise if a response has no document, or not the rest of the part; then the part is deleted."""
        if response.status_code == 416:  # the part is not the beginning of the file that is there now
            part.discard()
            raise NotFetched("the server no longer has the rest of the download", again=True, wait_seconds=0)
        _check_status(response)
        if response.status_code == 206 and not part.is_continued_by(response.headers):
            part.discard()
            raise NotFetched("the server sent another part of the file than was requested", again=True, wait_seconds=0)

    def _receive(self, response: httpx2.Response, part: PartialDownload) -> int | None:
        """Append the body of a response to a part. Return the size of the whole file if the server named it."""
        content_type = response.headers.get("Content-Type", "")
        is_page = "html" in content_type.lower()
        max_bytes = self._limits.max_page_bytes if is_page else self._limits.max_file_bytes
        size_before = part.size
        length, total = None, None
        if is_encoded(response.headers):
            blocks = response.iter_bytes()
        else:
            blocks = response.iter_raw()
            length = _number(response.headers.get("Content-Length"))
        if length is not None:
            total = size_before + length
            _check_size(total, max_bytes)
        expected = length or 0
        received = 0
        started = time.monotonic()
        self._on_bytes(0, expected)
        try:
            with open_plain(part.path, "ab") as file:
                for block in blocks:
                    self.seconds_left()
                    received += len(block)
                    _check_size(size_before + received, max_bytes)
                    file.write(block)
                    self._on_bytes(len(block), 0)
                    self._check_speed(received, time.monotonic() - started)
        finally:
            self._on_bytes(0, received - expected)  # nothing more is expected
        return total

    def _check_speed(self, size: int, seconds: float) -> None:
        if seconds <= self._limits.read_seconds:
            return
        if size < self._limits.min_bytes_per_second * seconds:
            speed = size / seconds
            raise NotFetched(f"{self._current_host} sends only {speed:,.0f} bytes a second", gone=True, again=True)

    def _read(self, response: httpx2.Response) -> bytes:
        """Return the body of a page."""
        body = bytearray()
        for block in response.iter_bytes():
            self.seconds_left()
            body += block
            _check_size(len(body), self._limits.max_page_bytes)
        return bytes(body)

    # --- one request -------------------------------------------------------------------------------------------

    @contextmanager
    def _get(self, url: str, headers: dict[str, str], robots: bool) -> Iterator[httpx2.Response]:
        """Yield the response at the end of all redirects. Each request waits for its turn at its host."""
        for _ in range(self._limits.max_redirects + 1):
            host = self._current_host = check_url(url)
            if robots:
                self._check_robots(url)
            with self._web.turn(host) as waited:
                self._deadline += waited
                self._count_request()
                response = self._send(self._client.build_request("GET", url, headers=headers))
                self._heed_rate_limit(host, response.headers)
                try:
                    if response.next_request is None:
                        yield response
                        return
                    url = str(response.next_request.url)
                finally:
                    response.close()
        raise NotFetched(f"redirected more than {self._limits.max_redirects} times, the last time to {url!r}")

    def _heed_rate_limit(self, host: str, headers: httpx2.Headers) -> None:
        """Leave as much time between requests as a server asks for: 50 requests in `1s`, in Crossref's words."""
        requests = _number(headers.get("X-Rate-Limit-Limit"))
        seconds = _number(headers.get("X-Rate-Limit-Interval", "").removesuffix("s"))
        if requests and seconds is not None:
            self._web.set_delay(host, min(seconds / requests, _MAX_CRAWL_DELAY_SECONDS))

    def _count_request(self) -> None:
        self._requests += 1
        if self._requests > self._limits.max_requests:
            raise NotFetched(f"took more than {self._limits.max_requests} requests in all")

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        self._response_deadline = time.monotonic() + self._limits.read_seconds
        try:
            return self._client.send(request, stream=True)
        finally:
            self._response_deadline = None

    def _check_robots(self, url: str) -> None:
        """Raise if a host asks programs to keep away from an address (RFC 9309)."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host in REDIRECTING_HOSTS:
            return
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._web.robots.get(origin)
        if rules is None:
            rules = self._web.robots[origin] = self._robots_rules(origin)
            delay = rules.crawl_delay(PROGRAM)
            if delay:
                self._web.set_delay(host, min(delay, _MAX_CRAWL_DELAY_SECONDS))
        if not rules.can_fetch(url, PROGRAM):
            raise NotFetched(f"{host} asks programs to keep away from this page (robots.txt)")

    def _robots_rules(self, origin: str) -> Any:
        from protego import Protego

        with self._get(f"{origin}/robots.txt", {"Accept": "text/plain"}, robots=False) as response:
            if response.status_code in TEMPORARY_STATUSES:
                _check_status(response)
            body = bytearray()
            if response.status_code == 200:
                for block in response.iter_bytes():
                    self.seconds_left()
                    body += block
                    if len(body) > _MAX_ROBOTS_BYTES:
                        break
        return Protego.parse(body[:_MAX_ROBOTS_BYTES].decode("utf-8", "replace"))


# --- checks of a response ------------------------------------------------------------------------------------------


def _check_status(response: httpx2.Response) -> None:
    """Raise the reason why a response holds no document."""
    status = response.status_code
    if status in (200, 203, 206):
        return
    text = f"{status} {response.reason_phrase}".strip()
    if status in TEMPORARY_STATUSES:
        wait_seconds = _retry_after(response.headers.get("Retry-After"))
        raise NotFetched(
            f"the server cannot answer now ({text}): try again later",
            gone=status >= 500,
            again=True,
            wait_seconds=wait_seconds,
        )
    if status in GONE_STATUSES:
        raise NotFetched(f"nothing is there ({text})", gone=True, nothing_there=True)
    if status in PERSON_STATUSES:
        raise NotFetched(f"the server asks for a login, a payment or a person at a browser ({text})")
    raise NotFetched(f"the server answered {text}")


def _check_size(size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise NotFetched(f"larger than {max_bytes // 2**20:,} MB")


def _retry_after(value: str | None) -> float | None:
    """Return the seconds to wait, from a number of seconds or a date; None if the value is neither.

    "120" -> 120.0
    """
    seconds = _number(value)
    if seconds is not None:
        return float(seconds)
    with suppress(ValueError, TypeError, OverflowError, OSError):
        return max(parsedate_to_datetime(value or "").timestamp() - time.time(), 0.0)
    return None


def _number(value: str | None) -> int | None:
    if value and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS:
        return int(value)
    return None


def _program_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "0"
