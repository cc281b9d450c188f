"""Which lines are rows of a table, from the figures that they end in.

    "Net income $ 5,363 $ 4,869"            two figures, last first: 4,869 and 5,363
    "Poisonings 2.8 (2.7–2.8) 98 (70–111)"  four: an interval in brackets is one figure
    "the years 2018 2017"                   none: column heads and labels have dates

A line is one line of cleaned text, and may be of any language.
"""

import re
from functools import lru_cache

from corpus.text.raised import WRITTEN_MARKS
from corpus.text.words import MONTHS

MIN_ROW_FIGURES = 2
"""A line that ends in fewer figures is not a row."""

MIN_FIGURES_BEFORE_WORDS = 4
"""Figures of a row that ends in words, as a last column "Not met" does; chosen: three may be a number, "3 .2 .005"."""

MAX_LAST_WORDS = 3
"""Words after the last figure of a row; chosen."""

MAX_ROW_CHARACTERS = 400
"""A longer line that ends in figures is a paragraph. About 80 words, the most that a person pastes as a quotation."""

MAX_FIGURE_CHARACTERS = 40
"""A longer cell is not a figure: "(1,234,567.8–1,345,678.9)***" has 28. Also bounds the time to match one."""

MAX_KEPT_LINES = 4096
"""Lines whose figures are kept, in about 1 MB. A line is looked at five times when its passage is quoted. Chosen."""

_SIGN = r"[+–—−<>≤≥~±-]{0,2}"
_NUMBER = rf"{_SIGN}(?:[A-Z]{{0,2}}[$€£¥])?{_SIGN}(?:\d+(?:[.,·]\d+)*|[.,·]\d+)(?:%\d?)?"
_MARKS = r"(?:\*{1,3}|[a-z†‡§#]|\([a-z\d]\)){0,2}"
"""Marks of notes and of significance after a figure: "400.0h", "0.037**"."""
_INTERVAL = rf"{_NUMBER}(?:[–—−/-](?:{_NUMBER})?)?"
"""A number, a range, or the first part of a range that ends after a space: "70–111", "955·7–"."""
# Alternatives: "5,363", "−3", "0.037**", "5.70(1.69)"; "27–31"; "(12.5%)", "(70–111)", "(34.6;", "51.7)"; empty cells:
# "—", "··", "n/a", "NM" (not meaningful); stars.
_FIGURE = re.compile(
    rf"[(\[]?{_NUMBER}{_MARKS}(?:\({_NUMBER}\))?{_MARKS}"
    rf"|{_NUMBER}[–—−](?:{_NUMBER})?{_MARKS}"
    rf"|[(\[]{{1,2}}{_INTERVAL}{_MARKS}[,;]?"
    rf"|[(\[]{{0,2}}{_INTERVAL}{_MARKS}[)\]]{{1,2}}%?{_MARKS}"
    r"|[$€£¥]?[–—−-]{1,3}%?|[·.]{2}|·{1,3}|n/?[am]\*?|n/d|s/d|#|\*{1,3}",
    re.I,
)
_UNITS = frozenset({"$", "€", "£", "¥", "R$", "%", "(", ")", ")%", "%)", ";", "±", "<", ">", "≤", "≥"})
"""Signs that many tables separate from their figure by a space."""

_NO_FIGURE = re.compile(rf"\(\)\d?|{WRITTEN_MARKS}")
"""What is left of a year in brackets when dates are out: "8,767 (1981)"; a note mark may follow it. Raised marks."""

_DATES = re.compile(rf"\b(?:(?:{'|'.join(MONTHS.split())})\s+\d{{1,2}},?\s+)?(?:19|20)\d\d\b(?![.,·]\d)", re.I)
_YEAR_ALONE = re.compile(r"(?<!\S)(?:19|20)\d\d(?!\S)")
_WORDS_IN_RANGE = frozenset({"to", "a"})
"""English, Spanish and Portuguese: "(1.2 to 3.4)", "(1,2 a 3,4)"."""
_ENDS_IN_NUMBER = re.compile(r"\d%?$")
_NUMBERED = re.compile(rf"{_SIGN}[$€£¥]?[.,]?\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MAY_END_IN_FIGURES = re.compile(r"[\d*·#–—-].{0,40}$|n/?[am]\s*$|[ns]/d\s*$", re.I | re.S)


def is_row(text: str) -> bool:
    """Return whether a line is a row: it ends in two or more figures."""
    return len(last_figures(text)) >= MIN_ROW_FIGURES


def count_only_figures(text: str) -> int:
    """Return the number of figures of a row without a label, whose label is above it; 0 for any other line.

    A year before the figures is a label: "2017 120 130".
    """
    figures = last_figures(text)
    if len(figures) < MIN_ROW_FIGURES or _DATES.match(text.lstrip()):
        return 0
    cells = _without_last_words(_cells(text))
    is_only = all(_is_figure(cell) or _is_no_figure(cell) for cell in cells)
    return len(figures) if is_only else 0


@lru_cache(maxsize=MAX_KEPT_LINES)
def last_figures(text: str) -> tuple[str, ...]:
    """Return the figures that a line ends in, last first; none for a paragraph.

    Dates do not count: column heads and labels have them. A few words may follow many figures: "12 14 15 16 Not met".
    """
    if len(text) > MAX_ROW_CHARACTERS or not _MAY_END_IN_FIGURES.search(text):  # most lines: this saves time
        return ()
    all_cells = _cells(text)
    cells = _without_last_words(all_cells)
    figures = []
    for cell in reversed(cells):
        if _is_no_figure(cell):
            continue
        if not _is_figure(cell):
            break
        figures.append(cell)
    if len(cells) < len(all_cells) and len(figures) < MIN_FIGURES_BEFORE_WORDS:
        return ()
    return () if _has_years_as_columns(text, len(figures)) else tuple(figures)


def has_numbers(text: str) -> bool:
    """Return whether two of a row's figures have digits. "A – 45" has one, and may be from a table of contents."""
    with_digits = 0
    for figure in last_figures(text):
        if any(character.isdigit() for character in figure):
            with_digits += 1
    return with_digits >= MIN_ROW_FIGURES


def _has_years_as_columns(text: str, figure_count: int) -> bool:
    """Return whether a line is the column heads of years with note marks: "1970 2 1980 1990 2010 3"."""
    after_words = _WORD.split(text)[-1]
    years = len(_YEAR_ALONE.findall(after_words))
    return years >= MIN_ROW_FIGURES and years >= figure_count


def _cells(text: str) -> list[str]:
    """Return the words and figures of a line, without its dates. A range is one figure: "1.2 to 3.4" is "1.2–3.4"."""
    cells: list[str] = []
    for cell in _DATES.sub("", text).split():
        if (
            len(cells) > 1
            and cells[-1] in _WORDS_IN_RANGE
            and _ENDS_IN_NUMBER.search(cells[-2])
            and _NUMBERED.match(cell)
        ):
            cells.pop()
            cells[-1] += f"–{cell}"
        else:
            cells.append(cell)
    return cells


def _without_last_words(cells: list[str]) -> list[str]:
    """Return cells without the few words after the last figure; all of them if a sentence ends there."""
    end = len(cells)
    if cells and cells[-1].endswith((".", "!", "?")):
        return cells
    while end > max(0, len(cells) - MAX_LAST_WORDS) and not _is_figure(cells[end - 1]) and _WORD.search(cells[end - 1]):
        end -= 1
    return cells[:end]


def _is_figure(cell: str) -> bool:
    return len(cell) <= MAX_FIGURE_CHARACTERS and _FIGURE.fullmatch(cell) is not None


def _is_no_figure(cell: str) -> bool:
    return cell in _UNITS or _NO_FIGURE.fullmatch(cell) is not None
