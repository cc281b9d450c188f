"""The language bias of a model: measure it, and remove it from vectors.

A multilingual encoder puts two texts of one language nearer to each other than their content would. In a library of
several languages, a Spanish query then finds any Spanish passage before the English passage that answers it. Texts that
say the same in each language (`parallel.json`) show how much. With c(es) the mean of their Spanish vectors,

    leaning(es) = c(es) - c(en)        and a Spanish passage p is stored as p - leaning(es)

so that its product with the vector of a query is its score without the bonus that every Spanish text gets. English
vectors do not change, and a library of one language has the same ranking as before. On language bias, and on removing
the component that a language has in common: Roy et al. (2020), LAReQA, https://arxiv.org/abs/2004.05484; Yang et al.
(2021), https://arxiv.org/abs/2109.04727.

Measured on the paragraphs of XQuAD, every other one in Spanish, nDCG@10 fused with terms. Spanish queries: 0.701 to
0.914 if the paragraph is in English, 0.993 to 0.975 if it is in Spanish. English queries: 0.797 to 0.917 if the
paragraph is in Spanish, 0.984 to 0.971 if it is in English. Half of the leaning brings half of the gain. Eight of
XQuAD's own paragraphs are as good as all 240.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.model import Language
from corpus.plain_files import open_plain
from index.protocols import Encoder, FloatMatrix

PARALLEL_TEXTS = Path(__file__).with_name("parallel.json")

MIN_TRANSLATIONS_FOUND = 0.75
"""Minimum share of a language's parallel texts that a model must match with their English text, each among all.

With less, the model does not understand the language, and only noise would be left of its vectors.
"""

Leanings = Mapping[Language, NDArray[np.float32]]
"""By language, the vector that a model adds for it, shape (dimensions,). English and languages not here have none."""


def fingerprint_part() -> str:
    """Return the part of an index's fingerprint that changes with the parallel texts."""
    digest = sha256(PARALLEL_TEXTS.read_bytes()).hexdigest()
    return f"level {digest[:12]}"


def measure_leanings(encoder: Encoder) -> Leanings:
    """Return the leaning of a model to each language that it understands, except English."""
    texts: list[Mapping[Language, str]] = json.loads(PARALLEL_TEXTS.read_text("utf-8"))
    vectors = {}
    for language in texts[0]:
        translations = [text[language] for text in texts]
        vectors[language] = encoder.encode_passages(translations)
    english = vectors.pop("en")
    english_centre = english.mean(axis=0)
    found = {}
    for language, rows in vectors.items():
        centre = rows.mean(axis=0)
        likeness = (english - english_centre) @ (rows - centre).T
        nearest = np.argmax(likeness, axis=1)
        is_found = nearest == np.arange(len(texts))
        if is_found.mean() >= MIN_TRANSLATIONS_FOUND:
            found[language] = centre - english_centre
    return found


def subtract_leanings(vectors: FloatMatrix, languages: Sequence[Language], leanings: Leanings) -> FloatMatrix:
    """Return passages' vectors without the leanings to their languages. They are not of unit length any more."""
    result = vectors.copy()
    for language, leaning in leanings.items():
        is_in_language = [each == language for each in languages]
        result[is_in_language] -= leaning
    return result


def save(leanings: Leanings, path: Path) -> None:
    """Write leanings as JSON: a list of numbers for each language."""
    stored = {language: vector.tolist() for language, vector in leanings.items()}
    path.write_text(json.dumps(stored), "utf-8")


def load(path: Path) -> Leanings:
    """Read the leanings that `save` wrote.

    Raises:
        LibraryDamaged: the file is missing or malformed.
    """
    try:
        with open_plain(path) as file:
            stored = json.load(file)
        leanings = {language: np.array(vector, dtype=np.float32) for language, vector in stored.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise LibraryDamaged(f"the leanings in {str(path)!r} cannot be read: {error}") from error
    for leaning in leanings.values():
        if leaning.ndim != 1 or not np.isfinite(leaning).all():
            raise LibraryDamaged(f"the leanings in {str(path)!r} are not lists of numbers")
    return leanings
