"""Reranking of the first passages: which model reranks, what it reads, and what its score counts.

The cross-encoder reranks where it helps: for questions in a language that it can read. For other languages the encoder
reranks, sentence by sentence. Across languages the vector of a whole passage is the weaker guide (XQuAD, half of it in
each language, nDCG@10 where question and paragraph differ in language: Spanish questions 0.914 without and 0.947 with
reranking, English questions 0.917 and 0.933).

The reranker reads windows of whole sentences, and the best window counts. An answer is one or two sentences, and 200
tokens around them blur it. Measured on the English questions of `../shared/data/reports` (page-level MRR, plain
questions), over 10 passages: no reranking 0.778, whole passages 0.818, the window with most of the question's words
0.817, all windows 0.848.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

from corpus.model import Language, Passage
from corpus.text.language import detect
from corpus.text.sentences import sentences
from corpus.text.tokens import estimate_tokens
from index.language_bias import Leanings, subtract_leanings
from index.model import Hit, ScoreTerm, Signal, SignalName
from index.protocols import Encoder, Reranker
from index.query import Query
from index.score import weigh

RERANK_PASSAGES = 8
"""Passages that are reranked. With 5 the plain questions reach 0.834; with 10 they reach the same as with 8."""

WINDOW_TOKENS = 90
"""Approximate tokens of a window. A passage has two or three windows."""

MAX_HEADING_CHARACTERS = 320
"""Characters of a heading that are read with a window: the head of a table has no more. With the heading the plain
questions reach 0.831 instead of 0.819."""

Span = tuple[int, int]


def why_not_reranked(query: Query, reranker: Reranker) -> str | None:
    """Return the reason why the reranker would not help, or None if it would.

    Rerankers are trained on questions. They lose on claims to be checked (SciFact) and on keywords. If a phrase is
    quoted, the words decide.
    """
    if query.phrases:
        return "a phrase is quoted, so the words decide"
    if not reads(reranker, query.language):
        return "the model does not read the language of the query"
    if not query.is_question:
        return "the query is not phrased as a question"
    return None


def choose_reranker(query: Query, reranker: Reranker, sentence_reranker: Reranker) -> Reranker | None:
    """Return the reranker for a query; None for no reranking.

    Args:
        query: the query.
        reranker: reranks if that helps.
        sentence_reranker: reranks for queries in a language that the reranker cannot read.
    """
    if why_not_reranked(query, reranker) is None:
        return reranker
    is_unreadable = query.language != "und" and not reads(reranker, query.language)
    if is_unreadable and not query.phrases:
        return sentence_reranker
    return None


class SentenceReranker:
    """An encoder as a reranker. The score of a text is 100 times the cosine of its sentence nearest to the query.

    The language bias of the text is subtracted. With it, sentences in the language of the query would win again.
    """

    languages: frozenset[Language] | None = None

    def __init__(self, encoder: Encoder, leanings: Leanings) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._leanings = leanings

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score for each text, in the given order, higher for a better answer; [] for no texts."""
        pieces: list[str] = []
        languages: list[Language] = []
        ends: list[int] = []
        for text in texts:
            in_text = [text[start:end] for start, end in sentences(text)] or [text]
            pieces += in_text
            languages += [detect(text)] * len(in_text)
            ends.append(len(pieces))
        vector = self._encoder.encode_queries([question])[0]
        rows = subtract_leanings(self._encoder.encode_passages(pieces), languages, self._leanings)
        cosines = (rows @ vector).tolist()
        scores = []
        start = 0
        for end in ends:
            scores.append(100 * max(cosines[start:end]))
            start = end
        return scores


def rerank(query: Query, hits: Sequence[Hit], reranker: Reranker) -> list[Hit]:
    """Return the hits with the first `RERANK_PASSAGES` reranked. The other hits follow in their order.

    A passage that was reranked has the signal `rerank`, the signal `fused` with its earlier rank and score, and the
    `window` with the best score. A passage in a language that the reranker cannot read counts as the mean of the
    others. If it can read none of the passages, nothing changes.
    """
    first = hits[:RERANK_PASSAGES]
    best = best_windows(query, first, reranker)
    if not best:
        return list(hits)
    scores = [score for score, _ in best.values()]
    reranked = [_reranked(hit, best.get(n), scores) for n, hit in enumerate(first)]
    reranked.sort(key=lambda hit: -hit.score)
    in_order = [*reranked, *hits[RERANK_PASSAGES:]]
    return [replace(hit, rank=n) for n, hit in enumerate(in_order, start=1)]


def best_windows(query: Query, hits: Sequence[Hit], reranker: Reranker) -> dict[int, tuple[float, Span]]:
    """Return the score and the place of the best window of each hit that the reranker can read, by its number."""
    numbers: list[int] = []
    spans: list[Span] = []
    texts: list[str] = []
    for n, hit in enumerate(hits):
        if reads(reranker, hit.passage.language):
            for span in windows(hit.passage.text):
                numbers.append(n)
                spans.append(span)
                texts.append(_with_heading(hit.passage, span))
    if not texts:
        return {}
    best: dict[int, tuple[float, Span]] = {}
    for n, span, score in zip(numbers, spans, reranker.score(query.text, texts), strict=True):
        if n not in best or score > best[n][0]:
            best[n] = score, span
    return best


def _reranked(hit: Hit, best: tuple[float, Span] | None, scores: Sequence[float]) -> Hit:
    """Return a hit with its score from the reranker, above the lowest of these scores, added.

    The lowest adds nothing, so no hit falls behind the hits that were not reranked.
    """
    signals = {**hit.signals, SignalName.FUSED: Signal(hit.rank, hit.score)}
    if best is None:
        score, window = fmean(scores), None
    else:
        score, window = best
        rank = 1 + sum(other > score for other in scores)
        signals[SignalName.RERANK] = Signal(rank, score)
    added = {**hit.added, **weigh({ScoreTerm.RERANK: score - min(scores)})}
    return replace(hit, score=sum(added.values()), signals=signals, added=added, window=window)


def _with_heading(passage: Passage, span: Span) -> str:
    """Return a window below the innermost heading of its passage. Often only the heading names the subject."""
    text = passage.text[slice(*span)]
    if not passage.headings or passage.text.startswith(passage.headings[-1]):
        return text
    heading = passage.headings[-1][:MAX_HEADING_CHARACTERS]
    return f"{heading}\n{text}"


def windows(text: str) -> list[Span]:
    """Return the windows of a passage as (start, end): whole sentences, of about equal length, at least one window."""
    spans = sentences(text) or [(0, len(text))]
    sizes = [estimate_tokens(text[start:end]) for start, end in spans]
    count = max(1, round(sum(sizes) / WINDOW_TOKENS))
    target = sum(sizes) / count
    found = [spans[0]]
    size = sizes[0]
    for span, added in zip(spans[1:], sizes[1:], strict=True):
        if size + added / 2 > target:
            found.append(span)
            size = added
        else:
            start, _ = found[-1]
            found[-1] = start, span[1]
            size += added
    return found


def reads(reranker: Reranker, language: Language) -> bool:
    """Return whether a reranker can read a language."""
    return reranker.languages is None or language in reranker.languages
