"""PDF -> pages of clean text, with printed page numbers, headings and metadata.

Text comes from pdfium. Structure (page labels, outline, metadata) comes from pypdf, which is also the second engine for
files and pages that pdfium cannot read. Both parse hostile input, so this runs in a child process. Before each step it
reports the step (`Monitor.begin`). The parent then knows which step hung or crashed, and can start again without it.

PDF: ISO 32000-1.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import UnreadableFile
from corpus.model import Document, PageMethod
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf import headings, order
from corpus.reading.pdf.composition import compose
from corpus.reading.pdf.model import PageLines
from corpus.reading.pdf.pages import FileReader
from corpus.reading.pdf.paragraphs import join_pieces
from corpus.reading.pdf.scans import find_scans
from corpus.reading.pdf.structure import Structure, read_structure
from corpus.sandbox.held_file import InputFile

TRAILER_BYTES = 2048
"""Bytes at the end of a file that must name the place of its cross-reference table. Some programs write rubbish after
it."""

_OPEN_PROBLEMS = {
    raw.FPDF_ERR_FILE: "it cannot be read",
    raw.FPDF_ERR_FORMAT: "its structure is broken",
    raw.FPDF_ERR_SECURITY: "its encryption is of an unknown kind",
}


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
        page_count = _count_pages(opened, structure, is_complete)
        warnings = _file_warnings(opened.problem, structure, page_count, is_complete)
        document = opened.document if opened.page_count else None
        file_reader = FileReader(document, structure, page_count, monitor)
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


def _count_pages(opened: _Opened, structure: Structure, is_complete: bool) -> int:
    """Return how many pages a file has, as the first engine that knows it says.

    Raises:
        UnreadableFile: neither engine opens the file, or there is no page with text of its own.
    """
    if opened.document is None and structure.reader is None:
        raise UnreadableFile(_both_problems(opened.problem, structure.problem, is_complete))
    page_count = opened.page_count or len(structure.labels)
    if not page_count:
        raise UnreadableFile("no pages")
    if structure.placeholder and page_count == 1:
        raise UnreadableFile(structure.placeholder)
    return page_count


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


def _without_stamps(pages: Sequence[PageLines]) -> list[PageLines]:
    """Mark scans as pages that cannot be read, and leave out the text of pages with nothing but stamps."""
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
