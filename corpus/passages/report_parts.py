"""What part of a report a passage belongs to: only its body answers questions unless more is asked for.

A heading decides where there is one ("References", "Contenido"); otherwise the look of the text: dotted leaders and
page numbers make a contents list, dense years and links a reference list. In doubt it is body: a passage that is
wrongly left out can never be found. So what stands below a heading's own subheadings is taken with it only for
reference lists and indexes, which are ordered so; a "Contents" that is set larger than the chapters after it holds
none of them.
"""

import re
from collections.abc import Sequence

from corpus.model import Zone

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
_NUMBER = r"(?:[\dIVXivx]+[.)]?\s+|appendix \w+[.:]?\s+|chapter \d+[.:]?\s+)?"
_PATTERNS = {zone: re.compile(rf"{_NUMBER}(?:{words})\W*", re.I) for zone, words in _HEADINGS.items()}
_LEADER_LINE = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]+\s*$", re.I | re.M)
_INDEX_ENTRY = re.compile(r"\b[^\W\d][\w’'-]+,\s\d{1,4}(?:[–-]\d{1,4})?(?=,|;|\s|$)")
_REFERENCE = re.compile(
    r"https?://|doi\.org|\bdoi:|\bpp\.\s?\d|\bvol\.\s?\d|\bno\.\s?\d|\bet al\."
    r"|[\s(](?:19|20)\d\d[a-z]?\)?[.,;)]|\bIbid\b"
    r"|\baccessed\b|\bRetrieved\b|\bUniversity Press\b",
    re.I,
)
_COPYRIGHT = re.compile(r"\bISBN\b|©|all rights reserved|todos los derechos|todos os direitos", re.I)

WORDS_PER_REFERENCE = 6
"""A reference list has a year, link, volume or page mark every few words; running text that cites has one in 20 or
more, and text with its footnotes one in nine or so (seen in policy reports)."""

CONTENTS_END = 0.15
"""Share of a document within which a "Contents" heading is believed."""

INDEX_BEGINS = 0.8
"""Share of a document before which "Index" is a chapter about an index."""


def zone_of_heading(heading: str) -> Zone | None:
    """Gives the zone that a heading opens, or None where it does not say."""
    return next((zone for zone, pattern in _PATTERNS.items() if pattern.fullmatch(heading.strip())), None)


def zone_of(text: str, headings: Sequence[str], place: float, paged: bool = True) -> Zone:
    """Gives the zone of a passage under these headings, outermost first.

    Args:
        text: the passage.
        headings: the headings it stands under.
        place: where in the document it stands, from 0.0 to 1.0.
        paged: whether there is more than one page: the opening of a single one is no front matter for an ISBN in it.
    """
    for heading in headings:
        zone = zone_of_heading(heading)
        if zone == "references" or (zone == "index" and place >= INDEX_BEGINS):
            return zone
        if heading is headings[-1] and (zone == "front matter" or (zone == "contents" and place < CONTENTS_END)):
            return zone
    return _zone_of_text(text, place, paged)


def _zone_of_text(text: str, place: float, paged: bool) -> Zone:
    words = len(text.split())
    if len(_LEADER_LINE.findall(text)) >= 3 or len(re.findall(r"(?:\.\s?){6,}", text)) >= 4:
        return "contents"
    if place > 0.9 and words > 40 and len(_INDEX_ENTRY.findall(text)) * 4 > words:
        return "index"
    if words > 30 and len(_REFERENCE.findall(text)) * WORDS_PER_REFERENCE > words and place > 0.3:
        return "references"
    if paged and place < 0.05 and words < 150 and _COPYRIGHT.search(text):
        return "front matter"
    return "body"
