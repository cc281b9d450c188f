"""Markdown -> sections.

Markdown is CommonMark with tables (https://spec.commonmark.org). It is read as it is displayed: without marks, and
without the addresses of links. A block of YAML at the beginning may give title, author and date.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.model import Document
from corpus.reading.decoding import read_text, tidy
from corpus.reading.monitor import Monitor
from corpus.reading.sections import Block, compose, table_text
from corpus.sandbox.held_file import InputFile

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)(?:\n|$)", re.S)
_FIELD = re.compile(r"""^(title|author|date): *["']?(.*?)["']? *$""", re.M | re.I)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)


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

    tokens = iter(MarkdownIt("commonmark").enable("table").parse(text))
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
                yield _literal(_TAG.sub(" ", token.content))


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
    """Return the displayed text of a paragraph, with the alternative text of pictures."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type != "html_inline":
            parts.append(child.content)
    return tidy("".join(parts))
