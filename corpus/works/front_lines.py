"""The lines of the first pages and the last page: running lines, cover sheets, and lines that belong together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.model import FrontLine
from corpus.works.printed_citation import plain_line

MAX_COVER_SHEETS = 2
"""A network and a publisher may each put a sheet before the first page of the text."""

MAX_BLOCK_GAP = 30
"""Points between two lines of one statement: double spacing of 12-point type, and a little more."""

MAX_BLOCK_LINES = 9
"""A statement of how to cite the work in a narrow margin has about this many lines."""

MAX_LINE_GAP = 20
"""Points between two lines of one paragraph in single or one-and-a-half spacing."""

MIN_PARAGRAPH_WORDS = 4
"""A line of a reference in a narrow margin has this many words. The lines of a masthead have fewer. Chosen."""

_COVER_SHEET = re.compile(
    r"""researchgate\.net/publication|jstor\.org/stable|heinonline|proquest|see\ discussions,\ stats
    |cite\ this\ (?:article|paper|version|document)|full\ terms\ &\ conditions\ of\ access|brought\ to\ you\ by
    |escholarship\.org|\bhal\ id:|citer\ cet\ article|crimrxiv|socarxiv""",
    re.X | re.I,
)
_BROKEN_WORD = re.compile(r"\d-$|doi\.org/\S*[./-]$|\b10\.\d{4,9}/\S*[./-]?$")
_IN_MASTHEAD = re.compile(r"\bdoi\b|\bissn\b|©|https?://|www\.", re.I)


@dataclass(frozen=True)
class FrontLines:
    """The lines of a document's first pages and last page, in the order in which they were read."""

    lines: Sequence[FrontLine]

    @cached_property
    def _running_texts(self) -> frozenset[str]:
        """The lines, without numbers at their ends, that are on two or more pages."""
        pages_by_text: dict[str, set[int]] = {}
        for line, text in zip(self.lines, self._without_numbers, strict=True):
            if text:
                pages_by_text.setdefault(text, set()).add(line.page)
        return frozenset(text for text, pages in pages_by_text.items() if len(pages) > 1)

    @cached_property
    def heads(self) -> frozenset[str]:
        """The lines that have a page number at an end on a page after the first, without the number."""
        heads = set()
        for line, text in zip(self.lines, self._without_numbers, strict=True):
            if line.page not in self.first_pages and text != plain_line(line.text):
                heads.add(text)
        return frozenset(heads)

    @cached_property
    def _without_numbers(self) -> tuple[str, ...]:
        return tuple(_without_numbers(line.text) for line in self.lines)

    @cached_property
    def edges(self) -> frozenset[FrontLine]:
        """The first and the last line of each page."""
        edges = set()
        for page in {line.page for line in self.lines}:
            on_page = [line for line in self.lines if line.page == page]
            edges.add(max(on_page, key=lambda line: line.baseline))
            edges.add(min(on_page, key=lambda line: line.baseline))
        return frozenset(edges)

    @cached_property
    def cover_sheets(self) -> frozenset[int]:
        """The numbers of the pages with which an archive, a publisher or a social network begins its copies."""
        found: list[int] = []
        for page in sorted({line.page for line in self.lines})[:MAX_COVER_SHEETS]:
            texts = [line.text for line in self.lines if line.page == page and not self.is_running(line)]
            if not _COVER_SHEET.search("\n".join(texts)):
                break
            found.append(page)
        return frozenset(found)

    @cached_property
    def first_pages(self) -> frozenset[int]:
        """The numbers of the cover sheets and of the first page of the text."""
        pages = sorted({line.page for line in self.lines})
        after_covers = [page for page in pages if page not in self.cover_sheets]
        return self.cover_sheets | set(after_covers[:1])

    def is_running(self, line: FrontLine) -> bool:
        """Return whether a line is a running head or foot."""
        return line in self._running_lines

    @cached_property
    def _running_lines(self) -> frozenset[FrontLine]:
        running = set()
        for line, text in zip(self.lines, self._without_numbers, strict=True):
            if text in self._running_texts:
                running.add(line)
        return frozenset(running)

    def block(self, start: int) -> str:
        """Return a line and the lines under it that may continue it, as one text."""
        texts = [self.lines[start].text]
        last = self.lines[start]
        for line in self.lines[start + 1 : start + MAX_BLOCK_LINES]:
            if line.page != last.page or not 0 < last.baseline - line.baseline <= MAX_BLOCK_GAP:
                break
            texts.append(line.text)
            last = line
        return join_lines(texts)

    def next_in_block(self, index: int) -> FrontLine | None:
        """Return the next line if it is beside or just under a line."""
        for line in self.lines[index + 1 : index + 2]:
            near = abs(self.lines[index].baseline - line.baseline) <= MAX_BLOCK_GAP
            if line.page == self.lines[index].page and near:
                return line
        return None

    def continues_paragraph(self, index: int) -> bool:
        """Return whether a line continues the line above it, as the second line of a reference does."""
        if index == 0:
            return False
        line, above = self.lines[index], self.lines[index - 1]
        is_under = above.page == line.page and 0 < above.baseline - line.baseline <= MAX_LINE_GAP
        if not is_under or _IN_MASTHEAD.search(above.text):
            return False
        return len(above.text.split()) >= MIN_PARAGRAPH_WORDS


def _without_numbers(line: str) -> str:
    """Return a line without a page number at its beginning or end, which differs from page to page."""
    text = plain_line(line)
    text = re.sub(r"(?: \||,)? (?:page |p[áa]gina )?[es]?\d+(?: (?:of|/|de) \d+)?$", "", text, flags=re.I)
    return re.sub(r"^\d+ (?:\| )?", "", text)


def join_lines(lines: Iterable[str]) -> str:
    """Return lines as one text. A word broken at a hyphen and an identifier broken at a sign are joined."""
    joined = ""
    for line in lines:
        is_broken = joined.endswith("\u00ad") or _BROKEN_WORD.search(joined)
        joined = joined.removesuffix("\u00ad")
        if joined and not is_broken:
            joined += " "
        joined += line.strip()
    return plain_line(joined)
