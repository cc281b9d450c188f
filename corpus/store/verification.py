"""Checks that a library still holds what was written to it."""

from collections.abc import Iterator, Sequence

from corpus.files import hash_file, storage
from corpus.model import Source
from corpus.store.corpus import Corpus
from corpus.store.database import Database
from corpus.store.migrations import has_expected_schema
from corpus.store.seals import is_broken, sealed_names


def verify(corpus: Corpus, keys: Sequence[str] = ()) -> Iterator[tuple[str, str | None]]:
    """Check the sources of these works, or of all. Yield (key, fault) for each source; the fault may be None.

    The original must have its hash. Every page must begin at its offset. Every passage must equal the text between its
    offsets and name the pages of its two ends. All rows must be as they were written. Works without a source and the
    file as a whole are yielded only if they have a fault. A source that another process removes meanwhile is left out.

    Raises:
        UnknownKey: no work has one of the keys.
    """
    database = corpus.database
    keys = [corpus.reference(key).key for key in keys]
    sources = corpus.sources()
    for source in sources.values():
        if keys and source.key not in keys:
            continue
        with database.snapshot():
            is_held = bool(corpus.origins(source.sha256))
            fault = _source_fault(corpus, source) if is_held else None
        if is_held:  # else another process removed it meanwhile
            yield source.key, fault
    for key in _changed_works(database, keys, sources):
        yield key, "its record has changed"
    for fault in _file_faults(database):
        yield "corpus.sqlite", fault


def _source_fault(corpus: Corpus, source: Source) -> str | None:
    """Return what is wrong with a source, or None."""
    original = corpus.original(source)
    if not original.is_file():
        return f"the original {original.name} is missing"
    if hash_file(original) != source.sha256:
        return f"the original {original.name} has changed"
    if is_broken(corpus.database, source.sha256):
        return "its record has changed"
    document = corpus.document(source.sha256)
    rows = corpus.database.rows("SELECT start FROM page WHERE source = ? ORDER BY number", source.sha256)
    if tuple(start for (start,) in rows) != document.starts:
        return "its pages have changed"
    for passage in corpus.passages_of(source.sha256):
        if document.text[passage.start : passage.end] != passage.text:
            return f"passage {passage.handle} is not verbatim on its page"
        first = document.locate(passage.start)
        last = document.locate(passage.end - 1)
        if (first, last) != (passage.first, passage.last):
            return f"passage {passage.handle} is on another page than it says"
    return None


def _changed_works(database: Database, keys: Sequence[str], sources: dict[str, Source]) -> list[str]:
    """Return the keys of works whose record has changed. Sources have been checked already."""
    changed = []
    with database.snapshot():
        for name in sealed_names(database):
            if name in sources or (keys and name not in keys):
                continue
            if is_broken(database, name):
                changed.append(name)
    return changed


def _file_faults(database: Database) -> Iterator[str]:
    """Yield what is wrong with the corpus file as a whole."""
    ((integrity,),) = database.rows("PRAGMA integrity_check(1)")
    if integrity != "ok":
        yield str(integrity)
    with storage(database.folder):
        has_schema = has_expected_schema(database.connection)
    if not has_schema:
        yield "its tables are not those of its version"
