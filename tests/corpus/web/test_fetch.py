"""Downloads from servers that misbehave in every way that servers do: real ones, on this machine."""

import ssl
import time
from contextlib import suppress
from threading import Thread

import httpcore2
import pytest

from corpus.errors import NotFetched, Offline
from corpus.web import fetch
from corpus.web.fetch import Limits, Web, is_public
from tests.corpus.pdfs import report
from tests.web import HERE, FakeWeb, Page, broken_off, dripping, in_turn, moved, pdf, send

URL = "https://example.org/report.pdf"


@pytest.fixture
def fake():
    with FakeWeb() as fake:
        yield fake


@pytest.fixture
def content(tmp_path):
    return report(tmp_path / "made.pdf").read_bytes()


def get(fake, folder, url=URL, robots=False, **limits):
    with fake.web(folder, **limits).visit("work") as visit:
        return visit.download(url, robots=robots)


def refusal(fake, folder, url=URL, robots=False, **limits):
    with pytest.raises(NotFetched) as caught:
        get(fake, folder, url, robots, **limits)
    return str(caught.value)


# --- what comes ----------------------------------------------------------------------------------------------------


def test_a_file_comes_whole_and_is_deleted_with_its_note(fake, content, tmp_path):
    """This test ensures that a download has the bytes, says where they came from, and leaves nothing behind; that the
    request says who asks, and asks for a document first.
    """
    fake.pages[URL] = pdf(content)
    found = get(fake, tmp_path)
    assert (found.path.read_bytes(), found.url, found.is_html) == (content, URL, False)
    found.discard()
    assert not (tmp_path / "downloads").exists()
    headers = fake.asked[0][1]
    assert headers["User-Agent"].startswith("evidence-assistant/")
    assert headers["Accept"].startswith("application/pdf")


def test_redirects_are_followed_over_hosts_and_schemes(fake, content, tmp_path):
    """This test ensures that a chain of redirects, relative ones among them, leads to the file."""
    fake.pages["http://example.org/report.pdf"] = moved("https://www.example.org/a", 301)
    fake.pages["https://www.example.org/a"] = moved("../b?c=1", 307)
    fake.pages["https://www.example.org/b?c=1"] = moved("https://files.example.com/x")
    fake.pages["https://files.example.com/x"] = pdf(content)
    assert get(fake, tmp_path, "http://example.org/report.pdf").url == "https://files.example.com/x"


def test_a_redirect_that_goes_round_ends(fake, tmp_path):
    """This test ensures that a loop of redirects is given up, and after as many as are allowed."""
    fake.pages[URL] = moved("https://example.org/other")
    fake.pages["https://example.org/other"] = moved(URL)
    assert "redirected more than 10 times" in refusal(fake, tmp_path)
    assert len(fake.asked) == 11


def test_a_wall_that_wants_its_cookie_back_gets_it(fake, content, tmp_path):
    """This test ensures that a server which redirects to itself until its cookie comes back is passed."""

    def answer(handler):
        if "seen=yes" in handler.headers.get("Cookie", ""):
            pdf(content)(handler)
        else:
            moved(URL, **{"Set-Cookie": "seen=yes; Path=/"})(handler)

    fake.pages[URL] = answer
    assert get(fake, tmp_path).path.read_bytes() == content


def test_a_file_keeps_the_end_of_its_name(fake, tmp_path):
    """This test ensures that formats known by the name alone are, and that no name leads out of the folder."""
    for path, suffix in {"a/notes.MD": ".md", "a/x.": ".part", "a.b/c": ".part", "a/b.%2e%2e%2fpdf": ".part"}.items():
        fake.pages[f"https://example.org/{path}"] = Page(b"# Notes", "text/markdown")
        found = get(fake, tmp_path, f"https://example.org/{path}")
        assert (found.path.suffix, found.path.parent) == (suffix, tmp_path / "downloads")


def test_a_web_page_is_known_by_its_content(fake, tmp_path):
    """This test ensures that HTML is known as such where it is served as a PDF."""
    fake.pages[URL] = pdf(b"\n<!DOCTYPE html><html><body>Not found</body></html>")
    assert get(fake, tmp_path).is_html


# --- what breaks off -----------------------------------------------------------------------------------------------


def test_a_download_that_breaks_off_is_taken_up_where_it_stopped(fake, content, tmp_path):
    """This test ensures that the rest alone is asked for, of the same version, and that the whole is right."""
    fake.pages[URL] = broken_off(content, 1000, tag='"v1"')
    assert get(fake, tmp_path).path.read_bytes() == content
    assert "Range" not in fake.asked[0][1]
    assert (fake.asked[1][1]["Range"], fake.asked[1][1]["If-Range"]) == ("bytes=1000-", '"v1"')


def test_another_version_is_begun_anew(fake, content, tmp_path):
    """This test ensures that the beginning of one version never stands before the end of another."""
    fake.pages[URL] = in_turn(broken_off(b"%PDF- of old" * 100, 500, tag='"v1"'), pdf(content, tag='"v2"'))
    with suppress(NotFetched):
        get(fake, tmp_path, attempts=1)
    assert get(fake, tmp_path).path.read_bytes() == content


def test_without_a_version_all_is_asked_for_again(fake, content, tmp_path):
    """This test ensures that a server which names no version is asked for the whole."""
    fake.pages[URL] = in_turn(broken_off(content, 1000), pdf(content))
    assert get(fake, tmp_path).path.read_bytes() == content
    assert "Range" not in fake.asked[1][1]


def test_a_later_run_takes_up_what_an_earlier_one_left(fake, content, tmp_path):
    """This test ensures that a part outlives its process, and that what has come whole is not asked for again."""
    fake.pages[URL] = broken_off(content, 1000, tag='"v1"')
    assert "broke off" in refusal(fake, tmp_path, attempts=1)
    assert get(fake, tmp_path).path.read_bytes() == content
    assert fake.asked[1][1]["Range"] == "bytes=1000-"
    assert get(fake, tmp_path).path.read_bytes() == content
    assert len(fake.asked) == 2


def test_a_part_that_the_server_does_not_know_is_forgotten(fake, content, tmp_path):
    """This test ensures that a server which refuses the range, or sends another one, is asked for the whole."""
    for answer in (Page(status=416), pdf(content, status=206, headers={"Content-Range": "bytes 0-9/10"})):
        fake.pages[URL] = in_turn(broken_off(content, 1000, tag='"v1"'), answer, pdf(content))
        fake.asked.clear()
        # The first answer's own ranges would do; only the second one is in the way.
        found = get(fake, tmp_path)
        assert found.path.read_bytes() == content
        assert ["Range" in headers for _, headers in fake.asked] == [False, True, False]
        found.discard()


def test_a_body_cut_short_in_silence_is_noticed(fake, content, tmp_path):
    """This test ensures that a PDF without its end is refused, where the length is told too short or not at all."""
    fake.pages[URL] = pdf(content, headers={"Content-Length": str(len(content) - 100)})
    assert refusal(fake, tmp_path) == "sent a PDF without its end"

    def unending(handler):
        send(handler, 200, {"Connection": "close"}, content[:-100])
        handler.close_connection = True

    fake.pages[URL] = unending
    assert refusal(fake, tmp_path) == "sent a PDF without its end"


def test_a_length_told_too_long_is_noticed(fake, content, tmp_path):
    """This test ensures that less than was promised is no file, however often it is asked for."""
    fake.pages[URL] = broken_off(content, len(content) - 1)
    assert "broke off" in refusal(fake, tmp_path)
    assert len(fake.asked) == 3


def test_an_empty_file_is_refused(fake, tmp_path):
    """This test ensures that nothing is not taken for something."""
    fake.pages[URL] = pdf(b"")
    assert refusal(fake, tmp_path) == "sent an empty file"


def raw(*blocks):
    """Gives an answer of just these bytes, and no more."""

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
def test_whatever_a_server_sends_ends_in_one_line(fake, tmp_path, blocks):
    """This test ensures that what is no answer, or a broken one, is a reason and never a crash."""
    fake.pages[URL] = raw(*blocks)
    assert "\n" not in refusal(fake, tmp_path, attempts=2)


# --- what costs too much -------------------------------------------------------------------------------------------


def test_a_server_that_drips_is_given_up(fake, content, tmp_path):
    """This test ensures that neither a body nor a head that comes byte by byte holds us longer than our patience."""
    fake.pages[URL] = dripping(content, 0.02)
    began = time.monotonic()
    assert "bytes a second" in refusal(fake, tmp_path, read=0.3, attempts=1)

    def slow_head(handler):
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000:
            handler.wfile.write(bytes([byte]))
            time.sleep(0.02)

    fake.pages[URL] = slow_head
    assert "stopped answering" in refusal(fake, tmp_path, read=0.3, attempts=1)

    fake.pages[URL] = lambda handler: time.sleep(2)
    assert "stopped answering" in refusal(fake, tmp_path, read=0.3, attempts=1)
    assert time.monotonic() - began < 10


def test_a_work_has_its_time(fake, content, tmp_path):
    """This test ensures that all attempts together keep to the time that one work may take."""
    fake.pages[URL] = dripping(content, 0.01)
    began = time.monotonic()
    assert "took longer than 0.4 s" in refusal(fake, tmp_path, work=0.4, slowest=0)
    assert time.monotonic() - began < 10


def test_a_file_over_the_limit_is_refused(fake, content, tmp_path):
    """This test ensures that size is limited, told or not, and that of pages and of what was packed too."""
    fake.pages[URL] = pdf(content)
    assert "larger than" in refusal(fake, tmp_path, file_bytes=1000)

    def untold(handler):
        send(handler, 200, {"Connection": "close"}, content)
        handler.close_connection = True

    fake.pages[URL] = untold
    assert "larger than" in refusal(fake, tmp_path, file_bytes=1000)
    fake.pages[URL] = Page(b"<html>" + b"x" * 2000)
    assert "larger than" in refusal(fake, tmp_path, page_bytes=1000)
    import gzip

    packed = gzip.compress(b"%PDF-" + bytes(10_000))
    fake.pages[URL] = pdf(packed, headers={"Content-Encoding": "gzip"})
    assert "larger than" in refusal(fake, tmp_path, file_bytes=5000)
    fake.pages[URL] = pdf(gzip.compress(content), headers={"Content-Encoding": "gzip"})
    assert get(fake, tmp_path).path.read_bytes() == content


# --- what servers ask for ------------------------------------------------------------------------------------------


def test_a_server_that_asks_for_a_pause_gets_it(fake, content, tmp_path):
    """This test ensures that `Retry-After` is kept to, and that one too long for us is left to a person."""
    fake.pages[URL] = in_turn(Page(status=429, headers={"Retry-After": "1"}), pdf(content))
    began = time.monotonic()
    assert get(fake, tmp_path).path.read_bytes() == content
    assert time.monotonic() - began >= 1
    fake.pages[URL.replace("report", "other")] = Page(status=429, headers={"Retry-After": "3600"})
    assert "try again later" in refusal(fake, tmp_path, URL.replace("report", "other"))
    assert fake.times(URL.replace("report", "other")) == 1


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("soon", None), (None, None)]
)
def test_what_retry_after_says(value, seconds):
    """This test ensures that it is read in seconds and as a date (RFC 9110, 10.2.3), and anything else ignored."""
    assert fetch._retry_after(value) == seconds


@pytest.mark.parametrize(
    ("status", "told", "times"),
    [
        (404, "nothing is there (404 Not Found)", 1),
        (410, "nothing is there (410 Gone)", 1),
        (403, "a login, a payment or a person at a browser is asked for (403 Forbidden)", 1),
        (402, "a login, a payment or a person at a browser is asked for (402 Payment Required)", 1),
        (503, "not now (503 Service Unavailable): try again later", 3),
        (202, "answered 202 Accepted", 1),
    ],
)
def test_a_status_has_its_reason(fake, tmp_path, status, told, times):
    """This test ensures that a status is told in words, and that only what may pass is asked for again."""
    fake.pages[URL] = Page(status=status)
    assert refusal(fake, tmp_path) == told
    assert fake.times(URL) == times


def test_one_request_at_a_time_for_each_host(fake, content, tmp_path):
    """This test ensures that a host never has two of our requests, and that two hosts are asked side by side."""

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


def test_robots_txt_is_obeyed_where_it_holds(fake, content, tmp_path):
    """This test ensures that pages are asked for as robots.txt allows: ours before everyone's, the longest rule first,
    with wildcards; once for each host; and that without one, all is allowed.
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


def test_robots_txt_that_cannot_be_read_forbids(fake, content, tmp_path):
    """This test ensures that a server in trouble is not asked for pages (RFC 9309, 2.3.1.4)."""
    fake.pages[URL] = pdf(content)
    fake.pages["https://example.org/robots.txt"] = Page(status=503)
    assert "not now" in refusal(fake, tmp_path, robots=True)
    assert fake.times(URL) == 0


def test_a_crawl_delay_is_kept(fake, content, tmp_path):
    """This test ensures that the pause which a host asks for stands between two requests."""
    fake.pages["https://example.org/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    fake.pages[URL] = fake.pages["https://example.org/2"] = pdf(content)
    began = time.monotonic()
    with fake.web(tmp_path).visit("work") as visit:
        visit.download(URL)
        visit.download("https://example.org/2")
    assert time.monotonic() - began >= 0.3


# --- where nothing is sent -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public(address):
    """This test ensures that no address is connected to that is private, loopback, link-local, shared, reserved, for
    documentation, of many, or any of these inside an IPv6 one.
    """
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_that_are_public(address):
    """This test ensures that the rest of the internet can be reached, over IPv6 networks too."""
    assert is_public(address)


class Recorder(httpcore2.SyncBackend):
    """Connects nowhere and keeps where to."""

    def __init__(self):
        self.connected = []

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.connected.append((host, port))
        return httpcore2.MockStream([])


def test_a_name_is_resolved_once_and_that_answer_connected_to(tmp_path):
    """This test ensures that a resolver which answers a public address first and 127.0.0.1 then (DNS rebinding) gets
    us to the public one or nowhere: what was checked is what is connected to, as a number.
    """
    answers = iter([[("93.184.216.34", 443)], [("127.0.0.1", 443)]])
    recorder = Recorder()
    web = Web(tmp_path, resolve=lambda host, port: next(answers))
    backend = fetch._Backend(web, lambda: 1.0, recorder)
    backend.connect_tcp("rebind.example", 443, 1.0)
    assert recorder.connected == [("93.184.216.34", 443)]
    with pytest.raises(
        NotFetched, match=r"'rebind.example' is at 127\.0\.0\.1, which is no address of the public internet"
    ):
        backend.connect_tcp("rebind.example", 443, 1.0)
    assert len(recorder.connected) == 1


def test_rebinding_between_two_requests_is_refused(fake, content, tmp_path):
    """This test ensures that every connection of a real download is checked, whatever the name answered before."""
    answers = iter([[(HERE, fake.ports[443])], [("127.0.0.2", fake.ports[443])]])
    web = fake.web(tmp_path)
    web._resolve = lambda host, port: next(answers)
    fake.pages[URL] = moved("http://example.org/secret")
    fake.pages["http://example.org/secret"] = pdf(content)
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"127\.0\.0\.2"):
        visit.download(URL, robots=False)
    assert [url for url, _ in fake.asked] == [URL]


def test_one_private_answer_among_public_ones_is_refused(fake, content, tmp_path):
    """This test ensures that a name is refused as a whole."""
    web = fake.web(tmp_path)
    web._resolve = lambda host, port: [(HERE, fake.ports[port]), ("10.0.0.1", port)]
    fake.pages[URL] = pdf(content)
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"10\.0\.0\.1"):
        visit.download(URL, robots=False)
    assert fake.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "0x7f.1", "2130706433", "127.1", "localhost"])
def test_a_redirect_to_a_private_address_is_refused(fake, tmp_path, host):
    """This test ensures that a server of the web cannot send us to a machine behind our door, however it is spelt.

    The name is resolved by the system here, as it would be.
    """
    web = fake.web(tmp_path)
    web._resolve = lambda name, port: fake.resolve(name, port) if name == "example.org" else fetch.resolve(name, port)
    web.permits = lambda address: address == HERE and len(fake.asked) == 0
    fake.pages[URL] = moved(f"http://{host}/latest/meta-data")
    with web.visit("work") as visit, pytest.raises(NotFetched) as caught:
        visit.download(URL, robots=False)
    assert "no address of the public internet" in str(caught.value) or "is found" in str(caught.value)
    assert [url for url, _ in fake.asked] == [URL]


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://example.org/a",
        "data:text/html,x",
        "gopher://example.org/",
        "http://[",
        "https://example.org:99999/",
        "https://a:b@example.org/",
    ],
)
def test_other_schemes_and_passwords_are_refused(fake, tmp_path, target):
    """This test ensures that nothing but the web is asked for, by name or redirect, and no password carried on."""
    assert refusal(fake, tmp_path, target)
    fake.pages[URL] = moved(target)
    assert refusal(fake, tmp_path)
    assert [url for url, _ in fake.asked] == [URL]


def test_by_default_this_machine_is_refused(fake, content, tmp_path):
    """This test ensures that a `Web` made as the program makes it does not ask this machine."""
    fake.pages[URL] = pdf(content)
    web = Web(tmp_path, Limits(connect=1.0))
    with web.visit("work") as visit, pytest.raises(NotFetched, match="no address of the public internet"):
        visit.download(f"http://127.0.0.1:{fake.ports[80]}/report.pdf")
    assert fake.asked == []


def test_a_certificate_that_is_not_the_hosts_is_refused(fake, content, tmp_path):
    """This test ensures that TLS is checked by the name, although the connection is made to a number."""
    fake.pages[URL] = pdf(content)
    web = fake.web(tmp_path)
    web.certificates = ssl.create_default_context()
    with web.visit("work") as visit, pytest.raises(NotFetched, match=r"cannot be reached.*certificate"):
        visit.download(URL)


def test_offline_is_said_at_once(tmp_path):
    """This test ensures that no network is told in little more than a second, also where the resolver hangs."""
    web = Web(tmp_path, Limits(offline=0.2), resolve=lambda host, port: time.sleep(5) or [])
    began = time.monotonic()
    with pytest.raises(Offline, match=r"no network: example.org, example.com cannot be reached"):
        web.check_reachable(["https://example.org/a", "https://example.com/b"])
    assert time.monotonic() - began < 4


def test_online_is_known_by_one_host_that_answers(fake, tmp_path):
    """This test ensures that dead hosts among living ones are no reason to give up."""
    fake.pages["http://example.org/"] = Page()
    fake.web(tmp_path).check_reachable(["https://dead.example/", "http://example.org/"])


@pytest.mark.parametrize("answer", [lambda content: dripping(content, 0.01), lambda _: lambda handler: time.sleep(3)])
def test_a_person_who_stops_it_is_obeyed(fake, content, tmp_path, answer):
    """This test ensures that a download in work ends soon after it is stopped, also where the server is silent."""
    fake.pages[URL] = answer(content)
    web = fake.web(tmp_path, read=5.0)
    Thread(target=lambda: (time.sleep(0.2), web.stop.set()), daemon=True).start()
    began = time.monotonic()
    with web.visit("work") as visit, pytest.raises(NotFetched, match="stopped"):
        visit.download(URL)
    assert time.monotonic() - began < 2
