"""The published index of a library, and the manifest of what it is made of.

    LIBRARY/index/current.json            the published index: {"folder": "3f9c0a1b2d4e-0007", "manifest": its SHA-256}
    LIBRARY/index/3f9c0a1b2d4e-0007/      fingerprint and generation
        manifest.json                     format, fingerprint, model, counts, SHA-256 of each file; written last
        vectors.faiss  leanings.json
        terms/
    LIBRARY/index/3f9c0a1b2d4e-pending/   vectors encoded since then, kept if the process is killed

An index is derived from the library. It is never changed in place and never migrated. A new generation is written
under another name, flushed and renamed. Only then is it named in `current.json`. Processes that read the old generation
are not disturbed.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from corpus.errors import LibraryDamaged
from corpus.files import ASIDE, flush, hash_file, settle, write_file
from index.protocols import Encoder

FORMAT = 1
"""Raise it when an index of an earlier version cannot be read, or would be made differently now."""

VECTORS = "vectors.faiss"
LEANINGS = "leanings.json"
TERMS = "terms"
MANIFEST = "manifest.json"
CURRENT = "current.json"

MAX_ATTEMPTS = 20
"""Maximum number of times that a reader looks for the published index. A writer may delete it just after its name was
read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `fingerprint` belongs to the whole index, `encoder` is the fingerprint of its encoder. `model` is the name to load
    the encoder with. `files` maps paths to SHA-256.
    """

    format: int
    fingerprint: str
    model: str
    encoder: str
    dimensions: int
    passages: int
    files: dict[str, str]


class PublishedIndex(NamedTuple):
    """The folder and the manifest of a published index."""

    folder: Path
    manifest: Manifest


def index_fingerprint(*parts: str | int) -> str:
    """Return 12 hexadecimal digits that change if one of the parts changes."""
    text = "\n".join(str(part) for part in (FORMAT, *parts))
    return sha256(text.encode()).hexdigest()[:12]


def current(index: Path) -> PublishedIndex | None:
    """Return the published index, or None if there is none.

    Args:
        index: the folder of all indexes of a library.

    Raises:
        LibraryDamaged: the published index cannot be read. The message says how to make it again.
    """
    for _ in range(MAX_ATTEMPTS):
        try:
            named = json.loads((index / CURRENT).read_text("utf-8"))
            folder = index / named["folder"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(index, str(error)) from error
        with suppress(FileNotFoundError):
            return PublishedIndex(folder, _read(folder))
    raise damaged(index, f"{folder.name} is missing")


def damaged(index: Path, reason: str) -> LibraryDamaged:
    """Return the error for an index that cannot be used, with the command that repairs it."""
    return LibraryDamaged(f"the index in {str(index)!r} is damaged ({reason}): evidence index --rebuild makes it again")


def _read(folder: Path) -> Manifest:
    try:
        stored = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Manifest(**stored)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise damaged(folder.parent, str(error)) from error


def next_folder(index: Path, fingerprint: str) -> Path:
    """Return the folder of the next generation with this fingerprint."""
    last = 0
    for path in index.glob(f"{fingerprint}-[0-9]*[0-9]"):
        generation = int(path.name.rsplit("-", 1)[1])
        last = max(last, generation)
    return index / f"{fingerprint}-{last + 1:04}"


def publish(folder: Path, fingerprint: str, encoder: Encoder, passages: int) -> None:
    """Publish the index that was written in `folder` + ASIDE, and delete all other indexes."""
    aside = folder.with_name(folder.name + ASIDE)
    manifest = Manifest(
        format=FORMAT,
        fingerprint=fingerprint,
        model=encoder.name,
        encoder=encoder.fingerprint,
        dimensions=encoder.dimensions,
        passages=passages,
        files=_hashes(aside),
    )
    (aside / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")
    for path in [*aside.rglob("*"), aside]:
        flush(path)
    settle(aside, folder)
    flush(folder.parents[1])  # the folder of all indexes may be new
    named = {"folder": folder.name, "manifest": hash_file(folder / MANIFEST)}
    write_file(folder.parent / CURRENT, json.dumps(named).encode() + b"\n")
    sweep(folder)


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder by its path. Lock files are left out."""
    hashes = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".lock"):
            hashes[path.relative_to(folder).as_posix()] = hash_file(path)
    return hashes


def sweep(folder: Path) -> None:
    """Delete everything beside the published index: earlier indexes, and files that a killed process left."""
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder:
            # Windows keeps files that a reader has open. They are deleted by the next sweep.
            shutil.rmtree(other, ignore_errors=True)
        elif other.name.endswith(ASIDE):
            other.unlink()


def faults(folder: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with the files of an index: files that are missing, and files whose bytes have changed."""
    found = []
    if not _is_named(folder):
        found.append("manifest.json has changed")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif hash_file(path) != digest:
            found.append(f"{name} has changed")
    return found


def _is_named(folder: Path) -> bool:
    """Return whether `current.json` has the hash of the folder's manifest, or names another folder by now."""
    named = json.loads((folder.parent / CURRENT).read_text("utf-8"))
    if named["folder"] != folder.name:
        return True
    without_hash = {"folder": folder.name}  # as an earlier version wrote it
    return named in (without_hash, without_hash | {"manifest": hash_file(folder / MANIFEST)})
