"""Markdown and plain text -> sections and paragraphs.

Markdown is CommonMark with tables (https://spec.commonmark.org), read as it is shown: no marks, no addresses of links.
Plain text has a paragraph a line, or lines of one length with blank lines between paragraphs; its headings are lines by
themselves in capitals, or underlined.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.model import Document
from corpus.reading.flow import Block, compose, read_text, table, tidy
from corpus.reading.watch import Watch

if TYPE_CHECKING:
    from markdown_it.token import Token

WRAPPED = 120
"""Characters: lines of a text that was broken by hand or by a program are shorter; 65 to 100 are usual."""

LONGEST_HEADING = 80
"""Characters of a heading of plain text: it stands on one line."""

_FRONT = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)(?:\n|$)", re.S)
_FIELD = re.compile(r"""^(title|author|date): *["']?(.*?)["']? *$""", re.M | re.I)
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_ITEM = re.compile(r"(?:[•*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*")
_CELLS = re.compile(r"\S(?: {2,}|\t)\s*\S")


def extract(path: Path, watch: Watch) -> Document:
    """Gives a text's sections.

    Raises:
        UnreadableFile: it is empty or no text.
    """
    text, warnings = read_text(path)
    metadata: dict[str, str] = {}
    if path.suffix.lower() in (".md", ".markdown"):
        if front := _FRONT.match(text):
            text, said = text[front.end() :], {name.lower(): value for name, value in _FIELD.findall(front[1])}
            metadata = {
                "title": said.get("title", ""),
                "author": said.get("author", ""),
                "created": said.get("date", ""),
            }
        blocks = list(_markdown(text))
    else:
        blocks = list(_plain(text))
    title = next((block.text for block in blocks[:1] if block.kind == "heading"), "")
    if metadata.get("title"):
        metadata["type"] = "report"
    elif title:
        metadata = {**metadata, "title": title, "page1_title": title}
    return compose(blocks, metadata, warnings, "text", watch)


# --- Markdown ---------------------------------------------------------------------------------------------------------


def _markdown(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = iter(MarkdownIt("commonmark").enable("table").parse(text))
    within = 0  # lists
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            within += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            within -= 1
        elif token.type == "heading_open":
            yield Block("heading", _inline(next(tokens)), int(token.tag[1]))
        elif token.type == "table_open":
            yield _rows(tokens)
        elif token.type == "inline":
            yield Block("rest" if within else "paragraph", _inline(token))
        elif token.type in ("fence", "code_block", "html_block"):
            content = _TAG.sub(" ", token.content) if token.type == "html_block" else token.content
            yield Block("paragraph", "\n".join(filter(None, map(tidy, content.split("\n")))))


def _inline(token: "Token") -> str:
    """Gives what is shown of a paragraph; of a picture the words that stand for it."""
    return tidy("".join(_shown(child) for child in token.children or ()))


def _shown(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return "" if token.type == "html_inline" else token.content


def _rows(tokens: Iterator["Token"]) -> Block:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
    return Block("rest", table(rows, heads=1))


# --- plain text -------------------------------------------------------------------------------------------------------


def _plain(text: str) -> Iterator[Block]:
    lines = text.split("\n")
    wrapped = max(map(len, lines)) <= WRAPPED
    for group in re.split(r"\n\s*\n", text):
        lines = [line for line in group.split("\n") if line.strip()]
        if len(lines) == 2 and (under := _UNDERLINE.fullmatch(lines[1].strip())):
            yield Block("heading", tidy(lines[0]), 1 if under[1][0] == "=" else 2)
        elif len(lines) == 1 and _is_heading(lines[0].strip()):
            yield Block("heading", tidy(lines[0]), 2)
        elif sum(map(bool, map(_CELLS.search, lines))) >= 3:
            yield Block("rest", "\n".join(map(tidy, lines)))
        else:
            yield from _paragraphs(lines, wrapped)


def _is_heading(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and line.isupper() and line[-1] not in ".:;,"


def _paragraphs(lines: Sequence[str], wrapped: bool) -> Iterator[Block]:
    """Gives the paragraphs and items of lines that no blank line parts."""
    groups: list[list[str]] = []
    for line in map(str.strip, lines):
        if not groups or not wrapped or _ITEM.match(line):
            groups.append([])
        groups[-1].append(line)
    for group in groups:
        yield Block("rest" if _ITEM.match(group[0]) else "paragraph", tidy(" ".join(group)))
