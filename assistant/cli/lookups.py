"""The command `lookup`, which asks Crossref about works."""

from typing import Annotated

import typer

from assistant.cli.completion import complete_key
from assistant.cli.console import (
    agrees_to_change,
    exit_with,
    open_library,
    say_changed,
    say_error,
    say_stopped,
    show,
    show_json,
    show_progress,
)
from assistant.cli.options import JsonOption, LibraryOption
from corpus.errors import NetworkError

KEPT_ANSWERS = (
    "Answers so far are kept, and no work was changed. To continue and to see the changes, run the same command again."
)
"""Said when a person stops a look-up."""


def lookup(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY", autocompletion=complete_key, help="Keys of works. Default: all works."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Make the changes without asking.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also ask about works that were looked up before.")] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Correct and complete the records of works from Crossref, where publishers register DOIs.

    A work with a DOI is looked up by its DOI, any other work by title and first author. The command shows what would
    change and asks. Values that a person entered stay. Retractions are shown wherever the work is cited
    (docs/lookup.md).

    Example: evidence lookup --yes
    """
    desk = open_library(library)
    with show_progress(desk, kept=KEPT_ANSWERS):
        report = desk.look_up(*(keys or []), again=again)
    if not as_json:
        from assistant.render.lookups import lookup_text

        show(lookup_text(report, details=bool(keys)))
    applied: list[str] = []
    if not report.stopped and _is_agreed(len(report.changed), yes=yes, as_json=as_json):
        applied = desk.apply(report)
    if as_json:
        from assistant.render.lookups import lookup_json

        show_json(lookup_json(report, applied))
    elif report.changed:
        say_changed(len(applied), "evidence lookup --yes")
    if report.problem:
        say_error(NetworkError(report.problem))
    if report.stopped:
        say_stopped(desk, KEPT_ANSWERS)
    exit_with(failed=report.failed, stopped=report.stopped)


def _is_agreed(works: int, *, yes: bool, as_json: bool) -> bool:
    """Return whether to change works. A person is asked, unless an option says it or JSON is written."""
    if not works:
        return False
    return yes or (not as_json and agrees_to_change(works))
