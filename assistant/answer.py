"""From hits to an answer: candidates chosen, the best sentence quoted and cited, confidence weighed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from assistant.candidates import (
    MAX_PASSAGES_PER_WORK,
    Candidate,
    drop_copies,
    group_by_work,
    merge_neighbours,
    spread_over_works,
    to_candidates,
)
from assistant.confidence import Features, answers, confidence, features
from assistant.highlight import WEIGHED_PASSAGES, Quotation, best_quotations
from assistant.missing import missing_in_first, missing_names, missing_words
from assistant.model import CLOSEST_SHOWN, Also, Answer, Citation, Evidence
from assistant.notes import unseen_sentence
from assistant.refusal import (
    FOREIGN,
    NO_PASSAGE,
    NO_PHRASE,
    NOT_A_QUESTION,
    ONLY_A_NOTE,
    TOO_FAR,
    is_pleasantry,
    why_refused,
)
from corpus.citing.cited_works import cited_works, may_cite
from corpus.citing.short_citation import short_citation
from corpus.model import Locator, Reference, Source
from corpus.store.corpus import Corpus
from index.model import Hit, SignalName
from index.protocols import Encoder, Reranker
from index.query import Query
from index.rerank import why_not_reranked
from index.search import Index, is_meant

CONFIDENCE_HITS = 50
"""Hits that confidence is weighed on. `ask` searches at least this many, so confidence does not depend on `k`."""

HITS_PER_EVIDENCE = 4
"""Hits used for each piece of evidence. Few answers merge or drop most of them."""

REWORDED_SHARE = 0.7
"""Share of a quotation's words that a copy has, if it says the same with changes (another year's figure); chosen."""

MAX_FIGURE_GAP = 2.0
"""A passage is not shown as evidence if the figure of its quotation is more than this below the first figure."""

Quoted = tuple[Candidate, Quotation]
"""A candidate, and what to quote of it."""


def hits_needed(k: int, by_work: bool) -> int:
    """Return how many hits to search for `k` pieces of evidence or, `by_work`, for the evidence of `k` works."""
    if by_work:
        return HITS_PER_EVIDENCE * k * MAX_PASSAGES_PER_WORK
    return HITS_PER_EVIDENCE * k


def compose(
    query: Query,
    hits: Sequence[Hit],
    k: int,
    corpus: Corpus,
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None = None,
    by_work: bool = False,
) -> Answer:
    """Return the answer from these hits: at most `k` pieces of evidence, or none and the reason.

    Args:
        query: the query.
        hits: the results of the search, best first.
        k: how many pieces of evidence, or works.
        corpus: for texts and references.
        index: for the rarity of words.
        encoder: for the likeness of sentences.
        reranker: compares the best sentences, if it can read the query; None for no reranking.
        by_work: whether to return `k` works, each with its best passages together.
    """
    if is_pleasantry(query):
        return Answer(query.typed, query.language, (), (), 0.0, NOT_A_QUESTION, None)
    found = _find_evidence(query, hits, k, corpus, index, encoder, reranker, by_work)
    if not found:
        return Answer(query.typed, query.language, (), (), 0.0, NO_PHRASE if query.phrases else NO_PASSAGE, None)
    weighed = features(query, hits[:CONFIDENCE_HITS], index.terms, corpus)
    probability = confidence(weighed)
    reason = why_refused(query, hits, corpus, index.terms, is_confident=probability >= answers(weighed))
    if reason is not None:
        return _refusal(query, found[:CLOSEST_SHOWN], reason, probability, weighed, corpus)
    unseen = unseen_sentence(query, found[0], corpus)
    if unseen is not None:
        found[0] = replace(found[0], highlights=(unseen,))
        return _refusal(query, found[:CLOSEST_SHOWN], ONLY_A_NOTE, probability, weighed, corpus)
    wanted = found if by_work else found[:k]
    shown = wanted if by_work or query.compares or query.phrases else _worth_showing(wanted)
    shown_hits = [piece.hit for piece in shown]
    return Answer(
        query.typed,
        query.language,
        tuple(shown),
        (),
        probability,
        None,
        weighed,
        missing=missing_names(query, shown_hits, corpus),
        missing_in=missing_in_first(query, shown_hits, corpus),
        left_out=len(wanted) - len(shown),
    )


def _find_evidence(
    query: Query,
    hits: Sequence[Hit],
    k: int,
    corpus: Corpus,
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None,
    by_work: bool,
) -> list[Evidence]:
    """Return the evidence in the order to show it: all that an answer or a refusal can show. Arguments as `compose`."""
    candidates = _choose(query, hits, k, corpus, by_work)
    weighed = max(k, WEIGHED_PASSAGES)
    quoted = _quote(query, candidates, index, encoder, reranker, weighed)
    if not by_work and not query.compares:
        quoted = _best_quotation_first(quoted, weighed)
    evidence = _without_repeats(_evidence(candidate, quotation, corpus) for candidate, quotation in quoted)
    if by_work:
        return list(evidence)
    return list(islice(evidence, max(k, CLOSEST_SHOWN)))


def locate_hits(
    query: Query,
    hits: Sequence[Hit],
    corpus: Corpus,
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None = None,
    by_work: bool = False,
) -> list[Evidence]:
    """Return each hit with its best sentence, and the citation of the page on which that begins.

    The best quotations come first, as in an answer, unless the hits are grouped `by_work`.
    """
    quoted = _quote(query, to_candidates(hits, corpus), index, encoder, reranker, WEIGHED_PASSAGES)
    if not by_work:
        quoted = _best_quotation_first(quoted, WEIGHED_PASSAGES)
    evidence = []
    for rank, (candidate, quotation) in enumerate(quoted, start=1):
        piece = _evidence(candidate, quotation, corpus)
        evidence.append(replace(piece, hit=replace(piece.hit, rank=rank)))
    return evidence


def group_hits(hits: Sequence[Hit], k: int, corpus: Corpus) -> list[Hit]:
    """Return the hits of the first `k` works in the order of `group_by_work`, with new ranks."""
    grouped = group_by_work(to_candidates(hits, corpus), k)
    return [replace(candidate.hit, rank=n) for n, candidate in enumerate(grouped, start=1)]


def _refusal(
    query: Query, closest: Sequence[Evidence], reason: str, probability: float, weighed: Features, corpus: Corpus
) -> Answer:
    """Return an answer without evidence: the closest passages, and what they lack."""
    refused = Answer(query.typed, query.language, (), tuple(closest), probability, reason, weighed)
    if reason == FOREIGN:
        return refused
    found = [piece.hit for piece in closest]
    missing = missing_names(query, found, corpus)
    words: tuple[str, ...] = ()
    if reason == TOO_FAR:
        words = tuple(word for word in missing_words(query, found, corpus) if word not in missing)
    in_first = missing_in_first(query, found, corpus)
    return replace(refused, missing=missing, missing_in=in_first, missing_words=words)


def _choose(query: Query, hits: Sequence[Hit], k: int, corpus: Corpus, by_work: bool) -> list[Candidate]:
    """Return the candidates to quote: more than `k`, since two of them may have the same best sentence."""
    candidates = drop_copies(to_candidates(hits, corpus), query.years)
    if by_work:
        return group_by_work(merge_neighbours(candidates, corpus), k)
    if query.compares:
        return spread_over_works(merge_neighbours(candidates, corpus))[: 2 * k]
    max_rank = HITS_PER_EVIDENCE * k
    near = [candidate for candidate in candidates if candidate.hit.rank <= max_rank]
    return merge_neighbours(near, corpus)[: 2 * k]


def _quote(
    query: Query,
    candidates: Sequence[Candidate],
    index: Index,
    encoder: Encoder,
    reranker: Reranker | None,
    weighed: int,
) -> Iterator[Quoted]:
    """Yield each candidate with what to quote of it. Candidates that are not weighed are read when they are taken."""
    if reranker is not None and why_not_reranked(query, reranker) is not None:
        reranker = None
    hits = [candidate.hit for candidate in candidates]
    titles = [str(candidate.work.csl.get("title", "")) for candidate in candidates]
    quotations = best_quotations(query, hits, titles, index.terms, encoder, reranker, weighed)
    return zip(candidates, quotations, strict=True)


def _best_quotation_first(quoted: Iterator[Quoted], weighed: int) -> Iterator[Quoted]:
    """Yield the candidates that were weighed, which come first, by their figures; then the others in their order.

    Passages of works that the query asks for by author, title or identifier stay before the others. So do those of
    works that a name and a year mean, unless their quotations are much worse.
    """
    first = list(islice(quoted, weighed))
    best = max((quotation.figure or 0.0 for _, quotation in first), default=0.0)

    def order(quoted: Quoted) -> tuple[bool, float]:
        candidate, quotation = quoted
        figure = quotation.figure or 0.0
        is_near = figure >= best - MAX_FIGURE_GAP
        goes_first = SignalName.ASKED in candidate.hit.signals or (is_meant(candidate.hit) and is_near)
        return not goes_first, -figure

    return chain(sorted(first, key=order), quoted)


def _worth_showing(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence whose figure is near the first figure, with new ranks. The rest adds nothing to it."""
    kept: list[Evidence] = []
    for piece in evidence:
        if piece.figure is not None and piece.figure >= (evidence[0].figure or 0.0) - MAX_FIGURE_GAP:
            hit = replace(piece.hit, rank=len(kept) + 1)
            kept.append(replace(piece, hit=hit))
    return kept


def _evidence(candidate: Candidate, quotation: Quotation, corpus: Corpus) -> Evidence:
    start, end = quotation.span
    quote = candidate.hit.passage.text[start:end]
    citation = _citation(candidate, start, corpus)
    cites = works_cited_in(quote, citation, corpus)
    also = _also(candidate, quote, corpus)
    return Evidence(candidate.hit, citation, quotation.highlights, also, cites, quotation.figure)


def works_cited_in(quote: str, citation: Citation, corpus: Corpus) -> tuple[str, ...]:
    """Return the works that a quotation cites."""
    if not may_cite(quote):
        return ()
    sha256 = citation.source.sha256
    page = corpus.page_text(sha256, citation.locator.index)
    references = corpus.zone_text(sha256, "references")
    names = citation.reference.csl.get("author", ())
    authors = [str(name.get("family", "")) for name in names]
    return cited_works(quote, page, references, authors)


def _citation(candidate: Candidate, offset: int, corpus: Corpus) -> Citation:
    """Return the citation of the page that has this offset of the passage."""
    passage, source = candidate.hit.passage, candidate.source
    locator = passage.first
    if passage.first != passage.last:
        (locator,) = corpus.locators(source.sha256, [passage.start + offset])
    return cite_page(corpus, candidate.work, source, locator)


def cite_page(corpus: Corpus, reference: Reference, source: Source, locator: Locator) -> Citation:
    """Return the citation of a page of a source of a work."""
    text = short_citation(reference, locator, source.kind)
    return Citation(text, reference, source, locator, corpus.link(source, locator))


def _also(candidate: Candidate, quote: str, corpus: Corpus) -> tuple[Also, ...]:
    """Return the other works whose copies have the quotation, each once: word for word, or with changes."""
    by_work: dict[str, Also] = {}
    for copy in candidate.copies:
        text, key = copy.hit.passage.text, copy.work.key
        if key == candidate.work.key:
            continue
        offset = _find_words(quote, text)
        if offset is not None:
            if key not in by_work or not by_work[key].verbatim:
                by_work[key] = Also(_citation(copy, offset, corpus), verbatim=True)
        elif key not in by_work and _is_reworded(quote, text):
            by_work[key] = Also(_citation(copy, 0, corpus), verbatim=False)
    return tuple(by_work.values())


def _find_words(quote: str, text: str) -> int | None:
    """Return the offset of a quotation's words in a text, regardless of case, spaces and punctuation; or None."""
    words = [re.escape(word) for word in re.findall(r"\w+", quote)]
    pattern = r"\W+".join(words)
    match = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.I)
    return match.start() if match else None


def _is_reworded(quote: str, text: str) -> bool:
    """Return whether a text has most of the words of a quotation."""
    quoted = set(re.findall(r"\w+", quote.casefold()))
    held = set(re.findall(r"\w+", text.casefold()))
    return len(quoted & held) >= REWORDED_SHARE * len(quoted)


def _without_repeats(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Drop evidence whose quotation overlaps an earlier one (in the overlap of two passages), and number the rest."""
    quoted: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    rank = 0
    for piece in evidence:
        passage = piece.hit.passage
        start = passage.start + piece.highlights[0][0]
        end = passage.start + piece.highlights[0][1]
        others = quoted[passage.source]
        if not any(start < other_end and other_start < end for other_start, other_end in others):
            others.append((start, end))
            rank += 1
            yield replace(piece, hit=replace(piece.hit, rank=rank))
