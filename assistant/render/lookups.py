"""What Crossref says about works: what would change, field by field, and the same as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.lookups import LookupOutcome, LookupReport
from assistant.render.json import SCHEMA_VERSION, notices_json
from assistant.render.plain import count, one_line
from corpus.citing.notices import notices_text
from corpus.exchange.completion import FieldChange
from corpus.works.doubts import plain_name

FIELD_COLUMNS = 21
"""Width of the longest name of a field, `container-title-short`."""

MAX_VALUE_CHARACTERS = 240
"""A longer value is cut on a terminal: a list of a hundred authors fills a screen. Chosen."""


def lookup_text(report: LookupReport, details: bool = False) -> RenderableType:
    """Return what would change by work, then notices, then the works that need a person, then totals.

    `details` shows works too that would not change, although Crossref disagrees. Without it they are counted.
    """
    parts: list[RenderableType] = []
    unchanged = [work for work in report.works if work.kept and not work.changes]
    shown = [work for work in report.works if work.changes or (details and work.kept)]
    for work in shown:
        parts += [_work_text(work), Text()]
    for work in report.works:
        if work.notices:
            line = one_line(f"{work.key}: {notices_text(work.notices)}")
            parts.append(Text(line, style="bold", overflow="fold"))
    for work in report.works:
        if work.reason and work.needs_person:
            parts.append(Text(one_line(f"{work.status}: {work.key}: {work.reason}"), overflow="fold"))
    if unchanged and not details:
        verb = "has" if len(unchanged) == 1 else "have"
        parts.append(
            Text(
                f"{count(len(unchanged), 'work')} {verb} fields that stay although Crossref disagrees (to see them:"
                f" evidence lookup {one_line(unchanged[0].key)})"
            )
        )
    parts.append(Text(_totals(report)))
    return Group(*parts)


def _work_text(work: LookupOutcome) -> RenderableType:
    """Return a work with its fields, each as here -> Crossref, and then the fields that stay."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(no_wrap=True, width=FIELD_COLUMNS)
    grid.add_column(overflow="fold", ratio=1)
    grid.add_column()
    grid.add_column(overflow="fold", ratio=1)
    confirmed = [change.field for change in work.changes if change.here == change.there]
    for change in work.changes:
        if change.field not in confirmed:
            there = Text(_short(change.there), style="green")
            grid.add_row(plain_name(change.field), Text(_short(change.here)), "->", there)
    for change in work.kept:
        stays = Text(f"{_short(change.here)} (stays)", style="dim")
        grid.add_row(plain_name(change.field), stays, "", Text(_short(change.there), style="dim"))
    parts: list[RenderableType] = [Text(one_line(work.key), style="cyan"), Padding(grid, (0, 0, 0, 2))]
    if confirmed:
        parts.append(Text(f"  confirmed: {', '.join(map(plain_name, confirmed))}"))
    return Group(*parts)


def _short(value: str) -> str:
    """Return a value on one line. A long one, mostly a list of names, is cut in the middle."""
    text = one_line(value)
    if len(text) <= MAX_VALUE_CHARACTERS:
        return text
    half = MAX_VALUE_CHARACTERS // 2
    names = f" {text.count(';') + 1} names" if ";" in text else ""
    return f"{text[:half]} ...{names}... {text[-half:]}"


def _totals(report: LookupReport) -> str:
    statuses = Counter(work.status for work in report.works)
    parts = [f"{number:,} {status}" for status, number in statuses.items()]
    text = f"{count(len(report.works), 'work')}: {', '.join(parts) or 'none'}; {len(report.changed):,} would change"
    remembered = [work.day for work in report.works if work.day]
    if len(remembered) > report.asked:
        text += f". Not asked again: {len(remembered) - report.asked:,}, the oldest answer is of {min(remembered)}"
        text += " (--again asks)"
    return text


def lookup_json(report: LookupReport, applied: Sequence[str]) -> dict[str, Any]:
    """Return the report of a look-up as a JSON object. `applied` are the keys of the works that were changed."""
    works = []
    for work in report.works:
        works.append(
            {
                "key": work.key,
                "title": work.before.title,
                "status": work.status,
                "doi": work.doi,
                "day": work.day,
                "reason": work.reason,
                "changes": [_change_json(change) for change in work.changes],
                "kept": [_change_json(change) for change in work.kept],
                "notices": notices_json(work.notices),
                "applied": work.key in applied,
            }
        )
    return {
        "schema": SCHEMA_VERSION,
        "works": works,
        "asked": report.asked,
        "problem": report.problem,
        "stopped": report.stopped,
    }


def _change_json(change: FieldChange) -> dict[str, str]:
    return {"field": change.field, "here": change.here, "there": change.there}
