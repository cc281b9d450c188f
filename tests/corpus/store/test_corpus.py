import json
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.errors import LibraryBusy, LibraryDamaged, LibraryMissing, LibraryTooNew, UnknownKey
from corpus.files import hash_file
from corpus.model import Filter, Locator, Selection
from corpus.passages.chunk import passages
from corpus.reading.ocr_cache import OcrCache
from corpus.store.corpus import OPENING_CHARACTERS, Corpus
from tests.corpus.documents import document, reference, source

TEXT = "The first page tells of the call-in.", "The second page tells of what came after it."


@pytest.fixture
def library(tmp_path):
    Corpus.create(tmp_path / "library", seed=lambda corpus: None).close()
    return tmp_path / "library"


def put(corpus, content, key="work", kind="full text", **csl):
    """Adds a two-page document whose bytes are `content`; gives its hash."""
    sha256 = corpus.keep(content, "application/pdf")
    made = document(*TEXT, labels=["7", "8"])
    corpus.add(source(sha256, key, kind), reference(key, **csl), made, passages(made, sha256))
    return sha256


def test_what_goes_in_comes_out(library):
    """This test ensures that pages, labels, passages and the original's bytes are kept as they were given."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        held = corpus.document(sha256)
        assert [page.text for page in held.pages] == list(TEXT)
        assert [page.locator for page in held.pages] == [Locator("page", 1, "7"), Locator("page", 2, "8")]
        (passage,) = corpus.passages_of(sha256)
        assert passage.text == "\n".join(TEXT)
        assert corpus.text(sha256, 4, 50) == "\n".join(TEXT)[4:50]
        assert corpus.text(sha256, 40, 45) == "\n".join(TEXT)[40:45]
        assert corpus.locators(sha256, [0, 36, 37]) == [passage.first, passage.first, passage.last]
        assert corpus.passages([passage.id, 5]) == {passage.id: passage}
        assert corpus.find_passage(passage.handle[:6]) == passage
        assert corpus.original(source(sha256)).read_bytes() == b"%PDF-1"
        assert list(corpus.verify()) == [("work", None)]


def test_a_source_is_read_again(library):
    """This test ensures that another reading takes the whole place of the one before, and that no id ever stands for
    another text: a passage at a place where another stood is a new one.
    """
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        (before,) = corpus.passages_of(sha256)
        seen = document(TEXT[0].replace("first", "third"), TEXT[1])
        page = replace(seen.pages[0], locator=Locator("page", 1, "7", 0.97), method="ocr")
        given = corpus.replace(sha256, replace(seen, pages=(page, seen.pages[1]), warnings=("page 1 is faint",)))
        (after,) = corpus.passages_of(sha256)
        assert given == [after]
        assert (after.start, after.end) == (before.start, before.end)
        assert after.id != before.id
        assert (corpus.document(sha256).pages[0], after.first) == (page, page.locator)
        assert [holding.warnings for holding in corpus.holdings()] == [("page 1 is faint",)]
        assert list(corpus.verify()) == [("work", None)]


def test_a_failed_add_leaves_nothing(library):
    """This test ensures that a source is added whole or not at all."""
    with Corpus.open(library, write=True) as corpus:
        made = document(*TEXT)
        twice = passages(made, "ab") * 2  # the second insert breaks the primary key
        with pytest.raises(Exception, match="UNIQUE"):
            corpus.add(source("ab"), reference(), made, twice)
        assert corpus.sources() == {}
        assert corpus.references() == {}


def test_what_a_source_may_be_named_by(library):
    """This test ensures that a source is named by title, authors, year and newest file name, and by how it begins."""
    with Corpus.open(library, write=True) as corpus:
        authors = [{"family": "Abt", "given": "Thomas"}, {"literal": "OPM"}]
        csl = {"title": "What Works", "author": authors, "issued": {"date-parts": [[2016, 2]]}}
        sha256 = put(corpus, b"%PDF-1", key="abt-2016", **csl)
        bare = put(corpus, b"%PDF-2", key="bare", title="")
        corpus.add_origin(sha256, "C:\\reports\\abt_final.pdf")
        found = corpus.namings([sha256, bare, "not held"])
        assert found.keys() == {sha256, bare}
        assert found[sha256].record.split() == "What Works Thomas Abt ; OPM 2016 abt_final.pdf".split()
        assert found[sha256].opening == "\n".join(TEXT)
        assert found[bare].record.split() == ["bare", "work.pdf"]
        assert corpus.namings([]) == {}


def test_no_more_is_read_of_a_source_than_its_opening(library):
    """This test ensures that of a long page only the first characters name it."""
    with Corpus.open(library, write=True) as corpus:
        page = "x" * OPENING_CHARACTERS + "Boston"
        sha256 = corpus.keep(b"%PDF-1", "application/pdf")
        made = document(page, "Oakland")
        corpus.add(source(sha256), reference(), made, passages(made, sha256))
        assert corpus.namings([sha256])[sha256].opening == "x" * OPENING_CHARACTERS


def test_passages_of_several_sources(library):
    """This test ensures that the ids of all their passages are given, and of no others."""
    with Corpus.open(library, write=True) as corpus:
        first, second, third = (put(corpus, b"%PDF-" + n, key=n.decode()) for n in (b"1", b"2", b"3"))
        expected = {passage.id for sha256 in (first, third) for passage in corpus.passages_of(sha256)}
        assert set(corpus.ids_of({first, third, "not held"})) == expected
        assert corpus.ids_of([]) == []
        assert corpus.sources_of(corpus.ids_of([second])) == {corpus.passages_of(second)[0].id: second}


def test_originals_without_a_source_are_swept(library):
    """This test ensures that a kill between keeping the bytes and adding the source leaves nothing for ever."""
    with Corpus.open(library, write=True) as corpus:
        kept = put(corpus, b"%PDF-1")
        corpus.keep(b"%PDF-2", "application/pdf")
        (library / "originals" / "12-34.aside").write_bytes(b"half")
    with Corpus.open(library, write=True) as corpus:
        files = [path.name for path in (library / "originals").rglob("*") if path.is_file()]
        assert files == [f"{kept}.pdf"]


def test_downloads_that_were_given_up_are_swept(library):
    """This test ensures that a part of a download is kept for a week, for the rest to come, and no longer."""
    downloads = library / "downloads"
    with Corpus.open(library, write=True):
        downloads.mkdir()
        for name, days in (("old.part", 8), ("new.part", 6)):
            (downloads / name).write_bytes(b"half")
            os.utime(downloads / name, (time.time() - days * 86_400,) * 2)
    with Corpus.open(library, write=True):
        assert [path.name for path in downloads.iterdir()] == ["new.part"]


def test_readings_that_were_given_up_are_swept(library):
    """This test ensures that what was seen in a file that never was added is kept for a week, and no longer, and that
    of a source for as long as it is held.
    """
    readings = library / "readings"
    with Corpus.open(library, write=True) as corpus:
        held = put(corpus, b"%PDF-1")
        readings.mkdir()
        for sha256, days in ((held, 8), ("a" * 64, 8), ("b" * 64, 6)):
            OcrCache(library, sha256)[1] = "seen"
            os.utime(readings / f"{sha256}-1.jsonl", (time.time() - days * 86_400,) * 2)
    with Corpus.open(library, write=True) as corpus:
        assert {path.name[:64] for path in readings.iterdir()} == {held, "b" * 64}
        corpus.remove("work", keep_note=False)
        assert {path.name[:64] for path in readings.iterdir()} == {"b" * 64}


def test_a_note_steps_back(library):
    """This test ensures that a work's note is neither searched nor listed once its full text is there."""
    with Corpus.open(library, write=True) as corpus:
        note = put(corpus, b"note", kind="note")
        assert corpus.select(Filter()) == Selection([], excluded=True)
        assert [h.status for h in corpus.holdings()] == ["note only"]
        full = put(corpus, b"%PDF-1")
        (of_note,) = corpus.passages_of(note)
        assert corpus.select(Filter()) == Selection([of_note.id], excluded=True)
        assert [h.status for h in corpus.holdings()] == ["full text"]
        assert corpus.remove("work", keep_note=True) == 1
        assert corpus.select(Filter()) == Selection([], excluded=True)
        assert list(corpus.sources()) == [note] != [full]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Filter(keys=("b",)), {"b"}),
        (Filter(keys=("a", "b")), {"a", "b"}),
        (Filter(since=2012), {"b"}),
        (Filter(until=2011), {"a"}),
        (Filter(since=2010, until=2013), {"a", "b"}),
        (Filter(authors=("munoz",)), {"a"}),
        (Filter(authors=("Abt", "Muñoz")), {"a", "b"}),
        (Filter(files=("work.pdf",)), {"a", "b"}),
        (Filter(files=("reports/work.pdf",)), {"a", "b"}),
        (Filter(files=("ork.pdf",)), set()),
        (Filter(languages=("es",)), set()),
        (Filter(kinds=("guide",)), set()),
        (Filter(keys=("a",), since=2012), set()),
        (Filter(keys=("a",), zones=("references",)), set()),
    ],
)
def test_filters(library, selection, found):
    """This test ensures that values of one field are alternatives and that several fields must all hold."""
    with Corpus.open(library, write=True) as corpus:
        put(corpus, b"1", "a", issued={"date-parts": [[2011]]}, author=[{"family": "Muñoz", "given": "Ana"}])
        put(corpus, b"2", "b", issued={"date-parts": [[2012, 5]]}, author=[{"family": "Abt"}])
        selected = corpus.select(selection)
        assert not selected.excluded
        held = corpus.sources()
        assert {held[p.source].key for p in corpus.passages(selected.ids).values()} == found


def test_damage_is_found(library):
    """This test ensures that a changed original, page or passage is named."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        corpus.original(source(sha256)).write_bytes(b"%PDF-2")
        assert "has changed" in dict(corpus.verify())["work"]
        corpus.original(source(sha256)).unlink()
        assert "missing" in dict(corpus.verify())["work"]
        corpus.original(source(sha256)).write_bytes(b"%PDF-1")
    with sqlite3.connect(library / "corpus.sqlite") as connection:
        connection.execute("UPDATE page SET text = replace(text, 'second', 'Second')")
    connection.close()
    with Corpus.open(library) as corpus:
        assert "record has changed" in dict(corpus.verify())["work"]
    with closing(sqlite3.connect(library / "corpus.sqlite", isolation_level=None)) as connection:
        connection.execute("DELETE FROM seal")  # as an earlier version of this program left it
    with Corpus.open(library) as corpus:
        assert "not verbatim" in dict(corpus.verify())["work"]


def test_one_writer(library):
    """This test ensures that a second writer is told who is writing, and let in when the first is done."""
    with Corpus.open(library, write=True):
        with pytest.raises(LibraryBusy, match=r"process \d+"):
            Corpus.open(library, write=True)
        Corpus.open(library).close()
    Corpus.open(library, write=True).close()


OLDER = {  # what takes a library of today back to that version
    1: "DROP TABLE seal; ALTER TABLE page DROP COLUMN ocr; ALTER TABLE work DROP COLUMN guessed;",
    2: "DROP TABLE seal; ALTER TABLE page DROP COLUMN ocr;",
    3: "DROP TABLE seal;",
}


@pytest.mark.parametrize("version", OLDER)
def test_a_library_of_an_earlier_version_is_read(tmp_path, version):
    """This test ensures that an older library answers without being written to, and is brought up to date by a writer.

    The schema of that version stands for one that an older program wrote.
    """
    with Corpus.create(tmp_path / "library", seed=lambda corpus: None) as corpus:
        sha256 = put(corpus, b"%PDF-1")
    with closing(sqlite3.connect(tmp_path / "library" / "corpus.sqlite")) as connection:
        connection.executescript(f"{OLDER[version]} PRAGMA user_version = {version};")
    before = hash_file(tmp_path / "library" / "corpus.sqlite")
    with Corpus.open(tmp_path / "library") as corpus:
        assert corpus.references() == {"work": reference("work")}
        assert len(corpus.holdings()) == 1
        assert corpus.namings(corpus.sources())
        assert not [fault for _, fault in corpus.verify() if fault and "original" not in fault]
        assert [page.locator.ocr for page in corpus.document(sha256).pages] == [None, None]
        assert corpus.passages_of(sha256)[0].first == corpus.locators(sha256, [0])[0] == Locator("page", 1, "7")
    assert hash_file(tmp_path / "library" / "corpus.sqlite") == before
    with Corpus.open(tmp_path / "library", write=True) as corpus:
        corpus.put([replace(reference("work"), guessed=True)])
    with Corpus.open(tmp_path / "library") as corpus:
        assert corpus.reference("work").guessed


def test_a_source_is_attributed_to_another_work(library):
    """This test ensures that a file matched to the wrong work can be given to the right one."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1", "wrong")
        corpus.put([reference("right")])
        assert [h.status for h in corpus.holdings()] == ["full text", "reference only"]
        corpus.attribute(sha256, "right")
        found = {h.reference.key: h.status for h in corpus.holdings()}
        assert found == {"wrong": "reference only", "right": "full text"}
        with pytest.raises(UnknownKey, match="'nobody'"):
            corpus.attribute(sha256, "nobody")


def test_refusals(library, tmp_path):
    """This test ensures that what is no library of ours, or of a later version, is refused with what to do."""
    with pytest.raises(LibraryMissing, match="evidence add"):
        Corpus.open(tmp_path / "nothing")
    (library / "library.json").write_text('{"format": "evidence-library", "version": 2}')
    with pytest.raises(LibraryTooNew, match="update"):
        Corpus.open(library)
    (library / "library.json").write_text('{"format": "something else", "version": 1}')
    with pytest.raises(LibraryDamaged):
        Corpus.open(library)
    (library / "library.json").write_text('{"format": "evidence-library", "version": 1}')
    with sqlite3.connect(library / "corpus.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryTooNew):
        Corpus.open(library)
    (library / "corpus.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryDamaged, match="not a database"):
        Corpus.open(library)


def test_unknown_names(library):
    """This test ensures that an unknown key names those that begin alike."""
    with Corpus.open(library, write=True) as corpus:
        put(corpus, b"1", "braga-2017")
        with pytest.raises(UnknownKey, match="braga-2017"):
            corpus.reference("braga-2018")
        with pytest.raises(UnknownKey):
            corpus.find_passage("zz")
        with pytest.raises(UnknownKey):
            corpus.document("ab")


def test_creation_that_was_killed_is_taken_up(tmp_path):
    """This test ensures that a library counts as made only once its seed is in it."""

    def killed(corpus):
        put(corpus, b"1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Corpus.create(tmp_path, seed=killed)
    with pytest.raises(LibraryMissing):
        Corpus.open(tmp_path)
    seeded = []
    Corpus.create(tmp_path, seed=lambda corpus: seeded.extend(corpus.sources())).close()
    assert len(seeded) == 1
    assert json.loads((tmp_path / "library.json").read_text()) == {"format": "evidence-library", "version": 1}
