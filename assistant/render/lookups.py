"""The answers of Crossref about works: each field that would change, as text and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.lookups import LookupOutcome, LookupReport
from assistant.render.json import SCHEMA_VERSION, notices_json, objects
from assistant.render.layout import Block, labelled
from assistant.render.plain import count, one_line, status_counts
from corpus.citing.notices import notices_text
from corpus.works.doubts import plain_name

MAX_VALUE_CHARACTERS = 240
"""A longer value is cut on a terminal: a list of a hundred authors fills a screen. Chosen."""


def lookup_text(report: LookupReport, details: bool = False) -> RenderableType:
    """Return what would change by work, then notices, then the works that need a person, then totals.

    `details` shows works too that would not change, although Crossref disagrees. Without it they are counted.
    """
    unchanged = [work for work in report.works if work.kept and not work.changes]
    parts: list[RenderableType] = []
    for work in report.works:
        if work.changes or (details and work.kept):
            parts.append(_work_text(work))
    lines = [*_notice_lines(report), *_lines_for_person(report)]
    if unchanged and not details:
        lines.append(_unchanged_text(unchanged))
    lines.append(Text(_totals(report)))
    return Group(*parts, Block(lines))


def _notice_lines(report: LookupReport) -> list[Text]:
    """Return what was announced about works after they appeared, a line for each work."""
    lines = []
    for work in report.works:
        if work.notices:
            line = one_line(f"{work.key}: {notices_text(work.notices)}")
            lines.append(Text(line, style="bold"))
    return lines


def _lines_for_person(report: LookupReport) -> list[Text]:
    """Return what a person should look at, a line for each work."""
    lines = []
    for work in report.works:
        if work.reason and work.needs_person:
            line = one_line(f"{work.status}: {work.key}: {work.reason}")
            lines.append(Text(line))
    return lines


def _unchanged_text(works: Sequence[LookupOutcome]) -> Text:
    """Return how many works stay as they are although Crossref disagrees."""
    verb = "has" if len(works) == 1 else "have"
    command = f"evidence lookup {one_line(works[0].key)}"
    number = count(len(works), "work")
    return Text(f"{number} {verb} fields that stay although Crossref disagrees (to see them: {command})")


def _work_text(work: LookupOutcome) -> RenderableType:
    """Return a work with its fields, each as `here -> Crossref`, and then the fields that stay."""
    rows = []
    confirmed = []
    for change in work.changes:
        if change.here == change.there:
            confirmed.append(plain_name(change.field))
            continue
        value = Text.assemble(f"{_short(change.here) or 'nothing'} -> ", (_short(change.there), "green"))
        rows.append((Text(plain_name(change.field)), [value]))
    for change in work.kept:
        value = Text(f"{_short(change.here)} (stays)  Crossref: {_short(change.there)}", style="dim")
        rows.append((Text(plain_name(change.field)), [value]))
    key = Block([Text(one_line(work.key), style="cyan")])
    end = []
    if confirmed:
        end.append(Text(f"  confirmed: {', '.join(confirmed)}"))
    return Group(key, *labelled(rows, indent=2), Block([*end, Text()]))


def _short(value: str) -> str:
    """Return a value on one line. A long one, mostly a list of names, is cut in the middle."""
    text = one_line(value)
    if len(text) <= MAX_VALUE_CHARACTERS:
        return text
    half = MAX_VALUE_CHARACTERS // 2
    names = f" {text.count(';') + 1} names" if ";" in text else ""
    return f"{text[:half]} ...{names}... {text[-half:]}"


def _totals(report: LookupReport) -> str:
    """Return how many works have each status, and how many answers are remembered ones."""
    numbers = status_counts(work.status for work in report.works)
    works = count(len(report.works), "work")
    text = f"{works}: {numbers or 'none'}; {len(report.changed):,} would change"
    days = [work.day for work in report.works if work.day]
    remembered = len(days) - report.asked
    if remembered > 0:
        text += f". Not asked again: {remembered:,}, the oldest answer is of {min(days)} (--again asks)"
    return text


def lookup_json(report: LookupReport, applied: Sequence[str]) -> dict[str, Any]:
    """Return the report of a look-up as a JSON object. `applied` are the keys of the works that were changed."""
    works = [_work_json(work, work.key in applied) for work in report.works]
    return {
        "schema": SCHEMA_VERSION,
        "works": works,
        "asked": report.asked,
        "problem": report.problem,
        "stopped": report.stopped,
    }


def _work_json(work: LookupOutcome, is_applied: bool) -> dict[str, Any]:
    return {
        "key": work.key,
        "title": work.before.title,
        "status": work.status,
        "doi": work.doi,
        "day": work.day,
        "reason": work.reason,
        "changes": objects(work.changes),
        "kept": objects(work.kept),
        "notices": notices_json(work.notices),
        "applied": is_applied,
    }
