"""The picture of a page, from the cache or from the child process that renders pages."""

from pathlib import Path

from corpus.errors import InputError, UnknownKey
from corpus.files import cache_folder
from corpus.model import Source
from corpus.pictures.cache import PictureCache
from corpus.pictures.model import RESOLUTIONS
from corpus.pictures.pages import Pages
from corpus.store.corpus import Corpus

PDF = "application/pdf"


def known_source(corpus: Corpus, sha256: str) -> Source:
    """Return the source with a hash.

    Raises:
        UnknownKey: there is none.
    """
    source = corpus.sources([sha256]).get(sha256)
    if source is None:
        raise UnknownKey(f"no document in this library has the hash {sha256[:80]!r}")
    return source


def pdf_of(corpus: Corpus, sha256: str) -> Path:
    """Return the path of the original of a source that is a PDF.

    Raises:
        UnknownKey: no source has this hash.
        InputError: it is not a PDF.
    """
    source = known_source(corpus, sha256)
    if source.media_type != PDF:
        raise InputError(f"the document of {source.key!r} is not a PDF, so its text is shown and not a picture")
    return corpus.original(source)


def page_picture(pages: Pages, original: Path, sha256: str, page: int, dpi: int) -> bytes:
    """Return the picture of a page as a PNG file.

    Raises:
        InputError: there are no pictures of this resolution.
        UnknownKey, UnreadableFile, LibraryDamaged: as for `Pages.picture`.
    """
    if dpi not in RESOLUTIONS:
        offered = ", ".join(map(str, RESOLUTIONS))
        raise InputError(f"there are no pictures of {dpi!r} dpi, but of {offered}")
    cache = PictureCache(cache_folder().absolute() / "pages")
    picture = cache.get(sha256, page, dpi)
    if picture is None:
        picture = pages.picture(original, sha256, page, dpi).png
        cache.put(sha256, page, dpi, picture)
    return picture
