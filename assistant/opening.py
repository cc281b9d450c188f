"""Copies of stored documents, to open in a viewer. An original is named by its hash; its copy has its own name.

A viewer never gets the original: it could change it, and its name does not help a reader. A library may come from a
stranger, so only documents whose content is of a known type are copied, under a name that no system runs.
"""

import os
import re
import time
import unicodedata
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import InputError, LibraryDamaged, error_reason
from corpus.files import ASIDE, cache_folder, copy_hashed, hash_file, settle
from corpus.model import Source
from corpus.plain_files import is_plain_file, open_plain
from corpus.reading.formats import media_type, suffixes_of
from corpus.store.corpus import Corpus

MAX_COPY_SECONDS = 7 * 86_400.0
"""How long a copy is kept: a week, in which a person may still read it. Chosen."""

MAX_STEM_BYTES = 150
"""Longest name of a copy, without its suffix. File systems take 255 bytes; cloud folders and archives take less."""

FOLDER_DIGITS = 16
"""Digits of the SHA-256 that name the folder of a copy."""

_FOLDER = re.compile(rf"[0-9a-f]{{{FOLDER_DIGITS}}}")
_MARKS = frozenset(" .-_()[]&+,'")
"""What a name may have besides letters and digits."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
"""Names of devices on Windows, with any suffix."""

_COPY_MODE, _FOLDER_MODE = 0o400, 0o700


def copy_to_read(corpus: Corpus, source: Source) -> Path:
    """Copy the original of a source to the cache, under the name of its file, and return the path of the copy.

    Copies that are older than `MAX_COPY_SECONDS` are deleted.

    Raises:
        InputError: its type is not known, or the copy cannot be written.
        LibraryDamaged: the original is missing, has changed, or is not of the type that the library says.
    """
    suffixes = suffixes_of(source.media_type)
    if not suffixes:
        raise InputError(f"the document of {source.key!r} is of an unknown type, so it is not opened")
    original = corpus.original(source)
    copies = cache_folder().absolute() / "opened"
    copy = copies / source.sha256[:FOLDER_DIGITS] / safe_name(source.name, suffixes)
    try:
        _delete_old(copies)
        copy.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        if is_plain_file(copy) and hash_file(copy) == source.sha256:
            os.utime(copy)  # it is kept for another week
        else:
            _copy(original, copy, source)
    except FileNotFoundError as error:
        raise LibraryDamaged(f"the document of {source.key!r} is missing: {str(original)!r}") from error
    except OSError as error:
        reason = error_reason(error)
        raise InputError(f"no copy of {str(original)!r} can be written to {str(copies)!r}: {reason}") from error
    return copy


def safe_name(name: str, suffixes: tuple[str, ...]) -> str:
    """Return the name of a file or the end of an address as a name for a copy: `a%20b.pdf?x=1` is `a b.pdf`.

    Letters, digits and a few marks stay. The name ends in one of the suffixes, and begins with a letter or digit, so
    that it is neither hidden nor an option.
    """
    name = unicodedata.normalize("NFC", unquote(re.split(r"[?#]", name)[0]))
    end = suffixes[0]
    for suffix in suffixes:
        if name.lower().endswith(suffix):
            name, end = name[: -len(suffix)], suffix
            break
    kept = [character if _is_kept(character) else "_" for character in name]
    stem = " ".join("".join(kept).split()).lstrip(" .-_'&+,").rstrip(" .")
    stem = stem.encode()[:MAX_STEM_BYTES].decode(errors="ignore").rstrip()
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"document {stem}".rstrip()
    return stem + end


def _is_kept(character: str) -> bool:
    """Return whether a character is a letter, a digit, an accent on one, or an allowed mark."""
    return character in _MARKS or unicodedata.category(character)[0] in "LMN"


def _copy(original: Path, copy: Path, source: Source) -> None:
    """Copy an original whole, if it is what the library says."""
    aside = copy.with_name(f"{ASIDE}{copy.name}")  # with its suffix, which says its type
    _delete(aside)  # of a command that was killed
    try:
        digest = copy_hashed(open_plain(original), aside)
        if digest != source.sha256 or media_type(aside) != source.media_type:
            raise LibraryDamaged(f"the document of {source.key!r} has changed, so it is not opened: evidence verify")
        _delete(copy)  # Windows replaces no file that cannot be written, and flushes none
        settle(aside, copy)
        copy.chmod(_COPY_MODE)
    finally:
        _delete(aside)


def _delete_old(copies: Path) -> None:
    """Delete the copies that are older than `MAX_COPY_SECONDS`, in the folders that this module makes."""
    if not copies.is_dir():
        return
    for folder in copies.iterdir():
        if not _FOLDER.fullmatch(folder.name) or folder.is_symlink():
            continue
        for copy in folder.iterdir():
            if is_plain_file(copy) and time.time() - copy.stat().st_mtime > MAX_COPY_SECONDS:
                _delete(copy)
        with suppress(OSError):
            folder.rmdir()


def _delete(copy: Path) -> None:
    """Delete a copy, unless it is gone or another program has it open."""
    with suppress(OSError):
        copy.chmod(_FOLDER_MODE)  # Windows deletes no file that cannot be written
        copy.unlink()
