"""How a work and a place in it are named: `Abt & Winship (2016), p. 31 (PDF p. 47)`.

One short author-year form, in which the page printed on the sheet comes first, because that is what a reader of the
paper copy turns to, and the physical page of the file second, because that is what a viewer jumps to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.model import Locator, Reference, SourceKind

NOTE = "catalogue note, full text not in this library"

LONGEST_TITLE = 80
"""Characters of a title that stands for a missing author: about a line with the page after it; chosen."""


def cite(reference: Reference, locator: Locator, kind: SourceKind) -> str:
    """Gives the citation of one place in a source; a note is cited as a note, whatever the place."""
    return f"{author_year(reference)}, {NOTE if kind == 'note' else locate(locator)}"


def author_year(reference: Reference) -> str:
    """Gives `Abt & Winship (2016)`; from three names on `Muggah et al. (2016)`; for no date `(n.d.)`.

    Editors stand in where there are no authors, and are marked: `Jaitman (ed.) (2015)`. A work of neither goes by
    its short title in quotation marks.
    """
    who = _names(reference.csl.get("author")) or _editors(reference.csl.get("editor")) or _title(reference)
    return f"{who} ({reference.year or 'n.d.'})"


def locate(locator: Locator, last: Locator | None = None) -> str:
    """Gives `p. 31 (PDF p. 47)`, or `PDF p. 47` where nothing is printed, or `p. 47` where the two agree.

    A page that was read as a picture says so: `p. 31 (PDF p. 47; OCR)`, `p. 47 (OCR)`.

    With a `last` place other than the first, gives the range: `pp. 31–32 (PDF pp. 47–48)`. Seconds become `00:14:05`
    and, at one place, who speaks there: `00:14:05 (Ana Souza)`. A section is its label, or its number where it has
    none.
    """
    ends = [locator] if last is None or last == locator else [locator, last]
    if locator.kind == "seconds":
        time = "–".join(clock(end.index) for end in ends)
        return f"{time} ({locator.label})" if locator.label and len(ends) == 1 else time
    if locator.kind == "section":
        return "–".join(end.label or f"section {end.index}" for end in ends)
    return _pages(ends)


def clock(seconds: int) -> str:
    """Gives `00:14:05`."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _pages(ends: Sequence[Locator]) -> str:
    page = "p." if len(ends) == 1 else "pp."
    physical = [str(end.index) for end in ends]
    printed = [end.label for end in ends if end.label]
    seen = any(end.ocr is not None for end in ends)
    if printed == physical:
        return f"{page} {'–'.join(physical)}{' (OCR)' if seen else ''}"
    if len(printed) < len(ends):  # a range with one end unprinted has no printed form
        return f"PDF {page} {'–'.join(physical)}{' (OCR)' if seen else ''}"
    return f"{page} {'–'.join(printed)} (PDF {page} {'–'.join(physical)}{'; OCR' if seen else ''})"


def _names(people: Sequence[Mapping[str, Any]] | None) -> str:
    names = [name for name in map(_name, people or ()) if name]
    return f"{names[0]} et al." if len(names) > 2 else " & ".join(names)


def _editors(people: Sequence[Mapping[str, Any]] | None) -> str:
    names = _names(people)
    return names and f"{names} {'(ed.)' if len(people or ()) == 1 else '(eds.)'}"


def _name(person: Mapping[str, Any]) -> str:
    """A family name with the particle that belongs to it ("van Dijk"); a body's name whole."""
    family = " ".join(filter(None, (person.get("non-dropping-particle"), person.get("family"))))
    return family or str(person.get("literal") or person.get("given") or "")


def _title(reference: Reference) -> str:
    title = str(reference.csl.get("title-short") or reference.title)
    if len(title) > LONGEST_TITLE:
        title = title[:LONGEST_TITLE].rpartition(" ")[0] + "…"
    return f"“{title}”"
