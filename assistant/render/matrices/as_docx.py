"""A matrix as a Word document on wide pages, written by python-docx."""

from importlib.util import find_spec
from io import BytesIO

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, grid
from corpus.errors import MissingExtra


def render(matrix: Matrix, works_down: bool) -> bytes:
    """Return a matrix as the bytes of a .docx file.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    if find_spec("docx") is None:
        raise MissingExtra("a Word document needs the extra: pip install 'evidence-assistant[office]'")
    from docx import Document
    from docx.enum.section import WD_ORIENT

    rows = grid(matrix, works_down)
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading("Evidence matrix", 1)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for cell, place in zip(row, cells.cells, strict=True):
            run = place.paragraphs[0].add_run(cell.text)
            run.bold = cell.kind in ("head", "group")
            run.italic = cell.kind == "total"
    document.add_paragraph(NOTE)
    written = BytesIO()
    document.save(written)
    return written.getvalue()
