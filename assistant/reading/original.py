"""The original of a document, for a program that sends it to a person."""

from assistant.opening import safe_name
from assistant.reading.model import Original
from assistant.reading.picture import known_source
from corpus.errors import InputError
from corpus.pictures.pages import Pages
from corpus.reading.formats import suffixes_of
from corpus.store.corpus import Corpus

SAFE_TO_SHOW = ("application/pdf", "text/plain")
"""Types that a browser shows without running anything of this program's pages."""


def original(corpus: Corpus, pages: Pages, sha256: str) -> Original:
    """Return the original of a source, if its bytes match its hash.

    Raises:
        UnknownKey: no source has this hash.
        InputError: its type is not known.
        LibraryDamaged: the original is missing or has changed.
    """
    source = known_source(corpus, sha256)
    suffixes = suffixes_of(source.media_type)
    if not suffixes:
        raise InputError(f"the document of {source.key!r} is of an unknown type, so it is not opened")
    path = corpus.original(source)
    return Original(
        path=path,
        name=safe_name(source.name, suffixes),
        media_type=source.media_type,
        size=pages.check(path, sha256),
        is_safe_to_show=source.media_type in SAFE_TO_SHOW,
    )
