"""An index of format 1, as versions before segments wrote it: its vectors are in one file of FAISS.

It is searched as it is, with the sources, zones and languages of passages from the corpus. The next job that writes
takes its vectors over (`index.build`), because to encode them again would take hours.
"""

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.plain_files import open_plain
from corpus.store.corpus import Corpus
from index.dense import SegmentedVectorStore
from index.model import Labels
from index.row_file import RowFile
from index.segment import LabelTable, Segment, SegmentEntry

_HEADER = struct.Struct("<4siq17xi")
"""The header of an index in FAISS's format: kind, dimensions, number of vectors, metric (0 is the inner product)."""

_SIZE = struct.Struct("<Q")

FLOAT: np.dtype[Any] = np.dtype("<f4")


def read_vectors(path: Path) -> tuple[NDArray[np.int64], RowFile]:
    """Return the ids and vectors of a FAISS file, an `IndexIDMap` over an `IndexFlatIP`.

    Raises:
        LibraryDamaged: the file is missing or is not such a file.
    """
    try:
        with open_plain(path) as file:
            count, dimensions = _check_layout(file)
            start = 2 * _HEADER.size + _SIZE.size
            file.seek(start + FLOAT.itemsize * count * dimensions + _SIZE.size)
            ids = np.frombuffer(file.read(), dtype="<i8")
        rows = RowFile(path, FLOAT, (count, dimensions), start)
    except (OSError, struct.error, ValueError, MemoryError) as error:
        raise LibraryDamaged(f"the vectors in {str(path)!r} cannot be read: {error}") from error
    if np.any(ids[1:] <= ids[:-1]):
        raise LibraryDamaged(f"{str(path)!r} is not an index of vectors by ascending id")
    return ids, rows


def open_former(path: Path, corpus: Corpus) -> SegmentedVectorStore:
    """Open the vectors of an index of format 1. Passages that are not in the corpus any more count as removed.

    Raises:
        LibraryDamaged: the file is missing or is not such a file.
    """
    ids, rows = read_vectors(path)
    known, labels = labels_of(corpus, ids)
    is_known = np.isin(ids, known, assume_unique=True)
    table = LabelTable.of(labels).placed(np.flatnonzero(is_known), len(ids))
    entry = SegmentEntry("000001", len(ids), None, None)
    segment = Segment(entry, ids, table, rows, np.flatnonzero(~is_known))
    return SegmentedVectorStore(path.parent, rows.shape[1], 0, [segment])


def labels_of(corpus: Corpus, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], Labels]:
    """Return the ids that are in the corpus, ascending, and the labels of these passages."""
    known: list[int] = []
    sources: list[str] = []
    zones: list[str] = []
    languages: list[str] = []
    for passage, source, zone, language in corpus.labels(ids.tolist()):
        known.append(passage)
        sources.append(source)
        zones.append(zone)
        languages.append(language)
    return np.array(known, dtype=np.int64), Labels(sources, zones, languages)


def _check_layout(file: BinaryIO) -> tuple[int, int]:
    """Return the number of vectors and of their dimensions. Raise if the sizes in the file do not agree."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    kind, dimensions, count, outer_metric = _HEADER.unpack(file.read(_HEADER.size))
    flat_kind, flat_dimensions, flat_count, metric = _HEADER.unpack(file.read(_HEADER.size))
    (numbers,) = _SIZE.unpack(file.read(_SIZE.size))
    file.seek(4 * numbers, os.SEEK_CUR)
    (ids,) = _SIZE.unpack(file.read(_SIZE.size))
    is_flat = (kind, flat_kind, outer_metric, metric) == (b"IxMp", b"IxFI", 0, 0)
    agrees = (dimensions, count) == (flat_dimensions, flat_count) and numbers == count * dimensions and ids == count
    expected_size = 2 * (_HEADER.size + _SIZE.size) + 4 * numbers + 8 * ids
    if not is_flat or not agrees or dimensions <= 0 or size != expected_size:
        raise ValueError("its sizes do not agree")
    return count, dimensions
