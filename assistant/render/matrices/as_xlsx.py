"""A matrix as a spreadsheet, written by XlsxWriter. Every cell is a text: none is a formula or a link."""

from io import BytesIO

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, grid
from corpus.extras import require_office

MAX_CELL_CHARACTERS = 32_767
"""Characters of a cell that Excel takes."""

_FORMATS = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"},
    "group": {"bold": True, "bg_color": "#E8EEF6"},
    "found": {"text_wrap": True, "valign": "top"},
    "empty": {"text_wrap": True, "valign": "top", "font_color": "#595959"},
    "total": {"text_wrap": True, "valign": "top", "italic": True},
}


def render(matrix: Matrix, works_down: bool) -> bytes:
    """Return a matrix as the bytes of an .xlsx file.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    require_office("a spreadsheet needs", "xlsxwriter")
    from xlsxwriter import Workbook

    rows = grid(matrix, works_down)
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        formats = {kind: workbook.add_format(properties) for kind, properties in _FORMATS.items()}
        sheet = workbook.add_worksheet("Evidence")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(rows[0]) - 1, 40)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                sheet.write_string(down, across, cell.text[:MAX_CELL_CHARACTERS], formats[cell.kind])
        sheet.write_string(len(rows) + 1, 0, NOTE)
    return written.getvalue()
