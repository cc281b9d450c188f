"""Fill a matrix: one search for each question, and for each work whether its passages answer.

A work answers if the confidence in its own passages reaches the limit of `ask` (docs/confidence.md). The lead of its
best passage is measured against the passages of all works, because those of one work are all on its topic.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from assistant.answer import CONFIDENCE_HITS, locate_hits
from assistant.confidence import answers, confidence, features
from assistant.library import OpenedLibrary
from assistant.matrix.model import Cell, Matrix, MatrixQuestion
from assistant.model import Evidence
from corpus.model import Filter, Holding, Source
from index.model import Hit, SignalName
from index.query import Query
from index.search import search

PASSAGES = 1000
"""Passages that a question is searched to. A work without one among them has nothing near it. Chosen: more changed no
cell of the development sets."""

QUOTED_PASSAGES = 4
"""Passages of a work from which its quotation is chosen. Chosen, to bound the time for a cell."""

Parse = Callable[[str], Query]


def build_matrix(
    questions: Sequence[MatrixQuestion],
    works: Sequence[Holding],
    selection: Filter,
    opened: OpenedLibrary,
    parse: Parse,
    advance: Callable[[int], None],
) -> Matrix:
    """Return what each work says about each question.

    Args:
        questions: the questions.
        works: the works that were selected, each with its text.
        selection: the passages to search.
        opened: the library.
        parse: makes a query of a question.
        advance: called with the number of questions that are done.
    """
    rows = []
    sources = opened.corpus.sources()
    for number, question in enumerate(questions, start=1):
        found = dict(_works_that_answer(parse(question.text), selection, opened, sources))
        rows.append(tuple(_cell(holding, found) for holding in works))
        advance(number)
    return Matrix(tuple(questions), tuple(works), tuple(rows))


def _works_that_answer(
    query: Query, selection: Filter, opened: OpenedLibrary, sources: Mapping[str, Source]
) -> Iterator[tuple[str, Evidence]]:
    """Yield the key of each work that answers a query, with the evidence."""
    corpus, index = opened.corpus, opened.index
    hits = search(query, PASSAGES, selection, corpus, index, opened.encoder)
    if not hits:
        return
    usual = median(_likeness(hit) for hit in hits)
    for key, own in _by_work(hits, sources).items():
        found = features(query, own[:CONFIDENCE_HITS], index.terms, corpus)
        found = replace(found, lead=found.likeness - usual)
        if confidence(found) >= answers(found):
            located = locate_hits(query, own[:QUOTED_PASSAGES], corpus, index, opened.encoder, opened.reranker)
            yield key, located[0]


def _likeness(hit: Hit) -> float:
    signal = hit.signals.get(SignalName.DENSE)
    return signal.score if signal else 0.0


def _by_work(hits: Sequence[Hit], sources: Mapping[str, Source]) -> dict[str, list[Hit]]:
    """Return the hits in the full text of each work, best first."""
    by_work: defaultdict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        source = sources[hit.passage.source]
        if source.kind != "note":
            by_work[source.key].append(hit)
    return by_work


def _cell(holding: Holding, found: Mapping[str, Evidence]) -> Cell:
    unreadable = len(holding.unreadable)
    if holding.source is None:
        return Cell("not held")
    if holding.source.kind == "note":
        return Cell("summary only")
    evidence = found.get(holding.reference.key)
    if evidence is not None:
        return Cell("found", evidence, unreadable)
    if holding.status == "unreadable":
        return Cell("unreadable", None, unreadable)
    return Cell("nothing found", None, unreadable)
