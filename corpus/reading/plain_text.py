"""Plain text -> sections.

A file has either one paragraph per line, or lines of similar length with blank lines between paragraphs. A heading is
a line by itself in capitals, or an underlined line.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.model import Document
from corpus.reading.decoding import read_text, tidy
from corpus.reading.monitor import Monitor
from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.model import Line, LineBlock
from corpus.reading.pdf.paragraphs import flow
from corpus.reading.sections import Block, compose
from corpus.sandbox.held_file import InputFile

MAX_WRAPPED_CHARACTERS = 120
"""Characters of a line in a text whose lines were broken by hand or by a program. Usual are 65 to 100."""

MAX_HEADING_CHARACTERS = 80
"""Characters of a heading, which is on one line."""

MIN_TABLE_ROWS = 3
"""Lines with columns that make a group of lines a table."""

_SOFT_HYPHEN = "\u00ad"
_ITEM = re.compile(r"(?:[•*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_UNDERLINE = re.compile(r"(={3,}|-{3,})\s*")
_COLUMNS = re.compile(r"\S(?: {2,}|\t)\s*\S")


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Read the sections of a plain text file.

    Raises:
        UnreadableFile: it is empty or not text.
    """
    text, warnings = read_text(path)
    blocks = list(text_blocks(text))
    metadata: dict[str, str] = {}
    if blocks and blocks[0].kind == "heading":
        metadata["title"] = metadata["page1_title"] = blocks[0].text
    return compose(blocks, metadata, warnings, "text", monitor)


def text_blocks(text: str) -> Iterator[Block]:
    """Yield the headings, paragraphs, items and tables of a plain text."""
    text = text.replace(f"{_SOFT_HYPHEN}\n", "")
    lines_of_text = text.split("\n")
    is_wrapped = max(map(len, lines_of_text)) <= MAX_WRAPPED_CHARACTERS
    vocabulary = Vocabulary([_lines(lines_of_text)] if is_wrapped else [])
    if vocabulary.keeps_hyphens is None:
        vocabulary.keeps_hyphens = True  # programs for mails and notes break lines at the hyphens that are there
    for group in re.split(r"\n\s*\n", text):
        lines = [line for line in group.split("\n") if line.strip()]
        level = _heading_level(lines)
        if level:
            yield Block("heading", tidy(lines[0]), level)
        elif _is_table(lines):
            yield Block("continuation", "\n".join(tidy(line) for line in lines))
        else:
            yield from _paragraphs(lines, is_wrapped, vocabulary)


def _heading_level(lines: Sequence[str]) -> int:
    """Return the level of a heading, or 0 if the lines are not a heading."""
    if len(lines) == 1:
        return 2 if _is_in_capitals(lines[0].strip()) else 0
    if len(lines) != 2:
        return 0
    underline = _UNDERLINE.fullmatch(lines[1].strip())
    if not underline:
        return 0
    return 1 if underline[1].startswith("=") else 2


def _is_in_capitals(line: str) -> bool:
    return len(line) <= MAX_HEADING_CHARACTERS and line.isupper() and line[-1] not in ".:;,"


def _is_table(lines: Sequence[str]) -> bool:
    rows = [line for line in lines if _COLUMNS.search(line)]
    return len(rows) >= MIN_TABLE_ROWS


def _paragraphs(lines: Sequence[str], is_wrapped: bool, vocabulary: Vocabulary) -> Iterator[Block]:
    """Split lines without a blank line between them into paragraphs and list items.

    A word, a number or a link that a line end broke is whole again, as in a PDF.
    """
    groups: list[list[str]] = []
    for line in lines:
        stripped = line.strip()
        if not groups or not is_wrapped or _ITEM.match(stripped):
            groups.append([])
        groups[-1].append(stripped)
    for group in groups:
        is_item = _ITEM.match(group[0]) is not None
        row = tuple(_lines(group))
        if row:
            yield Block("continuation" if is_item else "paragraph", flow(LineBlock((row,), 0), vocabulary))


def _lines(lines: Sequence[str]) -> list[Line]:
    """Return the lines that are not blank, tidy."""
    tidied = [tidy(line) for line in lines]
    return [Line(line) for line in tidied if line]
