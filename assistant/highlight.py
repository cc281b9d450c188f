"""Which sentences of a passage to quote: by the query's words, by meaning and by what it asks for; as offsets.

The score of a sentence is the sum of

    meaning   its cosine with the query, scaled to 0..1 over the sentences of its passage       1
    words     the share of the query's words that it has, weighted by their rarity in the
              library (a word that every report uses carries no information)                     WORDS
    asked     it has a number or a date, if the query asks for one                               ASKED
    window    it is in the part of the passage with the best score from the reranker             WINDOW

Words do not count across languages. On the 82 answerable questions of `../shared/data/reports`, given a passage on the
right page, the best sentence had 0.6 of the words of the expected quotation for 0.48 of the questions with words and
meaning only, and for 0.55 with all four; with a second sentence for 0.55 and 0.67. The whole passage has them for 0.80.
"""

import re
from collections.abc import Mapping, Sequence

from corpus.text.language import fold
from corpus.text.statements import longer_sentences, quotable_parts
from corpus.text.words import MONTHS
from index.intent import numbers_in
from index.model import Hit
from index.protocols import Encoder, TermStore
from index.query import Query
from index.terms import Phrase, words

ENCODED_PASSAGES = 5
"""First passages whose sentences are encoded: the passages that people read."""

MAX_SENTENCES, MAX_SENTENCES_WITHOUT_SCORE = 6, 12
"""Sentences of a passage that are encoded: those with the best scores before. If no sentence has a score, as across
languages, more are encoded. A sentence takes 5 to 8 ms."""

WORDS, ASKED, WINDOW = 0.5, 0.4, 0.3
"""Weights of the parts of a score; see above."""

PHRASE_SCORE = 2.0
"""Score of each quoted phrase that a sentence has word for word: more than all other parts together."""

SECOND_SHARE = 0.6
"""A second sentence is highlighted if it has at least this share of the best score."""

_DATE = re.compile(rf"\b(?:(?:19|20)\d\d|(?:{'|'.join(MONTHS.split())}) \d)")
_YEAR = re.compile(r"(?:19|20)\d\d")

Span = tuple[int, int]
Scored = tuple[float, Span]


def best_sentences(query: Query, hits: Sequence[Hit], terms: TermStore, encoder: Encoder) -> list[tuple[Span, ...]]:
    """Return the best sentence of each hit and at most one more, best first, as (start, end) in the passage's text."""
    weights = _weights(query, terms)
    shortlists: list[list[Scored]] = []
    others: list[list[Scored]] = []
    for hit in hits:
        scored = _scored(query, hit, weights)
        if len(shortlists) < ENCODED_PASSAGES:
            shortlists.append(_shortlist(scored))
        else:
            others.append(scored)
    with_meaning = _add_meaning(query, hits, shortlists, encoder)
    return [_best(scored) for scored in with_meaning + others]


def has_what_is_asked(query: Query, sentence: str) -> bool:
    """Return whether a sentence has a date for "when", or for "how many" a number that is not in the query."""
    if not query.asks_for_time and not query.asks_for_quantity:
        return False
    folded = fold(sentence)
    if query.asks_for_time and _DATE.search(folded):
        return True
    if query.asks_for_quantity:
        for number in numbers_in(folded):
            if number not in query.numbers and not _YEAR.fullmatch(number):
                return True
    return False


def _scored(query: Query, hit: Hit, weights: Mapping[frozenset[str], float]) -> list[Scored]:
    """Return the sentences of a passage that may be quoted, with their scores without meaning."""
    scored = []
    for span in _quotable(hit):
        sentence = hit.passage.text[slice(*span)]
        stems = {word.text for word in words(sentence, hit.passage.language)}
        share = sum(weight for forms, weight in weights.items() if forms & stems)
        score = WORDS * share + _phrase_score(sentence, query.phrases)
        score += ASKED * has_what_is_asked(query, sentence)
        score += WINDOW * _is_in_window(hit, span)
        scored.append((score, span))
    return scored


def _quotable(hit: Hit) -> list[Span]:
    """Return the parts of a passage that can be quoted.

    If it is not in the body, that is all of it: then its references or its title page were asked for.
    """
    passage = hit.passage
    if passage.zone == "body":
        parts = quotable_parts(passage.text, passage.headings)
    else:
        parts = longer_sentences(passage.text)
    return parts or [(0, len(passage.text))]


def _weights(query: Query, terms: TermStore) -> dict[frozenset[str], float]:
    """Return the words of the query, as the stems that each can have, with their share of the sum of rarities."""
    rarity = {word.stems: terms.rarity(word.stems) for word in query.words}
    total = sum(rarity.values()) or 1.0
    return {forms: value / total for forms, value in rarity.items()}


def _phrase_score(sentence: str, phrases: Sequence[Phrase]) -> float:
    if not phrases:
        return 0.0
    terms = [word.text for word in words(sentence)]
    text = f" {' '.join(terms)} "
    score = 0.0
    for phrase in phrases:
        if f" {' '.join(phrase)} " in text:
            score += PHRASE_SCORE
    return score


def _is_in_window(hit: Hit, span: Span) -> bool:
    return hit.window is not None and hit.window[0] <= span[0] and span[1] <= hit.window[1]


def _shortlist(scored: Sequence[Scored]) -> list[Scored]:
    """Return the sentences to encode: those with the best scores, or the first ones if no sentence has a score."""
    by_score = _by_score(scored)
    best_score, _ = by_score[0]
    if best_score == 0:
        return by_score[:MAX_SENTENCES_WITHOUT_SCORE]
    return by_score[:MAX_SENTENCES]


def _add_meaning(
    query: Query, hits: Sequence[Hit], shortlists: Sequence[Sequence[Scored]], encoder: Encoder
) -> list[list[Scored]]:
    """Add to each score how near the sentence is to the query: 0 for the farthest of its passage, 1 for the nearest.

    All sentences are encoded in one call. A passage with one sentence needs no encoding.
    """
    texts: list[str] = []
    for hit, scored in zip(hits, shortlists, strict=False):
        if len(scored) > 1:
            texts += [hit.passage.text[slice(*span)] for _, span in scored]
    cosines: list[float] = []
    if texts:
        vector = encoder.encode_queries([query.text])[0]
        cosines = (encoder.encode_passages(texts) @ vector).tolist()
    with_meaning = []
    start = 0
    for scored in shortlists:
        if len(scored) == 1:
            with_meaning.append(list(scored))
            continue
        meaning = _scaled(cosines[start : start + len(scored)])
        start += len(scored)
        with_meaning.append([(score + added, span) for (score, span), added in zip(scored, meaning, strict=True)])
    return with_meaning


def _scaled(values: Sequence[float]) -> list[float]:
    """Return values scaled to 0..1; all 0 if they are equal."""
    lowest = min(values)
    width = max(values) - lowest
    if width == 0:
        return [0.0] * len(values)
    return [(value - lowest) / width for value in values]


def _best(scored: Sequence[Scored]) -> tuple[Span, ...]:
    """Return the best sentence, and the second if its score is near the best."""
    (best_score, best), *others = _by_score(scored)
    if others and best_score > 0:
        second_score, second = others[0]
        if second_score >= SECOND_SHARE * best_score:
            return best, second
    return (best,)


def _by_score(scored: Sequence[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda sentence: -sentence[0])
