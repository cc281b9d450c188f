"""News of standing questions as an Atom feed (RFC 4287), which feed readers take.

Every text of a document is text in the XML, and in the HTML of an entry it is escaped once more.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assistant.render.plain import one_line
from corpus.watched import NewsItem, StandingQuestion

MAX_ENTRIES = 200
"""Entries of a feed: the newest. Chosen: a feed reader that was off for months misses none."""

NEVER = "1970-01-01T00:00:00Z"
"""The date of a feed without entries."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_UID = re.compile(r"[0-9a-f]{32}")


def news_atom(questions: Iterable[StandingQuestion], items: Sequence[NewsItem], library: Path) -> bytes:
    """Return the newest items as a feed, the newest first. The same items give the same bytes.

    Args:
        questions: the standing questions.
        items: items of news, the oldest first.
        library: the folder of the library, which tells its feed from others.
    """
    newest = list(reversed(items))[:MAX_ENTRIES]
    texts = {question.number: question.text for question in questions}
    feed = Element("feed", xmlns=_ATOM)
    _add(feed, "id", uuid5(NAMESPACE_URL, library.absolute().as_uri()).urn)
    _add(feed, "title", f"Changes in the evidence: {library.name}")
    _add(feed, "updated", max((_date(item) for item in newest), default=NEVER))
    _add(feed, "generator", "evidence")
    _add(SubElement(feed, "author"), "name", "evidence watch")
    for item in newest:
        _add_entry(feed, item, texts.get(item.question, ""))
    indent(feed)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_entry(feed: Element, item: NewsItem, question: str) -> None:
    entry = SubElement(feed, "entry")
    uid = item.uid if _UID.fullmatch(item.uid) else "0" * 32
    _add(entry, "id", UUID(uid).urn)
    _add(entry, "title", f"{item.what}: {item.title or question}")
    _add(entry, "updated", _date(item))
    _add(entry, "summary", item.why)
    _add(entry, "content", _html(item, question)).set("type", "html")
    SubElement(entry, "category", term=str(item.what))


def _html(item: NewsItem, question: str) -> str:
    """Return an item as HTML. No text of it becomes a tag."""
    parts = [f"<p>{_escaped(question)}</p>", f"<p>{_escaped(item.why)}</p>"]
    if item.quote:
        parts.append(f"<blockquote>{_escaped(item.quote)}</blockquote>")
    if item.title:
        parts.append(f"<p>{_escaped(item.citation)}. <i>{_escaped(item.title)}</i>. {_escaped(item.design)}.</p>")
    if item.before:
        parts.append(f"<p>Before: {_escaped(item.before)}</p>")
    return "".join(parts)


def _escaped(text: str) -> str:
    return escape(_clean(text))


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """Return text on one line without the characters that XML cannot have."""
    return one_line(_NOT_IN_XML.sub(" ", text))


def _date(item: NewsItem) -> str:
    """Return the date of an item. The library may come from a stranger, who may write anything in its place."""
    return item.time if _DATE.fullmatch(item.time) else NEVER
