"""Rows of a file are read as an array of the whole file would have them."""

import os
import threading

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from index.row_file import RowFile

KIND = np.dtype("<f2")


@pytest.fixture(params=["preadv", "seek"])
def rows(request, tmp_path, monkeypatch):
    """A file of 50 rows after 6 other bytes, and its rows. Windows has no `preadv`."""
    if request.param == "seek":
        monkeypatch.delattr(os, "preadv", raising=False)
    expected = np.random.default_rng(1).standard_normal((50, 7)).astype(KIND)
    path = tmp_path / "rows"
    path.write_bytes(b"header" + expected.tobytes() + b"rest")
    return RowFile(path, KIND, (50, 7), start=6), expected


@pytest.mark.parametrize(
    "wanted",
    [[], [0], [49], [3, 4, 5], [5, 4, 3], [7, 7, 8, 8], [0, 1, 9, 10, 11, 30, 49], [49, 0, 1, 2, 1]],
    ids=str,
)
def test_some_rows(rows, wanted):
    """Rows come in the order in which they were requested, one more than once if it was."""
    file, expected = rows
    numbers = np.array(wanted, dtype=np.intp)
    np.testing.assert_array_equal(file.read(numbers), expected[numbers])
    assert file.read(numbers).dtype == KIND


def test_all_rows(rows):
    """All rows, and the size of the whole file."""
    file, expected = rows
    np.testing.assert_array_equal(file.all(), expected)
    assert file.file_size == 6 + 50 * 7 * 2 + 4


def test_several_threads(rows):
    """Threads that read at the same time do not disturb one another."""
    file, expected = rows
    wrong = []

    def read_some(seed):
        numbers = np.random.default_rng(seed).integers(50, size=400)
        if not np.array_equal(file.read(numbers), expected[numbers]):
            wrong.append(seed)

    threads = [threading.Thread(target=read_some, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.skipif(os.name == "nt", reason="Windows does not delete an open file")
def test_a_file_that_was_deleted(tmp_path):
    """A reader goes on with the file that it opened."""
    path = tmp_path / "rows"
    path.write_bytes(np.arange(8, dtype=KIND).tobytes())
    file = RowFile(path, KIND, (4, 2))
    path.unlink()
    assert file.read(np.array([3, 1])).tolist() == [[6, 7], [2, 3]]


def test_a_file_that_became_shorter(tmp_path):
    """A file that was cut off after it was opened is an error that names it."""
    path = tmp_path / "rows"
    path.write_bytes(bytes(4 * 2 * 2))
    file = RowFile(path, KIND, (4, 2))
    os.truncate(path, 6)
    assert file.read(np.array([0])).tolist() == [[0, 0]]
    with pytest.raises(LibraryDamaged, match="rows"):
        file.read(np.array([0, 1, 2]))


def test_no_rows(tmp_path):
    """An empty file has no rows."""
    (tmp_path / "rows").write_bytes(b"")
    assert RowFile(tmp_path / "rows", KIND, (0, 5)).all().shape == (0, 5)
