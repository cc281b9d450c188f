"""The works of a library as `list` shows them: for a terminal, and one line each for a pipe."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import shorten

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.render.layout import SEPARATOR, Block
from assistant.render.plain import count, lines_text, one_line
from corpus.citing.notices import SERIOUS, serious_notices
from corpus.citing.short_citation import authors
from corpus.model import Holding, Lookup, Reference
from corpus.works.doubts import is_of_earlier_version, missing, plain_name, uncertain, way_to_settle
from corpus.works.edit import editable_fields

MAX_VALUE_CHARACTERS = 40
"""A longer value is shortened beside a command in a list of doubts. Chosen: half of a terminal."""

LISTED_FIELDS = ("key", "year", "kind", "status", "pages", "added", "authors", "title")
"""The fields of a line of `evidence list` in a pipe, in this order (docs/cli.md). A new field goes to the end."""

YEAR_COLUMNS = 6
"""Column in which the lines of a work begin: behind a year of four digits and two spaces."""

ISO_DAY_CHARACTERS = len("2026-11-30")


def holdings_text(holdings: Sequence[Holding], by_day: bool = False) -> RenderableType:
    """Return the works of a library for a terminal, a few lines for each, and their number.

    `by_day` puts the day on which works were added above them, if it is known of any.
    """
    blocks = []
    has_days = by_day and any(holding.added for holding in holdings)
    day = None
    for holding in holdings:
        fields = _holding_fields(holding)
        if has_days and fields["added"] != day:
            day = fields["added"]
            heading = f"added on {day}" if day else "added before this library recorded dates"
            blocks.append(Block([Text(heading, style="dim")]))
        rest = [Text(fields[name]) for name in ("authors", "kind", "extent") if fields[name]]
        rest.append(Text(fields["key"], style="cyan"))
        lines = [Text(fields["title"], style="bold"), Text(SEPARATOR).join(rest)]
        blocks.append(Block(lines, Text(fields["year"]), YEAR_COLUMNS))
    return Group(*blocks, Block([Text(_holdings_totals(holdings), style="dim")]))


def holdings_lines(holdings: Iterable[Holding]) -> str:
    """Return the works of a library for a pipe: a line for each, with a tab between two fields."""
    lines = []
    for holding in holdings:
        fields = _holding_fields(holding)
        lines.append("\t".join(fields[name] for name in LISTED_FIELDS))
    return lines_text(lines)


def _holding_fields(holding: Holding) -> dict[str, str]:
    """Return what a list says about a work, each on one line. `extent` is its status in few words."""
    reference = holding.reference
    title = reference.title
    for notice in serious_notices(reference)[-1:]:
        title = f"{SERIOUS[notice.kind]}: {title}"
    pages = ""
    if holding.pages and _is_full_text(holding):
        pages = str(holding.pages)
    fields = {
        "key": reference.key,
        "year": str(reference.year or ""),
        "kind": reference.kind,
        "status": holding.status,
        "pages": pages,
        "added": (holding.added or "")[:ISO_DAY_CHARACTERS],
        "authors": authors(reference),
        "title": title,
        "extent": _extent(holding, pages),
    }
    return {name: one_line(value) for name, value in fields.items()}


def _extent(holding: Holding, pages: str) -> str:
    """Return the pages of a full text, or what the library has instead: `70 pages, 3 unreadable`, `note only`."""
    if not pages:
        return holding.status
    extent = count(holding.pages, "page")
    if holding.unreadable:
        extent += f", {len(holding.unreadable):,} unreadable"
    return extent


def _holdings_totals(holdings: Sequence[Holding]) -> str:
    works = {holding.reference.key for holding in holdings}
    in_full_text = {holding.reference.key for holding in holdings if _is_full_text(holding)}
    return f"{count(len(works), 'work')}, {len(in_full_text):,} in full text"


def _is_full_text(holding: Holding) -> bool:
    return holding.source is not None and holding.source.kind == "full text"


def doubtful_lines(references: Iterable[Reference], answers: Mapping[str, Lookup]) -> str:
    """Return the works with doubts for a pipe, one line each: what is doubtful, and the command that settles it."""
    return lines_text(f"{doubt}: {command}" for doubt, command in _doubts_and_commands(references, answers))


def doubtful_text(references: Iterable[Reference], answers: Mapping[str, Lookup]) -> Block:
    """Return the works with doubts for a terminal. Each command is a line of its own, so that it can be copied."""
    lines = []
    for doubt, command in _doubts_and_commands(references, answers):
        lines += [Text(f"{doubt}:"), Text(f"  {command}", style="cyan", no_wrap=True)]
    return Block(lines)


def _doubts_and_commands(references: Iterable[Reference], answers: Mapping[str, Lookup]) -> Iterator[tuple[str, str]]:
    """Yield for each work with doubts what is doubtful, and the command that settles it.

    Works about whose doubts nothing is known are counted.

    Args:
        references: works.
        answers: what Crossref has answered about works, by key.
    """
    of_earlier_version = 0
    for reference in references:
        if is_of_earlier_version(reference):
            of_earlier_version += 1
            continue
        command = way_to_settle(reference, answers.get(reference.key))
        if command:
            yield one_line(_doubts(reference)), one_line(command)
    if of_earlier_version:
        works = count(of_earlier_version, "work")
        yield f"{works} that an earlier version may have identified", "evidence edit --reidentify"


def _doubts(reference: Reference) -> str:
    """Return what is doubtful about a work: `authors missing; year (2016) and title (scan 12) unsure`."""
    parts = []
    gaps = missing(reference)
    if gaps:
        parts.append(f"{' and '.join(gaps)} missing")
    doubts = _unsure_values(reference)
    if doubts:
        parts.append(f"{' and '.join(doubts)} unsure")
    return "; ".join(parts)


def _unsure_values(reference: Reference) -> list[str]:
    """Return the unsure fields of a work, each with its value, shortened: `title (scan 12)`."""
    values = {plain_name(field): value for field, value in editable_fields(reference)}
    shown = []
    for name in uncertain(reference):
        value = shorten(values.get(name, ""), MAX_VALUE_CHARACTERS, placeholder="…")
        shown.append(f"{name} ({value})" if value else name)
    return shown
