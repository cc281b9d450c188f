"""The commands on feeds: which ones every run reads, and what they listed. `watch run` reads them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.console import INTERRUPTED, exit_with, open_library, say, say_stopped, show, show_json, show_progress
from assistant.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.watching.feeds import FeedReport

KEPT = "What was read is kept: the next run lists it, and reads the other feeds."

FeedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--feed",
        metavar="FEED",
        help="Read this feed of new works too: an RSS or Atom file, its web address, crossref:issn=..., "
        "crossref:prefix=... or crossref:member=... (docs/feeds.md).",
    ),
]
FeedSinceOption = Annotated[
    str, typer.Option("--since", metavar="DAY", help="Only works of feeds since this day: 2026-11-30.")
]
FetchOption = Annotated[bool, typer.Option("--fetch", help="Fetch the new works of feeds, and add them.")]

FeedArgument = Annotated[
    list[str],
    typer.Argument(metavar="FEED", help="An RSS or Atom file, its web address, or crossref:issn=1745-9125."),
]

feed = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@feed.callback()
def feed_() -> None:
    """Keep feeds of new works, which every `evidence watch run` reads (docs/feeds.md).

    Example: evidence watch feed add https://example.org/news.rss
    """


@feed.command("add")
def add(feeds: FeedArgument, library: LibraryOption = None) -> None:
    """Keep feeds: RSS or Atom files or addresses, or the works of an ISSN, DOI prefix or member at Crossref.

    Example: evidence watch feed add https://example.org/news.rss crossref:issn=1745-9125
    """
    from assistant.render.plain import one_line

    desk = open_library(library, creates="default place")
    for address in feeds:
        is_new = desk.keep_feed(address)
        result = "every run reads it from now on" if is_new else "is kept already"
        say(one_line(f"{address}: {result}"))


@feed.command("list")
def list_(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """List the feeds that every run reads.

    Example: evidence watch feed list
    """
    from assistant.render.feeds import kept_feeds_text
    from assistant.render.json import objects
    from assistant.render.layout import lines_to_read

    feeds = open_library(library).feeds()
    if as_json:
        show_json(objects(feeds))
    elif feeds:
        show(lines_to_read(kept_feeds_text(feeds)))
    else:
        say("no feed is kept. Example: evidence watch feed add https://example.org/news.rss")
    exit_with(failed=not feeds)


@feed.command("remove")
def remove(feeds: FeedArgument, library: LibraryOption = None) -> None:
    """Do not read feeds any more. The works that they listed are not listed again.

    Example: evidence watch feed remove crossref:issn=1745-9125
    """
    from assistant.render.plain import one_line

    desk = open_library(library)
    for address in feeds:
        desk.forget_feed(address)
        say(one_line(f"{address}: not read any more"))


@feed.command("works")
def works(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """List all works that feeds have listed and that the library does not have yet.

    Example: evidence watch feed works
    """
    from assistant.render.feeds import feed_names, works_json, works_lines
    from assistant.render.layout import lines_to_read
    from assistant.render.plain import lines_text

    desk = open_library(library)
    listed = desk.listed_works()
    if as_json:
        show_json(works_json(listed, library))
    elif listed:
        lines = works_lines(listed, feed_names(desk.feeds()), library)
        show(lines_to_read(lines_text(lines)))
    else:
        say("no feed has listed a work that the library does not have")
    exit_with(failed=not listed)


def read_feeds(desk: "Assistant", named: Sequence[str], since: str, fetch: bool) -> "FeedReport":
    """Read the feeds that are kept and that a person named. There may be none.

    If a person stops it, the command ends. The next run lists the works that were found.
    """
    with show_progress(desk, KEPT):
        report = desk.read_feeds(*named, since=since, fetch=fetch)
    if report.stopped or (report.fetched and report.fetched.stopped):
        say_stopped(desk, KEPT)
        raise typer.Exit(INTERRUPTED)
    return report


def show_feeds(report: "FeedReport", library: str | None, *, quiet: bool) -> None:
    """Print the new works of feeds on stdout, and on stderr what else to know about the feeds."""
    from assistant.render.feeds import remarks, works_text
    from assistant.render.layout import lines_to_read

    if report.works:
        show(lines_to_read(works_text(report, library)))
    if report.fetched:
        from assistant.render.tables import fetch_text

        show(fetch_text(report.fetched))
    if report.works or report.failed or not (quiet or report.is_empty):
        for line in remarks(report):
            say(line)
