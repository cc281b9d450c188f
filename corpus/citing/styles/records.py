"""CSL-JSON items as records to be formatted.

A record is taken literally: its text has no markup. It gets what a typist would not write: curly quotation marks, and
pages in one form.
"""

import re
from collections.abc import Mapping
from typing import Any

from corpus.citing.styles.styled_text import without_marks
from corpus.csl import DATE_FIELDS, NAME_FIELDS
from corpus.text.typography import curly_quotes

Record = dict[str, Any]
"""A record: text, lists of names and CSL dates by the names of CSL variables, and the `type`."""

OTHERS = {"literal": "others"}
"""The last name of a list that is known to be incomplete (`and others` in BibTeX)."""

_NOT_PRINTED = frozenset(("id", "key", "year-suffix"))
_LITERAL = frozenset("DOI ISBN ISSN PMCID PMID URL language".split())
"""Variables whose quotation marks and hyphens are not typed by hand for print."""

_SAME_VARIABLES = {"event": "event-title", "event-title": "event"}
"""CSL 1.0.2 renamed `event`; styles use either name."""

_SORTED_TITLES = {"title", "title-short", "container-title"}
_ARTICLES = {
    "en": "a|an|the",
    "es": "el|la|los|las|un|una|unos|unas",
    "pt": "o|a|os|as|um|uma|uns|umas",
}
_LEADING_ARTICLES = {
    language: re.compile(rf"(?i)^\W*(?:{articles})\s+(?=\S)") for language, articles in _ARTICLES.items()
}
"""Articles at the beginning of a title, by its language. A title of unknown language is taken for English."""

_PAGE_DASH = re.compile(r"\s*(?:--+|[-–—‐‑−])\s*")
_PAGE = re.compile(r"([A-Za-z]*)(\d+)")

_NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")


def literal_record(csl: Mapping[str, Any]) -> Record:
    """Return a CSL-JSON item taken literally: markup has no meaning, and empty or invalid fields are left out."""
    record: Record = {"type": "document"}
    for variable, value in csl.items():
        literal = _literal_value(variable, value)
        if literal and variable not in _NOT_PRINTED:
            record[variable] = literal
    for variable, same in _SAME_VARIABLES.items():
        if same in record:
            record.setdefault(variable, record[same])
    return record


def _literal_value(variable: str, value: Any) -> Any:
    """Return the value of a CSL variable, or None if it has a wrong type."""
    if variable in NAME_FIELDS:
        return _names(value)
    if variable in DATE_FIELDS:
        return value if isinstance(value, Mapping) else None
    if not isinstance(value, str | int | float):
        return None
    text = " ".join(without_marks(str(value)).split())
    if variable == "page":
        return clean_pages(text)
    return text if variable in _LITERAL else curly_quotes(text)


def clean_pages(text: str) -> str:
    """Return pages with a hyphen in each range, and with the whole last page: `1123-37` is `1123-1137`.

    A range of one page, or without an end, is one page.
    """
    parts = []
    for part in text.split(","):
        ends = _PAGE_DASH.split(part.strip())
        if len(ends) == 2:
            first, last = ends[0], _whole_last_page(*ends)
            ends = [first] if last in ("", first) else [first, last]
        parts.append("-".join(ends))
    return ", ".join(parts)


def _whole_last_page(first: str, last: str) -> str:
    """Return the last page with the digits that it shares with the first; as it is if that makes no range."""
    begin, end = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if not begin or not end or len(end[2]) >= len(begin[2]):
        return last
    whole = begin[2][: -len(end[2])] + end[2]
    if int(whole) <= int(begin[2]):
        return last
    return begin[1] + whole


def _names(people: Any) -> list[dict[str, str]]:
    """Return the names of people and bodies. A list of unnamed `OTHERS` alone is empty."""
    if not isinstance(people, list):
        return []
    names = [fields for fields in map(_name_fields, people) if fields]
    return [] if names == [OTHERS] else names


def _name_fields(person: Any) -> dict[str, str]:
    """Return the literal name of a body, or the parts of a person's name.

    A person without a family name gets the other parts as a literal name.
    """
    if not isinstance(person, Mapping):
        return {}
    if person.get("literal"):
        return {"literal": _name_text(person["literal"])}
    parts = {part: _name_text(person[part]) for part in _NAME_PARTS if person.get(part)}
    if not parts or "family" in parts:
        return parts
    return {"literal": " ".join(parts.values())}


def _name_text(value: Any) -> str:
    return without_marks(str(value))


def for_sorting(record: Record) -> Record:
    """Return a record whose titles and bodies have no article at the beginning (APA 9.49, MLA 5.125)."""
    article = _LEADING_ARTICLES.get(str(record.get("language", ""))[:2], _LEADING_ARTICLES["en"])
    changed = dict(record)
    for variable in _SORTED_TITLES & record.keys():
        changed[variable] = article.sub("", record[variable])
    for variable in NAME_FIELDS & record.keys():
        changed[variable] = [_name_for_sorting(name, article) for name in record[variable]]
    return changed


def _name_for_sorting(name: dict[str, str], article: re.Pattern[str]) -> dict[str, str]:
    """Return a name; the name of a body without its article."""
    if "literal" not in name:
        return name
    return {"literal": article.sub("", name["literal"])}
