"""The task of a child: parse a file of references. And its answer, which the parent checks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus.errors import InputError, UnreadableFile
from corpus.exchange.csl_fields import check_item
from corpus.exchange.lines import one_line
from corpus.exchange.model import Export, ExportEntry, ExportProblem
from corpus.exchange.parsing import check_entry, parse
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import INVALID_ANSWER, Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Return the entries and problems of a file, or why it is not a file of references."""
    try:
        export = parse(file.read_bytes(), request["path"])
    except InputError as error:
        return {"not references": str(error)}
    return asdict(export)


def export_from_json(answer: Mapping[str, Any]) -> Export:
    """Return the export in an answer of `run`. The child is not trusted: each item is checked.

    Raises:
        UnreadableFile: the answer is not valid.
    """
    entries, problems = [], []
    try:
        for entry in answer["entries"]:
            files = tuple(str(name) for name in entry["files"])
            csl = check_item(entry["csl"])
            checked = check_entry(ExportEntry(csl, str(entry["key"]), files, int(entry["line"]), dict(entry["own"])))
            if isinstance(checked, ExportProblem):
                problems.append(checked)
            else:
                entries.append(checked)
        for problem in answer["problems"]:
            problems.append(ExportProblem(int(problem["line"]), one_line(problem["reason"])))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableFile(INVALID_ANSWER) from error
    return Export(tuple(entries), tuple(problems))
