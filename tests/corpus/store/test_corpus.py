"""The permanent part of a library: what is added is returned, completely or not at all."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corpus.errors import LibraryMissing, UnknownKey
from corpus.model import Filter, Locator, Selection
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from corpus.store.reader import OPENING_CHARACTERS
from corpus.store.verification import verify
from tests.corpus.documents import document, reference, source
from tests.corpus.store.conftest import TEXTS, put


def test_what_goes_in_comes_out(library):
    """Pages, labels, passages and the bytes of the original are returned as they were added."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        held = corpus.document(sha256)
        assert [page.text for page in held.pages] == list(TEXTS)
        assert [page.locator for page in held.pages] == [Locator("page", 1, "7"), Locator("page", 2, "8")]
        (passage,) = corpus.passages_of(sha256)
        assert passage.text == "\n".join(TEXTS)
        assert corpus.text(sha256, 4, 50) == "\n".join(TEXTS)[4:50]
        assert corpus.text(sha256, 40, 45) == "\n".join(TEXTS)[40:45]
        assert corpus.locators(sha256, [0, 36, 37]) == [passage.first, passage.first, passage.last]
        assert corpus.passages([passage.id, 5]) == {passage.id: passage}
        assert corpus.find_passage(passage.handle[:6]) == passage
        assert corpus.original(source(sha256)).read_bytes() == b"%PDF-1"
        assert list(verify(corpus)) == [("work", None)]


def test_a_source_is_read_again(library):
    """A new reading replaces the old one completely. No id ever names another text: a passage that replaces one at the
    same place gets a new id.
    """
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        (before,) = corpus.passages_of(sha256)
        seen = document(TEXTS[0].replace("first", "third"), TEXTS[1])
        page = replace(seen.pages[0], locator=Locator("page", 1, "7", 0.97), method="ocr")
        given = corpus.replace(sha256, replace(seen, pages=(page, seen.pages[1]), warnings=("page 1 is faint",)))
        (after,) = corpus.passages_of(sha256)
        assert given == [after]
        assert (after.start, after.end) == (before.start, before.end)
        assert after.id != before.id
        assert (corpus.document(sha256).pages[0], after.first) == (page, page.locator)
        assert [holding.warnings for holding in corpus.holdings()] == [("page 1 is faint",)]
        assert list(verify(corpus)) == [("work", None)]


def test_a_failed_add_leaves_nothing(library):
    """A source is added completely or not at all."""
    with Corpus.open(library, write=True) as corpus:
        made = document(*TEXTS)
        twice = passages(made, "ab") * 2  # the second insert breaks the primary key
        with pytest.raises(Exception, match="UNIQUE"):
            corpus.add(source("ab"), reference(), made, twice)
        assert corpus.sources() == {}
        assert corpus.references() == {}


def test_references_in_a_snapshot(library):
    """In a snapshot the references are read once. After it, what was changed since is seen."""
    with Corpus.open(library, write=True) as writer:
        writer.put([reference("work")])
    with Corpus.open(library) as corpus:
        with corpus.snapshot():
            before = corpus.references()
            assert corpus.references() is before
        with Corpus.open(library, write=True) as writer:
            writer.put([reference("later")])
        assert set(corpus.references()) == {*before, "later"}
        with corpus.snapshot():
            assert set(corpus.references()) == {*before, "later"}


def test_the_names_of_a_source(library):
    """A source is named by its title, authors, year and newest file name, and by the beginning of its text."""
    with Corpus.open(library, write=True) as corpus:
        authors = [{"family": "Abt", "given": "Thomas"}, {"literal": "OPM"}]
        csl = {"title": "What Works", "author": authors, "issued": {"date-parts": [[2016, 2]]}}
        sha256 = put(corpus, b"%PDF-1", key="abt-2016", **csl)
        bare = put(corpus, b"%PDF-2", key="bare", title="")
        corpus.add_origin(sha256, "C:\\reports\\abt_final.pdf")
        found = corpus.namings([sha256, bare, "not held"])
        assert found.keys() == {sha256, bare}
        assert found[sha256].record.split() == "What Works Thomas Abt ; OPM 2016 abt_final.pdf".split()
        assert found[sha256].opening == "\n".join(TEXTS)
        assert found[bare].record.split() == ["bare", "work.pdf"]
        assert corpus.namings([]) == {}


def test_the_names_of_sources_in_a_snapshot(library):
    """In a snapshot each source is read once, and any of them come in the order in which they were added."""
    with Corpus.open(library, write=True) as corpus:
        first = put(corpus, b"%PDF-1", key="first")
        second = put(corpus, b"%PDF-2", key="second")
        alone = corpus.namings([first]) | corpus.namings([second])
    with Corpus.open(library) as corpus:
        with corpus.snapshot():
            assert corpus.namings([second]) == {second: alone[second]}
            found = corpus.namings([second, first])
            assert list(found.items()) == list(alone.items())
            assert corpus.namings([first])[first] is found[first]
        with Corpus.open(library, write=True) as writer:
            writer.add_origin(first, "renamed.pdf")
        assert corpus.namings([first])[first].record.endswith("renamed.pdf")


def test_the_opening_of_a_source_is_limited(library):
    """Only the first characters of a long page are its opening."""
    with Corpus.open(library, write=True) as corpus:
        page = "x" * OPENING_CHARACTERS + "Boston"
        sha256 = corpus.keep(b"%PDF-1", "application/pdf")
        made = document(page, "Oakland")
        corpus.add(source(sha256), reference(), made, passages(made, sha256))
        assert corpus.namings([sha256])[sha256].opening == "x" * OPENING_CHARACTERS


def test_labels_of_passages(library):
    """The source, zone and language of passages are returned by ascending id. Unknown ids are left out."""
    with Corpus.open(library, write=True) as corpus:
        sources = [put(corpus, b"%PDF-" + n, key=n.decode()) for n in (b"1", b"2", b"3")]
        expected = []
        for sha256 in sources:
            expected += [(made.id, sha256, made.zone, made.language) for made in corpus.passages_of(sha256)]
        ids = [passage for passage, *_ in expected]
        assert corpus.labels([*ids, 1]) == sorted(expected)
        assert corpus.labels([]) == []


def test_sums_of_passages(library):
    """Each source has the number of its passages and the sums of the halves of their ids."""
    with Corpus.open(library, write=True) as corpus:
        first, second = (put(corpus, b"%PDF-" + n, key=n.decode()) for n in (b"1", b"2"))
        ids = [passage.id for passage in corpus.passages_of(first)]
        sums = corpus.passage_sums()
        assert sums.keys() == {first, second}
        assert sums[first] == (len(ids), sum(i % 2**32 for i in ids), sum(i // 2**32 for i in ids))
        assert sorted(corpus.ids_of({first, "not held"})) == sorted(ids)
        assert corpus.ids_of([]) == []


def test_a_full_text_hides_the_note(library):
    """A note is neither searched nor listed once the full text of its work is here."""
    with Corpus.open(library, write=True) as corpus:
        note = put(corpus, b"note", kind="note")
        everything = Selection(None, frozenset(), frozenset({"body"}), None)
        assert corpus.select(Filter()) == everything
        assert [h.status for h in corpus.holdings()] == ["note only"]
        full = put(corpus, b"%PDF-1")
        assert corpus.select(Filter()) == replace(everything, without_sources=frozenset({note}))
        assert corpus.select(Filter(until=9999)).sources <= {full}
        assert corpus.select(Filter(keys=("work",))).sources == {full}
        assert [h.status for h in corpus.holdings()] == ["full text"]
        assert corpus.remove("work", keep_note=True) == 1
        assert corpus.select(Filter()) == everything
        assert list(corpus.sources()) == [note] != [full]


def test_a_source_is_attributed_to_another_work(library):
    """A file that was matched to the wrong work can be attributed to the right one."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1", "wrong")
        corpus.put([reference("right")])
        assert [h.status for h in corpus.holdings()] == ["full text", "reference only"]
        corpus.attribute(sha256, "right")
        found = {h.reference.key: h.status for h in corpus.holdings()}
        assert found == {"wrong": "reference only", "right": "full text"}
        with pytest.raises(UnknownKey, match="'nobody'"):
            corpus.attribute(sha256, "nobody")


def test_unknown_names(library):
    """The message about an unknown key names similar keys."""
    with Corpus.open(library, write=True) as corpus:
        put(corpus, b"1", "braga-2017")
        with pytest.raises(UnknownKey, match="braga-2017"):
            corpus.reference("braga-2018")
        with pytest.raises(UnknownKey):
            corpus.find_passage("zz")
        with pytest.raises(UnknownKey):
            corpus.document("ab")


def test_a_killed_creation_is_completed(tmp_path):
    """A library counts as created only after its seed has been added."""

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


def test_the_date_of_a_work_is_that_of_its_last_file(library):
    """A new reference has the time of today. Only another file of the work makes it newer, and never an edit."""
    long_ago = "2001-02-03T04:05:06Z"
    with Corpus.open(library, write=True) as corpus:
        before = datetime.now(UTC).replace(microsecond=0)
        corpus.put([reference("work")])
        (holding,) = corpus.holdings()
        assert before <= datetime.fromisoformat(holding.added) <= datetime.now(UTC)
        corpus.database.connection.execute("UPDATE work SET added = ?", (long_ago,))
        corpus.put([replace(reference("work"), kind="guide")])
        assert [holding.added for holding in corpus.holdings()] == [long_ago]
        put(corpus, b"%PDF-1")
        (holding,) = corpus.holdings()
        assert datetime.fromisoformat(holding.added) >= before
        assert list(verify(corpus)) == [("work", None)]
