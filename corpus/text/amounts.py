"""Amounts in a text, in figures and in words, so that two ways to write one amount can be compared.

    31%, 31 percent, 31 por ciento, thirty-one percent, 0.31     the share 31/100
    a third, one in three, un tercio, 33%, 0.33                  the share 1/3, or 1/3 rounded
    1,200    1.200    1 200    1.2 thousand                      the number 1200

A word that may be something else is not an amount: "a third study", "the first half", "once".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from corpus.text.number_words import (
    FRACTION_BEFORE,
    FRACTION_FOLLOWING,
    ONE,
    PARTS,
    SCALES,
    SMALL,
    TENS,
    UNITS_OF_TIME,
    UNMISTAKABLE_PARTS,
)

MAX_FIGURES = 30
"""Figures of a number. Chosen: a longer one is not an amount."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and its place in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        number: the number that is written: 31 for "31%"; None for a fraction.
        share: the share that it is or may be; None for another number.
        step: the size of the last figure of a share that is written in decimals; 0 for an exact one.
        is_word: whether it is written in words.
    """

    start: int
    end: int
    number: Fraction | None
    share: Fraction | None = None
    step: Fraction = Fraction(0)
    is_word: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether it is a share beyond doubt: a percentage or a fraction."""
        return self.share is not None and self.number != self.share


class AmountSet:
    """The amounts of a text, to look others up in it."""

    def __init__(self, text: str) -> None:
        found = list(amounts(text))
        self._numbers = {amount.number for amount in found if amount.number is not None}
        self._shares = {(amount.share, amount.step) for amount in found if amount.share is not None}

    def __contains__(self, amount: Amount) -> bool:
        """Return whether the text has an amount, written in any way. A share must be one there too."""
        if not amount.is_percent and amount.number in self._numbers:
            return True
        if amount.share is None:
            return False
        return any(_are_equal(amount.share, amount.step, share, step) for share, step in self._shares)


def _are_equal(share: Fraction, step: Fraction, other: Fraction, other_step: Fraction) -> bool:
    """Return whether two shares are equal, or one is exact and the other is this one, rounded."""
    if share == other:
        return True
    if step and other_step:
        return False
    return abs(share - other) * 2 <= max(step, other_step)


def amounts(text: str) -> Iterator[Amount]:
    """Yield the amounts of a text. Amounts may overlap: "1 200" is one number, or two beside each other."""
    yield from _ratios(text)
    yield from _fractions(text)
    for pattern in (_GROUPED, _FIGURES):
        for match in pattern.finditer(text):
            number = _number_of(match["number"])
            if number is not None:
                yield _amount(text, match, number, _decimals(match["number"]))
    for match in _WORDS.finditer(text):
        number = Fraction(_cardinal(match["small"], match["tens"], match["ones"]))
        yield _amount(text, match, number, 0, is_word=True)


def outermost(found: Iterable[Amount]) -> list[Amount]:
    """Return the amounts that are not within another one, in the order of the text."""
    kept: list[Amount] = []
    for amount in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return kept


# --- numbers ----------------------------------------------------------------------------------------------------------

_SPACE = "[ \u00a0\u2009\u202f]"
_AFTER = rf"(?P<percent>{_SPACE}?%|(?:{_SPACE}|-)(?:per\s?cent|pct|por\sciento|por\scento)\b)?"
_AFTER += rf"(?:{_SPACE}(?P<scale>mil\smillones|{'|'.join(SCALES)})\b)?"
_GROUPED = re.compile(
    rf"(?<![\w.,])(?P<number>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d{{1,2}})?)(?![\w]|[.,]\d){_AFTER}", re.I
)
_FIGURES = re.compile(rf"(?<![\w.,])(?P<number>\d+(?:[.,]\d+)*|\.\d+)(?!\w){_AFTER}", re.I)
_ONES = "|".join(word for word, value in SMALL.items() if value < 10)
_TENS = "|".join(TENS)
_SMALL = "|".join(SMALL)
_ORDINAL = r"-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b"
_WORDS = re.compile(
    rf"\b(?:(?P<tens>{_TENS})(?:(?:-|\s|\sy\s|\se\s)(?P<ones>{ONE}|{_ONES}))?|(?P<small>{_SMALL}))\b(?!{_ORDINAL}){_AFTER}",
    re.I,
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMAL_AFTER_THOUSANDS = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)")


def _amount(text: str, match: re.Match[str], number: Fraction, decimals: int, is_word: bool = False) -> Amount:
    if match["percent"]:
        step = Fraction(1, 10 ** (decimals + 2))
        return Amount(match.start(), match.end("percent"), number, number / 100, step, is_word)
    if match["scale"]:
        scale = 10**9 if " " in match["scale"] else SCALES[match["scale"].casefold()]
        return Amount(match.start(), match.end("scale"), number * scale, is_word=is_word)
    if decimals and 0 < number < 1:
        return Amount(match.start(), match.end(), number, number, Fraction(1, 10**decimals), is_word)
    return Amount(match.start(), match.end(), number, is_word=is_word)


def _number_of(written: str) -> Fraction | None:
    """Return the number that figures mean; None for a list of numbers, "1,2,3", and for an endless one."""
    figures = re.sub(_SPACE, "", written)
    if len(figures) > MAX_FIGURES:
        return None
    if _THOUSANDS.fullmatch(figures):
        return Fraction(re.sub("[.,]", "", figures))
    both = _DECIMAL_AFTER_THOUSANDS.fullmatch(figures)
    if both:
        whole = re.sub("[.,]", "", both[1] or both[3])
        return Fraction(f"{whole}.{both[2] or both[4]}")
    if figures.count(".") + figures.count(",") > 1:
        return None
    return Fraction(f"0{figures.replace(',', '.')}")


def _decimals(written: str) -> int:
    """Return how many figures are after the decimal sign."""
    if _THOUSANDS.fullmatch(written) or not re.search("[.,]", written):
        return 0
    return len(re.split("[.,]", written)[-1])


def _cardinal(small: str | None, tens: str | None = None, ones: str | None = None) -> int:
    """Return the number that words mean."""
    if small:
        return SMALL.get(small.casefold(), 1)
    return TENS[(tens or "").casefold()] + (SMALL.get(ones.casefold(), 1) if ones else 0)


# --- fractions --------------------------------------------------------------------------------------------------------

_COUNT = rf"(?P<count>{ONE}|{_SMALL}|dos|\d{{1,2}})"
_OF = rf"(?P<of>{_TENS}|{_SMALL}|dos|cien|cem|\d{{1,4}})"
_RATIO = re.compile(
    rf"(?<![\w.,/]){_COUNT}\s(?:in|out\sof|in\severy|out\sof\severy|of\severy|(?:de|en|em)\scada|em)\s{_OF}\b"
    rf"(?![.,]?\d)(?!\s(?:{UNITS_OF_TIME})\b)",
    re.I,
)
_PART = "|".join(PARTS)
_ARTICLES = ("a", "un", "una", "um", "uma")
_FRACTION = re.compile(
    rf"(?<![\w.,/])(?:(?P<count>a|{ONE}|{_SMALL}|dos|\d{{1,2}})[-\s])?(?P<part>{_PART})\b"
    rf"(?P<following>\s(?:{FRACTION_FOLLOWING})\b)?",
    re.I,
)
_BEFORE_FRACTION = re.compile(rf"\b(?:{FRACTION_BEFORE})\s$", re.I)
_NOT_A_HALF = re.compile(r"\b(?:first|second|latter|other|better|former|per|second-)\s$", re.I)
_TIME_FOLLOWS = re.compile(rf"-|\s(?:an?\s)?(?:{UNITS_OF_TIME})\b", re.I)
_SIGNS = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5)}
_SLASHED = re.compile(rf"(?<![\w/.,])(?P<count>[1-9])/(?P<of>[2-9]|10)(?![\w/]|[.,]\d)|(?P<sign>[{''.join(_SIGNS)}])")
_MAX_BEFORE = 30
"""Characters before a fraction that decide what it is."""


def _ratios(text: str) -> Iterator[Amount]:
    """Yield the shares that are written as one number in another: "one in five", "uno de cada cinco", "1/3"."""
    for match in _RATIO.finditer(text):
        yield from _share(match, _value(match["count"]), _value(match["of"]))
    for match in _SLASHED.finditer(text):
        count, of = _SIGNS[match["sign"]] if match["sign"] else (int(match["count"]), int(match["of"]))
        yield from _share(match, count, of)


def _share(match: re.Match[str], count: int, of: int) -> Iterator[Amount]:
    if 0 < count < of:
        yield Amount(match.start(), match.end(), None, Fraction(count, of), is_word=True)


def _value(written: str) -> int:
    """Return a number in figures or words."""
    word = written.casefold()
    if word == "a":
        return 1
    if word.isdecimal():
        return int(word)
    if word in TENS:
        return TENS[word]
    return {"dos": 2, "cien": 100, "cem": 100}.get(word) or _cardinal(word)


def _fractions(text: str) -> Iterator[Amount]:
    """Yield the shares that are written as fractions: "a third fewer", "two-thirds", "by half", "un tercio"."""
    for match in _FRACTION.finditer(text):
        before = text[max(0, match.start() - _MAX_BEFORE) : match.start()]
        if _is_fraction(match, before, text[match.end("part") : match.end("part") + _MAX_BEFORE]):
            count = match["count"]
            yield from _share_of_part(match, _value(count) if count else 1)


def _share_of_part(match: re.Match[str], count: int) -> Iterator[Amount]:
    share = Fraction(count, PARTS[match["part"].casefold()])
    if 0 < share < 1:
        yield Amount(match.start(), match.end("part"), None, share, is_word=True)


def _is_fraction(match: re.Match[str], before: str, after: str) -> bool:
    """Return whether the name of a part means a share: "a third fewer" does, "a third study" does not."""
    part, count = match["part"].casefold(), (match["count"] or "").casefold()
    if _NOT_A_HALF.search(before) or (part == "half" and _TIME_FOLLOWS.match(after)):
        return False
    if part in UNMISTAKABLE_PARTS:
        return True
    if count in _ARTICLES:
        return bool(match["following"] or _BEFORE_FRACTION.search(before))
    return count == "one" or (bool(count) and part.endswith("s"))
