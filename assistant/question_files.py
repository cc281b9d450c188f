"""Question files: questions with the pages that answer them, for `evidence eval` (docs/evaluation.md)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError, error_reason

Place = tuple[str, int]
"""A file, by the end of its path, and a physical page from 1."""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a question file.

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


def read_questions(path: Path) -> list[Question]:
    """Return the questions of a file with one JSON object a line. Empty lines are skipped.

    Raises:
        InputError: The file cannot be read, or a line is not a question. The message names the line.
    """
    return [_question(record, where) for where, record in read_records(path)]


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
            raise InputError(f"{where}: not JSON ({error})") from error
        yield where, record


def _question(record: Any, where: str) -> Question:
    try:
        return Question(
            id=str(record["id"]),
            kind=record["kind"],
            language=record["language"],
            text=record["question"],
            answerable=bool(record["answerable"]),
            gold=_places(record["gold"]),
            groups=tuple(_places(group) for group in record.get("groups") or [record["gold"]]),
            quote=str(record.get("quote") or ""),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{where}: not a question with its gold pages ({error!r})") from error


def _places(items: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple((str(item["file"]), int(item["page"])) for item in items)


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
