"""What jobs changed is put back, and earlier texts of works are kept."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.errors import LibraryDamaged
from corpus.model import Lookup, Source
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from corpus.store.history import MAX_JOBS, MAX_VERSIONS
from corpus.store.verification import HISTORY, verify
from tests.corpus.documents import add_document, document, reference

OLD_TEXT = ("Harbour patrols cut thefts by a third.", "The second page is about the market.")
NEW_TEXT = ("Harbour patrols cut thefts by a half.", "The second page is about the market.")


def state(corpus):
    """Return everything that a library says: its works, sources, texts, passages and earlier texts."""
    sources = {}
    for sha256, source in corpus.sources().items():
        assert corpus.original(source).is_file()
        sources[sha256] = (source, corpus.origins(sha256), corpus.document(sha256), corpus.passages_of(sha256))
    return corpus.references(), sources, corpus.lookups(), corpus.versions()


def faults(corpus):
    return [fault for fault in verify(corpus) if fault[1]]


def supersede(corpus, old, *texts, key="work", title="A Work", path="/reports/work.pdf"):
    """Replace a source by a new one with these pages. Return its SHA-256."""
    sha256 = corpus.keep(f"%PDF-1 {texts}".encode(), "application/pdf")
    read = document(*texts)
    source = Source(sha256, "application/pdf", key, path, "full text")
    corpus.supersede(old, source, reference(key, title=title), read, passages(read, sha256))
    return sha256


def undo_last(corpus):
    return corpus.undo(corpus.jobs()[0])


def test_a_replaced_text_is_kept_aside(corpus):
    """The new text takes the place of the old one in the same work. The old one is named, with its original."""
    old = add_document(corpus, "work", *OLD_TEXT)
    new = supersede(corpus, old, *NEW_TEXT, title="A Better Work")
    assert list(corpus.sources()) == [new]
    assert {passage.source for passage in corpus.passages(corpus.passage_ids()).values()} == {new}
    assert corpus.reference("work").title == "A Better Work"
    (version,) = corpus.versions("work")
    assert (version.sha256, version.name, version.reference.title) == (old, "work.pdf", "A Work")
    with Corpus.open(corpus.folder) as reader:
        assert reader.versions("another") == []
    assert len(list((corpus.folder / "originals").rglob("*.pdf"))) == 2
    assert faults(corpus) == []


def test_an_earlier_text_comes_back(corpus):
    """`restore` puts the earlier text back as it was and keeps the later one aside; again, and it is the other way."""
    old = add_document(corpus, "work", *OLD_TEXT, labels=("vii", "viii"))
    before = state(corpus)
    new = supersede(corpus, old, *NEW_TEXT)
    after = state(corpus)
    (version,) = corpus.versions("work")
    corpus.restore(version, version.reference, new)
    assert state(corpus)[:3] == before[:3]
    (version,) = corpus.versions("work")
    assert version.sha256 == new
    corpus.restore(version, version.reference, old)
    assert state(corpus)[:3] == after[:3]
    assert faults(corpus) == []


def replace_text(corpus):
    (old,) = [sha256 for sha256, source in corpus.sources().items() if source.key == "work"]
    supersede(corpus, old, *NEW_TEXT)


def restore_text(corpus):
    (version,) = corpus.versions("twice")
    corpus.restore(version, version.reference, None)


def import_work(corpus):
    add_document(corpus, "new", "It came with its reference.")
    corpus.put([reference("other", title="Changed by the import"), reference("bare", title="Only a record")])


JOBS = {
    "edit": lambda corpus: corpus.put([reference("work", title="Another Title")]),
    "rename": lambda corpus: corpus.put([replace(reference("harbour"), former_keys=("work",))]),
    "remove": lambda corpus: corpus.remove("work", keep_note=False),
    "remove a text": lambda corpus: corpus.remove("two-texts", keep_note=False, only=[corpus.ids["second"]]),
    "give": lambda corpus: corpus.attribute(corpus.ids["second"], "other"),
    "replace": replace_text,
    "restore": restore_text,
    "import": import_work,
}


@pytest.fixture
def filled(corpus):
    """A library with works of each kind: with one text, with two, with an earlier text, with an answer of Crossref."""
    add_document(corpus, "work", *OLD_TEXT)
    corpus.remember(Lookup("work", "10.1000/1", None, "no record"))
    add_document(corpus, "other", "Stations were quiet after the visits.")
    add_document(corpus, "two-texts", "The first text of this work.")
    corpus.ids = {"second": add_document(corpus, "two-texts", "The second text of this work.")}
    old = add_document(corpus, "twice", "A text that was replaced.")
    supersede(corpus, old, "A text that replaced another.", key="twice")
    return corpus


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_taken_back(filled, job):
    """After `undo`, a library says what it said before the job, and holds no file that it did not hold."""
    before = state(filled)
    originals = sorted(path.name for path in (filled.folder / "originals").rglob("*.pdf"))
    with filled.job(job):
        JOBS[job](filled)
    assert state(filled) != before
    assert faults(filled) == []
    assert undo_last(filled) == {}
    assert state(filled) == before
    assert filled.jobs() == []
    assert faults(filled) == []
    assert sorted(path.name for path in (filled.folder / "originals").rglob("*.pdf")) == originals


def test_all_jobs_are_taken_back_one_by_one(filled):
    """A second `undo` takes back the job before the last one."""
    states = []
    for name, job in JOBS.items():
        if name != "remove a text":  # "give" needs that text
            states.append(state(filled))
            with filled.job(name):
                job(filled) if name != "replace" or "work" in filled.references() else filled.put([reference("b")])
    while states:
        undo_last(filled)
        assert state(filled) == states.pop()
    assert faults(filled) == []


def test_what_a_job_says_of_itself(filled):
    """A job is listed with its command, its time, and what became of each work and text."""
    with filled.job("remove"):
        filled.remove("work", keep_note=False)
    with filled.job("edit"):
        filled.put([reference("other", title="Another Title")])
    with filled.job("edit"):
        filled.put([reference("other", title="Another Title")])  # changes nothing, so it is not a job
    edit, remove = filled.jobs()
    assert (edit.command, [(change.what, change.key, change.origin) for change in edit.changes]) == (
        "edit",
        [("changed", "other", None)],
    )
    assert [(change.what, change.key, change.origin) for change in remove.changes] == [
        ("removed", "work", "/reports/work.pdf"),
        ("removed", "work", None),
    ]
    assert remove.time[:2] == "20"


def test_what_was_added_later_stays(corpus):
    """Undo takes back one job and nothing that `add` brought since then."""
    old = add_document(corpus, "work", *OLD_TEXT)
    with corpus.job("remove"):
        corpus.remove("work", keep_note=False)
    later = add_document(corpus, "later", "Stations were quiet after the visits.")
    again = add_document(corpus, "work", *OLD_TEXT)  # the same file again, under the same key
    assert again == old
    undo_last(corpus)
    assert {source.key for source in corpus.sources().values()} == {"work", "later"}
    assert set(corpus.sources()) == {old, later}
    assert faults(corpus) == []


def test_a_key_that_another_work_has_got(corpus):
    """A work that is brought back under a key that another work has got meanwhile gets another key."""
    old = add_document(corpus, "work", *OLD_TEXT)
    with corpus.job("remove"):
        corpus.remove("work", keep_note=False)
    other = add_document(corpus, "work", "Quite another text.", title="Quite Another Work")
    assert undo_last(corpus) == {"work": "work-2"}
    assert {sha256: source.key for sha256, source in corpus.sources().items()} == {old: "work-2", other: "work"}
    assert corpus.reference("work").title == "Quite Another Work"
    assert corpus.reference("work-2").csl["id"] == "work-2"
    assert faults(corpus) == []


def test_an_import_whose_work_has_got_a_text(corpus):
    """A work that an import brought stays if it has got a text since then."""
    with corpus.job("import"):
        corpus.put([reference("imported"), reference("bare")])
    text = add_document(corpus, "imported", *OLD_TEXT)
    undo_last(corpus)
    assert (list(corpus.references()), list(corpus.sources())) == (["imported"], [text])
    assert faults(corpus) == []


def test_the_history_is_bounded(corpus):
    """Only the last jobs and the last texts of a work are kept, and the originals of no others."""
    for number in range(MAX_JOBS + 5):
        add_document(corpus, f"work-{number}", f"Text {number} of many.")
        with corpus.job("remove"):
            corpus.remove(f"work-{number}", keep_note=False)
    assert len(corpus.jobs()) == MAX_JOBS
    held = add_document(corpus, "work", "Text 0 of a work.")
    for number in range(1, MAX_VERSIONS + 5):
        held = supersede(corpus, held, f"Text {number} of a work.")
    versions = corpus.versions("work")
    assert len(versions) == MAX_VERSIONS
    corpus.close()
    with Corpus.open(corpus.folder, write=True) as again:  # a writer deletes files that nothing needs
        originals = {path.stem for path in (again.folder / "originals").rglob("*.pdf")}
        assert {version.sha256 for version in versions} | {held} < originals
        assert len(originals) == MAX_JOBS + MAX_VERSIONS + 1
        again.forget_history()
        assert (again.jobs(), again.versions()) == ([], [])
        assert [path.stem for path in (again.folder / "originals").rglob("*.pdf")] == [held]
        assert faults(again) == []


def test_a_history_that_was_changed_from_outside(corpus):
    """`verify` names a changed row and a missing original. Nothing is brought back from them, and nothing is lost."""
    old = add_document(corpus, "work", *OLD_TEXT)
    with corpus.job("add"):
        supersede(corpus, old, *NEW_TEXT)
    before = state(corpus)[:3]
    for table, column in (("aside", "text"), ("version", "day"), ("job", "command"), ("change", "before")):
        with closing(sqlite3.connect(corpus.folder / "corpus.sqlite")) as connection, connection:
            ((value,),) = connection.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchall()
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (value + " ", value))
        assert faults(corpus) == [(HISTORY, f"its table {table} has changed")]
        with closing(sqlite3.connect(corpus.folder / "corpus.sqlite")) as connection, connection:
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", (value, value + " "))
    assert faults(corpus) == []
    corpus.original(Source(old, "application/pdf", "work", "", "full text")).unlink()
    assert [fault.split()[-1] for _, fault in faults(corpus)] == ["missing"]
    with pytest.raises(LibraryDamaged, match="original"):
        undo_last(corpus)
    assert state(corpus)[:3] == before


HOSTILE = [
    "[]",
    "not JSON",
    '{"work": 5}',
    '{"source": [{}], "origin": []}',
    '{"work": [{"key": 5}]}',
    '{"work": [{}], "source": [{"media_type": 5}], "origin": [{"origin": 5}]}',
    '{"source": [{"work": "work", "media_type": "application/pdf"}], "origin": [{"origin": 5}]}',
    json.dumps({"source": [{"sha256": "x", 'work") VALUES (1); --': "x"}], "origin": [{"origin": "x"}]}),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_history_of_a_stranger(corpus, text):
    """A library may come from a stranger: rows of another form are refused, and nothing has changed."""
    add_document(corpus, "work", *OLD_TEXT)
    with corpus.job("remove"):
        corpus.remove("work", keep_note=False)
    with closing(sqlite3.connect(corpus.folder / "corpus.sqlite")) as connection, connection:
        connection.execute("UPDATE change SET before = ?", (text,))
    with pytest.raises(LibraryDamaged, match="history"):
        undo_last(corpus)
    assert corpus.references() == {}
    add_document(corpus, "work", *OLD_TEXT)
    supersede(corpus, next(iter(corpus.sources())), *NEW_TEXT)
    with closing(sqlite3.connect(corpus.folder / "corpus.sqlite")) as connection, connection:
        connection.execute("UPDATE version SET rows = ?", (text,))
    with pytest.raises(LibraryDamaged, match="history"):
        corpus.versions()
    assert [each for each, _ in faults(corpus)] != []
    corpus.forget_history()
    assert faults(corpus) == []
