"""Fusion: rankings in, one ranking out. Both functions are pure.

Both take rankings by name, each best first without repeated ids, and weights by name (1 if not given). They return
(id, score) pairs, best first. Equal scores stay in the order in which the ids first occur, ranking by ranking.

`silent`: ids that a ranking could not return (for term search, passages in another language). Their absence is not
counted against them: the rankings that could return them count for the silent one too.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=str)

RANK_CONSTANT = 60
"""Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank learning
methods", SIGIR: fixed after a pilot, and not critical."""


def reciprocal_rank(
    rankings: Mapping[Name, Sequence[int]],
    constant: int = RANK_CONSTANT,
    weights: Mapping[Name, float] | None = None,
    silent: Mapping[Name, Collection[int]] | None = None,
) -> list[tuple[int, float]]:
    """Score an id by the sum of weight / (constant + rank) over the rankings that have it. Ranks count from 1.

    dense [7, 3], terms [3]    3: 1/62 + 1/61, 7: 1/61
    """
    scored: dict[Name, list[tuple[int, float]]] = {}
    for name, ids in rankings.items():
        scored[name] = []
        for rank, i in enumerate(ids, start=1):
            scored[name].append((i, 1 / (constant + rank)))
    return _weighted_sum(scored, weights or {}, silent or {})


def convex(
    rankings: Mapping[Name, Sequence[tuple[int, float]]],
    weights: Mapping[Name, float] | None = None,
    silent: Mapping[Name, Collection[int]] | None = None,
) -> list[tuple[int, float]]:
    """Score an id by the weighted sum of its scores, with the scores of each ranking scaled to 0..1 first.

    The best id of a ranking counts 1, the last one 0, and an id that is not in it 0. If all scores of a ranking are
    equal, all count 1. So a score depends on the depth of the rankings: Bruch, Gai & Ingber (2023), "An analysis of
    fusion functions for hybrid retrieval", ACM TOIS 42(1).
    """
    scaled = {name: _scaled(ranking) for name, ranking in rankings.items()}
    return _weighted_sum(scaled, weights or {}, silent or {})


def _scaled(ranking: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return a ranking with its scores scaled to 0..1."""
    if not ranking:
        return []
    scores = [score for _, score in ranking]
    lowest = min(scores)
    width = max(scores) - lowest
    scaled = []
    for i, score in ranking:
        scaled.append((i, (score - lowest) / width if width else 1.0))
    return scaled


def _weighted_sum(
    rankings: Mapping[Name, Sequence[tuple[int, float]]],
    weights: Mapping[Name, float],
    silent: Mapping[Name, Collection[int]],
) -> list[tuple[int, float]]:
    weight = {name: weights.get(name, 1.0) for name in rankings}
    total: dict[int, float] = {}
    for name, ranking in rankings.items():
        for i, score in ranking:
            total[i] = total.get(i, 0.0) + weight[name] * score
    for name, ids in silent.items():
        other_weights = sum(weight.values()) - weight[name]
        for i in set(ids):
            if i in total:
                total[i] *= 1 + weight[name] / other_weights
    return sorted(total.items(), key=_by_score)


def _by_score(scored: tuple[int, float]) -> float:
    _, score = scored
    return -score
