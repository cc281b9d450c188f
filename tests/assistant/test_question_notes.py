"""What is said about a question: words and identifiers that no work has."""

from dataclasses import replace

import pytest

from assistant.question_notes import question_notes, with_notes
from corpus.model import Reference, Source
from corpus.passages.chunk import passages
from index.query import Correction, parse_query
from index.sparse import TantivyTermStore
from tests.assistant.pieces import answer, evidence
from tests.corpus.documents import document


def _correction(typed, term, is_spelling=False):
    return Correction(typed, term, is_spelling)


@pytest.mark.parametrize(
    ("corrections", "expected"),
    [
        ([], []),
        (
            [_correction("deterence", "deterrence")],
            ["No passage has “deterence”. Did you mean “deterrence”? It was searched instead."],
        ),
        (
            [_correction("deterence", "deterrence"), _correction("poilce", "police")],
            [
                "No passage has “deterence” or “poilce”. "
                "Did you mean “deterrence” and “police”? They were searched instead."
            ],
        ),
        (
            [_correction("focussed", "focused", is_spelling=True)],
            ["“focussed” was searched as “focused”, its spelling in these texts."],
        ),
    ],
)
def test_did_you_mean(corpus, corrections, expected):
    """A slip is called in question; the spelling of another country is not."""
    query = replace(parse_query("a question"), corrections=tuple(corrections))
    assert list(question_notes(query, corpus, None)) == expected


def test_unsupported_syntax_is_said(corpus):
    """The notes of the query are among them."""
    (note,) = question_notes(parse_query("gangs OR drugs"), corpus, None)
    assert note.startswith("OR is not an operator here")


@pytest.fixture
def terms(corpus, tmp_path):
    """Return the terms of a corpus with one work, which cites a DOI, and with one reference without a text."""
    store = TantivyTermStore.create(tmp_path / "terms")
    read = document("Words. " * 300 + "The method is that of doi:10.1234/cited.1 and of others.")
    sha256 = corpus.keep(b"text", "text/plain")
    cut = passages(read, sha256)
    work = Reference("rossini", {"title": "Patrols", "author": [{"family": "Rossini"}]}, "report", "guide")
    corpus.add(Source(sha256, "text/plain", "rossini", "a.txt", "full text"), work, read, cut)
    corpus.put([Reference("bare", {"title": "Bare", "DOI": "10.1234/bare"}, "report", "guide")])
    store.write(cut, [])
    return store


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "10.1234/none",
            ["No work in this library has the DOI 10.1234/none.", "evidence add https://doi.org/10.1234/none"],
        ),
        (
            "What does 10.1234/cited.1 say on gangs?",
            ["has the DOI 10.1234/cited.1. It is in the text of Rossini (n.d.)."],
        ),
        ("10.1234/bare", ["is here only as a reference: bare.", "evidence add FILE --key bare"]),
        ("9781234567897", ["has the ISBN 9781234567897. To add its work: evidence add FILE"]),
    ],
)
def test_identifiers_that_no_work_has(corpus, terms, question, parts):
    """The note says which identifier is missing, where else it is, and what to do."""
    (note,) = question_notes(parse_query(question), corpus, terms)
    for part in parts:
        assert part in note


def test_an_author_with_a_slip(corpus, terms):
    """A name that no record has, and the author that it may mean. The question is searched as it is."""
    noted = with_notes(answer(), parse_query("What did Rosini find?"), corpus, terms)
    assert noted.authors_not_held == ("Rosini",)
    assert noted.notes == ("Did you mean the author Rossini, and not Rosini?",)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("10.1234/none", "no work in it has this DOI"),
        ("10.1234/bare", "it has the work with this DOI only as a reference, without a text"),
        ("What does 10.1234/none say on gangs?", None),
        ("What is a patrol?", None),
    ],
)
def test_a_missing_identifier_has_no_evidence(corpus, terms, question, reason):
    """Passages of other works are not evidence for a question that is only an identifier."""
    found = answer(evidence("Patrols fell."))
    noted = with_notes(found, parse_query(question), corpus, terms)
    assert noted.reason == reason
    assert noted.answered == (reason is None)
    assert (noted.evidence or noted.closest) == found.evidence
