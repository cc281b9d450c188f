"""The child's end (`python -m corpus.sandbox.child`): it confines itself, and then does one task after another."""

import json
import os
import queue
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import EvidenceError
from corpus.sandbox.confine import allow_processor, confine
from corpus.sandbox.held_file import HeldFile, InputFile
from corpus.sandbox.model import Link, Request, one_line

TASKS = {
    "document": "corpus.reading.task",
    "references": "corpus.exchange.task",
    "citations": "corpus.citing.styles.task",
    "page": "corpus.pictures.task",
    "comments": "corpus.drafts.task",
    "feed": "corpus.feeds.task",
}
"""The module of each task. Its `run(request, file, link)` returns the answer as JSON."""

_MAX_ERROR_CHARACTERS = 160
"""Characters of an unexpected exception that a reason shows."""

_RECEIVED_BYTES = 2**16


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    options = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # so that nothing that a parser prints comes between the answers

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        out.flush()

    takes_files = stat.S_ISSOCK(os.fstat(0).st_mode)
    incoming = _lines_with_files() if takes_files else _lines()
    requests: queue.Queue[tuple[Request, int | None]] = queue.Queue()
    protections = confine(**options)  # before there is another thread
    threading.Thread(target=_listen, args=(incoming, requests), daemon=True).start()
    link = Link(say, lambda: requests.get()[0])
    while True:
        request, descriptor = requests.get()
        if request["task"] == "protection":
            say({"protection": protections})
            continue
        allow_processor(request["seconds"])
        say(_answer(request, _input_file(request, descriptor), link, options["memory_bytes"]))
        if descriptor is not None:
            os.close(descriptor)


def _input_file(request: Request, descriptor: int | None) -> InputFile:
    """Return the file of a request: the open file that came with it or, where none did, its path."""
    if descriptor is None:
        return Path(request["path"])
    return HeldFile(descriptor, request["path"])


def _answer(request: Request, file: InputFile, link: Link, memory_bytes: int) -> dict[str, Any]:
    """Do a task, and return its answer, or the message that refuses the file."""
    try:
        task = import_module(TASKS[request["task"]])
        answer: dict[str, Any] = task.run(request, file, link)
    except EvidenceError as error:
        return {"refused": one_line(str(error))}
    except MemoryError:
        return {"refused": f"needs more than {memory_bytes // 2**20} MB of memory"}
    except RecursionError:
        return {"refused": "nested more deeply than any document is"}
    except ImportError as error:
        return {"refused": f"its reader cannot be loaded ({one_line(str(error))}): install this program again"}
    except Exception as error:  # an error in one file must not end the child
        detail = one_line(f"{type(error).__name__}: {error}")[:_MAX_ERROR_CHARACTERS]
        return {"refused": f"damaged, or written in an unknown way ({detail})"}
    return answer


def _listen(incoming: Iterator[tuple[bytes, int | None]], requests: "queue.Queue[tuple[Request, int | None]]") -> None:
    """Receive requests. End the process when standard input ends, which is when the parent ends."""
    for line, descriptor in incoming:
        requests.put((json.loads(line), descriptor))
    os._exit(0)


def _lines() -> Iterator[tuple[bytes, None]]:
    """Yield the lines of standard input."""
    for line in sys.stdin.buffer:
        yield line, None


def _lines_with_files() -> Iterator[tuple[bytes, int | None]]:
    """Return an iterator over the lines of standard input, each with the file that came with it, or None."""
    channel = socket.socket(fileno=os.dup(0))  # made here, because a confined process makes no sockets
    return _receive_lines(channel)


def _receive_lines(channel: socket.socket) -> Iterator[tuple[bytes, int | None]]:
    line = bytearray()
    descriptor = None
    while True:
        data, descriptors, _, _ = socket.recv_fds(channel, _RECEIVED_BYTES, 1)
        if not data:
            return
        if descriptors:
            descriptor = descriptors[0]
        line += data
        if line.endswith(b"\n"):  # the parent sends the next request after the answer, so there is one line at a time
            yield bytes(line), descriptor
            line.clear()
            descriptor = None


if __name__ == "__main__":
    main()
