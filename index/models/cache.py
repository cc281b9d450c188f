"""The models folder: where models are kept, how one is made, and how to see that it is complete.

A model is a folder with a `manifest.json`, which says what the model was made of and has the size and SHA-256 of every
other file. The folder is filled under another name (`.part`) and renamed when it is complete, so a process that is
killed never leaves an incomplete model. The manifest is written last. A lock file beside the folder lets one process
make the model while others wait.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from corpus.files import cache_folder, hash_file, settle

MANIFEST = "manifest.json"


def models_folder() -> Path:
    """Return the folder of all models. It may not exist yet."""
    return cache_folder() / "models"


def ensure_model(folder: Path, name: str, size: str, write_files: Callable[[Path], None]) -> Path:
    """Return the folder of a model. Make the model first if it is missing or incomplete.

    Args:
        folder: the model's folder, which need not exist.
        name: the model's name, for the error message.
        size: the space that it takes on the disk, such as "40 MB", for the error message.
        write_files: create the folder that it is given, and write every file of the model into it.

    Raises:
        ModelError: the models folder cannot be written. `write_files` may raise it too.
    """
    if is_complete(folder):
        return folder
    try:
        _make(folder, write_files)
    except OSError as error:
        raise ModelError(
            f"could not make the model {name!r} in {str(folder.parent)!r}: {error.strerror or error}; "
            f"it needs {size} there, or set EVIDENCE_CACHE to another folder"
        ) from error
    return folder


def is_complete(folder: Path) -> bool:
    """Return whether a model folder has its manifest, and every file that this lists in the right size.

    Only the manifest is read. Files that it does not list do no harm.
    """
    try:
        for name, entry in read_manifest(folder)["files"].items():
            if (folder / name).stat().st_size != entry["size"]:
                return False
    except (ModelError, OSError, KeyError):
        return False
    return True


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Return the manifest of a model folder.

    Raises:
        ModelError: the folder does not hold a model that this program made.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{str(folder)!r} does not hold a model that this program made (no readable {MANIFEST}); "
            "delete it, and the model is made again"
        ) from error
    return manifest


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest of a model folder, after all other files: `facts`, and the size and SHA-256 of each file."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            files[name] = {"size": path.stat().st_size, "sha256": hash_file(path)}
    manifest = {"format": "evidence-model", "version": 1, **facts, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8", newline="\n")


def _make(folder: Path, write_files: Callable[[Path], None]) -> None:
    """Make a model, unless another process makes it meanwhile. Wait for that process."""
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        if is_complete(folder):
            return
        part = folder.parent / f"{folder.name}.part"
        shutil.rmtree(part, ignore_errors=True)  # left by a process that was killed
        shutil.rmtree(folder, ignore_errors=True)  # damaged
        try:
            write_files(part)
            settle(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
