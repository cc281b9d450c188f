"""Which sentences of a passage answer: by the question's words, by meaning and by what is asked for, as offsets.

A sentence's score is the sum of

    meaning   how like the question its vector is, among the sentences of the same passage     1
    words     the share of the question's words that it holds, each counted by its rarity in
              the library (a word that every report uses says nothing)                         WORDS
    asked     it has a figure or a date, where the question asks for one                       ASKED
    window    it stands in the part that the reranker liked best                               WINDOW

Words are silent across languages. On the 82 answerable questions of `../shared/data/reports`, given a passage on the
right page, the best sentence held 0.6 of the words of the expected quotation for 0.48 of the questions by words and
meaning alone, for 0.55 with all four; with a second sentence for 0.55 and 0.67. The passage holds it for 0.80.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.text.language import fold
from corpus.text.sentences import sentences
from corpus.text.words import MONTHS
from index.model import Hit, Query
from index.protocols import Encoder
from index.search import Index
from index.terms import parse, stems, words

BY_MEANING = 5
"""Passages whose sentences are encoded: those a person reads first."""

SHORTLIST, LONGEST_LIST = 6, 12
"""Sentences of a passage that are encoded: those that score most before; across languages, where words say nothing,
more of them. A sentence costs 5 to 8 ms."""

WORDS, ASKED, WINDOW = 0.5, 0.4, 0.3

SHORTEST = 25
"""Characters: a shorter piece (a heading, a table cell) is quoted only where there is nothing else."""

SECOND = 0.6
"""A second sentence is highlighted where its score is at least this share of the best."""

# What a question asks for, and what has it; in text without case and accents.
_QUANTITY = re.compile(
    r"\b(?:how (?:many|much|often|long|far|low|high|big|large|small|steep|few|fast|soon|old|likely)"
    r"|(?:what|which) (?:share|fraction|percentage|percent|proportion|number|rate|ratio|amount|level|size|price|cost)"
    r"|cuant[oa]s?|que (?:parte|porcentaje|proporcion|tasa|cantidad|numero|fraccion)"
    r"|quant[oa]s?|(?:qual|que) (?:a |o )?(?:parte|porcentagem|percentagem|proporcao|taxa|quantidade|numero))\b"
)
_TIME = re.compile(
    r"\b(?:when|since when|what (?:year|date|month|day)|which year|cuando|en que (?:ano|fecha|mes|dia)|quando"
    r"|em que (?:ano|data|mes|dia))\b"
)
_DATE = re.compile(rf"\b(?:(?:19|20)\d\d|(?:{'|'.join(MONTHS.split())}) \d)")
_FIGURE = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|dozen|hundred|thousand"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|mitad|dois|duas|quatro|sete|oito|nove|dez|metade)\b"
)
_YEAR = re.compile(r"(?:19|20)\d\d")

Span = tuple[int, int]
Scored = tuple[float, Span]


def best_sentences(query: Query, hits: Sequence[Hit], index: Index, encoder: Encoder) -> list[tuple[Span, ...]]:
    """Gives for each hit its best sentence and at most one more, best first, as (start, end) in its passage's text."""
    weights = _weights(query, index)
    phrases = parse(query.text, query.language).phrases
    before = [
        [
            (
                WORDS * _overlap(hit, span, weights)
                + _phrases(hit, span, phrases)
                + ASKED * answers_kind(query.text, hit.passage.text[slice(*span)])
                + WINDOW * _in_window(hit, span),
                span,
            )
            for span in _candidates(hit)
        ]
        for hit in hits
    ]
    read = [_shortlist(scored) for scored in before[:BY_MEANING]]
    likeness = _likeness(query, hits, read, encoder)
    weighed = [
        [(score + like, span) for (score, span), like in zip(scored, likes, strict=True)]
        for scored, likes in zip(read, likeness, strict=True)
    ]
    return [_best(scored) for scored in [*weighed, *before[BY_MEANING:]]]


def answers_kind(question: str, sentence: str) -> bool:
    """Says whether a sentence has what a question asks for: a date for "when", a figure of its own for "how many"."""
    time, quantity, known = _asks(question)
    if not time and not quantity:
        return False
    held = fold(sentence)
    if time and _DATE.search(held):
        return True
    return quantity and any(figure not in known and not _YEAR.fullmatch(figure) for figure in _FIGURE.findall(held))


@lru_cache(maxsize=16)
def _asks(question: str) -> tuple[bool, bool, frozenset[str]]:
    """Says whether a question asks for a time, and for a figure, and gives the figures that it names itself."""
    asked = fold(question)
    return bool(_TIME.search(asked)), bool(_QUANTITY.search(asked)), frozenset(_FIGURE.findall(asked))


def _shortlist(scored: Sequence[Scored]) -> list[Scored]:
    """Gives the sentences worth weighing: the best so far, or all where none stands out."""
    if max(score for score, _ in scored) == 0:
        return list(scored[:LONGEST_LIST])
    return sorted(scored, key=lambda found: -found[0])[:SHORTLIST]


def _best(scored: Sequence[Scored]) -> tuple[Span, ...]:
    ordered = sorted(scored, key=lambda found: -found[0])
    best = ordered[0][0]
    return (ordered[0][1], *(span for score, span in ordered[1:2] if best > 0 and score >= SECOND * best))


def _candidates(hit: Hit) -> list[Span]:
    """Gives the sentences that may be quoted: neither headings nor scraps, unless there is nothing else."""
    text, headings = hit.passage.text, hit.passage.headings
    spans = sentences(text)
    kept = [span for span in spans if span[1] - span[0] >= SHORTEST and text[slice(*span)] not in headings]
    return kept or spans or [(0, len(text))]


def _in_window(hit: Hit, span: Span) -> bool:
    return hit.window is not None and hit.window[0] <= span[0] and span[1] <= hit.window[1]


def _weights(query: Query, index: Index) -> dict[frozenset[str], float]:
    """Gives the words of the question, as the stems each may have, with their share of the whole's rarity."""
    forms = [stems(word, query.language) for word in parse(query.text, query.language).words]
    rarity = {form: index.terms.rarity(form) for form in forms}
    total = sum(rarity.values()) or 1.0
    return {form: value / total for form, value in rarity.items()}


def _overlap(hit: Hit, span: Span, weights: dict[frozenset[str], float]) -> float:
    """Gives the share of the question, by rarity, that a sentence holds."""
    held = {word.text for word in words(hit.passage.text[slice(*span)], hit.passage.language)}
    return sum(weight for form, weight in weights.items() if form & held)


def _phrases(hit: Hit, span: Span, phrases: Sequence[tuple[str, ...]]) -> float:
    """Gives how many of the phrases quoted in the question a sentence holds word for word: each outweighs all else."""
    if not phrases:
        return 0.0
    held = " ".join(["", *(word.text for word in words(hit.passage.text[slice(*span)])), ""])
    return 2.0 * sum(" ".join(["", *phrase, ""]) in held for phrase in phrases)


def _likeness(
    query: Query, hits: Sequence[Hit], read: Sequence[Sequence[Scored]], encoder: Encoder
) -> list[list[float]]:
    """Gives how like the question each sentence is, from 0 for a passage's least to 1 for its most."""
    open_ = [(hit, scored) for hit, scored in zip(hits, read, strict=False) if len(scored) > 1]
    if not open_:
        return [[0.0] for _ in read]
    texts = [hit.passage.text[start:end] for hit, scored in open_ for _, (start, end) in scored]
    cosines = iter((encoder.encode_passages(texts) @ encoder.encode_queries([query.text])[0]).tolist())
    return [_spread([next(cosines) for _ in scored]) if len(scored) > 1 else [0.0] for scored in read]


def _spread(values: Sequence[float]) -> list[float]:
    low, width = min(values), max(values) - min(values)
    return [(value - low) / width if width else 0.0 for value in values]
