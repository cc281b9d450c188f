"""The tables and summaries of the terminal."""

import re
from dataclasses import replace

import pytest

from assistant.importing import ImportReport
from assistant.ingest.model import AddOutcome, AddReport
from assistant.render.holdings import holdings_text
from assistant.render.tables import (
    add_summary,
    add_table,
    import_summary,
    outcome_line,
    reference_text,
    view_text,
)
from assistant.show import View
from corpus.exchange.model import ExportProblem
from corpus.model import FieldOrigin, Holding, Notice
from tests.assistant.render.samples import terminal, words
from tests.corpus.documents import reference


def test_a_retracted_work_is_marked():
    """A list has the word before the title; the record of the work, and a view of it, have the whole notice."""
    work = replace(reference("work"), notices=(Notice("retraction", "2019-07-26", "10.1000/n"),))
    text = "RETRACTED on 2019-07-26, see https://doi.org/10.1000/n"
    assert "RETRACTED: A Work" in words(holdings_text([Holding(work, None, 0, (), ())]))
    assert f"notices {text}" in words(reference_text(work))
    assert text in words(view_text(View("A Work", "A Work (n.d.)", "text", (), None, "", work.notices)))


def test_a_record_says_where_its_fields_came_from():
    """Each field has its origin behind it, and a doubt."""
    origins = {"title": FieldOrigin("file", is_sure=False), "volume": FieldOrigin("Crossref", is_sure=True)}
    shown = words(reference_text(replace(reference("work", volume="3"), origins=origins)))
    assert "title A Work (file, unsure)" in shown
    assert "volume 3 (Crossref)" in shown


def test_a_view_says_what_is_unsure():
    """The parts of the reference that may be wrong follow the citation."""
    shown = words(view_text(View("A Work", "Abt (2016)", "Text.", (), None, "", uncertain=("authors", "year"))))
    assert "Abt (2016) (authors and year unsure)" in shown


@pytest.mark.parametrize("by", ["DOI", "ISBN", "address", "title", "new", "key"])
def test_each_way_to_identify_a_work_has_words(by):
    """The line says how the work was identified, also if it was by the address of a web page."""
    assert outcome_line(AddOutcome("a.pdf", "added", "abt-2016", by=by)).startswith("added a.pdf: abt-2016, ")


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (AddOutcome("a.pdf", "added", "abt-2016", by="title"), "added a.pdf: abt-2016, by its title"),
        (AddOutcome("a.pdf", "refused", reason="no text"), "refused a.pdf: no text"),
        (
            AddOutcome("a.pdf", "added", "abt-2016", by="DOI", reason="a note", doubts=("no year", "no author")),
            "added a.pdf: abt-2016, by its DOI; a note; no year, no author (to correct: evidence edit abt-2016)",
        ),
    ],
)
def test_what_happened_to_a_file_is_one_line(outcome, line):
    """The line has the status, the file, the work, the reason and what to check."""
    assert outcome_line(outcome) == line


def test_the_summary_of_an_add_counts_files_and_pages():
    """Files that were known or skipped are only counted."""
    outcomes = (
        AddOutcome("a.pdf", "added", "abt-2016", pages=1200, by="new", ocr=(3, 4)),
        AddOutcome("b.pdf", "already held", "abt-2016"),
        AddOutcome("c.xyz", "skipped"),
    )
    assert add_summary(AddReport(outcomes, False)).splitlines() == [
        "added a.pdf: abt-2016, new",
        "1 added, 1 already held, 1 skipped; 1,200 pages read, 2 of them as pictures (OCR)",
    ]
    assert add_summary(AddReport((), False)) == "no files\n"


def test_the_table_of_an_add_has_a_line_for_each_file():
    """At 80 columns, a file is one line however long its name. Reasons, totals and the next command follow."""
    origin = f"/papers/{'Harbours at Night ' * 9}.pdf"
    doubtful = AddOutcome(
        origin, "added", "rossi-2016", 2, by="new", missing=("authors", "year"), uncertain=("title",), title="Harbours"
    )
    many = [doubtful] * 100
    refused = AddOutcome("b.pdf", "refused", reason="no text")
    held = AddOutcome("c.pdf", "second copy", "abt-2016", title="What Works in Reducing Violence", year=2016)
    shown = terminal(add_table(AddReport((*many, refused, held, AddOutcome("d", "skipped")), False)), 80)
    head, *rows = shown.splitlines()
    assert head.split() == ["file", "outcome", "title", "year", "pages", "to", "check"]
    assert all(re.fullmatch(r"Harbours.*… +added +Harbours +2 +no authors, ye.* *", row) for row in rows[:100])
    assert rows[100].split() == ["b.pdf", "refused"]
    assert re.fullmatch(r"c.pdf +held +What Works in.*… +2016 *", rows[101])
    assert [row.strip() for row in rows[102:]] == [
        "",
        "refused b.pdf: no text",
        "100 added, 1 refused, 1 second copy, 1 skipped; 200 pages read",
        "To settle what is missing or unsure: evidence list --doubtful",
    ]
    assert max(len(row) for row in rows) <= 80


def test_a_table_without_doubts_has_no_column_for_them():
    """If nothing is to be checked, titles have the room."""
    outcome = AddOutcome("a.pdf", "added", "densley-jones-2016", 31, by="new", title="Pulling Levers", year=2016)
    head, row, *_ = terminal(add_table(AddReport((outcome,), False))).splitlines()
    assert head.split() == ["file", "outcome", "title", "year", "pages"]
    assert row.split() == ["a.pdf", "added", "Pulling", "Levers", "2016", "31"]


def test_the_table_of_an_add_without_files():
    """There is no empty table."""
    assert terminal(add_table(AddReport((), False))).split() == ["no", "files"]


def test_the_summary_of_an_import_counts_references_and_files():
    """Entries that were not read and files that were not added have a line each."""
    report = ImportReport(
        (), (ExportProblem(2, "no title"),), (AddOutcome("a.pdf", "refused", reason="no such file"),), False
    )
    assert import_summary(report, "x.bib").splitlines() == [
        "unread x.bib, line 2: no title",
        "refused a.pdf: no such file",
        "references: 1 entry unread; files: 1 refused",
    ]
