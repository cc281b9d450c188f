import struct
from pathlib import Path

import numpy as np

from index.models.packed import PackedWeights


def write_data_file(path: Path) -> Path:
    """Write a data file with one packed row of 384 weights and one vector, laid out by hand as `e5.c` reads it.

    The row's first block is the example in the docstring of `index.models.packed`. The others hold 8s, which mean zero.
    """
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 384, 12, 12, 1536, 250037, 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 1, 0, 2, 1, 3, 5) + struct.pack("<2I", 0, 5) + struct.pack("<f", -1.5) + b"piece"
    head += struct.pack("<iI", 0, 3) + b"map"
    packed = struct.pack("<e16B", 0.5, 0x2A, *[0x88] * 15) + struct.pack("<e16B", 2.0, *[0x88] * 16) * 11
    vector = struct.pack("<2f", 1.25, -4.0)
    names = (b"l0.q.w", b"l0.q.b")
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    head += struct.pack("<i", 2)
    head += struct.pack("<H", 6) + names[0] + struct.pack("<BIQQ", 1, 384, start, len(packed))
    head += struct.pack("<H", 6) + names[1] + struct.pack("<BIQQ", 0, 2, start + len(packed), len(vector))
    path.write_bytes(head + packed + vector)
    return path


def test_the_vocabulary_is_read(tmp_path):
    """The one piece of the example and its score are found between the head and the table of normal forms."""
    weights = PackedWeights(write_data_file(tmp_path / "data.bin"))
    assert weights.vocabulary() == (["piece"], [-1.5])


def test_blocks_are_unpacked_as_documented(tmp_path):
    """Low halves come first, high halves 16 places later. A weight is its half less 8, times the scale."""
    weights = PackedWeights(write_data_file(tmp_path / "data.bin"))
    expected = np.zeros((1, 384), np.float32)
    expected[0, 0], expected[0, 16] = 1.0, -3.0
    assert weights.names() == ["l0.q.w", "l0.q.b"]
    np.testing.assert_array_equal(weights.floats("l0.q.w"), expected)
    np.testing.assert_array_equal(weights.floats("l0.q.b"), np.array([1.25, -4.0], np.float32))
