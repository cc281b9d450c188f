"""What a library keeps twice is true after every job, and `verify` says when it is not."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.model import TextShape
from corpus.store.corpus import Corpus
from corpus.store.summaries import WorkFacts, WorkNames, facts_of, names_of
from corpus.store.verification import verify
from tests.corpus.documents import document, reference
from tests.corpus.store.conftest import put


def faults(corpus):
    return [fault for _, fault in verify(corpus) if fault]


def test_the_names_of_a_work():
    """They are folded. A person is known by the first word of the surname, and an institution by all words."""
    work = reference(
        "abt-2019",
        title="Acción en São Paulo",
        author=[{"family": "De la Cruz", "given": "Inés"}, {"literal": "Banco  Mundial"}],
        editor=[{"given": "Only"}],
        publisher="Índice",
        issued={"date-parts": [[2019]]},
    )
    people = "ines de la cruz ;   banco  mundial; only   indice"
    assert names_of(work) == WorkNames("abt-2019", "accion en sao paulo", people, "de", "Banco Mundial", 2019)


def test_the_facts_of_a_work():
    """What filters compare is folded, and identifiers are as they are looked for."""
    work = replace(
        reference(
            "abt-2019",
            author=[{"family": "Peña", "given": "Ana"}, {"literal": "World Bank"}],
            DOI="https://doi.org/10.1000/ABC",
            ISBN="0-306-40615-2",
            number="NCJ 243 978",
        ),
        kind="guide",
        design="news",
    )
    authors = "ana pena ;   world bank"
    assert facts_of(work) == WorkFacts("guide", "news", authors, "10.1000/abc", "0-306-40615-2", "NCJ 243 978")
    assert facts_of(reference("abt-2019"))[3:] == ("", "", "")


def test_sizes_and_names_stay_true(corpus):
    """Add, read again, rename, merge, remove and undo."""
    sha256 = put(corpus, b"%PDF-1", title="One Title")
    other = put(corpus, b"%PDF-2", key="other", title="Other Title")
    assert corpus.counts() == {
        "references": 2,
        "full_texts": 2,
        "notes": 0,
        "pages": sum(holding.pages for holding in corpus.holdings()),
        "unreadable_pages": 0,
        "passages": len(corpus.passage_ids()),
    }
    corpus.replace(other, document("A page.", "", "A third page."))
    assert (corpus.counts()["pages"], corpus.counts()["passages"]) == counted(corpus)
    corpus.put([replace(corpus.reference("other"), key="renamed", former_keys=("other",))])
    assert {names.key for names in corpus.names()} == {"work", "renamed"}
    with corpus.job("merge"):
        corpus.merge(corpus.reference("work"), "renamed")
    assert [names.key for names in corpus.names()] == ["work"]
    assert not faults(corpus)
    corpus.undo(corpus.jobs()[0])
    assert {names.key for names in corpus.names()} == {"work", "renamed"}
    with corpus.job("remove"):
        corpus.remove("work", keep_note=False)
    assert (corpus.counts()["pages"], corpus.counts()["passages"]) == counted(corpus)
    assert [names.key for names in corpus.names()] == ["renamed"]
    corpus.undo(corpus.jobs()[0])
    assert sha256 in corpus.sources()
    assert (corpus.counts()["pages"], corpus.counts()["passages"]) == counted(corpus)
    assert {names.title for names in corpus.names()} == {"one title", "other title"}
    assert not faults(corpus)


def counted(corpus):
    """Return the numbers of pages and passages, counted one by one. Compare the shapes and languages of texts, too."""
    shapes, languages = {}, Counter()
    passages = [corpus.passages_of(sha256) for sha256 in corpus.sources()]
    for of_source in passages:
        shape = TextShape(len(of_source), of_source[-1].start)
        shapes.setdefault(shape, set()).add(of_source[0].source)
        languages.update(passage.language for passage in of_source if passage.zone == "body")
    assert {shape: set(sources) for shape, sources in corpus.shapes().items()} == shapes
    assert corpus.languages_of(list(corpus.sources()), ["body"]) == languages
    pages = sum(len(corpus.document(sha256).pages) for sha256 in corpus.sources())
    return pages, sum(map(len, passages))


def test_names_of_other_rules_are_made_again(corpus):
    """A question reads the record of a work whose names were made by other rules, and a writer makes them again."""
    put(corpus, b"%PDF-1", title="One Title")
    corpus.database.connection.execute("UPDATE work_names SET rules = 0, title = 'as it was made then'")
    corpus.close()
    with Corpus.open(corpus.folder) as reader:
        assert [names.title for names in reader.names()] == ["one title"]
    with Corpus.open(corpus.folder, write=True) as writer:
        assert writer.database.rows("SELECT title FROM work_names WHERE rules != 0") == [("one title",)]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE size SET passages = passages + 1", "its numbers of pages and passages have changed"),
        ("DELETE FROM size", "its numbers of pages and passages have changed"),
        ("UPDATE size SET low = low + 1", "its numbers of pages and passages have changed"),
        ("UPDATE part SET language = 'pt'", "its numbers of pages and passages have changed"),
        ("DELETE FROM part", "its numbers of pages and passages have changed"),
        ("UPDATE work_names SET title = 'x'", "the names by which a question finds it have changed"),
        ("UPDATE work_names SET kind = 'x'", "the names by which a question finds it have changed"),
    ],
)
def test_a_summary_that_was_changed_from_outside(corpus, change, fault):
    put(corpus, b"%PDF-1")
    with closing(sqlite3.connect(corpus.folder / "corpus.sqlite")) as connection, connection:
        connection.execute(change)
    assert faults(corpus) == [fault]
