"""Publish a library: what is new is added, what has changed is replaced, what was removed here is removed there.

Each library changes only its own works. A source that another library has published already is left to it. What a
killed process left is deleted by the next run of the same library, which goes on where that one stopped.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import methodcaller
from typing import Any
from uuid import uuid4

from corpus.model import Passage
from corpus.store.corpus import Corpus
from corpus.store.mirror import SCHEMA, TABLES, Row, rows_of, seals
from index.published.indexes import bring_up_to_date
from index.published.tables import (
    FIELD_COLUMNS,
    FORMAT,
    About,
    Tables,
    check_same_index,
    in_parts,
    literal,
    mirrored,
)
from index.search import Index
from index.terms import Field, Word, passage_terms

BATCH_PASSAGES = 2_000
"""Passages that are written together: a few megabytes."""


_PassageTerms = Mapping[Field, Sequence[Word]]
"""The terms of a passage by field."""


@dataclass(slots=True)
class Published:
    """What a run did with sources, and the sources that are left to other libraries or have no vectors yet."""

    added: int = 0
    replaced: int = 0
    removed: int = 0
    works_changed: int = 0
    of_others: int = 0
    not_indexed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Held:
    """A row of `source` or `work` that is published: whose it is, its batch or its publisher's key, and its seal."""

    publisher: str
    detail: str
    seal: str


class Publisher:
    """Publishes one library to one place. One process at a time does it for a library: the caller holds its lock."""

    def __init__(self, place: str, corpus: Corpus, index: Index, publisher: str) -> None:
        """Open the place, or make the tables.

        Args:
            place: a folder, or the address of an object store or a server.
            corpus: the library.
            index: its index.
            publisher: the id of the library.

        Raises:
            LibraryError: the place cannot be reached, or has vectors of another model.
        """
        self._corpus = corpus
        self._index = index
        self._publisher = publisher
        self._tables = Tables(place)
        wanted = about_of(index)
        about = self._tables.create(wanted)
        check_same_index(about, wanted, place)
        self._seals = seals(corpus.database)
        self._is_mine = f"publisher = {literal(publisher)}"

    def run(self, on_progress: Callable[[int, int], None] = lambda done, total: None) -> Published:
        """Publish what is not there yet. An interrupt loses at most the batch in work.

        Args:
            on_progress: called with the number of sources that are written, and of those to write.
        """
        report = Published()
        self._tables.refresh()
        self._delete_leftovers()
        names = self._publish_works(report)
        held = self._held("source", "batch")
        mine = {sha256: each for sha256, each in held.items() if each.publisher == self._publisher}
        own = self._corpus.sources()
        report.of_others = sum(sha256 in held and sha256 not in mine for sha256 in own)
        changed = {sha256 for sha256 in mine if self._seals.get(sha256) != mine[sha256].seal}
        self._remove_sources(changed, mine)
        report.removed = len(changed - set(own))
        todo = [sha256 for sha256 in own if sha256 not in held or sha256 in changed]
        done = 0
        for batch in self._batches(todo, report):
            self._write_batch(batch, names)
            done += len(batch)
            report.replaced += len(changed.intersection(batch))
            report.added += len(set(batch) - changed)
            on_progress(done, len(todo))
        self._remove_works()
        bring_up_to_date(self._tables)
        return report

    # --- works -------------------------------------------------------------------------------------------------

    def _publish_works(self, report: Published) -> dict[str, str]:
        """Publish the records that are new or have changed. Return the published key of each work, by its own key."""
        own = dict(self._corpus.database.rows("SELECT key, csl FROM work"))
        while True:
            held = self._held("work", "own_key")
            keys = self._published_keys(own, held)
            todo = []
            for key in own:
                there = held.get(keys[key])
                if there is None or (there.publisher == self._publisher and there.seal != self._seals.get(key, "")):
                    todo.append(key)
            if not todo:
                return keys
            self._merge("work_names", "work", self._name_rows(todo, keys))
            self._merge("work", "key", self._work_rows(todo, keys))
            report.works_changed += len(todo)
            self._tables.refresh()  # another library may have taken one of the keys meanwhile

    def _published_keys(self, own: Mapping[str, str], held: Mapping[str, _Held]) -> dict[str, str]:
        """Return the keys under which works are published, or will be, by their own keys."""
        keys = {each.detail: key for key, each in held.items() if each.publisher == self._publisher}
        new = [key for key in own if key not in keys]
        if not new:
            return keys
        records = dict(self._tables.rows("work", None, ["key", "csl"]))
        for key in new:
            keys[key] = _free_key(key, own[key], records)
            records.setdefault(keys[key], own[key])
        return keys

    def _work_rows(self, own_keys: Sequence[str], keys: Mapping[str, str]) -> list[Row]:
        place = mirrored("work").index("key")
        rows = []
        for row in rows_of(self._corpus.database, "work", own_keys):
            own_key = row[place]
            published_row = (*row[:place], keys[own_key], *row[place + 1 :])
            rows.append((*published_row, self._publisher, own_key, self._seals.get(own_key, "")))
        return rows

    def _name_rows(self, own_keys: Sequence[str], keys: Mapping[str, str]) -> list[Row]:
        place = mirrored("work_names").index("work")
        rows = rows_of(self._corpus.database, "work_names", own_keys)
        return [(*row[:place], keys[row[place]], *row[place + 1 :], self._publisher) for row in rows]

    def _remove_works(self) -> None:
        """Remove the records of works that were removed from the library. Another library may have sources of them."""
        own = {key for (key,) in self._corpus.database.rows("SELECT key FROM work")}
        gone = [
            key for key, own_key in self._tables.rows("work", self._is_mine, ["key", "own_key"]) if own_key not in own
        ]
        used = {work for (work,) in self._tables.rows_of("source", "work", gone, ["work"])}
        self._delete("work_names", "work", set(gone) - used)
        self._delete("work", "key", set(gone) - used)

    # --- sources -----------------------------------------------------------------------------------------------

    def _batches(self, todo: Sequence[str], report: Published) -> Iterator[dict[str, list[Passage]]]:
        """Yield sources, with their passages, in groups of about `BATCH_PASSAGES`.

        Sources with passages that wait for vectors are reported.
        """
        indexed = set(self._index.vectors.ids().tolist())
        batch: dict[str, list[Passage]] = {}
        for sha256 in todo:
            passages = self._corpus.passages_of(sha256)
            if not indexed.issuperset(passage.id for passage in passages):
                report.not_indexed.append(sha256)
                continue
            batch[sha256] = passages
            if sum(map(len, batch.values())) >= BATCH_PASSAGES:
                yield batch
                batch = {}
        if batch:
            yield batch

    def _write_batch(self, passages: Mapping[str, Sequence[Passage]], names: Mapping[str, str]) -> None:
        """Write all rows of some sources, those of `source` last. `passages` are those of each source."""
        batch = uuid4().hex
        sources = list(passages)
        terms = {passage.id: passage_terms(passage) for own in passages.values() for passage in own}
        self._write_passages(sources, terms)
        for table in ("page", "heading", "origin", "size", "part"):
            rows = rows_of(self._corpus.database, table, sources)
            self._add(table, [(*row, self._publisher) for row in rows])
        self._write_statistics(batch, terms.values())
        place, place_of_hash = mirrored("source").index("work"), mirrored("source").index("sha256")
        rows = []
        for row in rows_of(self._corpus.database, "source", sources):
            seal = self._seals.get(row[place_of_hash], "")
            rows.append((*row[:place], names[row[place]], *row[place + 1 :], self._publisher, batch, seal))
        self._merge("source", "sha256", rows)
        self._tables.refresh()
        owners = dict(self._tables.rows_of("source", "sha256", sources, ["sha256", "publisher"]))
        mine = {sha256 for sha256, publisher in owners.items() if publisher == self._publisher}
        self._delete_rows(set(sources) - mine)  # another library has just published the same files

    def _write_passages(self, sources: Sequence[str], terms_of: Mapping[int, _PassageTerms]) -> None:
        place = mirrored("passage").index("id")
        rows = rows_of(self._corpus.database, "passage", sources)
        vectors = self._index.vectors.vectors([row[place] for row in rows])
        whole_rows = []
        for row, vector in zip(rows, vectors, strict=True):
            terms = [_joined(terms) for terms in terms_of[row[place]].values()]
            whole_rows.append((*row, self._publisher, *terms, vector.astype("float16")))
        self._add("passage", whole_rows)

    def _write_statistics(self, batch: str, passages: Collection[_PassageTerms]) -> None:
        """Write in how many passages of a batch each term is, given the terms of each passage."""
        lengths: Counter[Field] = Counter()
        frequencies: Counter[tuple[Field, str]] = Counter()
        for fields in passages:
            for where, terms in fields.items():
                lengths[where] += len(terms)
                frequencies.update((where, term) for term in {word.text for word in terms})
        words = [(batch, self._publisher, where, term, count) for (where, term), count in frequencies.items()]
        self._add("word", words)
        self._add("batch", [(batch, self._publisher, len(passages), *(lengths[each] for each in FIELD_COLUMNS))])

    def _remove_sources(self, removed: Collection[str], mine: Mapping[str, _Held]) -> None:
        """Remove sources, and count the terms of the sources that were in a batch with them anew."""
        batches = {mine[sha256].detail for sha256 in removed}
        left = [sha256 for sha256, each in mine.items() if each.detail in batches and sha256 not in removed]
        if left:
            batch = uuid4().hex
            held = [passage for sha256 in left for passage in self._corpus.passages_of(sha256)]
            self._write_statistics(batch, [passage_terms(passage) for passage in held])
            rows = self._tables.rows_of("source", "sha256", left, [*mirrored("source"), "publisher", "batch", "seal"])
            place = len(mirrored("source")) + 1
            self._merge("source", "sha256", [(*row[:place], batch, *row[place + 1 :]) for row in rows])
        self._delete("source", "sha256", removed)
        self._delete_rows(removed)
        for table in ("word", "batch"):
            self._delete(table, "batch", batches)

    def _delete_rows(self, sources: Collection[str]) -> None:
        """Delete this library's rows of some sources, except those of `source`."""
        for table in _TABLES_OF_TEXT:
            self._delete(table, "source", sources)

    def _delete_leftovers(self) -> None:
        """Delete the rows of this library's sources that have no row in `source`: a process was killed."""
        mine = self._tables.rows("source", self._is_mine, ["sha256", "batch"])
        published = {sha256 for sha256, _ in mine}
        for table in _TABLES_OF_TEXT:
            there = {sha256 for (sha256,) in self._tables.rows(table, self._is_mine, ["source"])}
            self._delete(table, "source", there - published)
        batches = {batch for _, batch in mine}
        for table in ("word", "batch"):
            there = {batch for (batch,) in self._tables.rows(table, self._is_mine, ["batch"])}
            self._delete(table, "batch", there - batches)

    # --- writing -----------------------------------------------------------------------------------------------

    def _held(self, table: str, detail: str) -> dict[str, _Held]:
        rows = self._tables.rows(table, None, [TABLES[table], "publisher", detail, "seal"])
        return {name: _Held(*others) for name, *others in rows}

    def _add(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            self._tables.change(table, methodcaller("add", self._arrow(table, rows)))

    def _merge(self, table: str, key: str, rows: Sequence[Row]) -> None:
        """Add rows, or replace this library's rows with the same key. A row of another library stays."""
        arrow = self._arrow(table, rows)

        def merge(opened: Any) -> None:
            merging = opened.merge_insert(key).when_matched_update_all(where="target.publisher = source.publisher")
            merging.when_not_matched_insert_all().execute(arrow)

        self._tables.change(table, merge)

    def _delete(self, table: str, column: str, values: Collection[str]) -> None:
        """Delete this library's rows whose column has one of some values."""
        for condition in in_parts(column, values):
            self._tables.change(table, methodcaller("delete", f"{self._is_mine} AND {condition}"))

    def _arrow(self, table: str, rows: Sequence[Row]) -> Any:
        import pyarrow as pa

        schema = self._tables.table(table).schema
        columns = zip(*rows, strict=True)
        arrays = [pa.array(column, type=each.type) for column, each in zip(columns, schema, strict=True)]
        return pa.table(arrays, schema=schema)


_TABLES_OF_TEXT = ("origin", "size", "part", "heading", "page", "passage")
"""The tables with the rows of a source."""


def _joined(terms: Sequence[Word]) -> str:
    return " ".join(word.text for word in terms)


def about_of(index: Index) -> About:
    """Return what is published with an index."""
    made = index.manifest
    leanings = {language: vector.tolist() for language, vector in index.leanings.items()}
    return About(FORMAT, SCHEMA, made.fingerprint, made.model, made.encoder, made.dimensions, leanings)


def _free_key(key: str, csl: str, published: Mapping[str, str]) -> str:
    """Return the key under which a work is published: its own, or one with a number if another work has that."""
    number = 1
    free = key
    while free in published and published[free] != csl:
        number += 1
        free = f"{key}-{number}"
    return free
