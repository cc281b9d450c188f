"""References in and out: BibTeX, RIS and CSL-JSON.

Inside, a work is one CSL-JSON item; a file of another format is turned into such items as it is read and made of them
as it is written. `docs/references.md` has the tables of what becomes what, and what a format cannot hold. What comes
in is anyone's: every text leaves on one line, without control characters, escaped for where it goes, so that no title
can close a field or begin an entry.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

from corpus.errors import InputError
from corpus.exchange.model import LONGEST, Export, ExportEntry, ExportProblem
from corpus.model import Reference

ReferenceFormat = Literal["bibtex", "ris", "csl-json"]

_MODULES: dict[ReferenceFormat, str] = {"bibtex": "bibtex", "ris": "ris", "csl-json": "csljson"}
_SIGNS: dict[re.Pattern[str], ReferenceFormat] = {
    re.compile(r"\A\s*[\[{]"): "csl-json",
    re.compile(r"(?m)^TY {1,2}-"): "ris",
    re.compile(r"(?m)^\s*@\s*[A-Za-z]+\s*[{(]"): "bibtex",
}

LARGEST = 50_000_000
"""Bytes of a file of references: some 50,000 works with abstracts, and a tenth of the memory that reading may take."""


def write(references: Sequence[Reference], format: ReferenceFormat) -> str:
    """Gives references as the text of a file of this format, each under its key; none gives an empty file's text.

    In CSL-JSON, `custom` holds what is this program's own: `kind`, `design` and, where it is so, `guessed`.
    """
    return cast(str, import_module(f"corpus.exchange.{_MODULES[format]}").write(references))


def read(path: Path) -> Export:
    """Gives the references of a file and what of it could not be read; the format is told by what the file holds.

    The text is UTF-8, UTF-16 with its mark, or else what Windows wrote before (code page 1252).

    Raises:
        InputError: the file cannot be opened, is too large, or is no file of references.
    """
    text = _text(path)
    format = _format(text, path)
    found = list(import_module(f"corpus.exchange.{_MODULES[format]}").read(text))
    if not found:
        raise InputError(f"{str(path)!r} holds no reference")
    judged = [_judged(each) if isinstance(each, ExportEntry) else each for each in found]
    problems = sorted((each for each in judged if isinstance(each, ExportProblem)), key=lambda problem: problem.line)
    return Export(tuple(each for each in judged if isinstance(each, ExportEntry)), tuple(problems))


def _judged(entry: ExportEntry) -> ExportEntry | ExportProblem:
    """Gives the entry, or why it is of no use."""
    if not entry.csl.keys() & {"title", "author", "editor", "DOI", "URL", "ISBN"}:
        return ExportProblem(entry.line, "no title, and nothing else that says which work it is")
    for field, value in entry.csl.items():
        if len(str(value)) > LONGEST:
            return ExportProblem(entry.line, f"its {field[:40]} has more than {LONGEST:,} characters")
    return entry


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if path.is_file() and size <= LARGEST else b""
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {(error.strerror or str(error)).lower()}") from error
    if not path.is_file():
        raise InputError(f"{str(path)!r} is no file: give a .bib, .ris or CSL-JSON file")
    if size > LARGEST:
        raise InputError(f"{str(path)!r} has {size:,} bytes, and the most is {LARGEST:,}: export it in parts")
    for encoding in ("utf-16" if content[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return content.decode("latin-1")


def _format(text: str, path: Path) -> ReferenceFormat:
    if not text.strip():
        raise InputError(f"{str(path)!r} is empty")
    for pattern, format in _SIGNS.items():
        if pattern.search(text):
            return format
    if text.startswith("%PDF"):
        raise InputError(f"{str(path)!r} is a PDF, not a file of references: evidence add {path.name!r} adds it")
    raise InputError(f"{str(path)!r} is neither BibTeX nor RIS nor CSL-JSON: it begins with {text.strip()[:20]!r}")
