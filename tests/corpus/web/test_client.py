"""The web client, with real servers on this machine that behave badly in many ways."""

import gzip
import time
from contextlib import closing
from socket import socket
from threading import Thread

import pytest

from corpus.errors import InputError, NotFetched, Offline
from corpus.web import client
from corpus.web.client import FetchLimits, Web
from tests.web import HERE, URL, Page, dripping, in_turn, moved, pdf, send


def test_redirects_are_followed_over_hosts_and_schemes(fake, content, get):
    """A chain of redirects leads to the file, including relative ones."""
    fake.pages["http://example.org/report.pdf"] = moved("https://www.example.org/a", 301)
    fake.pages["https://www.example.org/a"] = moved("../b?c=1", 307)
    fake.pages["https://www.example.org/b?c=1"] = moved("https://files.example.com/x")
    fake.pages["https://files.example.com/x"] = pdf(content)
    assert get("http://example.org/report.pdf").url == "https://files.example.com/x"


def test_a_loop_of_redirects_ends(fake, refusal):
    """A loop of redirects ends after the maximum number of redirects."""
    fake.pages[URL] = moved("https://example.org/other")
    fake.pages["https://example.org/other"] = moved(URL)
    assert "redirected more than 10 times" in refusal()
    assert len(fake.asked) == 11


def test_cookies_are_sent_back(fake, content, get):
    """Cookies are sent back: a server may redirect to itself until it sees its cookie."""

    def answer(handler):
        if "seen=yes" in handler.headers.get("Cookie", ""):
            pdf(content)(handler)
        else:
            moved(URL, **{"Set-Cookie": "seen=yes; Path=/"})(handler)

    fake.pages[URL] = answer
    assert get().path.read_bytes() == content


def test_a_slow_server_is_given_up(fake, content, refusal):
    """A body or head that arrives byte by byte is given up in time."""
    fake.pages[URL] = dripping(content, 0.02)
    began = time.monotonic()
    assert "bytes a second" in refusal(read_seconds=0.3, max_attempts=1)

    def slow_head(handler):
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.02)

    fake.pages[URL] = slow_head
    assert "stopped answering" in refusal(read_seconds=0.3, max_attempts=1)

    fake.pages[URL] = lambda handler: time.sleep(2)
    assert "stopped answering" in refusal(read_seconds=0.3, max_attempts=1)
    assert time.monotonic() - began < 10


def test_the_time_of_a_work_is_limited(fake, content, refusal):
    """All attempts together take no longer than one work may take."""
    fake.pages[URL] = dripping(content, 0.01)
    began = time.monotonic()
    assert "took longer than 0.4 s" in refusal(work_seconds=0.4, min_bytes_per_second=0)
    assert time.monotonic() - began < 10


def test_a_file_over_the_limit_is_refused(fake, content, get, refusal):
    """The size of files, pages and compressed files is limited, whether the server states it or not."""
    fake.pages[URL] = pdf(content)
    assert "larger than" in refusal(max_file_bytes=1000)

    def untold(handler):
        send(handler, 200, {"Connection": "close"}, content)
        handler.close_connection = True

    fake.pages[URL] = untold
    assert "larger than" in refusal(max_file_bytes=1000)
    fake.pages[URL] = Page(b"<html>" + b"x" * 2000)
    assert "larger than" in refusal(max_page_bytes=1000)
    packed = gzip.compress(b"%PDF-" + bytes(10_000))
    fake.pages[URL] = pdf(packed, headers={"Content-Encoding": "gzip"})
    assert "larger than" in refusal(max_file_bytes=5000)
    fake.pages[URL] = pdf(gzip.compress(content), headers={"Content-Encoding": "gzip"})
    assert get().path.read_bytes() == content


def test_retry_after_is_obeyed(fake, content, get, refusal):
    """`Retry-After` is obeyed, unless it is too long: then a person may try again."""
    fake.pages[URL] = in_turn(Page(status=429, headers={"Retry-After": "1"}), pdf(content))
    began = time.monotonic()
    assert get().path.read_bytes() == content
    assert time.monotonic() - began >= 1
    fake.pages[URL.replace("report", "other")] = Page(status=429, headers={"Retry-After": "3600"})
    assert "try again later" in refusal(URL.replace("report", "other"))
    assert fake.times(URL.replace("report", "other")) == 1


@pytest.mark.parametrize("digits", [18, 400, 6000])
def test_a_number_of_many_digits(fake, digits, refusal):
    """A server that asks for an absurd pause is an outcome with a reason."""
    fake.pages[URL] = Page(status=429, headers={"Retry-After": "9" * digits})
    assert refusal() == "the server cannot answer now (429 Too Many Requests): try again later"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("soon", None), (None, None)]
    + [("9" * digits, None) for digits in (19, 400, 6000)]
    + [(f"Wed, 21 Oct {'9' * 20} 07:28:00 GMT", None), (f"Wed, 21 Oct 2015 07:28:00 {'9' * 50}", None)],
)
def test_retry_after_is_parsed(value, seconds):
    """`Retry-After` is read as seconds or as a date (RFC 9110, 10.2.3); any other value is ignored."""
    assert client._retry_after(value) == seconds


@pytest.mark.parametrize(
    ("status", "reason", "times"),
    [
        (404, "nothing is there (404 Not Found)", 1),
        (410, "nothing is there (410 Gone)", 1),
        (403, "the server asks for a login, a payment or a person at a browser (403 Forbidden)", 1),
        (402, "the server asks for a login, a payment or a person at a browser (402 Payment Required)", 1),
        (503, "the server cannot answer now (503 Service Unavailable): try again later", 3),
        (202, "the server answered 202 Accepted", 1),
    ],
)
def test_a_status_has_its_reason(fake, status, reason, times, refusal):
    """Each status has a reason in words, and only temporary failures are tried again."""
    fake.pages[URL] = Page(status=status)
    assert refusal() == reason
    assert fake.times(URL) == times


def test_one_request_at_a_time_for_each_host(fake, content, tmp_path):
    """A host gets one request at a time, and different hosts are asked at the same time."""

    def slow(handler):
        time.sleep(0.1)
        pdf(content)(handler)

    urls = [f"https://{host}.org/{n}.pdf" for host in "ab" for n in range(3)]
    fake.pages |= dict.fromkeys(urls, slow)
    web = fake.web(tmp_path)

    def work(url):
        with web.visit(url) as visit:
            visit.download(url)

    threads = [Thread(target=work, args=(url,)) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fake.most_at_once == {"a.org": 1, "b.org": 1}
    assert fake.most_of_all == 2
    assert all(fake.times(url) == 1 for url in urls)


def test_robots_txt_is_obeyed(fake, content, tmp_path):
    """robots.txt is obeyed and requested once for each host. Our own rules come before those for everyone, the longest
    rule first, with wildcards. Without a robots.txt everything is allowed.
    """
    rules = b"User-agent: evidence-assistant\nDisallow: /*?download=\nAllow: /a\nUser-agent: *\nDisallow: /\n"
    fake.pages["https://example.org/robots.txt"] = Page(rules, "text/plain")
    for path in ("a", "b?download=1"):
        fake.pages[f"https://example.org/{path}"] = pdf(content)
    fake.pages["https://example.com/x"] = pdf(content)
    web = fake.web(tmp_path)
    with web.visit("work") as visit:
        visit.download("https://example.org/a")
        with pytest.raises(NotFetched, match=r"example.org asks programs to keep away from this page \(robots.txt\)"):
            visit.download("https://example.org/b?download=1")
        visit.download("https://example.org/b?download=1", robots=False)
        visit.download("https://example.com/x")
    assert fake.times("https://example.org/robots.txt") == 1


def test_robots_txt_that_cannot_be_read_forbids(fake, content, refusal):
    """No page is requested from a server that cannot answer now (RFC 9309, 2.3.1.4)."""
    fake.pages[URL] = pdf(content)
    fake.pages["https://example.org/robots.txt"] = Page(status=503)
    assert "cannot answer now" in refusal(robots=True)
    assert fake.times(URL) == 0


def test_a_crawl_delay_is_obeyed(fake, content, tmp_path):
    """Two requests are as far apart as the host asks."""
    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    fake.pages[URL] = fake.pages["https://example.org/2"] = pdf(content)
    began = time.monotonic()
    with fake.web(tmp_path).visit("work") as visit:
        visit.download(URL)
        visit.download("https://example.org/2")
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("mailto", ["nobody", "a\nb@example.org", "ä@example.org", "\udcff@example.org", "a b@c"])
def test_an_address_that_a_header_cannot_hold_is_refused(tmp_path, mailto):
    """An e-mail address that cannot be sent is an error of one line before any request."""
    with pytest.raises(InputError, match="is not an e-mail address: set EVIDENCE_MAILTO"):
        Web(tmp_path, mailto=mailto)


def test_offline_is_reported_at_once(tmp_path):
    """A missing network is reported in little more than a second, even if the resolver hangs."""
    web = Web(tmp_path, FetchLimits(offline_seconds=0.2), resolve=lambda host, port: time.sleep(5) or [])
    began = time.monotonic()
    with pytest.raises(Offline, match=r"no network: example.org, example.com cannot be reached"):
        web.check_reachable(["https://example.org/a", "https://example.com/b"])
    assert time.monotonic() - began < 4


def test_one_host_that_answers_is_enough(fake, tmp_path):
    """One host that answers is enough to be online."""
    fake.pages["http://example.org/"] = Page()
    fake.web(tmp_path).check_reachable(["https://dead.example/", "http://example.org/"])


def test_a_second_address_of_a_host_is_enough(fake, tmp_path):
    """A host is online if only its second address answers: `localhost` often has one of each family."""
    with closing(socket()) as unused:
        unused.bind((HERE, 0))  # bound but not listening: a connection is refused
        addresses = [(HERE, unused.getsockname()[1]), (HERE, fake.ports[80])]
        web = Web(tmp_path, resolve=lambda *_: addresses, permits=lambda address: address == HERE)
        web.check_reachable(["http://localhost/"])


@pytest.mark.parametrize("answer", [lambda content: dripping(content, 0.01), lambda _: lambda handler: time.sleep(3)])
def test_a_person_can_stop_a_download(fake, content, tmp_path, answer):
    """A download ends soon after a person stops it, even if the server is silent."""
    fake.pages[URL] = answer(content)
    web = fake.web(tmp_path, read_seconds=5.0)
    Thread(target=lambda: (time.sleep(0.2), web.stop.set()), daemon=True).start()
    began = time.monotonic()
    with web.visit("work") as visit, pytest.raises(NotFetched, match="stopped"):
        visit.download(URL)
    assert time.monotonic() - began < 2
