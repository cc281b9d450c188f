"""A matrix as a web page of its own, without anything from elsewhere."""

from html import escape

from assistant.matrix.model import Matrix
from assistant.render.matrices.grid import NOTE, GridCell, grid

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Evidence matrix</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 8px; }
div { overflow: auto; max-height: 92vh; }
table { border-collapse: separate; border-spacing: 0; }
th, td { border: solid #999; border-width: 0 1px 1px 0; padding: 4px 8px; text-align: left; vertical-align: top; }
th, td { min-width: 9em; max-width: 26em; overflow-wrap: anywhere; }
tr > :first-child { border-left-width: 1px; }
thead th { position: sticky; top: 0; z-index: 1; border-top-width: 1px; background: #f2f2f2; }
tbody th { position: sticky; left: 0; background: #fff; min-width: 8em; }
thead th:first-child { left: 0; z-index: 2; }
td.found { min-width: 18em; }
.empty { color: #595959; }
.total { font-style: italic; }
.group, tbody th.group { background: #e8eef6; font-weight: bold; }
@media (max-width: 40em) { tbody th, thead th:first-child { max-width: 8em; } td.found { min-width: 14em; } }
@media print { div { overflow: visible; max-height: none; } thead th, tbody th { position: static; } }
@page { size: landscape; }
</style>
</head>
<body>
<h1>Evidence matrix</h1>
<div tabindex="0">
<table>
"""


def render(matrix: Matrix, works_down: bool, desk: str) -> bytes:
    """Return a matrix as an HTML page."""
    head, *rows = grid(matrix, works_down, desk)
    lines = ["<thead>", _row(head, "col"), "</thead>", "<tbody>"]
    lines += [_row(row, "row") for row in rows]
    lines += ["</tbody>", "</table>", "</div>", f"<p>{escape(NOTE)}</p>", "</body>", "</html>", ""]
    return (_HEAD + "\n".join(lines)).encode("utf-8", "replace")


def _row(row: list[GridCell], scope: str) -> str:
    cells = []
    for place, cell in enumerate(row):
        text = escape(cell.text)
        if cell.address:
            text += f' <a href="{escape(cell.address)}" rel="noreferrer">open</a>'
        elif cell.opens:
            text += f" <code>{escape(cell.opens)}</code>"
        is_head = scope == "col" or place == 0
        tag = f'th scope="{scope}"' if is_head else "td"
        cells.append(f'<{tag} class="{cell.kind}">{text}</{tag[:2]}>')
    return f"<tr>{''.join(cells)}</tr>"
