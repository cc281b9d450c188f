"""Titles that are printed in headline case, in sentence case: `Violence in Cities` is `Violence in cities`.

APA, Harvard and Vancouver ask for sentence case, and journals print headline case. A title does not say which of its
words are names, but the text of the work does: a name has its capital in the middle of a sentence too.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

from corpus.text.words import MONTHS

_WORD = re.compile(r"[^\W\d_]+")
_JOINTS = ("-", "‐", "‑", "&", "/")
_BETWEEN_PARTS_OF_A_NAME = (" ", " of ")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.?!]\s)[\W_]*$")
_MONTHS = frozenset(MONTHS.split())

MIN_LONG_WORD = 4
"""Letters of a word that headline case always writes with a capital (APA 6.17)."""

HEADLINE_SHARE = 0.75
"""The share of its long words that a title in headline case writes with a capital. Chosen."""

MIN_NAME_COUNT = 2
"""Times that two words must be together with capitals to be a name. A heading may have them once. Chosen."""

RARE_SHARE = 5
"""A name may be written small once for this many times that it is not: misprints and addresses. Chosen."""

MIN_TEXT_WORDS = 500
"""Words of a text that has the names of its title: about a page. Chosen."""

_SMALL = frozenset(
    """a amid amidst among an and as at between but by during for from in into nor of on or over per the through to
    toward towards under up upon versus via vs with within without""".split()
)
"""Words that are small within a title, in headline case too: articles, conjunctions, prepositions."""


def to_sentence_case(title: str, read_text: Callable[[], str]) -> str:
    """Return a title of headline case in sentence case, if the text of its work shows which of its words are names.

    Other titles stay as they are. A title stays too if the text leaves one of its words unclear, because half a title
    in sentence case is worse than none. The text is read only if the title is in headline case.
    """
    words = list(_WORD.finditer(title))
    if not _is_headline(title, words):
        return title
    evidence = _Evidence(title, read_text())
    beginnings = set()
    for number, word in enumerate(words):
        if _BEGINS_SENTENCE.search(title[: word.start()]):
            beginnings.add(number)
    capitals = beginnings | _names_of_two_words(title, words, evidence)
    small = _small_words(title, words, capitals, evidence)
    if small is None:
        return title
    letters = list(title)
    for compound in _compounds(title, words):
        if compound[0] in small | beginnings and small.issuperset(compound[1:]):
            for number in small.intersection(compound):
                start = words[number].start()
                letters[start] = letters[start].lower()
    return "".join(letters)


def _small_words(title: str, words: list[re.Match[str]], capitals: set[int], evidence: "_Evidence") -> set[int] | None:
    """Return the numbers of the words that are not names, apart from `capitals`; None if one of them is unclear."""
    small = set()
    for number, word in enumerate(words):
        if number in capitals or not _may_be_small(title, word):
            continue
        verdict = evidence.judge(word[0])
        if verdict == "unclear":
            return None
        if verdict == "small":
            small.add(number)
    return small


def _compounds(title: str, words: list[re.Match[str]]) -> list[list[int]]:
    """Return the numbers of the words, with the parts of a compound together: `Meta-Review`, `R&D`, `Brazil’s`."""
    compounds: list[list[int]] = []
    for number, word in enumerate(words):
        if number and title[words[number - 1].end() : word.start()] in _JOINTS:
            compounds[-1].append(number)
        else:
            compounds.append([number])
    return compounds


def _is_headline(title: str, words: list[re.Match[str]]) -> bool:
    """Return whether most long words after the first have capitals. A word after a hyphen may be small."""
    long_words = []
    for word in words[1:]:
        is_second_part = title[word.start() - 1] == "-"
        if len(word[0]) >= MIN_LONG_WORD and word[0].lower() not in _SMALL and not is_second_part:
            long_words.append(word[0])
    capitalised = [word for word in long_words if not word.islower()]
    return bool(long_words) and len(capitalised) >= HEADLINE_SHARE * len(long_words)


def _may_be_small(title: str, word: re.Match[str]) -> bool:
    """Return whether a word is small, or a capital and small letters. `A` is a word; an initial is not."""
    if len(word[0]) == 1:
        return word[0] in "Aa" and title[word.end() : word.end() + 1] == " "
    return word[0][1:].islower() and word[0].lower() not in _MONTHS


def _names_of_two_words(title: str, words: list[re.Match[str]], evidence: "_Evidence") -> set[int]:
    """Return the numbers of neighbours that the text writes with capitals when they are together: `United States`."""
    names = set()
    longer = [number for number, word in enumerate(words) if word[0].lower() not in _SMALL]
    for first, second in pairwise(longer):
        between = title[words[first].end() : words[second].start()]
        phrase = title[words[first].start() : words[second].end()]
        if between in _BETWEEN_PARTS_OF_A_NAME and words[second][0][0].isupper() and evidence.is_name(phrase):
            names |= {first, second}
    return names


class _Evidence:
    """The spelling of words in the text of a work, apart from its title."""

    def __init__(self, title: str, text: str) -> None:
        words = [re.escape(word) for word in title.split()]
        self.text = re.sub(r"\s+".join(words), " ", text, flags=re.I)
        self.is_long = len(text.split()) >= MIN_TEXT_WORDS

    def is_name(self, phrase: str) -> bool:
        """Return whether words are written with capitals more often than without."""
        count = self._count(re.escape(phrase))
        return count >= MIN_NAME_COUNT and count > self._count(re.escape(phrase.lower()))

    def judge(self, word: str) -> Literal["small", "name", "unclear"]:
        """Return how the text writes a word within sentences. A word that a long text does not have is not a name."""
        if word.lower() in _SMALL:
            return "small"
        small = self._count(word.lower())
        inside = self._count(rf"[a-z]{{2,}},? {word}")
        if small and small >= inside:
            return "small"
        if inside > RARE_SHARE * small:
            return "name"
        if small == 0 and self.is_long and self._count(word) == 0:
            return "small"
        return "unclear"

    def _count(self, pattern: str) -> int:
        """Return how often a pattern occurs as whole words, outside of addresses."""
        return len(re.findall(rf"(?<![\w@/.]){pattern}(?![\w@/]|\.\w)", self.text))
