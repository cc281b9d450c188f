"""Notes that say what their author has not seen."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.notes import is_note, unseen_sentence
from index.query import parse_query
from tests.assistant.pieces import evidence

NOTE = (
    "A Study of Harbour Towns was made for a ministry. It looked at three harbours and their crews. "
    "The names of the towns, the number of interviews and the recommendations were not seen for this note."
)


def unseen(question, text=NOTE, kind="note", whole=None):
    """Return the sentence of a note that says that what is asked for was not seen."""
    piece = evidence(text)
    source = replace(piece.citation.source, kind=kind)
    piece = replace(piece, citation=replace(piece.citation, source=source))
    corpus = SimpleNamespace(page_text=lambda *_: whole or text)
    span = unseen_sentence(parse_query(question), piece, corpus)
    return span and text[slice(*span)]


@pytest.mark.parametrize(
    "question",
    [
        "What does the study recommend?",
        "How many interviews were made for the study?",
        "Which names have they?",
    ],
)
def test_a_note_says_that_this_was_not_seen(question):
    """The sentence is found by what it says is missing."""
    assert unseen(question).startswith("The names of the towns")


@pytest.mark.parametrize(
    "question",
    [
        "What did the ministry want?",
        "How many harbours?",
        "Which towns were studied?",  # the title has towns, so the note may answer
        "Is there a note on it?",
        "Who has seen or known it?",
    ],
)
def test_a_note_may_answer(question):
    """Anything else, and anything that another sentence mentions, may be answered."""
    assert unseen(question) is None


def test_nothing_is_said():
    """A note may say that it says nothing of a subject."""
    text = "No text of the chapter was seen, so nothing is said here about its argument or findings."
    assert unseen("What does Karstedt argue?", text) == text
    assert unseen("What did she find?", text) == text
    assert unseen("When was it published?", text) is None


def test_the_whole_note_counts():
    """A passage may be a part of a note; its other part may answer."""
    text = "Nothing is known of its method."
    assert unseen("What is the method?", text) == text
    assert unseen("What is the method?", text, whole=f"The method is a survey. {text}") is None


def test_a_full_text_is_not_a_note():
    """A sentence of a document that says the same is evidence."""
    assert unseen("What does the study recommend?", kind="full text") is None
    assert not is_note(evidence("One."))
