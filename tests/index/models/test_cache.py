import json
import shutil
from hashlib import sha256

import pytest

from corpus.errors import ModelError
from index.models.cache import ensure_model, is_complete, read_manifest, write_manifest


def write_model(folder):
    """Write a model of one file."""
    folder.mkdir()
    (folder / "weights.bin").write_bytes(b"weights")
    write_manifest(folder, {"model": "tiny"})


def test_the_manifest_lists_every_file(tmp_path):
    """The manifest has the facts that it was given, and the size and hash of each file."""
    write_model(tmp_path / "tiny")
    assert read_manifest(tmp_path / "tiny") == {
        "format": "evidence-model",
        "version": 1,
        "model": "tiny",
        "files": {"weights.bin": {"size": 7, "sha256": sha256(b"weights").hexdigest()}},
    }


def test_an_incomplete_model_is_noticed(tmp_path):
    """A model is incomplete if a file or the manifest is missing, or if a file has lost a byte."""
    folder = tmp_path / "tiny"
    assert not is_complete(folder)
    write_model(folder)
    assert is_complete(folder)
    (folder / "weights.bin").write_bytes(b"weight")
    assert not is_complete(folder)
    (folder / "weights.bin").unlink()
    assert not is_complete(folder)
    write_model(tmp_path / "other")
    (tmp_path / "other" / "manifest.json").write_text(json.dumps({"model": "tiny"}))
    assert not is_complete(tmp_path / "other")


def test_a_complete_model_is_not_made_again(tmp_path):
    """Files that the manifest does not list do no harm."""
    folder = tmp_path / "models" / "tiny"
    assert ensure_model(folder, "tiny", "1 KB", write_model) == folder
    (folder / "notes.txt").write_text("mine")
    ensure_model(folder, "tiny", "1 KB", write_model)
    assert (folder / "notes.txt").exists()


def test_a_damaged_model_is_made_again(tmp_path):
    """The remains of the damaged model, and of a process that was killed, are removed."""
    folder = tmp_path / "models" / "tiny"
    ensure_model(folder, "tiny", "1 KB", write_model)
    (folder / "weights.bin").write_bytes(b"short")
    (folder / "old.txt").write_text("")
    folder.with_name("tiny.part").mkdir()
    ensure_model(folder, "tiny", "1 KB", write_model)
    assert (folder / "weights.bin").read_bytes() == b"weights"
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "weights.bin"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["tiny", "tiny.lock"]


def test_a_failure_leaves_no_model(tmp_path):
    """If writing fails, the error names the models folder and the setting, and nothing but the lock is left."""

    def fail(folder):
        folder.mkdir()
        raise OSError(28, "No space left on device")

    with pytest.raises(ModelError, match=r"No space left on device; it needs 1 KB there.*EVIDENCE_CACHE") as raised:
        ensure_model(tmp_path / "models" / "tiny", "tiny", "1 KB", fail)
    assert repr(str(tmp_path / "models")) in str(raised.value)
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["tiny.lock"]


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    """A missing and an unreadable manifest both raise an error that says what to do."""
    write_model(tmp_path / "tiny")
    (tmp_path / "tiny" / "manifest.json").write_text("{")
    shutil.copytree(tmp_path / "tiny", tmp_path / "none", ignore=shutil.ignore_patterns("manifest.json"))
    for name in ("tiny", "none"):
        with pytest.raises(ModelError, match=r"manifest\.json.*delete it"):
            read_manifest(tmp_path / name)
