"""References as CSL-JSON: the starter reading list, and keys for works that it does not have.

The starter library is data beside this file: `starter/catalogue.json`, one record a work in the order of the reading
list, and `starter/notes/KEY.md`, a note on each that can be searched before anything is downloaded. A record's `csl`
is one CSL-JSON item (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html) holding only what was
checked; what is not known is left out.
"""

import json
import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.model import Reference

LONGEST_KEY = 60
"""Characters: a key is typed by hand and stands in a column of a terminal."""

TITLE_WORDS = 4
"""Words of a title in a key: enough to know the work by, short enough to type."""

# Articles, prepositions, conjunctions and the commonest auxiliaries.
_ENGLISH = """a an the and or but of in on at to for from by with without as is are was were be its their this that
    how what why do does"""
_SPANISH = "el la los las un una unos unas y e o u de del al en por para con sin sobre su sus que como es son se lo"
_PORTUGUESE = """o a os as um uma uns umas e ou de do da dos das em no na nos nas ao aos por pelo pela para com sem
    que como seu sua seus suas"""
STOP_WORDS = frozenset(f"{_ENGLISH} {_SPANISH} {_PORTUGUESE}".split())

MONTHS = """january february march april may june july august september october november december
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro"""
"""In English, Spanish and Portuguese, without accents."""

COMPANY = frozenset("inc incorporated corp corporation co company plc llc llp ltd limited sa ag gmbh".split())
"""Legal forms: a company goes by its name without them, and changes them."""

# What tells editions of one title apart: months, and words for a version or a year.
_VERSIONS = """version edition ed revised revision updated update draft preliminary final fiscal year years fy
    first second third fourth fifth
    edicion revisada revisado actualizada actualizado actualizacion borrador ejercicio ano anos
    primera segunda tercera cuarta quinta
    versao edicao revista revisto atualizada atualizado atualizacao rascunho primeira terceira"""
EDITION_WORDS = frozenset(f"{MONTHS} {_VERSIONS}".split())
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th|a|o)?|(?:fy|v|q)\d+|\d{4}q\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD = re.compile(r"(?<![^\W_])(FY|Q[1-4])\s?['’]?((?:19|20)?\d\d)(?!\d)", re.I)

# Letters of European names that Unicode does not decompose into a base letter and a mark; and what joins the letters
# around it: `U.S.` is `us`, `Nieto’s` is `nietos`.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "", "'": "", ".": ""}
)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a work may be had: `kind` says what stands there, and what is known against it ("dead")."""

    url: str
    kind: str


@dataclass(frozen=True, slots=True)
class StarterEntry:
    """A work of the reading list: its reference, the text of its note, and what finds and recognises its file.

    `links` stand in the order to try them; there may be none. `access` begins with "open", "paywalled", "video" or
    "not known". `titles` are all the titles it goes by, other languages' editions among them, the reference's first.
    """

    reference: Reference
    note: str
    links: tuple[Link, ...]
    access: str
    topics: tuple[str, ...]
    places: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def doi(self) -> str | None:
        """The DOI without a resolver, if there is one."""
        return self.reference.csl.get("DOI")

    @property
    def isbn(self) -> str | None:
        """The ISBN as printed, with its hyphens."""
        return self.reference.csl.get("ISBN")


@cache
def starter() -> tuple[StarterEntry, ...]:
    """Gives the reading list that comes with this program, in its own order; it is read once."""
    from importlib.resources import files  # costs more to import than all else here

    folder = files("corpus.works") / "starter"
    records = json.loads((folder / "catalogue.json").read_text("utf-8"))
    notes = {record["key"]: (folder / "notes" / f"{record['key']}.md").read_text("utf-8") for record in records}
    return tuple(_entry(record, notes[record["key"]]) for record in records)


def sentence_case(title: str) -> str:
    """Gives a title in sentence case, its names alone with capitals, where the reading list says how; else as it is.

    Which words are names is nothing that a program can tell: `starter/sentence-case.txt` was written by hand.
    """
    return _sentence_case().get(title.casefold(), title)


@cache
def _sentence_case() -> dict[str, str]:
    lines = (Path(__file__).parent / "starter" / "sentence-case.txt").read_text("utf-8").splitlines()
    return {line.casefold(): line for line in lines}


def _entry(record: Mapping[str, Any], note: str) -> StarterEntry:
    csl = record["csl"]
    names = (csl["title"], csl.get("title-short"), *record.get("matches", {}).get("titles", ()))
    return StarterEntry(
        Reference(record["key"], csl, record["kind"], record["design"]),
        note,
        tuple(Link(link["url"], link["kind"]) for link in record["links"]),
        record["access"],
        tuple(record["topics"]),
        tuple(record["places"]),
        tuple(name for name in names if name),
    )


def bare_doi(doi: str) -> str:
    """`https://doi.org/10.18235/0000170`, or `doi: 10.18235/0000170` -> `10.18235/0000170`."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi.strip(), flags=re.I)


def make_key(csl: Mapping[str, Any], taken: Container[str]) -> str:
    """Gives a readable key for a work: who, when and the first words of the title, as in `crs-2024-port-security`.

    Parts that the record lacks are left out; a record with nothing at all becomes `source`. The key is lower-case
    ASCII with hyphens, at most `LONGEST_KEY` long, and not in `taken`: a number from 2 up makes it so.
    """
    year = _year(csl)
    title = [word for word in _title_words(csl) if word != year]
    start = [part for part in (_who(csl), year) if part]
    return free_key("-".join((start + title)[: len(start) + TITLE_WORDS]) or "source", taken)


def free_key(key: str, taken: Container[str]) -> str:
    """Gives a key that is not in `taken`: this one, at most `LONGEST_KEY` long, or with a number from 2 up."""
    key, number = _cut(key, LONGEST_KEY), 1
    unique = key
    while unique in taken:
        number += 1
        unique = f"{_cut(key, LONGEST_KEY - len(str(number)) - 1)}-{number}"
    return unique


def are_editions(one: Reference, other: Reference) -> bool:
    """Says whether two works are editions or versions of one.

    They are where their titles hold the same words, leaving out numbers, years, months, words such as "updated", and
    the name or initials of the body that wrote either:

        "FY 2014 OPM Annual Performance Report"
        "Annual Performance Report Fiscal Year 2015", by the Office of Personnel Management

    Titles of nothing else are never alike, works of different bodies are no editions of each other ("Annual Report",
    by any two), and neither is a work of itself.
    """
    ours, theirs = _bodies(one.csl), _bodies(other.csl)
    if ours and theirs and not any(_same_body(a, b) or _same_body(b, a) for a in ours for b in theirs):
        return False
    bodies = [*ours, *theirs]
    return one.key != other.key and _telling(one.title, bodies) == _telling(other.title, bodies) != frozenset()


def _telling(title: str, bodies: Sequence[Sequence[str]]) -> frozenset[str]:
    """The words of a title that all its editions have; `bodies` are the words of the names of who wrote them."""
    ignored = STOP_WORDS | EDITION_WORDS | {word for body in bodies for word in body}
    initials = ["".join(word[0] for word in body) for body in bodies]
    return frozenset(
        word
        for word in _words(re.sub("[–—]", " ", title))
        if not (word in ignored or _NUMBER.fullmatch(word) or any(letters.endswith(word) for letters in initials))
    )


def _same_body(one: Sequence[str], other: Sequence[str]) -> bool:
    """Says whether the one is a shorter name of the other: part of its words, or its initials."""
    words = set(one) - COMPANY - STOP_WORDS
    initials = "".join(word[0] for word in other)
    return bool(words) and (words <= set(other) or (len(one) == 1 and initials.endswith(one[0])))


def _bodies(csl: Mapping[str, Any]) -> list[list[str]]:
    """The words of each body, not person, that a work is by."""
    names = [name.get("literal", "") for name in csl.get("author") or []]
    return [words for words in map(_words, [*names, str(csl.get("publisher") or "")]) if words]


def edition_years(reference: Reference) -> frozenset[int]:
    """Gives the years that an edition is of: those in its title, else the one in which it came out."""
    return years_in(reference.title) or frozenset({reference.year} if reference.year else ())


def years_in(text: str) -> frozenset[int]:
    """Gives the years from 1900 to 2099 that a text names; `FY22` is 2022."""
    return frozenset(map(int, _YEAR.findall(full_years(text))))


def full_years(text: str) -> str:
    """Writes fiscal years and quarters out: `FY22` -> `2022`, `Q2'23` -> `Q2 2023`."""
    return _PERIOD.sub(_full_year, text)


def _full_year(match: re.Match[str]) -> str:
    year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
    return year if match[1].upper() == "FY" else f"{match[1]} {year}"


def _year(csl: Mapping[str, Any]) -> str:
    year = Reference("", csl, "", "").year
    return str(year) if year else ""


def _title_words(csl: Mapping[str, Any]) -> list[str]:
    """The words that tell: those before the colon where they are two or more."""
    title = str(csl.get("title-short") or csl.get("title") or "")
    main, whole = ([w for w in _words(text) if w not in STOP_WORDS] for text in (title.split(": ", 1)[0], title))
    return main if len(main) >= 2 else whole or _words(title)


def _who(csl: Mapping[str, Any]) -> str:
    """The first author's family name, else the first editor's, else a short form of the body or the publisher."""
    for name in [*(csl.get("author") or []), *(csl.get("editor") or [])]:
        if who := "-".join(_words(name.get("family", ""))) or _short(name.get("literal", "")):
            return who
    return _short(str(csl.get("publisher") or ""))


def _short(name: str) -> str:
    """`Congressional Research Service` -> `crs`, `World Bank` -> `world-bank`, `Lisa N. Sacco` -> `sacco`.

    `JPMorgan Chase & Co.` -> `jpmorgan-chase`.
    """
    words = [word for word in _words(re.split(r"[;,(]", name)[0], "-") if word not in STOP_WORDS]
    if any(len(word) == 1 for word in words):  # an initial: a person's name, whole
        return words[-1]
    words = [word for word in words if word not in COMPANY] or words
    return "-".join(words) if len(words) < 3 else "".join(word[0] for word in words)


def _words(text: str, joined: str = "") -> list[str]:
    """ASCII words in lower case, without accents; `joined` characters do not part words."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return [word.strip("-") for word in re.findall(f"[a-z0-9{re.escape(joined)}]+", plain) if word.strip("-")]


def _cut(key: str, length: int) -> str:
    """The key's first whole words, or the first of its characters where one word is longer."""
    if len(key) <= length:
        return key
    return key[: length + 1].rpartition("-")[0] or key[:length]
