"""Options that several commands share, and the filter that they make."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from assistant.cli.completion import (
    complete_design,
    complete_include,
    complete_key,
    complete_kind,
    complete_language,
)
from corpus.errors import InputError

if TYPE_CHECKING:
    from corpus.model import Filter, Zone

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

FILTER_FIELDS: Mapping[str, str] = {
    "key": "keys",
    "file": "files",
    "kind": "kinds",
    "design": "designs",
    "author": "authors",
    "language": "languages",
    "since": "since",
    "until": "until",
    "include": "zones",
}
"""The field of `Filter` that each option sets."""


def make_filter(
    *,
    key: Sequence[str] | None = None,
    file: Sequence[str] | None = None,
    kind: Sequence[str] | None = None,
    design: Sequence[str] | None = None,
    author: Sequence[str] | None = None,
    language: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    include: Sequence[str] | None = None,
) -> "Filter":
    """Return the filter of the options. Keys, kinds, designs and languages may be joined by commas.

    Raises:
        InputError: `include` names an unknown part.
    """
    from corpus.model import Filter

    return Filter(
        keys=_split_values(key),
        files=tuple(file or ()),
        kinds=_split_values(kind),
        designs=_split_values(design),
        authors=tuple(author or ()),
        languages=() if "all" in (language or ()) else _split_values(language),
        since=since,
        until=until,
        zones=_zones(include or ()),
    )


def _split_values(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return the values of an option that may be repeated, and in which commas separate values.

    An empty text stays, so that the error for it can be raised.
    """
    parts = []
    for value in values or ():
        named = [part.strip() for part in value.split(",") if part.strip()]
        parts += named or [value]
    return tuple(parts)


def _zones(include: Sequence[str]) -> "tuple[Zone, ...]":
    """Return the zones to search: the body of each work, and the parts to include.

    Raises:
        InputError: `include` names an unknown part.
    """
    from corpus.model import Zone
    from corpus.text.near import choose_from

    body, *parts = get_args(Zone)
    if "all" in include:
        return (body, *parts)
    for part in include:
        if part not in (body, *parts):
            raise InputError(f"--include {part!r} is not a part of a work. {choose_from(part, [*parts, 'all'])}")
    return (body, *include)
