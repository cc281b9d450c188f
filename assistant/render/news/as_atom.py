"""News of standing questions as an Atom feed (RFC 4287), which feed readers take.

Every text of a document is text in the XML, and in the HTML of an entry it is escaped once more.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assistant.render.feeds import cited
from assistant.render.plain import one_line
from corpus.feeds.entries import web_address
from corpus.feeds.model import ListedWork
from corpus.watched import NewsItem, StandingQuestion
from corpus.web.links import doi_url

MAX_ENTRIES = 200
"""Entries of a feed: the newest. Chosen: a feed reader that was off for months misses none."""

NEVER = "1970-01-01T00:00:00Z"
"""The date of a feed without entries."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UID = re.compile(r"[0-9a-f]{32}")


def news_atom(
    questions: Iterable[StandingQuestion],
    items: Sequence[NewsItem],
    library: Path,
    works: Sequence[tuple[ListedWork, str]] = (),
) -> bytes:
    """Return the newest items as a feed, the newest first, then the works that feeds listed last.

    The same items and works give the same bytes.

    Args:
        questions: the standing questions.
        items: items of news, the oldest first.
        library: the folder of the library, which tells its feed from others.
        works: the works that feeds listed, the first listed first, each with the command that fetches it.
    """
    address = library.absolute().as_uri()
    last_works = list(reversed(works))[:MAX_ENTRIES]
    newest = list(reversed(items))[:MAX_ENTRIES]
    texts = {question.number: question.text for question in questions}
    feed = Element("feed", xmlns=_ATOM)
    _add(feed, "id", uuid5(NAMESPACE_URL, address).urn)
    _add(feed, "title", f"Changes in the evidence: {library.name}")
    dates = [_date(item) for item in newest]
    dates += [_day(work) for work, _ in last_works]
    _add(feed, "updated", max(dates, default=NEVER))
    _add(feed, "generator", "evidence")
    _add(SubElement(feed, "author"), "name", "evidence watch")
    for item in newest:
        _add_entry(feed, item, texts.get(item.question, ""))
    for work, command in last_works:
        _add_work(feed, work, command, address)
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


def _add_work(feed: Element, work: ListedWork, command: str, library: str) -> None:
    """Add a work that a feed listed. The link is the only address of a stranger that a reader can follow."""
    title = str(work.csl.get("title", ""))
    entry = SubElement(feed, "entry")
    _add(entry, "id", uuid5(NAMESPACE_URL, f"{library}#listed-{work.number}").urn)
    _add(entry, "title", f"new in a feed: {title}")
    _add(entry, "updated", _day(work))
    url = doi_url(work.name) if work.name.startswith("10.") else work.name
    address = web_address(url)
    if address:
        SubElement(entry, "link", href=address)
    _add(entry, "summary", f"Listed by {work.feed}.")
    parts = [f"<p>{_escaped(cited(work))}. <i>{_escaped(title)}</i>.</p>", f"<p>Listed by {_escaped(work.feed)}.</p>"]
    if command:
        parts.append(f"<p><code>{_escaped(command)}</code></p>")
    _add(entry, "content", "".join(parts)).set("type", "html")
    SubElement(entry, "category", term="new in a feed")


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


def _day(work: ListedWork) -> str:
    """Return the day on which a work was listed, as a date of the feed."""
    return f"{work.day}T00:00:00Z" if _DAY.fullmatch(work.day) else NEVER


def _date(item: NewsItem) -> str:
    """Return the date of an item. The library may come from a stranger, who may write anything in its place."""
    return item.time if _DATE.fullmatch(item.time) else NEVER
