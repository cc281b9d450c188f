"""Publication: the journal, volume, issue, year, pages and DOI of a work, by a vote of what the document states.

A reference list states the same about other works, so inner pages vote with their running heads and feet only, and a
line of the first page that merely mentions a journal is not enough. Metadata that the page contradicts lose.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.model import FieldOrigin, FrontLine, Origin
from corpus.works.front_lines import MAX_BLOCK_LINES, MAX_LINE_GAP, FrontLines, join_lines
from corpus.works.identifiers import find_doi, find_issn
from corpus.works.journals import (
    ends_with_journal,
    fullness,
    is_same_journal,
    letters_of,
    restore_capitals,
    tidy_journal,
)
from corpus.works.printed_citation import parse_citation, plain_line
from corpus.works.statements import ALONE, IN_METADATA, MENTIONED, RUNNING, STATED_AS_OWN, Statement, Statements

MIN_VOTES = 2
"""Votes that a journal, a volume or a DOI needs: a line of its own."""

SURE_VOTES = 3
"""Votes from which a value is sure."""

MAX_WORDS_BESIDE_DOI = 3
"""Words that a line of its own may have besides a DOI."""

MAX_LINES_OF_OTHER_WORK = 3
"""Lines in a margin that name another work before its DOI."""

_ACCEPTED_IN = re.compile(r"(?:accepted|aceptado|aceito|aprovado)\b[^;]{0,50}?(?<!\d)((?:19|20)\d\d)(?!\d)", re.I)
_OF_OTHER_WORK = re.compile(
    r"""\bsee\ (?:comment|editorial|online|related|also|perspective|series|articles?)|\breply\ to|\bresponse\ to|▸
    |\berratum|\brefers\ to|\bdata(?:\ ?sets?)?\b|replication|supplement|appendix|pre-?regist""",
    re.X | re.I,
)
_ADDRESS_OF_OTHER = re.compile(r"10\.17605/|altmetric|plu\.?mx|doi=10", re.I)
_DOI_LABEL = re.compile(
    r"https?://|(?:dx\.)?doi\.org/?|\bdoi\b|available (?:online )?at|digital object identifier|[\W\d_]+", re.I
)
_UNFINISHED_DOI = re.compile(r"(?:doi\.org/|\bdoi:?|10\.\d{4,9}/(?:\S*[-./_(])?)$", re.I)
# Prefixes of preprint servers and repositories of data. A journal gives the published article another DOI.
_IN_REPOSITORY = re.compile(r"10\.(?:31235|31234|31219|21428|2139|48550|17605|5281|7910|6084|20944)/")
_ARTICLE_NUMBER = re.compile(r"[a-z]+\d+|\d{5,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """The value of a field of a reference, and where it came from."""

    value: str
    origin: FieldOrigin


@dataclass(frozen=True)
class Publication:
    """The statements of a document about its publication.

    Args:
        lines: the lines of the first pages and of the last page.
        metadata: the file's metadata.
        labels: the printed numbers of all pages, or None where none is printed.
        title: the title of the work.
        families: the family names of the authors.
    """

    lines: Sequence[FrontLine]
    metadata: Mapping[str, str]
    labels: Sequence[str | None]
    title: str = ""
    families: Sequence[str] = ()

    @cached_property
    def fields(self) -> Mapping[str, Finding]:
        """The fields of a CSL item that the document states, but its date and its DOI."""
        found = {
            "container-title": self.journal,
            "volume": self.volume,
            "issue": self.issue,
            "page": self.pages,
            "ISSN": self.issn,
        }
        return {field: finding for field, finding in found.items() if finding}

    @cached_property
    def journal(self) -> Finding | None:
        """The name of the journal, in full if the document has its full name."""
        groups = []
        for group in self._groups():
            has_votes = max(each.votes for each in group) >= MIN_VOTES
            if has_votes and not self._is_whole_issue(group):
                groups.append(group)
        if not groups:
            return None
        best = max(groups, key=_votes)
        name = restore_capitals(self._full_name(_best_name(best)))
        is_printed = any(each.by == "printed" for each in best)
        by: Origin = "printed" if is_printed else "metadata"
        return Finding(name, FieldOrigin(by, is_sure=_votes(best) >= SURE_VOTES))

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
        """The year of the volume, or else of the citation that the document gives for itself."""
        year = self._elect("year")
        if year is None and self._statements.cited_year:
            return Finding(str(self._statements.cited_year), FieldOrigin("printed", is_sure=True))
        return year

    @cached_property
    def pages(self) -> Finding | None:
        """The pages, or the number of the article; else the range of the numbers that are printed on the sheets."""
        stated = self._elect("pages")
        if stated and ("-" in stated.value or _ARTICLE_NUMBER.fullmatch(stated.value)):
            return stated
        counted = self._counted_pages()
        if counted and self.volume and (stated is None or counted.startswith(f"{stated.value}-")):
            return Finding(counted, FieldOrigin("printed", is_sure=True))
        return stated

    @cached_property
    def issn(self) -> Finding | None:
        """The ISSN of the journal, as the first page prints it or else as the metadata have it."""
        if self.journal is None:
            return None
        texts = [line.text for line in self.lines if line.page in self._sheet.first_pages]
        printed = find_issn("\n".join(texts))
        if printed:
            return Finding(printed, FieldOrigin("printed", is_sure=True))
        in_metadata = find_issn(f"ISSN {self.metadata.get('issn', '')}")
        if in_metadata:
            return Finding(in_metadata, FieldOrigin("metadata", is_sure=True))
        return None

    @cached_property
    def doi(self) -> Finding | None:
        """The DOI of the work in lower case. Two DOIs with equal votes are none."""
        votes: Counter[str] = Counter()
        in_metadata = set(filter(None, map(find_doi, self.metadata.values())))
        for doi in in_metadata:
            votes[doi] += IN_METADATA
        for doi, vote in self._printed_dois():
            votes[doi] += vote
        ranked = [*votes.most_common(2), ("", 0), ("", 0)]
        (doi, best), (_, second), *_ = ranked
        if best < MIN_VOTES or best == second:
            return None
        by: Origin = "metadata" if doi in in_metadata and best == IN_METADATA else "printed"
        return Finding(doi, FieldOrigin(by, is_sure=second < MIN_VOTES or best > 2 * second))

    @cached_property
    def accepted(self) -> Finding | None:
        """The year in which a journal accepted the work, which is near the year of the volume, and not sure."""
        for index, line in enumerate(self.lines):
            if line.page not in self._sheet.first_pages:
                continue
            match = _ACCEPTED_IN.search(self._sheet.block(index))
            if match:
                return Finding(match[1], FieldOrigin("printed", is_sure=False))
        return None

    # --- election ---------------------------------------------------------------------------------------------------

    @cached_property
    def _sheet(self) -> FrontLines:
        return FrontLines(self.lines)

    @cached_property
    def _statements(self) -> Statements:
        return Statements(self._sheet, self.metadata, self.title, self.families)

    def _groups(self) -> list[list[Statement]]:
        """Return the statements with a name, grouped by journal."""
        groups: list[list[Statement]] = []
        for statement in self._statements.all:
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

    def _is_whole_issue(self, group: Sequence[Statement]) -> bool:
        """Return whether the title is the name of the journal, and no article of it is stated: a bulletin."""
        journals = {letters_of(each.citation.journal) for each in group}
        has_pages = any(each.citation.pages for each in group)
        return letters_of(self.title) in journals and not has_pages

    def _full_name(self, name: str) -> str:
        """Return the longest form of a name that is a column of its own in the first lines: the name in full."""
        names = [name]
        for line in self.lines:
            if line.page not in self._sheet.first_pages:
                continue
            for column in plain_line(line.text).split(" | "):
                other = tidy_journal(column)
                if other and is_same_journal(other, name) and not ends_with_journal(other, name):
                    names.append(other)
        return max(names, key=fullness)

    @cached_property
    def _own(self) -> tuple[Statement, ...]:
        """The statements about the journal of the work. Statements without a name count if they do not disagree."""
        if self.journal is None:
            return ()
        own = []
        for statement in self._statements.all:
            name = statement.citation.journal
            if not name or is_same_journal(name, self.journal.value):
                own.append(statement)
        return tuple(own)

    def _elect(self, field: str) -> Finding | None:
        """Return the value of a field with most votes, from the statements that do not name another volume.

        Metadata that the page contradicts lose.
        """
        votes, is_printed = self._count_votes(field)
        candidates = [value for value in votes if value in is_printed and votes[value] >= MIN_VOTES] or list(votes)
        if not candidates:
            return None
        value = max(candidates, key=lambda each: (votes[each], len(each)))
        if votes[value] < MIN_VOTES:
            return None
        by: Origin = "printed" if value in is_printed else "metadata"
        return Finding(value, FieldOrigin(by, is_sure=votes[value] >= SURE_VOTES))

    def _count_votes(self, field: str) -> tuple[Counter[str], set[str]]:
        """Return the votes for each value of a field, and the values that are printed.

        A statement with the volume of the work has one vote more.
        """
        votes: Counter[str] = Counter()
        is_printed: set[str] = set()
        volume = self.volume.value if field != "volume" and self.volume else ""
        for statement in self._own:
            value = str(getattr(statement.citation, field) or "")
            stated_volume = statement.citation.volume if volume else ""
            if not value or stated_volume not in ("", volume):
                continue
            votes[value] += statement.votes
            if stated_volume:
                votes[value] += 1
            if statement.by == "printed":
                is_printed.add(value)
        return votes, is_printed

    def _counted_pages(self) -> str:
        """Return the range of the printed page numbers, if they count on from page to page and not from 1."""
        known = {index: int(label) for index, label in enumerate(self.labels) if label and label.isdecimal()}
        if len(known) < max(2, len(self.labels) - 1) or min(known.values()) <= 2:
            return ""
        starts = {number - index for index, number in known.items()}
        if len(starts) > 1:
            return ""
        start = starts.pop()
        return f"{start}-{start + len(self.labels) - 1}"

    # --- DOIs -------------------------------------------------------------------------------------------------------

    def _printed_dois(self) -> Iterable[tuple[str, int]]:
        """Yield the DOIs of the lines that may have the DOI of the work, each with its votes."""
        for index, line in enumerate(self.lines):
            is_running = self._sheet.is_running(line)
            if not is_running and line.page not in self._sheet.first_pages:
                continue
            text = self._whole_doi_line(index)
            doi = find_doi(text)
            if doi is None or _ADDRESS_OF_OTHER.search(text):
                continue
            votes = RUNNING if is_running else self._votes_of_line(index, text, doi)
            if votes:
                yield doi, votes

    def _votes_of_line(self, index: int, text: str, doi: str) -> int:
        """Return the votes of a line of the first pages for its DOI; 0 if it may be the DOI of another work."""
        if _is_of_other_work(text):
            return 0
        if self._is_in_statement(index, text):
            return STATED_AS_OWN
        if not _is_doi_line(text) or self._follows_other_work(index):
            return 0
        return MENTIONED if self.journal and _IN_REPOSITORY.match(doi) else ALONE

    def _whole_doi_line(self, index: int) -> str:
        """Return a line with the end of its DOI, which may be on the next two lines."""
        texts = [self.lines[index].text]
        last = self.lines[index]
        for line in self.lines[index + 1 : index + 3]:
            is_under = line.page == last.page and 0 < last.baseline - line.baseline <= MAX_LINE_GAP
            if not is_under or not _is_broken_doi(join_lines(texts), line.text):
                break
            texts.append(line.text)
            last = line
        return join_lines(texts)

    def _is_in_statement(self, index: int, text: str) -> bool:
        """Return whether a line is part of a statement about the work, or names its journal and volume."""
        line = plain_line(self.lines[index].text)
        for earlier in range(max(0, index - MAX_BLOCK_LINES), index + 1):
            if self._statements.is_own_place(earlier) and line in self._sheet.block(earlier):
                return True
        citation = parse_citation(text)
        if citation is None or not citation.journal or self.journal is None:
            return False
        return is_same_journal(citation.journal, self.journal.value)

    def _follows_other_work(self, index: int) -> bool:
        """Return whether the lines above a line name another work: "See Comment page 7"."""
        above = self.lines[max(0, index - MAX_LINES_OF_OTHER_WORK) : index]
        return any(line.page == self.lines[index].page and _is_of_other_work(line.text) for line in above)


def _votes(statements: Iterable[Statement]) -> int:
    return sum(statement.votes for statement in statements)


def _best_name(statements: Sequence[Statement]) -> str:
    """Return the fullest form of a journal's name that is printed, or else that the metadata have.

    If only capitals or spaced type are printed, the metadata may have the same name in small letters. A name that ends
    with another one has other words before it.
    """
    printed = [each.citation.journal for each in statements if each.by == "printed"]
    in_metadata = [each.citation.journal for each in statements if each.by == "metadata"]
    letters = {letters_of(name) for name in printed}
    same = [name for name in in_metadata if letters_of(name) in letters]
    names = [*printed, *same] or in_metadata
    clean = []
    for name in names:
        if not any(ends_with_journal(name, other) for other in names):
            clean.append(name)
    return max(clean, key=fullness)


def _is_of_other_work(text: str) -> bool:
    return _OF_OTHER_WORK.search(text) is not None


def _is_broken_doi(text: str, following: str) -> bool:
    """Return whether the next line has the end of a DOI. After a full stop it begins with a small letter or a digit."""
    if not _UNFINISHED_DOI.search(text):
        return False
    return not text.endswith(".") or following[:1].islower() or following[:1].isdigit()


def _is_doi_line(text: str) -> bool:
    """Return whether a line has little else than a DOI."""
    without = re.sub(r"10\.\d{4,9}/\S+", " ", text)
    words = _DOI_LABEL.sub(" ", without).split()
    return len(words) <= MAX_WORDS_BESIDE_DOI
