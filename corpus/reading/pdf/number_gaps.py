"""Spaces that pdfium misses between digits.

    209813840       a narrow space between groups of three digits: 209 813 840
    50010001500     labels of an axis that nearly touch: 500 1000 1500
    1234            labels of the columns of a chart, far apart: 1 2 3 4

pdfium needs a wider gap for a space. Here the gaps of a number are compared with one another, because the digits of a
number that is letter-spaced are all apart.

Pure functions: no I/O, no PDF library.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

MIN_APART_EMS = 0.7
"""Gap between two digits that are not of one number. Letter-spaced numbers have up to 0.2. The gap that a digit leaves
if pdfium drops it is as wide as a digit, at most 0.65."""

MIN_WIDE_EMS = 0.07
"""Gap between two digits that may be a space if others of the number are tight. Of 700,000 gaps in four collections
such spaces have 0.077 to 0.19, and others beside tight digits at most 0.058."""

MAX_WIDE_EMS = 0.3
"""Widest such space. pdfium does not miss a wider one. Chosen."""

MAX_TIGHT_EMS = 0.03
"""Gap between two digits of one number that are not letter-spaced. Kerning moves some digits apart by this much."""

GROUP_DIGITS = 3

# A number of four digits or more, with its decimals; or several with decimals that touch.
_LONG = re.compile(r"\d(?<![\d.,·]\d)(?:\d{3,}(?:[.,·]\d{1,9})?|\d{0,8}(?:[.,·]\d{1,9}){2,})")
_ONLY_DIGITS = re.compile(r"(?:^|(?<=\n))[\d ]+(?=\r|\n|$)")
_DIGITS = re.compile(r"\d\d+")
_YEAR = re.compile(r"(?:19|20)\d\d(?! \d{3}(?!\d))")
_LABEL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?")
_POINTS = str.maketrans({",": ".", "·": ".", "−": "-"})


def possible_gaps(page: str) -> list[range]:
    """Return the places of the numbers of a page that may lack a space, in order.

    They are the long ones, and all in lines without anything else. Years are left out, because most long numbers are.
    """
    spans: set[tuple[int, int]] = set()
    for line in _ONLY_DIGITS.finditer(page):
        spans.update(digits.span() for digits in _DIGITS.finditer(page, *line.span()))
    for number in _LONG.finditer(page):
        start, end = number.span()
        if end - start == len("2000") and _YEAR.match(page, start):
            continue
        has_sign = page[max(0, start - 1)] in "-−"
        spans.add((start - has_sign, end))
    return [range(start, end) for start, end in sorted(spans)]


def missing_spaces(number: str, gaps: Sequence[float]) -> list[int]:
    """Return the places in a number that lack a space. `gaps` has the gap after each character but the last, in ems."""
    between_digits = [place for place in range(1, len(number)) if number[place - 1 : place + 1].isdecimal()]
    apart = [place for place in between_digits if gaps[place - 1] > MIN_APART_EMS]
    if apart:
        return apart
    wide = [place for place in between_digits if MIN_WIDE_EMS < gaps[place - 1] < MAX_WIDE_EMS]
    others = [gaps[place - 1] for place in between_digits if place not in wide]
    tight = [gap for gap in gaps if gap <= MAX_TIGHT_EMS]
    if len(wide) > len(tight) or max(others, default=0.0) > MAX_TIGHT_EMS:
        return []
    if _separate_groups(number, wide) or _separate_labels(number, wide):
        return wide
    return []


def _separate_groups(number: str, places: Sequence[int]) -> bool:
    """Return whether these are the places between the groups of three digits of a number, before its decimals."""
    whole = _DIGITS.search(number)
    if whole is None:
        return False
    boundaries = range(whole.end() - GROUP_DIGITS, whole.start(), -GROUP_DIGITS)
    return list(places) == sorted(boundaries)


def _separate_labels(number: str, places: Sequence[int]) -> bool:
    """Return whether places separate the labels of an axis: they rise or fall, and have as many decimals each."""
    values = []
    decimals = set()
    for start, end in pairwise([0, *places, len(number)]):
        label = _LABEL.fullmatch(number[start:end].translate(_POINTS))
        if label is None:
            return False
        values.append(float(label[0]))
        decimals.add(len(label[1] or ""))
    rises = all(before < after for before, after in pairwise(values))
    falls = all(before > after for before, after in pairwise(values))
    return len(decimals) == 1 and (rises or falls)
