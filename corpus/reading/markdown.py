"""Markdown -> sections.

Markdown is CommonMark with tables (https://spec.commonmark.org). It is read as it is displayed: without marks, and
without the addresses of links. A block of YAML at the beginning may give title, author and date.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.model import (
    LOWERED_END,
    LOWERED_START,
    NOTE_END,
    NOTE_START,
    RAISED_END,
    RAISED_START,
    Document,
)
from corpus.reading.decoding import read_text, tidy
from corpus.reading.displayed import show
from corpus.reading.html import parse
from corpus.reading.monitor import Monitor
from corpus.reading.page_blocks import page_blocks
from corpus.reading.sections import Block, compose, table_text
from corpus.sandbox.held_file import InputFile
from corpus.text.raised import written

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)(?:\n|$)", re.S)
_FIELD = re.compile(r"""^(title|author|date): *["']?(.*?)["']? *$""", re.M | re.I)
_INLINE_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>", re.I)
_BRACKETS = {
    "sup": (RAISED_START, RAISED_END),
    "sub": (LOWERED_START, LOWERED_END),
    "q": ("“", "”"),
}
"""What is written for the first and the last tag of an element of HTML."""

_FOOTNOTE_MARK = re.compile(r"\[\^([\w-]{1,20})\]")
_FOOTNOTE = re.compile(r"\[\^([\w-]{1,20})\]:")
# CommonMark has no footnotes: "[^1]: https://example.org" would be the address of a link.
_FOOTNOTE_LINE = re.compile(r"^(?=\[\^[\w-]{1,20}\]:)", re.M)


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of a Markdown file.

    Raises:
        UnreadableFile: it is empty or not text.
    """
    text, warnings = read_text(path)
    metadata: dict[str, str] = {}
    front_matter = _FRONT_MATTER.match(text)
    if front_matter:
        text = text[front_matter.end() :]
        metadata = _metadata(front_matter[1])
    blocks = list(_blocks(text))
    csl_type = ""
    if metadata.get("title"):
        csl_type = "report"
    elif blocks and blocks[0].kind == "heading":
        metadata["title"] = metadata["page1_title"] = blocks[0].text
    return compose(blocks, metadata, warnings, "text", monitor, csl_type=csl_type)


def _metadata(front_matter: str) -> dict[str, str]:
    fields = {name.lower(): value for name, value in _FIELD.findall(front_matter)}
    return {
        "title": fields.get("title", ""),
        "author": fields.get("author", ""),
        "created": fields.get("date", ""),
    }


def _blocks(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    text = _FOOTNOTE_LINE.sub(r"\n\\", text)
    tokens = iter(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))
    list_depth = 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                list_depth += 1
            case "bullet_list_close" | "ordered_list_close":
                list_depth -= 1
            case "heading_open":
                yield Block("heading", _inline_text(next(tokens)), int(token.tag[1]))
            case "table_open":
                yield _table(tokens)
            case "inline":
                yield Block("continuation" if list_depth else "paragraph", _inline_text(token))
            case "fence" | "code_block":
                yield _literal(token.content)
            case "html_block":
                yield from _html_blocks(token.content)


def _html_blocks(source: str) -> Iterator[Block]:
    """Yield the blocks of HTML between paragraphs."""
    try:
        tree = parse(source)
    except UnreadableFile:  # tags and comments only
        return
    show(tree)
    yield from page_blocks(tree)


def _literal(content: str) -> Block:
    """Return a paragraph that keeps its line breaks, without empty lines."""
    lines = [tidy(line) for line in content.split("\n")]
    return Block("paragraph", "\n".join(line for line in lines if line))


def _table(tokens: Iterator["Token"]) -> Block:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline_text(token))
    return Block("continuation", table_text(rows, heads=1))


def _inline_text(token: "Token") -> str:
    """Return the displayed text of a paragraph, with the alternative text of pictures and without struck text."""
    parts = []
    struck_depth = 0
    for child in token.children or ():
        if child.type in ("s_open", "s_close"):
            struck_depth += 1 if child.type == "s_open" else -1
        elif struck_depth:
            continue
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "html_inline":
            parts.append(_inline_tag(child.content))
        else:
            parts.append(child.content)
    text = "".join(parts)
    footnote = _FOOTNOTE.match(text)
    if footnote:
        text = f"{footnote[1]} {text[footnote.end() :]}"
    return tidy(written(_FOOTNOTE_MARK.sub(rf"{NOTE_START}\1{NOTE_END}", text)))


def _inline_tag(tag: str) -> str:
    """Return what is written for a tag of HTML in a line."""
    found = _INLINE_TAG.match(tag)
    if found is None:
        return ""
    name = found[2].lower()
    if name == "br":
        return " "
    first, last = _BRACKETS.get(name, ("", ""))
    return last if found[1] else first
