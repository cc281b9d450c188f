"""Check a draft: read it, look its quotations up, and say what the library says about each."""

from collections.abc import Sequence
from pathlib import Path

from assistant.checking.draft import draft_quotes, read_draft, typed_paragraphs
from assistant.checking.lookup import QuoteLookup
from assistant.checking.model import DraftCheck, DraftQuote, Paragraph, QuoteFinding
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


def check_quotes(
    quotes: Sequence[DraftQuote], corpus: Corpus, terms: TermStore, progress: JobProgress
) -> list[QuoteFinding]:
    """Return what the library says about each quotation."""
    lookup = QuoteLookup(corpus, terms)
    findings = []
    for number, quote in enumerate(quotes, start=1):
        findings.append(lookup.check(quote))
        progress.advance(stage=f"Looking up quotation {number} of {len(quotes)}", fraction=number / len(quotes))
    return findings


def _check(
    paragraphs: Sequence[Paragraph],
    warnings: tuple[str, ...],
    corpus: Corpus,
    terms: TermStore,
    progress: JobProgress,
) -> DraftCheck:
    quotes, skipped = draft_quotes(paragraphs)
    return DraftCheck(tuple(check_quotes(quotes, corpus, terms, progress)), skipped, warnings)
