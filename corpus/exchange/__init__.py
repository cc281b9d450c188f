"""References in and out: BibTeX, RIS and CSL-JSON.

Inside, a work is one CSL-JSON item; a file of another format is turned into such items as it is read and made of them
as it is written. `docs/references.md` has the tables of what becomes what, and what a format cannot hold. What comes
in is anyone's: every text leaves on one line, without control characters, escaped for where it goes, so that no title
can close a field or begin an entry.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Literal, cast

from corpus.model import Reference

Format = Literal["bibtex", "ris", "csl-json"]

_MODULES: dict[Format, str] = {"bibtex": "bibtex", "ris": "ris", "csl-json": "csljson"}


def write(references: Sequence[Reference], format: Format) -> str:
    """Gives references as the text of a file of this format, each under its key; none gives an empty file's text.

    In CSL-JSON, `custom` holds what is this program's own: `kind`, `design` and, where it is so, `guessed`.
    """
    return cast(str, import_module(f"corpus.exchange.{_MODULES[format]}").write(references))
