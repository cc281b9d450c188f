import pytest

from index.fuse import convex, reciprocal_rank


def test_reciprocal_rank_by_hand():
    """Scores are the sums of 1 / (60 + rank): 3 is second and first, 7 first, 9 third."""
    fused = reciprocal_rank({"dense": [7, 3, 9], "terms": [3]})
    assert [i for i, _ in fused] == [3, 7, 9]
    assert [score for _, score in fused] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 63])


def test_weights_and_constant():
    """A weight multiplies the share of its ranking; the constant is added to ranks."""
    fused = reciprocal_rank({"dense": [1, 2], "terms": [2]}, constant=0, weights={"terms": 0.25})
    assert fused == [(1, 1.0), (2, 0.75)]


@pytest.mark.parametrize("fuse", [reciprocal_rank, lambda rankings: convex(with_scores(rankings))])
def test_equal_scores_keep_the_order_of_the_rankings(fuse):
    """If the best of two rankings have equal scores, the first ranking's best comes first."""
    assert [i for i, _ in fuse({"dense": [9, 1], "terms": [4, 5]})][:2] == [9, 4]


def with_scores(rankings):
    return {name: [(i, -float(n)) for n, i in enumerate(ids)] for name, ids in rankings.items()}


def test_convex_by_hand():
    """Scores are scaled to 0..1 first: dense 1, 0.5, 0 and terms 1, 0."""
    fused = convex({"dense": [(1, 0.9), (2, 0.8), (3, 0.7)], "terms": [(3, 12.0), (2, 2.0)]}, {"terms": 0.5})
    assert [i for i, _ in fused] == [1, 2, 3]
    assert [score for _, score in fused] == pytest.approx([1.0, 0.5, 0.5])


def test_convex_of_equal_scores():
    """A ranking of one id, or with equal scores, counts in full."""
    assert convex({"dense": [(5, 0.3)], "terms": [(5, 2.0), (6, 2.0)]}) == [(5, 2.0), (6, 1.0)]


@pytest.mark.parametrize("fuse", [reciprocal_rank, convex])
def test_nothing_in_nothing_out(fuse):
    """No rankings and empty rankings give an empty ranking."""
    assert fuse({}) == []
    assert fuse({"dense": [], "terms": []}) == []


def test_silent_rankings_do_not_count_against_an_id():
    """An id that terms could not return counts as if they agreed: 2/61 against 1/62 + 1/61."""
    found = dict(reciprocal_rank({"dense": [7, 3], "terms": [3]}, silent={"terms": [7]}))
    assert found[7] == pytest.approx(2 / 61)
    assert found[3] == pytest.approx(1 / 62 + 1 / 61)
