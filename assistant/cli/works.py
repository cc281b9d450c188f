"""The commands for the works of a library: `list`, `show`, `cite`, `edit` and `remove`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from assistant.cli.completion import complete_change, complete_format, complete_key
from assistant.cli.console import exit_with, open_library, say, show, show_json, show_or_write, show_progress
from assistant.cli.options import (
    AuthorOption,
    DesignOption,
    FileOption,
    JsonOption,
    KeyOption,
    KindOption,
    LibraryOption,
    SinceOption,
    StyleOption,
    UntilOption,
)
from assistant.filters import make_filter
from corpus.errors import InputError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.show import View
    from corpus.exchange import ReferenceFormat
    from corpus.model import Holding, Reference


def list_(
    as_json: JsonOption = False,
    doubtful: Annotated[
        bool,
        typer.Option(
            "--doubtful",
            help="Only works whose reference may be wrong or lacks something, with the command to settle it.",
        ),
    ] = False,
    key: KeyOption = None,
    file: FileOption = None,
    kind: KindOption = None,
    design: DesignOption = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sort: Annotated[
        Literal["added", "year", "title"],
        typer.Option(
            "--sort",
            help="Order: added (the last work that was added, or got a file, comes first), year (the newest first) or"
            " title.",
        ),
    ] = "added",
    library: LibraryOption = None,
) -> None:
    """List the works in the library.

    A terminal shows title, authors, kind, extent and key of each work. A pipe gets a line for each work, with tabs
    between key, year, kind, status, pages, date added, authors and title.

    Example: evidence list --sort year --design "systematic review"
    """
    from assistant.holdings import in_order

    desk = open_library(library)
    selection = make_filter(key=key, file=file, kind=kind, design=design, author=author, since=since, until=until)
    holdings = in_order(desk.holdings(selection), sort)
    for note in desk.selection_notes(selection):
        say(note)
    if doubtful:
        holdings = [holding for holding in holdings if _is_doubtful(holding.reference)]
    if as_json:
        from assistant.render.json import holdings_json

        show_json(holdings_json(holdings, desk.lookups()))
    elif not holdings:
        say("none of these works is doubtful" if doubtful else "this library has no works yet: evidence add FILE")
    elif doubtful:
        _show_doubtful(desk, holdings)
    else:
        _show_holdings(holdings, sort)
    exit_with(failed=not holdings)


def _show_doubtful(desk: "Assistant", holdings: Sequence["Holding"]) -> None:
    from assistant.render.holdings import doubtful_lines, doubtful_text

    works = {holding.reference.key: holding.reference for holding in holdings}  # a work may have several texts
    doubts = doubtful_text if sys.stdout.isatty() else doubtful_lines
    show(doubts(works.values(), desk.lookups()))


def _show_holdings(holdings: Sequence["Holding"], sort: str) -> None:
    from assistant.render.holdings import holdings_lines, holdings_text

    if sys.stdout.isatty():
        show(holdings_text(holdings, by_day=sort == "added"))
    else:
        show(holdings_lines(holdings))


def _is_doubtful(reference: "Reference") -> bool:
    from corpus.works.doubts import way_to_settle

    return bool(way_to_settle(reference))


def show_(
    target: Annotated[
        str,
        typer.Argument(
            metavar="KEY|ID", autocompletion=complete_key, help="The id of a passage, or the key of a work."
        ),
    ],
    page: Annotated[
        int | None,
        typer.Option(
            "-p",
            "--page",
            metavar="N",
            min=1,
            help="Page number in the PDF (not the printed one), section number, or second of a recording.",
        ),
    ] = None,
    open_: Annotated[
        bool,
        typer.Option("--open", help="Open a copy of the document, under its own name, in the program for it."),
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Show a passage on its page, a page, or a work.

    Example: evidence show nnsc-gvi-guide-2013
    """
    from assistant.render.tables import view_text

    desk = open_library(library)
    view = desk.view(target, page)
    show(view_text(view))
    if open_:
        _open(desk, view)


def _open(desk: "Assistant", view: "View") -> None:
    """Open a copy of the document of a view, and say what was opened. Without a document, open its web address."""
    from assistant.cli.viewer import open_in_viewer
    from assistant.render.plain import one_line

    target = name = view.address
    place = ""
    if view.source is not None and not view.address:
        copy = desk.copy_to_read(view.source)
        target, name = str(copy), copy.name
        place = f", page {view.page}" if view.page else ""
    if not target:
        say(one_line(f"there is nothing to open. To read the document: {view.to_bring}"))
        exit_with(failed=True)
    failure = open_in_viewer(target)
    if failure:
        say(one_line(f"nothing could open {name} ({failure}). To open it by hand: {target}{place}"))
        exit_with(failed=True)
    say(one_line(f"opened {name}{place}"))


def cite(
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY|ID", autocompletion=complete_key, help="Keys of works and ids of passages."),
    ] = None,
    style: StyleOption = "apa",
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            autocompletion=complete_format,
            help="Output format: text; html, markdown, rtf or docx with italics; or, for other programs, bibtex, ris or"
            " csl-json.",
        ),
    ] = "text",
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file instead of stdout.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Cite all works in the library.")] = False,
    library: LibraryOption = None,
) -> None:
    """Write references, and in-text citations for passages.

    Example: evidence cite --all --style chicago-notes --format docx --output references.docx
    """
    from assistant.render.lists import BINARY_FORMATS, LIST_FORMATS, render
    from assistant.render.plain import one_line

    if bool(targets) == all_:
        raise InputError("give either keys and ids, or --all. Example: evidence cite nnsc-gvi-guide-2013")
    if format_ in BINARY_FORMATS and output is None and sys.stdout.isatty():
        raise InputError(f"a terminal cannot show {format_}. Name a file: --output references.{format_}")
    desk = open_library(library)
    if format_ not in LIST_FORMATS:
        show_or_write(desk.export(targets or (), _reference_format(format_)).encode(errors="replace"), output)
        for line in desk.doubts(targets or ()):
            say(one_line(line))
        return
    references = desk.cite(targets or (), style)
    show_or_write(render(references, format_), output)
    for remark in references.remarks:
        say(one_line(remark))


def _reference_format(name: str) -> "ReferenceFormat":
    from assistant.render.lists import LIST_FORMATS
    from corpus.exchange import ReferenceFormat
    from corpus.text.near import choose_from

    formats = get_args(ReferenceFormat)
    for known in formats:
        if known == name:
            return known  # type: ignore[no-any-return]
    raise InputError(f"--format {name!r} is not a format. {choose_from(name, [*LIST_FORMATS, *formats])}")


def edit(
    key: Annotated[
        str | None,
        typer.Argument(metavar="KEY", autocompletion=complete_key, help="The key of a work (evidence list)."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE",
            autocompletion=complete_change,
            help="Fields to change. Without a value, the field is deleted.",
        ),
    ] = None,
    editor: Annotated[
        bool, typer.Option("--editor", help="Change the record as a text in your editor (evidence config).")
    ] = False,
    merge: Annotated[
        str | None,
        typer.Option(
            "--merge",
            metavar="OTHER",
            autocompletion=complete_key,
            help="The work with the key OTHER is the same work: add its texts, and the fields that this one lacks.",
        ),
    ] = None,
    lookup: Annotated[
        bool, typer.Option("--lookup", help="Look the work up at Crossref. For many works: evidence lookup.")
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--reidentify",
            help="Read the files of works again and show what they say now. Give the keys of works, or none for all. "
            "Values from a person, an import or a look-up stay.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="With --reidentify: change the works without asking.")
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Correct the record of a work, or show it if there are no changes.

    A field is key, kind, design, authors, year, journal, pages, or a CSL variable such as title, publisher or DOI.
    Write people as "Family, Given" or "Given Family" with semicolons between them, or as "A, B and C". Put the name of
    an organisation in braces if it is taken for a person. Only another edit changes a field that you set. The old key
    of a work still names it.

    Example: evidence edit nnsc-gvi-guide-2013 year=2013 design=guide "author=Abt, Thomas; World Bank"
    """
    desk = open_library(library)
    fields = changes or []
    if again:
        from assistant.cli.reidentifying import reidentify

        keys = [key, *fields] if key else []
        reidentify(desk, keys, yes=yes, as_json=as_json)
    if key is None:
        raise InputError(
            "give the key of a work, or --reidentify; `evidence lookup` looks up all works."
            " Example: evidence edit nnsc-gvi-guide-2013 year=2013"
        )
    reference, disputed = _edited(desk, key, fields, editor=editor, merge=merge, lookup=lookup)
    if as_json:
        from assistant.render.json import reference_json

        show_json(reference_json(reference, disputed))
    else:
        from assistant.render.tables import reference_text

        show(reference_text(reference, disputed))


def _edited(
    desk: "Assistant", key: str, fields: Sequence[str], *, editor: bool, merge: str | None, lookup: bool
) -> "tuple[Reference, list[tuple[str, str, str]]]":
    """Change a record in the one way that is asked for. Return it, and what is disputed after a look-up."""
    if not editor and not merge:
        return desk.edit(key, fields, lookup=lookup)
    if fields or lookup or (editor and merge):
        raise InputError("--editor and --merge do not work with other changes or with --lookup: give one of them")
    if merge:
        return desk.merge(key, merge), []
    from assistant.cli.editor import edit_record

    return edit_record(desk, key), []


def remove(
    keys: Annotated[
        list[str], typer.Argument(metavar="KEY", autocompletion=complete_key, help="Keys of works (evidence list).")
    ],
    file: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="FILE", help="Only the text of this file: its name, or the end of its path."),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Remove works and their passages.

    When the full text of a work on the reading list is removed, its note stays. Remove the work again to remove the
    note too.

    Example: evidence remove crs-2024-port-security
    """
    from assistant.render.plain import count

    desk = open_library(library)
    with show_progress(desk):
        removed = desk.remove(keys, file or ())
    say(f"removed {count(removed, 'source')}. To bring back what was removed: evidence undo")
