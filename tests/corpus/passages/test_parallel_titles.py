"""Which stretches of the first pages are the titles of a paper in several languages. The texts are invented."""

import time

import pytest

from corpus.model import Document
from corpus.passages.chunk import passages
from corpus.passages.parallel_titles import find_parallel_titles
from tests.corpus.documents import document

ENGLISH_TITLE = "Harbours and homicide: a study of the keepers in five cities"
SPANISH_TITLE = "Puertos y homicidios: un estudio de los guardianes en cinco ciudades"
PORTUGUESE_TITLE = "Portos e homicídios: um estudo dos guardas em cinco cidades"
BYLINE = "Ana Mora, Rita Holm"
AFFILIATION = "Facultad de Medicina, Universidad del Sur, Lima, Perú."
ENGLISH = (
    "We asked the keepers of five harbours what had happened there in each of the years before the closing of the quay,"
    " and we compared the answers with the books that the harbour masters had kept for them.\n\n"
)
SPANISH = (
    "Preguntamos a los guardianes de cinco puertos qué había pasado en cada uno de los años antes del cierre del"
    " muelle, y comparamos las respuestas con los libros que los jefes habían llevado para ellos.\n\n"
)


def found(*pages: str) -> list[str]:
    text = document(*pages)
    return [text.text[start:end] for start, end in find_parallel_titles(text)]


@pytest.mark.parametrize(
    ("front", "abstract"),
    [
        ([ENGLISH_TITLE, SPANISH_TITLE, BYLINE], "Abstract"),
        (["RESEARCH ARTICLE", PORTUGUESE_TITLE, ENGLISH_TITLE, BYLINE, AFFILIATION], "ABSTRACT"),
        ([ENGLISH_TITLE, PORTUGUESE_TITLE, SPANISH_TITLE], "Summary: In brief"),
        ([SPANISH_TITLE, BYLINE, ENGLISH_TITLE, AFFILIATION], "ABSTRACT Objective."),
    ],
)
def test_titles_above_an_abstract(front, abstract):
    """The titles, the names and what is above and below them are front matter, up to the abstract."""
    titles = "\n\n".join(front)
    assert found(f"{titles}\n\n{abstract}\n\n{ENGLISH}", ENGLISH) == [titles]


def test_a_title_above_the_second_abstract():
    """It is between the keywords of the first abstract and the second one. The abstracts are text."""
    keywords = "Keywords: homicide; harbours"
    page = f"{ENGLISH_TITLE}\n\nAbstract\n\n{ENGLISH}{keywords}\n\n{SPANISH_TITLE}\n\nResumen: {SPANISH}"
    assert found(page, ENGLISH * 3) == [f"{keywords}\n\n{SPANISH_TITLE}"]
    first, second = found(
        f"{ENGLISH_TITLE}\n{SPANISH_TITLE}\n\nAbstract\n{ENGLISH}{SPANISH_TITLE}", f"Resumen\n{SPANISH}"
    )
    assert (first, second) == (f"{ENGLISH_TITLE}\n{SPANISH_TITLE}", SPANISH_TITLE)


def test_a_paper_without_an_abstract():
    """A title beside one in another language is enough. What comes between the names and the text stays text."""
    titles = f"{SPANISH_TITLE}\n\n{ENGLISH_TITLE}\n\n{BYLINE}"
    assert found(f"{titles}\n\nLos puertos cerraron en cinco ciudades\n\n{SPANISH}") == [titles]


@pytest.mark.parametrize(
    "beginning",
    [
        f"{ENGLISH_TITLE}\n\n{BYLINE}\n\nAbstract",  # one language
        f"{ENGLISH_TITLE}\n\n{AFFILIATION}\n\nAbstract",  # the names of a place are not a title
        "Puertos y muelles\n\nAbstract",  # too short to tell
        f"{SPANISH_TITLE}.\n\nAbstract",  # a sentence
        f"{SPANISH_TITLE} 12 14 40\n\n{ENGLISH_TITLE}\n\nPuertos 3 4 5",  # rows of a table
        f"with(puertos, y, los, guardianes)\n\n{ENGLISH_TITLE}",  # code
        f"{ENGLISH_TITLE}\n\nSee https://example.org/puertos y los guardianes del muelle",
    ],
)
def test_other_beginnings(beginning):
    """Nothing is a title in another language, so nothing is left out."""
    assert found(f"{beginning}\n\n{ENGLISH}") == []


def test_a_title_further_on():
    """The title of a cited work between paragraphs, and a title behind the first pages, are left where they are."""
    assert found(f"{ENGLISH_TITLE}\n\n{ENGLISH}{SPANISH_TITLE}\n\n{ENGLISH}") == []
    assert found(ENGLISH, ENGLISH, ENGLISH, f"{SPANISH_TITLE}\n\nResumen\n\n{SPANISH}", ENGLISH) == []


def test_empty_documents():
    """A document without pages or without text has no titles."""
    assert find_parallel_titles(Document((), (), {}, ())) == []
    assert found("") == []


def test_passages():
    """The titles are front matter of their own; the first passage of the body begins with the abstract."""
    page = f"{ENGLISH_TITLE}\n\n{SPANISH_TITLE}\n\n{BYLINE}\n\nAbstract\n\n{ENGLISH * 8}"
    front, *body = passages(document(page, ENGLISH * 3), "ab")
    assert (front.zone, front.text) == ("front matter", f"{ENGLISH_TITLE}\n\n{SPANISH_TITLE}\n\n{BYLINE}")
    assert body[0].text.startswith("Abstract")
    assert {passage.zone for passage in body} == {"body"}


@pytest.mark.parametrize("part", ["Puertos y muelles de\n", "a ", "Resumen\n", f"{SPANISH_TITLE}\n{ENGLISH_TITLE}\n"])
def test_hostile_pages_take_little_time(part):
    """The time grows with the length of the text."""
    text = document(part * (300_000 // len(part)))
    began = time.perf_counter()
    find_parallel_titles(text)
    assert time.perf_counter() - began < 5
