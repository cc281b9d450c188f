from dataclasses import replace

import pytest

from assistant import answer
from assistant.answer import CONFIDENCE_HITS, compose, hits_needed, locate_hits
from assistant.highlight import Quotation
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


def test_a_quote_has_no_marks_of_notes():
    """The text and the offsets of the passage stay as they are. The quote is what a person pastes."""
    text = "It fell to 12 ² in\nPorto.¹ It rose (Ruiz, 2018).³ The end."
    piece = evidence(text, (0, text.index("The end") - 1))
    assert piece.quote == "It fell to 12 in Porto. It rose (Ruiz, 2018)."
    assert piece.hit.passage.text == text
    assert text[slice(*piece.highlights[0])].endswith(".³")


def put(corpus, key, *pages, **csl):
    """Add a document of a work whose title is its key, so that works are not editions of each other."""
    add_document(corpus, key, *pages, **{"title": key, **csl})


def asked(corpus, question, k=5, by_work=False, reranker=None):
    update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
    index, encoder = Index.open(corpus.folder), WordEncoder()
    query = parse_query(question, "en")
    hits = search(query, max(CONFIDENCE_HITS, hits_needed(k, by_work)), Filter(), corpus, index, encoder)
    return compose(query, hits, k, corpus, index, encoder, reranker, by_work)


def test_as_many_as_are_asked_for(corpus):
    """A large k returns as many passages if the library has them, and does not change the confidence."""
    for n in range(80):
        put(corpus, f"work {n}", f"The meeting with group {n} was held in the city hall.")
    question = "The meeting with which group was held in the city hall?"
    many, few = asked(corpus, question, 70), asked(corpus, question, 5)
    assert (len(many.evidence), len(few.evidence)) == (70, 5)
    assert many.confidence == few.confidence


# --- which evidence is shown, and in which order -------------------------------------------------------------------

FIGURES = {"north": 3.0, "south": 5.0, "east": 4.5, "west": 1.0, "coast": None}


@pytest.fixture
def weighed(corpus, monkeypatch):
    """A library of five works whose quotations have the figures of `FIGURES`; a gap of 2.5 is not shown."""

    def quotations(query, hits, *rest):
        found = []
        for hit in hits:
            (place,) = [place for place in FIGURES if place in hit.passage.text]
            found.append(Quotation((0, len(hit.passage.text)), None, FIGURES[place]))
        return found

    monkeypatch.setattr(answer, "confidence", lambda _: 1.0)
    monkeypatch.setattr(answer, "best_quotations", quotations)
    monkeypatch.setattr(answer, "MAX_FIGURE_GAP", 2.5)
    for place in FIGURES:
        put(corpus, place, f"The meeting with the groups of the {place} was held in the city hall.")
    return corpus


BEST = ["south", "east", "north"]


def shown(found):
    return [piece.citation.reference.key for piece in found.evidence]


def test_the_best_quotation_comes_first(weighed):
    """South, east, north by their figures; the west is 4 below the first and left out.

    So is the coast, which was not weighed. Ranks are those of the order shown.
    """
    found = asked(weighed, "Which meeting was held in the city hall?")
    assert shown(found) == ["south", "east", "north"]
    assert found.left_out == 2
    assert [piece.hit.rank for piece in found.evidence] == [1, 2, 3]
    assert [piece.figure for piece in found.evidence] == [5.0, 4.5, 3.0]


@pytest.mark.parametrize(
    ("meant", "expected"),
    [("east", ["east", "south", "north"]), ("north", ["north", "south", "east", "west"]), ("west", BEST)],
)
def test_a_work_that_is_meant_comes_first(weighed, monkeypatch, meant, expected):
    """Unless its quotation is so much worse than the best that it would not be shown after it."""
    monkeypatch.setattr(answer, "is_meant", lambda hit: meant in hit.passage.text)
    assert shown(asked(weighed, "Which meeting was held in the city hall?")) == expected


@pytest.mark.parametrize(
    ("k", "expected", "left_out"),
    [(3, BEST, 0), (4, BEST, 1), (5, BEST, 2), (9, BEST, 2)],
)
def test_only_what_was_asked_for_is_left_out(weighed, k, expected, left_out):
    """If fewer than k passages are shown, the rest was left out. With k of them, nobody misses any."""
    found = asked(weighed, "Which meeting was held in the city hall?", k)
    assert (shown(found), found.left_out) == (expected, left_out)


@pytest.mark.parametrize(
    ("question", "by_work"),
    [
        ("How do the meetings in the city hall of the north and of the south differ?", False),
        ('Who held the "meeting with the groups" in the hall?', False),
        ("Which meeting was held in the city hall?", True),
    ],
)
def test_nothing_is_left_out_if_all_are_wanted(weighed, question, by_work):
    """A question that compares, a quoted phrase and an answer by work have all passages, and none is counted."""
    found = asked(weighed, question, by_work=by_work)
    assert sorted(shown(found)) == sorted(FIGURES)
    assert found.left_out == 0


def test_an_answer_by_work_keeps_the_order_of_the_search(weighed, monkeypatch):
    """Figures do not change the order of works, which is that of their best passages."""
    question = "Which meeting was held in the city hall?"
    by_figures = shown(asked(weighed, question, by_work=True))
    monkeypatch.setattr(
        answer, "best_quotations", lambda query, hits, *rest: [Quotation((0, 9), None, 0.0)] * len(hits)
    )
    assert shown(asked(weighed, question, by_work=True)) == by_figures


def located(corpus, question, by_work=False):
    """Return the evidence of all hits, as a search without an answer shows it."""
    update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
    index, encoder = Index.open(corpus.folder), WordEncoder()
    query = parse_query(question, "en")
    hits = search(query, CONFIDENCE_HITS, Filter(), corpus, index, encoder)
    return hits, locate_hits(query, hits, corpus, index, encoder, by_work=by_work)


def test_a_search_has_the_best_quotation_first(weighed):
    """All hits are shown by their figures, an unweighed hit last, with the ranks of that order."""
    _, found = located(weighed, "Which meeting was held in the city hall?")
    assert [piece.citation.reference.key for piece in found] == ["south", "east", "north", "west", "coast"]
    assert [piece.hit.rank for piece in found] == [1, 2, 3, 4, 5]


def test_a_search_by_work_keeps_the_order_of_its_hits(weighed):
    """Hits that are grouped by work stay as they are grouped."""
    hits, found = located(weighed, "Which meeting was held in the city hall?", by_work=True)
    assert [piece.hit for piece in found] == hits


def test_a_second_sentence_is_highlighted(corpus, monkeypatch):
    """Evidence has the quotation first, then the second sentence; only the first is quoted and cited."""
    monkeypatch.setattr(answer, "confidence", lambda _: 1.0)
    monkeypatch.setattr(answer, "best_quotations", lambda query, hits, *rest: [Quotation((20, 42), (0, 19), 1.0)])
    put(corpus, "hall", "The hall is a hall. The meeting was there. Nobody else was there.")
    (piece,) = asked(corpus, "Was the meeting in the hall?").evidence
    assert piece.highlights == ((20, 42), (0, 19))
    assert piece.quote == "The meeting was there."


class Preferring:
    """A reranker that prefers one word to all others."""

    name = "preferring"
    languages = frozenset({"en"})

    def score(self, question, texts):
        return [100.0 * ("kitchen" in text) for text in texts]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who held the meeting in the hall?", "kitchen"),
        ("the meeting in the hall", "hall"),
        ('Who held the "meeting" in the hall?', "hall"),
    ],
)
def test_the_reranker_compares_quotations_of_questions(corpus, monkeypatch, question, first):
    """A reranker decides which quotation comes first, unless the query is not a question or a phrase is quoted.

    It prefers kitchens so much that nothing else counts.
    """
    monkeypatch.setattr(answer, "confidence", lambda _: 1.0)
    put(corpus, "hall", "The meeting was held in the hall by the police of the city.")
    put(corpus, "kitchen", "The meeting after the dinner that was late was held in a kitchen.")
    found = asked(corpus, question, reranker=Preferring())
    assert shown(found)[0] == first


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
