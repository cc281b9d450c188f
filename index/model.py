"""The nouns of a search: scope, signal, score term, hit."""

from collections.abc import Mapping
from dataclasses import dataclass
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
class Scope:
    """The passages that a search may return: only `ids`, or all except `ids` if `excluded` is true."""

    ids: NDArray[np.int64]
    excluded: bool


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
