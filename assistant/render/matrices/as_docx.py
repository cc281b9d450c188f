"""A matrix as a Word document, written by python-docx: a table for each question, with a row for each answer.

A page is too narrow for a column for each work. The works that do not answer share a row for each reason.
"""

from io import BytesIO
from typing import Any

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import ANSWERED, NOTE, TOTAL_ROWS, GridCell, grid
from corpus.extras import require_office

_WORK_INCHES, _ANSWER_INCHES = 2.0, 4.5
"""Widths of the columns: together the text of a Letter page between margins of an inch."""


def render(matrix: Matrix, works_down: bool, desk: str) -> bytes:
    """Return a matrix as the bytes of a .docx file. It has works down in any case.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    require_office("a Word document needs", "docx")
    from docx import Document
    from docx.shared import Inches

    head, *rows = grid(matrix, desk=desk)
    document = Document()
    document.sections[0].left_margin = document.sections[0].right_margin = Inches(1)
    document.add_heading("Evidence matrix", 1)
    for row in rows[:-TOTAL_ROWS]:
        if row[0].kind == "group":
            document.add_heading(row[0].text, 2)
        else:
            document.add_heading(row[0].text, 3)
            _add_table(document, head, row)
    document.add_heading(ANSWERED, 2)
    _add_table(document, head, _joined(rows[-TOTAL_ROWS:]))
    document.add_paragraph(NOTE)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _joined(rows: list[list[GridCell]]) -> list[GridCell]:
    """Return the last rows of a grid as one: the number of answers, and the others with their names."""
    answered, *others = rows
    cells = [answered[0]]
    for place, cell in enumerate(answered[1:], start=1):
        text = cell.text
        if text:
            for row in others:
                text += f"; {row[0].text}: {row[place].text}"
        cells.append(GridCell(text, "total"))
    return cells


def _add_table(document: Any, head: list[GridCell], row: list[GridCell]) -> None:
    """Add what each work says about a question, and the totals."""
    from docx.shared import Inches

    pairs = _pairs(head, row)
    table = document.add_table(len(pairs), 2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, (_WORK_INCHES, _ANSWER_INCHES), strict=True):
        column.width = Inches(width)  # LibreOffice reads these widths, and Word those of the cells
    for (name, cell), place in zip(pairs, table.rows, strict=True):
        place.dont_split = cell.kind == "found" or None
        left, right = place.cells
        left.width, right.width = Inches(_WORK_INCHES), Inches(_ANSWER_INCHES)
        left.paragraphs[0].add_run(name).bold = True
        paragraph = right.paragraphs[0]
        paragraph.add_run(cell.text).italic = cell.kind == "total"
        if cell.address:
            paragraph.add_run(" ")
            link = paragraph.add_hyperlink("open", cell.address, style=None)
            for run in link.runs:
                run.font.underline = True
        elif cell.opens:
            right.add_paragraph().add_run(cell.opens).italic = True


def _pairs(head: list[GridCell], row: list[GridCell]) -> list[tuple[str, GridCell]]:
    """Return the rows of a table: works that answer, then works by why they do not, then totals."""
    found: list[tuple[str, GridCell]] = []
    totals: list[tuple[str, GridCell]] = []
    others: dict[str, list[str]] = {}
    for work, cell in zip(head[1:], row[1:], strict=True):
        if cell.kind == "empty":
            others.setdefault(cell.text, []).append(work.text)
        elif cell.kind == "found":
            found.append((work.text, cell))
        elif cell.text:
            totals.append((work.text, cell))
    grouped = []
    for text, works in others.items():
        names = GridCell("; ".join(works), "empty")
        grouped.append((f"{text}: {len(works)}", names))
    return [*found, *grouped, *totals]
