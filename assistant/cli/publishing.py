"""The command that publishes a library for others: `publish`."""

from dataclasses import asdict
from typing import Annotated

import typer

from assistant.cli.console import exit_with, open_library, say, show_json, show_progress
from assistant.cli.options import JsonOption, LibraryOption


def publish(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="A folder, or the address of an object store (s3://bucket/name) or a LanceDB server (http://host:port)",
        ),
    ],
    as_new: Annotated[
        bool, typer.Option("--as-new", help="Use this once in a copy of a library that publishes too: keep them apart.")
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Publish the library to a shared folder, an object store or a server, for others to ask without a copy of it.

    The texts, records, passages and vectors are published, not the original files. The next time, only what has changed
    is written. Several libraries may publish to one place; each changes only its own works. Others ask it with
    --library TARGET. Needs the extra lance (docs/publishing.md).

    Example: evidence publish s3://our-bucket/reports
    """
    from assistant.render.plain import count, one_line

    desk = open_library(library)
    with show_progress(desk, "What is written is kept. To go on, run the same command again."):
        report = desk.publish(target, as_new)
    if as_json:
        show_json({"target": target, **asdict(report)})
    else:
        say(
            one_line(
                f"Published to {target}: {count(report.added, 'file')} added, {report.replaced} replaced, "
                f"{report.removed} removed, {count(report.works_changed, 'record')} written"
            )
        )
        if report.of_others:
            say(f"{count(report.of_others, 'file')} are there already, published by another library")
        for sha256 in report.not_indexed:
            say(f"{sha256[:12]} was left out: its passages are not in the index yet. First: evidence index")
    exit_with(failed=bool(report.not_indexed), stopped=False)
