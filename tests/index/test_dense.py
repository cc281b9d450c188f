import subprocess
import sys

import faiss
import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from index.dense import FaissVectorStore


@pytest.fixture
def made():
    generator = np.random.default_rng(3)
    vectors = generator.standard_normal((1000, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = generator.choice(2**62, 1000, replace=False).astype(np.int64)
    return ids, vectors


def test_saved_vectors_are_opened(made, tmp_path):
    """Ids, vectors and search results are the same after saving and opening."""
    ids, vectors = made
    path = tmp_path / "años.faiss"
    FaissVectorStore.build(ids, vectors).save(path)
    opened = FaissVectorStore.open(path)
    assert opened.ids().tolist() == sorted(ids.tolist())
    np.testing.assert_array_equal(opened.vectors(ids), vectors)
    found, scores = opened.search(vectors[:1], 5, None)
    order = np.argsort(-(vectors @ vectors[0]), kind="stable")[:5]
    assert found[0].tolist() == ids[order].tolist()
    np.testing.assert_allclose(scores[0], (vectors @ vectors[0])[order], rtol=1e-5)


def test_rows_come_back_in_the_order_asked(made):
    """Vectors come back in the order requested, an id more than once if requested."""
    ids, vectors = made
    index = FaissVectorStore.build(ids, vectors)
    picked = [700, 3, 3, 999]
    np.testing.assert_array_equal(index.vectors(ids[picked]), vectors[picked])
    assert index.vectors([]).shape == (0, 24)
    with pytest.raises(KeyError):
        index.vectors([int(ids[0]), 12345])


def test_faiss_reads_the_file(made, tmp_path):
    """The file is an ordinary FAISS index that returns passage ids."""
    ids, vectors = made
    FaissVectorStore.build(ids, vectors).save(tmp_path / "vectors.faiss")
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
    elif kind == "inverted lists":  # FAISS would read them: a search would then fail
        lists = faiss.IndexIVFFlat(faiss.IndexFlatIP(24), 24, 1, faiss.METRIC_INNER_PRODUCT)
        lists.train(vectors)
        index = faiss.IndexIDMap(lists)
        index.add_with_ids(vectors, np.arange(len(vectors)))
        faiss.write_index(index, str(path))
    elif kind == "sizes":
        content = bytearray(path.read_bytes())
        content[8:16] = (2**40).to_bytes(8, "little")
        path.write_bytes(content)
    elif kind == "ids out of order":
        index = faiss.IndexIDMap(faiss.IndexFlatIP(24))
        index.add_with_ids(vectors, np.arange(len(vectors))[::-1].copy())
        faiss.write_index(index, str(path))


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "empty",
        "cut off",
        "text",
        "another index",
        "another metric",
        "inverted lists",
        "sizes",
        "ids out of order",
    ],
)
def test_a_damaged_file_is_named(made, tmp_path, kind):
    """If the file is not a saved store, the error names it in one line."""
    path = tmp_path / "vectors.faiss"
    FaissVectorStore.build(*made).save(path)
    harmed(kind, path, made[1])
    with pytest.raises(LibraryDamaged, match=r"vectors\.faiss"):
        FaissVectorStore.open(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on file size")
def test_a_disk_that_fills_up_at_the_end_is_an_error(tmp_path):
    """A file that is cut short is an error (FAISS alone reports none)."""
    code = (
        "import resource, signal, sys, numpy, pathlib\n"
        "from index.dense import FaissVectorStore\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "index = FaissVectorStore.build(numpy.arange(100), numpy.ones((100, 8), dtype='float32'))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))\n"
        "try:\n    index.save(pathlib.Path(sys.argv[1]))\n"
        "except OSError:\n    print('said')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "v.faiss")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "said\n"


def test_importing_the_module_loads_no_faiss():
    """FAISS is opened only when vectors are searched."""
    code = "import sys, index.dense; print('faiss' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
