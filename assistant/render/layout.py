"""The layout of text: lines that wrap at spaces on a terminal and are whole in a pipe. Nothing is padded or cut."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.text import Text

MAX_COLUMNS = 100
"""Longest line on a wide terminal. Longer lines are hard to read. Chosen."""

MIN_COLUMNS = 20
"""Lines beside a label have at least this width, however narrow the terminal is. Chosen: two or three words."""

HANG = 2
"""Columns by which the later parts of a line of a report are indented. Chosen."""

SEPARATOR = "  ·  "
"""Between the parts of a line. Where the line breaks, it is left out."""

_CHUNK = re.compile(r"`evidence [^`]*`\S*\s*|\s*\S+\s*")
"""A part that is never broken: a word with the spaces around it, or a command in back quotes, which people copy."""

_LAST_COMMAND = re.compile(r"(?<=[:;,] )(then )?evidence [a-z]+( .*)?$")
"""A command at the end of a message: `... not in the index yet. Run: evidence index`."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines beside a label. The label is in front of the first line; `indent` is where the lines begin.

    A word that is wider than the screen, such as an address, stays whole: a terminal shows it on several lines and
    still copies it as one. A line with `no_wrap` stays whole too. `hang` is how much further the later parts of a line
    begin.
    """

    lines: Sequence[Text]
    label: Text | None = None
    indent: int = 0
    hang: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield the lines as they are shown. With `options.no_wrap`, which is for pipes, all of them are whole."""
        margin = self.label.copy() if self.label else Text()
        margin.append(" " * (self.indent - margin.cell_len))
        columns = max(options.max_width - self.indent, MIN_COLUMNS)
        for text in self.lines:
            is_whole = bool(options.no_wrap or text.no_wrap)
            for line in text.split("\n", allow_blank=True):
                line.expand_tabs(8)
                parts = [line] if is_whole else wrapped(line, columns, self.hang)
                for part in parts:
                    yield _shown(margin, part)
                    margin = Text(" " * self.indent)


def labelled(rows: Iterable[tuple[Text, Sequence[Text]]], indent: int = 0) -> list[Block]:
    """Return a block for each row of a label and its lines. The lines of all blocks begin below one another."""
    rows = list(rows)
    column = indent + 2 + max((label.cell_len for label, _ in rows), default=0)
    blocks = []
    for label, lines in rows:
        indented = Text(" " * indent).append_text(label)
        blocks.append(Block(lines, indented, column))
    return blocks


def lines_to_read(text: str) -> Block:
    """Return the lines of a report. If one of them is too wide, its later parts are indented."""
    lines = [Text(text.removesuffix("\n"))] if text else []
    return Block(lines, hang=HANG)


def wrapped(line: Text, columns: int, hang: int = 0) -> list[Text]:
    """Return the parts of a line that fit the columns. The later parts are indented as the line is, and by `hang`."""
    margin = _later_margin(line.plain, columns, hang)
    first, *rest = line.divide(breaks(line.plain, columns, len(margin)))
    parts = [first]
    parts += [Text(margin).append_text(part) for part in rest]
    for part in parts[:-1]:
        if part.plain.endswith(SEPARATOR):
            part.right_crop(len(SEPARATOR))
    return parts


def _later_margin(text: str, columns: int, hang: int) -> str:
    """Return the spaces in front of the later parts of a line."""
    indent = len(text) - len(text.lstrip())
    return " " * min(indent + hang, columns // 2)


def breaks(text: str, columns: int, indent: int = 0) -> list[int]:
    """Return the offsets at which to break a line, so that each part fits the columns if its words do.

    Parts after the first have `indent` columns less.
    """
    offsets = []
    used = 0
    for chunk in _CHUNK.finditer(text):
        needed = cell_len(chunk.group().rstrip())
        if used > indent and used + needed > columns:
            offsets.append(chunk.start())
            used = indent
        used += cell_len(chunk.group())
    return offsets


def fitted(message: str, columns: int) -> str:
    """Return a message as lines that fit the columns. A command at the end of a line of it has a line of its own."""
    lines = []
    for line in message.split("\n"):
        lines += _fitted_line(line, min(columns, MAX_COLUMNS))
    return "\n".join(lines)


def _fitted_line(line: str, columns: int) -> list[str]:
    if cell_len(line) <= columns:
        return [line]
    command = _LAST_COMMAND.search(line)
    end = command.start() if command else len(line)
    text = line[:end].rstrip()
    parts = [part.plain.rstrip() for part in wrapped(Text(text), columns, HANG)]
    if command:
        parts.append(_later_margin(text, columns, HANG) + line[end:])
    return parts


def _shown(margin: Text, part: Text) -> Text:
    """Return a part behind its margin, without spaces at its end. Nothing breaks it again."""
    whole = Text(no_wrap=True, overflow="ignore")
    whole.append_text(margin).append_text(part)
    whole.rstrip()
    return whole
