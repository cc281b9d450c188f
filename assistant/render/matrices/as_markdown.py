"""A matrix as a table in Markdown."""

from assistant.matrix.model import Matrix
from assistant.render.markdown import escape_markdown
from assistant.render.matrices.grid import NOTE, GridCell, grid


def render(matrix: Matrix, works_down: bool, desk: str) -> bytes:
    """Return a matrix as Markdown."""
    head, *rows = grid(matrix, works_down, desk)
    lines = [_line(head), "|---" * len(head) + "|"]
    lines += [_line(row) for row in rows]
    lines += ["", escape_markdown(NOTE), ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _line(row: list[GridCell]) -> str:
    cells = []
    for cell in row:
        text = escape_markdown(cell.text)
        if cell.address:
            text += f" [open]({cell.address})"
        elif cell.opens:
            text += f" `{cell.opens}`"
        if cell.kind == "group" and text:
            text = f"**{text}**"
        cells.append(text)
    return f"| {' | '.join(cells)} |"
