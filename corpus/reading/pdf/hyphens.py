"""Hyphens at line ends: the words of a document decide which of them belong to a word.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.reading.pdf.characters import HYPHEN
from corpus.reading.pdf.line_ends import CONJUNCTIONS, HYPHENS, LINK
from corpus.reading.pdf.model import Line

MIN_WORD_LETTERS = 3
"""Letters of a word that is a part of a compound. Shorter words of a document are often parts of words too."""

MIN_LONG_WORD_LETTERS = 4
"""Letters of a word that is hardly a part of another word by chance."""

MAX_COMPOUND_CHARACTERS = 40
"""Characters before a broken word that belong to it: "state-of-the-"."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# The look-behinds keep these patterns from starting again at every letter of a long word, as hostile pages have.
_BROKEN_WORD = re.compile(rf"(?<![^\W_])([^\W_]+){HYPHEN}([^\W_]+)")
_COMPOUND = re.compile(r"(?<![^\W_])(?:[^\W_]+-)+$")
_FIRST_HALF = re.compile(rf"(?<![^\W_])([^\W_]+)[{HYPHENS}]$")
_HYPHENS = tuple(HYPHENS)
_SECOND_HALF = re.compile(r"[^\W_]+")
_HYPHENED = re.compile(rf"(?<!\S)\S*{HYPHEN}\S*")


class Vocabulary:
    """The words of a document. They decide whether a hyphen at the end of a line belongs to its word.

    `counts` has each word in lower case; words with hyphens are counted whole and in parts. `keeps_hyphens` says
    whether the document breaks lines at real hyphens only (True), also within words (False), or is not clear (None).

    A word processor breaks lines only at existing hyphens, a typesetter anywhere, and a document is made by one or the
    other: of 78 reports, 54 had breaks that can be judged, 51 of them nine in ten of one kind.
    """

    def __init__(self, pages: Iterable[Sequence[Line]]) -> None:
        self.counts: Counter[str] = Counter()
        broken_words: set[tuple[str, str]] = set()
        for lines in pages:
            broken_words |= self._add_page(lines)
        votes = Counter(self._prefers_hyphen(first, second) for first, second in broken_words)
        self.keeps_hyphens: bool | None = None
        if votes[True] != votes[False]:
            self.keeps_hyphens = votes[True] > votes[False]
        compounds = [word.split("-") for word in self.counts if "-" in word]
        self._first_parts = {part for parts in compounds for part in parts[:-1]}
        self._last_parts = {part for parts in compounds for part in parts[1:]}

    def _add_page(self, lines: Sequence[Line]) -> set[tuple[str, str]]:
        """Count the words of a page. Return the halves of the words that a line end breaks, which are not counted."""
        broken_words = set()
        first_half = None
        for line in lines:
            text = line.text
            if first_half:
                second_half = _SECOND_HALF.match(text)
                if second_half:
                    broken_words.add((first_half[1], second_half[0]))
                    text = text[second_half.end() :]
            first_half = None
            if line.text.endswith(_HYPHENS):  # few lines do, and the search takes time
                first_half = _FIRST_HALF.search(line.text)
            if first_half:
                text = _FIRST_HALF.sub("", text)
            self._count_words(text.lower())
        return broken_words

    def _count_words(self, text: str) -> None:
        text = text.replace("\u2010", "-").replace("\u2011", "-")
        for word in _WORD.findall(text):
            self.counts[word] += 1
            if "-" in word:
                self.counts.update(word.split("-"))

    def _prefers_hyphen(self, first: str, second: str) -> bool | None:
        """Return whether the document writes a word more often with a hyphen than without. None: equally often."""
        with_hyphen = self.counts[f"{first}-{second}".lower()]
        without = self.counts[f"{first}{second}".lower()]
        if with_hyphen == without:
            return None
        return with_hyphen > without

    def join(self, first: str, second: str, compound: str = "") -> str:
        """Return the word that a line end has broken, with or without its hyphen.

        `compound` is what is printed before the first half, as "state-of-" before "the".
        """
        keep_hyphen = self._prefers_hyphen(compound + first, second)
        if keep_hyphen is None:
            keep_hyphen = self._prefers_hyphen(first, second)
        if keep_hyphen is None:
            if second in CONJUNCTIONS:
                return f"{first}- {second}"
            is_short_part = self.counts[first.lower()] > 0 and len(first) <= MIN_WORD_LETTERS
            is_in_capitals = first.isupper() and second.isupper()
            if compound and (is_short_part or is_in_capitals):
                keep_hyphen = True
            else:
                keep_hyphen = self._looks_hyphenated(first, second)
        if keep_hyphen:
            return f"{first}-{second}"
        return first + second

    def _looks_hyphenated(self, first: str, second: str) -> bool:
        """Return whether a word that occurs nowhere else in the document is more likely to have a hyphen."""
        if self.keeps_hyphens:
            return True
        is_in_capitals = first.isupper() and second.isupper() and len(first) > 1 and len(second) > 1
        if not is_in_capitals and not (second[0].islower() and first[-1].islower()):
            return True
        first, second = first.lower(), second.lower()
        if self.keeps_hyphens is None:
            return self._is_word(first, MIN_LONG_WORD_LETTERS) or self._is_word(second, MIN_LONG_WORD_LETTERS)
        min_letters = MIN_LONG_WORD_LETTERS
        if first in self._first_parts or second in self._last_parts:
            min_letters = MIN_WORD_LETTERS
        return self._is_word(first, min_letters) and self._is_word(second, min_letters)

    def _is_word(self, half: str, min_letters: int) -> bool:
        return len(half) >= min_letters and self.counts[half] > 0


def mend(text: str, vocabulary: Vocabulary) -> str:
    """Replace each hyphen at the end of a line: keep it if it belongs to the word, else drop it.

    The form that occurs more often elsewhere in the document wins. If neither occurs more often, the hyphen is kept in
    a document that breaks lines at real hyphens only, before a capital or a digit ("Afro-Brazilian"), after an acronym
    or a digit ("EPA-recognized"), between two words of the document ("group-violence") and in a link. It is followed by
    a space before "and" ("short- and long-term"). Otherwise it is dropped ("disabil-ities").

    A part of three letters is a word only in a compound like another one of the document: on words whose form is known
    and hidden, this rule erred in 2.4 % (of 1,593 in articles), 2.5 % (of 634 in reports) and 3.5 % (of 986 in
    manuals); four letters for all erred in 2.6, 2.7 and 4.6 %.
    """
    if HYPHEN not in text:
        return text
    text = _HYPHENED.sub(_with_hyphens_of_links, text)
    text = _BROKEN_WORD.sub(lambda halves: _joined(halves, vocabulary), text)
    return text.replace(HYPHEN, "-")


def _joined(halves: re.Match[str], vocabulary: Vocabulary) -> str:
    before = halves.string[max(0, halves.start() - MAX_COMPOUND_CHARACTERS) : halves.start()]
    compound = _COMPOUND.search(before)
    if halves[2] in CONJUNCTIONS and halves.string.startswith(("-", HYPHEN), halves.end()):
        return f"{halves[1]}-{halves[2]}"  # "mark-to-market"
    return vocabulary.join(halves[1], halves[2], compound[0] if compound else "")


def _with_hyphens_of_links(token: re.Match[str]) -> str:
    """Keep the hyphens of a link."""
    if LINK.search(token[0]):
        return token[0].replace(HYPHEN, "-")
    return token[0]
