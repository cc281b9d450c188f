"""Read the citation of a quotation in a draft: author, year and page, in the forms that people write.

“...” (Braga, Weisburd and Turchan 2018, p. 12)    Braga et al. (2018: 12) write that “...”
“...” [@braga-2018, pp. 12-13]                      “...” Braga et al. (2018), p. 12 (PDF p. 14)
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.checking.model import CitedPlace

AFTER_CHARACTERS, BEFORE_CHARACTERS = 250, 200
"""Characters after and before a quotation in which its citation is looked for: a long list of names. Chosen."""

MAX_NAME_CHARACTERS = 100
"""Characters before a year in brackets that may hold the names of a work. Chosen."""

MAX_RANGE_PAGES = 50
"""Pages of a range that are compared. A longer range names the work, not a place. Chosen."""

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d|n\.d\.|s\.f\.|s\.d\.)(?:[a-z]\b)?")
_NUMBER = r"(?:[A-Z]{1,4}-?)?\d{1,5}|[ivxlc]{1,7}(?![^\W_])"
_PAGES = re.compile(
    rf"\b(?P<pdf>PDF\s+)?(?:pp?|pages?|págs?|páginas?)\b\.?\s*(?P<first>{_NUMBER})(?:\s*[-–—]\s*(?P<last>{_NUMBER}))?"
    rf"|(?<=\d\d\d\d):\s*(?P<colon>{_NUMBER})(?:\s*[-–—]\s*(?P<colon_last>{_NUMBER}))?",
    re.I,
)
_KEY = re.compile(r"@([\w][\w:.#$%&+?<>~/-]*\w)")
_NAME = re.compile(r"[^\W\d_]{2}")
_PARENTHESIS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[([^\[\]]*@[^\[\]]*)\]")
_OWN_FORM = re.compile(
    r"\s*(?:[-–—]\s*)?(?P<names>[^().\n]{2,120}?)\s\((?P<year>[^()]{4,10})\)(?P<rest>,[^\n;]{0,60})?"
)
_LEADING = re.compile(r"\A[\s.,;:”»’\"]*")
_NAME_ENDS = frozenset("al al. others colleagues associates otros colaboradores cols. outros colegas".split())
_STOPS_SEARCH = re.compile(r"[.!?]\s+[^\W\d_a-z]|\n\s*\n")


def citation_of(before: str, after: str) -> CitedPlace | None:
    """Return what the citation of a quotation names; None if it has none.

    A citation right after the quotation comes first, then one in the rest of its sentence, then the last one before it
    in its sentence, whose page may be after the quotation.

    Args:
        before: the paragraph up to the quotation.
        after: the text from the quotation on.
    """
    found = _after(after[:AFTER_CHARACTERS])
    if found and (found.names or found.keys):
        return found
    lead = _before(before[-BEFORE_CHARACTERS:])
    if lead is None:
        return found
    if found is not None and found.pages:
        return replace(lead, text=f"{lead.text} {found.text}", pages=found.pages, is_pdf_page=found.is_pdf_page)
    return lead


def citations_in(text: str) -> Iterator[tuple[int, int, CitedPlace]]:
    """Yield the citations in brackets that name a work, with their offsets in a text: "(Braga 2017)"."""
    for match in _PARENTHESIS.finditer(text):
        inside = match[1] or match[2]
        cited = parse_citation(inside)
        if cited.keys or (cited.names and cited.years and _is_after_name(inside)):
            yield match.start(), match.end(), cited


def _is_after_name(text: str) -> bool:
    """Return whether the first year in brackets is after a name: "(the act of 2022)" is not a citation."""
    year = _YEAR.search(text)
    words = text[: year.start()].split() if year else []
    if not words:
        return False
    last = words[-1]
    return last.endswith((",", ";", ":", "(", "&", ")")) or last[0].isupper() or last in _NAME_ENDS


def parse_citation(text: str) -> CitedPlace:
    """Return what a citation names."""
    pages, is_pdf_page = _pages(text)
    years = tuple(dict.fromkeys(match[1] for match in _YEAR.finditer(text)))
    keys = tuple(_KEY.findall(text))
    names = "" if keys else " ".join(_PAGES.sub(" ", text).split())
    if not _NAME.search(names):
        names = ""
    return CitedPlace(" ".join(text.split()), names, years, keys, pages, is_pdf_page)


def _after(after: str) -> CitedPlace | None:
    """Return the citation in the text after a quotation, in the same sentence or right after its stop."""
    lead = _LEADING.match(after)
    first = lead.end() if lead else 0
    own = _own_form(after, first)
    if own is not None:
        return own
    stop = _STOPS_SEARCH.search(after, first)
    for match in _PARENTHESIS.finditer(after):
        if stop and match.start() > stop.start():
            break
        cited = parse_citation(match[1] or match[2])
        if cited.keys or cited.years or cited.pages:
            return _with_own_page(cited, after, match.end())
    return None


def _own_form(after: str, first: int) -> CitedPlace | None:
    """Return the citation on the line below a block: "Able & Baker (2019), p. 3"."""
    if "\n" not in after[:first] or after[first : first + 1] in ("(", "["):
        return None
    own = _OWN_FORM.match(after, first)
    if own and _YEAR.fullmatch(own["year"]) and _NAME.search(own["names"]):
        return parse_citation(own[0])
    return None


def _with_own_page(cited: CitedPlace, after: str, position: int) -> CitedPlace:
    """Return a citation with the page that follows its bracket: "(2018), p. 12"."""
    if cited.pages:
        return cited
    rest = after[position:].removeprefix(",").lstrip()
    match = _PAGES.match(rest)
    if match is None:
        return cited
    pages, is_pdf_page = _pages(match[0])
    return replace(cited, pages=pages, is_pdf_page=is_pdf_page)


def _before(before: str) -> CitedPlace | None:
    """Return the last citation before a quotation in its sentence: "Braga and Weisburd (2018: 12) say that"."""
    stops = [match.end() - 1 for match in _STOPS_SEARCH.finditer(before)]
    sentence = before[stops[-1] :] if stops else before
    found = None
    for match in re.finditer(r"\(([^()]{2,80})\)", sentence):
        if not _YEAR.search(match[1]):
            continue
        names = sentence[: match.start()][-MAX_NAME_CHARACTERS:].strip()
        inside = parse_citation(match[1])
        found = replace(inside, text=f"{names} ({match[1]})", names=inside.names or names)
    return found


def _pages(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the pages that a citation names, and whether they are pages of the file.

    If it has printed and PDF pages, the printed ones count.
    """
    printed: list[str] = []
    in_file: list[str] = []
    for match in _PAGES.finditer(text):
        first = match["first"] or match["colon"]
        last = match["last"] or match["colon_last"]
        pages_of_kind = in_file if match["pdf"] else printed
        pages_of_kind += _range(first, last)
    pages = tuple(dict.fromkeys(printed or in_file))
    return pages, bool(pages) and not printed


def _range(first: str, last: str | None) -> list[str]:
    """Return the pages from one number to another: "12" and "15", or "128" and "31"."""
    if last is None:
        return [first]
    if not (first.isdecimal() and last.isdecimal()):
        return [first, last]
    low = int(first)
    high = int(first[: max(0, len(first) - len(last))] + last)
    if not low <= high <= low + MAX_RANGE_PAGES:
        return [f"{first}-{last}"]  # page 1 of chapter 2
    return [str(number) for number in range(low, high + 1)]
