"""Pages of PDFs as pictures, and where their letters are, from child processes that are kept warm.

Several threads may ask at once. Each waits for one of a few children. A child that hangs or crashes is replaced. The
page that did it is not tried again for a minute.
"""

import os
import queue
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from corpus.errors import UnknownKey, UnreadableFile
from corpus.pictures.checked_files import CheckedFiles
from corpus.pictures.messages import letters_from_json, picture_from_json
from corpus.pictures.model import PageLetters, Picture
from corpus.recent import Recent
from corpus.sandbox.model import INVALID_ANSWER
from corpus.sandbox.process import Child, checked_answer

CHILDREN = 2
"""Child processes at most. A page takes 20 to 90 ms, so more would only wait for a core. Chosen."""

MEMORY_BYTES = 512 * 2**20
"""Address space of a child. One that makes a picture of 12 million pixels uses 250 MB."""

OUTPUT_BYTES = 64 * 2**20
"""Size of an answer: a picture of noise with 12 million pixels has 36 MB, and a third more in base64."""

PAGE_SECONDS = 10.0
"""Time for a page. The slowest of 600 pages took 0.5 s."""

WAIT_SECONDS = 30.0
"""How long a thread waits for a child that does pages of other threads."""

MAX_FAILURES = 1_000
"""Pages that failed that are remembered."""

RETRY_SECONDS = 60.0
"""How long a page that failed is not tried again: it would take a child from others for all its time. Later it is,
because the machine may have been busy. Chosen."""

MAX_PAGES_OF_LETTERS = 32
"""Pages whose letters are kept: 0.3 MB each. A person turns the pages back and forth."""

_INVALID = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class ReaderFailed(UnreadableFile):
    """Raised when a page crashed its child, took too long or made it answer nonsense."""


class Pages:
    """Shows pages of PDFs. All methods may be called from several threads at once."""

    def __init__(self, page_seconds: float = PAGE_SECONDS) -> None:
        self._page_seconds = page_seconds
        self._idle: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(CHILDREN):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._children: list[Child] = []
        self._end_children = weakref.finalize(self, _end, self._children)
        self._is_closed = False
        self._files = CheckedFiles()
        self._failures: Recent[tuple[str, int], tuple[str, float]] = Recent(MAX_FAILURES)
        self._letters: Recent[tuple[str, int], PageLetters] = Recent(MAX_PAGES_OF_LETTERS)

    def picture(self, path: Path, sha256: str, page: int, dpi: int) -> Picture:
        """Return the picture of a page.

        Args:
            path: the file.
            sha256: what its hash must be.
            page: the physical number, from 1.
            dpi: pixels per inch.

        Raises:
            UnknownKey: there is no such page.
            UnreadableFile: the page cannot be shown; the reason is on one line.
            LibraryDamaged: the file is missing, or its hash is another one.
        """
        request = {"wants": "picture", "page": page, "dpi": dpi}
        answer = self._ask(path, sha256, request)
        try:
            return picture_from_json(answer)
        except _INVALID as error:
            raise UnreadableFile(INVALID_ANSWER) from error

    def letters(self, path: Path, sha256: str, page: int) -> PageLetters:
        """Return the letters of a page. Arguments and errors are as for `picture`."""
        letters = self._letters.get((sha256, page))
        if letters is None:
            answer = self._ask(path, sha256, {"wants": "letters", "page": page})
            try:
                letters = letters_from_json(answer)
            except _INVALID as error:
                raise UnreadableFile(INVALID_ANSWER) from error
            self._letters[sha256, page] = letters
        return letters

    def check(self, path: Path, sha256: str) -> int:
        """Return the size of a file in bytes, if it has this hash.

        Raises:
            LibraryDamaged: the file is missing, or its hash is another one.
        """
        with self._files.open(path, sha256) as file:
            return os.fstat(file.fileno()).st_size

    def warm_up(self) -> None:
        """Start a child, so that the first page does not wait for it."""
        self._answer(None, None, {"task": "page", "wants": "nothing"})

    def close(self) -> None:
        """End the children. A page that is being shown fails."""
        with self._lock:
            self._is_closed = True
        self._end_children()

    def _ask(self, path: Path, sha256: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Have a child do a page, and return its answer."""
        reason, failed_at = self._failures.get((sha256, request["page"])) or ("", 0.0)
        if reason and time.monotonic() - failed_at < RETRY_SECONDS:
            raise UnreadableFile(reason)
        with self._files.open(path, sha256) as file:
            try:
                answer = self._answer(path, file, {**request, "task": "page"})
            except ReaderFailed as error:
                self._failures[sha256, request["page"]] = str(error), time.monotonic()
                raise
        if "page_count" in answer:
            raise UnknownKey(f"the document has no page {request['page']}: it has {answer['page_count']!r}")
        return checked_answer(answer)

    def _answer(self, path: Path | None, file: BinaryIO | None, request: Mapping[str, Any]) -> Any:
        """Return the answer of a child.

        Raises:
            ReaderFailed: the child crashed, took too long or gave an invalid answer.
        """
        with self._child() as child:
            whole_request = {**request, "path": os.fspath(path or ""), "seconds": self._page_seconds}
            try:
                child.send(whole_request, file.fileno() if file and os.name == "posix" else None)
                answer = child.receive(self._page_seconds)
            except queue.Empty:
                child.kill()
                raise ReaderFailed(f"took longer than {self._page_seconds:g} s") from None
            except (ValueError, RecursionError):
                child.kill()
                raise ReaderFailed(INVALID_ANSWER) from None
            except BaseException:
                child.kill()  # its answer would be taken for the answer to the next request
                raise
            if answer is None:
                raise ReaderFailed(child.why_it_ended())
            return answer

    @contextmanager
    def _child(self) -> Iterator[Child]:
        """Yield a child that is well and that no other thread uses."""
        try:
            child = self._idle.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            raise UnreadableFile("other pages take long to show: try again") from None
        try:
            if child is None or child.process.poll() is not None:
                child = self._replace(child)
            yield child
        finally:
            self._idle.put(child)

    def _replace(self, ended: Child | None) -> Child:
        """Return a new child in place of one that ended."""
        with self._lock:
            if self._is_closed:
                raise UnreadableFile("this program is ending")
            if ended is not None:
                ended.kill()  # closes its pipes
                self._children.remove(ended)
            child = Child(MEMORY_BYTES, OUTPUT_BYTES)
            self._children.append(child)
            return child


def _end(children: list[Child]) -> None:
    for child in children:
        child.kill()
