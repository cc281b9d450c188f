"""The commands that bring works into the library: `add`, `fetch` and `import`."""

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.completion import complete_key
from assistant.cli.console import (
    FAILED,
    can_ask,
    exit_with,
    open_library,
    say,
    say_error,
    say_stopped,
    say_waiting,
    show,
    show_json,
    show_progress,
)
from assistant.cli.options import JsonOption, LibraryOption, ModelOption
from assistant.cli.replacing import ask_and_add, changed_files, say_how_to_bring_back, say_how_to_replace

if TYPE_CHECKING:
    from assistant.ingest.model import AddOutcome, AddReport, Replace


def add(
    paths: Annotated[list[str], typer.Argument(metavar="FILE", help="Files, folders or web addresses.")],
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="KEY",
            autocompletion=complete_key,
            help="The file is the full text of the work with this key.",
        ),
    ] = None,
    model: ModelOption = None,
    ocr: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(
            "--ocr",
            help="Pages to read as pictures: pages without usable text (auto), all pages (always), or no pages "
            "(never). Needs the ocr extra.",
        ),
    ] = "auto",
    replace: Annotated[
        Literal["yes", "no", "both"] | None,
        typer.Option(
            "--replace",
            help="What to do with a changed file: replace the text that the library has (the old text is kept aside), "
            "leave the file out, or keep both. Default: ask on a terminal, or else leave it out and exit with 1.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Add reports: read, identify and index them.

    A file that the library already has costs no time, even under another name. It is read again only if OCR can now
    read pages that had no text.

    A file is a changed file if it has other bytes than the library has from its path, or the title, authors and most
    of the text of a work that the library has. Otherwise a file with a known title is another work.

    Example: evidence add ~/reports
    """
    desk = open_library(library, model, creates="anywhere", inputs=paths)

    def add_now(names: Sequence[str], choice: "Replace | None") -> "AddReport":
        with show_progress(desk):
            return desk.add(*names, key=key, ocr=ocr, replace=choice)

    report = add_now(paths, replace)
    is_asked = replace is None and not as_json and not report.stopped and can_ask()
    if is_asked:
        report = ask_and_add(report, add_now)
    if as_json:
        from assistant.render.json import objects

        show_json(objects(report.outcomes))
    else:
        _show_added(report)
    if report.stopped:
        say_stopped(desk)
        say_waiting(desk)
    _say_how_to_read_pictures(report, paths, library)
    undecided = bool(changed_files(report)) and replace is None and not is_asked
    if undecided:
        say_how_to_replace(report)
    refused = any(outcome.status == "refused" for outcome in report.outcomes)
    exit_with(failed=refused or undecided or not report.outcomes, stopped=report.stopped)


def _show_added(report: "AddReport") -> None:
    """Show what became of each file, and how to bring back what was replaced."""
    from assistant.render.tables import add_summary, add_table

    show(add_table(report) if sys.stdout.isatty() else add_summary(report))
    say_how_to_bring_back(report)


def _say_how_to_read_pictures(report: "AddReport", paths: Sequence[str], library: str | None) -> None:
    """Say how to read pages without text, if OCR is not installed."""
    from assistant.render.plain import count
    from corpus.reading.pdf import ocr

    unreadable = sum(len(outcome.unreadable) for outcome in report.outcomes)
    if not unreadable or ocr.available():
        return
    command = ["evidence", "add", *paths, "--ocr", "auto"]
    if library:
        command += ["--library", library]
    pages = count(unreadable, "page")
    say(f"{pages} without text. OCR may read them: {ocr.INSTALL}, then {shlex.join(command)}")


def _say_how_to_take_changed_files(files: Sequence["AddOutcome"]) -> None:
    """Say how to take in the changed files of an export, which were left out."""
    if any(outcome.status == "changed" for outcome in files):
        say("To take in a changed file: evidence add FILE --key KEY --replace yes")


def fetch(
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY",
            autocompletion=complete_key,
            help="Keys of works, or DOIs and addresses of works that a feed listed. Default: the reading list, and "
            "every other work with an address.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Download open works and add them.

    A work that the library already has is not downloaded again. For each work that cannot be fetched, the command says
    why a person is needed and where to look (docs/fetching.md).

    Example: evidence fetch abt-winship-2016
    """
    from corpus.errors import Offline

    desk = open_library(library, creates="anywhere")
    try:
        with show_progress(desk):
            report = desk.fetch(*(keys or []))
    except Offline as error:
        say_error(error)
        raise typer.Exit(FAILED) from None
    if as_json:
        from assistant.render.json import objects

        show_json(objects(report.works))
    else:
        from assistant.render.tables import fetch_text

        show(fetch_text(report))
    if report.stopped:
        say_stopped(desk)
    exit_with(failed=report.failed, stopped=report.stopped)


def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A .bib, .ris or CSL-JSON file, for example an export from Zotero.")
    ],
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--files",
            metavar="FOLDER",
            help="Look for attached files in this folder too. The folder of the export is always searched.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Import references and their attached files.

    If the library already has a work, its record is updated; nothing is duplicated. In Zotero, choose File, Export
    Library, format BibTeX, Export Files.

    Example: evidence import "My Library.bib"
    """
    desk = open_library(library, creates="anywhere", inputs=[file])
    with show_progress(desk):
        report = desk.import_(file, files or ())
    if as_json:
        from assistant.render.json import import_json

        show_json(import_json(report))
    else:
        from assistant.render.layout import lines_to_read
        from assistant.render.tables import import_summary

        show(lines_to_read(import_summary(report, file)))
        _say_how_to_take_changed_files(report.files)
    if report.stopped:
        say_stopped(desk)
        say_waiting(desk)
    exit_with(failed=report.failed, stopped=report.stopped)
