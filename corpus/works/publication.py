"""Publication: the journal, volume, issue, year and pages that a document prints about itself.

A running head, a cover sheet, a margin, a note to a post-print and the metadata may each state some of them. Every
statement is a vote. A reference list states the same about other works, so inner pages vote with their running heads
and feet only, and a line of the first page that merely mentions a journal is not enough.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.model import FieldOrigin, FrontLine, Origin
from corpus.works.identifiers import find_doi
from corpus.works.journals import fullness, is_same_journal, letters_of, tidy_journal
from corpus.works.printed_citation import PrintedCitation, complete_pages, parse_citation, plain_line

STATED_AS_OWN, RUNNING, IN_METADATA, ALONE, MENTIONED = 4, 3, 3, 2, 1
"""Votes of a statement: after words such as "Cite this article as", in a running head or foot, in the metadata, as a
line of its own on the first page, within another line there. Chosen: two lines that mention a journal are one line of
its own, and no number of them outvotes a running head and the metadata."""

MIN_VOTES = 2
"""Votes that a journal needs."""

FIRST_PAGES = 3
"""At most two cover sheets come before the first page of the text."""

SURE_VOTES = 3
"""Votes from which a value is sure."""

MAX_BLOCK_GAP = 30
"""Points between two lines of one statement: double spacing of 12-point type, and a little more."""

MAX_INDENT = 16
"""Points by which the lines of one statement may begin apart."""

MAX_BLOCK_LINES = 9
"""A statement of how to cite the work in a narrow margin has about this many lines."""

_OWN = re.compile(
    r"""^\W*(?:how\ to\ cite|cite\ (?:this|as)|(?:please|to)\ cite|(?:suggested|recommended|preferred)\ citation
    |citation\s?:|c[oó]mo\ citar|para\ citar|citar\ como|citar\ este|forma\ de\ citar|cita\ (?:sugerida|recomendada)
    |cita[çc][aã]o\ sugerida|(?:source|fuente|fonte)\s?:(?=.*\bvol))""",
    re.X | re.I,
)
_POSTPRINT = re.compile(
    r"post-?print|pre-?print|accepted manuscript|author.{0,3} (?:accepted )?(?:manuscript|version)|version of record",
    re.I,
)
_APPEARS = re.compile(
    r"""\b(?:published\ by\ [^.]{3,40}?\ in|article\ in
    |(?:forthcoming|in\ press|appears?|appeared|appearing|published|accepted(?:\ for\ publication)?)\ (?:in|at|by)
    |pr[oó]xima\ publicaci[oó]n\ en|publicado\ (?:en|em)|aceptado\ (?:en|para))\b:?\s*""",
    re.X | re.I,
)
_BEFORE_APPEARS = re.compile(
    r"""\W*(?:(?:final|published|an?|this|the|article|paper|manuscript|version|is|was|conditionally|to|be|has|been)\b
    \ ?)*""",
    re.X | re.I,
)
_COVER_SHEET = re.compile(
    r"""researchgate\.net/publication|jstor\.org|heinonline|proquest|see\ discussions,\ stats
    |cite\ this\ (?:article|paper|version)|full\ terms\ &\ conditions\ of\ access|brought\ to\ you\ by|escholarship
    |hal\ id:|ssrn\.com""",
    re.X | re.I,
)
_READ_OR_SENT = re.compile(r"downloaded|accessed|this content|received|accepted|revised", re.I)
_ACCEPTED_IN = re.compile(r"(?:accepted|aceptado|aceito|aprovado)\b[^;]{0,50}?(?<!\d)((?:19|20)\d\d)(?!\d)", re.I)
_OF_OTHER_WORK = re.compile(
    r"""\bsee\ (?:comment|editorial|online|related|also|perspective|series|articles?)|\breply\ to|\bresponse\ to|▸
    |\berratum|\brefers\ to|\bdata(?:\ ?sets?)?\b|replication|supplement|appendix|pre-?regist|osf\.io|altmetric
    |plu\.?mx|doi=10""",
    re.X | re.I,
)
_DOI_LABEL = re.compile(
    r"https?://|(?:dx\.)?doi\.org/?|\bdoi\b|available (?:online )?at|digital object identifier|[\W\d_]+", re.I
)
_UNFINISHED_DOI = re.compile(r"(?:doi\.org/|\bdoi:?|10\.\d{4,9}/(?:\S*[-./_(])?)$", re.I)
_NUMBER_FIRST = re.compile(r"(?:(\d+)[ .)|]+(?=\D))?(.*)")
MAX_WORDS_OF_NUMBERS = 10
"""Words of a line with a volume, an issue, a date and pages only: "2016, Vol. 25, No. 6, pp. 2895-2908"."""

MAX_WORDS_BESIDE_DOI = 3
"""Words that a line of its own may have besides a DOI."""

MAX_LINES_OF_OTHER_WORK = 3
"""Lines in a margin that name another work before its DOI."""

_YEAR_IN_BRACKETS = re.compile(r"\((?:[^()]{0,12} )?((?:18[5-9]|19\d|20[0-4])\d)[a-z]?(?:, [^()]{0,20})?\)")
_NAME_END = re.compile(
    r",? (?:vol|volume|v\.|no|issue|doi|https?|on \d|on [A-Z][a-z]+ \d|available|as|and is|by|with|published|special)\b"
    r"|[.;,]? ?[(\[]|\. |[.;|·•]|,? (?:\d|©)|$",
    re.I,
)
_ARTICLE_NUMBER = re.compile(r"[a-z]+\d+|\d{5,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """The value of a field of a reference, and where it came from."""

    value: str
    origin: FieldOrigin


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place states about the publication of the work."""

    citation: PrintedCitation
    votes: int
    by: Origin = "printed"


@dataclass(frozen=True)
class Publication:
    """What a document states about its publication.

    Args:
        lines: the lines of the first pages and of the last page.
        metadata: the file's metadata.
        labels: the printed numbers of all pages, or None where none is printed.
        families: the family names of the authors, which some journals print before their own name.
    """

    lines: Sequence[FrontLine]
    metadata: Mapping[str, str]
    labels: Sequence[str | None]
    families: Sequence[str] = ()

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, by any number of which the document may mean another work."""
        found = [*self._stated_as_own(), *self._printed(), *self._in_metadata()]
        return tuple(self._without_author(statement) for statement in found)

    @cached_property
    def journal(self) -> Finding | None:
        """The name of the journal, in full if the document has its full name."""
        groups = self._groups()
        if not groups:
            return None
        best = max(groups, key=_votes)
        if _votes(best) < MIN_VOTES:
            return None
        name = self._full_name(_best_name(best))
        by: Origin = "printed" if any(each.by == "printed" for each in best) else "metadata"
        return Finding(name, FieldOrigin(by, is_sure=_votes(best) >= SURE_VOTES))

    @cached_property
    def own(self) -> tuple[Statement, ...]:
        """The statements about the journal of the work. Statements without a name count if they do not disagree."""
        if self.journal is None:
            return ()
        own = []
        for statement in self.statements:
            name = statement.citation.journal
            if not name or is_same_journal(name, self.journal.value):
                own.append(statement)
        return tuple(own)

    @cached_property
    def volume(self) -> Finding | None:
        """The volume."""
        return self._elect("volume")

    @cached_property
    def issue(self) -> Finding | None:
        """The issue."""
        return self._elect("issue")

    @cached_property
    def year(self) -> Finding | None:
        """The year of the volume."""
        return self._elect("year")

    @cached_property
    def pages(self) -> Finding | None:
        """The pages, or the number of the article. Pages that only the numbers on the sheets show are not sure."""
        stated = self._elect("pages")
        if stated and ("-" in stated.value or _ARTICLE_NUMBER.fullmatch(stated.value)):
            return stated
        counted = self._counted_pages()
        if counted and self.volume and (stated is None or counted.startswith(f"{stated.value}-")):
            return Finding(counted, FieldOrigin("printed", is_sure=True))
        return stated

    @cached_property
    def fields(self) -> Mapping[str, Finding]:
        """The fields of a CSL item that the document states, but its date and its DOI."""
        found = {
            "container-title": self.journal,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.pages,
        }
        return {field: finding for field, finding in found.items() if finding}

    @cached_property
    def doi(self) -> Finding | None:
        """The DOI of the work in lower case. Two DOIs with equal votes are none."""
        votes: Counter[str] = Counter()
        in_metadata = {find_doi(value) for value in self.metadata.values()} - {None}
        for doi in in_metadata:
            votes[str(doi)] += IN_METADATA
        for doi, vote in self._printed_dois():
            votes[doi] += vote
        ranked = votes.most_common(2)
        if not ranked or ranked[0][1] < MIN_VOTES or (len(ranked) > 1 and ranked[1][1] == ranked[0][1]):
            return None
        doi = ranked[0][0]
        is_only = len(ranked) == 1 or ranked[1][1] < MIN_VOTES
        by: Origin = "metadata" if doi in in_metadata and ranked[0][1] == IN_METADATA else "printed"
        return Finding(doi, FieldOrigin(by, is_sure=is_only or ranked[0][1] > 2 * ranked[1][1]))

    @cached_property
    def accepted(self) -> Finding | None:
        """The year in which a journal accepted the work, which is near the year of the volume, and not sure."""
        for index, line in enumerate(self.lines):
            match = _ACCEPTED_IN.search(self._block(index)) if line.page in self.first_pages else None
            if match:
                return Finding(match[1], FieldOrigin("printed", is_sure=False))
        return None

    # --- statements -------------------------------------------------------------------------------------------------

    @cached_property
    def first_pages(self) -> frozenset[int]:
        """The numbers of the cover sheets and of the first page of the text."""
        pages = sorted({line.page for line in self.lines})
        after_covers = [page for page in pages if page not in self._cover_sheets]
        return self._cover_sheets | set(after_covers[:1])

    @cached_property
    def _cover_sheets(self) -> frozenset[int]:
        """The numbers of the pages with which an archive, a publisher or a social network begins its copies."""
        found: list[int] = []
        for page in sorted({line.page for line in self.lines})[: FIRST_PAGES - 1]:
            text = "\n".join(line.text for line in self.lines if line.page == page)
            if not _COVER_SHEET.search(text):
                break
            found.append(page)
        return frozenset(found)

    def _stated_as_own(self) -> Iterable[Statement]:
        """Yield what the document says about how to cite it and where it appears."""
        for index, line in enumerate(self.lines):
            text = plain_line(line.text)
            if line.page > max(self.first_pages) + 1:
                continue
            if _OWN.search(text):
                yield from _cited_as(self._block(index))
            if _POSTPRINT.search(text) or _states_journal(text):
                yield from _appearing_in(self._block(index), is_note=bool(_POSTPRINT.search(text)))

    def _printed_dois(self) -> Iterable[tuple[str, int]]:
        """Yield the DOIs of the lines that may have the DOI of the work, each with its votes."""
        running = _running_lines(self.lines)
        for index, line in enumerate(self.lines):
            is_running = _without_numbers(line.text) in running
            if not is_running and line.page not in self.first_pages:
                continue
            text = self._whole_doi_line(index)
            doi = find_doi(text)
            if doi is None or _of_other_work(text):
                continue
            if is_running:
                yield doi, RUNNING
            elif self._is_own_place(index, text):
                yield doi, STATED_AS_OWN
            elif not self._follows_other_work(index) and _is_doi_line(text):
                yield doi, ALONE

    def _whole_doi_line(self, index: int) -> str:
        """Return a line with the end of its DOI, which may be on the next two lines."""
        texts = []
        for line in self.lines[index : index + 3]:
            texts.append(plain_line(line.text))
            if not _UNFINISHED_DOI.search(_join(texts)):
                break
        return _join(texts)

    def _is_own_place(self, index: int, text: str) -> bool:
        """Return whether a line says how to cite the work, or names the journal of the work and its volume."""
        block = plain_line(self.lines[index].text)
        for earlier in range(max(0, index - MAX_BLOCK_LINES), index + 1):
            start = plain_line(self.lines[earlier].text)
            is_statement = _OWN.search(start) or _POSTPRINT.search(start) or _states_journal(start)
            if is_statement and block in self._block(earlier):
                return True
        citation = parse_citation(text)
        return bool(
            citation and citation.journal and self.journal and is_same_journal(citation.journal, self.journal.value)
        )

    def _follows_other_work(self, index: int) -> bool:
        """Return whether the lines above a line name another work: "See Comment page 7"."""
        above = self.lines[max(0, index - MAX_LINES_OF_OTHER_WORK) : index]
        near = [line for line in above if line.page == self.lines[index].page]
        return any(_of_other_work(line.text) for line in near)

    def _block(self, start: int) -> str:
        """Return a line and the lines under it that continue it."""
        texts = [plain_line(self.lines[start].text)]
        last = self.lines[start]
        for line in self.lines[start + 1 : start + MAX_BLOCK_LINES]:
            gap = last.baseline - line.baseline
            if line.page != last.page or not 0 < gap <= MAX_BLOCK_GAP:
                break
            texts.append(plain_line(line.text))
            last = line
        return _join(texts)

    def _printed(self) -> Iterable[Statement]:
        """Yield what running heads and feet, the lines of the first page and the edges of other pages state."""
        running = _running_lines(self.lines)
        edges = _edge_lines(self.lines)
        for index, line in enumerate(self.lines):
            is_running = _without_numbers(line.text) in running
            on_first_page = line.page in self.first_pages
            if _READ_OR_SENT.search(line.text) or not (is_running or on_first_page or line in edges):
                continue
            citation = self._citation_at(index) if on_first_page else parse_citation(line.text)
            if citation is None:
                continue
            is_alone = on_first_page and _is_alone(line.text, citation)
            if is_running:
                yield Statement(citation, RUNNING)
            elif is_alone:
                yield Statement(citation, STATED_AS_OWN if line.page in self._cover_sheets else ALONE)
            else:
                yield Statement(citation, MENTIONED)

    def _citation_at(self, index: int) -> PrintedCitation | None:
        """Return what a line states, with what the next line adds to it."""
        line = self.lines[index]
        alone = parse_citation(line.text)
        following = self.lines[index + 1 : index + 2]
        if (
            not following
            or following[0].page != line.page
            or abs(line.baseline - following[0].baseline) > MAX_BLOCK_GAP
        ):
            return alone
        added = parse_citation(following[0].text)
        if added and added.journal:
            return alone
        joined = parse_citation(_join([plain_line(line.text), plain_line(following[0].text)]))
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
            pages = self.metadata.get("pages") or "-".join(
                self.metadata[field] for field in ("first_page", "last_page") if self.metadata.get(field)
            )
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
            family_words = family.split()
            if family_words and len(words) > len(family_words) and words[: len(family_words)] == family_words:
                journal = " ".join(words[len(family_words) :])
                return replace(statement, citation=replace(statement.citation, journal=journal))
        return statement

    # --- election ---------------------------------------------------------------------------------------------------

    def _groups(self) -> list[list[Statement]]:
        """Return the statements with a name, grouped by journal."""
        groups: list[list[Statement]] = []
        for statement in self.statements:
            name = statement.citation.journal
            if not name:
                continue
            for group in groups:
                if is_same_journal(name, group[0].citation.journal):
                    group.append(statement)
                    break
            else:
                groups.append([statement])
        return groups

    def _full_name(self, name: str) -> str:
        """Return the longest form of a name that is a column of its own in the first lines: the name in full."""
        names = [name]
        for line in self.lines:
            if line.page not in self.first_pages:
                continue
            for column in plain_line(line.text).split(" | "):
                other = tidy_journal(column)
                if other and is_same_journal(other, name) and len(letters_of(other)) >= len(letters_of(name)):
                    names.append(other)
        return max(names, key=fullness)

    def _elect(self, field: str) -> Finding | None:
        """Return the value of a field with most votes, from the statements that do not name another volume.

        A statement with the volume of the work has one vote more. Metadata that the page contradicts lose.
        """
        votes: Counter[str] = Counter()
        is_printed: set[str] = set()
        volume = self.volume.value if field != "volume" and self.volume else ""
        for statement in self.own:
            citation = statement.citation
            value = str(getattr(citation, field) or "")
            if not value or (volume and citation.volume not in ("", volume)):
                continue
            votes[value] += statement.votes + (1 if volume and citation.volume == volume else 0)
            if statement.by == "printed":
                is_printed.add(value)
        if not votes:
            return None
        printed = {value: count for value, count in votes.items() if value in is_printed and count >= MIN_VOTES}
        value = max(printed or votes, key=lambda each: (votes[each], len(each)))
        if votes[value] < MIN_VOTES:
            return None
        by: Origin = "printed" if value in is_printed else "metadata"
        return Finding(value, FieldOrigin(by, is_sure=votes[value] >= SURE_VOTES))

    def _counted_pages(self) -> str:
        """Return the range of the printed page numbers, if they count on from page to page and not from 1."""
        numbers = [int(label) if label and label.isdecimal() else None for label in self.labels]
        starts = {number - index for index, number in enumerate(numbers) if number is not None}
        known = [number for number in numbers if number is not None]
        if len(starts) != 1 or len(known) < 2 or min(known) <= 2 or len(known) < len(numbers) - 1:
            return ""
        start = starts.pop()
        return f"{start}-{start + len(numbers) - 1}"


def _votes(statements: Iterable[Statement]) -> int:
    return sum(statement.votes for statement in statements)


def _is_alone(line: str, citation: PrintedCitation) -> bool:
    """Return whether a line begins with the citation. A page number may come first, but not the number of a note."""
    number, text = _NUMBER_FIRST.match(plain_line(line)).groups()  # type: ignore[union-attr]
    if number and not _is_page_of(int(number), citation.pages):
        return False
    if citation.journal:
        return text.startswith(citation.journal)
    return len(text.split()) <= MAX_WORDS_OF_NUMBERS


def _is_page_of(number: int, pages: str) -> bool:
    """Return whether a number is one of the pages "5-9". Any number is, if no pages are known."""
    first, _, last = pages.partition("-")
    if not first.isdecimal() or not last.isdecimal():
        return True
    return int(first) <= number <= int(last)


def _best_name(statements: Sequence[Statement]) -> str:
    """Return the fullest form of a journal's name that is printed, or else that the metadata have.

    If only capitals or spaced type are printed, the metadata may have the same name in small letters.
    """
    printed = [each.citation.journal for each in statements if each.by == "printed"]
    in_metadata = [each.citation.journal for each in statements if each.by == "metadata"]
    letters = {letters_of(name) for name in printed}
    same = [name for name in in_metadata if letters_of(name) in letters]
    return max([*printed, *same] or in_metadata, key=fullness)


def _of_other_work(text: str) -> bool:
    return _OF_OTHER_WORK.search(text) is not None


def _is_doi_line(text: str) -> bool:
    """Return whether a line has little else than a DOI."""
    without = re.sub(r"10\.\d{4,9}/\S+", " ", text)
    words = _DOI_LABEL.sub(" ", without).split()
    return len(words) <= MAX_WORDS_BESIDE_DOI


# --- running lines ------------------------------------------------------------------------------------------------


def _running_lines(lines: Iterable[FrontLine]) -> set[str]:
    """Return the lines, without numbers at their ends, that are on two or more pages."""
    pages_by_line: dict[str, set[int]] = {}
    for line in lines:
        pages_by_line.setdefault(_without_numbers(line.text), set()).add(line.page)
    return {line for line, pages in pages_by_line.items() if line and len(pages) > 1}


def _edge_lines(lines: Sequence[FrontLine]) -> set[FrontLine]:
    """Return the first and the last line of each page."""
    edges = set()
    for page in {line.page for line in lines}:
        on_page = [line for line in lines if line.page == page]
        edges.add(max(on_page, key=lambda line: line.baseline))
        edges.add(min(on_page, key=lambda line: line.baseline))
    return edges


def _without_numbers(line: str) -> str:
    """Return a line without a page number at its beginning or end, which differs from page to page."""
    text = plain_line(line)
    text = re.sub(r"(?: \||,)? (?:page )?\d+(?: (?:of|/|de) \d+)?$", "", text, flags=re.I)
    return re.sub(r"^\d+ (?:\| )?", "", text)


# --- what the document says about itself ---------------------------------------------------------------------------


def _cited_as(block: str) -> Iterable[Statement]:
    """Yield what a text such as "How to cite: ..." states. The year may come long before the journal."""
    citation = parse_citation(block)
    if citation is None or not citation.journal:
        return
    in_brackets = _YEAR_IN_BRACKETS.search(block)
    if citation.year is None and in_brackets:
        citation = replace(citation, year=int(in_brackets[1]))
    yield Statement(citation, STATED_AS_OWN)


def _appearing_in(block: str, is_note: bool) -> Iterable[Statement]:
    """Yield what a text such as "Forthcoming in Quay Studies" or the note of a post-print states."""
    citation = parse_citation(block)
    if citation and citation.journal:
        yield Statement(citation, STATED_AS_OWN)
    journal = _journal_that_it_appears_in(block, is_note)
    if journal:
        yield Statement(PrintedCitation(journal), STATED_AS_OWN)


def _states_journal(text: str) -> bool:
    """Return whether a line begins by saying where the work appears."""
    match = _APPEARS.search(text)
    return bool(match and _BEFORE_APPEARS.fullmatch(text[: match.start()]))


def _journal_that_it_appears_in(block: str, is_note: bool) -> str:
    """Return the journal in "Forthcoming in Quay Studies", or "".

    `is_note` says that the text is the note of a post-print, which says so in a sentence.
    """
    for match in _APPEARS.finditer(block):
        name = block[match.end() :]
        end = _NAME_END.search(name)
        name = tidy_journal(name[: end.start()] if end else name)
        if name and name[0].isupper():
            return name
        if not is_note:
            return ""
    return ""


def _join(texts: Iterable[str]) -> str:
    """Return lines as one text. A word that is broken at a hyphen or a DOI that is broken at its sign is joined."""
    joined = ""
    for text in texts:
        if joined and not re.search(r"\d-$|doi\.org/\S*[./-]$|10\.\d{4,9}/\S*[./-]?$", joined):
            joined += " "
        joined += text
    return joined
