"""A library with an index of format 1: it answers, and the next job takes its vectors over."""

import shutil

import faiss
import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from corpus.model import Filter
from corpus.store.corpus import Corpus
from index import manifest
from index.build import Builder, update
from index.former import read_vectors
from index.model import Scope
from index.query import parse_query
from index.search import Index, search
from tests.corpus.documents import add_document
from tests.encoders import PARALLEL, WordEncoder
from tests.index.former import write_former_index

PARALLEL_TEXTS = {text for each in PARALLEL for text in each.values()}

TEXTS = {
    "calls": "The call-in is a meeting with the groups in Boston.",
    "lights": "Street lights were mended in the park after a meeting.",
    "visits": "A custom notification is a visit to one person.",
    "reuniones": "Los grupos se reunieron con la policía en la sala del barrio.",
}

QUESTIONS = ["meeting with groups", '"street lights"', "meeting -lights", "visit to a person", "What is a call-in?"]

FILTERS = [Filter(), Filter(keys=("lights",)), Filter(languages=("es",)), Filter(zones=("references",))]


class NoEncoder(WordEncoder):
    """Encodes questions, and no passages."""

    def encode_passages(self, texts):
        assert set(texts) <= PARALLEL_TEXTS, "a passage is encoded again"
        return super().encode_passages(texts)


@pytest.fixture
def old(corpus):
    """A library whose index has format 1."""
    for key, text in TEXTS.items():
        add_document(corpus, key, text)
    write_former_index(corpus, WordEncoder())
    return corpus


def answers(corpus):
    """Return what each question finds with each filter: ids and scores. Half precision changes a score a little."""
    index = Index.open(corpus.folder)
    found = []
    for text in QUESTIONS:
        for selection in FILTERS:
            hits = search(parse_query(text, "en"), 5, selection, corpus, index, WordEncoder())
            found.append([(hit.passage.id, pytest.approx(hit.score, abs=0.1)) for hit in hits])
    return found


def bring_up(corpus, encoder):
    return update(corpus, Builder(corpus.folder, encoder), lambda done, of: None)


def test_an_index_of_format_1_answers_as_a_new_one(old, tmp_path):
    """It finds what a new index finds, also with filters, quoted and excluded words. A question changes nothing."""
    found = answers(old)
    assert sum(map(bool, found)) > 6
    assert Index.open(old.folder).faults() == []
    assert manifest.current(old.folder / "index").manifest.format == 1
    shutil.rmtree(old.folder / "index")
    bring_up(old, WordEncoder())
    assert answers(old) == found


def test_the_next_job_takes_the_vectors_over(old):
    """Adding a document encodes this document alone, and the index has the present format."""
    found = answers(old)
    assert bring_up(old, NoEncoder()) == len(TEXTS)
    published = manifest.current(old.folder / "index")
    assert published.manifest.format == 2
    assert answers(old) == found
    assert manifest.faults(*published) == []
    assert Index.open(old.folder).faults() == []
    assert [path.name for path in (old.folder / "index").iterdir()] != []
    assert not list(old.folder.glob("index/*/vectors.faiss"))


def test_removed_passages_are_not_taken_over(old):
    """A work that is removed is neither found in an index of format 1 nor taken over."""
    old.remove("lights", keep_note=False)
    assert len(Index.open(old.folder).vectors.ids()) == len(TEXTS) - 1
    assert bring_up(old, NoEncoder()) == len(TEXTS) - 1
    assert Index.open(old.folder).vectors.ids().tolist() == old.passage_ids()


def test_an_index_of_format_1_of_which_nothing_is_left(old):
    """Works that were removed since the index was made are not found, also if all were."""
    for key in TEXTS:
        old.remove(key, keep_note=False)
    store = Index.open(old.folder).vectors
    assert store.ids().tolist() == []
    assert store.search(np.ones((1, store.dimensions), dtype=np.float32), 3, None)[0].tolist() == [[-1] * 3]
    assert store.within(Scope(sources=frozenset({"a"}), zones=frozenset({"body"}))).tolist() == []


def test_vectors_that_wait_beside_an_index_of_format_1(old):
    """Vectors that an `add` encoded before it was killed, by the program of that time, are not encoded again."""
    add_document(old, "later", "Another meeting was held in the other hall.")
    builder = Builder(old.folder, WordEncoder())
    builder.encode(list(old.passages(builder.missing(old)).values()))
    (pending,) = old.folder.glob("index/*-pending")
    (former,) = old.folder.glob("index/*-0003")
    pending.rename(pending.with_name(f"{former.name[:12]}-pending"))
    assert bring_up(old, NoEncoder()) == len(TEXTS) + 1
    assert not list(old.folder.glob("index/*-pending"))


def test_a_reader_that_may_not_write(old):
    """A library of format 1 that may only be read is searched."""
    with Corpus.open(old.folder) as reader:
        assert answers(reader)


def harmed(kind, path, rows):
    if kind == "missing":
        path.unlink()
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "cut off":
        path.write_bytes(path.read_bytes()[:-1])
    elif kind == "text":
        path.write_text("not an index " * 100)
    elif kind == "another index":
        flat = faiss.IndexFlatIP(24)
        flat.add(rows)
        faiss.write_index(flat, str(path))
    elif kind == "another metric":
        index = faiss.IndexIDMap(faiss.IndexFlatL2(24))
        index.add_with_ids(rows, np.arange(len(rows)))
        faiss.write_index(index, str(path))
    elif kind == "sizes":
        content = bytearray(path.read_bytes())
        content[8:16] = (2**40).to_bytes(8, "little")
        path.write_bytes(content)
    elif kind == "ids out of order":
        index = faiss.IndexIDMap(faiss.IndexFlatIP(24))
        index.add_with_ids(rows, np.arange(len(rows))[::-1].copy())
        faiss.write_index(index, str(path))


@pytest.mark.parametrize(
    "kind",
    ["missing", "empty", "cut off", "text", "another index", "another metric", "sizes", "ids out of order"],
)
def test_a_damaged_file_of_format_1_is_named(tmp_path, kind):
    """If the file is not of this format, the error names it in one line."""
    rows = np.random.default_rng(3).standard_normal((50, 24)).astype(np.float32)
    path = tmp_path / "vectors.faiss"
    index = faiss.IndexIDMap(faiss.IndexFlatIP(24))
    index.add_with_ids(rows, np.arange(50))
    faiss.write_index(index, str(path))
    ids, read = read_vectors(path)
    assert ids.tolist() == list(range(50))
    np.testing.assert_array_equal(read.all(), rows)
    harmed(kind, path, rows)
    with pytest.raises(LibraryDamaged, match=r"vectors\.faiss"):
        read_vectors(path)
