"""The command line: parse, call `Assistant`, render, exit status.

Exit status: 0 found or done, 1 nothing found or some inputs failed, 2 usage or environment, 130 interrupted.
"""

import gc
import io
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import wraps
from inspect import Signature, signature
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from corpus.errors import EvidenceError, InputError

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.explain import Explanation
    from assistant.importing import ImportReport
    from assistant.ingest.model import AddReport
    from assistant.model import Evidence
    from corpus.exchange import ReferenceFormat
    from corpus.model import Filter

app = typer.Typer(
    name="evidence",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask your own library of reports, and get the passages that answer, each with an exact citation.\n\n"
    'Example: evidence ask "What is a custom notification?"',
)

# Text, not Path: for a Path that is given, Typer loads pydantic, which costs a question 70 ms.
LibraryOption = Annotated[
    str | None,
    typer.Option(
        "--library",
        "-L",
        metavar="FOLDER",
        help="The library's folder; else $EVIDENCE_LIBRARY, else the user's data folder.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON (docs/json.md).")]
BibtexOption = Annotated[bool, typer.Option("--bibtex", help="Write the works found as BibTeX.")]
RisOption = Annotated[bool, typer.Option("--ris", help="Write the works found as RIS.")]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Write Markdown.")]
KOption = Annotated[int, typer.Option("-k", metavar="N", min=1, max=1000, help="How many passages at most.")]
BatchOption = Annotated[
    str | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help="A file of questions, one a line, or JSON lines with `question` and any filter by name; - reads stdin. "
        "Writes one JSON object a line.",
    ),
]
BySourceOption = Annotated[
    bool, typer.Option("--by-source", help="Group the passages by work, a few of each; -k counts works.")
]
FastOption = Annotated[bool, typer.Option("--fast", help="Do not read the first passages a second time.")]
ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain", help="Say how the question was read and why each passage is where it is; not with --markdown."
    ),
]
RerankOption = Annotated[
    str | None, typer.Option("--rerank", metavar="NAME", help="Read them with this cross-encoder, by name or folder.")
]
KeyOption = Annotated[list[str] | None, typer.Option("--key", metavar="KEY", help="Only these works.")]
FileOption = Annotated[
    list[str] | None, typer.Option("--file", metavar="FILE", help="Only files of this name, or path's end.")
]
KindOption = Annotated[
    list[str] | None, typer.Option("--kind", metavar="KIND", help="Only this kind: report, guide, article, ...")
]
DesignOption = Annotated[
    list[str] | None, typer.Option("--design", metavar="DESIGN", help='Only this design, as "systematic review".')
]
AuthorOption = Annotated[list[str] | None, typer.Option("--author", metavar="NAME", help="Only works by this author.")]
LanguageOption = Annotated[
    list[str] | None, typer.Option("--language", metavar="LANGUAGE", help="Only passages in en, es, pt.")
]
SinceOption = Annotated[int | None, typer.Option("--since", metavar="YEAR", help="Only works of this year or later.")]
UntilOption = Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Only works of this year or earlier.")]
IncludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--include", metavar="PART", help="Search these parts too: contents, references, index, front matter, all."
    ),
]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the options say that `ask` and `search` share."""

    batch: str | None
    as_json: bool
    markdown: bool
    works: "ReferenceFormat | None"
    by_source: bool
    fast: bool
    rerank: str | None
    explain: bool
    selection: "Filter"
    library: str | None


def _asking(
    batch: BatchOption = None,
    by_source: BySourceOption = False,
    fast: FastOption = False,
    rerank: RerankOption = None,
    explain: ExplainOption = False,
    as_json: JsonOption = False,
    markdown: MarkdownOption = False,
    bibtex: BibtexOption = False,
    ris: RisOption = False,
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
) -> Asking:
    if explain and (markdown or bibtex or ris):
        raise InputError(
            "--explain and --markdown, --bibtex or --ris: give one of them; --explain goes with --json too"
        )
    if as_json + markdown + bibtex + ris + (batch is not None and not as_json) > 1:
        raise InputError("--json, --markdown, --bibtex, --ris: give one of them; --batch writes JSON")
    works: ReferenceFormat | None = "bibtex" if bibtex else "ris" if ris else None
    selection = _filter(key, file, kind, design, author, language, since, until, include)
    return Asking(batch, as_json, markdown, works, by_source, fast, rerank, explain, selection, library)


def _asks(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of `_asking` after its own; it takes what they say as `asking`."""
    own, shared = signature(command).parameters, signature(_asking).parameters

    @wraps(command)
    def run(**given: Any) -> None:
        command(asking=_asking(**{name: given.pop(name) for name in shared}), **given)

    options = [*(option for name, option in own.items() if name != "asking"), *shared.values()]
    run.__signature__ = Signature(options)  # type: ignore[attr-defined]  # where Typer looks for what to parse
    return run


@app.command()
@_asks
def ask(
    asking: Asking,
    question: Annotated[str | None, typer.Argument(help="The question, in English, Spanish or Portuguese.")] = None,
    k: KOption = 5,
) -> None:
    """Find evidence, or say that there is none.

    Example: evidence ask "What is said at a call-in?" --since 2010
    """
    from assistant import render

    began, by_source = monotonic(), asking.by_source
    desk = _open(asking.library, rerank=asking.rerank)
    if asking.batch is not None:
        _batch(
            asking.batch,
            question,
            asking.selection,
            lambda q, f: render.answer_json(
                desk.ask(q, k, f, by_source=by_source, fast=asking.fast), by_source, _explained(desk, q, asking)
            ),
        )
        return
    text = _given(question, "ask")
    answer = desk.ask(text, k, asking.selection, by_source=by_source, fast=asking.fast)
    why = _explained(desk, text, asking)
    if asking.as_json:
        print(render.to_json(render.answer_json(answer, by_source, why)))
    elif asking.markdown:
        print(render.answer_markdown(answer, by_source))
    elif asking.works:
        _export(desk, answer.evidence, asking.works)
        if not answer.answered:
            _say(f"no good evidence: {answer.reason}")
    else:
        _show(render.answer_text(answer, monotonic() - began, desk.counts(), by_source, why))
        _say_waiting(desk)
    raise typer.Exit(0 if answer.answered else 1)


@app.command()
@_asks
def search(
    asking: Asking,
    query: Annotated[str | None, typer.Argument(help='Words; "quoted phrases" are exact, -word excludes.')] = None,
    k: KOption = 10,
) -> None:
    """Rank passages by words and meaning; never holds back.

    Example: evidence search '"custom notification" letter -drug'
    """
    from assistant import render

    by_source = asking.by_source
    desk = _open(asking.library, rerank=asking.rerank)
    if asking.batch is not None:
        _batch(
            asking.batch,
            query,
            asking.selection,
            lambda q, f: render.hits_json(
                q, desk.search(q, k, f, by_source=by_source, fast=asking.fast), by_source, _explained(desk, q, asking)
            ),
        )
        return
    text = _given(query, "search")
    hits = desk.search(text, k, asking.selection, by_source=by_source, fast=asking.fast)
    why = _explained(desk, text, asking)
    if asking.as_json:
        print(render.to_json(render.hits_json(text, hits, by_source, why)))
    elif asking.markdown:
        print(render.evidence_markdown(hits, by_source))
    elif asking.works:
        _export(desk, hits, asking.works)
    elif hits or why:
        _show(render.hits_text(hits, by_source, why))
    if not hits:
        _say("nothing found")
    raise typer.Exit(0 if hits else 1)


@app.command()
def add(
    paths: Annotated[list[str], typer.Argument(help="Files, folders to go through, or http addresses.")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="The work of the list that the file is the text of.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="The embedding model, by name or folder.")
    ] = None,
    ocr: Annotated[
        Literal["auto", "always", "never"],
        typer.Option(
            "--ocr", help="Read as pictures the pages without usable text, all pages, or none (needs the ocr extra)."
        ),
    ] = "auto",
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Add reports: read, identify, index.

    What was added before costs nothing, under another name too; where OCR can now read pages that had no text, it is
    read again.

    Example: evidence add ~/reports
    """
    desk = _open(library, model)
    with _progress(desk):
        report = desk.add(*paths, key=key, ocr=ocr)
    if as_json:
        from assistant import render

        print(render.to_json([asdict(outcome) for outcome in report.outcomes]))
    else:
        _summary(report)
    _say_unread(report, paths, library)
    refused = any(outcome.status == "refused" for outcome in report.outcomes)
    raise typer.Exit(130 if report.stopped else 1 if refused or not report.outcomes else 0)


@app.command()
def fetch(
    keys: Annotated[
        list[str] | None,
        typer.Argument(help="Keys of works; by default the reading list, and other works with an address."),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Download open works and add them.

    What is held is not asked for again. Says of the rest why it takes a person, and where to look (docs/fetching.md).

    Example: evidence fetch abt-winship-2016
    """
    from assistant import render
    from corpus.errors import Offline

    desk = _open(library)
    try:
        with _progress(desk):
            report = desk.fetch(*(keys or []))
    except Offline as error:
        _say(f"evidence: {render.one_line(str(error))}")
        raise typer.Exit(1) from None
    if as_json:
        print(render.to_json([asdict(work) for work in report.works]))
    else:
        _show(render.fetch_text(report))
    if report.stopped:
        _say("stopped: what was finished is kept; the same command goes on from there")
    raise typer.Exit(130 if report.stopped else 1 if report.failed else 0)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="A .bib, .ris or CSL-JSON file, as Zotero and others export it.")],
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--files",
            metavar="FOLDER",
            help="Take attached files from this folder too, not from the export's own alone.",
        ),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Take in references, with the files that the export names.

    Works that are held are completed, not doubled. Zotero: File, Export Library, BibTeX, with Export Files.

    Example: evidence import "My Library.bib"
    """
    desk = _open(library)
    with _progress(desk):
        report = desk.import_(file, files or ())
    if as_json:
        from assistant.render import import_json, to_json

        print(to_json(import_json(report)))
    else:
        _import_summary(report, file)
    raise typer.Exit(130 if report.stopped else 1 if report.failed else 0)


@app.command("list")
def list_(
    as_json: JsonOption = False,
    key: KeyOption = None,
    file: FileOption = None,
    kind: KindOption = None,
    design: DesignOption = None,
    author: AuthorOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    library: LibraryOption = None,
) -> None:
    """List what the library holds.

    Full texts come first, then works of which it has a note only.

    Example: evidence list --design "systematic review"
    """
    desk = _open(library)
    holdings = desk.holdings(_filter(key, file, kind, design, author, None, since, until, None))
    from assistant import render

    if as_json:
        print(render.to_json(render.holdings_json(holdings)))
    elif holdings:
        _show(render.holdings_text(holdings))
    else:
        _say("nothing in this library matches")
    raise typer.Exit(0 if holdings else 1)


@app.command()
def show(
    target: Annotated[str, typer.Argument(help="The id of a passage, or the key of a work.")],
    page: Annotated[
        int | None,
        typer.Option("-p", "--page", metavar="N", min=1, help="A page, by its PDF number; a section; a second."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the document there in the system's viewer.")] = False,
    library: LibraryOption = None,
) -> None:
    """Show a passage in its page, a page, or a work.

    Example: evidence show nnsc-gvi-guide-2013
    """
    from assistant import render

    desk = _open(library)
    view = desk.view(target, page)
    _show(render.view_text(view))
    if open_:
        import webbrowser

        webbrowser.open(view.url)


@app.command()
def cite(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="KEY|ID...", help="Keys of works, and ids of passages.")
    ] = None,
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="NAME|FILE",
            help="apa, chicago-author-date, chicago-notes, mla, harvard, vancouver, or a .csl file.",
        ),
    ] = "apa",
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, or for other programs: bibtex, ris, csl-json.")
    ] = "text",
    all_: Annotated[bool, typer.Option("--all", help="Every work of the library.")] = False,
    library: LibraryOption = None,
) -> None:
    """Give references in a style, and what stands in the text for a passage.

    Example: evidence cite nnsc-gvi-guide-2013 --style chicago-notes
    """
    from assistant.render import one_line

    if bool(targets) == all_:
        raise InputError("what is to be cited? evidence cite KEY, the id of a passage, or --all")
    desk = _open(library)
    if format_ != "text":
        print(desk.export(targets or (), _format(format_)), end="")
        return
    cited = desk.cite(targets or (), style)
    for line in cited.references:
        print(one_line(line))
    if cited.in_text:
        print("\nIn the text:")
    for target, text in cited.in_text.items():
        print(f"{one_line(target)}  {one_line(text)}")
    for remark in cited.remarks:
        _say(one_line(remark))


@app.command()
def edit(
    key: Annotated[str, typer.Argument(help="The key of a work (evidence list).")],
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FIELD=VALUE]...", help="What to correct; nothing after the = takes the field away."),
    ] = None,
    lookup: Annotated[
        bool, typer.Option("--lookup", help="Fill what is missing with what Crossref says of the DOI.")
    ] = False,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Correct what the library says of a work; without a change, show it.

    Fields are kind, design, year, and those of CSL by their names. People are written as Family, Given; ..., and a name
    without a comma is a body. The key stays as it is.

    Example: evidence edit nnsc-gvi-guide-2013 year=2013 design=guide "author=Abt, Thomas; World Bank"
    """
    from assistant import render

    desk = _open(library)
    reference, disputed = desk.edit(key, changes or [], lookup=lookup)
    if as_json:
        print(render.to_json(render.reference_json(reference, disputed)))
    else:
        _show(render.reference_text(reference, disputed))


@app.command()
def remove(
    keys: Annotated[list[str], typer.Argument(help="Keys of works (evidence list).")],
    library: LibraryOption = None,
) -> None:
    """Remove works with their passages.

    A work of the reading list keeps its note while its full text goes; asked again, the note goes too.

    Example: evidence remove crs-2024-port-security
    """
    from assistant.render import count

    desk = _open(library)
    with _progress(desk):
        removed = desk.remove(keys)
    _say(f"removed {count(removed, 'source')}")


@app.command()
def verify(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys of works; all of them by default.")] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check that nothing is damaged.

    Originals must be unchanged, passages verbatim on their pages, and the index in agreement with them.

    Example: evidence verify
    """
    from assistant.render import count, one_line, to_json

    desk = _open(library)
    results = list(desk.verify(keys or []))
    faults = [{"of": name, "fault": fault} for name, fault in results if fault]
    if as_json:
        waiting = 0 if faults else desk.waiting()
        print(to_json({"checked": len(results), "waiting": waiting, "faults": faults}))
    else:
        for fault in faults:
            print(one_line(f"{fault['of']}: {fault['fault']}"))
        _say(f"{count(len(results), 'check')}, {count(len(faults), 'fault')}")
        if not faults:
            _say_waiting(desk)
    raise typer.Exit(1 if faults else 0)


@app.command()
def status(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """Say where the library is, how much it holds, and what answers.

    Example: evidence status --json
    """
    from assistant.render import plain, to_json

    desk = _open(library)
    found = desk.status()
    if as_json:
        print(to_json(found))
    else:
        width = max(map(len, found))
        for name, value in found.items():
            shown = f"{value:,}" if isinstance(value, int) else plain(str(value))
            print(f"{name.replace('_', ' '):{width}}  {shown}")


@app.command("index")
def index_(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Encode everything anew.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="NAME", help="Change the embedding model: `minilm`, a name on the hub, or a folder."
        ),
    ] = None,
    reference: Annotated[
        bool, typer.Option("--reference", help="Also write the default model in 32 bits (607 MB), to compare with it.")
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Bring the index up to date, or change its model.

    Example: evidence index --model minilm
    """
    from assistant.render import count

    desk = _open(library, model)
    with _progress(desk):
        passages = desk.reindex(rebuild)
        folder = desk.write_reference_model() if reference else None
    _say(f"{count(passages, 'passage')} in the index")
    if folder is not None:
        _say(f"the default model in 32 bits is in {str(folder)!r}")


@app.command("eval")
def eval_(
    questions: Annotated[Path, typer.Argument(help="A question file (docs/evaluation.md).")],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Measure how well this library finds the pages that answer the questions of a file.

    Prints a line for each question, and the means of each kind and language.

    Example: evidence eval questions.jsonl
    """
    from assistant import evaluation
    from assistant.render import plain, to_json

    desk = _open(library)
    with _progress(desk):
        report = evaluation.evaluate_file(desk, questions)
    if as_json:
        print(to_json(evaluation.to_record(report)))
    else:
        print(plain(evaluation.to_table(report)), end="")


# --- what the commands share -----------------------------------------------------------------------------------


def _open(library: str | None, model: str | None = None, rerank: str | None = None) -> "Assistant":
    """Opens the library; making one for the first time is shown."""
    from assistant.assistant import Assistant

    desk = Assistant(library, model, rerank)
    if not desk.exists:
        from assistant.render import one_line

        _say(one_line(f"making a library with the starter reading list in {desk.folder}"))
        with _progress(desk):
            desk.create()
    return desk


@contextmanager
def _progress(desk: "Assistant") -> Iterator[None]:
    """Shows how a long job goes on a terminal; says nothing when piped."""
    if not sys.stderr.isatty():
        yield
        return
    from assistant.progress_display import watch

    with watch(desk.progress):
        yield


def _filter(
    key: Sequence[str] | None,
    file: Sequence[str] | None,
    kind: Sequence[str] | None,
    design: Sequence[str] | None,
    author: Sequence[str] | None,
    language: Sequence[str] | None,
    since: int | None,
    until: int | None,
    include: Sequence[str] | None,
) -> "Filter":
    """Gives the filter of the options.

    Raises:
        InputError: `include` names a part that there is not, or `design` a design.
    """
    from typing import get_args

    from corpus.model import DESIGNS, Filter, Zone

    designs = tuple(each.lower() for each in design or ())
    for each in designs:
        if each not in DESIGNS:
            raise InputError(f"--design {each!r}: there are {', '.join(DESIGNS)}")

    zones = get_args(Zone)
    wanted: list[Any] = list(zones) if "all" in (include or ()) else ["body", *(include or ())]
    for zone in wanted:
        if zone not in zones:
            raise InputError(f"--include {zone!r}: there are {', '.join(zones[1:])} and all")
    return Filter(
        keys=tuple(key or ()),
        files=tuple(file or ()),
        kinds=tuple(kind or ()),
        designs=designs,
        authors=tuple(author or ()),
        languages=tuple(language or ()),
        since=since,
        until=until,
        zones=tuple(wanted),
    )


def _given(text: str | None, command: str) -> str:
    if text is None:
        raise InputError(f'no question: evidence {command} "What is a custom notification?"')
    return text


def _format(name: str) -> "ReferenceFormat":
    from typing import get_args

    from corpus.exchange import ReferenceFormat

    for known in get_args(ReferenceFormat):
        if known == name:
            return known  # type: ignore[no-any-return]
    raise InputError(f"--format {name!r}: there are text, {', '.join(get_args(ReferenceFormat))}")


def _export(desk: "Assistant", evidence: Sequence["Evidence"], format: "ReferenceFormat") -> None:
    """Prints the works that evidence is of; nothing where there is none."""
    if keys := [piece.citation.reference.key for piece in evidence]:
        print(desk.export(keys, format), end="")


def _explained(desk: "Assistant", question: str, asking: Asking) -> "Explanation | None":
    return desk.explain(question, fast=asking.fast) if asking.explain else None


FILTERS = ("key", "file", "kind", "design", "author", "language", "since", "until", "include")


def _batch(
    path: str, question: str | None, selection: "Filter", answer: Callable[[str, "Filter"], dict[str, Any]]
) -> None:
    """Answers a file of questions, one JSON object a line; a line that cannot be asked has its error in it."""
    from assistant.render import to_json

    if question is not None:
        raise InputError("a question and --batch: give one of them")
    failed = False
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        fields: dict[str, Any] = {}
        try:
            fields = _fields_of(line)
            found = answer(fields["question"], _narrowed(selection, fields))
        except InputError as error:
            failed = True
            found = {"error": f"line {number}: {error}"}
        print(to_json({**found, **fields}, indent=None), flush=True)
    raise typer.Exit(1 if failed else 0)


def _lines(path: str) -> Iterable[str]:
    try:
        return sys.stdin if path == "-" else Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--batch {path!r} cannot be read: {error}") from error


def _fields_of(line: str) -> dict[str, Any]:
    """Gives the fields of a line of a batch: a JSON object with a `question`, or the question itself."""
    if not line.lstrip().startswith("{"):
        return {"question": line.strip()}
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(fields.get("question"), str):
        raise InputError("no question in it")
    return dict(fields)


def _narrowed(selection: "Filter", fields: dict[str, Any]) -> "Filter":
    """Gives the command's filter with what a line says for itself in its place."""
    changes: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FILTERS or value is None:
            continue
        if name in ("since", "until"):
            if not isinstance(value, int):
                raise InputError(f"`{name}` must be a year, not {value!r}")
            changes[name] = value
        else:
            values = tuple(map(str, value if isinstance(value, list) else [value]))
            if name == "include":
                changes["zones"] = _filter(None, None, None, None, None, None, None, None, values).zones
            else:
                changes[f"{name}s"] = values
    return replace(selection, **changes)


def _summary(report: "AddReport") -> None:
    """Says what became of the files: a line for each but those held already, then how many of each."""
    from collections import Counter

    from assistant.render import count, outcome_line

    counts = Counter(outcome.status for outcome in report.outcomes)
    pages = sum(outcome.pages for outcome in report.outcomes)
    for outcome in report.outcomes:
        if outcome.status not in ("already held", "skipped"):
            print(outcome_line(outcome))
    parts = [f"{number:,} {status}" for status, number in counts.items()]
    seen = sum(len(outcome.ocr) for outcome in report.outcomes)
    pictures = f", {seen:,} of them as pictures (OCR)" if seen else ""
    print(", ".join(parts or ["no files"]) + (f"; {count(pages, 'page')} read{pictures}" if pages else ""))
    if report.stopped:
        _say("stopped: what was finished is kept; the same command goes on from there")


def _import_summary(report: "ImportReport", file: str) -> None:
    """Says what became of an export: by line or name what is not in the library now, then how many of each."""
    from collections import Counter

    from assistant.render import count, one_line, outcome_line

    for problem in report.problems:
        print(f"unread {one_line(file)}, line {problem.line}: {one_line(problem.reason)}")
    for outcome in report.files:
        if outcome.status not in ("added", "already held") or outcome.reason:
            print(outcome_line(outcome))
    works = [f"{number:,} {status}" for status, number in report.counts.items()]
    files = [f"{number:,} {status}" for status, number in Counter(each.status for each in report.files).items()]
    unread = [f"{count(len(report.problems), 'entry', 'entries')} unread"] if report.problems else []
    parts = [f"references: {', '.join([*works, *unread])}", *([f"files: {', '.join(files)}"] if files else [])]
    print("; ".join(parts))
    if report.stopped:
        _say("stopped: what was finished is kept; the same command goes on from there")


def _say_unread(report: "AddReport", paths: Sequence[str], library: str | None) -> None:
    """Says what reads the pages that gave no text, where it is not installed."""
    from assistant.render import count
    from corpus.reading.pdf import ocr

    unread = sum(len(outcome.unreadable) for outcome in report.outcomes)
    if unread and not ocr.available():
        again = shlex.join(["evidence", "add", *paths, "--ocr", "auto", *(["--library", library] if library else [])])
        _say(f"{count(unread, 'page')} without text, which OCR may read: {ocr.INSTALL}, then {again}")


def _say_waiting(desk: "Assistant") -> None:
    """Says what an interrupted `add` left out of the index: it would be missing in silence."""
    from assistant.render import count

    if waiting := desk.waiting():
        _say(f"{count(waiting, 'passage')} not yet in the index, and in no answer: evidence index goes on with them")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _show(rendered: Any) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 100, soft_wrap=False)
    console.print(rendered, highlight=False, markup=False, emoji=False)


def _speak_utf8(stream: Any) -> None:
    """Has a pipe or file hold UTF-8 on every system, as JSON and what is exported must; a terminal knows its own."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def main() -> None:
    """Runs the command line; every error that is not a bug is one line on stderr."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _speak_utf8(stream)
    gc.set_threshold(100_000, 20, 20)  # a question's process makes no cycles worth looking for: a tenth of its time
    try:
        app(prog_name="evidence")
    except EvidenceError as error:
        from assistant.render import one_line

        _say(f"evidence: {one_line(str(error))}")
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
