"""Bring a library up to date with folders: add what is new, replace what has changed, and find what has gone.

Nothing is taken for gone because it cannot be seen. A folder that is missing or without files, a folder in it that is
empty or cannot be listed, and a link that leads nowhere may be a disk that is not mounted. A folder without any of the
files that came from it may be another disk.
"""

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.ingest.coordinator import Ingest
from assistant.ingest.model import AddOutcome, may_be_there
from corpus.errors import error_reason
from corpus.files import hash_file
from corpus.model import Source
from corpus.store.corpus import Corpus

MIN_FILES_OF_DISK = 3
"""If at least so many files came from a folder and all have gone at once, it may be another disk. Chosen."""


@dataclass(frozen=True, slots=True)
class MissingFolder:
    """A folder that could not be gone over, and why."""

    folder: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A held text whose file has gone from the synced folders.

    Attributes:
        key: its work.
        file: the path from which it came last.
        sha256: of its bytes.
        doubt: why the file may only be out of sight, or None.
        is_removed: whether the text was removed.
    """

    key: str
    file: str
    sha256: str
    doubt: str | None = None
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did.

    Attributes:
        folders: the folders that it went over.
        missing: the folders that it could not go over.
        files: what became of each file.
        gone: the held texts whose files have gone.
        prune_refused: why nothing was removed, although a person asked for that; or None.
        full_texts: how many works are held in full text now.
        gained: how many more than before.
        stopped: whether a person stopped the job.
    """

    folders: tuple[str, ...]
    missing: tuple[MissingFolder, ...]
    files: tuple[AddOutcome, ...]
    gone: tuple[GoneFile, ...]
    prune_refused: str | None
    full_texts: int
    gained: int
    stopped: bool

    @property
    def failed(self) -> bool:
        """Whether something was left undone that a person should look at."""
        refused = any(outcome.status == "refused" for outcome in self.files)
        return refused or bool(self.missing) or self.prune_refused is not None


def sync(
    corpus: Corpus,
    make_ingest: Callable[[], Ingest],
    folders: Sequence[str],
    remembered: Sequence[str],
    *,
    are_named: bool,
    prune: bool,
) -> SyncReport:
    """Bring a library up to date with folders.

    Args:
        corpus: open for writing.
        make_ingest: returns what adds files, with `replace` set to "if gone".
        folders: absolute paths of folders.
        remembered: all folders of this library. If one of them cannot be gone over, nothing is removed.
        are_named: whether a person named the folders now, so that they are the right ones.
        prune: remove the texts whose files have gone.

    Raises:
        StorageFull, LibraryError: see `Ingest.add_paths`.
    """
    full_texts_before = len(corpus.full_texts())
    missing = list(_missing_folders(folders))
    if not are_named:
        missing += _other_disks(corpus, _without(folders, missing))
    usable = _without(folders, missing)
    files: tuple[AddOutcome, ...] = ()
    stopped = False
    if usable:
        report = make_ingest().add_paths(usable, None)
        files, stopped = report.outcomes, report.stopped
    gone = [] if stopped else list(_gone_files(corpus, usable))
    prune_refused = None
    if prune and gone:
        others = [folder for folder in remembered if folder not in folders]
        prune_refused = _why_not_to_prune([*missing, *_missing_folders(others)])
        if not prune_refused:
            gone = [_remove(corpus, file) for file in gone]
    full_texts = len(corpus.full_texts())
    gained = full_texts - full_texts_before
    return SyncReport(tuple(usable), tuple(missing), files, tuple(gone), prune_refused, full_texts, gained, stopped)


def _without(folders: Sequence[str], missing: Sequence[MissingFolder]) -> list[str]:
    names = [each.folder for each in missing]
    return [folder for folder in folders if folder not in names]


def _remove(corpus: Corpus, gone: GoneFile) -> GoneFile:
    """Remove a text whose file has gone, unless that is in doubt."""
    if gone.doubt:
        return gone
    corpus.remove(gone.key, keep_note=True, only=[gone.sha256])
    return replace(gone, is_removed=True)


def _why_not_to_prune(missing: Sequence[MissingFolder]) -> str | None:
    if not missing:
        return None
    names = ", ".join(f"{each.folder!r} ({each.reason})" for each in missing)
    return f"nothing was removed, because a synced folder cannot be seen: {names}"


# --- what is there -------------------------------------------------------------------------------------------------


def _missing_folders(folders: Sequence[str]) -> Iterator[MissingFolder]:
    """Yield the folders that cannot be gone over: a disk may not be mounted."""
    for folder in folders:
        reason = _why_missing(Path(folder))
        if reason:
            yield MissingFolder(folder, reason)


def _other_disks(corpus: Corpus, folders: Sequence[str]) -> Iterator[MissingFolder]:
    """Yield the folders that have none of the files that came from them, by their paths and by their bytes."""
    sources = [source for source in corpus.sources().values() if source.kind == "full text"]
    for folder in folders:
        texts = {source.sha256: source.origin for source in sources if _is_in(source.origin, folder)}
        is_there = any(map(os.path.lexists, texts.values()))
        if is_there or len(texts) < MIN_FILES_OF_DISK:
            continue
        if texts.keys() & _hashes(Path(folder)):
            continue  # the files were moved
        reason = f"none of the {len(texts)} files that came from it is there, as if it were another disk"
        yield MissingFolder(folder, f"{reason}. If it is the right one: evidence sync {shlex.quote(folder)}")


def _hashes(folder: Path) -> set[str]:
    hashes = set()
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                hashes.add(hash_file(path))
    return hashes


def _why_missing(folder: Path) -> str | None:
    try:
        if not folder.exists():
            return "it does not exist"
        if not folder.is_dir():
            return "it is not a folder"
        with os.scandir(folder):
            pass
        if not any(_is_readable_file(path) for path in folder.rglob("*")):
            return "it has no file that can be read"
    except OSError as error:
        return error_reason(error)
    return None


def _is_readable_file(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


# --- what has gone -------------------------------------------------------------------------------------------------


def _gone_files(corpus: Corpus, folders: Sequence[str]) -> Iterator[GoneFile]:
    """Yield the full texts that came from these folders and whose files have gone."""
    holders = corpus.holders()
    for source in corpus.sources().values():
        origins = corpus.origins(source.sha256)
        came_from_here = any(_is_in(origin, folder) for origin in origins for folder in folders)
        if source.kind != "full text" or not came_from_here:
            continue
        places = [origin for origin in origins if holders.get(origin) == source.sha256]
        if not any(map(may_be_there, places)):
            yield _gone_file(source, places)


def _gone_file(source: Source, places: Sequence[str]) -> GoneFile:
    doubts = filter(None, map(_why_out_of_sight, places))
    return GoneFile(source.key, source.origin, source.sha256, next(doubts, None))


def _is_in(origin: str, folder: str) -> bool:
    return "://" not in origin and Path(folder) in Path(origin).parents


def _why_out_of_sight(place: str) -> str | None:
    """Return why a file that is not there may only be out of sight, or None."""
    folder = Path(place).parent
    while not os.path.lexists(folder):
        folder = folder.parent
    if not folder.exists():
        return f"the link {str(folder)!r} leads nowhere"
    try:
        with os.scandir(folder) as entries:
            is_empty = next(entries, None) is None
    except OSError as error:
        return f"{str(folder)!r} cannot be listed: {error_reason(error)}"
    return f"{str(folder)!r} is empty, as a disk that is not mounted" if is_empty else None
