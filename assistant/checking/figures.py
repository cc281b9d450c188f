"""Figures in a draft that carry a citation: "a 31 percent drop (Braga 2017)". Are they on the pages that are cited?

Figures in words count too: "a third fewer", "one in five", "thirty-one percent".
"""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.citations import citations_in
from assistant.checking.cited_works import CitedWorks
from assistant.checking.model import CitedPlace, DraftFigure, FigureFinding, FigureVerdict, Paragraph
from assistant.checking.quotations import quotations
from corpus.citing.short_citation import author_year
from corpus.model import Holding, Page
from corpus.store.corpus import Corpus
from corpus.text.amounts import Amount, AmountSet, amounts, outermost

MIN_WORD_NUMBER = 11
"""The smallest number in words that is a figure. Smaller ones are in most sentences: "two studies". Chosen."""

_YEARS = range(1900, 2100)

_SENTENCE_STARTS = re.compile(r"[.!?]\s+(?=[^\W\d_a-z])")


def draft_figures(paragraphs: Sequence[Paragraph]) -> Iterator[DraftFigure]:
    """Yield the figures of a draft that are in front of a citation in its sentence, and not in a quotation."""
    for number, paragraph in enumerate(paragraphs):
        quoted = [(each.start, each.end) for each in quotations(paragraph.text)]
        previous = 0
        for start, end, cited in citations_in(paragraph.text):
            first = _sentence_start(paragraph.text, previous, start)
            for amount in outermost(amounts(paragraph.text[first:start])):
                begin, stop = first + amount.start, first + amount.end
                written, context = paragraph.text[begin:stop], paragraph.text[begin:end]
                is_quoted = any(opening <= begin < closing for opening, closing in quoted)
                if is_quoted or _is_note_label(paragraph.text, begin, stop, start):
                    continue
                if _is_figure(amount, written):
                    yield DraftFigure(written, context, cited, paragraph.place, number, begin, stop, amount)
            previous = end


def _is_note_label(text: str, begin: int, stop: int, cited: int) -> bool:
    """Return whether a number is the label of a note: "[^12]: Able", or "12 (Able, 2019)" with nothing in between."""
    line = text.rfind("\n", 0, begin) + 1
    before, after = text[line:begin], text[stop:cited]
    if before == "[^" and after.startswith("]:"):
        return True
    return not before.strip() and not after.strip(" .):")


def _is_figure(amount: Amount, written: str) -> bool:
    """Return whether an amount is a finding, and not a year or a small number in words."""
    if amount.is_percent:
        return True
    if amount.is_word:
        return amount.number is not None and amount.number >= MIN_WORD_NUMBER
    return not (written.isdecimal() and int(written) in _YEARS)


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
        self._amounts: dict[tuple[str, int], AmountSet] = {}

    def check(self, figure: DraftFigure) -> FigureFinding:
        """Return whether a figure is on the pages of the work that is cited, or anywhere in it without pages."""
        keys = self._works.named(figure.cited) or frozenset()
        texts = self._works.full_texts(keys)
        if not texts:
            return FigureFinding(figure, FigureVerdict.NOT_HELD, self._works.only_recorded(keys))
        for holding in texts:
            for amounts_of_page in self._cited_pages(holding, figure.cited):
                if figure.amount in amounts_of_page:
                    return FigureFinding(figure, FigureVerdict.FOUND, self._place(holding, figure))
        unreadable = self._works.unreadable(keys, figure.cited)
        if unreadable:
            return FigureFinding(figure, FigureVerdict.UNREADABLE, unreadable)
        return FigureFinding(figure, FigureVerdict.NOT_FOUND, self._place(texts[0], figure))

    def _cited_pages(self, holding: Holding, cited: CitedPlace) -> Iterator[AmountSet]:
        """Yield the amounts of the pages of a text that are cited, by their printed numbers, or of all without any."""
        assert holding.source
        sha256 = holding.source.sha256
        if sha256 not in self._pages:
            self._pages[sha256] = self._corpus.document(sha256).pages
        for place, page in enumerate(self._pages[sha256]):
            number = str(page.locator.index)
            if page.locator.label and not cited.is_pdf_page:
                number = page.locator.label
            if cited.pages and number not in cited.pages:
                continue
            if (sha256, place) not in self._amounts:
                self._amounts[sha256, place] = AmountSet(page.text)
            yield self._amounts[sha256, place]

    def _place(self, holding: Holding, figure: DraftFigure) -> str:
        pages = ", ".join(figure.cited.pages)
        work = author_year(holding.reference)
        page = "PDF p." if figure.cited.is_pdf_page else "p."
        return f"{work}, {page} {pages}" if pages else f"{work}, all pages"
