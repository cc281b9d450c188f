"""Which questions ask the records, in three languages, and which works they are certainly about."""

import json

import pytest

from corpus.model import Reference
from corpus.works.starter import starter
from index.asked_records import works_asked_for, works_maybe_asked_for, works_maybe_meant, works_meant
from index.query import parse_query
from index.record_questions import WorkQuestion, WorksQuestion, record_question

ABOUT_A_WORK = [
    ("Who wrote Pulling Levers?", "authors", "pulling levers"),
    ("who's the author of Pulling Levers", "authors", "pulling levers"),
    ("What year did the Pulling Levers paper come out?", "year", "pulling levers"),
    ("How long is Pulling Levers?", "pages", "pulling levers"),
    ("Is Ruiz 2019 a systematic review?", "kind", "ruiz 2019"),
    ("Qual o DOI de Ruiz 2019?", "DOI", "ruiz 2019"),
    ('Who wrote the report "Pulling Levers"?', "authors", "pulling levers"),
    ("¿Quién escribió Políticas públicas?", "authors", "politicas publicas"),
    ("Quem escreveu o livro Cidades seguras?", "authors", "cidades seguras"),
    ("When was Pulling Levers published?", "year", "pulling levers"),
    ("In which year was Pulling Levers published?", "year", "pulling levers"),
    ("¿En qué año se publicó Pulling Levers?", "year", "pulling levers"),
    ("Quando foi publicado Pulling Levers?", "year", "pulling levers"),
    ("How many pages does Ruiz (2019) have?", "pages", "ruiz (2019)"),
    ("¿Cuántas páginas tiene Ruiz 2019?", "pages", "ruiz 2019"),
    ("Quantas páginas tem Ruiz 2019?", "pages", "ruiz 2019"),
    ("Who published Ruiz 2019?", "publisher", "ruiz 2019"),
    ("Which journal published Ruiz 2019?", "publisher", "ruiz 2019"),
    ("¿En qué revista se publicó Ruiz 2019?", "publisher", "ruiz 2019"),
    ("What is the DOI of Ruiz (2019)?", "DOI", "ruiz (2019)"),
    ("Ruiz 2019 DOI", "DOI", "ruiz 2019"),
    ("¿Cuál es el ISBN de Ruiz 2019?", "ISBN", "ruiz 2019"),
    ("How do I cite Ruiz 2019?", "citation", "ruiz 2019"),
    ("¿Cómo citar Ruiz 2019?", "citation", "ruiz 2019"),
    ("What kind of study is Ruiz 2019?", "kind", "ruiz 2019"),
    ("Que tipo de estudo é Ruiz 2019?", "kind", "ruiz 2019"),
]

ABOUT_WORKS = [
    ("What do you have by Ruiz?", WorksQuestion(False, ("ruiz",))),
    ("works by Ana Ruiz and Bo King", WorksQuestion(False, ("ana ruiz", "bo king"))),
    ("How many articles by Ruiz are there?", WorksQuestion(True, ("ruiz",), kind="article")),
    ("¿Qué tienes de Ruiz?", WorksQuestion(False, ("ruiz",))),
    ("¿Qué tienes de López de Vega y Ruiz?", WorksQuestion(False, ("lopez de vega", "ruiz"))),
    ("what do you have by the World Bank", WorksQuestion(False, ("world bank",))),
    ("O que você tem de Ruiz?", WorksQuestion(False, ("ruiz",))),
    ("Which systematic reviews are in the library?", WorksQuestion(False, design="systematic review")),
    ("¿Qué revisiones sistemáticas hay en la biblioteca?", WorksQuestion(False, design="systematic review")),
    ("Do you have any guides?", WorksQuestion(False, kind="guide")),
    ("Which guides since 2015 are held?", WorksQuestion(False, kind="guide", since=2015)),
    ("What reports do you have from before 2000?", WorksQuestion(False, kind="report", until=1999)),
    ("What do you have between 2010 and 2015?", WorksQuestion(False, since=2010, until=2015)),
    ("¿Qué artículos de 2019 hay en la biblioteca?", WorksQuestion(False, kind="article", since=2019, until=2019)),
    ("How many works are in the library?", WorksQuestion(True)),
    ("how many works are there", WorksQuestion(True)),
    ("¿Cuántas obras hay en la biblioteca?", WorksQuestion(True)),
    ("Quantos documentos há na biblioteca?", WorksQuestion(True)),
    ("list all works", WorksQuestion(False)),
    ("What is in this library?", WorksQuestion(False)),
    ("¿Qué hay en la biblioteca?", WorksQuestion(False)),
]

ABOUT_TEXTS = [
    "What works in policing?",
    "What works?",
    "When was Ceasefire introduced?",
    "How many reports were published in 2019?",
    "How many reports are there about gangs?",
    "What do you have on gangs since 2015?",
    "What did Ruiz find on gangs?",
    "reports since 2015",
    "Which works are about gangs?",
    "works by Ruiz on gangs",
    "¿Qué obras de Ruiz hay sobre las maras?",
    "show me guns",
    "¿Qué dice Ruiz sobre las maras?",
    "",
]


@pytest.mark.parametrize(("text", "field", "subject"), ABOUT_A_WORK)
def test_questions_about_a_work(text, field, subject):
    """The field that is asked for, and the words that name the work."""
    assert record_question(text) == WorkQuestion(field, subject)


@pytest.mark.parametrize(("text", "expected"), ABOUT_WORKS)
def test_questions_about_the_works_of_a_library(text, expected):
    """Authors, kind, design and years are read, and whether a number is asked for."""
    assert record_question(text) == expected


@pytest.mark.parametrize("text", ABOUT_TEXTS)
def test_questions_about_texts(text):
    """A question with any word of its own is about the texts."""
    assert record_question(text) is None


def _work(key, title, year, *authors, kind="article", design="descriptive", **csl):
    names = [{"family": family, "given": given} for family, given in authors]
    return Reference(key, {"title": title, "author": names, "issued": {"date-parts": [[year]]}, **csl}, kind, design)


WORKS = [
    _work("levers", "Pulling Levers on Gang Violence: Two Cities", 2016, ("Ruiz", "Ana"), ("King", "Bo"), DOI="10.1/a"),
    _work("notices", "Custom Notices: A Guide", 2014, ("King", "Bo"), kind="guide", design="guide"),
    _work("health", "The Health System of Peru", 2011, ("Paz", "Eva"), design="systematic review"),
    Reference("who", {"title": "Report", "author": [{"literal": "World Health Organization"}]}, "report", "guide"),
]


@pytest.fixture
def held(corpus):
    """Return a library with these works."""
    corpus.put(WORKS)
    return corpus


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who wrote Pulling levers on gang violence?", ["levers"]),
        ("who wrote pulling levers on gang violence: two cities", ["levers"]),
        ("who wrote puling levers on gang violence", ["levers"]),
        ("when was the violence in two cities printed", []),  # inside a title
        ("When was The Health System of Peru published?", ["health"]),
        ("when was the health system of peru created", []),
        ("Who wrote Custom Notices?", ["notices"]),
        ("Who wrote custom notices?", []),  # it may ask who writes such letters
        ("Who wrote the custom notices that officers deliver?", []),
        ("who wrote Ruiz and King (2016)", ["levers"]),
        ("How do I cite Ruiz et al. 2016?", ["levers"]),
        ("How many pages does King 2014 have?", ["notices"]),
        ("How many pages does King 2015 have?", []),
        ("what is the date of Peru 2011", []),
        ("what is the title of 10.1/a", []),
        ("Who wrote levers?", ["levers"]),  # its key
        ("Who wrote 10.1234/none?", []),
    ],
)
def test_works_that_are_certain(held, text, expected):
    """A title, an author with a year, or a key names a work; a part of a title or a topic does not.

    The few works that are read from a library lead to the same result.
    """
    question = record_question(text)
    query = parse_query(text)
    found = works_meant(question, query, WORKS) if question else []
    assert [work.key for work in found] == expected
    if question:
        maybe = works_maybe_meant(question, query, held)
        assert works_meant(question, query, maybe) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("works by King", ["levers", "notices"]),
        ("works by Bo King and Ana Ruiz", ["levers"]),
        ("works by Ana King", []),
        ("what do you have by WHO", ["who"]),
        ("what do you have by the police", []),
        ("which guides are in the library", ["notices", "who"]),
        ("which systematic reviews are held", ["health"]),
        ("which articles do you have since 2012", ["levers"]),
        ("how many works are there", ["levers", "notices", "health", "who"]),
    ],
)
def test_works_that_are_asked_for(held, text, expected):
    """All restrictions of a question hold for each work."""
    question = record_question(text)
    found = works_asked_for(question, WORKS)
    assert [work.key for work in found] == expected
    assert works_asked_for(question, works_maybe_asked_for(question, held)) == found


@pytest.mark.parametrize("text", ["who wrote " + "a b " * 490, "works by " * 220, "how many " * 220, "de " * 660])
def test_long_questions_are_read_in_a_moment(text):
    """The time grows with the length of the question only."""
    record_question(text)


def test_no_question_about_content_is_taken(shared_data):
    """No question of the collections about what texts say is taken for a question about the records of a library."""
    texts = []
    for path in [*shared_data.glob("*/questions.jsonl"), *shared_data.glob("ir/*/queries.jsonl")]:
        for line in path.read_text("utf-8").splitlines():
            fields = json.loads(line)
            texts.append(fields.get("question") or fields["text"])
    assert len(texts) > 3000
    titles = []
    for line in (shared_data / "articles" / "works.jsonl").read_text("utf-8").splitlines():
        title = json.loads(line).get("title")
        if title:
            titles.append(Reference(str(len(titles)), {"title": title}, "article", "descriptive"))
    works = [*(entry.reference for entry in starter()), *titles]
    for text in texts:
        question = record_question(text)
        if isinstance(question, WorkQuestion):
            assert works_meant(question, parse_query(text), works) == [], text
        elif question is not None:
            assert question.authors and works_asked_for(question, works) == [], text
