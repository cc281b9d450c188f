"""PDF -> pages of clean text, with the numbers printed on them, headings and metadata.

Text comes from pdfium, structure (page labels, outline, metadata) from pypdf, which is also the second engine for
files and pages that pdfium cannot read. Both parse hostile input, so this runs in a child process: before each step
it says what it is about to do (`Monitor.begin`), so that whoever watches knows what hung or crashed, and can start it
again with that step left out.

PDF: ISO 32000-1.
"""

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdfium2 import raw

from corpus.errors import UnreadableFile
from corpus.model import PAGE_BREAK, Document, Heading, Locator, Page
from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf import headings, ocr, order
from corpus.reading.pdf.characters import GAP, Vocabulary, clean_line
from corpus.reading.pdf.furniture import furniture
from corpus.reading.pdf.lines import PageReader
from corpus.reading.pdf.model import Line, OutlineEntry
from corpus.reading.pdf.ocr import Reading
from corpus.reading.pdf.page_labels import page_labels, printed_numbers
from corpus.reading.pdf.paragraphs import blocks, flow, join_pieces, titles_first

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of every file

FRUITLESS = 3
"""Pages in a row on which pypdf finds nothing either, after which it is not asked again: it takes a second a page."""

GARBLED = 0.5
"""Share of characters without a meaning above which a page's text is no text: a font without a way back to letters."""

LONGEST_OUTLINE = 5_000
"""Entries read of an outline; the fullest of 78 reports has 394."""

LONGEST_METADATA = 300
"""Characters kept of a title, an author or a subject."""

LONGEST_PACKET = 1_000_000
"""Bytes of an XMP packet that are looked at; one has some ten thousand, unless it carries pictures."""

_XMP_ELEMENT = re.compile(r"<(\w+:(doi|isbn|identifier))\b[^>]*>(.{1,300}?)</\1", re.I | re.S)
_XMP_ATTRIBUTE = re.compile(r"\b\w+:(doi|isbn|identifier)=[\"']([^\"'<>]{1,300})", re.I)

TAIL = 2048
"""Bytes at a file's end in which the place of its cross-reference table stands; some programs write rubbish after."""

NO_STRUCTURE = "no page labels and outline: "

_PROBLEMS = {
    raw.FPDF_ERR_FILE: "it cannot be read",
    raw.FPDF_ERR_FORMAT: "its structure is broken",
    raw.FPDF_ERR_SECURITY: "its encryption is of an unknown kind",
}


@dataclass(slots=True)
class _Structure:
    """What pypdf says of a file."""

    reader: PdfReader
    labels: list[str] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    xmp: dict[str, str] = field(default_factory=dict)


def extract(path: Path, monitor: Monitor) -> Document:
    """Gives a PDF's pages, headings and metadata.

    Raises:
        UnreadableFile: it needs a password, has no pages, or neither engine can read any of it.
    """
    with ExitStack() as stack:
        file, again = (stack.enter_context(path.open("rb")) for _ in range(2))  # each engine seeks for itself
        document, problem = _open(file, monitor)
        if document:
            stack.callback(document.close)
        structure, warnings = _structure(again, monitor)
        count = len(document) if document else 0
        if structure and not count:
            count = len(structure.labels)
        if document is None and structure is None:
            raise UnreadableFile(_why(problem, warnings, _complete(again)))
        if not count:
            raise UnreadableFile("no pages")
        if document is None:
            warnings.append(f"read by the second engine: {problem}")
        elif structure and len(structure.labels) != count:
            warnings.append(f"{count} pages were read, and the second engine counts {len(structure.labels)}")
        if not _complete(again):
            warnings.append("the end of the file is missing: pages may be lacking")
        pages, methods, seen, failures = _read(document, structure, count, monitor)
        if failures and not any(pages) and len(failures) == len(pages):
            raise UnreadableFile(f"none of its {count} pages can be read: {failures[0]}")
        monitor.begin(Step(StepKind.FINISH), count)
        return compose(
            _evened(pages, methods),
            methods,
            structure.labels if structure else [],
            structure.outline if structure else [],
            structure.xmp | structure.metadata if structure else {},
            warnings + failures,
            seen,
        )


def _open(file: BinaryIO, monitor: Monitor) -> tuple[Any, str]:
    """Gives pdfium's document, or None and the reason.

    Raises:
        UnreadableFile: it needs a password.
    """
    step = Step(StepKind.OPEN)
    if step in monitor.avoid:
        return None, monitor.avoid[step]
    monitor.begin(step, 0)
    try:
        return pdfium.PdfDocument(file), ""
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: needs a password") from error
        return None, _PROBLEMS.get(error.err_code, "pdfium cannot open it")


def _why(problem: str, structure_problems: Sequence[str], complete: bool) -> str:
    """Says why neither engine opens a file."""
    if not complete:
        return "truncated or damaged: the end of the file is missing, and no page can be made out"
    second = "; ".join(reason.removeprefix(NO_STRUCTURE) for reason in structure_problems)
    return f"damaged: {problem}; second engine: {second}"


def _complete(file: BinaryIO) -> bool:
    """Says whether a file ends as a PDF must, with the place of its cross-reference table (ISO 32000-1, 7.5.5)."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - TAIL))
    return b"startxref" in file.read()


# --- structure, by pypdf ----------------------------------------------------------------------------------------------


def _structure(file: BinaryIO, monitor: Monitor) -> tuple[_Structure | None, list[str]]:
    """Gives labels, outline and metadata, each if it can be had, and warnings about those that cannot."""
    step = Step(StepKind.STRUCTURE)
    if step in monitor.avoid:
        return None, [NO_STRUCTURE + monitor.avoid[step]]
    monitor.begin(step, 0)
    warnings: list[str] = []
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            reader.decrypt("")
        structure = _Structure(reader, list(reader.page_labels))
    except Exception as error:  # hostile files make pypdf raise TypeError, AssertionError and more
        return None, [NO_STRUCTURE + _say(error)]
    for part, read in (("outline", _outline), ("metadata", _metadata), ("xmp", _xmp)):
        try:
            setattr(structure, part, read(reader))
        except Exception as error:  # as above
            warnings.append(f"no {part}: {_say(error)}")
    return structure, warnings


def _say(error: Exception) -> str:
    """Gives an exception on one line, with its kind where it says nothing else."""
    return clean_line(str(error) or type(error).__name__).replace(GAP, " ")[:120].rstrip(".")


def _outline(reader: PdfReader) -> list[OutlineEntry]:
    """Gives the outline's entries that lead to a page of this file."""

    def walk(items: Sequence[Any], level: int) -> Iterator[OutlineEntry]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, level + 1)
            elif (number := reader.get_destination_page_number(item)) is not None and number >= 0:
                yield OutlineEntry(level, clean_line(str(item.title or ""))[:LONGEST_METADATA], number + 1)

    return list(islice(walk(reader.outline, 1), LONGEST_OUTLINE))


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Gives what the file says of itself, without what it leaves empty."""
    info = reader.metadata
    said = {"title": info.title, "author": info.author, "subject": info.subject} if info else {}
    said["identifier"] = _identifiers(reader)
    if info:
        said["created"] = _date(str(info.creation_date_raw or ""))
    return _said(said)


def _xmp(reader: PdfReader) -> dict[str, str]:
    """Gives title and author of the XMP packet, where the information dictionary has no title."""
    if (reader.metadata and reader.metadata.title) or not (xmp := reader.xmp_metadata):
        return {}
    return _said({"title": " ".join((xmp.dc_title or {}).values()), "author": "; ".join(xmp.dc_creator or [])})


def _said(fields: Mapping[str, object]) -> dict[str, str]:
    """Gives what is not empty, clean and no longer than a title may be."""
    found = {name: clean_line(str(value))[:LONGEST_METADATA] for name, value in fields.items() if value}
    return {name: value for name, value in found.items() if value}


def _identifiers(reader: PdfReader) -> str:
    """Gives the DOI and ISBN in the information dictionary and the XMP packet: `doi: 10.1000/1; isbn: 0-306-40615-2`.

    Publishers write them as prism:doi, pdfx:doi or dc:identifier. The packet is looked through as text: a stranger's
    XML is not parsed where a few names are all that is wanted.
    """
    info: Mapping[str, Any] = reader.metadata or {}
    said = [f"{name}: {value}" for name, value in info.items() if name.lower() in ("/doi", "/isbn")]
    packet = reader.root_object.get("/Metadata")
    if packet is not None:
        xml = packet.get_object().get_data()[:LONGEST_PACKET].decode("utf-8", "replace")
        fields = [*(found[1:] for found in _XMP_ELEMENT.findall(xml)), *_XMP_ATTRIBUTE.findall(xml)]
        said += [f"{name}: {re.sub('<[^>]*>', ' ', value)}" for name, value in fields]
    return "; ".join(" ".join(field.lstrip("/").split()) for field in dict.fromkeys(said))


def _date(text: str) -> str:
    """Gives a PDF's date (ISO 32000-1, 7.9.4) as an ISO date, its year where that is all it says, or nothing."""
    match = re.match(r"(?:D:)?([12]\d{3})(\d\d)?(\d\d)?", text)
    if not match:
        return ""
    try:
        return date(int(match[1]), int(match[2] or ""), int(match[3] or "")).isoformat()
    except ValueError:
        return match[1]


# --- pages ------------------------------------------------------------------------------------------------------------


def _read(
    document: Any, structure: _Structure | None, count: int, monitor: Monitor
) -> tuple[list[list[Line]], list[str], dict[int, float], list[str]]:
    """Gives each page's lines and the engine that read them, how sure OCR was of its pages, and what went wrong."""
    second = _Second(structure, monitor)
    pages: list[list[Line]] = []
    methods: list[str] = []
    sure: dict[int, float] = {}
    failures: list[str] = []
    limits = monitor.limits
    characters, deadline = 0, time.monotonic() + limits.seconds + limits.seconds_per_page * count
    for number in range(1, min(count, limits.pages) + 1):
        lines, method, problem = _read_page(document, second, number, count, monitor)
        if document and monitor.ocr != "never":
            began = time.monotonic()
            seen, trouble = _see(document, lines, number, count, monitor)
            if seen:
                lines, method, problem = list(seen.lines), "blank" if seen is ocr.NOTHING else "ocr", ""
                sure |= {number: seen.sure} if method == "ocr" else {}
            problem = trouble or problem
            deadline += time.monotonic() - began
        characters += sum(len(line.text) for line in lines)
        pages.append(lines)
        methods.append(method)
        if problem:
            failures.append(f"page {number}: {problem}")
        if number < count and (characters > limits.characters or time.monotonic() > deadline):
            limit = f"{limits.characters:,} characters" if characters > limits.characters else "its time"
            failures.append(f"pages {number + 1} to {count} were not read: the file has used up {limit}")
            break
    else:
        if count > limits.pages:
            failures.append(
                f"pages {limits.pages + 1} to {count} were not read: at most {limits.pages:,} of a file are"
            )
    return pages, methods, sure, failures


def _see(document: Any, lines: list[Line], number: int, count: int, monitor: Monitor) -> tuple[Reading | None, str]:
    """Gives what a page looks like where that is to take the place of its text, and what went wrong."""
    letters = sum(len(line.text) for line in lines)
    doubtful = ocr.is_doubtful(" ".join(line.text for line in lines))
    sought = doubtful or monitor.ocr == "always"
    if not (sought or letters < ocr.THIN) or Step(StepKind.OCR) in monitor.avoid:
        return None, ""
    for step in (Step(StepKind.GLANCE, number), Step(StepKind.OCR, number)):
        if step in monitor.avoid:
            return None, f"as a picture: {monitor.avoid[step]}"
    seen = monitor.ocr_results.get(number)
    try:
        if seen is None:
            monitor.begin(Step(StepKind.OCR if sought else StepKind.GLANCE, number), count)
            page = document[number - 1]
            ink, paper = ocr.glance(page)
            if paper == 1:  # one line of small type would leave a dozen pixels
                seen = ocr.NOTHING
            elif sought or ocr.shows_more(letters, ink, paper):
                monitor.begin(Step(StepKind.OCR, number), count)
                seen = ocr.read(page)
                monitor.keep_ocr(number, seen)
            page.close()
    except Exception as error:  # pictures are as hostile as any other part of a file
        return None, f"as a picture: {_say(error)}"
    better = seen and seen.lines and (monitor.ocr == "always" or ocr.is_better(seen, letters, doubtful))
    return seen if better or not letters else None, ""


def _evened(pages: Sequence[list[Line]], methods: Sequence[str]) -> list[list[Line]]:
    """Gives the pages with the sizes of pictured type made comparable, and the pieces of their lines joined."""
    by_eye = [i for i, method in enumerate(methods) if method == "ocr"]
    body = headings.body_style([lines for i, lines in enumerate(pages) if i not in by_eye])[0]
    seen = order.evened([pages[i] for i in by_eye], body)
    joined = dict(zip(by_eye, map(join_pieces, seen), strict=True))
    return [joined.get(i, lines) for i, lines in enumerate(pages)]


def _read_page(
    document: Any, second: "_Second", number: int, count: int, monitor: Monitor
) -> tuple[list[Line], str, str]:
    """Gives a page's lines, the engine that read them ("none" where nothing was read), and what went wrong."""
    step = Step(StepKind.PAGE, number)
    lines: list[Line] = []
    problem, promising = monitor.avoid.get(step, ""), True
    if document and not problem:
        monitor.begin(step, count)
        try:
            lines, problem, promising = _by_pdfium(document, number, monitor.limits.page_characters)
        except pdfium.PdfiumError as error:
            problem = _say(error)
        except MemoryError:
            problem = "needs more memory than it may have"
    if lines:
        return lines, "pdfium", problem
    if promising and (lines := second.read(number, count)):
        return lines, "pypdf", _cut(monitor.limits.page_characters) if second.cut else ""
    return [], "none", problem


class _Second:
    """pypdf as second engine for pages, as long as it bears fruit."""

    def __init__(self, structure: _Structure | None, monitor: Monitor) -> None:
        self.reader = structure.reader if structure else None
        self.monitor = monitor
        self.fruitless = 0
        self.cut = False

    def read(self, number: int, count: int) -> list[Line]:
        """Gives the lines of a page, without their places; nothing where it fails or is not to be asked.

        `cut` says whether there were more than may be.
        """
        step = Step(StepKind.PYPDF, number)
        avoided = Step(StepKind.PYPDF) in self.monitor.avoid or step in self.monitor.avoid
        if self.reader is None or self.fruitless >= FRUITLESS or avoided:
            return []
        self.monitor.begin(step, count)
        try:
            text = _named(self.reader.pages[number - 1].extract_text())
        except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
            text = ""
        self.cut = len(text) > self.monitor.limits.page_characters
        text = text[: self.monitor.limits.page_characters]
        texts = [] if _garbled(text) else [clean_line(line.replace("\t", " ")) for line in text.split("\n")]
        lines = join_pieces([Line(text) for text in texts if text])
        self.fruitless = 0 if lines else self.fruitless + 1
        return lines


def _cut(limit: int) -> str:
    return f"only its first {limit:,} characters were read"


def _named(text: str) -> str:
    """Gives a text with the letters and figures for which pypdf leaves a glyph's name: "/one.oldstyle", "/f_i"."""
    return _GLYPH.sub(lambda match: _FIGURES.get(match[1] or "", match[1] or match[2].replace("_", "")), text)


def _garbled(text: str) -> bool:
    """Says whether most characters are controls, private ones, the replacement character or in names of glyphs."""
    text = "".join(text.split())
    return sum(map(len, _MEANINGLESS.findall(text))) > GARBLED * len(text)


# Control and private characters; and what some programs write for letters they do not know: /g12, (cid:12).
_MEANINGLESS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ue000-\uf6ff\uf800-\uf8ff\ufffd\uffff]+"
    r"|/(?:g|G|cid|uni|index)[\dA-F]{1,5}(?=/|$)|\(cid:\d+\)|glyph<\w{1,12}>"
)
# What stands before the full stop is the character, and an underscore joins two (Adobe's glyph list specification).
_FIGURES = dict(zip("zero one two three four five six seven eight nine".split(), "0123456789", strict=True))
_GLYPH = re.compile(
    rf"/({'|'.join(_FIGURES)}|[A-Za-z])\.(?:(?:tab)?oldstyle|fitted|onum|[lpt]num|[lt]f|c2sc|smcp|sc(?![a-z]))"
    r"|/(f_f_[ijl]|f_[fijlt]|T_h|[cs]_t)"
)


def _by_pdfium(document: Any, number: int, limit: int) -> tuple[list[Line], str, bool]:
    """Gives a page's lines, what is wrong with it, and whether pypdf may find more."""
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            reader = PageReader(text_page, limit)
            if _garbled(reader.text):
                return [], "its text has no meaning (a font that does not say its letters)", True
            lines = join_pieces(reader.lines())
            problem = _cut(limit) if reader.cut else ""
            promising = not lines and next(page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)), None) is not None
            return lines, problem, promising
        finally:
            text_page.close()
    finally:
        page.close()


# --- the document -----------------------------------------------------------------------------------------------------


def compose(
    pages: Sequence[Sequence[Line]],
    methods: Sequence[str],
    labels: Sequence[str],
    outline: Sequence[OutlineEntry],
    metadata: Mapping[str, str],
    warnings: Sequence[str],
    sure: Mapping[int, float] | None = None,
) -> Document:
    """Gives the document: page numbers read, furniture off, headings found, paragraphs made.

    Args:
        pages: lines of each page, in reading order.
        methods: the engine that read each page.
        labels: the file's own page labels; may be fewer or more than there are pages.
        outline: the file's own; it may name pages that there are not.
        metadata: what the file says of itself.
        warnings: what went wrong so far.
        sure: how sure OCR was of the pages it read, by their numbers.
    """
    printed = printed_numbers(pages)
    front = next((lines for lines in pages[:3] if lines), [])
    title = " ".join(front[i].text for i in headings.largest_type(front)).replace(GAP, " ")
    if 0 < len(title) <= LONGEST_METADATA:  # else all of the page is set alike
        metadata = {**metadata, "page1_title": title}
    gone = furniture(pages, printed)
    pages = [[line for i, line in enumerate(lines) if i not in drop] for lines, drop in zip(pages, gone, strict=True)]
    larger = headings.MIN_DISPLAY_RATIO * headings.body_style(pages)[0]
    pages = [titles_first(lines, larger) for lines in pages]
    vocabulary = Vocabulary(pages)
    levels = headings.find_headings(pages, outline)
    shown = page_labels(labels, printed)
    made: list[Page] = []
    found: list[Heading] = []
    offset = 0
    for number, (lines, method) in enumerate(zip(pages, methods, strict=True), 1):
        texts = []
        start = offset
        for block in blocks(lines, levels[number - 1].keys()):
            text = flow(block, vocabulary)
            if (level := levels[number - 1].get(block.first)) and any(map(str.isalpha, text)):
                found.append(Heading(start, text, level))
            texts.append(text)
            start += len(text) + 2
        text = "\n\n".join(texts)
        made.append(Page(Locator("page", number, shown[number - 1], (sure or {}).get(number)), text, method))
        offset += len(text) + len(PAGE_BREAK)
    empty = [page.locator.index for page in made if page.method == "none"]
    if empty:
        warnings = [*warnings, f"no text on {len(empty)} of {len(made)} pages: {_ranges(empty)}"]
    if dim := [page.locator.index for page in made if page.method == "ocr" and not page.text]:
        warnings = [*warnings, f"nothing to read was seen on {len(dim)} of {len(made)} pages: {_ranges(dim)}"]
    return Document(tuple(made), tuple(found), metadata, tuple(warnings))


def _ranges(numbers: Sequence[int]) -> str:
    """Writes ascending numbers as a person does: 1-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
