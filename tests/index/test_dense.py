"""The files of the vector store, and their damages. What it finds is in `test_contracts.py`."""

import json
import subprocess
import sys

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from index import merging, segment
from index.dense import SegmentedVectorStore
from index.generations import SEGMENT_FILE
from index.model import Labels

NONE = np.array([], dtype=np.int64)


def labels(count):
    return Labels(["a"] * count, ["body"] * count, ["en"] * count)


def rows_of(count, seed=3):
    return np.random.default_rng(seed).standard_normal((count, 24)).astype(np.float32)


def names(store_folder):
    return sorted(path.name for path in store_folder.iterdir())


@pytest.fixture
def folder(tmp_path):
    """The folder of a store with two segments. Passages of the first one were removed."""
    folder = tmp_path / "vectors"
    store = SegmentedVectorStore.create(folder, 24)
    store.write(np.arange(100, 200), rows_of(100), labels(100), NONE)
    store.write(np.arange(50), rows_of(50), labels(50), np.array([110, 111]))
    return folder


def test_a_write_adds_files_and_changes_none(folder):
    """An addition writes its own segment. A removal writes a list of rows. All other files stay as they are."""
    before = {path.name: (path.stat().st_ino, path.read_bytes()) for path in folder.iterdir()}
    store = SegmentedVectorStore.open(folder)
    store.write(np.array([300]), rows_of(1), labels(1), np.array([60, 120, 49]))
    after = {path.name: (path.stat().st_ino, path.read_bytes()) for path in folder.iterdir()}
    assert after.keys() - before.keys() == {
        "000001.000004.removed",
        "000002.000004.removed",
        "000003.f16",
        "000003.passages",
    }
    assert before.keys() - after.keys() == {"000001.000003.removed"}
    changed = {name for name in before if name in after and after[name] != before[name]}
    assert changed == {"segments.json"}
    assert all(SEGMENT_FILE.fullmatch(name) for name in after)
    assert (folder / "000003.f16").stat().st_size == 2 * 24


@pytest.mark.parametrize("step", ["passages", "f16", "codes", "removed", "segments.json"])
def test_a_write_that_fails_changes_nothing(folder, monkeypatch, step):
    """If a file cannot be written, the store is as before for this process and for others, and can be written again."""
    monkeypatch.setattr("index.dense.CODED_ROWS", 10)
    store = SegmentedVectorStore.open(folder)
    ids = store.ids().tolist()

    def fail(*_):
        raise OSError(28, "No space left on device")

    place = {
        "passages": "index.dense.write_passages",
        "f16": "index.dense.write_rows",
        "codes": "index.merging.write_codes",
        "removed": "index.dense.write_removed",
        "segments.json": "index.dense.write_file",
    }[step]
    with monkeypatch.context() as broken:
        broken.setattr(place, fail)
        with pytest.raises(OSError, match="No space"):
            store.write(np.arange(300, 320), rows_of(20), labels(20), np.array([120]))
    for each in (store, SegmentedVectorStore.open(folder)):
        assert each.ids().tolist() == ids
    store.write(np.arange(300, 320), rows_of(20), labels(20), np.array([120]))
    expected = sorted({*ids, *range(300, 320)} - {120})
    assert SegmentedVectorStore.open(folder).ids().tolist() == expected
    np.testing.assert_allclose(store.vectors([301]), rows_of(20)[1:2], atol=0.01)


def test_a_merge_that_is_interrupted_changes_nothing(folder, monkeypatch):
    """After an interrupt in a merge the store is as before, and the next merge does the work."""
    store = SegmentedVectorStore.open(folder)
    for n in range(12):
        store.write(np.arange(1000 + 20 * n, 1020 + 20 * n), rows_of(20, n), labels(20), NONE)
    ids, noted = store.ids().tolist(), (folder / "segments.json").read_bytes()
    assert store.is_merge_due
    monkeypatch.setattr(merging, "BLOCK_ROWS", 64)
    blocks = merging._blocks

    def interrupted(*args):
        for number, block in enumerate(blocks(*args)):
            if number == 2:
                raise KeyboardInterrupt
            yield block

    with monkeypatch.context() as broken:
        broken.setattr(merging, "_blocks", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.merge()
    assert (folder / "segments.json").read_bytes() == noted
    opened = SegmentedVectorStore.open(folder)
    assert opened.ids().tolist() == ids
    opened.merge()
    assert not opened.is_merge_due
    assert opened.ids().tolist() == ids
    assert names(folder) == ["000015.f16", "000015.passages", "segments.json"]
    np.testing.assert_allclose(opened.vectors([1045]), rows_of(20, 2)[5:6], atol=0.01)


def test_a_segment_of_which_much_was_removed_is_written_again(tmp_path):
    """A merge drops removed passages when they are more than a tenth, and not before."""
    store = SegmentedVectorStore.create(tmp_path / "vectors", 24)
    store.write(np.arange(3000), rows_of(3000), labels(3000), NONE)
    store.write(NONE, rows_of(0), labels(0), np.arange(0, 300))
    assert not store.is_merge_due
    store.write(NONE, rows_of(0), labels(0), np.array([301]))
    store.merge()
    assert (tmp_path / "vectors" / "000002.f16").stat().st_size == 2699 * 24 * 2
    assert store.ids().tolist() == [300, *range(302, 3000)]
    np.testing.assert_allclose(store.vectors([2999]), rows_of(3000)[2999:], atol=0.01)


def test_codes_of_another_version_are_made_again(tmp_path, monkeypatch):
    """Codes in the layout of another version of FAISS are not read. A merge makes them again."""
    monkeypatch.setattr("index.dense.EXACT_PASSAGES", 100)
    store = SegmentedVectorStore.create(tmp_path / "vectors", 24)
    rows = rows_of(segment.CODED_ROWS)
    store.write(np.arange(len(rows)), rows, labels(len(rows)), NONE)
    note = tmp_path / "vectors" / "segments.json"
    made = json.loads(note.read_text())
    version = made["segments"][0]["codes"]
    made["segments"][0]["codes"] = "0.9"
    note.write_text(json.dumps(made))
    opened = SegmentedVectorStore.open(tmp_path / "vectors")
    assert opened._segments[0].codes is None
    assert opened.search(rows[7:8], 1, None)[0].tolist() == [[7]]
    opened.merge()
    assert json.loads(note.read_text())["segments"][0]["codes"] == version
    assert opened._segments[0].codes is not None
    assert opened.search(rows[7:8], 1, None)[0].tolist() == [[7]]


def test_codes_are_those_of_faiss(tmp_path):
    """Codes that are read from a file find what the index of FAISS found that made them."""
    from index.codes import Codes

    rows = rows_of(1003)
    made = Codes.empty(rows)
    made.add(rows)
    made.write(tmp_path / "codes")
    read = Codes.read(tmp_path / "codes", 1003, 24)
    for query in rows[:5]:
        np.testing.assert_array_equal(read.nearest(query, 50), made.nearest(query, 50))
    with pytest.raises(LibraryDamaged, match="size"):
        Codes.read(tmp_path / "codes", 1100, 24)
    (tmp_path / "codes").write_bytes(b"abc")
    with pytest.raises(LibraryDamaged, match="size"):
        Codes.read(tmp_path / "codes", 1003, 24)


@pytest.mark.parametrize("name", ["000001.f16", "000001.passages", "000001.000003.removed", "segments.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "longer", "text", "a link", "a folder"])
def test_a_damaged_file_is_named(folder, name, damage):
    """A file of a store that is damaged is an error in one line, or leaves a store that can be searched."""
    path = folder / name
    content = path.read_bytes()
    path.unlink()
    if damage == "a link":
        (folder.parent / "elsewhere").write_bytes(content)
        path.symlink_to(folder.parent / "elsewhere")
    elif damage == "a folder":
        path.mkdir()
    elif damage != "missing":
        harmed = {"empty": b"", "cut": content[: len(content) // 2], "longer": content * 2, "text": b"x" * len(content)}
        path.write_bytes(harmed[damage])
    try:
        store = SegmentedVectorStore.open(folder)
    except LibraryDamaged as error:
        assert len(str(error).splitlines()) == 1
        assert name in str(error) or name == "segments.json" or "vectors" in str(error)
        return
    assert (name, damage) in {
        ("000001.f16", "text"),
        ("000001.000003.removed", "empty"),
        ("000001.000003.removed", "cut"),
    }
    store.search(rows_of(1), 5, None)


@pytest.mark.parametrize(
    "change",
    [
        {"dimensions": 10**9},
        {"dimensions": "24"},
        {"writes": None},
        {"segments": [{"name": "../../note", "passages": 1, "removed": None, "codes": None}]},
        {"segments": [{"name": "000001", "passages": 1, "removed": "../x", "codes": None}]},
        {"segments": [{"name": "000001", "passages": -1, "removed": None, "codes": None}]},
        {"segments": [{"name": "000001", "passages": 10**12, "removed": None, "codes": None}]},
        {"segments": [{"name": "000001", "passages": 100, "removed": None, "codes": 5}]},
        {"segments": [{"name": "000001"}]},
        {"segments": 5},
    ],
)
def test_a_note_of_a_stranger(folder, change):
    """Names outside the folder, and values of another type or size, are refused."""
    note = folder / "segments.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | change))
    with pytest.raises(LibraryDamaged):
        SegmentedVectorStore.open(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
def test_a_disk_that_fills_up_is_an_error(tmp_path):
    """A file that is cut short is an error."""
    code = (
        "import resource, signal, sys, numpy, pathlib\n"
        "from index.dense import SegmentedVectorStore\n"
        "from index.model import Labels\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = SegmentedVectorStore.create(pathlib.Path(sys.argv[1]), 80)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "ids, rows = numpy.arange(100), numpy.ones((100, 80), dtype='float32')\n"
        "try:\n    store.write(ids, rows, Labels('s' * 100, 'b' * 100, 'e' * 100), ids[:0])\n"
        "except OSError:\n    print('said')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "v")], capture_output=True, text=True, check=True)
    assert done.stdout == "said\n"


def test_a_small_store_needs_no_faiss(folder):
    """FAISS is only needed for large stores: it takes time to start."""
    code = (
        "import sys, numpy, pathlib; from index.dense import SegmentedVectorStore\n"
        "store = SegmentedVectorStore.open(pathlib.Path(sys.argv[1]))\n"
        "store.search(numpy.ones((1, 24), dtype='float32'), 5, None)\n"
        "print('faiss' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
