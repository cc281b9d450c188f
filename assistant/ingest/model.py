"""What goes into adding files, and what comes out: `Incoming`, `AddOutcome`, `AddResult` and `AddReport`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.model import Document, file_name

AddStatus = Literal[
    "added",
    "read again",
    "already held",
    "held under another name",
    "second copy",
    "given to another work",
    "replaced",
    "changed",
    "earlier text",
    "skipped",
    "refused",
]


BROUGHT_IN: Sequence[AddStatus] = ("added", "read again", "replaced")
"""What became of a file whose text the library did not have in this form before."""

Replace = Literal["yes", "no", "both", "if gone"]
"""What to do with a changed file: let it take the place of the held text, leave it out, keep both texts, or let it take
the place of a text whose file has gone and keep both else."""


UPLOADED = "upload://"
"""The beginning of the origin of a file that a browser sent. Its path on the person's machine is not known."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """How a changed file differs from the text that the library holds.

    Attributes:
        sha256: of the held text.
        title: of its work.
        file: the path or address from which it was held.
        since: the day since which it is held, or "" if that is not known.
        pages: its number of pages.
        modified: the day on which the changed file was modified, or "".
        differs: the share of the text that differs, from 0 to 1.
    """

    sha256: str
    title: str
    file: str
    since: str
    pages: int
    modified: str
    differs: float


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to add.

    Attributes:
        origin: the path or address as it was given.
        path: the file; None for an address that has not been downloaded yet.
        size: in bytes; 0 for an address.
        named: True if a person named the file itself, and not only a folder that contains it.
        key: the work that it is the text of; None to find out.
        document: its text, if it has been read already.
    """

    origin: str
    path: Path | None
    size: int
    named: bool = True
    key: str | None = None
    document: Document | None = None

    def names_another_work(self, key: str) -> bool:
        """Return whether a person named the file as the text of a work with another key."""
        return self.named and self.key is not None and self.key != key

    @property
    def whole_origin(self) -> str:
        """The address that it came from, or its absolute path. Undecodable bytes become U+FFFD."""
        origin = self.origin
        if "://" not in origin and self.path is not None:
            origin = os.path.normpath(self.path.absolute())
        return os.fsencode(origin).decode("utf-8", "replace")

    @property
    def is_upload(self) -> bool:
        """Whether a browser sent it. Another file that was sent under its name may be of another folder."""
        return self.origin.startswith(UPLOADED)

    @property
    def name(self) -> str:
        """The file name that it came under."""
        return file_name(self.whole_origin)


def may_be_there(origin: str) -> bool:
    """Return whether a file is at a path, or may be at an address. A name that was not text cannot be looked up."""
    return "://" in origin or "\ufffd" in origin or os.path.lexists(origin)


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What became of one file or address.

    Attributes:
        path: the path or address as it was given.
        status: what became of it.
        key: its work.
        pages: number of pages.
        unreadable: physical numbers of the pages without text.
        reason: why it was skipped or refused, or what a person should know about it.
        by: how its work was recognised; "key" if a person named the work.
        doubts: what a person should check.
        uncertain: the parts of its work's reference that may be wrong, by their plain names (`corpus.works.doubts`).
        missing: the parts that a citation needs and that are not known.
        ocr: physical numbers of the pages that were read as pictures.
        change: how it differs from the text that it replaces, or would replace.
        title: of its work, or "".
        year: of its work, or None.
    """

    path: str
    status: AddStatus
    key: str | None = None
    pages: int = 0
    unreadable: tuple[int, ...] = ()
    reason: str | None = None
    by: Literal["DOI", "ISBN", "address", "title", "new", "key", "before"] | None = None
    doubts: tuple[str, ...] = ()
    ocr: tuple[int, ...] = ()
    uncertain: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    change: TextChange | None = None
    title: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class AddResult:
    """The outcomes of adding one file, and the ids of the passages that need vectors now.

    There is no outcome if a person stopped the job while the file was read.
    """

    outcomes: tuple[AddOutcome, ...] = ()
    passage_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of every file that was reached. `stopped` is True if a person stopped the job before its end."""

    outcomes: tuple[AddOutcome, ...]
    stopped: bool
