"""The contracts of the parts that can be exchanged: shapes, types and rules for ties.

All stores run the same tests (`tests/index/test_contracts.py`), which compare ids and scores with exact search.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.model import Language, Passage
from index.model import Scope

FloatMatrix = NDArray[np.float32]
"""Shape (n, dimensions), C-contiguous. An encoder's rows are of unit length; those of an index are not: `leaning`."""


class Encoder(Protocol):
    """Text to unit vectors. Equal input gives equal output, whatever else is in the batch (within 1e-3)."""

    @property
    def name(self) -> str:
        """What a person calls the model."""

    @property
    def fingerprint(self) -> str:
        """A hash over all that shapes a vector: weights, precision, prompts, pooling, longest input."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each question; shape (0, dimensions) for none."""

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each passage, in the order given; shape (0, dimensions) for none."""


class VectorStore(Protocol):
    """Nearest passages by inner product."""

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Gives ids and scores, each of shape (len(queries), k), best first; equal scores by ascending id.

        Where fewer than `k` passages are in scope the rows end in id -1 with score -inf.
        """


class TermStore(Protocol):
    """Passages by the words they share with a question (BM25)."""

    def search(self, text: str, language: Language, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Gives at most `k` (id, score) pairs, best first, equal scores by ascending id; scores are positive.

        Only passages in `language` are searched, stemmed for it; all of them where it is `und`. Words in double
        quotes must occur in that order in any passage returned, unstemmed; a word after a hyphen must not occur.
        """

    def search_translated(self, text: str, language: Language, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Gives at most `k` (id, score) of passages in the other languages, by what the question's words translate to.

        Names and numbers stand for themselves. Nothing is found for a question whose language is `und`.
        """

    def write(self, add: Sequence[Passage], remove: Sequence[int]) -> None:
        """Adds passages and removes ids, all or nothing; an id that is added again replaces the old one."""


class Reranker(Protocol):
    """How well each text answers a question, by reading both together. Equal input gives equal output.

    A score depends on its own text alone, whatever else is scored with it (within 1e-3), and may be compared with
    those of other calls of the same reranker; between two rerankers scores do not compare.
    """

    @property
    def name(self) -> str:
        """What a person calls the model."""

    @property
    def languages(self) -> frozenset[Language] | None:
        """What it reads; None for anything."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Gives one figure for each text, in the order given, higher for a better answer; [] for none."""
