"""What reading a file of references gives: entries, problems, and the two in the order of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 100_000
"""Characters of a field: a long abstract has 5,000, and what is longer than this is no reference."""


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One work of a file: its CSL item without an id, and the key the file has for it ("" for none).

    `files` are the attached files as the entry names them, `line` where it begins (from 1), and `own` what this
    program wrote beside it: `kind`, `design`, `guessed`, as they were found.
    """

    csl: Mapping[str, Any]
    key: str
    files: tuple[str, ...]
    line: int
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """Why what begins at a line (from 1) could not be read."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a file held."""

    entries: tuple[ExportEntry, ...]
    problems: tuple[ExportProblem, ...]
