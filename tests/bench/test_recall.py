"""Recall of codes on multiples of real vectors."""

import numpy as np
import pytest

from bench.e5_like import Cloud
from bench.recall import MOVED, multiplied, recalls, share_found


@pytest.fixture(scope="module")
def drawn():
    """Vectors of passages, the numbers of their works, and questions."""
    cloud = Cloud.load()
    rows = cloud.passages(3000, np.random.default_rng(1))
    questions, _ = cloud.questions(rows, 20, np.random.default_rng(2))
    return rows, np.arange(3000) // 100, questions


def test_copies_are_moved_as_passages_of_a_work_differ(drawn):
    """The passages come first, unchanged. A copy is half the difference of two passages of a work away from one."""
    rows, works, _ = drawn
    found = multiplied(rows, works, 5000, np.random.default_rng(3))
    assert found.shape == (5000, 384)
    np.testing.assert_array_equal(found[:3000], rows)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    difference = np.mean([((rows[n] - rows[n + 50]) ** 2).sum() for n in range(0, 3000, 100)])
    nearest = (2 - 2 * (found[3000:] @ rows.T).max(axis=1)).mean()
    assert nearest == pytest.approx(MOVED**2 * difference, rel=0.4)


def test_no_copies_of_enough_passages(drawn):
    """A library that is large enough is taken as it is."""
    rows, works, _ = drawn
    assert multiplied(rows, works, 2000, np.random.default_rng(3)) is rows


def test_a_small_store_is_complete(drawn):
    """A store that has fewer passages than candidates is searched completely, also by codes."""
    rows, _, questions = drawn
    assert recalls(rows[:1500], questions, (10, 200)) == [1, 1]


def test_shares_by_hand():
    """Of two queries, one has all three of its best scores, and the other one of them. An equal score counts."""
    exact = np.array([[0.9, 0.8, 0.7], [0.9, 0.8, 0.7]], dtype=np.float32)
    found = np.array([[0.9, 0.8, 0.7], [0.9, 0.69, 0.2]], dtype=np.float32)
    assert share_found(exact, found) == pytest.approx(4 / 6)
