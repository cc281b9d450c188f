"""The recall of the codes on real vectors: python -m bench.recall LIBRARY... --questions FILE...

Takes the vectors of the passages of libraries and the vectors of real questions, and makes stores of them that are
searched by their codes, whatever their size. Prints which share of the 10 and of the 200 nearest passages by an exact
search is found.

A library of some thousand passages is smaller than the number of candidates, so everything is found in it. So stores of
`--sizes` passages are made too: of the real passages, and of copies that are moved. A copy is

    passage + MOVED * (another passage - a third passage)

where the other two are of one work, all three are drawn at random, and the result has the length of the passage. So the
directions in which copies differ are those in which real passages of a work differ. Each passage has many neighbours
that are nearer to it than any real one, which makes the task harder than a real library of this size.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from bench.e5_like import read_libraries, read_questions
from index import dense
from index.dense import SegmentedVectorStore
from index.model import Labels
from index.protocols import FloatMatrix
from index.segment import ROUNDING

SIZES = (60_000, 250_000)
MOVED = 0.5
DEPTHS = (10, 200)
PART_ROWS = 20_000
"""Rows that are written at a time. A merge joins them to one segment, as in a library that has grown."""


def multiplied(
    passages: FloatMatrix, works: NDArray[np.int64], count: int, generator: np.random.Generator
) -> FloatMatrix:
    """Return the passages and moved copies of them, `count` in all.

    Args:
        passages: their vectors.
        works: the number of the work of each passage.
        count: how many rows to return.
        generator: draws the copies.
    """
    missing = count - len(passages)
    if missing <= 0:
        return passages
    by_work = np.argsort(works, kind="stable")
    first_of = np.searchsorted(works[by_work], works)
    size_of = np.bincount(works)[works]
    copied = generator.integers(len(passages), size=missing)
    other = generator.integers(len(passages), size=missing)
    third = by_work[first_of[other] + generator.integers(size_of[other])]
    moved = passages[copied] + MOVED * (passages[other] - passages[third])
    lengths = np.linalg.norm(passages[copied], axis=1) / np.linalg.norm(moved, axis=1)
    return np.concatenate([passages, moved * lengths[:, np.newaxis]])


def recalls(rows: FloatMatrix, questions: FloatMatrix, depths: Sequence[int] = DEPTHS) -> list[float]:
    """Return the share of the nearest rows that a store finds by codes, for each depth."""
    exact = -np.sort(-(questions @ rows.astype("<f2").astype(np.float32).T), axis=1)[:, : max(depths)]
    with TemporaryDirectory() as folder, by_codes():
        store = SegmentedVectorStore.create(Path(folder) / "vectors", rows.shape[1])
        for start in range(0, len(rows), PART_ROWS):
            ids = np.arange(start, min(start + PART_ROWS, len(rows)))
            labels = Labels(["a"] * len(ids), ["body"] * len(ids), ["en"] * len(ids))
            store.write(ids, rows[ids], labels, np.zeros(0, dtype=np.int64))
        store.merge()
        found = [store.search(questions, depth, None)[1] for depth in depths]
    return [share_found(exact[:, :depth], own) for depth, own in zip(depths, found, strict=True)]


def by_codes() -> "patch.multiple":  # type: ignore[type-arg]
    """Return the context in which every store has codes and is searched by them."""
    return patch.multiple(dense, EXACT_PASSAGES=0, EXACT_SQUARE_SHARE=0, CODED_ROWS=1)


def share_found(exact: FloatMatrix, found: FloatMatrix) -> float:
    """Return the mean share of the best scores of a query that were found.

    Scores are compared and not ids: passages that were printed twice have equal scores.
    """
    return float(np.mean(found >= exact[:, -1:] - ROUNDING))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", type=Path, metavar="LIBRARY", help="with an index of the default model")
    parser.add_argument("--questions", nargs="+", type=Path, required=True, metavar="FILE", help="one for each library")
    parser.add_argument("--sizes", nargs="*", type=int, default=SIZES, metavar="N", help="also with so many rows")
    arguments = parser.parse_args()
    print(f"{'':24}{'passages':>10}" + "".join(f"{f'recall@{depth}':>12}" for depth in DEPTHS))
    for library, file in zip(arguments.libraries, arguments.questions, strict=True):
        passages, works = read_libraries([library])
        questions = read_questions([file])
        for size in (len(passages), *arguments.sizes):
            rows = multiplied(passages, works, size, np.random.default_rng(1))
            cells = "".join(f"{recall:12.3f}" for recall in recalls(rows, questions))
            print(f"{file.parent.name:24}{len(rows):10,}{cells}", flush=True)


if __name__ == "__main__":
    main()
