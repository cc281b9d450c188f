"""The term store: passages by the words that they share with a query, in tantivy (https://docs.rs/tantivy/0.27).

`index.clauses` says what is searched and how it is scored; tantivy has the constants k1 = 1.2 and b = 0.75.

A scope is a part of the search: the source, zone and language of a passage are terms. Long lists of ids are not: they
are compared with the hits.

Texts are analyzed here and not inside tantivy: one field holds the stems of all languages, so that BM25's average
length is one number for all passages. A passage of unknown language has its stems in every language.
"""

import json
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar, Self, get_args
from weakref import finalize

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur
from tantivy import Query as Tantivy

from corpus.errors import LibraryDamaged, StorageFull
from corpus.model import Language, Passage, Zone
from corpus.plain_files import read_note
from index.clauses import (
    AllPassages,
    Best,
    Clause,
    Constant,
    Every,
    InLanguages,
    SideBySide,
    Sum,
    Term,
    Weighted,
    conditions,
    inverse_frequency,
    most_runs,
    only_in,
    other_languages,
    own_language,
    shares_found,
)
from index.edits import MIN_LONG_WORD_LETTERS, edits, likeliest, one_edit_away
from index.generations import TERM_FILE
from index.model import Scope, are_in, by_score_and_id
from index.query import Query
from index.score import word_shares
from index.terms import STEMMERS, Field, Phrase, analyzer, normalize, words

WRITER_BYTES = 64_000_000
"""Bytes that tantivy may use before it writes a segment: enough for 4,000 passages. Its own minimum is 15 MB."""

TANTIVY = f"tantivy {tantivy.__version__.rpartition(' ')[2]}"
"""The version of the format of the files."""

FORMER_ANALYSIS = f"terms 1, {TANTIVY}"
"""The analysis in an index of format 1, where it was a part of the fingerprint of vectors."""

MAX_IDS_AS_TERMS = 2000
"""Ids of a scope that are searched as terms. More are compared with the hits."""

ZONES = frozenset(get_args(Zone))

HITS_PER_RESULT = 4
"""Hits requested first for each of the `k` results, so that a scope that leaves out a part of them needs no second
search."""


class TantivyTermStore:
    """A folder of terms; implements `index.protocols.TermStore`."""

    analysis: ClassVar[str] = f"terms 2, {TANTIVY}"

    def __init__(self, folder: Path, index: Any) -> None:
        self._folder = folder
        self._index = index
        index.config_reader(reload_policy="manual")  # without a thread that watches the folder
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def create(cls, folder: Path) -> Self:
        """Make an empty store in a new folder.

        Raises:
            FileExistsError: the folder exists. tantivy would delete an index in it.
        """
        folder.mkdir(parents=True)
        with _writing(folder):
            return cls(folder, tantivy.Index(_schema(), path=str(folder), reuse=False))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open an existing store.

        Raises:
            LibraryDamaged: a file is missing or damaged. This checks only the ends of the files, which takes
                milliseconds; other damage may show in a search.
        """
        with _reading(folder):
            _check_names(folder)
            try:
                return cls(folder, tantivy.Index.open(str(folder)))
            except (ValueError, OSError):
                return cls._open_through_links(folder)

    @classmethod
    def _open_through_links(cls, folder: Path) -> Self:
        """Open a store on a read-only disk through links to its files. tantivy makes a lock file even to read."""
        links = Path(mkdtemp(prefix="evidence-"))
        try:
            for path in folder.resolve().iterdir():
                if not path.name.endswith(".lock"):
                    _link_or_copy(path, links / path.name)
            opened = cls(folder, tantivy.Index.open(str(links)))
        except BaseException:
            shutil.rmtree(links, ignore_errors=True)
            raise
        finalize(opened, shutil.rmtree, links, ignore_errors=True)
        return opened

    def write(self, add: Sequence[Passage], remove: Sequence[int]) -> None:
        """Add passages and remove ids, all or nothing. A passage with an id that is in the store replaces the old one.

        Raises:
            StorageFull: the folder cannot be written.
        """
        with _writing(self._folder):
            writer = self._index.writer(WRITER_BYTES, 1)
            try:
                for i in remove:
                    writer.delete_documents_by_term("id", i)
                for passage in add:
                    writer.delete_documents_by_term("id", passage.id)
                    writer.add_document(_document(passage))
                writer.commit()
            finally:
                with suppress(ValueError):  # repeats the error of the commit
                    writer.wait_merging_threads()  # also releases the lock of the folder
            self._index.reload()
            self._searcher = self._index.searcher()

    def ids(self) -> NDArray[np.int64]:
        """Return the ids of all passages in ascending order; shape (n,)."""
        with _reading(self._folder):
            return np.sort(self._all(Tantivy.all_query()))

    def search(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0:
            return []
        with _reading(self._folder):
            return self._found(own_language(query, self._inverse_frequency), k, scope)

    def search_translated(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search_translated`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0:
            return []
        with _reading(self._folder):
            return self._found(other_languages(query), k, scope)

    def _found(self, clause: Clause | None, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        return [] if clause is None else self._best(self._translate(clause), k, scope)

    def coverage(self, query: Query, ids: Sequence[int]) -> dict[int, float]:
        """Return the share of the query's words that each passage or its headings have; see `TermStore.coverage`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        shares = word_shares(query, self.rarity)
        if not shares or not ids:
            return {}
        with _reading(self._folder):
            among = self._one_of("id", ids)
            found = self._translate(shares_found(query, shares))
            clause = Tantivy.boolean_query([(Occur.Must, among), (Occur.Must, found)])
            hits = self._searcher.search(clause, limit=len(ids), count=False).hits
            return dict(zip(self._ids_of(hits), (score for score, _ in hits), strict=True))

    def matching(self, query: Query, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids, ascending, of all passages that have the phrases of a query and none of its exclusions.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            clause = self._within(self._translate(conditions(query)), scope)
            ids = self._all(clause)
        return np.sort(ids[_is_listed(ids, scope)])

    def rarity(self, stems: Collection[str]) -> float:
        """Return how rare a word is, given the stems it can have: the inverse document frequency of BM25, 0 or more."""
        return self._inverse_frequency("stems", stems)

    def look_up(self, terms: Collection[str]) -> None:
        """Do nothing: a word is looked up in microseconds."""

    def passages_with(self, phrase: Phrase) -> int:
        """Return how many passages have these words side by side, without stemming.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            frequencies = [self._searcher.doc_freq("words", word) for word in phrase]
            if len(phrase) == 1 or 0 in frequencies:
                return min(frequencies, default=0)
            found = self._searcher.search(self._translate(SideBySide(phrase)), limit=1, count=True)
            return int(found.count or 0)

    def with_runs(self, runs: Collection[Phrase], k: int) -> list[int]:
        """Return at most `k` ids of the passages that have the most of some runs of words; see `TermStore.with_runs`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0 or not runs:
            return []
        with _reading(self._folder):
            return [i for i, _ in self._best(self._translate(most_runs(runs)), k, None)]

    def nearest(self, word: str, language: Language) -> str | None:
        """Return the word of a passage that was most likely meant; see `TermStore.nearest`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            occurs = partial(self._occurs_in, language=language)
            one_away = likeliest(word, self._one_edit_away(word), occurs)
            return one_away or likeliest(word, self._two_edits_away(word), occurs)

    def _one_edit_away(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield the words of passages that are one edit away and have the same first letter, with their frequencies."""
        for other in set(one_edit_away(word)) - {word}:
            frequency = self._searcher.doc_freq("words", other)
            if frequency and other[0] == word[0]:
                yield other, frequency

    def _two_edits_away(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield the words of passages two edits away from a long word with the same first two letters."""
        if len(word) < MIN_LONG_WORD_LETTERS:
            return
        for other, frequency in self._searcher.terms_with_prefix("words", word[:2]):
            if other.isalpha() and edits(word, other, 2) == 2:
                yield other, frequency

    def _occurs_in(self, word: str, language: Language) -> bool:
        """Return whether a passage in a language or of unknown language has a word."""
        if language == "und":
            return True
        clause = self._translate(only_in(Term("words", word), language, "und"))
        return bool(self._searcher.search(clause, limit=1, count=False).hits)

    def _inverse_frequency(self, field: Field, terms: Collection[str]) -> float:
        frequency = sum(self._searcher.doc_freq(field, term) for term in terms)
        return inverse_frequency(frequency, self._searcher.num_docs)

    def _translate(self, clause: Clause) -> Any:
        """Return a clause as tantivy knows it."""
        match clause:
            case Term(field, text):
                return Tantivy.term_query(self._schema, field, text)
            case SideBySide(terms):
                return Tantivy.phrase_query(self._schema, "words", list(terms))
            case Sum(parts):
                return Tantivy.boolean_query([(Occur.Should, self._translate(part)) for part in parts])
            case Best((part,)):
                return self._translate(part)
            case Best(parts):
                return Tantivy.disjunction_max_query([self._translate(part) for part in parts])
            case Every(parts, without, extra):
                each = [(Occur.Must, parts), (Occur.MustNot, without), (Occur.Should, extra)]
                return Tantivy.boolean_query([(occur, self._translate(part)) for occur, some in each for part in some])
            case Weighted(part, weight):
                return Tantivy.boost_query(self._translate(part), weight)
            case Constant(part, score):
                return Tantivy.const_score_query(self._translate(part), score)
            case InLanguages(languages):
                return self._one_of("language", languages)
            case AllPassages():
                return Tantivy.all_query()

    def _best(self, clause: Any, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return the best `k` in scope. Request more than `k` hits, and more again while they do not settle the result.

        tantivy orders equal scores by its own numbers, so hits that share the last score requested are not settled.
        """
        passages = max(self._searcher.num_docs, 1)
        clause = self._within(clause, scope)
        limit = k
        while True:
            limit = min(HITS_PER_RESULT * limit, passages)
            hits = self._searcher.search(clause, limit=limit, count=False).hits
            ids = self._ids_of(hits)
            is_inside = _is_listed(np.array(ids, dtype=np.int64), scope)
            in_scope: list[tuple[int, float]] = []
            for i, (score, _), inside in zip(ids, hits, is_inside, strict=True):
                if inside:
                    in_scope.append((i, score))
            if len(hits) < limit or limit == passages:
                break
            last_score = hits[-1][0]
            settled = sum(score > last_score for _, score in in_scope)
            if settled >= k:
                break
        in_scope.sort(key=by_score_and_id)
        return in_scope[:k]

    def _within(self, clause: Any, scope: Scope | None) -> Any:
        """Return the passages of a clause that are in a scope, with the same scores. Long lists of ids are left out."""
        if scope is None:
            return clause
        clauses = [(Occur.Must, clause)]
        if scope.sources is not None:
            clauses.append((Occur.Must, self._one_of("source", scope.sources)))
        if scope.without_sources:
            clauses.append((Occur.MustNot, self._one_of("source", scope.without_sources)))
        if scope.zones is not None:  # fewer passages are in the others
            clauses.append((Occur.MustNot, self._one_of("zone", ZONES - scope.zones)))
        if scope.languages is not None:
            clauses.append((Occur.Must, self._one_of("language", scope.languages)))
        if scope.ids is not None and len(scope.ids) <= MAX_IDS_AS_TERMS:
            clauses.append((Occur.Must, self._one_of("id", scope.ids.tolist())))
        return Tantivy.boolean_query(clauses)

    def _one_of(self, field: str, terms: Collection[str] | Collection[int]) -> Any:
        """Return the passages with one of some terms, with a score of 0."""
        return Tantivy.const_score_query(Tantivy.term_set_query(self._schema, field, list(terms)), 0.0)

    def _all(self, clause: Any) -> NDArray[np.int64]:
        limit = max(self._searcher.num_docs, 1)
        hits = self._searcher.search(clause, limit=limit, count=False).hits
        return np.array(self._ids_of(hits), dtype=np.int64)

    def _ids_of(self, hits: Sequence[tuple[float, Any]]) -> list[int]:
        addresses = [address for _, address in hits]
        ids: list[int] = self._searcher.fast_field_values("id", addresses)
        if None in ids:  # a damaged file
            raise ValueError("a passage has no id")
        return ids


def _check_names(folder: Path) -> None:
    """Raise if a file of terms has a name that tantivy does not give. tantivy deletes the files in `.managed.json`."""
    try:
        names = [str(name) for name in json.loads(read_note(folder / ".managed.json"))]
    except (TypeError, RecursionError) as error:
        raise ValueError(f".managed.json cannot be read: {error}") from error
    for name in names:
        if not TERM_FILE.fullmatch(name):
            raise ValueError(f".managed.json lists {name[:80]!r}, which is not a file of terms")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in ("source", "zone", "language"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", index_option="freq")
    builder.add_text_field("headings", index_option="freq")
    builder.add_text_field("words", index_option="position")
    return builder.build()


def _document(passage: Passage) -> Any:
    text = normalize(passage.text)
    headings = normalize("\n".join(passage.headings))
    document = tantivy.Document()
    document.add_integer("id", passage.id)
    document.add_text("source", passage.source)
    document.add_text("zone", passage.zone)
    document.add_text("language", passage.language)
    document.add_pre_tokenized_text("stems", _stemmed(text, passage.language))
    document.add_pre_tokenized_text("headings", _stemmed(headings, passage.language))
    document.add_pre_tokenized_text("words", analyzer(None).pre_tokenize(text))
    return document


def _stemmed(text: str, language: Language) -> Any:
    """Return the stems of a text. If its language is unknown, return its stems in every language, equal ones once."""
    if language != "und":
        return analyzer(language).pre_tokenize(text)
    places: set[tuple[int, int, str]] = set()
    for each in STEMMERS:
        places.update((word.start, word.end, word.text) for word in words(text, each))
    tokens = []
    for position, (start, end, stem) in enumerate(sorted(places)):
        tokens.append(tantivy.Token(stem, position, start, end))
    return tantivy.PreTokenizedString(text, tokens)


def _is_listed(ids: NDArray[np.int64], scope: Scope | None) -> NDArray[np.bool_]:
    """Return which ids the lists of ids of a scope admit."""
    is_listed = np.ones(len(ids), dtype=np.bool_)
    if scope is not None and scope.ids is not None:
        is_listed &= are_in(ids, scope.ids)
    if scope is not None and scope.without_ids is not None:
        is_listed &= ~are_in(ids, scope.without_ids)
    return is_listed


def _link_or_copy(path: Path, link: Path) -> None:
    """Make a link to a file, or copy it where links need a privilege (Windows)."""
    try:
        link.symlink_to(path)
    except OSError:
        shutil.copyfile(path, link)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Raise LibraryDamaged for the errors of tantivy in a folder that it cannot read."""
    try:
        yield
    except BaseException as error:
        # A panic in Rust is a BaseException of a class that cannot be imported.
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise LibraryDamaged(f"the term index in {str(folder)!r} cannot be read: {error}") from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Raise StorageFull for the errors of tantivy in a folder that it cannot write. It does not give the reason."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise StorageFull(
            f"the term index in {str(folder)!r} cannot be written ({error}): free some space and run it again"
        ) from error
