"""How a query was parsed and ranked, so that a person can see why a passage is first: once per query for `--explain`.

The search takes the same `Query`, so the explanation cannot differ from the search. The rest is in the results: the
`signals` of each hit, what each term `added` to its score, and the `features` behind the confidence of an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.model import Language
from index.clauses import PAIRS, SYNONYMS
from index.protocols import Reranker
from index.query import Query
from index.rerank import RERANK_PASSAGES, choose_reranker, why_not_reranked
from index.score import weights

WEIGHTS: Mapping[str, float] = {
    "pairs": PAIRS,
    "synonyms": SYNONYMS,
    **{str(term): weight for term, weight in weights().items()},
}
"""The weights that are not 1. `pairs` and `synonyms` are relative to a word of term search. The others
are those of the terms of a score (`index.score`)."""


@dataclass(frozen=True, slots=True)
class Reranking:
    """The `model` that reranks the first `passages`, if they are in one of its `languages` (None: all languages).

    If there is no reranking, `reason` says why and `passages` is 0. `model` is None if no reranker was requested.
    """

    model: str | None
    passages: int
    languages: frozenset[Language] | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was parsed, whether its results are reranked, and what counts how much."""

    query: Query
    rerank: Reranking
    weights: Mapping[str, float]


def explain(query: Query, reranker: Reranker | None, sentence_reranker: Reranker) -> Explanation:
    """Return the explanation of a query. `reranker` is None if none was requested."""
    return Explanation(query, _reranking(query, reranker, sentence_reranker), WEIGHTS)


def _reranking(query: Query, reranker: Reranker | None, sentence_reranker: Reranker) -> Reranking:
    if reranker is None:
        return Reranking(None, 0, None, "it was left out on request (fast)")
    chosen = choose_reranker(query, reranker, sentence_reranker)
    if chosen is None:
        return Reranking(reranker.name, 0, reranker.languages, why_not_reranked(query, reranker))
    return Reranking(chosen.name, RERANK_PASSAGES, chosen.languages, None)
