"""The list of works."""

from dataclasses import replace

import pytest

from assistant.render.holdings import doubtful_lines, doubtful_text, holdings_lines, holdings_text
from corpus.model import FieldOrigin, Holding
from tests.assistant.render.samples import terminal
from tests.corpus.documents import reference, source

LONG_AGO = "2001-02-03T04:05:06Z"
ROSSI = [{"family": "Rossi", "given": "Ada"}, {"family": "Verdi", "given": "Bo"}]


def listed(key="rossi-2016-harbours", **csl):
    """Return a holding: the file of a report of 70 pages. Three of them cannot be read."""
    work = replace(reference(key, issued={"date-parts": [[2016]]}, **csl), kind="report")
    return Holding(work, source("0" * 64), 70, (1, 2, 3), (), LONG_AGO)


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_list_has_authors_title_and_key_at_any_width(width):
    """A long title wraps at spaces. Authors, kind, pages and key follow it, and nothing is cut."""
    title = "Harbours at Night " * 12
    shown = terminal(holdings_text([listed(title=title, author=ROSSI)]), width)
    assert max(map(len, shown.splitlines())) <= width
    *lines, total = shown.splitlines()
    assert lines[0].startswith("2016  Harbours at Night")
    assert all(line.startswith("      ") for line in lines[1:])
    text = " ".join(" ".join(lines).replace("·", "").split())
    assert text == f"2016 {title}Rossi & Verdi report 70 pages, 3 unreadable rossi-2016-harbours"
    assert total == "1 work, 1 in full text"


def test_a_day_is_above_the_works_that_were_added_on_it():
    """Each day is said once. Nothing is said if no day is known, or if the order is another."""
    days = ["2026-11-30T08:00:00Z", "2026-11-30T07:00:00Z", "2026-11-02T10:00:00Z", None, None]
    works = [replace(listed(title=f"Title {number}"), added=day) for number, day in enumerate(days)]
    lines = terminal(holdings_text(works, by_day=True)).splitlines()
    assert [line for line in lines if line.startswith("added")] == [
        "added on 2026-11-30",
        "added on 2026-11-02",
        "added before this library recorded dates",
    ]
    assert (
        lines.index("added on 2026-11-02")
        < lines.index("2016  Title 2")
        < lines.index("added before this library recorded dates")
    )
    assert "added" not in terminal(holdings_text(works[3:], by_day=True))
    assert "added" not in terminal(holdings_text(works))


def test_a_list_in_a_pipe_has_a_line_for_each_work():
    """Fields are separated by tabs. A field that is not known is empty, and no field has a tab or line of its own."""
    works = [listed(author=ROSSI), Holding(reference("b", title="Two\tand\nthree"), None, 0, (), ())]
    assert holdings_lines(works).splitlines() == [
        "rossi-2016-harbours\t2016\treport\tpartly unreadable\t70\t2001-02-03\tRossi & Verdi\tA Work",
        "b\t\treport\treference only\t\t\t\tTwo and three",
    ]


def test_a_work_with_doubts_is_one_line():
    """The line says what is doubtful and ends in the command that settles it. Works of earlier versions are counted."""
    printed = FieldOrigin("printed", is_sure=True)
    origins = {"title": printed, "issued": replace(printed, is_sure=False)}
    unsure = replace(reference("b-2016", author=[{"literal": "B"}], issued={"date-parts": [[2016]]}), origins=origins)
    lacking = replace(reference("lacking", title="Evil\nrm"), origins={"title": FieldOrigin("file", is_sure=False)})
    old = replace(reference("old"), guessed=True)
    works = [unsure, lacking, reference("starter"), old, old]
    lines = [
        "year (2016) unsure: evidence edit b-2016 year=...",
        "authors and year missing; title (Evil rm) unsure: evidence edit lacking authors=... year=... title=...",
        "2 works that an earlier version may have identified: evidence edit --reidentify",
    ]
    assert doubtful_lines(works, {}).splitlines() == lines
    shown = terminal(doubtful_text(works, {}), 50)
    assert " ".join(shown.split()) == " ".join(lines)
    assert "\n  evidence edit lacking authors=... year=... title=...\n" in shown
