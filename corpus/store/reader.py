"""`CorpusReader`: what is read from the permanent part of a library. Readers see the state of one transaction."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from corpus.errors import LibraryDamaged, UnknownKey
from corpus.model import (
    PAGE_BREAK,
    Document,
    Filter,
    Heading,
    Holding,
    Job,
    Language,
    Locator,
    Lookup,
    Naming,
    Page,
    Passage,
    PassageSum,
    Reference,
    SelectedText,
    Selection,
    Source,
    TextShape,
    Version,
    WorkText,
    Zone,
)
from corpus.store import history, summaries
from corpus.store.baskets import Baskets
from corpus.store.database import Database
from corpus.store.feeds import Feeds
from corpus.store.filters import author_names, newest_origins, select_texts
from corpus.store.folder import original_path
from corpus.store.rows import (
    REFERENCE_COLUMNS,
    RESOLVED_KEY,
    ByName,
    read_passages,
    to_former_keys,
    to_locator,
    to_lookup,
    to_reference,
    to_source,
    to_warnings,
)
from corpus.store.standing import StandingQuestions
from corpus.store.summaries import WorkNames, kept_names, name_in_memory, unreadable_pages, works_without_names
from corpus.text.near import nearest, one_of

OPENING_CHARACTERS = 1500
"""How much of a source's beginning says what it is: a title page, or the head of an article."""

IdentifierColumn = Literal["doi", "isbn", "number"]
"""The identifiers that are kept of each work."""

_HEXADECIMAL = frozenset("0123456789abcdef")
_HANDLE_DIGITS = 16
_MAX_PASSAGE_ID = (1 << 63) - 1

# A note is hidden if the full text of its work is in the library.
_HIDDEN_NOTES = (
    "SELECT note.sha256 FROM source note WHERE note.kind = 'note'"
    " AND EXISTS (SELECT 1 FROM source WHERE kind = 'full text' AND work = note.work)"
)

_COUNTS = {
    "references": "SELECT count(*) FROM work",
    "full_texts": "SELECT count(DISTINCT work) FROM source WHERE kind = 'full text'",
    "notes": "SELECT count(*) FROM source WHERE kind = 'note'",
    "pages": "SELECT coalesce(sum(pages), 0) FROM size",
    "unreadable_pages": "SELECT coalesce(sum(unreadable), 0) FROM size",
    "passages": "SELECT coalesce(sum(passages), 0) FROM size",
}


class CorpusReader:
    """Reads works, sources, texts and passages.

    Raises (on any call):
        StorageFull, LibraryDamaged, LibraryError: see `corpus.files.storage`.
    """

    def __init__(self, database: Database) -> None:
        self.folder = database.folder
        self.database = database
        self.baskets = Baskets(database)
        self.standing = StandingQuestions(database)
        self.feeds = Feeds(database)
        self._of_snapshot: ByName[Reference] | None = None  # in a snapshot: its references, when they have been read
        self._names_of_snapshot: list[WorkNames] = []
        self._namings_of_snapshot: dict[str, tuple[int, Naming]] = {}  # with the rowids of their first origins

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the corpus inside. A writer waits to commit until the end.

        References and the texts that name a source are read once.
        """
        with self.database.snapshot():
            self._of_snapshot = ByName()
            try:
                yield
            finally:
                self._of_snapshot = None
                self._names_of_snapshot = []
                self._namings_of_snapshot = {}

    # --- works and sources -------------------------------------------------------------------------------------

    def reference(self, key: str) -> Reference:
        """Return the reference with this key, or that had this key before.

        Raises:
            UnknownKey: there is none. The message names similar keys.
        """
        current_key = self.resolve(key)
        if current_key is None:
            raise UnknownKey(self._unknown_key(key))
        rows = self.database.rows(f"SELECT {REFERENCE_COLUMNS} FROM work WHERE key = ?", current_key)
        if not rows:  # an index of the file has the key, and the table does not
            raise LibraryDamaged(
                f"the record of the work {current_key!r} cannot be found: restore the library from a copy"
            )
        return to_reference(rows[0])

    def resolve(self, key: str) -> str | None:
        """Return the key of the work that has this key, or had it before; None if there is no such work."""
        rows = self.database.rows("SELECT key FROM work WHERE key = ?", key)
        rows = rows or self.database.rows(RESOLVED_KEY, key)  # which reads the former keys of all works
        return rows[0][0] if rows else None

    def keys(self, beginning: str) -> list[str]:
        """Return the keys that begin with a text, sorted."""
        query = "SELECT key FROM work WHERE key >= ?1 AND key < ?1 || char(0x10FFFF) ORDER BY key"
        return [key for (key,) in self.database.rows(query, beginning)]

    def references(self, keys: Iterable[str] | None = None) -> dict[str, Reference]:
        """Return the references with these keys, or all, by their keys, in the order in which they were added.

        In a snapshot, all callers who ask for all references get the same ones.
        """
        if keys is not None:
            query = f"SELECT {REFERENCE_COLUMNS} FROM work WHERE key IN (SELECT value FROM json_each(?)) ORDER BY rowid"
            return _by_key(self.database.rows(query, json.dumps(list(keys))))
        if self._of_snapshot:
            return self._of_snapshot
        references = _by_key(self.database.rows(f"SELECT {REFERENCE_COLUMNS} FROM work"))
        if self._of_snapshot is not None:
            self._of_snapshot = references
        return references

    def names(self) -> list[WorkNames]:
        """Return the names by which a question may call each work, in no order. In a snapshot they are read once."""
        if self._names_of_snapshot:
            return self._names_of_snapshot
        self._make_names()
        names = kept_names(self.database)
        if self._of_snapshot is not None:
            self._names_of_snapshot = names
        return names

    def _make_names(self) -> None:
        """Make the names of all works, if an earlier version of this program wrote the library."""
        if works_without_names(self.database):
            name_in_memory(self.database, self.references().values())

    def identifiers(self, kind: IdentifierColumn) -> list[tuple[str, str]]:
        """Return the keys of works that have an identifier of a kind, each with the identifier.

        A DOI is without its resolver and in lower case. An ISBN and a number are as in the record.
        """
        self._make_names()
        return self.database.rows(f"SELECT work, {kind} FROM work_names WHERE {kind} != ''")

    def held_values(self, field: Literal["kind", "design"]) -> list[str]:
        """Return the kinds or the designs of all works, each once, sorted."""
        self._make_names()
        rows = self.database.rows(f"SELECT DISTINCT {field} FROM work_names ORDER BY 1")
        return [value for (value,) in rows]

    def years(self) -> tuple[int, int] | None:
        """Return the years of the oldest and the newest work; None if no year is known."""
        self._make_names()
        ((oldest, newest),) = self.database.rows("SELECT min(year), max(year) FROM work_names")
        return None if oldest is None else (oldest, newest)

    def sources(self, hashes: Iterable[str] | None = None) -> dict[str, Source]:
        """Return the sources with these SHA-256, or all, by SHA-256, the one that came last at the end.

        The origin of a source is the newest path or URL that it came from. Unknown sources are left out.
        """
        if hashes is None:
            return self._sources("1")
        return self._sources("sha256 IN (SELECT value FROM json_each(?))", json.dumps(list(hashes)))

    def sources_of(self, keys: Iterable[str]) -> dict[str, Source]:
        """Return the sources of these works by SHA-256; see `sources`."""
        return self._sources("work IN (SELECT value FROM json_each(?))", json.dumps(list(keys)))

    def _sources(self, where: str, *values: object) -> dict[str, Source]:
        rows = self.database.rows(
            "SELECT sha256, media_type, work, origin, kind FROM source JOIN origin ON source = sha256"
            f" WHERE {where} ORDER BY origin.rowid",
            *values,
        )
        return ByName((row[0], to_source(row)) for row in rows)

    def full_texts(self) -> dict[str, str]:
        """Return the path or URL of each work that is here in full text, by key."""
        return {source.key: source.origin for source in self.sources().values() if source.kind == "full text"}

    def works_with_texts(self, texts: int) -> list[str]:
        """Return the keys of the works that have so many full texts, or more."""
        rows = self.database.rows(
            "SELECT work FROM source WHERE kind = 'full text' GROUP BY work HAVING count(*) >= ?", texts
        )
        return [key for (key,) in rows]

    def origins(self, sha256: str) -> tuple[str, ...]:
        """Return all paths and URLs that a source came from, oldest first. An unknown source has none."""
        rows = self.database.rows("SELECT origin FROM origin WHERE source = ? ORDER BY rowid", sha256)
        return tuple(origin for (origin,) in rows)

    def newest_origins(self) -> dict[str, str]:
        """Return the newest path or URL that each source came from, by SHA-256."""
        return newest_origins(self.database)

    def all_origins(self) -> dict[str, tuple[str, ...]]:
        """Return all paths and URLs that each source came from, oldest first, by SHA-256."""
        origins: dict[str, list[str]] = {}
        for sha256, origin in self.database.rows("SELECT source, origin FROM origin ORDER BY rowid"):
            origins.setdefault(sha256, []).append(origin)
        return {sha256: tuple(of_source) for sha256, of_source in origins.items()}

    def holders(self) -> dict[str, str]:
        """Return the source that came last from each path and URL, as SHA-256."""
        return dict(self.database.rows("SELECT origin, source FROM origin ORDER BY rowid"))

    def added(self, key: str) -> str:
        """Return when a work, or the last of its files, was added (UTC, ISO 8601); "" if that is not known."""
        rows = self.database.rows("SELECT added FROM work WHERE key = ?", key)
        return rows[0][0] or "" if rows else ""

    def holdings(self, selection: Filter | None = None) -> list[Holding]:
        """Return one holding for each work and full text, in the order in which they were added.

        A note is returned only if its work has no full text.
        """
        texts = self.texts(selection)
        is_all = selection is None
        facts = self._facts_of(None if is_all else [text.source.sha256 for text in texts if text.source])
        query = "SELECT key, added FROM work"
        if is_all:
            rows = self.database.rows(query)
        else:
            keys = json.dumps([text.reference.key for text in texts])
            rows = self.database.rows(f"{query} WHERE key IN (SELECT value FROM json_each(?))", keys)
        added = dict(rows)
        holdings = []
        for text in texts:
            pages, unreadable, warnings = facts[text.source.sha256] if text.source else (0, (), ())
            day = added.get(text.reference.key)
            holdings.append(Holding(text.reference, text.source, pages, unreadable, warnings, day))
        return holdings

    def _facts_of(self, hashes: Sequence[str] | None) -> dict[str, tuple[int, tuple[int, ...], tuple[str, ...]]]:
        """Return the pages, the numbers of unreadable pages and the warnings of these sources, or of all."""
        query = "SELECT sha256, pages, unreadable, warnings FROM source JOIN size ON size.source = sha256"
        if hashes is None:
            rows = self.database.rows(query)
        else:
            rows = self.database.rows(f"{query} WHERE sha256 IN (SELECT value FROM json_each(?))", json.dumps(hashes))
        facts: ByName[tuple[int, tuple[int, ...], tuple[str, ...]]] = ByName()
        for sha256, pages, unreadable, warnings in rows:
            numbers = self.unreadable_pages(sha256) if unreadable else ()
            facts[sha256] = pages, numbers, to_warnings(sha256, warnings)
        return facts

    def texts(self, selection: Filter | None = None) -> list[WorkText]:
        """Return each work with each of its full texts, or else with its note, in the order in which they were added.

        Pages are not counted, so it takes half as long as `holdings`.
        """
        if selection is None:
            return list(_shown_texts(self.references(), self.sources()))
        selected = self.select_texts(selection)
        keys = dict.fromkeys(text.key for text in selected)
        hashes = [text.sha256 for text in selected if text.sha256]
        return list(_shown_texts(self.references(keys), self.sources(hashes)))

    def select_texts(self, selection: Filter) -> list[SelectedText]:
        """Return the works that a filter selects, each with each of its full texts, or else with its note.

        They are in the order in which the works were added. No record is read.
        """
        self._make_names()
        if selection.keys:
            keys = tuple(self.resolve(key) or key for key in selection.keys)
            selection = replace(selection, keys=keys)
        return select_texts(self.database, selection)

    def unreadable_pages(self, sha256: str) -> tuple[int, ...]:
        """Return the numbers of the pages of a source that have no text, ascending."""
        return unreadable_pages(self.database, sha256)

    def shapes(self) -> dict[TextShape, list[str]]:
        """Return the sources with passages by the shape of their texts."""
        return summaries.shapes(self.database)

    def namings(self, sources: Iterable[str]) -> dict[str, Naming]:
        """Return the texts by which a person may name each of these sources, in the order of their first origins.

        Unknown sources are left out. In a snapshot each source is read once.
        """
        wanted = set(sources)
        found = {sha256: self._namings_of_snapshot[sha256] for sha256 in wanted & self._namings_of_snapshot.keys()}
        missing = wanted - found.keys()
        if missing:
            found |= self._read_namings(missing)
        if self._of_snapshot is not None:
            self._namings_of_snapshot |= found
        in_order = sorted(found.items(), key=lambda item: item[1][0])
        return {sha256: naming for sha256, (_, naming) in in_order}

    def _read_namings(self, sources: Iterable[str]) -> dict[str, tuple[int, Naming]]:
        """Return the rowid of the first origin of each of these sources, and its naming."""
        rows = self.database.rows(
            "SELECT origin.rowid, sha256, media_type, work, origin, source.kind,"
            f" {REFERENCE_COLUMNS} FROM source"
            " JOIN work ON key = work JOIN origin ON origin.source = sha256"
            " WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY origin.rowid",
            json.dumps(list(sources)),
        )
        first_rowids: dict[str, int] = {}
        newest = {}
        for rowid, *row in rows:  # a source has one row for each of its origins
            first_rowids.setdefault(row[0], rowid)
            newest[row[0]] = row
        namings = {}
        for sha256, row in newest.items():
            source = to_source(row[:5])
            work = to_reference(row[5:])
            title = f"{work.title}\n{source.name}"
            authors = author_names(work.csl)
            record = "\n".join([work.title, authors, str(work.year or ""), source.name])
            naming = Naming(record, self.text(sha256, 0, OPENING_CHARACTERS), title, authors)
            namings[sha256] = first_rowids[sha256], naming
        return namings

    def identity(self) -> str:
        """Return the id of the library, 32 hexadecimal digits. No other library has it, except copies of this one."""
        rows = self.database.rows("SELECT id FROM identity")
        return rows[0][0] if rows else ""

    def counts(self) -> dict[str, int]:
        """Return the number of works, sources of each kind, pages, unreadable pages and passages."""
        return {name: self._count(name) for name in _COUNTS}

    def passage_count(self) -> int:
        """Return the number of passages."""
        return self._count("passages")

    def _count(self, name: str) -> int:
        ((count,),) = self.database.rows(_COUNTS[name])
        return int(count)

    def original(self, source: Source) -> Path:
        """Return the path of the original file of a source."""
        return original_path(self.folder, source.sha256, source.media_type)

    def link(self, source: Source, locator: Locator | None = None) -> str:
        """Return a link that opens the original, at the page if the locator is a page (`#page=`, RFC 8118)."""
        link = self.original(source).absolute().as_uri()
        if locator and locator.kind == "page":
            return f"{link}#page={locator.index}"
        return link

    def _unknown_key(self, key: str) -> str:
        current_key_of = {}
        for name, former_keys in self.database.rows("SELECT key, former_keys FROM work"):
            current_key_of.update(dict.fromkeys([name, *to_former_keys(name, former_keys)], name))
        keys = dict.fromkeys(current_key_of[near] for near in nearest(key, current_key_of))
        hint = f"did you mean {one_of(keys)}?" if keys else "`evidence list` shows all keys"
        return f"no work in this library has the key {key!r}: {hint}"

    def languages_of(self, sources: Iterable[str], zones: Sequence[Zone]) -> dict[Language, int]:
        """Return how many passages of these sources and zones are in each language. A language without any is left out.

        The passages of a note count even if the full text of its work is here.
        """
        return summaries.languages_of(self.database, sources, zones)

    # --- texts -------------------------------------------------------------------------------------------------

    def document(self, sha256: str) -> Document:
        """Return the pages, headings and warnings of a source. Its metadata is not kept.

        Raises:
            UnknownKey: no source has this hash.
        """
        pages = []
        for number, kind, label, ocr, text, method in self.database.rows(
            "SELECT number, kind, label, ocr, text, method FROM page WHERE source = ? ORDER BY number", sha256
        ):
            pages.append(Page(to_locator((kind, number, label, ocr)), text, method))
        if not pages:
            raise UnknownKey(f"no source in this library has the hash {sha256!r}")
        headings = []
        for start, level, text in self.database.rows(
            "SELECT start, level, text FROM heading WHERE source = ? ORDER BY start", sha256
        ):
            headings.append(Heading(start, text, level))
        ((warnings,),) = self.database.rows("SELECT warnings FROM source WHERE sha256 = ?", sha256)
        return Document(tuple(pages), tuple(headings), {}, to_warnings(sha256, warnings))

    def methods(self, sha256: str) -> set[str]:
        """Return all methods by which the pages of a source were read (`Page.method`)."""
        rows = self.database.rows("SELECT DISTINCT method FROM page WHERE source = ?", sha256)
        return {method for (method,) in rows}

    def text(self, sha256: str, start: int, end: int) -> str:
        """Return a slice of the text of a source. Only the pages of the slice are read."""
        rows = self.database.rows(
            "SELECT start, text FROM page WHERE source = ?1 AND start < ?3 AND start >="
            " (SELECT coalesce(max(start), 0) FROM page WHERE source = ?1 AND start <= ?2) ORDER BY number",
            sha256,
            start,
            end,
        )
        if not rows:
            return ""
        first_page_start = rows[0][0]
        pages = PAGE_BREAK.join(text for _, text in rows)
        return pages[start - first_page_start : end - first_page_start]

    def page_text(self, sha256: str, number: int) -> str:
        """Return the text of a page by its physical number, or an empty text if there is no such page."""
        rows = self.database.rows("SELECT text FROM page WHERE source = ? AND number = ?", sha256, number)
        return rows[0][0] if rows else ""

    def zone_text(self, sha256: str, zone: Zone) -> str:
        """Return the passages of one zone of a source, joined by line breaks."""
        passages = read_passages(self.database, "passage.source = ? AND zone = ?", sha256, zone)
        return "\n".join(passage.text for passage in passages)

    def locators(self, sha256: str, offsets: Sequence[int]) -> list[Locator]:
        """Return the locator of the page that holds each offset."""
        rows = self.database.rows(
            "SELECT start, kind, number, label, ocr FROM page WHERE source = ? ORDER BY number", sha256
        )
        starts = [row[0] for row in rows]
        locators = []
        for offset in offsets:
            _, *place = rows[bisect_right(starts, offset) - 1]
            locators.append(to_locator(tuple(place)))
        return locators

    # --- passages ----------------------------------------------------------------------------------------------

    def passage_ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return [passage for (passage,) in self.database.rows("SELECT id FROM passage ORDER BY id")]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids. Unknown ids are left out."""
        found = read_passages(self.database, "passage.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
        return {passage.id: passage for passage in found}

    def languages(self, ids: Sequence[int]) -> dict[int, Language]:
        """Return the language of each passage. Unknown ids are left out."""
        query = "SELECT id, language FROM passage WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self.database.rows(query, json.dumps(ids)))

    def ids_of(self, sources: Iterable[str]) -> list[int]:
        """Return the ids of all passages of these sources, in any zone and in no order."""
        query = "SELECT id FROM passage WHERE source IN (SELECT value FROM json_each(?))"
        return [passage for (passage,) in self.database.rows(query, json.dumps(list(sources)))]

    def passage_sums(self) -> dict[str, PassageSum]:
        """Return for each source with passages a sum that changes when its passages change."""
        return summaries.passage_sums(self.database)

    def labels(self, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
        """Return the id, source, zone and language of passages, by ascending id. Unknown ids are left out."""
        query = (
            "SELECT id, source, zone, language FROM passage WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"
        )
        return self.database.rows(query, json.dumps(list(ids)))

    def passages_of(self, sha256: str) -> list[Passage]:
        """Return the passages of a source, in order."""
        return list(read_passages(self.database, "passage.source = ?", sha256))

    def passage_around(self, sha256: str, start: int, end: int) -> Passage | None:
        """Return the first passage of a source that holds this part of its text; None if none holds it whole."""
        around = 'passage.source = ? AND passage.start <= ? AND "end" >= ?'
        return next(read_passages(self.database, around, sha256, start, end), None)

    def find_passage(self, handle: str) -> Passage:
        """Return the passage whose handle begins with these digits.

        Raises:
            UnknownKey: no passage does, or more than one.
        """
        found = list(read_passages(self.database, "passage.id BETWEEN ? AND ?", *handle_range(handle)))
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownKey(f"{len(found)} passages have an id that begins with {handle!r}: give more of the id")
        raise _unknown_passage(handle)

    def select(self, selection: Filter) -> Selection:
        """Return the passages that a filter admits. A note is left out if the full text of its work is here."""
        zones = frozenset(selection.zones)
        languages = frozenset(selection.languages) or None
        if selection == Filter(zones=selection.zones, languages=selection.languages):
            hidden = frozenset(sha256 for (sha256,) in self.database.rows(_HIDDEN_NOTES))
            return Selection(None, hidden, zones, languages)
        sources = frozenset(text.sha256 for text in self.select_texts(selection) if text.sha256)
        return Selection(sources, frozenset(), zones, languages)

    # --- look-ups and history ----------------------------------------------------------------------------------

    def lookups(self, keys: Iterable[str] | None = None) -> dict[str, Lookup]:
        """Return what Crossref answered last about these works, or all, by key. Works not looked up are left out."""
        query = "SELECT work, asked, record, reason, day FROM lookup"
        if keys is None:
            rows = self.database.rows(query)
        else:
            rows = self.database.rows(f"{query} WHERE work IN (SELECT value FROM json_each(?))", json.dumps(list(keys)))
        return {row[0]: to_lookup(row) for row in rows}

    def versions(self, key: str | None = None) -> list[Version]:
        """Return the earlier texts of a work, or of all works, the newest first."""
        return history.versions(self.database, key)

    def work_of_earlier_text(self, sha256: str) -> str | None:
        """Return the key of the work that has an earlier text; None if no work has it."""
        rows = self.database.rows("SELECT work FROM version WHERE sha256 = ?", sha256)
        return rows[0][0] if rows else None

    def pruned_references(self) -> dict[str, Reference]:
        """Return the works that a sync removed because their files had gone, by the SHA-256 of their texts."""
        return history.pruned_references(self.database)

    def jobs(self) -> list[Job]:
        """Return the jobs that can be taken back, the last one first."""
        return history.jobs(self.database)

    def count_kept_aside(self) -> int:
        """Return how many texts are kept that are not searched any more."""
        return len(history.held_aside(self.database))


def _by_key(rows: Iterable[tuple[Any, ...]]) -> ByName[Reference]:
    references: ByName[Reference] = ByName()
    for row in rows:
        reference = to_reference(row)
        references[reference.key] = reference
    return references


def _shown_texts(references: Mapping[str, Reference], sources: Mapping[str, Source]) -> Iterator[WorkText]:
    """Yield each work with each of its full texts, or else with its note, or else with None."""
    sources_by_work: dict[str, list[Source]] = {}
    for source in sources.values():
        sources_by_work.setdefault(source.key, []).append(source)
    for reference in references.values():
        of_work = sources_by_work.get(reference.key, [])
        full_texts = [source for source in of_work if source.kind == "full text"]
        for source in full_texts or of_work:
            yield WorkText(reference, source)
        if not of_work:
            yield WorkText(reference, None)


def handle_range(handle: str) -> tuple[int, int]:
    """Return the lowest and the highest id of the passages whose handle begins with these digits.

    Raises:
        UnknownKey: they are not the digits of a handle.
    """
    digits = handle.lower()
    if not digits or len(digits) > _HANDLE_DIGITS or not _HEXADECIMAL.issuperset(digits):
        raise _unknown_passage(handle)
    lowest = int(digits.ljust(_HANDLE_DIGITS, "0"), 16)
    highest = int(digits.ljust(_HANDLE_DIGITS, "f"), 16)
    return min(lowest, _MAX_PASSAGE_ID), min(highest, _MAX_PASSAGE_ID)


def _unknown_passage(handle: str) -> UnknownKey:
    return UnknownKey(
        f"no passage in this library has an id that begins with {handle!r}: `evidence search` shows the ids"
    )
