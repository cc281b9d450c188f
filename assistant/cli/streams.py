"""The standard streams: their encoding, and what happens if one is closed, is full, or loses its reader."""

import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from corpus.errors import OutputFailed, error_reason

_STANDARD_INPUT, _STANDARD_OUTPUT, _STANDARD_ERROR = 0, 1, 2


DEFAULT_COLUMNS = 80
"""Width of a terminal that does not say its width: the first terminals had this width, and many still have it."""

_NEAREST = str.maketrans({"·": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "−": "-"})
"""Replacements for signs of this program and of most documents on a terminal that has only ASCII letters."""


class ReaderGone(Exception):
    """Raised when the program that read our output has closed the pipe, as `head` does. It is not an error."""


class _Output(io.TextIOWrapper):
    """Standard output. A failure to write is not taken for a failure of anything else.

    Raises (on writing):
        ReaderGone, OutputFailed
    """

    def write(self, text: str) -> int:
        with output_errors():
            return super().write(text)

    def flush(self) -> None:
        with output_errors():
            super().flush()


class _Messages(io.TextIOWrapper):
    """Standard error. A message that cannot be written is lost, because nobody can be told."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            super().flush()


@contextmanager
def standard_streams() -> Iterator[None]:
    """Set up the standard streams. At the end, write all output; end quietly if its reader has gone.

    Raises:
        OutputFailed: the output cannot be written.
    """
    _open_closed_streams()
    write_utf8(sys.stdin)
    sys.stdout = _rewrapped(sys.stdout, _Output)
    sys.stderr = _rewrapped(sys.stderr, _Messages)
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except ReaderGone:
        _discard_output()
        sys.exit(0)
    except OutputFailed:
        _discard_output()
        raise


def write_utf8(stream: Any) -> None:
    """Set a pipe or file to UTF-8 on every system, as JSON and exports need. A terminal keeps its own encoding."""
    if isinstance(stream, io.TextIOWrapper):
        encoding = None if stream.isatty() else "utf-8"
        errors = "replace" if stream.readable() else "nearest"
        stream.reconfigure(encoding=encoding, errors=errors)


def terminal_columns(stream: Any) -> int:
    """Return the width of the terminal of a stream: of $COLUMNS, or else of the terminal itself."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_COLUMNS
    except (OSError, ValueError):
        return DEFAULT_COLUMNS


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """Return what replaces letters that an encoding lacks: the letter without its accent, a sign like it, or `?`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].translate(_NEAREST)
    nearest = ""
    for letter in unicodedata.normalize("NFKD", lacking):
        if letter.isascii():
            nearest += letter
        elif not unicodedata.combining(letter):
            nearest += "?"
    return nearest, error.end


codecs.register_error("nearest", _nearest)


@contextmanager
def output_errors() -> Iterator[None]:
    """Turn an error of writing to standard output inside into `ReaderGone` or `OutputFailed`."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error
    except OSError as error:
        raise OutputFailed(f"the output cannot be written: {error_reason(error)}") from error


def _rewrapped(stream: Any, kind: type[io.TextIOWrapper]) -> io.TextIOWrapper:
    """Return a stream of another class on the same buffer."""
    write_utf8(stream)
    encoding, line_buffering = stream.encoding, stream.line_buffering
    return kind(stream.detach(), encoding=encoding, errors=stream.errors, line_buffering=line_buffering)


def _open_closed_streams() -> None:
    """Open what the caller has closed (`>&-`), before another file gets its number and our output is written into it.

    Output that was closed cannot be written, so it is opened for reading. Messages are lost.
    """
    for number, flags in (
        (_STANDARD_INPUT, os.O_RDONLY),
        (_STANDARD_OUTPUT, os.O_RDONLY),
        (_STANDARD_ERROR, os.O_WRONLY),
    ):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # gets the lowest number that is free, which is this one
    if sys.stdin is None:
        sys.stdin = open(_STANDARD_INPUT, encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(_STANDARD_OUTPUT, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(_STANDARD_ERROR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _discard_output() -> None:
    """Send what is left of the output nowhere. Python would fail again when it flushes at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STANDARD_OUTPUT)
    os.close(nowhere)
