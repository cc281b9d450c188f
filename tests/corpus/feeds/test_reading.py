"""Feeds are parsed in a child process, which is limited and not trusted."""

import time

import pytest

from corpus import extras
from corpus.errors import MissingExtra, UnreadableFile
from corpus.feeds import MAX_FILE_BYTES, read_feed
from corpus.feeds.entries import web_address
from corpus.feeds.parsing import MAX_ENTRIES, parse
from corpus.feeds.task import feed_from_json
from tests.feeds import item, journal_item, rss
from tests.poison import POISON

pytest.importorskip("feedparser", reason="the extra `feeds` is not installed")

RSS_1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/">
<channel rdf:about="https://j.example.org/toc"><title>Quiet Streets</title></channel>
<item rdf:about="https://j.example.org/doi/abs/10.1000/qs.7?af=R">
<title>Streets &lt;i&gt;and&lt;/i&gt; Shots: p &amp;lt; 0.05</title>
<link>https://j.example.org/doi/abs/10.1000/qs.7?af=R</link>
<dc:creator>Ana Souza, Jan van Dijk</dc:creator><dc:identifier>doi:10.1000/QS.7</dc:identifier>
<prism:publicationName>Quiet Streets</prism:publicationName><prism:volume>9</prism:volume>
<prism:coverDate>2026-05-01</prism:coverDate></item></rdf:RDF>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Institute of Safe Cities</title>
<entry><id>tag:example.org,2026:1</id><title type="html">What &lt;b&gt;works&lt;/b&gt; in cities?</title>
<author><name>Institute of Safe Cities</name></author><published>2026-02-03T00:00:00Z</published>
<link rel="alternate" type="text/html" href="/publications/1"/>
<link rel="enclosure" type="application/pdf" href="files/what-works.pdf"/></entry>
<entry><id>https://doi.org/10.1000/second</id><title>Second</title><updated>2026-01-01T00:00:00Z</updated></entry>
</feed>"""

POST = "The officers walked the hills of the city every evening. " * 20


def read(content, address=""):
    """Read the bytes or the text of a feed in this process."""
    return parse(content if isinstance(content, bytes) else content.encode(), address)


@pytest.fixture
def read_in_child(tmp_path):
    """Read the bytes or the text of a feed as the program does."""

    def read(content, address=""):
        path = tmp_path / "feed.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_feed(path, address)

    return read


def test_the_same_works_from_the_child(read_in_child):
    """What a feed says passes through the pipes unchanged."""
    assert read_in_child(RSS_1) == read(RSS_1)
    address = "https://example.org/news/feed.atom"
    assert read_in_child(ATOM, address) == read(ATOM, address)


def test_a_journal_in_rss_1():
    """The fields of PRISM and Dublin Core become a CSL item. The DOI is in small letters, and markup is removed."""
    feed = read(RSS_1)
    assert (feed.title, feed.left_out, feed.problem) == ("Quiet Streets", 0, "")
    assert list(feed.works) == [
        {
            "type": "article-journal",
            "title": "Streets and Shots: p < 0.05",
            "author": [{"family": "Souza", "given": "Ana"}, {"family": "van Dijk", "given": "Jan"}],
            "issued": {"date-parts": [[2026, 5, 1]]},
            "container-title": "Quiet Streets",
            "volume": "9",
            "DOI": "10.1000/qs.7",
            "URL": "https://j.example.org/doi/abs/10.1000/qs.7?af=R",
        }
    ]


def test_an_institution_in_atom():
    """A link to a file comes before the link to a page, and relative links are relative to the address of the feed."""
    first, second = read(ATOM, "https://example.org/news/feed.atom").works
    assert first == {
        "type": "document",
        "title": "What works in cities?",
        "author": [{"literal": "Institute of Safe Cities"}],
        "issued": {"date-parts": [[2026, 2, 3]]},
        "URL": "https://example.org/news/files/what-works.pdf",
    }
    assert (second["DOI"], second["type"]) == ("10.1000/second", "article")


def test_a_blog():
    """An entry with its whole text in the feed is a post; an entry with a summary announces a work."""
    feed = read(rss(item("A post", content_encoded=POST), item("An announcement", description=POST)))
    assert [work["type"] for work in feed.works] == ["post-weblog", "document"]


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://onlinelibrary.example.com/doi/10.1111/1745-9125.12345?af=R", "10.1111/1745-9125.12345"),
        ("https://journals.example.com/doi/full/10.1177/00224278.1/abstract", "10.1177/00224278.1"),
        ("https://example.com/content/10.1101/2026.01.02.123456v1.full", "10.1101/2026.01.02.123456v1"),
        ("https://doi.org/10.1002%2Fabc%3C1%3E", "10.1002/abc"),
        ("https://example.com/news/10-ways", None),
    ],
)
def test_a_doi_in_an_address(address, doi):
    """The DOI of a work is found in its address, without what a publisher puts after it."""
    (work,) = read(rss(item("Streets", link=address))).works
    assert work.get("DOI") == doi


# --- hostile feeds -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"%PDF-1.7\n1 0 obj", "is neither RSS nor Atom"),
        (b"<!doctype html><html><body><p>Not found</p></body></html>", "is neither RSS nor Atom"),
        (b'{"items": []}', "is neither RSS nor Atom"),
        (b"\x00\xff\xfe" * 1000, "is neither RSS nor Atom"),
    ],
    ids=["nothing", "spaces", "a PDF", "a web page", "JSON", "bytes"],
)
def test_what_is_not_a_feed(read_in_child, content, reason):
    """Any other file is refused with the reason."""
    with pytest.raises(UnreadableFile, match=reason):
        read_in_child(content)


def test_a_file_that_is_too_large_or_missing(tmp_path):
    """The size is checked before anything is read."""
    path = tmp_path / "feed.xml"
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_feed(path)
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(UnreadableFile, match=r"has 20,000,001 bytes, and the limit is 20,000,000"):
        read_feed(path)


def test_entities_that_double(read_in_child):
    """Entities of entities are not expanded, and a file of this machine is not read."""
    levels = "".join(f'<!ENTITY m{n} "{f"&m{n - 1};" * 10}">\n' for n in range(1, 10))
    declared = f'<!DOCTYPE rss [\n<!ENTITY m0 "bomb">\n{levels}<!ENTITY f SYSTEM "file:///etc/passwd">\n]>\n'
    begun = time.monotonic()
    feed = read_in_child(
        f'<?xml version="1.0"?>\n{declared}<rss version="2.0"><channel>'
        "<item><title>One &m9; &f; end</title></item></channel></rss>"
    )
    assert time.monotonic() - begun < 10
    assert [len(work["title"]) < 100 for work in feed.works] == [True]
    assert "root:" not in str(feed)


def test_a_feed_that_takes_too_long(read_in_child, monkeypatch):
    """A child that is busy for too long is ended. A head of empty lines makes the parser busy for hours."""
    monkeypatch.setattr("corpus.feeds._SECONDS", 2.0)
    begun = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"took longer than 2 s|processor time"):
        read_in_child(b"\n" * 3_000_000 + rss(item("One")))
    assert time.monotonic() - begun < 10


def test_more_entries_than_are_read():
    """The entries beyond the limit are counted, and the report says so."""
    feed = read(rss(*(item(f"Work {number}") for number in range(MAX_ENTRIES + 5))))
    assert (len(feed.works), feed.left_out) == (MAX_ENTRIES, 5)
    assert feed.problem == "has 2,005 entries, and the first 2,000 are read"


@pytest.mark.parametrize("title", ["", "   ", "x" * 2_001])
def test_an_entry_without_a_title(title):
    """An entry that names no work is left out and counted."""
    feed = read(rss(item(title), item("Second")))
    assert ([work["title"] for work in feed.works], feed.left_out) == (["Second"], 1)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (rss(item("Año")).replace(b"utf-8", b"iso-8859-1").decode().encode("latin-1"), "Año"),
        (rss(item("Año")).decode().encode("latin-1"), "Año"),
        (rss(item("Año")).decode().replace("utf-8", "utf-16").encode("utf-16"), "Año"),
        (rss(item("Año")).replace(b"utf-8", b"klingon"), "Año"),
    ],
    ids=["as declared", "not as declared", "UTF-16", "unknown"],
)
def test_encodings(content, title):
    """A feed that declares another encoding than it has is read all the same."""
    assert [work["title"] for work in read(content).works] == [title]


def test_a_feed_that_breaks_off():
    """What comes before the fault is read, and the report says that something may be missing."""
    feed = read(rss(item("First"), item("Second"))[:-30])
    assert feed.works[0]["title"] == "First"
    assert "is not well-formed XML (line 2)" in feed.problem


def test_controls_and_markup_in_every_field():
    """No text has a character that acts on a terminal, and no title has a script."""
    hostile = (POISON + "&#27;[31m<b>bold</b>").replace("\x9b", "&#155;")
    feed = read(
        rss(
            item(hostile, dc_creator=hostile, prism_publicationName=hostile, prism_volume=hostile, link=hostile),
            title=hostile,
        )
    )
    (work,) = feed.works
    assert "URL" not in work
    for text in (feed.title, work["title"], str(work.get("author")), work["container-title"], work["volume"]):
        assert text.isprintable()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/a b?q=ü#part", "https://example.org/a%20b?q=%C3%BC"),
        ("https://münchen.example/`id`$(id)", "https://xn--mnchen-3ya.example/%60id%60$(id)"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("javascript:alert(1)", ""),
        ("JavaScript://example.org/%0aalert(1)", ""),
        ("data:text/html,<script>", ""),
        ("file:///etc/passwd", ""),
        ("https://user:word@example.org/", ""),
        ("https://example.org:99999/", ""),
        ("https://[broken/", ""),
        ("https://example.org/\x1b]8;;", ""),
        ("https://example.org/" + "a" * 3_000, ""),
        ("-rf", ""),
    ],
)
def test_only_addresses_of_the_web(text, address):
    """An address becomes ASCII. Anything that is not http or https is dropped."""
    assert web_address(text) == address


def test_an_address_that_entries_share():
    """If all entries link to the home page, it is the address of none of them."""
    feed = read(rss(item("One", link="https://example.org/"), item("Two", link="https://example.org/")))
    assert [work.get("URL") for work in feed.works] == [None, None]
    feed = read(rss(journal_item(1, "One"), journal_item(2, "Two")))
    assert all(work.get("URL") for work in feed.works)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"title": "", "works": [3], "left_out": 0, "problem": ""},
        {"title": "", "works": {}, "left_out": 0, "problem": ""},
        {"title": "", "works": [], "left_out": "many", "problem": ""},
        {"works": [{"title": "A"}]},
    ],
)
def test_an_answer_that_is_not_valid(answer):
    """What the child says is checked."""
    with pytest.raises(UnreadableFile, match="invalid answer"):
        feed_from_json(answer)


def test_an_answer_with_hostile_values():
    """Values of a wrong type are left out, and so are a DOI and an address that are not such."""
    work = {
        "title": "A\x1b[2J",
        "DOI": "10.1000/a b",
        "URL": "javascript:x",
        "author": 3,
        "issued": "soon",
        "type": [],
    }
    feed = feed_from_json({"title": "\x1b]0;", "works": [work, {"title": 5}], "left_out": 0, "problem": ""})
    (checked,) = feed.works
    assert checked["title"] == "A [2J"
    assert not {"DOI", "URL", "author"} & checked.keys()
    assert checked["type"] == "document"
    assert "\x1b" not in feed.title


def test_without_the_extra(read_in_child, monkeypatch):
    """The error names the extra."""
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'evidence-assistant\[feeds\]'"):
        read_in_child(RSS_1)
