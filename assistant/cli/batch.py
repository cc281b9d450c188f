"""`--batch`: answer a file of questions, one JSON object per line.

    What is a call-in?
    {"question": "What is a call-in?", "filter": {"kind": ["guide", "report"], "since": 2013}, "id": 7}

All fields but `question` and `filter` are the person's own, and come back unchanged. Earlier versions took filters
beside the question. Such a line is still read, with a warning.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from assistant.cli.console import exit_with, say
from assistant.filters import FILTER_FIELDS, narrowed
from corpus.errors import InputError, error_reason

if TYPE_CHECKING:
    from corpus.model import Filter

QUESTION_FILE_FIELDS = frozenset(("gold", "answerable"))
"""Fields of a line of a question file (docs/evaluation.md), whose `kind` and `language` are not filters."""

PART_OF_JSON = re.compile(r'"[^"]*"\s*:.*|.*[{}]|[\[\],]+')
"""Not a question, but a field of an object that is written over several lines, or the end of a broken object."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A line of a batch: its fields, and the filters by option. `is_old`: the filters are beside the question."""

    fields: Mapping[str, Any]
    filters: Mapping[str, object]
    is_old: bool

    @property
    def question(self) -> str:
        """The question.

        Raises:
            InputError: there is none.
        """
        question = self.fields.get("question")
        if not isinstance(question, str):
            raise InputError("the object has no `question`, or it is not a string")
        return question


def run_batch(path: str, selection: "Filter", answer: Callable[[str, "Filter"], dict[str, Any]]) -> NoReturn:
    """Answer each question of a file and end the command. A line that cannot be answered becomes an `error` object.

    Args:
        path: the file, or `-` for stdin. Each line is a question, or a JSON object with `question` and `filter`.
        selection: the filter of the command line. The filters of a line replace it field by field.
        answer: returns the JSON object for a question and its filter.

    Raises:
        InputError: the file cannot be read or has no questions.
    """
    from assistant.render.json import to_json

    failed = False
    number, is_warned = 0, False
    for number, text in _numbered_lines(path):
        line = BatchLine({}, {}, is_old=False)
        try:
            line = _parse(text)
            if line.is_old and not is_warned:
                say(_old_form_warning(number, line))
                is_warned = True
            result = answer(line.question, narrowed(selection, line.filters))
        except InputError as error:
            failed = True
            result = {"error": f"line {number}: {error}{_old_form_hint(line)}"}
        print(to_json(_with_own_fields(result, line.fields), indent=None), flush=True)
    if number == 0:
        raise InputError(f"--batch {path!r} has no questions. Write one in each line")
    exit_with(failed=failed)


# --- lines -------------------------------------------------------------------------------------------------------


def _numbered_lines(path: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, with their numbers.

    Raises:
        InputError: the file cannot be read, or is a JSON array.
    """
    is_first = True
    for number, line in enumerate(_lines(path), start=1):
        text = line.removeprefix("\ufeff").strip()
        if not text:
            continue
        if is_first and text.startswith("["):
            raise InputError(f"--batch {path!r} begins with '[': write one JSON object per line, and no array")
        is_first = False
        yield number, text


def _lines(path: str) -> Iterable[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).expanduser().read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--batch {path!r} cannot be read: {error_reason(error)}") from error


def _parse(text: str) -> BatchLine:
    """Return the fields and filters of a line.

    Raises:
        InputError: it is broken JSON or a part of it, or `filter` is not an object.
    """
    if not text.startswith("{"):
        if PART_OF_JSON.fullmatch(text):
            raise InputError(f"{text!r} looks like a part of a JSON object: write each object in one line")
        return BatchLine({"question": text}, {}, is_old=False)
    fields = _parse_object(text)
    if "filter" in fields:
        filters = {} if fields["filter"] is None else fields["filter"]
        if not isinstance(filters, dict):
            raise InputError('`filter` must be an object. Example: {"question": "...", "filter": {"kind": "guide"}}')
        return BatchLine(fields, filters, is_old=False)
    old = _filters_beside_question(fields)
    return BatchLine(fields, old, is_old=bool(old))


def _filters_beside_question(fields: Mapping[str, Any]) -> dict[str, object]:
    """Return the filters of the old form. A line of a question file has none."""
    filters: dict[str, object] = {}
    if not QUESTION_FILE_FIELDS.isdisjoint(fields):
        return filters
    for name, value in fields.items():
        if name in FILTER_FIELDS and value is not None:
            filters[name] = value
    return filters


def _parse_object(text: str) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    return fields


def _with_own_fields(result: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with the fields of its line. Fields with a name of the answer are in `input`."""
    combined = dict(result)
    hidden = {}
    for name, value in fields.items():
        if name not in result:
            combined[name] = value
        elif value != result[name]:
            hidden[name] = value
    if hidden:
        combined["input"] = hidden
    return combined


def _old_form_warning(number: int, line: BatchLine) -> str:
    nested = json.dumps({"question": "...", "filter": line.filters}, ensure_ascii=False)
    return f"line {number}: filters beside the question are the old form. Write them in `filter`: {nested}"


def _old_form_hint(line: BatchLine) -> str:
    """Return what to do if the names of a person's own fields are names of filters; "" for the present form."""
    if not line.is_old:
        return ""
    names = ", ".join(f"`{name}`" for name in line.filters)
    return f'. If {names} is not a filter but a field of your own, add "filter": {{}} to the line'
