"""The command `sync`, which brings a library up to date with folders."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.console import exit_with, open_library, say, say_error, say_stopped, show, show_json, show_progress
from assistant.cli.options import JsonOption, LibraryOption
from corpus.errors import InputError, LibraryBusy

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.syncing import SyncReport

BUSY = 75
"""Exit status: another process is writing to the library, so try again later (EX_TEMPFAIL of sysexits.h)."""


def sync(
    folders: Annotated[
        list[str] | None,
        typer.Argument(metavar="FOLDER", help="Folders to go over and to remember. Default: the remembered ones."),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove the texts whose files have gone. `evidence undo` brings them back.")
    ] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", metavar="FOLDER", help="Do not go over this folder any more. Its texts stay."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing if nothing has changed.")] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Bring the library up to date with folders: add new files, replace changed ones, list what has gone.

    Nothing is asked: texts that are replaced are kept aside (evidence undo, evidence restore). For a job every night,
    put `evidence sync --quiet` into a crontab. The exit status is 75 if another command is writing to the library.

    Example: evidence sync ~/reports --prune
    """
    from assistant.render.syncing import sync_record

    desk = open_library(library, creates="anywhere" if folders else "never", inputs=folders or ())
    if forget:
        if folders or prune:
            raise InputError("--forget does not work with folders to sync, or with --prune: give one of them")
        _forget(desk, forget)
        return
    try:
        with show_progress(desk):
            report = desk.sync(*(folders or ()), prune=prune)
    except LibraryBusy as error:
        say_error(error)
        raise typer.Exit(BUSY) from None
    if as_json:
        show_json(sync_record(report))
    else:
        _show_synced(report, quiet=quiet)
        if report.stopped:
            say_stopped(desk)
    exit_with(failed=report.failed, stopped=report.stopped)


def _forget(desk: "Assistant", folders: Sequence[str]) -> None:
    """Forget folders, and say so."""
    from assistant.render.plain import one_line

    for folder in folders:
        desk.forget_folder(folder)
        say(one_line(f"{folder} is not synced any more. Its texts stay in the library"))


def _show_synced(report: "SyncReport", *, quiet: bool) -> None:
    from assistant.render.layout import lines_to_read
    from assistant.render.syncing import sync_text

    text = sync_text(report, quiet=quiet)
    if text:
        show(lines_to_read(text))
