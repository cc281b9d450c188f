"""What strangers try on a running desk: pages of other sites, other programs of this machine, and hostile documents."""

import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

pytest.importorskip("starlette", reason="needs the extra desk")

from assistant.assistant import Assistant
from assistant.desk.app import create_app
from assistant.desk.shared import Desk
from tests.assistant.desk.serving import RunningDesk, running_desk, start_desk
from tests.corpus.pdfs import report
from tests.poison import documents
from tests.reports import write_paper

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
A_CHANGE = "/works/undo"
"""A form of the desk that changes the library."""


def send(desk: RunningDesk, method: str, target: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """Send a request exactly as it is written here, with the cookie of a person who was let in.

    `_` in the name of a header is `-`. Return status, headers and body.
    """
    connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in desk.client.cookies.items())
    sent = {"Cookie": cookies, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, target, headers=sent)
    response = connection.getresponse()
    body = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, response.headers, body


def send_bytes(desk: RunningDesk, request: bytes) -> bytes:
    """Send bytes and return all that comes back."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while block := connection.recv(65536):
            received += block
    return received


# --- DNS rebinding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LocalHost:{port}"])
def test_our_own_host(desk_server, host):
    status, _, body = send(desk_server, "GET", "/", Host=host.format(port=desk_server.port))
    assert (status, "<h1>" in body) == (200, True)


@pytest.mark.parametrize(
    "host",
    "evil.example|evil.example:{port}|localhost.evil.example:{port}|127.0.0.1|127.0.0.1:80|127.0.0.1:{next}|127.1:{port}"
    "|[::1]:{port}|user@127.0.0.1:{port}|127.0.0.1:{port}:{port}|127.0.0.1:{port}.evil.example|[|".split("|"),
)
def test_another_host(desk_server, host):
    """A page whose name was made to lead to this machine gets nothing, even with the cookie (DNS rebinding)."""
    named = host.format(port=desk_server.port, next=desk_server.port + 1)
    for target in ("/", "/static/desk.css", f"/?token={desk_server.token}"):
        status, headers, body = send(desk_server, "GET", target, Host=named)
        assert status == 421, (named, target)
        assert "set-cookie" not in headers
        assert desk_server.token not in body


def test_two_hosts_or_none(desk_server):
    own = b"Host: 127.0.0.1:%d\r\n" % desk_server.port
    assert send_bytes(desk_server, b"GET / HTTP/1.1\r\n" + own + b"Host: evil.example\r\n\r\n").startswith(
        b"HTTP/1.1 400"
    )
    assert send_bytes(desk_server, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert send_bytes(desk_server, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421")


# --- pages of other sites ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("https://evil.example", "cross-site"),
        ("http://127.0.0.1:{next}", "same-site"),  # another program of this machine
        ("https://127.0.0.1:{port}", "same-site"),
        ("http://127.0.0.1:{port}.evil.example", "cross-site"),
        ("http://localhost:{port}", "cross-site"),  # the page has 127.0.0.1 in its address
        ("null", "cross-site"),
        ("null", None),
        ("", None),
        (None, "cross-site"),
        (None, "same-site"),
        (None, "none"),
        (None, None),
    ],
)
def test_a_form_of_another_site(desk_server, origin, site):
    headers = {}
    if origin is not None:
        headers["Origin"] = origin.format(port=desk_server.port, next=desk_server.port + 1)
    if site is not None:
        headers["Sec_Fetch_Site"] = site
    for method in ("POST", "PUT", "DELETE"):
        status, _, body = send(desk_server, method, A_CHANGE, **headers)
        assert status == 403
        assert "another site" in body


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1:{port}"}, {"Sec_Fetch_Site": "same-origin"}])
def test_a_form_of_our_own(desk_server, headers):
    own = {name: value.format(port=desk_server.port) for name, value in headers.items()}
    status, _, body = send(desk_server, "POST", "/works/no-such-work/remove", Content_Length="0", **own)
    assert status not in (403, 421), body


def test_nobody_may_ask_across_sites(desk_server):
    """A browser asks first whether a page of another site may send a request that a form cannot send."""
    asked = {"Origin": "https://evil.example", "Access_Control_Request_Method": "POST"}
    status, headers, _ = send(desk_server, "OPTIONS", "/mcp", **asked)
    assert status == 403
    assert not [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("site", "mode", "destination", "status"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "object", 403),
        ("same-site", "cors", "empty", 403),
        ("cross-site", "navigate", "document", 200),  # a link that a person followed
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
    ],
)
def test_what_another_site_shows_of_ours(desk_server, site, mode, destination, status):
    headers = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": destination}
    assert send(desk_server, "GET", "/works", **headers)[0] == status


# --- the token ---------------------------------------------------------------------------------------------------


def test_guessing_the_token(desk_server):
    """Nothing but the token opens the desk: no part of it, and nothing that looks like it."""
    token = desk_server.token
    guesses = ["", token[:-1], token + "a", token[:-1] + ("a" if token[-1] != "a" else "b"), token.swapcase(), "*", "ñ"]
    with desk_server.stranger() as stranger:
        for guess in guesses:
            given = stranger.get("/", params={"token": guess})
            assert given.status_code == 403, guess
            assert "set-cookie" not in given.headers
            status, _, _ = send(desk_server, "GET", "/", Cookie="", Authorization=f"Bearer {guess}")
            assert status == 403, guess


def test_without_the_token(desk_server):
    """Every page says how to get in, and nothing of the library. Only the style and the script are open."""
    with desk_server.stranger() as stranger:
        for path in ("/", "/ask?q=What+is+a+call-in%3F", "/works", "/work/x", "/nothing", "/adding"):
            page = stranger.get(path)
            assert page.status_code == 403, path
            assert "`evidence serve`" in page.text
            assert "call-in" not in page.text.partition("<main")[2].replace(path.replace("&", "&amp;"), "")
        assert stranger.get("/static/desk.css").status_code == 200
        assert stranger.post("/mcp", json={}, headers={"origin": desk_server.url}).status_code == 401


def test_a_cookie_of_another_desk(desk_server):
    """The cookie of a desk on another port does not open this one, under its own name or under ours."""
    own_name = f"evidence_desk_{desk_server.port}"
    other_name = f"evidence_desk_{desk_server.port + 1}"
    value = desk_server.client.cookies[own_name]
    for cookies in ({other_name: value}, {own_name: desk_server.token}, {own_name: value[::-1]}, {own_name: "ñ"}):
        cookie = "; ".join(f"{name}={text}" for name, text in cookies.items())
        status, _, _ = send(desk_server, "GET", "/", Cookie=cookie)
        assert status == 403, cookies


# --- paths -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sha256(desk_server) -> str:
    """The hash of a report in the library."""
    return next(text.source.sha256 for text in Assistant(desk_server.library).holdings() if text.pages)


OUT = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "%252e%252e%252f", "%c0%ae%c0%ae/"]
TARGETS = ["etc/passwd", "corpus.sqlite", "library.json", "app.py"]


@pytest.mark.parametrize("place", ["/static/", "/original/", "/original/{sha256}/", "/picture/", "/work/", "/passage/"])
def test_paths_that_lead_out(desk_server, sha256, place):
    """A name in an address never becomes a path: what is sent is a page of ours or the document of the hash."""
    original = desk_server.client.get(f"/original/{sha256}/report.pdf").content
    for step in OUT:
        for depth in (1, 2, 8):
            for name in TARGETS:
                target = place.format(sha256=sha256) + step * depth + name
                status, headers, body = send(desk_server, "GET", target)
                is_the_document = body == original.decode("utf-8", "replace")
                assert is_the_document or status in (400, 404, 405), target
                assert is_the_document or headers["content-security-policy"] == POLICY
                for secret in ("root:", "SQLite format", "def create_app", '"format"'):
                    assert secret not in body or is_the_document, target


@pytest.mark.parametrize("target", ["/static//etc/passwd", "/static/%00", "/original/%00/x", "//etc/passwd", "/%ff"])
def test_other_strange_paths(desk_server, target):
    status, _, _ = send(desk_server, "GET", target)
    assert status in (400, 404)


# --- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("target", "status"), [("/" + "a" * 30_000, 414), ("/ask?q=" + "a" * 60_000, 414)])
def test_an_endless_address(desk_server, target, status):
    assert send(desk_server, "GET", target)[0] == status


def test_endless_headers(desk_server):
    assert send(desk_server, "GET", "/", X_Long="a" * 45_000)[0] == 431
    assert send(desk_server, "GET", "/", X_Long="a" * 200_000)[0] in (400, 431)


def test_a_form_that_is_too_large(desk_server):
    """It is refused by what it says of its length, and by its length if it does not say."""
    client = desk_server.client
    assert client.post("/works/undo", content=b"a" * 1_100_000).status_code == 413
    blocks = (b"a" * 10_000 for _ in range(110))
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/works/nnsc-gvi-guide-2013/edit", content=blocks, headers=form).status_code == 413
    multipart = "multipart/form-data; boundary=b"
    sent = {"Content_Length": "90000000000", "Content_Type": multipart, "Origin": desk_server.url}
    assert send(desk_server, "POST", "/adding", **sent)[0] == 413


LIMITS = """
from assistant.desk import connections
connections.HEAD_SECONDS = connections.BODY_SECONDS = connections.SEND_SECONDS = 1
connections.MAX_CONNECTIONS = 20
"""


@pytest.fixture(scope="module")
def impatient(desk_library, evidence, tmp_path_factory) -> Iterator[RunningDesk]:
    """A desk that waits for a second, and has a document of 20 MB."""
    folder = tmp_path_factory.mktemp("large")
    library = folder / "library"
    large = report(folder / "large.pdf", pages=1)
    large.write_bytes(large.read_bytes() + b"\n%" + b"a" * 20_000_000)
    assert evidence("add", large, library=library).returncode == 0
    with running_desk(library, before=LIMITS) as desk:
        yield desk


def seconds_until_closed(connection: socket.socket, trickle: bytes) -> float:
    """Send a byte now and then until the other side closes. Return how long it took."""
    began = time.monotonic()
    connection.settimeout(0.2)
    while time.monotonic() - began < 20:
        try:
            connection.sendall(trickle)
            while connection.recv(65536):
                pass
            break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("head", "trickle"),
    [
        (b"", b""),  # nothing at all
        (b"GET / HTTP/1.1\r\n", b"X"),
        (b"POST /works/undo HTTP/1.1\r\n{own}Content-Length: 1000\r\n\r\n", b"x"),
        (b"GET / HTTP/1.1\r\n{own}\r\n", b""),  # an answered request, and no further one
        (b"POST / HTTP/1.1\r\nHost: evil\r\nContent-Length: 1000\r\n\r\n", b"x"),  # a refused one that goes on
    ],
    ids=["silent", "head", "body", "kept", "refused"],
)
def test_a_slow_client(impatient, head, trickle):
    """It is dropped after a time. Others are served meanwhile."""
    own = f"Host: 127.0.0.1:{impatient.port}\r\nOrigin: {impatient.url}\r\nAuthorization: Bearer {impatient.token}\r\n"
    with ExitStack() as stack:
        slow = []
        for _ in range(15):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", impatient.port)))
            connection.sendall(head.replace(b"{own}", own.encode()))
            slow.append(connection)
        began = time.monotonic()
        with impatient.stranger(cookies=dict(impatient.client.cookies)) as other:
            assert other.get("/works").status_code == 200
        assert time.monotonic() - began < 5
        assert seconds_until_closed(slow[0], trickle) < 10


def test_more_connections_than_are_taken(impatient):
    """The newest connection is served, and the connection with the longest wait is closed."""
    with ExitStack() as stack:
        idle = [
            stack.enter_context(socket.create_connection(("127.0.0.1", impatient.port), timeout=10)) for _ in range(60)
        ]
        with impatient.stranger() as another:
            assert another.get("/").status_code == 403
        assert idle[0].recv(1) == b""


def test_a_response_that_nobody_takes(impatient):
    """A large document that is not read to its end does not hold its connection."""
    holding = next(each for each in Assistant(impatient.library).holdings() if each.pages)
    request = (
        f"GET /original/{holding.source.sha256}/large.pdf HTTP/1.1\r\nHost: 127.0.0.1:{impatient.port}\r\n"
        f"Authorization: Bearer {impatient.token}\r\n\r\n"
    )
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", impatient.port))
        connection.sendall(request.encode())
        time.sleep(4)
        connection.settimeout(10)
        received = 0
        try:
            while block := connection.recv(1 << 20):
                received += len(block)
        except ConnectionResetError:
            pass
    assert 0 < received < 20_000_000


# --- headers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target", "status", "headers"),
    [
        ("GET", "/", 200, {}),
        ("GET", "/static/desk.css", 200, {}),
        ("GET", "/nothing", 404, {}),
        ("GET", "/work/nothing", 404, {}),
        ("GET", "/ask?q=call-in&k=nonsense", 400, {}),
        ("GET", "/", 421, {"Host": "evil.example"}),
        ("POST", "/", 403, {}),
        ("GET", "/", 403, {"Cookie": ""}),
        ("GET", "/" + "a" * 30_000, 414, {}),
    ],
)
def test_every_response_has_the_headers(desk_server, method, target, status, headers):
    answered, got, _ = send(desk_server, method, target, **headers)
    assert answered == status
    assert got["content-security-policy"] == POLICY
    assert got["x-content-type-options"] == "nosniff"
    assert got["referrer-policy"] == "same-origin"
    assert got["cross-origin-resource-policy"] == "same-origin"
    assert got["cross-origin-opener-policy"] == "same-origin"
    assert got["x-frame-options"] == "DENY"
    assert got["cache-control"] in ("no-store", "no-cache")
    assert "server" not in got


def test_what_is_not_a_request_has_the_headers_too(desk_server):
    refused = send_bytes(desk_server, b"\x16\x03\x01 this is not HTTP\r\n\r\n")
    assert refused.startswith(b"HTTP/1.1 400 ")
    assert f"content-security-policy: {POLICY}\r\n".encode() in refused


def test_a_mistake_of_ours_has_the_headers_and_no_traceback(desk_library):
    """The page says that it is a mistake. What happened is for the terminal."""
    desk = start_desk(desk_library, before="from assistant.assistant import Assistant\nAssistant.work = None")
    status, headers, body = send(desk, "GET", "/work/nnsc-gvi-guide-2013")
    _, errors = desk.stop()
    assert (status, headers["content-security-policy"]) == (500, POLICY)
    assert "The program made a mistake" in body
    assert "NoneType" not in body
    assert "Traceback" in errors
    assert "TypeError: 'NoneType' object is not callable" in errors


# --- read-only ---------------------------------------------------------------------------------------------------


def test_a_read_only_desk_has_no_route_that_writes(desk_library, read_only_server):
    """Its table has no address that takes a form, except the one for programs, whose tools only read."""
    everything = create_app(Desk(Assistant(desk_library)))
    writes = set()
    for route in everything.routes:
        if set(getattr(route, "methods", None) or ()) - {"GET", "HEAD"}:
            writes.add(route.path)
    assert {"/works/undo", "/adding"} <= writes
    read_only = create_app(Desk(Assistant(desk_library), read_only=True))
    for route in read_only.routes:
        path = getattr(route, "path", "")
        assert path == "/mcp" or not set(getattr(route, "methods", None) or ()) - {"GET", "HEAD"}, path
    for path in writes - {"/mcp"}:
        sent = read_only_server.client.post(re.sub(r"\{[^}]*\}", "x", path))
        assert sent.status_code in (404, 405), path


# --- poisoned documents ------------------------------------------------------------------------------------------

ATTACK = "\"'><img src=x onerror=alert(2)><svg/onload=alert(3)></title></script><script>alert(4)</script>{{7*7}}"
"""It leaves attributes, titles and scripts. The documents of `tests.poison` have other attacks."""

FILE_NAMES = [
    "../../../evil.pdf",
    "..\\..\\evil.pdf",
    "/etc/passwd",
    "<img src=x onerror=alert(5)>.pdf",
    'a"; filename="b.exe.pdf',
    "\x1b[31m\u202efdp.exe.pdf",
    "con.pdf",
    ".hidden.pdf",
    "-L.pdf",
    "a" * 300 + ".pdf",
    "%2e%2e%2fevil.pdf",
    "",
]


@pytest.fixture(scope="module")
def poisoned(evidence, desk_library, tmp_path_factory) -> Iterator[RunningDesk]:
    """A desk on a library of hostile documents, one of them sent to it under hostile names."""
    folder = tmp_path_factory.mktemp("poisoned")
    library = folder / "library"
    paper = write_paper(
        folder / "paper.pdf", ATTACK, "Eve <b onclick=alert(6)>Mallory</b>", [f"{ATTACK} {n}." for n in range(30)]
    )
    assert evidence("add", *documents(folder), paper, library=library).returncode == 0
    with running_desk(library) as desk:
        files = []
        for number, name in enumerate(FILE_NAMES):
            sentences = [f"Lake {number} had {n * number} herons in winter." for n in range(20)]
            paper = write_paper(folder / f"{number}.pdf", f"Herons of {number} lakes", "A. Heron", sentences)
            files.append(("files", (name, paper.read_bytes(), "text/html")))
        shown = desk.client.post("/adding", files=files)
        assert shown.status_code == 200, shown.text
        while "data-job" in shown.text:
            time.sleep(0.1)
            shown = desk.client.get(shown.url)
        yield desk


class Page(HTMLParser):
    """The tags and links of a page, as a browser reads them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))

    @property
    def links(self) -> list[str]:
        return [values[name] for _, values in self.tags for name in ("href", "src", "action") if name in values]


def check_page(address: str, text: str) -> list[str]:
    """Check that a page has no tag and no script of a stranger. Return its links."""
    page = Page(text)
    for tag, values in page.tags:
        assert not [name for name in values if name.startswith("on") or name == "style"], (address, tag, values)
        assert tag not in ("iframe", "object", "embed", "base"), address
        if tag == "script":
            assert values.get("src", "").startswith("/static/"), address
        if tag == "img":
            assert values["src"].startswith(("/picture/", "/static/", "data:")), (address, values)
    for link in page.links:
        assert urlsplit(link).scheme in ("", "http", "https", "data", "mailto"), (address, link)
    assert "49" not in re.findall(r"script>\{*(\d+)", text), address
    return page.links


def pages_of(desk: RunningDesk, most: int) -> dict[str, str]:
    """Follow the links of a desk and return its pages, by address, after a check of each."""
    hits = Assistant(desk.library).search("herons of Ypres", k=10, fast=True)
    waiting = [f"/passage/{each.hit.passage.handle}?quote={each.quote_span[0]}-{each.quote_span[1]}" for each in hits]
    waiting += ["/", "/works", "/adding", "/works?doubtful=1", "/works/unreadable", "/ask?q=seven+herons+of+Ypres"]
    waiting += [f"{place}%22%3E%3Cscript%3Ealert(7)%3C%2Fscript%3E" for place in ("/ask?q=", "/nothing/", "/work/")]
    found: dict[str, str] = {}
    asked = set()
    while waiting and len(found) < most:
        address = waiting.pop(0)
        if address in asked:
            continue
        asked.add(address)
        response = desk.client.get(address)
        assert response.status_code in (200, 400, 404), (address, response.text)
        if not response.headers["content-type"].startswith("text/html"):
            continue
        found[address] = response.text
        for link in check_page(address, response.text):
            target = urljoin(address, link)
            parts = urlsplit(target)
            is_page = not parts.path.startswith(("/static/", "/picture/", "/original/"))
            if is_page and not (parts.scheme or parts.netloc) and "lang=" not in parts.query:
                waiting.append(target.partition("#")[0])
    return found


def test_no_page_has_the_tags_of_a_document(poisoned):
    """Titles, headings, authors, quotes, file names and notes are text on every page that can be reached."""
    pages = pages_of(poisoned, most=80)
    rooms = {address.split("/")[1].partition("?")[0] for address in pages}
    assert {"ask", "works", "work", "passage", "adding"} <= rooms, rooms
    everything = "".join(pages.values())
    for text in ("&lt;img src=x onerror=alert(2)&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;", "{{7*7}}"):
        assert text in everything, text


def test_nothing_is_run_in_a_browser(poisoned, browser):
    """A real browser opens the pages: no dialog, no error of a script, nothing that the policy had to forbid."""
    faults: list[str] = []
    context = browser.new_context()
    context.add_cookies(poisoned.cookies)
    tab = context.new_page()
    tab.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    for address in pages_of(poisoned, most=20):
        if not address.startswith(("/nothing/", "/work/%22")):  # a browser reports them: not found
            tab.goto(poisoned.url + address, wait_until="load")
    context.close()
    assert faults == []


def test_names_of_files_stay_names(poisoned, evidence):
    """Nothing is written outside the library, and no name is a path, an option or a header."""
    outside = poisoned.library.parent
    assert not [path.name for path in outside.iterdir() if "evil" in path.name or path.name == "passwd"]
    works = json.loads(evidence("list", "--json", library=poisoned.library).stdout)
    names = [work["file"] for work in works if "Herons of" in work["title"]]
    assert len(names) == len(FILE_NAMES) - 1  # a form without a name of a file has no file
    for name in names:
        assert not re.search(r'[/\\<>"\x00-\x1f\u202e]', name), name
        assert not name.startswith((".", "-")), name
