"""The texts of a matrix, cell by cell, as every format of a table has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.matrix.model import Cell, Matrix
from assistant.render.plain import one_line
from corpus.citing.short_citation import author_year

CellKind = Literal["head", "group", "found", "empty", "total"]

QUESTION, TOTAL, REPORTED = "Question", "Works that answer", "of these, only report others"
ANSWERED, DESIGN = "Questions answered", "Design"
ANSWERED_BY_REPORT = "of these, by what others found"
NOTE = (
    "“read, nothing found” is the program's judgement. Of works that answer a question, it says so of about one in ten "
    "(docs/matrix.md)."
)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table. `opens` is the address or the command that opens the passage that it quotes, or ""."""

    text: str
    kind: CellKind
    opens: str = ""

    @property
    def address(self) -> str:
        """The address of the passage, or "" if only a command opens it."""
        return "" if self.opens.startswith(COMMAND) else self.opens

    @property
    def full_text(self) -> str:
        """The text, and below it the command or address, for formats without links."""
        return f"{self.text}\n{self.opens}" if self.opens else self.text


COMMAND = "evidence show "
Grid = list[list[GridCell]]


def grid(matrix: Matrix, works_down: bool = False, desk: str = "") -> Grid:
    """Return a matrix as rows of cells, with its heads and totals. All rows have the same length.

    Args:
        matrix: the matrix.
        works_down: whether works are down and questions across.
        desk: the address of a desk that shows the passages, or "".
    """
    rows: Grid = [_head(matrix)]
    group = ""
    for number, question in enumerate(matrix.questions):
        if question.group != group:
            group = question.group
            blank = [GridCell("", "group")] * (len(rows[0]) - 1)
            rows.append([GridCell(one_line(group), "group"), *blank])
        rows.append(_question_row(matrix, number, desk))
    rows += _last_rows(matrix)
    if works_down:
        return [list(column) for column in zip(*rows, strict=True)]
    return rows


def _head(matrix: Matrix) -> list[GridCell]:
    works = [one_line(f"{author_year(work)} · {work.key}") for work in matrix.references]
    return [GridCell(text, "head") for text in (QUESTION, *works, TOTAL, REPORTED)]


def _question_row(matrix: Matrix, number: int, desk: str) -> list[GridCell]:
    """Return the question, what each work says about it, and how many works answer."""
    question = GridCell(one_line(matrix.questions[number].text), "head")
    cells = [_cell(cell, desk) for cell in matrix.cells[number]]
    counts = dict(matrix.answers_to(number))
    reported = counts.pop("reported", 0)
    return [question, *cells, _total(_by_design(counts)), _total(str(reported))]


TOTAL_ROWS = 3
"""Rows at the end that are about the works."""


def _last_rows(matrix: Matrix) -> Grid:
    """Return how many questions each work answers, how many by what it reports of others, and its design."""
    places = range(len(matrix.works))
    answers = [str(matrix.answers_of(place)) for place in places]
    reports = [str(matrix.reported_by(place)) for place in places]
    designs = [one_line(work.design) for work in matrix.references]
    return [_last_row(ANSWERED, answers), _last_row(ANSWERED_BY_REPORT, reports), _last_row(DESIGN, designs)]


def _last_row(name: str, texts: list[str]) -> list[GridCell]:
    return [GridCell(name, "head"), *map(_total, texts), _total(""), _total("")]


def cell_text(cell: Cell) -> str:
    """Return what a cell says."""
    if cell.evidence is not None:
        reports = "; it reports another work" if cell.is_reported else ""
        return f"“{one_line(cell.evidence.quote)}” ({one_line(cell.evidence.citation.place)}{reports})"
    pages = f"pages unreadable ({cell.unreadable})"
    if cell.state == "unreadable":
        return pages
    if cell.state != "nothing found":
        return cell.state
    return f"read, nothing found; {pages}" if cell.unreadable else "read, nothing found"


def _cell(cell: Cell, desk: str) -> GridCell:
    if cell.evidence is None:
        return GridCell(cell_text(cell), "empty")
    handle = cell.evidence.hit.passage.handle
    opens = f"{desk}/passage/{handle}" if desk else f"{COMMAND}{handle}"
    return GridCell(cell_text(cell), "found", opens)


def _by_design(counts: Mapping[str, int]) -> str:
    """Return how many works answer, in all and by design: "3 (1 descriptive, 2 randomised)"."""
    designs = []
    for design, number in sorted(counts.items()):
        if design != "all":
            designs.append(f"{number} {one_line(design)}")
    total = str(counts.get("all", 0))
    return f"{total} ({', '.join(designs)})" if designs else total


def _total(text: str) -> GridCell:
    return GridCell(text, "total")
