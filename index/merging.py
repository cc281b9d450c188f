"""Segments of a vector store are joined: which ones, and how, with little memory.

Ten segments of about the same size are joined, so a vector is written again only when a library has grown tenfold, and
a search reads few segments. If a tenth of a segment was removed, it is written again without that part.
"""

from collections.abc import Iterator, Sequence
from math import log10
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import codes
from index.codes import TRAINING_ROWS, Codes
from index.segment import BLOCK_ROWS, CODED_ROWS, HalfMatrix, LabelTable, Segment, write_passages

SEGMENTS_PER_SIZE = 10
"""Segments of one order of magnitude that are joined."""

MAX_REMOVED_SHARE = 0.1
"""Share of removed passages from which a segment is written again."""

MIN_REMOVED = 100
"""Removed passages that are always left where they are: a search does not notice so few."""


def due(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments that are to be joined into one; [] if nothing is due."""
    for segment in segments:
        removed = len(segment.removed)
        if removed > max(MIN_REMOVED, MAX_REMOVED_SHARE * len(segment.ids)):
            return [segment]
        if len(segment.ids) >= CODED_ROWS and segment.entry.codes != codes.version():
            return [segment]
    sizes = [int(log10(max(segment.count, 1))) for segment in segments]
    for size in sorted(set(sizes)):
        if sizes.count(size) >= SEGMENTS_PER_SIZE:
            return [segment for segment, own in zip(segments, sizes, strict=True) if own <= size]
    return []


def files_of(folder: Path, name: str) -> list[Path]:
    """Return the paths of the files of a segment that never change."""
    return [folder / f"{name}.{ending}" for ending in ("passages", "f16", "codes")]


def write(folder: Path, name: str, segments: Sequence[Segment]) -> int:
    """Write the segment that has all passages of these. Return how many it has."""
    for path in files_of(folder, name):
        path.unlink(missing_ok=True)  # of a merge that was interrupted
    ids, tables, numbers, rows = [], [], [], []
    for number, segment in enumerate(segments):
        alive = np.flatnonzero(segment.alive)
        ids.append(segment.ids[alive])
        tables.append((segment.labels, alive))
        numbers.append(np.full(len(alive), number))
        rows.append(alive)
    all_ids = np.concatenate(ids)
    order = np.argsort(all_ids, kind="stable")
    write_passages(folder / f"{name}.passages", all_ids[order], LabelTable.joined(tables).ordered(order))
    _write_rows(folder, name, segments, np.concatenate(numbers)[order], np.concatenate(rows)[order])
    return len(order)


def _write_rows(
    folder: Path, name: str, segments: Sequence[Segment], numbers: NDArray[np.intp], rows: NDArray[np.intp]
) -> None:
    """Write vectors by the number of their segment and their row in it, and the codes of many vectors."""
    made = _empty_codes(segments, numbers, rows) if len(rows) >= CODED_ROWS else None
    with (folder / f"{name}.f16").open("xb") as file:
        for block in _blocks(segments, numbers, rows):
            file.write(block.tobytes())
            if made is not None:
                made.add(block.astype(np.float32))
    if made is not None:
        made.write(folder / f"{name}.codes")


def _empty_codes(segments: Sequence[Segment], numbers: NDArray[np.intp], rows: NDArray[np.intp]) -> Codes:
    """Return codes with the centre of some of the vectors."""
    step = max(len(rows) // TRAINING_ROWS, 1)
    some = np.concatenate(list(_blocks(segments, numbers[::step], rows[::step])))
    return Codes.empty(some.astype(np.float32))


def _blocks(segments: Sequence[Segment], numbers: NDArray[np.intp], rows: NDArray[np.intp]) -> Iterator[HalfMatrix]:
    """Yield vectors, some thousand at a time, by the number of their segment and their row in it."""
    for start in range(0, len(rows), BLOCK_ROWS):
        block_numbers = numbers[start : start + BLOCK_ROWS]
        block_rows = rows[start : start + BLOCK_ROWS]
        block = np.empty((len(block_rows), segments[0].rows.shape[1]), dtype="<f2")
        for number, segment in enumerate(segments):
            is_here = block_numbers == number
            block[is_here] = segment.rows.read(block_rows[is_here])
        yield block


def write_codes(path: Path, rows: HalfMatrix) -> None:
    """Write the codes of the vectors of a segment."""
    step = max(len(rows) // TRAINING_ROWS, 1)
    made = Codes.empty(rows[::step].astype(np.float32))
    for start in range(0, len(rows), BLOCK_ROWS):
        made.add(rows[start : start + BLOCK_ROWS].astype(np.float32))
    made.write(path)
