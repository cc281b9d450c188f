"""The second look at the first passages: who takes it, on what, and what it counts.

A cross-encoder takes it where it helps, with questions in a language that it reads. For the others the encoder does,
sentence by sentence: across languages a passage's own vector is the weaker guide (XQuAD, half of it in each language,
nDCG@10 where question and paragraph differ: Spanish questions 0.914 without and 0.947 with, English 0.917 and 0.933).

A passage is read in windows of whole sentences, and counts by its best: what answers is one or two sentences, and
200 tokens around them blur it. Measured on the English questions of `../shared/data/reports` (page-level MRR, plain
questions), over 10 passages: none 0.778, whole passages 0.818, the window with most of the question's words 0.817,
all windows 0.848.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, islice
from statistics import fmean

from corpus.model import Language, Passage
from corpus.passages.chunk import estimate_tokens
from corpus.text.language import detect, fold
from corpus.text.sentences import sentences
from index.language_bias import Leanings, level
from index.model import Hit, Query, Signal
from index.protocols import Encoder, Reranker
from index.terms import parse

READ = 8
"""Passages that are read: with 5 the plain questions reach 0.834, with 10 what they reach with 8."""

WINDOW = 90
"""Tokens of a window, about; passages make two or three."""

LONGEST_HEADING = 160
"""Characters of a heading that are read with a window. With it the plain questions reach 0.831 instead of 0.819."""

WORTH = 10.0
"""Points of the reranker that weigh as much as the best rank in one retriever. 7 gives the same, 14 and 20 less."""

_ASKING = re.compile(
    r"(?:(?:in|on|at|by|to|for|from|of|with|under|since|until|about|according to) )?(?:\w+ )?"
    r"(?:who|whom|whose|what|when|where|why|how|which)\b"
    r"|(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|may|might|must)\b"
)

Span = tuple[int, int]


def why_unread(query: Query, reranker: Reranker) -> str | None:
    """Gives the reason why the reranker would not help, or None where it would.

    Rerankers are trained on questions. With claims to be checked (SciFact) and with keywords they lose, and where a
    phrase is quoted the words decide.
    """
    if parse(query.text).phrases:
        return "a phrase is quoted, so the words decide"
    if not _reads(reranker, query.language):
        return "the model does not read the question's language"
    if "?" not in query.text and not _ASKING.match(fold(query.text)):
        return "what was asked has not the form of a question"
    return None


def second_reader(query: Query, reranker: Reranker, other: Reranker) -> Reranker | None:
    """Gives who reads the first passages for a question again; None where nobody should.

    Args:
        query: the question.
        reranker: reads them where it helps.
        other: reads them for questions in a language that the reranker does not read.
    """
    if why_unread(query, reranker) is None:
        return reranker
    unread = query.language != "und" and not _reads(reranker, query.language)
    return other if unread and not parse(query.text).phrases else None


class SentenceReader:
    """An encoder as a reranker: a text scores by its sentence most like the question, in hundredths of likeness.

    Likeness is without what the text's language adds: with it, sentences in the question's own language win again.
    """

    languages: frozenset[Language] | None = None

    def __init__(self, encoder: Encoder, leanings: Leanings) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._leanings = leanings

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Gives one figure for each text, in the order given, higher for a better answer; [] for none."""
        cut = [[text[start:end] for start, end in sentences(text)] or [text] for text in texts]
        asked = self._encoder.encode_queries([question])[0]
        rows = self._encoder.encode_passages(list(chain.from_iterable(cut)))
        spoken = chain.from_iterable([detect(text)] * len(pieces) for text, pieces in zip(texts, cut, strict=True))
        likeness = iter((level(rows, list(spoken), self._leanings) @ asked).tolist())
        return [100 * max(islice(likeness, len(pieces))) for pieces in cut]


def reorder(query: Query, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """Gives the hits with the first `READ` of them in their new order, scores and ranks renewed; the rest follow.

    What was read has the signal `rerank`, and says in `window` which part of it was best. Among those, a passage in
    a language that the reranker does not read counts as the mean of the others. The signal `fused` keeps the rank and
    the score that each had before.
    """
    first = hits[:READ]
    spans = [
        (n, span)
        for n, hit in enumerate(first)
        if _reads(reranker, hit.passage.language)
        for span in windows(hit.passage.text)
    ]
    if not spans:
        return list(hits)
    scores = reranker.score(query.text, [_in_context(first[n].passage, span) for n, span in spans])
    best: dict[int, tuple[float, Span]] = {}
    for (n, span), score in zip(spans, scores, strict=True):
        if n not in best or score > best[n][0]:
            best[n] = score, span
    reached = [score for score, _ in best.values()]
    read = [_read(hit, best.get(n), reached) for n, hit in enumerate(first)]
    read.sort(key=lambda hit: -hit.score)
    return [replace(hit, rank=n) for n, hit in enumerate([*read, *hits[READ:]], start=1)]


def _in_context(passage: Passage, span: Span) -> str:
    """Gives a window under the heading that it stands under: what it is about is often said there alone."""
    text = passage.text[slice(*span)]
    last = passage.headings[-1:] if passage.headings and not passage.text.startswith(passage.headings[-1]) else ()
    return "\n".join([*(heading[:LONGEST_HEADING] for heading in last), text])


def windows(text: str) -> list[Span]:
    """Gives the windows of a passage, as (start, end): whole sentences, of about equal length, one at least."""
    spans = sentences(text) or [(0, len(text))]
    sizes = [estimate_tokens(text[start:end]) for start, end in spans]
    share = sum(sizes) / max(1, round(sum(sizes) / WINDOW))
    found = [spans[0]]
    size = sizes[0]
    for span, more in zip(spans[1:], sizes[1:], strict=True):
        if size + more / 2 > share:
            found.append(span)
            size = more
        else:
            found[-1] = found[-1][0], span[1]
            size += more
    return found


def _reads(reranker: Reranker, language: Language) -> bool:
    return reranker.languages is None or language in reranker.languages


def _read(hit: Hit, best: tuple[float, Span] | None, scores: Sequence[float]) -> Hit:
    """Gives a hit with what reading it adds: nothing for the worst, so that none falls behind what was not read."""
    score, window = best or (fmean(scores), None)
    signals = {**hit.signals, "fused": Signal(hit.rank, hit.score)}
    if best:
        signals["rerank"] = Signal(1 + sum(other > score for other in scores), score)
    added = (score - min(scores)) / WORTH
    return replace(hit, score=hit.score + added, signals=signals, window=window)
