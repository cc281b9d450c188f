r"""BibTeX: `@techreport{abt-winship-2016, author = {Abt, Thomas and Winship, Christopher}, year = {2016}, ...}`.

Types and fields are BibTeX's own where it has them, so that every style prints the entry, and biblatex's where it has
none (`@online`, `@video`, `urldate`, `pagetotal`); biblatex reads the former too. What a type's fields mean follows
Zotero. Names are `von Last, Jr, First`; a body's stands in braces, as does any part that BibTeX would take apart:

    {Violence Reduction Unit, Scotland}      CSL's `literal`
    {Szabó de Carvalho}, Ilona               a family name with a word in small letters
    van Dijk, Teun                           the particle apart: CSL's `non-dropping-particle`
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from corpus.exchange.csl_fields import PARTICLES, Csl, edtf, line, parse_date, sound, whole
from corpus.exchange.model import LONGEST, ExportEntry, ExportProblem
from corpus.exchange.tex import decode, decode_verbatim, encode, encode_title, encode_verbatim
from corpus.model import Reference

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Parsed

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
    return "\n".join(_entry(reference.key, sound(reference.csl)) for reference in references)


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
    family = _part(name["family"], any(not (_first_letter(word) or "A").isupper() for word in words[:-1]))
    given = _part(name["given"], name["given"].split()[-1] in PARTICLES)
    before, after, suffix = (
        encode(name[part]) if part in name else "" for part in ("non-dropping-particle", "dropping-particle", "suffix")
    )
    joined = [" ".join(filter(None, (before, family))), suffix, " ".join(filter(None, (given, after)))]
    return ", ".join(filter(None, joined))


def _first_letter(word: str) -> str:
    """The letter whose case tells BibTeX a particle from a name."""
    return next((c for c in word if c.isalpha()), "")


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
            yield name, f"{{{encode_verbatim(edtf(item[field]))}}}"


# --- reading ---------------------------------------------------------------------------------------------------

_READ = {
    **{name: kind for kind, name in TYPES.items()},
    **dict.fromkeys("booklet collection manual mvbook mvcollection mvreference proceedings reference".split(), "book"),
    **dict.fromkeys("bookinbook inbook suppbook suppcollection".split(), "chapter"),
    **dict.fromkeys("mastersthesis phdthesis thesis".split(), "thesis"),
    **dict.fromkeys("electronic www".split(), "webpage"),
    "article": "article-journal",
    "conference": "paper-conference",
    "image": "graphic",
    "inreference": "entry-encyclopedia",
    "legislation": "legislation",
    "movie": "motion_picture",
    "music": "song",
    "online": "webpage",
    "report": "report",
    "unpublished": "manuscript",
    "video": "motion_picture",
}
"""CSL's types for those of BibTeX and biblatex; one that is not here is a `document`."""

GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "mathesis": "Master's thesis"}
"""What biblatex prints for these, as a type of entry or as its `type`."""

_MONTH_NAMES = "January February March April May June July August September October November December".split()
MACROS = dict(zip(MONTHS, _MONTH_NAMES, strict=True))
SYNONYMS = {
    "annotation": ("annote",),
    "address": ("location",),
    "journal": ("journaltitle",),
    "keywords": ("keyword",),
    "langid": ("language", "lang"),
    "publisher": ("institution", "school", "organization"),
}
"""Other names of a field, looked at in this order where it is not there."""

_PIECES = re.compile(r'[{}"#]')
_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^,\s]{0,60})")
_NO_SEMICOLON, _NO_COLON = re.compile(r"(?<!\\);"), re.compile(r"(?<!\\):(?![/\\]{2})")

Fields = dict[str, str]


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Gives the entries, with macros put in and what a `crossref` lends; comments and preambles are passed over."""
    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        ParsingFailedBlock,
        String,
    )
    from bibtexparser.model import Entry as Parsed
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it warns of, we say ourselves
    macros: Fields = dict(MACROS)
    entries: list[tuple[Parsed, Fields] | ExportProblem] = []
    for found in Splitter(text).split().blocks:
        number = (found.start_line or 0) + 1
        block = found
        if isinstance(found, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
            block = found.ignore_error_block or found
        if isinstance(block, String):
            macros[block.key.lower()] = _value(block.value, macros)
        elif isinstance(block, Parsed):
            fields = {field.key.lower(): _value(field.value, macros) for field in reversed(block.fields)}
            entries.append((block, fields))
        elif isinstance(block, ParsingFailedBlock):
            named = _KEY.match(block.raw or "")
            entries.append(ExportProblem(number, f"{named[1] if named else 'entry'!r} is broken: {_why(block.error)}"))
    lenders = {each[0].key.lower(): each[1] for each in entries if not isinstance(each, ExportProblem)}
    for each in entries:
        yield each if isinstance(each, ExportProblem) else _read(*each, lenders)


def _why(error: Exception) -> str:
    reason = line(getattr(error, "abort_reason", error)).rstrip(".")
    if "end of file" in reason or "block start" in reason:
        return "a brace or quotation mark is not closed"
    return reason[:1].lower() + reason[1:].replace("`", "'")


def _value(raw: str, macros: Mapping[str, str]) -> str:
    """A field's value without its braces or quotation marks, macros put in and pieces joined (`feb # "~22"`)."""
    return "".join(_piece(piece.strip(), macros) for piece in _pieces(raw))


def _pieces(raw: str) -> list[str]:
    depth, quoted, begins, pieces = 0, False, 0, []
    for mark in _PIECES.finditer(raw):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif mark[0] == '"' and depth == 0:
            quoted = not quoted
        elif mark[0] == "#" and depth == 0 and not quoted:
            pieces.append(raw[begins : mark.start()])
            begins = mark.end()
    return [*pieces, raw[begins:]]


def _piece(text: str, macros: Mapping[str, str]) -> str:
    if len(text) > 1 and text[0] + text[-1] in ("{}", '""'):
        return text[1:-1]
    return macros.get(text.lower(), text)


def _read(parsed: "Parsed", own: Fields, lenders: Mapping[str, Fields]) -> ExportEntry | ExportProblem:
    number = (parsed.start_line or 0) + 1
    if too_long := next((name for name, value in own.items() if len(value) > LONGEST), None):
        return ExportProblem(
            number, f"its {too_long} has {len(own[too_long]):,} characters, and the most is {LONGEST:,}"
        )
    kind = parsed.entry_type.lower()
    fields = _with_lent(own, lenders.get(own.get("crossref", "").lower(), {}))
    files = tuple(_files(fields.get("file", "")))
    return ExportEntry(sound(_item(kind, fields)), parsed.key, files, number)


def _with_lent(own: Fields, lent: Fields) -> Fields:
    """The fields of an entry and those of the book or proceedings it stands in, whose `title` is its `booktitle`."""
    if not lent:
        return own
    book = {name: value for name, value in lent.items() if name not in ("title", "subtitle", "author", "file", "doi")}
    return {"booktitle": _titled(lent, ""), **book, **own}


def _titled(fields: Fields, of: str) -> str:
    """A title with its subtitle, as TeX."""
    return ": ".join(filter(None, (fields.get(f"{of}title", ""), fields.get(f"{of}subtitle", ""))))


def _field(fields: Fields, name: str) -> str:
    return next((fields[each] for each in (name, *SYNONYMS.get(name, ())) if fields.get(each)), "")


def _item(kind: str, fields: Fields) -> Csl:
    item: Csl = {"type": _READ.get(kind, "document")}
    subtypes = {name: each for each, name in SUBTYPES.items()}
    if kind == "article":
        item["type"] = subtypes.get(fields.get("entrysubtype", "").lower(), item["type"])
    item |= {field: decode(_field(fields, name)) for name, field in FIELDS.items()}
    item |= {role: _people(fields[name]) for name, role in NAMES.items() if fields.get(name)}
    item["title"] = decode(_titled(fields, ""))
    container = CONTAINERS.get(kind)
    item["container-title"] = decode(_field(fields, container or "") or _titled(fields, "book"))
    item["publisher"] = decode(fields.get(PUBLISHERS.get(kind, ""), "") or _field(fields, "publisher"))
    if item["type"] == "thesis":
        item["genre"] = GENRES.get(item["genre"] or kind, item["genre"])
    item |= _read_numbers(kind, {name: decode(fields.get(name, "")) for name in ("volume", "number", "issue")}, item)
    item["page"] = decode(re.sub("-{2,3}", "-", fields.get("pages", "")))
    item |= {field: decode_verbatim(fields.get(name, "")) for name, field in VERBATIM.items()}
    if re.search(r"https?://|\\url", fields.get("howpublished", "")):
        item["URL"] = item["URL"] or decode_verbatim(fields["howpublished"])
        item["medium"] = ""
    item["issued"] = _issued(fields)
    item["original-date"] = parse_date(fields.get("origdate", ""))
    item["accessed"] = parse_date(fields.get("urldate", ""))
    language = decode(_field(fields, "langid"))
    item["language"] = {name: tag for tag, name in LANGUAGES.items()}.get(language.lower(), language)
    return item


def _read_numbers(kind: str, numbers: Fields, item: Csl) -> Csl:
    """See `_numbers`: a report's `volume` is its number in the series where there is one, or where `number` is it."""
    number, volume = numbers["number"], numbers["volume"]
    if kind == "article":
        return {"volume": volume, "issue": number or numbers["issue"]}
    if item["type"] in ("book", "chapter", "paper-conference", "entry-encyclopedia"):
        return {"volume": volume, "collection-number": number}
    if item["type"] == "report" and volume and (volume == number or item["collection-title"]):
        return {"collection-number": volume, "number": "" if number == volume else number}
    return numbers


def _issued(fields: Fields) -> Csl | None:
    if fields.get("date"):
        return parse_date(fields["date"])
    year, month, day = (decode(fields.get(name, "")) for name in ("year", "month", "day"))
    if month.isdigit():
        return parse_date("-".join(filter(None, (year, month, day))))
    return parse_date(" ".join(filter(None, (day, month, year.replace("–", "/") if not month else year))))


def _people(raw: str) -> list[dict[str, str]]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    return [_person(name) for name in split_multiple_persons_names(" ".join(raw.split()))]


def _person(raw: str) -> dict[str, str]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if _in_braces(raw) or raw == "others":
        return {"literal": decode(raw)}
    name = parse_single_name_into_parts(raw, strict=False)
    before, family = name.von, name.last
    if before and not _first_letter(decode(before[0])).islower():  # "Szabó de Carvalho": a name, not a particle
        before, family = [], before + family
    last = next(
        (i for i in range(len(name.first), 1, -1) if name.first[i - 1] not in PARTICLES), min(len(name.first), 1)
    )
    parts = {
        "family": family,
        "given": name.first[:last],
        "suffix": name.jr,
        "dropping-particle": name.first[last:],
        "non-dropping-particle": before,
    }
    return {part: decode(" ".join(words)) for part, words in parts.items()}


def _in_braces(raw: str) -> bool:
    """Says whether a name stands in one pair of braces from its beginning to its end."""
    steps = re.sub(r"\\.|[^{}]", " ", raw)
    depths = list(accumulate({"{": 1, "}": -1}.get(c, 0) for c in steps))
    return raw[:1] == "{" and raw[-1:] == "}" and 0 not in depths[:-1]


def _files(value: str) -> Iterator[str]:
    r"""The paths of a `file` field: `title:path:type` as Zotero and JabRef write it, or the path alone.

    Several are parted by `;`; a backslash stands before a character that parts nothing.
    """
    for entry in _NO_SEMICOLON.split(value):
        parts = [re.sub(r"\\(.)", r"\1", part).strip() for part in _NO_COLON.split(entry)]
        if path := parts[0] if len(parts) == 1 else ":".join(parts[1:-1]) or parts[1]:
            yield path
