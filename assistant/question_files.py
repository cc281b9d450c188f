"""Question files: questions with the pages that answer them, for `evidence eval` (docs/evaluation.md)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError, error_reason

Place = tuple[str, int]
"""A file, by the end of its path, and a physical page from 1."""


_EXAMPLE = 'Example: {"question": "What is a call-in?", "gold": [{"file": "gvi.pdf", "page": 12}]}; evidence help eval'


class _NotAQuestion(Exception):
    """Says what a line lacks."""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a question file. `kind` and `language` are "" if the line does not have them.

    `gold` lists the pages that answer. `groups` are the parts of an answer that is spread over documents; without
    them in the file, all of `gold` is one group. `quote` is what a gold page says, "" if the line does not have it.
    """

    id: str
    kind: str
    language: str
    text: str
    answerable: bool
    gold: tuple[Place, ...]
    groups: tuple[tuple[Place, ...], ...]
    quote: str


def read_questions(path: Path, files_of: Callable[[str], Sequence[str]] = lambda _: ()) -> list[Question]:
    """Return the questions of a file with one JSON object a line. Empty lines are skipped.

    Args:
        path: the file.
        files_of: takes the key of a work and returns the paths of its files. A gold page may name its work by the key.
            A key without files is taken for a file, which no page has.

    Raises:
        InputError: The file cannot be read, or a line is not a question. The message names the line.
    """
    questions = []
    lines: dict[str, str] = {}
    for where, record in read_records(path):
        line = where.rpartition(", ")[2]
        try:
            question = _question(record, line.removeprefix("line "), files_of)
            if question.id in lines:
                raise _NotAQuestion(f"the id {question.id!r} is also in {lines[question.id]}")
        except _NotAQuestion as error:
            raise InputError(f"{where}: {error}. {_EXAMPLE}") from error
        lines[question.id] = line
        questions.append(question)
    return questions


def read_records(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the place (file and line, for messages) and the value of each line of JSON. Empty lines are skipped.

    Raises:
        InputError: The file cannot be read, or a line is not JSON.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{str(path)!r}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{where}: not JSON ({error}). {_EXAMPLE}") from error
        yield where, record


def _question(record: Any, line: str, files_of: Callable[[str], Sequence[str]]) -> Question:
    """Return the question of a line. Without an id, the number of the line is its id.

    Raises:
        _NotAQuestion: something is missing or has another type.
    """
    if not isinstance(record, dict):
        raise _NotAQuestion("a line must be a JSON object")
    text = _question_text(record)
    if record.get("answerable") is None and "gold" not in record:
        raise _NotAQuestion('`gold` is missing: list the pages that answer, or write "answerable": false if none does')
    gold = _places(record.get("gold", []), "gold", files_of)
    groups = [gold]
    if record.get("groups"):
        groups = [_places(group, "groups", files_of) for group in _list(record["groups"], "groups")]
    answerable = record.get("answerable")
    if answerable is None:
        answerable = bool(gold)
    elif not isinstance(answerable, bool):
        raise _NotAQuestion("`answerable` must be true or false")
    return Question(
        id=str(record.get("id", line)),
        kind=str(record.get("kind", "")),
        language=str(record.get("language", "")),
        text=text,
        answerable=answerable,
        gold=gold,
        groups=tuple(groups),
        quote=str(record.get("quote") or ""),
    )


def _question_text(record: Mapping[str, Any]) -> str:
    text = record.get("question")
    if text is None:
        raise _NotAQuestion("`question` is missing")
    if not isinstance(text, str) or not text.strip():
        raise _NotAQuestion("`question` must be a text")
    return text


def _places(items: Any, field: str, files_of: Callable[[str], Sequence[str]]) -> tuple[Place, ...]:
    """Return the pages of a list. A page of a work is a page of each of its files."""
    places: list[Place] = []
    for item in _list(items, field):
        if not isinstance(item, dict) or not ("file" in item or "key" in item):
            raise _NotAQuestion(f'each page in `{field}` must name a "file", or the "key" of a work')
        page = _page(item, field)
        named = str(item.get("file") or item.get("key"))
        files = () if "file" in item else files_of(named)
        places += [(file, page) for file in files or (named,)]
    return tuple(places)


def _page(item: Mapping[str, Any], field: str) -> int:
    page = item.get("page")
    if isinstance(page, bool) or not isinstance(page, int) or page < 1:
        said = f", not {page!r}" if "page" in item else ""
        raise _NotAQuestion(f'each page in `{field}` must have a "page", a whole number from 1{said}')
    return page


def _list(value: Any, field: str) -> list[Any]:
    if not isinstance(value, list):
        raise _NotAQuestion(f"`{field}` must be a list")
    return value


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        InputError: The file cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error_reason(error)}") from error
    except ValueError as error:
        raise InputError(f"{str(path)!r} cannot be read: it is not UTF-8 text ({error})") from error
