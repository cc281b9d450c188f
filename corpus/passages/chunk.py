"""Cuts a document into passages: whole sentences, about 200 tokens of the model, one sentence of overlap.

A passage never runs across a heading (a heading with no text of its own is carried by the section that follows it);
it may run across a page, and keeps the locators of its first and last character. Within a section the passages are
made about equally long, so that no section ends in a scrap.

A table that is headed by something is a section of its own, within the one it stands in: its passages hold nothing but
its head and rows and have the head as their last heading, on the next page too. A scrap of text beside it (its source,
a note) goes with it.
"""

import math
import re
from collections.abc import Iterator

from corpus.model import Document, Heading, Passage, passage_id
from corpus.passages.report_parts import zone_of
from corpus.text.language import detect
from corpus.text.sentences import sentences
from corpus.text.tables import find_tables

VERSION = 3
"""Changes whenever the same document would be cut otherwise; part of the index fingerprint."""

TARGET = 200
"""Tokens in a passage, about."""

SCRAP = 40
"""Tokens: less text than this, beside a table or left at the end of a section, makes no passage of its own."""

LONGEST_OVERLAP = 60
"""Tokens: a longer sentence is not repeated at the head of the next passage."""

# Tokens of multilingual-e5-small by least squares over 430 pieces of 160 words of real reports in English and
# Spanish: within 14 % for nine in ten. Models differ, and the corpus knows none of them.
TOKENS_PER_LETTER = 0.27
TOKENS_PER_DIGIT = 0.6

_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")

Span = tuple[int, int]


def estimate_tokens(text: str) -> float:
    """Gives about how many tokens a multilingual model makes of a text."""
    return TOKENS_PER_LETTER * len(_LETTER.findall(text)) + TOKENS_PER_DIGIT * len(_DIGIT.findall(text))


def passages(document: Document, source: str) -> list[Passage]:
    """Gives the passages of a document in order; none where it has no text.

    Args:
        document: pages and headings.
        source: the SHA-256 of the source, which the passages' ids are made from.
    """
    text = document.text
    found = []
    for start, end, headings, table in _parts(document):
        for first, last in _pack(text, start, end):
            piece = text[first:last]
            found.append(
                Passage(
                    id=passage_id(source, first, last),
                    source=source,
                    start=first,
                    end=last,
                    text=piece,
                    first=document.locate(first),
                    last=document.locate(last - 1),
                    headings=headings + table,
                    zone=zone_of(piece, headings, first / len(text), len(document.pages) > 1),
                    language=detect(piece),
                )
            )
    return found


def _parts(document: Document) -> Iterator[tuple[int, int, tuple[str, ...], tuple[str, ...]]]:
    """Gives the sections, cut at the tables in them: (start, end, headings, the table's head, if it is one).

    A scrap goes with the table before it, up to the end of the page or to that of the section, and else with the one
    after it.
    """
    tables = [table for table in find_tables(document) if table.head]
    for start, end, headings in _sections(document):
        within = [table for table in tables if start <= table.start and table.end <= end]
        begin = start
        follows = [*(table.start for table in within), end][1:]
        for table, after in zip(within, follows, strict=True):
            if not _is_scrap(document.text[begin : table.start]):
                yield begin, table.start, headings, ()
                begin = table.start
            stop = table.end
            if _is_scrap(document.text[stop:after]):
                stop = end if after == end else min(after, document.page_end(stop))
            yield begin, stop, headings, (table.head,)
            begin = stop
        if begin < end:
            yield begin, end, headings, ()


def _is_scrap(text: str) -> bool:
    return estimate_tokens(text) < SCRAP


def _sections(document: Document) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Gives (start, end, headings outermost first) of each stretch between headings that has text of its own."""
    path: list[Heading] = []
    begin = body = 0
    for heading in document.headings:
        if document.text[body : heading.start].strip():
            yield begin, heading.start, tuple(h.text for h in path)
            begin = heading.start
        body = heading.start + len(heading.text)
        path = [h for h in path if h.level < heading.level] + [heading]
    yield begin, len(document.text), tuple(h.text for h in path)


def _pack(text: str, start: int, end: int) -> Iterator[Span]:
    """Packs a section's sentences into passages of equal length, each but the first led by its predecessor's last."""
    pieces = [piece for a, b in sentences(text[start:end]) for piece in _at_most_target(text, start + a, start + b)]
    sizes = [estimate_tokens(text[a:b]) for a, b in pieces]
    share = sum(sizes) / max(1, round(sum(sizes) / TARGET))
    begin, size, left = 0, 0.0, sum(sizes)
    for i, piece_size in enumerate(sizes):
        if i > begin and size + piece_size / 2 > share and left >= SCRAP:
            yield pieces[begin][0], pieces[i - 1][1]
            begin = i - 1 if sizes[i - 1] <= LONGEST_OVERLAP and i - 1 > begin else i
            size = 0.0
        size += piece_size
        left -= piece_size
    if pieces:
        yield pieces[begin][0], pieces[-1][1]


def _at_most_target(text: str, start: int, end: int) -> Iterator[Span]:
    """Cuts a sentence longer than a passage (a table without full stops) at white space into about equal parts."""
    parts = math.ceil(estimate_tokens(text[start:end]) / TARGET)
    step = math.ceil((end - start) / max(parts, 1))
    while end - start > step:
        space = _SPACE.search(text, start + step, end)
        if space is None:
            break
        yield start, space.start()
        start = space.end()
    yield start, end
