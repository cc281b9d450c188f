"""Figures in a draft that carry a citation: "a 31 percent drop (Braga 2017)". Are they on the pages that are cited?"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.checking.citations import citations_in
from assistant.checking.cited_works import CitedWorks
from assistant.checking.model import DraftFigure, FigureFinding, FigureVerdict, Paragraph
from assistant.checking.quotations import quotations
from corpus.citing.short_citation import author_year
from corpus.model import Holding, Page
from corpus.store.corpus import Corpus
from corpus.text.verbatim import words_of

_FIGURE = re.compile(r"(?<![\w.,])(?!(?:19|20)\d\d(?![\w.,]\d|\d))\d+(?:[.,]\d+)*(?!\w)")
"""A number that is not a year."""

_PERCENT = frozenset(("%", "percent", "per", "por", "pct"))
"""Words that make a number a share: "31%", "31 per cent", "31 por ciento"."""

_SENTENCE_STARTS = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])")


def draft_figures(paragraphs: Sequence[Paragraph]) -> Iterator[DraftFigure]:
    """Yield the figures of a draft that are in front of a citation in its sentence, and not in a quotation."""
    for number, paragraph in enumerate(paragraphs):
        quoted = [(each.start, each.end) for each in quotations(paragraph.text)]
        previous = 0
        for start, end, cited in citations_in(paragraph.text):
            first = _sentence_start(paragraph.text, previous, start)
            for match in _FIGURE.finditer(paragraph.text, first, start):
                if not any(begin <= match.start() < stop for begin, stop in quoted):
                    context = paragraph.text[match.start() : end]
                    yield DraftFigure(match[0], context, cited, paragraph.place, number, match.start(), match.end())
            previous = end


def _has_figure(words: Sequence[str], figure: str, following: str = "") -> bool:
    """Return whether words have a figure. If it is a share in the draft, it must be one there."""
    is_share = following in _PERCENT
    for word, after in pairwise((*words, "")):
        if word == figure and (after in _PERCENT or not is_share):
            return True
    return False


def _sentence_start(text: str, first: int, last: int) -> int:
    """Return where the sentence begins that has a position, not before `first`."""
    for match in _SENTENCE_STARTS.finditer(text, first, last):
        first = match.end()
    return first


class FigureLookup:
    """Looks figures up on the pages that are cited."""

    def __init__(self, corpus: Corpus, works: CitedWorks) -> None:
        self._corpus = corpus
        self._works = works
        self._pages: dict[str, tuple[Page, ...]] = {}

    def check(self, figure: DraftFigure) -> FigureFinding:
        """Return whether a figure is on the pages of the work that is cited, or anywhere in it without pages."""
        keys = self._works.named(figure.cited) or frozenset()
        texts = self._works.full_texts(keys)
        if not texts:
            return FigureFinding(figure, FigureVerdict.NOT_HELD, self._works.only_recorded(keys))
        written = words_of(figure.context).words[:2]  # the figure, and perhaps "percent"
        for holding in texts:
            for page in self._cited_pages(holding, figure.cited.pages):
                if _has_figure(words_of(page.text).words, *written):
                    return FigureFinding(figure, FigureVerdict.FOUND, self._place(holding, figure))
        unreadable = self._works.unreadable(keys, figure.cited)
        if unreadable:
            return FigureFinding(figure, FigureVerdict.UNREADABLE, unreadable)
        return FigureFinding(figure, FigureVerdict.NOT_FOUND, self._place(texts[0], figure))

    def _cited_pages(self, holding: Holding, cited: Sequence[str]) -> Iterator[Page]:
        """Yield the pages of a text that are cited by their printed numbers, or all without any."""
        assert holding.source
        sha256 = holding.source.sha256
        if sha256 not in self._pages:
            self._pages[sha256] = self._corpus.document(sha256).pages
        for page in self._pages[sha256]:
            number = page.locator.label or str(page.locator.index)
            if not cited or number in cited:
                yield page

    def _place(self, holding: Holding, figure: DraftFigure) -> str:
        pages = ", ".join(figure.cited.pages)
        work = author_year(holding.reference)
        return f"{work}, p. {pages}" if pages else f"{work}, all pages"
