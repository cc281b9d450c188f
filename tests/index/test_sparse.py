"""Term search by the TantivyTermStore."""

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.beir import read_beir
from bench.measures import mean, ndcg, per_query
from corpus.errors import LibraryDamaged
from corpus.text.language import detect
from index.model import Scope
from index.query import parse_query
from index.sparse import TantivyTermStore
from tests.index.documents import passage


@pytest.fixture
def store(tmp_path):
    made = TantivyTermStore.create(tmp_path / "terms")
    made.write(
        [
            passage(1, "A custom notification is a visit to one person."),
            passage(2, "La notificación personalizada es una visita.", "es"),
            passage(3, "1990 17 visita notification", "und"),
            passage(4, "Nothing to do with it.", headings=["Custom notifications"]),
            passage(2**62 + 1, "The visit took place in e\u0301tage three."),
        ],
        [],
    )
    return made


def found(store, text, language="en", scope=None):
    return [i for i, _ in store.search(parse_query(text, language), 10, scope)]


def test_a_store_on_a_read_only_disk_answers_without_links(store, tmp_path, monkeypatch):
    """Where links need a privilege, as on Windows, the files are copied. The lock file is not."""

    def refuse(*_: object) -> None:
        raise OSError(1, "a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    opened = TantivyTermStore._open_through_links(tmp_path / "terms")
    assert found(opened, "custom notifications") == found(store, "custom notifications")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("custom notifications", "en", [1, 3, 4]),
        ("visita", "es", [2, 3]),
        ("visita", "pt", [3]),
        ("notification visita", "und", [1, 2, 3, 4, 2**62 + 1]),  # visita, visit: one stem in Spanish
        ("étage", "en", [2**62 + 1]),
        ('"custom notification"', "en", [1]),
        ('"custom notifications"', "en", []),
        ("notification -visit", "en", [3, 4]),
    ],
)
def test_finds(store, text, language, expected):
    """Queries find passages by language, heading, accent, phrase and exclusion."""
    assert sorted(found(store, text, language)) == expected


def test_an_opened_store(store, tmp_path):
    """A store can be opened, searched and written by another process; the first one sees what it opened."""
    again = TantivyTermStore.open(tmp_path / "terms")
    assert again.ids().tolist() == [1, 2, 3, 4, 2**62 + 1]
    query = parse_query("visit", "en")
    assert again.search(query, 5, None) == store.search(query, 5, None)
    again.write([passage(9, "zebras")], [1])
    assert again.ids().tolist() == [2, 3, 4, 9, 2**62 + 1]
    assert store.ids().tolist() == [1, 2, 3, 4, 2**62 + 1]


def test_matching(store):
    """Phrases and exclusions select passages in every language, within the scope."""
    assert store.matching(parse_query('"visita"'), None).tolist() == [2, 3]
    assert store.matching(parse_query("-notification"), None).tolist() == [2, 4, 2**62 + 1]
    assert store.matching(parse_query('"visita" -1990'), Scope(ids=np.array([2, 4]))).tolist() == [2]
    assert store.matching(parse_query('"visita"'), Scope(without_ids=np.array([2]))).tolist() == [3]
    assert store.matching(parse_query('"no such thing"'), None).tolist() == []


def test_rarity(store):
    """The rarity of a word is log(1 + (N - n + 0.5) / (n + 0.5)): here N = 5 and n = 0, 1, 4."""
    assert store.rarity(["zebra"]) == pytest.approx(2.4849, abs=1e-4)
    assert store.rarity(["person"]) == pytest.approx(1.3863, abs=1e-4)
    assert store.rarity(["visit"]) == pytest.approx(0.2877, abs=1e-4)
    assert store.rarity(["visit", "a", "is", "to", "nothing", "the"]) >= 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters() | st.sampled_from('"“”-+:^~*()[]{}\\/ \ud800\0'), max_size=60))
def test_any_text_can_be_searched_for(store, text):
    """No query is an error. Every score is positive, and coverage is a share."""
    for language in ("en", "und"):
        query = parse_query(text, language)
        assert all(score > 0 for _, score in store.search(query, 5, None))
        assert all(0 < share < 1.001 for share in store.coverage(query, [1, 2, 3, 4]).values())


def test_a_query_of_ten_thousand_characters(store):
    """A long query is searched like any other."""
    assert found(store, "visit " + "w" * 4000 + " " + " ".join(f"word{n}" for n in range(700)))[0] in (1, 2**62 + 1)


def test_an_empty_store(tmp_path):
    """A store without passages finds none, and no store finds any with k = 0."""
    empty = TantivyTermStore.create(tmp_path / "empty")
    query = parse_query("anything", "en")
    assert empty.ids().tolist() == []
    assert empty.search(query, 5, None) == []
    assert empty.coverage(query, [1]) == {}
    empty.write([], [])
    empty.write([passage(1, "anything")], [])
    assert empty.search(query, 0, None) == []


@pytest.mark.parametrize("harm", ["missing", "empty", "half", "zeros"])
def test_a_damaged_folder_is_named(store, tmp_path, harm):
    """If a file is missing, cut off or overwritten, the error names the folder in one line."""
    folder = tmp_path / "terms"
    files = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    assert len(files) > 3
    for name in files:
        shutil.copytree(folder, tmp_path / harm / name)
        path = tmp_path / harm / name / name
        content = path.read_bytes()
        if harm == "missing":
            path.unlink()
        else:
            path.write_bytes({"empty": b"", "half": content[: len(content) // 2], "zeros": bytes(len(content))}[harm])
        with pytest.raises(LibraryDamaged, match="term index"):
            found(TantivyTermStore.open(tmp_path / harm / name), '"custom notification" visit')


def test_a_passage_without_an_id(tmp_path):
    """A passage whose id cannot be read is an error that names the folder."""
    store = TantivyTermStore.create(tmp_path / "terms")
    writer = store._index.writer()
    writer.add_document(tantivy.Document())
    writer.commit()
    writer.wait_merging_threads()
    with pytest.raises(LibraryDamaged, match="term index"):
        TantivyTermStore.open(tmp_path / "terms").ids()


def test_a_missing_folder(tmp_path):
    """If the folder does not exist, the error names it."""
    with pytest.raises(LibraryDamaged, match="gone"):
        TantivyTermStore.open(tmp_path / "gone")


def test_a_store_is_not_made_over_another(tmp_path):
    """A folder that exists is not changed."""
    TantivyTermStore.create(tmp_path / "terms").write([passage(1, "one")], [])
    with pytest.raises(FileExistsError):
        TantivyTermStore.create(tmp_path / "terms")
    assert TantivyTermStore.open(tmp_path / "terms").ids().tolist() == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
def test_a_disk_that_fills_up_is_an_error(tmp_path):
    """A write that is cut short raises one of our errors; the passages written before are still there."""
    TantivyTermStore.create(tmp_path / "terms").write([passage(1, "one")], [])
    code = (
        "import resource, signal, sys, pathlib\n"
        "from dataclasses import replace\n"
        "from corpus.errors import StorageFull\n"
        "from index.sparse import TantivyTermStore\n"
        "from tests.index.documents import passage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "index = TantivyTermStore.open(pathlib.Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "many = [passage(n, ' '.join(str(n * m) for m in range(60))) for n in range(2000)]\n"
        "try:\n    index.write(many, [])\n"
        "except StorageFull:\n    print('said')\n"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code, str(tmp_path / "terms")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "said\n"
    assert TantivyTermStore.open(tmp_path / "terms").ids().tolist() == [1]


@pytest.mark.parametrize(
    ("collection", "floor"),
    # A floor is the goal of the project, or the figure of plain BM25 if that is lower (README of ../shared/data).
    [("scifact", 0.69), ("cranfield", 0.375), ("xquad-en", 0.96), ("xquad-es", 0.95)],
)
def test_quality_on_a_collection(shared_data, tmp_path, collection, floor):
    """Term search alone, over title and text, ranks no worse than the floor (nDCG@10)."""
    folder = read_beir(shared_data / "ir" / collection)
    texts = [f"{document.title}\n{document.text}" for document in folder.documents]
    store = TantivyTermStore.create(tmp_path / "terms")
    store.write([passage(n, text, detect(text)) for n, text in enumerate(texts)], [])
    run = {}
    for query, text in folder.queries.items():
        run[query] = [folder.documents[n].id for n, _ in store.search(parse_query(text), 10, None)]
    values, _ = per_query(partial(ndcg, k=10), run, folder.qrels)
    assert mean(values) >= floor
