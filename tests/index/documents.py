"""Passages for tests of the index."""

from corpus.model import Language, Locator, Passage


def passage(i: int, text: str, language: Language = "en", headings: tuple[str, ...] = ()) -> Passage:
    """Return a passage on page 1 with this id."""
    page = Locator("page", 1, None)
    return Passage(i, "s", 0, len(text), text, page, page, tuple(headings), "body", language)
