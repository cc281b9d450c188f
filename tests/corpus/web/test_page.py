"""Pages that are read again and again: a server need not send a version that is held."""

import pytest

from corpus.errors import NotFetched
from corpus.web.versions import MAX_HEADER_CHARACTERS, Page, PageVersion
from tests.web import Handler, moved
from tests.web import Page as Answer

URL = "https://example.org/feed.xml"
TAG = '"v1"'
DAY = "Mon, 02 Mar 2026 10:00:00 GMT"


@pytest.fixture
def page(fake, tmp_path):
    """Request the page of an address, if there is another version than the one that is held."""

    def page(url=URL, held=None, **limits):
        with fake.web(tmp_path, **limits).visit("feed") as visit:
            return visit.page(url, "application/xml", held or PageVersion())

    return page


def conditional(handler: Handler) -> None:
    """Answer as a server that has one version of its page."""
    is_held = handler.headers.get("If-None-Match") == TAG or handler.headers.get("If-Modified-Since") == DAY
    headers = {"ETag": TAG, "Last-Modified": DAY}
    Answer(b"" if is_held else b"<rss/>", status=304 if is_held else 200, headers=headers)(handler)


def test_a_version_that_is_held_is_not_sent_again(fake, page):
    """The first answer names its version, by which the second request asks for another one."""
    fake.pages[URL] = conditional
    first = page()
    assert first == Page(b"<rss/>", URL, PageVersion(TAG, DAY))
    assert page(held=first.version) is None
    assert page(held=PageVersion("", DAY)) is None
    assert page(held=PageVersion('"v0"', "")) == first
    assert not {"If-None-Match", "If-Modified-Since"} & fake.asked[0][1].keys()


def test_nothing_is_written_to_the_disk(fake, page, tmp_path):
    """A page is not a download."""
    fake.pages[URL] = Answer(b"<rss/>")
    page()
    assert not (tmp_path / "downloads").exists()


def test_not_modified_without_a_condition(fake, page):
    """A server that says so although it was not asked has sent no page."""
    fake.pages[URL] = Answer(status=304)
    with pytest.raises(NotFetched, match="the server answered 304"):
        page()


@pytest.mark.parametrize("tag", ["x" * (MAX_HEADER_CHARACTERS + 1), "é", "a\r\nX-Evil: 1"])
def test_a_tag_that_a_header_cannot_hold(fake, page, tag):
    """A library of a stranger may hold any tag. One that could become another header is not sent."""
    assert PageVersion(tag, tag).request_headers == {}
    fake.pages[URL] = Answer(b"<rss/>")
    assert page(held=PageVersion(tag, tag)).content == b"<rss/>"
    assert "If-None-Match" not in fake.asked[0][1]
    assert PageVersion.of({"ETag": tag}) == PageVersion()


def test_a_gigantic_page(fake, page):
    """A page of more than 5 MB is not read to its end."""
    fake.pages[URL] = Answer(b"<rss>" + b" " * (6 * 2**20))
    with pytest.raises(NotFetched, match="larger than 5 MB"):
        page()


def test_redirects(fake, page):
    """The address of a page is where it came from. A redirect to a private address is refused, and so is a script."""
    fake.pages["https://example.org/old"] = moved(URL, 301)
    fake.pages[URL] = Answer(b"<rss/>")
    assert page("https://example.org/old").url == URL
    for target, reason in {
        "http://10.0.0.1/feed": "'10.0.0.1' is not found",
        "file:///etc/passwd": "only http and https",
    }.items():
        fake.pages["https://example.org/away"] = moved(target)
        with pytest.raises(NotFetched, match=reason):
            page("https://example.org/away")


def test_a_redirect_to_a_private_address(fake, tmp_path):
    """The address that a name is at is checked at each hop."""
    fake.pages["https://example.org/away"] = moved("https://inside.example.org/feed")
    fake.pages["https://inside.example.org/feed"] = Answer(b"<rss/>")
    web = fake.web(tmp_path)
    usual = fake.resolve
    web._resolve = lambda host, port: [("10.0.0.1", port)] if host.startswith("inside") else usual(host, port)
    with web.visit("feed") as visit, pytest.raises(NotFetched, match=r"10\.0\.0\.1, which is not on the public"):
        visit.page("https://example.org/away", "application/xml", PageVersion())
