"""Drawn vectors are as those of the real encoder. The figures of real vectors are what `python -m bench.e5_like` prints
about 23,373 passages of reports, articles and filings and 318 questions."""

import numpy as np
import pytest

from bench.e5_like import PARAMETERS, Cloud, fit, ivf_recall

REAL_PASSAGES = 23_373


@pytest.fixture(scope="module")
def cloud():
    return Cloud.load()


@pytest.fixture(scope="module")
def passages(cloud):
    return cloud.passages(REAL_PASSAGES, np.random.default_rng(1))


@pytest.fixture(scope="module")
def questions(cloud, passages):
    return cloud.questions(passages, 300, np.random.default_rng(2))


def test_rows_are_unit_vectors_of_the_encoders_length(passages, questions):
    """Passages and questions are float32, of length 1, with 384 numbers."""
    for rows in (passages, questions[0]):
        assert rows.dtype == np.float32
        assert rows.shape[1] == 384
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_equal_seeds_draw_equal_rows(cloud):
    """The rows depend on the seed alone."""
    one, same, other = (cloud.passages(250, np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert len(one) == 250


def test_means_are_where_the_encoder_has_them(cloud, passages, questions):
    """Real questions and these passages have the products that real questions and real passages have."""
    assert np.linalg.norm(passages.mean(axis=0)) == pytest.approx(0.903, abs=0.01)
    assert np.linalg.norm(questions[0].mean(axis=0) - passages.mean(axis=0)) == pytest.approx(0.244, abs=0.03)
    for rows, mean in ((passages, "passage_mean"), (questions[0], "question_mean")):
        real_mean = np.array(getattr(cloud._parameters, mean))
        cosine = rows.mean(axis=0) @ real_mean / np.linalg.norm(rows.mean(axis=0)) / np.linalg.norm(real_mean)
        assert cosine > 0.99


@pytest.mark.parametrize(("rank", "real"), [(1, 0.869), (10, 0.846), (100, 0.826)])
def test_products_of_questions(passages, questions, rank, real):
    """The median product of a question with its nearest passages is the real one within 0.01."""
    products = np.partition(questions[0] @ passages.T, -rank, axis=1)
    assert np.median(products[:, -rank]) == pytest.approx(real, abs=0.01)


@pytest.mark.parametrize(("rank", "real"), [(1, 0.950), (10, 0.916), (100, 0.887)])
def test_products_of_passages(passages, rank, real):
    """The median product of a passage with its nearest passages is the real one within 0.01."""
    some = passages[::97]
    products = np.partition(some @ passages.T, -rank - 1, axis=1)  # the first one is the passage itself
    assert np.median(products[:, -rank - 1]) == pytest.approx(real, abs=0.01)


def test_an_inverted_file_finds_passages_and_misses_questions(passages, questions):
    """The nearest cell has 0.42 of the 10 nearest passages of a real question, and 0.70 of those of a real passage."""
    assert 0.3 < ivf_recall(passages, questions[0], probes=1) < 0.5
    assert ivf_recall(passages, passages[::97], probes=1) > 0.65


def test_a_question_finds_its_passage(passages, questions):
    """The passage that a question was drawn for is among the 10 nearest for at least 8 in 10."""
    rows, targets = questions
    nearest = np.argpartition(-(rows @ passages.T), 10, axis=1)[:, :10]
    assert np.mean((nearest == targets[:, np.newaxis]).any(axis=1)) > 0.8


def test_a_fit_finds_the_parameters_that_vectors_were_drawn_with(cloud, passages, questions):
    """The variances inside and between works, in sum, are found again from drawn vectors.

    The mean of a work has a tenth more variance than its centre, because it is of 100 passages.
    """
    works = np.arange(REAL_PASSAGES) // 100
    fitted = fit(passages, works, questions[0])
    for name in ("inside", "between"):
        drawn_with = sum(getattr(cloud._parameters, name))
        assert sum(getattr(fitted, name)) == pytest.approx(drawn_with, rel=1 / 4)


def test_the_file_of_parameters_is_small():
    """The parameters are shipped in the repository: 31 kB."""
    assert PARAMETERS.stat().st_size < 40_000
