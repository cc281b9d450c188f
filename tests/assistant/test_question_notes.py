"""What is said about a question: words that no passage has."""

from dataclasses import replace

import pytest

from assistant.question_notes import question_notes
from index.query import Correction, parse_query


def _correction(typed, term, is_spelling=False):
    return Correction(typed, term, frozenset(), is_spelling)


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([], []),
        (
            [_correction("deterence", "deterrence")],
            ["No passage has “deterence”. Did you mean “deterrence”? It was searched too."],
        ),
        (
            [_correction("deterence", "deterrence"), _correction("poilce", "police")],
            ["No passage has “deterence” or “poilce”. Did you mean “deterrence” and “police”? They were searched too."],
        ),
        (
            [_correction("focussed", "focused", is_spelling=True)],
            ["The texts write “focused” for “focussed”, and it was searched too."],
        ),
    ],
)
def test_did_you_mean(corrections, expected):
    """A slip is called in question; the spelling of another country is not."""
    query = replace(parse_query("a question"), corrections=tuple(corrections))
    assert list(question_notes(query)) == expected


def test_unsupported_syntax_is_said():
    """The notes of the query are among them."""
    (note,) = question_notes(parse_query("gangs OR drugs"))
    assert note.startswith("OR is not an operator here")
