"""What was seen on the pages of a file while it is being added, kept until it is: a kill costs a page, not a book.

A page that is a picture takes seconds to read, and a book of them an hour. So each is put down as it is read, one line
of JSON a page, in `LIBRARY/readings/`, and taken up again by the next `add` of the same bytes, or `fetch`. That of a
file which is not added is swept away by a writer after a week (`corpus.store.corpus`), as a download is that broke off.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.files import storage

VERSION = 1
"""Changes whenever the same picture would be read otherwise; part of the file's name."""


class OcrCache(dict[int, Any]):
    """What was seen on pages of one file, by their physical numbers: any JSON, on the disk as soon as it is set."""

    def __init__(self, library: Path, sha256: str) -> None:
        self._library = library
        self._path = library / "readings" / f"{sha256}-{VERSION}.jsonl"
        with storage(library):
            lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for line in lines:
            with suppress(ValueError):  # a line that a kill has cut short
                page, seen = json.loads(line)
                super().__setitem__(page, seen)

    def __setitem__(self, page: int, seen: Any) -> None:
        super().__setitem__(page, seen)
        with storage(self._library):
            self._path.parent.mkdir(exist_ok=True)
            with self._path.open("ab") as file:
                file.write(b"\n" + json.dumps([page, seen]).encode())

    def forget(self) -> None:
        """Deletes what is on the disk: the corpus has it now."""
        with storage(self._library):
            self._path.unlink(missing_ok=True)
