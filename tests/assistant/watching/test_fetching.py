"""The works that feeds listed are fetched as `evidence fetch` fetches any work."""

import pytest

from assistant import Assistant
from corpus.errors import UnknownKey
from corpus.feeds.model import KnownFeed, ListedWork
from corpus.model import Reference
from corpus.store.corpus import Corpus
from tests.corpus.pdfs import Text, paragraph, write
from tests.feeds import item, rss
from tests.starter_web import stating
from tests.web import Page, moved, pdf

pytest.importorskip("feedparser", reason="the extra `feeds` is not installed")
pytestmark = pytest.mark.usefixtures("word_encoder")

FEED = "https://institute.example.org/feed.xml"
TITLE = "Quiet streets in nine cities"
FILE = "https://institute.example.org/files/quiet.pdf"
PAYWALL = "https://doi.org/10.1000/paid"


@pytest.fixture
def library(tmp_path):
    """The folder of an empty library."""
    Corpus.create(tmp_path / "library", seed=lambda _: None).close()
    return tmp_path / "library"


@pytest.fixture
def online(fake, tmp_path):
    """A web with a feed of two works: one is behind the page of its DOI, the other needs a person."""
    lines = ["By Anna Rossi", "2026", "Violence fell by 31 percent in nine cities after two years of call-ins."]
    path = write(tmp_path / "quiet.pdf", [[Text(TITLE, y=700, size=18), *paragraph(lines, 500)]])
    fake.pages[FEED] = Page(
        rss(
            item(TITLE, dc_creator="Anna Rossi", dc_date="2026-01-01", link="https://doi.org/10.1000/quiet"),
            item("Behind a wall", dc_creator="Ada Field", dc_date="2026-01-01", link=PAYWALL),
            item("Without an address"),
        )
    )
    fake.pages["https://doi.org/10.1000/quiet"] = moved("https://institute.example.org/quiet")
    fake.pages["https://institute.example.org/quiet"] = stating("/files/quiet.pdf")
    fake.pages[FILE] = pdf(path.read_bytes())
    fake.pages[PAYWALL] = Page(status=402)
    fake.pages["https://web.archive.org/"] = Page()
    return fake


def test_nothing_is_fetched_unless_it_is_asked_for(online, library):
    """A run without `fetch` requests the feed alone, and adds nothing to the library."""
    Assistant(library).read_feeds(FEED, web=online.web(library))
    assert [url for url, _ in online.asked] == [FEED]
    with Corpus.open(library) as corpus:
        assert corpus.references() == {}


def test_a_run_that_fetches(online, library):
    """Each new work with an address is fetched, and the report says what became of it."""
    desk = Assistant(library)
    report = desk.read_feeds(FEED, fetch=True, web=online.web(library))
    outcomes = {work.title: (work.status, work.url) for work in report.fetched.works}
    assert outcomes == {TITLE: ("fetched", FILE), "Behind a wall": ("needs a person", PAYWALL)}
    assert report.failed
    with Corpus.open(library) as corpus:
        assert set(corpus.full_texts()) == {"rossi-2026-quiet-streets-nine-cities"}
    desk.mark_listed(report.works)
    again = desk.read_feeds(FEED, fetch=True, web=online.web(library))
    assert (again.works, again.fetched, again.failed) == ((), None, False)


def test_the_command_of_a_listed_work(online, library):
    """`evidence fetch DOI` adds the record and fetches its file."""
    desk = Assistant(library)
    desk.read_feeds(FEED, web=online.web(library))
    (outcome,) = desk.fetch("10.1000/quiet", web=online.web(library)).works
    assert (outcome.status, outcome.key) == ("fetched", "rossi-2026-quiet-streets-nine-cities")
    with Corpus.open(library) as corpus:
        reference = corpus.reference(outcome.key)
        assert reference.csl["author"] == [{"family": "Rossi", "given": "Anna"}]
        assert reference.csl["DOI"] == "10.1000/quiet"
    (again,) = desk.fetch("https://doi.org/10.1000/QUIET", web=online.web(library)).works
    assert (again.status, again.key) == ("already here", outcome.key)


def test_a_work_that_needs_a_person_is_kept_as_a_record(online, library):
    """A person can add its file under the key that the table shows."""
    desk = Assistant(library)
    desk.read_feeds(FEED, web=online.web(library))
    (outcome,) = desk.fetch("10.1000/paid", web=online.web(library)).works
    assert (outcome.status, outcome.key) == ("needs a person", "field-2026-behind-wall")
    assert [work.csl["title"] for work in desk.listed_works()] == [TITLE, "Without an address"]
    with pytest.raises(UnknownKey):
        desk.fetch("10.1000/unknown", web=online.web(library))


def test_a_record_of_the_library_stays(online, library):
    """If the library has a listed work by now, its own record stays."""
    with Corpus.open(library, write=True) as corpus:
        csl = {"id": "quiet", "type": "report", "title": TITLE, "DOI": "10.1000/quiet", "publisher": "Institute"}
        corpus.feeds.record(KnownFeed(FEED), [_listed("10.1000/quiet")])
        corpus.put([Reference("quiet", csl, "report", "descriptive")])
    (outcome,) = Assistant(library).fetch("10.1000/quiet", web=online.web(library)).works
    assert outcome.key == "quiet"
    with Corpus.open(library) as corpus:
        assert corpus.reference("quiet").csl["publisher"] == "Institute"


def test_without_a_network(fake, library):
    """The works are listed, and the report says why none was fetched."""
    with Corpus.open(library, write=True) as corpus:
        corpus.feeds.record(KnownFeed(FEED), [_listed("10.1000/quiet")])
    report = Assistant(library).read_feeds(str(library / "missing.xml"), fetch=True, web=fake.web(library))
    assert [work.name for work in report.works] == ["10.1000/quiet"]
    assert report.problem.startswith("no network: doi.org, web.archive.org cannot be reached")
    assert report.failed


def _listed(name):
    return ListedWork(name, {"type": "article", "title": TITLE, "DOI": name}, FEED)
