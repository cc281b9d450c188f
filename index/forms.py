"""Written forms: the other ways to write a word, an abbreviation or a number of a query.

Every text has its own habit, and a query has another one. The index holds words as they are printed, so a query also
searches the forms that it does not use itself:

    typed                     also searched
    call-in, call in          callin, callins
    health care               healthcare
    COVID-19, Covid 19        covid19
    COVID19                   covid 19
    U.S.                      us
    US                        u s             ("us" in lower case is a pronoun)
    40,000, 40 000, 40.000    40000
    40000                     40 000

Words are terms (`index.terms.words`), so hyphens, capitals and accents make no difference. A library may also have a
word as two words side by side: see `index.spelling`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.terms import Phrase, Word

PARTICLES = frozenset("in up out off on over down back by through away".split())
"""Adverbs that English writes after a verb in one word, with a hyphen or apart: callin, call-in, call in. They are
function words, which a query does not search otherwise."""

MIN_DOTTED_LETTERS, MAX_DOTTED_LETTERS = 2, 4
"""Letters of an abbreviation that may be printed with full stops: U.S., U.K., U.S.A. Longer ones are not."""

MAX_GROUPED_DIGITS = 12
"""Digits of a number that may be printed in groups of three. Longer ones are codes, such as an ISBN."""

_GROUP_MARKS = frozenset((",", ".", " ", "'", "’", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"))
_WORD_JOINTS = frozenset(("-", " ", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}", "\N{EN DASH}"))
_LETTERS_AND_DIGITS = re.compile(r"([a-z]+)(\d+)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class WrittenForms:
    """Words of a query, as `typed`, with their `other` forms. `parts` are the words of the form in several words."""

    typed: str
    parts: Phrase
    others: tuple[Phrase, ...]


def written_forms(
    text: str, tokens: Sequence[Word], is_topical: Callable[[str], bool], in_capitals: bool
) -> tuple[WrittenForms, ...]:
    """Return the words of a query that have other forms, each place once.

    Args:
        text: the query, without what it quotes or excludes.
        tokens: its words.
        is_topical: returns whether a word as typed carries the topic. No forms are made of function words only.
        in_capitals: whether capitals do not mark abbreviations, because the whole query is in capitals.
    """
    found: dict[tuple[str, tuple[Phrase, ...]], WrittenForms] = {}
    for forms in _all_forms(text, tokens, is_topical, in_capitals):
        found.setdefault((forms.typed.lower(), forms.others), forms)
    return tuple(found.values())


def _all_forms(
    text: str, tokens: Sequence[Word], is_topical: Callable[[str], bool], in_capitals: bool
) -> Iterator[WrittenForms]:
    for token in tokens:
        typed = text[token.start : token.end]
        if is_topical(typed):
            yield from _forms_of_word(typed, token.text, in_capitals)
    for first, second in pairwise(tokens):
        typed = text[first.start : second.end]
        gap = text[first.end : second.start]
        if gap in _WORD_JOINTS and is_topical(text[first.start : first.end]):
            yield from _forms_of_pair(typed, first.text, second.text, is_topical)
    for run in _runs(text, tokens, _is_dotted):
        yield _joined(text, run)
    for run in _runs(text, tokens, _is_digit_group):
        if len(run[0].text) < len("1000"):
            yield _joined(text, run)


def _forms_of_word(typed: str, term: str, in_capitals: bool) -> Iterator[WrittenForms]:
    """Yield the forms in several words of a word."""
    if term.isdigit():
        if len("1000") <= len(term) <= MAX_GROUPED_DIGITS and not _YEAR.fullmatch(term):
            groups = tuple(_groups_of_three(term))
            yield WrittenForms(typed, groups, (groups,))
        return
    letters_and_digits = _LETTERS_AND_DIGITS.fullmatch(term)
    if letters_and_digits is not None:
        parts = letters_and_digits.groups()
        yield WrittenForms(typed, parts, (parts,))
    if typed.isupper() and term.isalpha() and not in_capitals and MIN_DOTTED_LETTERS <= len(term) <= MAX_DOTTED_LETTERS:
        letters = tuple(term)
        yield WrittenForms(typed, letters, (letters,))


def _forms_of_pair(typed: str, first: str, second: str, is_topical: Callable[[str], bool]) -> Iterator[WrittenForms]:
    """Yield the forms in one word of two words with a space or a hyphen between them."""
    particle = second.removesuffix("s")
    if first.isalpha() and particle in PARTICLES:
        others: list[Phrase] = [(first + particle,), (f"{first}{particle}s",)]
        if " " not in typed:  # "homicides in" is not one word, but "call-in" is
            others += [(first, particle), (first, f"{particle}s")]
        yield WrittenForms(typed, (first, particle), tuple(others))
    elif first.isalpha() and is_topical(second) and (second.isalpha() or second.isdigit()):
        yield WrittenForms(typed, (first, second), ((first + second,),))


def _groups_of_three(digits: str) -> Iterator[str]:
    """Yield the groups of a number: 40 and 000."""
    first = len(digits) % 3 or 3
    yield digits[:first]
    for start in range(first, len(digits), 3):
        yield digits[start : start + 3]


def _joined(text: str, run: Sequence[Word]) -> WrittenForms:
    parts = tuple(token.text for token in run)
    typed = text[run[0].start : run[-1].end]
    return WrittenForms(typed, parts, (("".join(parts),),))


def _is_dotted(first: Word, gap: str, second: Word) -> bool:
    """Return whether two letters belong to one abbreviation: U.S."""
    is_letters = len(first.text) == len(second.text) == 1 and first.text.isalpha() and second.text.isalpha()
    return is_letters and gap.strip() == "."


def _is_digit_group(first: Word, gap: str, second: Word) -> bool:
    """Return whether two numbers are groups of one: 40,000."""
    return first.text.isdigit() and second.text.isdigit() and len(second.text) == len("000") and gap in _GROUP_MARKS


def _runs(text: str, tokens: Sequence[Word], belongs: Callable[[Word, str, Word], bool]) -> Iterator[Sequence[Word]]:
    """Yield each longest run of two or more words, where each word belongs to the word before it."""
    start = 0
    for end in range(1, len(tokens) + 1):
        if end < len(tokens):
            last, following = tokens[end - 1], tokens[end]
            if belongs(last, text[last.end : following.start], following):
                continue
        if end - start > 1:
            yield tokens[start:end]
        start = end
