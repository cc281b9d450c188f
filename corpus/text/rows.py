"""Which lines are rows of a table, from the figures that they end in.

"Net income $ 5,363 $ 4,869"           two figures, last first: 4,869 and 5,363
"Poisonings 2.8 (2.7–2.8) 98 (70–111)" four: an interval in brackets is one figure
"the years 2018 2017"                  none: column heads and labels have dates
"""

import re

from corpus.text.words import MONTHS

MIN_ROW_FIGURES = 2
"""A line that ends in fewer figures is not a row."""

MAX_ROW_CHARACTERS = 400
"""A longer line that ends in figures is a paragraph. About 80 words, the most that a person pastes as a quotation."""

_SIGN = r"[+–—−<>≤≥~±-]{0,2}"
_NUMBER = rf"{_SIGN}(?:[A-Z]{{0,2}}[$€£¥])?{_SIGN}(?:\d+(?:[.,·]\d+)*|[.,·]\d+)(?:%\d?)?"
_MARKS = r"(?:\*{1,3}|[a-z†‡§#]|\([a-z\d]\)){0,2}"
"""Marks of notes and of significance after a figure: "400.0h", "0.037**"."""
_INTERVAL = rf"{_NUMBER}(?:[–—−/-]{_NUMBER}?)?"
"""A number, a range, or the first part of a range that ends after a space: "70–111", "955·7–"."""
# Alternatives: "5,363", "−3", "0.037**", "5.70(1.69)"; "27–31"; "(12.5%)", "(70–111)", "(34.6;", "51.7)"; empty cells:
# "—", "··", "n/a", "NM" (not meaningful); stars.
_FIGURE = re.compile(
    rf"[(\[]?{_NUMBER}{_MARKS}(?:\({_NUMBER}\))?{_MARKS}"
    rf"|{_NUMBER}[–—−](?:{_NUMBER})?{_MARKS}"
    rf"|[(\[]{{1,2}}{_INTERVAL}{_MARKS}[,;]?"
    rf"|[(\[]{{0,2}}{_INTERVAL}{_MARKS}[)\]]{{1,2}}%?{_MARKS}"
    r"|[$€£¥]?[–—−-]{1,3}%?|[·.]{2}|·{1,3}|n/?[am]|n/d|s/d|#|\*{1,3}",
    re.I,
)
_UNITS = frozenset({"$", "€", "£", "¥", "R$", "%", "(", ")", ")%", "%)", ";", "±", "<", ">", "≤", "≥"})
"""Signs that many tables separate from their figure by a space."""

_NO_FIGURE = re.compile(r"\(\)\d?")
"""What is left of a year in brackets when dates are out: "8,767 (1981)"; a note mark may follow it."""

_DATES = re.compile(rf"\b(?:(?:{'|'.join(MONTHS.split())})\s+\d{{1,2}},?\s+)?(?:19|20)\d\d\b(?![.,·]\d)", re.I)
_WORD_IN_RANGE = re.compile(rf"({_NUMBER}) (?:to|a) (?={_NUMBER})", re.I)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ENDS_IN_WORD = re.compile(r"[^\W\d_]{3}[.,;:!?”’\"')\]]*\s*$")


def is_row(text: str) -> bool:
    """Return whether a line is a row: it ends in two or more figures."""
    return len(last_figures(text)) >= MIN_ROW_FIGURES


def is_only_figures(text: str) -> bool:
    """Return whether a line is a row without a label: the figures of a row whose label is above them."""
    return _LETTERS.search(text) is None and is_row(text)


def last_figures(text: str) -> list[str]:
    """Return the figures that a line ends in, last first; none for a paragraph.

    Dates do not count: column heads and labels have them.
    """
    if len(text) > MAX_ROW_CHARACTERS:
        return []
    if _ENDS_IN_WORD.search(text):  # most lines: this saves time
        return []
    figures = []
    joined = _WORD_IN_RANGE.sub(r"\1–", _DATES.sub("", text))
    for cell in reversed(joined.split()):
        if cell in _UNITS or _NO_FIGURE.fullmatch(cell):
            continue
        if not _FIGURE.fullmatch(cell):
            break
        figures.append(cell)
    return figures


def has_numbers(text: str) -> bool:
    """Return whether two of a row's figures have digits. "A – 45" has one, and may be from a table of contents."""
    with_digits = 0
    for figure in last_figures(text):
        if any(character.isdigit() for character in figure):
            with_digits += 1
    return with_digits >= MIN_ROW_FIGURES
