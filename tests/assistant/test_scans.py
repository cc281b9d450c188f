"""No command that looks at one thing reads a whole table: SQLite is asked how it runs each statement."""

import sqlite3

import pytest

import corpus.store.database
from assistant.assistant import Assistant
from corpus.model import Filter
from corpus.store.corpus import Corpus

READ_WHOLE = {
    "SCAN json_each": "the values of a statement",
    "SCAN former": "the former keys of one work",
    "SCAN size": "three numbers for each source",
    "SCAN work_names": "the names of each work, without its record",
    "SCAN work USING COVERING INDEX": "works are counted",
    "SCAN work USING INDEX work_renamed": "the works that had another key",
    "SCAN main.sqlite_master": "the tables of a library, when it opens",
}
"""What a statement may read from the first row to the last, by the beginning of SQLite's line about it."""


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


def test_a_scan_is_seen(library_of_reports, plans):
    """The test of this module can fail: a statement that reads all passages is found."""
    with Corpus.open(library_of_reports) as corpus:
        corpus.database.rows("SELECT id FROM passage WHERE zone NOT IN (SELECT value FROM json_each(?))", "[]")
    ((line, _),) = scans(plans)
    assert line.startswith("SCAN passage")
