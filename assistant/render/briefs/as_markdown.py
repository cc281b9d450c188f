"""A brief as Markdown, with footnotes as pandoc, GitHub and most editors read them: `[^1]` and `[^1]: ...`."""

from collections.abc import Sequence

from assistant.render.briefs.document import BriefDocument
from assistant.render.lists import ParagraphKind
from assistant.render.lists.markdown import inline
from assistant.render.markdown import escape_markdown

_MARKERS: dict[ParagraphKind, str] = {"heading": "# ", "quotation": "> "}
"""The marks at the beginning of each kind of paragraph."""


def render(document: BriefDocument) -> bytes:
    """Return a brief as Markdown. The footnotes are at its end."""
    parts: list[str] = []
    notes: list[str] = []
    for block in document.blocks:
        text = f"{_MARKERS.get(block.kind, '')}{inline(block.text)}"
        if block.footnote is not None:
            notes.append(f"[^{len(notes) + 1}]: {inline(block.footnote)}")
            text += f"[^{len(notes)}]"
        parts.append(text)
    if document.table.rows:
        parts += [f"# {escape_markdown(document.table_heading)}", _table(document)]
    if document.references:
        parts.append(f"# {escape_markdown(document.references_heading)}")
        parts += [inline(entry) for entry in document.references]
    return "\n\n".join([*parts, *notes, ""]).encode("utf-8", "replace").rstrip(b"\n") + b"\n"


def _table(document: BriefDocument) -> str:
    head = [escape_markdown(name) for name in document.table.head]
    lines = [_line(head), "|---" * len(head) + "|"]
    for row in document.table.rows:
        cells = [" ".join(inline(text).split()) for text in row]
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
