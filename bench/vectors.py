"""Vectors of texts, kept between runs, because encoding is the slow part of a measurement.

A text that was encoded once with the same weights is not encoded again, in whichever library or set it occurs. When the
rules that cut passages change, only changed passages are encoded.
"""

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from index.protocols import Encoder, FloatMatrix

TEXTS_PER_WRITE = 64
"""Texts encoded between two writes to the disk: three seconds of work, the most that a kill loses."""

KEYS_PER_QUERY = 500
"""Keys looked up at once: SQLite limits the number of values in one statement."""


class KeptEncoder:
    """An encoder that looks into a file first; implements `index.protocols.Encoder`."""

    def __init__(self, encoder: Encoder, folder: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        """Open the file of this encoder's vectors.

        Args:
            encoder: Encodes texts that are not in the file. Its fingerprint is part of the file's name.
            folder: Where the file is. It is created if it does not exist.
            tell: Called with a progress line after each batch.
        """
        self.name, self.fingerprint, self.dimensions = encoder.name, encoder.fingerprint, encoder.dimensions
        self._encoder = encoder
        self._tell = tell
        folder.mkdir(parents=True, exist_ok=True)
        # Wait up to a minute: another run may be writing. One thread at a time uses it, though not always the same one.
        path = folder / f"vectors-{self.fingerprint[:16]}.sqlite"
        self._kept = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._kept.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each query, as the encoder does."""
        return self._rows("query", texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each passage, as the encoder does."""
        return self._rows("passage", texts, self._encoder.encode_passages)

    def _rows(self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], FloatMatrix]) -> FloatMatrix:
        keys = [blake2b(f"{kind}\n{text}".encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        rows = self._look_up(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in rows}
        missing_keys = list(missing)
        for begin in range(0, len(missing_keys), TEXTS_PER_WRITE):
            batch = missing_keys[begin : begin + TEXTS_PER_WRITE]
            new_rows = dict(zip(batch, encode([missing[key] for key in batch]), strict=True))
            self._keep(new_rows)
            rows.update(new_rows)
            self._tell(f"encoded {begin + len(batch):,} of {len(missing_keys):,} texts that are not kept")
        if not keys:
            return np.empty((0, self.dimensions), np.float32)
        return np.stack([rows[key] for key in keys])

    def _look_up(self, keys: Sequence[bytes]) -> dict[bytes, FloatMatrix]:
        rows: dict[bytes, FloatMatrix] = {}
        for begin in range(0, len(keys), KEYS_PER_QUERY):
            some_keys = keys[begin : begin + KEYS_PER_QUERY]
            marks = ", ".join("?" * len(some_keys))
            for key, row in self._kept.execute(f"SELECT key, row FROM vector WHERE key IN ({marks})", some_keys):
                rows[key] = np.frombuffer(row, "<f4")
        return rows

    def _keep(self, rows: dict[bytes, FloatMatrix]) -> None:
        values = [(key, row.astype("<f4").tobytes()) for key, row in rows.items()]
        with self._kept:
            self._kept.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", values)
