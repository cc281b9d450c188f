"""Changes of a library as text: changed files, jobs that can be taken back, doubles."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from assistant.render.plain import count, lines_text, one_line

if TYPE_CHECKING:
    from assistant.history import PastJob, UndoReport, WorkChange
    from assistant.ingest.model import AddOutcome

MAX_WORKS_SHOWN = 10
"""Works of a job that are shown one by one. Chosen: less than a screen."""

MAX_DOUBLES_SHOWN = 20
"""Things that a library has twice, shown one by one. Chosen: a screen."""

MAX_VALUE_CHARACTERS = 40
"""A longer value of a field is shortened. Chosen: half of a terminal."""


def change_lines(outcome: "AddOutcome") -> list[str]:
    """Return what a person should know before a changed file takes the place of the text that the library has."""
    change = outcome.change
    assert change, "the file has changed"
    held = []
    if change.since:
        held.append(f"since {change.since}")
    if change.pages:
        held.append(count(change.pages, "page"))
    now = f"modified {change.modified}" if change.modified else "just read"
    if outcome.pages:
        now += f", {count(outcome.pages, 'page')}"
    return [
        one_line(f"{outcome.path} has changed:"),
        f"  work     {one_line(f'{outcome.key}: {change.title}')}",
        f"  file     {one_line(change.file)}",
        f"  held     {', '.join(held)}",
        f"  now      {now}",
        f"  differs  {share(change.differs)} of the text",
    ]


def change_remark(outcome: "AddOutcome") -> str:
    """Return in a few words what a changed file replaced, or would replace."""
    change = outcome.change
    if change is None:
        return ""
    held = "the text" if change.file.endswith(outcome.path) else change.file
    if change.since:
        held += f" held since {change.since}"
    return f"{share(change.differs)} differs from {held}"


def share(part: float) -> str:
    """Return a share as a percentage; a change that is not nothing is not 0%."""
    if 0 < part < 0.01:
        return "less than 1%"
    return f"{part:.0%}"


# --- jobs that can be taken back ---------------------------------------------------------------------------------


def jobs_text(jobs: Sequence["PastJob"]) -> str:
    """Return the jobs that can be taken back, the last one first, each with what it did."""
    lines = []
    for job in jobs:
        lines += job_lines(job)
    return lines_text(lines)


def job_lines(job: "PastJob") -> list[str]:
    """Return what a job did: its command and time, and a line for each of the first works."""
    lines = [f"evidence {one_line(job.command)}, {local_time(job.time)}:"]
    lines += [f"  {one_line(_work_line(work))}" for work in job.works[:MAX_WORKS_SHOWN]]
    others = len(job.works) - MAX_WORKS_SHOWN
    if others > 0:
        lines.append(f"  and {count(others, 'other work')}")
    return lines


def undone_lines(report: "UndoReport") -> list[str]:
    """Return what is as it was before a job that was taken back."""
    lines = [f"taken back: {count(len(report.job.works), 'work')} as before"]
    for key, new_key in report.new_keys:
        lines.append(f"  {one_line(f'{key} is {new_key} now, because another work has got its key meanwhile')}")
    return lines


def job_record(job: "PastJob") -> dict[str, object]:
    """Return a job for JSON."""
    works = [_work_record(work) for work in job.works]
    time = f"{job.time.replace(' ', 'T')}Z"
    return {"command": job.command, "time": time, "works": works}


def _work_record(work: "WorkChange") -> dict[str, object]:
    changes = [{"field": field, "before": before, "now": now} for field, before, now in work.fields]
    return {
        "key": work.key,
        "record": work.what,
        "changes": changes,
        "added": list(work.added),
        "removed": list(work.removed),
    }


def _work_line(work: "WorkChange") -> str:
    """Return what a job did to a work: `rossi-2024: b.pdf took the place of a.pdf; year: 2023 → 2024`."""
    parts = [_files_part(work), _record_part(work)]
    for field, before, now in work.fields:
        parts.append(f"{field}: {_shown(before)} → {_shown(now)}")
    said = "; ".join(part for part in parts if part)
    return f"{work.key}: {said or 'changed'}"


def _files_part(work: "WorkChange") -> str:
    added, removed = ", ".join(work.added), ", ".join(work.removed)
    if added and removed:
        return f"{added} took the place of {removed}"
    if added:
        return f"{added} added"
    if removed and work.what != "removed":
        return f"{removed} removed"
    return ""


def _record_part(work: "WorkChange") -> str:
    if work.what == "added":
        return "new"
    if work.what != "removed":
        return ""
    removed = ", ".join(work.removed)
    return f"removed, with {removed}" if removed else "removed"


def _shown(value: str) -> str:
    return shorten(value, MAX_VALUE_CHARACTERS, placeholder="…") or "nothing"


def local_time(time: str) -> str:
    """Return a time in UTC as the time of this place."""
    moment = datetime.strptime(time, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


# --- what is held twice ------------------------------------------------------------------------------------------


def doubles_text(doubles: Sequence[Mapping[str, object]]) -> str:
    """Return what a library has twice, a line each, with the command that settles it."""
    lines = []
    for double in doubles[:MAX_DOUBLES_SHOWN]:
        lines.append(one_line(f"twice: {double['what']}: {double['command']}"))
    others = len(doubles) - MAX_DOUBLES_SHOWN
    if others > 0:
        lines.append(f"and {others:,} more: evidence status --json")
    return lines_text(lines)
