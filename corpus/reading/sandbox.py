"""Read files in a child process with limits, so that a hostile file harms nothing but itself.

The child (`python -m corpus.reading.sandbox`) takes one request per line on its standard input. It answers in lines of
JSON on its standard output: `{"step": "page", "page": 12, "pages": 57}` before each step that may fail, and at last
`{"document": ...}` or `{"refused": reason}`. The parent waits for one line at a time, so a limit bounds a step and not
the file: a long report may take as long as it makes progress. If a step crashes, hangs or runs out of memory, a new
child begins the file again, and the request names that step in `avoid`. OCR takes seconds per page, so the child sends
the result of each page at once, `{"ocr_page": 12, "result": ...}`, and the next request gives it back:

    -> {"path": "a.pdf", "avoid": [], "ocr": "never", "ocr_results": {}}
    <- {"step": "open", ...} {"step": "structure", ...} {"step": "page", "page": 1, ...}
       {"step": "page", "page": 2, ...}
       nothing more for 30 seconds: the parent kills the child
    -> {"path": "a.pdf", "avoid": [{"step": "page", "page": 2, "reason": "took longer than 30 s"}], ...}
    <- ... {"document": {"pages": ..., "warnings": ["page 2: took longer than 30 s"]}}

The child ends when its standard input does, whatever it is doing, so it cannot outlive its parent. It is in its own
process group and ignores Ctrl-C, which the parent handles. It has no network, writes no file and starts no program
(`confine`), and sees only the environment variables that Python needs. The parent does not trust it: the size of its
output is limited, and an invalid answer counts as a crash.
"""

import contextlib
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import asdict, astuple
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import UnreadableFile
from corpus.model import Document, FrontLine, Heading, Locator, Page
from corpus.reading.confine import OUT_OF_MEMORY, allow_memory, allow_processor, confine
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor, Step, StepKind

if TYPE_CHECKING:
    from corpus.reading.pdf.ocr import Mode, OcrResult

OcrResults = MutableMapping[int, Any]
"""What OCR found on pages, by physical page number: JSON that only the child interprets."""

ROOT = Path(__file__).parents[2]
"""The folder that holds the package, for the child to import it from."""

ADVICE = "open it in its own program, save it again, and add the new file"

_KEPT = re.compile(r"(?i)PATH|SYSTEMROOT|WINDIR|TE?MP|TMPDIR|LANG|LC_\w+|TZ|(?:LD|DYLD)_\w+|PYTHON\w+|VIRTUAL_ENV")
"""Environment variables that the child gets: where programs and libraries are. No key, no password, no proxy."""

_DOING = {
    StepKind.START: "while it was read",
    StepKind.OPEN: "while it was opened",
    StepKind.FINISH: "while its text was cleaned",
}

_MAX_ERROR_CHARACTERS = 160
"""Characters of an unexpected exception that a reason shows."""


class Extractor:
    """Reads one file after another in a child process. A context manager.

    `extract` may be called from any thread, but from one at a time. `close` may be called from another thread and ends
    a running `extract`.
    """

    def __init__(self, limits: ReadingLimits | None = None) -> None:
        self.limits = limits or ReadingLimits()
        self._child: _Child | None = None
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
                document = attempt.read({"path": os.fspath(path), "avoid": _avoid_to_json(avoid), "ocr": ocr})
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

    def _running_child(self) -> "_Child":
        with self._lock:
            if self._closed:
                raise UnreadableFile("stopped before it was read")
            if self._child is None or self._child.process.poll() is not None:
                self._child = _Child(self.limits)
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
        child: "_Child",
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

    def read(self, request: dict[str, Any]) -> Document | None:
        """Return the document, or None if a step failed; `step` and `failure` then say which step and why.

        Raises:
            UnreadableFile: the child refuses the file.
        """
        self.child.send({**request, "ocr_results": dict(self._ocr_results)})
        while True:
            seconds = _step_seconds(self._limits, self.step, self.page_count)
            try:
                message = self.child.receive(seconds)
                document = None if message is None else self._handle(message)
            except queue.Empty:
                self.child.kill()
                self.failure = f"took longer than {seconds:g} s"
                return None
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self.child.kill()
                self.failure = "made the reader give an invalid answer"
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
            return _document_from_json(message["document"])
        raise UnreadableFile(str(message["refused"]))


class _Child:
    """One child process, and the thread that reads its output."""

    def __init__(self, limits: ReadingLimits) -> None:
        command = [sys.executable, "-P", "-m", "corpus.reading.sandbox", json.dumps(asdict(limits))]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_child_environment(),
            process_group=0 if os.name == "posix" else None,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows
        )
        self._messages: queue.Queue[bytes] = queue.Queue()
        self._output_bytes = limits.output_bytes
        self._bytes_left = limits.output_bytes  # negative once the child has written too much
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output:
            while line := output.readline(self._bytes_left + 1):
                if len(line) > self._bytes_left:
                    self._bytes_left = -1
                    self.process.kill()
                    break
                self._bytes_left -= len(line)
                self._messages.put(line)
        self._messages.put(b"")

    def send(self, request: dict[str, Any]) -> None:
        """Send a request. If the child has ended, `receive` shows it."""
        assert self.process.stdin
        self._bytes_left = self._output_bytes
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, or None if the child has ended.

        Raises:
            queue.Empty: no message came in time.
            ValueError: the message is not JSON.
        """
        line = self._messages.get(timeout=seconds)
        if not line.endswith(b"\n"):  # nothing, or a line that the end of the child has cut short
            return None
        message: dict[str, Any] = json.loads(line)
        return message

    def why_it_ended(self) -> str:
        """Wait for the child to end, and return how it ended."""
        status = self.process.wait()
        self.kill()
        if self._bytes_left < 0:
            return f"gave more than {self._output_bytes // 10**6:,} MB of text"
        if status == OUT_OF_MEMORY:
            return "needs more memory than it may have"
        if status > 255:
            return f"ended the reader (status {status:#x})"
        if status >= 0:
            return f"ended the reader (status {status})"
        name = signal.Signals(-status).name
        if name == "SIGXCPU":
            return "used all the processor time that it may have"
        if name == "SIGKILL":
            return "was ended by the system (SIGKILL), which may have been out of memory,"
        return f"crashed the reader ({name})"

    def kill(self) -> None:
        """End the child and close its pipes."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self._reader.join()


def _child_environment() -> dict[str, str]:
    environment = filter_environment(os.environ)
    paths = [str(ROOT)]
    if environment.get("PYTHONPATH"):  # an empty entry would mean the current folder
        paths.append(environment["PYTHONPATH"])
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    # One arena: each thread's own arena would take 64 MB or more of the allowed address space.
    environment["MALLOC_ARENA_MAX"] = "1"
    return environment


def filter_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that a child may see."""
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}


def _step_seconds(limits: ReadingLimits, step: Step, page_count: int) -> float:
    """Return the seconds that a step may take."""
    if step.kind is StepKind.OCR:
        return limits.ocr_seconds
    if step.kind is StepKind.STRUCTURE:
        return limits.structure_seconds
    if step.kind is StepKind.FINISH:
        return limits.step_seconds * (1 + page_count / 500)
    return limits.step_seconds


# --- messages ---------------------------------------------------------------------------------------------------------


def _avoid_to_json(avoid: Mapping[Step, str]) -> list[dict[str, Any]]:
    entries = []
    for step, reason in avoid.items():
        entries.append({"step": step.kind, "page": step.page, "reason": reason})
    return entries


def _avoid_from_json(entries: Iterable[Mapping[str, Any]]) -> dict[Step, str]:
    avoid = {}
    for entry in entries:
        step = Step(StepKind(entry["step"]), entry["page"])
        avoid[step] = entry["reason"]
    return avoid


def _document_to_json(document: Document) -> dict[str, Any]:
    pages = []
    for page in document.pages:
        pages.append([astuple(page.locator), page.text, page.method])
    return {
        "pages": pages,
        "headings": [astuple(heading) for heading in document.headings],
        "metadata": dict(document.metadata),
        "csl_type": document.csl_type,
        "warnings": [_one_line(warning) for warning in document.warnings],
        "front": [astuple(line) for line in document.front],
    }


def _document_from_json(message: dict[str, Any]) -> Document:
    pages = []
    for locator, text, method in message["pages"]:
        pages.append(Page(Locator(*locator), text, method))
    headings = [Heading(*fields) for fields in message["headings"]]
    return Document(
        pages=tuple(pages),
        headings=tuple(headings),
        metadata=message["metadata"],
        warnings=tuple(message["warnings"]),
        csl_type=message["csl_type"],
        front=tuple(FrontLine(*fields) for fields in message["front"]),
    )


def _one_line(text: str) -> str:
    """Return the message of a parser on one line."""
    return " ".join(text.split())


# --- the child --------------------------------------------------------------------------------------------------------


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = ReadingLimits(**json.loads(sys.argv[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that nothing that a parser prints comes between the answers

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        out.flush()

    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    confine(limits.memory_bytes, limits.ocr_memory_bytes)
    while True:
        request = requests.get()
        allow_processor(_step_seconds(limits, Step(StepKind.START), 0))
        say(_answer(Path(request["path"]), _monitor(request, limits, say)))


def _listen(requests: "queue.Queue[dict[str, Any]]") -> None:
    """Receive requests. End the process when standard input ends, which is when the parent ends."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)


def _monitor(request: dict[str, Any], limits: ReadingLimits, say: Callable[[dict[str, Any]], None]) -> Monitor:
    """Return a monitor that sends each step and OCR result to the parent."""
    from corpus.reading.pdf.model import Line
    from corpus.reading.pdf.ocr import OcrResult

    def begin(step: Step, page_count: int) -> None:
        allow_processor(_step_seconds(limits, step, page_count))
        say({"step": step.kind, "page": step.page, "pages": page_count})
        if step.kind is StepKind.OCR:
            allow_memory(limits.ocr_memory_bytes)

    def keep_ocr(page: int, result: "OcrResult") -> None:
        lines = [asdict(line) for line in result.lines]
        say({"ocr_page": page, "result": [lines, result.confidence]})

    ocr_results = {}
    for page, (lines, confidence) in request.get("ocr_results", {}).items():
        ocr_lines = [Line(**line) for line in lines]
        ocr_results[int(page)] = OcrResult(tuple(ocr_lines), confidence)
    return Monitor(
        limits=limits,
        avoid=_avoid_from_json(request["avoid"]),
        ocr=request.get("ocr", "never"),
        ocr_results=ocr_results,
        begin=begin,
        keep_ocr=keep_ocr,
    )


def _answer(path: Path, monitor: Monitor) -> dict[str, Any]:
    """Read a file, and return the message with the document or with the reason for refusing the file."""
    from corpus.reading import formats

    try:
        document = formats.extract(path, monitor)
    except UnreadableFile as error:
        return {"refused": _one_line(str(error))}
    except MemoryError:
        return {"refused": f"needs more than {monitor.limits.memory_bytes // 2**20} MB of memory"}
    except RecursionError:
        return {"refused": "nested more deeply than any document is"}
    except Exception as error:  # an error in one file must not end the child
        detail = _one_line(f"{type(error).__name__}: {error}")[:_MAX_ERROR_CHARACTERS]
        return {"refused": f"damaged, or written in an unknown way ({detail})"}
    return {"document": _document_to_json(document)}


if __name__ == "__main__":
    main()
