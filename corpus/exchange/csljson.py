"""CSL-JSON: an array of items, as citation programs and Zotero write it. The library's own references are such items.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.exchange.csl_fields import clean_item
from corpus.exchange.lines import CONTROLS, clean_lines
from corpus.exchange.model import ExportEntry, ExportProblem
from corpus.model import Reference

OWN_FIELDS = ("kind", "design", "guessed", "origins")
"""Fields of `custom` that this program writes."""

_SEPARATORS = re.compile(r"[\s,]*")
_ARRAY_START = re.compile(r'\s*(?:\{\s*"(?:items|references)"\s*:\s*)?\[')


def write(references: Sequence[Reference]) -> str:
    """Return references as JSON, with `OWN_FIELDS` under `custom`. Control characters are escaped."""
    items = [_item(reference) for reference in references]
    text = json.dumps(items, ensure_ascii=False, indent=2)
    return CONTROLS.sub(_escape, text) + "\n"


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Yield the items of an array, of the array `items` or `references` in an object, or the single item of the text.

    The first place that is not valid JSON is a problem. The text after it is not read, and the problem says so.
    """
    decoder = json.JSONDecoder()
    array_start = _ARRAY_START.match(text)
    position = _skip_separators(text, array_start.end() if array_start else 0)
    while position < len(text) and text[position] != "]":
        line = text.count("\n", 0, position) + 1
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            yield _json_problem(error, line)
            return
        yield _entry(value, line)
        if not array_start:
            return
        position = _skip_separators(text, end)


def _item(reference: Reference) -> dict[str, Any]:
    custom = dict(reference.csl.get("custom") or {})
    custom["kind"] = reference.kind
    custom["design"] = reference.design
    if reference.guessed:
        custom["guessed"] = True
    if reference.origins:
        custom["origins"] = {field: asdict(origin) for field, origin in reference.origins.items()}
    return {**reference.csl, "id": reference.key, "custom": custom}


def _escape(control: re.Match[str]) -> str:
    if control[0] == "\n":
        return "\n"
    return f"\\u{ord(control[0]):04x}"


def _skip_separators(text: str, position: int) -> int:
    """Return the position after white space and commas."""
    match = _SEPARATORS.match(text, position)
    return match.end() if match else position


def _json_problem(error: ValueError | RecursionError, line: int) -> ExportProblem:
    if isinstance(error, RecursionError):
        reason = "nested too deeply"
    else:
        reason = str(getattr(error, "msg", error)).lower()
    error_line = getattr(error, "lineno", line)
    return ExportProblem(error_line, f"not valid JSON from here on, so this and the rest was not read: {reason}")


def _entry(value: object, line: int) -> ExportEntry | ExportProblem:
    if not isinstance(value, Mapping):
        return ExportProblem(line, f"not a reference but {str(value)[:40]!r}")
    item = clean_item(value, clean_lines)
    key = item.pop("citation-key", None) or item.pop("id", "")
    custom = item.pop("custom", None)
    other_fields = dict(custom) if isinstance(custom, Mapping) else {}
    own = {}
    for name in OWN_FIELDS:
        if name in other_fields:
            own[name] = other_fields.pop(name)
    if other_fields:
        item["custom"] = other_fields
    return ExportEntry(item, str(key), (), line, own)
