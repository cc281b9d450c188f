"""Where the text of a page and its marks are on the picture of the page.

No state of the library is held meanwhile: a page may take seconds, and a writer waits for whoever reads.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.reading.model import PageLayout, PageView, Span, Unmarked
from corpus.errors import LibraryDamaged, UnknownKey, UnreadableFile
from corpus.model import Locator
from corpus.pictures.marks import AlignedPage
from corpus.pictures.model import Box, PageLetters
from corpus.pictures.pages import Pages


def with_layout(view: PageView, original: Path, pages: Pages) -> PageView:
    """Return a view with the places of its text and its marks on the picture of the page, or why there are none.

    Args:
        view: of a page of a PDF.
        original: the PDF.
        pages: shows pages of PDFs.
    """
    try:
        letters = pages.letters(original, view.source.sha256, view.locator.index)
    except (UnreadableFile, UnknownKey, LibraryDamaged) as error:
        return replace(view, problem=f"page {view.locator.index} cannot be shown as a picture: {error}")
    aligned = AlignedPage(letters, view.text)
    quote_boxes = _boxes(aligned, view.quote_spans)
    passage_boxes = _boxes(aligned, view.passage_spans)
    unmarked: Unmarked = ""
    if quote_boxes is None or (passage_boxes is None and not view.quote_spans):
        unmarked = _why_unmarked(letters, view.locator)
    layout = PageLayout(
        letters.width, letters.height, aligned.lines(), quote_boxes or (), passage_boxes or (), unmarked
    )
    return replace(view, layout=layout)


def _boxes(aligned: AlignedPage, spans: Sequence[Span]) -> tuple[Box, ...] | None:
    """Return the boxes of parts of the text, or None if one is not found."""
    boxes: list[Box] = []
    for span in spans:
        found = aligned.boxes(span)
        if found is None:
            return None
        boxes += found
    return tuple(boxes)


def _why_unmarked(letters: PageLetters, locator: Locator) -> Unmarked:
    if locator.ocr is not None:
        return "ocr"
    return "not found" if letters.lines else "no letters"
