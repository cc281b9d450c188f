"""Answers and search results in Markdown."""

from dataclasses import replace

import pytest

from assistant.render.markdown import evidence_markdown, render_answer
from tests.assistant.pieces import answer, evidence
from tests.assistant.render.samples import (
    BY_WORK,
    OTHER_WORKS,
    PLAIN,
    TWO_WORKS,
    guessed,
    noted,
    poisoned,
    retracted,
    table_row,
    unsure,
)

BOTH = pytest.mark.parametrize("context", [PLAIN, BY_WORK], ids=["by passage", "by work"])


@BOTH
def test_a_document_cannot_control_markdown(context):
    """Nothing in a document is read as Markdown or HTML."""
    shown = render_answer(answer(poisoned()), context)
    assert "<script" not in shown.replace("\\<", "")
    assert "\\*star\\*" in shown
    assert "\\`code\\`" in shown
    assert shown.count("alert") == shown.count("\\<script\\>alert")
    assert "\x1b" not in shown


@BOTH
def test_other_works_with_the_same_quote_are_named(context):
    """A passage names the other works with the same quote, and marks a work that says it with changes."""
    shown = render_answer(answer(evidence("One.", also=OTHER_WORKS)), context)
    assert "Also in: OPM (n.d.), p. 10 (PDF p. 12); OPM (n.d.), p. 7 (with changes)." in shown


@BOTH
@pytest.mark.parametrize(("is_guess", "design"), [(False, "descriptive"), (True, "descriptive (guess)")])
def test_the_design_follows_the_title(context, is_guess, design):
    """Each title is followed by the work's design, and a guess is marked."""
    assert f"*A Work*. {design}." in render_answer(answer(guessed(evidence("One."), is_guess)), context)


@BOTH
def test_a_citation_says_what_is_unsure(context):
    """What may be wrong about a work follows its design."""
    assert "descriptive. (volume unsure.)" in render_answer(answer(unsure(evidence("One."), "volume")), context)


@BOTH
def test_a_retraction_is_beside_every_citation(context):
    """A retraction of the work is said in words, and no DOI can change the Markdown."""
    shown = render_answer(answer(retracted(evidence("One."))), context)
    assert r"**RETRACTED on 2019-07-26, see https://doi.org/10.1000/n\*.**" in shown


@BOTH
def test_secondary_evidence_is_marked(context):
    """A passage that cites a study is called secondary, with the study that it cites."""
    piece = evidence("Homicides fell (Braga et al., 2018).", cites=("Braga et al., 2018",))
    assert "Secondary, cites: Braga et al., 2018." in render_answer(answer(piece), context)


@BOTH
def test_a_row_is_below_the_head_of_its_table(context):
    """The head is in the quotation, on a line above the row, and cannot control Markdown."""
    shown = render_answer(answer(table_row("Table 2. Deaths* | 1990 2015")), context)
    assert "> *Table 2. Deaths\\* \\| 1990 2015*\\\n   > South 40.9 34.4\n" in shown


def test_by_work_a_work_is_shown_once():
    """Each work is numbered and shown once, with the quotes of its passages below."""
    shown = evidence_markdown(TWO_WORKS, by_work=True)
    assert shown.count("A Guide") == 2  # in place of an author, and as the title
    assert shown.index("One.") < shown.index("Two.") < shown.index("2. “A Review”")


@BOTH
def test_what_is_missing_is_said(context):
    """What no passage mentions is above the passages, and cannot control Markdown."""
    found = replace(answer(evidence("One.")), missing=("2022", "*Seattle*"), left_out=2)
    shown = render_answer(found, context)
    missing = "None of these passages mentions 2022 or \\*Seattle\\*."
    assert shown.index(missing) < shown.index("One.") < shown.index("2 more passages add little.")
    refused = replace(answer(evidence("One."), reason="a reason"), missing_words=("<b>",))
    assert "Closest, though none answers it. None of them has the word “\\<b\\>”." in render_answer(refused, context)


def test_no_evidence_states_the_reason():
    """An answer without evidence states the reason and the closest passages."""
    shown = render_answer(answer(evidence("Nearly."), reason="no passage speaks of it"), PLAIN)
    assert "No good evidence: no passage speaks of it." in shown
    assert "Closest, though none answers it." in shown


@BOTH
def test_a_note_is_not_shown_as_a_quotation(context):
    """The text of a note is shown as a note, because it is not the text of the work."""
    shown = render_answer(answer(noted(evidence("One."))), context)
    assert "One." in shown
    assert "summary by this library, not a quotation" in shown
    assert "> One." not in shown
    assert "not a quotation" not in render_answer(answer(evidence("One.")), context)
