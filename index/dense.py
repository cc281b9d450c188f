"""The vector store: inner products with vectors in half precision, in segments.

    segments.json    {"dimensions": 384, "writes": 7, "segments": [{"name", "passages", "removed", "codes"}, ...]}
    000003.f16 ...   see `index.segment`

A write adds a segment and lists of removed rows, and then replaces `segments.json`. No other file ever changes, so the
next generation of an index has links to the same files (`index.generations`).

Up to `EXACT_PASSAGES` passages, a search is exact. With more, the passages with the best codes are scored exactly. An
inverted file (IVF) is not used, because questions lie far from the passages: of the best ten of a million it finds 2 to
4. RaBitQ with two bits and some thousand candidates finds nearly all.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.files import write_file
from corpus.model import PassageSum
from corpus.plain_files import PlainFolder, check_plain, read_note
from index import codes, merging
from index.generations import SEGMENT_FILE, SEGMENTS_NOTE
from index.manifest import MAX_DIMENSIONS
from index.model import Labels, Scope
from index.protocols import FloatMatrix
from index.row_file import Rows
from index.segment import (
    CODED_ROWS,
    HALF,
    HalfMatrix,
    LabelTable,
    Segment,
    SegmentEntry,
    write_passages,
    write_removed,
    write_rows,
)

EXACT_PASSAGES = 50_000
"""Passages up to which every search is exact. Their vectors are in memory in 32 bits: 77 MB of 384 dimensions."""

EXACT_SQUARE_SHARE = 1000
"""A scope is searched exactly if the square of its size is at most so many times the number of all passages: 8,000 of
60,000 and 32,000 of a million. To score a passage takes 2 microseconds. The codes of passages in such a scope are so
far down among all codes that it takes longer to reach them."""

MIN_CANDIDATES, CANDIDATES_PER_RESULT, PASSAGES_PER_CANDIDATE = 2000, 10, 125
"""Candidates by their codes: at least so many for a search and for each of `k` results, and one for so many passages in
scope. On vectors like those of the default encoder (`bench.e5_like`) 1,000 find 0.88 of the best 200 of 400,000
passages, 2,000 find 0.965 and 3,200 find 0.988. On real ones (`bench.recall`) 2,000 find all."""

_NAME = re.compile(r"[0-9]{6}")


class SegmentedVectorStore:
    """Vectors of passages in a folder; implements `index.protocols.VectorStore`."""

    def __init__(self, folder: Path, dimensions: int, writes: int, segments: Sequence[Segment]) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._writes = writes
        self._segments = list(segments)

    @classmethod
    def create(cls, folder: Path, dimensions: int) -> Self:
        """Make an empty store in a new folder.

        Raises:
            FileExistsError: the folder exists.
        """
        folder.mkdir(parents=True)
        store = cls(folder, dimensions, 0, [])
        store._note([])
        return store

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing store.

        Raises:
            LibraryDamaged: a file is missing or is not a file of a store.
        """
        try:
            check_plain(folder, "a folder")
            dimensions, writes, entries = _read_note(folder / SEGMENTS_NOTE)
            segments = [Segment.open(folder, entry, dimensions) for entry in entries]
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise LibraryDamaged(f"the vectors in {str(folder)!r} cannot be read: {error}") from error
        return cls(folder, dimensions, writes, segments)

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        return self._dimensions

    def write(self, ids: NDArray[np.int64], vectors: FloatMatrix, labels: Labels, remove: NDArray[np.int64]) -> None:
        """Add passages and remove others, all or nothing; see `VectorStore.write`."""
        entries = self._without(np.union1d(ids, remove))
        if len(ids):
            order = np.argsort(ids)
            table = LabelTable.of(labels).ordered(order)
            sorted_ids = np.asarray(ids, dtype=np.int64)[order]
            entries.append(self._write_segment(sorted_ids, table, vectors[order].astype(HALF)))
        self._note(entries)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""
        return self.within(None)

    def within(self, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids of all passages in a scope in ascending order; shape (n,)."""
        parts = [segment.ids[segment.admitted(scope)] for segment in self._segments]
        joined = np.concatenate([np.zeros(0, dtype=np.int64), *parts])
        return np.sort(joined, kind="stable")  # which merges parts that are in order

    def passage_sums(self) -> dict[str, PassageSum]:
        """Return for each source a sum that changes when its passages change."""
        sums: dict[str, PassageSum] = {}
        for segment in self._segments:
            for source, own in segment.passage_sums():
                so_far = sums.get(source, PassageSum(0, 0, 0))
                sums[source] = PassageSum(so_far.passages + own.passages, so_far.low + own.low, so_far.high + own.high)
        return sums

    def vectors(self, ids: Sequence[int] | NDArray[np.int64]) -> FloatMatrix:
        """Return a copy of the vectors of these passages, in the given order.

        Raises:
            KeyError: an id is not in the store.
        """
        wanted = np.asarray(ids, dtype=np.int64)
        found = np.zeros((len(wanted), self._dimensions), dtype=np.float32)
        is_known = np.zeros(len(wanted), dtype=np.bool_)
        for segment in self._segments:
            is_here, rows = segment.places(wanted)
            found[is_here] = segment.rows.read(rows)
            is_known |= is_here
        if not is_known.all():
            raise KeyError(int(wanted[~is_known][0]))
        return found

    def search(
        self, queries: FloatMatrix, k: int, scope: Scope | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return ids and scores of the nearest passages; see `VectorStore.search`."""
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        if k == 0:
            return ids, scores
        admitted = [segment.admitted(scope) for segment in self._segments]
        for number, query in enumerate(queries):
            found_ids, found_scores = self._scored(query, self._candidates(query, k, admitted))
            best = np.lexsort((found_ids, -found_scores))[:k]
            ids[number, : len(best)] = found_ids[best]
            scores[number, : len(best)] = found_scores[best]
        return ids, scores

    @property
    def is_merge_due(self) -> bool:
        """Whether `merge` has something to do."""
        return bool(merging.due(self._segments))

    def merge(self) -> None:
        """Join small segments and drop removed passages, as far as that is due. Searches find the same."""
        while self.is_merge_due:
            self._note(self._merged())

    def _merged(self) -> list[SegmentEntry]:
        """Write a segment with the passages of the segments that are due. Return the segments after that."""
        chosen = merging.due(self._segments)
        name = self._next_name()
        count = merging.write(self._folder, name, chosen)
        kept = [segment.entry for segment in self._segments if segment not in chosen]
        return [*kept, SegmentEntry(name, count, None, codes.version() if count >= CODED_ROWS else None)]

    def _candidates(
        self, query: NDArray[np.float32], k: int, admitted: Sequence[NDArray[np.bool_]]
    ) -> list[tuple[Segment, Rows]]:
        """Return the rows of each segment that may be among the best `k`."""
        counts = [int(np.count_nonzero(each)) for each in admitted]
        passages, in_scope = sum(len(segment.ids) for segment in self._segments), sum(counts)
        is_small = passages <= EXACT_PASSAGES
        is_exact = is_small or in_scope**2 <= EXACT_SQUARE_SHARE * passages
        wanted = max(MIN_CANDIDATES, CANDIDATES_PER_RESULT * k, in_scope // PASSAGES_PER_CANDIDATE)
        candidates, likely = [], []
        for segment, allowed, count in zip(self._segments, admitted, counts, strict=True):
            if not count:
                continue
            if is_exact or segment.codes is None:
                rows = segment.best_rows(query, k, np.flatnonzero(allowed), is_small)
                candidates.append((segment, rows))
            else:
                likely.append((segment, *segment.likely_rows(query, wanted, allowed)))
        return candidates + _most_likely(likely, wanted)

    def _scored(
        self, query: NDArray[np.float32], candidates: Sequence[tuple[Segment, Rows]]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ids and the exact scores of candidates."""
        ids, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        for segment, found in candidates:
            rows = np.sort(found)  # as they are in the file
            ids.append(segment.ids[rows])
            scores.append(segment.exact_scores(rows, query))
        return np.concatenate(ids), np.concatenate(scores)

    def _without(self, ids: NDArray[np.int64]) -> list[SegmentEntry]:
        """Return the segments without some passages, after writing lists of their rows."""
        entries = []
        for segment in self._segments:
            _, rows = segment.places(ids)
            if not len(rows):
                entries.append(segment.entry)
            elif len(rows) < segment.count:
                entries.append(self._remove_rows(segment, rows))
        return entries

    def _remove_rows(self, segment: Segment, rows: Rows) -> SegmentEntry:
        write = f"{self._writes + 1:06}"
        path = self._folder / f"{segment.entry.name}.{write}.removed"
        path.unlink(missing_ok=True)  # of a write that failed
        write_removed(path, np.union1d(segment.removed, rows))
        return replace(segment.entry, removed=write)

    def _write_segment(self, ids: NDArray[np.int64], table: LabelTable, rows: HalfMatrix) -> SegmentEntry:
        name = self._next_name()
        for path in merging.files_of(self._folder, name):
            path.unlink(missing_ok=True)  # of a write that failed
        write_passages(self._folder / f"{name}.passages", ids, table)
        write_rows(self._folder / f"{name}.f16", rows)
        if len(ids) < CODED_ROWS:
            return SegmentEntry(name, len(ids), None, None)
        merging.write_codes(self._folder / f"{name}.codes", rows)
        return SegmentEntry(name, len(ids), None, codes.version())

    def _next_name(self) -> str:
        last = max((int(segment.entry.name) for segment in self._segments), default=0)
        return f"{last + 1:06}"

    def _note(self, entries: Sequence[SegmentEntry]) -> None:
        """Make these the segments of the store, and delete the files that no segment needs any more."""
        self._writes += 1
        content = {
            "dimensions": self._dimensions,
            "writes": self._writes,
            "segments": [asdict(entry) for entry in entries],
        }
        write_file(self._folder / SEGMENTS_NOTE, json.dumps(content, indent=1).encode() + b"\n")
        opened = {segment.entry: segment for segment in self._segments}
        self._segments = [opened.get(entry) or Segment.open(self._folder, entry, self._dimensions) for entry in entries]
        self._delete_others(entries)

    def _delete_others(self, entries: Sequence[SegmentEntry]) -> None:
        """Delete the files that no segment needs any more."""
        needed = {SEGMENTS_NOTE}
        for entry in entries:
            needed.update(path.name for path in merging.files_of(self._folder, entry.name))
            needed.add(f"{entry.name}.{entry.removed}.removed")
        with PlainFolder(self._folder) as folder:
            for name, kind in folder.entries():
                if kind == "a file" and SEGMENT_FILE.fullmatch(name) and name not in needed:
                    folder.delete(name)


def _most_likely(likely: Sequence[tuple[Segment, Rows, NDArray[np.float32]]], count: int) -> list[tuple[Segment, Rows]]:
    """Return the `count` rows with the best estimates, whatever segment they are in."""
    if not likely:
        return []
    estimates = np.concatenate([each[2] for each in likely])
    last = -np.inf
    if len(estimates) > count:
        last = np.partition(estimates, len(estimates) - count)[len(estimates) - count]
    return [(segment, rows[own >= last]) for segment, rows, own in likely]


def _read_note(path: Path) -> tuple[int, int, list[SegmentEntry]]:
    """Return the dimensions, the number of writes and the segments of a store."""
    noted = json.loads(read_note(path))
    dimensions, writes = noted["dimensions"], noted["writes"]
    entries = [SegmentEntry(**entry) for entry in noted["segments"]]
    if type(dimensions) is not int or type(writes) is not int or not 0 < dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"a number of {path.name} is out of range")
    for entry in entries:
        names = [entry.name, entry.removed or "000000"]
        if not all(type(name) is str and _NAME.fullmatch(name) for name in names):
            raise ValueError(f"{path.name} has a name that is not of a segment")
        if type(entry.passages) is not int or entry.passages < 0 or type(entry.codes) not in (str, type(None)):
            raise ValueError(f"a value of {path.name} has the wrong type")
    return dimensions, writes, entries
