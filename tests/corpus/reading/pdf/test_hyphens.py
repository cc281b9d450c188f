import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.pdf.characters import HYPHEN
from corpus.reading.pdf.hyphens import Vocabulary, mend
from corpus.reading.pdf.model import Line
from tests.corpus.reading.pdf.conftest import flowed, full_lines


@pytest.mark.parametrize(
    ("elsewhere", "above", "below", "expected"),
    [
        ("group-violence", "group-", "violence strategy", "group-violence strategy"),
        ("disabilities", "disabil-", "ities act", "disabilities act"),
        ("disabilities", f"disabil{HYPHEN}", "ities act", "disabilities act"),
        ("email email e-mail", "e-", "mail list", "email list"),  # the more frequent form wins
        ("nothing", "disabil-", "ities", "disabilities"),
        ("nothing", "Afro-", "Brazilian", "Afro-Brazilian"),
        ("nothing", "FY2011-", "2015", "FY2011-2015"),
        ("nothing", "EPA-", "recognized labs", "EPA-recognized labs"),
        ("a group of violence", "group-", "violence", "group-violence"),
        ("left-to-right", "left-to-", "right order", "left-to-right order"),
        ("the art of", "state-of-the-", "art quay", "state-of-the-art quay"),
        ("governmental", "non-govern-", "mental help", "non-governmental help"),
        ("non\u2010response", "non\u2010", "response in", "non-response in"),
        ("short", "short-", "and long-term", "short- and long-term"),
        ("short", "the mark-", "to-market value", "the mark-to-market value"),
        ("nothing", "no. 2009-DG-", "BX-K021 of", "no. 2009-DG-BX-K021 of"),
        ("a husband", "her husb-", "and is", "her husband is"),
        ("nothing", "the HIV/AIDS-re-", "lated loss", "the HIV/AIDS-related loss"),
        ("nothing", "see www.x.org/a-", "b/c", "see www.x.org/a-b/c"),
        ("nothing", "see https://x.org/a/", "b/c", "see https://x.org/a/b/c"),
        ("nothing", "see https://x.org/a/", "(last seen in May)", "see https://x.org/a/ (last seen in May)"),
        ("nothing", "costs of 5 -", "and more", "costs of 5 - and more"),
    ],
)
def test_hyphen_at_line_end(elsewhere, above, below, expected):
    """A word that is broken at a line end becomes whole, and a compound keeps its hyphen."""
    page = full_lines(elsewhere, "is a line.|", "Begins and ends with " + above, below)
    assert flowed(page)[-1].endswith(expected)


def test_hyphen_follows_the_document():
    """A word that occurs only once keeps its hyphen in a document that breaks lines at real hyphens only."""
    known = [
        "The evidence-based and the place-based kind; an evidence-",
        "based one and a place-",
        "based one, a high-",
    ]
    assert "high-risk" in flowed(full_lines(*known, "risk group."))[0]
    known = ["The department and the community; a depart-", "ment and a com-", "munity, a neigh-"]
    assert "neighbour" in flowed(full_lines(*known, "bour there."))[0]


def test_compounds_of_a_typeset_document():
    """In a document that breaks words anywhere, a short first part keeps its hyphen if other compounds have it."""
    known = ["The department, the sex-related kind of specific quay, the sex, a depart-", "ment and a sex-"]
    assert "sex-specific" in flowed(full_lines(*known, "specific rate."))[0]
    known = ["The department, the kind of specific quay, the sex, and RETAIN a depart-", "ment and to RE-"]
    assert "RETAIN it" in flowed(full_lines(*known, "TAIN it."))[0]


@given(st.text(alphabet="ab-­ A1/.\n", max_size=30))
def test_mend_never_raises(text):
    """Mending leaves no `HYPHEN`, changes nothing but hyphens, and needs to be done only once."""
    vocabulary = Vocabulary([[Line("a ab a-b")]])
    once = mend(text, vocabulary)
    assert HYPHEN not in once
    assert mend(once, vocabulary) == once
    assert re.sub("[-­]", "", once) == re.sub("[-­]", "", text)
