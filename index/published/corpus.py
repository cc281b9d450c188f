"""The texts of a published library: works and sources are read at once, texts when they are needed.

They are put into an empty corpus file in memory, so everything that reads a library reads this one in the same way.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.model import Document, Language, Locator, Naming, PageMethod, Passage, Source, Zone
from corpus.store.corpus import Corpus
from corpus.store.mirror import TABLES, clear, forget_incomplete, in_memory, put_rows
from corpus.store.reader import OPENING_CHARACTERS, handle_range
from corpus.store.rows import to_locator
from index.published.tables import Tables, is_in, literal, mirrored

_TEXTS = ("page", "heading", "passage")
"""The tables whose rows are read when they are needed."""

MAX_HELD_PAGES = 20_000
"""Pages in memory: about 80 MB. With more, all texts are forgotten before the next question."""


class PublishedCorpus(Corpus):
    """The corpus of a published library. Nothing can be written to it."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(in_memory(Path(tables.place)), None)
        self._tables = tables
        self._whole_sources: set[str] = set()
        self._opening_sources: set[str] = set()
        self._whole_zones: set[tuple[str, Zone]] = set()
        self._passages: set[int] = set()
        self._pages: set[tuple[str, int]] = set()
        self._places: dict[str, list[tuple[Any, ...]]] = {}

    def close(self) -> None:
        """Do nothing: the library stays open for the next question."""

    def load(self) -> None:
        """Read the works and sources as they are now, and forget all texts."""
        self.forget_texts()
        small = [table for table in TABLES if table not in _TEXTS]
        clear(self.database, small)
        for table in small:
            put_rows(self.database, table, self._tables.rows(table, None, mirrored(table)))
        forget_incomplete(self.database)

    def forget_texts(self) -> None:
        """Take all texts out of memory."""
        clear(self.database, _TEXTS)
        self._whole_sources.clear()
        self._opening_sources.clear()
        self._whole_zones.clear()
        self._passages.clear()
        self._pages.clear()
        self._places.clear()

    def forget_if_many(self) -> None:
        """Take all texts out of memory if there are many."""
        if len(self._pages) > MAX_HELD_PAGES:
            self.forget_texts()

    # --- what is read when it is needed ------------------------------------------------------------------------

    def _hold(self, table: str, condition: str) -> None:
        rows = self._tables.rows(table, condition, mirrored(table))
        put_rows(self.database, table, rows)
        if table == "page":
            place = itemgetter(mirrored("page").index("source"), mirrored("page").index("number"))
            self._pages.update(map(place, rows))

    def _hold_source(self, sha256: str) -> None:
        """Read all of a source."""
        if sha256 not in self._whole_sources:
            for table in _TEXTS:
                self._hold(table, f"source = {literal(sha256)}")
            self._whole_sources.add(sha256)

    def _hold_passages(self, ids: Collection[int]) -> None:
        missing = {int(i) for i in ids} - self._passages
        if missing:
            self._put_passages(self._tables.rows_of("passage", "id", missing, mirrored("passage")))
            self._passages |= missing

    def _put_passages(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Keep passages, and read the pages that they are on."""
        put_rows(self.database, "passage", rows)
        columns = mirrored("passage")
        self._hold_pages_of([dict(zip(columns, row, strict=True)) for row in rows])

    def _hold_pages_of(self, passages: Sequence[dict[str, Any]]) -> None:
        """Read the pages that passages are on."""
        numbers: defaultdict[str, set[int]] = defaultdict(set)
        for passage in passages:
            numbers[str(passage["source"])].update(range(int(passage["first"]), int(passage["last"]) + 1))
        self._hold_pages(numbers)

    def _hold_pages(self, numbers: Mapping[str, Iterable[int]]) -> None:
        """Read the pages with these numbers of some sources, if they are not here yet."""
        conditions = []
        for source, wanted in numbers.items():
            missing = {number for number in wanted if not self._has_page(source, number)}
            if missing:
                conditions.append(f"(source = {literal(source)} AND {is_in('number', missing)})")
        if conditions:
            self._hold("page", " OR ".join(conditions))

    def _has_page(self, sha256: str, number: int) -> bool:
        return sha256 in self._whole_sources or (sha256, number) in self._pages

    # --- reading -----------------------------------------------------------------------------------------------

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """Return the passages with these ids. Unknown ids are left out.

        So are passages of a source that is not there yet, or not any more: another process is writing or removing it.
        """
        wanted = list(ids)
        self._hold_passages(wanted)
        found = super().passages(wanted)
        held = self.sources({passage.source for passage in found.values()})
        return {i: passage for i, passage in found.items() if passage.source in held}

    def languages(self, ids: Sequence[int]) -> dict[int, Language]:
        """Return the language of each passage. Unknown ids are left out."""
        self._hold_passages(ids)
        return super().languages(ids)

    def labels(self, ids: Sequence[int]) -> list[tuple[int, str, str, str]]:
        """Return the id, source, zone and language of passages, by ascending id. Unknown ids are left out."""
        self._hold_passages(ids)
        return super().labels(ids)

    def find_passage(self, handle: str) -> Passage:
        """Return the passage whose handle begins with these digits; see `CorpusReader.find_passage`."""
        lowest, highest = handle_range(handle)
        condition = f"id >= {lowest} AND id <= {highest}"
        self._hold_passages([i for (i,) in self._tables.rows("passage", condition, ["id"])])
        return super().find_passage(handle)

    def passage_ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        return sorted({i for (i,) in self._tables.rows("passage", None, ["id"])})

    def passages_of(self, sha256: str) -> list[Passage]:
        """Return the passages of a source, in order."""
        self._hold_source(sha256)
        return super().passages_of(sha256)

    def passage_around(self, sha256: str, start: int, end: int) -> Passage | None:
        """Return the first passage of a source that holds this part of its text; None if none holds it whole."""
        self._hold_source(sha256)
        return super().passage_around(sha256, start, end)

    def document(self, sha256: str) -> Document:
        """Return the pages, headings and warnings of a source; see `CorpusReader.document`."""
        self._hold_source(sha256)
        return super().document(sha256)

    def methods(self, sha256: str) -> set[str]:
        """Return all methods by which the pages of a source were read (`Page.method`)."""
        return {method for (method,) in self._tables.rows("page", f"source = {literal(sha256)}", ["method"])}

    def text(self, sha256: str, start: int, end: int) -> str:
        """Return a slice of the text of a source. Only the pages of the slice are read."""
        is_opening = end <= OPENING_CHARACTERS and sha256 in self._opening_sources
        if not is_opening:
            self._hold_pages({sha256: self._numbers(sha256, start, end)})
        return super().text(sha256, start, end)

    def page_text(self, sha256: str, number: int) -> str:
        """Return the text of a page by its physical number, or an empty text if there is no such page."""
        self._hold_pages({sha256: [number]})
        return super().page_text(sha256, number)

    def zone_text(self, sha256: str, zone: Zone) -> str:
        """Return the passages of one zone of a source, joined by line breaks."""
        if sha256 not in self._whole_sources and (sha256, zone) not in self._whole_zones:
            condition = f"source = {literal(sha256)} AND zone = {literal(zone)}"
            self._put_passages(self._tables.rows("passage", condition, mirrored("passage")))
            self._whole_zones.add((sha256, zone))
        return super().zone_text(sha256, zone)

    def locators(self, sha256: str, offsets: Sequence[int]) -> list[Locator]:
        """Return the locator of the page that holds each offset."""
        rows = self._places_of(sha256)
        starts = [row[0] for row in rows]
        return [to_locator(tuple(rows[bisect_right(starts, offset) - 1][1:])) for offset in offsets]

    def _places_of(self, sha256: str) -> list[tuple[Any, ...]]:
        """Return the offset of each page of a source, with the columns of its locator, in order."""
        if sha256 not in self._places:
            columns = ["start", "kind", "number", "label", "ocr"]
            rows = self._tables.rows("page", f"source = {literal(sha256)}", columns)
            self._places[sha256] = sorted(rows, key=itemgetter(2))
        return self._places[sha256]

    def _numbers(self, sha256: str, start: int, end: int) -> Iterator[int]:
        """Yield the numbers of the pages that a slice of a text may be on."""
        rows = self._places_of(sha256)
        starts = [row[0] for row in rows]
        for place in range(max(bisect_left(starts, start) - 1, 0), bisect_left(starts, end)):
            yield rows[place][2]

    def namings(self, sources: Iterable[str]) -> dict[str, Naming]:
        """Return the texts by which a person may name each of these sources. Unknown sources are left out."""
        wanted = set(sources)
        missing = wanted - self._opening_sources - self._whole_sources
        if missing:
            self._hold("page", f"start < {OPENING_CHARACTERS} AND {is_in('source', missing)}")
            self._opening_sources |= missing
        return super().namings(wanted)

    def unreadable_pages(self, sha256: str) -> tuple[int, ...]:
        """Return the numbers of the pages of a source that have no text, ascending."""
        without_text = f"source = {literal(sha256)} AND method = {literal(PageMethod.NONE)}"
        return tuple(sorted(number for (number,) in self._tables.rows("page", without_text, ["number"])))

    def link(self, source: Source, locator: Locator | None = None) -> str:
        """Return the web address that a source came from; an empty text if it was a file. Originals are not published.

        It opens at the page if the locator is a page (`#page=`, RFC 8118).
        """
        if urlsplit(source.origin).scheme not in ("http", "https"):
            return ""
        address = source.origin.partition("#")[0]
        return f"{address}#page={locator.index}" if locator and locator.kind == "page" else source.origin
