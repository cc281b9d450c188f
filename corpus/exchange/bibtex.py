r"""BibTeX: `@techreport{abt-winship-2016, author = {Abt, Thomas and Winship, Christopher}, year = {2016}, ...}`.

Types and fields are BibTeX's own where it has them, so that every style prints the entry, and biblatex's where it has
none (`@online`, `@video`, `urldate`, `pagetotal`); biblatex reads the former too. What a type's fields mean follows
Zotero. Names are `von Last, Jr, First`; a body's stands in braces, as does any part that BibTeX would take apart:

    {Violence Reduction Unit, Scotland}      CSL's `literal`
    {Szabó de Carvalho}, Ilona               a family name with a word in small letters
    van Dijk, Teun                           the particle apart: CSL's `non-dropping-particle`
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.exchange.tex import encode, encode_title, encode_verbatim
from corpus.exchange.text import PARTICLES, edtf, lines, whole
from corpus.model import Reference

TYPES = {
    "article": "unpublished",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "bill": "legislation",
    "book": "book",
    "broadcast": "video",
    "chapter": "incollection",
    "dataset": "dataset",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "graphic": "artwork",
    "legal_case": "jurisdiction",
    "legislation": "legislation",
    "manuscript": "unpublished",
    "motion_picture": "video",
    "paper-conference": "inproceedings",
    "patent": "patent",
    "personal_communication": "letter",
    "post-weblog": "online",
    "report": "techreport",
    "software": "software",
    "song": "audio",
    "speech": "unpublished",
    "standard": "standard",
    "webpage": "online",
}
"""What CSL's types are called, but for `thesis`; one that is not here is written as `misc`."""

SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
"""biblatex's `entrysubtype` of an article."""

NAMES = {"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"}

FIELDS = {
    "shorttitle": "title-short",
    "shortjournal": "container-title-short",
    "series": "collection-title",
    "edition": "edition",
    "volumes": "number-of-volumes",
    "chapter": "chapter-number",
    "pagetotal": "number-of-pages",
    "eventtitle": "event-title",
    "venue": "event-place",
    "address": "publisher-place",
    "version": "version",
    "type": "genre",
    "howpublished": "medium",
    "isbn": "ISBN",
    "issn": "ISSN",
    "abstract": "abstract",
    "keywords": "keyword",
    "note": "note",
}
"""Fields whose meaning is the same for each type."""

VERBATIM = {"doi": "DOI", "url": "URL"}
CONTAINERS = {"article": "journal", "online": "titleaddon"}
PUBLISHERS = {
    "techreport": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
    "thesis": "institution",
    "online": "organization",
}

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
"""The macros that every BibTeX style defines."""

LANGUAGES = {
    "de": "german",
    "en": "english",
    "en-GB": "british",
    "en-US": "american",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "pt-BR": "brazilian",
}
"""What biblatex's `langid` calls a language; another one stands in `language` as it is."""


def write(references: Sequence[Reference]) -> str:
    """Gives the entries, an empty line between them."""
    return "\n".join(_entry(reference.key, lines(reference.csl)) for reference in references)


def _entry(key: str, item: Mapping[str, Any]) -> str:
    kind = _type(item)
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(kind, item))
    return f"@{kind}{{{re.sub('[^A-Za-z0-9_:.+/-]', '-', key)},\n{fields}}}\n"


def _type(item: Mapping[str, Any]) -> str:
    if item.get("type") == "thesis":
        genre = item.get("genre", "").lower()
        return "thesis" if not genre else "mastersthesis" if "master" in genre else "phdthesis"
    return TYPES.get(item.get("type", ""), "misc")


def _fields(kind: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of an entry in order, their values as they stand in the file."""
    if "author" not in item and "director" in item:
        item = {**item, "author": item["director"]}
    for name, role in NAMES.items():
        if role in item:
            yield name, f"{{{' and '.join(map(_name, item[role]))}}}"
    if "title" in item:
        yield "title", f"{{{encode_title(item['title'])}}}"
    if subtype := SUBTYPES.get(item.get("type", "")):
        yield "entrysubtype", f"{{{subtype}}}"
    texts = {
        CONTAINERS.get(kind, "booktitle"): item.get("container-title"),
        PUBLISHERS.get(kind, "publisher"): item.get("publisher"),
        **{name: item.get(field) for name, field in FIELDS.items()},
        **_numbers(kind, item),
    }
    for name, text in texts.items():
        if text:
            yield name, f"{{{encode(text)}}}"
    if "page" in item:
        yield "pages", f"{{{'--'.join(encode(part) for part in item['page'].split('-'))}}}"
    yield from _dates(item)
    for name, field in VERBATIM.items():
        if field in item:
            yield name, f"{{{encode_verbatim(item[field])}}}"
    if language := item.get("language"):
        known = LANGUAGES.get(language)
        yield ("langid", f"{{{known}}}") if known else ("language", f"{{{encode(language)}}}")


def _numbers(kind: str, item: Mapping[str, Any]) -> dict[str, str | None]:
    """An article's `number` is its issue, a book's or chapter's its number in the series, another work's its own.

    A report has its own, else the one in its series, and the latter as `volume` too, which says whose it is.
    """
    number, of_series, volume = (item.get(field) for field in ("number", "collection-number", "volume"))
    if kind == "article":
        return {"volume": volume, "number": item.get("issue")}
    if kind in ("book", "incollection", "inproceedings", "inreference"):
        return {"volume": volume, "number": of_series}
    if kind == "techreport":
        return {"volume": volume or of_series, "number": number or of_series}
    return {"volume": volume, "number": number, "issue": item.get("issue")}


def _name(name: Mapping[str, str]) -> str:
    if body := whole(name):
        bare = "family" in name and " " not in body and "," not in body and body != "others"
        return encode(body) if bare else f"{{{encode(body)}}}"
    words = name["family"].split()
    family = _part(name["family"], any(word[:1].islower() for word in words[:-1]))
    given = _part(name["given"], name["given"].split()[-1] in PARTICLES)
    before, after, suffix = (
        encode(name[part]) if part in name else "" for part in ("non-dropping-particle", "dropping-particle", "suffix")
    )
    joined = [" ".join(filter(None, (before, family))), suffix, " ".join(filter(None, (given, after)))]
    return ", ".join(filter(None, joined))


def _part(text: str, apart: bool) -> str:
    """A part of a name, in braces where BibTeX would take it `apart`: at a comma, or at "and"."""
    apart = apart or "," in text or "and" in text.lower().split()
    return f"{{{encode(text)}}}" if apart else encode(text)


def _dates(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`year` and `month` for BibTeX, and biblatex's `date` beside them where they do not say all."""
    issued = item.get("issued")
    if issued and "date-parts" in issued:
        first, *end = issued["date-parts"]
        yield "year", f"{{{first[0]}}}"
        if len(first) > 1:
            yield "month", MONTHS[first[1] - 1]
        if len(first) == 3 or end or first[0] < 1000 or not issued.keys() <= {"date-parts"}:
            yield "date", f"{{{edtf(issued)}}}"
    elif issued:
        yield "year", f"{{{encode(edtf(issued))}}}"
    for name, field in (("origdate", "original-date"), ("urldate", "accessed")):
        if field in item:
            yield name, f"{{{encode(edtf(item[field]))}}}"
