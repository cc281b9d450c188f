"""The contents of a file of references: its entries, and the problems of entries that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Csl = dict[str, Any]
"""A CSL-JSON item, or a part of one."""

MAX_FIELD_CHARACTERS = 100_000
"""Characters of a field. A long abstract has 5,000; a longer text than this is not part of a reference."""


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One work of a file.

    Attributes:
        csl: its CSL item without an id.
        key: the key that the file has for it; "" for none.
        files: the attached files as the entry names them.
        line: the line on which the entry begins, from 1.
        own: what this program wrote into the entry, unchecked: `kind`, `design`, `guessed`, `origins`.
    """

    csl: Mapping[str, Any]
    key: str
    files: tuple[str, ...]
    line: int
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """Why the entry that begins on a line (from 1) could not be read."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """The entries and problems of a file, each in the order of the file."""

    entries: tuple[ExportEntry, ...]
    problems: tuple[ExportProblem, ...]
