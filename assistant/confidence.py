"""The probability that the best hits answer the query: a logistic model of a few features, in `confidence.json`.

No feature depends on the size of the library:

    likeness   the score of the best passage in vector search
    lead       the likeness minus the median of the candidates: a query about nothing in the library has no lead
    coverage   the share of the query's words, weighted by rarity, that the best of the first passages has
    names      the same for names and numbers only, in the passage or in the record of its work
    rerank     the score of the cross-encoder for the best passage, limited to `MIN_POINTS` to `MAX_POINTS`
    missing    1 if none of the first passages mentions a name or year of the query, 0.5 if the first one does not and
               another does (`assistant.missing`)
    foreign    1 for a query that is not in English: the model finds them less like any passage; 0 for all others

A feature is unknown in some cases: coverage and names if the first passage is in another language, names if the query
has none, rerank without a cross-encoder. An unknown feature counts as its usual value. A quoted phrase is only found
where it occurs word for word, so the confidence is then at least `QUOTED_CONFIDENCE`. So it is if the query is nothing
but an identifier, a title or an author of the best passage's work.

`bench/confidence.py` fits the weights: on questions asked of the collection with the answer, of the same collection
without the documents that answer, and of other collections. `docs/confidence.md` has the results on questions that the
fit did not see.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

from assistant.missing import missing_in_first, missing_names
from corpus.model import Passage
from corpus.store.corpus import Corpus
from index.model import Hit, SignalName
from index.protocols import TermStore
from index.query import Query
from index.score import is_native
from index.terms import stems, words

MODEL = Path(__file__).with_name("confidence.json")

COVERAGE_PASSAGES = 5
"""The best coverage of this many first passages counts: the passages that a person sees."""

MIN_POINTS, MAX_POINTS = -8.0, 6.0
"""Points of the cross-encoder beyond which more points carry no information."""

ANSWERS_WITHOUT_A_NAME = 0.85
"""Minimum confidence of an answer if no passage mentions a name of the query. `bench/LOG.md` has other values."""

QUOTED_CONFIDENCE = 0.95
"""Minimum confidence if the query quotes a phrase: chosen."""


@dataclass(frozen=True, slots=True)
class Features:
    """The input of the confidence model; None if unknown."""

    likeness: float
    lead: float
    coverage: float | None
    names: float | None
    rerank: float | None
    missing: float
    foreign: float
    quoted: bool


def features(query: Query, hits: Sequence[Hit], terms: TermStore, corpus: Corpus) -> Features:
    """Return the features of a query and its candidates, best first, at least one."""
    dense_scores = _scores(hits, SignalName.DENSE) or [0.0]
    likeness = max(dense_scores)
    first = [hit.passage for hit in hits[:COVERAGE_PASSAGES]]
    coverage = names = None
    if is_native(query, first[0]):
        coverage = _word_coverage(query, first, terms)
        names = _name_coverage(query, first, terms, corpus)
    return Features(
        likeness=likeness,
        lead=likeness - median(dense_scores),
        coverage=coverage,
        names=names,
        rerank=_rerank_points(query, hits),
        missing=_missing(query, hits[:COVERAGE_PASSAGES], corpus),
        foreign=float(query.language not in ("en", "und")),
        quoted=bool(query.phrases) or _is_the_work_itself(hits[0]),
    )


def confidence(found: Features, model: Mapping[str, Any] | None = None) -> float:
    """Return how likely it is that the query is answered, from 0 to 1, by the stored model or another like it."""
    model = model or load()
    values = asdict(found)
    weighted = []
    for name, feature in model["features"].items():
        value = values[name]
        if value is not None:
            distance = value - feature["usual"]
            weighted.append(feature["weight"] * distance / feature["spread"])
    total = model["intercept"] + sum(weighted)
    probability = 1 / (1 + math.exp(-total))
    if found.quoted:
        return max(probability, QUOTED_CONFIDENCE)
    return probability


def answers(found: Features | None = None) -> float:
    """Return the confidence below which there is no good evidence, for a query with these features."""
    limit = float(load()["answers"])
    if found is not None and found.missing == 1 and not found.quoted:
        return max(limit, ANSWERS_WITHOUT_A_NAME)
    return limit


@lru_cache(maxsize=1)
def load() -> Mapping[str, Any]:
    """Return the stored model, in the form of its file."""
    model: Mapping[str, Any] = json.loads(MODEL.read_text("utf-8"))
    return model


def _scores(hits: Sequence[Hit], name: SignalName) -> list[float]:
    scores = []
    for hit in hits:
        if name in hit.signals:
            scores.append(hit.signals[name].score)
    return scores


def _is_the_work_itself(hit: Hit) -> bool:
    """Return whether the query only asks for the work of a hit: by an identifier, its title, or its author."""
    return SignalName.ASKED in hit.signals and hit.signals[SignalName.ASKED].score == 1


def _rerank_points(query: Query, hits: Sequence[Hit]) -> float | None:
    """Return the best score of the cross-encoder. It scores queries in English only."""
    scores = _scores(hits, SignalName.RERANK)
    if query.language != "en" or not scores:
        return None
    return min(max(*scores, MIN_POINTS), MAX_POINTS)


def _missing(query: Query, first: Sequence[Hit], corpus: Corpus) -> float:
    """Return 1.0 if no passage mentions a name that the query asks about, 0.5 if only the first does not, else 0.0."""
    if missing_names(query, first, corpus):
        return 1.0
    return 0.5 if missing_in_first(query, first, corpus) else 0.0


def _word_coverage(query: Query, passages: Sequence[Passage], terms: TermStore) -> float | None:
    """Return the share of the query's words that the best passage in its language has."""
    asked = [word.stems for word in query.words]
    for phrase in query.phrases:
        asked += [stems(word, query.language) for word in phrase]
    native = [_stems(passage) for passage in passages if is_native(query, passage)]
    return _best_share(asked, native, terms)


def _name_coverage(query: Query, passages: Sequence[Passage], terms: TermStore, corpus: Corpus) -> float | None:
    """Return the share of the query's names that the best passage has, in its text or in the record of its work."""
    if not query.names:
        return None
    asked = [frozenset({name}) for name in query.names]
    return _best_share(asked, _words_with_work(passages, corpus), terms)


def _best_share(asked: Iterable[frozenset[str]], passages: Iterable[Set[str]], terms: TermStore) -> float | None:
    """Return the share of the words, weighted by rarity, that the best passage has; None if all weights are 0.

    Args:
        asked: the forms of each word.
        passages: the words of each passage.
        terms: the store that knows how rare words are.
    """
    rarity = {forms: terms.rarity(forms) for forms in asked}
    total = sum(rarity.values())
    if total == 0:
        return None
    best = 0.0
    for in_passage in passages:
        covered = sum(value for forms, value in rarity.items() if forms & in_passage)
        best = max(best, covered)
    return best / total


def _stems(passage: Passage) -> set[str]:
    text = "\n".join([passage.text, *passage.headings])
    return {word.text for word in words(text, passage.language)}


def _words_with_work(passages: Sequence[Passage], corpus: Corpus) -> list[set[str]]:
    """Return the words of each passage and of the texts that name its work."""
    sources = {passage.source for passage in passages}
    namings = corpus.namings(sources)
    found = []
    for passage in passages:
        texts = [passage.text, *passage.headings]
        naming = namings.get(passage.source)
        if naming:
            texts += [naming.record, naming.opening]
        text = "\n".join(texts).replace("_", " ")
        found.append({word.text for word in words(text)})
    return found
