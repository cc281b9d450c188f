"""Rankings in, one ranking out. Pure.

Both functions take rankings by name, each best first with no id twice, and weights by name (1 where not given). They
give (id, score) best first; equal scores stay in the order in which the ids first occur, ranking by ranking.

`silent` names the ids of which a ranking could say nothing whatever they hold, as term search of passages in another
language. That it lacks them is no vote against them: the rankings that could speak count for it as well.
"""

from collections.abc import Collection, Mapping, Sequence

CONSTANT = 60
"""Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank learning
methods", SIGIR: fixed after a pilot, and not critical."""


def reciprocal_rank(
    rankings: Mapping[str, Sequence[int]],
    constant: int = CONSTANT,
    weights: Mapping[str, float] | None = None,
    silent: Mapping[str, Collection[int]] | None = None,
) -> list[tuple[int, float]]:
    """Scores an id by the sum of weight / (constant + rank) over the rankings that have it, ranks from 1.

    dense [7, 3], terms [3]    3: 1/62 + 1/61, 7: 1/61
    """
    return _sum(
        {name: [(i, 1 / (constant + rank)) for rank, i in enumerate(ids, start=1)] for name, ids in rankings.items()},
        weights,
        silent,
    )


def convex(
    rankings: Mapping[str, Sequence[tuple[int, float]]],
    weights: Mapping[str, float] | None = None,
    silent: Mapping[str, Collection[int]] | None = None,
) -> list[tuple[int, float]]:
    """Scores an id by the weighted sum of its scores, each ranking's own brought to 0..1 first.

    The best of a ranking counts 1, its last 0, as does an id that it lacks; where all its scores are equal all count 1.
    So a score depends on how far the rankings go down: Bruch, Gai & Ingber (2023), "An analysis of fusion functions
    for hybrid retrieval", ACM TOIS 42(1).
    """
    return _sum({name: _normalised(ranking) for name, ranking in rankings.items()}, weights, silent)


def _normalised(ranking: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    scores = [score for _, score in ranking]
    low, width = min(scores, default=0.0), max(scores, default=0.0) - min(scores, default=0.0)
    return [(i, (score - low) / width if width else 1.0) for i, score in ranking]


def _sum(
    rankings: Mapping[str, Sequence[tuple[int, float]]],
    weights: Mapping[str, float] | None,
    silent: Mapping[str, Collection[int]] | None,
) -> list[tuple[int, float]]:
    weight = {name: (weights or {}).get(name, 1.0) for name in rankings}
    total: dict[int, float] = {}
    for name, ranking in rankings.items():
        for i, score in ranking:
            total[i] = total.get(i, 0.0) + weight[name] * score
    for name, ids in (silent or {}).items():
        others = sum(weight.values()) - weight[name]
        for i in total.keys() & set(ids):
            total[i] *= 1 + weight[name] / others
    return sorted(total.items(), key=lambda found: -found[1])
