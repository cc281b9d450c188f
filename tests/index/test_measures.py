from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.measures import (
    average_precision,
    bootstrap_interval,
    mean,
    ndcg,
    per_query,
    precision,
    recall,
    reciprocal_rank,
    success,
)

GAINS = {"a": 3, "b": 2, "c": 1, "d": 0}
"""Three relevant documents, one judged not relevant."""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # Found x, b, d, a: relevant at ranks 2 and 4, of three.
        (lambda r, g: recall(r, g, 2), 1 / 3),
        (lambda r, g: recall(r, g, 10), 2 / 3),
        (lambda r, g: precision(r, g, 2), 1 / 2),
        (lambda r, g: precision(r, g, 10), 2 / 10),
        (lambda r, g: success(r, g, 1), 0.0),
        (lambda r, g: success(r, g, 2), 1.0),
        (reciprocal_rank, 1 / 2),
        (average_precision, (1 / 2 + 2 / 4) / 3),
        # (2 / log2(3) + 3 / log2(5)) / (3 / log2(2) + 2 / log2(3) + 1 / log2(4))
        (lambda r, g: ndcg(r, g, 10), 2.55391 / 4.76186),
        (lambda r, g: ndcg(r, g, 1), 0.0),
        (lambda r, g: ndcg(r, g, 2), (2 / 1.58496) / (3 + 2 / 1.58496)),
    ],
)
def test_by_hand(measure, expected):
    """This test ensures that each measure of one ranking is what pencil and paper give."""
    assert measure(["x", "b", "d", "a"], GAINS) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("measure", [reciprocal_rank, average_precision, lambda r, g: ndcg(r, g, 10)])
def test_best_and_nothing(measure):
    """This test ensures that the best order measures 1 and an empty ranking 0."""
    assert measure(["a", "b", "c", "x"], GAINS) == pytest.approx(1.0)
    assert measure([], GAINS) == 0.0


def literal_ndcg(ranking, gains, k):
    def dcg(values):
        total = 0.0
        for n in range(min(k, len(values))):
            total += values[n] / log2(n + 2)
        return total

    return dcg([gains.get(document, 0) for document in ranking]) / dcg(sorted(gains.values(), reverse=True))


@given(
    st.permutations(list("abcdefgh")),
    st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 4), min_size=1),
    st.integers(1, 10),
)
def test_against_a_literal_formula(ranking, gains, k):
    """This test ensures that nDCG equals its formula written out, and that all measures stay within 0..1."""
    if not any(gains.values()):
        return
    assert ndcg(ranking, gains, k) == pytest.approx(literal_ndcg(ranking, gains, k))
    for value in (recall(ranking, gains, k), precision(ranking, gains, k), average_precision(ranking, gains)):
        assert 0 <= value <= 1


def test_queries_without_relevant_documents_are_left_out_and_counted():
    """This test ensures that such a query changes no mean, and that one that was not run counts as 0."""
    judged = {"q1": {"a": 1}, "q2": {"a": 0}, "q3": {"b": 2}, "q4": {}}
    values, omitted = per_query(reciprocal_rank, {"q1": ["a"], "q2": ["a"]}, judged)
    assert values == {"q1": 1.0, "q3": 0.0}
    assert omitted == 2
    assert mean(values) == 0.5
    assert mean({}) == 0.0


def test_bootstrap_of_a_constant_difference():
    """This test ensures that where every query gains the same, the interval is that gain."""
    first = {str(n): n / 100 for n in range(50)}
    assert bootstrap_interval(first, {q: v + 0.1 for q, v in first.items()}) == pytest.approx((0.1, 0.1))


def test_bootstrap_of_a_known_spread():
    """This test ensures that the ends are those of the normal approximation, mean ± 1.96 s / sqrt(n), and repeat.

    100 differences of -1 and 100 of 1.2: mean 0.1, s = 1.1, so 0.1 ± 0.1525.
    """
    first = dict.fromkeys(map(str, range(200)), 0.0)
    second = {str(n): -1.0 if n % 2 else 1.2 for n in range(200)}
    low, high = bootstrap_interval(first, second)
    assert (low, high) == pytest.approx((0.1 - 0.1525, 0.1 + 0.1525), abs=0.015)
    assert bootstrap_interval(first, second) == (low, high)


def test_bootstrap_needs_the_same_queries():
    """This test ensures that two systems over different queries are not compared."""
    with pytest.raises(ValueError, match="not the same queries"):
        bootstrap_interval({"a": 1.0}, {"b": 1.0})
    with pytest.raises(ValueError, match="not the same queries"):
        bootstrap_interval({}, {})
