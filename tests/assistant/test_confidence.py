import json
import math
from types import SimpleNamespace

import pytest

from assistant import confidence as module
from assistant.confidence import VERBATIM, Features, answers, confidence, features, load
from corpus.model import Filter, Naming
from index.model import Hit, Query, Signal
from tests.assistant.pieces import passage

SEEN = Features(likeness=0.85, lead=0.04, coverage=0.5, names=0.5, reading=1.0, foreign=0.0, quoted=False)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A model by hand: two signs, a spread above (below) the usual counts twice (three times) as much."""
    signs = {
        "likeness": {"usual": 0.8, "spread": 0.1, "weight": 2.0},
        "coverage": {"usual": 0.4, "spread": 0.2, "weight": -3.0},
    }
    path = tmp_path / "confidence.json"
    path.write_text(json.dumps({"intercept": 0.5, "features": signs, "answers": 0.7}))
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
        (0.8, 0.4, 0.5),  # all as usual: the intercept
        (0.85, 0.4, 1.5),  # half a spread above, times 2
        (0.8, 0.6, -2.5),  # a spread above, times -3
        (0.8, None, 0.5),  # not seen counts as usual
    ],
)
def test_confidence_is_the_logistic_of_the_weighed_signs(likeness, coverage, total):
    """This test ensures that each sign counts by its distance from the usual, in spreads."""
    seen = Features(likeness, 0.0, coverage, None, None, 0.0, quoted=False)
    assert confidence(seen) == pytest.approx(logistic(total))
    assert answers() == 0.7


@pytest.mark.usefixtures("written")
def test_what_is_quoted_and_found_is_an_answer():
    """This test ensures that a phrase that stands there word for word is not refused for being unlike the question."""
    unlike = Features(-1.0, 0.0, 1.0, None, None, 0.0, quoted=True)
    assert confidence(unlike) == VERBATIM
    assert confidence(Features(2.0, 0.0, None, None, None, 0.0, quoted=True)) == pytest.approx(logistic(24.5))


@pytest.mark.parametrize(
    "less",
    [
        {"likeness": 0.80},
        {"lead": 0.01},
        {"coverage": 0.1},
        {"names": 0.0},
        {"reading": -6.0},
    ],
)
def test_every_sign_of_the_fitted_model_speaks_for_an_answer(less):
    """This test ensures that a less like, less clear or less covering passage makes the fitted model less sure."""
    values = {name: getattr(SEEN, name) for name in Features.__slots__}
    assert confidence(Features(**{**values, **less})) < confidence(SEEN)


def test_the_fitted_model_knows_every_sign_and_can_say_both():
    """This test ensures that the file fits the code, and that its limit divides what is clear."""
    assert set(load()["features"]) == set(Features.__slots__) - {"quoted"}
    nothing = Features(0.75, 0.01, 0.0, 0.0, -8.0, 0.0, quoted=False)
    everything = Features(0.92, 0.12, 1.0, 1.0, 6.0, 0.0, quoted=False)
    assert confidence(nothing) < answers() < confidence(everything)


# --- what is seen ----------------------------------------------------------------------------------------------

RARITY = {"boston": 3.0, "homicid": 2.0, "fell": 1.0, "fall": 1.0}


def seen(question: str, *hits: Hit, language: str = "en") -> Features:
    """What the hits show, in an index where the words' rarities are those of RARITY, and a work called "Atlas"."""
    terms = SimpleNamespace(rarity=lambda forms: max(RARITY.get(form, 0.0) for form in forms))
    corpus = SimpleNamespace(namings=lambda sources: {source: Naming("Atlas of Boston", "") for source in sources})
    query = Query(question, 5, Filter(), language)
    return features(query, hits, SimpleNamespace(terms=terms), corpus)


def found(text: str, dense: float, reading: float | None = None) -> Hit:
    signals = {"dense": Signal(1, dense)} | ({"rerank": Signal(1, reading)} if reading is not None else {})
    return Hit(passage(text), 1, 1.0, signals)


def test_likeness_and_lead_are_of_the_best_passage():
    """This test ensures that the lead is counted from the median: 0.9 - 0.8, and that passages without one are left."""
    hits = [found("One.", 0.8), found("Two.", 0.9), found("Three.", 0.7), Hit(passage("Four."), 4, 1.0, {})]
    figures = seen("What fell?", *hits)
    assert (figures.likeness, figures.lead) == (0.9, pytest.approx(0.1))


def test_coverage_is_the_share_of_the_words_by_rarity_in_the_best_passage():
    """This test ensures that of Boston (3), homicides (2) and fell (1) a passage with the last two holds 3 of 6."""
    figures = seen("Boston homicides fell?", found("It fell.", 0.8), found("Homicide fell there.", 0.8))
    assert figures.coverage == pytest.approx(3 / 6)


def test_names_are_looked_for_in_the_work_as_well():
    """This test ensures that a passage need not repeat what its title says, and that no name is no sign."""
    assert seen("Which homicides fell in Boston?", found("They fell.", 0.8)).names == 1.0
    assert seen("which homicides fell?", found("They fell.", 0.8)).names is None


def test_words_say_nothing_of_a_passage_in_another_language():
    """This test ensures that coverage and names are not seen across languages, and that such a question is known."""
    figures = seen("¿Bajaron los homicidios en Boston?", found("Homicides fell in Boston.", 0.8), language="es")
    assert (figures.coverage, figures.names, figures.foreign) == (None, None, 1.0)


@pytest.mark.parametrize(
    ("language", "scores", "reading"),
    [
        ("en", (-3.0, 2.0), 2.0),
        ("en", (9.5,), 6.0),
        ("en", (-11.0,), -8.0),
        ("en", (None,), None),
        ("es", (81.0,), None),
    ],
)
def test_reading_is_the_best_of_the_cross_encoder_alone(language, scores, reading):
    """This test ensures that it is kept within bounds, and that sentence likeness in other languages is not it."""
    assert seen("Boston?", *(found("Text.", 0.8, score) for score in scores), language=language).reading == reading
