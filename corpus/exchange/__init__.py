"""References in and out: BibTeX, RIS and CSL-JSON.

In the library a work is one CSL-JSON item. A file of another format is converted to such items when it is read, and
from such items when it is written. `docs/references.md` has the tables of types and fields, and what a format cannot
hold.

A file may come from anywhere. Every text that is written is on one line, has no control characters, and is escaped for
its format, so that no title can close a field or begin an entry.

A new format is one module or package with `read` and `write`, and one record in `parsing.FORMATS`.
"""

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from corpus.citing.notices import notices_text
from corpus.errors import InputError, UnreadableFile, error_reason
from corpus.exchange.model import Export
from corpus.exchange.parsing import FORMATS, ReferenceFormat
from corpus.model import Reference

__all__ = ["ReferenceFormat", "read", "write"]

MAX_FILE_BYTES = 50_000_000
"""Size of a file of references: some 50,000 works with abstracts, and a tenth of the memory that reading may use."""

_MEMORY_BYTES = 2**30
"""Address space for reading a file. The largest file of BibTeX takes 0.4 GB."""

_SECONDS, _SECONDS_PER_MEGABYTE = 30.0, 5.0
"""Time for reading a file. BibTeX takes 0.4 s for a megabyte on a machine that does nothing else."""


def write(references: Sequence[Reference], format: ReferenceFormat) -> str:
    """Return references as the text of a file of this format, each under its key. No references make an empty file.

    The note of a work says what was announced about it, such as a retraction.

    In CSL-JSON, `custom` holds the fields of this program (`csljson.OWN_FIELDS`).
    """
    module = import_module(f"corpus.exchange.{FORMATS[format].module}")
    return cast(str, module.write([_with_notices(reference) for reference in references]))


def _with_notices(reference: Reference) -> Reference:
    """Return a reference whose note says what was announced about the work: a retraction, a correction."""
    text = notices_text(reference.notices)
    note = str(reference.csl.get("note", ""))
    if not text or text in note:
        return reference
    return replace(reference, csl={**reference.csl, "note": f"{note}. {text}" if note else text})


def read(path: Path) -> Export:
    """Return the references of a file and the problems of the entries that could not be read (`parsing.parse`).

    A child process parses the file, with limits.

    Raises:
        InputError: the file cannot be opened, is too large, takes too much, or is not a file of references.
    """
    from corpus.exchange.task import export_from_json
    from corpus.sandbox.process import ask

    size = _check_file(path)
    seconds = _SECONDS + _SECONDS_PER_MEGABYTE * size / 10**6
    request = {"task": "references"}
    try:
        answer = ask(request, path, seconds, memory_bytes=_MEMORY_BYTES, output_bytes=4 * MAX_FILE_BYTES)
        if "not references" in answer:
            raise InputError(f"{str(path)!r} {answer['not references']}")
        return export_from_json(answer)
    except UnreadableFile as error:
        raise InputError(f"{str(path)!r} cannot be read: {error}") from error


def _check_file(path: Path) -> int:
    """Return the size of a file of references in bytes.

    Raises:
        InputError: it cannot be opened, is too large, or is not a file.
    """
    try:
        is_file = path.is_file()
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{str(path)!r} cannot be read: {error_reason(error)}") from error
    if not is_file:
        raise InputError(f"{str(path)!r} is not a file: give a .bib, .ris or CSL-JSON file")
    if size > MAX_FILE_BYTES:
        raise InputError(f"{str(path)!r} has {size:,} bytes, and the limit is {MAX_FILE_BYTES:,}: export it in parts")
    return size
