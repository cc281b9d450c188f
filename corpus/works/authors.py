"""Authors: parsing an author field, and finding authors and the publishing body in the text of a document.

Names are CSL names: `{"family": "Sacco", "given": "Lisa N."}` for a person, `{"literal": "World Bank"}` for a body.
"""

import re

MAX_AUTHORS = 12
"""A longer list in an author field is a list of something else."""

# Two to four capitalised words, and no word that names a body: "Kristin M. Finklea", "Abigail F. Kolker".
_PERSON = re.compile(
    r"(?!.*\b(?:Office|Service|Department|Center|Centre|Institute|University|Agency|Bureau|National|Council|Network"
    r"|Project|Association|Foundation|Ministry|Instituto|Secretar[ií]a|Ministerio|Universidad\w*|Bank|Group"
    r"|Inc|Incorporated|Company|Corporation|Corp|LLC|LLP|PLC)\b)"
    r"[A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'.-]*){1,3}"
)
_FAMILY_FIRST = re.compile(r"([A-ZÀ-Þ][\w’'-]+), ([A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*)?)")
_BETWEEN_NAMES = re.compile(r"\s*[;,&|]\s*|\s+(?:and|y|e)\s+")
# Log-in names, addresses and names of software.
_NOT_A_NAME = re.compile(r"[@\d\\/_<>]|adobe|microsoft|acrobat|\buser\b|admin|indesign|author|unknown|\bltd\b", re.I)

# "By Kristin Finklea and Lisa N. Sacco"
_BYLINE = re.compile(r"^(?:written )?by (\S.{0,300})$", re.I | re.M)
# "Primary Author: ...", "Autores: ..."; the names may be on the next line.
_AUTHOR_LABEL = re.compile(
    r"^(?:(?:primary )?authors?|prepared by|autor(?:a|as|es)?)(?:: *|\n)(\S.{0,300})$", re.I | re.M
)
_ROLE = (
    r"(?:(?:Senior|Acting|Section|Legislative|Research|Chief|Policy) )*(?:Specialist|Analyst|Attorney|Economist"
    r"|Research(?:er|\b)|Fellow|Professor|Especialista|Analista|Economista|Investigadora?|Pesquisadora?|Profesora?)"
)
# "Marc Labonte, Specialist in Macroeconomic Policy", on one line or two.
_SIGNATURE = re.compile(rf"^({_PERSON.pattern})(?:, |,?\n+){_ROLE}\b[^\n]{{0,60}}$", re.M)
# "This document was prepared by the Congressional Research Service", "Este informe fue elaborado por ...".
_PREPARED_BY = re.compile(
    r"\b(?:[Tt]his|[Ee]st[ea]) \w+ (?:was|is|has been|fue|ha sido|foi) "
    r"(?:(?:prepared|published|issued|produced|written) by"
    r"|(?:publicad|elaborad|editad|preparad|produzid)[oa] p(?:or|el[oa])) (?:the |el |la |los |las |[oa]s? )?"
    r"([A-ZÀ-Þ][\w’'-]*(?:(?: (?:of|for|on|and|the|to|de|del|la|las|los|el|y|e|da|do|das|dos|para)){0,2}"
    r" [A-ZÀ-Þ][\w’'-]*){1,7})"
)

Names = list[dict[str, str]]


def parse_authors(field: str) -> Names:
    """Return the names in an author field: people by family and given name, a body as one literal name.

    Return an empty list for log-in names, software, a single word, and more than `MAX_AUTHORS` names.
    """
    field = " ".join(field.split())
    people = _parse_family_first(field)
    if people:
        return people
    names = _split_names(field)
    if not names or len(names) > MAX_AUTHORS:
        return []
    if any(_NOT_A_NAME.search(name) for name in names):
        return []
    if all(_PERSON.fullmatch(name) for name in names):
        return [_parse_person(name) for name in names]
    if len(names[0].split()) == 1:
        return []
    return [{"literal": field}]


def find_bylines(title_page: str, first_pages: str) -> Names:
    """Return the people in the first line that names only people: "By ..." on the title page, or "Author: ..."."""
    for match in (*_BYLINE.finditer(title_page), *_AUTHOR_LABEL.finditer(first_pages)):
        names = parse_authors(match[1])
        if names and all("family" in name for name in names):
            return names
    return []


def find_signatures(last_pages: str) -> Names:
    """Return the people who sign with their role: "Marc Labonte, Specialist in Macroeconomic Policy"."""
    signed = [match[1] for match in _SIGNATURE.finditer(last_pages)]
    without_repeats = dict.fromkeys(signed)
    return parse_authors("; ".join(without_repeats))


def find_publisher(text: str) -> str | None:
    """Return the first body (not person) that a sentence says prepared or published the work."""
    for match in _PREPARED_BY.finditer(" ".join(text.split())):
        if not _PERSON.fullmatch(match[1]):
            return match[1]
    return None


def _parse_family_first(field: str) -> Names:
    """Return the people in `Family, Given; Family, Given`; an empty list if the field has another form."""
    people = []
    for part in field.split("; "):
        match = _FAMILY_FIRST.fullmatch(part)
        if match is None:
            return []
        people.append({"family": match[1], "given": match[2]})
    return people


def _split_names(field: str) -> list[str]:
    names = []
    for part in _BETWEEN_NAMES.split(field):
        name = " ".join(part.split())
        if name:
            names.append(name)
    return names


def _parse_person(name: str) -> dict[str, str]:
    """Return the parts of `Given Family`; the last word is the family name."""
    given, family = name.rstrip(".").rsplit(" ", 1)
    return {"family": family, "given": given}
