"""The terminal text of all other commands: works, records, pages, and what happened to files."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.render.changes import change_remark
from assistant.render.layout import Block, labelled
from assistant.render.plain import count, counts_line, one_line, plain, status_counts, unsure_fields
from assistant.show import View
from corpus.citing.notices import notices_text
from corpus.model import Reference, file_name
from corpus.works.edit import editable_fields

if TYPE_CHECKING:
    from assistant.fetching import FetchOutcome, FetchReport
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddOutcome, AddReport
    from assistant.reidentifying import IdentifiedWork, ReidentifyReport


# --- the library -------------------------------------------------------------------------------------------------


def reference_text(reference: Reference, disputed: Sequence[tuple[str, str, str]] = ()) -> RenderableType:
    """Return the record of a work as a table of fields, written as `evidence edit` takes them.

    Args:
        reference: the record.
        disputed: each field on which Crossref disagrees, as (field, our value, Crossref's value).
    """
    rows = []
    for field, value in editable_fields(reference):
        shown = Text(one_line(value))
        remark = _remark(reference, field)
        if remark:
            shown.append(f"  ({remark})", style="dim")
        rows.append((Text(one_line(field), style="bold"), [shown]))
    if reference.notices:
        notices = one_line(notices_text(reference.notices))
        rows.append((Text("notices", style="bold"), [Text(notices, style="bold red")]))
    for field, _, theirs in disputed:
        rows.append((Text("Crossref says", style="yellow"), [Text(one_line(f"{field}={theirs}"))]))
    return Group(Block([Text(one_line(reference.key), style="cyan")]), *labelled(rows))


def identified_text(report: "ReidentifyReport") -> RenderableType:
    """Return what the files of works say now: each field that would change, files that could not be read, totals."""
    parts: list[RenderableType] = []
    for work in report.changed:
        parts += [Block([Text(one_line(work.before.key), style="cyan")]), *_identified_blocks(work)]
    unread = [work for work in report.works if work.reason]
    for work in unread:
        parts.append(Block([Text(one_line(f"not read {work.before.key}: {work.reason}"))]))
    files = count(len(report.works) - len(unread), "file")
    changed = count(len(report.changed), "work")
    parts.append(Block([Text(f"{files} read, {changed} would change")]))
    if report.passed_over:
        works = count(len(report.passed_over), "work")
        left_out = f"{works} left out that a person may have edited or imported. To read one: give its key"
        parts.append(Block([Text(left_out)]))
    return Group(*parts)


def _identified_blocks(work: "IdentifiedWork") -> list[Block]:
    """Return the fields of a work that would change, before and after."""
    rows = []
    for field, before, after in work.changes:
        old = one_line(before) or "nothing"
        new = one_line(after) or "nothing"
        change = Text.assemble((old, "dim"), " -> ", new)
        rows.append((Text(one_line(field), style="bold"), [change]))
    if not work.changes:
        rows.append((Text("sources"), [Text("of the fields become known")]))
    return labelled(rows, indent=2)


def _remark(reference: Reference, field: str) -> str:
    """Return who says the value of a field, and whether it is unsure: `file, unsure`; or "" if that is not known."""
    if field == "design" and reference.guessed:
        return "guess"
    origin = reference.origins.get(field)
    if origin is None:
        return ""
    return origin.by if origin.is_sure else f"{origin.by}, unsure"


def view_text(view: View) -> RenderableType:
    """Return a page or passage to read, with its marked spans in bold."""
    head = Text(f"{one_line(view.title)}\n{one_line(view.citation)}", style="cyan")
    if view.uncertain:
        head.append(f"  ({unsure_fields(view.uncertain)})", style="yellow")
    if view.notices:
        head.append(f"\n{one_line(notices_text(view.notices))}", style="bold red")
    body = Text(plain(view.text))
    for start, end in view.spans:
        body.stylize("bold", start, end)
    foot = [Text(one_line(view.url), style="dim", no_wrap=True)]
    if view.file:
        place = f", page {view.page}" if view.page else ""
        foot.insert(0, Text(f"{one_line(view.file)}{place}", style="dim"))
    if view.to_bring:
        foot.insert(0, Text(f"To read the document: {one_line(view.to_bring)}"))
    return Block([head, Text(), body, Text(), *foot])


def status_text(status: Mapping[str, object]) -> str:
    """Return a library's location, size and index, one line each."""
    width = max(len(name) for name in status)
    lines = []
    for name, value in status.items():
        if isinstance(value, list):
            value = ", ".join(value) or "none"  # noqa: PLW2901
        shown = f"{value:,}" if isinstance(value, int) else one_line(str(value))
        lines.append(f"{name.replace('_', ' '):{width}}  {shown}\n")
    return "".join(lines)


# --- what happened to files --------------------------------------------------------------------------------------

_IDENTIFIED_BY = {
    "DOI": "by its DOI",
    "ISBN": "by its ISBN",
    "address": "by its address",
    "title": "by its title",
    "new": "new",
    "key": "as given",
    "before": "as before it was removed",
}


def outcome_line(outcome: "AddOutcome") -> str:
    """Return on one line what happened to a file, which work it is, and what a person should check.

    added  report.pdf: abt-winship-2016, by its title
    """
    remarks = []
    if outcome.by:
        remarks.append(f"{outcome.key}, {_IDENTIFIED_BY[outcome.by]}")
    remark = change_remark(outcome)
    if remark:
        remarks.append(f"{outcome.key}, {remark}")
    if outcome.reason:
        remarks.append(outcome.reason)
    if outcome.doubts:
        remarks.append(f"{', '.join(outcome.doubts)} (to correct: evidence edit {outcome.key})")
    return one_line(f"{outcome.status}  {outcome.path}: {'; '.join(remarks)}")


def add_summary(report: "AddReport") -> str:
    """Return what happened to the files: a line for each that is not skipped or known, then totals."""
    lines = [outcome_line(each) for each in _changes(report)]
    return "\n".join([*lines, _add_totals(report), ""])


def add_table(report: "AddReport") -> RenderableType:
    """Return what happened to the files: a row of a table for each that is not skipped or known.

    A row is one line at any width. What does not fit a row, and the totals, follow the table.
    """
    changes = _changes(report)
    lines = []
    for each in changes:
        remarks = [text for text in (change_remark(each), each.reason) if text]
        if remarks:
            lines.append(f"{each.status}  {each.path}: {'; '.join(remarks)}")
    lines.append(_add_totals(report))
    if any(each.missing or each.uncertain for each in changes):
        lines.append("To settle what is missing or unsure: evidence list --doubtful")
    texts = Block([Text(one_line(line)) for line in lines])
    return Group(_files_table(changes), Text(), texts) if changes else texts


_SHORT_STATUS = {
    "held under another name": "held",
    "second copy": "held",
    "given to another work": "moved",
    "earlier text": "earlier",
}
"""Shorter words for what became of a file, for a column. The line below the table has the whole words."""


def _files_table(outcomes: Sequence["AddOutcome"]) -> Table:
    """Return a row for each file: what became of it, its work and, if that is needed for any, what to check."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("file", no_wrap=True, overflow="ellipsis", ratio=3)
    table.add_column("outcome", no_wrap=True)
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=4, style="cyan")
    table.add_column("year", no_wrap=True)
    table.add_column("pages", no_wrap=True, justify="right")
    to_check = [_to_check(outcome) for outcome in outcomes]
    if any(to_check):
        table.add_column("to check", no_wrap=True, overflow="ellipsis", ratio=3)
    for outcome, check in zip(outcomes, to_check, strict=True):
        name = file_name(outcome.path)
        status = _SHORT_STATUS.get(outcome.status, outcome.status)
        year = str(outcome.year or "")
        pages = f"{outcome.pages:,}" if outcome.pages else ""
        cells = [Text(one_line(cell)) for cell in (name, status, outcome.title, year, pages)]
        cells.append(check)
        table.add_row(*cells[: len(table.columns)])
    return table


def _to_check(outcome: "AddOutcome") -> Text:
    """Return what a person should check about a file: `no authors, year; title?`."""
    parts = []
    if outcome.missing:
        parts.append(f"no {', '.join(outcome.missing)}")
    if outcome.uncertain:
        parts.append(f"{', '.join(outcome.uncertain)}?")
    if outcome.by not in ("new", "key"):
        parts += outcome.doubts
    if parts:
        return Text(one_line("; ".join(parts)), style="yellow")
    return Text()


def _changes(report: "AddReport") -> list["AddOutcome"]:
    return [outcome for outcome in report.outcomes if outcome.status not in ("already held", "skipped")]


def _add_totals(report: "AddReport") -> str:
    """Return the number of files of each status, and of the pages that were read."""
    totals = status_counts(outcome.status for outcome in report.outcomes) or "no files"
    pages = sum(outcome.pages for outcome in report.outcomes)
    ocr_pages = sum(len(outcome.ocr) for outcome in report.outcomes)
    if pages:
        totals += f"; {count(pages, 'page')} read"
        if ocr_pages:
            totals += f", {ocr_pages:,} of them as pictures (OCR)"
    return totals


def import_summary(report: "ImportReport", file: str) -> str:
    """Return what happened to an export: a line for each entry or file that is not in the library, then totals."""
    lines = []
    for problem in report.problems:
        lines.append(f"unread {one_line(file)}, line {problem.line}: {one_line(problem.reason)}")
    for outcome in report.files:
        if outcome.status not in ("added", "already held") or outcome.reason:
            lines.append(outcome_line(outcome))
    return "\n".join([*lines, _import_totals(report), ""])


def _import_totals(report: "ImportReport") -> str:
    """Return the number of references and files of each status."""
    works = [f"{number:,} {status}" for status, number in report.counts.items()]
    if report.problems:
        works.append(f"{count(len(report.problems), 'entry', 'entries')} unread")
    totals = f"references: {', '.join(works)}"
    if report.files:
        files = status_counts(outcome.status for outcome in report.files)
        totals += f"; files: {files}"
    return totals


def fetch_text(report: "FetchReport") -> RenderableType:
    """Return what happened to each work, works that need a person last, and totals."""
    rows = []
    counts = {"fetched": 0, "already here": 0, "needs a person": 0}
    order = list(counts)
    for work in sorted(report.works, key=lambda work: order.index(work.status)):
        counts[work.status] += 1
        lines = [Text(one_line(work.key), style="cyan")]
        lines += [Text(one_line(remark)) for remark in _fetch_remarks(work)]
        rows.append((Text(work.status), lines))
    return Group(*labelled(rows), Block([Text(counts_line(counts))]))


def _fetch_remarks(work: "FetchOutcome") -> list[str]:
    """Return where a work came from, or why it needs a person, where to look and what to run."""
    remarks = []
    if work.status == "fetched":
        host = urlsplit(work.url or "").hostname
        what = count(work.pages, "page") if work.pages else "a web page"
        remarks.append(f"{what} from {host}")
    if work.reason:
        remarks.append(work.reason)
    if work.status != "needs a person":
        return remarks
    if work.url:
        remarks.append(work.url)
    if work.again:
        remarks.append(f"evidence fetch {work.key}")
    else:
        remarks.append(f"evidence add FILE --key {work.key}")
    return remarks
