"""What the tests read in a page that a server sent."""

import re

from lxml import html
from lxml.html import HtmlElement

_STEP = re.compile(
    r"(?P<tag>[a-z0-9]*)(?P<classes>(?:\.[\w-]+)*)(?P<attributes>(?:\[[\w-]+(?:=[\w-]+)?\])*)(?P<id>#\w+)?"
)


def parse_page(text: str) -> HtmlElement:
    """Return the root element of a page."""
    return html.document_fromstring(text)


def select(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return the elements under an element that a simple CSS selector selects: "article.piece a[lang=en]"."""
    path = "."
    for step in selector.split():
        match = _STEP.fullmatch(step)
        assert match, f"{step!r} is not a simple selector"
        path += f"//{match['tag'] or '*'}"
        for name in match["classes"].split(".")[1:]:
            path += f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        for attribute in re.findall(r"[\w-]+(?:=[\w-]+)?", match["attributes"]):
            name, equals, value = attribute.partition("=")
            path += f"[@{name}='{value}']" if equals else f"[@{name}]"
        if match["id"]:
            path += f"[@id='{match['id'][1:]}']"
    found = element.xpath(path)
    assert isinstance(found, list)
    return found


def text_of(element: HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join(element.text_content().split())
