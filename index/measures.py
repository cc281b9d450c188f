"""Retrieval measures. Pure; each is of one query, and a set's is the mean over its queries.

A ranking is what was found, best first, nothing twice. `gains` says how relevant each document is: 0 or absent is not
relevant, and only `ndcg` looks at how much above 0 it is. All give 0 to 1, and need at least one relevant document:
`per_query` leaves out the queries that have none and says how many. Definitions are those of trec_eval
(https://github.com/usnistgov/trec_eval), except that a ranking is taken in the order given, where trec_eval sorts
equal scores by name.

    ranking [b, a, c], gains {a: 1}    reciprocal rank 1/2, recall@1 0, precision@2 1/2, ndcg@10 1/log2(3) = 0.631
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from math import log2
from statistics import fmean
from typing import TypeVar

import numpy as np

Document = TypeVar("Document", bound=Hashable)


def ndcg(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Gives the discounted cumulated gain of the first k over that of the best possible order.

    The gain is the relevance itself, discounted by log2(rank + 1) (Järvelin & Kekäläinen 2002, as in trec_eval).
    """
    best = sorted(gains.values(), reverse=True)
    return _discounted([gains.get(document, 0) for document in ranking[:k]]) / _discounted(best[:k])


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Gives the share of the relevant documents that are among the first k."""
    return _relevant(ranking, gains, k) / sum(gain > 0 for gain in gains.values())


def precision(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Gives the share of k that is relevant; places that a shorter ranking leaves empty are not."""
    return _relevant(ranking, gains, k) / k


def success(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> float:
    """Gives 1 if any of the first k is relevant, else 0."""
    return float(_relevant(ranking, gains, k) > 0)


def _relevant(ranking: Sequence[Document], gains: Mapping[Document, int], k: int) -> int:
    return sum(gains.get(document, 0) > 0 for document in ranking[:k])


def reciprocal_rank(ranking: Sequence[Document], gains: Mapping[Document, int]) -> float:
    """Gives 1 / rank of the first relevant document, or 0 if none was found."""
    return next((1 / rank for rank, document in enumerate(ranking, start=1) if gains.get(document, 0) > 0), 0.0)


def average_precision(ranking: Sequence[Document], gains: Mapping[Document, int]) -> float:
    """Gives the mean, over the relevant documents, of the precision at each one's rank; 0 for one not found."""
    ranks = [rank for rank, document in enumerate(ranking, start=1) if gains.get(document, 0) > 0]
    return sum(n / rank for n, rank in enumerate(ranks, start=1)) / sum(gain > 0 for gain in gains.values())


def per_query(
    measure: Callable[[Sequence[Document], Mapping[Document, int]], float],
    run: Mapping[str, Sequence[Document]],
    judged: Mapping[str, Mapping[Document, int]],
) -> tuple[dict[str, float], int]:
    """Gives the measure of each judged query, and how many were left out because nothing is relevant to them.

    A query that is judged and was not run counts as one for which nothing was found.
    """
    counted = {query: gains for query, gains in judged.items() if any(gain > 0 for gain in gains.values())}
    return {query: measure(run.get(query, ()), gains) for query, gains in counted.items()}, len(judged) - len(counted)


def mean(values: Mapping[str, float]) -> float:
    """Gives the mean over queries; 0 for none."""
    return fmean(values.values()) if values else 0.0


SAMPLES, SEED = 10_000, 20261122
"""Enough that the second decimal of an end stays; any fixed seed, so that a figure can be had again."""


def bootstrap_interval(
    first: Mapping[str, float], second: Mapping[str, float], share: float = 0.95
) -> tuple[float, float]:
    """Gives the interval that holds the mean difference, second - first, of two systems over the same queries.

    The percentile bootstrap over queries (Sakai 2006, SIGIR). Without 0 inside, the difference is more than chance.

    Raises:
        ValueError: the queries differ, or there are none.
    """
    if first.keys() != second.keys() or not first:
        raise ValueError(f"not the same queries: {len(first)} and {len(second)}")
    differences = np.array([second[query] - first[query] for query in first])
    draws = np.random.default_rng(SEED).choice(differences, (SAMPLES, len(differences)))
    low, high = np.quantile(draws.mean(axis=1), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)
