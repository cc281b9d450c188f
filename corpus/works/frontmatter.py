"""What a document says of itself on its first pages and in its metadata: title, authors, year, DOI, ISBNs.

Neither is to be trusted alone: programs and templates leave their own words in the metadata, and the largest type of
a page may be a letterhead. So the metadata counts where it is printed too:

    metadata               largest type of page 1                  title
    ENERGY STAR Program    ENERGY STAR Program                     ENERGY STAR Program
    DOC2022                Strategic Plan 2022-2026                Strategic Plan 2022-2026
    Crime Reporting        Crime Reporting: A User Manual          Crime Reporting: A User Manual
    CORP Q1 2021           Annual Report, in the file dhs.pdf      Annual Report (dhs)

A filing to the Securities and Exchange Commission says who files which form for which period, always in these words:
https://www.sec.gov/forms.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from corpus.model import Document
from corpus.text.language import fold
from corpus.text.words import MONTHS, STOP_WORDS, years_in
from corpus.works.editions import EDITION_WORDS

FIRST_PAGES = 3
"""A title page, its back and one more; authors are told on as many last pages too."""

TITLE_PAGE = 1500
"""Characters of the opening that tell of the work itself; further on, other works are named."""

OPENING = 6000
"""Characters of a text without pages that stand for its first pages."""

LONGEST_TITLE = 40
"""Words: more is a paragraph set in one type."""

PRINTED = 0.8
"""Part of the words of a title in the metadata that the first pages must have: one may be spelt otherwise there."""

LONGEST_REST = 8
"""Words that the first page may add to the title in the metadata, which may stop before the subtitle."""

SHORT_LINE = 80
"""Characters: a date in a shorter line says when the work came out, one in a paragraph when something happened."""

DISPLAY_LINE = 200
"""Characters: titles of the reports at hand have up to 120 and may share their line; a longer one is a paragraph."""

MOST_AUTHORS = 12
"""More is a list of something else."""

# "Kristin M. Finklea", "Abigail F. Kolker": two to four parts in capitals and no word that names a body.
_PERSON = re.compile(
    r"(?!.*\b(?:Office|Service|Department|Center|Centre|Institute|University|Agency|Bureau|National|Council|Network"
    r"|Project|Association|Foundation|Ministry|Instituto|Secretar[ií]a|Ministerio|Universidad\w*|Bank|Group"
    r"|Inc|Incorporated|Company|Corporation|Corp|LLC|LLP|PLC)\b)"
    r"[A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'.-]*){1,3}"
)
_FAMILY_FIRST = re.compile(r"([A-ZÀ-Þ][\w’'-]+), ([A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*)?)")
_NO_NAME = re.compile(r"[@\d\\/_<>]|adobe|microsoft|acrobat|\buser\b|admin|indesign|author|unknown|\bltd\b", re.I)
_BY = re.compile(r"^(?:written )?by (\S.{0,300})$", re.I | re.M)
# "This document was prepared by the Congressional Research Service", "Este informe fue elaborado por ...".
_BODY = re.compile(
    r"\b(?:[Tt]his|[Ee]st[ea]) \w+ (?:was|is|has been|fue|ha sido|foi) "
    r"(?:(?:prepared|published|issued|produced|written) by"
    r"|(?:publicad|elaborad|editad|preparad|produzid)[oa] p(?:or|el[oa])) (?:the |el |la |los |las |[oa]s? )?"
    r"([A-ZÀ-Þ][\w’'-]*(?:(?: (?:of|for|on|and|the|to|de|del|la|las|los|el|y|e|da|do|das|dos|para)){0,2}"
    r" [A-ZÀ-Þ][\w’'-]*){1,7})"
)
_AUTHOR = re.compile(r"^(?:(?:primary )?authors?|prepared by|autor(?:a|as|es)?)(?:: *|\n)(\S.{0,300})$", re.I | re.M)
# "Marc Labonte, Specialist in Macroeconomic Policy", at the end, on one line or two.
_ROLE = (
    r"(?:(?:Senior|Acting|Section|Legislative|Research|Chief|Policy) )*(?:Specialist|Analyst|Attorney|Economist"
    r"|Research(?:er|\b)|Fellow|Professor|Especialista|Analista|Economista|Investigadora?|Pesquisadora?|Profesora?)"
)
_SIGNED = re.compile(rf"^({_PERSON.pattern})(?:, |,?\n+){_ROLE}\b[^\n]{{0,60}}$", re.M)

# What word processors and templates leave in the title field, and file names.
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ ?-.*|untitled.*|document\d*|title|.*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|pub|key)|slide \d+"
    r"|presentation\d*|layout \d+|print|.*(?:\.\.\.|…).*|[\d\W]*)$",
    re.I,
)
# A title of nothing else might stand on any report.
_GENERIC = """annual quarterly monthly report reports summary executive contents table index cover page title document
    form statement brief policy working paper presentation letter memorandum appendix annex introduction foreword
    informe reporte anual relatorio resumen resumo indice sumario contenido conteudo documento
    united states securities exchange commission washington dc"""
_GENERIC_WORDS = STOP_WORDS | EDITION_WORDS | frozenset(_GENERIC.split())

# Everything about dates is looked for in text without capitals and accents.
_YEAR = r"((?:19[5-9]|20[0-4])\d)(?!\d)"
_SHORT_MONTHS = "jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic"
_SEASONS = "spring summer autumn fall winter primavera verano otono invierno verao outono inverno"
_MONTH = rf"(?:{'|'.join(MONTHS.split())}|(?:{'|'.join(_SHORT_MONTHS.split())})\b\.?)"
_DATE = re.compile(
    rf"(?<!\w)(?:{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?|{'|'.join(_SEASONS.split())}),?(?: del?)? {_YEAR}"
    rf"|(?<![\w/.])\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}|(?<![\w-]){_YEAR}-\d\d-\d\d(?!\d)"
)
_IMPRINT = re.compile(
    rf"(?:©|\(c\)|copyright|published|updated|revised|issued|publicad[oa]|actualizad[oa])\D{{0,30}}{_YEAR}"
)
_READ = re.compile(r"downloaded|accessed|retrieved|consultado|descargado|acessado")
_BARE = re.compile(rf"(?:[^\d\n]{{2,40}}, )?{_YEAR}")  # "2014"; "Vienna, 2014"

_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}/[^\s\"<>]*[^\s\"<>.,;:)\]}]")
_CITE = re.compile(r"\bcite this|\bcitation|\bcitar\b", re.I)
_ISBN = re.compile(
    r"ISBN(?:-1[03])?(?: ?\([^)\n]*\))?:? ?((?:97[89][-‐-– ]?)?\d(?:[-‐-– ]?\d){8}[-‐-– ]?[\dX])(?!\d)", re.I
)

_COMMISSION = re.compile(r"securities and exchange commission", re.I)
_FORM = re.compile(r"\bform (\d{1,2}-[a-z]{1,2}|[a-z]{1,2}-\d{1,2})\b", re.I)  # "10-K", "20-F", "S-1"
_DAY = rf"\b(?:{_MONTH} \d{{1,2}}, (?:19|20)\d\d)"
_PERIOD = re.compile(rf"((?:fiscal )?year|(?:quarterly )?period|quarter) ended\b.{{0,40}}?({_DAY})", re.I)
_REGISTRANT = re.compile(r"([^\n]{2,200})\s*\(\s*exact name of (?:the )?registrant", re.I)
_BEFORE_NAME = re.compile(r".*(?:_{3,}|\b(?:number|no\.?):? ?[\d-]+)", re.I)
_LETTERHEAD = re.compile(
    rf"united states|{_COMMISSION.pattern}|washington, d\.c\.(?: \d+)?|table of contents|{_FORM.pattern}", re.I
)


@dataclass(frozen=True)
class Front:
    """What the first pages of a document, its metadata and the name of its file say."""

    document: Document
    name: str

    @cached_property
    def opening(self) -> str:
        """The text of the first pages, or as much of a text without pages."""
        if not self._paged:
            return self.document.text[:OPENING]
        return "\n".join(page.text for page in self.document.pages[:FIRST_PAGES])

    @cached_property
    def title_page(self) -> str:
        """The beginning of the first page that has text."""
        if not self._paged:
            return self.document.text[:TITLE_PAGE]
        return next((page.text for page in self.document.pages[:FIRST_PAGES] if page.text.strip()), "")[:TITLE_PAGE]

    @cached_property
    def stated(self) -> dict[str, str]:
        """What a format that is made to be read by programs says of the work (a web page, a book): it is believed."""
        return dict(self.document.metadata) if "type" in self.document.metadata else {}

    @cached_property
    def filing(self) -> "Filing | None":
        """The filing to the Securities and Exchange Commission that this is, if it is one."""
        return filing(self.title_page, self.document.metadata.get("page1_title", ""))

    @cached_property
    def stem(self) -> str:
        """The file's name as words."""
        return " ".join(re.split(r"[\s_-]+", PurePath(self.name).stem)) or self.name

    @cached_property
    def title(self) -> str:
        """The title: the printed one of the metadata, else the first page's, else the metadata's, else the file's name.

        One that might stand on any report gets the name of the file in brackets, unless a body signs the work.
        """
        if self.filing:
            return self.filing.title
        if stated := _tidy(self.stated.get("title", "")):
            return stated
        said, shown = (_tidy(self.document.metadata.get(field, "")) for field in ("title", "page1_title"))
        stem = self.stem
        title = next(filter(_is_title, (shown, said, stem)), stem)
        if _is_title(said) and (_tells(said) or not _tells(title)) and (self._displays(said) or _has(said, title)):
            title = title if _goes_on(said, title) else said
        if _tells(title) or self.authors or title == stem:
            return title
        return stem if _has(stem, title) else f"{title} ({stem})"

    @cached_property
    def authors(self) -> list[dict[str, str]]:
        """The authors as CSL names: in the metadata, if they are printed too, else in a line that begins with "By"."""
        if self.filing:
            return [{"literal": self.filing.registrant}]
        names = authors(self.document.metadata.get("author", ""))
        if names and (self.stated or all(self._prints(part) for name in names for part in name.values())):
            return names
        lines = (*_BY.finditer(self.title_page), *_AUTHOR.finditer(self.opening))
        people = (names for line in lines if (names := authors(line[1])) and all("family" in name for name in names))
        return next(people, []) or self._signers

    @cached_property
    def publisher(self) -> str | None:
        """The body that the first or last pages say prepared or published the work."""
        found = (match[1] for match in _BODY.finditer(" ".join(self._edges.split())))
        return next((name for name in found if not _PERSON.fullmatch(name)), None)

    @cached_property
    def _signers(self) -> list[dict[str, str]]:
        """Those who sign the last pages with what they are: "Marc Labonte, Specialist in Macroeconomic Policy"."""
        return authors("; ".join(dict.fromkeys(match[1] for match in _SIGNED.finditer(self._closing))))

    @cached_property
    def _edges(self) -> str:
        return f"{self.opening}\n{self._closing}"

    @cached_property
    def _closing(self) -> str:
        """The text of the last pages, or as much of a text without pages."""
        if not self._paged:
            return self.document.text[-OPENING:]
        return "\n".join(page.text for page in self.document.pages[-FIRST_PAGES:])

    @cached_property
    def printed_year(self) -> int | None:
        """The year printed on the first pages as that of the work, for a filing that of its period."""
        if self.filing and self.filing.year:
            return self.filing.year
        if stated := re.match(_YEAR, self.stated.get("created", "")):
            return int(stated[1])
        front, opening = _short_lines(self.title_page), _short_lines(self.opening)
        for lines, search in (
            (_of_one_year(front), _DATE.search),
            (front, _IMPRINT.search),
            (front, _BARE.fullmatch),
            (opening, _IMPRINT.search),
            (_of_one_year(opening), _DATE.search),
        ):
            for found in filter(None, map(search, lines)):
                return int(next(filter(None, found.groups())))
        return None

    @cached_property
    def year(self) -> int | None:
        """The printed year, else that in which the file was made, else the one in the title."""
        created = re.match(_YEAR, self.document.metadata.get("created", ""))
        named = years_in(self.title)
        return self.printed_year or (int(created[1]) if created else min(named) if len(named) == 1 else None)

    @cached_property
    def issued(self) -> list[int]:
        """The date as CSL date parts: to the day where the work states it, else its year; none where it has none."""
        stated = re.fullmatch(rf"{_YEAR}-(\d\d)-(\d\d)", self.stated.get("created", ""))
        return list(map(int, stated.groups())) if stated else [self.year] if self.year else []

    @cached_property
    def doi(self) -> str | None:
        """The document's own DOI in small letters: in the metadata, in a short line, or in how to cite it.

        One in another paragraph or in a footnote is that of a work it cites.
        """
        own = [line for line in self.opening.split("\n") if len(line) <= SHORT_LINE or _CITE.search(line)]
        found = _DOI.search("\n".join([*self.document.metadata.values(), *own]))
        return found[0].lower() if found else None

    @cached_property
    def isbns(self) -> tuple[str, ...]:
        """The ISBNs of the first pages as printed, one for each form in which the work is sold."""
        return tuple(found[1] for found in _ISBN.finditer("\n".join([*self.document.metadata.values(), self.opening])))

    def _displays(self, title: str) -> bool:
        """Says whether the first pages have a title's words outside of paragraphs; any title's where they are empty."""
        lines = [line for line in self.opening.split("\n") if len(line) <= DISPLAY_LINE]
        shown = {*_words("\n".join(lines)), *_words(self.document.metadata.get("page1_title", ""))}
        words = _words(title)
        return not self.opening.strip() or sum(word in shown for word in words) >= PRINTED * len(words)

    def _prints(self, name: str) -> bool:
        """Says whether the first and last pages have the words of a name, initials aside; any name's without text."""
        return not self._ends or all(word in self._ends for word in _words(name) if len(word) > 2)

    @cached_property
    def _ends(self) -> frozenset[str]:
        return frozenset(_words(self._edges))

    @property
    def _paged(self) -> bool:
        return any(page.locator.kind == "page" for page in self.document.pages[:1])


@dataclass(frozen=True, slots=True)
class Filing:
    """A form that a company files: which, whose, and for which period or date, as it is printed."""

    form: str
    registrant: str
    period: str

    @property
    def title(self) -> str:
        """`Form 10-K of ADOBE INC. for the fiscal year ended December 2, 2022`."""
        return f"Form {self.form} of {self.registrant}{self.period}"

    @property
    def year(self) -> int | None:
        """The year in which the period ends."""
        found = re.search(_YEAR + "$", self.period)
        return int(found[1]) if found else None


def filing(title_page: str, display: str) -> Filing | None:
    """Gives what a form of the Securities and Exchange Commission says of itself; None for any other document.

    Args:
        title_page: its text.
        display: what is set largest there; it names the registrant where the form does not say which name it is.
    """
    page = " ".join(title_page.split())
    form = _FORM.search(page)
    if not (form and _COMMISSION.search(page)):
        return None
    named = _REGISTRANT.search(title_page)
    if not (named or (_FORM.search(display) and _COMMISSION.search(display))):  # a report about such forms
        return None
    name = _BEFORE_NAME.sub("", named[1]) if named else _LETTERHEAD.sub(" ", display)
    name = " ".join(name.split())
    if not name:
        return None
    period, day = _PERIOD.search(page), re.search(_DAY, page, re.I)
    said = f" for the {period[1].lower()} ended {period[2]}" if period else f", {day[0]}" if day else ""
    return Filing(form[1].upper(), name, said)


def authors(field: str) -> list[dict[str, str]]:
    """Gives the names in an author field: people by family and given name, anything else whole; none for software."""
    field = " ".join(field.split())
    parts = field.split("; ")
    if all(_FAMILY_FIRST.fullmatch(part) for part in parts):
        return [dict(zip(("family", "given"), part.split(", "), strict=True)) for part in parts]
    names = [" ".join(name.split()) for name in re.split(r"\s*[;,&|]\s*|\s+(?:and|y|e)\s+", field) if name.strip()]
    if not names or len(names) > MOST_AUTHORS or any(_NO_NAME.search(name) for name in names):
        return []
    if all(_PERSON.fullmatch(name) for name in names):
        people = (name.rstrip(".").rsplit(" ", 1) for name in names)
        return [{"family": family, "given": given} for given, family in people]
    return [{"literal": field}] if len(names[0].split()) > 1 else []


def plain(text: str) -> str:
    """Gives the words of a text in small letters without accents, apart by one space."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _short_lines(text: str) -> list[str]:
    """The lines that are not paragraphs, in small letters without accents."""
    return [line.strip() for line in fold(text).split("\n") if len(line) <= SHORT_LINE]


def _of_one_year(lines: Iterable[str]) -> list[str]:
    """Leaves out lines that name several years, which say what the work is about, and those that say who read it."""
    return [line for line in lines if len(years_in(line)) == 1 and not _READ.search(line)]


def _has(longer: str, text: str) -> bool:
    """Says whether a text has all the words of another."""
    return set(_words(text)) <= set(_words(longer))


def _tidy(title: str) -> str:
    return " ".join(title.split()).rstrip(".")


def _is_title(text: str) -> bool:
    return 2 <= len(text.split()) <= LONGEST_TITLE and not _NO_TITLE.match(text)


def _tells(title: str) -> bool:
    """Says whether a title has a word that would not stand on any report."""
    return any(not (word.isdigit() or word in _GENERIC_WORDS) for word in _words(title))


def _goes_on(title: str, longer: str) -> bool:
    """Says whether another title begins with this one and has a subtitle after it."""
    words, more = _words(title), _words(longer)
    return more[: len(words)] == words and len(words) < len(more) <= len(words) + LONGEST_REST
