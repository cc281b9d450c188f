"""Bodies that a document names as its author: in a sentence, in its copyright line, or on page after page."""

import re
from collections.abc import Sequence

from corpus.model import FrontLine
from corpus.works.family_names import NameEvidence
from corpus.works.names import parse_names

# "This document was prepared by the Congressional Research Service", "Este informe fue elaborado por ...".
_PREPARED_BY = re.compile(
    r"\b(?:[Tt]his|[Ee]st[ea]) \w+ (?:was|is|has been|fue|ha sido|foi) "
    r"(?:(?:prepared|published|issued|produced|written) by"
    r"|(?:publicad|elaborad|editad|preparad|produzid)[oa] p(?:or|el[oa])) (?:the |el |la |los |las |[oa]s? )?"
    r"([A-ZÀ-Þ][\w’'-]*(?:(?: (?:of|for|on|and|the|to|de|del|la|las|los|el|y|e|da|do|das|dos|para)){0,2}"
    r" [A-ZÀ-Þ][\w’'-]*){1,7})"
)
# "© World Health Organization 2013"
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?:19|20)\d\d,?\s+)?(?:by )?(?:the )?"
    r"([A-ZÀ-Þ][\w’'-]*(?: (?:(?:of|for|on|and|the|de|del|la|da|do|y|e|para) ){0,2}[A-ZÀ-Þ][\w’'-]*){1,7})",
)
_OFFICIAL_BODY = re.compile(
    r"\b(?:organi[sz]a|ministr|minist[eé]ri|institut|secretar|department|departamento|bank|banco|office|oficina|commission"
    r"|comisi|comiss|agenc|council|consejo|conselho|government|gobierno|governo|nations|naciones|na[cç][oõ]es|union)",
    re.I,
)
# A line that is the name of a body, whole: "U.S. Department of Ports", "Gendarmería de Chile".
_NAME_OF_BODY = re.compile(
    r"(?:U\. ?S\. )?[A-ZÀ-Þ][\w’'-]*(?:,? (?:(?:of|for|on|and|the|to|de|del|la|las|los|da|do|das|dos|y|e|para|em|en) )*"
    r"[A-ZÀ-Þ][\w’'-]*){1,8}"
)
NOUN_OF_BODY = re.compile(
    rf"{_OFFICIAL_BODY.pattern}|\b(?:administration|bureau|archives|authority|polic[eií]|gendarmer|carabineros|fiscal[ií]a"
    r"|procuradur|defensor|subsecretar|direcci[oó]n|superintend|observatori|congress|tribunal|census)",
    re.I,
)
"""Words by which the name of a body says what it is."""

_PAGE_NUMBER = re.compile(r"^\d+\s+|\s+\d+$")


def find_publisher(text: str) -> str | None:
    """Return the first body (not person) that a sentence says prepared or published the work."""
    for match in _PREPARED_BY.finditer(" ".join(text.split())):
        if not parse_names(match[1], NameEvidence()):
            return match[1]
    return None


def find_copyright_holder(opening: str) -> str | None:
    """Return the official body that holds the copyright, if the first pages name it twice."""
    for match in _COPYRIGHT.finditer(opening):
        body = match[1]
        if _OFFICIAL_BODY.search(body) and opening.count(body) > 1:
            return body
    return None


def find_repeated_body(lines: Sequence[FrontLine]) -> str | None:
    """Return the body whose name is a line of most pages, at least of two of them.

    If two are on as many pages, the last one is the author: a ministry comes above its office.
    """
    pages: dict[str, set[int]] = {}
    for line in lines:
        name = _PAGE_NUMBER.sub("", line.text)
        if _NAME_OF_BODY.fullmatch(name) and NOUN_OF_BODY.search(name):
            pages.setdefault(name, set()).add(line.page)
    repeated = [name for name in pages if len(pages[name]) > 1]
    return max(reversed(repeated), key=lambda name: len(pages[name]), default=None)
