"""How likely it is that the best hits answer the question: a small logistic model, first version.

Three things are looked at, none of which depends on how large the library is:

    likeness   the best passage's cosine with the question
    lead       how far that is above the median of the candidates: a question on nothing in the library has no best
    coverage   the share of the question's words, each by its rarity, that the best of the first passages holds

Coverage says nothing across languages, where it is taken at its mean. The coefficients were fitted by
`bench/confidence.py`, which asks questions of one collection of another. Left out of the fit, each set of questions
had 0 to 10 % of what has an answer refused, and 50 to 90 % of what has none; but a question that nearly has one (the
right report, another year) is not told apart from one that does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.model import Hit, Query
from index.search import Index
from index.terms import parse, stems, words

FIRST = 5
"""Passages of which the best coverage counts: those a person sees."""

INTERCEPT, LIKENESS, LEAD, COVERAGE = -27.47, 31.70, 22.86, 2.98
MEAN_COVERAGE = 0.5

ANSWERS = 0.5
"""Below this there is no good evidence."""


@dataclass(frozen=True, slots=True)
class Features:
    """What confidence is made of; `coverage` is None where no word could be compared."""

    likeness: float
    lead: float
    coverage: float | None


def features(query: Query, hits: Sequence[Hit], index: Index) -> Features:
    """Gives what the candidates, best first and at least one, say of the question."""
    scores = [hit.signals["dense"].score for hit in hits if "dense" in hit.signals] or [0.0]
    best = max(scores)
    return Features(best, best - median(scores), _coverage(query, hits[:FIRST], index))


def confidence(found: Features) -> float:
    """Gives how likely the question is answered, from 0 to 1."""
    coverage = MEAN_COVERAGE if found.coverage is None else found.coverage
    return 1 / (1 + math.exp(-(INTERCEPT + LIKENESS * found.likeness + LEAD * found.lead + COVERAGE * coverage)))


def _coverage(query: Query, hits: Sequence[Hit], index: Index) -> float | None:
    parsed = parse(query.text, query.language)
    asked = [*parsed.words, *(word for phrase in parsed.phrases for word in phrase)]
    rarity = {forms: index.terms.rarity(forms) for forms in (stems(word, query.language) for word in asked)}
    total = sum(rarity.values())
    spoken = [hit.passage for hit in hits if query.language in ("und", hit.passage.language)]
    if not spoken or not total:
        return None
    return max(
        sum(value for forms, value in rarity.items() if forms & {w.text for w in words(p.text, p.language)}) / total
        for p in spoken
    )
