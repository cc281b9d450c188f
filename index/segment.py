"""A segment of a vector store: the vectors of some passages, in files that never change.

    000003.f16                 the vectors, 16-bit floats, a row for each passage
    000003.passages            their ids (64-bit, ascending), the numbers of their sources (32-bit), zones and
                               languages (8-bit), and then these sources, zones and languages as JSON
    000003.codes               for many passages: see `index.codes`
    000003.000007.removed      the rows of removed passages (32-bit), as of the seventh write of the store

Numbers are little-endian. Vectors stay on disk, and a search reads the rows that it scores (`index.row_file`). Half
precision changes a score by less than 0.001.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.model import PassageSum
from corpus.plain_files import open_plain
from index import codes
from index.codes import Codes
from index.model import Labels, Scope
from index.protocols import FloatMatrix
from index.row_file import RowFile, Rows

HalfMatrix = NDArray[np.float16]
HALF: np.dtype[Any] = np.dtype("<f2")

CODED_ROWS = 5_000
"""Rows from which a segment has codes. Fewer are searched exactly in the time that FAISS needs to start (20 ms)."""

BLOCK_ROWS = 8192
"""Rows that are converted to 32 bits at a time: 12 MB of 384 dimensions."""

ROUNDING = 1e-5
"""Maximum error of an inner product that is worked out for many rows at once. Near scores are worked out again."""

_BYTES_PER_PASSAGE = 8 + 4 + 1 + 1


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """What a store notes about a segment.

    `removed` is the last write that removed passages from it, and `codes` the version of FAISS that made its codes.
    """

    name: str
    passages: int
    removed: str | None
    codes: str | None


class LabelTable:
    """The sources, zones and languages of rows, as numbers in three lists of names."""

    def __init__(self, numbers: Sequence[NDArray[Any]], names: Sequence[Sequence[str]]) -> None:
        self.numbers = numbers
        self.names = names

    @classmethod
    def of(cls, labels: Labels) -> Self:
        """Return the table of the labels of some passages."""
        numbers, names = [], []
        for column, kind in zip((labels.sources, labels.zones, labels.languages), _NUMBER_TYPES, strict=True):
            number_of: dict[str, int] = {}
            found = [number_of.setdefault(name, len(number_of)) for name in column]
            numbers.append(np.array(found, dtype=kind))
            names.append(list(number_of))
        return cls(numbers, names)

    @classmethod
    def joined(cls, tables: Iterable[tuple["LabelTable", Rows]]) -> Self:
        """Return the table of some rows of several tables, one after the other."""
        columns: tuple[list[NDArray[Any]], ...] = ([], [], [])
        number_of: tuple[dict[str, int], ...] = ({}, {}, {})
        for table, rows in tables:
            for column, known, numbers, names in zip(columns, number_of, table.numbers, table.names, strict=True):
                new_numbers = np.array([known.setdefault(name, len(known)) for name in names], dtype=np.uint32)
                column.append(new_numbers[numbers[rows]])
        joined = []
        for column, kind in zip(columns, _NUMBER_TYPES, strict=True):
            joined.append(np.concatenate(column).astype(kind))
        return cls(joined, [list(known) for known in number_of])

    def ordered(self, order: Rows) -> "LabelTable":
        """Return the table with its rows in another order."""
        return LabelTable([numbers[order] for numbers in self.numbers], self.names)

    def placed(self, rows: Rows, count: int) -> "LabelTable":
        """Return a table of `count` rows with these rows in some places. The labels of the other rows mean nothing."""
        placed, names = [], []
        for numbers, own_names in zip(self.numbers, self.names, strict=True):
            column = np.zeros(count, dtype=numbers.dtype)
            column[rows] = numbers
            placed.append(column)
            names.append(own_names or [""])
        return LabelTable(placed, names)

    def admitted(self, scope: Scope) -> Iterable[NDArray[np.bool_]]:
        """Yield which rows each condition of a scope on labels admits. A condition that admits all is left out."""
        wanted = (scope.sources, scope.zones, scope.languages)
        for numbers, names, allowed in zip(self.numbers, self.names, wanted, strict=True):
            if allowed is not None:
                yield _picked(numbers, [name in allowed for name in names])
        if scope.without_sources:
            yield _picked(self.numbers[0], [name not in scope.without_sources for name in self.names[0]])


_NUMBER_TYPES: tuple[np.dtype[Any], ...] = (np.dtype("<u4"), np.dtype("u1"), np.dtype("u1"))


def _picked(numbers: NDArray[Any], is_allowed: Sequence[bool]) -> NDArray[np.bool_]:
    picked: NDArray[np.bool_] = np.array(is_allowed, dtype=np.bool_)[numbers]
    return picked


class Segment:
    """Vectors of passages by ascending id, less the passages that were removed since."""

    def __init__(
        self,
        entry: SegmentEntry,
        ids: NDArray[np.int64],
        labels: LabelTable,
        rows: RowFile,
        removed: Rows,
        folder: Path | None = None,
    ) -> None:
        self.entry = entry
        self.ids = ids
        self.labels = labels
        self.rows = rows  # of 16 bits, or of 32 bits in an index of an earlier version
        self.removed = removed
        self._folder = folder

    @classmethod
    def open(cls, folder: Path, entry: SegmentEntry, dimensions: int) -> Self:
        """Open the files of a segment.

        Raises:
            LibraryDamaged, ValueError, OSError: a file is missing, or is not a file of this segment.
        """
        ids, labels = _read_passages(folder / f"{entry.name}.passages", entry.passages)
        rows = RowFile(folder / f"{entry.name}.f16", HALF, (entry.passages, dimensions))
        if rows.file_size != HALF.itemsize * entry.passages * dimensions:
            raise LibraryDamaged(f"{entry.name}.f16 has not the size of {entry.passages} vectors")
        removed = np.zeros(0, dtype=np.intp)
        if entry.removed:
            removed = _read_removed(folder / f"{entry.name}.{entry.removed}.removed", entry.passages)
        return cls(entry, ids, labels, rows, removed, folder)

    @cached_property
    def alive(self) -> NDArray[np.bool_]:
        """Whether each row is of a passage that was not removed."""
        alive = np.ones(len(self.ids), dtype=np.bool_)
        alive[self.removed] = False
        return alive

    @property
    def count(self) -> int:
        """How many passages it has that were not removed."""
        return len(self.ids) - len(self.removed)

    @cached_property
    def codes(self) -> Codes | None:
        """The codes of its vectors; None if it has none that this version of FAISS can read."""
        if self._folder is None or self.entry.codes is None or self.entry.codes != codes.version():
            return None
        path = self._folder / f"{self.entry.name}.codes"
        return Codes.read(path, len(self.ids), self.rows.shape[1])

    @cached_property
    def floats(self) -> FloatMatrix:
        """All rows in 32 bits."""
        return self.rows.all().astype(np.float32, copy=False)

    def passage_sums(self) -> Iterator[tuple[str, PassageSum]]:
        """Yield each source with the sum of its passages that were not removed."""
        numbers, names = self.labels.numbers[0][self.alive], self.labels.names[0]
        ids = self.ids[self.alive]
        columns = [np.bincount(numbers, minlength=len(names))]
        for part in (ids & 0xFFFFFFFF, ids >> 32):
            columns.append(np.bincount(numbers, part, len(names)).astype(np.int64))
        for name, *sums in zip(names, *(column.tolist() for column in columns), strict=True):
            if sums[0]:
                yield name, PassageSum(*sums)

    def places(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Rows]:
        """Return which of some ids it has, and the rows of these."""
        rows = np.searchsorted(self.ids, ids)
        if not len(self.ids):
            return np.zeros(len(ids), dtype=np.bool_), rows[:0]
        rows[rows == len(self.ids)] = 0
        found = (self.ids[rows] == ids) & self.alive[rows]
        return found, rows[found]

    def admitted(self, scope: Scope | None) -> NDArray[np.bool_]:
        """Return for each row whether its passage is in a scope and was not removed."""
        admitted = self.alive.copy()
        if scope is None:
            return admitted
        for condition in self.labels.admitted(scope):
            admitted &= condition
        if scope.ids is not None:
            _, rows = self.places(scope.ids)
            is_listed = np.zeros(len(self.ids), dtype=np.bool_)
            is_listed[rows] = True
            admitted &= is_listed
        if scope.without_ids is not None:
            _, rows = self.places(scope.without_ids)
            admitted[rows] = False
        return admitted

    def best_rows(self, query: NDArray[np.float32], k: int, admitted: Rows, may_keep: bool) -> Rows:
        """Return the admitted rows among which are the best `k`, by an exact search.

        Args:
            query: the vector of a query.
            k: how many.
            admitted: the rows that may be returned.
            may_keep: whether all rows may stay in memory in 32 bits, for the next search.
        """
        if len(admitted) <= k:
            return admitted
        scores = np.empty(len(admitted), dtype=np.float32)
        if may_keep:
            scores = (self.floats @ query)[admitted]
        else:
            for start in range(0, len(admitted), BLOCK_ROWS):
                block = admitted[start : start + BLOCK_ROWS]
                scores[start : start + len(block)] = self.rows.read(block).astype(np.float32, copy=False) @ query
        kth_score = np.partition(scores, len(scores) - k)[len(scores) - k]
        best: Rows = admitted[scores >= kth_score - ROUNDING]
        return best

    def likely_rows(
        self, query: NDArray[np.float32], count: int, admitted: NDArray[np.bool_]
    ) -> tuple[Rows, NDArray[np.float32]]:
        """Return at most `count` rows that are admitted and seem best by their codes, and estimates of their scores."""
        assert self.codes is not None, "only a segment with codes is searched by them"
        in_scope = int(np.count_nonzero(admitted))
        wanted = min(count, in_scope)
        if not wanted:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32)
        asked = min(len(self.ids), wanted * len(self.ids) // in_scope + wanted // 4)
        while True:
            rows, estimates = self.codes.nearest(query, asked)
            inside = admitted[rows]
            found = int(np.count_nonzero(inside))
            if 2 * found >= wanted or asked == len(self.ids):
                return rows[inside][:wanted], estimates[inside][:wanted]
            asked = min(asked * max(2, wanted // max(found, 1)), len(self.ids))

    def exact_scores(self, rows: Rows, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the inner products of some rows with a query. Equal rows have equal scores, wherever they are."""
        scores: NDArray[np.float32] = np.einsum("ij,j->i", self.rows.read(rows).astype(np.float32, copy=False), query)
        return scores


def _read_passages(path: Path, count: int) -> tuple[NDArray[np.int64], LabelTable]:
    with open_plain(path) as file:
        content = file.read()
    if len(content) < count * _BYTES_PER_PASSAGE:
        raise LibraryDamaged(f"{str(path)!r} has not the size of {count} passages")
    ids = np.frombuffer(content, dtype="<i8", count=count)
    numbers, offset = [], 8 * count
    for kind in _NUMBER_TYPES:
        numbers.append(np.frombuffer(content, dtype=kind, count=count, offset=offset))
        offset += kind.itemsize * count
    names = json.loads(content[offset:])
    for column, own_names in zip(numbers, names, strict=True):
        _check_named(path, column, own_names)
    if np.any(ids[1:] <= ids[:-1]):
        raise LibraryDamaged(f"the ids in {str(path)!r} are not in order")
    return ids, LabelTable(numbers, names)


def _check_named(path: Path, numbers: NDArray[Any], names: Any) -> None:
    """Raise if a number has no name, or a name is not a text."""
    has_names = len(numbers) == 0 or int(numbers.max()) < len(names)
    if not has_names or not all(isinstance(name, str) for name in names):
        raise LibraryDamaged(f"{str(path)!r} has numbers without a name")


def write_passages(path: Path, ids: NDArray[np.int64], labels: LabelTable) -> None:
    """Write the ids and labels of passages to a new file."""
    with path.open("xb") as file:
        file.write(ids.astype("<i8").tobytes())
        for numbers in labels.numbers:
            file.write(numbers.tobytes())
        file.write(json.dumps(labels.names).encode())


def write_rows(path: Path, rows: HalfMatrix) -> None:
    """Write vectors to a new file."""
    with path.open("xb") as file:
        file.write(rows.data)


def _read_removed(path: Path, count: int) -> Rows:
    with open_plain(path) as file:
        rows = np.frombuffer(file.read(), dtype="<u4").astype(np.intp)
    if len(rows) and (int(rows.max()) >= count or np.any(rows[1:] <= rows[:-1])):
        raise LibraryDamaged(f"{str(path)!r} has not the form of a list of rows")
    return rows


def write_removed(path: Path, rows: Rows) -> None:
    """Write the numbers of the rows of removed passages to a new file."""
    with path.open("xb") as file:
        file.write(rows.astype("<u4").tobytes())
