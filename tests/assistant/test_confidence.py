import json
import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant import confidence as module
from assistant.confidence import (
    ANSWERS_WITHOUT_A_NAME,
    QUOTED_CONFIDENCE,
    Features,
    answers,
    confidence,
    features,
    load,
)
from corpus.model import Naming
from index.model import Hit, Signal
from index.query import parse_query
from tests.assistant.pieces import passage

SEEN = Features(likeness=0.85, lead=0.04, coverage=0.5, names=0.5, rerank=1.0, missing=0.0, foreign=0.0, quoted=False)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A model by hand with two features; a spread above the usual value counts 2 for one and -3 for the other."""
    features = {
        "likeness": {"usual": 0.8, "spread": 0.1, "weight": 2.0},
        "coverage": {"usual": 0.4, "spread": 0.2, "weight": -3.0},
    }
    path = tmp_path / "confidence.json"
    path.write_text(json.dumps({"intercept": 0.5, "features": features, "answers": 0.7}))
    monkeypatch.setattr(module, "MODEL", path)
    load.cache_clear()
    yield
    load.cache_clear()


def logistic(total: float) -> float:
    return 1 / (1 + math.exp(-total))


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("likeness", "coverage", "total"),
    [
        (0.8, 0.4, 0.5),  # all have their usual value: the intercept
        (0.85, 0.4, 1.5),  # half a spread above, times 2
        (0.8, 0.6, -2.5),  # a spread above, times -3
        (0.8, None, 0.5),  # unknown counts as the usual value
    ],
)
def test_confidence_is_the_logistic_of_the_weighted_features(likeness, coverage, total):
    """Each feature counts by its distance from the usual value, in spreads."""
    seen = Features(likeness, 0.0, coverage, None, None, 0.0, 0.0, quoted=False)
    assert confidence(seen) == pytest.approx(logistic(total))
    assert answers() == 0.7


@pytest.mark.usefixtures("written")
def test_a_quoted_phrase_that_is_found():
    """A phrase that is found word for word is an answer even if its passage is unlike the query."""
    unlike = Features(-1.0, 0.0, 1.0, None, None, 0.0, 0.0, quoted=True)
    assert confidence(unlike) == QUOTED_CONFIDENCE
    assert confidence(Features(2.0, 0.0, None, None, None, 0.0, 0.0, quoted=True)) == pytest.approx(logistic(24.5))


@pytest.mark.parametrize(
    "less",
    [
        {"likeness": 0.80},
        {"lead": 0.01},
        {"coverage": 0.1},
        {"names": 0.0},
        {"rerank": -6.0},
        {"missing": 1.0},
    ],
)
def test_every_feature_of_the_stored_model_counts_for_an_answer(less):
    """A lower value of a feature lowers the confidence of the stored model; so does a name that is missing."""
    values = {name: getattr(SEEN, name) for name in Features.__slots__}
    assert confidence(Features(**{**values, **less})) < confidence(SEEN)


def test_the_stored_model_has_every_feature():
    """The file has every feature, and its limit separates clear cases."""
    assert set(load()["features"]) == set(Features.__slots__) - {"quoted"}
    nothing = Features(0.75, 0.01, 0.0, 0.0, -8.0, 1.0, 0.0, quoted=False)
    everything = Features(0.92, 0.12, 1.0, 1.0, 6.0, 0.0, 0.0, quoted=False)
    assert confidence(nothing) < answers() < confidence(everything)


# --- features ----------------------------------------------------------------------------------------------

RARITY = {"boston": 3.0, "homicid": 2.0, "fell": 1.0, "fall": 1.0}


def seen(question: str, *hits: Hit, language: str = "en") -> Features:
    """Return the features of hits in a work called "Atlas of Boston", with the rarity of words from RARITY."""
    terms = SimpleNamespace(rarity=lambda forms: max(RARITY.get(form, 0.0) for form in forms))
    corpus = SimpleNamespace(namings=lambda sources: {source: Naming("Atlas of Boston", "") for source in sources})
    return features(parse_query(question, language), hits, terms, corpus)


def found(text: str, dense: float, rerank: float | None = None) -> Hit:
    signals = {"dense": Signal(1, dense)} | ({"rerank": Signal(1, rerank)} if rerank is not None else {})
    return Hit(passage(text), 1, 1.0, signals, {})


def test_likeness_and_lead_are_of_the_best_passage():
    """The lead is counted from the median: 0.9 - 0.8. Passages without a score in vector search are left out."""
    hits = [found("One.", 0.8), found("Two.", 0.9), found("Three.", 0.7), Hit(passage("Four."), 4, 1.0, {}, {})]
    figures = seen("What fell?", *hits)
    assert (figures.likeness, figures.lead) == (0.9, pytest.approx(0.1))


def test_coverage_is_the_share_of_the_words_by_rarity_in_the_best_passage():
    """Of Boston (3), homicides (2) and fell (1), a passage with the last two has 3 of 6."""
    figures = seen("Boston homicides fell?", found("It fell.", 0.8), found("Homicide fell there.", 0.8))
    assert figures.coverage == pytest.approx(3 / 6)


def test_names_in_the_record_of_the_work():
    """Names also count in the record of the work; without names in the query the feature is unknown."""
    assert seen("Which homicides fell in Boston?", found("They fell.", 0.8)).names == 1.0
    assert seen("which homicides fell?", found("They fell.", 0.8)).names is None


def test_a_passage_in_another_language():
    """Coverage and names are unknown across languages, and the query is foreign."""
    figures = seen("¿Bajaron los homicidios en Boston?", found("Homicides fell in Boston.", 0.8), language="es")
    assert (figures.coverage, figures.names, figures.foreign) == (None, None, 1.0)


@pytest.mark.parametrize(
    ("language", "scores", "expected"),
    [
        ("en", (-3.0, 2.0), 2.0),
        ("en", (9.5,), 6.0),
        ("en", (-11.0,), -8.0),
        ("en", (None,), None),
        ("es", (81.0,), None),
    ],
)
def test_rerank_is_the_best_score_of_the_cross_encoder(language, scores, expected):
    """The score is limited; the scores of the sentence reranker, in other languages, do not count."""
    assert seen("Boston?", *(found("Text.", 0.8, score) for score in scores), language=language).rerank == expected


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        ("Which homicides fell in Zagreb?", ["They fell in Zagreb.", "They fell."], 0.0),
        ("Which homicides fell in Zagreb?", ["They fell.", "They fell in Zagreb."], 0.5),
        ("Which homicides fell in Zagreb?", ["They fell.", "They fell in Lisbon."], 1.0),
        # A passage beyond the passages that a person sees does not count.
        ("Which homicides fell in Zagreb?", ["They fell."] * 4 + ["They fell in Zagreb."], 0.5),
        ("Which homicides fell in Zagreb?", ["They fell."] * 5 + ["They fell in Zagreb."], 1.0),
        ("Which homicides fell in 2013?", ["They fell in 2013.", "They fell."], 0.0),
        ("Which homicides fell in 2013?", ["They fell in 2012.", "They fell in 2013."], 0.5),
        ("Which homicides fell in 2013?", ["They fell in 2012.", "They fell."], 1.0),
        # One of two names is nowhere, or in another passage than the first.
        ("Which homicides fell in Zagreb and Lisbon?", ["They fell in Lisbon.", "They rose in Lisbon."], 1.0),
        ("Which homicides fell in Zagreb and Lisbon?", ["They fell in Lisbon.", "They fell in Zagreb."], 0.5),
        ("Which homicides fell in Boston?", ["They fell."], 0.0),  # in the record of the work
        ("which homicides fell?", ["They fell."], 0.0),  # nothing is named
    ],
)
def test_a_name_that_is_missing(question, texts, expected):
    """1 if none of the first five passages mentions a name or year of the query, 0.5 if only the first does not."""
    assert seen(question, *(found(text, 0.8) for text in texts)).missing == expected


def test_an_answer_without_a_name_of_the_query_needs_more_confidence():
    """A quoted phrase is searched word for word, so nothing more is needed for it."""
    known = replace(SEEN, missing=0.5)
    assert answers(known) == answers()
    assert answers(replace(known, missing=1.0)) == ANSWERS_WITHOUT_A_NAME
    assert answers(replace(known, missing=1.0, quoted=True)) == answers()
