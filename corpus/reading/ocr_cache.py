"""A cache on disk of what OCR found on the pages of a file that is being added. A kill costs one page, not a book.

OCR takes seconds per page, and an hour for a book. So each result is written as it comes, one line of JSON per page, to
`LIBRARY/readings/`, and the next `add` or `fetch` of the same bytes uses it. If the file is not added, a writer deletes
its results after a week (`corpus.store.corpus`), like the part of a broken download.
"""

import json
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from corpus.files import storage
from corpus.plain_files import open_plain
from corpus.reading.pdf.model import Line

VERSION = 1
"""Part of the file's name. Changes whenever OCR would give another result for the same picture."""


class OcrCache(dict[int, Any]):
    """OCR results of one file by physical page number, as JSON values. Setting one writes it to disk."""

    def __init__(self, library: Path, sha256: str) -> None:
        self._library = library
        self._path = library / "readings" / f"{sha256}-{VERSION}.jsonl"
        for line in self._lines():
            with suppress(
                ValueError, TypeError, KeyError, AttributeError, RecursionError
            ):  # a line that a kill has cut short
                page, result = json.loads(line)
                if type(page) is int and _is_result(result):
                    super().__setitem__(page, result)

    def _lines(self) -> list[bytes]:
        with storage(self._library):
            try:
                with open_plain(self._path) as file:
                    return file.read().splitlines()
            except FileNotFoundError:
                return []

    def __setitem__(self, page: int, result: Any) -> None:
        super().__setitem__(page, result)
        line = json.dumps([page, result]).encode()
        with storage(self._library):
            self._path.parent.mkdir(exist_ok=True)
            with open_plain(self._path, "ab") as file:
                file.write(b"\n" + line)

    def forget(self) -> None:
        """Delete the results from disk, because the corpus has them now."""
        with storage(self._library):
            self._path.unlink(missing_ok=True)


def _is_result(result: Any) -> bool:
    """Return whether a value is a list of lines and a confidence, as the child process sends it."""
    lines, confidence = result
    names = {field.name for field in fields(Line)}
    for line in lines:
        if not isinstance(line["text"], str) or not line.keys() <= names:
            return False
        if not all(isinstance(value, int | float) for name, value in line.items() if name != "text"):
            return False
    return isinstance(confidence, int | float)
