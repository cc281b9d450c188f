"""How likely it is that the best hits answer the question: a logistic model of a few signs, kept in `confidence.json`.

None of the signs depends on how large the library is:

    likeness   the best passage's likeness to the question, by meaning
    lead       how far that is above the median of the candidates: a question on nothing in the library has no best
    coverage   the share of the question's words, each by its rarity, that the best of the first passages holds
    names      the same of its names and numbers alone, wherever the passage or its work has them
    reading    what the cross-encoder gave the best passage, from `LEAST` to `MOST`
    foreign    1 for a question that is not in English: the model finds those less like anything, 0 for all others

A sign that cannot be seen (coverage and names where the first passage is in another language, a question without
names, no cross-encoder) counts as its usual value. A phrase in quotes is only found where it stands word for word, so
then the confidence is `VERBATIM` at least.

The weights were fitted by `bench/confidence.py`: on questions asked where their answer is, where it was left out, and
of other collections. What it reaches on questions it was not fitted to stands in `docs/confidence.md`.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

from corpus.model import Passage
from corpus.store.corpus import Corpus
from index.model import Hit, Query
from index.named_works import names
from index.search import Index
from index.terms import parse, stems, words

MODEL = Path(__file__).with_name("confidence.json")

FIRST = 5
"""Passages of which the best coverage counts: those a person sees."""

LEAST, MOST = -8.0, 6.0
"""Points of the cross-encoder beyond which more of them say nothing more."""

VERBATIM = 0.95
"""Confidence where the question quotes a phrase: chosen."""


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is made of; None where it cannot be seen."""

    likeness: float
    lead: float
    coverage: float | None
    names: float | None
    reading: float | None
    foreign: float
    quoted: bool


def features(query: Query, hits: Sequence[Hit], index: Index, corpus: Corpus) -> Features:
    """Gives what the candidates, best first and at least one, say of the question."""
    scores = [hit.signals["dense"].score for hit in hits if "dense" in hit.signals] or [0.0]
    read = [hit.signals["rerank"].score for hit in hits if "rerank" in hit.signals]
    parsed = parse(query.text, query.language)
    asked = [*parsed.words, *(word for phrase in parsed.phrases for word in phrase)]
    first = [hit.passage for hit in hits[:FIRST]]
    spoken = [p for p in first if "und" in (query.language, p.language) or p.language == query.language]
    native = spoken[:1] == first[:1]
    said = names(query.text) if native else ()
    return Features(
        max(scores),
        max(scores) - median(scores),
        _held((stems(word, query.language) for word in asked), map(_stems, spoken) if native else (), index),
        _held((frozenset({name}) for name in said), _words(first, corpus) if said else (), index),
        min(max(*read, LEAST), MOST) if read and query.language == "en" else None,
        float(query.language not in ("en", "und")),
        bool(parsed.phrases),
    )


def confidence(found: Features, model: Mapping[str, Any] | None = None) -> float:
    """Gives how likely the question is answered, from 0 to 1, by the fitted model or another of its form."""
    model = model or load()
    values = asdict(found)
    total = model["intercept"] + sum(
        sign["weight"] * (values[name] - sign["usual"]) / sign["spread"]
        for name, sign in model["features"].items()
        if values[name] is not None
    )
    sure = 1 / (1 + math.exp(-total))
    return max(sure, VERBATIM) if found.quoted else sure


def answers() -> float:
    """Gives the confidence below which there is no good evidence."""
    return float(load()["answers"])


@lru_cache(maxsize=1)
def load() -> Mapping[str, Any]:
    """Gives the fitted model, as it stands in its file."""
    model: Mapping[str, Any] = json.loads(MODEL.read_text("utf-8"))
    return model


def _held(wanted: Iterable[frozenset[str]], passages: Iterable[Set[str]], index: Index) -> float | None:
    """Gives the share of what is wanted, by rarity, that the best passage holds; None where there is nothing to see."""
    rarity = {forms: index.terms.rarity(forms) for forms in wanted}
    total = sum(rarity.values())
    shares = [sum(value for forms, value in rarity.items() if forms & held) for held in passages]
    return max(shares) / total if shares and total else None


def _stems(passage: Passage) -> set[str]:
    return {word.text for word in words("\n".join([passage.text, *passage.headings]), passage.language)}


def _words(passages: Sequence[Passage], corpus: Corpus) -> list[set[str]]:
    """Gives the words of each passage and of what its work may be named by."""
    namings = corpus.namings({passage.source for passage in passages})
    found = []
    for passage in passages:
        naming = namings.get(passage.source)
        said = [passage.text, *passage.headings, *((naming.record, naming.opening) if naming else ())]
        found.append({word.text for word in words("\n".join(said).replace("_", " "))})
    return found
