"""The commands that ask: `ask` and `search`. They share most options."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.console import exit_with, open_library, prepare, say, say_waiting, show
from assistant.cli.options import (
    AuthorOption,
    DesignOption,
    FileOption,
    IncludeOption,
    KeyOption,
    KindOption,
    LanguageOption,
    LibraryOption,
    SinceOption,
    UntilOption,
)
from assistant.cli.words import joined
from assistant.filters import make_filter
from assistant.render.formats import DEFAULT_FORMAT, OUTPUT_FORMATS
from assistant.settings import MAX_PASSAGES
from corpus.errors import InputError, NothingSelected

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.explain import Explanation
    from assistant.model import Answer, Evidence
    from assistant.render.model import Context
    from corpus.model import Filter

KOption = Annotated[int, typer.Option("-k", metavar="N", min=1, max=MAX_PASSAGES, help="Maximum number of passages.")]
BatchOption = Annotated[
    str | None,
    typer.Option(
        "--batch",
        metavar="FILE",
        help="Read the questions from a file, or from stdin if FILE is -. Each line is a question, or a JSON object "
        "with `question` and `filter` (docs/json.md). Writes one JSON object per line.",
    ),
]
ByWorkOption = Annotated[
    bool, typer.Option("--by-work", help="Group the passages by work. -k is then the maximum number of works.")
]
BySourceOption = Annotated[bool, typer.Option("--by-source", hidden=True, help="The former name of --by-work.")]
FastOption = Annotated[bool, typer.Option("--fast", help="Do not rerank the first passages.")]
RerankOption = Annotated[
    str | None, typer.Option("--rerank", metavar="NAME", help="Rerank with this cross-encoder: a name or folder.")
]
ExplainOption = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="Show how the question was understood, and why each passage has its rank. Also works with --json.",
    ),
]


@dataclass(frozen=True, slots=True)
class AskOptions:
    """The values of the options that `ask` and `search` share. `output` is a key of `OUTPUT_FORMATS`."""

    batch: str | None
    by_work: bool
    fast: bool
    rerank: str | None
    explain: bool
    output: str
    selection: "Filter"
    library: str | None
    languages_from_settings: bool


def _ask_options(
    context: typer.Context,
    batch: BatchOption = None,
    by_work: ByWorkOption = False,
    by_source: BySourceOption = False,
    fast: FastOption = False,
    rerank: RerankOption = None,
    explain: ExplainOption = False,
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
    **formats: bool,
) -> AskOptions:
    """Return the options. `formats` has a flag for each output format with an option."""
    chosen = [name for name, given in formats.items() if given]
    if len(chosen) > 1:
        raise InputError(f"{_format_options(chosen)}: use only one of these options")
    output = chosen[0] if chosen else DEFAULT_FORMAT
    if batch is not None and output not in (DEFAULT_FORMAT, "json"):
        raise InputError(f"--batch writes JSON, so it does not work with --{output}")
    if explain and not OUTPUT_FORMATS[output].explains:
        raise InputError(f"--explain does not work with --{output}. Use --explain alone or with --json")
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
    return AskOptions(
        batch, by_work or by_source, fast, rerank, explain, output, selection, library, _is_setting(context, "language")
    )


def _is_setting(context: typer.Context, option: str) -> bool:
    """Return whether the environment or the configuration file gives an option its value."""
    source = context.get_parameter_source(option)
    return source is not None and source.name == "DEFAULT_MAP"


def _format_options(names: Sequence[str]) -> str:
    return ", ".join(f"--{name}" for name in names)


def _shared_parameters() -> list[Parameter]:
    """Return the parameters of `_ask_options`, with one for each output format in front of the filters."""
    parameters = []
    for parameter in signature(_ask_options).parameters.values():
        if parameter.name == "key":
            parameters += _format_parameters()
        if parameter.kind != Parameter.VAR_KEYWORD:
            parameters.append(parameter)
    return parameters


def _format_parameters() -> list[Parameter]:
    parameters = []
    for name, output in OUTPUT_FORMATS.items():
        if name != DEFAULT_FORMAT:
            option = Annotated[bool, typer.Option(f"--{name}", help=output.help)]
            parameters.append(Parameter(name, Parameter.KEYWORD_ONLY, default=False, annotation=option))
    return parameters


def _with_ask_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the shared options to a command, which takes their values as `options`."""
    own = [each for each in signature(command).parameters.values() if each.name != "options"]
    shared = _shared_parameters()

    @wraps(command)
    def run(**values: Any) -> None:
        shared_values = {parameter.name: values.pop(parameter.name) for parameter in shared}
        command(options=_ask_options(**shared_values), **values)

    # Typer reads the options from the signature.
    keyword_only = [each.replace(kind=Parameter.KEYWORD_ONLY) for each in [*own, *shared]]
    run.__signature__ = Signature(keyword_only)  # type: ignore[attr-defined]
    return run


@_with_ask_options
def ask(
    options: AskOptions,
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION",
            help="The question, in English, Spanish or Portuguese. It needs no quotation marks.",
        ),
    ] = None,
    k: KOption = 5,
) -> None:
    """Answer a question with passages from the library.

    If no passage answers the question, the command says so and shows the closest passages.

    Example: evidence ask "What is said at a call-in?" --since 2010
    """
    started = monotonic()
    text = _typed(joined(question), options, "ask")
    desk = open_library(options.library, rerank=options.rerank, creates="default place")

    def answer(text: str, selection: "Filter") -> "Answer":
        prepare(desk, options.fast)
        return desk.ask(text, k, selection, by_work=options.by_work, fast=options.fast)

    def answer_record(text: str, selection: "Filter") -> dict[str, Any]:
        from assistant.render.json import answer_json

        return answer_json(answer(text, selection), _context(desk, text, options))

    if options.batch is not None:
        from assistant.cli.batch import run_batch

        run_batch(options.batch, options.selection, answer_record)
    with _naming_the_setting(options):
        found = answer(text, options.selection)
    output = OUTPUT_FORMATS[options.output]
    context = _context(desk, text, options, monotonic() - started)
    show(output.load().render_answer(found, context))
    if not output.states_reason:
        from assistant.render.plain import record_lines

        _say_all([*found.notes, *(record_lines(found.record) if found.record else ())])
    if not found.answered and not output.states_reason:
        say(f"no good evidence: {found.reason}")
    if output.for_people:
        say_waiting(desk)
    is_answered = found.answered or found.record is not None
    if not is_answered:
        _say_languages(options)
    exit_with(failed=not is_answered)


@_with_ask_options
def search(
    options: AskOptions,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORDS",
            help='Words. A "quoted phrase" must occur exactly; -word excludes a word. Put -- before such words.',
        ),
    ] = None,
    k: KOption = 10,
) -> None:
    """Find the passages that match a query best, by words and meaning.

    All results are shown, whether they answer the query or not.

    Example: evidence search '"custom notification" letter -drug'
    """
    text = _typed(joined(query), options, "search")
    desk = open_library(options.library, rerank=options.rerank)

    def hits(text: str, selection: "Filter") -> "list[Evidence]":
        prepare(desk, options.fast)
        return desk.search(text, k, selection, by_work=options.by_work, fast=options.fast)

    def hits_record(text: str, selection: "Filter") -> dict[str, Any]:
        from assistant.render.json import hits_json

        found = hits(text, selection)
        return hits_json(text, found, _context(desk, text, options, notes=desk.notes(text, selection)))

    if options.batch is not None:
        from assistant.cli.batch import run_batch

        run_batch(options.batch, options.selection, hits_record)
    with _naming_the_setting(options):
        found = hits(text, options.selection)
    output = OUTPUT_FORMATS[options.output]
    notes = desk.notes(text, options.selection)
    show(output.load().render_hits(text, found, _context(desk, text, options, notes=notes)))
    if not output.states_reason:
        _say_all(notes)
    if not found:
        say("nothing found")
        _say_languages(options)
    exit_with(failed=not found)


@contextmanager
def _naming_the_setting(options: AskOptions) -> Iterator[None]:
    """Say that a setting has narrowed the search, if nothing is selected."""
    try:
        yield
    except NothingSelected:
        _say_languages(options)
        raise


def _say_languages(options: AskOptions) -> None:
    """Say that a setting has narrowed the search, because nobody sees it in the command that found nothing."""
    if options.languages_from_settings:
        languages = ", ".join(options.selection.languages)
        say(f"only passages in {languages} were searched (evidence config). To search all: --language all")


def _typed(text: str | None, options: AskOptions, command: str) -> str:
    """Return the question as it was typed, or "" with `--batch`.

    It is checked before the library is opened, because a command without a question must not create one.

    Raises:
        InputError: there is no question, it is empty or too long, or there is one beside `--batch`.
    """
    from assistant.assistant import question_text

    if options.batch is not None:
        if text is not None:
            raise InputError("give either a question or --batch, not both")
        return ""
    if text is None:
        raise InputError(f'the question is missing. Example: evidence {command} "What is a custom notification?"')
    question_text(text)
    return text


def _say_all(notes: Sequence[str]) -> None:
    """Write notes to stderr, for an output format that has no place for them."""
    from assistant.render.plain import one_line

    for note in notes:
        say(one_line(note))


def _context(
    desk: "Assistant", query: str, options: AskOptions, seconds: float = 0.0, notes: tuple[str, ...] = ()
) -> "Context":
    from assistant.render.model import Context

    explanation: Explanation | None = None
    if options.explain:
        explanation = desk.explain(query, fast=options.fast)
    return Context(desk.counts, options.by_work, explanation, seconds, notes)
