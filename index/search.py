"""The read path on one screen: encode, retrieve, fuse -> Hits."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import LibraryDamaged
from corpus.model import Language
from corpus.store import Corpus
from index import manifest
from index.dense import VectorIndex
from index.fuse import convex
from index.model import Hit, Query, Scope, Signal
from index.protocols import Encoder, FloatMatrix, TermStore, VectorStore
from index.sparse import TermIndex
from index.terms import parse

DEPTH = 200
"""Passages taken from each retriever before fusion."""

Ranked = tuple[int, float, Mapping[str, Signal]]
"""A passage's id, its fused score, and what each retriever said of it."""


class Index:
    """The index that answers, opened for one process; a later index does not disturb it."""

    def __init__(self, folder: Path, made: manifest.Manifest, vectors: VectorIndex, terms: TermIndex) -> None:
        self.folder = folder
        self.manifest = made
        self.vectors = vectors
        self.terms = terms

    @classmethod
    def open(cls, library: Path) -> "Index | None":
        """Opens the index of a library; None where none has been made.

        Raises:
            LibraryDamaged: it cannot be read; the message says how to make it again.
        """
        for attempt in range(manifest.ATTEMPTS):
            found = manifest.current(library / "index")
            if found is None:
                return None
            folder, made = found
            try:
                vectors, terms = VectorIndex.load(folder / "vectors.faiss"), TermIndex.open(folder / "terms")
                return cls(folder, made, vectors, terms)
            except (LibraryDamaged, OSError) as error:
                # A writer may have swept the folder away since its name was read: then the next one is looked for.
                if folder.is_dir() or attempt == manifest.ATTEMPTS - 1:
                    raise manifest.damaged(library / "index", str(error)) from error
        return None

    def faults(self, corpus: Corpus) -> list[str]:
        """Gives what is wrong: files that changed, and passages it holds that the corpus does not.

        Passages that wait to be indexed are not a fault.
        """
        found = manifest.faults(self.folder, self.manifest)
        held = set(corpus.passage_ids())
        dense, terms = set(map(int, self.vectors.ids)), set(self.terms.ids())
        if dense != terms:
            found.append(f"vectors and terms differ in {len(dense ^ terms)} passages")
        if stray := len((dense | terms) - held):
            found.append(f"{stray} passages are no longer in the library")
        return found


def search(query: Query, corpus: Corpus, index: Index, encoder: Encoder) -> list[Hit]:
    """Gives at most `query.k` passages, best first.

    Where the question holds quoted phrases, only passages that hold them word for word are returned; an excluded word
    keeps its passages out.
    """
    scope = _scope(corpus, index, query)
    vector = encoder.encode_queries([query.text])
    depth = max(DEPTH, query.k)
    ranked = rank(query.text, query.language, vector, index.vectors, index.terms, scope, depth, corpus.languages)
    passages = corpus.passages([i for i, _, _ in ranked[: 2 * query.k]])
    held = [(passages[i], score, signals) for i, score, signals in ranked if i in passages][: query.k]
    return [Hit(passage, n, score, signals) for n, (passage, score, signals) in enumerate(held, start=1)]


def rank(
    text: str,
    language: Language,
    vector: FloatMatrix,
    vectors: VectorStore,
    terms: TermStore,
    scope: Scope | None,
    depth: int,
    languages: Callable[[Sequence[int]], Mapping[int, Language]],
) -> list[Ranked]:
    """Asks both retrievers and fuses what they say, best first.

    Args:
        text: the question.
        language: its language: term search speaks only for passages in it.
        vector: the question's vector, shape (1, dimensions).
        vectors: dense retrieval.
        terms: term retrieval.
        scope: the passages that may be returned; None for all.
        depth: how many passages to take from each.
        languages: gives the languages of passages.
    """
    ids, scores = vectors.search(vector, depth, scope)
    rankings = {
        "dense": [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0],
        "terms": terms.search(text, language, depth, scope),
    }
    signals: dict[int, dict[str, Signal]] = {}
    for name, ranking in rankings.items():
        for n, (i, score) in enumerate(ranking, start=1):
            signals.setdefault(i, {})[name] = Signal(n, score)
    spoken = {language, "und"}
    silent = [i for i, of in languages(list(signals)).items() if language != "und" and of not in spoken]
    fused = convex(rankings, silent={"terms": silent})
    return [(i, score, signals[i]) for i, score in fused]


def _scope(corpus: Corpus, index: Index, query: Query) -> Scope:
    """Gives the passages that the filter, the quoted phrases and the excluded words leave."""
    ids, excluded = corpus.select(query.filter)
    scope = Scope(np.array(ids, dtype=np.int64), excluded)
    parsed = parse(query.text)
    if not parsed.phrases and not parsed.excluded:
        return scope
    return Scope(index.terms.matching(parsed, scope), excluded=False)
