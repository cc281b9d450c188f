"""A cache on disk of what OCR found on the pages of a file that is being added. A kill costs one page, not a book.

OCR takes seconds per page, and an hour for a book. So each result is written as it comes, one line of JSON per page, to
`LIBRARY/readings/`, and the next `add` or `fetch` of the same bytes uses it. If the file is not added, a writer deletes
its results after a week (`corpus.store.corpus`), like the part of a broken download.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from corpus.files import storage

VERSION = 1
"""Part of the file's name. Changes whenever OCR would give another result for the same picture."""


class OcrCache(dict[int, Any]):
    """OCR results of one file by physical page number, as JSON values. Setting one writes it to disk."""

    def __init__(self, library: Path, sha256: str) -> None:
        self._library = library
        self._path = library / "readings" / f"{sha256}-{VERSION}.jsonl"
        with storage(library):
            lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for line in lines:
            with suppress(ValueError):  # a line that a kill has cut short
                page, result = json.loads(line)
                super().__setitem__(page, result)

    def __setitem__(self, page: int, result: Any) -> None:
        super().__setitem__(page, result)
        line = json.dumps([page, result]).encode()
        with storage(self._library):
            self._path.parent.mkdir(exist_ok=True)
            with self._path.open("ab") as file:
                file.write(b"\n" + line)

    def forget(self) -> None:
        """Delete the results from disk, because the corpus has them now."""
        with storage(self._library):
            self._path.unlink(missing_ok=True)
