"""Changed files: real files, the real child process, and a small encoder."""

import os
import shutil
import sys

import pytest

from assistant.ingest.coordinator import Ingest
from assistant.progress import JobProgress
from corpus.store.verification import verify
from corpus.works.edit import apply_changes
from index.build import Builder
from index.search import Index
from tests.corpus.pdfs import scan
from tests.encoders import WordEncoder
from tests.reports import weeks, write_paper

TITLE, AUTHOR = "Harbour Patrols and Thefts", "Anna Rossi"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


@pytest.fixture
def add(corpus, folder):
    """A function that adds the folder, or files of it, and returns what became of each file by its name."""

    def run(*names, replace=None, key=None):
        paths = [str(folder / name) for name in names] or [str(folder)]
        ingest = Ingest(corpus, Builder(corpus.folder, WordEncoder()), JobProgress(), None, "never", replace)
        report = ingest.add_paths(paths, key)
        outcomes = {outcome.path.rsplit("/", 1)[-1]: outcome for outcome in report.outcomes}
        assert not [fault for fault in verify(corpus) if fault[1]]
        assert Index.open(corpus.folder).vectors.ids().tolist() == corpus.passage_ids()
        return outcomes

    return run


def harbour(path, changed=(), count=30, **more):
    return write_paper(path, TITLE, AUTHOR, weeks("harbour", count, changed), **more)


def statuses(outcomes):
    return {name: outcome.status for name, outcome in outcomes.items()}


def texts(corpus):
    """Return the name of the file and the key of each held text."""
    return {source.name: source.key for source in corpus.sources().values()}


def test_a_changed_file_is_left_out_until_a_person_decides(corpus, add, folder):
    """Other bytes at the path of a held text: the outcome says how much differs, and nothing changes."""
    harbour(folder / "a.pdf")
    key = add()["a.pdf"].key
    harbour(folder / "a.pdf", changed=[3])
    before = corpus.sources()
    for choice in (None, "no"):
        changed = add(replace=choice)["a.pdf"]
        assert (changed.status, changed.key, changed.pages) == ("changed", key, 2)
        assert (changed.change.title, changed.change.file, changed.change.pages) == (TITLE, str(folder / "a.pdf"), 2)
        words = 13 * 30 + 8  # of the sentences, and of the title page
        assert changed.change.differs == pytest.approx(4 / (words - 3), abs=0.003)  # a word is in four runs of words
        assert corpus.sources() == before


def test_a_changed_file_replaces_the_text(corpus, add, folder):
    """The new text is in the same work. What a person said stays, and what the file said is read again."""
    harbour(folder / "a.pdf")
    key = add()["a.pdf"].key
    corpus.put([apply_changes(corpus.reference(key), ["publisher=Port of Genoa", "title=Patrols"])])
    write_paper(folder / "a.pdf", "Harbour Patrols and More Thefts", "Bruno Sala", weeks("harbour", 30, [3]))
    replaced = add(replace="yes")["a.pdf"]
    assert (replaced.status, replaced.key) == ("replaced", key)
    reference = corpus.reference(key)
    assert (reference.title, reference.csl["publisher"], reference.year) == ("Patrols", "Port of Genoa", 2024)
    assert [author["family"] for author in reference.csl["author"]] == ["Sala"]
    (source,) = corpus.sources().values()
    assert "counted 1121 times" in corpus.document(source.sha256).text
    assert [version.reference.csl["author"][0]["family"] for version in corpus.versions(key)] == ["Rossi"]
    assert statuses(add()) == {"a.pdf": "already held"}


def test_both_texts_are_kept(corpus, add, folder):
    """With `both` the old text stays, and the changed file is a work of its own, as any file with a known title."""
    harbour(folder / "a.pdf")
    add()
    harbour(folder / "a.pdf", changed=[3])
    added = add(replace="both")["a.pdf"]
    assert added.status == "added"
    assert "differs" in added.reason
    assert len(set(corpus.full_texts())) == 2
    assert statuses(add()) == {"a.pdf": "already held"}


def test_another_document_at_the_path_of_a_text(corpus, add, folder):
    """A file that has nothing to do with the text that came from its path is added, and the outcome says so."""
    harbour(folder / "report.pdf")
    key = add()["report.pdf"].key
    market = ["Stalls sell fruit at dawn and fish at dusk, whatever the season is.", "Nobody closes them by night."]
    write_paper(folder / "report.pdf", "Stalls of the Old Market", "Bruno Sala", market * 10)
    added = add(replace="yes")["report.pdf"]
    assert added.status == "added"
    assert key in added.reason
    assert len(corpus.full_texts()) == 2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems refuse such a name")
def test_a_file_whose_name_is_not_text_is_not_gone(corpus, add, folder):
    """Its path cannot be kept as it is, so it is not taken for gone, and its text stays beside that of another file."""
    harbour(folder / "a.pdf")
    (folder / "a.pdf").rename(folder / os.fsdecode(b"a\xff.pdf"))
    add()
    harbour(folder / "b.pdf", changed=[3])
    assert statuses(add("b.pdf", replace="if gone")) == {"b.pdf": "added"}
    assert len(corpus.sources()) == 2


def test_a_moved_file_keeps_its_text(corpus, add, folder):
    """The same bytes under another path are the same source, and a path without a file is not an error."""
    harbour(folder / "a.pdf")
    add()
    (folder / "a.pdf").rename(folder / "b.pdf")
    assert statuses(add(replace="yes")) == {"b.pdf": "held under another name"}
    assert list(texts(corpus)) == ["b.pdf"]


def test_a_file_that_was_renamed_and_changed(corpus, add, folder):
    """A file with the title and most of the text of a held text whose file has gone is a changed file."""
    harbour(folder / "a.pdf")
    key = add()["a.pdf"].key
    (folder / "a.pdf").unlink()
    harbour(folder / "b.pdf", changed=[3, 4])
    changed = add()["b.pdf"]
    assert (changed.status, changed.key, changed.change.file) == ("changed", key, str(folder / "a.pdf"))
    assert statuses(add(replace="if gone")) == {"b.pdf": "replaced"}
    assert texts(corpus) == {"b.pdf": key}


@pytest.mark.parametrize("more", [{"year": 2025}, {"count": 90}])
def test_another_edition_is_another_work(corpus, add, folder, more):
    """A file of another year, or with much more text, is another work, even if the other file has gone."""
    harbour(folder / "a.pdf")
    add()
    (folder / "a.pdf").unlink()
    harbour(folder / "b.pdf", **more)
    assert statuses(add(replace="if gone")) == {"b.pdf": "added"}
    assert len(corpus.full_texts()) == 2


def test_two_files_of_one_work(corpus, add, folder, tmp_path):
    """Two like files in a folder are two works. A person who names one of them is asked."""
    harbour(folder / "a.pdf")
    add()
    harbour(folder / "b.pdf", changed=[3])
    assert statuses(add("b.pdf")) == {"b.pdf": "changed"}
    assert statuses(add("a.pdf", "b.pdf")) == {"a.pdf": "already held", "b.pdf": "added"}  # as in `add *.pdf`
    harbour(folder / "c.pdf", changed=[5])
    assert statuses(add(replace="if gone"))["c.pdf"] == "added"
    assert len(corpus.full_texts()) == 3


def test_files_that_were_swapped(corpus, add, folder):
    """Each text stays with its bytes."""
    harbour(folder / "a.pdf")
    write_paper(folder / "b.pdf", "Stalls of the Old Market", "Bruno Sala", weeks("market"))
    keys = {name: outcome.key for name, outcome in add().items()}
    (folder / "a.pdf").rename(folder / "c.pdf")
    (folder / "b.pdf").rename(folder / "a.pdf")
    (folder / "c.pdf").rename(folder / "b.pdf")
    add(replace="if gone")
    assert texts(corpus) == {"a.pdf": keys["b.pdf"], "b.pdf": keys["a.pdf"]}
    assert set(statuses(add(replace="if gone")).values()) == {"already held"}
    harbour(folder / "b.pdf", changed=[3])
    assert add(replace="if gone")["b.pdf"].key == keys["a.pdf"]


def test_a_copy_of_a_file_that_is_changed(corpus, add, folder):
    """If one of two equal files changes, the other one keeps its text, whichever comes first."""
    for name in ("b.pdf", "a.pdf"):
        harbour(folder / name)
        add()
    harbour(folder / "a.pdf", changed=[3])
    assert statuses(add(replace="yes"))["a.pdf"] == "added"
    assert len(corpus.full_texts()) == 2


def test_a_text_that_moved_when_another_took_its_path(corpus, add, folder):
    """A job looks at all of its files before it replaces a text."""
    harbour(folder / "a.pdf")
    add()
    shutil.copy(folder / "a.pdf", folder / "z.pdf")
    harbour(folder / "a.pdf", changed=[3])
    assert statuses(add(replace="if gone")) == {"a.pdf": "added", "z.pdf": "held under another name"}


def test_a_text_that_was_replaced_comes_again(corpus, add, folder):
    """Its file is not added again from another path unless a person says so. At the old path it is a changed file."""
    harbour(folder / "v1.pdf")
    add()
    harbour(folder / "v2.pdf", changed=[3])
    key = add("v2.pdf", replace="yes")["v2.pdf"].key
    again = add()["v1.pdf"]
    assert (again.status, again.key) == ("earlier text", key)
    assert f"evidence restore {key}" in again.reason
    shutil.copy(folder / "v1.pdf", folder / "v2.pdf")
    assert statuses(add("v2.pdf")) == {"v2.pdf": "changed"}
    assert statuses(add("v2.pdf", replace="yes")) == {"v2.pdf": "replaced"}
    assert [version.name for version in corpus.versions(key)] == ["v2.pdf"]


def test_a_text_that_a_person_set_aside_is_not_taken_again(corpus, add, folder):
    """If a person restored the earlier text, the same file does not replace it again."""
    harbour(folder / "a.pdf")
    key = add()["a.pdf"].key
    harbour(folder / "a.pdf", changed=[3])
    add(replace="if gone")
    (now,) = corpus.sources()
    with corpus.job("restore"):
        (version,) = corpus.versions(key)
        corpus.restore(version, version.reference, now)
    assert statuses(add(replace="if gone")) == {"a.pdf": "earlier text"}
    assert statuses(add(replace="yes")) == {"a.pdf": "replaced"}


def test_the_work_that_a_person_names(corpus, add, folder):
    """With a key and `yes` a file replaces the text of that work, whatever its own text is."""
    harbour(folder / "a.pdf")
    key = add()["a.pdf"].key
    write_paper(folder / "b.pdf", "Stalls of the Old Market", "Bruno Sala", weeks("market"))
    assert statuses(add("b.pdf", key=key, replace="yes")) == {"b.pdf": "replaced"}
    assert texts(corpus) == {"b.pdf": key}


def test_the_same_words_in_other_bytes(corpus, add, folder):
    """A file that was saved again with the same words is a second copy, unless the old file is to be replaced."""
    path = harbour(folder / "a.pdf")
    add()
    path.write_bytes(path.read_bytes() + b"% saved again\n")
    assert statuses(add()) == {"a.pdf": "second copy"}
    replaced = add(replace="if gone")["a.pdf"]
    assert (replaced.status, replaced.change.differs) == ("replaced", 0)


def test_a_file_that_lost_its_text(corpus, add, folder, tmp_path):
    """A file without a word of text does not take the place of a text unless a person says so."""
    path = harbour(folder / "a.pdf")
    add()
    scan(path, tmp_path / "scan.pdf").replace(path)
    assert statuses(add(replace="if gone")) == {"a.pdf": "changed"}
    path.write_bytes(b"%PDF-1.7 cut off")
    assert statuses(add(replace="if gone")) == {"a.pdf": "refused"}
    assert list(texts(corpus)) == ["a.pdf"]
