"""`--batch`: answer a file of questions, one JSON object per line."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.cli.console import exit_with
from assistant.cli.options import FILTER_FIELDS, zones
from corpus.errors import InputError, error_reason

if TYPE_CHECKING:
    from corpus.model import Filter


def run_batch(
    path: str, question: str | None, selection: "Filter", answer: Callable[[str, "Filter"], dict[str, Any]]
) -> NoReturn:
    """Answer each question of a file and end the command. A line that cannot be answered becomes an `error` object.

    Args:
        path: the file, or `-` for stdin. Each line is a question, or a JSON object with `question` and filters.
        question: the question on the command line, which must be None.
        selection: the filter of the command line. The filters of a line replace it field by field.
        answer: returns the JSON object for a question and its filter.

    Raises:
        InputError: there is a question on the command line, or the file cannot be read.
    """
    from assistant.render.json import to_json

    if question is not None:
        raise InputError("give either a question or --batch, not both")
    failed = False
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        fields: dict[str, Any] = {}
        try:
            fields = _fields(line)
            result = answer(fields["question"], _narrowed(selection, fields))
        except InputError as error:
            failed = True
            result = {"error": f"line {number}: {error}"}
        print(to_json({**result, **fields}, indent=None), flush=True)
    exit_with(failed=failed)


def _lines(path: str) -> Iterable[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--batch {path!r} cannot be read: {error_reason(error)}") from error


def _fields(line: str) -> dict[str, Any]:
    """Return the fields of a line: of its JSON object, or `question` alone."""
    if not line.lstrip().startswith("{"):
        return {"question": line.strip()}
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}") from error
    if not isinstance(fields.get("question"), str):
        raise InputError("the object has no `question`, or it is not a string")
    return dict(fields)


def _narrowed(selection: "Filter", fields: dict[str, Any]) -> "Filter":
    """Return the filter of the command line with the filters of a line in its place."""
    changes: dict[str, Any] = {}
    for option, field in FILTER_FIELDS.items():
        value = fields.get(option)
        if value is not None:
            changes[field] = _filter_value(option, value)
    return replace(selection, **changes)


def _filter_value(option: str, value: object) -> object:
    if option in ("since", "until"):
        if not isinstance(value, int):
            raise InputError(f"`{option}` must be a year, not {value!r}")
        return value
    values = value if isinstance(value, list) else [value]
    names = tuple(str(each) for each in values)
    return zones(names) if option == "include" else names
