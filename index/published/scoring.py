"""The exact scores of passages for a clause (`index.clauses`), from their terms: the scores of tantivy.

BM25 is as in tantivy: the inverse document frequency is ln(1 + (N - n + 0.5) / (n + 0.5)), and a length is rounded down
to one of 256 lengths (https://docs.rs/tantivy/0.27/tantivy/fieldnorm).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from corpus.model import Language
from index.clauses import (
    AllPassages,
    Best,
    Clause,
    Constant,
    Every,
    InLanguages,
    SideBySide,
    Sum,
    Term,
    Weighted,
    inverse_frequency,
)
from index.terms import Field, Phrase

K1, B = 1.2, 0.75


def _known_lengths() -> Iterator[int]:
    """Yield the lengths that tantivy tells apart: all to 40, then eight in steps of 2, eight in steps of 4..."""
    yield from range(41)
    length, step = 40, 2
    for _ in range(27):
        for _ in range(8):
            length += step
            yield length
        step *= 2


_LENGTHS = tuple(_known_lengths())[:256]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the rarity of terms is measured by: how many passages there are, and how many have each term.

    Attributes:
        passages: the number of passages.
        lengths: the number of terms in all passages, by field.
        frequencies: in how many passages a term is, by field and term. A term without a number is in none.
    """

    passages: int
    lengths: Mapping[Field, int]
    frequencies: Mapping[tuple[Field, str], int]

    def rarity(self, where: Field, terms: Sequence[str]) -> float:
        """Return the inverse document frequency of terms that count as one."""
        return inverse_frequency(sum(self.frequencies.get((where, term), 0) for term in terms), self.passages)

    def mean_length(self, where: Field) -> float:
        """Return the mean number of terms of a field."""
        return self.lengths[where] / max(self.passages, 1)


class Terms:
    """The terms of a passage by field, each in order, with their counts; and its language."""

    __slots__ = ("counts", "language", "lengths", "words")

    def __init__(self, language: Language, fields: Mapping[Field, list[str]]) -> None:
        self.language = language
        self.words = fields["words"]
        self.counts = {where: Counter(terms) for where, terms in fields.items()}
        self.lengths = {where: _known_length(len(terms)) for where, terms in fields.items()}

    def count_phrase(self, words: Phrase) -> int:
        """Return how often the words of the text have some words side by side."""
        counts = self.counts["words"]
        if not all(word in counts for word in words):
            return 0
        wanted = list(words)
        found, start = 0, -1
        for _ in range(counts[wanted[0]]):
            start = self.words.index(wanted[0], start + 1)
            found += self.words[start : start + len(wanted)] == wanted
        return found


def _known_length(terms: int) -> int:
    """Return a number of terms, rounded down as tantivy does."""
    return _LENGTHS[bisect_right(_LENGTHS, terms) - 1]


Scores = NDArray[np.float64]
"""The scores of some passages, in order. NaN if a clause does not match a passage."""


class Scorer:
    """Scores some passages for clauses, all passages at once."""

    def __init__(self, passages: Sequence[Terms], statistics: Statistics) -> None:
        self._passages = passages
        self._statistics = statistics
        self._counts: dict[tuple[Field, str], Scores] = {}
        self._relative_lengths: dict[Field, Scores] = {}

    def scores(self, clause: Clause) -> Scores:
        """Return the score of each passage."""
        match clause:
            case Term(where, text):
                return self._bm25(where, self._counts_of(where, text), self._statistics.rarity(where, [text]))
            case SideBySide(words):
                counts = self._column(passage.count_phrase(words) for passage in self._passages)
                return self._bm25("words", counts, sum(self._statistics.rarity("words", [word]) for word in words))
            case Sum(parts):
                return self._sum(parts)
            case Best(parts):
                best = self._constant(np.nan)
                for part in parts:
                    best = np.fmax(best, self.scores(part))
                return best
            case Every(parts, without, extra):
                return self._every(parts, without, extra)
            case Weighted(part, weight):
                return self.scores(part) * weight
            case Constant(part, value):
                return np.where(np.isnan(self.scores(part)), np.nan, value)
            case InLanguages(languages):
                return self._column(0.0 if each.language in languages else np.nan for each in self._passages)
            case AllPassages():
                return self._constant(1.0)

    def _sum(self, parts: Sequence[Clause]) -> Scores:
        """Return the sums of the scores of the parts that match; NaN if none does."""
        total = self._constant(np.nan)
        for part in parts:
            scores = self.scores(part)
            is_both = ~np.isnan(total) & ~np.isnan(scores)
            total = np.where(is_both, total + scores, np.fmax(total, scores))
        return total

    def _every(self, parts: Sequence[Clause], without: Sequence[Clause], extra: Sequence[Clause]) -> Scores:
        total = self._constant(0.0)
        for part in parts:
            total = total + self.scores(part)  # NaN if one of them is
        for part in without:
            total[~np.isnan(self.scores(part))] = np.nan
        for part in extra:
            total = total + np.nan_to_num(self.scores(part), nan=0.0)
        return total

    def _bm25(self, where: Field, counts: Scores, rarity: float) -> Scores:
        lengths = self._relative_lengths_of(where)
        scores: Scores = rarity * (K1 + 1) * counts / (counts + K1 * (1 - B + B * lengths))
        return np.where(counts > 0, scores, np.nan)

    def _counts_of(self, where: Field, text: str) -> Scores:
        """Return how often a field of each passage has a term."""
        key = where, text
        if key not in self._counts:
            counts = (passage.counts[where] for passage in self._passages)
            self._counts[key] = self._column(map(dict.get, counts, repeat(text), repeat(0)))  # the fastest way
        return self._counts[key]

    def _relative_lengths_of(self, where: Field) -> Scores:
        """Return the length of a field of each passage, relative to the mean length."""
        if where not in self._relative_lengths:
            lengths = self._column(passage.lengths[where] for passage in self._passages)
            self._relative_lengths[where] = lengths / (self._statistics.mean_length(where) or 1)
        return self._relative_lengths[where]

    def _column(self, values: Iterable[float]) -> Scores:
        return np.fromiter(values, dtype=np.float64, count=len(self._passages))

    def _constant(self, value: float) -> Scores:
        return np.full(len(self._passages), value)


def terms_in(clause: Clause) -> Iterator[tuple[Field, str]]:
    """Yield the terms of a clause with their fields. Some may come more than once."""
    match clause:
        case Term(where, text):
            yield where, text
        case SideBySide(words):
            for word in words:
                yield "words", word
        case Sum(parts) | Best(parts):
            for part in parts:
                yield from terms_in(part)
        case Every(parts, without, extra):
            for part in (*parts, *without, *extra):
                yield from terms_in(part)
        case Weighted(part, _) | Constant(part, _):
            yield from terms_in(part)
        case InLanguages() | AllPassages():
            return


def languages_in(clause: Clause) -> set[Language] | None:
    """Return the languages that a passage must be in to match a clause; None if it may be in any."""
    match clause:
        case InLanguages(languages):
            return set(languages)
        case Every(parts):
            for part in parts:
                required = languages_in(part)
                if required is not None:
                    return required
            return None
        case Sum(parts):
            each = [languages_in(part) for part in parts]
            return None if None in each else set().union(*(one for one in each if one))
        case _:
            return None
