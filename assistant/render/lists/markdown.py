"""A list of references as Markdown: one paragraph each."""

import unicodedata

from assistant.render.lists import ParagraphKind, TextDocument, clean_runs
from assistant.render.lists.html import TAGS
from assistant.render.markdown import escape_characters
from corpus.citing.styles.styled_text import FONTS, Font, Run, StyledText

_STARS: dict[Font, str] = {"italic": "*", "bold": "**"}


_MARKERS: dict[ParagraphKind, str] = {"title": "# ", "heading": "## ", "quotation": "> "}
"""The marks at the beginning of each kind of paragraph."""


def render(document: TextDocument) -> bytes:
    """Return the paragraphs, with italics between stars. Fonts that Markdown lacks are HTML."""
    lines = []
    for paragraph in document.paragraphs:
        lines.append(f"{_MARKERS.get(paragraph.kind, '')}{inline(paragraph.text)}\n")
    return "\n".join(lines).encode()


def inline(text: StyledText) -> str:
    """Return a line with its fonts."""
    runs = [Run(""), *clean_runs(text), Run("")]
    parts = []
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        parts.append(_run_markdown(run, before, after))
    return "".join(parts)


def _run_markdown(run: Run, before: Run, after: Run) -> str:
    """Return a run with its fonts. Spaces at its ends are outside of the stars: stars beside a space are text."""
    words = run.text.strip()
    if not run.fonts or not words:
        return escape_characters(run.text)
    indent, _, rest = run.text.partition(words)
    takes_stars = _takes_stars(words, before.text[-1:] + indent, rest + after.text[:1])
    touches = bool(before.fonts or after.fonts)
    part = escape_characters(words)
    for font in FONTS:
        if font in run.fonts:
            opening, closing = TAGS[font]
            if font in _STARS and takes_stars and not touches:
                opening = closing = _STARS[font]
            part = f"{opening}{part}{closing}"
    return f"{indent}{part}{rest}"


def _takes_stars(words: str, before: str, after: str) -> bool:
    """Return whether stars around words are read as emphasis: not between a letter outside and a stop inside.

    This is the rule of CommonMark 0.31 (6.2) for runs of delimiters, in its strictest reading.
    """
    opens = not _is_stop(words[0]) or not before or before[-1].isspace() or _is_punctuation(before[-1])
    closes = not _is_stop(words[-1]) or not after or after[0].isspace() or _is_punctuation(after[0])
    return opens and closes


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P")


def _is_stop(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
