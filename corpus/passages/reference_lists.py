"""Find the lists of references of a document, as offsets, by the look of their lines; a heading is not needed.

    ... as the chiefs asked for in spring.                               text
    7 Lima SS, Gakidou E, et al. Prevention. Lancet 2007;370:2054-62.    a list begins
    8 Souza R. Improving care. Health Aff. 2009;28(1):35-40.
    ...
    Table 1. Sites that answered the survey                              the list has ended

Each line has marks of a reference: authors with initials, links, volumes with pages, years. A list is a stretch of
lines with a mark in every few words. It may be the notes at the foot of a page, and may cross page breaks. Years in the
citations of a text, "(Silva & Mora, 2017)", are not marks, and a table of names or a page of signatures has no volumes
and links.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORDS_PER_MARK = 10
"""A mark makes up for this many words. Lists have a mark in 3 to 8 words, text that cites has one in 20 or more (seen
in 50 articles)."""

MAX_WORDS_WITHOUT_MARK = 40
"""Words after the last mark of a list, within it. A title has fewer, a paragraph more; chosen."""

MIN_REFERENCES = 3
"""Lines of a list with the marks of a reference, at least."""

MIN_WORDS = 40
"""Words of a list, at least. A shorter one stays in its passage; chosen."""

MIN_SHARE_OF_REFERENCES = 0.25
"""Share of the marked lines of a list that have an author or a link, and share that have a place in a work; chosen. A
reference may be broken into three lines."""

MAX_SHARE_OF_DOCUMENT = 0.35
"""If more of a document is lists, it is a bibliography or a list of publications, and its references are its text;
chosen. No article has 0.3 (seen in 116)."""

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BRACKETS = re.compile(r"\([^()\n]{1,600}\)")
_CITED_WORK = re.compile(r"[^\W\d_][^\n]*\b(?:19|20)\d\d[a-z]?\b")
_YEAR = re.compile(r"[\s(](?:19|20)\d\d[a-z]?\)?[.,;:)]")
_LINK = re.compile(r"https?://|\bdoi\.org|\bdoi:", re.I)
# "39(2), pp. 287-309", "112:87–93", "2011;8:e1001"
_VOLUME_AND_PAGES = (
    r"\b\d{1,4}\s?(?:\(\d{1,4}(?:[-–/]\d{1,3})?\)|\([^()\d]{1,12}\d{0,3}\))?\s?[:,]\s?(?:pp?\.\s?)?"
    r"[a-zA-Z]?\d{1,5}\s?-{0,2}[–-]\s?[a-zA-Z]?\d{1,5}\b"
)
_PLACE = re.compile(
    rf"{_VOLUME_AND_PAGES}|\bpp\.\s?\d|\b[Vv]ol\.\s?\d|\baccessed\b|\bRetrieved\b|\bUniversity Press\b|\bIbid\b"
    r"|\barXiv:|\babs/\d"
)
# "Souza ML,", "Souza, M. L., &", "Maria Souza, Ana Holm", and at the beginning of a line "12. Souza, Maria" and
# "[12] M. L. Souza"
_SURNAME = r"[A-ZÀ-Þ][\w’'-]{1,30}(?:[\s-][A-ZÀ-Þ][\w’'-]{1,30})?"
_INITIALS = r"(?:[A-ZÀ-Þ]\.[\s-]?){1,3}"
_AUTHOR = re.compile(
    rf"\b{_SURNAME}\s[A-ZÀ-Þ]{{1,3}}(?:,|\.\s|;| et al)"
    rf"|\b{_SURNAME},\s{_INITIALS}(?:,|;|&|and|\(|y|e)"
    rf"|^\W{{0,3}}\d{{0,3}}\W{{0,3}}(?:{_SURNAME}, [A-ZÀ-Þ][a-zà-ÿ]+|{_INITIALS}\s?{_SURNAME})"
    rf"|\b[A-ZÀ-Þ][a-zà-ÿ-]{{1,30}}\s(?:[A-ZÀ-Þ]\.\s)?[A-ZÀ-Þ][\w’'-]{{1,30}},(?=\s(?:and\s)?[A-ZÀ-Þ][a-zà-ÿ-]+\s)",
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: its offsets, its words, its marks by kind."""

    start: int
    end: int
    words: int
    authors: int
    places: int
    links: int
    years: int

    @property
    def is_reference(self) -> bool:
        """Whether it has a mark that hardly any other text has."""
        return self.authors + self.places + self.links > 0

    @property
    def marks(self) -> int:
        """The number of its marks."""
        return self.authors + self.places + self.links + self.years

    @property
    def gain(self) -> int:
        """The words that its marks make up for, less its own words: at most its own words and those of one mark."""
        return min(self.marks * WORDS_PER_MARK, 2 * self.words + WORDS_PER_MARK) - self.words


def count_marks(text: str) -> int:
    """Return how many marks of references a text has."""
    return sum(_line(text, *match.span()).marks for match in _LINE.finditer(text))


def find_reference_lists(text: str) -> list[Span]:
    """Return the start and end of each list of references in order."""
    found = list(_lists([_line(text, *match.span()) for match in _LINE.finditer(text)]))
    characters = sum(end - start for start, end in found)
    return found if characters <= MAX_SHARE_OF_DOCUMENT * len(text) else []


def _line(text: str, start: int, end: int) -> _Line:
    line = _BRACKETS.sub(_without_citation, text[start:end])
    return _Line(
        start=start,
        end=end,
        words=len(text[start:end].split()),
        authors=len(_AUTHOR.findall(line)),
        places=len(_PLACE.findall(line)),
        links=len(_LINK.findall(line)),
        years=len(_YEAR.findall(line)),
    )


def _without_citation(brackets: re.Match[str]) -> str:
    """Return brackets as they are, or a space if they cite works: "(Silva & Mora, 2017)"."""
    return " " if _CITED_WORK.search(brackets.group()) else brackets.group()


def _lists(lines: Sequence[_Line]) -> Iterator[Span]:
    number = 0
    while number < len(lines):
        if not lines[number].is_reference or lines[number].gain <= 0:
            number += 1
            continue
        last = _last_line(lines, number)
        if _is_list(lines[number : last + 1]):
            yield lines[number].start, lines[last].end
        number = last + 1


def _last_line(lines: Sequence[_Line], first: int) -> int:
    """Return the number of the line at which the marks make up for the most words."""
    last = first
    gain = best = 0
    for number in range(first, len(lines)):
        line = lines[number]
        gain += line.gain
        if gain >= best and line.marks > line.authors:  # a heading may look like a name: "Appendix A. Tables"
            last, best = number, gain
        elif gain < best - MAX_WORDS_WITHOUT_MARK:
            break
    return last


def _is_list(lines: Sequence[_Line]) -> bool:
    references = [line for line in lines if line.is_reference]
    with_author = [line for line in references if line.authors or line.links]
    with_place = [line for line in references if line.places or line.links]
    words = sum(line.words for line in lines)
    if len(references) < MIN_REFERENCES or words < MIN_WORDS:
        return False
    return min(len(with_author), len(with_place)) >= max(2, MIN_SHARE_OF_REFERENCES * len(references))
