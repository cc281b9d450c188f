"""No command that looks at one thing reads a whole table: SQLite is asked how it runs each statement."""

import shutil
import sqlite3

import pytest

import corpus.store.database
from assistant.assistant import Assistant
from corpus.model import Filter
from corpus.store.corpus import Corpus
from tests.reports import weeks, write_paper

READ_WHOLE = {
    "SCAN json_each": "the values of a statement",
    "SCAN CONSTANT ROW": "a row of other counts",
    "SCAN former": "the former keys of one work",
    "SCAN size": "three numbers for each source",
    "SCAN work_names": "the names of each work, without its record",
    "SCAN work USING COVERING INDEX": "works are counted",
    "SCAN work USING INDEX work_renamed": "the works that had another key",
    "SCAN origin": "the paths and addresses of each source",
    "SCAN source USING COVERING INDEX": "sources are counted, or grouped by work",
    "SCAN main.sqlite_master": "the tables of a library, when it opens",
}
"""What a statement may read from the first row to the last, by the beginning of SQLite's line about it."""


SWEPT = {"source", "aside", "seal"}
"""The tables that a writer reads: the sources and texts whose originals are kept, and the seals of what is not."""

HISTORY = {"version", "text"}
"""The earlier texts of works, and the works that a sync removed, which an addition may bring back."""


@pytest.fixture
def plans(monkeypatch):
    """Return a list to which every statement is added, with SQLite's lines about how it is run."""
    seen = []
    connect = corpus.store.database._connect

    def traced(*arguments):
        connection = connect(*arguments)

        def explain(statement):
            if not statement.startswith(("SELECT", "WITH")) or " pragma_" in statement:
                return
            with sqlite3.connect(arguments[0]) as other:
                lines = [line for *_, line in other.execute(f"EXPLAIN QUERY PLAN {statement}")]
            seen.append((statement, lines))

        connection.set_trace_callback(explain)
        return connection

    monkeypatch.setattr(corpus.store.database, "_connect", traced)
    return seen


def scans(plans):
    """Return the statements that read a table of texts, passages, sources or records from its first row to its last."""
    found = []
    for statement, lines in plans:
        for line in lines:
            if line.startswith("SCAN") and not line.startswith(tuple(READ_WHOLE)):
                found.append((line, statement[:300]))
    return found


@pytest.fixture(scope="module")
def places(library_of_reports):
    """Return a work with a full text, one of its passages, and its source."""
    with Corpus.open(library_of_reports) as corpus:
        source = next(source for source in corpus.sources().values() if source.kind == "full text")
        return source.key, corpus.passages_of(source.sha256)[0].handle, source.sha256


QUESTIONS = {
    "a topic": "How do call-ins change violence?",
    "an author": "What did Braga find on gangs?",
    "an institution": "What does the Government Accountability Office recommend?",
    "words side by side": '"call-in" -police',
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question(library_of_reports, plans, question):
    desk = Assistant.open(library_of_reports)
    desk.ask(question, fast=True)
    desk.search(question, fast=True)
    desk.counts()
    desk.waiting()
    assert len(plans) > 10
    assert not scans(plans)


def test_a_question_to_one_work(library_of_reports, plans, places):
    Assistant.open(library_of_reports).ask("What changed?", selection=Filter(keys=(places[0],)), fast=True)
    assert not [line for line, _ in scans(plans) if "passage" in line or "page" in line]


LOOKS = {
    "show KEY": lambda desk, key, handle, sha256: desk.view(key),
    "show ID": lambda desk, key, handle, sha256: desk.view(handle),
    "show ID --page": lambda desk, key, handle, sha256: desk.view(handle, 2),
    "excerpt": lambda desk, key, handle, sha256: desk.excerpt(handle),
    "cite": lambda desk, key, handle, sha256: desk.cite([key, handle]),
    "a page of the desk": lambda desk, key, handle, sha256: desk.page_view(handle),
    "a work of the desk": lambda desk, key, handle, sha256: desk.work(key),
    "the file of a work": lambda desk, key, handle, sha256: desk.original(sha256),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_look_at_one_work(library_of_reports, plans, places, look):
    look(Assistant.open(library_of_reports), *places)
    assert plans
    assert not scans(plans)


FILTERS = {
    "years": Filter(since=2000, until=2100),
    "a kind": Filter(kinds=("report",)),
    "a design": Filter(designs=("descriptive",)),
    "a language": Filter(languages=("en",)),
    "an author": Filter(authors=("braga",)),
    "other parts": Filter(zones=("references",)),
}


@pytest.mark.parametrize("selection", FILTERS.values(), ids=FILTERS)
def test_a_filter(library_of_reports, plans, selection):
    """Neither the check of a filter nor the selection reads records or counts passages."""
    Assistant.open(library_of_reports).search("What changed?", selection=selection, fast=True)
    assert len(plans) > 10
    assert not scans(plans)


RECORD_QUESTIONS = {
    "a title": "Who wrote Pulling Levers on Gang Violence?",
    "the works of an author": "What do you have by Braga?",
    "a DOI": "10.1080/10439463.2013.818097",
    "a number": "GAO-21-470",
    "an author who is not held": "What did Kenedy find?",
}


@pytest.mark.parametrize("question", RECORD_QUESTIONS.values(), ids=RECORD_QUESTIONS)
def test_a_question_about_records(library_of_reports, plans, question):
    Assistant.open(library_of_reports).ask(question, fast=True)
    assert len(plans) > 10
    assert not scans(plans)


def test_status(library_of_reports, plans):
    Assistant.open(library_of_reports).status()
    assert plans
    assert not scans(plans)


def test_a_list(library_of_reports, plans):
    """A list of all works reads all records, but no text and no passage."""
    Assistant.open(library_of_reports).holdings()
    assert {line.split()[1] for line, _ in scans(plans)} <= {"work", "source"}


@pytest.fixture
def own_library(library_of_reports, tmp_path):
    """Return a copy of the library, to write to."""
    return shutil.copytree(library_of_reports, tmp_path / "library")


def test_removing_a_work(own_library, places, plans):
    """The names of all sources are read, to delete the files that no source needs."""
    Assistant.open(own_library).remove([places[0]])
    assert len(plans) > 10
    assert {line.split()[1] for line, _ in scans(plans)} <= SWEPT


def test_adding_a_file(own_library, plans, tmp_path):
    """All records are read, because the file may be the text of any work, but no text and no passage."""
    write_paper(tmp_path / "a.pdf", "Harbour Patrols and Thefts", "Anna Rossi", weeks("harbour", 30))
    Assistant.open(own_library).add(tmp_path / "a.pdf")
    assert len(plans) > 10
    assert {line.split()[1] for line, _ in scans(plans)} <= SWEPT | HISTORY | {"work"}


def test_a_scan_is_seen(library_of_reports, plans):
    """The test of this module can fail: a statement that reads all passages is found."""
    with Corpus.open(library_of_reports) as corpus:
        corpus.database.rows("SELECT id FROM passage WHERE zone NOT IN (SELECT value FROM json_each(?))", "[]")
    ((line, _),) = scans(plans)
    assert line.startswith("SCAN passage")
