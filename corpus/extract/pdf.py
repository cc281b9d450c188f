"""PDF -> pages of clean text, with the numbers printed on them, headings and metadata.

Text comes from pdfium, structure (page labels, outline, metadata) from pypdf, which is also the second engine for
files and pages that pdfium cannot read. Both parse hostile input, so this runs in a child process: before each step
it says what it is about to do (`Watch.begin`), so that whoever watches knows what hung or crashed, and can start it
again with that step left out.

PDF: ISO 32000-1. pdfium's functions: https://pdfium.googlesource.com/pdfium/+/main/public/fpdf_text.h.
"""

import ctypes
import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2 as pdfium
from pypdf import PdfReader
from pypdfium2 import raw

from corpus import clean
from corpus.clean import Line
from corpus.errors import UnreadableFile
from corpus.extract import headings
from corpus.model import PAGE_BREAK, Document, Heading, Locator, Page

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every oddity of every file

SMALLEST = 2.0
"""Points: nobody can read smaller type; reports hide bookmarks and placeholders in it."""

FRUITLESS = 3
"""Pages in a row on which pypdf finds nothing either, after which it is not asked again: it takes a second a page."""

GARBLED = 0.5
"""Share of characters without a meaning above which a page's text is no text: a font without a way back to letters."""

LONGEST_METADATA = 300
"""Characters kept of a title, an author or a subject."""

BOLD = 600
"""Font weight from which type is bold: semi-bold headings are common."""

RAISED = 0.8
"""Times the size of the type around it, below which a number is a note mark: they are set at 0.55 to 0.7."""

AGREED = 0.8
"""Share of the printed numbers that the file's own labels must repeat to be believed where nothing is printed."""

SPACE = 0.19
"""Ems between two letters that are a space: 0.22 to 0.25 where a report shifts the pen, under 0.1 inside words."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What stands between the reader and whoever watches it.

    `begin(step, page, of)` is called before each step that may fail; a step in `avoid` is left out, for the reason
    given there. Pages over `pages`, characters over `page_characters` and `characters`, and pages not begun after
    `seconds` and `page_seconds` for every page, are left out and told of.
    """

    begin: Callable[[str, int, int], None] = lambda step, page, of: None
    avoid: Mapping[str, str] = field(default_factory=dict)
    pages: int = 5_000
    page_characters: int = 200_000
    characters: int = 20_000_000
    seconds: float = 60.0
    page_seconds: float = 2.0


@dataclass(slots=True)
class _Structure:
    """What pypdf says of a file."""

    reader: PdfReader
    labels: list[str] = field(default_factory=list)
    outline: list[headings.Entry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)


def extract(path: Path, watch: Watch) -> Document:
    """Gives a PDF's pages, headings and metadata.

    Raises:
        UnreadableFile: it needs a password, has no pages, or neither engine can read any of it.
    """
    with path.open("rb") as file, path.open("rb") as again:
        document, problem = _open(file, watch)
        structure, warnings = _structure(again, watch)
        count = len(document) if document else 0
        if structure and not count:
            count = len(structure.labels)
        if document is None and structure is None:
            raise UnreadableFile(_why(file, problem, warnings))
        if not count:
            raise UnreadableFile("no pages")
        if document is None:
            warnings.append(f"read by the second engine: {problem}")
        pages, methods, failures = _read(document, structure, count, watch)
        if failures and not any(pages) and len(failures) == len(pages):
            raise UnreadableFile(f"none of its {count} pages can be read: {failures[0]}")
        watch.begin("finish", 0, 0)
        return _compose(pages, methods, structure, warnings + failures)


def _open(file: BinaryIO, watch: Watch) -> tuple[Any, str]:
    """Gives pdfium's document, or None and the reason.

    Raises:
        UnreadableFile: it needs a password.
    """
    if "open" in watch.avoid:
        return None, watch.avoid["open"]
    watch.begin("open", 0, 0)
    try:
        return pdfium.PdfDocument(file), ""
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("encrypted: needs a password") from error
        return None, str(error)


def _why(file: BinaryIO, problem: str, warnings: Sequence[str]) -> str:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    if b"startxref" not in file.read():
        return "truncated or damaged: the file ends before its table of contents, and no page could be made out"
    return f"damaged: {problem}; {'; '.join(warnings)}"


# --- structure, by pypdf ----------------------------------------------------------------------------------------------


def _structure(file: BinaryIO, watch: Watch) -> tuple[_Structure | None, list[str]]:
    """Gives labels, outline and metadata, each if it can be had, and warnings about those that cannot."""
    if "structure" in watch.avoid:
        return None, [f"no page labels and outline: {watch.avoid['structure']}"]
    watch.begin("structure", 0, 0)
    warnings: list[str] = []
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            reader.decrypt("")
        structure = _Structure(reader, list(reader.page_labels))
    except Exception as error:  # hostile files make pypdf raise TypeError, AssertionError and more
        return None, [f"no page labels and outline: {_say(error)}"]
    for part, read in (("outline", _outline), ("metadata", _metadata)):
        try:
            setattr(structure, part, read(reader))
        except Exception as error:  # as above
            warnings.append(f"no {part}: {_say(error)}")
    return structure, warnings


def _say(error: Exception) -> str:
    """Gives an exception on one line."""
    return clean.characters(f"{type(error).__name__}: {error}")[:120]


def _outline(reader: PdfReader) -> list[headings.Entry]:
    """Gives the outline's entries that lead to a page of this file."""

    def walk(items: Sequence[Any], level: int) -> Iterator[headings.Entry]:
        for item in items:
            if isinstance(item, list):
                yield from walk(item, level + 1)
            elif (number := reader.get_destination_page_number(item)) is not None and number >= 0:
                yield level, clean.characters(str(item.title or ""))[:LONGEST_METADATA], number + 1

    return list(walk(reader.outline, 1))


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Gives what the file says of itself, without what it leaves empty."""
    info = reader.metadata
    said = {"title": info.title, "author": info.author, "subject": info.subject} if info else {}
    if not said.get("title") and (xmp := reader.xmp_metadata):
        said["title"] = " ".join((xmp.dc_title or {}).values())
        said.setdefault("author", "; ".join(xmp.dc_creator or []))
    found = {name: clean.characters(str(value))[:LONGEST_METADATA] for name, value in said.items() if value}
    if info and (created := re.match(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?", str(info.creation_date_raw or ""))):
        found["created"] = "-".join(part for part in created.groups() if part)
    return {name: value for name, value in found.items() if value}


# --- pages ------------------------------------------------------------------------------------------------------------


def _read(
    document: Any, structure: _Structure | None, count: int, watch: Watch
) -> tuple[list[list[Line]], list[str], list[str]]:
    """Gives each page's lines and the engine that read them, and what went wrong, a line for each page."""
    second = _Second(structure, watch)
    pages: list[list[Line]] = []
    methods: list[str] = []
    failures: list[str] = []
    characters, deadline = 0, time.monotonic() + watch.seconds + watch.page_seconds * count
    for number in range(1, min(count, watch.pages) + 1):
        lines, method, problem = _read_page(document, second, number, count, watch)
        characters += sum(len(line.text) for line in lines)
        pages.append(lines)
        methods.append(method)
        if problem:
            failures.append(f"page {number}: {problem}")
        if characters > watch.characters or time.monotonic() > deadline:
            limit = f"{watch.characters:,} characters" if characters > watch.characters else "its time"
            failures.append(f"pages {number + 1} to {count} were not read: the file has used up {limit}")
            break
    else:
        if count > watch.pages:
            failures.append(f"pages {watch.pages + 1} to {count} were not read: at most {watch.pages:,} of a file are")
    return pages, methods, failures


def _read_page(document: Any, second: "_Second", number: int, count: int, watch: Watch) -> tuple[list[Line], str, str]:
    """Gives a page's lines, the engine that read them ("none" where nothing was read), and what went wrong."""
    step = f"page {number}"
    lines: list[Line] = []
    problem, promising = watch.avoid.get(step, ""), document is None
    if document and not problem:
        watch.begin(step, number, count)
        try:
            lines, problem, promising = _by_pdfium(document, number, watch.page_characters)
        except pdfium.PdfiumError as error:
            problem, promising = _say(error), True
    if lines:
        return lines, "pdfium", problem
    if promising and (lines := second.read(number, count)):
        return lines, "pypdf", ""
    return [], "none", problem


class _Second:
    """pypdf as second engine for pages, as long as it bears fruit."""

    def __init__(self, structure: _Structure | None, watch: Watch) -> None:
        self.reader = structure.reader if structure else None
        self.watch = watch
        self.fruitless = 0

    def read(self, number: int, count: int) -> list[Line]:
        """Gives the lines of a page, without their places; nothing where it fails or is not to be asked."""
        step = f"pypdf {number}"
        if self.reader is None or self.fruitless >= FRUITLESS or {"pypdf", step} & self.watch.avoid.keys():
            return []
        self.watch.begin(step, number, count)
        try:
            text = self.reader.pages[number - 1].extract_text()[: self.watch.page_characters]
        except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
            text = ""
        lines = [] if _garbled(text) else [Line(c) for line in text.split("\n") if (c := clean.characters(line))]
        self.fruitless = 0 if lines else self.fruitless + 1
        return lines


def _garbled(text: str) -> bool:
    """Says whether most characters are controls, private ones or the replacement character."""
    text = "".join(text.split())
    return sum(map(len, _MEANINGLESS.findall(text))) > GARBLED * len(text)


# Numbers as they are printed: 12, xii, A-3; not "Cover1".
_LABEL = re.compile(r"[A-Z]{0,2}[-–.]?\d{1,4}|[ivxlcdm]+|[IVXLCDM]+")
_BETWEEN = re.compile(r"(?<=\S)[^\S\t]+(?=\S)")
# Where pdfium misses a space that is only a shift of the pen: before a capital, and between two narrow letters (all of
# the 130 places found in a sample of 78 reports, but for letter-spaced running heads).
_UNIT = re.compile(r"\b[kcm]?m$|\bft$|\bmi$")  # m2 and km2 have no note
_LACKING = re.compile(r"(?<=[a-z.,;:)\d])(?=[A-Z])|(?<=[filrt])(?=[filrt])")
# Digits glued to a word, a year or a number with thousands, which may be a note mark.
_MARK = re.compile(r"(?<=[^\W\d_])\d{1,3}(?!\w)|(?<=\b(?:19|20)\d\d)\d{1,3}(?!\w)|(?<=,\d{3})\d{1,3}(?!\w)")
_MEANINGLESS = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\uffff]+")


def _by_pdfium(document: Any, number: int, limit: int) -> tuple[list[Line], str, bool]:
    """Gives a page's lines, what is wrong with it, and whether pypdf may find more."""
    page = document[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            reader = _PageReader(text_page, limit)
            if _garbled(reader.text):
                return [], "its text has no meaning (a font that does not say its letters)", True
            lines = clean.join_pieces(list(reader.lines()))
            problem = f"only its first {limit:,} characters were read" if reader.cut else ""
            promising = not lines and next(page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)), None) is not None
            return lines, problem, promising
        finally:
            text_page.close()
    finally:
        page.close()


class _PageReader:
    """Reads a page's lines and samples how they are set: three characters of a line, not all, for speed."""

    def __init__(self, text_page: Any, limit: int) -> None:
        self.page = text_page
        count = raw.FPDFText_CountChars(text_page)
        self.cut = count > limit
        count = min(max(count, 0), limit)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = raw.FPDFText_GetText(text_page, 0, count, buffer)
        units = buffer[: max(written - 1, 0)]
        # One character for each unit, so that places in the text are places on the page; `clean` mends surrogates.
        self.text = "".join(map(chr, units))
        self.same = written - 1 == count
        self.box, self.matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self.name = ctypes.create_string_buffer(64)
        self.x, self.y = ctypes.c_double(), ctypes.c_double()

    def lines(self) -> Iterator[Line]:
        """Gives the lines that can be seen, in pdfium's order; one more where a hyphen ends a line inside one."""
        start = 0
        for part in re.split("(\r\n|(?<=[\ufffe\x02]))", self.text):
            if part.strip() and (line := self._line(part, start)):
                yield line
            start += len(part)

    def _line(self, part: str, start: int) -> Line | None:
        first = start + len(part) - len(part.lstrip())
        last = start + len(part.rstrip()) - 1
        middle = (first + last) // 2
        middle += self.text[middle].isspace()
        sizes = [self._size(i) for i in (first, middle, last)]
        size = sorted(sizes)[1]
        text = clean.characters(self._respaced(first, last + 1, size))
        if size < SMALLEST or not text:
            return None
        return Line(
            text,
            self._left(first),
            self._right(last),
            self._baseline(middle),
            size,
            all(self._weight(i) >= BOLD for i in (first, middle, last)),
            note=text[0].isdigit() and sizes[0] < RAISED * size,
        )

    def _respaced(self, first: int, end: int, size: float) -> str:
        """Gives part of the text with a `GAP` for a space between columns, and with the spaces that it lacks."""
        text = self.text[first:end]
        edits: list[tuple[int, int, str]] = []
        for match in _BETWEEN.finditer(text):
            start, stop = match.span()
            if self._left(first + stop) - self._right(first + start - 1) > clean.WIDE * size:
                edits.append((start, stop, clean.GAP))
        for match in _LACKING.finditer(text):
            place = match.start()
            if self._left(first + place) - self._right(first + place - 1) > SPACE * size:
                edits.append((place, place, " "))
        for match in _MARK.finditer(text):
            place = match.start()
            if self._raised(first + place) and not _UNIT.search(text, 0, place):
                edits.append((place, place, " "))
        for start, stop, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[stop:]
        return text

    def _raised(self, i: int) -> bool:
        """Says whether a character is smaller and stands higher than the one before it."""
        size = self._size(i - 1)
        return self._size(i) < RAISED * size and self._baseline(i) > self._baseline(i - 1) + 0.1 * size

    def _index(self, i: int) -> int:
        return i if self.same else int(raw.FPDFText_GetCharIndexFromTextIndex(self.page, i))

    def _size(self, i: int) -> float:
        """Gives a character's size on the page: the font's, times the height of its matrix."""
        i = self._index(i)
        raw.FPDFText_GetMatrix(self.page, i, self.matrix)
        return float(raw.FPDFText_GetFontSize(self.page, i)) * math.hypot(self.matrix.c, self.matrix.d)

    def _left(self, i: int) -> float:
        raw.FPDFText_GetLooseCharBox(self.page, self._index(i), self.box)
        return float(self.box.left)

    def _right(self, i: int) -> float:
        raw.FPDFText_GetLooseCharBox(self.page, self._index(i), self.box)
        return float(self.box.right)

    def _baseline(self, i: int) -> float:
        raw.FPDFText_GetCharOrigin(self.page, self._index(i), self.x, self.y)
        return float(self.y.value)

    def _weight(self, i: int) -> int:
        i = self._index(i)
        weight = int(raw.FPDFText_GetFontWeight(self.page, i))
        if weight > 0:
            return weight
        # The standard fonts, which a file need not describe, have no weight; their names say it.
        written = raw.FPDFText_GetFontInfo(self.page, i, self.name, len(self.name), None)
        return BOLD if b"Bold" in self.name.raw[: max(written, 0)] else 0


# --- the document -----------------------------------------------------------------------------------------------------


def _compose(
    pages: list[list[Line]], methods: list[str], structure: _Structure | None, warnings: list[str]
) -> Document:
    """Gives the document: labels, furniture off, headings found, paragraphs made."""
    printed = clean.printed_numbers(pages)
    metadata = dict(structure.metadata) if structure else {}
    front = next((lines for lines in pages[:3] if lines), [])
    if title := " ".join(front[i].text for i in headings.largest_run(front)).replace(clean.GAP, " "):
        metadata["page1_title"] = title[:LONGEST_METADATA]
    gone = clean.furniture(pages, printed)
    pages = [[line for i, line in enumerate(lines) if i not in drop] for lines, drop in zip(pages, gone, strict=True)]
    larger = headings.LARGER * headings.body_style(pages)[0]
    pages = [clean.titles_first(lines, larger) for lines in pages]
    words = clean.Words(pages)
    levels = headings.find(pages, structure.outline if structure else [])
    labels = _labels(structure.labels if structure else [], printed)
    made: list[Page] = []
    found: list[Heading] = []
    offset = 0
    for number, (lines, method) in enumerate(zip(pages, methods, strict=True), 1):
        texts = []
        start = offset
        for block in clean.blocks(lines, levels[number - 1].keys()):
            text = clean.flow(block, words)
            if level := levels[number - 1].get(block.first):
                found.append(Heading(start, text, level))
            texts.append(text)
            start += len(text) + 2
        text = "\n\n".join(texts)
        made.append(Page(Locator("page", number, labels[number - 1]), text, method))
        offset += len(text) + len(PAGE_BREAK)
    empty = [page.locator.index for page in made if page.method == "none"]
    if empty:
        warnings = [*warnings, f"no text on {len(empty)} of {len(made)} pages: {_ranges(empty)}"]
    return Document(tuple(made), tuple(found), metadata, tuple(warnings))


def _labels(of_file: Sequence[str], printed: Sequence[str | None]) -> list[str | None]:
    """Gives each page's label: the file's where they are more than a count of pages, else what is printed.

    Where numbers are printed and the file's labels differ from most of them, the print wins.
    """
    told = [label if _LABEL.fullmatch(label) else None for label in of_file[: len(printed)]]
    told += [None] * (len(printed) - len(told))
    shown = [i for i, label in enumerate(printed) if label]
    counted = list(of_file) == [str(i + 1) for i in range(len(of_file))]
    agree = sum(told[i] == printed[i] for i in shown)
    if counted or agree < AGREED * len(shown):
        return list(printed)
    return [shows or says for shows, says in zip(printed, told, strict=True)]


def _ranges(numbers: Sequence[int]) -> str:
    """Writes ascending numbers as a person does: 1-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
