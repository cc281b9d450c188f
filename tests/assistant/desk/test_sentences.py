"""What `Assistant` says in English is translated if it is a constant; anything else is marked as English."""

import pytest

from assistant import refusal
from assistant.desk.sentences import (
    Sentence,
    correction_sentences,
    fields_of,
    lacking_sentences,
    note_sentences,
    reason_sentence,
)
from assistant.desk.words import words_in
from assistant.model import Answer
from assistant.question_notes import NO_SUCH_WORK

SPANISH = words_in("es")

TEMPLATES = {
    "a constant": ("it is so", "it is so", {}),
    "another text": ("it is so", "it is not so", None),
    "more text": ("it is so", "it is so, yes", None),
    "a value": ("no {kind} here", "no DOI here", {"kind": "DOI"}),
    "a value at the end": ("no {kind}", "no DOI 10.1/x", {"kind": "DOI 10.1/x"}),
    "two values": ("“{a}” as “{b}”.", "“x y” as “z”.", {"a": "x y", "b": "z"}),
    "a part is missing": ("“{a}” as “{b}”.", "“x y” as z.", None),
}


@pytest.mark.parametrize("template, text, values", TEMPLATES.values(), ids=TEMPLATES)
def test_the_values_of_a_template(template, text, values):
    assert fields_of(template, text) == values


def answer(**values):
    return Answer("q", "en", (), (), 0.0, "", None, **values)


REASONS = [
    value for name, value in vars(refusal).items() if name.isupper() and isinstance(value, str) and name != "SUMMARY"
]


@pytest.mark.parametrize("reason", [*REASONS, NO_SUCH_WORK.format(kind="DOI")])
def test_every_reason_of_a_refusal_is_translated(reason):
    said = reason_sentence(reason, SPANISH) if reason != refusal.NOT_READ else note_sentences([reason], SPANISH)[0]
    assert said.language == ""
    assert said.text != reason


def test_a_reason_that_nobody_translated_stays_in_english():
    assert reason_sentence("the moon is full", SPANISH) == Sentence("The moon is full.", "en")


def test_notes_are_translated_or_marked_and_corrections_are_listed():
    notes = (
        "No passage has “violnce”. Did you mean “violence”? It was searched instead.",
        "Parentheses do not group words here.",
        "1 work was left out because the year is not known: ana-2016.",
    )
    asked = answer(notes=notes, corrections=(("violnce", "violence"),))
    assert note_sentences(notes, SPANISH) == [
        Sentence("Parentheses do not group words here.", "en"),
        Sentence("Omitidas porque no se conoce el año: ana-2016."),
    ]
    (said,) = correction_sentences(asked, SPANISH)
    assert "“violnce”" in said.text
    assert "“violence”" in said.text


def test_a_list_that_was_cut_off_is_translated():
    note = "9 works were left out because the year is not known: a, b and 7 more."
    assert note_sentences([note], SPANISH) == [Sentence("Omitidas porque no se conoce el año: a, b y 7 más.")]


def test_a_correction_that_no_note_states_was_not_searched():
    assert correction_sentences(answer(corrections=(("wie", "we"),)), SPANISH) == []


def test_what_passages_lack():
    lacking = answer(
        missing=("2022", "Seattle"),
        missing_in=(("Boston", (1, 3)), ("gangs", (1,))),
        missing_words=("tea",),
        authors_not_held=("Ana Báez",),
    )
    assert [said.text for said in lacking_sentences(lacking, words_in("en"))] == [
        "None of these passages mentions “2022” or “Seattle”.",
        "Passages 1 and 3 do not mention “Boston”.",
        "Passage 1 does not mention “gangs”.",
        "None of them has the word “tea”.",
        "No work in this library has “Ana Báez” as an author.",
    ]
