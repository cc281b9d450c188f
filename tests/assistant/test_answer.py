from dataclasses import replace

import pytest

from assistant import answer
from assistant.answer import CONFIDENCE_HITS, compose, hits_needed
from assistant.refusal import FOREIGN, NO_PHRASE, NO_WORD, NOT_A_QUESTION, ONLY_A_NOTE, TOO_FAR
from corpus.model import Filter
from index.build import Builder, update
from index.query import parse_query
from index.search import Index, search
from tests.assistant.pieces import evidence, passage
from tests.corpus.documents import add_document
from tests.encoders import WordEncoder

LONG = "The call-in is a meeting between police, community and the members of violent groups in a city. "
MORE = "Afterwards, services are offered to everyone who asks for help at the table near the door of the hall. "


def test_a_sentence_is_quoted_once():
    """The overlap of two passages is not quoted twice, and ranks have no gaps."""
    first = evidence("One. Two.", (5, 9))
    again = replace(
        first, hit=replace(first.hit, rank=2, passage=passage("Two. Three.", start=5)), highlights=((0, 4),)
    )
    third = replace(first, hit=replace(first.hit, rank=3, passage=passage("Four.", start=90)), highlights=((0, 5),))
    kept = answer._without_repeats([first, again, third])
    assert [(piece.hit.rank, piece.quote) for piece in kept] == [(1, "Two."), (2, "Four.")]


def put(corpus, key, *pages, **csl):
    """Add a document of a work whose title is its key, so that works are not editions of each other."""
    add_document(corpus, key, *pages, **{"title": key, **csl})


def asked(corpus, question, k=5, by_work=False):
    update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
    index, encoder = Index.open(corpus.folder), WordEncoder()
    query = parse_query(question, "en")
    hits = search(query, max(CONFIDENCE_HITS, hits_needed(k, by_work)), Filter(), corpus, index, encoder)
    return compose(query, hits, k, corpus, index, encoder, by_work)


def test_as_many_as_are_asked_for(corpus):
    """A large k returns as many passages if the library has them, and does not change the confidence."""
    for n in range(80):
        put(corpus, f"work {n}", f"The meeting with group {n} was held in the city hall.")
    question = "The meeting with which group was held in the city hall?"
    many, few = asked(corpus, question, 70), asked(corpus, question, 5)
    assert (len(many.evidence), len(few.evidence)) == (70, 5)
    assert many.confidence == few.confidence


def test_copies_are_named_with_the_page_of_the_quotation(corpus):
    """Evidence names the works of its copies, with the page and whether the words are the same.

    The edition of 2019 has another figure; the brief has the words on its second page.
    """
    told = f"{LONG}{MORE}The programme served {{}} people in the city last year."
    office = {"author": [{"literal": "City Office"}]}
    put(corpus, "old", told.format(40), **office, title="Annual Report 2019", issued={"date-parts": [[2020]]})
    put(corpus, "new", told.format(55), **office, title="Annual Report 2020", issued={"date-parts": [[2021]]})
    page = f"{MORE}The programme served 55 people in the city last year. It was a good year, says the mayor."
    put(corpus, "brief", LONG, page, title="A Brief")
    found = asked(corpus, "How many people has the programme served in the city last year?")
    (piece,) = found.evidence or found.closest
    assert str(piece.citation) == "City Office (2021), PDF p. 1"
    assert {(str(also.citation), also.verbatim) for also in piece.also} == {
        ("City Office (2020), PDF p. 1", False),
        ("“A Brief” (n.d.), PDF p. 2", True),
    }


def test_the_year_of_a_query_chooses_the_edition(corpus):
    """A query with a year is answered from the edition of that year."""
    told = f"{LONG}{MORE}The programme served {{}} people in the city last year."
    put(corpus, "old", told.format(40), title="Annual Report FY 2019")
    put(corpus, "new", told.format(55), title="Annual Report FY 2020")
    found = asked(corpus, "How many people has the programme served in the city in FY19?")
    assert "served 40 people" in (found.evidence or found.closest)[0].quote


def test_an_answer_by_work(corpus):
    """By work, k counts works; their passages are together and ranked in the order shown."""
    for n in range(3):
        pages = [" ".join(f"The meeting was held in room {n}{page}{i}." for i in range(30)) for page in range(5)]
        put(corpus, f"work {n}", *pages)
    found = asked(corpus, "The meeting was held in which room?", 2, by_work=True)
    works = [piece.citation.reference.key for piece in found.evidence]
    first, second = dict.fromkeys(works)
    assert works == [first] * 3 + [second] * 3
    assert [piece.hit.rank for piece in found.evidence] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("question", "reason", "closest", "missing", "words"),
    [
        ("How is banana bread made in a hall in Zagreb?", TOO_FAR, 3, ("Zagreb",), ("banana", "bread", "made")),
        ("zxcv qwer", NO_WORD, 3, (), ()),
        ("Warum sinkt die Gewalt in der Stadt?", FOREIGN, 3, (), ()),
        ("hello", NOT_A_QUESTION, 0, (), ()),
        ('"hall of mirrors"', NO_PHRASE, 0, (), ()),
    ],
)
def test_a_refusal_says_why(corpus, monkeypatch, question, reason, closest, missing, words):
    """A refusal has the reason, the closest passages unless nothing was asked, and what they lack."""
    monkeypatch.setattr(answer, "confidence", lambda _: 0.0)
    put(corpus, "first", f"{LONG}The meeting was held in the hall of the police.")
    put(corpus, "second", f"{MORE}The dinner was cooked in the kitchen.")
    put(corpus, "third", "Nobody was in the garden when the mayor of the city came home in the evening of that day.")
    found = asked(corpus, question)
    assert not found.answered
    assert (found.reason, len(found.closest)) == (reason, closest)
    assert (found.missing, found.missing_words) == (missing, words)


def test_an_answer_says_what_is_missing(corpus, monkeypatch):
    """An answer has the names and years that none of its passages mentions."""
    monkeypatch.setattr(answer, "confidence", lambda _: 1.0)
    put(corpus, "calls", f"{LONG}The call-in of Boston was held in the town hall in 2013.")
    found = asked(corpus, "In which town hall was the call-in of Boston or Zagreb held in 2013 or 2022?")
    assert found.answered
    assert found.missing == ("2022", "Zagreb")


def test_a_note_does_not_answer_what_it_has_not_seen(corpus, monkeypatch):
    """If the nearest passage is a note that says so, nothing is answered, and that sentence is shown."""
    monkeypatch.setattr(answer, "confidence", lambda _: 1.0)
    unseen = "The recommendations of the study were not seen for this note."
    add_document(corpus, "study", f"A Study is a report on call-ins in many cities. {unseen}", kind="note")
    refused = asked(corpus, "What are the recommendations of the study on call-ins?")
    assert refused.reason == ONLY_A_NOTE
    assert refused.closest[0].quote == unseen
    assert asked(corpus, "Which report on call-ins has many cities?").answered
