"""The tables and summaries of the terminal."""

import re
from dataclasses import replace

import pytest

from assistant.importing import ImportReport
from assistant.ingest.model import AddOutcome, AddReport
from assistant.render.tables import add_summary, holdings_text, import_summary, outcome_line
from corpus.exchange.model import ExportProblem
from corpus.model import Holding
from tests.assistant.render.samples import terminal
from tests.corpus.documents import reference


@pytest.mark.parametrize("width", [80, 200])
def test_a_list_has_its_columns_at_any_width(width):
    """A long title takes no space from year and status."""
    work = replace(reference("work", title="Harbours " * 40, issued={"date-parts": [[2016]]}), kind="web page")
    shown = terminal(holdings_text([Holding(work, None, 0, (), ())]), width)
    assert re.search(r"work +web page +2016 +reference only +Harbours", shown)


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
