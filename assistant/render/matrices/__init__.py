"""A matrix as a table: CSV, Markdown, HTML, JSON, a spreadsheet, a Word document; and as a list for a terminal.

Every text of a work is untrusted. Each module escapes it, and no cell of a spreadsheet is a formula. A new format is
one module with `render`, and one line in `MATRIX_FORMATS`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from assistant.matrix.model import Matrix

MATRIX_FORMATS: Mapping[str, str] = {
    "csv": "comma-separated values",
    "markdown": "Markdown",
    "html": "a web page",
    "xlsx": "a spreadsheet",
    "docx": "a Word document",
}
"""The formats of tables, in words. The module of a format has its name, after `as_`."""


def render_matrix(matrix: Matrix, format: str, works_down: bool = False, desk: str = "") -> bytes:
    """Return a matrix in one of `MATRIX_FORMATS`: questions down and works across, or the other way.

    Quotations are links to the desk at an address, or have the command that shows their passage.

    Raises:
        MissingExtra: the format needs the extra `office`.
    """
    module = import_module(f"assistant.render.matrices.as_{format}")
    return cast(bytes, module.render(matrix, works_down, desk))
