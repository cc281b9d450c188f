"""The web, asked politely and trusted with nothing: the only module that opens a socket outward.

A `Web` holds what all downloads of a run share: one request at a time for each host, what each `robots.txt` says, how
long a server asked to be left alone. A `Visit` is the conversation about one work: its cookies, its time, its files.

    with Web(folder).visit("abt-winship-2016") as visit:
        download = visit.download("https://example.org/report.pdf")

**No address is connected to that was not checked.** A name is resolved once; if any of its answers is private,
loopback, link-local or otherwise not of the public internet, it is refused; else the socket is opened to that very
answer, as a number, while TLS and the `Host` header keep the name. So a resolver that would answer differently the
second time is never asked a second time (DNS rebinding, https://crypto.stanford.edu/dns/). Each hop of a redirect is
checked alike, and no proxy is used, which would do the resolving for us.

A download is written to `FOLDER/downloads` as it comes. One that breaks off is taken up where it stopped, if the server
still has the same version (`If-Range`, RFC 9110, 13.1.5); a note beside it says which that is.
"""

import json
import re
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path, PurePosixPath
from queue import Empty, SimpleQueue
from socket import SOCK_STREAM, create_connection, getaddrinfo
from threading import Event, Lock, Thread
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import httpcore2
import httpx2

from corpus.errors import NotFetched, Offline
from corpus.files import flush, storage, write_file
from corpus.reading import media_type

Answers = Sequence[tuple[str, int]]
"""Addresses, as numbers, and the port to connect to."""

Result = TypeVar("Result")

NAME = "evidence-assistant"
"""How we are called in `User-Agent`, and looked up in `robots.txt`."""

ACCEPT = "application/pdf, text/html;q=0.8, */*;q=0.5"
"""A document first: what a resolver of DOIs, or a repository, chooses by (content negotiation)."""

MAY_PASS = (408, 425, 429, 500, 502, 503, 504)
"""Status codes after which a later request may succeed (RFC 9110, 15; RFC 6585, 4; RFC 8470, 5.2)."""

GONE = (404, 410)
WANTS_A_PERSON = (401, 402, 403, 407, 451)

RESOLVERS = ("doi.org", "web.archive.org")
"""Hosts that are there to send programs on, one address at a time; where they send us, `robots.txt` holds again."""

TICK = 0.1
"""Seconds between two looks at whether a person has stopped us, in line for a host."""

GLANCE = 0.5
"""The same, in the middle of a wait for a server."""

NOTE = ".version"
"""How the name of the note on a download ends."""

_ROBOTS_BYTES = 500 * 2**10  # as much of a robots.txt as must be read (RFC 9309, 2.5)
_LONGEST_DELAY = 10.0  # seconds of `Crawl-delay` that we keep to; some files ask for hours

_PUBLIC_V6 = IPv6Network("2000::/3")  # all that has been given out (RFC 4291, 2.4, and IANA's registry)
_NAT64 = IPv6Network("64:ff9b::/96")
# What `is_global` of some of the Python versions we run on lets pass: protocol assignments, 6to4 relays, documentation.
_MISSED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20")))
_PDF_END = 2048  # bytes at the end of a PDF that hold %%EOF; in 174 of 174 real reports they do


@dataclass(frozen=True, slots=True)
class Limits:
    """What one work may cost. Times are seconds."""

    file_bytes: int = 200 * 2**20
    """The longest report at hand has 60 MB."""
    page_bytes: int = 5 * 2**20
    """Of HTML."""
    connect: float = 10.0
    read: float = 30.0
    """Without a byte, and until an answer has begun."""
    slowest: int = 2048
    """Bytes a second, on average, once `read` is over: half of what the slowest mobile networks give."""
    work: float = 600.0
    """For all addresses of a work together, without the wait for a host that another work keeps busy, and reading."""
    requests: int = 60
    """For all addresses of a work together, redirects among them."""
    redirects: int = 10
    attempts: int = 3
    """At one address."""
    backoff: float = 1.0
    """Before the second attempt; twice as long before the third."""
    longest_wait: float = 60.0
    """That a server may ask for (`Retry-After`); for longer, a person may come back."""
    offline: float = 1.0
    """Until any of the hosts must have answered."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that came whole: where it lies, the address it came from in the end, and whether it is a web page."""

    path: Path
    url: str
    is_html: bool

    def discard(self) -> None:
        """Deletes it, once it is kept elsewhere or of no use."""
        with suppress(OSError):  # others are in there, or it cannot be deleted: then it goes after a week
            self.path.unlink(missing_ok=True)
            self.path.with_suffix(NOTE).unlink(missing_ok=True)
            self.path.parent.rmdir()


def is_public(address: str) -> bool:
    """Says whether an address is of the public internet: what an IPv6 address carries of IPv4 must be public too."""
    number: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if number in _NAT64:
            inner = IPv4Address(int(number) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    if any(number in network for network in _MISSED) or (number.version == 6 and number not in _PUBLIC_V6):
        return False
    return number.is_global and not (number.is_multicast or number.is_reserved)


def resolve(host: str, port: int) -> Answers:
    """Gives the addresses of a name.

    Raises:
        OSError: it has none, or the resolver cannot be asked.
    """
    return [(str(info[4][0]), int(info[4][1])) for info in getaddrinfo(host, port, type=SOCK_STREAM)]


class Web:
    """What the downloads of one run share; any number of threads may use it."""

    def __init__(
        self,
        folder: Path,
        limits: Limits | None = None,
        *,
        resolve: Callable[[str, int], Answers] = resolve,
        permits: Callable[[str], bool] = is_public,
        certificates: ssl.SSLContext | None = None,
        mailto: str | None = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            folder: the library's; downloads are written to `downloads` in it.
            limits: None for the ordinary ones.
            resolve: gives the addresses of a name; for tests.
            permits: says which addresses may be connected to; for tests.
            certificates: whom to trust; None for the system's (or `SSL_CERT_FILE`).
            mailto: an address for the `User-Agent`, by which a server's people reach ours; None for none.
        """
        self.downloads = folder / "downloads"
        self.limits = limits or Limits()
        self.stop = Event()
        self.permits = permits
        self.certificates = certificates or httpcore2.default_ssl_context()
        self.agent = f"{NAME}/{_version()} (a person's own library of reports" + (f"; {mailto})" if mailto else ")")
        self.robots: dict[str, Any] = {}
        self._resolve = resolve
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    def visit(self, name: str, watch: Callable[[int, int], None] = lambda received, expected: None) -> "Visit":
        """Gives a conversation about the work of this name; `watch` is told of bytes received and newly expected."""
        return Visit(self, name, watch)

    def check_reachable(self, urls: Iterable[str]) -> None:
        """Finds out, in little more than a second, whether the host of any of these addresses can be reached.

        Raises:
            Offline: none can.
        """
        hosts = dict[str, int]()
        for url in urls:
            with suppress(NotFetched):  # told when it is its turn
                hosts[_check_url(url)] = urlsplit(url).port or (80 if url.startswith("http:") else 443)
        answers: SimpleQueue[bool] = SimpleQueue()

        def ask(host: str, port: int) -> None:
            try:
                address = self.addresses(host, port, self.limits.offline)[0]
                create_connection(address, self.limits.offline).close()
                answers.put(True)
            except (OSError, NotFetched):
                answers.put(False)

        for host in hosts.items():
            Thread(target=ask, args=host, daemon=True).start()
        until = time.monotonic() + self.limits.offline
        with suppress(Empty):
            for _ in hosts:
                if answers.get(timeout=max(until - time.monotonic(), 0)):
                    return
        raise Offline(
            f"no network: {', '.join(hosts)} cannot be reached; all else works without it, and"
            " evidence add FILE --key KEY adds a file that you have"
        )

    def addresses(self, host: str, port: int, seconds: float) -> Answers:
        """Gives the addresses of a name, every one of them checked.

        Raises:
            NotFetched: it has none, or one of them may not be connected to.
        """
        try:
            answers = _in_time(lambda: self._resolve(host, port), seconds)
        except (OSError, UnicodeError) as error:  # the latter for names that no DNS can hold
            raise NotFetched(f"no host {host!r} is found", gone=True) from error
        if not answers:
            raise NotFetched(f"no host {host!r} is found", gone=True)
        for address, _ in answers:
            if not self.permits(address):
                raise NotFetched(f"{host!r} is at {address}, which is no address of the public internet: refused")
        return answers

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Waits until no other request is out to a host, and it wants to be asked; gives the seconds waited in line."""
        with self._lock:
            entry = self._hosts.setdefault(host, _Host())
        began = time.monotonic()
        while not entry.lock.acquire(timeout=TICK):
            self.go_on()
        try:
            waited = time.monotonic() - began
            self.pause(entry.free_at - time.monotonic())
            yield waited
        finally:
            entry.free_at = max(entry.free_at, time.monotonic() + entry.delay)
            entry.lock.release()

    def rest(self, host: str, seconds: float, delay: float | None = None) -> None:
        """Leaves a host alone for so long; `delay` also between any two requests from now on."""
        with self._lock:
            entry = self._hosts.setdefault(host, _Host())
        entry.free_at = max(entry.free_at, time.monotonic() + seconds)
        entry.delay = entry.delay if delay is None else delay

    def pause(self, seconds: float) -> None:
        """Waits, unless a person stops us."""
        if seconds > 0:
            self.stop.wait(seconds)
        self.go_on()

    def go_on(self) -> None:
        """Does nothing, unless a person has stopped us.

        Raises:
            NotFetched: they have.
        """
        if self.stop.is_set():
            raise NotFetched("stopped before it was fetched", again=True)


class Visit:
    """The conversation about one work; a context manager, for one thread."""

    def __init__(self, web: Web, name: str, watch: Callable[[int, int], None]) -> None:
        self._web, self._name, self._watch, self._limits = web, name, watch, web.limits
        self._deadline = time.monotonic() + self._limits.work
        self._patience: float | None = None  # until when an answer must have begun
        self._requests, self._host = 0, ""
        self._client = httpx2.Client(
            transport=_Transport(web, self.left),
            headers={"User-Agent": web.agent, "Accept-Encoding": "identity"},
            timeout=httpx2.Timeout(self._limits.read, connect=self._limits.connect),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def left(self) -> float:
        """Gives the seconds that are left.

        Raises:
            NotFetched: none are, or a person has stopped us.
        """
        self._web.go_on()
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise NotFetched(f"took longer than {self._limits.work:g} s in all", again=True)
        if self._patience is None:
            return left
        if self._patience <= time.monotonic():
            raise NotFetched(f"{self._host} stopped answering", gone=True, again=True)
        return min(left, self._patience - time.monotonic())

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Leaves what is done inside out of the work's time, as it keeps no server busy: pictures are read slowly."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._deadline += time.monotonic() - began

    def download(self, url: str, *, robots: bool = True) -> Download:
        """Gives what stands at an address, whole.

        Args:
            url: http or https.
            robots: whether to keep to the host's `robots.txt`, which is for programs that follow links.

        Raises:
            NotFetched: with the reason, on one line.
        """
        return self._repeated(url, lambda: self._download(url, robots))

    def text(self, url: str, accept: str) -> str:
        """Gives what stands at an address, as text, without writing it anywhere.

        Raises:
            NotFetched: with the reason, on one line.
        """

        def read() -> str:
            with self._get(url, {"Accept": accept}, robots=False) as response:
                _check_status(response)
                return self._read(response, self._limits.page_bytes).decode("utf-8", "replace")

        return self._repeated(url, read)

    # --- attempts ----------------------------------------------------------------------------------------------

    def _repeated(self, url: str, attempt: Callable[[], Result]) -> Result:
        """Tries again what may succeed later, after a while that grows or that the server asked for."""
        self._host = _check_url(url)
        for number in range(1, self._limits.attempts + 1):
            try:
                with _in_words(self._host):
                    return attempt()
            except NotFetched as error:
                wait = error.after if error.after is not None else self._limits.backoff * 2 ** (number - 1)
                if (
                    not error.again
                    or number == self._limits.attempts
                    or wait > min(self._limits.longest_wait, self.left())
                ):
                    raise
                self._web.rest(self._host, wait)
        raise AssertionError("an attempt returns or raises")

    def _download(self, url: str, robots: bool) -> Download:
        part = _Part(self._web.downloads, self._name, url)
        if part.whole:
            return part.download
        with (
            storage(self._web.downloads.parent),
            self._get(url, {"Accept": ACCEPT, **part.headers}, robots) as response,
        ):
            if response.status_code == 416:  # what we have is no beginning of what is there now
                part.discard()
                raise NotFetched("the rest of a download is no longer there", again=True, after=0)
            _check_status(response)
            if response.status_code == 206 and not part.is_continued_by(response):
                part.discard()
                raise NotFetched("sent another part of the file than was asked for", again=True, after=0)
            if response.status_code != 206:
                part.begin(response)
            total = self._receive(response, part)
            if total is not None and part.size != total:
                raise NotFetched(f"broke off after {part.size:,} of {total:,} bytes", again=True)
            part.end(str(response.url))
        return part.download

    def _receive(self, response: httpx2.Response, part: "_Part") -> int | None:
        """Writes the body of an answer to the end of a part; gives the size of the whole, if it was told."""
        is_page = "html" in response.headers.get("Content-Type", "").lower()
        most = self._limits.page_bytes if is_page else self._limits.file_bytes
        encoded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
        length = None if encoded else _number(response.headers.get("Content-Length"))
        total = None if length is None else part.size + length
        _check_size(total or 0, most)
        before, size, expected, began = part.size, part.size, length or 0, time.monotonic()
        self._watch(0, expected)
        try:
            with part.path.open("ab") as file:
                for block in response.iter_bytes() if encoded else response.iter_raw():
                    self.left()
                    size += len(block)
                    _check_size(size, most)
                    file.write(block)
                    self._watch(len(block), 0)
                    self._check_speed(size - before, time.monotonic() - began)
        finally:
            self._watch(0, size - before - expected)  # no more is to come
        return total

    def _check_speed(self, size: int, seconds: float) -> None:
        if seconds > self._limits.read and size < self._limits.slowest * seconds:
            raise NotFetched(f"{self._host} sends only {size / seconds:,.0f} bytes a second", gone=True, again=True)

    def _read(self, response: httpx2.Response, most: int) -> bytes:
        found = b""
        for block in response.iter_bytes():
            self.left()
            found += block
            _check_size(len(found), most)
        return found

    # --- one request -------------------------------------------------------------------------------------------

    @contextmanager
    def _get(self, url: str, headers: dict[str, str], robots: bool) -> Iterator[httpx2.Response]:
        """Gives the answer at the end of the redirects, each hop in its host's turn."""
        for _ in range(self._limits.redirects + 1):
            host = self._host = _check_url(url)
            if robots:
                self._check_robots(url)
            with self._web.turn(host) as waited:
                self._deadline += waited
                self._requests += 1
                if self._requests > self._limits.requests:
                    raise NotFetched(f"took more than {self._limits.requests} requests in all")
                response = self._send(self._client.build_request("GET", url, headers=headers))
                try:
                    if response.next_request is None:
                        yield response
                        return
                    url = str(response.next_request.url)
                finally:
                    response.close()
        raise NotFetched(f"redirected more than {self._limits.redirects} times, the last time to {url!r}")

    def _send(self, request: httpx2.Request) -> httpx2.Response:
        self._patience = time.monotonic() + self._limits.read
        try:
            return self._client.send(request, stream=True)
        finally:
            self._patience = None

    def _check_robots(self, url: str) -> None:
        """Raises where a host asks programs to keep away from an address (RFC 9309)."""
        parts = urlsplit(url)
        if parts.hostname in RESOLVERS:
            return
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._web.robots.get(origin)
        if rules is None:
            rules = self._web.robots[origin] = self._robots(origin)
            if delay := rules.crawl_delay(NAME):
                self._web.rest(parts.hostname or "", 0, min(delay, _LONGEST_DELAY))
        if not rules.can_fetch(url, NAME):
            raise NotFetched(f"{parts.hostname} asks programs to keep away from this page (robots.txt)")

    def _robots(self, origin: str) -> Any:
        from protego import Protego

        with self._get(f"{origin}/robots.txt", {"Accept": "text/plain"}, robots=False) as response:
            if response.status_code in MAY_PASS:
                _check_status(response)
            body = b""
            if response.status_code == 200:
                for block in response.iter_bytes():
                    self.left()
                    body += block
                    if len(body) > _ROBOTS_BYTES:
                        break
        return Protego.parse(body[:_ROBOTS_BYTES].decode("utf-8", "replace"))


# --- what has come so far ------------------------------------------------------------------------------------------


class _Part:
    """A download that has come in part, or whole and not yet taken, and the note that says of which version."""

    def __init__(self, folder: Path, name: str, url: str) -> None:
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()  # by which some formats are known
        suffix = suffix if re.fullmatch(r"\.[a-z0-9]{1,5}", suffix) else ".part"
        self.path = folder / (sha256(f"{name} {url}".encode()).hexdigest()[:32] + suffix)
        self._note = self.path.with_suffix(NOTE)
        self._said: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            self._said = dict(json.loads(self._note.read_bytes()))

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def whole(self) -> bool:
        return bool(self._said.get("whole")) and self.path.exists()

    @property
    def headers(self) -> dict[str, str]:
        """Those that ask for the rest, if the version is the same and the whole otherwise."""
        version = self._said.get("version")
        return {"Range": f"bytes={self.size}-", "If-Range": version} if version and self.size else {}

    @property
    def download(self) -> Download:
        return Download(self.path, self._said["url"], self._said["html"])

    def is_continued_by(self, response: httpx2.Response) -> bool:
        return bool(self.size) and response.headers.get("Content-Range", "").startswith(f"bytes {self.size}-")

    def begin(self, response: httpx2.Response) -> None:
        """Starts anew; the note comes first, so that no version is ever taken for another."""
        self.discard()
        self.path.parent.mkdir(exist_ok=True)
        tag = response.headers.get("ETag", "")
        version = tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified")
        encoded = response.headers.get("Content-Encoding", "identity").lower() != "identity"
        self._write(version=None if encoded else version)
        self.path.touch()

    def end(self, url: str) -> None:
        """Says that it is whole, after a look at whether it can be."""
        with self.path.open("rb") as file:
            head = file.read(1024)
            file.seek(max(self.size - _PDF_END, 0))
            tail = file.read()
        if not head:
            self.discard()
            raise NotFetched("sent an empty file")
        if b"%PDF-" in head and b"%%EOF" not in tail:
            self.discard()
            raise NotFetched("sent a PDF without its end")
        flush(self.path)  # before the note that says so
        self._write(whole=True, url=url, html=media_type(self.path) == "text/html")

    def discard(self) -> None:
        """Forgets what has come."""
        self._said = {}
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _write(self, **said: object) -> None:
        self._said |= said
        write_file(self._note, json.dumps(self._said).encode())


# --- checks --------------------------------------------------------------------------------------------------------


def _check_url(url: str) -> str:
    """Gives the host of an address that may be asked for.

    Raises:
        NotFetched: it is not of the web, or has a password in it.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NotFetched(f"not an address of the web: {url!r}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise NotFetched(f"only http and https addresses are fetched, and this is {url!r}")
    if "@" in parts.netloc:
        raise NotFetched(f"the address has a user's name in it: {url!r}")
    return host


def _check_status(response: httpx2.Response) -> None:
    """Raises the reason why an answer holds no document."""
    status = response.status_code
    if status in (200, 203, 206):
        return
    said = f"{status} {response.reason_phrase}".strip()
    if status in MAY_PASS:
        after = _retry_after(response.headers.get("Retry-After"))
        raise NotFetched(f"not now ({said}): try again later", gone=status >= 500, again=True, after=after)
    if status in GONE:
        raise NotFetched(f"nothing is there ({said})", gone=True)
    if status in WANTS_A_PERSON:
        raise NotFetched(f"a login, a payment or a person at a browser is asked for ({said})")
    raise NotFetched(f"answered {said}")


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise NotFetched(f"larger than {most // 2**20:,} MB")


def _retry_after(value: str | None) -> float | None:
    """`120` -> 120.0; a date -> the seconds until then; None where there is nothing that can be read."""
    if (seconds := _number(value)) is not None:
        return float(seconds)
    with suppress(ValueError, TypeError):
        return max(parsedate_to_datetime(value or "").timestamp() - time.time(), 0.0)
    return None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() else None


@contextmanager
def _in_words(host: str) -> Iterator[None]:
    """Turns what the connection to a host raises into one line."""
    try:
        yield
    except (httpcore2.ConnectTimeout, httpcore2.ConnectError) as error:
        raise NotFetched(f"{host} cannot be reached: {error}".rstrip(": "), gone=True) from error
    except httpcore2.TimeoutException as error:
        raise NotFetched(f"{host} stopped answering", gone=True, again=True) from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise NotFetched(f"{host} broke off: {error}".rstrip(": "), gone=True, again=True) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise NotFetched(f"{host} sent what cannot be understood: {error}") from error


def _in_time(ask: Callable[[], Result], seconds: float) -> Result:
    """Gives what a call gives that may hang and cannot be given a limit, as the system's resolver may.

    Raises:
        OSError: it raised one, or took too long.
    """
    answers: SimpleQueue[Result | Exception] = SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # the caller raises it
            answers.put(error)

    Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise OSError("no answer in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


# --- the connection ------------------------------------------------------------------------------------------------


class _Host:
    """Whose turn it is at a host, and when it wants to be asked again."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.free_at = 0.0
        self.delay = 0.0


class _Transport(httpx2.BaseTransport):
    """Sends requests through connections to checked addresses only."""

    def __init__(self, web: Web, left: Callable[[], float]) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=web.certificates, network_backend=_Backend(web, left), keepalive_expiry=5.0
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore2.NetworkBackend):
    """Resolves a name once, checks every answer, and connects to one of those answers, as a number."""

    def __init__(self, web: Web, left: Callable[[], float], inner: httpcore2.NetworkBackend | None = None) -> None:
        self._web, self._left = web, left
        self._inner = inner or httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = min(timeout or self._left(), self._left())
        failure: Exception | None = None
        for address, number in self._web.addresses(host, port, seconds)[:3]:
            try:
                seconds = min(seconds, self._left())
                stream = self._inner.connect_tcp(address, number, seconds, local_address, socket_options)
                return _Stream(stream, self._left)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        assert failure, "a name has an address"
        raise failure


class _Stream(httpcore2.NetworkStream):
    """A connection on which no wait outlasts the visit: a server that sends a byte now and then gains nothing by it."""

    def __init__(self, inner: httpcore2.NetworkStream, left: Callable[[], float]) -> None:
        self._inner, self._left = inner, left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        until = time.monotonic() + self._within(timeout)
        while True:  # in slices, so that a person who stops us need not wait for a silent server
            try:
                return self._inner.read(max_bytes, min(self._left(), GLANCE))
            except httpcore2.ReadTimeout:
                if time.monotonic() >= until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._within(timeout)), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _within(self, timeout: float | None) -> float:
        return min(timeout or self._left(), self._left())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(NAME)
    except PackageNotFoundError:
        return "0"
