"""Which works a question names."""

from math import log

import pytest

from index.works import DOUBT, named, names

WORKS = {"a": "ADOBE_2016_10K", "b": "ADOBE_2022_10K", "c": "PEPSICO_2022_10K"}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Adobe's margin in FY2022?", ("adobe", "2022")),
        ("How did Best Buy do in FY22?", ("best", "bestbuy", "buy", "2022")),
        ("Johnson & Johnson in Q2 2023", ("johnson", "johnsonjohnson", "q2", "2023")),
        ("¿Qué dice México sobre el 911?", ("mexico", "911")),
        ("what works in policing", ()),
        ("WHAT DID THEY SAY ABOUT 3M", ("3m",)),
        ("", ()),
    ],
)
def test_names_are_capitals_and_digits(question, expected):
    """This test ensures that names, numbers and years are found, and words that only begin a question are not."""
    assert names(question) == expected


def test_a_work_counts_by_how_few_have_the_name():
    """This test ensures that both names of a work count, each by log(works / works that have it), over the best."""
    best = 2 * log(3 / 2)
    found = named("What was Adobe's margin in FY2022?", WORKS)
    expected = {"a": best / 2, "b": best, "c": best / 2}
    assert found == pytest.approx({work: value / (best + DOUBT) for work, value in expected.items()})


def test_what_every_work_has_or_none_names_nothing():
    """This test ensures that a name tells works apart or counts for nothing."""
    assert set(named("10K of IBM", WORKS).values()) == {0.0}
    assert named("Adobe", {}) == {}
