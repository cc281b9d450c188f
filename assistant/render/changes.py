"""What changed in a library: files with another text, jobs that are taken back, earlier texts."""

from typing import TYPE_CHECKING

from assistant.render.plain import count, one_line

if TYPE_CHECKING:
    from assistant.ingest.model import AddOutcome, TextChange


def change_lines(outcome: "AddOutcome") -> list[str]:
    """Return what a person should know before a changed file takes the place of the text that the library has."""
    change = outcome.change
    assert change, "the file has changed"
    held = ", ".join(part for part in (change.since and f"since {change.since}", _pages(change)) if part)
    now = f"modified {change.modified}" if change.modified else "just read"
    if outcome.pages:
        now += f", {count(outcome.pages, 'page')}"
    return [
        one_line(f"{outcome.path} has changed:"),
        f"  work     {one_line(f'{outcome.key}: {change.title}')}",
        f"  file     {one_line(change.file)}",
        f"  held     {held}",
        f"  now      {now}",
        f"  differs  {share(change.differs)} of the text",
    ]


def change_remark(outcome: "AddOutcome") -> str:
    """Return in a few words what a changed file replaced, or would replace."""
    change = outcome.change
    if change is None:
        return ""
    is_same_path = change.file.endswith(outcome.path)
    held = " ".join(part for part in ("the text" if is_same_path else change.file, _since(change)) if part)
    return f"{share(change.differs)} differs from {held}"


def share(part: float) -> str:
    """Return a share as a percentage; a change that is not nothing is at least 1 %."""
    if 0 < part < 0.01:
        return "less than 1 %"
    return f"{part:.0%}".replace("%", " %")


def _since(change: "TextChange") -> str:
    return f"held since {change.since}" if change.since else ""


def _pages(change: "TextChange") -> str:
    return count(change.pages, "page") if change.pages else ""
