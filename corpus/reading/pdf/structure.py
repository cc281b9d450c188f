"""Structure of a PDF, read by pypdf: page labels, outline and metadata.

PDF: ISO 32000-1.
"""

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
from corpus.reading.pdf.model import OutlineEntry

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every oddity of every file

MAX_OUTLINE_ENTRIES = 5_000
"""The fullest outline of 78 reports has 394 entries."""

MAX_METADATA_CHARACTERS = 300
"""Characters kept of a title, an author or a subject."""

MAX_XMP_BYTES = 1_000_000
"""Bytes of an XMP packet that are searched. A packet has some ten thousand, unless it carries pictures."""

_XMP_ELEMENT = re.compile(r"<(\w+:(doi|isbn|identifier))\b[^>]*>(.{1,300}?)</\1", re.I | re.S)
_XMP_ATTRIBUTE = re.compile(r"\b\w+:(doi|isbn|identifier)=[\"']([^\"'<>]{1,300})", re.I)
_XML_TAG = re.compile("<[^>]*>")
_DATE = re.compile(r"(?:D:)?([12]\d{3})(\d\d)?(\d\d)?")


@dataclass(slots=True)
class Structure:
    """What pypdf reads of a file apart from its text. Parts that cannot be read are empty.

    `reader` is None if pypdf cannot open the file, and `problem` says why. `warnings` names the other missing parts.
    """

    labels: list[str] = field(default_factory=list)
    outline: list[OutlineEntry] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    reader: PdfReader | None = None
    problem: str = ""
    warnings: list[str] = field(default_factory=list)


def read_structure(file: BinaryIO, monitor: Monitor) -> Structure:
    """Read page labels, outline and metadata, as far as pypdf can."""
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
    information: dict[str, str] = {}
    try:
        information = _information(reader)
    except Exception as error:  # as above
        structure.warnings.append(f"no metadata: {error_line(error)}")
    try:
        structure.metadata = _xmp(reader)
    except Exception as error:  # as above
        structure.warnings.append(f"no xmp: {error_line(error)}")
    structure.metadata |= information
    return structure


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


def _information(reader: PdfReader) -> dict[str, str]:
    """Return the metadata of the information dictionary, and the identifiers in it and in the XMP packet."""
    information = reader.metadata
    if not information:
        return _not_empty({"identifier": _identifiers(reader)})
    return _not_empty(
        {
            "title": information.title,
            "author": information.author,
            "subject": information.subject,
            "identifier": _identifiers(reader),
            "created": _iso_date(str(information.creation_date_raw or "")),
        }
    )


def _xmp(reader: PdfReader) -> dict[str, str]:
    """Return title and authors of the XMP packet, if the information dictionary has no title."""
    if reader.metadata and reader.metadata.title:
        return {}
    xmp = reader.xmp_metadata
    if not xmp:
        return {}
    titles = (xmp.dc_title or {}).values()
    return _not_empty({"title": " ".join(titles), "author": "; ".join(xmp.dc_creator or [])})


def _not_empty(fields: Mapping[str, object]) -> dict[str, str]:
    """Return the fields that have a value, cleaned and shortened to `MAX_METADATA_CHARACTERS`."""
    kept = {}
    for name, value in fields.items():
        if not value:
            continue
        text = clean_line(str(value))[:MAX_METADATA_CHARACTERS]
        if text:
            kept[name] = text
    return kept


def _identifiers(reader: PdfReader) -> str:
    """Return the DOI and ISBN in the information dictionary and the XMP packet: `doi: 10.1000/1; isbn: 0-306-40615-2`.

    Publishers write them as prism:doi, pdfx:doi or dc:identifier. The packet is searched as text: a few names do not
    justify parsing a stranger's XML.
    """
    fields: dict[str, None] = {}  # an ordered set
    information: Mapping[str, Any] = reader.metadata or {}
    for name, value in information.items():
        if name.lower() in ("/doi", "/isbn"):
            fields[f"{name}: {value}"] = None
    packet = reader.root_object.get("/Metadata")
    if packet is not None:
        xml = packet.get_object().get_data()[:MAX_XMP_BYTES].decode("utf-8", "replace")
        elements = [(name, value) for _, name, value in _XMP_ELEMENT.findall(xml)]
        for name, value in [*elements, *_XMP_ATTRIBUTE.findall(xml)]:
            text = _XML_TAG.sub(" ", value)
            fields[f"{name}: {text}"] = None
    return "; ".join(" ".join(text.lstrip("/").split()) for text in fields)


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
