"""Page numbers as they are printed: 12, xii, A-3, 2-1, page 5 of 9.

Pure functions: no I/O, no PDF library.
"""

import re
from dataclasses import dataclass
from enum import Enum

from corpus.reading.pdf.characters import GAP

MAX_ROMAN = 400
"""The first number that is not written in Roman numerals here."""

_MARKS = r"[-‐‑–—|•·.()\[\]~*_\s]*"
# "A-", "CRS-", "S", or the number of a chapter: "2-". Not "p." and its kin, which only say that a page number follows.
_PREFIX = r"(?!(?:pp?|pg|pág)[-‐‑–.])(?:[A-Za-z]{1,4}[-‐‑–.]|[A-Z]{1,2}(?=\d)|e(?=\d)|\d{1,2}[-‐‑–])"
_HYPHENS = str.maketrans("‐‑", "--")
_NUMBER = re.compile(rf"{_MARKS}({_PREFIX})?(\d{{1,5}}|[ivxlcdm]+|[IVXLCDM]+){_MARKS}")
_PAGE_WORD = r"(?:page|página|pág\.|pg\.|p\.)(?:\s?(?:no|n[º°])\.?)?"
_TOTAL = r"\s{0,2}(?:of|de|/)\s{0,2}"
_PAGE = re.compile(rf"{_PAGE_WORD}\s{{0,2}}(\d{{1,4}})(?:{_TOTAL}\d{{1,4}})?", re.I)
_START_OF_TOTAL = re.compile(rf"\(?(\d{{1,4}}){_TOTAL}(\d{{1,4}})(?!\w)", re.I)
_END_OF_TOTAL = re.compile(rf"(?<![^\s(|])(\d{{1,4}}){_TOTAL}(\d{{1,4}})[)\s]*$", re.I)
_NUMERAL = re.compile(r"\d|\b[ivxlcdmIVXLCDM]+\b")
_SEPARATORS = re.compile(r"[\s|•·]+")
_NUMBERED_THING = re.compile(
    r"(?:table|fig(?:ure)?|exhibit|chart|graph|map|box|panel|plate|example|appendix|annex|attachment|schedule|tabla|"
    r"cuadro|figura|gr[áa]fic[oa]|mapa|recuadro|ejemplo|ap[ée]ndice|anexo|tabela|quadro|exemplo|apêndice)\.?",
    re.I,
)
"""A word after which a number is not the page's: "EXHIBIT 1"."""
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")
_ROMAN_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


class NumberStyle(Enum):
    """The numerals of a page number."""

    ARABIC = "1"
    LOWER_ROMAN = "i"
    UPPER_ROMAN = "I"


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page number as it is printed: in "A-3" the prefix is "A-" and the value 3."""

    style: NumberStyle
    prefix: str
    value: int

    @property
    def text(self) -> str:
        """The number as it is written."""
        return self.prefix + _numeral(self.style, self.value)


def parse_page_number(text: str) -> PageNumber | None:
    """Parse a printed page number, with the marks around it: `- 12 -`, `xii`, `A-3`. Return None for any other text."""
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    prefix, digits = (match[1] or "").translate(_HYPHENS), match[2]
    if digits.isdigit():
        return PageNumber(NumberStyle.ARABIC, prefix, int(digits))
    value = _roman_value(digits.lower())
    if _roman(value) != digits.lower():
        return None
    if digits.islower():
        return PageNumber(NumberStyle.LOWER_ROMAN, prefix, value)
    return PageNumber(NumberStyle.UPPER_ROMAN, prefix, value)


def lone_number(text: str) -> PageNumber | None:
    """Return the page number that a text shows, if the text shows nothing else: `12`, `Page 5 of 9`, `(5/9)`."""
    text = text.replace(GAP, " ").strip()
    page = _PAGE.fullmatch(text.strip("-–—|()[] ")) or _END_OF_TOTAL.fullmatch(text.lstrip("("))
    if page:
        text = page[1]
    return parse_page_number(text)


def numbers_beside_words(text: str) -> list[PageNumber]:
    """Return the numbers in a line with words that may be the number of its page.

    They are its first and last word, "5 of 9" or "5/9" there, and "page 5" anywhere.
    """
    if not _NUMERAL.search(text):
        return []
    plain = text.replace(GAP, " ").strip()
    shown = [*_first_and_last_word(text), *_PAGE.findall(plain)]
    for total in (_START_OF_TOTAL.match(plain), _END_OF_TOTAL.search(plain)):
        if total and int(total[1]) <= int(total[2]):
            shown.append(total[1])
    numbers: dict[PageNumber, None] = {}  # in the order of the line, so that every run gives the same labels
    for candidate in shown:
        number = parse_page_number(candidate)
        if number:
            numbers[number] = None
    return list(numbers)


def _first_and_last_word(text: str) -> list[str]:
    """Return the first and the last word of a line. Marks of items ("5.") and numbers of tables are left out."""
    words = [word for word in _SEPARATORS.split(text) if word]
    if len(words) < 2:
        return []
    found = []
    if not words[0].endswith((".", ")")):
        found.append(words[0])
    is_apart = GAP in text.strip()[-len(words[-1]) - 1 :]
    if is_apart or not _NUMBERED_THING.fullmatch(words[-2]):
        found.append(words[-1])
    return found


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in numeral]
    total = 0
    for value, next_value in zip(values, [*values[1:], 0], strict=True):
        if value < next_value:
            total -= value
        else:
            total += value
    return total


def _numeral(style: NumberStyle, value: int) -> str:
    if style is NumberStyle.ARABIC:
        return str(value)
    roman = _roman(value)
    if style is NumberStyle.UPPER_ROMAN:
        return roman.upper()
    return roman


def _roman(value: int) -> str:
    """Return a number in lower-case Roman numerals, or nothing from `MAX_ROMAN` and below 1."""
    if not 0 < value < MAX_ROMAN:
        return ""
    return "c" * (value // 100) + _ROMAN_TENS[value // 10 % 10] + _ROMAN_ONES[value % 10]
