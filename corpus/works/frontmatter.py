"""Front matter: what a document says about itself on its first pages, on its last pages and in its metadata.

Neither the pages nor the metadata can be trusted alone: programs and templates leave their own words in the metadata,
and the largest type of a page may be a letterhead. So the metadata counts if it is printed too:

    metadata               largest type of page 1                  title
    ENERGY STAR Program    ENERGY STAR Program                     ENERGY STAR Program
    DOC2022                Strategic Plan 2022-2026                Strategic Plan 2022-2026
    Crime Reporting        Crime Reporting: A User Manual          Crime Reporting: A User Manual
    CORP Q1 2021           Annual Report, in the file dhs.pdf      Annual Report (dhs)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from corpus.model import Document, FieldOrigin, FrontLine
from corpus.text.words import folded_words, years_in
from corpus.works.authors import Authorship, AuthorTexts, Names, find_authors
from corpus.works.bodies import find_publisher
from corpus.works.identifiers import bare_url, find_doi, find_isbns, isbn_stem
from corpus.works.journals import is_newspaper
from corpus.works.publication import Finding, Publication
from corpus.works.titles import (
    adds_subtitle,
    find_plain_title,
    find_title,
    has_all_words,
    is_generic,
    is_same_title,
    is_title,
    tidy_title,
)
from corpus.works.work_types import (
    find_event,
    find_university,
    find_working_paper,
    is_article,
    is_book_of_parts,
    is_book_review,
    is_slides,
    is_thesis,
    thesis_genre,
    type_on_sheet,
)
from corpus.works.years import (
    find_date_line,
    find_imprint,
    find_inner_date,
    find_printed_year,
    leading_year,
    parse_iso_date,
)

FIRST_PAGES = 3
"""A title page, its back and one more page. As many last pages are searched for authors."""

MAX_TITLE_PAGE_CHARACTERS = 1500
"""The beginning of the title page is about the work itself. Text further on names other works."""

MAX_OPENING_CHARACTERS = 6000
"""In a text without pages, this many characters are its first pages, and as many its last pages."""

LEADING_POINTS = 14.0
"""Distance between two lines of text of a format that does not say how its lines are set."""

MIN_PRINTED_SHARE = 0.8
"""Share of the words of a title that the first pages must have. One word may be spelt differently there."""

MAX_DISPLAY_LINE_CHARACTERS = 200
"""Titles of the reports at hand have up to 120 characters and may share their line. A longer line is a paragraph."""


@dataclass(frozen=True)
class FrontMatter:
    """The facts about a work in the first and last pages of a document, its metadata and its file name.

    Each property is one piece of evidence. It is worked out when it is first asked for.
    """

    document: Document
    file_name: str

    # --- text and metadata --------------------------------------------------------------------------------------

    @cached_property
    def opening(self) -> str:
        """The text of the first pages, or the beginning of a text without pages."""
        if not self._has_pages:
            return self.document.text[:MAX_OPENING_CHARACTERS]
        pages = self.document.pages[:FIRST_PAGES]
        return "\n".join(page.text for page in pages)

    @cached_property
    def closing(self) -> str:
        """The text of the last pages, or the end of a text without pages."""
        if not self._has_pages:
            return self.document.text[-MAX_OPENING_CHARACTERS:]
        pages = self.document.pages[-FIRST_PAGES:]
        return "\n".join(page.text for page in pages)

    @cached_property
    def title_page(self) -> str:
        """The beginning of the first page that has text, of the first `FIRST_PAGES` pages."""
        if not self._has_pages:
            return self.document.text[:MAX_TITLE_PAGE_CHARACTERS]
        for page in self.document.pages[:FIRST_PAGES]:
            if page.text.strip():
                return page.text[:MAX_TITLE_PAGE_CHARACTERS]
        return ""

    @cached_property
    def title_lines(self) -> tuple[FrontLine, ...]:
        """The lines of the first page that has any; none if the format has no lines."""
        lines = self.document.front
        return tuple(line for line in lines if line.page == lines[0].page)

    @cached_property
    def first_lines(self) -> list[str]:
        """The lines of the first page that has text, as they are set if that is known."""
        as_set = [line.text for line in self.document.front if line.page == 1]
        return as_set or self.title_page.split("\n")

    @cached_property
    def word_count(self) -> int:
        """The number of words of the whole document."""
        return len(self.document.text.split())

    def metadata(self, field: str) -> str:
        """Return a field of the document's metadata, or "" if it is missing."""
        return self.document.metadata.get(field, "")

    def trusted_metadata(self, field: str) -> str:
        """Return a field of metadata that is believed even if it is not printed, or "".

        Formats that are made to be read by programs (web pages, e-books) state the type of the work.
        """
        if not self.csl_type:
            return ""
        return self.metadata(field)

    @property
    def csl_type(self) -> str:
        """The CSL type that the format states ("webpage", "book"), or "" if it states none."""
        return self.document.csl_type

    @cached_property
    def stem(self) -> str:
        """The file name as words, without its suffix."""
        words = re.split(r"[\s_-]+", PurePath(self.file_name).stem)
        return " ".join(words) or self.file_name

    # --- title --------------------------------------------------------------------------------------------------

    @cached_property
    def title(self) -> str:
        """The title: from trusted metadata, or printed, or from the metadata, or from the file name.

        A title that any report may have gets the file name in brackets, unless a body or a person signs the work.
        """
        trusted = tidy_title(self.trusted_metadata("title"))
        if trusted:
            return trusted
        title = self._printed_title
        if title == self.stem or not is_generic(title) or self.authors:
            return title
        if has_all_words(self.stem, title):
            return self.stem
        return f"{title} ({self.stem})"

    @cached_property
    def _printed_title(self) -> str:
        """The title in the metadata if it is printed too, or else the one on the title page.

        If the page has the same title in another wording, the page counts, unless it is set in capitals.
        """
        in_metadata = tidy_title(self.metadata("title"))
        title = self._best_title(in_metadata)
        if not self._confirms_metadata_title(in_metadata, title):
            return title
        if folded_words(title) == folded_words(in_metadata) and title.isupper():
            return in_metadata
        if adds_subtitle(title, in_metadata) or is_same_title(title, in_metadata):
            return title
        return in_metadata

    @cached_property
    def title_origin(self) -> FieldOrigin:
        """The origin of the title. It is sure if it is set as a title, or if the metadata state the printed title."""
        if self.trusted_metadata("title"):
            return FieldOrigin("metadata", is_sure=True)
        if self.title.endswith((self.stem, f"({self.stem})")):
            return FieldOrigin("file", is_sure=False)
        if self.title == self._set_title:
            return FieldOrigin("printed", is_sure=True)
        if self.title == tidy_title(self.metadata("title")):
            return FieldOrigin("metadata", is_sure=self._displays(self.title))
        return FieldOrigin("printed", is_sure=False)

    @cached_property
    def _set_title(self) -> str:
        """The title that is set as one: on the title page of a PDF, or in the first blocks of another format."""
        if self.document.front:
            return find_title(self.title_lines)
        return tidy_title(self.metadata("page1_title"))

    def _best_title(self, in_metadata: str) -> str:
        """Return the title that is set as one, or else in the metadata, or the first lines, or the file name."""
        for title in (self._set_title, in_metadata):
            if is_title(title):
                return title
        return find_plain_title(self.title_lines) or self.stem

    def _confirms_metadata_title(self, in_metadata: str, title: str) -> bool:
        """Return whether the pages confirm the title in the metadata. `title` is the best title without it."""
        if not is_title(in_metadata):
            return False
        if is_generic(in_metadata) and not is_generic(title):
            return False
        return self._displays(in_metadata) or has_all_words(in_metadata, title)

    def _displays(self, title: str) -> bool:
        """Return whether the first pages have the words of a title outside of paragraphs. Empty pages have all."""
        if not self.opening.strip():
            return True
        lines = [line for line in self.opening.split("\n") if len(line) <= MAX_DISPLAY_LINE_CHARACTERS]
        displayed = {*folded_words("\n".join(lines)), *folded_words(self.metadata("page1_title"))}
        words = folded_words(title)
        printed = [word for word in words if word in displayed]
        return len(printed) >= MIN_PRINTED_SHARE * len(words)

    # --- people and bodies --------------------------------------------------------------------------------------

    @cached_property
    def authorship(self) -> Authorship | None:
        """The authors, where they are stated and whether they are sure."""
        first_lines: list[FrontLine] = []
        last_lines: list[FrontLine] = []
        for line in self._lines:
            lines = first_lines if line.page <= FIRST_PAGES else last_lines
            lines.append(line)
        texts = AuthorTexts(
            lines=first_lines,
            last_lines=last_lines,
            title=self._printed_title,
            in_metadata=self.metadata("author"),
            is_trusted=bool(self.csl_type),
            opening=self.opening,
            closing=self.closing,
            text=self.document.text,
        )
        return find_authors(texts)

    @property
    def _lines(self) -> Sequence[FrontLine]:
        """The lines of the first and last pages, or the lines of text at the beginning of another format.

        A web page has none: the lines at its beginning are those of its site.
        """
        if self.document.front or self.csl_type:
            return self.document.front
        lines = []
        for number, text in enumerate(self.title_page.split("\n")):
            if text.strip():
                lines.append(FrontLine(1, text.strip(), 1.0, False, 0.0, -LEADING_POINTS * number))
        return lines

    @property
    def authors(self) -> Names:
        """The authors as CSL names; none if the document does not say who they are."""
        return self.authorship.names if self.authorship else []

    @cached_property
    def publisher(self) -> str | None:
        """The body that the first or last pages say prepared or published the work."""
        return find_publisher(f"{self.opening}\n{self.closing}")

    # --- publication --------------------------------------------------------------------------------------------

    @cached_property
    def publication(self) -> Publication:
        """The statements of the document about its journal, with its DOI."""
        lines = self.document.front
        if not lines and not self.csl_type:
            lines = tuple(FrontLine(1, text, 0, bold=False, left=0, baseline=0) for text in self.opening.split("\n"))
        labels = [page.locator.label for page in self.document.pages]
        families = [name["family"] for name in self.authors if name.get("family")]
        return Publication(lines, self.document.metadata, labels, self.title, families)

    @cached_property
    def work_type(self) -> str:
        """The CSL type: as the format states it, or by the form of the pages and what the first pages say."""
        stated = self.csl_type or type_on_sheet(self.document.front)
        if stated:
            return stated
        journal = self.publication.journal
        if journal is None:
            return self._type_without_journal()
        return self._type_in_journal(journal.value)

    def _type_without_journal(self) -> str:
        """Return the CSL type of a work that does not name a journal."""
        words_on_pages = [len(page.text.split()) for page in self.document.pages]
        if is_slides(self.document.front, words_on_pages):
            return "speech"
        if is_thesis(self.opening):
            return "thesis"
        if self.doi and is_article(self.opening):
            return "article-journal"
        return "report"

    def _type_in_journal(self, journal: str) -> str:
        """Return the CSL type of a work that appeared in a journal, a newspaper or a book of this name."""
        has_doi_of_book = self.doi is not None and "/978" in self.doi
        if has_doi_of_book or is_book_of_parts(journal):
            return "chapter"
        if is_newspaper(journal) and not self.publication.volume:
            return "article-newspaper"
        if is_book_review(self.title_page):
            return "review-book"
        return "article-journal"

    @cached_property
    def event(self) -> str:
        """The meeting at which slides were shown, or ""."""
        return find_event(self.document.front) if self.work_type == "speech" else ""

    @cached_property
    def thesis(self) -> tuple[str, str] | None:
        """The genre and the university of a thesis; each may be ""."""
        if self.work_type != "thesis":
            return None
        return thesis_genre(self.opening), find_university(self.title_page)

    @cached_property
    def working_paper(self) -> tuple[str, str] | None:
        """The genre and the number, or "", of a working paper."""
        return find_working_paper(self.title_page) if self.work_type == "report" else None

    # --- dates --------------------------------------------------------------------------------------------------

    @cached_property
    def printed_year(self) -> int | None:
        """The year that trusted metadata states, or that the first pages print as the year of the work."""
        trusted = leading_year(self.trusted_metadata("created"))
        if trusted:
            return trusted
        year = self._year_of_publication
        return int(year.value) if year else None

    @cached_property
    def _year_of_publication(self) -> Finding | None:
        """The year of the volume, of the imprint or of the cover.

        Other dates on the first page of an article are about its subject. The year in which a journal accepted it is
        near the year of the volume.
        """
        if self.publication.year:
            return self.publication.year
        if self.publication.journal is None:
            return _finding(find_printed_year(self.title_page, self.opening), is_sure=True) or _finding(
                find_inner_date(self.opening), is_sure=False
            )
        year = find_imprint(self.title_page) or find_date_line(self.title_page)
        return _finding(year, is_sure=True) or self.publication.accepted

    @cached_property
    def year(self) -> int | None:
        """The printed year, or else the only year in the title, which may be the year that the work is about."""
        if self.printed_year or self.publication.journal:
            return self.printed_year
        in_title = years_in(self.title)
        if len(in_title) != 1:
            return None
        return next(iter(in_title))

    @cached_property
    def year_origin(self) -> FieldOrigin:
        """The origin of the year. It is sure if it is printed as the year of the work."""
        if self.csl_type:
            return FieldOrigin("metadata", is_sure=True)
        if self._year_of_publication:
            return self._year_of_publication.origin
        return FieldOrigin("printed", is_sure=False)

    @cached_property
    def issued(self) -> list[int]:
        """The date as CSL date parts: year, month and day if trusted metadata states them; empty without a year."""
        trusted = parse_iso_date(self.trusted_metadata("created"))
        if trusted:
            return trusted
        if self.year:
            return [self.year]
        return []

    # --- identifiers --------------------------------------------------------------------------------------------

    @cached_property
    def doi(self) -> str | None:
        """The document's own DOI in lower case."""
        if self.csl_type:
            return find_doi("\n".join(self.document.metadata.values()))
        own = self.publication.doi
        return own.value if own else None

    @cached_property
    def isbns(self) -> tuple[str, ...]:
        """The ISBNs in the metadata and on the first pages as printed; a work has one for each form it is sold in."""
        stated = f"ISBN {self.metadata('isbn')}"
        return find_isbns("\n".join([stated, *self.document.metadata.values(), self.opening]))

    @cached_property
    def isbn_stems(self) -> frozenset[str]:
        """The ISBNs in the form in which two ISBNs can be compared."""
        return frozenset(isbn_stem(isbn) for isbn in self.isbns)

    @cached_property
    def address(self) -> str:
        """The URL of a web page in the form in which two URLs can be compared, or ""."""
        return bare_url(self.trusted_metadata("url"))

    @property
    def _has_pages(self) -> bool:
        pages = self.document.pages
        return bool(pages) and pages[0].locator.kind == "page"


def _finding(year: int | None, is_sure: bool) -> Finding | None:
    return Finding(str(year), FieldOrigin("printed", is_sure)) if year else None
