"""Small, fast and deterministic encoders for tests: one by words, one with a language bias."""

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np

from corpus.text.language import detect
from index.language_bias import PARALLEL_TEXTS
from index.protocols import FloatMatrix

PARALLEL: list[Mapping[str, str]] = json.loads(PARALLEL_TEXTS.read_text("utf-8"))
"""The texts that say the same in each language."""


class WordEncoder:
    """An `index.protocols.Encoder`: texts are as alike as the words that they share."""

    name = "words"
    fingerprint = "words-1"
    dimensions = 256

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()) or [""]:
                digest = blake2b(word.encode(), digest_size=2).digest()
                row[int.from_bytes(digest, "big") % self.dimensions] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class LeaningEncoder:
    """An `index.protocols.Encoder` with a language bias.

    Each parallel text is 1 on an axis for its content and 0.5 on an axis for its language. All other texts share one
    more content axis. The first `confused` parallel texts get the axis of the next one if they are not in English.
    """

    name = "leaning"
    dimensions = len(PARALLEL) + 4
    language_axes: Mapping[str, int] = {"es": -3, "pt": -2, "en": -1}

    def __init__(self, confused: int = 0) -> None:
        self.fingerprint = f"leaning-{confused}"
        self.confused = confused
        self.content_axes: dict[str, int] = {}
        for number, translations in enumerate(PARALLEL):
            for text in translations.values():
                self.content_axes[text] = number

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        return self.encode_passages(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            language = detect(text)
            axis = self.content_axes.get(text, len(PARALLEL))
            if language != "en" and axis < self.confused:
                axis = (axis + 1) % self.confused
            row[axis] = 1
            row[self.language_axes[language]] = 0.5
        return rows
