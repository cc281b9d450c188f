"""The original of a document, for a program that sends it to a person."""

from assistant.opening import safe_name
from assistant.reading.model import Original
from corpus.errors import InputError, LibraryDamaged, UnknownKey
from corpus.files import hash_file
from corpus.plain_files import is_plain_file
from corpus.reading.formats import suffixes_of
from corpus.store.corpus import Corpus

SAFE_TO_SHOW = ("application/pdf", "text/plain")
"""Types that a browser shows without running anything of this program's pages."""


def original(corpus: Corpus, sha256: str) -> Original:
    """Return the original of a source, if its bytes match its hash.

    Raises:
        UnknownKey: no source has this hash.
        InputError: its type is not known.
        LibraryDamaged: the original is missing or has changed.
    """
    source = corpus.sources().get(sha256)
    if source is None:
        raise UnknownKey(f"no source in this library has the hash {sha256[:80]!r}")
    suffixes = suffixes_of(source.media_type)
    if not suffixes:
        raise InputError(f"the document of {source.key!r} is of an unknown type, so it is not opened")
    path = corpus.original(source)
    if not is_plain_file(path):
        raise LibraryDamaged(f"the document of {source.key!r} is missing: {str(path)!r}")
    if hash_file(path) != sha256:
        raise LibraryDamaged(f"the document of {source.key!r} has changed, so it is not opened: evidence verify")
    return Original(
        path=path,
        name=safe_name(source.name, suffixes),
        media_type=source.media_type,
        size=path.stat().st_size,
        is_safe_to_show=source.media_type in SAFE_TO_SHOW,
    )
