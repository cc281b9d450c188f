"""The contracts of the exchangeable parts: methods, shapes, types, and the order of equal scores.

All stores pass the same tests (`tests/index/test_contracts.py`), which compare ids and scores with an exact search.
`index/stores.py` says which stores are in use.
"""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from corpus.model import Language, Passage, PassageSum
from index.model import Labels, Scope
from index.query import Query
from index.terms import Phrase

FloatMatrix = NDArray[np.float32]
"""Shape (n, dimensions), C-contiguous. The rows of an encoder have unit length. The rows of an index do not: see
`index.language_bias`."""


class Encoder(Protocol):
    """Text to unit vectors. Equal texts give equal vectors (within 1e-3), whatever else is in the batch."""

    @property
    def name(self) -> str:
        """The name of the model, for people."""

    @property
    def fingerprint(self) -> str:
        """A hash of everything that shapes a vector: weights, precision, prompts, pooling, maximum input length."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each query; shape (0, dimensions) for no queries."""

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each passage, in the given order; shape (0, dimensions) for no passages."""


class VectorStore(Protocol):
    """Vectors of passages by id, for search by inner product. They have at least the precision of 16-bit floats."""

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""

    def within(self, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids of all passages in a scope in ascending order; shape (n,)."""

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> FloatMatrix:
        """Return a copy of the vectors of these passages, in the given order.

        Raises:
            KeyError: an id is not in the store.
        """

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the nearest passages: ids and scores, each of shape (len(queries), k), best first.

        Equal scores are in ascending order of id. If fewer than `k` passages are in scope, rows end with id -1 and
        score -inf. Scores are exact. Up to 50,000 passages so is the choice of passages; of more, at least 98 of 100
        of the best 10 and 95 of 100 of the best 200 are returned.
        """


class LocalVectorStore(VectorStore, Protocol):
    """Vectors in a folder of this machine. One process may write at a time; any may read."""

    @classmethod
    def create(cls, folder: Path, dimensions: int) -> Self:
        """Make an empty store in a new folder.

        Raises:
            FileExistsError: the folder exists.
        """

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing store.

        Raises:
            LibraryDamaged: a file is missing or is not a file of a store.
        """

    def write(self, ids: NDArray[np.int64], vectors: FloatMatrix, labels: Labels, remove: NDArray[np.int64]) -> None:
        """Add passages and remove others, all or nothing. A passage replaces a passage with its id.

        Args:
            ids: the ids of the passages to add, each once, in any order.
            vectors: their vectors, of any length; shape (len(ids), dimensions).
            labels: their sources, zones and languages.
            remove: the ids of the passages to remove. Unknown ids do no harm.

        Raises:
            OSError: the folder cannot be written.
        """

    def passage_sums(self) -> dict[str, PassageSum]:
        """Return for each source a sum that changes when its passages change (`Corpus.passage_sums`)."""

    @property
    def is_merge_due(self) -> bool:
        """Whether many writes have left the store in a form that `merge` makes better."""

    def merge(self) -> None:
        """Join what many writes have left. Searches find the same. An interrupt leaves the store as it was.

        Raises:
            OSError: the folder cannot be written.
        """


class TermStore(Protocol):
    """Passages by the words that they share with a query (BM25)."""

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""

    def search(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score), best first, equal scores in ascending order of id.

        Scores are positive. Only passages in the language of the query and passages of unknown language are searched,
        by the stems of that language; for a query in `und`, all passages. Quoted words must be in a passage side by
        side, without stemming. Excluded words must not.
        """

    def search_translated(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score) of passages in other languages.

        Each word of the query is searched as it is and by its translations. A query in `und` finds nothing.
        """

    def coverage(self, query: Query, ids: Sequence[int]) -> dict[int, float]:
        """Return the share of the query's words that each passage or its headings have, weighted by rarity.

        In a passage in another language a word counts as it is, or translated.

        A passage without any of them is left out, and so are all passages if the query's words weigh nothing.
        """

    def matching(self, query: Query, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids, ascending, of all passages that have the phrases of a query and none of its exclusions."""

    def rarity(self, stems: Collection[str]) -> float:
        """Return how rare a word is, given the stems it can have: the inverse document frequency of BM25, 0 or more."""

    def look_up(self, terms: Collection[str]) -> None:
        """Read in how many passages some words and stems are, if each would take a request of its own later."""

    def passages_with(self, phrase: Phrase) -> int:
        """Return how many passages have these words side by side, without stemming."""

    def with_runs(self, runs: Collection[Phrase], k: int) -> list[int]:
        """Return at most `k` ids of the passages that have the most of some runs of words, most first, equal by id.

        The words of a run are side by side, without stemming. Passages without any of the runs are left out.
        """

    def nearest(self, word: str, language: Language) -> str | None:
        """Return the word of a passage that was most likely meant (`index.edits.is_slip`), but not the word itself.

        The passage is in the language or of unknown language. The first letter is the same, because few slips are in
        it. Two edits are allowed in a word of at least `index.edits.MIN_LONG_WORD_LETTERS`, after its first two
        letters. Of two words as near, the word in more passages is returned, then the first by the alphabet.
        """


class LocalTermStore(TermStore, Protocol):
    """Terms in a folder of this machine. One process may write at a time; any may read."""

    analysis: ClassVar[str]
    """Changes whenever the same passages would be stored differently. Part of the fingerprint of an index."""

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an empty store in a new folder.

        Raises:
            FileExistsError: the folder exists.
        """

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing store.

        Raises:
            LibraryDamaged: a file is missing or damaged. Damage inside a file may only show in a search.
        """

    def write(self, add: Sequence[Passage], remove: Sequence[int]) -> None:
        """Add passages and remove ids, all or nothing. A passage with an id that is in the store replaces the old one.

        Raises:
            StorageFull: the folder cannot be written.
        """


class Reranker(Protocol):
    """Scores how well a text answers a query, by reading both together. Equal input gives equal output.

    A score depends on its own text only (within 1e-3), not on the other texts of a call. Scores of two rerankers
    cannot be compared.
    """

    @property
    def name(self) -> str:
        """The name of the model, for people."""

    @property
    def languages(self) -> frozenset[Language] | None:
        """The languages that it can read; None for all."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score for each text, in the given order, higher for a better answer; [] for no texts."""
