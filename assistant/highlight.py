"""Which sentence of a passage to quote, and how well it answers compared with the sentences of the other passages.

The figure of a sentence is the sum of

    meaning   its cosine with the query, scaled to 0..1 over the sentences of all passages in
              its language                                                                       1
    words     the share of the query's words that it has, weighted by their rarity in the
              library (a word that every report uses carries no information)                     WORDS
    asked     it has a number or a date, if the query asks for one                               ASKED
    nothing   it is an aim or a question and the query asks for no aim, or its passage has no
              statement                                                                         -NOTHING
    window    it is in the part of the passage with the best score from the reranker             WINDOW
    read      the reranker's points for the sentence below the title of its work, less the
              points of the best sentence                                                        READ
    rank      the score of its passage, less the score of the best passage; without what it has
              because the query means its work                                                   RANK

Words do not count across languages. The figures of different passages can be compared, so the passage with the best
sentence goes first.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import fmean

from corpus.text.announcements import announces
from corpus.text.rows import is_row
from corpus.text.statements import longer_sentences, quotable_parts, statements
from corpus.text.tables import with_head
from index.model import Hit
from index.protocols import Encoder, Reranker, TermStore
from index.query import Query
from index.rerank import reads
from index.score import has_what_is_asked, is_native, word_shares
from index.search import score_without_meant
from index.terms import Phrase, words

WEIGHED_PASSAGES = 5
"""First passages whose sentences are encoded, if a person does not ask for more: the passages that people read."""

MAX_SENTENCES, MAX_SENTENCES_WITHOUT_FIGURE = 6, 12
"""Sentences of a passage that are encoded: those with the best figures before. If no sentence has a figure, as across
languages, more are encoded. A sentence takes 5 to 8 ms."""

READ_PASSAGES, READ_SENTENCES = 3, 2
"""How many passages the reranker reads sentences from, and how many sentences from each. Five passages and three
sentences bring nothing more."""

WORDS, ASKED, WINDOW, READ, RANK = 0.5, 0.4, 0.3, 0.2, 0.3
"""Weights of the parts of a figure; see above."""

NOTHING = 1.0
"""Taken from the figure of a sentence that states nothing: as much as its meaning can add; chosen."""

MAX_TITLE_CHARACTERS = 160
"""Characters of the title that the reranker reads with a sentence."""

MAX_GAP, MAX_GAP_AFTER = 1.0, 2.5
"""How much lower the figure of a second sentence may be: anywhere in the passage, and right after the best sentence.
There it often completes the answer. `bench/LOG.md` has other gaps."""

MAX_SPAN_WORDS = 80
"""Words of two sentences that are quoted together."""

PHRASE_SCORE = 2.0
"""Score of each quoted phrase that a sentence has word for word: more than all other parts together."""

_ENDS_OF_SENTENCE = frozenset('.!?…:;”"’)»')

Span = tuple[int, int]
Figures = dict[Span, float]
"""The figure of each sentence of a passage that may be quoted; at least one."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What to quote of a passage, as (start, end) in its text: one sentence, or two side by side.

    `second` is another sentence that is nearly as good. `figure` compares the quotation with those of other passages.
    It is None for a passage that was not weighed.
    """

    span: Span
    second: Span | None
    figure: float | None

    @property
    def highlights(self) -> tuple[Span, ...]:
        """The quotation, then the second sentence if there is one."""
        return (self.span,) if self.second is None else (self.span, self.second)


def best_quotations(
    query: Query,
    hits: Sequence[Hit],
    titles: Sequence[str],
    terms: TermStore,
    encoder: Encoder,
    reranker: Reranker | None = None,
    weighed: int = WEIGHED_PASSAGES,
) -> Iterator[Quotation]:
    """Yield what to quote of each hit. A hit that is not weighed is read when its quotation is taken.

    Args:
        query: the query.
        hits: the passages, best first.
        titles: the title of the work of each hit.
        terms: for the rarity of words.
        encoder: for the likeness of sentences.
        reranker: reads the best sentences of the first passages; None if it cannot read the query.
        weighed: how many passages are compared. Of the others, the sentence with most of the query's words is quoted.
    """
    shares = word_shares(query, terms.rarity)
    plain = (_plain_figures(query, hit, title, shares) for hit, title in zip(hits, titles, strict=True))
    shortlists = [_shortlist(figures) for figures in islice(plain, weighed)]
    _make_up_for_language(query, hits, shortlists)
    _add_meaning(query, hits, shortlists, encoder)
    if reranker is not None:
        _add_points(query, hits, titles, shortlists, reranker)
    scores = [score_without_meant(hit) for hit in hits]
    for hit, score, figures in zip(hits, scores, shortlists, strict=False):
        quotation = _quotation(hit, figures)
        figure = max(figures.values()) + RANK * (score - max(scores))
        yield replace(quotation, figure=figure)
    for hit, figures in zip(hits[weighed:], plain, strict=True):
        yield _quotation(hit, figures)


def _plain_figures(query: Query, hit: Hit, title: str, shares: Mapping[frozenset[str], float]) -> Figures:
    """Return the sentences of a passage that may be quoted, with the parts of their figures that need no model."""
    figures = {}
    spans, has_statement = _quotable(hit, title)
    for span in spans:
        sentence = hit.passage.text[slice(*span)]
        states_nothing = not has_statement or (announces(sentence) and not query.asks_for_aim)
        stems = {word.text for word in words(sentence, hit.passage.language)}
        covered = sum(share for forms, share in shares.items() if forms & stems)
        figure = WORDS * covered + _phrase_score(sentence, query.phrases)
        figure += ASKED * has_what_is_asked(query, sentence)
        figure += WINDOW * _is_in_window(hit, span)
        figure -= NOTHING * states_nothing
        figures[span] = figure
    return figures


def _quotable(hit: Hit, title: str) -> tuple[list[Span], bool]:
    """Return the parts of a passage that can be quoted, and whether they state something.

    The title of its work cannot be quoted. A passage outside the body can be quoted whole: its references or its title
    page were asked for then.
    """
    passage = hit.passage
    whole = [(0, len(passage.text))]
    if passage.zone != "body":
        return longer_sentences(passage.text) or whole, True
    headings = (*passage.headings, title)
    stated = statements(passage.text, headings)
    if stated:
        return stated, True
    return quotable_parts(passage.text, headings) or whole, False


def _phrase_score(sentence: str, phrases: Sequence[Phrase]) -> float:
    if not phrases:
        return 0.0
    terms = [word.text for word in words(sentence)]
    text = f" {' '.join(terms)} "
    score = 0.0
    for phrase in phrases:
        if f" {' '.join(phrase)} " in text:
            score += PHRASE_SCORE
    return score


def _is_in_window(hit: Hit, span: Span) -> bool:
    return hit.window is not None and hit.window[0] <= span[0] and span[1] <= hit.window[1]


def _shortlist(figures: Figures) -> Figures:
    """Return the sentences to encode: those with the best figures, or the first ones if no sentence has a figure."""
    by_figure = _by_figure(figures)
    count = MAX_SENTENCES if figures[by_figure[0]] > 0 else MAX_SENTENCES_WITHOUT_FIGURE
    return {span: figures[span] for span in by_figure[:count]}


def _make_up_for_language(query: Query, hits: Sequence[Hit], shortlists: Sequence[Figures]) -> None:
    """Add to the sentences in other languages what the best sentences in the query's language have so far, on average.

    Their words cannot be compared with those of the query, and that is not counted against them.
    """
    native = []
    for hit, figures in zip(hits, shortlists, strict=False):
        if is_native(query, hit.passage):
            native.append(max(figures.values()))
    if not native:
        return
    mean = fmean(native)
    for hit, figures in zip(hits, shortlists, strict=False):
        if not is_native(query, hit.passage):
            for span in figures:
                figures[span] += mean


def _add_meaning(query: Query, hits: Sequence[Hit], shortlists: Sequence[Figures], encoder: Encoder) -> None:
    """Add to each figure how near the sentence is to the query: 0 for the farthest in its language, 1 for the nearest.

    Sentences in the language of the query have higher cosines than others that say the same. All are encoded in one
    call. A single one needs no encoding.
    """
    texts = []
    languages = []
    for hit, figures in zip(hits, shortlists, strict=False):
        texts += [_read_text(hit, span) for span in figures]
        languages += [hit.passage.language] * len(figures)
    if len(texts) < 2:
        return
    vector = encoder.encode_queries([query.text])[0]
    cosines = (encoder.encode_passages(texts) @ vector).tolist()
    meaning = iter(_scaled(cosines, languages))
    for figures in shortlists:
        for span in figures:
            figures[span] += next(meaning)


def _add_points(
    query: Query, hits: Sequence[Hit], titles: Sequence[str], shortlists: Sequence[Figures], reranker: Reranker
) -> None:
    """Add the reranker's points to the figures of the best sentences of the first passages that it can read.

    A passage that it does not read gets the mean. A sentence that was not read, of a passage that was, gets less
    than the sentences that were.
    """
    read: list[list[Span]] = []
    texts = []
    for number, (hit, title, figures) in enumerate(zip(hits, titles, shortlists, strict=False)):
        spans: list[Span] = []
        if number < READ_PASSAGES and reads(reranker, hit.passage.language):
            spans = _by_figure(figures)[:READ_SENTENCES]
        read.append(spans)
        texts += [f"{title[:MAX_TITLE_CHARACTERS]}\n{_read_text(hit, span)}" for span in spans]
    if not texts:
        return
    points = reranker.score(query.text, texts)
    best, mean = max(points), fmean(points)
    start = 0
    for figures, spans in zip(shortlists, read, strict=True):
        points_of = dict(zip(spans, points[start : start + len(spans)], strict=True))
        start += len(spans)
        unread = min(points_of.values()) - 1 if points_of else mean
        for span in figures:
            figures[span] += READ * (points_of.get(span, unread) - best)


def _read_text(hit: Hit, span: Span) -> str:
    """Return what the models read of a sentence: a row of a table has the table's head above it."""
    return with_head(hit.passage.text[slice(*span)], hit.passage.headings)


def _quotation(hit: Hit, figures: Figures) -> Quotation:
    """Return the best sentence, with the better of its neighbours if that is nearly as good; without a figure."""
    best = _by_figure(figures)[0]
    gaps = {span: figures[best] - figures[span] for span in _by_figure(figures)}
    span = best
    for neighbour, gap in gaps.items():
        max_gap = MAX_GAP_AFTER if neighbour > best else MAX_GAP
        if gap <= max_gap and _may_join(hit, best, neighbour):
            span = min(best[0], neighbour[0]), max(best[1], neighbour[1])
            break
    for other, gap in gaps.items():
        is_outside = other[1] <= span[0] or other[0] >= span[1]
        if gap <= MAX_GAP and is_outside:
            return Quotation(span, other, None)
    return Quotation(span, None, None)


def _may_join(hit: Hit, one: Span, other: Span) -> bool:
    """Return whether two sentences are side by side, on one page, and short enough to be quoted together.

    The first must end as a sentence does: an item of a list is quoted alone. So is a row of a table.
    """
    passage = hit.passage
    if passage.first != passage.last or one == other:
        return False
    (start, first_end), (second_start, end) = sorted((one, other))
    gap = passage.text[first_end:second_start]
    if gap.strip() or "\n\n" in gap or passage.text[first_end - 1] not in _ENDS_OF_SENTENCE:
        return False
    has_row = any(is_row(passage.text[slice(*span)]) for span in (one, other))
    return not has_row and len(passage.text[start:end].split()) <= MAX_SPAN_WORDS


def _scaled(values: Sequence[float], groups: Sequence[str]) -> list[float]:
    """Return values scaled to 0..1 within their groups; 0 in a group whose values are equal."""
    by_group: defaultdict[str, list[float]] = defaultdict(list)
    for value, group in zip(values, groups, strict=True):
        by_group[group].append(value)
    scaled = []
    for value, group in zip(values, groups, strict=True):
        lowest, highest = min(by_group[group]), max(by_group[group])
        scaled.append((value - lowest) / ((highest - lowest) or 1.0))
    return scaled


def _by_figure(figures: Figures) -> list[Span]:
    """Return the sentences by their figures, best first; equal ones in the order of the text."""
    return sorted(figures, key=lambda span: (-figures[span], span))
