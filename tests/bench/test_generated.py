"""A generated library is one that the program itself could have made."""

from itertools import pairwise
from statistics import mean

import numpy as np
import pytest

from bench import generated_library
from bench.generated_library import build, key_of, vector_files
from bench.generated_texts import Texts, language_of, name_of
from corpus.store.corpus import Corpus
from corpus.store.verification import verify
from corpus.text.language import detect
from index import manifest
from index.search import Index
from tests.encoders import WordEncoder


class LongWordEncoder(WordEncoder):
    dimensions = 384  # as long as drawn vectors


@pytest.fixture(scope="module")
def texts():
    return Texts(works=20, passages_per_work=100)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A library of 10 works with 1,000 passages, and the reading list of every library."""
    folder = tmp_path_factory.mktemp("generated") / "library"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generated_library, "load", lambda model: LongWordEncoder())
        build(folder, 1000)
    return folder


def test_names_are_different():
    """Nearly each number has a name of its own."""
    assert len({name_of(number) for number in range(20_000)}) > 19_000


def test_equal_numbers_make_equal_works(texts):
    """A work depends on its number, and another work has another text."""
    assert texts.work(3, "a") == texts.work(3, "a")
    assert texts.work(3, "a").document.text != texts.work(4, "a").document.text


@pytest.mark.parametrize("number", [0, 1, 9])
def test_passages_are_slices_of_the_text(texts, number):
    """A passage is a slice of its source on one page, and begins with the last sentence of the passage before it."""
    work = texts.work(number, "s")
    assert len(work.passages) == 100
    for passage in work.passages:
        assert work.document.text[passage.start : passage.end] == passage.text
        assert passage.first == passage.last == work.document.locate(passage.start)
        assert work.document.locate(passage.end - 1) == passage.last
    for one, other in pairwise(work.passages):
        if one.first == other.first:
            assert one.start < other.start < one.end < other.end
            assert one.text.endswith(other.text[: one.end - other.start])


def test_sizes_are_those_of_reports(texts):
    """A passage has about 820 characters and a page three passages, as in the reports of the development set."""
    works = [texts.work(number, "s") for number in range(10)]
    assert mean(len(passage.text) for work in works for passage in work.passages) == pytest.approx(820, rel=0.1)
    assert mean(len(page.text) for work in works for page in work.document.pages) == pytest.approx(2400, rel=0.1)


def test_languages(texts):
    """One work in ten is in Spanish. The program takes each text for what it is."""
    assert [language_of(number) for number in range(20)].count("es") == 2
    for number in range(5, 12):
        assert detect(texts.work(number, "s").passages[5].text) == language_of(number)


def test_no_two_passages_are_copies(texts):
    """All sentences of two works are different: each has names and numbers of its own."""
    found = [passage.text for number in range(4) for passage in texts.work(number, "s").passages]
    assert len(set(found)) == len(found)


def test_a_question_repeats_a_sentence_of_a_work(texts):
    """The words of a question are in the text of a work."""
    everything = " ".join(texts.work(number, "s").document.text for number in range(20)).lower()
    for number in range(5):
        question = texts.question(number)
        assert question.endswith("?")
        assert question.removeprefix("Is it true that ").rstrip("?").lower() in everything


def test_the_program_finds_no_fault(library):
    """All works are there, and all checks of `verify` pass."""
    with Corpus.open(library) as corpus:
        assert corpus.counts()["full_texts"] == 10
        assert corpus.counts()["pages"] == 340
        assert [fault for _, fault in verify(corpus) if fault] == []


def test_every_passage_is_indexed(library):
    """The index has a vector for each passage."""
    published = manifest.current(library / "index")
    with Corpus.open(library) as corpus:
        assert published.manifest.passages == len(corpus.passage_ids())


def test_passages_of_a_work_are_near_to_each_other(library):
    """The passage nearest to a passage is nearly always of the same work, and mostly near in the work."""
    store = Index.open(library).vectors
    with Corpus.open(library) as corpus:
        sources = [source.sha256 for source in corpus.sources().values() if source.kind == "full text"]
        ids = [passage.id for source in sources for passage in corpus.passages_of(source)]
    rows = store.vectors(ids)
    products = rows @ rows.T
    np.fill_diagonal(products, -1)
    distance = abs(products.argmax(axis=1) - np.arange(len(ids)))
    assert np.mean(distance < 100) > 0.9
    assert np.mean(distance < 10) > 0.5


def test_building_again_changes_nothing(library, monkeypatch):
    """A library that is complete stays as it is, and no files are left beside it."""
    monkeypatch.setattr(generated_library, "load", lambda model: pytest.fail("nothing is encoded"))
    before = (library / "index" / "current.json").read_bytes()
    build(library, 1000)
    assert (library / "index" / "current.json").read_bytes() == before
    assert not any(path.exists() for path in vector_files(library))


def test_keys_are_readable(texts):
    """A key has the author, the year and the number of the work."""
    work = texts.work(7, "s")
    assert key_of(work) == f"{work.authors[0][1].lower()}-{work.year}-generated-7"
