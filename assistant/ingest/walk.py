"""Which files to add: the files and addresses that a person named, and the files in the folders that they named."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.model import UPLOADED, AddOutcome, Incoming
from corpus.errors import error_reason
from corpus.reading.formats import suffixes_of

_HOUSEKEEPING = re.compile(
    r"readme|license|licence|copying|notice|changelog|changes|contributing|authors|code_of_conduct"
    r"|requirements\S*|todo",
    re.I,
)
"""Names, without suffix, of text files that describe the folder they are in."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A path that may be a file to add. `named` is True if a person named the path itself."""

    path: Path
    named: bool


def walk(paths: Sequence[str], key: str | None, library: Path) -> Iterator[Incoming | AddOutcome]:
    """Yield the files to add, each once and in order; an outcome takes the place of a path that is not a file.

    Hidden files in folders are left out, and so is the library itself.

    Args:
        paths: files, folders and addresses.
        key: the work of the file; None to find out.
        library: the library's folder.
    """
    seen: set[Path | str] = set()
    for name in paths:
        if "://" in name:
            if name not in seen:
                seen.add(name)
                yield Incoming(name, None, 0, key=key)
            continue
        if not name:  # a variable of a shell that is not set; `Path` would take it for the current folder
            yield AddOutcome(name, "refused", reason="the name is empty")
            continue
        try:
            path = Path(name).expanduser()
            candidates = _candidates(path, library)
        except (OSError, RuntimeError) as error:  # a name that is too long; the home folder of an unknown user
            yield AddOutcome(name, "refused", reason=error_reason(error))
            continue
        if candidates is None:
            yield AddOutcome(str(path), "refused", reason=_missing_reason(name))
            continue
        for candidate in candidates:
            found = _look_at(candidate, key, seen)
            if found:
                yield found


def uploaded(folder: Path) -> list[Incoming]:
    """Return the files in the folders of a folder, in order. Each is known by its name, because it will be deleted."""
    return [
        Incoming(f"{UPLOADED}{path.name}", path, path.stat().st_size)
        for path in sorted(folder.glob("*/*"), key=lambda path: int(path.parent.name))
    ]


def folder_file_reason(path: Path, media_type: str | None) -> str | None:
    """Return why a file that was found in a folder is not a document to add, or None if it is one.

    Args:
        path: of the file.
        media_type: None if the program cannot read this kind of file.
    """
    if media_type is None:
        is_damaged = path.suffix.lower() in suffixes_of("application/pdf")  # such as a download that was broken off
        return None if is_damaged else "not a kind of file that can be read"
    if media_type.startswith("text/") and _HOUSEKEEPING.fullmatch(path.stem):
        return "about the folder it is in; name it to add it"
    for folder in path.parents:
        page = folder.name.removesuffix("_files")
        if page != folder.name and _has_saved_page(folder, page):
            return f"a part of the saved page {page!r}"
    return None


def _missing_reason(name: str) -> str:
    hint = "; a web address begins with https://" if name.startswith(("http:", "https:", "www.")) else ""
    return f"no such file or folder{hint}"


def _candidates(path: Path, library: Path) -> list[_Candidate] | None:
    """Return the path that a person named, or what is in it if it is a folder. None if it does not exist."""
    if path.is_dir():
        return [_Candidate(file, named=False) for file in _files_in(path, library)]
    if path.exists() or path.is_symlink():
        return [_Candidate(path, named=True)]
    return None


def _look_at(candidate: _Candidate, key: str | None, seen: set[Path | str]) -> Incoming | AddOutcome | None:
    """Return the file, or why it cannot be added, or None for a folder and for a file that is in `seen` already."""
    path = candidate.path
    try:
        if path.is_dir():
            return None
        if not path.is_file():
            reason = "neither a file nor a folder" if path.exists() else "a link that leads nowhere"
            return AddOutcome(str(path), "refused" if candidate.named else "skipped", reason=reason)
        real_path = _real_path(path)
        if real_path in seen:
            return None
        seen.add(real_path)
        return Incoming(str(path), path, path.stat().st_size, candidate.named, key)
    except OSError as error:
        return AddOutcome(str(path), "refused", reason=error_reason(error))


def _files_in(folder: Path, library: Path) -> list[Path]:
    """Return what a folder and its folders contain, sorted, without hidden files and without the library."""
    library_path = _real_path(library)
    files = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and library_path not in _real_path(path).parents:
            files.append(path)
    return files


def _real_path(path: Path) -> Path:
    """Return the path with its links followed. Links in a ring lead to themselves; `Path.resolve` would raise."""
    return Path(os.path.realpath(path))


def _has_saved_page(folder: Path, page: str) -> bool:
    """Return whether a web page with this name was saved beside the folder."""
    return any(folder.with_name(page + suffix).exists() for suffix in suffixes_of("text/html"))
