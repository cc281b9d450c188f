"""How far a model leans to a language for its own sake, and taking that away.

A multilingual encoder puts two texts of one language nearer to each other than what they say would; in a library of
several languages a Spanish question then finds any Spanish passage before the English one that answers. Texts that say
the same in each language (`parallel.json`) show by how much: with c(es) the mean of their Spanish vectors,

    leaning(es) = c(es) - c(en)        and a passage p in Spanish is kept as p - leaning(es)

so that its product with a question's vector is the likeness less what any Spanish text would have had. English is
where it was, and a library of one language is ranked as before. Language bias, and taking away what is common to a
language: Roy et al. (2020), LAReQA, https://arxiv.org/abs/2004.05484; Yang et al. (2021), https://arxiv.org/abs/2109.04727.

Measured on the paragraphs of XQuAD, every other one in Spanish, nDCG@10 fused with terms: Spanish questions whose
paragraph is in English 0.701 to 0.914 (in Spanish 0.993 to 0.975), English ones whose is in Spanish 0.797 to 0.917
(0.984 to 0.971). Half of the leaning gives half of the gain, and eight of XQuAD's own paragraphs as much as all 240.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.model import Language
from index.protocols import Encoder, FloatMatrix

TEXTS = Path(__file__).with_name("parallel.json")

READ = 0.75
"""Share of the parallel texts of a language that a model has to find by their English text, each among all, to be taken
for a model that reads it. Of another's vectors nothing would be left but chance."""


def mark() -> str:
    """Gives what stands for the parallel texts in an index's fingerprint."""
    return f"level {sha256(TEXTS.read_bytes()).hexdigest()[:12]}"


Leanings = Mapping[Language, NDArray[np.float32]]
"""What a model adds for a language, shape (dimensions,), by language; for English and others not here, nothing."""


def leanings(encoder: Encoder) -> Leanings:
    """Gives what a model adds for each language that it reads beside English."""
    texts: list[Mapping[Language, str]] = json.loads(TEXTS.read_text("utf-8"))
    vectors = {language: encoder.encode_passages([text[language] for text in texts]) for language in texts[0]}
    english = vectors.pop("en")
    found = {}
    for language, rows in vectors.items():
        centred = [each - each.mean(axis=0) for each in (english, rows)]
        right = np.argmax(centred[0] @ centred[1].T, axis=1) == np.arange(len(texts))
        if right.mean() >= READ:
            found[language] = rows.mean(axis=0) - english.mean(axis=0)
    return found


def level(vectors: FloatMatrix, languages: Sequence[Language], found: Leanings) -> FloatMatrix:
    """Gives the passages' vectors without what their languages add; they are no longer unit rows."""
    levelled = vectors.copy()
    for language, leaning in found.items():
        levelled[[each == language for each in languages]] -= leaning
    return levelled


def save(found: Leanings, path: Path) -> None:
    """Writes leanings as JSON: a list of figures for each language."""
    path.write_text(json.dumps({language: row.tolist() for language, row in found.items()}), "utf-8")


def load(path: Path) -> Leanings:
    """Reads what `save` wrote.

    Raises:
        LibraryDamaged: the file is missing, or is not what `save` writes.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
        return {language: np.array(row, dtype=np.float32) for language, row in stored.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise LibraryDamaged(f"the leanings in {str(path)!r} cannot be read: {error}") from error
