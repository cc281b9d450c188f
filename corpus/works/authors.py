"""Authors: who wrote a document, by its pages, by the citation that it gives for itself and by its metadata.

The author field of a PDF names the owner of the program that made it, so the page decides:

    page                                metadata            authors
    Ana Báez, Bo O'Brien                Ana Baez            Báez and O'Brien
    Ana Báez (at the end of the text)   Ana Báez            Báez
    Health in the Valley                Ana Báez            nobody
    (a body under the title)                                the body

Names are CSL names: `{"family": "Sacco", "given": "Lisa N."}` for a person, `{"literal": "World Bank"}` for a body.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from corpus.model import FrontLine
from corpus.text.language import detect, fold
from corpus.text.words import folded_words
from corpus.works.bodies import NOUN_OF_BODY, find_copyright_holder, find_publisher, find_repeated_body
from corpus.works.bylines import Byline, find_bylines
from corpus.works.family_names import NameEvidence, divide_name
from corpus.works.name_words import Name
from corpus.works.names import parse_names

Names = list[Name]

MAX_AUTHORS_IN_METADATA = 200
"""A longer list in an author field is a list of something else."""

MAX_CITATION_LINES = 20
"""Lines of the citation that a document gives for itself, with its list of authors."""

MAX_TITLE_WORDS = 4
"""First words of the title. A citation that has them is the citation of the document itself."""

MAX_LINES_ABOUT_AUTHORS = 40
"""Lines after the heading of a section about the authors. Each has a paragraph."""

MAX_SEARCHED_CHARACTERS = 200_000
"""Beginning of the text, about 70 pages, that is searched for what it says about names. Bounds the time."""

MIN_NAME_CHARACTERS = 3
"""Shorter words of a name are initials, which may be printed differently."""

MIN_ADDRESS_CHARACTERS = 4
"""A shorter family name is part of an e-mail address by chance."""

# Log-in names, addresses and names of software.
_NOT_A_NAME = re.compile(r"[@\d\\/_<>]|adobe|microsoft|acrobat|\buser\b|admin|indesign|author|unknown|\bltd\b", re.I)
_LOWER_CASE_WORD = re.compile(r"(?<![\w.@’'-])[a-zß-ÿ]{2,}(?![\w@])")
# "Benson-Goldsmith, Michaela E": the only author, as word processors and reference managers write one.
_FAMILY_FIRST = re.compile(r"([^\s,;]+), ([^\s,;]+(?: [^\s,;]+)?)")
_BETWEEN_NAMES = re.compile(r"\s*[;,&|]\s*|\s+(?:and|y|e)\s+")
# "By Kristin Finklea and Lisa N. Sacco"
_BY = re.compile(r"^(?:written )?by (\S.{0,300})$", re.I | re.M)
# "Primary Author: ...", "Autores: ..."; the names may be on the next line.
_AUTHOR_LABEL = re.compile(
    r"^(?:(?:primary )?authors?|prepared by|autor(?:a|as|es)?)(?:: *|\n)(\S.{0,300})$", re.I | re.M
)
_ROLE = (
    r"(?:(?:Senior|Acting|Section|Legislative|Research|Chief|Policy) )*(?:Specialist|Analyst|Attorney|Economist"
    r"|Research(?:er|\b)|Fellow|Professor|Especialista|Analista|Economista|Investigadora?|Pesquisadora?|Profesora?)"
)
# "Marc Labonte, Specialist in Macroeconomic Policy", on one line or two.
_SIGNATURE = re.compile(rf"^([A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'.-]*){{1,3}})(?:, |,?\n+){_ROLE}\b[^\n]{{0,60}}$", re.M)
_ABOUT_AUTHORS = re.compile(
    r"(?:notes? on|about) (?:the )?(?:contributors?|authors?)|(?:sobre|acerca de) (?:el|la|los|las|o|a|os|as) autor\w*"
    r"|author (?:biograph(?:y|ies)|information|bios?)|semblanzas?",
    re.I,
)
_INTRODUCED = re.compile(
    r"([A-ZÀ-Þ][^\W\d]*\.?(?: [^\W\d][\w’'.-]*){1,5}?),? (?:(?:Ph\.?D\.?|M\.?D\.?),? )?"
    r"(?:is|was|works|received|holds|serves|es|é|trabaja|trabalha)\b"
)
_ACRONYM = re.compile(r"[A-ZÀ-Þ]{3,8}")
_DOI = re.compile(r"\b10\.\d{4,9}/")
_SELF_CITATION = re.compile(
    r"^\W{0,3}(?:please )?"
    r"(?:(?:to |how to )?cite(?: this (?:article|paper|report|document|as|publication|chapter))?(?: as)?"
    r"|(?:suggested |recommended |preferred |full )?citation(?: for (?:the )?published version)?"
    r"|c[oó]mo citar(?: \w+ \w+)?|cita(?:ci[oó]n)? (?:sugerida|recomendada)|forma de citar|cita[cç][aã]o"
    r"|(?:apa|bluebook|chicago|alwd|mla|mcgill)\b[\w ./]*\bed)\s*(?:[:.]|$)\s*(.*)$",
    re.I,
)
_YEAR_AFTER_NAMES = re.compile(r"\s*[(\[.,]*\s*(?:19|20)\d\d")


@dataclass(frozen=True)
class Authorship:
    """The authors of a document, where they are stated, and whether more than one thing says so."""

    names: Names
    by: Literal["printed", "metadata"]
    is_sure: bool


def find_authors(document: "AuthorTexts") -> Authorship | None:
    """Return the authors of a document: who is named on its first pages, or who signs its last, or in its metadata."""
    in_metadata = parse_authors(document.in_metadata, document.evidence)
    if in_metadata and document.is_trusted:
        return Authorship(in_metadata, "metadata", is_sure=True)
    in_metadata = [document.as_printed(name) for name in in_metadata]
    bylines = find_bylines(document.lines, document.title, document.evidence)
    confirmed = _confirmed_byline(bylines, document, in_metadata)
    if confirmed:
        return _longest_list(confirmed, bylines, in_metadata, document)
    if document.cited_names:
        return Authorship(document.cited_names, "printed", is_sure=True)
    return _signed_authors(document, in_metadata) or _unsure_authors(document, bylines, in_metadata)


def _confirmed_byline(bylines: Sequence[Byline], document: "AuthorTexts", in_metadata: Names) -> Byline | None:
    """Return the first by-line whose names come again, or else the first that looks like one."""
    for is_confirmed in (_is_named_again, _looks_like_byline):
        for byline in bylines:
            if is_confirmed(byline, document, in_metadata):
                return byline
    return None


def _signed_authors(document: "AuthorTexts", in_metadata: Names) -> Authorship | None:
    """Return the authors whom metadata and pages name, or who sign, or the body that says that it published."""
    signed = find_labelled(document.opening) or find_signatures(document.closing) or document.introduced_names
    if in_metadata and document.prints_whole(in_metadata):
        is_signed = _families(in_metadata) <= _families(signed)
        return Authorship(in_metadata, "metadata", is_sure=is_signed or len(in_metadata) > 1)
    if signed:
        return Authorship(signed, "printed", is_sure=True)
    publisher = find_publisher(f"{document.opening}\n{document.closing}")
    if publisher:
        return Authorship([{"literal": publisher}], "printed", is_sure=True)
    return None


def _unsure_authors(document: "AuthorTexts", bylines: Sequence[Byline], in_metadata: Names) -> Authorship | None:
    """Return names that nothing else confirms: below the title, in metadata, or of a body that the pages name."""
    for byline in bylines:
        is_by_place = byline.has_title and byline.is_next
        if is_by_place and not document.has_common_word(byline.names):
            return Authorship(list(byline.names), "printed", is_sure=False)
    if in_metadata and document.prints(in_metadata) and _may_be_authors(in_metadata):
        return Authorship(in_metadata, "metadata", is_sure=False)
    return _unsure_body(document)


def _unsure_body(document: "AuthorTexts") -> Authorship | None:
    """Return the body that owns the document or whose name comes again on its pages."""
    owner = document.in_metadata.strip()
    if _ACRONYM.fullmatch(owner) and len(re.findall(rf"\b{owner}\b", document.opening)) > 1:
        return Authorship([{"literal": owner}], "metadata", is_sure=False)
    body = find_copyright_holder(document.opening)
    if not body and not _DOI.search(document.opening):
        body = find_repeated_body([*document.lines, *document.last_lines])
    if body:
        return Authorship([{"literal": body}], "printed", is_sure=False)
    return None


@dataclass(frozen=True)
class AuthorTexts:
    """The parts of a document that name its authors.

    `lines` are of the first pages and `last_lines` of the last; other formats than PDF have none. `is_trusted`: the
    format is made to be read by programs.
    """

    lines: Sequence[FrontLine]
    last_lines: Sequence[FrontLine]
    title: str
    in_metadata: str
    is_trusted: bool
    opening: str
    closing: str
    text: str

    @cached_property
    def evidence(self) -> NameEvidence:
        """The facts of the document about names, beside the lists of them."""
        text = self.text[:MAX_SEARCHED_CHARACTERS]
        written = " ".join(set(_LOWER_CASE_WORD.findall(text)))
        common = frozenset(fold(written).split())
        return NameEvidence(common, text, detect(self.opening))

    @cached_property
    def cited_names(self) -> Names:
        """The authors in the citation that the document gives for itself."""
        for position, line in enumerate(self.lines):
            match = _SELF_CITATION.match(line.text)
            if match is None:
                continue
            lines = self.lines[position + 1 : position + MAX_CITATION_LINES]
            texts = [match[1]]
            texts += [line.text for line in lines]
            names = parse_names(self._before_title(" ".join(texts)), self.evidence)
            if names:
                return names
        return []

    @cached_property
    def introduced_names(self) -> Names:
        """The people whom a section about the authors introduces: "Ana Báez is a professor of ports"."""
        lines = f"{self.opening}\n{self.closing}".split("\n")
        starts = [number for number, line in enumerate(lines) if _ABOUT_AUTHORS.fullmatch(line)]
        names: Names = []
        if not starts:
            return names
        first = starts[0] + 1
        for line in lines[first : starts[0] + MAX_LINES_ABOUT_AUTHORS]:
            match = _INTRODUCED.match(line)
            if match:
                names += [name for name in parse_names(match[1], self.evidence) if name not in names]
        return names

    @cached_property
    def printed_words(self) -> frozenset[str]:
        """The folded words of the first and last pages."""
        return frozenset(folded_words(f"{self.opening}\n{self.closing}"))

    def prints(self, names: Names) -> bool:
        """Return whether the first or last pages have all words of these names but initials; true without text."""
        if not self.printed_words:
            return True
        parts = [part for name in names for part in name.values()]
        for word in folded_words(" ".join(parts)):
            if len(word) >= MIN_NAME_CHARACTERS and word not in self.printed_words:
                return False
        return True

    def prints_whole(self, names: Names) -> bool:
        """Return whether the first or last pages print the whole of each name in one place; false without text."""
        return all(" ".join(folded_words(_whole_name(name))) in self._folded_pages for name in names)

    def _is_in_running_head(self, name: Name, page: int) -> bool:
        """Return whether a line of another page has a family name, and otherwise only names and numbers."""
        family = set(folded_words(name.get("family", "")))
        given = set(folded_words(name.get("given", "")))
        if not family or family <= set(folded_words(self.title)):
            return False
        allowed = family | given | {word[0] for word in given}
        for line in self.lines:
            words = {word for word in folded_words(line.text) if not word.isdigit()}
            if line.page != page and family <= words <= allowed:
                return True
        return False

    def as_printed(self, name: Name) -> Name:
        """Return a name of the metadata, or the name the other way round if only that is printed: "Dias Ana".

        A comma in the metadata says which name is the family name.
        """
        if "literal" in name or "," in self.in_metadata or self.prints_whole([name]):
            return name
        reversed_name = divide_name(f"{name['family']} {name['given']}", self.evidence)
        return reversed_name if self.prints_whole([reversed_name]) else name

    @cached_property
    def _folded_text(self) -> str:
        return fold(f"{self.opening}\n{self.closing}")

    @cached_property
    def _folded_pages(self) -> str:
        return " ".join(folded_words(f"{self.opening}\n{self.closing}"))

    def has_common_word(self, names: Sequence[Name]) -> bool:
        """Return whether the document writes a word of the names of people in lower case."""
        people = [name for name in names if "family" in name]
        words = folded_words(" ".join(_whole_name(name) for name in people))
        return any(word in self.evidence.common for word in words)

    def repeats(self, name: Name, page: int) -> bool:
        """Return whether an e-mail address, or a running head of another page, has the family name of an author."""
        if self._is_in_running_head(name, page):
            return True
        family = "".join(folded_words(name.get("family", name.get("literal", ""))))
        if len(family) < MIN_ADDRESS_CHARACTERS:
            return False
        text = self._folded_text
        pattern = rf"{family}\S{{0,20}}@|\b{family}(?:,? [a-z.]{{1,4}})? et al"
        return re.search(pattern, text) is not None

    def _before_title(self, citation: str) -> str:
        """Return the part of a citation before the year and the title of the document; "" without its title."""
        words = re.findall(r"\w+", self.title)[:MAX_TITLE_WORDS]
        title = re.search(r"\W+".join(words), citation, re.I)
        if not words or title is None:
            return ""
        return _YEAR_AFTER_NAMES.split(citation[: title.start()], maxsplit=1)[0]


def _whole_name(name: Name) -> str:
    return name.get("literal") or f"{name.get('given', '')} {name['family']}"


# --- the by-line ---------------------------------------------------------------------------------------------------


def _is_named_again(byline: Byline, document: AuthorTexts, in_metadata: Names) -> bool:
    """Return whether names have a label, or one of them is an author in another place too."""
    if byline.is_labelled:
        return True
    elsewhere = _families(in_metadata) | _families(document.cited_names) | _families(document.introduced_names)
    if _families(byline.names) & elsewhere:
        return True
    return any(document.repeats(name, byline.page) for name in byline.names)


def _looks_like_byline(byline: Byline, document: AuthorTexts, in_metadata: Names) -> bool:
    """Return whether the place of names, and what is between and below them, make them a by-line."""
    is_set_as_byline = byline.has_marks or byline.has_affiliation
    is_list = len(byline.names) > 1
    if not byline.is_next:
        return False
    if byline.has_title and any("family" in name for name in byline.names):
        return is_list or is_set_as_byline
    return (is_list and is_set_as_byline) or (byline.has_title and byline.has_marks)


def _longest_list(byline: Byline, bylines: Sequence[Byline], in_metadata: Names, document: AuthorTexts) -> Authorship:
    """Return the names of a by-line, or of a longer list that has all of them.

    A cover may name the first authors only, and so may the author field. Names in the field count if they are printed.
    """
    families = _families(byline.names)
    longest = Authorship(list(byline.names), "printed", is_sure=True)
    longer = []
    for other in bylines:
        if other.is_labelled or (other.has_title and not byline.is_labelled):
            longer.append(other.names)
    for names in (*longer, document.cited_names):
        if families and families < _families(names) and len(names) > len(longest.names):
            longest = Authorship(list(names), "printed", is_sure=True)
    if families and _families(longest.names) < _families(in_metadata) and document.prints_whole(in_metadata):
        return Authorship(in_metadata, "metadata", is_sure=True)
    return longest


def _may_be_authors(names: Names) -> bool:
    """Return whether names are of people, or of what is called a body."""
    return all("family" in name or NOUN_OF_BODY.search(name["literal"]) for name in names)


def _families(names: Sequence[Name]) -> set[str]:
    return {fold(name["family"]) for name in names if "family" in name}


# --- an author field, labels and signatures ------------------------------------------------------------------------


def parse_authors(field: str, evidence: NameEvidence | None = None) -> Names:
    """Return the names in an author field: people by family and given name, a body as one literal name.

    Return an empty list for log-in names, software, a single word, and more than `MAX_AUTHORS_IN_METADATA` names.
    """
    field = " ".join(field.split())
    names = [name for name in _BETWEEN_NAMES.split(field) if name.strip()]
    if not names or len(names) > MAX_AUTHORS_IN_METADATA:
        return []
    if any(_NOT_A_NAME.search(name) for name in names):
        return []
    family_first = _FAMILY_FIRST.fullmatch(field)
    if family_first:
        field = f"{family_first[2]} {family_first[1]}"
    people = parse_names(field, evidence or NameEvidence())
    if people:
        return people
    if len(names[0].split()) == 1:
        return []
    return [{"literal": field}]


def find_labelled(opening: str) -> Names:
    """Return the people in the first line that names only people after a label: "By ...", "Author: ..."."""
    for match in (*_BY.finditer(opening), *_AUTHOR_LABEL.finditer(opening)):
        names = parse_names(match[1], NameEvidence())
        if names:
            return names
    return []


def find_signatures(last_pages: str) -> Names:
    """Return the people who sign with their role: "Marc Labonte, Specialist in Macroeconomic Policy"."""
    signed = [match[1] for match in _SIGNATURE.finditer(last_pages)]
    without_repeats = dict.fromkeys(signed)
    return parse_names("; ".join(without_repeats), NameEvidence())
