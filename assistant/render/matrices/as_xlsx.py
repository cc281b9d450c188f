"""A matrix as a spreadsheet, written by XlsxWriter. Every cell is a text: none is a formula.

A quotation is a link only if a person named a desk, and then to a passage of it: no text of a work is an address.
"""

from io import BytesIO
from typing import Any

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, Grid, GridCell, grid
from corpus.extras import require_office

MAX_CELL_CHARACTERS = 32_767
"""Characters of a cell that Excel takes."""

HEAD_WIDTH, FOUND_WIDTH, EMPTY_WIDTH = 34, 44, 16
"""Widths of the first column, of a column with a quotation, and of others, in characters. Chosen."""

MAX_COLUMNS_ON_A_PAGE = 9
"""Columns of a sheet that is printed on one page across. More are too small to read. Chosen."""

LINE_HEIGHT, MAX_HEIGHT = 15, 409
"""Height of a line and of the highest row, in points. LibreOffice keeps rows without a height as low as one line."""

_A4 = 9
_PERCENT_OF_SIZE = 60
"""The size of a sheet that is wider than a page, when it is printed. Chosen."""

_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2"},
    "group": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF6"},
    "found": {"text_wrap": True, "valign": "top"},
    "empty": {"text_wrap": True, "valign": "top", "font_color": "#595959"},
    "total": {"text_wrap": True, "valign": "top", "italic": True},
    "link": {"text_wrap": True, "valign": "top", "font_color": "#0B5394"},
}
for _properties in _FORMATS.values():
    _properties["border"] = 1
    _properties["border_color"] = "#BFBFBF"


def render(matrix: Matrix, works_down: bool, desk: str) -> bytes:
    """Return a matrix as the bytes of an .xlsx file.

    Raises:
        MissingExtra: the extra `office` is not installed.
    """
    require_office("a spreadsheet needs", "xlsxwriter")
    from xlsxwriter import Workbook

    rows = grid(matrix, works_down, desk)
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        formats = {kind: workbook.add_format(properties) for kind, properties in _FORMATS.items()}
        sheet = workbook.add_worksheet("Evidence")
        _lay_out(sheet, rows)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell.address:
                    sheet.write_url(down, across, cell.address, formats["link"], cell.text[:MAX_CELL_CHARACTERS])
                else:
                    sheet.write_string(down, across, cell.full_text[:MAX_CELL_CHARACTERS], formats[cell.kind])
        sheet.write_string(len(rows) + 1, 0, NOTE)
    return written.getvalue()


def _lay_out(sheet: Any, rows: Grid) -> None:
    """Set the widths of the columns, and how the sheet is printed: its heads on each page, landscape."""
    sheet.freeze_panes(1, 1)
    widths: list[int] = []
    for across, column in enumerate(zip(*rows, strict=True)):
        if across == 0:
            width = HEAD_WIDTH
        elif any(cell.kind == "found" for cell in column):
            width = FOUND_WIDTH
        else:
            width = EMPTY_WIDTH
        widths.append(width)
        sheet.set_column(across, across, width)
    for down, row in enumerate(rows):
        lines = max(map(_lines, row, widths))
        sheet.set_row(down, min(MAX_HEIGHT, lines * LINE_HEIGHT + 2))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.set_footer("&CPage &P of &N")
    if len(rows[0]) <= MAX_COLUMNS_ON_A_PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.set_print_scale(_PERCENT_OF_SIZE)


def _lines(cell: GridCell, width: int) -> int:
    """Return how many lines a cell needs, by a tenth too many rather than too few: words are not divided."""
    text = cell.text if cell.address else cell.full_text
    return sum(1 + len(line) * 11 // (width * 10) for line in text.split("\n"))
