"""The report of `evidence sync`, as text and for JSON."""

import shlex
from typing import TYPE_CHECKING

from assistant.render.json import objects
from assistant.render.plain import count, lines_text, one_line, status_counts
from assistant.render.tables import outcome_line

if TYPE_CHECKING:
    from assistant.syncing import GoneFile, MissingFolder, SyncReport


def sync_text(report: "SyncReport", *, quiet: bool = False) -> str:
    """Return what a sync did: a line for each file that is new, changed or refused, what has gone, and totals.

    If `quiet`, return "" for a sync that changed nothing and has nothing to say.
    """
    lines = []
    for file in report.files:
        if file.status not in ("already held", "skipped", "second copy"):
            lines.append(outcome_line(file))
    lines += [_missing_line(each) for each in report.missing]
    lines += [_gone_line(each) for each in report.gone]
    lines += _lines_on_pruning(report)
    if quiet and not lines:
        return ""
    lines.append(_sync_totals(report))
    return lines_text(lines)


def _missing_line(missing: "MissingFolder") -> str:
    hint = f"if it is not used any more: evidence sync --forget {shlex.quote(missing.folder)}"
    return one_line(f"not seen {missing.folder}: {missing.reason}; {hint}")


def _lines_on_pruning(report: "SyncReport") -> list[str]:
    """Return why texts were not removed, or how to remove them."""
    if report.prune_refused:
        return [one_line(report.prune_refused)]
    if any(not each.is_removed and not each.doubt for each in report.gone):
        return ["To remove the texts of files that have gone: evidence sync --prune"]
    return []


def _gone_line(gone: "GoneFile") -> str:
    status = "removed" if gone.is_removed else "gone"
    remark = f"; kept, because {gone.doubt}" if gone.doubt else ""
    return one_line(f"{status} {gone.file}: {gone.key}{remark}")


def _sync_totals(report: "SyncReport") -> str:
    """Return what a library gained: `2 added, 1 replaced; 31 works in full text (2 more)`."""
    parts = []
    if report.files:
        parts.append(status_counts(each.status for each in report.files))
    removed = sum(each.is_removed for each in report.gone)
    if removed:
        parts.append(f"{removed:,} removed")
    if len(report.gone) > removed:
        parts.append(f"{len(report.gone) - removed:,} gone")
    works = f"{count(report.full_texts, 'work')} in full text"
    if report.gained > 0:
        works += f" ({report.gained:,} more)"
    if report.gained < 0:
        works += f" ({-report.gained:,} fewer)"
    return f"{', '.join(parts) or 'no files'}; {works}"


def sync_record(report: "SyncReport") -> dict[str, object]:
    """Return what a sync did, for JSON."""
    gone = []
    for each in report.gone:
        gone.append({"key": each.key, "file": each.file, "doubt": each.doubt, "removed": each.is_removed})
    return {
        "folders": list(report.folders),
        "missing": objects(report.missing),
        "files": objects(report.files),
        "gone": gone,
        "prune_refused": report.prune_refused,
        "full_texts": report.full_texts,
        "gained": report.gained,
        "stopped": report.stopped,
    }
