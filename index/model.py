"""The nouns of a search: scope, signal, score term, hit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.model import Passage


class SignalName(StrEnum):
    """What ranked a passage. The values are the names in the JSON output."""

    DENSE = "dense"
    """Vector search."""

    TERMS = "terms"
    """Term search in the language of the query."""

    TRANSLATION = "translation"
    """Term search in the other languages, by the translations of the query's concepts."""

    ASKED = "asked"
    """The query asks for the work: 1 if it asks for nothing else, 0.5 if it asks what the work says on something."""

    FUSED = "fused"
    """The rank and score before reranking."""

    RERANK = "rerank"
    """The reranker."""


class ScoreTerm(StrEnum):
    """The terms of a score: see `index.score`. The values are the names in `ranking.json` and in the JSON output."""

    DENSE = "dense"
    TERMS = "terms"
    COVERAGE = "coverage"
    KIND = "kind"
    FOREIGN = "foreign"
    DOCUMENT = "document"
    NAMED = "named"
    RERANK = "rerank"


@dataclass(frozen=True, slots=True)
class Labels:
    """The source, zone and language of each of some passages: a scope selects by them."""

    sources: Sequence[str]
    zones: Sequence[str]
    languages: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The passages that a search may return. They meet all conditions; None and an empty `without_...` are none.

    `ids` and `without_ids` are ascending. They may be as many as the passages.
    """

    sources: frozenset[str] | None = None
    without_sources: frozenset[str] = frozenset()
    zones: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    ids: NDArray[np.int64] | None = None
    without_ids: NDArray[np.int64] | None = None

    def of_sources(self, sources: Iterable[str]) -> "Scope":
        """Return the part of this scope that is in some sources."""
        chosen = frozenset(sources)
        return replace(self, sources=chosen if self.sources is None else chosen & self.sources)


def by_score_and_id(pair: tuple[int, float]) -> tuple[float, int]:
    """Return the key that sorts pairs (id, score): best first, equal scores in ascending order of id."""
    i, score = pair
    return -score, i


def are_in(ids: NDArray[np.int64], ascending: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of some ids are in an ascending list, which may be much longer."""
    if not len(ascending):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(ascending, ids)
    places[places == len(ascending)] = 0
    found: NDArray[np.bool_] = ascending[places] == ids
    return found


@dataclass(frozen=True, slots=True)
class Signal:
    """The rank of a passage in one ranking, from 1, and its raw score. A higher score is better."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `rank` counts from 1; `score` is the sum of `added`; `signals` are those of each ranking.

    `added` is what each term adds to the score (`index.score`).

    `window` is the part of the text, (start, end), with the best score from the reranker; None without reranking.
    """

    passage: Passage
    rank: int
    score: float
    signals: Mapping[SignalName, Signal]
    added: Mapping[ScoreTerm, float]
    window: tuple[int, int] | None = None
