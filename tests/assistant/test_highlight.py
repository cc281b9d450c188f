import pytest

from assistant.highlight import best_sentences, has_what_is_asked
from corpus.passages.chunk import passages
from index.model import Hit
from index.query import parse_query
from index.stores import TERM_STORE
from tests.corpus.documents import document
from tests.encoders import WordEncoder


@pytest.fixture
def highlight(tmp_path):
    def quoted(question, text, headings=(), language="en"):
        found = passages(document(text, headings=headings), "ab")
        terms = TERM_STORE.create(tmp_path / "terms")
        terms.write(found, [])
        query = parse_query(question, language)
        hits = [Hit(passage, rank, 0.0, {}) for rank, passage in enumerate(found, start=1)]
        spans = best_sentences(query, hits, terms, WordEncoder())
        return [[passage.text[start:end] for start, end in each] for passage, each in zip(found, spans, strict=True)]

    return quoted


FEE = "The fee is paid by the city council every year."
VISIT = "A visit to the home is made by three people together."
OTHER = "Nothing else was said about the matter at hand."


def test_the_sentence_with_the_words(highlight):
    """The sentence with the words of the query is quoted, wherever it is in the passage."""
    ((best, *_),) = highlight("Who makes a visit to the home?", f"{FEE} {OTHER} {VISIT}")
    assert best == VISIT


def test_a_quoted_phrase_decides(highlight):
    """A sentence with the quoted phrase wins over one with more of the other words."""
    text = f"{VISIT} The home visit is made by the three people of the city council. {OTHER}"
    ((best, *_),) = highlight('"a visit to" three people city council home', text)
    assert best == VISIT


def test_headings_and_short_pieces_are_not_quoted(highlight):
    """A heading with the words of the query is not quoted if there is a sentence."""
    text = f"Visits to the home by three people\n\n{VISIT} Yes. {OTHER}"
    ((best, *_),) = highlight("visits to the home by three people", text, [("Visits to the home by three people", 1)])
    assert best == VISIT


def test_a_passage_of_short_pieces(highlight):
    """A passage of short pieces is quoted too."""
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
    """A number counts only if the query asks for one, if it is not in the query, and if it is not a year."""
    assert has_what_is_asked(parse_query(question), sentence) is expected
