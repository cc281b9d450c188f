"""Look a quotation of a draft up in the library, and say what the library says about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.checking.cited_works import CitedWorks
from assistant.checking.model import CitedPlace, DraftQuote, QuoteFinding, Verdict
from assistant.model import Citation
from corpus.citing.cited_works import cited_works, may_cite
from corpus.citing.short_citation import short_citation
from corpus.model import Document, Locator, Passage, Source
from corpus.recent import Recent
from corpus.store.corpus import Corpus
from corpus.text.sentences import sentences
from corpus.text.verbatim import Altered, Found, Quotation, find_altered, find_verbatim, quotation_of, words_of
from index.protocols import TermStore
from index.terms import Phrase, words

RUN_WORDS = 3
"""Words of a run that is searched: a changed word spoils three runs, and few passages have one by chance. Chosen."""

MAX_RUNS = 60
"""Runs of a quotation that are searched, evenly spread over it. Chosen, to bound the time for a long one."""

MAX_CANDIDATES = 12
"""Passages that are compared with a quotation. Chosen: copies of a text in several works, and overlaps."""

MARGIN_CHARACTERS = 300
"""Characters of the text on each side of a candidate that are compared, besides the length of the quotation."""

MAX_DOCUMENTS = 20
"""Documents that are kept while a draft is checked. Chosen, to bound the memory: a draft cites few works in turn."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A place of the library that has a quotation, or an altered one."""

    source: Source
    start: int
    end: int
    found: Found | None
    altered: Altered | None

    @property
    def share(self) -> float:
        """The share of the words of the quotation that it has."""
        return self.altered.share if self.altered else 1.0


class QuoteLookup:
    """Looks quotations up in one state of a library."""

    def __init__(self, corpus: Corpus, terms: TermStore, works: CitedWorks) -> None:
        self._corpus = corpus
        self._terms = terms
        self._sources = corpus.sources()
        self._works = works
        self._documents: Recent[str, Document] = Recent(MAX_DOCUMENTS)

    def check(self, quote: DraftQuote) -> QuoteFinding:
        """Return what the library says about a quotation."""
        matches = list(self._matches(quote.words))
        cited = self._works.named(quote.cited) if quote.cited else None
        verbatim = [match for match in matches if match.found]
        if cited is None:
            return self._without_citation(quote, verbatim, matches)
        here = self._in_cited_works(quote, cited, verbatim)
        if here:
            return self._in_cited_work(quote, here, verbatim or here)
        altered = [match for match in matches if match.altered and match.source.key in cited]
        if altered:
            return self._altered(quote, altered, verbatim)
        return self._elsewhere(quote, cited, verbatim, matches)

    # --- verdicts -------------------------------------------------------------------------------------------------

    def _without_citation(
        self, quote: DraftQuote, verbatim: Sequence[_Match], matches: Sequence[_Match]
    ) -> QuoteFinding:
        if verbatim:
            return self._place(quote, Verdict.VERBATIM, verbatim[0], verbatim)
        if matches:
            return self._altered(quote, matches, ())
        return QuoteFinding(quote, Verdict.NOT_FOUND)

    def _in_cited_work(self, quote: DraftQuote, here: Sequence[_Match], verbatim: Sequence[_Match]) -> QuoteFinding:
        """Return the verdict on a quotation that the cited work has: it may be on another page."""
        assert quote.cited
        if not quote.cited.pages:
            return self._place(quote, Verdict.VERBATIM, here[0], verbatim)
        for match in here:
            if self._is_on_page(match, quote.cited):
                return self._place(quote, Verdict.VERBATIM, match, verbatim)
        finding = self._place(quote, Verdict.OTHER_PAGE, here[0], verbatim)
        locator = self._locator(here[0])
        if locator.label and str(locator.index) in quote.cited.pages:
            reason = f"{locator.index} is the page of the file. The printed page is {locator.label}"
            return replace(finding, reason=reason)
        return finding

    def _altered(self, quote: DraftQuote, altered: Sequence[_Match], verbatim: Sequence[_Match]) -> QuoteFinding:
        best = max(altered, key=lambda match: match.share)
        finding = self._place(quote, Verdict.ALTERED, best, verbatim)
        assert best.altered
        return replace(finding, differences=best.altered.differences)

    def _elsewhere(
        self, quote: DraftQuote, cited: frozenset[str], verbatim: Sequence[_Match], matches: Sequence[_Match]
    ) -> QuoteFinding:
        """Return the verdict on a quotation that the cited work does not have, or that is not held."""
        also = tuple(self._citation(match) for match in verbatim)
        if not self._works.full_texts(cited):
            return QuoteFinding(quote, Verdict.NOT_HELD, also=also, reason=self._works.only_recorded(cited))
        assert quote.cited
        unreadable = self._works.unreadable(cited, quote.cited)
        if unreadable:
            return QuoteFinding(quote, Verdict.UNREADABLE, also=also, reason=unreadable)
        if verbatim:
            return self._place(quote, Verdict.OTHER_WORK, verbatim[0], verbatim)
        if matches:
            return self._altered(quote, matches, ())
        return QuoteFinding(quote, Verdict.NOT_FOUND)

    def _place(self, quote: DraftQuote, verdict: Verdict, match: _Match, verbatim: Sequence[_Match]) -> QuoteFinding:
        citation = self._citation(match)
        original = self._corpus.text(match.source.sha256, match.start, match.end)
        also = {}
        for other in verbatim:
            if other.source.key != match.source.key:
                also[other.source.key] = self._citation(other)
        allowances = match.found.allowances if match.found else ()
        return QuoteFinding(
            quote,
            verdict,
            citation,
            " ".join(original.split()),
            allowances=allowances,
            cites=self._cites(self._to_sentence_end(match), citation),
            also=tuple(also.values()),
        )

    def _to_sentence_end(self, match: _Match) -> str:
        """Return the original with the rest of its last sentence, which may cite a work for it."""
        text = self._corpus.text(match.source.sha256, match.start, match.end + MARGIN_CHARACTERS)
        length = match.end - match.start
        for _, end in sentences(text):
            if end >= length:
                return text[:end]
        return text[:length]

    def _cites(self, original: str, citation: Citation) -> tuple[str, ...]:
        """Return the works that sentences cite for what they say."""
        if not may_cite(original):
            return ()
        sha256 = citation.source.sha256
        page = self._corpus.page_text(sha256, citation.locator.index)
        families = [str(name.get("family", "")) for name in citation.reference.csl.get("author", ())]
        return cited_works(original, page, self._corpus.zone_text(sha256, "references"), families)

    # --- places ---------------------------------------------------------------------------------------------------

    def _matches(self, words_quoted: str) -> Iterator[_Match]:
        """Yield the places that have a quotation or most of its words, the likeliest first, each once."""
        ids = self._terms.with_runs(_runs(words_quoted), MAX_CANDIDATES)
        passages = self._corpus.passages(ids)
        quotation = quotation_of(words_quoted)
        margin = len(words_quoted) + MARGIN_CHARACTERS
        seen: set[tuple[str, int]] = set()
        for i in ids:
            if i not in passages:  # it was removed after the index was made
                continue
            match = self._compare(quotation, passages[i], margin)
            if match is not None and (match.source.sha256, match.start) not in seen:
                seen.add((match.source.sha256, match.start))
                yield match

    def _in_cited_works(self, quote: DraftQuote, cited: frozenset[str], verbatim: Sequence[_Match]) -> list[_Match]:
        """Return where the works that are cited have a quotation.

        A common sentence is in more passages than are compared, so the pages that are cited are compared too.
        """
        assert quote.cited
        here = [match for match in verbatim if match.source.key in cited]
        if any(self._is_on_page(match, quote.cited) for match in here):
            return here
        return [*here, *self._on_cited_pages(quote.words, quote.cited, cited)]

    def _on_cited_pages(self, quoted: str, place: CitedPlace, cited: frozenset[str]) -> Iterator[_Match]:
        """Yield where the pages that are cited have a quotation."""
        if not place.pages:
            return
        quotation = quotation_of(quoted)
        margin = len(quoted) + MARGIN_CHARACTERS
        for holding in self._works.full_texts(cited):
            assert holding.source
            document = self._document(holding.source.sha256)
            for page, start in zip(document.pages, document.starts, strict=True):
                if not _is_page(page.locator, place):
                    continue
                text = document.text[start : start + len(page.text) + margin]
                found = find_verbatim(quotation, words_of(text))
                if found and found.start < len(page.text):
                    yield _Match(holding.source, start + found.start, start + found.end, found, None)

    def _document(self, sha256: str) -> Document:
        document = self._documents.get(sha256)
        if document is None:
            document = self._corpus.document(sha256)
            self._documents[sha256] = document
        return document

    def _compare(self, quotation: Quotation, passage: Passage, margin: int) -> _Match | None:
        """Return where the text of a passage, with a margin on both sides, has a quotation or an altered one."""
        source = self._sources[passage.source]
        first = max(0, passage.start - margin)
        text = words_of(self._corpus.text(source.sha256, first, passage.end + margin))
        found = find_verbatim(quotation, text)
        altered = None if found else find_altered(quotation, text)
        place = found or altered
        if place is None:
            return None
        return _Match(source, first + place.start, first + place.end, found, altered)

    def _citation(self, match: _Match) -> Citation:
        reference, locator = self._works.references[match.source.key], self._locator(match)
        text = short_citation(reference, locator, match.source.kind)
        return Citation(text, reference, match.source, locator, self._corpus.link(match.source, locator))

    def _locator(self, match: _Match) -> Locator:
        (locator,) = self._corpus.locators(match.source.sha256, [match.start])
        return locator

    def _is_on_page(self, match: _Match, cited: CitedPlace) -> bool:
        """Return whether a quotation is on a page that is cited, by its printed number if it has one."""
        ends = self._corpus.locators(match.source.sha256, [match.start, match.end - 1])
        return any(_is_page(locator, cited) for locator in ends)


def _is_page(locator: Locator, cited: CitedPlace) -> bool:
    """Return whether a page is cited, by its printed number if it has one."""
    number = str(locator.index)
    if locator.label and not cited.is_pdf_page:
        number = locator.label
    return number.casefold() in [page.casefold() for page in cited.pages]


def _runs(quotation: str) -> list[Phrase]:
    """Return the runs of words of a quotation that are searched."""
    found = [word.text for word in words(quotation)]
    number = max(1, len(found) - RUN_WORDS + 1)
    step = max(1, number // MAX_RUNS)
    return [tuple(found[start : start + RUN_WORDS]) for start in range(0, number, step)]
