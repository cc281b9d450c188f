"""`evidence edit --reidentify`: show what the files of works say now, and change the records if a person agrees."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from assistant.cli.console import (
    agrees_to_change,
    exit_with,
    say_changed,
    say_stopped,
    show,
    show_json,
    show_progress,
)

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.reidentifying import ReidentifyReport


UNCHANGED = "No work was changed."
"""Said when a person stops a run."""


def reidentify(desk: "Assistant", keys: Sequence[str], *, yes: bool, as_json: bool) -> NoReturn:
    """Identify works again, which ends the command: read their files, show the changes, ask, and make them."""
    with show_progress(desk, kept=UNCHANGED):
        report = desk.reidentify(*keys)
    if as_json:
        from assistant.render.json import identified_json

        applied = desk.apply_identities(report) if yes and report.changed and not report.stopped else []
        show_json(identified_json(report, applied))
    else:
        _show_and_apply(desk, report, yes=yes)
    if report.stopped:
        say_stopped(desk, UNCHANGED)
    exit_with(failed=any(work.reason for work in report.works), stopped=report.stopped)


def _show_and_apply(desk: "Assistant", report: "ReidentifyReport", *, yes: bool) -> None:
    """Show the changes, and make them if a person agrees."""
    from assistant.render.tables import identified_text

    show(identified_text(report))
    if not report.changed or report.stopped:
        return
    applied: list[str] = []
    if yes or agrees_to_change(len(report.changed)):
        applied = desk.apply_identities(report)
    say_changed(len(applied), "evidence edit --reidentify --yes")
