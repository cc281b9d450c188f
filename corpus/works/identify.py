"""Which work a new file is: a known one whose text was missing, else a new one made of what the file says.

A work is known by its DOI, by its ISBN and year, by its address, or by its title and author. Many works bear one title,
so a title finds only works that have no full text yet:

    "Crime Trends" is held as a note or a reference    a file titled "Crime Trends" is its text
    "Crime Trends" is held with its full text          a file titled "Crime Trends" is another work

A web page that presents a report has its title, authors and DOI too; a short page is the text of nothing but what is
read on the web.

Nothing is looked up anywhere. What was found is given with what it rests on and what speaks against it, for a person
to correct.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from corpus.model import Document, Reference
from corpus.text.words import STOP_WORDS
from corpus.works.design import guess_design
from corpus.works.frontmatter import FIRST_PAGES, PRINTED, TITLE_PAGE, Front, plain
from corpus.works.keys import make_key
from corpus.works.starter import starter

SHORTEST_TITLE = 4
"""Words: a shorter title of the catalogue turns up in other works' first pages by chance."""

SCATTERED = 6
"""Words of a title, without articles and the like, that are no chance on one page in any order."""

TITLE_LINES = 3
"""Lines that a title runs over on an inner page."""

YEARS_APART = 1
"""Years by which the printed year may differ from the catalogue's: articles are online before they are in print."""

SHORTEST_TEXT = 2_000
"""Words of a web page that may be the text of a report or a journal's article; an abstract has 300; chosen."""

ON_THE_WEB = frozenset("webpage post post-weblog article-newspaper article-magazine entry-encyclopedia".split())
"""CSL types of what is read on the web."""

KINDS = {"webpage": "web page", "book": "book", "motion_picture": "video"}
"""What we call the types that a file says of itself; any other is a report or, by its design, a guide."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The work that a file was taken for, `by` what, and the `doubts` that a person should look into, in words.

    A work is known by "key" where a person said which it is.
    """

    reference: Reference
    by: Literal["DOI", "ISBN", "address", "title", "new", "key"]
    doubts: tuple[str, ...]


def identify(document: Document, name: str, known: Iterable[Reference], held: Container[str]) -> Identity:
    """Gives the reference of a document: the known one it is, or a new one under a key not yet taken.

    Args:
        document: as extracted; its first pages, its last ones and its metadata are looked at.
        name: the file's name.
        known: the references of the library, which the document may be the full text of.
        held: the keys of those that the library has the full text of.
    """
    front, references = Front(document, name), list(known)
    return _match(front, references, held) or _new(front, {reference.key for reference in references})


def _match(front: Front, references: list[Reference], held: Container[str]) -> Identity | None:
    """Gives the first work with the document's DOI, ISBN or address, else the first with its title."""
    titles = {entry.reference.key: entry.titles for entry in starter()}
    page = f" {plain(front.title_page)} {plain(front.document.metadata.get('title', ''))} "
    signed = f"{page}{plain(front.document.metadata.get('author', ''))} "
    isbns, address = {isbn for isbn in map(_isbn, front.isbns) if isbn}, _address(front.stated.get("url", ""))
    only_on_the_web = _is_short_page(front)
    others = []
    for reference in references:
        csl = reference.csl
        if only_on_the_web and csl.get("type") not in ON_THE_WEB:
            continue
        if front.doi and front.doi == str(csl.get("DOI", "")).lower():
            if reference.key not in held or _same_year(front, reference, 0):
                return Identity(reference, "DOI", ())
        elif isbns and _isbn(str(csl.get("ISBN", ""))) in isbns:
            if _same_year(front, reference, 0):
                return Identity(reference, "ISBN", () if front.printed_year else ("no year is printed on it",))
        elif reference.key in held:
            continue
        elif address and address == _address(str(csl.get("URL", ""))):
            return Identity(reference, "address", ())
        elif _same_year(front, reference, YEARS_APART):
            others.append(reference)
    found = (
        r
        for r in others
        if (_titled(page, titles.get(r.key, (r.title,))) and _signed(signed, r))
        or (plain(front.title) == plain(r.title) and _named_on(signed, r))
    )
    if match := next(found, None):
        return Identity(match, "title", tuple(_doubts(front, match)))
    # The cover may be a picture, and what a template left may stand on the first page that has text.
    inside, lines = f" {plain(front.opening)} ", _lines(front.opening)
    found = (r for r in others if _titled_line(lines, titles.get(r.key, (r.title,))) and _signed(inside, r))
    if match := next(found, None):
        return Identity(match, "title", ("its title stands on an inner page", *_doubts(front, match)))
    return None


def _doubts(front: Front, reference: Reference) -> Iterable[str]:
    """What is left to doubt where the title agrees."""
    if not _people(reference):
        yield "no person's name confirms it"
    if not front.printed_year:
        yield "no year is printed on it"
    elif reference.year and front.printed_year != reference.year:
        yield f"the year printed is {front.printed_year}, that of the record {reference.year}"


def _is_short_page(front: Front) -> bool:
    """Says whether a file is a web page that is too short for the text of anything else."""
    return front.stated.get("type") == "webpage" and len(front.document.text.split()) < SHORTEST_TEXT


def _address(url: str) -> str:
    """Gives what of an address is the same however it is written: no scheme, "www." or slash at its end."""
    return re.sub(r"^https?://(?:www\.)?|[?#].*|/+$", "", url.lower())


def is_work(front: Front, reference: Reference, titles: Iterable[str]) -> bool:
    """Says whether a document is the work that it is expected to be, by its DOI, its ISBN or one of its titles.

    A title stands in the metadata or at the beginning of one of the first pages: whole, its main part if that is long
    enough to be no chance, or nearly all of its words in any order, as where a cover breaks it up.
    """
    if front.doi and front.doi == str(reference.csl.get("DOI", "")).lower():
        return True
    isbn = _isbn(str(reference.csl.get("ISBN", "")))
    if isbn and isbn in map(_isbn, front.isbns):
        return True
    said = [front.document.metadata.get(field, "") for field in ("title", "page1_title")]
    pages = [page.text[:TITLE_PAGE] for page in front.document.pages[:FIRST_PAGES]]
    texts = (*said, front.title_page, *pages)
    return any(_bears(f" {plain(text)} ", title) for text in texts for title in titles)


def _bears(text: str, title: str) -> bool:
    """Says whether a text, in plain words, has a title."""
    main = plain(title.split(": ", 1)[0])
    words = set(plain(title).split()) - STOP_WORDS
    return (
        f" {plain(title)} " in text
        or (len(main.split()) >= SHORTEST_TITLE and f" {main} " in text)
        or (len(words) >= SCATTERED and len(words & set(text.split())) >= PRINTED * len(words))
    )


def _same_year(front: Front, reference: Reference, apart: int) -> bool:
    """Says whether the years agree, as they do where either is not known."""
    return not (front.printed_year and reference.year) or abs(front.printed_year - reference.year) <= apart


def _isbn(printed: str) -> str:
    """The nine digits that an ISBN has both in its form of ten figures and in that of thirteen; none for none."""
    figures = re.sub(r"[^\dXx]", "", printed)
    return figures[-10:-1]


def _titled(page: str, titles: Iterable[str]) -> bool:
    """Says whether a title page bears one of these titles."""
    return any(f" {name} " in page for name in map(plain, titles) if len(name.split()) >= SHORTEST_TITLE)


def _titled_line(lines: Container[str], titles: Iterable[str]) -> bool:
    """Says whether one of these titles makes up a line, or a few, and is not a mention in one."""
    return any(name in lines for name in map(plain, titles) if len(name.split()) >= SHORTEST_TITLE)


def _lines(text: str) -> set[str]:
    """The lines of a text, and up to `TITLE_LINES` of them together, as words."""
    lines = [line for line in map(plain, text.split("\n")) if line]
    return {" ".join(lines[i : i + n]) for n in range(1, TITLE_LINES + 1) for i in range(len(lines) - n + 1)}


def _signed(page: str, reference: Reference) -> bool:
    """Says whether a page names one of the people who wrote a work; a body may be there as a mere logo."""
    people = _people(reference)
    return not people or any(f" {plain(name)} " in page for name in people)


def _named_on(page: str, reference: Reference) -> bool:
    """Says whether a page names a person or a body that wrote a work."""
    names = [name.get("family") or name.get("literal", "") for name in reference.csl.get("author", ())]
    return any(f" {plain(name)} " in page for name in names if name)


def _people(reference: Reference) -> list[str]:
    return [name["family"] for name in reference.csl.get("author", ()) if name.get("family")]


def _new(front: Front, taken: set[str]) -> Identity:
    stated = front.stated
    csl: dict[str, Any] = {"type": stated.get("type", "report"), "title": front.title}
    if front.filing:
        csl["title-short"] = f"Form {front.filing.form}"
    if by := front.authors or ([{"literal": front.publisher}] if front.publisher else []):
        csl["author"] = by
    if front.publisher:
        csl["publisher"] = front.publisher
    if front.issued:
        csl["issued"] = {"date-parts": [front.issued]}
    if front.doi:
        csl["DOI"] = front.doi
    if front.isbns:
        csl["ISBN"] = front.isbns[0]
    if "site" in stated:
        csl["container-title"] = stated["site"]
    if "url" in stated:
        csl["URL"] = stated["url"]
    key = make_key(csl, taken)
    design = guess_design(front.title, front.opening)
    kind = KINDS.get(csl["type"], design if design == "guide" else "report")
    doubts = []
    if front.title.endswith((front.stem, f"({front.stem})")):
        doubts.append("the title is the file's name")
    if not by:
        doubts.append("no author found")
    if not front.year:
        doubts.append("no year found")
    elif not front.printed_year:
        doubts.append("no year is printed on it, so it is that of the file or of the title")
    return Identity(Reference(key, {"id": key, **csl}, kind, design, True), "new", tuple(doubts))
