"""Connections go to checked addresses only, and every failure becomes a reason on one line."""

import ssl

import httpcore2
import pytest

from corpus.errors import NotFetched
from corpus.web import checked_addresses
from corpus.web.client import FetchLimits, Web
from corpus.web.connection import Backend
from tests.web import HERE, URL, moved, pdf


def raw(*blocks):
    """Return an answer of exactly these bytes."""

    def answer(handler):
        for block in blocks:
            handler.wfile.write(block)
        handler.close_connection = True

    return answer


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "blocks",
    [
        (),
        (bytes(1000),),
        (b"SSH-2.0-OpenSSH_9.6\r\n",),
        (b"HTTP/1.1 abc\r\n\r\n",),
        (b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",),
        (OK + b"X: " + b"x" * 200_000 + b"\r\n\r\n",),
        (OK + b"\x01: \x02\r\n\r\n",),
        (OK + b"Content-Length: -1\r\n\r\n%PDF-",),
        (OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n%PDF-",),
        (OK + b"Content-Length: \xc2\xb2\r\n\r\n%PDF-",),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n%PDF-",),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n%PDF-",),
        (OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\n%PDF-",),
        (OK + b"Content-Encoding: br, gzip, gzip, gzip\r\nContent-Length: 5\r\n\r\n%PDF-",),
        (OK + b"Content-Type: \xff\xfe\r\nSet-Cookie: =;;=\xff\r\nContent-Length: 5\r\n\r\n%PDF-",),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 302 Found\r\nLocation: https://a b.org/\xff\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 302 Found\r\nLocation: https://" + b"a" * 70 + b".org/\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 302 Found\r\nLocation: https://example.org:99999/\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes x\r\nContent-Length: 5\r\n\r\n%PDF-",),
        (b"HTTP/1.1 429 Wait\r\nRetry-After: -5\r\nContent-Length: 0\r\n\r\n",),
        (b"HTTP/1.1 100 Continue\r\n\r\n",) * 1000,
    ],
)
def test_an_invalid_answer_becomes_one_line(fake, blocks, refusal):
    """An invalid or incomplete answer becomes a reason on one line."""
    fake.pages[URL] = raw(*blocks)
    assert "\n" not in refusal(max_attempts=2)


class Recorder(httpcore2.SyncBackend):
    """Connects nowhere and records the addresses."""

    def __init__(self):
        self.connected = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append((host, port))
        return httpcore2.MockStream([])


def test_only_the_checked_address_is_connected_to(tmp_path):
    """A connection is made to the numeric address that was checked.

    A resolver may answer a public address first and 127.0.0.1 next (DNS rebinding). The second answer is refused.
    """
    answers = iter([[("93.184.216.34", 443)], [("127.0.0.1", 443)]])
    recorder = Recorder()
    web = Web(tmp_path, resolve=lambda host, port: next(answers))
    backend = Backend(web.addresses, lambda: 1.0, recorder)
    backend.connect_tcp("rebind.example", 443, 1.0)
    assert recorder.connected == [("93.184.216.34", 443)]
    with pytest.raises(NotFetched, match=r"'rebind.example' is at 127\.0\.0\.1, which is not on the public internet"):
        backend.connect_tcp("rebind.example", 443, 1.0)
    assert len(recorder.connected) == 1


def test_rebinding_between_two_requests_is_refused(fake, content, tmp_path):
    """Every connection of a real download is checked, whatever the resolver answered before."""
    answers = iter([[(HERE, fake.ports[443])], [("127.0.0.2", fake.ports[443])]])
    web = fake.web(tmp_path)
    web._resolve = lambda host, port: next(answers)
    fake.pages[URL] = moved("http://example.org/secret")
    fake.pages["http://example.org/secret"] = pdf(content)
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"127\.0\.0\.2"):
        visit.download(URL, robots=False)
    assert [url for url, _ in fake.asked] == [URL]


def test_one_private_answer_among_public_ones_is_refused(fake, content, tmp_path):
    """One private address is enough to refuse a host."""
    web = fake.web(tmp_path)
    web._resolve = lambda host, port: [(HERE, fake.ports[port]), ("10.0.0.1", port)]
    fake.pages[URL] = pdf(content)
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"10\.0\.0\.1"):
        visit.download(URL, robots=False)
    assert fake.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "0x7f.1", "2130706433", "127.1", "localhost"])
def test_a_redirect_to_a_private_address_is_refused(fake, tmp_path, host):
    """A redirect to a private address is refused, however the address is spelt.

    Here the system resolves the name, as it does for a user.
    """
    web = fake.web(tmp_path)

    def resolve(name, port):
        if name == "example.org":
            return fake.resolve(name, port)
        return checked_addresses.resolve(name, port)

    web._resolve = resolve
    web.permits = lambda address: address == HERE and len(fake.asked) == 0
    fake.pages[URL] = moved(f"http://{host}/latest/meta-data")
    with web.visit("work") as visit, pytest.raises(NotFetched) as caught:
        visit.download(URL, robots=False)
    assert "not on the public internet" in str(caught.value) or "is not found" in str(caught.value)
    assert [url for url, _ in fake.asked] == [URL]


def test_by_default_this_machine_is_refused(fake, content, tmp_path):
    """A `Web` with default arguments does not connect to this machine."""
    fake.pages[URL] = pdf(content)
    web = Web(tmp_path, FetchLimits(connect_seconds=1.0))
    with web.visit("work") as visit, pytest.raises(NotFetched, match="not on the public internet"):
        visit.download(f"http://127.0.0.1:{fake.ports[80]}/report.pdf")
    assert fake.asked == []


def test_a_certificate_that_is_not_the_hosts_is_refused(fake, content, tmp_path):
    """TLS is checked against the host name, although the connection is made to a number."""
    fake.pages[URL] = pdf(content)
    web = fake.web(tmp_path)
    web.certificates = ssl.create_default_context()
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"cannot be reached.*certificate"):
        visit.download(URL)
