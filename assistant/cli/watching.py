"""The commands of `watch`: standing questions, and runs that report what has changed in the evidence for them."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.asking import KOption
from assistant.cli.console import (
    INTERRUPTED,
    exit_with,
    open_library,
    prepare,
    say,
    say_error,
    say_stopped,
    show,
    show_json,
    show_or_write,
    show_progress,
)
from assistant.cli.following import (
    FeedOption,
    FeedSinceOption,
    FetchOption,
    read_feeds,
    show_feeds,
)
from assistant.cli.following import feed as feed_commands
from assistant.cli.options import (
    AuthorOption,
    DesignOption,
    FileOption,
    IncludeOption,
    JsonOption,
    KeyOption,
    KindOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    UntilOption,
)
from assistant.cli.syncing import BUSY
from assistant.cli.words import joined
from assistant.filters import make_filter
from corpus.errors import InputError, LibraryBusy

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.watching.feeds import FeedReport
    from assistant.watching.model import WatchReport
    from corpus.watched import NewsItem

NEWS = 3
"""Exit status: the evidence has changed."""

KEPT = "What was found is kept: the next run reports it, and asks the other questions."

MarkdownOption = Annotated[
    str | None, typer.Option("--markdown", metavar="FILE", help="Write the items as Markdown to a file.")
]
AtomOption = Annotated[
    str | None,
    typer.Option("--atom", metavar="FILE", help="Write the newest 200 items to a file, as a feed for a feed reader."),
]

watch = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
watch.add_typer(feed_commands, name="feed")


@watch.callback()
def watch_() -> None:
    """Ask standing questions, and report what changes in the evidence for them (docs/watching.md).

    Example: evidence watch run ~/reports
    """


@watch.command("add")
def add(
    question: Annotated[
        list[str] | None, typer.Argument(metavar="QUESTION", help="The question. It needs no quotation marks.")
    ] = None,
    k: KOption = 5,
    key: KeyOption = None,
    file: FileOption = None,
    kind: KindOption = None,
    design: DesignOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    include: IncludeOption = None,
    library: LibraryOption = None,
) -> None:
    """Add a standing question. The next run asks it for the first time, and reports nothing.

    The filters are those of `ask`. A filter may select nothing yet.

    Example: evidence watch add "Does focused deterrence reduce violence?" --since 2015
    """
    from assistant.render.news.as_text import question_line

    selection = make_filter(
        key=key,
        file=file,
        kind=kind,
        design=design,
        author=author,
        language=language,
        since=since,
        until=until,
        include=include,
    )
    desk = open_library(library, creates="default place")
    standing, is_new = desk.add_standing(joined(question) or "", selection, k)
    before = "" if is_new else "this question was added before: "
    say(f"{before}{question_line(standing)}")


@watch.command("list")
def list_(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """List the standing questions.

    Example: evidence watch list
    """
    desk = open_library(library)
    questions = desk.standing_questions()
    unread = Counter(item.question for item in desk.news(unread=True))
    if as_json:
        from assistant.render.news.as_json import questions_json

        show_json(questions_json(questions, unread))
    elif questions:
        from assistant.render.news.as_text import questions_text

        show(questions_text(questions, unread))
    else:
        say('there is no standing question. Example: evidence watch add "What is a call-in?"')
    exit_with(failed=not questions)


@watch.command("remove")
def remove(
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER", help="Numbers of questions.")],
    library: LibraryOption = None,
) -> None:
    """Remove standing questions, and their news. Nothing else changes.

    Example: evidence watch remove 3
    """
    from assistant.render.plain import count

    open_library(library).remove_standing(*numbers)
    say(f"removed {count(len(numbers), 'question')}")


@watch.command("run")
def run(
    folders: Annotated[
        list[str] | None,
        typer.Argument(metavar="FOLDER", help="Files and folders to add first."),
    ] = None,
    feed: FeedOption = None,
    since: FeedSinceOption = "",
    fetch: FetchOption = False,
    markdown: MarkdownOption = None,
    atom: AtomOption = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing if nothing is new.")] = False,
    library: LibraryOption = None,
) -> None:
    """Read feeds, add what is new in folders, ask the standing questions, and report changes in the evidence.

    A passage that was shown before is not news. Neither is a copy of it, or the same file read again. Each item says
    why it is reported. A work of a feed is listed once, with the command that fetches it. The exit status is 0 if
    nothing is new, 3 if something is, and 75 if another command is writing to the library.

    Example: evidence watch run ~/reports --atom ~/evidence.atom
    """
    desk = open_library(library)
    try:
        feeds = read_feeds(desk, feed or (), since, fetch)
        report = _ask_all(desk, folders or (), feeds)
    except LibraryBusy as error:
        say_error(error)
        raise typer.Exit(BUSY) from None
    if report.stopped:
        if as_json:
            _show_json(report, feeds, library)
        say_stopped(desk, KEPT)
        raise typer.Exit(INTERRUPTED)
    _write_files(desk, report.items, markdown, atom, library, feeds)
    if as_json:
        _show_json(report, feeds, library)
    else:
        _show_report(report, quiet=quiet, has_works=bool(feeds.works))
        show_feeds(feeds, library, quiet=quiet)
    desk.mark_reported(report.items)
    desk.mark_listed(feeds.works)
    if report.items or feeds.works:
        raise typer.Exit(NEWS)
    exit_with(failed=report.failed or feeds.failed)


def _ask_all(desk: "Assistant", folders: Sequence[str], feeds: "FeedReport") -> "WatchReport":
    """Add the folders and ask the standing questions. There may be none if there are feeds."""
    from assistant.watching.model import WatchReport

    if not feeds.is_empty and not folders and not desk.standing_questions():
        return WatchReport(())
    prepare(desk, fast=False)
    with show_progress(desk, kept=KEPT):
        return desk.watch(*folders)


def _show_json(report: "WatchReport", feeds: "FeedReport", library: str | None) -> None:
    from assistant.render.feeds import feeds_json
    from assistant.render.news.as_json import watch_json

    show_json({**watch_json(report), "feeds": feeds_json(feeds, library)})


def _show_report(report: "WatchReport", *, quiet: bool, has_works: bool) -> None:
    """Print the news on stdout, and on stderr what else to know about a run.

    `has_works`: feeds have new works, so that something is new.
    """
    from assistant.render.news.as_text import news_text, remarks
    from assistant.render.plain import count

    says_all = not quiet or bool(report.items) or report.failed
    if report.added and says_all:
        from assistant.render.tables import add_summary

        say(add_summary(report.added).rstrip("\n"))
    if report.items:
        show(news_text(report.questions, report.items))
    elif report.questions and not quiet:
        nothing = "no change in the evidence" if has_works else "nothing is new"
        say(f"{nothing}: {count(len(report.questions), 'question')}")
    if says_all:
        for line in remarks(report):
            say(line)


@watch.command("news")
def news(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="NUMBER", help="Numbers of questions. Default: all questions.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also the items that were marked as read.")] = False,
    markdown: MarkdownOption = None,
    atom: AtomOption = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Show the news that is not marked as read.

    Example: evidence watch news --all --markdown news.md
    """
    desk = open_library(library)
    items = desk.news(*(numbers or ()), unread=not show_all)
    _write_files(desk, items, markdown, atom, library)
    if as_json:
        from assistant.render.news.as_json import item_json

        questions = desk.standing_questions()
        show_json([item_json(item, questions) for item in items])
    elif items:
        from assistant.render.news.as_text import news_text

        show(news_text(desk.standing_questions(), items))
    else:
        say("no news" if show_all else "no unread news. To see all: evidence watch news --all")
    exit_with(failed=not items)


@watch.command("read")
def read(
    items: Annotated[
        list[int] | None, typer.Argument(metavar="ITEM", help="Numbers of items, as `evidence watch news` shows them.")
    ] = None,
    mark_all: Annotated[bool, typer.Option("--all", help="All items.")] = False,
    library: LibraryOption = None,
) -> None:
    """Mark items of news as read.

    Example: evidence watch read 3 4
    """
    from assistant.render.plain import count

    if bool(items) == mark_all:
        raise InputError("give the numbers of items, or --all. Example: evidence watch read 3 4")
    marked = open_library(library).mark_read(*(items or ()))
    say(f"marked {count(marked, 'item')} as read")


def _write_files(
    desk: "Assistant",
    items: "Sequence[NewsItem]",
    markdown: str | None,
    atom: str | None,
    library: str | None,
    feeds: "FeedReport | None" = None,
) -> None:
    """Write the files that a person named: Markdown with these items and works, and a feed with the newest of all."""
    if markdown is not None:
        from assistant.render.feeds import feeds_markdown
        from assistant.render.news.as_markdown import news_markdown

        text = news_markdown(desk.standing_questions(), items)
        if feeds and not feeds.is_empty:
            text += feeds_markdown(feeds, library)
        show_or_write(text.encode(), markdown)
    if atom is not None:
        from assistant.render.feeds import fetch_command
        from assistant.render.news.as_atom import news_atom

        works = [(work, fetch_command(work, library)) for work in desk.listed_works()]
        show_or_write(news_atom(desk.standing_questions(), desk.news(), desk.folder, works), atom)
