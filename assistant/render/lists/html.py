"""A list of references as a part of a web page, or of the clipboard.

The text is ASCII, with numeric references for other characters. So it is read correctly whatever encoding the page, the
clipboard or the shell assumes.
"""

from html import escape

from assistant.render.lists import ParagraphKind, TextDocument, clean_runs
from corpus.citing.styles.styled_text import FONTS, Font, StyledText

TAGS: dict[Font, tuple[str, str]] = {
    "italic": ("<i>", "</i>"),
    "bold": ("<b>", "</b>"),
    "underline": ("<u>", "</u>"),
    "small-caps": ('<span style="font-variant:small-caps">', "</span>"),
    "superscript": ("<sup>", "</sup>"),
    "subscript": ("<sub>", "</sub>"),
}
"""The tags before and after a text in a font."""

_HANGING_INDENT = "margin-left:0.5in;text-indent:-0.5in"


_ELEMENTS: dict[ParagraphKind, tuple[str, str]] = {
    "title": ("<h1>", "</h1>"),
    "heading": ("<h2>", "</h2>"),
    "quotation": ("<blockquote><p>", "</p></blockquote>"),
    "text": ("<p>", "</p>"),
    "remark": ("<p>", "</p>"),
}
"""The tags before and after a paragraph that is not a reference."""


def render(document: TextDocument) -> bytes:
    """Return the paragraphs in a `div`. The style of a reference is in its tag, because pages differ."""
    layout = document.layout
    rules = ["margin-top:0", f"margin-bottom:{layout.entry_spacing}em", f"line-height:{layout.line_spacing}"]
    if layout.hanging_indent:
        rules.append(_HANGING_INDENT)
    style = ";".join(rules)
    elements = {**_ELEMENTS, "reference": (f'<p style="{style}">', "</p>")}
    lines = ["<div>"]
    for paragraph in document.paragraphs:
        before, after = elements[paragraph.kind]
        lines.append(f"{before}{inline(paragraph.text)}{after}")
    lines.append("</div>\n")
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace")


def inline(text: StyledText) -> str:
    """Return a line as the inside of a paragraph."""
    parts = []
    for run in clean_runs(text):
        part = escape(run.text)
        for font in FONTS:
            if font in run.fonts:
                before, after = TAGS[font]
                part = f"{before}{part}{after}"
        parts.append(part)
    return "".join(parts)
