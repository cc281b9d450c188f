"""Which work a new file is: one of the catalogue's by its title, else a record made of what the file says.

First version: a full title of the catalogue printed on the first pages, or its ISBN or DOI there, makes the match;
otherwise the title comes from the file's metadata where that looks like a title, else from the largest type of the
first page, else from the file's name. Nothing is looked up anywhere.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from corpus.catalogue import make_key, starter
from corpus.model import Document, Reference

FIRST_PAGES = 3
"""A title page, its back and one more."""

TITLE_PAGE = 1500
"""Characters of the opening in which a title names the work; further on, other works are named."""

SHORTEST_TITLE = 4
"""Words: a shorter title of the catalogue turns up in other works' first pages by chance."""

MOST_AUTHORS = 12
"""More is a list of something else."""

# "Kristin M. Finklea", "Abigail F. Kolker": two to four parts in capitals and no word that names a body.
_PERSON = re.compile(
    r"(?!.*\b(?:Office|Service|Department|Center|Centre|Institute|University|Agency|Bureau|National|Council|Network"
    r"|Project|Association|Foundation|Ministry|Instituto|Secretar[ií]a|Ministerio|Universidad\w*|Bank|Group)\b)"
    r"[A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'.-]*){1,3}"
)
_NO_NAME = re.compile(r"[@\d\\/_<>]|adobe|microsoft|acrobat|\buser\b|admin|indesign|author|unknown|\bltd\b", re.I)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_DATED = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro|updated|published|fy)"
    r"(?:\s+\d{1,2},?)?(?:\s+de)?\s+((?:19[5-9]|20[0-4])\d)\b",
    re.I,
)
# What word processors and templates leave in the title field, and file names.
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ ?-.*|untitled.*|document\d*|title|.*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|pub)|slide \d+"
    r"|presentation\d*|layout \d+|print|\W*|\d+)$",
    re.I,
)


def identify(document: Document, name: str, known: Iterable[Reference]) -> Reference:
    """Gives the reference of a document: the known one it is, or a new one under a key not yet taken.

    Args:
        document: as extracted; its first pages and its metadata are looked at.
        name: the file's name.
        known: the references of the library, which the document may be the full text of.
    """
    references = list(known)
    opening = " ".join(page.text for page in document.pages[:FIRST_PAGES])
    return _match(opening, references) or _new(document, opening, name, {r.key for r in references})


def _match(opening: str, references: list[Reference]) -> Reference | None:
    text, digits = f" {_plain(opening)[:TITLE_PAGE]} ", re.sub(r"[^0-9Xx]", "", opening)
    titles = {entry.reference.key: entry.titles for entry in starter()}
    for reference in references:
        doi, isbn = reference.csl.get("DOI"), re.sub(r"\D", "", str(reference.csl.get("ISBN", "")))
        if (doi and doi.lower() in opening.lower()) or (len(isbn) >= 10 and isbn in digits):
            return reference
        names = map(_plain, titles.get(reference.key, (reference.title,)))
        if any(f" {name} " in text for name in names if len(name.split()) >= SHORTEST_TITLE):
            return reference
    return None


def _new(document: Document, opening: str, name: str, taken: set[str]) -> Reference:
    csl: dict[str, Any] = {"type": "report", "title": _title(document.metadata, name)}
    if authors := _authors(document.metadata.get("author", "")):
        csl["author"] = authors
    if year := _year(document.metadata, opening):
        csl["issued"] = {"date-parts": [[year]]}
    key = make_key(csl, taken)
    return Reference(key, {"id": key, **csl}, "report", "descriptive")


def _title(metadata: Mapping[str, str], name: str) -> str:
    for candidate in (metadata.get("title", ""), metadata.get("page1_title", "")):
        title = " ".join(candidate.split())
        if 2 <= len(title.split()) <= 40 and not _NO_TITLE.match(title):
            return title
    return " ".join(re.split(r"[\s_-]+", PurePath(name).stem)) or name


def _authors(field: str) -> list[dict[str, str]]:
    """Gives the names in an author field: people by family and given name, anything else whole; none for software."""
    names = [" ".join(name.split()) for name in re.split(r"\s*[;,&|]\s*|\s+(?:and|y|e)\s+", field) if name.strip()]
    if not names or len(names) > MOST_AUTHORS or any(_NO_NAME.search(name) for name in names):
        return []
    if all(_PERSON.fullmatch(name) for name in names):
        return [{"family": name.rsplit(" ", 1)[1], "given": name.rsplit(" ", 1)[0]} for name in names]
    return [{"literal": " ".join(field.split())}] if len(names[0].split()) > 1 else []


def _year(metadata: Mapping[str, str], opening: str) -> int | None:
    """Gives the first year printed in a date on the first pages, else the year the file was made."""
    dated = _DATED.search(opening[:4000])
    if dated:
        return int(dated[1])
    created = _YEAR.match(metadata.get("created", ""))
    return int(created[0]) if created else None


def _plain(text: str) -> str:
    """Gives the words of a text in small letters without accents, apart by one space."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", folded))
