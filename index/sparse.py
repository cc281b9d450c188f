"""The term store: passages by the words they share with a question, in tantivy (https://docs.rs/tantivy/0.27).

A passage's score is BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75: tantivy's constants), summed over:

    stems      each word of the question, in its language's stem   1
    headings   the same, in the headings above the passage         HEADINGS
    words      each word as it stands, without stemming            WORDS
    words      two words side by side, as in the question          PAIRS
    stems      what else the field calls what the question names   SYNONYMS

The weights were tried on what `../shared/data` holds (nDCG@10 of SciFact and Cranfield, page-level MRR of the English
questions on `reports` over 180-word windows): stems alone 0.685, 0.374, 0.672; with all four 0.696, 0.389, 0.687.

The analysis of a text happens here, not inside tantivy: one field holds the stems of every language, so that BM25's
average length is one over all passages. A passage of unknown language is there in the stems of each.
"""

import math
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from weakref import finalize

import numpy as np
import tantivy
from numpy.typing import NDArray
from tantivy import Occur, Query

from corpus.errors import LibraryDamaged, StorageFull
from corpus.model import Language, Passage
from index.model import Scope
from index.named_works import names
from index.terms import STEMMERS, ParsedQuery, analyzer, normal, parse, stems, words
from index.thesaurus import Expansion, expand, translations

ANALYSIS = f"terms 1, tantivy {tantivy.__version__.rpartition(' ')[2]}"
"""Changes whenever the same passages would be written otherwise; part of the index's fingerprint."""

HEADINGS, WORDS, PAIRS, SYNONYMS = 0.3, 0.3, 0.2, 0.3

HEAP = 64_000_000
"""Bytes tantivy may hold before it writes a segment: four thousand passages fit, and its own minimum is 15 MB."""

MARGIN = 4
"""How many times `k` hits are looked at first, so that scopes that leave out less need no second look."""


class TermIndex:
    """A folder of terms; implements `index.protocols.TermStore`. One process may write at a time, any may read."""

    def __init__(self, folder: Path, index: Any) -> None:
        self._folder = folder
        self._index = index
        index.config_reader(reload_policy="manual")  # without a thread that watches the folder
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def create(cls, folder: Path) -> "TermIndex":
        """Makes an empty one in a new folder.

        Raises:
            FileExistsError: the folder is there already; tantivy would empty an index in it.
        """
        folder.mkdir(parents=True)
        with _writing(folder):
            return cls(folder, tantivy.Index(_schema(), path=str(folder), reuse=False))

    @classmethod
    def open(cls, folder: Path) -> "TermIndex":
        """Opens one that exists.

        Raises:
            LibraryDamaged: a file is missing or is not what it should be. Only their ends are looked at here, which
                takes milliseconds; damage further in may show when a search reaches it.
        """
        with _reading(folder):
            try:
                return cls(folder, tantivy.Index.open(str(folder)))
            except (ValueError, OSError):
                return cls._open_elsewhere(folder)

    @classmethod
    def _open_elsewhere(cls, folder: Path) -> "TermIndex":
        """Opens one by links to its files, beside which tantivy makes a lock even to read: a disk may be read-only."""
        links = Path(mkdtemp(prefix="evidence-"))
        try:
            for path in folder.resolve().iterdir():
                if not path.name.endswith(".lock"):
                    (links / path.name).symlink_to(path)
            opened = cls(folder, tantivy.Index.open(str(links)))
        except BaseException:
            shutil.rmtree(links, ignore_errors=True)
            raise
        finalize(opened, shutil.rmtree, links, ignore_errors=True)
        return opened

    def ids(self) -> list[int]:
        """Gives the ids of all passages, ascending."""
        with _reading(self._folder):
            return sorted(self._all(Query.all_query()))

    def search(self, text: str, language: Language, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Gives at most `k` (id, score), as `TermStore.search` says. Any text can be searched for.

        Passages of unknown language are searched for every question. Nothing is found where the question has no word
        that is not excluded.

        Raises:
            LibraryDamaged: as in `open`.
        """
        with _reading(self._folder):
            parsed = parse(text, language)
            if not k or not (parsed.words or parsed.phrases):
                return []
            synonyms = [self._otherwise(each, language) for each in expand(text, language, language)]
            wanted = [*self._scoring(parsed, language), *(Query.boost_query(each, SYNONYMS) for each in synonyms)]
            clauses = self._conditions(parsed)
            if wanted:
                clauses.append((Occur.Should if parsed.phrases else Occur.Must, _either(wanted)))
            if language != "und":
                clauses.append((Occur.Must, self._in(language, "und")))
            return self._best(Query.boolean_query(clauses), k, scope)

    def search_translated(self, text: str, language: Language, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Gives at most `k` (id, score), as `TermStore.search_translated` says.

        Raises:
            LibraryDamaged: as in `open`.
        """
        found = translations(text, language) if k else {}
        if not found:
            return []
        with _reading(self._folder):
            proper = [self._any("words", [name]) for name in names(text)]
            conditions = self._conditions(parse(text, language))
            queries = []
            for other, expansions in found.items():
                wanted = [self._otherwise(each, other) for each in expansions]
                clauses = [(Occur.Must, _either([*wanted, *proper])), (Occur.Must, self._in(other))]
                queries.append(Query.boolean_query([*clauses, *conditions]))
            return self._best(_either(queries), k, scope)

    def matching(self, parsed: ParsedQuery, scope: Scope | None) -> NDArray[np.int64]:
        """Gives the ids, ascending, of all passages in any language that hold the phrases and nothing excluded.

        Raises:
            LibraryDamaged: as in `open`.
        """
        with _reading(self._folder):
            clauses = [(Occur.Must, Query.all_query()), *self._conditions(parsed)]
            ids = np.array(self._all(Query.boolean_query(clauses)), dtype=np.int64)
        return np.sort(ids[_inside(ids, scope)])

    def rarity(self, forms: Collection[str]) -> float:
        """Gives how rare a word is, by the stems it may have: BM25's inverse document frequency, 0.0 or more."""
        everything = self._searcher.num_docs
        frequency = min(sum(self._searcher.doc_freq("stems", form) for form in forms), everything)
        return math.log(1 + (everything - frequency + 0.5) / (frequency + 0.5))

    def write(self, add: Sequence[Passage], remove: Sequence[int]) -> None:
        """Adds passages and removes ids, all or nothing; an id that is added again replaces the old one.

        Raises:
            StorageFull: the folder cannot be written.
        """
        with _writing(self._folder):
            writer = self._index.writer(HEAP, 1)
            try:
                for gone in remove:
                    writer.delete_documents_by_term("id", gone)
                for passage in add:
                    writer.delete_documents_by_term("id", passage.id)
                    writer.add_document(_document(passage))
                writer.commit()
            finally:
                with suppress(ValueError):  # says again what the commit said
                    writer.wait_merging_threads()  # and gives up the folder's lock
            self._index.reload()
            self._searcher = self._index.searcher()

    def _scoring(self, parsed: ParsedQuery, language: Language) -> Iterator[Any]:
        for word in parsed.words:
            forms = sorted(stems(word, language))
            yield self._any("stems", forms)
            yield Query.boost_query(self._any("headings", forms), HEADINGS)
            yield Query.boost_query(self._any("words", analyzer(None).analyze(word)), WORDS)
        for pair in parsed.pairs:
            yield Query.boost_query(self._phrase(pair), PAIRS)

    def _conditions(self, parsed: ParsedQuery) -> list[tuple[Any, Any]]:
        return [
            *((Occur.Must, self._phrase(phrase)) for phrase in parsed.phrases),
            *((Occur.MustNot, self._phrase(phrase)) for phrase in parsed.excluded),
        ]

    def _otherwise(self, expansion: Expansion, language: Language) -> Any:
        """Scores a passage by the best of a concept's terms; of a term of several words all must stand there."""
        terms = [[self._any("stems", sorted(stems(word, language))) for word in term] for term in expansion.terms]
        each = [
            Query.boost_query(Query.boolean_query([(Occur.Must, word) for word in term]), 1 / len(term))
            for term in terms
        ]
        return each[0] if len(each) == 1 else Query.disjunction_max_query(each)

    def _in(self, *languages: Language) -> Any:
        spoken = Query.term_set_query(self._schema, "language", list(languages))
        return Query.const_score_query(spoken, 0.0)

    def _any(self, field: str, terms: Sequence[str]) -> Any:
        """Scores a passage by the best of several terms."""
        queries = [Query.term_query(self._schema, field, term) for term in terms]
        return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries)

    def _phrase(self, terms: Sequence[str]) -> Any:
        if len(terms) == 1:
            return self._any("words", terms)
        return Query.phrase_query(self._schema, "words", list(terms))

    def _best(self, query: Any, k: int, scope: Scope | None) -> list[tuple[int, float]]:
        """Gives the best `k` in scope. Looks at more than `k` hits, and at all where those do not settle it.

        tantivy orders equal scores by its own numbering, so hits that share the last score seen are not settled.
        """
        everything = max(self._searcher.num_docs, 1)
        found: list[tuple[int, float]] = []
        for limit in (min(MARGIN * k, everything), everything):
            hits = self._searcher.search(query, limit=limit, count=False).hits
            ids = self._numbers(hits)
            kept = _inside(np.array(ids, dtype=np.int64), scope)
            found = [(i, score) for i, (score, _), keep in zip(ids, hits, kept, strict=True) if keep]
            settled = sum(score > hits[-1][0] for _, score in found)
            if len(hits) < limit or settled >= k:
                break
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]

    def _all(self, query: Any) -> list[int]:
        return self._numbers(self._searcher.search(query, limit=max(self._searcher.num_docs, 1), count=False).hits)

    def _numbers(self, hits: Sequence[tuple[float, Any]]) -> list[int]:
        numbers: list[int] = self._searcher.fast_field_values("id", [address for _, address in hits])
        return numbers


def _either(queries: Sequence[Any]) -> Any:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", index_option="freq")
    builder.add_text_field("headings", index_option="freq")
    builder.add_text_field("words", index_option="position")
    return builder.build()


def _document(passage: Passage) -> Any:
    document = tantivy.Document()
    document.add_integer("id", passage.id)
    document.add_text("language", passage.language)
    text, headings = normal(passage.text), normal("\n".join(passage.headings))
    document.add_pre_tokenized_text("stems", _stemmed(text, passage.language))
    document.add_pre_tokenized_text("headings", _stemmed(headings, passage.language))
    document.add_pre_tokenized_text("words", analyzer(None).pre_tokenize(text))
    return document


def _stemmed(text: str, language: Language) -> Any:
    """Gives the stems of a text; where its language is not known, those of every language, each once in its place."""
    if language != "und":
        return analyzer(language).pre_tokenize(text)
    places = {(word.start, word.end, word.text) for each in STEMMERS for word in words(text, each)}
    tokens = [tantivy.Token(stem, n, start, end) for n, (start, end, stem) in enumerate(sorted(places))]
    return tantivy.PreTokenizedString(text, tokens)


def _inside(ids: NDArray[np.int64], scope: Scope | None) -> NDArray[np.bool_]:
    if scope is None:
        return np.ones(len(ids), dtype=np.bool_)
    return np.isin(ids, scope.ids, invert=scope.excluded)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turns what tantivy raises over a folder it cannot read into one line."""
    try:
        yield
    except BaseException as error:
        # A panic in Rust is a BaseException of a class that cannot be imported.
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise LibraryDamaged(f"the term index in {str(folder)!r} cannot be read: {error}") from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turns what tantivy raises over a folder it cannot write into one line. It does not say what the disk said."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise StorageFull(
            f"the term index in {str(folder)!r} cannot be written ({error}): free some space and run it again"
        ) from error
