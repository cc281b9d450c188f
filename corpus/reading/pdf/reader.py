"""PDF -> pages of clean text, with printed page numbers, headings and metadata.

Text comes from pdfium. Structure (page labels, outline, metadata) comes from pypdf, which is also the second engine for
files and pages that pdfium cannot read. Both parse hostile input, so this runs in a child process. Before each step it
reports the step (`Monitor.begin`). The parent then knows which step hung or crashed, and can start again without it.

PDF: ISO 32000-1.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, FrontLine, Heading, Locator, Page, PageMethod
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf import headings, letters, ocr, order
from corpus.reading.pdf.annotations import Annotation, has_annotations, read_annotations, with_annotations
from corpus.reading.pdf.characters import GAP, LOST, error_line, is_garbled
from corpus.reading.pdf.drawing_order import downwards, sentences_together
from corpus.reading.pdf.edges import Edges, page_edges
from corpus.reading.pdf.encodings import FontNames
from corpus.reading.pdf.furniture import furniture
from corpus.reading.pdf.glyphs import Glyphs
from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.line_numbers import find_line_numbers, without_numbers
from corpus.reading.pdf.lines import PageReader
from corpus.reading.pdf.model import Line, count_characters
from corpus.reading.pdf.ocr import OcrResult
from corpus.reading.pdf.page_labels import page_labels, printed_numbers
from corpus.reading.pdf.paragraphs import blocks, flow, join_pieces, titles_first
from corpus.reading.pdf.scans import find_scans, is_picture
from corpus.reading.pdf.second_engine import SecondEngine
from corpus.reading.pdf.structure import MAX_METADATA_CHARACTERS, Structure, read_structure
from corpus.reading.pdf.visible import page_box
from corpus.reading.pdf.watermarks import find_watermarks, without_watermarks
from corpus.sandbox.held_file import InputFile

FRONT_PAGES = 3
"""The first pages whose lines are kept as set: a cover sheet, a title page, a running head."""

MARKED_PAGES = 2
"""The first pages on which raised marks are looked for, which takes time: a cover sheet and a title page."""

MAX_FRONT_LINES = 300
"""Lines kept of such a page. A page of a journal in two columns has 150."""

MAX_TITLE_PAGE = 3
"""The title is looked for on the first page with text, up to this page."""

TRAILER_BYTES = 2048
"""Bytes at the end of a file that must name the place of its cross-reference table. Some programs write rubbish after
it."""

PARAGRAPH_BREAK = "\n\n"

_OPEN_PROBLEMS = {
    raw.FPDF_ERR_FILE: "it cannot be read",
    raw.FPDF_ERR_FORMAT: "its structure is broken",
    raw.FPDF_ERR_SECURITY: "its encryption is of an unknown kind",
}


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page in reading order, and how they were read.

    `confidence` is the mean confidence of OCR from 0 to 1, for pages that OCR read. `problem` says what went wrong.
    `front` are the lines with raised parts marked, for some of the pages that pdfium read. `is_picture`: pictures cover
    the page and its few words, and OCR has not looked at it.
    """

    lines: Sequence[Line]
    method: PageMethod
    confidence: float | None = None
    problem: str = ""
    front: Sequence[Line] = ()
    is_picture: bool = False


def extract(path: InputFile, monitor: Monitor) -> Document:
    """Return the pages, headings and metadata of a PDF.

    Raises:
        UnreadableFile: the file needs a password, has no pages or only a page that holds the place of a form or of
            attached files, or neither engine can read any page.
    """
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        second_file = stack.enter_context(path.open("rb"))  # each engine moves the position in its own file
        opened = _open(file, monitor)
        if opened.document is not None:
            stack.callback(opened.document.close)
        structure = read_structure(second_file, monitor)
        is_complete = _is_complete(second_file)
        if opened.document is None and structure.reader is None:
            raise UnreadableFile(_both_problems(opened.problem, structure.problem, is_complete))
        page_count = opened.page_count or len(structure.labels)
        if not page_count:
            raise UnreadableFile("no pages")
        if structure.placeholder and page_count == 1:
            raise UnreadableFile(structure.placeholder)
        warnings = _file_warnings(opened.problem, structure, page_count, is_complete)
        file_reader = _FileReader(opened, structure, page_count, monitor)
        pages = file_reader.read()
        has_lines = any(page.lines for page in pages)
        if not has_lines and len(file_reader.failures) == len(pages):
            raise UnreadableFile(f"none of its {page_count} pages can be read: {file_reader.failures[0]}")
        monitor.begin(Step(StepKind.FINISH), page_count)
        return compose(_with_even_sizes(_without_stamps(pages)), structure, warnings + file_reader.failures)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The document that pdfium opened, or None and the reason."""

    document: Any
    problem: str = ""

    @property
    def page_count(self) -> int:
        """The number of pages that pdfium counts."""
        if self.document is None:
            return 0
        return len(self.document)


def _open(file: BinaryIO, monitor: Monitor) -> _Opened:
    """Open a file with pdfium.

    Raises:
        UnreadableFile: the file needs a password.
    """
    step = Step(StepKind.OPEN)
    if step in monitor.avoid:
        return _Opened(None, monitor.avoid[step])
    monitor.begin(step, 0)
    try:
        return _Opened(pdfium.PdfDocument(file))
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: needs a password") from error
        return _Opened(None, _OPEN_PROBLEMS.get(error.err_code, "pdfium cannot open it"))


def _both_problems(pdfium_problem: str, pypdf_problem: str, is_complete: bool) -> str:
    """Return why neither engine opens a file."""
    if not is_complete:
        return "truncated or damaged: the end of the file is missing, and no page can be made out"
    return f"damaged: {pdfium_problem}; second engine: {pypdf_problem}"


def _is_complete(file: BinaryIO) -> bool:
    """Return whether a file ends with the place of its cross-reference table, as ISO 32000-1, 7.5.5, requires."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - TRAILER_BYTES))
    return b"startxref" in file.read()


def _file_warnings(pdfium_problem: str, structure: Structure, page_count: int, is_complete: bool) -> list[str]:
    warnings = list(structure.warnings)
    if structure.placeholder:
        warnings.append(structure.placeholder)
    if structure.reader is None:
        warnings.append(f"no page labels and outline: {structure.problem}")
    if pdfium_problem:
        warnings.append(f"read by the second engine: {pdfium_problem}")
    elif structure.reader is not None and len(structure.labels) != page_count:
        warnings.append(f"{page_count} pages were read, and the second engine counts {len(structure.labels)}")
    if not is_complete:
        warnings.append("the end of the file is missing: pages may be lacking")
    return warnings


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PdfiumPage:
    """What pdfium reads of a page. `may_have_text`: pypdf may find text there although pdfium did not."""

    lines: Sequence[Line] = ()
    problem: str = ""
    may_have_text: bool = False
    front: Sequence[Line] = ()
    is_picture: bool = False


class _FileReader:
    """Reads the pages of one file: with pdfium, else with pypdf, else by OCR."""

    def __init__(self, opened: _Opened, structure: Structure, page_count: int, monitor: Monitor) -> None:
        self.failures: list[str] = []
        self._document: Any = None
        if opened.page_count:
            self._document = opened.document
        self._structure = structure
        self._second_engine = SecondEngine(structure, monitor)
        self._glyphs = Glyphs(FontNames(structure, monitor), page_count)
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
                front = join_pieces(letters.repair(page.front, decided))[:MAX_FRONT_LINES]
                method = PageMethod.PDFIUM if lines else PageMethod.NONE
                found.append(replace(page, lines=lines, front=front, method=method))
            else:
                found.append(page)
        return found

    def _read_text(self, number: int) -> PageLines:
        """Return the text of a page from pdfium, or else from pypdf."""
        page = self._read_with_pdfium(number)
        if page.lines:
            method = PageMethod.PDFIUM
            return PageLines(page.lines, method, problem=page.problem, front=page.front, is_picture=page.is_picture)
        if page.may_have_text:
            lines = self._second_engine.read(number, self._page_count)
            if lines:
                problem = self._cut_message() if self._second_engine.is_cut else ""
                return PageLines(lines, PageMethod.PYPDF, problem=problem)
        return PageLines((), PageMethod.NONE, problem=page.problem)

    def _read_with_pdfium(self, number: int) -> _PdfiumPage:
        step = Step(StepKind.PAGE, number)
        if step in self._monitor.avoid:
            return _PdfiumPage(problem=self._monitor.avoid[step], may_have_text=True)
        if self._document is None:
            return _PdfiumPage(may_have_text=True)
        self._monitor.begin(step, self._page_count)
        try:
            with closing(self._document[number - 1]) as page:
                has_hidden = self._structure.layers.hide(number, page)
                with closing(page.get_textpage()) as text_page:
                    return self._pdfium_lines(number, page, text_page, has_hidden)
        except pdfium.PdfiumError as error:
            return _PdfiumPage(problem=error_line(error), may_have_text=True)
        except MemoryError:
            return _PdfiumPage(problem="needs more memory than it may have", may_have_text=True)

    def _pdfium_lines(self, number: int, page: Any, text_page: Any, has_hidden: bool) -> _PdfiumPage:
        is_marked = number <= MARKED_PAGES
        annotations = self._annotations(number, page)
        overlays = [annotation.box for annotation in annotations]
        max_characters = self._monitor.limits.page_characters
        replace_glyphs = partial(self._glyphs.replace, number)
        reader = PageReader(text_page, max_characters, is_marked, page_box(page), overlays, replace_glyphs)
        if is_garbled(reader.text):
            problem = "its text has no meaning (a font that does not say its letters)"
            return _PdfiumPage(problem=problem, may_have_text=True)
        lines = with_annotations(reader.lines(), annotations)
        if not any(letters.has_letters(line.text) for line in lines):
            lines = []
        front = reader.marked_lines() if is_marked and lines else []
        problem = self._cut_message() if reader.is_cut else ""
        may_have_text = False
        if not lines and not reader.has_text_outside and not has_hidden:
            text_objects = page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,))
            may_have_text = next(text_objects, None) is not None
        return _PdfiumPage(lines, problem, may_have_text, front, is_picture(page, lines))

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


def _with_even_sizes(pages: Sequence[PageLines]) -> list[PageLines]:
    """Make sizes of type comparable on pages that OCR read, and join the pieces of their lines."""
    by_ocr = [page.lines for page in pages if page.method == PageMethod.OCR]
    if not by_ocr:
        return list(pages)
    body = headings.body_style([page.lines for page in pages if page.method != PageMethod.OCR])
    even = iter(order.even_sizes(by_ocr, body.size))
    found = []
    for page in pages:
        if page.method == PageMethod.OCR:
            found.append(replace(page, lines=join_pieces(next(even))))
        else:
            found.append(page)
    return found


def _without_line_numbers(pages: Sequence[PageLines]) -> list[PageLines]:
    """Return pages, whose lines are still in pieces, without the numbers of lines."""
    found = []
    for page, numbered in zip(pages, find_line_numbers([page.lines for page in pages]), strict=True):
        places = {(page.lines[index].left, page.lines[index].baseline) for index in numbered}
        front_numbered = {index for index, line in enumerate(page.front) if (line.left, line.baseline) in places}
        lines = without_numbers(page.lines, numbered)
        found.append(replace(page, lines=lines, front=without_numbers(page.front, front_numbered)))
    return found


def _without_stamps(pages: Sequence[PageLines]) -> list[PageLines]:
    """Mark scans as pages that cannot be read, and leave out the text of those that have nothing but stamps."""
    scans = find_scans([page.lines for page in pages], [page.is_picture for page in pages])
    found = []
    for index, page in enumerate(pages):
        if index in scans.stamped:
            found.append(replace(page, lines=(), method=PageMethod.NONE))
        elif index in scans.covers:
            found.append(replace(page, method=PageMethod.NONE))
        else:
            found.append(page)
    return found


# --- the document -----------------------------------------------------------------------------------------------------


def compose(pages: Sequence[PageLines], structure: Structure, warnings: Sequence[str]) -> Document:
    """Return the document: with page labels, without furniture, and with headings and paragraphs.

    Args:
        pages: the lines of each page.
        structure: the file's own labels, outline and metadata. They need not agree with the pages.
        warnings: what went wrong so far.
    """
    pages = _without_watermarks(pages)
    lines_of_pages = [page.lines for page in pages]
    edges = page_edges(lines_of_pages)
    printed = printed_numbers(lines_of_pages, edges)
    labels = page_labels(structure.labels, printed)
    metadata = dict(structure.metadata)
    title = _title(lines_of_pages)
    if 0 < len(title) <= MAX_METADATA_CHARACTERS:  # a longer one: all of the page is set alike
        metadata["page1_title"] = title
    bodies = _bodies(lines_of_pages, edges, printed)
    vocabulary = Vocabulary(bodies)
    heading_levels = headings.find_headings(bodies, structure.outline)
    made: list[Page] = []
    found: list[Heading] = []
    page_start = 0
    for index, page in enumerate(pages):
        paragraphs = _paragraphs(bodies[index], heading_levels[index], vocabulary)
        start = page_start
        for paragraph in paragraphs:
            if paragraph.level:
                found.append(Heading(start, paragraph.text, paragraph.level))
            start += len(paragraph.text) + len(PARAGRAPH_BREAK)
        text = PARAGRAPH_BREAK.join(paragraph.text for paragraph in paragraphs)
        locator = Locator("page", index + 1, labels[index], page.confidence)
        made.append(Page(locator, text, page.method))
        page_start += len(text) + len(PAGE_BREAK)
    warnings = (*warnings, *_missing_text(made))
    return Document(tuple(made), tuple(found), metadata, warnings, front=_front(pages, bodies))


def _without_watermarks(pages: Sequence[PageLines]) -> list[PageLines]:
    watermarks = find_watermarks([page.lines for page in pages])
    if not watermarks:
        return list(pages)
    found = []
    for page in pages:
        lines = without_watermarks(page.lines, watermarks)
        found.append(replace(page, lines=lines, front=without_watermarks(page.front, watermarks)))
    return found


def _front(pages: Sequence[PageLines], bodies: Sequence[Sequence[Line]]) -> tuple[FrontLine, ...]:
    """Return the lines of the first pages and of the last page as they are set."""
    body_size = headings.body_style(bodies).size or 1.0
    last = len(pages)
    found = []
    for number, page in enumerate(pages, start=1):
        if number > FRONT_PAGES and number != last:
            continue
        for line in page.front or page.lines[:MAX_FRONT_LINES]:
            size = round(line.size / body_size, 2)
            found.append(FrontLine(number, line.text, size, line.bold, round(line.left), round(line.baseline)))
    return tuple(found)


def _title(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text in the largest type of the first page with text."""
    for lines in pages[:MAX_TITLE_PAGE]:
        if lines:
            title = " ".join(lines[index].text for index in headings.largest_type(lines))
            return title.replace(GAP, " ")
    return ""


def _bodies(pages: Sequence[Sequence[Line]], edges: Sequence[Edges], printed: Sequence[str | None]) -> list[list[Line]]:
    """Return the lines of each page without running heads, feet and page numbers; titles come first."""
    kept = []
    for lines, removed in zip(pages, furniture(pages, edges, printed), strict=True):
        kept.append([line for index, line in enumerate(lines) if index not in removed])
    display_size = headings.MIN_DISPLAY_RATIO * headings.body_style(kept).size
    return [sentences_together(titles_first(downwards(lines), display_size)) for lines in kept]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The text of a paragraph, list item, table or heading. `level` is 0 if it is not a heading."""

    text: str
    level: int


def _paragraphs(lines: Sequence[Line], heading_levels: Mapping[int, int], vocabulary: Vocabulary) -> list[_Paragraph]:
    """Return the paragraphs of a page. `heading_levels` has the level of each line of a heading, by its index."""
    paragraphs = []
    for block in blocks(lines, heading_levels.keys()):
        text = flow(block, vocabulary)
        level = heading_levels.get(block.first, 0)
        if level and not any(map(str.isalpha, text)):
            level = 0
        paragraphs.append(_Paragraph(text, level))
    return paragraphs


def _missing_text(pages: Sequence[Page]) -> list[str]:
    """Return warnings about pages without text, and pages with letters that were lost."""
    without_text = [page.locator.index for page in pages if page.method == PageMethod.NONE and not page.text]
    covers = [page.locator.index for page in pages if page.method == PageMethod.NONE and page.text]
    empty_pictures = [page.locator.index for page in pages if page.method == PageMethod.OCR and not page.text]
    broken = [page.locator.index for page in pages if LOST in page.text]
    warnings = []
    if broken:
        warnings.append(
            f"letters or signs are missing on {len(broken)} of {len(pages)} pages, "
            f"as a font does not name them: {_ranges(broken)}"
        )
    if without_text:
        warnings.append(f"no text on {len(without_text)} of {len(pages)} pages: {_ranges(without_text)}")
    if covers:
        warnings.append(f"no text but a line on a picture on {len(covers)} of {len(pages)} pages: {_ranges(covers)}")
    if empty_pictures:
        warnings.append(
            f"nothing to read was seen on {len(empty_pictures)} of {len(pages)} pages: {_ranges(empty_pictures)}"
        )
    return warnings


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers as a person does: 1-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    written = []
    for run in runs:
        if len(run) == 1:
            written.append(str(run[0]))
        else:
            written.append(f"{run[0]}-{run[-1]}")
    return ", ".join(written)
