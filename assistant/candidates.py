"""From hits to candidates for an answer: copies dropped and named, neighbours merged, works grouped or spread.

A `Candidate` is a hit with its work and the copies of its passage that were left out for it. Of the editions of one
report, the newest is kept (or the edition of a year in the query). The answer to a query that compares begins with
passages of several works.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.model import Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.works.editions import are_editions, edition_years
from index.model import Hit

SHINGLE_WORDS = 5
"""Words in a shingle. Passages that share most shingles are copies (Broder 1997, On the resemblance of documents)."""

COPY_SHARE = 0.8
"""Share of a passage's shingles that another passage has, if it is a copy. Editions have the same limit: in nine annual
reports of one agency, pairs with 0.8 to 0.9 say the same about the same subject. Many pairs with 0.6 to 0.8 say it
about another subject, with one word in eighty changed ("quality of contracting", "quality of information
technology")."""

MAX_EDITION_LENGTH_RATIO = 2
"""The passage of another edition that replaces a passage has at most this many times its length: a chapter that repeats
a line is not an edition of the line."""

MAX_MERGED_PASSAGES = 3
"""Passages merged into one. More than a screen is too long for a quotation."""

MAX_PASSAGES_PER_WORK = 3
"""Passages of a work if the evidence is grouped by work."""

SPREAD_PASSAGES, MAX_SPREAD_PER_WORK = 5, 2
"""For a query that compares, at most two of the first five passages are from one work if there are others."""

MIN_SPREAD_SCORE_SHARE = 0.5
"""Share of the best score that a passage of another work needs to go before a third passage of one work; chosen."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit that may become evidence, with its source and work, and the copies left out for it, best first."""

    hit: Hit
    source: Source
    work: Reference
    copies: tuple["Candidate", ...]


def to_candidates(hits: Iterable[Hit], corpus: Corpus) -> list[Candidate]:
    """Return each hit with its source and work."""
    hits = list(hits)
    sources = corpus.sources({hit.passage.source for hit in hits})
    references = corpus.references({source.key for source in sources.values()})
    candidates = []
    for hit in hits:
        source = sources[hit.passage.source]
        candidates.append(Candidate(hit, source, references[source.key], ()))
    return candidates


# --- copies and editions ---------------------------------------------------------------------------------------


def drop_copies(candidates: Sequence[Candidate], years: frozenset[int]) -> list[Candidate]:
    """Drop each passage whose text is in another, better one. That one names it in its `copies`.

    Of near-identical passages in editions of one work (`are_editions`), the newest is kept, or an edition of a year in
    the query. It gets the rank of the best of them. Passages of several years in the query are all kept.

    Args:
        candidates: best first.
        years: the years in the query.
    """
    texts = _Overlap([_shingles(each.hit.passage.text) for each in candidates])
    has_asked_year = [bool(years & edition_years(each.work)) for each in candidates]
    ranks = _edition_ranks(candidates, texts, has_asked_year)
    position = {n: place for place, n in enumerate(ranks)}
    copies: dict[int, list[Candidate]] = {}
    for n in ranks:
        holders = [m for m in texts.holders(n) if m in copies]
        if has_asked_year[n]:  # another edition does not replace it
            work = candidates[n].work
            holders = [m for m in holders if not are_editions(work, candidates[m].work)]
        if holders:
            best = min(holders, key=position.__getitem__)
            copies[best].append(candidates[n])
        else:
            copies[n] = []
    kept = []
    for n, others in copies.items():
        hit = replace(candidates[n].hit, rank=ranks[n])
        kept.append(replace(candidates[n], hit=hit, copies=tuple(others)))
    return kept


def _edition_ranks(
    candidates: Sequence[Candidate], texts: "_Overlap", has_asked_year: Sequence[bool]
) -> dict[int, int]:
    """Return the candidates, by number, in the order in which to keep them, with their ranks.

    Each candidate comes after the edition that is preferred to it, which has at least its rank.
    """
    ranks: dict[int, int] = {}
    for n, candidate in enumerate(candidates):
        preferred = _preferred_edition(n, candidates, texts, has_asked_year)
        ranks.setdefault(preferred, candidate.hit.rank)
        ranks.setdefault(n, candidate.hit.rank)
    return ranks


def _preferred_edition(
    n: int, candidates: Sequence[Candidate], texts: "_Overlap", has_asked_year: Sequence[bool]
) -> int:
    """Return the number of the candidate to show for this one: itself, or another edition that has its text."""
    if has_asked_year[n]:
        return n
    editions = [n]
    for m in texts.holders(n):
        is_short = texts.sizes[m] <= MAX_EDITION_LENGTH_RATIO * texts.sizes[n]
        if is_short and are_editions(candidates[n].work, candidates[m].work):
            editions.append(m)

    def preference(m: int) -> tuple[bool, tuple[int, int], int]:
        return has_asked_year[m], _newness(candidates[m].work), -m

    return max(editions, key=preference)


def _newness(work: Reference) -> tuple[int, int]:
    return max(edition_years(work), default=0), work.year or 0


class _Overlap:
    """The share of each text that is in each other one, by shingles. Counted once: 1,000 texts make a million pairs."""

    def __init__(self, texts: Sequence[frozenset[int]]) -> None:
        first_with: dict[int, int] = {}
        texts_with: dict[int, list[int]] = {}  # only of shingles that several texts have: most are in one text
        for n, shingles in enumerate(texts):
            for shingle in shingles:
                first = first_with.setdefault(shingle, n)
                if first != n:
                    texts_with.setdefault(shingle, [first]).append(n)
        self.sizes = [len(shingles) for shingles in texts]
        self._shared: list[Counter[int]] = [Counter() for _ in texts]
        for holders in texts_with.values():
            for n in holders:
                self._shared[n].update(holders)

    def holders(self, n: int) -> list[int]:
        """Return the numbers of the other texts that have most of text `n`."""
        enough = COPY_SHARE * self.sizes[n]
        holders = []
        for m, shared in self._shared[n].items():
            if m != n and shared >= enough:
                holders.append(m)
        return holders


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.casefold())
    count = max(len(words) - SHINGLE_WORDS + 1, 1)
    shingles = set()
    for start in range(count):
        shingle = tuple(words[start : start + SHINGLE_WORDS])
        shingles.add(hash(shingle))
    return frozenset(shingles)


# --- neighbours ------------------------------------------------------------------------------------------------


def merge_neighbours(candidates: Iterable[Candidate], corpus: Corpus) -> list[Candidate]:
    """Merge passages that touch on one page into the best of them. Passages on two pages need two citations."""
    groups: list[list[Candidate]] = []
    groups_of_page: defaultdict[tuple[str, int], list[list[Candidate]]] = defaultdict(list)
    for candidate in candidates:
        passage = candidate.hit.passage
        if passage.first != passage.last:  # begins and ends on two pages
            groups.append([candidate])
            continue
        on_page = groups_of_page[passage.source, passage.first.index]
        group = _touching_group(on_page, passage)
        if group is not None:
            group.append(candidate)
        else:
            groups.append([candidate])
            on_page.append(groups[-1])
    return [_merged(group, corpus) for group in groups]


def _touching_group(groups: Iterable[list[Candidate]], passage: Passage) -> list[Candidate] | None:
    """Return the first group that can take another passage and touches this one."""
    for group in groups:
        if len(group) < MAX_MERGED_PASSAGES and _touches(group, passage):
            return group
    return None


def _touches(group: Sequence[Candidate], passage: Passage) -> bool:
    """Return whether a passage overlaps one of a group of the same page, or is at most two characters from it."""
    for candidate in group:
        other = candidate.hit.passage
        if passage.start <= other.end + 2 and other.start <= passage.end + 2:
            return True
    return False


def _merged(group: Sequence[Candidate], corpus: Corpus) -> Candidate:
    best = group[0]
    if len(group) == 1:
        return best
    start, end = best.hit.passage.start, best.hit.passage.end
    copies: list[Candidate] = []
    for candidate in group:
        start = min(start, candidate.hit.passage.start)
        end = max(end, candidate.hit.passage.end)
        copies += candidate.copies
    window = best.hit.window
    if window is not None:
        before = best.hit.passage.start - start
        window = (window[0] + before, window[1] + before)
    text = corpus.text(best.hit.passage.source, start, end)
    passage = replace(best.hit.passage, start=start, end=end, text=text)
    hit = replace(best.hit, passage=passage, window=window)
    return replace(best, hit=hit, copies=tuple(copies))


# --- several works ---------------------------------------------------------------------------------------------


def group_by_work(candidates: Iterable[Candidate], k: int) -> list[Candidate]:
    """Return the passages of the first `k` works, work by work, at most `MAX_PASSAGES_PER_WORK` of each.

    Works are in the order of their best passage.
    """
    by_work: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_work.setdefault(candidate.work.key, []).append(candidate)
    grouped: list[Candidate] = []
    for of_work in list(by_work.values())[:k]:
        grouped += of_work[:MAX_PASSAGES_PER_WORK]
    return grouped


def spread_over_works(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Order the passages so that at most `MAX_SPREAD_PER_WORK` of the first `SPREAD_PASSAGES` are from one work.

    Passages of other works move up in their order if their scores reach `MIN_SPREAD_SCORE_SHARE` of the best score. If
    there are none, and after the first passages, the order does not change.
    """
    best_score = max((candidate.hit.score for candidate in candidates), default=0.0)
    min_score = MIN_SPREAD_SCORE_SHARE * best_score
    first: list[Candidate] = []
    rest = list(candidates)
    taken: Counter[str] = Counter()
    while rest and len(first) < SPREAD_PASSAGES:
        chosen = rest[0]
        for candidate in rest:
            if taken[candidate.work.key] < MAX_SPREAD_PER_WORK and candidate.hit.score >= min_score:
                chosen = candidate
                break
        rest.remove(chosen)
        first.append(chosen)
        taken[chosen.work.key] += 1
    return first + rest
