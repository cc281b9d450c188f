"""The nouns of the reader: a page or a text with marks, and the original of a document."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.model import Locator, Notice, Passage, Reference, Source
from corpus.pictures.model import Box, TextLine

Span = tuple[int, int]
"""Start and end offsets in a text."""

Unmarked = Literal["", "not found", "ocr", "no letters"]
"""Why nothing is marked on a picture: under half of the quotation is found among the letters of the page; the page was
read by OCR, so it has no letters with places; the page has no letters at all."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Where things are on the picture of a PDF page, in points from its top left corner.

    Attributes:
        width, height: the size of the page as it is shown, in points. Scale the picture to it.
        lines: the text of the page in reading order, for a layer that can be selected.
        quote_boxes: where the quotation is, a box for each line of it on this page.
        passage_boxes: where the passage is, a box for each line.
        unmarked: why there are no boxes although the page has a quotation or passage; "" if there are, or if none was
            asked for.
    """

    width: float
    height: float
    lines: tuple[TextLine, ...] = ()
    quote_boxes: tuple[Box, ...] = ()
    passage_boxes: tuple[Box, ...] = ()
    unmarked: Unmarked = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a PDF, or a part of a text without pages, with the quotation and its passage marked.

    Attributes:
        reference: the work.
        source: its document. `source.sha256` and `locator.index` name the picture (`Assistant.page_picture`).
        locator: the place that is shown: a page (physical number and printed label), a section or a second.
        citation: the citation of this place: "Abt & Winship (2016), p. 12 (PDF p. 18)".
        text: the clean text of the page. Of a text without pages, some of what is before and after.
        quote_spans, passage_spans: what to mark in `text`. Empty if the quotation or passage is elsewhere.
        layout: where the text and the marks are on the picture; None for a text without pages, and if the page cannot
            be shown as a picture.
        problem: why a PDF page cannot be shown as a picture, in a sentence, or "".
        page_count: how many pages the PDF has; 0 for a text without pages.
        previous, next: the page, section or second before and after this one; None at the ends.
        passage: the passage that was asked for, or None.
        turns: where in `text` each part of a recording begins, with its time and speaker; empty for other texts.
        quote_pages: the pages that the quotation is on; empty for a text without pages.
        notices: what was announced about the work (a retraction, a correction).
        uncertain: the parts of its reference that may be wrong, by their plain names.
    """

    reference: Reference
    source: Source
    locator: Locator
    citation: str
    text: str
    quote_spans: tuple[Span, ...] = ()
    passage_spans: tuple[Span, ...] = ()
    layout: PageLayout | None = None
    problem: str = ""
    page_count: int = 0
    previous: int | None = None
    next: int | None = None
    passage: Passage | None = None
    turns: tuple[tuple[int, Locator], ...] = ()
    quote_pages: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    uncertain: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether what was asked for is marked in the picture, or in the text if there is no picture."""
        return self.layout is None or not self.layout.unmarked


@dataclass(frozen=True, slots=True)
class Original:
    """The file of a document, whose bytes were compared with its hash.

    Attributes:
        path: of the file in the library. Its name is a hash. Only read it.
        name: the name that a person gave the file, without anything that a system or a header could misread.
        media_type: by the content of the file.
        size: in bytes.
        is_safe_to_show: whether a browser may show it as a page of this program: a PDF or plain text. Everything else
            must be sent as a download, because a web page could hold a program.
    """

    path: Path
    name: str
    media_type: str
    size: int
    is_safe_to_show: bool
