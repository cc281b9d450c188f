"""Options that several commands share. `assistant.filters` makes a filter of them."""

from typing import Annotated

import typer

from assistant.cli.completion import (
    complete_design,
    complete_include,
    complete_key,
    complete_kind,
    complete_language,
    complete_style,
)

# Text, not Path: if a Path is given, Typer loads pydantic, which takes 70 ms of each question.
LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library",
        "-L",
        metavar="FOLDER",
        help="Library folder. Default: $EVIDENCE_LIBRARY, or else the user's data folder.",
    ),
]
ModelOption = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Embedding model: a name or folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON (docs/json.md).")]

StyleOption = Annotated[
    str,
    typer.Option(
        "--style",
        metavar="NAME|FILE",
        autocompletion=complete_style,
        help="Citation style: apa, chicago-author-date, chicago-notes, mla, harvard, vancouver, or a .csl file.",
    ),
]

KeyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="KEY",
        autocompletion=complete_key,
        help="Only the works with these keys: KEY,KEY,...",
    ),
]
FileOption = Annotated[
    list[str] | None,
    typer.Option("--file", metavar="FILE", help="Only files with this name, or whose path ends in it."),
]
KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        autocompletion=complete_kind,
        help="Only works of these kinds: report,guide,article,...",
    ),
]
DesignOption = Annotated[
    list[str] | None,
    typer.Option(
        "--design",
        metavar="DESIGN",
        autocompletion=complete_design,
        help='Only works of these designs, for example "systematic review".',
    ),
]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only works by this author: a part of a name.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option(
        "--language",
        metavar="LANGUAGE",
        autocompletion=complete_language,
        help="Only passages in these languages: en, es, pt, all.",
    ),
]
SinceOption = Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only works of this year or later.")]
UntilOption = Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Only works of this year or earlier.")]
IncludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        metavar="PART",
        autocompletion=complete_include,
        help="Also search: contents, references, index, front matter, figures, all.",
    ),
]
