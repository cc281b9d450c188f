"""A sentence as people paste it: verbatim, on one line, without the marks of notes.

    "It fell to 12 ² in Porto,³ they say.⁴"  ->  "It fell to 12 in Porto, they say."
    "It fell by 31 percent.12"               ->  "It fell by 31 percent."    the reader did not know that it is raised
    "It rose to 31.12"                       ->  "It rose to 31.12"          a number

A mark that is not raised is left out only where it cannot be a part of a number.
"""

import re

from corpus.text.abbreviations import may_end_sentence
from corpus.text.raised import without_note_marks
from corpus.text.rows import is_row
from corpus.text.sentences import MAX_CHARACTERS_BEFORE

_PLAIN_MARK = re.compile(
    r"""(?:(?<=[^\W\d_]{3}[.!?])|(?<=[)\]%”’][.!?])|(?<=[.!?][”’"')\]])|(?<=\b19\d\d\.)|(?<=\b20\d\d\.)"""
    r"""|(?<=\d0s\.)|(?<=·\d\.)|(?<=·\d\d\.))"""
    r"""(?:\d{1,3}(?:[,–-]\s?\d{1,3})*|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\])(?=\s+["“(\[¿¡]*[^\Wa-zà-ÿ\d_]|\s*$)"""
)
"""Digits, or digits in brackets, at the end of a sentence, after the stop of a word, of a closing bracket or quotation
mark, of a year, or of a number that has its decimals after another sign.

A word has three letters: "variant BA.5" is a name.
"""
_BEFORE_DIGITS = re.compile(r"""[.!?”’"')\]](?=\[?\d)""")
"""The character before a mark that is not raised. It is found fast."""

_SIGN = re.compile(r"(?<=[\w.!?”’\"')\]])\s?[*†‡§¶]{1,3}$")


def as_quoted(text: str) -> str:
    """Return a sentence, or two side by side, as a quotation."""
    return without_marks(" ".join(text.split()))


def without_marks(text: str) -> str:
    """Return sentences without the marks of notes."""
    without_raised = without_note_marks(text)
    if is_row(without_raised):
        return without_raised
    without_plain = _PLAIN_MARK.sub(_kept_mark, without_raised)
    return _SIGN.sub("", without_plain)


def plain_mark_spans(text: str) -> list[tuple[int, int]]:
    """Return where `without_marks` leaves out marks that are not raised: their starts and ends, in order."""
    spans = []
    for stop in _BEFORE_DIGITS.finditer(text):
        mark = _PLAIN_MARK.match(text, stop.end())
        if mark and not _kept_mark(mark):
            spans.append(mark.span())
    return spans


def _kept_mark(match: re.Match[str]) -> str:
    """Return a number after a stop if it is part of what is quoted: "No.12"."""
    before = match.string[max(0, match.start() - MAX_CHARACTERS_BEFORE) : match.start()]
    is_stop = before.endswith(".")
    return match[0] if is_stop and not may_end_sentence(before[:-1], match[0]) else ""
