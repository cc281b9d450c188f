"""Retrieval measures against values worked out by hand and a slower reference."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation import FoundPassage
from assistant.question_files import Question
from bench.measures import (
    average_precision,
    bootstrap_interval,
    holds_quote,
    mean,
    ndcg,
    per_query,
    recall,
    reciprocal_rank,
    token_recall,
)

GAINS = {"a": 3, "b": 2, "c": 1, "d": 0}
"""Three relevant documents, one judged not relevant."""


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        # Found x, b, d, a: relevant at ranks 2 and 4, of three.
        (lambda r, g: recall(r, g, 2), 1 / 3),
        (lambda r, g: recall(r, g, 10), 2 / 3),
        (reciprocal_rank, 1 / 2),
        (average_precision, (1 / 2 + 2 / 4) / 3),
        # (2 / log2(3) + 3 / log2(5)) / (3 / log2(2) + 2 / log2(3) + 1 / log2(4))
        (lambda r, g: ndcg(r, g, 10), 2.55391 / 4.76186),
        (lambda r, g: ndcg(r, g, 1), 0.0),
        (lambda r, g: ndcg(r, g, 2), (2 / 1.58496) / (3 + 2 / 1.58496)),
    ],
)
def test_by_hand(measure, expected):
    """Each measure of one ranking has the value worked out by hand."""
    assert measure(["x", "b", "d", "a"], GAINS) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("measure", [reciprocal_rank, average_precision, lambda r, g: ndcg(r, g, 10)])
def test_best_and_nothing(measure):
    """The best order measures 1 and an empty ranking 0."""
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
    """nDCG equals its formula written out, and all measures are between 0 and 1."""
    if not any(gains.values()):
        return
    assert ndcg(ranking, gains, k) == pytest.approx(literal_ndcg(ranking, gains, k))
    for value in (recall(ranking, gains, k), average_precision(ranking, gains)):
        assert 0 <= value <= 1


def test_queries_without_relevant_documents_are_left_out_and_counted():
    """A query without relevant documents does not change the mean. A query that is not in the run counts as 0."""
    judged = {"q1": {"a": 1}, "q2": {"a": 0}, "q3": {"b": 2}, "q4": {}}
    values, omitted = per_query(reciprocal_rank, {"q1": ["a"], "q2": ["a"]}, judged)
    assert values == {"q1": 1.0, "q3": 0.0}
    assert omitted == 2
    assert mean(values) == 0.5
    assert mean({}) == 0.0


def test_bootstrap_of_a_constant_difference():
    """If every query gains the same, both ends of the interval are that gain."""
    first = {str(n): n / 100 for n in range(50)}
    assert bootstrap_interval(first, {q: v + 0.1 for q, v in first.items()}) == pytest.approx((0.1, 0.1))


def test_bootstrap_of_a_known_spread():
    """The ends agree with the normal approximation, mean ± 1.96 s / sqrt(n), and can be reproduced.

    100 differences of -1 and 100 of 1.2: mean 0.1, s = 1.1, so 0.1 ± 0.1525.
    """
    first = dict.fromkeys(map(str, range(200)), 0.0)
    second = {str(n): -1.0 if n % 2 else 1.2 for n in range(200)}
    low, high = bootstrap_interval(first, second)
    assert (low, high) == pytest.approx((0.1 - 0.1525, 0.1 + 0.1525), abs=0.015)
    assert bootstrap_interval(first, second) == (low, high)


def test_bootstrap_needs_the_same_queries():
    """Two systems over different queries are not compared."""
    with pytest.raises(ValueError, match="not the same queries"):
        bootstrap_interval({"a": 1.0}, {"b": 1.0})
    with pytest.raises(ValueError, match="not the same queries"):
        bootstrap_interval({}, {})


@pytest.mark.parametrize(
    ("wanted", "text", "share"),
    [
        ("The CLOSE Act, the bill", "the Close Act of 2026", 3 / 5),  # its second "the" is not there
        ("99 years", "for 99 years (99 in all)", 1.0),
        ("$22.7 billion", "22 billion", 2 / 3),
        ("Cuántos jóvenes", "cuantos jóvenes", 1 / 2),
        ("a lease", "", 0.0),
        ("", "a lease", 0.0),
        ("—", "—", 0.0),
    ],
)
def test_token_recall_by_hand(wanted, text, share):
    """A word counts as often as it occurs in both texts, in any case and with any punctuation."""
    assert token_recall(wanted, text) == share


@pytest.mark.parametrize(
    ("found", "right"),
    [
        # five of eight words: the, lease, runs, 99, years
        ([FoundPassage("crs/a.pdf", 2, "a", "The lease runs for 99\nyears.")], 1.0),
        # four of eight
        ([FoundPassage("crs/a.pdf", 2, "a", "The lease runs 99")], 0.0),
        # the first passage on the gold page counts, neither a better one behind it nor one on another page before it
        ([FoundPassage("crs/a.pdf", 2, "a", "No."), FoundPassage("crs/a.pdf", 2, "a", "the lease runs 99 years")], 0.0),
        ([FoundPassage("b.pdf", 2, "b", "No."), FoundPassage("crs/a.pdf", 2, "a", "the lease runs 99 years")], 1.0),
        ([FoundPassage("b.pdf", 2, "b", "the lease runs 99 years, in the north")], 0.0),
        ([], 0.0),
    ],
)
def test_the_quoted_sentence_by_hand(found, right):
    """The quotation of the first passage on a gold page is measured."""
    gold = (("crs/a.pdf", 2),)
    question = Question("s1", "single", "en", "one?", True, gold, (gold,), "the lease runs 99 years, in the north")
    assert holds_quote(question, found) == right
