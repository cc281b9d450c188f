"""The commands that bring things back: `undo` and `restore`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from assistant.cli.completion import complete_key
from assistant.cli.console import FAILED, can_ask, exit_with, open_library, say, show, show_json, show_progress
from assistant.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.history import PastJob


def undo(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List what can be taken back, the last job first.")] = False,
    forget: Annotated[
        bool,
        typer.Option("--forget", help="Delete all that undo and restore could bring back."),
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Take back the last remove, edit, replace, import, look-up, sync or restore.

    Run it again to take back the job before that one. Files that were added since then stay.

    Example: evidence undo
    """
    from assistant.render.changes import job_lines, job_record, undone_lines

    desk = open_library(library)
    if forget:
        _forget(desk, yes=yes)
    jobs = desk.past_jobs()
    if list_:
        _show_jobs(jobs, as_json=as_json)
        exit_with(failed=not jobs)
    if not jobs:
        say("there is nothing to take back")
        raise typer.Exit(FAILED)
    last = jobs[0]
    if not as_json:
        say("\n".join(job_lines(last)))
    if not yes and not as_json and not _agrees("Take this back?"):
        say("nothing was taken back")
        raise typer.Exit(FAILED)
    with show_progress(desk):
        report = desk.undo(last)
    if as_json:
        show_json(job_record(last) | {"new_keys": dict(report.new_keys)})
    else:
        say("\n".join(undone_lines(report)))


def _show_jobs(jobs: Sequence["PastJob"], *, as_json: bool) -> None:
    from assistant.render.changes import job_record, jobs_text
    from assistant.render.layout import lines_to_read

    if as_json:
        show_json([job_record(job) for job in jobs])
        return
    show(lines_to_read(jobs_text(jobs)))
    if not jobs:
        say("there is nothing to take back")


def _forget(desk: "Assistant", *, yes: bool) -> NoReturn:
    """Delete the history if a person agrees, and end the command."""
    from assistant.render.plain import count

    texts = count(desk.kept_aside(), "text")
    jobs = count(len(desk.past_jobs()), "job")
    if not yes and not _agrees(f"Delete for good {texts} that are kept aside, and forget {jobs}?"):
        say("nothing was deleted")
        raise typer.Exit(FAILED)
    desk.forget_history()
    say(f"deleted {texts} that were kept aside, and forgot {jobs}")
    raise typer.Exit(0)


def _agrees(question: str) -> bool:
    """Ask a person at a terminal. Elsewhere the command itself is the answer."""
    return not can_ask() or typer.confirm(question, default=True, err=True)


def restore(
    key: Annotated[str, typer.Argument(metavar="KEY", autocompletion=complete_key, help="The key of a work.")],
    number: Annotated[
        int,
        typer.Option(
            "--number", "-n", metavar="N", min=1, help="Which earlier text, as `evidence show KEY` lists them."
        ),
    ] = 1,
    library: LibraryOption = None,
) -> None:
    """Bring back the text of a work that was replaced. The present text is kept aside in turn.

    Example: evidence restore abt-winship-2016
    """
    from assistant.render.plain import one_line

    desk = open_library(library)
    with show_progress(desk):
        version = desk.restore(key, number)
    say(one_line(f"{version.key} has the text of {version.name} again, which was replaced on {version.day}"))
    say("To take that back: evidence undo")
