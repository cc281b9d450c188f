"""Which works have an identifier: in their record, else at the beginning of their text, else anywhere in their text.

Dashes, spaces and case do not matter, except in a DOI. A work that only cites a DOI or an ISBN is not asked for by it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from corpus.model import Passage, Reference, file_name
from corpus.store.corpus import Corpus
from corpus.store.reader import IdentifierColumn
from corpus.store.summaries import facts_of
from corpus.text.language import fold
from corpus.works.identifiers import find_isbns, isbn_stem
from index.identifiers import ISBN, Identifier, IdentifierKind
from index.protocols import TermStore
from index.query import parse_query

MAX_PASSAGES_READ = 200
"""Passages with the words of an identifier that are read: more than any answer shows."""


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier with the sources of its works, and with the passages of other works that have it in their text.

    `without_text` are the keys of the works whose record has it and that have no source.
    """

    identifier: Identifier
    sources: frozenset[str]
    mentions: tuple[Passage, ...] = ()
    without_text: tuple[str, ...] = ()


def find_identifier(identifier: Identifier, corpus: Corpus, terms: TermStore) -> FoundIdentifier:
    """Return the works of an identifier. Text other than its beginning is read only if no record has it.

    Args:
        identifier: of a question.
        corpus: the records and the texts.
        terms: the words of the texts.
    """
    in_record = corpus.sources_of(works_with(identifier, corpus))
    if in_record:
        return FoundIdentifier(identifier, frozenset(in_record))
    if identifier.kind == "ISBN" and not identifier.is_certain:  # ten digits are any number
        return FoundIdentifier(identifier, frozenset())
    pattern = _spaced(identifier.text)
    origins = corpus.newest_origins()
    in_name = {sha256 for sha256, origin in origins.items() if pattern.search(fold(file_name(origin)))}
    if in_name:
        return FoundIdentifier(identifier, frozenset(in_name))
    return _find_in_texts(identifier, corpus, terms)


def _find_in_texts(identifier: Identifier, corpus: Corpus, terms: TermStore) -> FoundIdentifier:
    """Return the works that have an identifier at the beginning of their text, and all passages that have it."""
    is_in = _matcher(identifier)
    passages = [passage for passage in _passages_to_read(identifier, corpus, terms) if is_in(passage.text)]
    namings = corpus.namings({passage.source for passage in passages})
    own = {sha256 for sha256, naming in namings.items() if is_in(naming.opening)}
    own |= {passage.source for passage in passages if passage.zone == "front matter"}
    return FoundIdentifier(identifier, frozenset(own), tuple(passages))


def _matcher(identifier: Identifier) -> Callable[[str], bool]:
    """Return a function that tells whether a text has an identifier."""
    if identifier.kind == "ISBN":
        return lambda text: _has_stem(identifier.text, find_isbns(text))
    pattern = _spaced(identifier.text)
    return lambda text: pattern.search(fold(text)) is not None


def has_identifier(work: Reference, identifier: Identifier) -> bool:
    """Return whether the record of a work has an identifier."""
    column, is_one = _IN_RECORD[identifier.kind]
    return is_one(getattr(facts_of(work), column), identifier.text)


def works_with(identifier: Identifier, corpus: Corpus) -> list[str]:
    """Return the keys of the works whose record has an identifier. No record is read."""
    column, is_one = _IN_RECORD[identifier.kind]
    return [key for key, held in corpus.identifiers(column) if is_one(held, identifier.text)]


def _passages_to_read(identifier: Identifier, corpus: Corpus, terms: TermStore) -> Iterable[Passage]:
    """Return the passages with the words of an identifier."""
    ids: dict[int, None] = {}
    for phrase in _ways_to_cut(identifier):
        quoted = parse_query('"' + " ".join(phrase) + '"', "und")
        ids.update(dict.fromkeys(terms.matching(quoted, None).tolist()))
    return corpus.passages(list(ids)[:MAX_PASSAGES_READ]).values()


def _ways_to_cut(identifier: Identifier) -> set[tuple[str, ...]]:
    """Return the words that an identifier may be in a text: ncj 243 978, ncj 243978, ncj243978."""
    text = fold(identifier.text)
    typed = re.findall(r"[^\W_]+", text)
    if identifier.kind == "DOI":
        return {tuple(typed)}
    if identifier.kind == "ISBN":  # its digits are printed in groups that nobody can tell
        return {("isbn",)}
    joined = "".join(typed)
    letters = joined.rstrip("0123456789")
    ways = [
        typed,
        [joined],
        [letters, joined.removeprefix(letters)],
        re.findall(r"[a-z]+|\d+", text),
        re.findall(r"[a-z]+\d*|\d+", text),  # R01HD012345: r01 hd012345
    ]
    return {tuple(filter(None, way)) for way in ways}


def _spaced(identifier: str) -> re.Pattern[str]:
    """Return a pattern for an identifier with any punctuation between its letters and its digits."""
    parts = re.findall(r"[a-z]+|\d+", fold(identifier))
    return re.compile(rf"(?<![a-z0-9]){'[^a-z0-9]{0,3}'.join(parts)}(?![0-9])")


def _is_doi(held: str, doi: str) -> bool:
    return held == doi


def _is_isbn(held: str, isbn: str) -> bool:
    return _has_stem(isbn, re.findall(ISBN, held))


def _has_stem(isbn: str, others: Iterable[str]) -> bool:
    """Return whether an ISBN is among others, with ten or thirteen digits."""
    return isbn_stem(isbn) in {isbn_stem(other) for other in others}


def _is_number(held: str, number: str) -> bool:
    return _spaced(number).search(fold(held)) is not None


_IN_RECORD: Mapping[IdentifierKind, tuple[IdentifierColumn, Callable[[str, str], bool]]] = {
    "DOI": ("doi", _is_doi),
    "ISBN": ("isbn", _is_isbn),
    "number": ("number", _is_number),
}
"""Where an identifier of each kind is kept, and how the kept text is compared with the text of a question."""
