"""The part of a report (zone) that a passage belongs to. Only the body is searched unless a query asks for more.

A heading decides, if there is one ("References", "Contenido"). Otherwise the look of the text decides: dotted leaders
with page numbers make a table of contents, many years and links a list of references, and affiliations and contacts
front matter, wherever they are printed. In doubt a passage is body, because a passage that is wrongly left out can
never be found.

Tables, appendices and abstracts in other languages often come after the references, without a heading of their own. So
a passage under "References" that has hardly a year, author or volume is body.

So a heading decides about the text under its own subheadings only for lists of references and indexes, whose parts have
headings. A "Contents" that is set larger than the chapters after it does not hold those chapters.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.model import Zone
from corpus.text.rows import is_row
from corpus.text.sentences import sentences
from corpus.text.statements import is_label, is_note

_HEADINGS: dict[Zone, str] = {
    "contents": r"(?:table of )?contents|(?:list of )?(?:figures|tables|exhibits|boxes)(?: and (?:figures|tables))?"
    r"|(?:tabla de )?contenidos?|índice(?: general| de (?:cuadros|gráficos|tablas|figuras))?|sumário",
    "references": r"(?:selected |cited )?(?:references|bibliography)(?: cited)?|works cited|literature cited"
    r"|sources cited|endnotes|referencias(?: bibliográficas)?|bibliografía|fuentes consultadas"
    r"|referências(?: bibliográficas)?|bibliografia|notas finales",
    "index": r"(?:subject |name |author )?index|índice (?:analítico|onomástico|remissivo|temático)",
    "front matter": r"acknowledge?ments?|about the authors?|author information|disclaimer|copyright|agradecimientos"
    r"|agradecimentos|sobre (?:el|los|o|os) autor(?:es)?|créditos|photo credits",
}
_CHAPTER_NUMBER = r"(?:[\dIVXivx]+[.)]?\s+|appendix \w+[.:]?\s+|chapter \d+[.:]?\s+)?"
_PATTERNS = {zone: re.compile(rf"{_CHAPTER_NUMBER}(?:{words})\W*", re.I) for zone, words in _HEADINGS.items()}
_LEADERS = re.compile(r"(?:\.\s?){6,}([\divxlc]*)", re.I)
_LEADER_LINE = re.compile(r"(?:\.\s?){4,}\s*([\divxlc]+)\s*$", re.I | re.M)
_PAGE_NUMBER = re.compile(r"[1-9]\d{0,2}")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_INDEX_ENTRY = re.compile(r"\b[^\W\d][\w’'-]+,\s\d{1,4}(?:[–-]\d{1,4})?(?=,|;|\s|$)")
_REFERENCE = re.compile(
    r"https?://|doi\.org|\bdoi:|\bpp\.\s?\d|\bvol\.\s?\d|\bno\.\s?\d|\bet al\."
    r"|[\s(](?:19|20)\d\d[a-z]?\)?[.,;)]|\bIbid\b"
    r"|\baccessed\b|\bRetrieved\b|\bUniversity Press\b",
    re.I,
)
# "39(2), pp. 287-309", "112:87–93", "2011;8:e1001"
_VOLUME_AND_PAGES = re.compile(
    r"\b\d{1,4}\s?(?:\(\d{1,4}(?:[-–/]\d{1,3})?\)|\([^()\d]{1,12}\d{0,3}\))?\s?[:,]\s?(?:pp?\.\s?)?"
    r"[a-zA-Z]?\d{1,5}\s?-{0,2}[–-]\s?[a-zA-Z]?\d{1,5}\b"
)
# "Souza ML,", "Souza, M. L., &", and at the beginning of a line "12. Souza, Maria"
_SURNAME = r"[A-ZÀ-Þ][\w’'-]{1,30}(?:[\s-][A-ZÀ-Þ][\w’'-]{1,30})?"
_REFERENCE_AUTHOR = re.compile(
    rf"\b{_SURNAME}\s[A-ZÀ-Þ]{{1,3}}(?:,|\.\s|;| et al)"
    rf"|\b{_SURNAME},\s(?:[A-ZÀ-Þ]\.[\s-]?){{1,3}}(?:,|&|and|\(|y|e)"
    rf"|^\W*\d{{0,3}}\W*{_SURNAME}, [A-ZÀ-Þ][a-zà-ÿ]+",
    re.M,
)
# "2024-01-23", "April 10, 2026", "23 de abril de 2024", "Updated May 2, 2019"
_DATE = re.compile(
    r"(?:[^\W\d]+[\s.]+){0,2}(?:\d{1,2},?\s)?(?:de\s)?(?:[^\W\d]+\s(?:de\s)?)?(?:19|20)\d\d(?:-\d\d){0,2}"
)
_COPYRIGHT = re.compile(r"\bISBN\b|©|all rights reserved|todos los derechos|todos os direitos", re.I)

WORDS_PER_REFERENCE = 6
"""A list of references has a year, link, volume or page mark at least once in this many words. Running text that cites
has one in 20 words or more, and text with its footnotes one in about nine (seen in policy reports)."""

WORDS_PER_AUTHOR_OR_VOLUME = 15
"""A list of references has an author with initials, or a volume with pages, at least once in this many words. Lists of
journal articles have one in 5 to 12 words, and running text has none (seen in 50 articles)."""

MIN_VOLUMES = 2
"""Volumes with pages, and authors with initials, that such a list has at least. Names alone may be a list of people."""

MAX_CHARACTERS_WITHOUT_MARK = 250
"""Characters of such a list without a year, author or volume: a title has fewer, the end of a chapter more; chosen."""

MAX_WORDS_PER_MARK = 25
"""A passage under "References" with fewer marks of references than one in this many words is not a list of them. Lists
have one in 18 words or more; what comes after them has none, and notes that discuss have one in 20 to 27."""

MIN_REFERENCES_WORDS = 30
"""A text of at most this many words is not taken for a list of references by its look."""

REFERENCES_BEGIN = 0.3
"""Position in a document, from 0 to 1, from which a text may look like a list of references."""

CONTENTS_END = 0.15
"""Position in a document up to which a "Contents" heading is believed."""

MIN_LEADER_LINES = 3
"""Lines that end in dotted leaders and a page number: a table of contents has at least this many."""

MIN_LEADERS = 4
"""Dotted leaders anywhere in the text: a table of contents has at least this many."""

MIN_NOTES_SHARE = 0.6
"""Share of the characters of front matter that are in affiliations, contacts and notes about the authors; chosen. A
passage with a paragraph of the text beside them has less."""

TITLE_PAGE_END = 0.005
"""Position in a document up to which a passage may be a title page: its first passage, and the next of a long one."""

MAX_BYLINE_WORDS = 15
"""Words of a passage near the beginning that has only a title, names and a date, at most; chosen."""

MIN_TITLE_PAGE_NOTES_SHARE = 0.25
"""Share of the characters of a title page that are in notes on authors and publication; chosen."""

MIN_NAMES_SHARE = 0.75
"""Share of the characters of a title page that are in notes and in lines that are not sentences. Also the
share of a list of contributors, after the references, that is in lines of names; chosen."""

MIN_PAGE_LINES, MIN_PAGE_LINES_SHARE = 5, 0.6
"""Lines that end in a page number without leaders: how many a table of contents has at least, and their share of its
characters; chosen."""

MAX_CONTENTS_LINE_CHARACTERS = 100
"""A longer line without a page number, in a passage of such lines, may be a statement; chosen."""

MIN_RISING_SHARE = 0.9
"""Share of page numbers that are not below the one before. A list of tables begins again with page 1 once."""

INDEX_BEGINS = 0.8
"""Position in a document before which "Index" heads a chapter about an index."""

INDEX_TEXT_BEGINS = 0.9
"""Position in a document from which a text may look like an index."""

MIN_INDEX_WORDS = 40
"""A text of at most this many words is not taken for an index by its look."""

WORDS_PER_INDEX_ENTRY = 4
"""An index has an entry at least once in this many words."""

FRONT_MATTER_END = 0.05
"""Position in a document up to which a copyright notice makes a text front matter."""

MAX_FRONT_MATTER_WORDS = 150
"""A longer text with a copyright notice is not front matter."""


def heading_zone(heading: str) -> Zone | None:
    """Return the zone that a heading opens, or None if the heading does not say."""
    for zone, pattern in _PATTERNS.items():
        if pattern.fullmatch(heading.strip()):
            return zone
    return None


def passage_zone(text: str, headings: Sequence[str], position: float, has_pages: bool = True) -> Zone:
    """Return the zone of a passage.

    Args:
        text: the passage.
        headings: the headings above it, outermost first.
        position: where in the document it begins, from 0.0 to 1.0.
        has_pages: whether the document has more than one page. An ISBN in a document of one page does not make its
            beginning front matter.
    """
    for heading in headings:
        zone = heading_zone(heading)
        if zone == "references" and not _lacks_references(text):
            return zone
        if zone == "index" and position >= INDEX_BEGINS:
            return zone
    innermost = heading_zone(headings[-1]) if headings else None
    if innermost == "front matter" or (innermost == "contents" and position < CONTENTS_END):
        return innermost
    return _text_zone(text, position, has_pages)


def _text_zone(text: str, position: float, has_pages: bool) -> Zone:
    """Return the zone of a passage by the look of its text."""
    word_count = len(text.split())
    if _looks_like_contents(text, position):
        return "contents"
    if position > INDEX_TEXT_BEGINS and _looks_like_index(text, word_count):
        return "index"
    if position > REFERENCES_BEGIN and _looks_like_references(text, word_count):
        return "references"
    if has_pages and _looks_like_front_matter(text, position, word_count):
        return "front matter"
    return "body"


def _looks_like_contents(text: str, position: float) -> bool:
    lines = _LEADER_LINE.findall(text)
    leaders = _LEADERS.findall(text)
    if len(lines) >= MIN_LEADER_LINES and _are_pages(lines):
        return True
    if len(leaders) >= MIN_LEADERS and _are_pages(leaders):
        return True
    return position < CONTENTS_END and _lists_pages(text)


def _lists_pages(text: str) -> bool:
    """Return whether a text is lines that end in page numbers: "Risk factors 12". Codes that count up are not pages."""
    pages = []
    characters = 0
    for line in text.splitlines():
        label, _, page = line.rstrip().rpartition(" ")
        if _PAGE_NUMBER.fullmatch(page) and _LETTERS.search(label) and not is_row(line):
            pages.append(page)
            characters += len(line)
        elif len(line) > MAX_CONTENTS_LINE_CHARACTERS:
            return False
    if len(pages) < MIN_PAGE_LINES or characters < MIN_PAGE_LINES_SHARE * len(text):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(pages)}
    return _are_pages(pages) and len(steps) > 1


def _are_pages(numbers: Sequence[str]) -> bool:
    """Return whether numbers are pages in order. Prices and codes go up and down. A roman number may be any page."""
    pages = [int(number) for number in numbers if _PAGE_NUMBER.fullmatch(number)]
    others = [number for number in numbers if not _PAGE_NUMBER.fullmatch(number) and not number.isalpha()]
    rising = [before for before, after in pairwise(pages) if before <= after]
    return not others and len(rising) >= MIN_RISING_SHARE * (len(pages) - 1)


def _looks_like_index(text: str, word_count: int) -> bool:
    if word_count <= MIN_INDEX_WORDS:
        return False
    return len(_INDEX_ENTRY.findall(text)) * WORDS_PER_INDEX_ENTRY > word_count


def _looks_like_references(text: str, word_count: int) -> bool:
    if word_count <= MIN_REFERENCES_WORDS:
        return False
    if len(_REFERENCE.findall(text)) * WORDS_PER_REFERENCE > word_count:
        return True
    volumes = _starts(_VOLUME_AND_PAGES, text)
    authors = _starts(_REFERENCE_AUTHOR, text)
    if min(len(volumes), len(authors)) < MIN_VOLUMES:
        return False
    if (len(volumes) + len(authors)) * WORDS_PER_AUTHOR_OR_VOLUME <= word_count:
        return False
    marks = sorted([0, *volumes, *authors, *_starts(_REFERENCE, text), len(text)])
    return max(after - before for before, after in pairwise(marks)) <= MAX_CHARACTERS_WITHOUT_MARK


def _starts(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.start() for match in pattern.finditer(text)]


def _lacks_references(text: str) -> bool:
    """Return whether a passage under "References" is something else: a table, an appendix, another abstract."""
    word_count = len(text.split())
    if word_count <= MIN_REFERENCES_WORDS:
        return False
    marks = 0
    for pattern in (_REFERENCE, _VOLUME_AND_PAGES, _REFERENCE_AUTHOR):
        marks += len(pattern.findall(text))
    if marks * MAX_WORDS_PER_MARK >= word_count:
        return False
    return _share(is_label, text) < MIN_NAMES_SHARE


def _looks_like_front_matter(text: str, position: float, word_count: int) -> bool:
    if position < FRONT_MATTER_END:
        if word_count < MAX_FRONT_MATTER_WORDS and _COPYRIGHT.search(text):
            return True
        if word_count <= MAX_BYLINE_WORDS and _share(_is_name_or_date, text) == 1:
            return True
    notes = _share(is_note, text)
    if position < TITLE_PAGE_END and notes >= MIN_TITLE_PAGE_NOTES_SHARE:
        return notes + _share(_is_line, text) >= MIN_NAMES_SHARE
    return notes >= MIN_NOTES_SHARE


def _is_name_or_date(text: str) -> bool:
    return is_label(text) or _DATE.fullmatch(text) is not None


def _is_line(text: str) -> bool:
    """Return whether a unit is a line of a title page, not a sentence."""
    return not text.endswith((".", "!", "?", ";")) and not is_note(text)


def _share(is_counted: Callable[[str], bool], text: str) -> float:
    """Return the share of the characters of a text that are in such sentences and lines."""
    counted = total = 0
    for start, end in sentences(text):
        total += end - start
        if is_counted(text[start:end]):
            counted += end - start
    return counted / max(total, 1)
