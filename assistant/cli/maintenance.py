"""The commands that check and measure a library: `verify`, `status`, `index` and `eval`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.completion import complete_key
from assistant.cli.console import (
    KEPT,
    exit_with,
    open_library,
    say,
    say_waiting,
    show,
    show_json,
    show_progress,
    watch_progress,
)
from assistant.cli.options import JsonOption, LibraryOption


def verify(
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY", autocompletion=complete_key, help="Keys of works. Default: all works."),
    ] = None,
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Check that nothing in the library is damaged.

    Originals must be unchanged, passages must match their pages word for word, and the index must match the passages.

    Example: evidence verify
    """
    from assistant.render.plain import count

    desk = open_library(library)
    checks: list[tuple[str, str | None]] = []
    stopped = False
    try:
        with watch_progress(desk):
            for check in desk.verify(keys or []):
                checks.append(check)
                desk.progress.advance(stage=f"{count(len(checks), 'check')} done")
    except KeyboardInterrupt:
        stopped = True
    faults = [{"of": name, "fault": fault} for name, fault in checks if fault]
    if as_json:
        waiting = 0 if faults else desk.waiting()
        show_json({"checked": len(checks), "waiting": waiting, "faults": faults})
    else:
        _show_faults(faults)
        so_far = " so far: stopped before the end" if stopped else ""
        say(f"{count(len(checks), 'check')}, {count(len(faults), 'fault')}{so_far}")
        if not faults:
            say_waiting(desk)
    exit_with(failed=bool(faults), stopped=stopped)


def _show_faults(faults: Sequence[Mapping[str, str]]) -> None:
    from assistant.render.layout import lines_to_read
    from assistant.render.plain import one_line

    lines = [one_line(f"{fault['of']}: {fault['fault']}") for fault in faults]
    if lines:
        show(lines_to_read("\n".join(lines)))


def status(as_json: JsonOption = False, library: LibraryOption = None) -> None:
    """Show the library's location, size and index, its duplicates, and the protection from harmful files.

    Example: evidence status --json
    """
    desk = open_library(library)
    found = desk.status()
    if as_json:
        show_json(found)
    else:
        from assistant.render.changes import doubles_text
        from assistant.render.layout import lines_to_read
        from assistant.render.tables import status_text

        counts = {name: value for name, value in found.items() if name != "doubles"}
        show(status_text(counts))
        if found["doubles"]:
            show(lines_to_read(doubles_text(found["doubles"])))


def index_(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Encode all passages again.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Change the embedding model: `minilm`, a name on the model hub, or a folder.",
        ),
    ] = None,
    reference: Annotated[
        bool,
        typer.Option("--reference", help="Also write the default model in 32 bits (607 MB), for comparisons."),
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Update the index, or change its embedding model.

    Example: evidence index --model minilm
    """
    from assistant.render.plain import count

    desk = open_library(library, model)
    kept = "The index is as it was. A rebuild begins again." if rebuild else KEPT
    with show_progress(desk, kept):
        passages = desk.reindex(rebuild)
        folder = desk.write_reference_model() if reference else None
    say(f"{count(passages, 'passage')} in the index")
    if folder is not None:
        say(f"the default model in 32 bits is in {str(folder)!r}")


def eval_(
    questions: Annotated[str, typer.Argument(metavar="FILE", help="A question file.")],
    as_json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Measure how well this library finds the pages that answer the questions of a file.

    Each line of the file is a JSON object with a question and the pages that answer it, or with "answerable": false:

    {"question": "What is a call-in?", "gold": [{"file": "gvi.pdf", "page": 12}]}

    A page may name its work by the key instead of the file. The fields id, kind and language are optional
    (docs/evaluation.md). The command shows for each question the rank of its first gold page and whether it was
    answered, and the means of each kind and language.

    Example: evidence eval questions.jsonl
    """
    from assistant import evaluation
    from assistant.render.layout import lines_to_read
    from assistant.render.plain import count, plain

    desk = open_library(library)
    with show_progress(desk, kept="Nothing was measured."):
        report = evaluation.evaluate_file(desk, Path(questions).expanduser())
    if as_json:
        show_json(evaluation.to_record(report))
    else:
        show(lines_to_read(plain(evaluation.to_table(report))))
    if report.stopped:
        say(f"stopped after {count(len(report.results), 'question')}")
    exit_with(failed=not report.results, stopped=report.stopped)
