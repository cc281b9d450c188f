"""From hits to an answer: near-duplicates dropped, neighbours merged, the best sentence cited, confidence weighed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.confidence import ANSWERS, confidence, features
from assistant.highlight import best_sentences
from assistant.model import Answer, Citation, Evidence
from corpus.cite import cite
from corpus.model import Passage, Reference, Source
from corpus.store import Corpus
from index.model import Hit, Query
from index.protocols import Encoder
from index.search import Index

SHINGLE = 5
"""Words: two passages that share most runs of five are copies (Broder 1997, On the resemblance of documents)."""

NEAR_DUPLICATE = 0.8
"""Share of the shorter passage's shingles that the other has."""

SPARE = 4
"""Candidates looked at for each piece of evidence wanted: most of them are merged or dropped in few answers."""

LONGEST_MERGE = 3
"""Passages merged into one at most: more than a screen is no quotation."""

CLOSEST = 3
"""Passages shown when nothing answers."""


def compose(query: Query, hits: Sequence[Hit], k: int, corpus: Corpus, index: Index, encoder: Encoder) -> Answer:
    """Gives the answer that these hits make: at most `k` pieces of evidence, or none and the reason.

    Args:
        query: the question.
        hits: what the search found, best first.
        k: how many are wanted.
        corpus: for texts and references.
        index: for the weights of terms.
        encoder: for the likeness of sentences.
    """
    distinct = _merge(_distinct(hits[: SPARE * k]), k, corpus)
    found = _without_repeats(locate_hits(query, distinct, corpus, index, encoder))[:k]
    if not found:
        return Answer(query.text, query.language, (), (), 0.0, "the library holds no passage on it")
    sure = confidence(features(query, hits, index))
    if sure < ANSWERS:
        reason = "its nearest passages are not near enough to answer"
        return Answer(query.text, query.language, (), tuple(found[:CLOSEST]), sure, reason)
    return Answer(query.text, query.language, tuple(found), (), sure, None)


def locate_hits(query: Query, hits: Sequence[Hit], corpus: Corpus, index: Index, encoder: Encoder) -> list[Evidence]:
    """Gives each hit with its best sentences, and the citation of the page on which the best one begins."""
    sources, references = corpus.sources(), corpus.references()
    highlights = best_sentences(query, [hit.passage for hit in hits], index, encoder)
    return [
        _evidence(hit, spans, sources[hit.passage.source], references, corpus)
        for hit, spans in zip(hits, highlights, strict=True)
    ]


def _evidence(
    hit: Hit,
    spans: Sequence[tuple[int, int]],
    source: Source,
    references: dict[str, Reference],
    corpus: Corpus,
) -> Evidence:
    passage = hit.passage
    locator = passage.first
    if passage.first != passage.last:
        (locator,) = corpus.locators(source.sha256, [passage.start + spans[0][0]])
    reference = references[source.reference]
    citation = Citation(cite(reference, locator, source.kind), reference, source, locator, corpus.link(source, locator))
    return Evidence(hit, citation, tuple(spans))


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Drops each hit whose text another, better one has already."""
    kept: list[tuple[Hit, frozenset[int]]] = []
    for hit in hits:
        shingles = _shingles(hit.passage.text)
        if not any(_alike(shingles, other) for _, other in kept):
            kept.append((hit, shingles))
    return [hit for hit, _ in kept]


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(hash(tuple(words[i : i + SHINGLE])) for i in range(max(len(words) - SHINGLE + 1, 1)))


def _alike(a: frozenset[int], b: frozenset[int]) -> bool:
    return len(a & b) >= NEAR_DUPLICATE * min(len(a), len(b))


def _merge(hits: Sequence[Hit], k: int, corpus: Corpus) -> list[Hit]:
    """Merges passages that touch on one page into the best of them; gives the first few more than `k`."""
    groups: list[list[Hit]] = []
    for hit in hits:
        group = next((g for g in groups if len(g) < LONGEST_MERGE and _touch(g, hit.passage)), None)
        if group is not None:
            group.append(hit)
        elif len(groups) < 2 * k:
            groups.append([hit])
    return [_joined(group, corpus) for group in groups]


def _touch(group: Sequence[Hit], passage: Passage) -> bool:
    """Whether a passage overlaps or follows one of a group, all on the same page: two pages are two citations."""
    best = group[0].passage
    one_page = best.first == best.last == passage.first == passage.last
    return one_page and any(
        passage.source == other.passage.source
        and passage.start <= other.passage.end + 2
        and other.passage.start <= passage.end + 2
        for other in group
    )


def _joined(group: Sequence[Hit], corpus: Corpus) -> Hit:
    best = group[0]
    if len(group) == 1:
        return best
    start = min(hit.passage.start for hit in group)
    end = max(hit.passage.end for hit in group)
    text = corpus.text(best.passage.source, start, end)
    return replace(best, passage=replace(best.passage, start=start, end=end, text=text))


def _without_repeats(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Drops evidence that quotes a sentence quoted before (the overlap of two passages), and numbers the rest."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Evidence] = []
    for piece in evidence:
        start, end = piece.highlights[0]
        where = (piece.hit.passage.source, piece.hit.passage.start + start, piece.hit.passage.start + end)
        if where not in seen:
            seen.add(where)
            kept.append(replace(piece, hit=replace(piece.hit, rank=len(kept) + 1)))
    return kept
