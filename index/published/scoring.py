"""The exact score of a passage for a clause (`index.clauses`), from its terms: the score that tantivy gives.

BM25 is as in tantivy: the inverse document frequency is ln(1 + (N - n + 0.5) / (n + 0.5)), and a length is rounded down
to one of 256 lengths (https://docs.rs/tantivy/0.27/tantivy/fieldnorm).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Terms:
    """The terms of a passage by field, each in order, and its language."""

    language: Language
    fields: Mapping[Field, Sequence[str]]
    _counts: dict[Field, Counter[str]] = field(default_factory=dict)

    def count(self, where: Field, term: str) -> int:
        """Return how often a field has a term."""
        if where not in self._counts:
            self._counts[where] = Counter(self.fields[where])
        return self._counts[where][term]

    def count_phrase(self, words: Phrase) -> int:
        """Return how often the words of the text have some words side by side."""
        if not all(self.count("words", word) for word in words):
            return 0
        texts = self.fields["words"]
        starts = [place for place, word in enumerate(texts) if word == words[0]]
        return sum(tuple(texts[start : start + len(words)]) == words for start in starts)

    def length(self, where: Field) -> int:
        """Return the number of terms of a field, rounded down as tantivy does."""
        return _LENGTHS[bisect_right(_LENGTHS, len(self.fields[where])) - 1]


def score(clause: Clause, passage: Terms, statistics: Statistics) -> float | None:
    """Return the score of a passage; None if the clause does not match it."""
    match clause:
        case Term(where, text):
            rarity = statistics.rarity(where, [text])
            return _bm25(where, passage.count(where, text), rarity, passage, statistics)
        case SideBySide(words):
            rarity = sum(statistics.rarity("words", [word]) for word in words)
            return _bm25("words", passage.count_phrase(words), rarity, passage, statistics)
        case Sum(parts):
            found = _scores(parts, passage, statistics)
            return sum(found) if found else None
        case Best(parts):
            return max(_scores(parts, passage, statistics), default=None)
        case Every(parts, without, extra):
            found = _scores(parts, passage, statistics)
            if len(found) < len(parts) or _scores(without, passage, statistics):
                return None
            return sum(found) + sum(_scores(extra, passage, statistics))
        case Weighted(part, weight):
            value = score(part, passage, statistics)
            return None if value is None else value * weight
        case Constant(part, value):
            return None if score(part, passage, statistics) is None else value
        case InLanguages(languages):
            return 0.0 if passage.language in languages else None
        case AllPassages():
            return 1.0


def _scores(parts: Sequence[Clause], passage: Terms, statistics: Statistics) -> list[float]:
    """Return the scores of the parts that match."""
    scores = [score(part, passage, statistics) for part in parts]
    return [value for value in scores if value is not None]


def _bm25(where: Field, count: int, rarity: float, passage: Terms, statistics: Statistics) -> float | None:
    if count == 0:
        return None
    relative_length = passage.length(where) / statistics.mean_length(where)
    return rarity * (K1 + 1) * count / (count + K1 * (1 - B + B * relative_length))


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
