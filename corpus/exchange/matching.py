"""Which work of the library an entry of a file is, and what it has to add: nothing is doubled, nothing emptied.

An entry is a work that is held where the two have one DOI; one ISBN and year, unless they are chapters; one title and
year; an author and a year, and the one's title is the beginning of the other's; or one key and title. Works that differ
in a DOI or have no author in common are two, whatever their titles:

    "Annual Report" (2015), by the World Bank    and    "Annual Report" (2015), by the Inter-American Dialogue
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from corpus.exchange.model import ExportEntry
from corpus.model import DESIGNS, Reference
from corpus.text.words import normalize
from corpus.works.design import guess_design
from corpus.works.identifiers import bare_isbn, isbn_stem
from corpus.works.keys import MAX_KEY_CHARACTERS, free_key, make_key

ImportStatus = Literal["new", "updated", "already held"]

KINDS = {
    "article-newspaper": "news",
    "broadcast": "video",
    "motion_picture": "video",
    "paper-conference": "conference paper",
    "post": "web page",
    "post-weblog": "web page",
    "webpage": "web page",
}
"""What the library calls a CSL type; another one goes by its first word: `article-journal` is an article."""

CHAPTERS = ("chapter", "paper-conference", "entry", "entry-dictionary", "entry-encyclopedia")
"""Parts of a book, which bear its ISBN."""

OPENING, SHORTEST = "opening", 4
"""Words of a title that may stand for the whole: exports leave subtitles out, and shorter titles begin others."""

LONGEST_WORD = 40
"""Characters of a kind that a file says."""


class KnownWorks:
    """The works of a library, found by what tells one from another; those that are adopted are known from then on."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_key: dict[str, Reference] = {}
        self._by_mark: dict[tuple[object, ...], list[str]] = {}
        for reference in references:
            self._put(reference)

    def adopt(self, entry: ExportEntry) -> tuple[Reference, ImportStatus]:
        """Gives the reference that the library is to hold for an entry, and whether that is anything new.

        A work that is held keeps its key, type, kind and design; fields that the entry has take the place of its own,
        but for a date that says less.
        """
        key = citation_key(entry.key)
        held = self._find(entry.csl, key)
        if held is None:
            made = _make(entry, free_key(key, self._by_key) if key else make_key(entry.csl, self._by_key))
            self._put(made)
            return made, "new"
        csl = {**held.csl, **{field: value for field, value in entry.csl.items() if _says_more(held.csl, field, value)}}
        if csl == held.csl:
            return held, "already held"
        updated = Reference(held.key, csl, held.kind, held.design, held.guessed)
        self._put(updated)
        return updated, "updated"

    def _put(self, reference: Reference) -> None:
        self._by_key[reference.key] = reference
        for mark in _marks(reference.csl, reference.year):
            keys = self._by_mark.setdefault(mark, [])
            if reference.key not in keys:
                keys.append(reference.key)

    def _find(self, csl: Mapping[str, Any], key: str) -> Reference | None:
        year = Reference("", csl, "", "").year
        same_key = self._by_key.get(key)
        if same_key and normalize(same_key.title) == normalize(str(csl.get("title", ""))):
            return same_key
        for mark in _marks(csl, year):
            alike = _shortened if mark[0] == OPENING else _agree
            for held in self._by_mark.get(mark, ()):
                if alike(self._by_key[held].csl, csl):
                    return self._by_key[held]
        return None


def citation_key(key: str) -> str:
    """Gives a file's key in our alphabet, `Abt_Winship:2016` as `abt-winship-2016`; "" for one that tells nothing.

    That are addresses, numbers, keys that are too long, and those in other letters.
    """
    ours = re.sub(r"[_:.+/-]+", "-", key.lower()).strip("-")
    sane = re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", ours) and re.search("[a-z]", ours) and "://" not in key
    return ours if sane and len(ours) <= MAX_KEY_CHARACTERS else ""


def _make(entry: ExportEntry, key: str) -> Reference:
    kind = entry.csl.get("type", "document")
    said = {name: value for name, value in entry.own.items() if isinstance(value, str) and len(value) <= LONGEST_WORD}
    design = said.get("design") if said.get("design") in DESIGNS else None
    title, abstract = (str(entry.csl.get(field, "")) for field in ("title", "abstract"))
    return Reference(
        key,
        {"id": key, **entry.csl},
        said.get("kind") or KINDS.get(kind) or re.split("[-_]", kind)[0],
        design or guess_design(title, abstract, kind),
        design is None or bool(entry.own.get("guessed")),
    )


def _marks(csl: Mapping[str, Any], year: int | None) -> list[tuple[object, ...]]:
    """What an entry may be known by, surest first."""
    marks: list[tuple[object, ...]] = []
    if doi := csl.get("DOI"):
        marks.append(("DOI", str(doi).lower()))
    figures = bare_isbn(str(csl.get("ISBN", "")))
    if len(figures) in (10, 13) and csl.get("type") not in CHAPTERS:
        marks.append(("ISBN", isbn_stem(figures), year))
    if title := normalize(str(csl.get("title", ""))):
        marks.append(("title", title, year))
        marks.append((OPENING, " ".join(title.split()[:SHORTEST]), year))
    return marks


def _agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Says whether nothing tells two works that share a mark apart."""
    ours, theirs = (str(csl.get("DOI", "")).lower() for csl in (one, other))
    if ours and theirs:
        return ours == theirs
    names, others = _names(one), _names(other)
    return not (names and others) or bool(names & others)


def _shortened(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Says whether two works of one year have an author in common, and the one's title without its end."""
    short, long = sorted((normalize(str(csl.get("title", ""))) for csl in (one, other)), key=len)
    begins = len(short.split()) >= SHORTEST and f"{long} ".startswith(f"{short} ")
    return begins and bool(_names(one) & _names(other)) and _agree(one, other)


def _names(csl: Mapping[str, Any]) -> set[str]:
    """The last words of the names of who wrote or edited a work."""
    people = [*csl.get("author", ()), *csl.get("editor", ())]
    names = [normalize(str(name.get("family") or name.get("literal") or name.get("given") or "")) for name in people]
    return {name.split()[-1] for name in names if name}


def _says_more(held: Mapping[str, Any], field: str, value: Any) -> bool:
    if field in ("id", "type") and field in held:
        return False
    ours = held.get(field)
    if isinstance(ours, Mapping) and isinstance(value, Mapping) and "date-parts" in ours:
        parts = (value.get("date-parts") or [[]])[0]
        return bool(parts) and list(ours["date-parts"][0][: len(parts)]) != list(parts)
    return bool(value) and ours != value
