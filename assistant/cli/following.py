"""The commands on feeds: which ones every run reads, and what they listed."""

from typing import Annotated

import typer

from assistant.cli.console import exit_with, open_library, say, show, show_json
from assistant.cli.options import JsonOption, LibraryOption

FeedArgument = Annotated[
    list[str],
    typer.Argument(metavar="FEED", help="An RSS or Atom file, its web address, or crossref:issn=1745-9125."),
]

feed = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    help="Keep feeds of new works, which every `evidence watch run` reads.",
)


@feed.command("add")
def add(feeds: FeedArgument, library: LibraryOption = None) -> None:
    """Keep feeds: RSS or Atom files or addresses, or what Crossref is asked for by ISSN, DOI prefix or member.

    Example: evidence watch feed add https://example.org/news.rss crossref:issn=1745-9125
    """
    from assistant.render.plain import one_line

    desk = open_library(library, creates="default place")
    for address in feeds:
        is_new = desk.keep_feed(address)
        say(one_line(f"{address}: {'every run reads it from now on' if is_new else 'is kept already'}"))


@feed.command("list")
def list_(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """List the feeds that every run reads.

    Example: evidence watch feed list
    """
    from dataclasses import asdict

    from assistant.render.feeds import kept_feeds_text
    from assistant.render.layout import lines_to_read

    feeds = open_library(library).feeds()
    if as_json:
        show_json([asdict(each) for each in feeds])
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
    """List all works that feeds have listed and that the library still has not.

    Example: evidence watch feed works
    """
    from assistant.render.feeds import works_json, works_lines
    from assistant.render.layout import lines_to_read

    listed = open_library(library).listed_works()
    if as_json:
        show_json(works_json(listed, library))
    elif listed:
        show(lines_to_read("".join(f"{line}\n" for line in works_lines(listed, {}, library))))
    else:
        say("no feed has listed a work that the library does not have")
    exit_with(failed=not listed)
