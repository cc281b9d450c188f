"""Feeds at the command line: `watch run --feed`, and the feeds that every run reads."""

import json

import pytest
from lxml import etree
from typer.testing import CliRunner

from assistant import Assistant
from assistant.cli import app
from corpus.errors import InputError, LibraryMissing, UnknownKey
from corpus.store.corpus import Corpus
from tests.crossref import CrossrefServer, article, registered
from tests.feeds import item, journal_item, rss
from tests.web import HERE, Page

pytest.importorskip("feedparser", reason="the extra `feeds` is not installed")


@pytest.fixture
def library(tmp_path):
    """The folder of an empty library."""
    Corpus.create(tmp_path / "library", seed=lambda _: None).close()
    return tmp_path / "library"


@pytest.fixture
def feed(tmp_path):
    """A file with a feed of one work."""
    path = tmp_path / "journal.xml"
    path.write_bytes(rss(journal_item(1, "Streets and shots", "Ada Field")))
    return path


@pytest.fixture
def watch(library):
    """Run a command of `watch` in this process."""

    def watch(*arguments):
        return CliRunner().invoke(app, ["watch", *map(str, arguments), "--library", str(library)])

    return watch


def test_a_run_with_a_feed(watch, feed, library):
    """The new works are on stdout, the totals on stderr. The second run has nothing new, and says nothing if quiet."""
    run = watch("run", "--feed", feed)
    assert run.exit_code == 3
    assert run.stdout == (
        "Field (2026). Streets and shots\n"
        f"  listed by Journal of Quiet Streets ({feed})\n"
        f"  evidence fetch 10.1000/jqs.1 --library {library}\n"
    )
    assert run.stderr == "1 feed read, 1 work listed, 1 new\n"
    again = watch("run", "--feed", feed)
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "1 feed read, 1 work listed, 0 new\n")
    quiet = watch("run", "--feed", feed, "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_feed_that_fails(watch, feed, tmp_path):
    """It is one line on stderr. The exit status is 1 unless another feed has something new."""
    feeds = ["--feed", tmp_path / "missing.xml", "--feed", f"http://{HERE}:9/feed", "--feed", feed]
    run = watch("run", *feeds)
    assert run.exit_code == 3
    again = watch("run", *feeds, "--quiet")
    assert (again.exit_code, again.stdout) == (1, "")
    missing, private, totals = again.stderr.splitlines()
    assert missing.endswith("missing.xml: cannot be opened: no such file or directory")
    assert f"'{HERE}' is at {HERE}, which is not on the public internet: refused" in private
    assert totals == "1 feed read, 2 not read, 1 work listed, 0 new"


def test_feeds_that_every_run_reads(watch, feed):
    """A feed is kept, listed and removed by its address."""
    assert watch("feed", "list").exit_code == 1
    added = watch("feed", "add", feed, "crossref:member=78")
    assert (added.exit_code, added.stderr.count("every run reads it from now on")) == (0, 2)
    assert watch("feed", "list").stdout.splitlines() == [f"{feed}: not read yet", "crossref:member=78: not read yet"]
    assert watch("feed", "remove", "crossref:member=78").exit_code == 0
    assert watch("run").exit_code == 3
    kept = json.loads(watch("feed", "list", "--json").stdout)
    assert [(each["address"], each["title"]) for each in kept] == [(str(feed), "Journal of Quiet Streets")]
    assert "10.1000/jqs.1" in watch("feed", "works").stdout
    assert json.loads(watch("feed", "works", "--json").stdout)[0]["title"] == "Streets and shots"
    for arguments, error in {
        ("feed", "add", "crossref:issn=1"): InputError,
        ("feed", "remove", "never.xml"): UnknownKey,
        ("run", "--since", "June", "--feed", str(feed)): InputError,
    }.items():
        assert isinstance(watch(*arguments).exception, error)


def test_without_feeds_and_questions(watch, library):
    """A run needs one of the two, and a library."""
    assert isinstance(watch("run").exception, InputError)
    run = CliRunner().invoke(app, ["watch", "run", "--feed", "a.xml", "--library", str(library / "none")])
    assert isinstance(run.exception, LibraryMissing)


def test_a_work_that_no_run_has_shown(watch, feed, library):
    """It is shown by the next run, also by one that reads no feed."""
    Assistant(library).read_feeds(str(feed))
    found = json.loads(watch("run", "--json").stdout)["feeds"]
    assert ([work["title"] for work in found["works"]], found["feeds"]) == (["Streets and shots"], [])
    assert isinstance(watch("run").exception, InputError)


def test_every_output(watch, feed, tmp_path):
    """JSON, Markdown and Atom have the work with its command. A later run leaves it in the Atom file."""
    markdown, atom = tmp_path / "news.md", tmp_path / "news.atom"
    run = watch("run", "--feed", feed, "--json", "--markdown", markdown, "--atom", atom)
    found = json.loads(run.stdout)
    assert (run.exit_code, run.stderr, found["items"]) == (3, "", [])
    command = found["feeds"]["works"][0]["command"]
    assert command.startswith("evidence fetch 10.1000/jqs.1 --library ")
    assert f"`{command}`" in markdown.read_text("utf-8")
    before = atom.read_bytes()
    (entry,) = etree.fromstring(before).findall("{*}entry")
    assert command in entry.findtext("{*}content")
    assert entry.find("{*}link").get("href") == "https://doi.org/10.1000/jqs.1"
    assert watch("run", "--feed", feed, "--atom", atom).exit_code == 0
    assert atom.read_bytes() == before
    again = json.loads(watch("run", "--feed", feed, "--json").stdout)
    assert (again["feeds"]["works"], again["feeds"]["feeds"][0]["works"]) == ([], 1)


def test_crossref_at_the_server_of_the_settings(watch, fake, monkeypatch):
    """The server that the settings name is asked, also if it is in this machine's network."""
    record = article("10.1000/a", "Streets", "Field, Ada", **registered("2026-03-05", ISSN=["1745-9125"]))
    fake.hosts[HERE] = CrossrefServer(record)
    monkeypatch.setenv("EVIDENCE_CROSSREF", f"http://{HERE}:{fake.ports[80]}")
    monkeypatch.setenv("EVIDENCE_MAILTO", "ana@example.org")
    run = watch("run", "--feed", "crossref:issn=1745-9125", "--since", "2026-01-01")
    assert (run.exit_code, run.stdout.splitlines()[0]) == (3, "Field (2014). Streets")
    assert "mailto:ana@example.org" in fake.asked[0][1]["User-Agent"]
    fake.hosts[HERE] = Page(status=500)
    failed = watch("run", "--feed", "crossref:issn=1745-9125")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("not read: crossref:issn=1745-9125: the server cannot answer now (500")


def test_a_stopped_run(watch, feed, monkeypatch, tmp_path):
    """Ctrl-C says what is kept. The next run lists what was found."""
    other = tmp_path / "other.xml"
    other.write_bytes(rss(item("Second")))
    from assistant.watching import feeds

    usual = feeds.read_feed

    def read_or_stop(path, address=""):
        if path == other:
            raise KeyboardInterrupt
        return usual(path, address)

    monkeypatch.setattr(feeds, "read_feed", read_or_stop)
    stopped = watch("run", "--feed", feed, "--feed", other)
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert "What was read is kept: the next run lists it" in stopped.stderr
    monkeypatch.setattr(feeds, "read_feed", usual)
    run = watch("run", "--feed", feed, "--feed", other)
    assert [line for line in run.stdout.splitlines() if not line.startswith(" ")] == [
        "Field (2026). Streets and shots",
        "(n.d.). Second",
    ]


def test_a_fetch_without_a_network(watch, feed, monkeypatch):
    """The work is listed, and stderr says why it was not fetched."""
    monkeypatch.setattr(Assistant, "_web", lambda self, server=None: _no_web(self.folder))
    run = watch("run", "--feed", feed, "--fetch")
    assert run.exit_code == 3
    assert "Streets and shots" in run.stdout
    assert "not fetched: no network: " in run.stderr


def _no_web(folder):
    from corpus.web.client import Web

    def no_address(host, port):
        raise OSError(-2, "Name or service not known")

    return Web(folder, resolve=no_address)
