"""The terminal text of answers and search results."""

from dataclasses import replace

import pytest

from assistant.model import Also
from assistant.render.plain import MAX_OTHER_WORKS, alternatives, confidence_word
from assistant.render.terminal import (
    MAX_EXCERPT_CHARACTERS,
    confidence_text,
    evidence_text,
    excerpt,
    render_answer,
    render_hits,
)
from index.model import Signal
from tests.assistant.pieces import answer, evidence, explanation
from tests.assistant.render.samples import (
    BY_WORK,
    EXPLAINED,
    OTHER_WORKS,
    PLAIN,
    POISON,
    TWO_WORKS,
    guessed,
    noted,
    poisoned,
    retracted,
    table_row,
    terminal,
    unsure,
    words,
)

BOTH = pytest.mark.parametrize("context", [PLAIN, BY_WORK], ids=["by passage", "by work"])


@BOTH
def test_a_document_cannot_control_the_terminal(context):
    """Escapes, bidirectional controls and markup in a document come out as plain text."""
    shown = terminal(render_answer(answer(poisoned()), context))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown
    assert "\x1b]" not in shown
    assert "[bold]rich[/bold]" in " ".join(shown.split())


@BOTH
def test_other_works_with_the_same_quote_are_named(context):
    """A passage names the other works with the same quote, and marks a work that says it with changes."""
    shown = words(render_answer(answer(evidence("One.", also=OTHER_WORKS)), context), 120)
    assert "also in: OPM (n.d.), p. 10 (PDF p. 12); OPM (n.d.), p. 7 (with changes)" in shown


def test_many_other_works_are_counted():
    """If a quote occurs in many works, a few are named and the rest are counted."""
    shown = words(evidence_text(evidence("One.", also=OTHER_WORKS * 5)))
    assert shown.count("OPM") == MAX_OTHER_WORKS
    assert "; and 6 more works" in shown


@BOTH
@pytest.mark.parametrize(("is_guess", "design"), [(False, "descriptive"), (True, "descriptive (guess)")])
def test_the_design_follows_the_title(context, is_guess, design):
    """Each title is followed by the work's design, and a guess is marked."""
    piece = guessed(evidence("One."), is_guess)
    assert f"A Work · {design} " in words(render_answer(answer(piece), context))


@BOTH
def test_a_citation_says_what_is_unsure(context):
    """What may be wrong about a work follows its citation; nothing follows if all is sure."""
    shown = words(render_answer(answer(unsure(evidence("One."), "publisher", "volume", "page")), context))
    assert "(publisher, volume and pages unsure)" in shown
    assert "unsure" not in words(render_answer(answer(unsure(evidence("One."))), context))


@BOTH
def test_a_retraction_is_beside_every_citation(context):
    """A retraction of the work is said in words, also where the work is only another place of a quote."""
    shown = words(render_answer(answer(retracted(evidence("One."))), context))
    assert "RETRACTED on 2019-07-26, see https://doi.org/10.1000/n*" in shown
    other = retracted(evidence("One.", key="other")).citation
    shown = words(render_answer(answer(evidence("One.", also=(Also(other, verbatim=True),))), context))
    assert "p. 1 (RETRACTED on 2019-07-26, see https://doi.org/10.1000/n*)" in shown


@BOTH
def test_secondary_evidence_is_marked(context):
    """A passage that cites a study is called secondary, with the study that it cites."""
    piece = evidence("Homicides fell (Braga et al., 2018).", cites=("Braga et al., 2018",))
    assert "secondary, cites: Braga et al., 2018" in words(render_answer(answer(piece), context))
    assert "secondary" not in terminal(render_answer(answer(evidence("One.")), context))


def test_by_work_a_work_is_shown_once():
    """Each work is numbered and shown once, with the place and quote of its passages below."""
    shown = terminal(render_answer(answer(*TWO_WORKS), BY_WORK), 120)
    lines = [" ".join(line.split()) for line in shown.splitlines() if line.strip() and "evidence show" not in line]
    assert lines[:-1] == [
        "1 A Guide · descriptive",
        "“A Guide” (n.d.)",
        *("PDF p. 1 · A Heading", "One."),
        *("PDF p. 1 · A Heading", "Two."),
        "2 A Review · descriptive",
        "“A Review” (n.d.)",
        *("PDF p. 1 · A Heading", "Three."),
    ]


@BOTH
def test_a_row_is_below_the_head_of_its_table(context):
    """A quoted row follows what its columns are; above a sentence of the same table is nothing."""
    lines = [line.strip() for line in terminal(render_answer(answer(table_row()), context)).splitlines()]
    row = lines.index("South 40.9 34.4")
    assert "Table 2. Deaths | 1990 2015" in lines[:row]
    assert sum("Table 2" in line for line in lines) == 1
    sentence = replace(table_row(), highlights=((0, 5),))
    assert "Results > Table 2. Deaths | 1990 2015" in words(render_answer(answer(sentence), context), 120)


def test_rows_of_an_excerpt_are_on_lines_of_their_own():
    """The rows beside the quoted one can be told from it."""
    assert excerpt(table_row()).plain == "North 23.0 35.2\nSouth 40.9 34.4\nWest 1.5 2.5"


@BOTH
def test_the_head_of_a_table_cannot_control_the_terminal(context):
    """It comes from a document."""
    shown = terminal(render_answer(answer(table_row(f"Table 1. {POISON}")), context))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown


def test_no_evidence_states_the_reason_and_the_closest_passages():
    """An answer without evidence states the size of the library, the reason, and the closest passages."""
    refused = answer(evidence("Nearly."), reason="no passage speaks of it")
    shown = words(render_answer(refused, PLAIN))
    assert "No good evidence in this library (26 references, 1 in full text): no passage speaks of it." in shown
    assert "Closest, though none answers it" in shown
    assert "Nearly." in shown


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["2022"], "2022"),
        (["2022", "Seattle"], "2022 or Seattle"),
        (["2021", "2022", "Salt Lake City"], "2021, 2022 or Salt Lake City"),
    ],
)
def test_names_as_a_choice(names, text):
    """The last of several names follows an "or"."""
    assert alternatives(names) == text


@BOTH
@pytest.mark.parametrize("reason", [None, "a reason"])
def test_an_author_who_is_not_held_is_said(context, reason):
    """One line names the persons whose work is asked for and not held, whether the question is answered or not."""
    found = replace(answer(evidence("One."), reason=reason), authors_not_held=("Smith", "Ann Jones"))
    shown = " ".join(terminal(render_answer(found, context)).split())
    assert shown.startswith("No work in this library has Smith or Ann Jones as an author.")


@BOTH
def test_what_is_missing_is_said(context):
    """What no passage mentions is said once, above the passages, whether or not they are called an answer."""
    line = "None of these passages mentions 2022, Seattle or “cancer”."
    found = replace(answer(evidence("One.")), missing=("2022", "Seattle", "cancer"))
    shown = words(render_answer(found, context))
    assert shown.count(line) == 1
    assert shown.index(line) < shown.index("One.")
    refused = replace(answer(evidence("One."), reason="a reason"), missing=found.missing, missing_words=("rain",))
    assert f"none answers it. {line} None of them has the word “rain”. 1 " in words(render_answer(refused, context))
    assert "None of" not in words(render_answer(answer(evidence("One.")), context))


def test_what_the_first_passage_lacks_is_said():
    """What the first passage does not mention is said with the numbers of all passages that do not."""
    found = replace(answer(*TWO_WORKS), missing_in=(("Seattle", (1,)), ("cancer", (1, 2)), ("2022", (1, 2, 3))))
    lines = [
        "Passage 1 does not mention Seattle.",
        "Passages 1 and 2 do not mention “cancer”.",
        "Passages 1, 2 and 3 do not mention 2022.",
    ]
    assert " ".join(lines) in words(render_answer(found, PLAIN), 200)
    assert "mention" not in words(render_answer(found, BY_WORK), 200)
    refused = replace(answer(*TWO_WORKS, reason="a reason"), missing_in=(("Seattle", (1,)),))
    assert f"none answers it. {lines[0]} 1 " in words(render_answer(refused, PLAIN), 200)


@BOTH
@pytest.mark.parametrize(("number", "text"), [(1, "1 more passage adds little."), (3, "3 more passages add little.")])
def test_the_passages_left_out_are_counted(context, number, text):
    """A line below the passages counts the others and names the command that shows them."""
    shown = words(render_answer(replace(answer(evidence("One.")), left_out=number), context))
    assert shown.index("One.") < shown.index(text) < shown.index("evidence search")
    assert "more passage" not in words(render_answer(answer(evidence("One.")), context))


@BOTH
def test_a_question_cannot_control_the_terminal(context):
    """What a question names is shown without its control characters."""
    found = replace(answer(evidence("One."), reason="a reason"), missing=(POISON,), missing_words=(POISON,))
    shown = terminal(render_answer(found, context))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown


@pytest.mark.parametrize(
    ("confidence", "word"), [(0.95, "high"), (0.9, "high"), (0.89, "medium"), (0.7, "medium"), (0.69, "low")]
)
def test_confidence_is_a_word(confidence, word):
    """A confidence from 0.9 is high, from 0.7 medium, and otherwise low."""
    assert confidence_word(confidence) == word


@pytest.mark.parametrize(
    ("confidence", "text"),
    [
        (0.999, "high (0.99)"),
        (0.9, "high (0.90)"),
        (0.8999, "medium (0.89)"),
        (0.29, "low (0.29)"),
        (0.0, "low (0.00)"),
    ],
)
def test_the_figure_never_says_more_than_the_word(confidence, text):
    """The figure beside the word is rounded down, so that 0.999 is not certain and 0.8999 not high."""
    assert confidence_text(confidence) == f"confidence: {text}"
    shown = words(render_answer(replace(answer(evidence("One.")), confidence=confidence), PLAIN))
    assert f"confidence: {text} " in shown


def test_a_search_without_results_is_empty():
    """Nothing is shown if nothing was found."""
    assert terminal(render_hits("What?", [], PLAIN)) == ""


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_excerpt_is_whole_sentences_around_the_best(width):
    """The quoted sentence is shown whole, with the sentences around it that fit."""
    sentences = [f"Sentence {n} is here to fill the passage with words for the test." for n in range(20)]
    text = " ".join(sentences)
    start = text.index(sentences[10])
    piece = evidence(text, (start, start + len(sentences[10])))
    shown = excerpt(piece).plain
    assert sentences[10] in shown
    assert sentences[11] in shown
    assert len(shown) <= MAX_EXCERPT_CHARACTERS + 4
    assert shown.startswith("… Sentence")
    assert shown.endswith("test. …")
    assert terminal(evidence_text(piece), width)


# --- explained -------------------------------------------------------------------------------------------------


def test_a_comparison_is_explained_where_it_changes_the_order():
    """The order is explained in an answer that is not grouped by work, and only if the question compares."""
    found, line = answer(evidence("One.")), "the question compares: the first passages are from several works"
    compares = explanation(compares=True)
    assert line in words(render_answer(found, replace(PLAIN, explanation=compares)))
    assert line not in words(render_answer(found, replace(BY_WORK, explanation=compares)))
    assert line not in words(render_hits("What?", found.evidence, replace(PLAIN, explanation=compares)))
    assert line not in words(render_answer(found, EXPLAINED))


@BOTH
def test_an_explained_passage_shows_its_signals(context):
    """Zone, language, each signal, and the score as the sum of its terms are shown with a passage.

    The names of the signals do not matter. A term that adds nothing is left out.
    """
    signals = {"dense": Signal(1, 0.8912), "terms": Signal(12, 14.2), "tomorrow": Signal(3, -7.0)}
    added = {"dense": -0.5, "terms": 3.0, "kind": 0.0}
    piece = evidence("One.")
    piece = replace(piece, hit=replace(piece.hit, score=2.5, signals=signals, added=added))
    explained = replace(context, explanation=explanation())
    line = (
        "body, English · dense #1 0.891 · terms #12 14.200 · tomorrow #3 -7.000 · score 2.500 = dense -0.50 terms +3.00"
    )
    for shown in (
        render_hits("What?", [piece], explained),
        render_answer(answer(piece), explained),
        render_answer(answer(piece, reason="why"), explained),
    ):
        lines = terminal(shown).splitlines()
        assert max(map(len, lines)) <= 80
        assert line in " ".join(" ".join(lines).split())
        assert " ".join(lines[0].split()) == "language English"
    assert "dense #1" not in terminal(render_hits("What?", [piece], context))


def test_the_file_of_a_hostile_name_is_plain_text():
    """A file name cannot control the terminal."""
    piece = evidence("One.")
    source = replace(piece.citation.source, origin=POISON)
    shown = terminal(evidence_text(replace(piece, citation=replace(piece.citation, source=source))))
    assert "\x1b[31m" not in shown
    assert "\x07" not in shown


@BOTH
def test_a_note_is_not_shown_as_a_quotation(context):
    """The text of a note is shown as a note, because it is not the text of the work."""
    shown = words(render_answer(answer(noted(evidence("One."))), context))
    assert "One." in shown
    assert "summary by this library, not a quotation" in shown
    assert "not a quotation" not in words(render_answer(answer(evidence("One.")), context))
