"""Reads files in a child process with limits, so that a hostile file costs itself and nothing else.

The child (`python -m corpus.extract.sandbox`) takes one request a line on its standard input and answers in lines of
JSON on its standard output: `{"step": "page 12", "page": 12, "of": 57}` before each step that may fail, and at last
`{"document": ...}` or `{"refused": reason}`. The parent waits for one line at a time, so a limit bounds a step and
not the file: a long report may take as long as it makes progress. A step that crashes, hangs or runs out of memory
is named in the next request's `avoid`, and the file is begun again in a new child, without that step.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import UnreadableFile
from corpus.model import Document, Heading, Locator, Page


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Sizes in bytes, times in seconds of the clock."""

    memory: int = 768 * 2**20
    step_seconds: float = 30.0
    page_seconds: float = 1.0  # on top of 120 for the whole file
    restarts: int = 5
    pages: int = 5000
    page_characters: int = 200_000
    characters: int = 20_000_000


class Extractor:
    """Keeps one child process, which reads one file after another.

    One thread at a time may call `extract`; it may be any thread.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child at once."""
        if self._child:
            self._child.kill()
            self._child = None

    def extract(self, path: Path, on_page: Callable[[int, int], None] | None = None) -> Document:
        """Gives what the file holds; `on_page(page, of)` is called as each page is begun.

        Raises:
            UnreadableFile: with the reason, on one line.
        """
        avoid: dict[str, str] = {}
        while True:
            answer, step = self._attempt(path, avoid, on_page)
            if isinstance(answer, dict):
                return _document(answer)
            if not step.startswith(("page", "pypdf", "structure")) or len(avoid) >= self.limits.restarts:
                raise UnreadableFile(f"{answer} ({step})")
            avoid[step] = answer

    def _attempt(
        self, path: Path, avoid: dict[str, str], on_page: Callable[[int, int], None] | None
    ) -> tuple[dict[str, Any] | str, str]:
        """Gives the document, or what went wrong, and the step it was in."""
        if self._child is None or not self._child.alive:
            self._child = _Child(self.limits)
        child = self._child
        child.send({"path": os.fspath(path), "avoid": avoid})
        step = "start"
        while True:
            try:
                message = child.receive(self.limits.step_seconds)
            except TimeoutError:
                child.kill()
                return f"took longer than {self.limits.step_seconds:g} s", step
            if message is None:
                return child.obituary(), step
            if "refused" in message:
                raise UnreadableFile(message["refused"])
            if "document" in message:
                return message["document"], step
            step = message["step"]
            if on_page and message["of"]:
                on_page(message["page"], message["of"])


class _Child:
    """One child process, and the thread that reads what it writes."""

    def __init__(self, limits: Limits) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "corpus.extract.sandbox", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0 if os.name == "posix" else None,
        )
        self.messages: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.messages.put(line)
        self.messages.put(b"")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def send(self, request: dict[str, Any]) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()

    def receive(self, seconds: float) -> dict[str, Any] | None:
        try:
            line = self.messages.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        return json.loads(line) if line else None

    def obituary(self) -> str:
        code = self.process.wait()
        return f"crashed the reader ({signal.Signals(-code).name})" if code < 0 else f"ended the reader (status {code})"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def _document(answer: dict[str, Any]) -> Document:
    pages = tuple(Page(Locator("page", i, label), text, method) for i, label, text, method in answer["pages"])
    headings = tuple(Heading(*heading) for heading in answer["headings"])
    return Document(pages, headings, answer["metadata"], tuple(answer["warnings"]))


# --- the child ----------------------------------------------------------------------------------------------------


def main() -> None:
    """Answers requests until standard input ends."""
    from corpus import extract as formats
    from corpus.extract.pdf import Watch

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = Limits(**json.loads(sys.argv[1]))
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = json.loads(line)

        def begin(step: str, page: int, of: int) -> None:
            out.write(json.dumps({"step": step, "page": page, "of": of}).encode() + b"\n")
            out.flush()

        try:
            document = formats.extract(Path(request["path"]), Watch(begin, request["avoid"]))
            answer: dict[str, Any] = {
                "document": {
                    "pages": [[p.locator.index, p.locator.label, p.text, p.method] for p in document.pages],
                    "headings": [[h.start, h.text, h.level] for h in document.headings],
                    "metadata": dict(document.metadata),
                    "warnings": list(document.warnings),
                }
            }
        except UnreadableFile as error:
            answer = {"refused": str(error)}
        except Exception as error:
            answer = {"refused": f"{type(error).__name__}: {error}"[:200]}
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    main()
