"""Feeds as journals, institutions and blogs write them."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

RSS_TYPE = "application/rss+xml"

_RSS_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
)


def rss(*items: str, title: str = "Journal of Quiet Streets") -> bytes:
    """Return a feed of these items."""
    return f"{_RSS_HEAD}<title>{escape(title)}</title>{''.join(items)}</channel></rss>".encode()


def item(title: str, **fields: Any) -> str:
    """Return an item. A field `dc_creator` becomes the element `dc:creator`; a list becomes several elements."""
    parts = [f"<title>{escape(title)}</title>"]
    for name, value in fields.items():
        element = name.replace("_", ":", 1)
        values: Iterable[Any] = value if isinstance(value, list) else [value]
        parts += [f"<{element}>{escape(str(each))}</{element}>" for each in values]
    return f"<item>{''.join(parts)}</item>"


def journal_item(number: int, title: str, *authors: str, year: int = 2026, month: int = 3) -> str:
    """Return an item of a journal with a DOI."""
    doi = f"10.1000/jqs.{number}"
    return item(
        title,
        link=f"https://journal.example.org/doi/full/{doi}?af=R",
        dc_creator=list(authors),
        dc_date=f"{year}-{month:02}-05T00:00:00Z",
        prism_publicationName="Journal of Quiet Streets",
        prism_doi=doi,
    )
