"""The command that checks a draft: `check`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.console import exit_with, open_library, say, show, show_json, show_or_write, show_progress
from assistant.cli.options import JsonOption, LibraryOption
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.checking.model import DraftCheck

STDIN = "-"
"""The name of a draft that comes from standard input."""

MAX_TYPED_CHARACTERS = 5_000_000
"""Characters that are read from standard input: some 2,000 pages. Chosen, to bound the memory."""


def check(
    draft: Annotated[
        str, typer.Argument(metavar="DRAFT", help="A Word, ODT, Markdown, HTML, text or PDF file; - for stdin.")
    ],
    as_json: JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Write Markdown.")] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--docx",
            metavar="FILE",
            help="Write a copy of a Word draft with comments. Needs the office extra.",
        ),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Look up every quotation and every cited figure of a draft in the library.

    For each quotation the command says whether it is in the work that is cited, word for word and on that page, and if
    not, what is there instead. A quotation that cannot be checked, because the work is not held or a page cannot be
    read, is not called wrong. Exits with 1 if a quotation is altered or misplaced (docs/checking.md).

    Example: evidence check brief.docx
    """
    if as_json and as_markdown:
        raise InputError("--json, --markdown: use only one of these options")
    if draft != STDIN and not Path(draft).is_file():
        raise InputError(f"{draft!r} is not a file. Example: evidence check brief.docx")
    if output is not None and Path(output).absolute() == Path(draft).absolute():
        raise InputError("--docx names the draft itself: give the copy another name")
    desk = open_library(library)
    with show_progress(desk, kept="Nothing was changed. To check the draft, run the same command again."):
        found = _checked(desk, draft)
    if as_json:
        from assistant.render.checks import check_json

        show_json(check_json(found))
    elif as_markdown:
        from assistant.render.checks import check_markdown

        show(check_markdown(found))
    else:
        from assistant.render.checks import check_text

        show(check_text(found))
    if output is not None:
        _write_copy(desk, Path(draft), found, output)
    exit_with(failed=found.is_wrong)


def _write_copy(desk: "Assistant", draft: Path, found: "DraftCheck", output: str) -> None:
    """Write a copy of a Word draft with comments, and say which findings have no place in it."""
    from assistant.render.plain import count, one_line

    content, unplaced = desk.comment_draft(draft, found)
    show_or_write(content, output)
    comments = len(found.quotes) + len(found.figures) - len(unplaced)
    say(f"{count(comments, 'comment')} in {one_line(output)}")
    for text in unplaced:
        say(f"not found again in the draft, so without a comment: {one_line(text)}")


def _checked(desk: "Assistant", draft: str) -> "DraftCheck":
    if draft != STDIN:
        return desk.check_draft(Path(draft))
    text = sys.stdin.read(MAX_TYPED_CHARACTERS + 1)
    if len(text) > MAX_TYPED_CHARACTERS:
        raise InputError(f"the draft has more than {MAX_TYPED_CHARACTERS:,} characters: check a part of it")
    return desk.check_text(text)
