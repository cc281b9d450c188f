"""Read a draft: its paragraphs, their quotations and what these cite."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.checking.citations import citation_of, parse_citation
from assistant.checking.model import CitedPlace, DraftQuote, Paragraph
from assistant.checking.quotations import MAX_CHARACTERS, is_long_enough, quotations
from corpus.citing.short_citation import format_place
from corpus.model import Document, Locator
from corpus.reading.formats import media_type
from corpus.reading.sandbox import Extractor
from corpus.text.raised import WRITTEN_MARKS, plain_marks

TYPED_TYPES = ("text/markdown", "text/plain")
"""Media types of drafts that are read as they are typed: the marks of block quotations and keys are in the text."""

MAX_NOTE_CHARACTERS = 200
"""Characters of a note that say what is cited, where a finding names it. Chosen: two lines."""

Notes = dict[str, list[tuple[int, str]]]

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NOTE_AFTER = re.compile(rf"\A[”»’\"'.,;:]*\s?(?:(?P<raised>{WRITTEN_MARKS})|\[\^(?P<typed>[\w-]{{1,20}})\])")
_NOTE = re.compile(
    rf"(?:\[\^(?P<typed>[\w-]{{1,20}})\]:|(?P<plain>\d{{1,3}})[.)]?|(?P<raised>{WRITTEN_MARKS}))"
    r"(?:\s+|(?=[^\W\d_]))(?P<text>\S)"  # in a PDF, a raised mark is beside its note
)

_MARK = "[\\d⁰¹²³⁴-⁹]"
_IS_ENDED = re.compile(rf"""[.!?:;…][”"»’)\]]*{_MARK}{{0,4}}$|[”"»)\]][.,;]?{_MARK}{{0,4}}$""")
_GOES_ON = re.compile(r"[a-zà-ÿ(\[]")
MAX_END_CHARACTERS = 12
"""Characters at the end of a paragraph that show whether it is ended. Chosen: a stop, marks and the mark of a note."""


def read_draft(path: Path) -> tuple[list[Paragraph], tuple[str, ...]]:
    """Return the paragraphs of a draft, and warnings about what could not be read.

    Raises:
        UnreadableFile: the file cannot be read, or is of an unknown type.
    """
    with Extractor() as extractor:
        document = extractor.extract(path)  # a file of any type is read in the sandbox first, with its limits
    if media_type(path) in TYPED_TYPES:
        return typed_paragraphs(path.read_text("utf-8", "replace")), document.warnings
    return _paragraphs(document), document.warnings


def typed_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of plain text or Markdown: blank lines are between them. Their places are lines."""
    paragraphs = []
    position = 0
    for part in _BLANK_LINE.split(text):
        start = text.index(part, position)
        position = start + len(part)
        if part.strip():
            paragraphs.append(Paragraph(part, f"line {text.count(chr(10), 0, start) + 1}"))
    return paragraphs


def _paragraphs(document: Document) -> list[Paragraph]:
    """Return the paragraphs of a document that was read. Each is on a line of its own."""
    paragraphs: list[Paragraph] = []
    blocks = {start for start, _ in document.quotations}
    for page, page_start in zip(document.pages, document.starts, strict=True):
        start = page_start
        first = len(paragraphs)
        is_of_pdf = page.locator.kind == "page"
        for line in page.text.split("\n"):
            goes_on = is_of_pdf and len(paragraphs) > first and _is_open(paragraphs[-1].text)
            if goes_on and line.strip():
                paragraphs[-1] = replace(paragraphs[-1], text=f"{paragraphs[-1].text} {line}")
            elif line.strip():
                place = _place(page.locator, len(paragraphs) + 1)
                paragraphs.append(Paragraph(line, place, start in blocks))
            start += len(line) + 1
        if is_of_pdf:
            _join_over_pages(paragraphs, first)
    return paragraphs


def _is_open(text: str) -> bool:
    """Return whether a quotation or a bracket goes on after a text: the reader of a PDF may divide it."""
    if len(text) > MAX_CHARACTERS:
        return False
    for opening, closing in ("“”", "«»", "()"):
        if text.count(opening) > text.count(closing):
            return True
    return False


def _join_over_pages(paragraphs: list[Paragraph], first: int) -> None:
    """Join the first paragraph of a page to the last one of the page before, if it goes on there.

    Args:
        paragraphs: the paragraphs of the pages up to this one. The list is changed.
        first: the place of the first paragraph of this page.
    """
    last = first - 1
    while last >= 0 and _NOTE.match(paragraphs[last].text):  # notes are at the foot of the page
        last -= 1
    if last < 0 or first == len(paragraphs):
        return
    before, after = paragraphs[last].text.rstrip(), paragraphs[first].text
    if _is_open(before) or _GOES_ON.match(after) or not _IS_ENDED.search(before[-MAX_END_CHARACTERS:]):
        paragraphs[last] = replace(paragraphs[last], text=f"{before} {after}")
        del paragraphs[first]


def _place(locator: Locator, number: int) -> str:
    return f"paragraph {number}" if locator.kind == "section" else format_place(locator)


def draft_quotes(paragraphs: Sequence[Paragraph]) -> tuple[list[DraftQuote], int]:
    """Return the quotations of a draft with what they cite, and how many were too short to look up."""
    found = []
    skipped = 0
    notes = _notes(paragraphs)
    for number, paragraph in enumerate(paragraphs):
        for quoted in quotations(paragraph.text, paragraph.is_block):
            if not is_long_enough(quoted):
                skipped += 1
                continue
            cited = _cited(paragraphs, notes, number, quoted.start, quoted.end)
            found.append(DraftQuote(quoted.words, cited, paragraph.place, number, quoted.start, quoted.end))
    return _with_citation_of_next_block(found, paragraphs), skipped


def _with_citation_of_next_block(quotes: Sequence[DraftQuote], paragraphs: Sequence[Paragraph]) -> list[DraftQuote]:
    """Return quotations in which a block without a citation cites what the block right after it cites."""
    found = list(quotes)
    for place in reversed(range(len(found) - 1)):
        quote, following = found[place], found[place + 1]
        are_blocks = paragraphs[quote.paragraph].is_block and paragraphs[following.paragraph].is_block
        if are_blocks and quote.cited is None and following.paragraph == quote.paragraph + 1:
            found[place] = replace(quote, cited=following.cited)
    return found


def _notes(paragraphs: Sequence[Paragraph]) -> Notes:
    """Return the notes of a draft by their names: the paragraph of each, and its text."""
    notes: Notes = {}
    for number, paragraph in enumerate(paragraphs):
        for line in paragraph.text.split("\n"):
            note = _NOTE.match(line)
            if note:
                name = note["typed"] or note["plain"] or plain_marks(note["raised"])
                notes.setdefault(name, []).append((number, line[note.start("text") :]))
    return notes


def _cited(paragraphs: Sequence[Paragraph], notes: Notes, number: int, start: int, end: int) -> CitedPlace | None:
    """Return what a quotation cites, in its paragraph, in its note, or in the line under a block."""
    paragraph = paragraphs[number]
    before, after = paragraph.text[:start], paragraph.text[end:]
    if paragraph.is_block and after.strip():
        after = f"\n{after}"  # a block may end with the line that names its source
    following = paragraphs[number + 1 : number + 2]
    if not after.strip(' \n.”»’"') and following and not following[0].is_block:
        after = f"{after}\n{following[0].text}"
    return _cited_in_note(after, notes, number) or citation_of(before, after)


def _cited_in_note(after: str, notes: Notes, number: int) -> CitedPlace | None:
    """Return what the note right after a quotation cites: the next one of its name. None if there is none."""
    mark = _NOTE_AFTER.match(after)
    if mark is None:
        return None
    for place, text in notes.get(mark["typed"] or plain_marks(mark["raised"]), ()):
        if place > number:
            cited = parse_citation(text)
            return replace(cited, text=cited.text[:MAX_NOTE_CHARACTERS])
    return None
