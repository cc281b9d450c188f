"""References in and out: BibTeX, RIS and CSL-JSON.

In the library a work is one CSL-JSON item. A file of another format is converted to such items when it is read, and
from such items when it is written. `docs/references.md` has the tables of types and fields, and what a format cannot
hold.

A file may come from anywhere. Every text that is written is on one line, has no control characters, and is escaped for
its format, so that no title can close a field or begin an entry.

A new format is one module or package with `read` and `write`, and one record in `_FORMATS`.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, register_error
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

from corpus.citing.notices import notices_text
from corpus.errors import InputError, error_reason
from corpus.exchange.model import MAX_FIELD_CHARACTERS, Export, ExportEntry, ExportProblem
from corpus.model import Reference

ReferenceFormat = Literal["bibtex", "ris", "csl-json"]


@dataclass(frozen=True, slots=True)
class _Format:
    """A format: its module, which is loaded when it is needed, and a pattern that only its files contain."""

    module: str
    signature: re.Pattern[str]


_FORMATS: dict[ReferenceFormat, _Format] = {
    "csl-json": _Format("csljson", re.compile(r"\A\s*[\[{]")),
    "ris": _Format("ris", re.compile(r"(?m)^\s*TY\s{0,2}-")),
    "bibtex": _Format("bibtex", re.compile(r"(?m)^\s*@\s*[A-Za-z]+\s*[{(]")),
}
"""The formats in the order in which their signatures are looked for."""

MAX_FILE_BYTES = 50_000_000
"""Size of a file of references: some 50,000 works with abstracts, and a tenth of the memory that reading may use."""

IDENTIFYING_FIELDS = {"title", "author", "editor", "DOI", "URL", "ISBN"}
"""A reference without any of these fields does not say which work it is."""


def write(references: Sequence[Reference], format: ReferenceFormat) -> str:
    """Return references as the text of a file of this format, each under its key. No references make an empty file.

    The note of a work says what was announced about it, such as a retraction.

    In CSL-JSON, `custom` holds the fields of this program (`csljson.OWN_FIELDS`).
    """
    module = import_module(f"corpus.exchange.{_FORMATS[format].module}")
    return cast(str, module.write([_with_notices(reference) for reference in references]))


def _with_notices(reference: Reference) -> Reference:
    """Return a reference whose note says what was announced about the work: a retraction, a correction."""
    text = notices_text(reference.notices)
    note = str(reference.csl.get("note", ""))
    if not text or text in note:
        return reference
    return replace(reference, csl={**reference.csl, "note": f"{note}. {text}" if note else text})


def read(path: Path) -> Export:
    """Return the references of a file and the problems of the entries that could not be read.

    The contents of the file say which format it is, not its name. The text is UTF-8, or UTF-16 with a byte order mark.
    Bytes that are not UTF-8 are read as Windows code page 1252, because entries of several programs are put together.

    Raises:
        InputError: the file cannot be opened, is too large, or is not a file of references.
    """
    text = _read_text(path)
    format = _format_of(text, path)
    module = import_module(f"corpus.exchange.{_FORMATS[format].module}")
    entries = []
    problems = []
    for found in module.read(text):
        checked = _checked(found) if isinstance(found, ExportEntry) else found
        if isinstance(checked, ExportEntry):
            entries.append(checked)
        else:
            problems.append(checked)
    if not entries and not problems:
        raise InputError(f"{str(path)!r} holds no reference")
    problems.sort(key=lambda problem: problem.line)
    return Export(tuple(entries), tuple(problems))


def _checked(entry: ExportEntry) -> ExportEntry | ExportProblem:
    """Return the entry, or why it cannot be used."""
    if not entry.csl.keys() & IDENTIFYING_FIELDS:
        return ExportProblem(entry.line, "no title, and nothing else that says which work it is")
    for field, value in entry.csl.items():
        if len(str(value)) > MAX_FIELD_CHARACTERS:
            return ExportProblem(entry.line, f"its {field[:40]} has more than {MAX_FIELD_CHARACTERS:,} characters")
    return entry


def _read_text(path: Path) -> str:
    """Return the text of a file, with a line feed at the end of each line."""
    try:
        is_file = path.is_file()
        size = path.stat().st_size
        content = path.read_bytes() if is_file and size <= MAX_FILE_BYTES else b""
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error_reason(error)}") from error
    if not is_file:
        raise InputError(f"{str(path)!r} is not a file: give a .bib, .ris or CSL-JSON file")
    if size > MAX_FILE_BYTES:
        raise InputError(f"{str(path)!r} has {size:,} bytes, and the limit is {MAX_FILE_BYTES:,}: export it in parts")
    return _decode(content).replace("\r\n", "\n").replace("\r", "\n")


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
    letters = [_letter_of(foreign[place : place + 1]) for place in range(len(foreign))]
    return "".join(letters), error.end


def _letter_of(byte: bytes) -> str:
    """Return the letter of a byte in code page 1252, or in Latin-1 if that code page does not use the byte."""
    try:
        return byte.decode("cp1252")
    except UnicodeDecodeError:
        return byte.decode("latin-1")


_FOREIGN_BYTES = "bytes of code page 1252"
register_error(_FOREIGN_BYTES, _decode_foreign_bytes)


def _format_of(text: str, path: Path) -> ReferenceFormat:
    if not text.strip():
        raise InputError(f"{str(path)!r} is empty")
    for name, format in _FORMATS.items():
        if format.signature.search(text):
            return name
    if text.startswith("%PDF"):
        raise InputError(f"{str(path)!r} is a PDF, not a file of references: evidence add {path.name!r} adds it")
    raise InputError(f"{str(path)!r} is neither BibTeX nor RIS nor CSL-JSON: it begins with {text.strip()[:20]!r}")
