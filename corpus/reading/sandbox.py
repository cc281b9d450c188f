"""Read files in a child process with limits, so that a hostile file harms nothing but itself.

The child (`corpus.sandbox`) does the task "document" of `corpus.reading.task`. It sends `{"step": "page", "page": 12,
"pages": 57}` before each step that may fail, and at last `{"document": ...}` or `{"refused": reason}`. The parent waits
for one line at a time, so a limit bounds a step and not the file: a long report may take as long as it makes progress.
If a step crashes, hangs or runs out of memory, a new child begins the file again, and the request names that step in
`avoid`. OCR takes seconds per page, so the child sends the result of each page at once, `{"ocr_page": 12, "result":
...}`, and the next request gives it back:

    -> {"task": "document", "path": "a.pdf", "avoid": [], "ocr": "never", "ocr_results": {}, ...}
    <- {"step": "open", ...} {"step": "structure", ...} {"step": "page", "page": 1, ...}
       {"step": "page", "page": 2, ...}
       nothing more for 30 seconds: the parent kills the child
    -> {..., "avoid": [{"step": "page", "page": 2, "reason": "took longer than 30 s"}]}
    <- ... {"document": {"pages": ..., "warnings": ["page 2: took longer than 30 s"]}}
"""

import os
import queue
import threading
from collections.abc import Callable, MutableMapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import UnreadableFile
from corpus.model import Document
from corpus.reading.limits import ReadingLimits
from corpus.reading.messages import avoid_to_json, document_from_json, step_seconds
from corpus.reading.monitor import Step, StepKind
from corpus.sandbox.model import INVALID_ANSWER
from corpus.sandbox.process import Child, open_file

if TYPE_CHECKING:
    from corpus.reading.pdf.ocr import Mode

OcrResults = MutableMapping[int, Any]
"""What OCR found on pages, by physical page number: JSON that only the child interprets."""

ADVICE = "open it in its own program, save it again, and add the new file"

_DOING = {
    StepKind.START: "while it was read",
    StepKind.OPEN: "while it was opened",
    StepKind.FINISH: "while its text was cleaned",
}


class Extractor:
    """Reads one file after another in a child process. A context manager.

    `extract` may be called from any thread, but from one at a time. `close` may be called from another thread and ends
    a running `extract`.
    """

    def __init__(self, limits: ReadingLimits | None = None) -> None:
        self.limits = limits or ReadingLimits()
        self._child: Child | None = None
        self._closed = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the child. `extract` raises from now on."""
        with self._lock:
            self._closed = True
            if self._child:
                self._child.kill()

    def extract(
        self,
        path: Path,
        on_page: Callable[[int, int], None] | None = None,
        ocr: "Mode" = "never",
        ocr_results: OcrResults | None = None,
    ) -> Document:
        """Read a file.

        Args:
            path: the file.
            on_page: called with (page, number of pages to read) when a page is begun, and again after a restart.
            ocr: which pages are read by OCR. Any mode but "never" needs the `ocr` extra.
            ocr_results: what OCR found on pages of this file earlier. New results are added as they come.

        Raises:
            UnreadableFile: with the reason, on one line.
        """
        avoid: dict[Step, str] = {}
        ocr_results = {} if ocr_results is None else ocr_results
        for attempt_number in range(self.limits.restarts + 1):
            attempt = _Attempt(self._running_child(), self.limits, ocr_results, on_page)
            try:
                document = attempt.read(path, {"avoid": avoid_to_json(avoid), "ocr": ocr})
            except UnreadableFile:
                raise
            except BaseException:
                attempt.child.kill()  # it may be in the middle of the file
                raise
            if document:
                return document
            if attempt.step.kind in (StepKind.START, StepKind.FINISH) or attempt.step in avoid:
                break
            is_last = attempt_number + 1 == self.limits.restarts
            self._leave_out(avoid, attempt, is_last)
        doing = _DOING.get(attempt.step.kind, f"at {attempt.step}")
        raise UnreadableFile(f"{attempt.failure} {doing}: {ADVICE}")

    def _running_child(self) -> "Child":
        with self._lock:
            if self._closed:
                raise UnreadableFile("stopped before it was read")
            if self._child is None or self._child.process.poll() is not None:
                limits = self.limits
                self._child = Child(limits.memory_bytes, limits.output_bytes, limits.ocr_memory_bytes)
            return self._child

    @staticmethod
    def _leave_out(avoid: dict[Step, str], attempt: "_Attempt", is_last: bool) -> None:
        """Add to `avoid` the step that failed, and other steps that are not worth a try after it."""
        failed, reason = attempt.step, attempt.failure
        avoid[failed] = reason
        kinds = [step.kind for step in avoid]
        if kinds.count(StepKind.GLANCE) + kinds.count(StepKind.OCR) > 1:
            avoid[Step(StepKind.OCR)] = reason
        if is_last or kinds.count(StepKind.PYPDF) > 1:
            avoid[Step(StepKind.PYPDF)] = reason
        if is_last and failed.page:
            not_read = f"not read: too many pages before it failed, the last as it {reason}"
            for page in range(failed.page, attempt.page_count + 1):
                avoid.setdefault(Step(StepKind.PAGE, page), not_read)


class _Attempt:
    """One attempt to read one file."""

    def __init__(
        self,
        child: "Child",
        limits: ReadingLimits,
        ocr_results: OcrResults,
        on_page: Callable[[int, int], None] | None,
    ) -> None:
        self.child = child
        self.step = Step(StepKind.START)
        self.page_count = 0
        self.failure = ""
        self._limits = limits
        self._ocr_results = ocr_results
        self._on_page = on_page

    def read(self, path: Path, request: dict[str, Any]) -> Document | None:
        """Return the document, or None if a step failed; `step` and `failure` then say which step and why.

        Raises:
            UnreadableFile: the file cannot be opened, or the child refuses it.
        """
        whole_request = {
            **request,
            "task": "document",
            "path": os.fspath(path),
            "limits": asdict(self._limits),
            "seconds": step_seconds(self._limits, self.step, 0),
            "ocr_results": dict(self._ocr_results),
        }
        with open_file(path) as file:
            self.child.send(whole_request, file)
        while True:
            seconds = step_seconds(self._limits, self.step, self.page_count)
            try:
                message = self.child.receive(seconds)
                document = None if message is None else self._handle(message)
            except queue.Empty:
                self.child.kill()
                self.failure = f"took longer than {seconds:g} s"
                return None
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self.child.kill()
                self.failure = INVALID_ANSWER
                return None
            if message is None:
                self.failure = self.child.why_it_ended()
                return None
            if document:
                return document
            if self._on_page and self.step.page and "step" in message:
                self._on_page(self.step.page, self.page_count)

    def _handle(self, message: dict[str, Any]) -> Document | None:
        """Note a step or an OCR result, or return the document.

        Raises:
            UnreadableFile: the child refuses the file.
            ValueError, TypeError, KeyError, AttributeError, RecursionError: the message is not valid.
        """
        if "step" in message:
            self.step = Step(StepKind(message["step"]), int(message["page"]))
            # No more pages than that are read, whatever the child says: the time for a step grows with this number.
            self.page_count = min(int(message["pages"]), self._limits.pages)
            return None
        if "ocr_page" in message:
            self._ocr_results[int(message["ocr_page"])] = message["result"]
            return None
        if "document" in message:
            return document_from_json(message["document"])
        raise UnreadableFile(str(message["refused"]))
