"""The read path on one screen: encode, retrieve, score, prefer the works that are named, rerank -> hits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.model import Filter, Passage
from corpus.store.corpus import Corpus
from corpus.store.inspection import inspect_library
from index import language_bias, manifest
from index.asked_works import AskedWorks, asked_works
from index.former import open_former
from index.generations import FORMER_VECTORS, LEANINGS, SEGMENTS, TERMS
from index.language_bias import Leanings
from index.model import Hit, Scope, ScoreTerm, Signal, SignalName
from index.named_works import meant_works, score_works, shared_names
from index.protocols import Encoder, FloatMatrix, Reranker, TermStore, VectorStore
from index.query import Query
from index.rerank import SentenceReranker, choose_reranker, rerank
from index.score import score_terms, weigh, weights
from index.stores import TERM_STORE, VECTOR_STORE

PASSAGES_PER_RETRIEVER = 200
"""Passages taken from each retriever."""

MEANT_WORK = 10.0
"""How well a work is named if the query gives its name and year, or asks for it: its passages come first. Others: below
1."""


class Index:
    """A published index, opened for one process. A later index does not disturb it."""

    def __init__(
        self, folder: Path, made: manifest.Manifest, vectors: VectorStore, terms: TermStore, leanings: Leanings
    ) -> None:
        self.folder = folder
        self.manifest = made
        self.vectors = vectors
        self.terms = terms
        self.leanings = leanings

    @classmethod
    def open(cls, library: Path) -> "Index | None":
        """Open the published index of a library; None if there is none.

        Raises:
            LibraryDamaged: it cannot be read; the message says how to make it again.
        """
        inspect_library(library)
        for attempt in range(manifest.MAX_ATTEMPTS):
            current = manifest.current(library / "index")
            if current is None:
                return None
            folder, made = current
            try:
                vectors = _open_vectors(library, folder, made)
                terms = TERM_STORE.open(folder / TERMS)
                leanings: Leanings = {}
                if LEANINGS in made.files:  # an index from before there were leanings remains valid
                    leanings = language_bias.load(folder / LEANINGS)
                _check_lengths(made, vectors, leanings)
                return cls(folder, made, vectors, terms, leanings)
            except (LibraryDamaged, OSError) as error:
                # A writer may have deleted the folder after its name was read. Then open the next index.
                if manifest.current(library / "index") == current or attempt == manifest.MAX_ATTEMPTS - 1:
                    raise manifest.damaged(library / "index", str(error)) from error
        return None

    def scope(self, scope: Scope) -> Scope:
        """Return a scope as the stores can search it: the terms of an index of format 1 know only ids."""
        if self.manifest.format == manifest.FORMAT:
            return scope
        return Scope(ids=self.vectors.within(scope))

    def faults(self) -> list[str]:
        """Return what is wrong with files that have not changed: a difference between vectors and terms.

        Passages that wait to be indexed or removed from the index are not a fault.
        """
        found = []
        only_in_one = np.setxor1d(self.vectors.ids(), self.terms.ids())
        if len(only_in_one) > 0:
            found.append(f"vectors and terms differ in {len(only_in_one)} passages")
        return found


def _open_vectors(library: Path, folder: Path, made: manifest.Manifest) -> VectorStore:
    if made.format == manifest.FORMAT:
        return VECTOR_STORE.open(folder / SEGMENTS)
    with Corpus.open(library) as corpus:
        return open_former(folder / FORMER_VECTORS, corpus)


def _check_lengths(made: manifest.Manifest, vectors: VectorStore, leanings: Leanings) -> None:
    """Raise if vectors have other lengths than the manifest says."""
    lengths = {vectors.dimensions, *(len(leaning) for leaning in leanings.values())}
    if lengths != {made.dimensions}:
        raise LibraryDamaged(f"vectors have {sorted(lengths)} numbers and not {made.dimensions}")


def search(
    query: Query,
    k: int,
    selection: Filter,
    corpus: Corpus,
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None = None,
) -> list[Hit]:
    """Return at most `k` passages, best first.

    If the query has quoted phrases, only passages with these words are returned. Passages with an excluded word are
    not returned.

    Args:
        query: the query.
        k: how many passages.
        selection: which passages may be returned.
        corpus: the passages.
        index: an index of the corpus.
        encoder: the encoder of the index.
        reranker: reranks the first passages if that helps; None for no reranking.
    """
    scope = _scope(query, selection, corpus, index)
    vector = encoder.encode_queries([query.text])
    depth = max(PASSAGES_PER_RETRIEVER, k)

    def rank_in(other: Query, within: Scope) -> list[Hit]:
        return rank(other, vector, index.vectors, index.terms, index.scope(within), depth, corpus.passages)

    hits = prefer_named(query, rank_in(query, scope), scope, corpus, rank_in)
    asked = asked_works(query, corpus, index.terms)
    if asked.sources:
        hits = _with_asked(query, asked, hits, scope, rank_in)
    if reranker is None:
        return hits[:k]
    chosen = choose_reranker(query, reranker, SentenceReranker(encoder, index.leanings))
    if chosen is None:
        return hits[:k]
    return rerank(query, hits, chosen)[:k]


def _with_asked(
    query: Query,
    asked: AskedWorks,
    hits: Sequence[Hit],
    scope: Scope,
    rank_in: Callable[[Query, Scope], list[Hit]],
) -> list[Hit]:
    """Put the passages of the works that a query asks for first, ranked among themselves, with the signal `asked`."""
    scope_of_asked = scope.of_sources(asked.sources)
    signal = Signal(1, 1.0 if asked.is_only_a_name else 0.5)
    first = []
    for hit in rank_in(query.without_names(asked.author_words), scope_of_asked):
        named = _add(hit, ScoreTerm.NAMED, MEANT_WORK)
        first.append(replace(named, signals={**hit.signals, SignalName.ASKED: signal}))
    ids = {hit.passage.id for hit in first}
    return _in_order([*first, *(hit for hit in hits if hit.passage.id not in ids)])


def prefer_named(
    query: Query,
    hits: Sequence[Hit],
    scope: Scope,
    corpus: Corpus,
    rank_in: Callable[[Query, Scope], list[Hit]],
) -> list[Hit]:
    """Move up the passages of works that the query names.

    Args:
        query: the query.
        hits: its ranking.
        scope: the passages that were ranked.
        corpus: the corpus of the works.
        rank_in: ranks the passages of a scope for a query. The passages of works that the query is about are ranked
            again, among themselves.
    """
    if not query.names:
        return list(hits)
    sources = {hit.passage.source for hit in hits}
    shared = shared_names(query, corpus.namings(sources))
    values = score_works(shared)
    meant = meant_works(shared)
    if meant:
        names = frozenset().union(*meant.values())
        of_meant = rank_in(query.without_names(names), scope.of_sources(meant))
        others = [hit for hit in hits if hit.passage.source not in meant]
        hits = [*of_meant, *others]
        values |= dict.fromkeys(meant, MEANT_WORK)
    return _in_order([_add(hit, ScoreTerm.NAMED, values.get(hit.passage.source, 0.0)) for hit in hits])


def score_without_meant(hit: Hit) -> float:
    """Return the score of a hit without what it has because the query means its work."""
    return hit.score - hit.added[ScoreTerm.NAMED] if is_meant(hit) else hit.score


def is_meant(hit: Hit) -> bool:
    """Return whether the query means the work of a hit: it gives its name and year, or asks for it."""
    return hit.added.get(ScoreTerm.NAMED, 0.0) >= MEANT_WORK * weights()[ScoreTerm.NAMED]


def _add(hit: Hit, term: ScoreTerm, value: float) -> Hit:
    """Return a hit with a term added to its score."""
    added = {**hit.added, **weigh({term: value})}
    return replace(hit, score=sum(added.values()), added=added)


def _in_order(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits by score with their ranks; equal scores stay in order."""
    by_score = sorted(hits, key=lambda hit: -hit.score)
    return [replace(hit, rank=n) for n, hit in enumerate(by_score, start=1)]


def rank(
    query: Query,
    vector: FloatMatrix,
    vectors: VectorStore,
    terms: TermStore,
    scope: Scope | None,
    depth: int,
    passages_of: Callable[[Sequence[int]], Mapping[int, Passage]],
) -> list[Hit]:
    """Return the passages that three retrievers find, by their score (`index.score`), best first.

    Vector search finds passages in all languages; term search finds passages in the language of the query; term search
    by translations finds passages in other languages.

    Args:
        query: the query.
        vector: its vector, shape (1, dimensions).
        vectors: the vector store.
        terms: the term store.
        scope: the passages that may be returned; None for all.
        depth: how many passages to take from each retriever.
        passages_of: returns the passages of ids. An id may be missing: a writer has removed its work.
    """
    rankings = {
        SignalName.DENSE: _nearest(vector, vectors, depth, scope),
        SignalName.TERMS: terms.search(query, depth, scope),
        SignalName.TRANSLATION: terms.search_translated(query, depth, scope),
    }
    signals: dict[int, dict[SignalName, Signal]] = {}
    for name, ranking in rankings.items():
        for n, (i, score) in enumerate(ranking, start=1):
            signals.setdefault(i, {})[name] = Signal(n, score)
    held = passages_of(list(signals))
    candidates = [held[i] for i in signals if i in held]
    if not candidates:
        return []
    ids = [passage.id for passage in candidates]
    cosines = (vectors.vectors(ids) @ vector[0]).tolist()
    bm25 = dict(rankings[SignalName.TERMS])
    found = score_terms(query, candidates, cosines, bm25, terms.coverage(query, ids))
    hits = []
    for passage, values in zip(candidates, found, strict=True):
        added = weigh(values)
        hits.append(Hit(passage, 0, sum(added.values()), signals[passage.id], added))
    return _in_order(hits)


def _nearest(vector: FloatMatrix, vectors: VectorStore, k: int, scope: Scope | None) -> list[tuple[int, float]]:
    """Return at most `k` pairs (id, score) of the passages nearest to a vector, best first."""
    ids, scores = vectors.search(vector, k, scope)
    nearest = []
    for i, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True):
        if i >= 0:  # fewer than k passages are in scope
            nearest.append((i, score))
    return nearest


def _scope(query: Query, selection: Filter, corpus: Corpus, index: Index) -> Scope:
    """Return the passages that the filter, the quoted phrases and the excluded words allow."""
    selected = corpus.select(selection)
    scope = Scope(selected.sources, selected.without_sources, selected.zones, selected.languages)
    if query.phrases:
        return replace(scope, ids=index.terms.matching(query, index.scope(scope)))
    if query.excluded:
        return replace(scope, without_ids=_having_excluded(query, index.terms))
    return scope


def _having_excluded(query: Query, terms: TermStore) -> NDArray[np.int64]:
    """Return the ids, ascending, of the passages that have one of the words that a query excludes."""
    found = []
    for phrase in query.excluded:
        having = replace(query, phrases=(phrase,), excluded=())
        found.append(terms.matching(having, None))
    return np.unique(np.concatenate(found))
