"""Weights that make the right candidates most probable: a softmax of weighted sums, fitted by Newton's method. No I/O.

If two candidates have the values 1 and 0, and the first is right in 3 of 4 choices, its weight is log 3: the chance of
the first is then e^w / (e^w + 1) = 3/4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

PENALTY = 0.01
"""Times half the square of a weight, in spreads of its term: a weight that no question needs goes to 0. Of 0.001, 0.01
and 0.05 it is the one with which `bench/rank.py` differs least between collections that a fit saw and did not see."""

MAX_STEPS, MAX_HALVINGS = 50, 30
"""Limits of a fit. It takes about 10 steps."""

ENOUGH_GAIN = 1e-7
"""A fit ends when a step adds less to the mean log probability."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates, some of them right: the values to be weighted (a column for each), and what is added to each."""

    values: Numbers
    added: Numbers
    right: Flags


def fit(choices: Mapping[str, Sequence[Choice]]) -> list[float]:
    """Return the weights with the highest mean log probability of what is right, less the penalty.

    Each collection counts the same.
    """
    useful = [list(filter(_says_something, in_collection)) for in_collection in choices.values()]
    collections = [in_collection for in_collection in useful if in_collection]
    counted: list[tuple[float, Choice]] = []
    for in_collection in collections:
        counted += [(1 / len(in_collection) / len(collections), choice) for choice in in_collection]
    all_values = np.concatenate([choice.values for _, choice in counted])
    spreads = all_values.std(axis=0)
    spreads[spreads == 0] = 1.0
    scaled = [(share, replace(choice, values=choice.values / spreads)) for share, choice in counted]
    solution = np.zeros(len(spreads))
    value, gradient, curvature = _objective(scaled, solution)
    for _ in range(MAX_STEPS):
        step = np.linalg.solve(curvature, gradient)
        for _ in range(MAX_HALVINGS):
            after = _objective(scaled, solution + step)
            if after[0] > value:
                break
            step = step / 2
        gain = after[0] - value
        if gain <= ENOUGH_GAIN:
            break
        solution = solution + step
        value, gradient, curvature = after
    weights: list[float] = (solution / spreads).tolist()
    return weights


def _says_something(choice: Choice) -> bool:
    """Return whether a candidate is right, and the candidates differ."""
    return bool(choice.right.any() and np.ptp(choice.values, axis=0).any())


def _objective(choices: Iterable[tuple[float, Choice]], solution: Numbers) -> tuple[float, Numbers, Numbers]:
    """Return the mean log probability less the penalty, its gradient, and a bound of its curvature for Newton steps.

    The curvature is the covariance of the values under the softmax. The covariance among the right candidates, which
    would be subtracted, is left out: so the matrix is never indefinite.
    """
    value = -PENALTY / 2 * float(solution @ solution)
    gradient = -PENALTY * solution
    curvature = PENALTY * np.eye(len(solution))
    for share, choice in choices:
        scores = choice.values @ solution + choice.added
        strengths = np.exp(scores - scores.max())
        right_strengths = strengths * choice.right
        value += share * float(np.log(right_strengths.sum() / strengths.sum()))
        chances = strengths / strengths.sum()
        expected = chances @ choice.values
        gradient = gradient + share * (right_strengths @ choice.values / right_strengths.sum() - expected)
        centred = choice.values - expected
        curvature = curvature + share * (centred.T * chances) @ centred
    return value, gradient, curvature
