from dataclasses import replace

import pytest

from assistant import answer
from assistant.answer import CANDIDATES, by_work, compares, compose, distinct, spread, wanted
from corpus.model import Filter
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from index.build import Builder, update
from index.model import Query
from index.search import Index, search
from tests.assistant.pieces import evidence, found, hit, passage
from tests.corpus.documents import document, reference, source
from tests.encoders import WordEncoder

LONG = "The call-in is a meeting between police, community and the members of violent groups in a city. "
MORE = "Afterwards, services are offered to everyone who asks for help at the table near the door of the hall. "
REPORT = {"title": "Annual Report"}


def keys(pieces):
    return [piece.work.key for piece in pieces]


def texts(pieces):
    return [piece.hit.passage.text for piece in pieces]


# --- copies ----------------------------------------------------------------------------------------------------


def test_near_duplicates_are_dropped():
    """This test ensures that a copy, or a passage held within a better one, is dropped, and is named by that one."""
    whole, copy = found(LONG + MORE), found((LONG + MORE).upper(), 2, "copy", title="Another")
    inside, other = found(LONG, 3, "part", title="A Part"), found("Custom notifications are made in person.", 4)
    kept = distinct([whole, copy, inside, other], frozenset())
    assert texts(kept) == [LONG + MORE, other.hit.passage.text]
    assert [keys(piece.copies) for piece in kept] == [["copy", "part"], []]


def test_what_says_more_is_no_copy():
    """This test ensures that a passage is kept that holds a better, shorter one beside a text of its own."""
    short, longer = found(LONG), found(LONG + MORE, 2)
    assert distinct([short, longer], frozenset()) == [short, longer]


# --- editions --------------------------------------------------------------------------------------------------

SAID = f"{LONG}{MORE}In the year before, {{}} people came, as the city council was told in the spring."


def edition(year, rank, title="Annual Report {}"):
    return found(SAID.format(year - 1900), rank, f"report-{year}", title=title.format(year))


@pytest.mark.parametrize(
    ("asked", "shown", "named"),
    [
        ((), ["report-2021"], ["report-2019", "report-2017"]),
        ((1999,), ["report-2021"], ["report-2019", "report-2017"]),
        ((2017,), ["report-2017"], ["report-2019", "report-2021"]),
        ((2019, 2017), ["report-2019", "report-2017"], ["report-2021"]),
    ],
)
def test_one_edition_stands_for_the_others(asked, shown, named):
    """This test ensures that of near-identical passages the newest is shown, or that of each year asked for."""
    other = found("Custom notifications are made in person.", 3, "other")
    editions = [edition(2019, 1), edition(2017, 2), other, edition(2021, 4)]
    kept = distinct(editions, frozenset(asked))
    assert keys(kept) == [*shown, "other"]
    assert [key for piece in kept for key in keys(piece.copies)] == named
    assert kept[0].hit.rank == 1  # the rank of the best of them


def test_only_editions_give_way_to_the_newest():
    """This test ensures that of copies in works of different titles the best stays, however old."""
    old, new = edition(2015, 1), edition(2021, 2, "Crime Trends {}")
    assert keys(distinct([old, new], frozenset())) == ["report-2015"]


def test_a_year_asked_for_is_no_reason_to_repeat_a_passage():
    """This test ensures that a copy in an unrelated work of the year that is asked for is dropped as any other."""
    old, new = edition(2015, 1), edition(2021, 2, "Crime Trends {}")
    assert keys(distinct([old, new], frozenset({2021}))) == ["report-2015"]


def test_a_chapter_is_no_edition_of_a_line():
    """This test ensures that a newer edition's far longer passage does not take the place of a line it repeats."""
    line = found(LONG, 1, "report-2019", title="Annual Report 2019")
    far = " ".join(f"Point {n} of the plan was met in district {n} by its own team." for n in range(20))
    chapter = found(LONG + far, 2, "report-2021", title="Annual Report 2021")
    assert keys(distinct([line, chapter], frozenset())) == ["report-2019", "report-2021"]


# --- neighbours ------------------------------------------------------------------------------------------------


class Text:
    """A source's text, as `Corpus.text` gives it."""

    def __init__(self, text):
        self._text = text

    def text(self, source, start, end):
        return self._text[start:end]


def at(place, rank=1, copies=()):
    return replace(found("", rank), hit=hit(place, rank), copies=copies)


def test_neighbours_on_one_page_are_merged():
    """This test ensures that touching passages become one from first to last character, with the copies of all."""
    text = LONG * 4
    size = len(LONG)
    copy, other = found(LONG, 8, "copy"), found(LONG, 9, "other")
    a = at(passage(text[: 2 * size]), 1, (copy,))
    b = at(passage(text[size : 3 * size], start=size), 3, (other,))
    far = at(passage("Elsewhere.", start=5000), 2)
    merged = answer._merge([a, far, b], Text(text))
    assert [(m.hit.passage.start, m.hit.passage.end) for m in merged] == [(0, 3 * size), (5000, 5010)]
    assert merged[0].hit.passage.text == text[: 3 * size]
    assert merged[0].hit.passage.id == a.hit.passage.id
    assert merged[0].copies == (copy, other)


@pytest.mark.parametrize("other", [passage(LONG, start=96, page=2), passage(LONG, start=96, of="cd")])
def test_neighbours_elsewhere_are_not_merged(other):
    """This test ensures that another page or another source is another citation."""
    assert len(answer._merge([at(passage(LONG)), at(other, 2)], Text(""))) == 2


def test_a_sentence_is_quoted_once():
    """This test ensures that the overlap of two passages is not cited twice, and that ranks stay without gaps."""
    first = evidence("One. Two.", (5, 9))
    again = replace(
        first, hit=replace(first.hit, rank=2, passage=passage("Two. Three.", start=5)), highlights=((0, 4),)
    )
    third = replace(first, hit=replace(first.hit, rank=3, passage=passage("Four.", start=90)), highlights=((0, 5),))
    kept = answer._without_repeats([first, again, third])
    assert [(piece.hit.rank, piece.quote) for piece in kept] == [(1, "Two."), (2, "Four.")]


# --- several works ---------------------------------------------------------------------------------------------


def ranking(works, scores=None):
    """Gives passages of these works, a letter each, best first; scores fall a little from 1 where none are given."""
    given = scores or [1 - n / 100 for n in range(len(works))]
    made = [found(f"{key} {n}", n, key) for n, key in enumerate(works, start=1)]
    return [replace(one, hit=replace(one.hit, score=score)) for one, score in zip(made, given, strict=True)]


@pytest.mark.parametrize(
    ("works", "scores", "expected"),
    [
        ("aaabca", None, "aabcaa"),  # b and c step forward; then no other is left, and a goes on
        ("abcab", None, "abcab"),  # already so
        ("aaaaa", None, "aaaaa"),  # nothing else is at hand
        ("aaab", [1, 0.9, 0.8, 0.4], "aaab"),  # b is not near enough
        ("aaab", [1, 0.9, 0.8, 0.5], "aaba"),
        ("aaabbbcd", None, "aabbcabd"),  # only the first five are looked after
        ("", None, ""),
    ],
)
def test_several_works_begin_the_answer_to_a_comparison(works, scores, expected):
    """This test ensures that at most two of the first five come from one work while others are at hand."""
    assert "".join(keys(spread(ranking(works, scores)))) == expected


def test_passages_are_grouped_by_work():
    """This test ensures that works come in the order of their best passage, with three passages each at most."""
    assert "".join(keys(by_work(ranking("abacaadb"), 3))) == "aaabbc"
    assert texts(by_work(ranking("abacaadb"), 1)) == ["a 1", "a 3", "a 5"]


COMPARING = [
    ("en", "How does Boston compare with Cincinnati?"),
    ("en", "Hot spots versus street outreach: which reduced shootings?"),
    ("en", "What is the difference between a call-in and a custom notification?"),
    ("en", "Do the two evaluations differ?"),
    ("en", "Is outreach cheaper than enforcement?"),
    ("en", "Which services are offered in both Glasgow and Malmö?"),
    ("en", "How did homicide change between 2010 and 2015?"),
    ("en", "How much do results vary across the three cities?"),
    ("es", "Compara las tasas de homicidio de Cali y Bogotá"),
    ("es", "¿Qué diferencia hay entre mediadores y policías?"),
    ("es", "¿Qué se logró en Recife frente a Lima?"),
    ("es", "¿Cómo cambió la violencia entre 2010 y 2015?"),
    ("pt", "Qual a diferença entre mediação e policiamento?"),
    ("pt", "O programa é mais eficaz em Recife do que em Cali?"),
    ("und", "Boston vs Cincinnati"),
]

PLAIN = [
    ("en", "What is a custom notification?"),
    ("en", "Which cities had more than 40 homicides?"),
    ("en", "Which partners other than the police attend?"),
    ("en", "What is the relationship between gangs and homicide?"),
    ("en", "What different services are offered?"),
    ("en", "How did the programme change its approach?"),
    ("es", "¿Qué relación hay entre las maras y la extorsión?"),
    ("es", "¿Quién debe comparecer ante el juez?"),
    ("es", "¿Qué es lo que se dice en la reunión?"),
    ("pt", "Do que se fala na reunião?"),
    ("und", "GVRS 2019"),
]


@pytest.mark.parametrize(
    ("language", "question", "expected"), [(*each, True) for each in COMPARING] + [(*each, False) for each in PLAIN]
)
def test_what_shows_that_a_question_compares(language, question, expected):
    """This test ensures that questions that compare are told from others, in three languages, with accents or not."""
    assert compares(question, language) is expected


# --- answers ---------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path):
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as made:
        yield made


def put(corpus, key, *pages, **csl):
    sha256 = corpus.keep(f"{key} {pages}".encode(), "application/pdf")
    made = document(*pages)
    corpus.add(source(sha256, key), reference(key, **{"title": key, **csl}), made, passages(made, sha256))


def asked(corpus, question, k=5, by_source=False):
    update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
    index, encoder = Index.open(corpus.folder), WordEncoder()
    query = Query(question, max(CANDIDATES, wanted(k, by_source)), Filter(), "en")
    return compose(query, search(query, corpus, index, encoder), k, corpus, index, encoder, by_source)


def test_as_many_as_are_asked_for(corpus):
    """This test ensures that a large k is met where the library holds so many, and that it changes no confidence."""
    for n in range(80):
        put(corpus, f"work {n}", f"The meeting with group {n} was held in the city hall.")
    question = "The meeting with which group was held in the city hall?"
    many, few = asked(corpus, question, 70), asked(corpus, question, 5)
    assert (len(many.evidence), len(few.evidence)) == (70, 5)
    assert many.confidence == few.confidence


def test_the_others_are_named_with_the_page_of_the_quotation(corpus):
    """This test ensures that what a copy was dropped for names its work, the page, and whether its words are the same.

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


def test_the_year_of_a_question_chooses_the_edition(corpus):
    """This test ensures that a question which names a year is answered by that year's edition."""
    told = f"{LONG}{MORE}The programme served {{}} people in the city last year."
    put(corpus, "old", told.format(40), title="Annual Report FY 2019")
    put(corpus, "new", told.format(55), title="Annual Report FY 2020")
    found = asked(corpus, "How many people has the programme served in the city in FY19?")
    assert "served 40 people" in (found.evidence or found.closest)[0].quote


def test_an_answer_by_source(corpus):
    """This test ensures that k counts works, whose passages stand together, ranked in the order shown."""
    for n in range(3):
        pages = [" ".join(f"The meeting was held in room {n}{page}{i}." for i in range(30)) for page in range(5)]
        put(corpus, f"work {n}", *pages)
    found = asked(corpus, "The meeting was held in which room?", 2, by_source=True)
    works = [piece.citation.reference.key for piece in found.evidence]
    first, second = dict.fromkeys(works)
    assert works == [first] * 3 + [second] * 3
    assert [piece.hit.rank for piece in found.evidence] == [1, 2, 3, 4, 5, 6]
