import math

import pytest

from assistant.confidence import ANSWERS, Features, confidence


def test_confidence_rises_with_each_sign():
    """This test ensures that a nearer passage, a clearer lead and more of the question's words each raise it."""
    base = confidence(Features(0.85, 0.04, 0.5))
    assert confidence(Features(0.87, 0.04, 0.5)) > base
    assert confidence(Features(0.85, 0.06, 0.5)) > base
    assert confidence(Features(0.85, 0.04, 0.9)) > base
    assert confidence(Features(0.85, 0.04, None)) == base


def test_confidence_is_the_logistic_of_the_weighted_sum():
    """This test ensures that the model is what its docstring says: -27.47 + 31.7 * 0.84 + 22.86 * 0.03 + 2.98 * 0.2."""
    assert confidence(Features(0.84, 0.03, 0.2)) == pytest.approx(1 / (1 + math.exp(27.47 - 26.628 - 0.6858 - 0.596)))
    assert 0 < confidence(Features(-1.0, 0.0, 0.0)) < ANSWERS < confidence(Features(1.0, 0.2, 1.0)) < 1
