"""CSL-JSON, the form that references have inside: an array of items, as citation programs and Zotero write it.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

import json
from collections.abc import Sequence
from typing import Any

from corpus.exchange.text import CONTROLS
from corpus.model import Reference


def write(references: Sequence[Reference]) -> str:
    """Gives the items as JSON; `custom` holds what is this program's own. Control characters stand escaped."""
    text = json.dumps([_item(reference) for reference in references], ensure_ascii=False, indent=2)
    return CONTROLS.sub(lambda c: c[0] if c[0] == "\n" else f"\\u{ord(c[0]):04x}", text) + "\n"


def _item(reference: Reference) -> dict[str, Any]:
    own = {"kind": reference.kind, "design": reference.design, **({"guessed": True} if reference.guessed else {})}
    custom = {**(reference.csl.get("custom") or {}), **own}
    return {**reference.csl, "id": reference.key, "custom": custom}
