"""The published index of a library, and the manifest of what it is made of.

    LIBRARY/index/current.json            the published index: {"folder": "3f9c0a1b2d4e-0007", "manifest": its SHA-256}
    LIBRARY/index/3f9c0a1b2d4e-0007/      fingerprint and generation
        manifest.json                     format, fingerprint, model, counts, SHA-256 of each file; written last
        leanings.json
        segments/                         vectors (`index.dense`)
        terms/                            words (`index.sparse`)
    LIBRARY/index/3f9c0a1b2d4e-pending/   vectors encoded since then, kept if the process is killed

An index is derived from the library. It is never changed in place. A new generation is written under another name,
flushed and renamed. Only then is it named in `current.json`. Processes that read the old generation are not disturbed.
The files of vectors and words never change: the new generation has links to those of the old one, and its manifest has
their hashes, so that an addition costs the same in a large library as in a small one.

An index of format 1 (`index.former`) is read as it is. The next job that writes brings it to the present format.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from corpus.errors import LibraryDamaged, error_reason
from corpus.files import ASIDE, flush, hash_file, settle, write_file
from corpus.plain_files import check_plain, is_plain_file, read_note
from index.generations import CURRENT, GENERATION, INDEXED_FILE, MANIFEST, sweep
from index.protocols import Encoder

FORMER_FORMAT, FORMAT = 1, 2
"""Raise it when an index of an earlier version cannot be read."""

MAX_DIMENSIONS = 1 << 16
"""Maximum length of a vector: chosen, 16 times the length in the largest models."""

MAX_ATTEMPTS = 20
"""Maximum number of times that a reader looks for the published index. A writer may delete it just after its name was
read."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of.

    `fingerprint` changes with the vectors, `terms` with the analysis of words; `encoder` is the fingerprint of the
    encoder. `model` is the name to load the encoder with. `files` maps paths to SHA-256. In format 1, `terms` is "".
    """

    format: int
    fingerprint: str
    model: str
    encoder: str
    dimensions: int
    passages: int
    files: dict[str, str]
    terms: str = ""


class PublishedIndex(NamedTuple):
    """The folder and the manifest of a published index."""

    folder: Path
    manifest: Manifest


def index_fingerprint(*parts: str | int) -> str:
    """Return 12 hexadecimal digits that change if one of the parts changes."""
    text = "\n".join(str(part) for part in parts)
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
            folder = index / _current_name(index)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise damaged(index, str(error)) from error
        with suppress(FileNotFoundError):
            return PublishedIndex(folder, _read(folder))
    raise damaged(index, f"{folder.name} is missing")


def damaged(index: Path, reason: str) -> LibraryDamaged:
    """Return the error for an index that cannot be used, with the command that repairs it."""
    return LibraryDamaged(f"the index in {str(index)!r} is damaged ({reason}): evidence index --rebuild makes it again")


def _current_name(index: Path) -> str:
    """Return the name of the folder of the published index."""
    name = json.loads(read_note(index / CURRENT))["folder"]
    if not isinstance(name, str) or not GENERATION.fullmatch(name):
        raise ValueError(f"{CURRENT} names {str(name)[:80]!r}, which is not the name of an index")
    return name


def _read(folder: Path) -> Manifest:
    try:
        check_plain(folder, "a folder")
        read = Manifest(**json.loads(read_note(folder / MANIFEST)))
        _check(read)
        return read
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise damaged(folder.parent, str(error)) from error


def _check(manifest: Manifest) -> None:
    """Do nothing if the values of a manifest have the types and names that `publish` writes."""
    texts = (manifest.fingerprint, manifest.model, manifest.encoder, manifest.terms)
    numbers = (manifest.format, manifest.dimensions, manifest.passages)
    if not all(type(text) is str for text in texts) or not all(type(number) is int for number in numbers):
        raise ValueError(f"a value of {MANIFEST} has the wrong type")
    if manifest.format not in (FORMER_FORMAT, FORMAT):
        raise ValueError(f"a later version of evidence wrote it, in format {manifest.format}")
    if not 0 < manifest.dimensions <= MAX_DIMENSIONS or manifest.passages < 0:
        raise ValueError(f"a number of {MANIFEST} is out of range")
    if type(manifest.files) is not dict:
        raise ValueError(f"{MANIFEST} lists no files")
    for name in manifest.files:
        if not INDEXED_FILE.fullmatch(name):
            raise ValueError(f"{MANIFEST} lists {name[:80]!r}, which is not a file of an index")


def describe(fingerprint: str, terms: str, encoder: Encoder, passages: int) -> Manifest:
    """Return the manifest of an index without its files."""
    return Manifest(
        format=FORMAT,
        fingerprint=fingerprint,
        model=encoder.name,
        encoder=encoder.fingerprint,
        dimensions=encoder.dimensions,
        passages=passages,
        files={},
        terms=terms,
    )


def publish(folder: Path, manifest: Manifest, old: PublishedIndex | None) -> None:
    """Publish the index that was written in `folder` + ASIDE, and delete all other indexes.

    Args:
        folder: its folder.
        manifest: its manifest, without the files.
        old: the index whose files it may have links to. They were hashed and flushed when that was published.
    """
    aside = folder.with_name(folder.name + ASIDE)
    files, new = {}, []
    for path in sorted(aside.rglob("*")):
        name = path.relative_to(aside).as_posix()
        digest = _known_hash(path, name, old)
        if digest is None:
            new.append(path)
        if path.is_file() and not path.name.endswith(".lock"):
            files[name] = digest or hash_file(path)
    described = asdict(replace(manifest, files=files))
    (aside / MANIFEST).write_text(json.dumps(described, indent=1) + "\n", "utf-8")
    for path in [*new, aside / MANIFEST, aside]:
        flush(path)
    settle(aside, folder)
    flush(folder.parents[1])  # the folder of all indexes may be new
    named = {"folder": folder.name, "manifest": hash_file(folder / MANIFEST)}
    write_file(folder.parent / CURRENT, json.dumps(named).encode() + b"\n")
    sweep(folder)


def _known_hash(path: Path, name: str, old: PublishedIndex | None) -> str | None:
    """Return the SHA-256 of a file that is a link to a file of the old index; None for another file."""
    if old is None or name not in old.manifest.files:
        return None
    try:
        is_the_same = path.samefile(old.folder / name)
    except OSError:
        return None
    return old.manifest.files[name] if is_the_same else None


def faults(folder: Path, manifest: Manifest) -> list[str]:
    """Return what is wrong with the files of an index: files that are missing, and files whose bytes have changed."""
    found = []
    if not _is_named(folder):
        found.append("manifest.json has changed")
    for name, digest in manifest.files.items():
        path = folder / name
        try:
            if not is_plain_file(path):
                found.append(f"{name} is missing")
            elif hash_file(path) != digest:
                found.append(f"{name} has changed")
        except OSError as error:
            found.append(f"{name} cannot be read: {error_reason(error)}")
    return found


def _is_named(folder: Path) -> bool:
    """Return whether `current.json` has the hash of the folder's manifest, or names another folder by now."""
    named = json.loads(read_note(folder.parent / CURRENT))
    if named["folder"] != folder.name:
        return True
    without_hash = {"folder": folder.name}  # as an earlier version wrote it
    return named in (without_hash, without_hash | {"manifest": hash_file(folder / MANIFEST)})
