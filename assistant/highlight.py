"""Which sentences of a passage answer: by the question's words and by meaning, as offsets into the passage.

A sentence's score is the share of the question's words that it holds, each counted by its rarity in the library
(a word that every report uses says nothing), plus how like the question its vector is, among the sentences of the
same passage. Words are silent across languages; there meaning decides alone.
"""

from collections.abc import Sequence

from corpus.model import Passage
from corpus.sentences import sentences
from index.model import Query
from index.protocols import Encoder
from index.search import Index
from index.terms import parse, stems, words

BY_MEANING = 5
"""Passages whose sentences are encoded: those a person reads first."""

SHORTLIST, LONGEST_LIST = 3, 12
"""Sentences of a passage that are encoded: those with the most of the question's words; across languages, where words
say nothing, more of them. A sentence costs 8 ms."""

MEANING = 1.0
"""Weight of meaning against words, both from 0 to 1 within a passage."""

SHORTEST = 25
"""Characters: a shorter piece (a heading, a table cell) is quoted only where there is nothing else."""

DECIDED = 0.4
"""A sentence that holds this much less of the question than the best is not weighed against it: meaning rarely turns
that around, and a passage with one sentence left costs nothing."""

SECOND = 0.85
"""A second sentence is highlighted where its score is at least this share of the best."""

Span = tuple[int, int]
Scored = tuple[float, Span]


def best_sentences(query: Query, passages: Sequence[Passage], index: Index, encoder: Encoder) -> list[tuple[Span, ...]]:
    """Gives for each passage its best sentence and at most one more, best first, as (start, end) in its text."""
    weights = _weights(query, index)
    phrases = parse(query.text, query.language).phrases
    by_words = [
        [(_overlap(p, span, weights) + _phrases(p, span, phrases), span) for span in _candidates(p)] for p in passages
    ]
    read = [_shortlist(scored) for scored in by_words[:BY_MEANING]]
    likeness = _likeness(query, passages, read, encoder)
    weighed = [
        [(score + MEANING * like, span) for (score, span), like in zip(scored, likes, strict=True)]
        for scored, likes in zip(read, likeness, strict=True)
    ]
    return [_best(scored) for scored in [*weighed, *by_words[BY_MEANING:]]]


def _shortlist(scored: Sequence[Scored]) -> list[Scored]:
    """Gives the sentences worth weighing: those with the most of the question's words, or all where none has any."""
    if max(score for score, _ in scored) == 0:
        return list(scored[:LONGEST_LIST])
    first, *others = sorted(scored, key=lambda found: -found[0])[:SHORTLIST]
    return [first, *(other for other in others if first[0] - other[0] < DECIDED)]


def _best(scored: Sequence[Scored]) -> tuple[Span, ...]:
    ordered = sorted(scored, key=lambda found: -found[0])
    best = ordered[0][0]
    return (ordered[0][1], *(span for score, span in ordered[1:2] if best > 0 and score >= SECOND * best))


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


def _likeness(
    query: Query, passages: Sequence[Passage], read: Sequence[Sequence[Scored]], encoder: Encoder
) -> list[list[float]]:
    """Gives how like the question each sentence is, from 0 for a passage's least to 1 for its most."""
    open_ = [(p, scored) for p, scored in zip(passages, read, strict=False) if len(scored) > 1]
    if not open_:
        return [[0.0] for _ in read]
    texts = [p.text[start:end] for p, scored in open_ for _, (start, end) in scored]
    cosines = iter((encoder.encode_passages(texts) @ encoder.encode_queries([query.text])[0]).tolist())
    return [_spread([next(cosines) for _ in scored]) if len(scored) > 1 else [0.0] for scored in read]


def _spread(values: Sequence[float]) -> list[float]:
    low, width = min(values), max(values) - min(values)
    return [(value - low) / width if width else 0.0 for value in values]
