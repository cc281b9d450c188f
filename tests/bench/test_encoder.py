import sys

import numpy as np
import pytest

from bench.encoder import cut, multiply_adds, openvino_run, padded, ratio


def test_multiply_adds():
    """The count is that worked by hand: 12 layers of 12 x 384 x 384 + 2 x 384 a token."""
    assert multiply_adds(1) == 12 * (1_769_472 + 768)
    assert multiply_adds(200) == 4_615_372_800


def test_ratio_compares_within_a_round():
    """A round that was slow for both ways changes nothing: the median of 2, 2 and 3 is 2."""
    assert ratio([2.0, 20.0, 3.0], [1.0, 10.0, 1.0]) == 2


def test_rows_are_cut_and_padded():
    """`</s>` stays the last token of a text that is cut. The longest row sets the width."""
    assert cut([0, 5, 6, 7, 2], 3) == [0, 5, 2]
    assert cut([0, 2], 3) == [0, 2]
    np.testing.assert_array_equal(padded([[0, 5, 2], [0, 2]]), [[0, 5, 2], [0, 2, 1]])


def test_openvino_missing_is_explained(monkeypatch, tmp_path):
    """The error names the package to install."""
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(SystemExit, match="pip install openvino"):
        openvino_run(tmp_path / "int8.onnx")
