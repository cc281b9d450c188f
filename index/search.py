"""The read path on one screen: encode, retrieve, fuse, prefer the works that are named, read again -> Hits."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.errors import LibraryDamaged
from corpus.model import Language
from corpus.store.corpus import Corpus
from index import language_bias, manifest
from index.dense import VectorIndex
from index.fuse import convex
from index.language_bias import Leanings
from index.model import Hit, Query, Scope, Signal
from index.named_works import meant, named, names, without
from index.protocols import Encoder, FloatMatrix, Reranker, TermStore, VectorStore
from index.rerank import SentenceReader, reorder, second_reader
from index.sparse import TermIndex
from index.terms import parse

DEPTH = 200
"""Passages taken from each retriever before fusion."""

TRANSLATED = 0.25
"""Weight of what a question's words translate to, beside 1 for meaning. Across languages meaning is the better guide:
with 0.25 a report was first for 0.75 of the Spanish questions instead of 0.63, and with more the pages got worse."""

NAMED = 1.2
"""Weight of a work that the question names, beside 1 for each retriever at its best. On company filings the right one
came first for 0.58 of the questions without, 0.83 with 1, 0.85 with 1.5; questions on other reports lose from 1.5."""

MEANT = 1.4
"""How well a work is named that the question gives a name and a year of; any other stays below 1. With 1.2 and 2.0 the
right filing came first for 0.88 and 0.90 of the questions; with 2.0 questions on other reports lose."""

Ranked = tuple[int, float, Mapping[str, Signal]]
"""A passage's id, its fused score, and what each retriever said of it."""


class Index:
    """The index that answers, opened for one process; a later index does not disturb it."""

    def __init__(
        self, folder: Path, made: manifest.Manifest, vectors: VectorIndex, terms: TermIndex, leanings: Leanings
    ) -> None:
        self.folder = folder
        self.manifest = made
        self.vectors = vectors
        self.terms = terms
        self.leanings = leanings

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
                vectors = VectorIndex.load(folder / manifest.VECTORS)
                terms = TermIndex.open(folder / manifest.TERMS)
                kept = manifest.LEANINGS in made.files  # an index of before there were any answers as it is
                return cls(folder, made, vectors, terms, language_bias.load(folder / manifest.LEANINGS) if kept else {})
            except (LibraryDamaged, OSError) as error:
                # A writer may be sweeping the folder away since its name was read: then the next one is looked for.
                if manifest.current(library / "index") == found or attempt == manifest.ATTEMPTS - 1:
                    raise manifest.damaged(library / "index", str(error)) from error
        return None

    def faults(self) -> list[str]:
        """Gives what is wrong: files that changed, vectors and terms that differ.

        Passages that wait to be indexed, or to be taken out of it, are not a fault.
        """
        found = manifest.faults(self.folder, self.manifest)
        dense, terms = set(map(int, self.vectors.ids)), set(self.terms.ids())
        if dense != terms:
            found.append(f"vectors and terms differ in {len(dense ^ terms)} passages")
        return found


def search(query: Query, corpus: Corpus, index: Index, encoder: Encoder, reranker: Reranker | None = None) -> list[Hit]:
    """Gives at most `query.k` passages, best first.

    Where the question holds quoted phrases, only passages that hold them word for word are returned; an excluded word
    keeps its passages out.

    Args:
        query: the question.
        corpus: the passages.
        index: where they are looked for.
        encoder: the one that the index was made with.
        reranker: reads the first passages again, where it would help; None for never.
    """
    scope = _scope(corpus, index, query)
    vector = encoder.encode_queries([query.text])
    depth = max(DEPTH, query.k)

    def look(text: str, within: Scope) -> list[Ranked]:
        return rank(text, query.language, vector, index.vectors, index.terms, within, depth, corpus.languages)

    ranked = prefer_named(query.text, look(query.text, scope), scope, corpus, look)
    passages = corpus.passages([i for i, _, _ in ranked[: 2 * query.k]])
    if len(passages) < min(query.k, len(ranked)):  # a writer has removed works since this index was made
        passages = corpus.passages([i for i, _, _ in ranked])
    held = [(passages[i], score, signals) for i, score, signals in ranked if i in passages][: query.k]
    hits = [Hit(passage, n, score, signals) for n, (passage, score, signals) in enumerate(held, start=1)]
    reader = reranker and second_reader(query, reranker, SentenceReader(encoder, index.leanings))
    return reorder(query, hits, reader) if reader else hits


def prefer_named(
    question: str, ranked: Sequence[Ranked], scope: Scope, corpus: Corpus, look: Callable[[str, Scope], list[Ranked]]
) -> list[Ranked]:
    """Moves up the passages of works that the question names; the signal `work` says how well it does.

    Args:
        question: as asked.
        ranked: what it found.
        scope: among which passages.
        corpus: knows the works.
        look: ranks the passages of a scope for a question; works that are meant are looked through by themselves.
    """
    if not names(question):
        return list(ranked)
    sources = corpus.sources_of([i for i, _, _ in ranked])
    namings = corpus.namings(set(sources.values()))
    worth = named(question, namings)
    if means := meant(question, namings):
        said = frozenset().union(*means.values())
        found = look(without(question, said), within(scope, corpus.ids_of(means)))
        sources |= corpus.sources_of([i for i, _, _ in found])
        ranked = [*found, *(other for other in ranked if sources.get(other[0]) not in means)]
        worth = {**worth, **dict.fromkeys(means, MEANT)}
    places = {value: n for n, value in enumerate(sorted(set(worth.values()), reverse=True), start=1)}
    moved = []
    for i, score, signals in ranked:
        value = worth.get(sources.get(i, ""), 0.0)
        said_of = {**signals, "work": Signal(places[value], value)} if value else signals
        moved.append((i, score + NAMED * value, said_of))
    return sorted(moved, key=lambda found: -found[1])


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
    """Asks the retrievers and fuses what they say, best first.

    Three speak: dense search, of all passages; term search, of those in the question's language; and term search by
    translation, of the others. Where one cannot speak of a passage, what the others say of it counts for more.

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
        "translation": terms.search_translated(text, language, depth, scope),
    }
    signals: dict[int, dict[str, Signal]] = {}
    for name, ranking in rankings.items():
        for n, (i, score) in enumerate(ranking, start=1):
            signals.setdefault(i, {})[name] = Signal(n, score)
    spoken = {language, "und"}
    found = languages(list(signals))
    foreign = [i for i, of in found.items() if language != "und" and of not in spoken]
    silent = {"terms": foreign}
    if rankings["translation"]:
        silent["translation"] = list(found.keys() - set(foreign))
    else:
        del rankings["translation"]
    fused = convex(rankings, {"translation": TRANSLATED}, silent)
    return [(i, score, signals[i]) for i, score in fused]


def within(scope: Scope, ids: Sequence[int]) -> Scope:
    """Gives those of these ids that are in a scope."""
    wanted = np.array(ids, dtype=np.int64)
    return Scope(wanted[np.isin(wanted, scope.ids, invert=scope.excluded)], excluded=False)


def _scope(corpus: Corpus, index: Index, query: Query) -> Scope:
    """Gives the passages that the filter, the quoted phrases and the excluded words leave."""
    selection = corpus.select(query.filter)
    scope = Scope(np.array(selection.ids, dtype=np.int64), selection.excluded)
    parsed = parse(query.text)
    if not parsed.phrases and not parsed.excluded:
        return scope
    return Scope(index.terms.matching(parsed, scope), excluded=False)
