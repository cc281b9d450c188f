"""Paragraphs, tables and notes of rich text -> blocks, when they end."""

from collections.abc import Iterable

from corpus.reading.decoding import tidy
from corpus.reading.docx.styles import CONTENTS_STYLE, QUOTATION_STYLE
from corpus.reading.rtf.state import Group, Style, Table, heading_level
from corpus.reading.rtf.words import NO_OUTLINE_LEVEL
from corpus.reading.sections import Block
from corpus.text.raised import written


class Paragraphs:
    """The blocks that have ended, and the paragraph and the table that are being read."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.asides: list[str] = []  # notes and text boxes, which follow the paragraph
        self.table = Table()
        self.styles: dict[int, Style] = {}

    def end(self, word: str, group: Group) -> None:
        """End a paragraph, a cell or a row. A paragraph whose end was deleted, and a drop capital, go on."""
        if word == "cell":
            self._end_cell(group)
        elif word == "row":
            self.table.end_row()
        elif word in ("nestcell", "nestrow"):
            self.end_inner(word)
        elif not group.deleted and not group.drop_cap:
            self._end_paragraph(group)

    def end_all(self, group: Group) -> None:
        """End the last paragraph and the last table."""
        self._end_paragraph(group)
        self._end_table()

    def end_inner(self, word: str) -> None:
        """End a cell or a row of a table in a cell."""
        inner = self._inner_table()
        if word == "nestrow":
            inner.end_row()
        elif word == "nestcell":
            inner.add_paragraph(self._take_text())
            inner.end_cell()

    def _take_text(self) -> str:
        """Return the text of the paragraph that has ended."""
        text = tidy(written("".join(self.text)))
        self.text.clear()
        return text

    def _end_paragraph(self, group: Group) -> None:
        text = self._take_text()
        if group.in_table:
            self._cell_table(group).add_paragraph(text)
            return
        self._end_table()
        style = self._paragraph_style(group)
        if text and not CONTENTS_STYLE.match(style.name):
            if style.level:
                self.blocks.append(Block("heading", text, style.level))
            elif group.list_style or style.name.startswith("list "):
                self.blocks.append(Block("continuation", text))
            else:
                is_quotation = QUOTATION_STYLE.fullmatch(style.name) is not None
                self.blocks.append(Block("paragraph", text, is_quotation=is_quotation))
        self._add_continuations(self.asides)
        self.asides.clear()

    def _cell_table(self, group: Group) -> Table:
        """Return the table of the paragraph: the table, or the table in its cell. Deeper ones are part of that."""
        if group.table_level < 2:
            return self.table
        return self._inner_table()

    def _inner_table(self) -> Table:
        if self.table.inner is None:
            self.table.inner = Table()
        return self.table.inner

    def _paragraph_style(self, group: Group) -> Style:
        """Return the style of the paragraph. Its own outline level counts more than the level of its style."""
        style = self.styles.get(group.style, Style("", 0))
        if group.outline_level == NO_OUTLINE_LEVEL:
            return style
        return Style(style.name, heading_level(group.outline_level))

    def _end_cell(self, group: Group) -> None:
        table = self.table
        table.add_paragraph(self._take_text())
        table.end_cell()
        style = self.styles.get(group.style)
        if not table.rows and style and style.name == "table heading":  # LibreOffice's style
            table.is_head_row = True
        table.asides += self.asides
        self.asides.clear()

    def _end_table(self) -> None:
        table = self.table
        table.end()
        if table.rows and table.is_frame:
            for paragraph in table.paragraphs:
                self.blocks.append(Block("paragraph", paragraph))
        elif table.rows:
            self._add_continuations([table.text()])
        self._add_continuations(table.asides)
        self.table = Table(is_head_row=table.is_head_row)

    def _add_continuations(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.blocks.append(Block("continuation", text))
