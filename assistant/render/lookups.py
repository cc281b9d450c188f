"""What Crossref says about works: a table of what would change, and the same as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.lookups import LookupOutcome, LookupReport
from assistant.render.json import SCHEMA_VERSION, notices_json
from assistant.render.plain import count, one_line
from corpus.citing.notices import notices_text
from corpus.exchange.completion import FieldChange


def lookup_text(report: LookupReport, details: bool = False) -> RenderableType:
    """Return what would change as a table, then notices, then the works that need a person, then totals.

    `details` shows works too that would not change, although Crossref disagrees. Without it they are counted.
    """
    parts: list[RenderableType] = []
    unchanged = [work for work in report.works if work.kept and not work.changes]
    shown = [work for work in report.works if work.changes or (details and work.kept)]
    if shown:
        parts += [_changes_table(shown), Text()]
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


def _changes_table(works: Sequence[LookupOutcome]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("key", "field", "here"):
        table.add_column(name, overflow="fold")
    table.add_column("Crossref", overflow="fold", style="green")
    for work in works:
        key = one_line(work.key)
        for change in work.changes:
            there = "the same" if change.there == change.here else one_line(change.there)
            table.add_row(key, change.field, Text(one_line(change.here)), Text(there))
            key = ""
        for change in work.kept:
            stays = Text(f"{one_line(change.here)} (stays)", style="dim")
            table.add_row(key, change.field, stays, Text(one_line(change.there), style="dim"))
    return table


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
