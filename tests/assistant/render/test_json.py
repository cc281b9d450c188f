"""Answers, search results and explanations in JSON."""

import json
from dataclasses import replace

import pytest

from assistant.confidence import answers
from assistant.render.explanation import MAX_TERMS
from assistant.render.json import answer_json, evidence_json, explanation_json, hits_json, render_answer, to_json
from corpus.model import Locator
from index.thesaurus import Expansion
from tests.assistant.pieces import answer, evidence, explanation
from tests.assistant.render.samples import (
    BY_WORK,
    EXPLAINED,
    OTHER_WORKS,
    PLAIN,
    POISON,
    TWO_WORKS,
    guessed,
    retracted,
    table_row,
    unsure,
)
from tests.assistant.render.test_explanation import SomeFeatures


def test_json_carries_every_text():
    """JSON returns text unchanged, and a lone surrogate does not break it."""
    found = json.loads(render_answer(answer(evidence(POISON)), PLAIN))
    assert found["evidence"][0]["text"] == POISON
    assert json.loads(to_json({"a": "\ud800"})) == {"a": "?"}


def test_an_answer():
    """An answer has the fields that docs/json.md describes."""
    found = answer_json(answer(evidence("One. Two.", (5, 9))), PLAIN)
    assert found["answered"] is True
    assert found["schema"] == 1
    assert (found["missing"], found["missing_words"], found["left_out"]) == ([], [], 0)
    assert found["authors_not_held"] == []
    item = found["evidence"][0]
    assert (item["quote"], item["highlights"]) == ("Two.", [[5, 9]])
    assert (item["page"], item["page_label"], item["last_page"], item["seconds"]) == (1, None, 1, None)
    assert item["signals"] == {"dense": {"rank": 1, "score": 0.9}}
    assert (item["score"], item["added"]) == (1.0, {"terms": 1.0})


def test_a_row_has_the_head_of_its_table():
    """`table_head` is the head of the table that the quote is a row of, and null for a sentence."""
    assert evidence_json(table_row())["table_head"] == "Table 2. Deaths | 1990 2015"
    assert evidence_json(table_row())["quote"] == "South 40.9 34.4"
    assert evidence_json(replace(table_row(), highlights=((0, 5),)))["table_head"] is None
    assert evidence_json(table_row("Results in 2015"))["table_head"] is None


def test_what_is_missing():
    """What the passages lack is a list of names and a list of words; `left_out` is a number."""
    refused = replace(
        answer(evidence("One."), reason="a reason"),
        missing_in=(("Seattle", (1, 2)),),
        missing=("2022",),
        missing_words=("rain",),
        left_out=2,
    )
    found = answer_json(refused, PLAIN)
    assert (found["missing"], found["missing_words"], found["left_out"]) == (["2022"], ["rain"], 2)
    assert found["missing_in"] == [{"name": "Seattle", "ranks": [1, 2]}]


@pytest.mark.parametrize(
    ("locator", "fields"),
    [
        (Locator("page", 3, "iii"), {"page": 3, "page_label": "iii", "last_page": 1, "method": "text"}),
        (Locator("page", 3, None, 0.51234), {"page": 3, "method": "ocr", "ocr_confidence": 0.512}),
        (Locator("seconds", 75, "Ana"), {"seconds": 75, "speaker": "Ana", "page": None, "last_page": None}),
        (Locator("section", 2, "Results"), {"section": "Results", "page": None, "speaker": None}),
    ],
)
def test_the_place_of_a_quote(locator, fields):
    """A page, a second and a section each have fields of their own; the others are null."""
    piece = evidence("One.")
    found = evidence_json(replace(piece, citation=replace(piece.citation, locator=locator)))
    assert {name: found[name] for name in fields} == fields


def test_other_works_with_the_same_quote():
    """`also` has each other work with its page, and whether it says the same word for word."""
    assert evidence_json(evidence("One.", also=OTHER_WORKS))["also"] == [
        {
            "key": "opm-2014",
            "citation": "OPM (n.d.), p. 10 (PDF p. 12)",
            "page": 12,
            "page_label": "10",
            "verbatim": True,
            "notices": [],
        },
        {
            "key": "opm-2013",
            "citation": "OPM (n.d.), p. 7",
            "page": 7,
            "page_label": "7",
            "verbatim": False,
            "notices": [],
        },
    ]


def test_all_other_works_are_listed():
    """`also` has all other works, however many there are."""
    assert len(evidence_json(evidence("One.", also=OTHER_WORKS * 5))["also"]) == 10


@pytest.mark.parametrize("is_guess", [False, True])
def test_a_guessed_design(is_guess):
    """`design_guessed` says whether the design is a guess."""
    assert evidence_json(guessed(evidence("One."), is_guess))["design_guessed"] == is_guess


def test_what_was_announced_about_a_work():
    """`notices` has a retraction in parts and in words."""
    (notice,) = evidence_json(retracted(evidence("One.")))["notices"]
    text = "RETRACTED on 2019-07-26, see https://doi.org/10.1000/n*"
    assert notice == {"kind": "retraction", "date": "2019-07-26", "doi": "10.1000/n*", "text": text}


def test_what_is_unsure():
    """`uncertain` has the doubtful parts in plain words."""
    assert evidence_json(unsure(evidence("One."), "issued", "page", "DOI"))["uncertain"] == ["year", "pages", "DOI"]
    assert evidence_json(evidence("One."))["uncertain"] == []


def test_secondary_evidence():
    """A passage that cites a study is secondary, and `cites` has the study."""
    found = evidence_json(evidence("Homicides fell (Braga et al., 2018).", cites=("Braga et al., 2018",)))
    assert (found["secondary"], found["cites"]) == (True, ["Braga et al., 2018"])


def test_by_work_sources_lists_the_works():
    """`sources` lists each work with the ranks of its passages, in answers and in searches."""
    sources = [
        {"key": "guide", "citation": "“A Guide” (n.d.)", "title": "A Guide", "evidence": [1, 2]},
        {"key": "review", "citation": "“A Review” (n.d.)", "title": "A Review", "evidence": [3]},
    ]
    for source in sources:
        source.update(uncertain=[], notices=[])
    assert answer_json(answer(*TWO_WORKS), BY_WORK)["sources"] == sources
    assert hits_json("What?", TWO_WORKS, BY_WORK)["sources"] == sources
    assert "sources" not in answer_json(answer(*TWO_WORKS), PLAIN)
    assert answer_json(answer(*TWO_WORKS, reason="why"), BY_WORK)["sources"] == []


def test_no_evidence():
    """An answer without evidence has the closest passages."""
    found = answer_json(answer(evidence("Nearly."), reason="no passage speaks of it"), PLAIN)
    assert (found["answered"], found["evidence"], len(found["closest"])) == (False, [], 1)


def test_an_explanation():
    """`explain` says how the query was understood; of an answer also the features behind its confidence."""
    read = {
        "language": "en",
        "words": [{"word": "GVI", "stems": ["gvi"]}, {"word": "murders", "stems": ["murder"]}],
        "pairs": [["gvi", "murders"]],
        "forms": [],
        "corrections": [],
        "phrases": [],
        "excluded": [],
        "names": ["gvi"],
        "synonyms": [{"concept": "gvi", "asked": "GVI", "terms": ["focused deterrence", "pulling levers"]}],
        "translations": {"es": [{"concept": "gvi", "asked": "GVI", "terms": ["disuasión focalizada"]}]},
        "rerank": {"model": "reader", "passages": 8, "languages": ["en"], "reason": None},
        "compares": False,
        "weights": {"pairs": 0.2, "synonyms": 0.3, "named": 1.2, "rerank": 0.1},
    }
    assert hits_json("What?", [], EXPLAINED)["explain"] == read
    found = replace(answer(evidence("One.")), features=SomeFeatures(0.8714, None, 2))
    features = {"best_likeness": 0.8714, "coverage": None, "names": 2}
    expected = {**read, "features": features, "threshold": answers()}
    assert answer_json(found, EXPLAINED)["explain"] == expected
    assert "explain" not in answer_json(found, PLAIN)
    assert "explain" not in hits_json("What?", [], PLAIN)


def test_an_explanation_has_all_terms():
    """A concept has all its terms, however many there are."""
    many = tuple((f"term{n}",) for n in range(MAX_TERMS + 3))
    why = explanation(synonyms=(Expansion("gvi", ("GVI",), many),))
    assert len(explanation_json(why)["synonyms"][0]["terms"]) == MAX_TERMS + 3
