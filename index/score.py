"""The score of a passage: the weighted sum of a few terms, the same with and without reranking.

    dense       its cosine with the query, less the cosine of the nearest passage
    terms       its BM25 score, as a share of the best one
    coverage    the share of the query's words that it or its headings have, weighted by rarity; in another language, as
                they are or translated
    kind        1 if it has a number or a date, and the query asks for one
    foreign     1 if it is in another language: then terms cannot be known
    document    the mean strength of its document's three strongest passages, as a share of the strongest document's.
                A passage's strength is its dense share (1 for the nearest passage, 0 for the last one found) plus its
                terms; in another language it is twice its dense share.
    named       how well the query names its work (`index.named_works`); 10 if it gives the work's name and year
    rerank      its points from the reranker (`index.rerank`)

The weights are in `ranking.json`. `bench/rank.py` fits them to questions over several collections, and prints how they
do on a collection that the fit did not see.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from pathlib import Path

from corpus.model import Passage
from corpus.text.language import fold
from corpus.text.words import MONTHS
from index.intent import numbers_in
from index.model import ScoreTerm
from index.query import Query

WEIGHTS = Path(__file__).with_name("ranking.json")

PASSAGES_OF_DOCUMENT = 3
"""The strongest passages of a document that count for the document."""

_DATE = re.compile(rf"\b(?:(?:19|20)\d\d|(?:{'|'.join(MONTHS.split())}) \d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=1)
def weights() -> Mapping[ScoreTerm, float]:
    """Return the weight of each term."""
    stored: dict[str, float] = json.loads(WEIGHTS.read_text("utf-8"))
    return {term: stored[term] for term in ScoreTerm}


def score_terms(
    query: Query,
    passages: Sequence[Passage],
    cosines: Sequence[float],
    bm25: Mapping[int, float],
    coverage: Mapping[int, float],
) -> list[dict[ScoreTerm, float]]:
    """Return the terms of each passage, not weighted; without `named` and `rerank`.

    Args:
        query: the query.
        passages: the candidates, at least one.
        cosines: the cosine of each candidate with the query.
        bm25: the BM25 scores, by the id of the passage; 0 for a passage without one.
        coverage: the share of the query's words that a passage has, by its id; 0 for a passage without one.
    """
    nearest = max(cosines)
    best_bm25 = max(bm25.values(), default=0.0) or 1.0
    found = []
    for passage, cosine in zip(passages, cosines, strict=True):
        terms = {ScoreTerm.DENSE: cosine - nearest, ScoreTerm.KIND: float(has_what_is_asked(query, passage.text))}
        terms[ScoreTerm.COVERAGE] = coverage.get(passage.id, 0.0)
        if is_native(query, passage):
            terms[ScoreTerm.TERMS] = bm25.get(passage.id, 0.0) / best_bm25
        else:
            terms[ScoreTerm.FOREIGN] = 1.0
        found.append(terms)
    documents = _document_strengths(passages, found)
    for passage, terms in zip(passages, found, strict=True):
        terms[ScoreTerm.DOCUMENT] = documents[passage.source]
    return found


def weigh(terms: Mapping[ScoreTerm, float]) -> dict[ScoreTerm, float]:
    """Return what each term adds to the score: its value times its weight."""
    return {term: weights()[term] * value for term, value in terms.items()}


def is_native(query: Query, passage: Passage) -> bool:
    """Return whether a passage is in the language of the query, as far as both are known."""
    return "und" in (query.language, passage.language) or passage.language == query.language


def has_what_is_asked(query: Query, text: str) -> bool:
    """Return whether a text has a date for "when", or for "how many" a number that is not in the query."""
    if not query.asks_for_time and not query.asks_for_quantity:
        return False
    folded = fold(text)
    if query.asks_for_time and _DATE.search(folded):
        return True
    if query.asks_for_quantity:
        for number in numbers_in(folded):
            if number not in query.numbers and not _YEAR.fullmatch(number):
                return True
    return False


def word_shares(query: Query, rarity: Callable[[Collection[str]], float]) -> dict[frozenset[str], float]:
    """Return the words of a query, as the stems that each can have, with their shares of the sum of rarities.

    There are none if the sum is 0. `rarity` is `TermStore.rarity`.
    """
    rarities = {word.stems: rarity(word.stems) for word in query.words}
    total = sum(rarities.values())
    if total == 0:
        return {}
    return {word_stems: value / total for word_stems, value in rarities.items()}


def _document_strengths(passages: Sequence[Passage], found: Sequence[Mapping[ScoreTerm, float]]) -> dict[str, float]:
    """Return the strength of each document, from 0 to 1 for the strongest."""
    width = -min(terms[ScoreTerm.DENSE] for terms in found) or 1.0
    by_document: defaultdict[str, list[float]] = defaultdict(list)
    for passage, terms in zip(passages, found, strict=True):
        dense_share = 1 + terms[ScoreTerm.DENSE] / width
        if ScoreTerm.FOREIGN in terms:
            strength = 2 * dense_share
        else:
            strength = dense_share + terms[ScoreTerm.TERMS]
        by_document[passage.source].append(strength)
    strengths = {}
    for document, values in by_document.items():
        strongest = nlargest(PASSAGES_OF_DOCUMENT, values)
        strengths[document] = sum(strongest) / len(strongest)
    best = max(strengths.values()) or 1.0
    return {document: strength / best for document, strength in strengths.items()}
