"""Which index answers, and what it is made of.

    LIBRARY/index/current.json            {"folder": "3f9c0a1b2d4e-0007", "manifest": its SHA-256}: the one that answers
    LIBRARY/index/3f9c0a1b2d4e-0007/      fingerprint and generation
        manifest.json                     format, fingerprint, model, counts, SHA-256 of each file; written last
        vectors.faiss  leanings.json
        terms/
    LIBRARY/index/3f9c0a1b2d4e-pending/   vectors encoded since, that a kill did not lose

An index is derived: it is never changed in place and never migrated. A new generation is written aside, flushed,
renamed, and only then named in `current.json`; readers of the old one go on undisturbed.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from corpus.errors import LibraryDamaged
from corpus.files import ASIDE, flush, hash_file, settle, write_file
from index.protocols import Encoder

FORMAT = 1
"""Changes whenever an index of before could not be read, or would have been made otherwise."""

VECTORS, LEANINGS, TERMS, MANIFEST = "vectors.faiss", "leanings.json", "terms", "manifest.json"
"""What stands in the folder of a generation."""

CURRENT = "current.json"
"""What names the index that answers."""

ATTEMPTS = 20
"""How often a reader looks again when a writer took away the generation it had just read the name of."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `fingerprint` covers all that shaped it, `encoder` the encoder alone; `model` is what loads the encoder again;
    `files` maps paths to SHA-256.
    """

    format: int
    fingerprint: str
    model: str
    encoder: str
    dimensions: int
    passages: int
    files: dict[str, str]


def fingerprint(*parts: str | int) -> str:
    """Gives 12 hexadecimal digits that change with any of the parts."""
    return sha256("\n".join(map(str, (FORMAT, *parts))).encode()).hexdigest()[:12]


def current(index: Path) -> tuple[Path, Manifest] | None:
    """Gives the folder and manifest of the index that answers, or None where there is none.

    Raises:
        LibraryDamaged: it is named and cannot be read; the message says how to make it again.
    """
    for _ in range(ATTEMPTS):
        try:
            folder = index / json.loads((index / CURRENT).read_text("utf-8"))["folder"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(index, str(error)) from error
        with suppress(FileNotFoundError):
            return folder, _read(folder)
    raise damaged(index, f"{folder.name} is missing")


def damaged(index: Path, reason: str) -> LibraryDamaged:
    """Gives the error for an index that cannot be used, with the command that mends it."""
    return LibraryDamaged(f"the index in {str(index)!r} is damaged ({reason}): evidence index --rebuild makes it again")


def _read(folder: Path) -> Manifest:
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Manifest(**found)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise damaged(folder.parent, str(error)) from error


def next_folder(index: Path, mark: str) -> Path:
    """Gives the folder of the next generation of this fingerprint."""
    taken = [int(path.name.rsplit("-", 1)[1]) for path in index.glob(f"{mark}-[0-9]*[0-9]")]
    return index / f"{mark}-{max(taken, default=0) + 1:04}"


def publish(folder: Path, mark: str, encoder: Encoder, passages: int) -> None:
    """Makes what was written in `folder` + ASIDE the index that answers, and sweeps away all others."""
    aside = folder.with_name(folder.name + ASIDE)
    files = sorted(path for path in aside.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    hashes = {path.relative_to(aside).as_posix(): hash_file(path) for path in files}
    made_with = (encoder.name, encoder.fingerprint, encoder.dimensions)
    manifest = Manifest(FORMAT, mark, *made_with, passages, hashes)
    (aside / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", "utf-8")
    for path in [*aside.rglob("*"), aside]:
        flush(path)
    settle(aside, folder)
    flush(folder.parents[1])  # where the folder of all indexes may be new
    named = {"folder": folder.name, "manifest": hash_file(folder / MANIFEST)}
    write_file(folder.parent / CURRENT, json.dumps(named).encode() + b"\n")
    sweep(folder)


def sweep(folder: Path) -> None:
    """Deletes all that stands beside the index that answers: earlier ones, and what a kill left."""
    for other in folder.parent.iterdir():
        if other.is_dir() and other != folder:
            shutil.rmtree(other, ignore_errors=True)  # Windows keeps what a reader has open; the next sweep takes it
        elif other.name.endswith(ASIDE):
            other.unlink()


def faults(folder: Path, manifest: Manifest) -> list[str]:
    """Gives what is wrong with an index's files: missing ones and those whose bytes have changed."""
    found = []
    named = json.loads((folder.parent / CURRENT).read_text("utf-8"))
    before = {"folder": folder.name}  # as indexes were named at first
    if named["folder"] == folder.name and named not in (before, before | {"manifest": hash_file(folder / MANIFEST)}):
        found.append("manifest.json has changed")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif hash_file(path) != digest:
            found.append(f"{name} has changed")
    return found
