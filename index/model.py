"""What a search takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import Filter, Language, Passage


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the index. `language` is the question's own; `k` is how many passages are wanted."""

    text: str
    k: int
    filter: Filter
    language: Language


@dataclass(frozen=True, slots=True)
class Scope:
    """The passages a search may return: only `ids`, or with `excluded` all but `ids`."""

    ids: NDArray[np.int64]
    excluded: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """What one retriever said of a passage: its rank from 1 and its raw score, higher is better."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `rank` counts from 1; `score` is the fused one; `signals` keeps each retriever's apart.

    `window` is the part of the text, (start, end), that a reranker liked best; None where none has read it.
    """

    passage: Passage
    rank: int
    score: float
    signals: Mapping[str, Signal]
    window: tuple[int, int] | None = None
