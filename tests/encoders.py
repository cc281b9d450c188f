"""Small honest encoders for tests, the same everywhere and at once: one by words, one that leans to languages."""

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np

from corpus.text.language import detect
from index.language_bias import TEXTS
from index.protocols import FloatMatrix

PARALLEL: list[Mapping[str, str]] = json.loads(TEXTS.read_text("utf-8"))
"""The texts that say the same in each language."""


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


class LeaningEncoder:
    """Gives each parallel text an axis for what it says, and half as much on an axis for its language.

    Of the first `confused` texts it takes each for the next one where they are not in English. All other texts say
    one thing more.
    """

    name = "leaning"
    dimensions = len(PARALLEL) + 4
    axis: Mapping[str, int] = {"es": -3, "pt": -2, "en": -1}

    def __init__(self, confused: int = 0) -> None:
        self.fingerprint = f"leaning-{confused}"
        self.confused = confused
        self.said = {text: n for n, each in enumerate(PARALLEL) for text in each.values()}

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            language, said = detect(text), self.said.get(text, len(PARALLEL))
            if language != "en" and said < self.confused:
                said = (said + 1) % self.confused
            row[said] = 1
            row[self.axis[language]] = 0.5
        return rows
