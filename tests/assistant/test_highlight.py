import pytest

from assistant.highlight import answers_kind, best_sentences
from corpus.model import Filter
from corpus.passages.chunk import passages
from index.model import Hit, Query
from index.sparse import TermIndex
from tests.corpus.documents import document
from tests.encoders import WordEncoder


class Terms:
    """What highlighting needs of an index: how rare words are."""

    def __init__(self, terms):
        self.terms = terms


@pytest.fixture
def highlight(tmp_path):
    def quoted(question, text, headings=(), language="en"):
        found = passages(document(text, headings=headings), "ab")
        terms = TermIndex.create(tmp_path / "terms")
        terms.write(found, [])
        query = Query(question, 5, Filter(), language)
        hits = [Hit(passage, rank, 0.0, {}) for rank, passage in enumerate(found, start=1)]
        spans = best_sentences(query, hits, Terms(terms), WordEncoder())
        return [[passage.text[start:end] for start, end in each] for passage, each in zip(found, spans, strict=True)]

    return quoted


FEE = "The fee is paid by the city council every year."
VISIT = "A visit to the home is made by three people together."
OTHER = "Nothing else was said about the matter at hand."


def test_the_sentence_that_speaks_of_it(highlight):
    """This test ensures that the sentence with the question's words is quoted, wherever it stands."""
    ((best, *_),) = highlight("Who makes a visit to the home?", f"{FEE} {OTHER} {VISIT}")
    assert best == VISIT


def test_a_quoted_phrase_decides(highlight):
    """This test ensures that a sentence which holds the quoted words wins over one that holds more of the others."""
    text = f"{VISIT} The home visit is made by the three people of the city council. {OTHER}"
    ((best, *_),) = highlight('"a visit to" three people city council home', text)
    assert best == VISIT


def test_headings_and_scraps_are_not_quoted(highlight):
    """This test ensures that a heading made of the question's words gives way to a sentence."""
    text = f"Visits to the home by three people\n\n{VISIT} Yes. {OTHER}"
    ((best, *_),) = highlight("visits to the home by three people", text, [("Visits to the home by three people", 1)])
    assert best == VISIT


def test_a_passage_of_scraps_is_still_quoted(highlight):
    """This test ensures that there is always something to quote."""
    assert highlight("what?", "Yes.") == [["Yes."]]


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many cities use it?", "It is used in 12 cities.", True),
        ("How many cities use it?", "It is used in many cities.", False),
        ("How many of the 30 cities use it?", "Of the 30 cities most do.", False),
        ("How many cities use it?", "It began in 2012.", False),
        ("When did it begin?", "It began in 2012.", True),
        ("¿Cuándo empezó?", "Empezó el año pasado.", False),
        ("¿Qué porcentaje bajó?", "Bajó un 31%.", True),
        ("Quantas cidades?", "São sete cidades.", True),
        ("Who began it?", "It began in 2012 with 12 cities.", False),
    ],
)
def test_what_is_asked_for(question, sentence, expected):
    """This test ensures that a figure is no answer unless one is asked for, nor is the question's own, nor a year."""
    assert answers_kind(question, sentence) is expected
