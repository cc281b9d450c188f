"""The reader: a page with its marks, its text as a layer over the picture, and the addresses of its neighbours."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.desk.shown import Part, marked_parts
from assistant.reading.model import PageView, Span
from corpus.errors import InputError
from corpus.model import Locator
from corpus.pictures.model import Box, Dpi, TextLine

ZOOMS = (50, 75, 100, 125, 150, 200, 300)
"""Widths of a page in percent of the width of the reader."""

DEFAULT_ZOOM = 100

BASELINE = 0.22
"""Part of the height of a line that is below its baseline. Chosen: that of most typefaces is from 0.2 to 0.25."""

_SPAN = re.compile(r"([0-9]{1,11})-([0-9]{1,11})")


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A line of the text over a picture: where its baseline begins, how long it is, and how it is turned."""

    text: str
    x: float
    y: float
    size: float
    length: float
    turn: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in a recording, with its time. It has its marks."""

    locator: Locator
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Reader:
    """What the template of the reader shows.

    Attributes:
        view: the page.
        rank: the rank of the evidence that is read; None if the reader is alone.
        zoom: in percent.
        address: returns the address of another page or zoom of the same reader.
        close: the address of the answer without the reader; "" if the reader is alone.
        quote_span: start and end of the quotation in the text of the document; None if there is none.
    """

    view: PageView
    rank: int | None
    zoom: int
    address: Callable[[int, int], str]
    close: str = ""
    quote_span: Span | None = None

    @property
    def dpi(self) -> Dpi:
        """The resolution of the picture: about two pixels for each of the screen's points."""
        if self.zoom <= 125:
            return 144
        return 192 if self.zoom <= 150 else 288

    @property
    def previous(self) -> str:
        """The address of the page before this one, or "" at the beginning."""
        return "" if self.view.previous is None else self.address(self.view.previous, self.zoom)

    @property
    def next(self) -> str:
        """The address of the page after this one, or "" at the end."""
        return "" if self.view.next is None else self.address(self.view.next, self.zoom)

    @property
    def larger(self) -> str:
        """The address of the next larger picture, or ""."""
        larger = [zoom for zoom in ZOOMS if zoom > self.zoom]
        return self.address(self.view.locator.index, larger[0]) if larger else ""

    @property
    def smaller(self) -> str:
        """The address of the next smaller picture, or ""."""
        smaller = [zoom for zoom in ZOOMS if zoom < self.zoom]
        return self.address(self.view.locator.index, smaller[-1]) if smaller else ""

    @property
    def quote_elsewhere(self) -> int | None:
        """The first page of the quotation, if it is not on this one."""
        pages = self.view.quote_pages
        return pages[0] if pages and self.view.locator.index not in pages else None

    @property
    def quote_goes_on(self) -> int | None:
        """Another page that the quotation is on, if a part of it is on this one."""
        others = [page for page in self.view.quote_pages if page != self.view.locator.index]
        return others[0] if others and self.quote_elsewhere is None else None

    @property
    def marks(self) -> bool:
        """Whether anything is marked in the picture."""
        layout = self.view.layout
        return layout is not None and bool(layout.quote_boxes or layout.passage_boxes)

    @property
    def parts(self) -> list[Part]:
        """The text of the page with its marks."""
        return text_parts(self.view.text, self.view.passage_spans, self.view.quote_spans)

    @property
    def turns(self) -> list[Turn]:
        """The text of a recording in parts, each with its marks; none of another text."""
        view = self.view
        starts = [start for start, _ in view.turns] + [len(view.text)]
        turns = []
        for number, (start, locator) in enumerate(view.turns):
            end = start + len(view.text[start : starts[number + 1]].rstrip())
            passages = _clipped(view.passage_spans, start, end)
            quotes = _clipped(view.quote_spans, start, end)
            turns.append(Turn(locator, text_parts(view.text[start:end], passages, quotes)))
        return turns

    @property
    def lines(self) -> list[LayerLine]:
        """The lines of the text over the picture, in the order in which they are read."""
        lines = self.view.layout.lines if self.view.layout else ()
        return [layer_line(line) for line in lines if line.text.strip() and line.box.width > 0 and line.box.height > 0]

    @property
    def is_note(self) -> bool:
        """Whether the text is a summary by this library."""
        return self.view.source.kind == "note"


def read_zoom(text: str | None) -> int:
    """Return the zoom that an address asks for.

    Raises:
        InputError: there is no such zoom.
    """
    if text is None:
        return DEFAULT_ZOOM
    if text not in map(str, ZOOMS):
        raise InputError(f"the zoom {text[:20]!r} is not offered: choose {', '.join(map(str, ZOOMS))}")
    return int(text)


def read_span(text: str | None) -> Span | None:
    """Return the place of a quotation from `START-END`, as in "120-180"; None for None.

    Raises:
        InputError: it has another form.
    """
    if text is None:
        return None
    match = _SPAN.fullmatch(text)
    if match is None:
        raise InputError(f"{text[:40]!r} is not the place of a quotation: write START-END, as in 120-180")
    return int(match[1]), int(match[2])


def text_parts(text: str, passages: Sequence[Span], quotes: Sequence[Span]) -> list[Part]:
    """Return a text in parts, with its passages and quotations marked. A quotation is cut out of its passage."""
    marks = [(start, end, "quote") for start, end in quotes]
    for first, last in passages:
        position = first
        for start, end in [*sorted(quotes), (last, last)]:
            if end < first or start > last:
                continue
            between = text[position:start] if position < start else ""
            blank = len(between) - len(between.lstrip())
            if between.strip():
                marks.append((position + blank, start, "passage"))
            position = max(position, end)
    return marked_parts(text, marks)


def _clipped(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return the pieces of spans inside a part of their text, as offsets in that part."""
    clipped = []
    for first, last in spans:
        if first < end and last > start:
            clipped.append((max(first, start) - start, min(last, end) - start))
    return clipped


def layer_line(line: TextLine) -> LayerLine:
    """Return where the text of a line begins over the picture. A turned line is turned about its beginning."""
    box = line.box
    x, y = _beginning(box, line.angle)
    upright = line.angle in (0, 180)
    size = box.height if upright else box.width
    length = box.width if upright else box.height
    turn = f"rotate({line.angle} {x:.1f} {y:.1f})" if line.angle else ""
    return LayerLine(line.text, x, y, size, length, turn)


def _beginning(box: Box, angle: int) -> tuple[float, float]:
    """Return the beginning of the baseline of a line that runs in a direction: across, down, backwards or up."""
    if angle == 90:
        return box.left + BASELINE * box.width, box.top
    if angle == 180:
        return box.right, box.top + BASELINE * box.height
    if angle == 270:
        return box.right - BASELINE * box.width, box.bottom
    return box.left, box.bottom - BASELINE * box.height
