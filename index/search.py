"""The read path on one screen: encode, retrieve, fuse, prefer the works that are named, rerank -> hits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.errors import LibraryDamaged
from corpus.model import Filter, Language
from corpus.store.corpus import Corpus
from index import language_bias, manifest
from index.asked_works import AskedWorks, asked_works
from index.fuse import convex
from index.language_bias import Leanings
from index.model import Hit, RankedPassage, Scope, Signal, SignalName
from index.named_works import meant_works, score_works, shared_names
from index.protocols import Encoder, FloatMatrix, Reranker, TermStore, VectorStore
from index.query import Query
from index.rerank import SentenceReranker, choose_reranker, rerank
from index.stores import TERM_STORE, VECTOR_STORE

PASSAGES_PER_RETRIEVER = 200
"""Passages taken from each retriever before fusion."""

TRANSLATION_WEIGHT = 0.25
"""Weight of term search by translations; vector search has 1. Across languages vector search is better: with 0.25 a
report was first for 0.75 of the Spanish questions instead of 0.63; with more the pages got worse."""

NAMED_WORK_WEIGHT = 1.2
"""Weight of a work that the query names, beside 1 for each retriever at its best. On company filings the right filing
was first for 0.58 of the questions without it, 0.83 with 1, 0.85 with 1.5; questions on other reports lose from 1.5."""

MEANT_WORK_SCORE = 1.4
"""How well a work is named if the query gives its name and year. The value of other works is below 1. With 1.2 and 2.0
the right filing was first for 0.88 and 0.90 of the questions; with 2.0 questions on other reports lose."""


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
        for attempt in range(manifest.MAX_ATTEMPTS):
            current = manifest.current(library / "index")
            if current is None:
                return None
            folder, made = current
            try:
                vectors = VECTOR_STORE.open(folder / manifest.VECTORS)
                terms = TERM_STORE.open(folder / manifest.TERMS)
                leanings: Leanings = {}
                if manifest.LEANINGS in made.files:  # an index from before there were leanings remains valid
                    leanings = language_bias.load(folder / manifest.LEANINGS)
                return cls(folder, made, vectors, terms, leanings)
            except (LibraryDamaged, OSError) as error:
                # A writer may have deleted the folder after its name was read. Then open the next index.
                if manifest.current(library / "index") == current or attempt == manifest.MAX_ATTEMPTS - 1:
                    raise manifest.damaged(library / "index", str(error)) from error
        return None

    def faults(self) -> list[str]:
        """Return what is wrong: changed files, and a difference between vectors and terms.

        Passages that wait to be indexed or removed from the index are not a fault.
        """
        found = manifest.faults(self.folder, self.manifest)
        only_in_one = np.setxor1d(self.vectors.ids(), self.terms.ids())
        if len(only_in_one) > 0:
            found.append(f"vectors and terms differ in {len(only_in_one)} passages")
        return found


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

    def rank_in(other: Query, within: Scope) -> list[RankedPassage]:
        return rank(other, vector, index.vectors, index.terms, within, depth, corpus.languages)

    ranked = prefer_named(query, rank_in(query, scope), scope, corpus, rank_in)
    asked = asked_works(query, corpus, index.terms)
    if asked.sources:
        ranked = _with_asked(query, asked, ranked, scope, corpus, rank_in)
    hits = _hits(ranked, k, corpus)
    if reranker is not None:
        chosen = choose_reranker(query, reranker, SentenceReranker(encoder, index.leanings))
        if chosen is not None:
            hits = rerank(query, hits, chosen)
    return asked_first(hits)


def _with_asked(
    query: Query,
    asked: AskedWorks,
    ranked: Sequence[RankedPassage],
    scope: Scope,
    corpus: Corpus,
    rank_in: Callable[[Query, Scope], list[RankedPassage]],
) -> list[RankedPassage]:
    """Put the passages of the works that a query asks for first, ranked among themselves, with the signal `asked`."""
    scope_of_asked = within(scope, corpus.ids_of(asked.sources))
    signal = Signal(1, 1.0 if asked.is_only_a_name else 0.5)
    first = []
    for each in rank_in(query.without_names(asked.author_words), scope_of_asked):
        first.append(RankedPassage(each.id, each.score, {**each.signals, SignalName.ASKED: signal}))
    ids = {each.id for each in first}
    return first + [each for each in ranked if each.id not in ids]


def asked_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with the passages of the works that the query asks for first, in their order, with new ranks."""
    in_order = sorted(hits, key=lambda hit: SignalName.ASKED not in hit.signals)
    return [replace(hit, rank=n) for n, hit in enumerate(in_order, start=1)]


def _hits(ranked: Sequence[RankedPassage], k: int, corpus: Corpus) -> list[Hit]:
    """Return the first `k` passages that the corpus still has."""
    passages = corpus.passages([each.id for each in ranked[: 2 * k]])
    if len(passages) < min(k, len(ranked)):  # a writer has removed works since this index was made
        passages = corpus.passages([each.id for each in ranked])
    hits: list[Hit] = []
    for each in ranked:
        if len(hits) == k:
            break
        passage = passages.get(each.id)
        if passage is not None:
            hits.append(Hit(passage, len(hits) + 1, each.score, each.signals))
    return hits


def prefer_named(
    query: Query,
    ranked: Sequence[RankedPassage],
    scope: Scope,
    corpus: Corpus,
    rank_in: Callable[[Query, Scope], list[RankedPassage]],
) -> list[RankedPassage]:
    """Move up the passages of works that the query names. The signal `work` says how well it names the work.

    Args:
        query: the query.
        ranked: its ranking.
        scope: the passages that were ranked.
        corpus: the corpus of the works.
        rank_in: ranks the passages of a scope for a query. The passages of works that the query is about are ranked
            again, among themselves.
    """
    if not query.names:
        return list(ranked)
    sources = corpus.sources_of([each.id for each in ranked])
    shared = shared_names(query, corpus.namings(set(sources.values())))
    values = score_works(shared)
    meant = meant_works(shared)
    if meant:
        names = frozenset().union(*meant.values())
        scope_of_meant = within(scope, corpus.ids_of(meant))
        of_meant = rank_in(query.without_names(names), scope_of_meant)
        sources |= corpus.sources_of([each.id for each in of_meant])
        others = [each for each in ranked if sources.get(each.id) not in meant]
        ranked = of_meant + others
        values |= dict.fromkeys(meant, MEANT_WORK_SCORE)
    return _moved(ranked, sources, values)


def _moved(
    ranked: Sequence[RankedPassage], sources: Mapping[int, str], values: Mapping[str, float]
) -> list[RankedPassage]:
    """Add to each score the value of its passage's work, and sort."""
    distinct_values = sorted(set(values.values()), reverse=True)
    rank_of = {value: n for n, value in enumerate(distinct_values, start=1)}
    moved = []
    for each in ranked:
        value = values.get(sources.get(each.id, ""), 0.0)
        if value:
            signals = {**each.signals, SignalName.WORK: Signal(rank_of[value], value)}
            moved.append(RankedPassage(each.id, each.score + NAMED_WORK_WEIGHT * value, signals))
        else:
            moved.append(each)
    moved.sort(key=lambda each: -each.score)
    return moved


def rank(
    query: Query,
    vector: FloatMatrix,
    vectors: VectorStore,
    terms: TermStore,
    scope: Scope | None,
    depth: int,
    languages: Callable[[Sequence[int]], Mapping[int, Language]],
) -> list[RankedPassage]:
    """Fuse the rankings of three retrievers, best first.

    Vector search ranks all passages; term search ranks passages in the language of the query; term search by
    translations ranks passages in other languages. If a retriever cannot rank a passage, the others count for more.

    Args:
        query: the query.
        vector: its vector, shape (1, dimensions).
        vectors: the vector store.
        terms: the term store.
        scope: the passages that may be returned; None for all.
        depth: how many passages to take from each retriever.
        languages: returns the languages of passages.
    """
    rankings = {
        SignalName.DENSE: _nearest(vector, vectors, depth, scope),
        SignalName.TERMS: terms.search(query, depth, scope),
    }
    translated = terms.search_translated(query, depth, scope)
    if translated:
        rankings[SignalName.TRANSLATION] = translated
    signals: dict[int, dict[SignalName, Signal]] = {}
    for name, ranking in rankings.items():
        for n, (i, score) in enumerate(ranking, start=1):
            signals.setdefault(i, {})[name] = Signal(n, score)

    native: set[int] = set()
    foreign: set[int] = set()
    for i, language in languages(list(signals)).items():
        if "und" in (query.language, language) or language == query.language:
            native.add(i)
        else:
            foreign.add(i)
    silent = {SignalName.TERMS: foreign}
    if translated:
        silent[SignalName.TRANSLATION] = native
    fused = convex(rankings, {SignalName.TRANSLATION: TRANSLATION_WEIGHT}, silent)
    return [RankedPassage(i, score, signals[i]) for i, score in fused]


def _nearest(vector: FloatMatrix, vectors: VectorStore, k: int, scope: Scope | None) -> list[tuple[int, float]]:
    """Return at most `k` pairs (id, score) of the passages nearest to a vector, best first."""
    ids, scores = vectors.search(vector, k, scope)
    nearest = []
    for i, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True):
        if i >= 0:  # fewer than k passages are in scope
            nearest.append((i, score))
    return nearest


def within(scope: Scope, ids: Sequence[int]) -> Scope:
    """Return the scope of the ids that are in a scope."""
    candidates = np.array(ids, dtype=np.int64)
    is_inside = np.isin(candidates, scope.ids, invert=scope.excluded)
    return Scope(candidates[is_inside], excluded=False)


def _scope(query: Query, selection: Filter, corpus: Corpus, index: Index) -> Scope:
    """Return the passages that the filter, the quoted phrases and the excluded words allow."""
    selected = corpus.select(selection)
    scope = Scope(np.array(selected.ids, dtype=np.int64), selected.excluded)
    if not query.phrases and not query.excluded:
        return scope
    return Scope(index.terms.matching(query, scope), excluded=False)
