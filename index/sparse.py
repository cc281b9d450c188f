"""The term store: passages by the words that they share with a query, in tantivy (https://docs.rs/tantivy/0.27).

The score of a passage is BM25 (Robertson & Zaragoza 2009, with tantivy's constants k1 = 1.2 and b = 0.75), summed over
these parts of the query:

    field      part of the query                                      weight
    stems      each word, by its stems                                1
    headings   each word, by its stems, in the passage's headings     HEADINGS
    words      each word as it is, not stemmed                        WORDS
    words      each pair of words side by side                        PAIRS
    words      the other forms of words that are typed apart or       1
               in one word (`index.forms`), the best of them
    stems      the synonyms of each concept                           SYNONYMS

The weights were tried on the collections in `../shared/data` (nDCG@10 of SciFact and Cranfield; page-level MRR of the
English questions on `reports`, over windows of 180 words). Stems alone reach 0.685, 0.374 and 0.672; the first four
parts together reach 0.696, 0.389 and 0.687.

Texts are analyzed here and not inside tantivy: one field holds the stems of all languages, so that BM25's average
length is one number for all passages. A passage of unknown language has its stems in every language.
"""

import json
import math
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar, Self
from weakref import finalize

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur
from tantivy import Query as Clause

from corpus.errors import LibraryDamaged, StorageFull
from corpus.model import Language, Passage
from corpus.plain_files import read_note
from index.edits import MIN_LONG_WORD_LETTERS, edits, is_slip, one_edit_away
from index.generations import TERM_FILE
from index.model import Scope
from index.query import Query, QueryWord
from index.score import word_shares
from index.terms import STEMMERS, Phrase, analyzer, normalize, stems, words
from index.thesaurus import Expansion

HEADINGS, WORDS, PAIRS, SYNONYMS = 0.3, 0.3, 0.2, 0.3
"""Weights of parts of a query; see above."""

WRITER_BYTES = 64_000_000
"""Bytes that tantivy may use before it writes a segment: enough for 4,000 passages. Its own minimum is 15 MB."""

HITS_PER_RESULT = 4
"""Hits requested first for each of the `k` results, so that a scope that leaves out a part of them needs no second
search."""


class TantivyTermStore:
    """A folder of terms; implements `index.protocols.TermStore`."""

    analysis: ClassVar[str] = f"terms 1, tantivy {tantivy.__version__.rpartition(' ')[2]}"

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
            return np.sort(self._all(Clause.all_query()))

    def search(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0 or not (query.words or query.phrases):
            return []
        with _reading(self._folder):
            clauses = self._conditions(query)
            scored = self._scored(query)
            if scored:
                occur = Occur.Should if query.phrases else Occur.Must
                clauses.append((occur, _sum_of(scored)))
            if query.language != "und":
                clauses.append((Occur.Must, self._in(query.language, "und")))
            return self._best(Clause.boolean_query(clauses), k, scope)

    def search_translated(self, query: Query, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return at most `k` pairs (id, score); see `TermStore.search_translated`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0 or query.language == "und":
            return []
        with _reading(self._folder):
            by_language = []
            for language in STEMMERS:
                if language != query.language and query.words:
                    words_found = [self._translated(word, query, language) for word in query.words]
                    clauses = [(Occur.Must, _sum_of(words_found)), (Occur.Must, self._in(language))]
                    by_language.append(Clause.boolean_query(clauses + self._conditions(query)))
            return self._best(_sum_of(by_language), k, scope) if by_language else []

    def coverage(self, query: Query, ids: Sequence[int]) -> dict[int, float]:
        """Return the share of the query's words that each passage or its headings have; see `TermStore.coverage`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        shares = word_shares(query, self.rarity)
        if not shares or not ids:
            return {}
        with _reading(self._folder):
            among = Clause.const_score_query(Clause.term_set_query(self._schema, "id", list(ids)), 0.0)
            clause = Clause.boolean_query([(Occur.Must, among), (Occur.Must, self._shares_found(query, shares))])
            hits = self._searcher.search(clause, limit=len(ids), count=False).hits
            return dict(zip(self._ids_of(hits), (score for score, _ in hits), strict=True))

    def _shares_found(self, query: Query, shares: Mapping[frozenset[str], float]) -> Any:
        """Score a passage by the shares of the words that it has, in its own language."""
        own = []
        for word in query.words:
            anywhere = _sum_of([self._best_of(field, sorted(word.stems)) for field in ("stems", "headings")])
            own.append(Clause.const_score_query(anywhere, shares[word.stems]))
        if query.language == "und":
            return _sum_of(own)
        by_language = [self._only_in(_sum_of(own), query.language, "und")]
        for language in STEMMERS:
            if language != query.language:
                translated = []
                for word in query.words:
                    found = self._translated(word, query, language)
                    translated.append(Clause.const_score_query(found, shares[word.stems]))
                by_language.append(self._only_in(_sum_of(translated), language))
        return _sum_of(by_language)

    def _translated(self, word: QueryWord, query: Query, language: Language) -> Any:
        """Score a passage in another language by the best of a word as it is, its translations, and its concepts."""
        found = [self._best_of("words", [word.term])]
        if language in word.translations:
            found.append(self._best_of("stems", sorted(word.translations[language])))
        for expansion in query.translations.get(language, ()):
            if word.typed in expansion.asked:
                found.append(self._concept(expansion, language))
        return _maximum_of(found)

    def _only_in(self, clause: Any, *languages: Language) -> Any:
        return Clause.boolean_query([(Occur.Must, clause), (Occur.Must, self._in(*languages))])

    def matching(self, query: Query, scope: Scope | None) -> NDArray[np.int64]:
        """Return the ids, ascending, of all passages that have the phrases of a query and none of its exclusions.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            clauses = [(Occur.Must, Clause.all_query()), *self._conditions(query)]
            ids = self._all(Clause.boolean_query(clauses))
        return np.sort(ids[_is_inside(ids, scope)])

    def rarity(self, stems: Collection[str]) -> float:
        """Return how rare a word is, given the stems it can have: the inverse document frequency of BM25, 0 or more."""
        return self._inverse_frequency("stems", stems)

    def passages_with(self, phrase: Phrase) -> int:
        """Return how many passages have these words side by side, without stemming.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            frequencies = [self._searcher.doc_freq("words", word) for word in phrase]
            if len(phrase) == 1 or 0 in frequencies:
                return min(frequencies, default=0)
            found = self._searcher.search(self._phrase(phrase), limit=1, count=True)
            return int(found.count or 0)

    def with_runs(self, runs: Collection[Phrase], k: int) -> list[int]:
        """Return at most `k` ids of the passages that have the most of some runs of words; see `TermStore.with_runs`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        if k == 0 or not runs:
            return []
        with _reading(self._folder):
            each = [Clause.const_score_query(self._phrase(run), 1.0) for run in dict.fromkeys(runs)]
            return [i for i, _ in self._best(_sum_of(each), k, None)]

    def nearest(self, word: str, language: Language) -> str | None:
        """Return the word of a passage that was most likely meant; see `TermStore.nearest`.

        Raises:
            LibraryDamaged: as for `open`.
        """
        with _reading(self._folder):
            for candidates in (self._one_edit_away(word), self._two_edits_away(word)):
                by_frequency = sorted((-frequency, other) for other, frequency in candidates if is_slip(word, other))
                for _, other in by_frequency:
                    if self._occurs_in(other, language):
                        return other
        return None

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
        clause = self._only_in(self._best_of("words", [word]), language, "und")
        return bool(self._searcher.search(clause, limit=1, count=False).hits)

    def _inverse_frequency(self, field: str, terms: Collection[str]) -> float:
        passages = self._searcher.num_docs
        frequency = sum(self._searcher.doc_freq(field, term) for term in terms)
        frequency = min(frequency, passages)
        return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))

    def _scored(self, query: Query) -> list[Any]:
        """Return the clauses whose scores are added up: words, pairs and synonyms."""
        clauses = []
        for word in query.words:
            word_stems = sorted(word.stems)
            clauses.append(self._best_of("stems", word_stems))
            clauses.append(Clause.boost_query(self._best_of("headings", word_stems), HEADINGS))
            clauses.append(Clause.boost_query(self._best_of("words", [word.term]), WORDS))
        for pair in query.pairs:
            clauses.append(Clause.boost_query(self._phrase(pair), PAIRS))
        for forms in query.forms:
            clauses.append(_maximum_of([self._form(form, forms.parts) for form in forms.others]))
        for expansion in query.synonyms:
            clauses.append(Clause.boost_query(self._concept(expansion, query.language), SYNONYMS))
        return clauses

    def _form(self, form: Phrase, parts: Phrase) -> Any:
        """Score a passage with a form in one word as if it had the parts once each.

        The one word may be rare because texts write it apart, or because a page has lost a space. Its own rarity would
        then rank the passages with it before all others.
        """
        clause = self._phrase(form)
        if len(form) > 1:
            return clause
        score = sum(self._inverse_frequency("words", [part]) for part in parts)
        return Clause.const_score_query(clause, score)

    def _conditions(self, query: Query) -> list[tuple[Any, Any]]:
        """Return the clauses that decide which passages may be returned: phrases and exclusions."""
        conditions = [(Occur.Must, self._phrase(phrase)) for phrase in query.phrases]
        conditions += [(Occur.MustNot, self._phrase(phrase)) for phrase in query.excluded]
        return conditions

    def _concept(self, expansion: Expansion, language: Language) -> Any:
        """Score a passage by the best of the terms of a concept. It must have all words of a term of several words."""
        terms = []
        for term in expansion.terms:
            clauses = []
            for word in term:
                word_stems = sorted(stems(word, language))
                clauses.append((Occur.Must, self._best_of("stems", word_stems)))
            all_words = Clause.boolean_query(clauses)
            terms.append(Clause.boost_query(all_words, 1 / len(term)))
        return _maximum_of(terms)

    def _in(self, *languages: Language) -> Any:
        in_languages = Clause.term_set_query(self._schema, "language", list(languages))
        return Clause.const_score_query(in_languages, 0.0)

    def _best_of(self, field: str, terms: Iterable[str]) -> Any:
        """Score a passage by the best of several terms."""
        return _maximum_of([Clause.term_query(self._schema, field, term) for term in terms])

    def _phrase(self, terms: Sequence[str]) -> Any:
        if len(terms) == 1:
            return self._best_of("words", terms)
        return Clause.phrase_query(self._schema, "words", list(terms))

    def _best(self, clause: Any, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Return the best `k` in scope. Request more than `k` hits, then all hits if those do not settle the result.

        tantivy orders equal scores by its own numbers, so hits that share the last score requested are not settled.
        """
        passages = max(self._searcher.num_docs, 1)
        in_scope: list[tuple[int, float]] = []
        for limit in (min(HITS_PER_RESULT * k, passages), passages):
            hits = self._searcher.search(clause, limit=limit, count=False).hits
            ids = self._ids_of(hits)
            is_inside = _is_inside(np.array(ids, dtype=np.int64), scope)
            in_scope = []
            for i, (score, _), inside in zip(ids, hits, is_inside, strict=True):
                if inside:
                    in_scope.append((i, score))
            if len(hits) < limit:
                break
            last_score = hits[-1][0]
            settled = sum(score > last_score for _, score in in_scope)
            if settled >= k:
                break
        in_scope.sort(key=_by_score_and_id)
        return in_scope[:k]

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


def _by_score_and_id(hit: tuple[int, float]) -> tuple[float, int]:
    i, score = hit
    return -score, i


def _sum_of(clauses: Sequence[Any]) -> Any:
    """Score a passage by the sum of the clauses that match it, at least one."""
    return Clause.boolean_query([(Occur.Should, clause) for clause in clauses])


def _maximum_of(clauses: Sequence[Any]) -> Any:
    """Score a passage by the best of the clauses that match it, at least one."""
    if len(clauses) == 1:
        return clauses[0]
    return Clause.disjunction_max_query(clauses)


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
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", index_option="freq")
    builder.add_text_field("headings", index_option="freq")
    builder.add_text_field("words", index_option="position")
    return builder.build()


def _document(passage: Passage) -> Any:
    text = normalize(passage.text)
    headings = normalize("\n".join(passage.headings))
    document = tantivy.Document()
    document.add_integer("id", passage.id)
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


def _is_inside(ids: NDArray[np.int64], scope: Scope | None) -> NDArray[np.bool_]:
    if scope is None:
        return np.ones(len(ids), dtype=np.bool_)
    return np.isin(ids, scope.ids, invert=scope.excluded)


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
