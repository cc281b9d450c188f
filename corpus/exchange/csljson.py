"""CSL-JSON, the form that references have inside: an array of items, as citation programs and Zotero write it.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.exchange.csl_fields import CONTROLS, paragraphs, sound
from corpus.exchange.model import ExportEntry, ExportProblem
from corpus.model import Reference

_BETWEEN = re.compile(r"[\s,]*")
_OPENING = re.compile(r'\s*(?:\{\s*"(?:items|references)"\s*:\s*)?\[')


def write(references: Sequence[Reference]) -> str:
    """Gives the items as JSON; `custom` holds what is this program's own. Control characters stand escaped."""
    text = json.dumps([_item(reference) for reference in references], ensure_ascii=False, indent=2)
    return CONTROLS.sub(lambda c: c[0] if c[0] == "\n" else f"\\u{ord(c[0]):04x}", text) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    own = {"kind": reference.kind, "design": reference.design, **({"guessed": True} if reference.guessed else {})}
    custom = {**(reference.csl.get("custom") or {}), **own}
    return {**reference.csl, "id": reference.key, "custom": custom}


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Gives the items of an array, of an object's `items`, or the one item that the text is.

    What follows a place where the text is no JSON is lost, and the problem says so.
    """
    decoder = json.JSONDecoder()
    opening = _OPENING.match(text)
    at = opening.end() if opening else 0
    while (at := _after(_BETWEEN, text, at)) < len(text) and text[at] != "]":
        number = text.count("\n", 0, at) + 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            where = getattr(error, "lineno", number)
            yield ExportProblem(where, f"no JSON from here on, so this and what follows was not read: {_why(error)}")
            return
        yield _entry(value, number)
        if not opening:
            return


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _why(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(getattr(error, "msg", error)).lower()


def _entry(value: object, number: int) -> ExportEntry | ExportProblem:
    if not isinstance(value, Mapping):
        return ExportProblem(number, f"not a reference but {str(value)[:40]!r}")
    item = sound(value, paragraphs)
    key = item.pop("citation-key", None) or item.pop("id", "")
    custom = item.pop("custom", None)
    own = dict(custom) if isinstance(custom, Mapping) else {}
    ours = {name: own.pop(name) for name in ("kind", "design", "guessed") if name in own}
    return ExportEntry({**item, **({"custom": own} if own else {})}, str(key), (), number, ours)
