"""What the reader of rich text remembers: styles, groups and the table that is being read."""

from dataclasses import dataclass, field
from typing import Any

from corpus.reading.docx.styles import HEADING_STYLE
from corpus.reading.rtf.words import NO_OUTLINE_LEVEL
from corpus.reading.sections import MAX_COLUMNS, table_text


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name in lower case, and the level of its headings, or 0."""

    name: str
    level: int


@dataclass(slots=True)
class Group:
    """Settings that apply until a group ends. A group within it begins with the same settings."""

    target: list[str] | None  # where its text goes; None: nowhere
    destination: str = ""
    left_out: bool = False
    has_looks: bool = True  # its text may be raised or in a symbol font
    is_new: bool = False  # no control word was read in it yet
    math: Any = None  # the element of the formula that its text belongs to
    math_depth: int = 0
    shows_symbol: bool = False  # the field is a symbol that was read from its code
    raised: int = 0  # 1: raised, -1: lowered
    hidden: int = 0
    deleted: int = 0
    struck: int = 0
    font: int = -1
    replacement_bytes: int = 1  # after a Unicode character, for programs that do not know Unicode
    style: int = 0
    outline_level: int = NO_OUTLINE_LEVEL
    in_table: int = 0
    drop_cap: int = 0  # the paragraph is the large first letter of the next
    table_level: int = 0  # 2 and more: in a table in a cell
    list_style: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether its text is not hidden, deleted or struck."""
        return not (self.hidden or self.deleted or self.struck)


@dataclass(slots=True)
class Table:
    """The table that is being read."""

    cell: list[str] = field(default_factory=list)  # paragraphs of the cell that have ended
    row: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)  # of all cells
    heads: int = 0
    is_head_row: bool = False
    first_row_is_head: bool = False  # by the look of the table
    inner: "Table | None" = None  # the table in the cell

    @property
    def is_frame(self) -> bool:
        """Whether it has one column only, and is a frame around text."""
        return all(len(row) == 1 for row in self.rows)

    def add_paragraph(self, text: str) -> None:
        """Add a paragraph to the cell."""
        self.cell.append(text)
        self.paragraphs.append(text)

    def end_cell(self) -> None:
        """Add the cell to the row, and the table in it to the asides."""
        if len(self.row) == MAX_COLUMNS:
            self.end_row()
        self.row.append(" ".join(text for text in self.cell if text))
        self.cell.clear()
        if self.inner is not None:
            self.inner.end()
            self.asides += [self.inner.text(), *self.inner.asides]
            self.inner = None

    def end_row(self) -> None:
        """Add the row to the table, and count it if it is a head row below head rows only."""
        if self.is_head_row and self.heads == len(self.rows):
            self.heads += 1
        self.rows.append(self.row)
        self.row = []

    def end(self) -> None:
        """End a cell and a row that have not ended."""
        if self.cell or self.inner is not None:
            self.end_cell()
        if self.row:
            self.end_row()

    def text(self) -> str:
        """Return the text of the table."""
        heads = self.heads
        if not heads and self.first_row_is_head and len(self.rows) > 1:
            heads = 1
        return table_text(self.rows, heads)


def style_of(name: str, outline_level: int) -> Style:
    """Return a paragraph style. A style named as a heading is one, whatever its outline level."""
    name = name.rstrip("; ").lower()
    heading = HEADING_STYLE.fullmatch(name)
    if heading:
        return Style(name, int(heading[1] or 0) + 1)
    return Style(name, heading_level(outline_level))


def heading_level(outline_level: int) -> int:
    """Return the level of a heading, from 2 because the title has 1, or 0 for body text."""
    return outline_level + 2 if outline_level <= 8 else 0
