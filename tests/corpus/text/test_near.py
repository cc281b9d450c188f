"""Names that a person may mean."""

import pytest

from corpus.text.near import did_you_mean, nearest, one_of

KEYS = ["nnsc-gvi-guide-2013", "nnsc-custom-notifications-2014", "abt-winship-2016", "muggah-2016", "braga-2017"]


@pytest.mark.parametrize(
    ("asked", "known", "found"),
    [
        ("nnsc-gvi", KEYS, ["nnsc-gvi-guide-2013"]),
        ("gvi-guide", KEYS, ["nnsc-gvi-guide-2013"]),
        ("NNSC", KEYS, ["nnsc-gvi-guide-2013", "nnsc-custom-notifications-2014"]),
        ("abt-2016", KEYS, ["abt-winship-2016"]),
        ("abt-winshp-2016", KEYS, ["abt-winship-2016"]),
        ("braga-2018", KEYS, ["braga-2017"]),
        ("braga-2017", KEYS, ["braga-2017"]),
        ("reprot", ["article", "report", "web page"], ["report"]),
        ("articles", ["article", "report"], ["article"]),
        ("Garcia", ["Maceira", "García Núñez"], ["García Núñez"]),
        ("Garcia", ["Maceira"], []),
        ("x", KEYS, []),
        ("", KEYS, []),
        ("anything", [], []),
    ],
)
def test_the_nearest_names(asked, known, found):
    """Names with the text in them, with its words, or with nearly its letters; and no others."""
    assert nearest(asked, known)[: len(found) or None] == found


def test_a_suggestion_names_at_most_three():
    """The shortest names come first."""
    assert nearest("report", [f"report {'x' * n}" for n in range(9, 1, -1)]) == [
        "report xx",
        "report xxx",
        "report xxxx",
    ]
    assert did_you_mean("reprot", ["report", "guide"]) == "Did you mean report?"
    assert did_you_mean("zzz", ["report", "guide"]) == ""
    assert [one_of(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a or b", "a, b or c"]
