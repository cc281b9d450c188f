"""The address of a feed, as a person writes it: a file, a web address, or a question to Crossref.

feeds/journal.xml
https://example.org/news.rss
crossref:issn=1745-9125        the works of a journal
crossref:prefix=10.1111        the works with DOIs of a publisher
crossref:member=311            the works of a member of Crossref
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import InputError, NotFetched
from corpus.web.checked_addresses import check_url

CROSSREF = "crossref:"

_FORMS = {
    "issn": (re.compile(r"\d{4}-?\d{3}[\dX]"), "1745-9125"),
    "prefix": (re.compile(r"10\.\d{4,9}"), "10.1111"),
    "member": (re.compile(r"\d{1,9}"), "311"),
}
"""The fields that Crossref can be asked for: the form of the value, and an example."""


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """The place of a feed.

    Attributes:
        kind: a file, an address of the web, or a question to Crossref.
        text: the address, always in the same form. The path of a file is whole.
        field: what Crossref is asked for: "issn", "prefix" or "member"; else "".
        value: the value of the field; else "".
    """

    kind: Literal["file", "web", "crossref"]
    text: str
    field: str = ""
    value: str = ""


def feed_address(text: str) -> FeedAddress:
    """Return where a feed is that a person names.

    Raises:
        InputError: it has no form of an address.
    """
    text = text.strip()
    if not text or not text.isprintable():
        raise InputError(f"{text[:80]!r} is not a feed: give a file, a web address or {CROSSREF}issn=1745-9125")
    if text.lower().startswith(CROSSREF):
        return _crossref_address(text)
    if "://" not in text:
        try:
            return FeedAddress("file", str(Path(text).expanduser().absolute()))
        except RuntimeError as error:
            raise InputError(f"{text[:80]!r} cannot be found: {error}") from error
    try:
        check_url(text)
    except NotFetched as error:
        raise InputError(f"{text[:80]!r} is not a feed: {error}") from error
    return FeedAddress("web", text)


def _crossref_address(text: str) -> FeedAddress:
    field, _, value = text[len(CROSSREF) :].partition("=")
    field, value = field.strip().lower(), value.strip().upper()
    if field not in _FORMS:
        examples = [f"{CROSSREF}{name}={example}" for name, (_, example) in _FORMS.items()]
        raise InputError(f"{text[:80]!r} is not a question that Crossref takes. Examples: {', '.join(examples)}")
    pattern, example = _FORMS[field]
    if not pattern.fullmatch(value):
        raise InputError(f"{value[:40]!r} is not {_noun(field)}: {CROSSREF}{field}={example} is an example")
    if field == "issn":
        value = f"{value[:4]}-{value[-4:]}"
    return FeedAddress("crossref", f"{CROSSREF}{field}={value}", field, value)


def _noun(field: str) -> str:
    return {"issn": "an ISSN", "prefix": "the prefix of DOIs", "member": "the number of a member of Crossref"}[field]
