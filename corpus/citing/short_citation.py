"""Short citations: a work and a place in it, as in `Abt & Winship (2016), p. 31 (PDF p. 47)`.

The page number printed on the sheet comes first, because a reader of the paper copy turns to it. The physical page of
the file comes second, because a viewer jumps to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.model import Locator, Reference, SourceKind
from corpus.text.words import with_particle

SUMMARY = "summary by this library"
"""The name of a note of this library wherever its text is shown. It is never a quotation of its work."""

NOTE_PLACE = f"{SUMMARY}, full text not held"
"""The place in every citation of a note."""

MAX_TITLE_CHARACTERS = 80
"""A longer title is shortened if it replaces a missing author: about a line with the page after it. Chosen."""


def short_citation(reference: Reference, locator: Locator, kind: SourceKind) -> str:
    """Return the citation of one place in a source. A note is cited as a note, whatever the place."""
    place = format_place(locator)
    if kind == "note":
        place = NOTE_PLACE
    return f"{author_year(reference)}, {place}"


def author_year(reference: Reference) -> str:
    """Return the author and year of a work: `Abt & Winship (2016)`.

    Three or more names become `Muggah et al. (2016)`, a missing date `(n.d.)`. A work without authors goes by its
    editors, marked as such: `Jaitman (ed.) (2015)`. A work without both goes by its short title in quotation marks.
    """
    who = authors(reference) or _quoted_title(reference)
    year = reference.year or "n.d."
    return f"{who} ({year})"


def authors(reference: Reference) -> str:
    """Return the authors of a work, or else its editors, as a short citation has them; empty if it has neither."""
    return _join_names(reference.csl.get("author")) or _join_editors(reference.csl.get("editor"))


def format_place(first: Locator, last: Locator | None = None) -> str:
    """Return the text of a place, or of a range of places if `last` differs from `first`.

    A page has its printed number and its number in the file:

        p. 31 (PDF p. 47)           both numbers; a range is `pp. 31–32 (PDF pp. 47–48)`
        p. 47                       both numbers are the same
        PDF p. 47                   no number is printed
        p. 31 (PDF p. 47; OCR)      the page was read by OCR; also `p. 47 (OCR)`

    Seconds become `00:14:05`, at a single place with the speaker: `00:14:05 (Ana Souza)`. A section is its label, or
    its number if it has no label.
    """
    ends = distinct_ends(first, last)
    if first.kind == "seconds":
        return _format_times(ends)
    if first.kind == "section":
        return "–".join(end.label or f"section {end.index}" for end in ends)
    return _format_pages(ends)


def distinct_ends(first: Locator, last: Locator | None) -> list[Locator]:
    """Return both ends of a range, or only the first if there is no other."""
    if last is None or last == first:
        return [first]
    return [first, last]


def format_time(seconds: int) -> str:
    """Return hours, minutes and seconds: `00:14:05`."""
    hours = seconds // 3600
    minutes = seconds // 60 % 60
    return f"{hours:02}:{minutes:02}:{seconds % 60:02}"


def _format_times(ends: Sequence[Locator]) -> str:
    times = "–".join(format_time(end.index) for end in ends)
    speaker = ends[0].label
    if speaker and len(ends) == 1:
        return f"{times} ({speaker})"
    return times


def _format_pages(ends: Sequence[Locator]) -> str:
    page = "p." if len(ends) == 1 else "pp."
    in_file = [str(end.index) for end in ends]
    printed = [end.label for end in ends if end.label]
    text = f"{page} {'–'.join(in_file)}"
    remarks = []
    if len(printed) < len(ends):  # a range needs a printed number at both ends
        text = f"PDF {text}"
    elif printed != in_file:
        remarks.append(f"PDF {text}")
        text = f"{page} {'–'.join(printed)}"
    if any(end.ocr is not None for end in ends):
        remarks.append("OCR")
    if not remarks:
        return text
    return f"{text} ({'; '.join(remarks)})"


def _join_names(people: Sequence[Mapping[str, Any]] | None) -> str:
    """Return up to two names, or the first and `et al.` if there are more. `others` at the end is not a name."""
    names = []
    for person in people or ():
        name = _name(person)
        if name:
            names.append(name)
    if len(names) > 2 or names[1:] == ["others"]:
        return f"{names[0]} et al."
    return " & ".join(names)


def _join_editors(people: Sequence[Mapping[str, Any]] | None) -> str:
    names = _join_names(people)
    if not people or not names:
        return ""
    if len(people) == 1:
        return f"{names} (ed.)"
    return f"{names} (eds.)"


def _name(person: Mapping[str, Any]) -> str:
    """Return a family name with its particle ("van Dijk"), or the whole name of a body."""
    family = with_particle(person.get("non-dropping-particle", ""), person.get("family", ""))
    return family or str(person.get("literal") or person.get("given") or "")


def _quoted_title(reference: Reference) -> str:
    title = str(reference.csl.get("title-short") or reference.title)
    if len(title) > MAX_TITLE_CHARACTERS:
        title = title[:MAX_TITLE_CHARACTERS].rpartition(" ")[0] + "…"
    return f"“{title}”"
