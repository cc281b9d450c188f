"""Reads files in a child process with limits, so that a hostile file costs itself and nothing else.

The child (`python -m corpus.reading.sandbox`) takes one request a line on its standard input and answers in lines of
JSON on its standard output: `{"step": "page 12", "page": 12, "of": 57}` before each step that may fail, and at last
`{"document": ...}` or `{"refused": reason}`. The parent waits for one line at a time, so a limit bounds a step and
not the file: a long report may take as long as it makes progress. A step that crashes, hangs or runs out of memory
is named in the next request's `avoid`, and the file is begun again in a new child, without that step. What was seen
on pages that are pictures costs seconds a page, so it is told as it comes, `{"seen": 12, "reading": ...}`, and given
back with the next request:

    -> {"path": "a.pdf", "avoid": {}, "ocr": "never", "seen": {}}
    <- {"step": "open", ...} {"step": "structure", ...} {"step": "page 1", ...} {"step": "page 2", ...}
       nothing more for 30 seconds: killed
    -> {"path": "a.pdf", "avoid": {"page 2": "took longer than 30 s"}, ...}
    <- ... {"document": {"pages": ..., "warnings": ["page 2: took longer than 30 s"]}}

The child ends when its standard input does, whatever it is doing, so it cannot outlive its parent; it lives in a
process group of its own and ignores Ctrl-C, which is the parent's to answer. It has no network, writes no file and
starts no program (`confine`), knows nothing of the parent's environment that Python does not need, and is not believed:
what it says is bounded, and a child that answers nonsense is one that has crashed.
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
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import UnreadableFile
from corpus.model import Document, Heading, Locator, Page
from corpus.reading.confine import OUT_OF_MEMORY, allow_memory, allow_processor, confine

if TYPE_CHECKING:
    from corpus.reading.pdf.ocr import Mode

Seen = MutableMapping[int, Any]
"""What was seen on pages that are pictures, by their physical numbers: JSON, which only the child understands."""

ROOT = Path(__file__).parents[2]
"""The folder that holds the package, for the child to import it from."""

_KEPT = re.compile(r"(?i)PATH|SYSTEMROOT|WINDIR|TE?MP|TMPDIR|LANG|LC_\w+|TZ|(?:LD|DYLD)_\w+|PYTHON\w+|VIRTUAL_ENV")
"""What the child is told of the environment: where programs and libraries are; no key, no password, no proxy."""

_DOING = {"start": "while it was read", "open": "while it was opened", "finish": "while its text was cleaned"}
_ADVICE = "open it in the program that it is for, save it anew, and add that"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Times are seconds of the clock, generous because the machine may be busy.

    The slowest page of 2,500 pages of reports took pdfium 0.1 s, and the slowest structure 0.3 s; the child's memory
    stayed under 90 MB.
    """

    memory: int = 512 * 2**20
    """Bytes of address space of the child; of what it holds where the system does not bound the former."""
    step_seconds: float = 30.0
    """To open a file, to read a page, or to clean 500 pages."""
    structure_seconds: float = 10.0
    """To read the structure; without it a document lacks page labels and outline, no text."""
    restarts: int = 5
    """Steps of one file that may fail so; then the rest of its pages is left out."""
    pages: int = 5_000
    """Pages of a file."""
    page_characters: int = 200_000
    """Characters of a page; the fullest of 2,500 has 16,000."""
    characters: int = 20_000_000
    """Characters of a file."""
    output: int = 160_000_000
    """Bytes of what the child may say of a file: what the characters of one take in JSON, twice over."""
    seconds: float = 60.0
    """To read a file, with `seconds_a_page` for each of its pages on top."""
    seconds_a_page: float = 2.0
    """The second engine takes up to a second for a page. What reading pictures takes is not counted."""
    ocr_memory: int = 3 * 2**30
    """Bytes of address space once a page is read as a picture; the models take a half of it, and 1.1 GB of memory."""
    ocr_seconds: float = 120.0
    """To read a page as a picture; most take 2 to 7, and the machine may be busy."""

    def of(self, step: str, pages: int) -> float:
        """Gives the seconds that a step may take."""
        if step.startswith("ocr "):
            return self.ocr_seconds
        if step == "structure":
            return self.structure_seconds
        return self.step_seconds * (1 + pages / 500) if step == "finish" else self.step_seconds


class Extractor:
    """Keeps one child process, which reads one file after another; a context manager.

    One thread at a time may call `extract`, any thread; `close` may be called from another, and ends it.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
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
        """Kills the child; `extract` raises from now on."""
        with self._lock:
            self._closed = True
            if self._child:
                self._child.kill()

    def extract(
        self,
        path: Path,
        on_page: Callable[[int, int], None] | None = None,
        ocr: "Mode" = "never",
        seen: Seen | None = None,
    ) -> Document:
        """Gives what the file holds.

        Args:
            path: of the file.
            on_page: called with (page, of) as each page is begun, and once more after a restart.
            ocr: which pages are read as pictures; the extra is needed for any.
            seen: what was seen on pages of this file before; what is seen now is put there as it comes.

        Raises:
            UnreadableFile: with the reason, on one line.
        """
        avoid: dict[str, str] = {}
        seen = {} if seen is None else seen
        for attempt in range(self.limits.restarts + 1):
            run = _Run(self._living(), self.limits)
            try:
                document = run.document({"path": os.fspath(path), "avoid": avoid, "ocr": ocr}, seen, on_page)
            except UnreadableFile:
                raise
            except BaseException:
                run.child.kill()  # it may be in the middle of the file
                raise
            if document:
                return document
            if run.step in ("start", "finish") or run.step in avoid:
                break
            self._leave_out(avoid, run, last=attempt + 1 == self.limits.restarts)
        raise UnreadableFile(f"{run.failure} {_DOING.get(run.step, f'at {run.step}')}: {_ADVICE}")

    def _living(self) -> "_Child":
        with self._lock:
            if self._closed:
                raise UnreadableFile("stopped before it was read")
            if self._child is None or self._child.process.poll() is not None:
                self._child = _Child(self.limits)
            return self._child

    @staticmethod
    def _leave_out(avoid: dict[str, str], run: "_Run", last: bool) -> None:
        """Names in `avoid` the step that failed, and what else is not worth trying after it."""
        avoid[run.step] = run.failure
        if sum(step.startswith(("glance", "ocr")) for step in avoid) > 1:
            avoid["ocr"] = run.failure
        if last or sum(step.startswith("pypdf") for step in avoid) > 1:
            avoid["pypdf"] = run.failure
        if last:
            for page in range(run.page, run.of + 1):
                avoid.setdefault(
                    f"page {page}", f"not read: too many pages before it failed, the last as it {run.failure}"
                )


class _Run:
    """One attempt at one file."""

    def __init__(self, child: "_Child", limits: Limits) -> None:
        self.child = child
        self.limits = limits
        self.step, self.page, self.of = "start", 0, 0
        self.failure = ""

    def document(
        self, request: dict[str, Any], seen: Seen, on_page: Callable[[int, int], None] | None
    ) -> Document | None:
        """Gives the document; None where a step failed, which `step` and `failure` name.

        Raises:
            UnreadableFile: the child refuses the file.
        """
        self.child.send({**request, "seen": dict(seen)})
        while True:
            limit = self.limits.of(self.step, self.of)
            try:
                message = self.child.receive(limit)
                if message is not None and "step" in message:
                    self.step, self.page, self.of = str(message["step"]), int(message["page"]), int(message["of"])
                elif message is not None and "seen" in message:
                    seen[int(message["seen"])] = message["reading"]
                    continue
                elif message is not None and "document" in message:
                    return _document(message["document"])
                elif message is not None:
                    raise UnreadableFile(str(message["refused"]))
            except queue.Empty:
                self.child.kill()
                self.failure = f"took longer than {limit:g} s"
                return None
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self.child.kill()
                self.failure = "broke the reader, which answered nonsense"
                return None
            if message is None:
                self.failure = self.child.obituary()
                return None
            if on_page and self.page:
                on_page(self.page, self.of)


class _Child:
    """One child process, and the thread that reads what it writes."""

    def __init__(self, limits: Limits) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "corpus.reading.sandbox", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One arena: each thread's own would count against the limit of address space with 64 MB or more.
            env={**filter_environment(os.environ), "PYTHONPATH": path, "MALLOC_ARENA_MAX": "1"},
            process_group=0 if os.name == "posix" else None,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._messages: queue.Queue[bytes] = queue.Queue()
        self._output = self._room = limits.output
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            while (line := lines.readline(self._room + 1)) and len(line) <= self._room:
                self._room -= len(line)
                self._messages.put(line)
            self._room = -1 if line else self._room
        if self._room < 0:
            self.process.kill()
        self._messages.put(b"")

    def send(self, request: dict[str, Any]) -> None:
        """Sends a request; a child that has ended shows when its answer is read."""
        assert self.process.stdin
        self._room = self._output
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """Gives the next message, or None where the child has ended.

        Raises:
            queue.Empty: nothing came in time.
        """
        line = self._messages.get(timeout=seconds)
        if not line.endswith(b"\n"):  # none, or one that the child's end has cut short
            return None
        message: dict[str, Any] = json.loads(line)
        return message

    def obituary(self) -> str:
        """Says how the child ended."""
        code = self.process.wait()
        self.kill()
        if self._room < 0:
            return f"gave more than {self._output // 10**6:,} MB of text"
        if code == OUT_OF_MEMORY:
            return "needs more memory than it may have"
        if code >= 0:
            return f"ended the reader (status {code:#x})" if code > 255 else f"ended the reader (status {code})"
        name = signal.Signals(-code).name
        if name == "SIGXCPU":
            return "took all the processor time that it may have"
        if name == "SIGKILL":
            return "was ended by the system (SIGKILL), which may have been out of memory,"
        return f"crashed the reader ({name})"

    def kill(self) -> None:
        """Ends the child and lets go of its pipes."""
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        self._reader.join()


def filter_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Gives what of an environment a child may know."""
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}


def _document(answer: dict[str, Any]) -> Document:
    """Gives the document that `_answer` wrote."""
    pages = tuple(Page(Locator(*place), text, method) for place, text, method in answer["pages"])
    headings = tuple(Heading(start, text, level) for start, text, level in answer["headings"])
    return Document(pages, headings, answer["metadata"], tuple(answer["warnings"]))


# --- the child --------------------------------------------------------------------------------------------------------


def main() -> None:
    """Answers requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = Limits(**json.loads(sys.argv[1]))
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints must not stand between the answers

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        out.flush()

    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    confine(limits.memory, limits.ocr_memory)
    while True:
        say(_answer(requests.get(), limits, say))


def _listen(requests: "queue.Queue[dict[str, Any]]") -> None:
    """Takes requests in; ends the process when they end, which is when the parent does."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)


def _answer(request: dict[str, Any], limits: Limits, say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    from corpus import reading
    from corpus.reading.pdf.clean import Line
    from corpus.reading.pdf.ocr import Reading
    from corpus.reading.watch import Watch

    def begin(step: str, page: int, of: int) -> None:
        allow_processor(limits.of(step, of))
        say({"step": step, "page": page, "of": of})
        if step.startswith("ocr"):
            allow_memory(limits.ocr_memory)

    def keep(page: int, seen: Reading) -> None:
        say({"seen": page, "reading": [[asdict(line) for line in seen.lines], seen.sure]})

    allow_processor(limits.of("start", 0))
    watch = Watch(
        begin=begin,
        avoid=request["avoid"],
        pages=limits.pages,
        page_characters=limits.page_characters,
        characters=limits.characters,
        seconds=limits.seconds,
        seconds_a_page=limits.seconds_a_page,
        ocr=request.get("ocr", "never"),
        seen={
            int(page): Reading(tuple(Line(**line) for line in lines), sure)
            for page, (lines, sure) in request.get("seen", {}).items()
        },
        keep=keep,
    )
    try:
        document = reading.extract(Path(request["path"]), watch)
    except UnreadableFile as error:
        return {"refused": _line(str(error))}
    except MemoryError:
        return {"refused": f"needs more than {limits.memory // 2**20} MB of memory"}
    except RecursionError:
        return {"refused": "nested more deeply than any document is"}
    except Exception as error:  # one file's trouble is never the next one's
        said = _line(f"{type(error).__name__}: {error}")[:160]
        return {"refused": f"damaged, or written in a way not known here ({said})"}
    return {
        "document": {
            "pages": [(astuple(page.locator), page.text, page.method) for page in document.pages],
            "headings": [(heading.start, heading.text, heading.level) for heading in document.headings],
            "metadata": dict(document.metadata),
            "warnings": [*map(_line, document.warnings)],
        }
    }


def _line(said: str) -> str:
    """Gives what a parser says on one line."""
    return " ".join(said.split())


if __name__ == "__main__":
    main()
