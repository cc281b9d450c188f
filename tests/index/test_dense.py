import subprocess
import sys

import faiss
import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from index.dense import VectorIndex


@pytest.fixture
def made():
    generator = np.random.default_rng(3)
    vectors = generator.standard_normal((1000, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = generator.choice(2**62, 1000, replace=False).astype(np.int64)
    return ids, vectors


def test_what_is_saved_is_loaded(made, tmp_path):
    """This test ensures that ids, rows and answers are the same after a round through a file."""
    ids, vectors = made
    path = tmp_path / "años.faiss"
    VectorIndex.build(ids, vectors).save(path)
    loaded = VectorIndex.load(path)
    assert loaded.size == 1000
    assert loaded.ids.tolist() == sorted(ids.tolist())
    np.testing.assert_array_equal(loaded.vectors(ids), vectors)
    found, scores = loaded.search(vectors[:1], 5, None)
    order = np.argsort(-(vectors @ vectors[0]), kind="stable")[:5]
    assert found[0].tolist() == ids[order].tolist()
    np.testing.assert_allclose(scores[0], (vectors @ vectors[0])[order], rtol=1e-5)


def test_rows_come_back_in_the_order_asked(made):
    """This test ensures that rows can be copied into the next index, any of them in any order."""
    ids, vectors = made
    index = VectorIndex.build(ids, vectors)
    picked = [700, 3, 3, 999]
    np.testing.assert_array_equal(index.vectors(ids[picked]), vectors[picked])
    assert index.vectors([]).shape == (0, 24)
    with pytest.raises(KeyError):
        index.vectors([int(ids[0]), 12345])


def test_the_file_is_read_by_faiss_alone(made, tmp_path):
    """This test ensures that the file is what the manual says: searched with FAISS it gives passage ids."""
    ids, vectors = made
    VectorIndex.build(ids, vectors).save(tmp_path / "vectors.faiss")
    _, found = faiss.read_index(str(tmp_path / "vectors.faiss")).search(vectors[:3], 1)
    assert found[:, 0].tolist() == ids[:3].tolist()


def harmed(kind, path, vectors):
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
        flat.add(vectors)
        faiss.write_index(flat, str(path))
    elif kind == "another metric":
        index = faiss.IndexIDMap(faiss.IndexFlatL2(24))
        index.add_with_ids(vectors, np.arange(len(vectors)))
        faiss.write_index(index, str(path))
    elif kind == "ids out of order":
        index = faiss.IndexIDMap(faiss.IndexFlatIP(24))
        index.add_with_ids(vectors, np.arange(len(vectors))[::-1].copy())
        faiss.write_index(index, str(path))


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "cut off", "text", "another index", "another metric", "ids out of order"]
)
def test_a_damaged_file_is_named(made, tmp_path, kind):
    """This test ensures that a file that is not what was saved is said in one line that names it."""
    path = tmp_path / "vectors.faiss"
    VectorIndex.build(*made).save(path)
    harmed(kind, path, made[1])
    with pytest.raises(LibraryDamaged, match=r"vectors\.faiss"):
        VectorIndex.load(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
def test_a_disk_that_fills_up_at_the_end_is_an_error(tmp_path):
    """This test ensures that a file cut short is never taken for written (FAISS by itself does not say)."""
    code = (
        "import resource, signal, sys, numpy, pathlib\n"
        "from index.dense import VectorIndex\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "index = VectorIndex.build(numpy.arange(100), numpy.ones((100, 8), dtype='float32'))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "try:\n    index.save(pathlib.Path(sys.argv[1]))\n"
        "except OSError:\n    print('said')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "v.faiss")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "said\n"


def test_importing_the_module_loads_no_faiss():
    """This test ensures that FAISS is paid for only where vectors are searched."""
    code = "import sys, index.dense; print('faiss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
