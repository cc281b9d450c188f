"""Checks that a library still holds what was written to it. Every damage is a line, and none stops the check."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.errors import EvidenceError, LibraryError, error_reason
from corpus.files import hash_file
from corpus.model import Source
from corpus.store import feeds, history, standing
from corpus.store.baskets import broken_quotations
from corpus.store.corpus import Corpus
from corpus.store.database import Database
from corpus.store.folder import original_path
from corpus.store.inspection import CORPUS, unknown_entries
from corpus.store.rows import REFERENCE_COLUMNS, to_reference
from corpus.store.seals import is_broken, sealed_names
from corpus.store.summaries import has_names, has_true_names, has_true_size

MAX_INTEGRITY_FAULTS = 100
"""Maximum number of faults that SQLite reports about its file. Its own default."""

BASKETS = "baskets"
"""The name of a fault of the quotations that a person keeps."""

STANDING = "standing questions"
"""The name of a fault of the questions that a person keeps asking."""

FEEDS = "feeds"
"""The name of a fault of the feeds, and of the works that they listed."""

HISTORY = "history"
"""The name of a fault of what `undo` and `restore` could bring back."""

Checked = tuple[str, str | None]
"""The name of what was checked, and its fault or None."""


def verify(corpus: Corpus, keys: Sequence[str] = ()) -> Iterator[Checked]:
    """Check the sources of these works, or of all. Yield (key, fault) for each source; the fault may be None.

    The original must have its hash. Every page must begin at its offset. Every passage must equal the text between its
    offsets and name the pages of its two ends. All rows must be as they were written. Works without a source and the
    file as a whole are yielded only if they have a fault. A source that another process removes meanwhile is left out.

    Raises:
        UnknownKey: no work has one of the keys.
    """
    database = corpus.database
    keys = [corpus.reference(key).key for key in keys]
    yield from _until_damage(_check_file(database))
    sources: dict[str, Source] = {}
    try:
        sources = corpus.sources()
    except LibraryError as error:
        yield CORPUS, str(error)
    for source in sources.values():
        if not keys or source.key in keys:
            yield from _check_source(corpus, source)
    yield from _until_damage(_check_works(database, keys, sources))
    if not keys:
        yield from _until_damage(_check_records(corpus))
        yield from _until_damage(_check_history(corpus))
        yield from _until_damage(_check_baskets(corpus))
        yield from _until_damage(_check_standing(corpus))
        yield from _until_damage(_check_feeds(corpus))


def unknown_files(corpus: Corpus, known_in_index: re.Pattern[str]) -> Iterator[Checked]:
    """Yield the files and folders in a library that this program does not write; see `unknown_entries`."""
    for path in unknown_entries(corpus.folder, known_in_index):
        yield path, "not a part of a library; nothing reads or deletes it"


def _until_damage(checks: Iterator[Checked]) -> Iterator[Checked]:
    """Yield the results of checks. If the corpus file cannot be read further, that is the last result."""
    try:
        yield from checks
    except LibraryError as error:
        yield CORPUS, str(error)


def _check_source(corpus: Corpus, source: Source) -> Iterator[Checked]:
    with corpus.snapshot():
        try:
            if not corpus.origins(source.sha256):  # another process removed it meanwhile
                return
            fault = _source_fault(corpus, source)
        except EvidenceError as error:
            fault = str(error)
        except OSError as error:
            fault = f"the original {source.sha256} cannot be read: {error_reason(error)}"
        yield source.key, fault


def _source_fault(corpus: Corpus, source: Source) -> str | None:
    """Return what is wrong with a source, or None."""
    original = corpus.original(source)
    damage = _damage(original, source.sha256)
    if damage:
        return f"the original {original.name} {damage}"
    if is_broken(corpus.database, source.sha256):
        return "its record has changed"
    if not has_true_size(corpus.database, source.sha256):
        return "its numbers of pages and passages have changed"
    return _text_fault(corpus, source)


def _damage(original: Path, sha256: str) -> str:
    """Return what has become of an original, in words; "" if it is as it was added."""
    if not original.is_file():
        return "is missing"
    return "has changed" if hash_file(original) != sha256 else ""


def _text_fault(corpus: Corpus, source: Source) -> str | None:
    """Return what is wrong with the pages and passages of a source, or None."""
    document = corpus.document(source.sha256)
    rows = corpus.database.rows("SELECT start FROM page WHERE source = ? ORDER BY number", source.sha256)
    if tuple(start for (start,) in rows) != document.starts:
        return "its pages have changed"
    for passage in corpus.passages_of(source.sha256):
        if not 0 <= passage.start < passage.end:
            return f"passage {passage.handle} is empty"
        if passage.end > len(document.text) or document.text[passage.start : passage.end] != passage.text:
            return f"passage {passage.handle} is not a part of its pages"
        first = document.locate(passage.start)
        last = document.locate(passage.end - 1)
        if (first, last) != (passage.first, passage.last):
            return f"passage {passage.handle} is on another page than it says"
    return None


def _check_works(database: Database, keys: Sequence[str], sources: dict[str, Source]) -> Iterator[Checked]:
    """Yield the keys of works whose record has changed. Sources have been checked already."""
    changed = []
    with database.snapshot():
        for name in sealed_names(database):
            if name in sources or (keys and name not in keys):
                continue
            if is_broken(database, name):
                changed.append(name)
    for name in changed:
        yield name, "its record has changed"


def _check_records(corpus: Corpus) -> Iterator[Checked]:
    """Yield what is wrong with the records of works and with the answers of Crossref."""
    are_named = has_names(corpus.database)  # an earlier version of this program kept no names
    for (key,) in corpus.database.rows("SELECT key FROM work"):
        try:
            for row in corpus.database.rows(f"SELECT {REFERENCE_COLUMNS} FROM work WHERE key = ?", key):
                reference = to_reference(row)
                if are_named and not has_true_names(corpus.database, reference):
                    yield key, "the names by which a question finds it have changed"
        except LibraryError as error:
            yield key, str(error)
    corpus.lookups()


def _check_history(corpus: Corpus) -> Iterator[Checked]:
    """Yield what is wrong with what `undo` and `restore` could bring back."""
    for table in history.broken_rows(corpus.database):
        yield HISTORY, f"its table {table} has changed"
    for sha256, media_type in history.held_aside(corpus.database).items():
        try:
            original = original_path(corpus.folder, sha256, media_type)
            damage = _damage(original, sha256)
            if damage:
                yield HISTORY, f"the original {original.name} of an earlier text {damage}"
        except (EvidenceError, OSError, LookupError) as error:
            yield HISTORY, f"the original {sha256} of an earlier text cannot be read: {error}"
    corpus.versions()
    corpus.jobs()


def _check_baskets(corpus: Corpus) -> Iterator[Checked]:
    """Yield what is wrong with the quotations that a person keeps."""
    for name in broken_quotations(corpus.database):
        yield BASKETS, f"a quotation in the basket {name[:80]!r} has changed"
    for name in corpus.baskets.sizes():
        corpus.baskets.quotes(name)


def _check_standing(corpus: Corpus) -> Iterator[Checked]:
    """Yield what is wrong with the standing questions and their news."""
    for table in standing.broken_rows(corpus.database):
        yield STANDING, f"their table {table} has changed"
    corpus.standing.questions()
    corpus.standing.news()


def _check_feeds(corpus: Corpus) -> Iterator[Checked]:
    """Yield what is wrong with the feeds, and with the works that they listed."""
    for table in feeds.broken_rows(corpus.database):
        yield FEEDS, f"their table {table} has changed"
    corpus.feeds.known()
    corpus.feeds.listed()


def _check_file(database: Database) -> Iterator[Checked]:
    """Yield what is wrong with the corpus file as a whole."""
    for (fault,) in database.rows(f"PRAGMA integrity_check({MAX_INTEGRITY_FAULTS})"):
        if fault != "ok":
            yield CORPUS, " ".join(fault.split())
    missing = database.rows('SELECT DISTINCT "table", parent FROM pragma_foreign_key_check')
    for table, parent in missing:
        yield CORPUS, f"a row of {table} names a {parent} that is not there"
