"""Passages for tests of the index."""

from corpus.model import Language, Locator, Passage, Zone


def passage(
    i: int,
    text: str,
    language: Language = "en",
    headings: tuple[str, ...] = (),
    source: str = "s",
    zone: Zone = "body",
) -> Passage:
    """Return a passage on page 1 with this id."""
    page = Locator("page", 1, None)
    return Passage(i, source, 0, len(text), text, page, page, tuple(headings), zone, language)
