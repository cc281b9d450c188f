"""Which sentences of a passage answer: by the question's words and by meaning, as offsets into the passage.

A sentence's score is the share of the question's words that it holds, each counted by its rarity in the library
(a word that every report uses says nothing), plus how like the question its vector is, among the sentences of the
same passage. Words are silent across languages; there meaning decides alone.
"""

from collections.abc import Sequence

import numpy as np

from corpus.model import Passage
from corpus.sentences import sentences
from index.model import Query
from index.protocols import Encoder
from index.search import Index
from index.terms import parse, stems, words

BY_MEANING = 6
"""Passages whose sentences are encoded: those a person reads first. 40 sentences cost a fifth of a second."""

MEANING = 1.0
"""Weight of meaning against words, both from 0 to 1 within a passage."""

SHORTEST = 25
"""Characters: a shorter piece (a heading, a table cell) is quoted only where there is nothing else."""

SECOND = 0.85
"""A second sentence is highlighted where its score is at least this share of the best."""

Span = tuple[int, int]


def best_sentences(query: Query, passages: Sequence[Passage], index: Index, encoder: Encoder) -> list[tuple[Span, ...]]:
    """Gives for each passage its best sentence and at most one more, best first, as (start, end) in its text."""
    cuts = [_candidates(passage) for passage in passages]
    weights = _weights(query, index)
    phrases = parse(query.text, query.language).phrases
    meaning = _meaning(query, passages[:BY_MEANING], cuts[:BY_MEANING], encoder)
    chosen = []
    for n, (passage, spans) in enumerate(zip(passages, cuts, strict=True)):
        scores = np.array([_overlap(passage, span, weights) + _phrases(passage, span, phrases) for span in spans])
        if n < len(meaning):
            scores = scores + MEANING * meaning[n]
        order = np.argsort(-scores, kind="stable")
        best = scores[order[0]]
        second = [spans[i] for i in order[1:2] if best > 0 and scores[i] >= SECOND * best]
        chosen.append((spans[order[0]], *second))
    return chosen


def _candidates(passage: Passage) -> list[Span]:
    """Gives the sentences that may be quoted: neither headings nor scraps, unless there is nothing else."""
    spans = sentences(passage.text)
    kept = [
        span for span in spans if span[1] - span[0] >= SHORTEST and passage.text[slice(*span)] not in passage.headings
    ]
    return kept or spans or [(0, len(passage.text))]


def _weights(query: Query, index: Index) -> dict[frozenset[str], float]:
    """Gives the words of the question, as the stems each may have, with their share of the whole's rarity."""
    forms = [stems(word, query.language) for word in parse(query.text, query.language).words]
    rarity = {form: index.terms.rarity(form) for form in forms}
    total = sum(rarity.values()) or 1.0
    return {form: value / total for form, value in rarity.items()}


def _overlap(passage: Passage, span: Span, weights: dict[frozenset[str], float]) -> float:
    """Gives the share of the question, by rarity, that a sentence holds."""
    held = {word.text for word in words(passage.text[span[0] : span[1]], passage.language)}
    return sum(weight for form, weight in weights.items() if form & held)


def _phrases(passage: Passage, span: Span, phrases: Sequence[tuple[str, ...]]) -> float:
    """Gives how many of the phrases quoted in the question a sentence holds word for word: each outweighs all else."""
    held = " ".join(["", *(word.text for word in words(passage.text[span[0] : span[1]])), ""])
    return 2.0 * sum(" ".join(["", *phrase, ""]) in held for phrase in phrases)


def _meaning(
    query: Query, passages: Sequence[Passage], cuts: Sequence[Sequence[Span]], encoder: Encoder
) -> list["np.ndarray[tuple[int], np.dtype[np.float32]]"]:
    """Gives how like the question each sentence is, from 0 for a passage's least to 1 for its most."""
    texts = [p.text[start:end] for p, spans in zip(passages, cuts, strict=True) for start, end in spans]
    if not texts:
        return []
    likeness = encoder.encode_passages(texts) @ encoder.encode_queries([query.text])[0]
    ends = np.cumsum([len(spans) for spans in cuts])
    return [_spread(part) for part in np.split(likeness, ends[:-1])]


def _spread(values: "np.ndarray[tuple[int], np.dtype[np.float32]]") -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
