"""Identify a file: find the known work that it is the text of, or make a new work from what the file says.

A known work is found by its DOI, by its ISBN and year, or by its URL. Otherwise title and author decide. Many works
share a title, so a title finds only works that have no full text yet:

    "Crime Trends" is held as a note or a reference    a file titled "Crime Trends" is its text
    "Crime Trends" is held with its full text          a file titled "Crime Trends" is another work

A web page that presents a report has the report's title, authors and DOI too. So a short web page can only be the text
of a work that is read on the web.

Nothing is looked up on the network. An identity says which evidence it rests on and what is doubtful, so that a person
can correct it.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from corpus.model import Document, FieldOrigin, Reference
from corpus.text.words import STOP_WORDS, normalize
from corpus.works.design import guess_design
from corpus.works.frontmatter import FIRST_PAGES, MAX_TITLE_PAGE_CHARACTERS, MIN_PRINTED_SHARE, FrontMatter
from corpus.works.identifiers import bare_url, isbn_stem
from corpus.works.keys import make_key, taken_keys
from corpus.works.kinds import kind_of
from corpus.works.starter import starter

MIN_TITLE_WORDS = 4
"""A shorter title turns up on the first pages of other works by chance."""

MIN_SCATTERED_WORDS = 6
"""This many words of a title, without stop words, are not on one page by chance, whatever their order."""

MAX_TITLE_LINES = 3
"""Lines that a title runs over on an inner page."""

MAX_YEARS_APART = 1
"""The printed year may differ by this from the year of the record: articles are online before they are in print."""

MIN_WEB_PAGE_WORDS = 2_000
"""A web page with fewer words cannot be the text of a report or an article; an abstract has 300. Chosen."""

ON_THE_WEB = frozenset("webpage post post-weblog article-newspaper article-magazine entry-encyclopedia".split())
"""CSL types of works that are read on the web."""

Identifier = Literal["DOI", "ISBN", "address"]


@dataclass(frozen=True, slots=True)
class Identity:
    """The work that a file was taken for.

    `by` names the evidence: an identifier, the title, "new" for a work that was not known, "key" if a person said which
    work it is, or "before" if the library had the same file before. `doubts` are remarks that a person should look
    into.
    """

    reference: Reference
    by: Identifier | Literal["title", "new", "key", "before"]
    doubts: tuple[str, ...]


def identify(document: Document, file_name: str, known: Iterable[Reference], held: Container[str]) -> Identity:
    """Return the work of a document: a known work, or a new work under a free key.

    Args:
        document: as extracted. Its first pages, its last pages and its metadata are searched.
        file_name: the file's name.
        known: the references of the library, which the document may be the full text of.
        held: the keys of the works that the library has the full text of.
    """
    front = FrontMatter(document, file_name)
    references = list(known)
    known_work = _find_known_work(front, references, held)
    if known_work:
        return known_work
    taken = taken_keys(references)
    return _make_new_work(front, taken)


def is_work(front: FrontMatter, reference: Reference, titles: Collection[str]) -> bool:
    """Return whether a document is the work that it should be, by its DOI, its ISBN or one of the work's titles.

    A title counts in the metadata and at the beginning of one of the first pages (see `_mentions_title`).
    """
    if _has_doi_of(front, reference) or _has_isbn_of(front, reference):
        return True
    texts = [front.metadata("title"), front.metadata("page1_title"), front.title_page]
    for page in front.document.pages[:FIRST_PAGES]:
        texts.append(page.text[:MAX_TITLE_PAGE_CHARACTERS])
    for text in texts:
        words = normalize(text)
        if any(_mentions_title(words, title) for title in titles):
            return True
    return False


# --- a known work --------------------------------------------------------------------------------------------------


def _find_known_work(front: FrontMatter, references: Iterable[Reference], held: Container[str]) -> Identity | None:
    """Return the first work with the document's DOI, ISBN or URL, or else the first work with its title."""
    candidates_by_title = []
    for reference in references:
        if not _may_be_text_of(front, reference):
            continue
        is_held = reference.key in held
        identifier = _shared_identifier(front, reference)
        if identifier:
            if _is_same_text(identifier, front, reference, is_held):
                return Identity(reference, identifier, _identifier_doubts(identifier, front))
        elif not is_held and _years_agree(front, reference, MAX_YEARS_APART):
            candidates_by_title.append(reference)
    return _match_title_page(front, candidates_by_title) or _match_inner_page(front, candidates_by_title)


def _may_be_text_of(front: FrontMatter, reference: Reference) -> bool:
    """Return whether a document may be the text of a work: a short web page only of a work that is read on the web."""
    is_short_web_page = front.csl_type == "webpage" and front.word_count < MIN_WEB_PAGE_WORDS
    return not is_short_web_page or reference.csl.get("type") in ON_THE_WEB


def _shared_identifier(front: FrontMatter, reference: Reference) -> Identifier | None:
    """Return the strongest identifier that a document shares with a reference."""
    if _has_doi_of(front, reference):
        return "DOI"
    if _has_isbn_of(front, reference):
        return "ISBN"
    if _has_address_of(front, reference):
        return "address"
    return None


def _is_same_text(identifier: Identifier, front: FrontMatter, reference: Reference, is_held: bool) -> bool:
    """Return whether a shared identifier makes the document the text of a work.

    Editions may share an ISBN, so the years must agree. A DOI finds a work without full text in any case, and a work
    with full text if the years agree: then the file is a copy. A URL finds only a work without full text.
    """
    if identifier == "address":
        return not is_held
    if identifier == "DOI" and not is_held:
        return True
    return _years_agree(front, reference, 0)


def _identifier_doubts(identifier: Identifier, front: FrontMatter) -> tuple[str, ...]:
    if identifier == "ISBN" and not front.printed_year:
        return ("no year is printed on it",)
    return ()


def _has_doi_of(front: FrontMatter, reference: Reference) -> bool:
    return bool(front.doi) and front.doi == str(reference.csl.get("DOI", "")).lower()


def _has_isbn_of(front: FrontMatter, reference: Reference) -> bool:
    stem = isbn_stem(str(reference.csl.get("ISBN", "")))
    return bool(stem) and stem in front.isbn_stems


def _has_address_of(front: FrontMatter, reference: Reference) -> bool:
    return bool(front.address) and front.address == bare_url(str(reference.csl.get("URL", "")))


def _years_agree(front: FrontMatter, reference: Reference, max_years_apart: int) -> bool:
    """Return whether the printed year is near the year of the record, or one of the two is not known."""
    if not front.printed_year or not reference.year:
        return True
    return abs(front.printed_year - reference.year) <= max_years_apart


# --- a known work, by its title ------------------------------------------------------------------------------------


def _match_title_page(front: FrontMatter, references: Iterable[Reference]) -> Identity | None:
    """Return the first work that the title page or the metadata names by title and author.

    A title of fewer than `MIN_TITLE_WORDS` words must be the whole title of the document.
    """
    titles_text = f"{normalize(front.title_page)} {normalize(front.metadata('title'))}"
    names_text = f"{titles_text} {normalize(front.metadata('author'))}"
    document_title = normalize(front.title)
    for reference in references:
        by_long_title = _has_any(titles_text, _long_titles(reference)) and _names_person(names_text, reference)
        by_whole_title = document_title == normalize(reference.title) and _names_author(names_text, reference)
        if by_long_title or by_whole_title:
            return Identity(reference, "title", tuple(_title_doubts(front, reference)))
    return None


def _match_inner_page(front: FrontMatter, references: Iterable[Reference]) -> Identity | None:
    """Return the first work whose title has lines of its own on the first pages, with one of its authors.

    The cover may be a picture, and the first page that has text may have the text of a template.
    """
    lines = _joined_lines(front.opening)
    names_text = normalize(front.opening)
    for reference in references:
        has_title = any(title in lines for title in _long_titles(reference))
        if has_title and _names_person(names_text, reference):
            doubts = ("its title is on an inner page", *_title_doubts(front, reference))
            return Identity(reference, "title", doubts)
    return None


def _title_doubts(front: FrontMatter, reference: Reference) -> list[str]:
    """Return what is doubtful about a match by title."""
    doubts = []
    if not _family_names(reference):
        doubts.append("no person's name confirms it")
    if not front.printed_year:
        doubts.append("no year is printed on it")
    elif reference.year and front.printed_year != reference.year:
        doubts.append(f"the printed year is {front.printed_year}, the year of the record {reference.year}")
    return doubts


def _long_titles(reference: Reference) -> list[str]:
    """Return the normalized titles of a work that have at least `MIN_TITLE_WORDS` words."""
    titles = _starter_titles().get(_first_key(reference), (reference.title,))
    normalized = map(normalize, titles)
    return [title for title in normalized if len(title.split()) >= MIN_TITLE_WORDS]


def _first_key(reference: Reference) -> str:
    """Return the key that a work had at first, by which the reading list knows it."""
    return (*reference.former_keys, reference.key)[0]


@cache
def _starter_titles() -> Mapping[str, Sequence[str]]:
    return {entry.reference.key: entry.titles for entry in starter()}


def _mentions_title(text: str, title: str) -> bool:
    """Return whether a normalized text mentions a title.

    It may have the whole title, its main part before the colon if that has at least `MIN_TITLE_WORDS` words, or nearly
    all of its words in any order, because a cover may break a title up.
    """
    if _has_words(text, normalize(title)):
        return True
    main_title = normalize(title.split(": ", 1)[0])
    if len(main_title.split()) >= MIN_TITLE_WORDS and _has_words(text, main_title):
        return True
    words = set(normalize(title).split()) - STOP_WORDS
    shared = words & set(text.split())
    return len(words) >= MIN_SCATTERED_WORDS and len(shared) >= MIN_PRINTED_SHARE * len(words)


def _has_words(text: str, words: str) -> bool:
    """Return whether a normalized text has these normalized words one after another."""
    return f" {words} " in f" {text} "


def _has_any(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a normalized text has one of these normalized phrases."""
    return any(_has_words(text, phrase) for phrase in phrases)


def _joined_lines(text: str) -> Set[str]:
    """Return the normalized lines of a text, alone and with up to `MAX_TITLE_LINES - 1` lines after them."""
    lines = []
    for line in text.split("\n"):
        words = normalize(line)
        if words:
            lines.append(words)
    joined = set()
    for start in range(len(lines)):
        for end in range(start + 1, min(start + MAX_TITLE_LINES, len(lines)) + 1):
            joined.add(" ".join(lines[start:end]))
    return joined


def _names_person(text: str, reference: Reference) -> bool:
    """Return whether a normalized text names a person who wrote a work; true for a work without persons.

    Bodies do not count: the name of a body may be only a logo.
    """
    people = [normalize(name) for name in _family_names(reference)]
    return not people or _has_any(text, people)


def _names_author(text: str, reference: Reference) -> bool:
    """Return whether a normalized text names a person or a body that wrote a work."""
    names = []
    for author in reference.csl.get("author", ()):
        name = author.get("family") or author.get("literal", "")
        if name:
            names.append(normalize(name))
    return _has_any(text, names)


def _family_names(reference: Reference) -> list[str]:
    return [name["family"] for name in reference.csl.get("author", ()) if name.get("family")]


# --- a new work ----------------------------------------------------------------------------------------------------


def _make_new_work(front: FrontMatter, taken: Container[str]) -> Identity:
    """Return a work that is made of what the document says. Its design is guessed; its key is not in `taken`."""
    csl = _new_csl(front)
    key = make_key(csl, taken)
    design = guess_design(front.title, front.opening, csl["type"], front.first_lines)
    kind = "slides" if csl["type"] == "speech" else kind_of(csl["type"])
    if kind == "report":
        kind = "guide" if design == "guide" else "report"
    if front.working_paper:
        kind = "working paper"
    origins = _origins(front, csl)
    reference = Reference(key, {"id": key, **csl}, kind, design, guessed=True, origins=origins)
    return Identity(reference, "new", tuple(_new_doubts(front)))


def _new_csl(front: FrontMatter) -> dict[str, Any]:
    """Return the CSL item of a new work, without fields that the document does not state."""
    csl: dict[str, Any] = {"type": front.work_type, "title": front.title}
    for field, value in _found_fields(front).items():
        if value:
            csl[field] = value
    for field, finding in front.publication.fields.items():
        csl[field] = finding.value
    return csl


def _found_fields(front: FrontMatter) -> dict[str, Any]:
    """Return CSL fields of a new work. A field that the document does not state has an empty value.

    A work that appeared in a journal gets no publisher and no ISBN: the ones it prints may belong to other works.
    """
    is_in_journal = front.publication.journal is not None
    publisher = None if is_in_journal else front.publisher
    isbns = () if is_in_journal else front.isbns
    issued = {"date-parts": [front.issued]} if front.issued else None
    series, number = front.working_paper or ("", "")
    degree, university = front.thesis or ("", "")
    return {
        "author": front.authors,
        "publisher": university or publisher,
        "issued": issued,
        "DOI": front.doi,
        "ISBN": next(iter(isbns), None),
        "container-title": front.trusted_metadata("site"),
        "URL": front.trusted_metadata("url"),
        "genre": series or degree,
        "number": number,
        "event-title": front.event,
    }


def _origins(front: FrontMatter, csl: Mapping[str, Any]) -> dict[str, FieldOrigin]:
    """Return where the fields of a new work came from."""
    origins = {}
    for field in csl:
        is_trusted = bool(front.csl_type)
        origins[field] = FieldOrigin("metadata" if is_trusted else "printed", is_sure=True)
    origins["title"] = front.title_origin
    if front.authorship:
        origins["author"] = FieldOrigin(front.authorship.by, front.authorship.is_sure)
    if front.year:
        origins["issued"] = front.year_origin
    for field, finding in front.publication.fields.items():
        origins[field] = finding.origin
    if front.publication.doi and not front.csl_type:
        origins["DOI"] = front.publication.doi.origin
    return origins


def _new_doubts(front: FrontMatter) -> list[str]:
    """Return what is doubtful about a work that was made of what its document says."""
    doubts = []
    if front.title_origin.by == "file":
        doubts.append("the title is the file's name")
    if not front.authors:
        doubts.append("no author found")
    if not front.year:
        doubts.append("no year found")
    elif not front.printed_year:
        doubts.append("no year is printed on it, so the year comes from the title")
    return doubts
