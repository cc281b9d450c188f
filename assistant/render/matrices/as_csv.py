"""A matrix as comma-separated values (RFC 4180), with a mark by which spreadsheets read it as UTF-8."""

import csv
from io import StringIO

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, grid

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell with one of these in front for a formula (OWASP, CSV injection)."""


def render(matrix: Matrix, works_down: bool, desk: str) -> bytes:
    """Return a matrix as the bytes of a CSV file."""
    text = StringIO()
    writer = csv.writer(text)
    for row in grid(matrix, works_down, desk):
        writer.writerow([_safe(cell.full_text) for cell in row])
    writer.writerow([NOTE])
    return text.getvalue().encode("utf-8-sig", "replace")


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
