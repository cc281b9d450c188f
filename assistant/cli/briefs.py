"""The command that writes a brief: `brief`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.console import exit_with, open_library, say, show_json, show_or_write, show_progress
from assistant.cli.options import JsonOption, LibraryOption, StyleOption
from corpus.errors import InputError, error_reason

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.briefs.model import AnswerFile, Brief
    from assistant.render.briefs import BriefFormat

STDIN = "-"
"""The name of answers or ids that come from standard input."""

KEPT = "Nothing was written. To make the brief, run the same command again."

MAX_ANSWER_BYTES = 100_000_000
"""Size of a file of answers: some 5,000 of them. Chosen, to bound the memory."""


def brief(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE|ID",
            help="Answers (the JSON of ask --json or --batch), or ids of passages; - for either from stdin.",
        ),
    ] = None,
    basket: Annotated[
        str | None, typer.Option("--basket", metavar="NAME", help="The quotations of this basket of the desk.")
    ] = None,
    heading: Annotated[
        str, typer.Option("--heading", metavar="TEXT", help="The heading of the basket or of the passages.")
    ] = "",
    style: StyleOption = "apa",
    words: Annotated[
        Literal["en", "es", "pt"],
        typer.Option("--words", help="Language of the words that the program adds: en, es or pt."),
    ] = "en",
    html: Annotated[bool, typer.Option("--html", help="Write a web page instead of Markdown.")] = False,
    docx: Annotated[
        str | None, typer.Option("--docx", metavar="FILE", help="Write a Word document. Needs the office extra.")
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Lay quotations out as a brief: with footnotes, a table of the sources, and the references.

    The headings are the questions of the answers. A quotation is in the text, and its citation with the printed page
    and the page of the PDF is in a footnote. The words of a quotation come from the library, not from a file of
    answers. A question without good evidence is kept, with the reason. The program writes no sentence of its own. Exits
    with 1 if something could not be found or read (docs/briefs.md).

    Example: evidence ask "What is a call-in?" --json | evidence brief - --docx brief.docx
    """
    if html + as_json + (docx is not None) > 1:
        raise InputError("--html, --docx and --json: use only one of these options")
    answers, passages = _read(targets or ())
    if basket is None and not answers and not passages:
        raise InputError("name answers, ids of passages or a basket. Example: evidence brief --basket evidence")
    desk = open_library(library)
    with show_progress(desk, kept=KEPT):
        found = desk.brief(basket=basket, answers=answers, passages=passages, heading=heading)
    _say_problems(found)
    if not found.sections:
        say("there is nothing to write")
        exit_with(failed=True)
    if as_json:
        from assistant.render.briefs.as_json import brief_json

        show_json(brief_json(found))
    else:
        _write(desk, found, style, words, html=html, docx=docx)
    exit_with(failed=bool(found.problems))


def _say_problems(found: "Brief") -> None:
    from assistant.render.plain import one_line

    for problem in found.problems:
        say(one_line(problem))


def _write(desk: "Assistant", found: "Brief", style: str, words: str, *, html: bool, docx: str | None) -> None:
    """Print a brief, or write it to a file and say so. Say which of its references are doubtful."""
    from assistant.render.plain import count, one_line

    format: BriefFormat = "html" if html else "markdown"
    if docx is not None:
        format = "docx"
    with show_progress(desk, kept=KEPT):
        content = desk.export_brief(found, format, style, words)
    show_or_write(content, docx)
    mentions = [item.mention for item in found.items if item.mention is not None]
    keys = list(dict.fromkeys(mention.reference.key for mention in mentions))
    if docx is not None:
        say(f"{count(len(mentions), 'quotation')} of {count(len(keys), 'work')} in {one_line(docx)}")
    if not keys:
        return
    for doubt in desk.doubts(keys):
        say(one_line(doubt))


# --- input ---------------------------------------------------------------------------------------------------------


def _read(targets: Sequence[str]) -> "tuple[list[AnswerFile], list[str]]":
    """Return the files of answers and the ids of passages that the command line names.

    Raises:
        InputError: a file cannot be read.
    """
    from assistant.briefs.model import AnswerFile

    answers, passages = [], []
    for target in targets:
        path = Path(target)
        if target == STDIN:
            text = _checked_size(sys.stdin.read(MAX_ANSWER_BYTES + 1), "standard input")
            if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
                answers.append(AnswerFile("standard input", text))
            else:
                passages += text.split()
        elif path.is_file():
            answers.append(AnswerFile(target, _text_of(path)))
        else:
            passages.append(target)
    return answers, passages


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_ANSWER_BYTES + 1)
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error_reason(error)}") from error
    return _checked_size(content.decode("utf-8", "replace"), str(path))


def _checked_size(text: str, name: str) -> str:
    """Return a text if it is not too long.

    Raises:
        InputError: it is.
    """
    if len(text) > MAX_ANSWER_BYTES:
        raise InputError(f"{name} has more than {MAX_ANSWER_BYTES:,} characters: divide it")
    return text
