"""The fit of weights, by hand and on drawn choices."""

from math import log

import numpy as np
import pytest

from bench import softmax
from bench.softmax import Choice, fit


def choice(values, right, added=None):
    column = np.array(values, dtype=float)[:, np.newaxis]
    return Choice(column, np.zeros(len(values)) if added is None else np.array(added), np.array(right, dtype=bool))


FIRST, SECOND = choice([1, 0], [1, 0]), choice([1, 0], [0, 1])
"""Two candidates with the values 1 and 0. One of them is right."""


@pytest.mark.parametrize(
    ("collections", "weight"),
    [
        # The chance of the first is e^w / (e^w + 1). It is best at the share of the questions where the first is right.
        ([[FIRST, FIRST, FIRST, SECOND]], log(3)),
        # Each collection counts the same, however many questions it has.
        ([[FIRST], [SECOND] * 9], 0),
        ([[FIRST, FIRST, FIRST, SECOND], [FIRST, SECOND]], log(5 / 3)),
        # e^w is the chance against 2 others: 2 / (2 + 2) = 1/2.
        ([[choice([1, 0, 0], [1, 0, 0]), choice([1, 0, 0], [0, 1, 1])]], log(2)),
        # The second has log 2 of its own, so the first needs it too.
        ([[choice([1, 0], right, [0, log(2)]) for right in ([1, 0], [0, 1])]], log(2)),
        # A choice without a right candidate or without a difference says nothing, and neither does its collection.
        ([[FIRST, FIRST, FIRST, SECOND, choice([5, 0], [0, 0])], [choice([3, 3], [1, 0])]], log(3)),
    ],
)
def test_the_fit_by_hand(collections, weight):
    """The weight that makes the right candidates most probable; the penalty moves it by less than 0.02."""
    (fitted,) = fit({str(number): choices for number, choices in enumerate(collections)})
    assert fitted == pytest.approx(weight, abs=0.02)


def test_a_fit_finds_the_weights_that_choices_were_drawn_with(monkeypatch):
    """Of 2,000 choices among 5 candidates, on terms of different sizes, the weights are found to a tenth.

    The penalty would make them smaller.
    """
    monkeypatch.setattr(softmax, "PENALTY", 1e-6)
    generator = np.random.default_rng(3)
    drawn_with = np.array([40.0, -1.0, 0.0])
    choices = []
    for _ in range(2000):
        values = generator.normal(size=(5, 3)) * [0.05, 1.0, 1.0]
        strengths = np.exp(values @ drawn_with)
        right = np.zeros(5, dtype=bool)
        right[generator.choice(5, p=strengths / strengths.sum())] = True
        choices.append(Choice(values, np.zeros(5), right))
    fitted = fit({"drawn": choices})
    assert fitted == pytest.approx([40, -1, 0], abs=0.1, rel=0.1)
