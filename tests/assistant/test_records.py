"""Answers from the records of works, and how they are shown."""

import pytest

from assistant.model import Record, RecordedWork
from assistant.records import NOT_IN_TEXTS, with_record
from assistant.render.json import answer_json
from assistant.render.markdown import render_answer as markdown
from assistant.render.plain import MAX_LISTED_WORKS, record_lines
from assistant.render.terminal import render_answer
from corpus.model import FieldOrigin, Reference, Source
from corpus.passages.chunk import passages
from index.query import parse_query
from tests.assistant.pieces import answer, evidence
from tests.assistant.render.samples import PLAIN, words
from tests.corpus.documents import document

LEVERS = Reference(
    "ruiz-2016",
    {
        "title": "Pulling Levers on Gang Violence",
        "type": "article-journal",
        "author": [{"family": "Ruiz", "given": "Ana"}, {"family": "King", "given": "Bo"}],
        "issued": {"date-parts": [[2016, 7]]},
        "container-title": "Journal of Levers",
        "volume": "2",
        "page": "10-19",
        "DOI": "10.1234/levers",
    },
    "article",
    "randomised",
    guessed=True,
    origins={"author": FieldOrigin("printed", True), "issued": FieldOrigin("file", False)},
)
GUIDE = Reference("king-2014", {"title": "Custom Notices", "author": [{"family": "King"}]}, "guide", "guide")


@pytest.fixture
def library(corpus):
    """Return a corpus with an article of two pages in full text, and a guide that is only a reference."""
    read = document("One page.", "Another page.")
    sha256 = corpus.keep(b"text", "application/pdf")
    source = Source(sha256, "application/pdf", LEVERS.key, "a.pdf", "full text")
    corpus.add(source, LEVERS, read, passages(read, sha256))
    corpus.put([GUIDE])
    return corpus


@pytest.mark.parametrize(
    ("question", "value", "unsure"),
    [
        ("Who wrote Pulling Levers on Gang Violence?", "Ruiz, Ana; King, Bo", ()),
        ("When was Ruiz and King (2016) published?", "2016-07", ("year",)),
        ("How many pages does Ruiz 2016 have?", "2 in the file, printed as pages 10-19", ()),
        ("In which journal was Ruiz 2016 published?", "Journal of Levers, volume 2, pages 10-19", ()),
        ("¿Cuál es el DOI de Ruiz 2016?", "10.1234/levers", ()),
        ("Qual é o ISBN de Ruiz 2016?", None, ()),
        ("What kind of study is Ruiz 2016?", "article, randomised (guess)", ()),
        ("Who wrote Custom Notices?", "King", ()),
        ("When was Custom Notices published?", None, ()),
    ],
)
def test_fields_of_a_record(library, question, value, unsure):
    """The value is what the record has, with what is unsure in it. The passages stay."""
    found = with_record(answer(evidence("A text.")), parse_query(question), library)
    (work,) = found.record.works
    assert (work.value, work.unsure) == (value, unsure)
    assert found.answered


def test_a_reference_is_given_in_apa(library):
    """A question how to cite a work is answered with its entry in a list of references."""
    found = with_record(answer(), parse_query("How do I cite Ruiz 2016?"), library)
    (work,) = found.record.works
    assert work.value.startswith("Ruiz, A., & King, B. (2016). ")


@pytest.mark.parametrize(
    ("question", "field", "keys", "full_texts", "command"),
    [
        ("How many works are in the library?", "count", ["ruiz-2016", "king-2014"], 1, "evidence list"),
        ("Which guides do you have?", "works", ["king-2014"], 0, "evidence list --kind guide"),
        ("Which guides do you have since 2015?", "works", [], 0, "evidence list --kind guide --since 2015"),
        ("works by Bo King", "works", ["ruiz-2016"], 1, "evidence list --author 'bo king'"),
    ],
)
def test_works_of_the_library(library, question, field, keys, full_texts, command):
    """The works of a question are listed with the command that lists them all."""
    record = with_record(answer(evidence("A text.")), parse_query(question), library).record
    assert (record.field, [work.reference.key for work in record.works]) == (field, keys)
    assert (record.full_texts, record.command) == (full_texts, command)


@pytest.mark.parametrize(
    ("question", "doubts"),
    [
        ("Which randomised trials do you have?", " (design unsure)"),
        ("What do you have since 2015?", " (year unsure)"),
        ("works by Ruiz", ""),
    ],
)
def test_what_selects_a_work_may_be_unsure(library, question, doubts):
    """A design that is a guess and a year that is unsure are marked where they select the work."""
    record = with_record(answer(), parse_query(question), library).record
    line = "Ruiz & King (2016). Pulling Levers on Gang Violence · ruiz-2016"
    assert [" ".join(shown.split()) for shown in record_lines(record)[1:]] == [line + doubts]


def test_passages_are_not_evidence_for_which_works_there_are(library):
    """Passages answer a question about the works of an author, but not how many works there are."""
    found = answer(evidence("A text."))
    counted = with_record(found, parse_query("How many works are there?"), library)
    assert (counted.answered, counted.reason, counted.closest) == (False, NOT_IN_TEXTS, ())
    assert with_record(found, parse_query("works by King"), library).answered


@pytest.mark.parametrize("question", ["Who wrote the letters?", "works by the police", "What works?", "What is GVI?"])
def test_other_questions_have_no_record(library, question):
    """Nothing is said from the records if the work is not certain, or if the texts are asked."""
    found = answer(evidence("A text."))
    assert with_record(found, parse_query(question), library) == found


def test_every_output_shows_the_record(library):
    """The record is above the passages, with what is unsure, in every format."""
    found = with_record(answer(evidence("A text.")), parse_query("When was Ruiz 2016 published?"), library)
    shown = words(render_answer(found, PLAIN))
    assert (
        "From the record of the work: Pulling Levers on Gang Violence · ruiz-2016 Published: 2016-07 (year unsure)"
        in shown
    )
    assert shown.index("From the record") < shown.index("A text.")
    assert "- Published: 2016-07 (year unsure)" in markdown(found, PLAIN).replace("\\", "")
    assert answer_json(found, PLAIN)["record"] == {
        "field": "year",
        "count": 1,
        "full_texts": 1,
        "works": [
            {
                "key": "ruiz-2016",
                "citation": "Ruiz & King (2016)",
                "title": "Pulling Levers on Gang Violence",
                "year": 2016,
                "value": "2016-07",
                "uncertain": ["year"],
            }
        ],
    }
    assert answer_json(answer(), PLAIN)["record"] is None


def test_a_record_without_passages(library):
    """If no passage answers, the line says so, and not that the library has no evidence."""
    refused = answer(evidence("A text."), reason="too far")
    found = with_record(refused, parse_query("When was Ruiz 2016 published?"), library)
    shown = words(render_answer(found, PLAIN))
    assert "No passage answers it: too far." in shown
    assert "No good evidence" not in shown + markdown(found, PLAIN)


def test_a_long_list_is_cut():
    """The first works are listed, with the command for all of them. A number alone lists none."""
    works = tuple(RecordedWork(GUIDE, "King (n.d.)", None, ()) for _ in range(MAX_LISTED_WORKS + 1))
    lines = record_lines(Record("works", "Works", works, 0, "evidence list"))
    assert lines[0] == f"From the records: {MAX_LISTED_WORKS + 1} works, 0 in full text."
    assert len(lines) == MAX_LISTED_WORKS + 2
    assert lines[-1] == "To list them: evidence list"
    assert len(record_lines(Record("count", "Works", works, 0, "evidence list"))) == 2
