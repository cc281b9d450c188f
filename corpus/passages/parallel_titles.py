"""Find the titles that a paper prints in a second and third language, with the lines of names and dates around them.

    Harbours and homicide in five cities            the title, in the language of the paper
    Puertos y homicidios en cinco ciudades          the same in Spanish: a parallel title
    Ana Mora, Universidad del Sur
    Abstract
    We asked ...

Such a title has the words of an answer and states nothing. Its place and its language tell it from text: it is a line
without a full stop, in another language than the document, at the beginning of the document or above an abstract.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from corpus.model import Document, Language
from corpus.text.language import detect, detect_in_document
from corpus.text.publication_notes import is_note
from corpus.text.rows import is_row
from corpus.text.statements import is_label

MAX_PAGES = 3
"""Pages on which papers have their titles and abstracts: a cover sheet, the first page and the next one."""

MAX_CHARACTERS = 6000
"""In a text without pages, this many characters are its first pages."""

MIN_TITLE_WORDS = 4
"""A shorter line is too little to tell its language."""

MAX_TITLE_WORDS = 40
"""A longer line is a paragraph."""

_ABSTRACT = re.compile(r"(?i:abstract|summary|resumen|resumo)(?:\s*[:.|—–-]|\s*$|\s+[A-ZÀ-Þ])")
_LINE = re.compile(r"[^\n]+")
_TITLE_BEGINS = re.compile(r"[¿¡“\"‘«]?[A-ZÀ-Þ\d]")

_NOT_IN_TITLE = re.compile(r"[.;:]$|https?://|www\.")

Span = tuple[int, int]
_Kind = Literal["title", "front", "abstract", "text"]


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    kind: _Kind
    language: Language


def find_parallel_titles(document: Document) -> list[Span]:
    """Return the stretches of the first pages that are titles and have one in another language, as offsets.

    The names and dates between such a title and the text or abstract below it are in its stretch.
    """
    language = detect_in_document(document.text)
    lines = list(_lines(document))
    found = []
    begin = 0
    for is_front, group in groupby(lines, key=lambda line: line.kind in ("title", "front")):
        run = list(group)
        end = begin + len(run)
        if is_front and end < len(lines) and lines[end].kind == "abstract":
            size = _count_lines_above_abstract(run, language)
        elif is_front and begin == 0:
            size = _count_first_lines(run, language)
        else:
            size = 0
        if size:
            found.append((run[0].start, run[size - 1].end))
        begin = end
    return found


def _count_lines_above_abstract(run: Sequence[_Line], language: Language) -> int:
    """Return the number of neighbouring lines, or 0 if none of them is a title in another language."""
    has_parallel_title = any(_is_foreign(line, language) for line in run)
    return len(run) if has_parallel_title else 0


def _count_first_lines(run: Sequence[_Line], language: Language) -> int:
    """Return how many lines at the beginning of a document reach to the last parallel title and the names below it.

    It is beside a title in another language, because a document without an abstract may be a form or a table.
    """
    size = 0
    for number, (line, below) in enumerate(pairwise(run), start=1):
        languages = {line.language, below.language} - {"und"}
        if len(languages) == 2 and (_is_foreign(line, language) or _is_foreign(below, language)):
            size = number + 1
    while 0 < size < len(run) and run[size].kind == "front":
        size += 1
    return size


def _is_foreign(line: _Line, language: Language) -> bool:
    """Return whether a line is a title in another language than the document's."""
    return line.kind == "title" and "und" not in (language, line.language) and line.language != language


def _lines(document: Document) -> Iterator[_Line]:
    """Yield the lines of the first pages."""
    for match in _LINE.finditer(document.text, 0, _end_of_first_pages(document)):
        text = match[0].strip()
        if text:
            kind = _kind(text)
            language = detect(text) if kind == "title" else "und"
            yield _Line(match.start(), match.end(), kind, language)


def _end_of_first_pages(document: Document) -> int:
    if not document.pages or document.pages[0].locator.kind != "page":
        return MAX_CHARACTERS
    last = min(MAX_PAGES, len(document.pages)) - 1
    return document.starts[last] + len(document.pages[last].text)


def _kind(text: str) -> _Kind:
    if _ABSTRACT.match(text):
        return "abstract"
    word_count = len(text.split())
    if is_note(text) or is_label(text) or word_count < MIN_TITLE_WORDS:
        return "front"
    if word_count > MAX_TITLE_WORDS or is_row(text) or not _TITLE_BEGINS.match(text) or _NOT_IN_TITLE.search(text):
        return "text"
    return "title"
