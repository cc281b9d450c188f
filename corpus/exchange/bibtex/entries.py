"""The entries of a BibTeX file: macros are expanded, and fields are taken over from the entries that lend them.

A `crossref` names the book or proceedings that a part is in. An `xdata` of biblatex names entries that hold fields for
others and are not works: `@xdata{quay, publisher = {Quay Press}}`. Comments and preambles are ignored.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import InputError
from corpus.exchange.lines import one_line
from corpus.exchange.model import MAX_FIELD_CHARACTERS, ExportProblem

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, ParsingFailedBlock

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
"""Macros that every BibTeX style defines."""

_MONTH_NAMES = "January February March April May June July August September October November December".split()
MACROS = dict(zip(MONTHS, _MONTH_NAMES, strict=True))

NOT_LENT = ("title", "subtitle", "author", "file", "doi")
"""Fields that an entry does not take from the book or proceedings that its `crossref` names."""

MAX_LENDERS = 5
"""Entries that may lend to each other in a row; a circle ends here. Chosen: files have one or two."""

MAX_EXPANSION = 10
"""Characters of all values after macros are expanded, relative to the file, beside `MIN_CHECKED_CHARACTERS`. Chosen:
without macros it is below 1."""

MIN_CHECKED_CHARACTERS = 1_000_000
"""The expansion of values with fewer characters in all is not checked."""

_PIECE_MARK = re.compile(r'[{}"#]')
_NEXT_NAME = re.compile(r"\s+([A-Za-z][\w-]*)\s*=\s*")
_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^,\s]{0,60})")
_KEYLESS = re.compile(r"(?mi)^[ \t]*@(?!string|comment|preamble)[a-z]+\s*[{(](?=\s*[a-z]+\s*=)")
"""The beginning of an entry that has no key and no comma in its place: `@book{title = {...}`."""

_FIELD_OF_XDATA = re.compile(r"\s*xdata\s*=\s*(.+)-([a-z]+)(?:-\d+)?\s*")

Fields = dict[str, str]
"""The fields of an entry, with lower-case names. Values are TeX."""


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """An entry with its macros expanded, before its fields are decoded."""

    entry_type: str
    key: str
    line: int
    fields: Fields


def parse(text: str) -> Iterator[ParsedEntry | ExportProblem]:
    """Yield the entries of a file, with the fields of the entries that they name, and what could not be read."""
    found = _parse(_KEYLESS.sub(r"\g<0>, ", text))
    lenders = _Lenders(entry for entry in found if isinstance(entry, ParsedEntry))
    for entry in found:
        if isinstance(entry, ExportProblem):
            yield entry
        elif entry.entry_type != "xdata":
            yield replace(entry, fields=lenders.complete(entry.fields))


def full_title(fields: Fields, prefix: str = "") -> str:
    """Return a title with its subtitle, as TeX. The `prefix` is "book" for the title of the book."""
    title = fields.get(f"{prefix}title", "")
    subtitle = fields.get(f"{prefix}subtitle", "")
    return ": ".join(part for part in (title, subtitle) if part)


class _Lenders:
    """The entries of a file from which other entries take fields, by key."""

    def __init__(self, entries: Iterable[ParsedEntry]) -> None:
        self._fields: dict[str, Fields] = {}
        for entry in entries:
            if entry.key:
                self._fields.setdefault(entry.key.lower(), entry.fields)
        self._completed: dict[tuple[str, int], Fields] = {}

    def complete(self, own: Fields, depth: int = MAX_LENDERS) -> Fields:
        """Return the fields of an entry with the fields that it takes. Its own fields come first.

        The title of the book or proceedings is the `booktitle` of a part.
        """
        fields: Fields = {}
        parent = self._lent(own.get("crossref", ""), depth)
        if parent:
            fields["booktitle"] = full_title(parent)
            fields |= {name: value for name, value in parent.items() if name not in NOT_LENT}
        for key in dict.fromkeys(own.get("xdata", "").split(",")):
            fields |= self._lent(key, depth)
        for name, value in own.items():
            fields[name] = self._granular(value, depth)
        return fields

    def _lent(self, key: str, depth: int) -> Fields:
        """Return the fields of the entry with this key; none if there is no such entry or the depth is used up."""
        key = key.strip().lower()
        if depth == 0 or key not in self._fields:
            return {}
        if (key, depth) not in self._completed:
            self._completed[key, depth] = {}  # for an entry that lends to itself
            self._completed[key, depth] = self.complete(self._fields[key], depth - 1)
        return self._completed[key, depth]

    def _granular(self, value: str, depth: int) -> str:
        """Return the one field that a value such as `xdata=quay-publisher` names, or the value."""
        named = _FIELD_OF_XDATA.fullmatch(value)
        if not named:
            return value
        return self._lent(named[1], depth).get(named[2], "")


def _parse(text: str) -> list[ParsedEntry | ExportProblem]:
    from bibtexparser.model import Entry, ParsingFailedBlock, String
    from bibtexparser.splitter import Splitter

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # its warnings are our problems
    macros = dict(MACROS)
    found: list[ParsedEntry | ExportProblem] = []
    expanded = 0
    for parsed in Splitter(text).split().blocks:
        block = _without_duplicate_error(parsed)
        if isinstance(block, String):
            macros[block.key.lower()] = _expand(block.value, macros)
        elif isinstance(block, Entry):
            entry = _parsed_entry(block, macros)
            found.append(entry)
            expanded += sum(map(len, entry.fields.values()))
        elif isinstance(block, ParsingFailedBlock):
            found.append(_broken_entry(block, _line(parsed)))
        if expanded > MIN_CHECKED_CHARACTERS + MAX_EXPANSION * len(text):
            raise InputError(f"has macros that make it more than {MAX_EXPANSION} times as long")
    return found


def _without_duplicate_error(block: "Block") -> "Block":
    """Return the block itself if the only error is that a key or field occurs twice."""
    from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock

    if isinstance(block, DuplicateFieldKeyBlock | DuplicateBlockKeyBlock):
        return block.ignore_error_block or block
    return block


def _parsed_entry(entry: "Entry", macros: Mapping[str, str]) -> ParsedEntry:
    fields = {}
    for field in reversed(entry.fields):  # of a field that occurs twice, the first one counts
        for name, value in _split_fields(field.key, field.value):
            fields[name.lower()] = _expand(value, macros)
    return ParsedEntry(entry.entry_type.lower(), entry.key, _line(entry), fields)


def _split_fields(name: str, raw: str) -> Iterator[tuple[str, str]]:
    """Yield the field of a name and value, and the fields after it that lack a comma: `{A title} year = 2001`."""
    while True:
        end = _end_of_value(raw)
        next_name = _NEXT_NAME.match(raw, end)
        if not next_name:
            yield name, raw
            return
        yield name, raw[:end]
        name, raw = next_name[1], raw[next_name.end() :]


def _end_of_value(raw: str) -> int:
    """Return the end of a value in braces or quotation marks, or of a word."""
    word = re.match(r"\w+", raw)
    if word:
        return word.end()
    for mark, depth, is_quoted in _marks(raw):
        if mark[0] in '}"' and depth == 0 and not is_quoted:
            return mark.end()
    return len(raw)


def _marks(raw: str) -> Iterator[tuple[re.Match[str], int, bool]]:
    """Yield each brace, quotation mark and `#` of a value, the depth after it, and whether a quotation is open then.

    Within braces a quotation mark is a letter.
    """
    depth = 0
    is_quoted = False
    for mark in _PIECE_MARK.finditer(raw):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
        elif mark[0] == '"' and depth == 0:
            is_quoted = not is_quoted
        yield mark, depth, is_quoted


def _line(block: "Block") -> int:
    return (block.start_line or 0) + 1


def _broken_entry(block: "ParsingFailedBlock", line: int) -> ExportProblem:
    key = _KEY.match(block.raw or "")
    name = key[1] if key else "entry"
    reason = one_line(getattr(block.error, "abort_reason", block.error)).rstrip(".")
    if "end of file" in reason or "block start" in reason:
        reason = "a brace or quotation mark is not closed"
    else:
        reason = reason[:1].lower() + reason[1:].replace("`", "'")
    return ExportProblem(line, f"{name!r} is broken: {reason}")


def _expand(raw: str, macros: Mapping[str, str]) -> str:
    """Return a field's value without its braces or quotation marks, with macros expanded: `feb # "~22"`.

    A value that is too long is cut to one character more than the limit, because macros that double each other would
    fill the memory.
    """
    value = ""
    for piece in _pieces(raw):
        value += _expand_piece(piece.strip(), macros)
        if len(value) > MAX_FIELD_CHARACTERS:
            return value[: MAX_FIELD_CHARACTERS + 1]
    return value


def _pieces(raw: str) -> list[str]:
    """Split a value at each `#` that is outside braces and quotation marks."""
    pieces = []
    start = 0
    for mark, depth, is_quoted in _marks(raw):
        if mark[0] == "#" and depth == 0 and not is_quoted:
            pieces.append(raw[start : mark.start()])
            start = mark.end()
    pieces.append(raw[start:])
    return pieces


def _expand_piece(text: str, macros: Mapping[str, str]) -> str:
    if len(text) > 1 and text[0] + text[-1] in ("{}", '""'):
        return text[1:-1]
    return macros.get(text.lower(), text)
