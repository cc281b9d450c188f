"""Libraries of earlier versions."""

import itertools
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.files import hash_file
from corpus.model import DEFAULT_BASKET, FieldOrigin, Filter, Locator, Lookup, Notice
from corpus.store import migrations
from corpus.store.corpus import Corpus
from corpus.store.verification import verify
from tests.corpus.documents import add_document, reference
from tests.corpus.store.conftest import put

SUMMARIES = migrations.MIGRATIONS[12]
WITHOUT_FACTS = (
    "DROP TABLE part; ALTER TABLE size DROP COLUMN last_start; ALTER TABLE size DROP COLUMN low;"
    " ALTER TABLE size DROP COLUMN high; DROP TABLE work_names;"
    f" {SUMMARIES[SUMMARIES.index('CREATE TABLE work_names') : SUMMARIES.index('CREATE INDEX')]}"
)
WITHOUT_IDENTITY = f"{WITHOUT_FACTS} DROP TABLE identity;"
WITH_TEXTS = (
    f"{WITHOUT_IDENTITY} CREATE TABLE cut AS SELECT * FROM passage; DROP TABLE passage;"
    f" {migrations.MIGRATIONS[0][migrations.MIGRATIONS[0].index('CREATE TABLE passage') :]}"
    ' INSERT INTO passage SELECT id, source, start, "end", text_of(id), first, last, headings, zone, language FROM cut;'
    " DROP TABLE cut;"
)
WITHOUT_SUMMARIES = (
    f"{WITH_TEXTS}"
    "DROP TABLE size; DROP TABLE work_names;"
    " DROP INDEX source_kind; DROP INDEX page_unreadable; DROP INDEX work_renamed;"
)
WITHOUT_FEEDS = f"{WITHOUT_SUMMARIES} DROP TABLE feed; DROP TABLE listed;"
WITHOUT_STANDING = f"{WITHOUT_FEEDS} DROP TABLE news; DROP TABLE shown; DROP TABLE seen; DROP TABLE standing;"
WITHOUT_BASKETS = f"{WITHOUT_STANDING} DROP TABLE quotation;"
WITHOUT_HISTORY = f"{WITHOUT_BASKETS} DROP TABLE version; DROP TABLE aside; DROP TABLE change; DROP TABLE job;"
WITHOUT_ADDED = f"{WITHOUT_HISTORY} ALTER TABLE work DROP COLUMN added;"
WITHOUT_FORMER_KEYS = f"{WITHOUT_ADDED} ALTER TABLE work DROP COLUMN former_keys;"
WITHOUT_LOOKUPS = f"{WITHOUT_FORMER_KEYS} DROP TABLE lookup; ALTER TABLE work DROP COLUMN notices;"
WITHOUT_ORIGINS = f"{WITHOUT_LOOKUPS} ALTER TABLE work DROP COLUMN origins;"
OLDER = {  # SQL that takes a library of today back to that version
    1: f"{WITHOUT_ORIGINS} DROP TABLE seal; ALTER TABLE page DROP COLUMN ocr; ALTER TABLE work DROP COLUMN guessed;",
    2: f"{WITHOUT_ORIGINS} DROP TABLE seal; ALTER TABLE page DROP COLUMN ocr;",
    3: f"{WITHOUT_ORIGINS} DROP TABLE seal;",
    4: f"{WITHOUT_ORIGINS} DELETE FROM seal;",
    5: f"{WITHOUT_LOOKUPS} DELETE FROM seal;",
    6: f"{WITHOUT_FORMER_KEYS} DELETE FROM seal;",
    7: f"{WITHOUT_ADDED} DELETE FROM seal;",
    8: WITHOUT_HISTORY,
    9: WITHOUT_BASKETS,
    10: WITHOUT_STANDING,
    11: WITHOUT_FEEDS,
    12: WITHOUT_SUMMARIES,
    13: WITH_TEXTS,
    14: WITHOUT_IDENTITY,
    15: WITHOUT_FACTS,
}


def summaries(corpus):
    """Return what a library keeps twice, or works out if an earlier version did not keep it."""
    sources = list(corpus.sources())
    return [
        corpus.counts(),
        corpus.names(),
        corpus.select_texts(Filter(kinds=("report",), designs=("descriptive",))),
        corpus.held_values("kind"),
        corpus.years(),
        corpus.identifiers("doi"),
        corpus.shapes(),
        corpus.passage_sums(),
        corpus.languages_of(sources, ["body"]),
    ]


@pytest.mark.parametrize("version", OLDER)
def test_a_library_of_an_earlier_version_is_read(tmp_path, version):
    """A reader reads an older library without writing to it, and a writer brings it up to date.

    The test makes an older library by undoing the later migrations.
    """
    with Corpus.create(tmp_path / "library", seed=lambda corpus: None) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        passages = corpus.passages_of(sha256)
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.create_function("text_of", 1, {passage.id: passage.text for passage in passages}.get)
        connection.executescript(f"{OLDER[version]} PRAGMA user_version = {version};")
    before = hash_file(tmp_path / "library" / "corpus.sqlite")
    with Corpus.open(tmp_path / "library") as corpus:
        assert corpus.references() == {"work": reference("work")}
        assert corpus.lookups() == {}
        assert corpus.baskets.quotes(DEFAULT_BASKET) == []
        assert corpus.feeds.known() == {}
        assert (corpus.identity() == "") == (version < 15)
        assert corpus.feeds.listed() == []
        assert corpus.standing.questions() == corpus.standing.news() == []
        assert [holding.added is None for holding in corpus.holdings()] == [version < 8]
        assert corpus.namings(corpus.sources())
        assert not [fault for _, fault in verify(corpus) if fault and "original" not in fault]
        assert [page.locator.ocr for page in corpus.document(sha256).pages] == [None, None]
        assert corpus.passages_of(sha256)[0].first == corpus.locators(sha256, [0])[0] == Locator("page", 1, "7")
        assert corpus.passages_of(sha256) == passages
        summarized = summaries(corpus)
    assert hash_file(tmp_path / "library" / "corpus.sqlite") == before
    with Corpus.open(tmp_path / "library", write=True) as corpus:
        assert summaries(corpus) == summarized
        changed = replace(
            reference("work"),
            guessed=True,
            origins={"title": FieldOrigin("printed", is_sure=False)},
            notices=(Notice("retraction", "2019-07", "10.1000/n1"),),
            former_keys=("older",),
        )
        corpus.put([changed])
        assert corpus.lookups() == {}
        corpus.standing.add("What?", {}, 5)
        corpus.remember(Lookup("work", "10.1000/1", None, "Crossref does not have this DOI"))
    with Corpus.open(tmp_path / "library") as corpus:
        assert corpus.reference("work") == changed
        assert corpus.passages_of(sha256) == passages
        assert corpus.lookups()["work"].asked == "10.1000/1"
        assert [question.text for question in corpus.standing.questions()] == ["What?"]
        assert not [fault for _, fault in verify(corpus) if fault and "original" not in fault]


@pytest.mark.parametrize("version", [1, 7, 15])
def test_the_order_of_the_works_of_an_earlier_version(tmp_path, version):
    """A reader returns them in the order in which they were added, whatever it asks for."""
    keys = ["second", "first", "third"]
    with Corpus.create(tmp_path / "library", seed=lambda corpus: None) as corpus:
        corpus.put([reference(key) for key in keys])
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.create_function("text_of", 1, lambda _: None)
        connection.executescript(f"{OLDER[version]} PRAGMA user_version = {version};")
    with Corpus.open(tmp_path / "library") as corpus:
        assert list(corpus.references(sorted(keys))) == keys
        assert [text.key for text in corpus.select_texts(Filter(kinds=("report",)))] == keys


def test_a_migration_that_is_stopped(tmp_path, monkeypatch):
    """Ctrl-C at any moment leaves a library that a reader reads and that the next writer brings up to date."""
    monkeypatch.setattr(migrations, "STEPS_BETWEEN_CALLS", 50)
    with Corpus.create(tmp_path / "library", seed=lambda corpus: None) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        passages = corpus.passages_of(sha256)
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.create_function("text_of", 1, {passage.id: passage.text for passage in passages}.get)
        connection.executescript(f"{OLDER[10]} PRAGMA user_version = 10;")
    stops = 0
    while True:
        calls = itertools.count()

        def advance(calls=calls, last=5 * stops):
            if next(calls) == last:
                raise KeyboardInterrupt

        try:
            Corpus.open(tmp_path / "library", write=True, advance=advance).close()
            break
        except KeyboardInterrupt:
            stops += 1
        with Corpus.open(tmp_path / "library") as corpus:
            assert corpus.passages_of(sha256) == passages
            assert not [fault for _, fault in verify(corpus) if fault and "original" not in fault]
    assert stops > 3
    with Corpus.open(tmp_path / "library") as corpus:
        assert corpus.database.is_current
        assert corpus.passages_of(sha256) == passages
        assert not [fault for _, fault in verify(corpus) if fault and "original" not in fault]


def test_a_passage_over_many_pages(corpus):
    """Its text is read from its first page to its last, with characters that SQLite counts in another way."""
    pages = [f"{number} " + "ñ\U0001f600 words " * 3 + ("\0 end" if number == 1 else "") for number in range(4)]
    text = "\n".join(pages)
    sha256 = add_document(corpus, "work", *pages)
    connection = corpus.database.connection
    for first in range(4):
        for last in range(first, 4):
            start = text.index(pages[first]) + 3
            end = text.index(pages[last]) + 9
            connection.execute("DELETE FROM passage")
            connection.execute(
                "INSERT INTO passage VALUES (1, ?, ?, ?, ?, ?, '[]', 'body', 'en')",
                (sha256, start, end, first + 1, last + 1),
            )
            assert corpus.passages([1])[1].text == text[start:end]
