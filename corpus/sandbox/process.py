"""The parent's end of the child process: it starts the child, sends requests, and reads the answers line by line.

A request is one line of JSON that names its task. The file to read goes with it as an open descriptor, so the child
needs no way to open a file by its name. (On Windows the child opens the path.) The answers are lines of JSON, as the
task defines them. The last one of a request is the result, or `{"refused": reason}`.

The child ends when its standard input does, whatever it is doing, so it cannot outlive its parent. It is in its own
process group and ignores Ctrl-C, which the parent handles. It sees only the environment variables that Python needs.
The parent does not trust it: time and size of its output are limited, and an invalid answer counts as a crash.
"""

import contextlib
import json
import os
import queue
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import UnreadableFile, error_reason
from corpus.sandbox import landlock, system_calls
from corpus.sandbox.confine import OUT_OF_MEMORY, PACKAGE
from corpus.sandbox.model import INVALID_ANSWER

TASK_BYTES = 2**29
"""Address space of a child that does one short task (`ask`)."""

KERNEL_PROTECTIONS = {"landlock": "Landlock", "seccomp": "seccomp"}
"""What the kernel of Linux may offer (`docs/robustness.md`), with the names that a person reads."""

_KEPT = re.compile(r"(?i)PATH|SYSTEMROOT|WINDIR|TE?MP|TMPDIR|LANG|LC_\w+|TZ|(?:LD|DYLD)_\w+|PYTHON\w+|VIRTUAL_ENV")
"""Environment variables that the child gets: where programs and libraries are. No key, no password, no proxy."""

_SEND_SECONDS = 30.0
"""Time in which a child must take a request. A child that is well takes it at once."""


class Child:
    """One child process, and the thread that reads its output. A context manager.

    Args:
        memory_bytes: its address space.
        later_memory_bytes: the address space that it may allow itself later (`confine.allow_memory`).
        output_bytes: the size of its answers to one request.
    """

    def __init__(self, memory_bytes: int, output_bytes: int, later_memory_bytes: int | None = None) -> None:
        _hide_this_process()
        options = {
            "memory_bytes": memory_bytes,
            "later_memory_bytes": later_memory_bytes,
            "home": _home(),
        }
        requests, its_end = _request_channel()
        self._requests = requests
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "corpus.sandbox.child", json.dumps(options)],
                stdin=subprocess.PIPE if its_end is None else its_end.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_child_environment(),
                process_group=0 if os.name == "posix" else None,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),  # Windows
            )
        finally:
            if its_end:
                its_end.close()
        self._messages: queue.Queue[bytes] = queue.Queue()
        self._output_bytes = output_bytes
        self._bytes_left = output_bytes  # negative once the child has written too much
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()

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

    def send(self, request: dict[str, Any], file: int | None = None) -> None:
        """Send a request and the descriptor of its file. If the child has ended, `receive` shows it."""
        self._bytes_left = self._output_bytes
        line = json.dumps(request).encode() + b"\n"
        with contextlib.suppress(OSError, ValueError):
            if self._requests:
                sent = 0
                if file is not None:
                    sent = socket.send_fds(self._requests, [line], [file])
                self._requests.sendall(line[sent:])
            elif self.process.stdin:
                self.process.stdin.write(line)
                self.process.stdin.flush()

    def receive(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, or None if the child has ended.

        Raises:
            queue.Empty: no message came in time.
            ValueError: the message is not JSON.
        """
        line = self._messages.get(timeout=max(0.0, seconds))
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
        for channel in (self._requests, self.process.stdin):
            if channel:
                with contextlib.suppress(OSError):
                    channel.close()
        self._reader.join()


def ask(
    request: Mapping[str, Any],
    path: Path | None,
    seconds: float,
    *,
    memory_bytes: int = TASK_BYTES,
    output_bytes: int = TASK_BYTES,
    reply: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Have a new child do one task, and return its answer.

    Args:
        request: its `task`, and what the task needs to know.
        path: the file that it reads.
        seconds: time for all of it.
        memory_bytes: memory for it.
        output_bytes: the size of the answer.
        reply: called with a message that has the key "question", and returns the reply.

    Raises:
        UnreadableFile: with the reason, on one line.
    """
    deadline = time.monotonic() + seconds
    with open_file(path) as file, Child(memory_bytes, output_bytes) as child:
        child.send({**request, "path": os.fspath(path or ""), "seconds": seconds}, file)
        while True:
            try:
                message = child.receive(deadline - time.monotonic())
            except queue.Empty:
                raise UnreadableFile(f"took longer than {seconds:g} s") from None
            except (ValueError, RecursionError):
                message = {}
            if message is None:
                raise UnreadableFile(child.why_it_ended())
            answer = checked_answer(message)
            if "question" not in answer or reply is None:
                return answer
            child.send(reply(answer))


def checked_answer(message: Any) -> dict[str, Any]:
    """Return a message of a child that is an answer or a question, or else raise UnreadableFile."""
    if not isinstance(message, dict) or not message:
        raise UnreadableFile(INVALID_ANSWER)
    if "refused" in message:
        raise UnreadableFile(str(message["refused"]))
    return message


@contextlib.contextmanager
def open_file(path: Path | None) -> Iterator[int | None]:
    """Open a file for a child, and yield its descriptor; None for no file, and where descriptors cannot be passed.

    Raises:
        UnreadableFile: it cannot be opened, or it is not a file but a pipe, a device or a folder.
    """
    if path is None or os.name != "posix":
        yield None
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe would wait for a writer
    except OSError as error:
        raise UnreadableFile(f"cannot be opened: {error_reason(error)}") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableFile("cannot be opened: not a file")
        yield descriptor
    finally:
        os.close(descriptor)


def protections() -> list[str]:
    """Start a child, and return the protections of the kernel that hold in it: "landlock", "seccomp", both or none.

    Raises:
        UnreadableFile: no child can be started.
    """
    answer = ask({"task": "protection"}, None, seconds=_SEND_SECONDS)
    return [str(name) for name in answer["protection"]]


def describe_protections() -> str:
    """Return what protects the person from the files that are read, on one line."""
    try:
        holding = protections()
    except (UnreadableFile, OSError) as error:
        return f"no file can be read: the process that reads files does not start ({error_reason(error)})"
    present = [title for name, title in KERNEL_PROTECTIONS.items() if name in holding]
    absent = [title for name, title in KERNEL_PROTECTIONS.items() if name not in holding]
    line = ", ".join([*present, "limits", "audit hook"])
    return f"{line}; this system lacks {' and '.join(absent)}" if absent else line


def _request_channel() -> tuple[socket.socket | None, socket.socket | None]:
    """Return the two ends of the channel for requests; None where descriptors cannot be passed through it."""
    if os.name != "posix":
        return None, None
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.settimeout(_SEND_SECONDS)
    return ours, its


def _hide_this_process() -> None:
    """Keep a child from reading the memory and environment of this process, where Landlock does not do it."""
    if sys.platform == "linux" and not landlock.version():
        with contextlib.suppress(OSError):
            system_calls.hide_from_other_processes()


def _home() -> str:
    """Return the person's folder, or "" if it is not known."""
    try:
        return str(Path.home().resolve())
    except RuntimeError:
        return ""


def _child_environment() -> dict[str, str]:
    environment = filter_environment(os.environ)
    paths = [str(PACKAGE.parent)]
    if environment.get("PYTHONPATH"):  # an empty entry would mean the current folder
        paths.append(environment["PYTHONPATH"])
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    # One arena: each thread's own arena would take 64 MB or more of the allowed address space.
    environment["MALLOC_ARENA_MAX"] = "1"
    return environment


def filter_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that a child may see."""
    return {name: value for name, value in environment.items() if _KEPT.fullmatch(name)}
