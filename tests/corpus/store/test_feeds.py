"""The feeds of a library, and the works that they listed and the library did not have."""

import sqlite3
from contextlib import closing

import pytest

from corpus.errors import InputError, LibraryDamaged, UnknownKey
from corpus.feeds.model import KnownFeed, ListedWork
from corpus.store.corpus import Corpus
from corpus.store.verification import verify

ADDRESS = "https://example.org/feed"
READ = KnownFeed(ADDRESS, "News", tag='"v1"', modified="Mon, 02 Mar 2026 10:00:00 GMT")


def work(name, title="Streets"):
    return ListedWork(name, {"type": "document", "title": title}, ADDRESS)


@pytest.fixture
def writer(library):
    with Corpus.open(library, write=True) as corpus:
        yield corpus


def names(works):
    return [each.name for each in works]


def test_a_feed_is_kept_until_it_is_forgotten(writer):
    """A feed is kept once, in the order in which it came. Reading it changes nothing of that."""
    feeds = writer.feeds
    assert [feeds.keep("b"), feeds.keep("a"), feeds.keep("b")] == [True, True, False]
    feeds.record(KnownFeed("b", "Title"), ())
    assert [(feed.address, feed.title) for feed in feeds.kept()] == [("b", "Title"), ("a", "")]
    feeds.forget("b")
    assert [feed.address for feed in feeds.kept()] == ["a"]
    for address in ("b", "never"):
        with pytest.raises(UnknownKey, match="is not one of the feeds: evidence watch feed list"):
            feeds.forget(address)


def test_a_feed_that_is_only_read_is_not_kept(writer):
    """What was read of a feed that a person named once is remembered, with the day. It is kept only if asked."""
    writer.feeds.record(READ, [work("10.1/a")])
    assert writer.feeds.kept() == []
    known = writer.feeds.known()[ADDRESS]
    assert (known.title, known.tag, known.day) == ("News", '"v1"', writer.feeds.today().isoformat())
    assert writer.feeds.keep(ADDRESS)
    assert writer.feeds.kept()[0].tag == '"v1"'


def test_works_are_listed_until_they_are_shown(writer):
    """A work that no run has shown is listed again; a work that was shown is only remembered."""
    feeds = writer.feeds
    feeds.record(READ, [work("10.1/a"), work("")])
    feeds.record(READ, [work("https://example.org/b", "Second")])
    unshown = feeds.listed(unshown=True)
    assert names(unshown) == ["10.1/a", "", "https://example.org/b"]
    feeds.mark_shown([unshown[0].number, unshown[1].number])
    assert names(feeds.listed(unshown=True)) == ["https://example.org/b"]
    assert names(feeds.listed()) == ["10.1/a", "", "https://example.org/b"]
    assert feeds.named("https://example.org/b").csl["title"] == "Second"
    assert feeds.named("10.1/none") is None
    assert feeds.named("") is None


def test_two_runs_at_once(writer):
    """A work that another process has listed meanwhile is not listed twice."""
    writer.feeds.record(READ, [work("10.1/a"), work("")])
    writer.feeds.record(KnownFeed("other"), [work("10.1/a"), work("10.1/b"), work("")])
    assert names(writer.feeds.listed()) == ["10.1/a", "", "10.1/b", ""]


def test_a_forgotten_feed_leaves_its_works(writer):
    """The works of a feed that is not read any more are not news when another feed lists them."""
    writer.feeds.keep(ADDRESS)
    writer.feeds.record(READ, [work("10.1/a")])
    writer.feeds.forget(ADDRESS)
    assert names(writer.feeds.listed()) == ["10.1/a"]


def test_too_many_feeds(writer, monkeypatch):
    """The error says what to do."""
    monkeypatch.setattr("corpus.store.feeds.MAX_FEEDS", 2)
    for number in range(2):
        writer.feeds.keep(str(number))
    with pytest.raises(InputError, match="remove one first"):
        writer.feeds.keep("one more")


def test_feeds_change_while_another_process_writes(library):
    """A person may keep a feed while files are added."""
    with Corpus.open(library, write=True), Corpus.open_baskets(library) as corpus:
        corpus.feeds.keep(ADDRESS)
        assert corpus.feeds.kept()[0].address == ADDRESS


CHANGES = {
    "a title": "UPDATE feed SET title = 'Other'",
    "a day": "UPDATE feed SET since = '2026-13-01'",
    "a record": "UPDATE listed SET csl = '{\"title\": []}'",
    "no JSON": "UPDATE listed SET csl = '{'",
    "an option": "UPDATE listed SET name = '--library=/tmp'",
    "escapes": "UPDATE listed SET name = 'https://a/' || char(27)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_from_outside_is_found(library, change):
    """`verify` names a row that was changed, and a row of another form is not used."""
    with Corpus.open(library, write=True) as corpus:
        corpus.feeds.record(READ, [work("10.1/a")])
        assert not [fault for _, fault in verify(corpus) if fault]
    with closing(sqlite3.connect(library / "corpus.sqlite")) as connection:
        connection.executescript(CHANGES[change])
    with Corpus.open(library) as corpus:
        faults = [fault for name, fault in verify(corpus) if name == "feeds"]
        assert faults[0] in ("their table feed has changed", "their table listed has changed")
        if change != "a title":
            with pytest.raises(LibraryDamaged, match=r"is damaged: a (feed|work that a feed listed)"):
                _ = corpus.feeds.known(), corpus.feeds.listed()
