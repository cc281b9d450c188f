"""BibTeX -> CSL items."""

import re
from collections.abc import Iterator

from corpus.exchange.bibtex.entries import Fields, ParsedEntry, full_title, parse
from corpus.exchange.bibtex.fields import CONTAINERS, FIELDS, LANGUAGES, NAME_FIELDS, PUBLISHERS, SUBTYPES, TYPES
from corpus.exchange.bibtex.names import decode_names
from corpus.exchange.bibtex.tex import decode, decode_verbatim
from corpus.exchange.csl_dates import parse_date
from corpus.exchange.csl_fields import clean_item
from corpus.exchange.model import MAX_FIELD_CHARACTERS, Csl, ExportEntry, ExportProblem
from corpus.text.words import ascii_words

CSL_TYPES = {
    **{entry_type: csl_type for csl_type, entry_type in TYPES.items()},
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
"""The CSL type for each type of BibTeX and biblatex. Any other type is a `document`."""

CSL_SUBTYPES = {subtype: csl_type for csl_type, subtype in SUBTYPES.items()}
CSL_LANGUAGES = {langid: language for language, langid in LANGUAGES.items()}

GENRES = {
    "audiocd": "Audio CD",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "datacd": "Data CD",
    "mastersthesis": "Master's thesis",
    "mathesis": "Master's thesis",
    "patent": "Patent",
    "patentde": "German patent",
    "patenteu": "European patent",
    "patentfr": "French patent",
    "patentuk": "British patent",
    "patentus": "U.S. patent",
    "phdthesis": "PhD thesis",
    "resreport": "Research report",
    "software": "Computer software",
    "techreport": "Technical report",
}
"""The words that biblatex prints for these values of `type`, and BibTeX for these types of theses."""

STATES = {
    "inpress": "in press",
    "inpreparation": "in preparation",
    "forthcoming": "forthcoming",
    "submitted": "submitted",
}
"""The words that biblatex prints for the `pubstate` of a work without a date."""

EPRINTS = {
    "arxiv": "https://arxiv.org/abs/",
    "hdl": "https://hdl.handle.net/",
    "jstor": "https://www.jstor.org/stable/",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/",
}
"""The address of an `eprint` by its `eprinttype`."""

SYNONYMS = {
    "address": ("location",),
    "journal": ("journaltitle",),
    "keywords": ("keyword",),
    "langid": ("language", "lang"),
    "publisher": ("institution", "school", "organization", "university"),
    "urldate": ("lastaccessed", "lastchecked", "accessed"),
}
"""Other names of a field. They are tried in this order if the entry does not have the field."""

_SEMICOLON = re.compile(r"(?<!\\);")
_COLON = re.compile(r"(?<!\\):(?![/\\]{2})")
_TEX_IN_NAME = re.compile(r"\{\\|\\[`'^\"~=.]|\\[ckruvH]\s*\{")
_ADDRESS = re.compile(r"\\href\s*\{[^{}]*\}\s*\{[^{}]*\}|\\(?:url|path|nolinkurl)\s*\{[^{}]*\}|(?i:https?)://[^\s{}]+")
_BEFORE_ADDRESSES = frozenset(
    """accessed at available disponible disponivel em en from http https in online on retrieved see url web
    website""".split()
)
"""Words that introduce an address and say nothing else."""


def read(text: str) -> Iterator[ExportEntry | ExportProblem]:
    """Yield the entries of a file and the problems of entries that could not be read."""
    for entry in parse(text):
        yield entry if isinstance(entry, ExportProblem) else _read_entry(entry)


def _read_entry(entry: ParsedEntry) -> ExportEntry | ExportProblem:
    for name, value in entry.fields.items():
        if len(value) > MAX_FIELD_CHARACTERS:
            return ExportProblem(entry.line, f"its {name} has more than {MAX_FIELD_CHARACTERS:,} characters")
    item = clean_item(_item(entry.entry_type, entry.fields))
    return ExportEntry(item, entry.key, tuple(_file_paths(entry.fields.get("file", ""))), entry.line)


def _join(separator: str, *parts: str) -> str:
    """Join the parts that are not empty."""
    return separator.join(part for part in parts if part)


def _field(fields: Fields, name: str) -> str:
    """Return the value of a field or of its first synonym that is not empty."""
    for synonym in (name, *SYNONYMS.get(name, ())):
        if fields.get(synonym):
            return fields[synonym]
    return ""


def _item(entry_type: str, fields: Fields) -> Csl:
    """Return the CSL item of an entry; fields that the entry does not have are empty."""
    item: Csl = {"type": _csl_type(entry_type, fields)}
    for name, field in FIELDS.items():
        item[field] = decode(_field(fields, name))
    item.update(_read_names(fields))
    item.update(_read_titles(entry_type, fields))
    item["publisher"] = _read_publisher(entry_type, fields)
    item["genre"] = _printed_genre(entry_type, item)
    item.update(_read_numbers(entry_type, fields, item))
    item["page"] = decode(re.sub("-{2,3}", "-", fields.get("pages", "")))
    item.update(_read_addresses(fields))
    item.update(_read_dates(fields))
    language = decode(_field(fields, "langid"))
    item["language"] = CSL_LANGUAGES.get(language.lower(), language)
    return item


def _read_names(fields: Fields) -> Csl:
    options = fields.get("options", "").replace(" ", "")
    prefix_is_dropping = "useprefix=false" in options
    names: Csl = {}
    for name, role in NAME_FIELDS.items():
        if fields.get(name):
            names[role] = decode_names(fields[name], prefix_is_dropping=prefix_is_dropping)
    return names


def _read_titles(entry_type: str, fields: Fields) -> Csl:
    container_field = CONTAINERS.get(entry_type, "")
    container = _field(fields, container_field) or full_title(fields, "book")
    return {"title": decode(full_title(fields)), "container-title": decode(container)}


def _read_publisher(entry_type: str, fields: Fields) -> str:
    publisher_field = PUBLISHERS.get(entry_type, "")
    return decode(fields.get(publisher_field, "") or _field(fields, "publisher"))


def _printed_genre(entry_type: str, item: Csl) -> str:
    """Return the genre as it is printed. A thesis without a genre has the genre of its type."""
    genre = str(item["genre"])
    genre = GENRES.get(genre.lower(), genre)
    if item["type"] == "thesis" and not genre:
        return GENRES.get(entry_type, "")
    return genre


def _read_addresses(fields: Fields) -> Csl:
    """Return the DOI, the address, which another field may contain, and the medium without an address."""
    address = decode_verbatim(fields.get("url", "")) or _eprint_address(fields)
    medium, address_of_medium = _split_address(fields.get("howpublished", ""))
    if not address and not address_of_medium:
        _, address = _split_address(fields.get("note", ""))
    return {
        "DOI": decode_verbatim(fields.get("doi", "")),
        "URL": address or address_of_medium,
        "medium": medium,
    }


def _read_dates(fields: Fields) -> Csl:
    return {
        "issued": _issued(fields),
        "event-date": parse_date(fields.get("eventdate", "")),
        "original-date": parse_date(fields.get("origdate", "")),
        "accessed": parse_date(_field(fields, "urldate")),
    }


def _split_address(text: str) -> tuple[str, str]:
    """Return the words beside an address, without words that only introduce it, and the address or ""."""
    address = _ADDRESS.search(text)
    if not address:
        return decode(text), ""
    words = decode(f"{text[: address.start()]} {text[address.end() :]}").strip(" .,:;()[]")
    if set(ascii_words(words)) <= _BEFORE_ADDRESSES:
        words = ""
    return words, decode_verbatim(address[0])


def _eprint_address(fields: Fields) -> str:
    archive = fields.get("eprinttype") or fields.get("archiveprefix", "")
    number = decode_verbatim(fields.get("eprint", ""))
    if not number or archive.lower() not in EPRINTS:
        return ""
    return EPRINTS[archive.lower()] + re.sub("(?i)^arxiv:", "", number)


def _csl_type(entry_type: str, fields: Fields) -> str:
    csl_type = CSL_TYPES.get(entry_type, "document")
    if entry_type == "article":
        return CSL_SUBTYPES.get(fields.get("entrysubtype", "").lower(), csl_type)
    return csl_type


def _read_numbers(entry_type: str, fields: Fields, item: Csl) -> Csl:
    """Return the numbers of an entry; see `_number_fields` in `writing`.

    A report's `volume` is its number in the series if it has a series, or if `number` is the same.
    """
    volume = decode(fields.get("volume", ""))
    number = decode(fields.get("number", ""))
    issue = decode(fields.get("issue", ""))
    if entry_type == "article":
        article_number = "" if fields.get("pages") else decode(fields.get("eid", ""))
        return {"volume": volume, "issue": number or issue, "number": article_number}
    if item["type"] in ("book", "chapter", "paper-conference", "entry-encyclopedia"):
        return {"volume": volume, "collection-number": number}
    if item["type"] == "report" and volume and (volume == number or item["collection-title"]):
        return {"collection-number": volume, "number": "" if number == volume else number}
    return {"volume": volume, "number": number, "issue": issue}


def _issued(fields: Fields) -> Csl | None:
    if fields.get("date"):
        return parse_date(fields["date"])
    year = decode(fields.get("year", "")) or STATES.get(fields.get("pubstate", "").lower(), "")
    month = decode(fields.get("month", ""))
    day = decode(fields.get("day", ""))
    if month.isdigit():
        return parse_date(_join("-", year, month, day))
    return parse_date(_join(" ", day, month, year))


def _file_paths(value: str) -> Iterator[str]:
    r"""Yield the paths of a `file` field: `title:path:type` as Zotero and JabRef write it, or a path alone.

    Several files are separated by `;`. A backslash before a character means that the character does not separate. A
    path may be TeX: `M{\"u}ller.pdf`.
    """
    value = value.replace(r"$\backslash$", "\\")  # as Mendeley writes a backslash
    for file in _SEMICOLON.split(value):
        parts = [_file_name(part) for part in _COLON.split(file)]
        if len(parts) == 1:
            path = parts[0]
        else:
            path = ":".join(parts[1:-1]) or parts[1]
        if path:
            yield path


def _file_name(text: str) -> str:
    text = re.sub(r"\\([:;])", r"\1", text)
    if _TEX_IN_NAME.search(text):
        text = decode(text)
    return re.sub(r"\\(.)", r"\1", text).strip()
