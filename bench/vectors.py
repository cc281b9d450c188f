"""Vectors of texts, kept between runs: encoding is all that makes a measurement slow.

A text that was encoded once, with the same weights, is never encoded again, whichever library or set it came in: when
the rules that cut passages change, only the passages that did change are encoded.
"""

import sqlite3
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from index.protocols import Encoder, FloatMatrix

STEP = 64
"""Texts encoded between two writes to the disk: three seconds, and what a kill loses at most."""

ASKED = 500
"""Keys looked up at once: SQLite takes a limited number of values in one statement."""


class KeptEncoder:
    """An encoder that looks into a file first; implements `index.protocols.Encoder`."""

    def __init__(self, encoder: Encoder, folder: Path, tell: Callable[[str], None] = lambda _: None) -> None:
        """Opens the file of this encoder's vectors.

        Args:
            encoder: what encodes a text that is not kept; its fingerprint names the file.
            folder: where the file is; made where it is missing.
            tell: told how far encoding has come.
        """
        self.name, self.fingerprint, self.dimensions = encoder.name, encoder.fingerprint, encoder.dimensions
        self._encoder = encoder
        self._tell = tell
        folder.mkdir(parents=True, exist_ok=True)
        # A minute to wait: another run may be writing. Used by one thread at a time, though not always the same.
        path = folder / f"vectors-{self.fingerprint[:16]}.sqlite"
        self._kept = sqlite3.connect(path, timeout=60, check_same_thread=False)
        self._kept.execute("CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB) WITHOUT ROWID")

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each question, as the encoder does."""
        return self._rows("query", texts, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Gives one row for each passage, as the encoder does."""
        return self._rows("passage", texts, self._encoder.encode_passages)

    def _rows(self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], FloatMatrix]) -> FloatMatrix:
        keys = [blake2b(f"{kind}\n{text}".encode("utf-8", "replace"), digest_size=16).digest() for text in texts]
        found = self._look_up(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        todo = list(missing.items())
        for begin in range(0, len(todo), STEP):
            batch = todo[begin : begin + STEP]
            rows = encode([text for _, text in batch])
            new = {key: row for (key, _), row in zip(batch, rows, strict=True)}
            with self._kept:
                self._kept.executemany(
                    "INSERT OR IGNORE INTO vector VALUES (?, ?)",
                    [(key, row.astype("<f4").tobytes()) for key, row in new.items()],
                )
            found |= new
            self._tell(f"encoded {begin + len(batch):,} of {len(todo):,} texts that are not kept")
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, self.dimensions), np.float32)

    def _look_up(self, keys: Sequence[bytes]) -> dict[bytes, FloatMatrix]:
        found: dict[bytes, FloatMatrix] = {}
        for begin in range(0, len(keys), ASKED):
            some = keys[begin : begin + ASKED]
            marks = ", ".join("?" * len(some))
            for key, row in self._kept.execute(f"SELECT key, row FROM vector WHERE key IN ({marks})", some):
                found[key] = np.frombuffer(row, "<f4")
        return found
