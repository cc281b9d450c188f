"""A small honest encoder for tests: words hashed into a vector, the same everywhere and at once."""

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from index.protocols import FloatMatrix


class WordEncoder:
    """Implements `index.protocols.Encoder`: texts are alike as far as they share words."""

    name = "words"
    fingerprint = "words-1"
    dimensions = 256

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for n, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                digest = blake2b(word.encode(), digest_size=2).digest()
                rows[n, int.from_bytes(digest, "big") % self.dimensions] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
