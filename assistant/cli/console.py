"""Shared by the commands: open a library, show progress, print results on stdout and messages on stderr."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from assistant.cli.streams import output_errors, terminal_columns

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.place import Creates
    from assistant.progress import JobProgress
    from corpus.errors import LibraryError

ANY_LINES = 25
"""Height of a terminal for rich, which nothing that we print depends on."""

FAILED = 1
"""Exit status: nothing was found, or some inputs failed."""

INTERRUPTED = 130
"""Exit status: a person stopped the command."""

KEPT = "Finished work is kept. To continue, run the same command again."
"""Said when a person stops a job, if the job has no message of its own."""


def open_library(
    library: str | None,
    model: str | None = None,
    rerank: str | None = None,
    creates: "Creates" = "never",
    inputs: Sequence[str] = (),
) -> "Assistant":
    """Open a library. If there is none, create it if the command does that, show the progress, and say so.

    Raises:
        LibraryMissing, InputError: see `Assistant.ensure`.
    """
    from assistant.assistant import Assistant

    desk = Assistant(library, model, rerank)
    if not desk.exists:
        from assistant.render.plain import one_line

        with show_progress(desk, kept="To finish the library, run the same command again."):
            desk.ensure(creates, inputs)
        say(one_line(f"Created a library in {desk.folder}, with notes on the works of the starter reading list."))
    return desk


def prepare(desk: "Assistant", fast: bool) -> None:
    """Make ready for questions. Say so, and show the progress, if something must be made or fetched first."""
    if desk.is_ready(fast):
        return
    say("preparing the index and the models, which happens once")
    with show_progress(desk):
        desk.prepare(fast)


@contextmanager
def show_progress(desk: "Assistant", kept: str = KEPT) -> Iterator[None]:
    """Show the progress of a job. If a person stops it, say so and end the command.

    Args:
        desk: has the progress.
        kept: what is kept of a job that is stopped, and how to continue it.
    """
    try:
        with watch_progress(desk):
            yield
    except KeyboardInterrupt:
        say_stopped(desk, kept)
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def watch_progress(desk: "Assistant") -> Iterator[None]:
    """Show the progress of a job if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from assistant.progress_display import watch

    with watch(desk.progress):
        yield


def exit_with(*, failed: bool, stopped: bool = False) -> NoReturn:
    """End the command with its exit status."""
    if stopped:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(FAILED if failed else 0)


# --- output ------------------------------------------------------------------------------------------------------


def show(rendered: Any) -> None:
    """Print a rich renderable on stdout. A string is printed as it is: it ends in its own line feed.

    A terminal gets lines of at most `MAX_COLUMNS`, a pipe whole lines.
    """
    if isinstance(rendered, str):
        print(rendered, end="")
        return
    from rich.console import Console

    from assistant.render.layout import MAX_COLUMNS

    columns = min(terminal_columns(sys.stdout), MAX_COLUMNS)
    console = Console(width=columns, height=ANY_LINES)  # without a height, a dumb terminal would have 80 columns
    is_whole = not sys.stdout.isatty()
    console.print(rendered, highlight=False, markup=False, emoji=False, crop=False, no_wrap=is_whole)


def show_json(value: object) -> None:
    """Print a value as JSON on stdout."""
    from assistant.render.json import to_json

    print(to_json(value))


def show_or_write(content: bytes, output: str | None) -> None:
    """Print a UTF-8 text or the bytes of a file on stdout, or write them to a file: completely or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    if output is not None:
        _write_output(Path(output), content)
    elif sys.stdout.isatty():
        print(content.decode(), end="")
    else:
        sys.stdout.flush()
        with output_errors():
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()


def _write_output(path: Path, content: bytes) -> None:
    from corpus.errors import InputError, error_reason
    from corpus.files import write_file

    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{str(path)!r} is not a file")
        write_file(path, content)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be written: {error_reason(error)}") from error


def say(message: str) -> None:
    """Print a message on stderr. On a terminal its lines break at spaces, and a command at its end has its own line."""
    if sys.stderr.isatty():
        from assistant.render.layout import fitted

        message = fitted(message, terminal_columns(sys.stderr))
    print(message, file=sys.stderr)


def say_error(error: Exception) -> None:
    """Print an error on stderr, on one line."""
    from assistant.render.plain import one_line

    say(f"evidence: {one_line(str(error))}")


def say_finished(error: "LibraryError") -> None:
    """Say which files are in the library, after an error that ended the job."""
    from assistant.render.plain import count, one_line

    if error.finished:
        verb = "is" if len(error.finished) == 1 else "are"
        say(f"{count(len(error.finished), 'file')} of this job {verb} in the library:")
        for name in error.finished:
            say(f"  {one_line(name)}")


def say_stopped(desk: "Assistant", kept: str = KEPT) -> None:
    """Say that a person stopped a job, how far it was, and what is kept."""
    say(f"stopped{_how_far(desk.progress)}. {kept}")


def _how_far(progress: "JobProgress") -> str:
    """Return how much of a job was done: ` after 3 of 60 files`, or nothing if that is not known."""
    if progress.files_total and progress.files == progress.files_total and progress.passages_total:
        return f" after the last of {progress.files_total:,} files, before all passages were in the index"
    if progress.files_total:
        return f" after {progress.files:,} of {progress.files_total:,} files"
    if progress.passages_total:
        return f" after {progress.passages:,} of {progress.passages_total:,} passages"
    return ""


def say_waiting(desk: "Assistant") -> None:
    """Say how many passages an interrupted `add` left out of the index. No answer can show them yet."""
    from assistant.render.plain import count

    waiting = desk.waiting()
    if waiting:
        say(f"{count(waiting, 'passage')} not yet in the index, so no answer can show them. Run: evidence index")


# --- questions to a person ---------------------------------------------------------------------------------------


def can_ask() -> bool:
    """Return whether a person is at a terminal and sees there what `say` prints."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agrees_to_change(works: int) -> bool:
    """Ask a person who sees the changes on stdout whether to make them. Without a terminal the answer is no."""
    from assistant.render.plain import count

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return typer.confirm(f"Change {count(works, 'work')}?", err=True)


def say_changed(works: int, command: str) -> None:
    """Say how many works were changed; or, if none was, which command makes the changes without a question."""
    from assistant.render.plain import count

    if works:
        say(f"changed {count(works, 'work')}")
    else:
        say(f"nothing was changed. To make these changes: {command}")
