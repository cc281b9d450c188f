"""Check a draft: read it, look its quotations up, and say what the library says about each."""

from collections.abc import Sequence
from pathlib import Path

from assistant.checking.cited_works import CitedWorks
from assistant.checking.draft import draft_quotes, read_draft, typed_paragraphs
from assistant.checking.figures import FigureLookup, draft_figures
from assistant.checking.lookup import QuoteLookup
from assistant.checking.model import DraftCheck, Paragraph
from assistant.progress import JobProgress
from corpus.store.corpus import Corpus
from index.protocols import TermStore


def check_file(path: Path, corpus: Corpus, terms: TermStore, progress: JobProgress) -> DraftCheck:
    """Return what the library says about the quotations of a draft.

    Raises:
        UnreadableFile: the draft cannot be read.
    """
    paragraphs, warnings = read_draft(path)
    return _check(paragraphs, warnings, corpus, terms, progress)


def check_text(text: str, corpus: Corpus, terms: TermStore, progress: JobProgress) -> DraftCheck:
    """Return what the library says about the quotations of a draft in plain text or Markdown."""
    return _check(typed_paragraphs(text), (), corpus, terms, progress)


def _check(
    paragraphs: Sequence[Paragraph],
    warnings: tuple[str, ...],
    corpus: Corpus,
    terms: TermStore,
    progress: JobProgress,
) -> DraftCheck:
    found_quotes, skipped = draft_quotes(paragraphs)
    works = CitedWorks(corpus)
    quotes = [quote for quote in found_quotes if not works.has_title(quote.words)]
    skipped += len(found_quotes) - len(quotes)
    lookup = QuoteLookup(corpus, terms, works)
    findings = []
    for number, quote in enumerate(quotes, start=1):
        findings.append(lookup.check(quote))
        progress.advance(stage=f"Looking up quotation {number} of {len(quotes)}", fraction=number / len(quotes))
    figures = FigureLookup(corpus, works)
    found = tuple(figures.check(figure) for figure in draft_figures(paragraphs))
    return DraftCheck(tuple(findings), found, skipped, warnings)
