"""Hyphens at line ends: the words of a document decide which of them belong to a word.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.reading.pdf.characters import HYPHEN
from corpus.reading.pdf.line_ends import LINK
from corpus.reading.pdf.model import Line

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# The look-behinds keep these patterns from starting again at every letter of a long word, as hostile pages have.
_BROKEN_WORD = re.compile(rf"(?<![^\W_])([^\W_]+){HYPHEN}([^\W_]+)")
_FIRST_HALF = re.compile(rf"(?<![^\W_])([^\W_]+)[-{HYPHEN}]$")
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
            first_half = _FIRST_HALF.search(line.text)
            if first_half:
                text = _FIRST_HALF.sub("", text)
            self._count_words(text.lower())
        return broken_words

    def _count_words(self, text: str) -> None:
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

    def join(self, first: str, second: str) -> str:
        """Return the word that a line end has broken, with or without its hyphen."""
        keep_hyphen = self._prefers_hyphen(first, second)
        if keep_hyphen is None:
            keep_hyphen = self._looks_hyphenated(first, second)
        if keep_hyphen:
            return f"{first}-{second}"
        return first + second

    def _looks_hyphenated(self, first: str, second: str) -> bool:
        """Return whether a word that occurs nowhere else in the document is more likely to have a hyphen."""
        if self.keeps_hyphens or not second[0].islower() or not first[-1].islower():
            return True
        if self.keeps_hyphens is None:
            return self._is_word(first) or self._is_word(second)
        return self._is_word(first) and self._is_word(second)

    def _is_word(self, half: str) -> bool:
        return len(half) > 3 and self.counts[half.lower()] > 0


def mend(text: str, vocabulary: Vocabulary) -> str:
    """Replace each hyphen at the end of a line: keep it if it belongs to the word, else drop it.

    The form that occurs more often elsewhere in the document wins. If neither occurs more often, the hyphen is kept in
    a document that breaks lines at real hyphens only, before a capital or a digit ("Afro-Brazilian"), after an acronym
    or a digit ("EPA-recognized"), between two words of the document ("group-violence") and in a link. Otherwise it is
    dropped ("disabil-ities").
    """
    if HYPHEN not in text:
        return text
    text = _HYPHENED.sub(_with_hyphens_of_links, text)
    text = _BROKEN_WORD.sub(lambda halves: vocabulary.join(halves[1], halves[2]), text)
    return text.replace(HYPHEN, "-")


def _with_hyphens_of_links(token: re.Match[str]) -> str:
    """Keep the hyphens of a link."""
    if LINK.search(token[0]):
        return token[0].replace(HYPHEN, "-")
    return token[0]
