"""Structure of a PDF, read by pypdf: page labels, outline, hidden layers and metadata.

PDF: ISO 32000-1.
"""

import html
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from pypdf import PdfReader

from corpus.reading.monitor import Monitor, Step, StepKind
from corpus.reading.pdf.characters import clean_line, error_line
from corpus.reading.pdf.layers import Layers
from corpus.reading.pdf.model import OutlineEntry

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every oddity of every file

MAX_OUTLINE_ENTRIES = 5_000
"""The fullest outline of 78 reports has 394 entries."""

MAX_METADATA_CHARACTERS = 300
"""Characters kept of a title, a subject or another field."""

MAX_AUTHORS_CHARACTERS = 3000
"""Characters kept of a list of authors: 150 names."""

MAX_XMP_BYTES = 1_000_000
"""Bytes of an XMP packet that are searched. A packet has some ten thousand, unless it carries pictures."""

_INFORMATION_FIELDS = {
    "/Title": "title", "/Author": "author", "/Subject": "subject", "/doi": "doi", "/DOI": "doi", "/ISBN": "isbn",
    "/isbn": "isbn",
}  # fmt: skip
# Names in XMP packets: Dublin Core, and PRISM (publishers' metadata, https://www.w3.org/submissions/prism/).
_XMP_FIELDS = {
    "dc:title": "title", "dc:creator": "author", "dc:description": "subject", "dc:publisher": "publisher",
    "dc:identifier": "identifier", "pdfx:doi": "doi", "prism:doi": "doi", "pdfx:isbn": "isbn", "prism:isbn": "isbn",
    "prism:issn": "issn", "prism:eissn": "issn", "prism:publicationname": "journal", "prism:volume": "volume",
    "prism:number": "issue", "prism:startingpage": "first_page", "prism:endingpage": "last_page",
    "prism:pagerange": "pages", "prism:coverdate": "published", "prism:coverdisplaydate": "published",
    "prism:aggregationtype": "aggregation",
}  # fmt: skip
_XMP_NAMES = "|".join(_XMP_FIELDS)
_XMP_ELEMENT = re.compile(rf"<({_XMP_NAMES})\b[^>/]*>(.{{1,5000}}?)</\1\s*>", re.I | re.S)
_XMP_ATTRIBUTE = re.compile(rf"\b({_XMP_NAMES})=[\"']([^\"'<>]{{1,300}})", re.I)
_XMP_ITEM = re.compile("<rdf:li\\b[^>]*>(.{0,1000}?)</rdf:li>", re.S)
_XML_TAG = re.compile("<[^>]*>")
_DATE = re.compile(r"(?:D:)?([12]\d{3})(\d\d)?(\d\d)?")


@dataclass(slots=True)
class Structure:
    """What pypdf reads of a file apart from its text. Parts that cannot be read are empty.

    `reader` is None if pypdf cannot open the file, and `problem` says why. `warnings` names the other missing parts.
    `placeholder` says where the text of the file is if its page only holds the place.
    """

    labels: list[str] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    layers: Layers = field(default_factory=Layers)
    reader: PdfReader | None = None
    problem: str = ""
    placeholder: str = ""
    warnings: list[str] = field(default_factory=list)


def read_structure(file: BinaryIO, monitor: Monitor) -> Structure:
    """Read page labels, outline, hidden layers and metadata, as far as pypdf can."""
    step = Step(StepKind.STRUCTURE)
    if step in monitor.avoid:
        return Structure(problem=monitor.avoid[step])
    monitor.begin(step, 0)
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            reader.decrypt("")
        structure = Structure(labels=list(reader.page_labels), reader=reader)
    except Exception as error:  # hostile files make pypdf raise TypeError, AssertionError and more
        return Structure(problem=error_line(error))
    try:
        structure.outline = list(islice(_outline(reader, reader.outline, level=1), MAX_OUTLINE_ENTRIES))
    except Exception as error:  # as above
        structure.warnings.append(f"no outline: {error_line(error)}")
    structure.layers = Layers(reader)
    structure.placeholder = _placeholder(reader.root_object)
    structure.metadata, metadata_warnings = _read_metadata(reader)
    structure.warnings += metadata_warnings
    return structure


def _placeholder(root: Mapping[str, Any]) -> str:
    """Return where the text of a file is if its pages only hold the place, else nothing.

    A viewer draws a dynamic form from XML (XFA), and the page of the file says "Please wait". The page of a portfolio
    says how to open it. The entries of the catalogue say what the file is: ISO 32000-1, table 28.
    """
    try:
        if "/Collection" in root:
            return "it is a portfolio: its text is in attached files, which can be added one by one"
        form = root.get("/AcroForm", {}).get_object()
        is_dynamic = root.get("/NeedsRendering") or not form.get("/Fields")
        if "/XFA" in form and is_dynamic:
            return "its text is in a form (XFA) that cannot be read; print it to a PDF, and add that"
    except Exception:  # hostile files make pypdf raise TypeError, AssertionError and more
        return ""
    return ""


def _outline(reader: PdfReader, items: Sequence[Any], level: int) -> Iterator[OutlineEntry]:
    """Yield the entries of the outline that lead to a page of this file."""
    for item in items:
        if isinstance(item, list):
            yield from _outline(reader, item, level + 1)
            continue
        page_index = reader.get_destination_page_number(item)
        if page_index is not None and page_index >= 0:
            title = clean_line(str(item.title or ""))[:MAX_METADATA_CHARACTERS]
            yield OutlineEntry(level, title, page_index + 1)


def _read_metadata(reader: PdfReader) -> tuple[dict[str, str], list[str]]:
    """Return the metadata, cleaned and shortened to `MAX_METADATA_CHARACTERS`, and a warning for each part that fails.

    The information dictionary counts before the XMP packet. Each part is read by itself, because one odd object must
    not cost the others.
    """
    fields: dict[str, str] = {}
    warnings = []
    for part, read in (("metadata", _information), ("xmp", _xmp)):
        try:
            found = read(reader)
        except Exception as error:  # hostile files make pypdf raise TypeError, AssertionError and more
            warnings.append(f"no {part}: {error_line(error)}")
            continue
        for name, value in found.items():
            max_characters = MAX_AUTHORS_CHARACTERS if name == "author" else MAX_METADATA_CHARACTERS
            text = clean_line(value)[:max_characters]
            if text:
                fields.setdefault(name, text)
    return fields, warnings


def _information(reader: PdfReader) -> dict[str, str]:
    """Return the fields of the information dictionary: title, author, subject, created, doi, isbn."""
    information: Mapping[str, Any] = reader.metadata or {}
    found = {}
    for name, field_name in _INFORMATION_FIELDS.items():
        if name in information and isinstance(information[name], str | bytes):
            found[field_name] = str(information[name])  # pypdf's byte strings decode themselves
    if "/CreationDate" in information:
        found["created"] = _iso_date(str(information["/CreationDate"]))
    return found


def _xmp(reader: PdfReader) -> dict[str, str]:
    """Return the fields of the XMP packet in `_XMP_FIELDS`; several values of a field are joined by "; ".

    The packet is searched as text: a few names do not justify parsing a stranger's XML.
    """
    packet = reader.root_object.get("/Metadata")
    if packet is None or packet.get_object() is None:
        return {}
    xml = packet.get_object().get_data()[:MAX_XMP_BYTES].decode("utf-8", "replace")
    found: dict[str, str] = {}
    for name, value in [*_XMP_ELEMENT.findall(xml), *_XMP_ATTRIBUTE.findall(xml)]:
        items = [_plain(item) for item in _XMP_ITEM.findall(value)] or [_plain(value)]
        found.setdefault(_XMP_FIELDS[name.lower()], "; ".join(items))
    return found


def _plain(xml: str) -> str:
    """Return the text of a piece of XML on one line."""
    return " ".join(html.unescape(_XML_TAG.sub(" ", xml)).split())


def _iso_date(text: str) -> str:
    """Return a PDF date (ISO 32000-1, 7.9.4) as an ISO date, as a year if it is not complete, or nothing."""
    match = _DATE.match(text)
    if not match:
        return ""
    year, month, day = match.groups()
    try:
        return date(int(year), int(month or ""), int(day or "")).isoformat()
    except ValueError:
        return year
