"""The new works of feeds: for a terminal, as Markdown, and for JSON. All of their texts are a stranger's."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.render.json import objects
from assistant.render.markdown import escape_markdown
from assistant.render.plain import count, lines_text, one_line
from corpus.citing.short_citation import author_year
from corpus.feeds.model import KnownFeed, ListedWork
from corpus.model import Reference
from corpus.works.typed_names import format_names

if TYPE_CHECKING:
    from assistant.watching.feeds import FeedOutcome, FeedReport

NO_COMMAND = "The feed has no address of it: look at the page of the feed"


def fetch_command(work: ListedWork, library: str | None = None) -> str:
    """Return the command that fetches a work, quoted for a shell; "" if the work has no DOI and no address.

    `library` is the folder that the person named, or None.
    """
    if not work.name:
        return ""
    command = ["evidence", "fetch", work.name]
    if library:
        command += ["--library", library]
    return shlex.join(command)


def cited(work: ListedWork) -> str:
    """Return the author and year of a work; its year alone without authors, because its title follows."""
    if work.csl.get("author"):
        return author_year(_as_reference(work))
    return f"({_as_reference(work).year or 'n.d.'})"


def works_text(report: "FeedReport", library: str | None = None) -> str:
    """Return the new works of a report."""
    return lines_text(works_lines(report.works, feed_names(report.feeds), library))


def remarks(report: "FeedReport") -> list[str]:
    """Return a line for each feed that a person should look at, and totals."""
    lines = [_problem_line(feed) for feed in report.feeds if feed.problem]
    if report.problem:
        lines.append(one_line(f"not fetched: {report.problem}"))
    return [*lines, totals_line(report)]


def works_lines(works: Sequence[ListedWork], names: Mapping[str, str], library: str | None = None) -> list[str]:
    """Return each work in three lines: author, year and title; its feed; the command that fetches it.

    `names` has the names of feeds by address.
    """
    lines = []
    for work in works:
        lines.append(one_line(f"{cited(work)}. {_title(work)}"))
        listed_by = one_line(f"listed by {names.get(work.feed, work.feed)}")
        command = one_line(fetch_command(work, library)) or NO_COMMAND
        lines += [f"  {listed_by}", f"  {command}"]
    return lines


def feeds_markdown(report: "FeedReport", library: str | None = None) -> str:
    """Return the new works as a list in Markdown, then what went wrong, then totals."""
    names = feed_names(report.feeds)
    lines = ["## New works in feeds", ""]
    for work in report.works:
        listed_by = escape_markdown(names.get(work.feed, work.feed))
        lines.append(f"- {escape_markdown(cited(work))}. *{escape_markdown(_title(work))}*. Listed by {listed_by}.")
        command = one_line(fetch_command(work, library))
        what_to_do = _code(command) if command else NO_COMMAND
        lines.append(f"  {what_to_do}")
    if not report.works:
        lines.append("None.")
    for feed in report.feeds:
        if feed.problem:
            lines.append(f"- {escape_markdown(_problem_line(feed))}")
    lines += ["", escape_markdown(totals_line(report)), ""]
    return "\n".join(lines)


def feeds_json(report: "FeedReport", library: str | None = None) -> dict[str, Any] | None:
    """Return a report as a JSON object; None if no feed was read and there is no work to show."""
    if report.is_empty:
        return None
    return {
        "feeds": objects(report.feeds),
        "works": works_json(report.works, library),
        "fetched": report.fetched and objects(report.fetched.works),
        "problem": report.problem or None,
        "stopped": report.stopped,
    }


def works_json(works: Sequence[ListedWork], library: str | None = None) -> list[dict[str, Any]]:
    """Return works that feeds listed, for JSON."""
    return [_work_json(work, library) for work in works]


def _work_json(work: ListedWork, library: str | None) -> dict[str, Any]:
    authors = [format_names([name]) for name in work.csl.get("author") or ()]
    return {
        "title": _title(work),
        "authors": authors,
        "year": _as_reference(work).year,
        "doi": work.csl.get("DOI"),
        "url": work.csl.get("URL"),
        "reference": work.csl,
        "feed": work.feed,
        "day": work.day,
        "command": fetch_command(work, library) or None,
    }


def kept_feeds_text(feeds: Sequence[KnownFeed]) -> str:
    """Return a line for each feed that every run reads."""
    lines = []
    for feed in feeds:
        title = f"  ({feed.title})" if feed.title else ""
        read = f"read on {feed.day}" if feed.day else "not read yet"
        lines.append(one_line(f"{feed.address}{title}: {read}"))
    return lines_text(lines)


def feed_names(feeds: "Iterable[FeedOutcome | KnownFeed]") -> dict[str, str]:
    """Return what each feed is called: its title and address."""
    names = {}
    for feed in feeds:
        names[feed.address] = f"{feed.title} ({feed.address})" if feed.title else feed.address
    return names


def totals_line(report: "FeedReport") -> str:
    """Return how many feeds were read, how many works they list, and how many are new."""
    read = sum(feed.status != "failed" for feed in report.feeds)
    listed = sum(feed.works for feed in report.feeds)
    parts = [f"{count(read, 'feed')} read", f"{count(listed, 'work')} listed", f"{len(report.works):,} new"]
    failed = len(report.feeds) - read
    if failed:
        parts.insert(1, f"{failed:,} not read")
    return ", ".join(parts)


def _problem_line(feed: "FeedOutcome") -> str:
    """Return why a feed was not read, or why entries of it may be missing, on one line."""
    if feed.status == "failed":
        return one_line(f"not read: {feed.address}: {feed.problem}")
    return one_line(f"{feed.address} {feed.problem}")


def _as_reference(work: ListedWork) -> Reference:
    return Reference("", work.csl, "", "")


def _title(work: ListedWork) -> str:
    return str(work.csl.get("title", ""))


def _code(text: str) -> str:
    """Return a text as code of Markdown, which ends at as many backticks as it begins with."""
    fence = "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if len(fence) > 1 else f"`{text}`"
