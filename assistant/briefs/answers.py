"""Read a file of answers: one or several as `evidence ask --json` writes them, or one a line as `--batch` does.

The file is not trusted. It only says where the quotations are: their words come from the library.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.baskets import MAX_QUOTE_CHARACTERS
from assistant.render.plain import one_line

MAX_PROBLEMS = 20
"""Broken places of a file that are passed over. A file with more of them is not a file of answers. Chosen."""

MAX_HEADING_CHARACTERS = 2000
"""Characters of a question, as `ask` takes it."""

MAX_NAME_CHARACTERS = 300
"""Characters of a title or a citation that say which work is missing. Chosen: three lines."""

MAX_NAMES = 20
"""Names of a question that no passage mentions. Chosen: a question has a few."""

_SPACE = re.compile("[\ufeff \\t\\r\\n]*")
_NEXT_OBJECT = "\n{"
"""Reading goes on here after a broken object: at the next object that begins a line."""


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quotation of an answer, as its file describes it.

    Attributes:
        sha256: of the document.
        passage: the id of the passage.
        text: of the passage.
        span: start and end of the quotation in `text`.
        key: the key of the work.
        title: of the work.
        citation: the work and the page.
    """

    sha256: str
    passage: str
    text: str
    span: tuple[int, int]
    key: str
    title: str
    citation: str


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer of a file. `refusal` is why the question has no good evidence; None if it has some."""

    question: str
    refusal: str | None
    quotes: tuple[FoundQuote, ...]
    missing: tuple[str, ...]


def read_answers(text: str) -> tuple[list[FoundAnswer], list[str]]:
    """Return the answers of a file, and what could not be read, one line each."""
    answers, problems = [], []
    for value in _values(text):
        if value.problem:
            problems.append(f"line {value.line}: {value.problem}")
        else:
            answer, broken = _answer(value.fields)
            answers.append(answer)
            problems += [f"line {value.line}: {problem}" for problem in broken]
        if len(problems) >= MAX_PROBLEMS:
            problems.append("the rest of the file was not read: it does not look like answers of evidence ask --json")
            break
    return answers, problems


@dataclass(frozen=True, slots=True)
class _Value:
    """An object of a file and its line; or what is wrong with it."""

    line: int
    fields: Mapping[str, Any]
    problem: str = ""


def _values(text: str) -> Iterator[_Value]:
    """Yield the objects of a text, one after the other, with white space between them or in arrays."""
    decoder = json.JSONDecoder()
    line, counted = 1, 0
    position = _after_space(text, 0)
    while position < len(text):
        line += text.count("\n", counted, position)
        counted = position
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", None) or one_line(str(error))
            yield _Value(line, {}, f"not JSON: {reason}")
            following = text.find(_NEXT_OBJECT, position)
            position = len(text) if following < 0 else following
        else:
            values = value if isinstance(value, list) else [value]
            for each in values:
                yield _checked(line, each)
        position = _after_space(text, position)


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _checked(line: int, value: object) -> _Value:
    """Return an answer, or what else a value is."""
    fields = value if isinstance(value, dict) else {}
    error = fields.get("error")
    if isinstance(error, str):
        return _Value(line, {}, f"the question was not answered: {one_line(error)[:MAX_NAME_CHARACTERS]}")
    if not isinstance(fields.get("question"), str):
        return _Value(line, {}, "this is not an answer of evidence ask --json: it has no question")
    return _Value(line, fields)


def _answer(fields: Mapping[str, Any]) -> tuple[FoundAnswer, list[str]]:
    """Return the answer of an object, and what is wrong with its pieces of evidence."""
    pieces = _list(fields.get("evidence", fields.get("hits")))
    quotes, problems = [], []
    for number, piece in enumerate(pieces, start=1):
        try:
            quotes.append(_quote(piece))
        except (LookupError, TypeError, ValueError):
            problems.append(f"evidence {number} has no quotation that can be looked up")
    refusal = None
    if not pieces:
        reason = fields.get("reason")
        refusal = _name(reason) if isinstance(reason, str) else ""
    names = [_name(name) for name in _list(fields.get("missing")) if isinstance(name, str)]
    question = one_line(fields["question"])[:MAX_HEADING_CHARACTERS]
    return FoundAnswer(question, refusal, tuple(quotes), tuple(names[:MAX_NAMES])), problems


def _quote(piece: Mapping[str, Any]) -> FoundQuote:
    """Return the quotation of a piece of evidence.

    Raises:
        LookupError, TypeError, ValueError: it lacks something, or has something else in its place.
    """
    text = _text(piece["text"])
    start, end = piece["highlights"][0]
    is_inside = 0 <= start < end <= min(len(text), start + MAX_QUOTE_CHARACTERS)
    if not is_inside or not text[start:end].strip():
        raise ValueError("the quotation is not in the passage")
    title = piece["key"]
    record = piece.get("reference")
    if isinstance(record, Mapping) and isinstance(record.get("title"), str):
        title = record["title"]
    return FoundQuote(
        _name(piece["sha256"]),
        _name(piece["passage_id"]),
        text,
        (start, end),
        _name(piece["key"]),
        _name(title),
        _name(piece["citation"]),
    )


def _text(value: object) -> str:
    """Return a value if it is a text.

    Raises:
        TypeError: it is not.
    """
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _name(value: object) -> str:
    return one_line(_text(value))[:MAX_NAME_CHARACTERS]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
