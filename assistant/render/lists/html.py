"""A list of references as a part of a web page, or of the clipboard.

The text is ASCII, with numeric references for other characters. So it is read correctly whatever encoding the page, the
clipboard or the shell assumes.
"""

from html import escape

from assistant.references import ReferenceList
from assistant.render.lists import clean_runs, in_text_lines
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


def render(references: ReferenceList) -> bytes:
    """Return the references as a `div` of paragraphs. The style of a paragraph is in its tag, because pages differ."""
    layout = references.layout
    rules = ["margin-top:0", f"margin-bottom:{layout.entry_spacing}em", f"line-height:{layout.line_spacing}"]
    if layout.hanging_indent:
        rules.append(_HANGING_INDENT)
    style = ";".join(rules)
    lines = ["<div>"]
    for entry in references.references:
        lines.append(f'<p style="{style}">{inline(entry)}</p>')
    for line in in_text_lines(references):
        lines.append(f"<p>{inline(line)}</p>")
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
