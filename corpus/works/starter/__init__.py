"""The starter reading list: the works that a new library knows, each with a note.

`catalogue.json` has one record a work, in the order of the reading list. `notes/KEY.md` is a note on each work, which
can be searched before any document is downloaded. A record's `csl` is a CSL-JSON item
(https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html) with checked facts only; unknown fields are absent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.model import Reference

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class StarterEntry:
    """A work of the reading list: its reference, its note, and how to find and recognise its document.

    `urls` are in the order in which to try them and may be empty. `access` begins with "open", "paywalled", "video" or
    "not known". `titles` are all titles of the work, with those of its editions in other languages; the first is the
    title of the reference.
    """

    reference: Reference
    note: str
    urls: tuple[str, ...]
    access: str
    titles: tuple[str, ...]


@cache
def starter() -> tuple[StarterEntry, ...]:
    """Return the reading list that comes with this program, in its own order. It is read once in a process."""
    records = json.loads((_FOLDER / "catalogue.json").read_text("utf-8"))
    return tuple(_entry(record) for record in records)


def sentence_case(title: str) -> str:
    """Return a title of the reading list in sentence case. Any other title is returned unchanged.

    A title does not say which of its words are names, so `sentence-case.txt` was written by hand.
    """
    return _sentence_case_titles().get(title.casefold(), title)


def has_sentence_case(title: str) -> bool:
    """Return whether `sentence_case` knows a title."""
    return title.casefold() in _sentence_case_titles()


@cache
def _sentence_case_titles() -> dict[str, str]:
    lines = (_FOLDER / "sentence-case.txt").read_text("utf-8").splitlines()
    return {line.casefold(): line for line in lines}


def _entry(record: Mapping[str, Any]) -> StarterEntry:
    csl = record["csl"]
    other_titles = record.get("matches", {}).get("titles", [])
    titles = [csl["title"], csl.get("title-short"), *other_titles]
    return StarterEntry(
        reference=Reference(record["key"], csl, record["kind"], record["design"]),
        note=(_FOLDER / "notes" / f"{record['key']}.md").read_text("utf-8"),
        urls=tuple(link["url"] for link in record["links"]),
        access=record["access"],
        titles=tuple(title for title in titles if title),
    )
