"""A matrix as a Word document, written by python-docx: a table for each question, with a row for each work.

A page is too narrow for a column for each work.
"""

from io import BytesIO
from typing import Any

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, GridCell, grid
from corpus.extras import require_office

_WORK_INCHES, _ANSWER_INCHES = 2.0, 4.5
"""Widths of the columns: together the text of a page with Word's own margins."""


def render(matrix: Matrix, works_down: bool) -> bytes:
    """Return a matrix as the bytes of a .docx file. It has works down in any case.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    require_office("a Word document needs", "docx")
    from docx import Document

    head, *rows = grid(matrix)
    document = Document()
    document.add_heading("Evidence matrix", 1)
    for row in rows:
        if row[0].kind == "group":
            document.add_heading(row[0].text, 2)
        else:
            document.add_heading(row[0].text, 3)
            _add_table(document, head, row)
    document.add_paragraph(NOTE)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add_table(document: Any, head: list[GridCell], row: list[GridCell]) -> None:
    """Add what each work says about a question, and the totals."""
    from docx.shared import Inches

    pairs = [(work, cell) for work, cell in zip(head[1:], row[1:], strict=True) if cell.text]
    table = document.add_table(len(pairs), 2, style="Table Grid")
    table.autofit = False
    for (work, cell), place in zip(pairs, table.rows, strict=True):
        left, right = place.cells
        left.width, right.width = Inches(_WORK_INCHES), Inches(_ANSWER_INCHES)
        left.paragraphs[0].add_run(work.text).bold = True
        right.paragraphs[0].add_run(cell.text).italic = cell.kind == "total"
