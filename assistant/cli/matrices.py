"""The command that lays evidence out as a table: `matrix`."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.console import exit_with, open_library, prepare, say, show, show_json, show_or_write, show_progress
from assistant.cli.options import (
    AuthorOption,
    DesignOption,
    JsonOption,
    KeyOption,
    KindOption,
    LibraryOption,
    SinceOption,
    UntilOption,
)
from assistant.filters import make_filter
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.matrix.model import Matrix


def matrix(
    questions: Annotated[
        str,
        typer.Argument(metavar="QUESTIONS", help="A text file with one question a line, or emmie or programme."),
    ],
    print_questions: Annotated[
        bool, typer.Option("--print-questions", help="Print the questions, to copy and edit them. Nothing is asked.")
    ] = False,
    works_down: Annotated[bool, typer.Option("--works-down", help="Works down, questions across.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Write comma-separated values.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write a Markdown table.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Write a web page.")] = False,
    as_json: JsonOption = False,
    xlsx: Annotated[
        str | None, typer.Option("--xlsx", metavar="FILE", help="Write a spreadsheet. Needs the office extra.")
    ] = None,
    docx: Annotated[
        str | None, typer.Option("--docx", metavar="FILE", help="Write a Word document. Needs the office extra.")
    ] = None,
    desk_address: Annotated[
        str,
        typer.Option(
            "--desk",
            metavar="ADDRESS",
            help="Make each quotation a link to its passage on this desk: http://127.0.0.1:8365 for evidence serve.",
        ),
    ] = "",
    fast: Annotated[bool, typer.Option("--fast", help="Do not rerank the sentences of quotations.")] = False,
    key: KeyOption = None,
    kind: KindOption = None,
    design: DesignOption = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    library: LibraryOption = None,
) -> None:
    """Ask several questions of every work, and lay the answers out as a table.

    A cell has the quotation with its page, or says that the work was read and nothing was found, that only a summary or
    a record of it is held, or that its pages cannot be read. `emmie` has questions for a review (effect, mechanism,
    moderators, implementation, economics) and `programme` for the profile of a programme; -es and -pt are in Spanish
    and Portuguese (docs/matrix.md).

    Example: evidence matrix emmie-es --xlsx matriz.xlsx
    """
    from assistant.matrix.questions import parse_questions, questions_text

    text = questions_text(questions)
    if print_questions:
        show(text)
        exit_with(failed=False)
    printed = _chosen_format(csv=csv, markdown=markdown, html=html, json=as_json)
    asked = parse_questions(text, questions)
    address = _checked_address(desk_address)
    selection = make_filter(key=key, kind=kind, design=design, author=author, since=since, until=until)
    desk = open_library(library, creates="default place")
    prepare(desk, fast)
    with show_progress(desk, kept="Nothing was changed. To make the matrix, run the same command again."):
        found = desk.matrix(asked, selection, fast=fast)
    for name, output in {"xlsx": xlsx, "docx": docx}.items():
        if output is not None:
            _write(found, name, output, works_down, address)
    if printed not in (None, "json"):
        _write(found, printed, None, works_down, address)
    elif as_json or (xlsx is None and docx is None):
        _show(found, as_json)
    exit_with(failed=not found.has_answers)


def _chosen_format(**options: bool) -> str | None:
    """Return the one format of stdout that is given; None for text.

    Raises:
        InputError: several are given.
    """
    chosen = [name for name, is_given in options.items() if is_given]
    if len(chosen) > 1:
        raise InputError("--csv, --markdown, --html and --json: use only one of these options")
    return chosen[0] if chosen else None


def _show(found: "Matrix", as_json: bool) -> None:
    from assistant.render.matrices.as_list import matrix_json, matrix_text

    if as_json:
        show_json(matrix_json(found))
    else:
        show(matrix_text(found))


def _checked_address(address: str) -> str:
    """Return the address of a desk without its path, so that the token of an opening address is in no file.

    Raises:
        InputError: it is not an address of a web page.
    """
    if not address:
        return ""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        port = parts.port
    except ValueError:
        is_good, port = False, None
    if not is_good or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII):
        raise InputError(f"--desk: {address!r} is not an address of a desk. Example: --desk http://127.0.0.1:8365")
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    checked = f"{parts.scheme}://{host}"
    return f"{checked}:{port}" if port else checked


def _write(found: "Matrix", format: str, output: str | None, works_down: bool, desk: str) -> None:
    """Print a table, or write it to a file and say so."""
    from assistant.render.matrices import render_matrix

    show_or_write(render_matrix(found, format, works_down, desk), output)
    if output is not None:
        say(f"{len(found.questions)} questions and {len(found.works)} works in {output}")
