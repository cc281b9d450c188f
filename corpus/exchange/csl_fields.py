"""Clean CSL-JSON items: each field has the type that CSL gives it, and no text has control characters."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from corpus.exchange.csl_dates import clean_date
from corpus.exchange.csl_names import clean_names
from corpus.exchange.lines import one_line
from corpus.exchange.model import Csl

NAME_FIELDS = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director editor
    editor-translator editorial-director executive-producer guest host illustrator interviewer narrator
    organizer original-author performer producer recipient reviewed-author script-writer series-creator
    translator""".split()
)
"""The fields of CSL 1.0.2 that hold names."""

DATE_FIELDS = frozenset("accessed available-date event-date issued original-date submitted".split())
"""The fields of CSL 1.0.2 that hold dates. All other fields hold text, except `custom` and `categories`."""

_RESOLVER = re.compile(r"(?i)^(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)\s*")


def clean_item(item: Mapping[str, Any], clean_text: Callable[[object], str] = one_line) -> Csl:
    """Return a CSL item with clean names, dates and texts. Empty fields and values of a wrong type are left out.

    Args:
        item: a CSL item from anywhere.
        clean_text: applied to each text and number.
    """
    cleaned: Csl = {}
    for field, value in item.items():
        clean_value = _clean_value(field, value, clean_text)
        if clean_value:
            cleaned[one_line(field)] = clean_value
    if "DOI" in cleaned:
        cleaned["DOI"] = _RESOLVER.sub("", cleaned["DOI"])
    return cleaned


def _clean_value(field: str, value: object, clean_text: Callable[[object], str]) -> object:
    """Return the clean value of a field, or None if the value has the wrong type."""
    if field in NAME_FIELDS:
        return clean_names(value) if isinstance(value, list | tuple) else None
    if field in DATE_FIELDS:
        return clean_date(value) if isinstance(value, Mapping) else None
    if field in ("custom", "categories"):
        return value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean_text(value)
    return None
