"""Parse a file of references: which format it is, and its entries. The child process does this (`task`)."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, register_error
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from corpus.errors import InputError
from corpus.exchange.model import MAX_FIELD_CHARACTERS, Export, ExportEntry, ExportProblem

ReferenceFormat = Literal["bibtex", "ris", "csl-json"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module, which is loaded when it is needed, and a pattern that only its files contain."""

    module: str
    signature: re.Pattern[str]


FORMATS: dict[ReferenceFormat, Format] = {
    "csl-json": Format("csljson", re.compile(r"\A\s*[\[{]")),
    "ris": Format("ris", re.compile(r"(?m)^\s*TY\s{0,2}-")),
    "bibtex": Format("bibtex", re.compile(r"(?m)^\s*@\s*[A-Za-z]+\s*[{(]")),
}
"""The formats in the order in which their signatures are looked for."""

IDENTIFYING_FIELDS = {"title", "author", "editor", "DOI", "URL", "ISBN"}
"""A reference without any of these fields does not say which work it is."""


def parse(content: bytes, name: str) -> Export:
    """Return the references in the bytes of a file, and the problems of the entries that could not be read.

    The contents say which format it is. The text is UTF-8, or UTF-16 with a byte order mark. Bytes that are not UTF-8
    are read as Windows code page 1252, because entries of several programs are put together.

    Raises:
        InputError: it is not a file of references. The message lacks its subject, the name of the file.
    """
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    module = import_module(f"corpus.exchange.{FORMATS[_format_of(text, name)].module}")
    entries = []
    problems = []
    for found in module.read(text):
        checked = check_entry(found) if isinstance(found, ExportEntry) else found
        if isinstance(checked, ExportEntry):
            entries.append(checked)
        else:
            problems.append(checked)
    if not entries and not problems:
        raise InputError("holds no reference")
    problems.sort(key=lambda problem: problem.line)
    return Export(tuple(entries), tuple(problems))


def check_entry(entry: ExportEntry) -> ExportEntry | ExportProblem:
    """Return the entry, or why it cannot be used."""
    if not entry.csl.keys() & IDENTIFYING_FIELDS:
        return ExportProblem(entry.line, "no title, and nothing else that says which work it is")
    for field, value in entry.csl.items():
        if len(str(value)) > MAX_FIELD_CHARACTERS:
            return ExportProblem(entry.line, f"its {field[:40]} has more than {MAX_FIELD_CHARACTERS:,} characters")
    return entry


def _decode(content: bytes) -> str:
    """Return the text of a file. In UTF-8, only the bytes that are not valid are read as code page 1252."""
    if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16")
    return content.decode("utf-8-sig", errors=_FOREIGN_BYTES)


def _decode_foreign_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    foreign = error.object[error.start : error.end]
    return "".join(map(_letter_of, foreign)), error.end


def _letter_of(number: int) -> str:
    """Return the letter of a byte in code page 1252, or in Latin-1 if that code page does not use the byte."""
    byte = bytes([number])
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


_FOREIGN_BYTES = "bytes of code page 1252"
register_error(_FOREIGN_BYTES, _decode_foreign_bytes)


def _format_of(text: str, name: str) -> ReferenceFormat:
    if not text.strip():
        raise InputError("is empty")
    for format_name, format in FORMATS.items():
        if format.signature.search(text):
            return format_name
    if text.startswith("%PDF"):
        raise InputError(f"is a PDF, not a file of references: evidence add {name!r} adds it")
    raise InputError(f"is neither BibTeX nor RIS nor CSL-JSON: it begins with {text.strip()[:20]!r}")
