"""The identifiers in a question: a DOI, an ISBN, the number of a report or of a grant. Kinds of dashes do not matter.

    10.1177/0022427816675649    https://doi.org/10.1177/0022427816675649    978-1-932582-71-0
    GAO-21-470, R45558, NCJ 243 978, "gao 21 470" alone    2015-MU-BX-K002, R01 HD012345

`index.asked_identifiers` finds the works that have them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from corpus.text.language import ALL_FUNCTION_WORDS, fold
from corpus.works.identifiers import find_doi

MIN_NUMBER_DIGITS = 3
"""Digits of a report number. "COVID-19" and "G20" are not report numbers."""

MIN_LOOSE_DIGITS, MIN_MIXED_DIGITS = 5, 6
"""Digits of a number in small letters with spaces (gao 21 470), and of letters and digits in any order (R01HD012345).
Chosen: fewer digits are in many words and phrases."""

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_DOI_ADDRESS = r"(?i)https?://(?:dx\.)?doi\.org/(?=10\.)|\bdoi:? ?(?=10\.)"
ISBN = r"(?<![\d-])(?:97[89][- ]?)?\d(?:[- ]?\d){8}[- ]?[\dXx](?![\d-])"
_LETTERS_FIRST = r"(?i)(?<![\w/.-])[a-z]{1,8}(?:-[a-z]{1,8})*[- ]?\d[\d.]*(?:-[\da-z]+)*(?![\w/])"
_SPACED = r"(?<![\w/.-])[A-Z]{2,8}(?: \d{2,6}){2,4}(?![\w/])"
_MIXED = r"(?i)(?<![\w/.-])(?=[a-z\d-]*[a-z])[a-z]?\d[a-z\d]*(?:[ -](?=[a-z\d]*\d)[a-z\d]+|-[a-z\d]+)*(?![\w/])"
_LOOSE = r"(?i)[a-z]{2,8}(?:[- ]\d[\d.]*){1,4}"
_PERIOD = r"(?i)(?:FY|CY|Q[1-4]|H[12])"
_YEARS = r"(?:[A-Za-z]+[- ]?)?(?:(?:19|20)\d\ds?[- ]?)+"
_LABELS = frozenset(
    """doi isbn issn title titulo number numbers no nr report reports grant award paper article document work works find
    show numero numeros informe articulo trabajo documento relatorio artigo trabalho""".split()
)
"""Words beside an identifier that say what it is."""

IdentifierKind = Literal["DOI", "ISBN", "number"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in a question, as typed but for its dashes.

    `is_all` tells whether the question asks for nothing else. `is_certain` tells whether it cannot be anything but an
    identifier.
    """

    kind: IdentifierKind
    text: str
    is_all: bool
    is_certain: bool


def identifiers_in(text: str) -> tuple[Identifier, ...]:
    """Return the identifiers in a question: DOIs before ISBNs before numbers."""
    if _digits(re.sub(r"\b(?:19|20)\d\d\b", "", text)) < MIN_NUMBER_DIGITS:  # most questions have at most years
        return ()
    text = re.sub(_DOI_ADDRESS, "", unquote(text)).translate(_DASHES)
    doi = (find_doi(text) or "").rstrip("?!")
    if doi:
        return (Identifier("DOI", doi, _is_all(text, doi), is_certain=True),)
    isbns = tuple(_isbns(text))
    taken = [isbn.text for isbn in isbns]
    return isbns + tuple(_numbers(text, taken))


def _isbns(text: str) -> Iterator[Identifier]:
    """Yield the ISBNs in a text."""
    is_called_isbn = re.search(r"\bisbn\b", text, re.IGNORECASE) is not None
    for match in re.finditer(ISBN, text):
        is_certain = is_called_isbn or _is_isbn_13(match[0])
        yield Identifier("ISBN", match[0], _is_all(text, match[0]), is_certain)


def _numbers(text: str, isbns: Iterable[str]) -> Iterator[Identifier]:
    """Yield the numbers of reports and grants in a text. A part of a longer number, and an ISBN, is not one."""
    found: dict[str, bool] = {}
    for number, is_certain in _possible_numbers(text):
        is_isbn = any(isbn in number for isbn in isbns)
        is_part = any(number in longer for longer in found)
        if not is_isbn and not is_part:
            found[number] = is_certain
    for number, is_certain in found.items():
        is_all = _is_all(text, number)
        is_code = is_all and number[0].isupper()
        yield Identifier("number", number, is_all, is_certain or is_code)


def _possible_numbers(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what may be the numbers of reports and grants in a text, and whether each is certainly one."""
    yield from _mixed_numbers(text)
    for pattern in (_SPACED, _LETTERS_FIRST):
        for match in re.finditer(pattern, text):
            if _is_number(match[0]):
                is_certain = match[0].count("-") > 1 and _digits(match[0]) >= MIN_LOOSE_DIGITS
                yield match[0].rstrip("."), is_certain
    loose = " ".join(word for word in text.strip(" ?.").split() if fold(word) not in _LABELS)
    if re.fullmatch(_LOOSE, loose) and _is_loose_number(loose):
        yield loose, False


def _mixed_numbers(text: str) -> Iterator[tuple[str, bool]]:
    """Yield numbers of digits and letters in any order (R01HD012345). One with letters inside is certain."""
    for match in re.finditer(_MIXED, text):
        number = match[0]
        if _digits(number) >= MIN_MIXED_DIGITS and not re.fullmatch(_YEARS, number):
            has_letters_inside = re.search(r"\d[ -]?[A-Za-z]", number) is not None
            yield number, has_letters_inside


def _is_number(text: str) -> bool:
    is_word = " " in text and not text.split(maxsplit=1)[0].isupper()
    if _digits(text) < MIN_NUMBER_DIGITS or is_word:
        return False
    return not re.fullmatch(_YEARS, text) and not re.match(_PERIOD, text)


def _is_loose_number(text: str) -> bool:
    first = re.split("[- ]", text)[0]
    is_word = fold(first) in ALL_FUNCTION_WORDS
    return _digits(text) >= MIN_LOOSE_DIGITS and not (is_word or re.fullmatch(_YEARS, text) or re.match(_PERIOD, text))


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _is_isbn_13(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return len(digits) == 13 and digits.startswith(("978", "979"))


def _is_all(text: str, identifier: str) -> bool:
    """Return whether a question has no other word than an identifier and labels of it."""
    start = text.lower().find(identifier.lower())
    rest = text[:start] + " " + text[start + len(identifier) :]
    words = re.findall(r"\w+", fold(rest))
    return all(word in _LABELS or word in ALL_FUNCTION_WORDS for word in words)
