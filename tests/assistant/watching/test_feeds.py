"""Feeds are read, and the works that the library has not are listed once, each with the command that fetches it."""

import shlex

import pytest

from assistant import Assistant
from assistant.render.feeds import feeds_json, feeds_markdown, fetch_command, remarks, works_text
from corpus.errors import InputError, MissingExtra, UnknownKey
from corpus.feeds.model import ListedWork
from corpus.model import Reference
from corpus.store.corpus import Corpus
from tests.crossref import article, registered, serve
from tests.feeds import item, journal_item, rss
from tests.web import Page, broken_off, moved

pytest.importorskip("feedparser", reason="the extra `feeds` is not installed")

FEED = "https://journal.example.org/feed.xml"
OTHER = "https://other.example.org/feed.xml"


@pytest.fixture
def library(tmp_path):
    """The folder of an empty library."""
    Corpus.create(tmp_path / "library", seed=lambda _: None).close()
    return tmp_path / "library"


@pytest.fixture
def read(library, fake):
    """Read feeds in the web of the test, and note that a person has seen the report."""

    def read(*addresses, seen=True, **options):
        desk = Assistant(library)
        report = desk.read_feeds(*addresses, web=fake.web(library), **options)
        if seen:
            desk.mark_listed(report.works)
        return report

    return read


def put(library, *works):
    """Put works into the library, each as CSL fields with its key."""
    with Corpus.open(library, write=True) as corpus:
        for csl in works:
            corpus.put([Reference(csl["id"], csl, "article", "descriptive")])


def held(key, title, year=2026, **csl):
    return {"id": key, "type": "article-journal", "title": title, "issued": {"date-parts": [[year]]}, **csl}


def titles(report):
    return [work.csl["title"] for work in report.works]


def answer(*items, **more):
    return Page(rss(*items), "application/rss+xml", **more)


# --- what is new ---------------------------------------------------------------------------------------------------


def test_only_works_that_are_not_held(read, fake, library):
    """A work is held if its DOI is, its title in the year by the same people, or its address."""
    put(
        library,
        held("by-doi", "A title of its own", 2019, DOI="10.1000/JQS.1"),
        held("by-title", "Quiet streets in nine cities", author=[{"family": "Rossi", "given": "Anna"}]),
        held("by-address", "Posted", 2020, type="post-weblog", URL="http://www.blog.example.org/post/"),
        held("by-others", "Annual report", author=[{"literal": "World Bank"}]),
        held("last-year", "Global study on streets and shots", 2025),
    )
    fake.pages[FEED] = answer(
        journal_item(1, "Held by its DOI", "Ada Field"),
        item("Quiet Streets in Nine Cities", dc_creator="Rossi, A.", dc_date="2026-01-01", link="https://a.org/1"),
        item("Posted again", link="https://blog.example.org/post", dc_date="2026-02-01"),
        item("Annual report", dc_creator="Red Cross", dc_date="2026-01-01"),
        item("Global study on streets and shots", dc_date="2026-01-01"),
        item("Global study on streets and shots"),
    )
    assert titles(read(FEED)) == ["Annual report", "Global study on streets and shots"]


def test_a_work_is_listed_once(read, fake):
    """A work that was listed is not listed again: in a later run, in another feed, with or without its DOI."""
    fake.pages[FEED] = answer(journal_item(1, "Streets and shots in March", "Ada Field"))
    fake.pages[OTHER] = answer(
        item("Streets and Shots in March", dc_creator="Field, Ada", dc_date="2026-03-09", link="https://o.org/1"),
        item("A work of its own", link="https://o.org/2"),
    )
    first = read(FEED, OTHER)
    assert titles(first) == ["Streets and shots in March", "A work of its own"]
    assert [feed.new for feed in first.feeds] == [1, 1]
    assert titles(read(FEED, OTHER)) == []
    fake.pages[FEED] = answer(
        journal_item(2, "Streets and shots in April", "Ada Field"), journal_item(1, "Corrected title", "Ada Field")
    )
    assert titles(read(FEED, OTHER)) == ["Streets and shots in April"]


def test_addresses(read, fake):
    """Pages that differ in their query are two works; a page with another counter of visitors is the same."""
    fake.pages[FEED] = answer(
        item("Bulletin of the first quarter", link="https://i.org/?p=1"),
        item("Bulletin of the second quarter", link="https://i.org/?p=2&utm_source=rss"),
    )
    assert len(read(FEED).works) == 2
    fake.pages[OTHER] = answer(item("Second quarter", link="http://www.i.org/?utm_medium=feed&p=2#top"))
    assert titles(read(OTHER)) == []


def test_works_of_one_title(read, fake, library):
    """A feed whose works have the same title lists each of them once, although one is held."""
    put(library, held("bulletin", "Monthly bulletin of the institute", type="report"))

    def bulletin(month):
        return item("Monthly bulletin of the institute", link=f"https://i.org/b/{month}", dc_date=f"2026-{month:02}-01")

    fake.pages[FEED] = answer(bulletin(2))
    assert titles(read(FEED)) == []
    fake.pages[FEED] = answer(bulletin(4), bulletin(3))
    assert [work.name for work in read(FEED).works] == ["https://i.org/b/4", "https://i.org/b/3"]
    fake.pages[FEED] = answer(bulletin(5), bulletin(4), bulletin(3))
    assert [work.name for work in read(FEED).works] == ["https://i.org/b/5"]
    fake.pages[FEED] = answer(bulletin(6))
    assert [work.name for work in read(FEED).works] == ["https://i.org/b/6"]


def test_a_listed_work_that_was_removed_is_not_news(read, fake, library):
    """A person who fetched a work and removed it does not want to hear of it again."""
    fake.pages[FEED] = answer(journal_item(1, "Streets and shots", "Ada Field"))
    read(FEED)
    put(library, held("field", "Streets and shots", DOI="10.1000/jqs.1"))
    with Corpus.open(library, write=True) as corpus:
        corpus.remove("field", keep_note=False)
    assert titles(read(FEED)) == []


def test_a_report_that_nobody_saw_is_shown_again(read, fake):
    """A run that is killed between reading and showing loses nothing."""
    fake.pages[FEED] = answer(journal_item(1, "Streets and shots", "Ada Field"))
    assert titles(read(FEED, seen=False)) == ["Streets and shots"]
    fake.pages[FEED] = Page(status=404)
    assert titles(read(FEED)) == ["Streets and shots"]
    assert titles(read(FEED)) == []


def test_since(read, fake):
    """Works before a day are left out and counted. A later run with an earlier day lists them."""
    fake.pages[FEED] = answer(
        journal_item(1, "January", month=1), journal_item(2, "June", month=6), item("No date"), tag='"v1"'
    )
    report = read(FEED, since="2026-06-05")
    assert (titles(report), report.feeds[0].left_out) == (["June", "No date"], 1)
    assert titles(read(FEED, since="2026-06-06")) == []
    assert titles(read(FEED)) == ["January"]
    with pytest.raises(InputError, match="'June' is not a day: write it as in 2026-11-30"):
        read(FEED, since="June")


# --- feeds ---------------------------------------------------------------------------------------------------------


def test_a_feed_that_has_not_changed_is_not_sent_again(read, fake, library):
    """The second request names the version that was read. With another day everything is read again."""

    def server(handler):
        is_held = handler.headers.get("If-None-Match") == '"v1"'
        answer(journal_item(1, "One"), status=304 if is_held else 200, headers={"ETag": '"v1"'})(handler)

    fake.pages[FEED] = server
    assert read(FEED).feeds[0].status == "read"
    again = read(FEED).feeds[0]
    assert (again.status, again.title, again.problem) == ("unchanged", "Journal of Quiet Streets", "")
    assert read(FEED, since="2020-01-01").feeds[0].status == "read"


def test_a_feed_that_fails_is_one_line(read, fake, tmp_path):
    """The rest is read, and the report says so."""
    fake.pages[FEED] = answer(journal_item(1, "One"))
    fake.pages["https://gone.example.org/feed"] = Page(status=404)
    fake.pages["https://page.example.org/feed"] = Page(b"<html><body>Welcome</body></html>")
    fake.pages["https://broken.example.org/feed"] = broken_off(b"<rss/>" * 100, 50)
    fake.pages["https://away.example.org/feed"] = moved("http://169.254.169.254/latest/meta-data")
    (tmp_path / "notes.txt").write_text("Notes\n", "utf-8")
    report = read(
        "https://gone.example.org/feed",
        "https://page.example.org/feed",
        "https://broken.example.org/feed",
        "https://away.example.org/feed",
        "https://nobody.example.org/feed",
        str(tmp_path / "notes.txt"),
        str(tmp_path / "missing.xml"),
        str(tmp_path),
        FEED,
    )
    assert report.failed
    assert titles(report) == ["One"]
    assert [feed.status for feed in report.feeds] == ["failed"] * 8 + ["read"]
    words = [
        "404",
        "neither RSS",
        "broke off",
        "169.254.169.254",
        "not found",
        "neither RSS",
        "no such file",
        "not a file",
    ]
    for feed, word in zip(report.feeds, words, strict=False):
        assert word in feed.problem
    lines = remarks(report)
    assert len([line for line in lines if line.startswith("not read: ")]) == 8
    assert lines[-1] == "1 feed read, 8 not read, 1 work listed, 1 new"


def test_feeds_that_are_kept(library, fake, tmp_path):
    """Without an address every kept feed is read. A file is kept under its whole path."""
    desk = Assistant(library)
    fake.pages[FEED] = answer(journal_item(1, "One"))
    (tmp_path / "local.xml").write_bytes(rss(item("Two")))
    assert desk.read_feeds(web=fake.web(library)).feeds == ()
    local = str(tmp_path / "local.xml")
    assert [desk.keep_feed(FEED), desk.keep_feed(local), desk.keep_feed(FEED)] == [True, True, False]
    assert titles(desk.read_feeds(web=fake.web(library))) == ["One", "Two"]
    assert [feed.title for feed in desk.feeds()] == ["Journal of Quiet Streets"] * 2
    desk.forget_feed(FEED)
    assert [feed.address for feed in desk.feeds()] == [local]
    with pytest.raises(InputError, match="is not an ISSN"):
        desk.keep_feed("crossref:issn=1")


def test_a_stopped_run_keeps_what_was_read(library, fake):
    """Ctrl-C ends the reading. What was read is in the report."""
    desk = Assistant(library)

    def stop(handler):
        raise AssertionError("it is not asked")

    fake.pages[FEED] = answer(journal_item(1, "One"))
    fake.pages[OTHER] = stop
    web = fake.web(library)
    visit = web.visit

    def visit_or_stop(name, *more):
        if name == OTHER:
            raise KeyboardInterrupt
        return visit(name, *more)

    web.visit = visit_or_stop
    report = desk.read_feeds(FEED, OTHER, web=web)
    assert (report.stopped, titles(report), len(report.feeds)) == (True, ["One"], 1)


def test_without_the_extra(library, fake, monkeypatch):
    """The error names the extra before anything is read. Crossref does not need it."""
    monkeypatch.setattr("corpus.extras.find_spec", lambda name: None)
    desk = Assistant(library)
    with pytest.raises(MissingExtra, match=r"evidence-assistant\[feeds\]"):
        desk.read_feeds("crossref:member=78", FEED, web=fake.web(library))
    assert not fake.asked
    serve(fake)
    assert not desk.read_feeds("crossref:member=78", web=fake.web(library)).failed


# --- Crossref ------------------------------------------------------------------------------------------------------


def test_crossref(read, fake, library):
    """New works of a journal are listed. A work that is held under the year of its online copy is not new."""
    cities = "Quiet streets in nine cities"
    put(library, held("rossi", cities, 2025, author=[{"family": "Rossi", "given": "Anna"}]))
    journal = {"ISSN": ["1745-9125"]}
    server = serve(
        fake,
        article("10.1000/a", "Streets", "Field, Ada", year=2026, **registered("2026-03-05", **journal)),
        article(
            "10.1000/b", "Quiet streets in nine cities", "Rossi, Anna", year=2026, **registered("2026-03-06", **journal)
        ),
        article("10.1000/old", "Old streets", "Field, Ada", **registered("2025-03-06", **journal)),
    )
    report = read("crossref:issn=17459125", since="2026-01-01")
    assert titles(report) == ["Streets"]
    assert report.works[0].name == "10.1000/a"
    assert server.asked == ["issn:1745-9125,from-created-date:2026-01-01"]


def test_the_next_question_to_crossref(read, fake, library):
    """The first question is about the last 30 days, the next one about the days since the last, with one to spare."""
    server = serve(fake)
    read("crossref:member=78")
    read("crossref:member=78")
    with Corpus.open(library) as corpus:
        days = [corpus.feeds.days_ago(30), corpus.feeds.days_ago(1)]
    assert server.asked == [f"member:78,from-created-date:{day}" for day in days]


def test_more_works_than_crossref_is_asked_for(read, fake, monkeypatch):
    """The next run goes on where the last one ended, and a day with too many works does not stop it for ever."""
    monkeypatch.setattr("corpus.web.crossref.MAX_NEW_WORKS", 100)
    works = [
        article(f"10.1000/m.{n}", f"Streets number {n}", **registered("2026-03-05", member="78")) for n in range(150)
    ]
    server = serve(fake, *works)
    report = read("crossref:member=78", since="2026-03-01")
    assert (len(report.works), report.failed) == (100, False)
    assert "has more than" in report.feeds[0].problem
    assert "the next run goes on from 2026-03-05" in report.feeds[0].problem
    assert "goes on from 2026-03-06" in read("crossref:member=78").feeds[0].problem
    assert read("crossref:member=78").feeds[0].problem == ""
    assert [asked[-10:] for asked in server.asked] == ["2026-03-01", "2026-03-05", "2026-03-06"]


def test_crossref_that_does_not_answer(read, fake):
    """A server that asks us to wait for an hour is left alone, and the other feeds are read."""
    server = serve(fake)
    server.faults["member:78,from-created-date:2026-03-01"] = [Page(status=429, headers={"Retry-After": "3600"})]
    fake.pages[FEED] = answer(journal_item(1, "One"))
    report = read("crossref:member=78", FEED, since="2026-03-01")
    assert [feed.status for feed in report.feeds] == ["failed", "read"]
    assert "try again later" in report.feeds[0].problem


# --- commands and reports ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("10.1000/jqs.1", "evidence fetch 10.1000/jqs.1"),
        ("10.1002/1(98)3:8<69>;rm", "evidence fetch '10.1002/1(98)3:8<69>;rm'"),
        ("https://a.org/?a=1&b=$(id)", "evidence fetch 'https://a.org/?a=1&b=$(id)'"),
        ("10.1000/it's`id`", """evidence fetch '10.1000/it'"'"'s`id`'"""),
        ("", ""),
    ],
)
def test_the_command_of_a_work(name, command):
    """The command is quoted for a shell, and names the library if the person did."""
    work = ListedWork(name, {"title": "'; rm -rf ~; echo '"}, FEED)
    assert fetch_command(work) == command
    if name:
        assert shlex.split(fetch_command(work, "/my library")) == [
            "evidence",
            "fetch",
            name,
            "--library",
            "/my library",
        ]


def test_a_report_for_programs(read, fake):
    """JSON has all fields of a work, and the command."""
    fake.pages[FEED] = answer(journal_item(7, "Streets and shots", "Ada Field", "Jan van Dijk"))
    found = feeds_json(read(FEED))
    assert found["feeds"][0] == {
        "address": FEED,
        "title": "Journal of Quiet Streets",
        "status": "read",
        "works": 1,
        "new": 1,
        "left_out": 0,
        "problem": "",
    }
    (work,) = found["works"]
    assert (work["title"], work["year"], work["doi"]) == ("Streets and shots", 2026, "10.1000/jqs.7")
    assert work["authors"] == ["Field, Ada", "van Dijk, Jan"]
    assert (work["feed"], work["command"]) == (FEED, "evidence fetch 10.1000/jqs.7")
    assert (found["fetched"], found["problem"], found["stopped"]) == (None, None, False)


def test_a_report_to_read(read, fake):
    """A work has three lines: what it is, which feed has it, how to fetch it."""
    fake.pages[FEED] = answer(journal_item(7, "Streets and shots", "Ada Field", "Jan van Dijk"), item("No address"))
    report = read(FEED)
    assert works_text(report).splitlines() == [
        "Field & van Dijk (2026). Streets and shots",
        f"  listed by Journal of Quiet Streets ({FEED})",
        "  evidence fetch 10.1000/jqs.7",
        "(n.d.). No address",
        f"  listed by Journal of Quiet Streets ({FEED})",
        "  The feed has no address of it: look at the page of the feed",
    ]
    assert remarks(report) == ["1 feed read, 2 works listed, 2 new"]
    assert "`evidence fetch 10.1000/jqs.7`" in feeds_markdown(report)


def test_works_that_are_still_not_held(read, fake, library):
    """All listed works that the library has not are listed on demand, also works that were shown long ago."""
    fake.pages[FEED] = answer(journal_item(1, "One"), journal_item(2, "Two"))
    read(FEED)
    put(library, held("one", "One", DOI="10.1000/jqs.1"))
    assert [work.csl["title"] for work in Assistant(library).listed_works()] == ["Two"]
    with pytest.raises(UnknownKey):
        Assistant(library).fetch("10.1000/unknown")
