"""Clean CSL-JSON items: each field has the type that CSL gives it, and no text has control characters or markup."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from corpus.csl import DATE_FIELDS, NAME_FIELDS
from corpus.exchange.csl_dates import clean_date
from corpus.exchange.csl_names import clean_names
from corpus.exchange.editions import clean_edition
from corpus.exchange.lines import clean_lines, one_line
from corpus.exchange.markup import without_markup
from corpus.exchange.model import Csl
from corpus.works.identifiers import bare_doi

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ADDRESS = re.compile(r"(?i)(?:https?|ftp)://\S+")
_DOI_ADDRESS = re.compile(r"(?i)https?://(?:dx\.)?doi\.org/(?=10\.)")


def clean_item(item: Mapping[str, Any], clean_text: Callable[[object], str] = one_line) -> Csl:
    """Return a CSL item with clean names, dates and texts. Empty fields and values of a wrong type are left out.

    Args:
        item: a CSL item from anywhere.
        clean_text: applied to each text and number.
    """
    cleaned = _clean_fields(item, lambda field, value: _to_text(field, value, clean_text))
    if "edition" in cleaned:
        cleaned["edition"] = clean_edition(cleaned["edition"])
    if "URL" in cleaned:
        cleaned["URL"] = _clean_address(cleaned["URL"])
        if _DOI_ADDRESS.match(cleaned["URL"]):
            cleaned.setdefault("DOI", cleaned["URL"])
    if "DOI" in cleaned:
        cleaned["DOI"] = clean_doi(cleaned["DOI"])
    return cleaned


def check_item(item: Mapping[str, Any]) -> Csl:
    """Return an item that `clean_item` made in a process that is not trusted.

    Values of a wrong type are left out, and control characters. Other values stay as they are.
    """
    return _clean_fields(item, lambda _, value: clean_lines(value) if isinstance(value, str) else None)


def clean_doi(text: str) -> str:
    """Return the DOI in a text (`doi:10.1/a`, `https://doi.org/10.1/a%3Cb`), or the text if it has none."""
    doi = unquote(bare_doi(text))
    found = _DOI.search(doi)
    return found[0] if found else doi


def _clean_address(text: str) -> str:
    """Return an address without the words before it: `Available at: https://example.org`."""
    found = _ADDRESS.search(text)
    if not found or found.start() == 0:
        return text
    return found[0].rstrip(".,;>)")


def _clean_fields(item: Mapping[str, Any], to_text: Callable[[str, object], str | None]) -> Csl:
    """Return an item with clean names and dates, and with what `to_text` makes of other fields, if it is not empty."""
    cleaned: Csl = {}
    for field, value in item.items():
        if field in NAME_FIELDS:
            clean_value: Any = clean_names(value)
        elif field in DATE_FIELDS:
            clean_value = clean_date(value)
        elif field in ("custom", "categories"):
            clean_value = value
        else:
            clean_value = to_text(field, value)
        if clean_value:
            cleaned[one_line(field)] = clean_value
    return cleaned


def _to_text(field: str, value: object, clean_text: Callable[[object], str]) -> str | None:
    """Return the clean text of a field, or None if the value has the wrong type."""
    if isinstance(value, list | tuple):
        value = _joined(field, value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean_text(without_markup(str(value)))
    return None


def _joined(field: str, values: Sequence[object]) -> str:
    """Return the keywords of a list, or the first text of a list: Crossref has a list of titles."""
    texts = [str(value) for value in values if isinstance(value, str | int)]
    return ", ".join(texts) if field == "keyword" else "".join(texts[:1])
