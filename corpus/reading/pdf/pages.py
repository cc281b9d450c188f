"""The pages of a file: their lines, as pdfium reads them, or else pypdf, or else OCR.

Before each step the monitor is told the step (`Monitor.begin`). A step that hung or crashed before is left out.
"""

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.model import PageMethod
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf import letters, ocr
from corpus.reading.pdf.annotations import Annotation, has_annotations, read_annotations, with_annotations
from corpus.reading.pdf.characters import error_line, is_garbled
from corpus.reading.pdf.encodings import FontNames
from corpus.reading.pdf.glyphs import Glyphs
from corpus.reading.pdf.line_numbers import find_line_numbers, without_numbers
from corpus.reading.pdf.lines import PageReader
from corpus.reading.pdf.lost_spaces import LostSpaces
from corpus.reading.pdf.model import MAX_FRONT_LINES, PageLines, count_characters
from corpus.reading.pdf.ocr import OcrResult
from corpus.reading.pdf.paragraphs import join_pieces
from corpus.reading.pdf.scans import is_picture
from corpus.reading.pdf.second_engine import SecondEngine
from corpus.reading.pdf.structure import Structure
from corpus.reading.pdf.visible import page_box

MARKED_PAGES = 2
"""The first pages on which raised marks are looked for, which takes time: a cover sheet and a title page."""


@dataclass(frozen=True, slots=True)
class _PdfiumPage:
    """What pdfium reads of a page. `may_have_text`: pypdf may find text there although pdfium did not."""

    page: PageLines
    may_have_text: bool = False


def _unread(problem: str = "") -> _PdfiumPage:
    """Return a page that pdfium does not read."""
    return _PdfiumPage(PageLines((), PageMethod.NONE, problem=problem), may_have_text=True)


def _draws_text(page: Any) -> bool:
    """Return whether a page of pdfium's has any object of text."""
    text_objects = page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,))
    return next(text_objects, None) is not None


class FileReader:
    """Reads the pages of one file: with pdfium, else with pypdf, else by OCR.

    `document` is pdfium's, or None if pdfium finds no pages. `failures` says what went wrong.
    """

    def __init__(self, document: Any, structure: Structure, page_count: int, monitor: Monitor) -> None:
        self.failures: list[str] = []
        self._document = document
        self._structure = structure
        self._second_engine = SecondEngine(structure, monitor)
        self._glyphs = Glyphs(FontNames(structure, monitor), page_count)
        self._lost_spaces = LostSpaces()
        self._page_count = page_count
        self._monitor = monitor

    def read(self) -> list[PageLines]:
        """Read all pages within the limits. Add what went wrong to `failures`."""
        pages = _without_line_numbers(self._read_texts())
        pages = self._with_letters(pages)
        if self._document is not None and self._monitor.ocr != "never":
            pages = [self._read_picture(number, page) for number, page in enumerate(pages, start=1)]
        problems = [f"page {number}: {page.problem}" for number, page in enumerate(pages, start=1) if page.problem]
        self.failures = problems + self.failures
        return pages

    def _read_texts(self) -> list[PageLines]:
        """Read the text of all pages within the limits. Add what was left out to `failures`."""
        limits, page_count = self._monitor.limits, self._page_count
        deadline = time.monotonic() + limits.seconds + limits.seconds_per_page * page_count
        characters = 0
        pages: list[PageLines] = []
        for number in range(1, min(page_count, limits.pages) + 1):
            page = self._read_text(number)
            pages.append(page)
            characters += count_characters(page.lines)
            used_up = ""
            if characters > limits.characters:
                used_up = f"{limits.characters:,} characters"
            elif time.monotonic() > deadline:
                used_up = "its time"
            if used_up and number < page_count:
                self.failures.append(
                    f"pages {number + 1} to {page_count} were not read: the file has used up {used_up}"
                )
                return pages
        if page_count > limits.pages:
            self.failures.append(
                f"pages {limits.pages + 1} to {page_count} were not read: at most {limits.pages:,} of a file are"
            )
        return pages

    def _with_letters(self, pages: Sequence[PageLines]) -> list[PageLines]:
        """Return the pages with the letters that the whole document decides, and with the pieces of lines joined."""
        decided = letters.decide([page.lines for page in pages], self._glyphs.by_stand_in)
        found = []
        for page in pages:
            if page.method == PageMethod.PDFIUM:
                lines = join_pieces(letters.repair(page.lines, decided))
                front = join_pieces(letters.repair(page.front, decided), keeps_brackets=True)[:MAX_FRONT_LINES]
                method = PageMethod.PDFIUM if lines else PageMethod.NONE
                found.append(replace(page, lines=lines, front=front, method=method))
            else:
                found.append(page)
        return found

    def _read_text(self, number: int) -> PageLines:
        """Return the text of a page from pdfium, or else from pypdf."""
        found = self._read_with_pdfium(number)
        if found.may_have_text:
            lines = self._second_engine.read(number, self._page_count)
            if lines:
                problem = self._cut_message() if self._second_engine.is_cut else ""
                return PageLines(lines, PageMethod.PYPDF, problem=problem)
        return found.page

    def _read_with_pdfium(self, number: int) -> _PdfiumPage:
        step = Step(StepKind.PAGE, number)
        if step in self._monitor.avoid:
            return _unread(self._monitor.avoid[step])
        if self._document is None:
            return _unread()
        self._monitor.begin(step, self._page_count)
        try:
            with closing(self._document[number - 1]) as page:
                has_hidden = self._structure.layers.hide(number, page)
                with closing(page.get_textpage()) as text_page:
                    return self._pdfium_lines(number, page, text_page, has_hidden)
        except pdfium.PdfiumError as error:
            return _unread(error_line(error))
        except MemoryError:
            return _unread("needs more memory than it may have")

    def _pdfium_lines(self, number: int, page: Any, text_page: Any, has_hidden: bool) -> _PdfiumPage:
        is_marked = number <= MARKED_PAGES
        annotations = self._annotations(number, page)
        overlays = [annotation.box for annotation in annotations]
        max_characters = self._monitor.limits.page_characters
        replace_glyphs = partial(self._glyphs.replace, number)
        box, lost_spaces = page_box(page), self._lost_spaces
        reader = PageReader(text_page, max_characters, is_marked, box, overlays, replace_glyphs, lost_spaces)
        if is_garbled(reader.text):
            return _unread("its text has no meaning (a font that does not say its letters)")
        lines = with_annotations(reader.lines(), annotations)
        if not any(letters.has_letters(line.text) for line in lines):
            lines = []
        read = PageLines(
            lines,
            PageMethod.PDFIUM if lines else PageMethod.NONE,
            problem=self._cut_message() if reader.is_cut else "",
            front=reader.marked_lines() if is_marked and lines else (),
            is_picture=is_picture(page, lines),
        )
        is_text_left_out = reader.has_text_outside or has_hidden
        may_have_text = not lines and not is_text_left_out and _draws_text(page)
        return _PdfiumPage(read, may_have_text)

    def _annotations(self, number: int, page: Any) -> list[Annotation]:
        """Return the text that is laid over a page, if pypdf can read the file."""
        reader = self._structure.reader
        if reader is None or not has_annotations(page):
            return []
        return read_annotations(reader, number, self._structure.layers)

    def _cut_message(self) -> str:
        return f"only its first {self._monitor.limits.page_characters:,} characters were read"

    def _read_picture(self, number: int, page: PageLines) -> PageLines:
        """Return a page as OCR reads it if that is better than its text. Else return the page as it is."""
        characters = count_characters(page.lines)
        is_doubtful = ocr.is_doubtful(" ".join(line.text for line in page.lines))
        is_wanted = is_doubtful or self._monitor.ocr == "always"
        if not is_wanted and not page.is_picture and characters >= ocr.MIN_CERTAIN_CHARACTERS:
            return page
        avoid = self._monitor.avoid
        if Step(StepKind.OCR) in avoid:  # for all pages
            return page
        reason = avoid.get(Step(StepKind.GLANCE, number)) or avoid.get(Step(StepKind.OCR, number))
        if reason:
            return replace(page, problem=f"as a picture: {reason}")
        failure: Exception | None = None
        try:
            result = self._ocr_result(number, characters, is_wanted)
        except Exception as error:  # pictures are as hostile as any other part of a file
            failure = error.with_traceback(None)  # it held the models, and they may have all the memory there is
        if failure:
            return replace(page, problem=f"as a picture: {error_line(failure)}")
        page = replace(page, is_picture=False)
        if result is None:
            return page
        return self._better_page(page, result, is_doubtful)

    def _better_page(self, page: PageLines, result: OcrResult, is_doubtful: bool) -> PageLines:
        """Return the page with the lines that OCR found, if they are better than its text. Else return it as it is."""
        if page.lines:
            characters = count_characters(page.lines)
            is_accepted = self._monitor.ocr == "always" or ocr.is_better(result, characters, is_doubtful)
            if not is_accepted or not result.lines:
                return page
        if result is ocr.BLANK:
            return PageLines((), PageMethod.BLANK)
        return PageLines(result.lines, PageMethod.OCR, result.confidence)

    def _ocr_result(self, number: int, characters: int, is_wanted: bool) -> OcrResult | None:
        """Return what OCR finds on a page, now or in an earlier attempt. None if its picture shows no further text.

        Args:
            number: of the page.
            characters: of its text.
            is_wanted: read the page whether or not its picture shows more than its text.
        """
        monitor = self._monitor
        if number in monitor.ocr_results:
            return monitor.ocr_results[number]
        ocr_step = Step(StepKind.OCR, number)
        first_step = ocr_step if is_wanted else Step(StepKind.GLANCE, number)
        monitor.begin(first_step, self._page_count)
        with closing(self._document[number - 1]) as page:
            glance = ocr.glance(page)
            if glance.paper == 1:  # one line of small type would leave a dozen pixels
                return ocr.BLANK
            if not is_wanted and not ocr.shows_more(characters, glance):
                return None
            monitor.begin(ocr_step, self._page_count)
            result = ocr.read(page)
            monitor.keep_ocr(number, result)
            return result


def _without_line_numbers(pages: Sequence[PageLines]) -> list[PageLines]:
    """Return pages, whose lines are still in pieces, without the numbers of lines."""
    found = []
    for page, numbered in zip(pages, find_line_numbers([page.lines for page in pages]), strict=True):
        places = {(page.lines[index].left, page.lines[index].baseline) for index in numbered}
        front_numbered = {index for index, line in enumerate(page.front) if (line.left, line.baseline) in places}
        lines = without_numbers(page.lines, numbered)
        found.append(replace(page, lines=lines, front=without_numbers(page.front, front_numbered)))
    return found
