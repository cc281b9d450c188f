"""Statements: where a document says which journal, volume, issue, year and pages it appeared in.

A running head, a cover sheet, a margin, a note to a post-print and the metadata may each say some of it:

    Forthcoming in Quay Studies                       a note of the author
    Citation: Mole A (2017) Piers. Quay Stud 14(5)    how to cite it
    Quay Studies xxx (2016) xxx–xxx                   the head of a proof
    Article in Quay Affairs · October 2015            the sheet of a network
    Quay Studies, forthcoming                         a line of its own
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.model import FrontLine, Origin
from corpus.text.words import folded_words
from corpus.works.front_lines import FrontLines, join_lines
from corpus.works.identifiers import find_doi
from corpus.works.journals import has_word_of_journal, is_newspaper, is_same_journal, tidy_journal
from corpus.works.printed_citation import PrintedCitation, complete_pages, parse_citation, plain_line

STATED_AS_OWN, RUNNING, IN_METADATA, ALONE, MENTIONED = 4, 3, 3, 2, 1
"""Votes of a statement: after words such as "Cite this article as", in a running head or foot, in the metadata, as a
line of its own on the first page, within another line there. Chosen: two lines that mention a journal are one line of
its own, and no number of them outvotes a running head and the metadata."""

MAX_WORDS_OF_NUMBERS = 10
"""Words of a line with a volume, an issue, a date and pages only: "2016, Vol. 25, No. 6, pp. 2895-2908"."""

MAX_MASTHEAD_LINES = 9
"""Lines between the name of a journal at the head of a page and the DOI of the article there."""

MIN_TITLE_WORDS = 3
"""The last words of a title that find its end in a citation."""

MAX_WORDS_OF_EDITORS = 12
"""Words of the names of a few editors. Chosen."""

MAX_NAMED_LINE_WORDS = 12
"""Words of a line such as "Quay Studies, forthcoming"."""

_HOW_TO_CITE = re.compile(
    r"""^\W*(?:how\ to\ cite|cite\ (?:this|as)|(?:please|to)\ cite|(?:suggested|recommended|preferred)\ citation
    |(?:original\ )?citation\s?:|published\ in\ final\ edited\ form\ as|(?:pour\ )?citer\ cet|apa\ \dth\ ed
    |c[oó]mo\ citar|para\ citar|citar\ (?:como|este)|forma\ de\ citar|cita\ (?:sugerida|recomendada)
    |cita[çc][aã]o\ sugerida
    |(?:source|fuente|fonte)\s?:(?=.*\bvol))""",
    re.X | re.I,
)
_POSTPRINT = re.compile(
    r"""post-?print|pre-?print|accepted\ manuscript|author.{0,3}\ (?:accepted\ )?(?:manuscript|version)
    |version\ of\ record""",
    re.X | re.I,
)
_APPEARS = re.compile(
    r"""\b(?:book\ title:\s|(?:article\ published\ by\ [^.]{3,40}?\ in|(?:article|chapter)\ in
    |accepted\ for\ publication\ by
    |(?:forthcoming|in\ press|appear(?:s|ed|ing)?|accepted(?:\ for\ publication)?)\ (?:in|at)
    |(?P<published>(?:published|publicado)(?:\ original(?:ly|mente))?\ (?:in|en|em|na|no))
    |pr[oó]xima\ publicaci[oó]n\ en|en\ prensa\ en
    |(?:aceptado|aceito)\ para\ publica(?:ci[oó]n|[cç][aã]o)\ e[nm])\b:?\s*)""",
    re.X | re.I,
)
_BEFORE_APPEARS = re.compile(
    r"""\W*(?:(?:final|published|an?|this|the|article|paper|manuscript|version|is|was|conditionally|originally|to|be|has
    |been|este|art[ií]culo|artigo|texto|fue|foi|originalmente)\b\ ?)*""",
    re.X | re.I,
)
_NAMED_FIRST = re.compile(
    r"^(?P<journal>[A-Z][^.;]{3,90}?)[,:;.]? [(\[]?(?:forthcoming|in press|accepted|en prensa|no prelo)\W*$", re.I
)
_PROOF = re.compile(r"(?P<journal>.{3,90}?) x{2,} \((?P<year>\d{4}|x{4})\) x{2,}")
_BEFORE_DOI = re.compile(r"(?:^|[,.:”\"] )(?P<journal>[A-Z][^,.:”\"]{2,80}), (?:doi\b|https?://(?:dx\.)?doi)", re.I)
_NAME_END = re.compile(
    r",? (?:vol|volume|v\.|no|issue|doi|https?|on \d|on [A-Z][a-z]+ \d|available|as|and is|by|with|published|special)\b"
    r"|[.;,]? ?[(\[]|\. |[.;|·•]|,? (?:\d|©)|$",
    re.I,
)
_READ_OR_SENT = re.compile(r"downloaded|accessed|this content|received|accepted|revised", re.I)
_YEAR_IN_BRACKETS = re.compile(r"\((?:[^()]{0,12} )?((?:18[5-9]|19\d|20[0-4])\d)[a-z]?(?:, [^()]{0,20})?\)")
_JOURNAL_LABEL = re.compile(r"journal(?: title)?:?", re.I)
_EDITED_BOOK = re.compile(r"\((?:ed|eds|org|orgs|coord|coords)\.?\),? (?P<journal>[A-ZÁÉÍÓÚ][^,]{4,100}),")
_YEAR_OF_SHEET = re.compile(r"· (?:[A-Za-z]+ )?((?:19|20)\d\d)$")
_HOMEPAGE = re.compile(r"journal homepage", re.I)
_MASTHEAD = re.compile(r"\bdoi\b|doi\.org|\bissn\b", re.I)
_NUMBER_FIRST = re.compile(r"(?:(\d+)[ .)|]+(?=\D))?(.*)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of one place about the publication of the work."""

    citation: PrintedCitation
    votes: int
    by: Origin = "printed"


@dataclass(frozen=True)
class Statements:
    """The statements of a document.

    Args:
        sheet: the lines of the first pages and of the last page.
        metadata: the file's metadata.
        title: the title, which ends before the name of the journal in a citation.
        families: the family names of the authors, which some journals print before their own name.
    """

    sheet: FrontLines
    metadata: Mapping[str, str]
    title: str = ""
    families: Sequence[str] = ()

    @cached_property
    def all(self) -> tuple[Statement, ...]:
        """All statements. Some of them may be about another work."""
        found = [*self._stated_as_own(), *self._mastheads(), *self._sites(), *self._printed(), *self._in_metadata()]
        return tuple(self._without_author(statement) for statement in found)

    @cached_property
    def cited_year(self) -> int | None:
        """The year in brackets in the citation that the document gives for itself."""
        for index, line in enumerate(self.sheet.lines):
            if _HOW_TO_CITE.search(plain_line(line.text)):
                match = _YEAR_IN_BRACKETS.search(self.sheet.block(index))
                if match:
                    return int(match[1])
        return None

    def is_own_place(self, index: int) -> bool:
        """Return whether a line says how to cite the work or where it appears."""
        text = plain_line(self.sheet.lines[index].text)
        return bool(_HOW_TO_CITE.search(text) or _POSTPRINT.search(text) or _states_journal(text))

    def _stated_as_own(self) -> Iterable[Statement]:
        """Yield what the document says about how to cite it and where it appears."""
        for index, line in enumerate(self.sheet.lines):
            if line.page > max(self.sheet.first_pages) + 1:
                continue
            text = plain_line(line.text)
            if _HOW_TO_CITE.search(text):
                yield from self._cited_as(self.sheet.block(index))
            if _POSTPRINT.search(text) or _states_journal(text):
                is_note = bool(_POSTPRINT.search(text))
                yield from _appearing_in(self.sheet.block(index), is_note, self._has_doi)
            if line.page in self.sheet.first_pages:
                yield from _named_first(text)
                yield from _in_edited_book(self.sheet.block(index))

    @cached_property
    def _has_doi(self) -> bool:
        lines = self.sheet.lines
        return any(find_doi(line.text) for line in lines if line.page in self.sheet.first_pages)

    def _cited_as(self, block: str) -> Iterable[Statement]:
        """Yield what a text such as "How to cite: ..." states. The year may come long before the journal."""
        rest = self._after_title(block)
        citation = parse_citation(rest)
        if citation is None or not citation.journal:
            match = _BEFORE_DOI.search(rest)
            citation = PrintedCitation(tidy_journal(match["journal"])) if match else None
        if citation is None or not citation.journal:
            return
        in_brackets = _YEAR_IN_BRACKETS.search(block)
        if citation.year is None and in_brackets:
            citation = replace(citation, year=int(in_brackets[1]))
        yield Statement(citation, STATED_AS_OWN)

    def _after_title(self, block: str) -> str:
        """Return what follows the title in a citation, or all of it."""
        words = folded_words(self.title)[-MIN_TITLE_WORDS:]
        if len(words) == MIN_TITLE_WORDS:
            match = re.search(r"\W+".join(map(re.escape, words)), block, re.I)
            if match:
                return block[match.end() :].lstrip(" .,”\"'’*")
        return block

    def _mastheads(self) -> Iterable[Statement]:
        """Yield the name of the journal above its address, and in running heads as well as above a DOI."""
        for index, line in enumerate(self.sheet.lines):
            if line.page not in self.sheet.first_pages:
                continue
            name = tidy_journal(plain_line(line.text))
            if not name or name.lower() in self.title.lower():
                continue
            votes = self._votes_for_masthead(index, name)
            if votes:
                yield Statement(PrintedCitation(name), votes)

    def _votes_for_masthead(self, index: int, name: str) -> int:
        """Return the votes of a line that may be a masthead, or 0 if nothing near it says so. `name` is its text."""
        line = self.sheet.lines[index]
        below = self._lines_below(index)
        if self._has_label_above(index) or (below and _HOMEPAGE.search(below[0].text)):
            return STATED_AS_OWN
        if name in self.sheet.heads and any(_MASTHEAD.search(other.text) for other in below):
            return RUNNING
        if has_word_of_journal(name) and self._is_head_above_doi(line, below):
            return ALONE
        return 0

    def _lines_below(self, index: int) -> list[FrontLine]:
        """Return the lines of the same page after a line, as many as a masthead has."""
        page = self.sheet.lines[index].page
        following = self.sheet.lines[index + 1 : index + MAX_MASTHEAD_LINES]
        return [line for line in following if line.page == page]

    def _has_label_above(self, index: int) -> bool:
        """Return whether the line before a line says that it is the name of a journal: "Journal title:"."""
        if index == 0:
            return False
        above = self.sheet.lines[index - 1]
        return _JOURNAL_LABEL.fullmatch(plain_line(above.text)) is not None

    def _sites(self) -> Iterable[Statement]:
        """Yield the newspaper in the head that a browser prints: "3/6/2020 Moles and Quays - The Quay Times"."""
        words = folded_words(self.title)
        if len(words) < MIN_TITLE_WORDS:
            return
        end = r"\W+".join(re.escape(word) for word in words[-MIN_TITLE_WORDS:])
        for line in self.sheet.edges:
            match = re.search(rf"{end}\W? [-|–—] ([^|]{{3,40}})$", plain_line(line.text), re.I)
            name = tidy_journal(match[1]) if match else ""
            if name and is_newspaper(name):
                yield Statement(PrintedCitation(name), RUNNING)

    def _is_head_above_doi(self, line: FrontLine, below: Sequence[FrontLine]) -> bool:
        """Return whether a line is the first of its page, with a DOI under it: an article online before print."""
        return line in self.sheet.edges and bool(below) and bool(find_doi(below[0].text))

    def _printed(self) -> Iterable[Statement]:
        """Yield what running heads and feet, the lines of the first page and the edges of other pages state."""
        for index, line in enumerate(self.sheet.lines):
            is_running = self.sheet.is_running(line)
            on_first_page = line.page in self.sheet.first_pages
            is_candidate = is_running or on_first_page or line in self.sheet.edges
            if not is_candidate or _READ_OR_SENT.search(line.text):
                continue
            citation = self._citation_at(index) if on_first_page else parse_citation(line.text)
            if citation is None:
                citation = _citation_of_proof(line.text)
            if citation:
                yield Statement(citation, self._votes(index, citation))

    def _votes(self, index: int, citation: PrintedCitation) -> int:
        """Return the votes of what a line states."""
        line = self.sheet.lines[index]
        if self.sheet.is_running(line):
            return RUNNING
        is_edge = line in self.sheet.edges
        if line.page not in self.sheet.first_pages or not _is_alone(line.text, citation, is_edge):
            return MENTIONED
        if line.page in self.sheet.cover_sheets:
            return STATED_AS_OWN
        if citation.journal and self.sheet.continues_paragraph(index):
            return MENTIONED
        return ALONE

    def _citation_at(self, index: int) -> PrintedCitation | None:
        """Return what a line states, with what the next line adds to it."""
        line = self.sheet.lines[index]
        alone = parse_citation(line.text)
        following = self.sheet.next_in_block(index)
        if following is None:
            return alone
        added = parse_citation(following.text)
        if added and added.journal:
            return alone
        joined = parse_citation(join_lines([line.text, following.text]))
        if joined is None or (alone and alone.volume != joined.volume):
            return alone
        if alone is None and added and not joined.journal:
            return None
        return joined

    def _in_metadata(self) -> Iterable[Statement]:
        subject = parse_citation(self.metadata.get("subject", ""))
        if subject and subject.journal:
            yield Statement(subject, IN_METADATA, "metadata")
        journal = tidy_journal(self.metadata.get("journal", ""))
        if journal:
            ends = [self.metadata.get("first_page", ""), self.metadata.get("last_page", "")]
            pages = self.metadata.get("pages") or "-".join(end for end in ends if end)
            citation = PrintedCitation(
                journal,
                volume=self.metadata.get("volume", ""),
                issue=self.metadata.get("issue", ""),
                pages=complete_pages(plain_line(pages)),
            )
            yield Statement(citation, IN_METADATA, "metadata")

    def _without_author(self, statement: Statement) -> Statement:
        """Return a statement without the author whose name is printed before the journal's."""
        words = statement.citation.journal.split()
        for family in self.families:
            count = len(family.split())
            if 0 < count < len(words) and words[:count] == family.split():
                journal = " ".join(words[count:])
                return replace(statement, citation=replace(statement.citation, journal=journal))
        return statement


def _is_alone(line: str, citation: PrintedCitation, is_edge: bool) -> bool:
    """Return whether a line begins with the citation. A page number may come first, but not the number of a note.

    In a head or foot, another column may come first.
    """
    number, text = _NUMBER_FIRST.match(plain_line(line)).groups()  # type: ignore[union-attr]
    if number and not _is_page_of(int(number), citation.pages):
        return False
    if citation.journal:
        columns = text.split(" | ") if is_edge else [text]
        return any(column.startswith(citation.journal) for column in columns)
    return len(text.split()) <= MAX_WORDS_OF_NUMBERS


def _is_page_of(number: int, pages: str) -> bool:
    """Return whether a number is one of the pages "5-9". Any number is, if no pages are known."""
    first, _, last = pages.partition("-")
    if not first.isdecimal() or not last.isdecimal():
        return True
    return int(first) <= number <= int(last)


def _citation_of_proof(line: str) -> PrintedCitation | None:
    """Return what the head of a proof states: "Quay Studies xxx (2016) xxx–xxx"."""
    match = _PROOF.search(plain_line(line))
    journal = tidy_journal(match["journal"].split(" / ")[-1]) if match else ""
    if match is None or not journal:
        return None
    return PrintedCitation(journal, year=int(match["year"]) if match["year"].isdecimal() else None)


def _appearing_in(block: str, is_note: bool, has_doi: bool) -> Iterable[Statement]:
    """Yield what a text such as "Forthcoming in Quay Studies" or the note of a post-print states."""
    citation = parse_citation(block)
    journal = _journal_that_it_appears_in(block, is_note, has_doi)
    if citation and citation.journal and (not journal or is_same_journal(citation.journal, journal)):
        yield Statement(citation, STATED_AS_OWN)
    if journal:
        year = _YEAR_OF_SHEET.search(block) or re.search(rf"{re.escape(journal)}[,.]? \(?((?:19|20)\d\d)\b", block)
        citation = PrintedCitation(journal, year=int(year[1]) if year else None)
        yield Statement(citation, STATED_AS_OWN)


def _named_first(line: str) -> Iterable[Statement]:
    """Yield the journal of a short line such as "Quay Studies, forthcoming"."""
    match = _NAMED_FIRST.match(line)
    journal = tidy_journal(match["journal"]) if match else ""
    if journal and len(line.split()) <= MAX_NAMED_LINE_WORDS:
        yield Statement(PrintedCitation(journal), STATED_AS_OWN)


def _in_edited_book(block: str) -> Iterable[Statement]:
    """Yield the book of a chapter, if a text begins with it: "A. Mole (ed.), Ports of the World, Pier Series 3"."""
    match = _EDITED_BOOK.search(block)
    before = block[: match.start()].split() if match else []
    book = tidy_journal(match["journal"]) if match and len(before) <= MAX_WORDS_OF_EDITORS else ""
    if book:
        yield Statement(PrintedCitation(book), ALONE)


def _states_journal(text: str) -> bool:
    """Return whether a line begins by saying where the work appears."""
    match = _APPEARS.search(text)
    return bool(match and _BEFORE_APPEARS.fullmatch(text[: match.start()]))


def _journal_that_it_appears_in(block: str, is_note: bool, has_doi: bool) -> str:
    """Return the journal in "Forthcoming in Quay Studies", or "".

    A work that is "published in" something may be a book that is published in a city. It is an article if it has a DOI.

    Args:
        block: a line and the lines that continue it.
        is_note: whether it is the note of a post-print, which says so in a sentence.
        has_doi: whether the first page has a DOI.
    """
    for match in _APPEARS.finditer(block):
        name = block[match.end() :]
        end = _NAME_END.search(name)
        name = tidy_journal(name[: end.start()] if end else name)
        if name and name[0].isupper() and (is_note or has_doi or not match["published"]):
            return name
        if not is_note:
            return ""
    return ""
