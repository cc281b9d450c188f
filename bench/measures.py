"""Retrieval measures. Each is a pure function of one query; the value of a set is the mean over its queries.

A ranking holds the documents found, best first, each once. `gains` holds the relevance of each document: 0 or absent
means not relevant, and only `ndcg` distinguishes values above 0. All measures return 0 to 1 and need at least one
relevant document: `per_query` leaves out queries without one and counts them. The definitions are those of trec_eval
(https://github.com/usnistgov/trec_eval), but a ranking is taken in the given order; trec_eval sorts equal scores by
name.

    ranking [b, a, c], gains {a: 1}    reciprocal rank 1/2, recall@1 0, ndcg@10 1/log2(3) = 0.631
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from math import log2
from statistics import fmean
from typing import TypeVar

import numpy as np

from assistant.evaluation import FoundPassage, is_gold_page
from assistant.question_files import Question

Document = TypeVar("Document", bound=Hashable)

MIN_QUOTED_SHARE = 0.6
"""Share of the words of a question's `quote` that a quotation must hold: the right sentence, not its every word."""

MAX_QUOTATION_WORDS = 80
"""Words of the longest quotation that counts as right: two long sentences. Chosen."""

BOOTSTRAP_SAMPLES = 10_000
"""Enough that the second decimal of an interval's end is stable."""

BOOTSTRAP_SEED = 20261122
"""Any fixed seed, so that a figure can be reproduced."""


def ndcg(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Return the discounted cumulated gain of the first k over the gain of the best possible order.

    The gain is the relevance itself, discounted by log2(rank + 1) (Järvelin & Kekäläinen 2002, as in trec_eval).
    """
    best = sorted(gains.values(), reverse=True)
    found = [gains.get(document, 0) for document in ranking[:k]]
    return _discounted_gain(found) / _discounted_gain(best[:k])


def _discounted_gain(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Return the share of the relevant documents that are among the first k."""
    return len(_relevant_ranks(ranking[:k], gains)) / _relevant_documents(gains)


def reciprocal_rank(ranking: Sequence[Document], gains: Mapping[Document, int]) -> float:
    """Return 1 / rank of the first relevant document, or 0 if none was found."""
    ranks = _relevant_ranks(ranking, gains)
    return 1 / ranks[0] if ranks else 0.0


def average_precision(ranking: Sequence[Document], gains: Mapping[Document, int]) -> float:
    """Return the mean, over the relevant documents, of the precision at the rank of each; 0 for one not found."""
    ranks = _relevant_ranks(ranking, gains)
    precisions = [count / rank for count, rank in enumerate(ranks, start=1)]
    return sum(precisions) / _relevant_documents(gains)


def _relevant_ranks(ranking: Sequence[Document], gains: Mapping[Document, int]) -> list[int]:
    """Return the ranks, from 1, at which a relevant document was found."""
    return [rank for rank, document in enumerate(ranking, start=1) if gains.get(document, 0) > 0]


def _relevant_documents(gains: Mapping[Document, int]) -> int:
    return sum(gain > 0 for gain in gains.values())


def per_query(
    measure: Callable[[Sequence[Document], Mapping[Document, int]], float],
    run: Mapping[str, Sequence[Document]],
    judged: Mapping[str, Mapping[Document, int]],
) -> tuple[dict[str, float], int]:
    """Return the measure of each judged query, and how many queries were left out because nothing is relevant to them.

    A judged query that is not in the run counts as a query for which nothing was found.
    """
    values = {}
    for query, gains in judged.items():
        if _relevant_documents(gains):
            values[query] = measure(run.get(query, ()), gains)
    return values, len(judged) - len(values)


def mean(values: Mapping[str, float]) -> float:
    """Return the mean over queries; 0 if there are none."""
    return fmean(values.values()) if values else 0.0


def holds_quote(question: Question, found: Sequence[FoundPassage]) -> float:
    """Return 1.0 if the first passage on a gold page quotes the answer, else 0.0.

    It does if its quoted sentences together hold at least `MIN_QUOTED_SHARE` of the words of the question's `quote`.
    Without a passage on a gold page the value is 0.0, however good other quotations are.
    """
    for passage in found:
        if is_gold_page((passage.file, passage.page), question.gold):
            return float(holds(question.quote, passage.quoted))
    return 0.0


def holds(quote: str, text: str) -> bool:
    """Return whether a text holds at least `MIN_QUOTED_SHARE` of the words of a question's `quote`."""
    return token_recall(quote, text) >= MIN_QUOTED_SHARE


def is_short_and_holds(quote: str, quotation: str) -> bool:
    """Return whether a quotation holds a question's `quote` in at most `MAX_QUOTATION_WORDS` words."""
    return len(quotation.split()) <= MAX_QUOTATION_WORDS and holds(quote, quotation)


def token_recall(wanted: str, text: str) -> float:
    """Return the share of the words of `wanted` that `text` holds, in any order and case; 0.0 without words.

    A word that occurs twice in `wanted` counts twice only if it occurs twice in `text`.

        wanted "The CLOSE Act, the bill"  text "the Close Act of 2026"     3 of 5
    """
    wanted_words = Counter(re.findall(r"\w+", wanted.lower()))
    words = Counter(re.findall(r"\w+", text.lower()))
    if not wanted_words:
        return 0.0
    return (wanted_words & words).total() / wanted_words.total()


def bootstrap_interval(
    first: Mapping[str, float], second: Mapping[str, float], share: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the mean difference, second - first, of two systems over the same queries.

    This is the percentile bootstrap over queries (Sakai 2006, SIGIR). If 0 is outside, the difference is more than
    chance.

    Raises:
        ValueError: The queries differ, or there are none.
    """
    if first.keys() != second.keys() or not first:
        raise ValueError(f"not the same queries: {len(first)} and {len(second)}")
    differences = np.array([second[query] - first[query] for query in first])
    shape = (BOOTSTRAP_SAMPLES, len(differences))
    draws = np.random.default_rng(BOOTSTRAP_SEED).choice(differences, shape)
    tail = (1 - share) / 2
    low, high = np.quantile(draws.mean(axis=1), [tail, 1 - tail])
    return float(low), float(high)
