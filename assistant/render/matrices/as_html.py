"""A matrix as a web page of its own, without anything from elsewhere."""

from html import escape

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, GridCell, grid

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evidence matrix</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; }
table { border-collapse: collapse; }
th, td { border: 1px solid #999; padding: 4px 8px; text-align: left; vertical-align: top; min-width: 12em; }
thead th { position: sticky; top: 0; background: #f2f2f2; }
.empty { color: #595959; }
.group { background: #e8eef6; font-weight: bold; }
</style>
</head>
<body>
<h1>Evidence matrix</h1>
<table>
"""


def render(matrix: Matrix, works_down: bool) -> bytes:
    """Return a matrix as an HTML page."""
    head, *rows = grid(matrix, works_down)
    lines = ["<thead>", _row(head, "col"), "</thead>", "<tbody>"]
    lines += [_row(row, "row") for row in rows]
    lines += ["</tbody>", "</table>", f"<p>{escape(NOTE)}</p>", "</body>", "</html>", ""]
    return (_HEAD + "\n".join(lines)).encode("utf-8", "replace")


def _row(row: list[GridCell], scope: str) -> str:
    cells = []
    for place, cell in enumerate(row):
        text = escape(cell.text)
        if cell.passage:
            text += f" <code>evidence show {cell.passage}</code>"
        is_head = scope == "col" or place == 0
        cells.append(f'<th scope="{scope}">{text}</th>' if is_head else f'<td class="{cell.kind}">{text}</td>')
    return f"<tr>{''.join(cells)}</tr>"
