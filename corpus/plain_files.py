"""Plain files and folders: the only things that are opened in a library, because it may come from a stranger.

No link inside a library is followed. A link would make this program read, write or delete a file of the
reader, and a named pipe would make it wait for ever. Hard links are plain files.

Where the system has them, `O_NOFOLLOW` and directory file descriptors are used: what was checked is then the very file
that is opened or deleted. Windows has neither; there the kind of a file is checked just before it is opened.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self

from corpus.errors import LibraryDamaged

Kind = Literal["a file", "a folder", "a link", "a named pipe", "a socket", "a device"]

MAX_NOTE_BYTES = 1 << 20
"""Maximum size of a small file of a library that is read whole: chosen, more than ten times the largest manifest."""

_HAS_FOLDER_HANDLES = hasattr(os, "O_NOFOLLOW") and os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_OPEN_FLAGS = 0
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):
    _OPEN_FLAGS |= getattr(os, _name, 0)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_LINK_TAGS = (0xA000000C, 0xA0000003)  # of Windows: IO_REPARSE_TAG_SYMLINK and IO_REPARSE_TAG_MOUNT_POINT
_CREATED_MODE = 0o666


def open_plain(path: Path, mode: Literal["rb", "ab", "wb", "xb"] = "rb") -> BinaryIO:
    """Open a plain file.

    Raises:
        LibraryDamaged: there is something else than a plain file, such as a link.
        OSError: as for `open`.
    """
    return open(path, mode, opener=_open)


def read_note(path: Path) -> bytes:
    """Return the content of a small plain file.

    Raises:
        LibraryDamaged: there is something else than a plain file, or it is not small.
        OSError: as for `open`.
    """
    with open_plain(path) as file:
        content = file.read(MAX_NOTE_BYTES + 1)
    if len(content) > MAX_NOTE_BYTES:
        raise LibraryDamaged(f"{str(path)!r} is larger than {MAX_NOTE_BYTES >> 20} MB: restore it from a copy")
    return content


def check_plain(path: Path, expected: Literal["a file", "a folder"]) -> None:
    """Do nothing if there is a plain file or folder at a path, or nothing at all.

    Raises:
        LibraryDamaged: there is something else.
    """
    try:
        found = kind_of(os.lstat(path))
    except FileNotFoundError:
        return
    if found != expected:
        raise refusal(path, found, expected)


def is_plain_file(path: Path) -> bool:
    """Return whether there is a plain file at a path."""
    try:
        return kind_of(os.lstat(path)) == "a file"
    except OSError:
        return False


def plain_bytes(folder: Path) -> int:
    """Return the size of the plain files in a folder and the folders in it. A folder that cannot be read counts 0."""
    size = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                kind = kind_of(status)
                if kind == "a folder":
                    size += plain_bytes(Path(entry.path))
                elif kind == "a file":
                    size += status.st_size
    return size


def kind_of(status: os.stat_result) -> Kind:
    """Return what a file is, in words."""
    mode = status.st_mode
    if stat.S_ISLNK(mode) or getattr(status, "st_reparse_tag", 0) in _LINK_TAGS:
        return "a link"
    if stat.S_ISREG(mode):
        return "a file"
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def refusal(path: Path, found: Kind, expected: Literal["a file", "a folder"]) -> LibraryDamaged:
    """Return the error for a path at which there is something else than expected."""
    return LibraryDamaged(
        f"the library is refused: {str(path)!r} is {found} and not {expected}. A library has no links and no special"
        " files: put the file or folder itself there, or get the library again from a person you trust"
    )


class PlainFolder:
    """A folder that is open, to list and delete what is in it. Use as a context manager."""

    def __init__(self, path: Path, within: "PlainFolder | None" = None) -> None:
        """Open a folder.

        Args:
            path: the folder.
            within: the open folder that it is in. Without it, `path` may be a link: the library's own folder may be
                one that its owner made.

        Raises:
            LibraryDamaged: it is something else than a folder.
            OSError: it is missing or cannot be opened.
        """
        self.path = path
        self._handle: int | None = None
        if within is not None:
            status = within.status(path.name)
            if kind_of(status) != "a folder":
                raise refusal(path, kind_of(status), "a folder")
        if not _HAS_FOLDER_HANDLES:
            os.scandir(path).close()  # raises if it is missing, as opening it does elsewhere
            return
        if within is None:
            self._handle = os.open(path, _FOLDER_FLAGS)
        else:
            self._handle = os.open(path.name, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=within._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def folder(self, name: str) -> "PlainFolder":
        """Open a folder in this one. The errors are those of `PlainFolder`."""
        return PlainFolder(self.path / name, self)

    def entries(self) -> Iterator[tuple[str, Kind]]:
        """Yield the name and kind of everything in the folder. What another process deletes meanwhile is left out."""
        with os.scandir(self.path if self._handle is None else self._handle) as found:
            entries = list(found)
        for entry in entries:
            kind: Kind
            if os.name != "nt" and entry.is_file(follow_symlinks=False):  # both without a further call of the system
                kind = "a file"
            elif os.name != "nt" and entry.is_dir(follow_symlinks=False):
                kind = "a folder"
            else:
                try:
                    kind = kind_of(self.status(entry.name))
                except FileNotFoundError:
                    continue
            yield entry.name, kind

    def status(self, name: str) -> os.stat_result:
        """Return the status of something in the folder, of a link itself and not of what it points to."""
        if self._handle is None:
            return os.lstat(self.path / name)
        return os.stat(name, dir_fd=self._handle, follow_symlinks=False)

    def delete(self, name: str) -> None:
        """Delete a file or link in the folder, unless another process did.

        On Windows a file stays if another program has it open, such as a viewer. The next sweep deletes it.
        """
        try:
            if self._handle is None:
                (self.path / name).unlink()
            else:
                os.unlink(name, dir_fd=self._handle)
        except FileNotFoundError:
            pass
        except PermissionError:
            if os.name != "nt":
                raise

    def walk(self, prefix: str = "") -> Iterator[tuple[str, Kind]]:
        """Yield the path and kind of everything in the folder and the folders in it. A folder comes before its files.

        Paths are relative, with `/`. What another process deletes meanwhile is left out.
        """
        for name, kind in sorted(self.entries()):
            yield prefix + name, kind
            if kind == "a folder":
                with suppress(FileNotFoundError), self.folder(name) as folder:
                    yield from folder.walk(f"{prefix}{name}/")

    def delete_tree(self, name: str, ours: re.Pattern[str]) -> None:
        """Delete the plain files in a folder whose paths match `ours`, and then the folders that are empty.

        What cannot be deleted stays.

        Args:
            name: the folder, in this one.
            ours: matches paths relative to the folder, with `/`.

        Raises:
            LibraryDamaged: `name` is something else than a folder.
        """
        with suppress(OSError):
            with self.folder(name) as folder:
                folder._delete_files("", ours)
            self._delete_folder(name)

    def _delete_files(self, prefix: str, ours: re.Pattern[str]) -> None:
        for name, kind in self.entries():
            with suppress(OSError):
                if kind == "a file" and ours.fullmatch(prefix + name):
                    self.delete(name)
                elif kind == "a folder":
                    with self.folder(name) as folder:
                        folder._delete_files(f"{prefix}{name}/", ours)
                    self._delete_folder(name)

    def _delete_folder(self, name: str) -> None:
        if self._handle is None:
            (self.path / name).rmdir()
        else:
            os.rmdir(name, dir_fd=self._handle)


def _open(path: str, flags: int) -> int:
    """Open a file for `open`, if it is a plain file."""
    check_plain(Path(path), "a file")
    handle = os.open(path, flags | _OPEN_FLAGS, _CREATED_MODE)
    found = kind_of(os.fstat(handle))
    if found != "a file":
        os.close(handle)
        raise refusal(Path(path), found, "a file")
    return handle
