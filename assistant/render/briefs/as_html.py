"""A brief as a web page of its own, without anything from elsewhere. The footnotes are at its end."""

from collections.abc import Sequence
from html import escape

from assistant.render.briefs.document import Block, BriefDocument
from assistant.render.lists import ParagraphKind
from assistant.render.lists.html import inline
from corpus.citing.styles.styled_text import StyledText

_HEAD = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
blockquote {{ margin: 1rem 0 1rem 2rem; }}
table {{ border-collapse: collapse; font-size: 14px; }}
th, td {{ border: 1px solid #999; padding: 4px 8px; text-align: left; vertical-align: top; }}
th {{ background: #f2f2f2; }}
.reference {{ margin-left: 2rem; text-indent: -2rem; }}
</style>
</head>
<body>
"""

_ELEMENTS: dict[ParagraphKind, tuple[str, str]] = {
    "heading": ("<h1>", "</h1>"),
    "quotation": ("<blockquote><p>", "</p></blockquote>"),
}
"""The tags before and after a paragraph that is more than text."""


def render(document: BriefDocument) -> bytes:
    """Return a brief as an HTML page."""
    notes: list[StyledText] = []
    lines = [_block(block, notes) for block in document.blocks]
    title = escape(document.blocks[0].text.plain if document.blocks else "")
    lines += [*_table(document), *_references(document), *_notes(document, notes), "</body>", "</html>", ""]
    page = _HEAD.format(language=document.language, title=title) + "\n".join(lines)
    return page.encode("utf-8", "replace")


def _block(block: Block, notes: list[StyledText]) -> str:
    """Return a paragraph. Its footnote is added to `notes`."""
    text = inline(block.text)
    if block.footnote is not None:
        notes.append(block.footnote)
        number = len(notes)
        text += f'<sup><a id="mark-{number}" href="#note-{number}">{number}</a></sup>'
    before, after = _ELEMENTS.get(block.kind, ("<p>", "</p>"))
    return f"{before}{text}{after}"


def _table(document: BriefDocument) -> list[str]:
    """Return the table of the sources below its heading; nothing without sources."""
    if not document.table.rows:
        return []
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in document.table.head)
    lines = [_heading(document.table_heading), "<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>"]
    for row in document.table.rows:
        cells = "".join(f"<td>{inline(cell)}</td>" for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    return [*lines, "</tbody>", "</table>"]


def _references(document: BriefDocument) -> list[str]:
    """Return the references below their heading; nothing without references."""
    if not document.references:
        return []
    entries = [f'<p class="reference">{inline(entry)}</p>' for entry in document.references]
    return [_heading(document.references_heading), *entries]


def _notes(document: BriefDocument, notes: Sequence[StyledText]) -> list[str]:
    """Return the footnotes below their heading, each with a link to its mark; nothing without footnotes."""
    if not notes:
        return []
    items = []
    for number, note in enumerate(notes, start=1):
        items.append(f'<li id="note-{number}">{inline(note)} <a href="#mark-{number}">↩</a></li>')
    return [_heading(document.notes_heading), "<ol>", *items, "</ol>"]


def _heading(text: str) -> str:
    return f"<h1>{escape(text)}</h1>"
