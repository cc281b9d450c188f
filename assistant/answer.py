"""From hits to an answer: copies dropped and named, neighbours merged, the best sentence cited, confidence weighed.

Hits on their way are `Found`: each with its work, and the passages it stands for besides its own. Of the editions of
one report the newest stands for all (or the one whose year the question names), and an answer to a question that
compares begins with passages of several works.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.confidence import answers, confidence, features
from assistant.highlight import best_sentences
from assistant.model import Also, Answer, Citation, Evidence
from corpus.citing.cited_works import cited_works, may_cite
from corpus.citing.short_citation import short_citation
from corpus.model import Language, Passage, Reference, Source
from corpus.store.corpus import Corpus
from corpus.text.language import fold
from corpus.text.words import years_in
from corpus.works.editions import are_editions, edition_years
from index.model import Hit, Query
from index.protocols import Encoder
from index.search import Index

CANDIDATES = 50
"""Hits that confidence is weighed on, and the fewest that `ask` looks at, so that it weighs alike whatever `k`."""

SPARE = 4
"""Hits looked at for each piece of evidence wanted: most of them are merged or dropped in few answers."""

SHINGLE = 5
"""Words: two passages that share most runs of five are copies (Broder 1997, On the resemblance of documents)."""

NEAR_DUPLICATE = 0.8
"""Share of a passage's shingles that another has, if it says nothing of its own. Not less for editions: in nine annual
reports of one agency, pairs between 0.8 and 0.9 say the same of the same thing, and many from 0.6 to 0.8 say it of
another, with one word changed in eighty ("quality of contracting", "quality of information technology")."""

LONGER = 2
"""Times its length that the passage of another edition may have and still stand for it: a chapter in which a line is
repeated is no edition of that line."""

REWORDED = 0.7
"""Share of a quotation's words that a copy has, if it says the same with changes (another year's figure); chosen."""

LONGEST_MERGE = 3
"""Passages merged into one at most: more than a screen is no quotation."""

CLOSEST = 3
"""Passages shown when nothing answers."""

PER_WORK = 3
"""Passages of a work at most, where evidence is grouped by source."""

BEGINNING, MOST_OF_ONE = 5, 2
"""Of the first five passages for a question that compares two come from one work at most, while others are at hand."""

AT_HAND = 0.5
"""Share of the best score that a passage of another work needs to go before a third of one work; chosen."""

# What shows that a question compares, without case and accents. Few words, which hardly mean anything else. "Than" is
# left out before an amount ("more than 40 cities") and in "other than"; "between ... and" by itself connects as often
# as it compares, so something must have changed or differ.
_COMPARING: dict[Language, tuple[str, ...]] = {
    "en": (
        r"compar(?:e|es|ed|ing|isons?|ative(?:ly)?)\b|versus\b|vs\b|contrast|unlike\b|similarit|in common\b",
        r"differ(?:s|ed)?\b|differences?\b|different (?:from|than|to)\b",
        r"(?<!other )(?<!rather )than (?!\d|half\b|one\b|two\b|a (?:third|quarter|half|dozen|hundred|thousand)\b)",
        r"both\b.+\band\b",
        r"chang\w+\b.*\b(?:between\b.+\band|from\b.+\bto)\b|between\b.+\band\b.*\bchang",
        r"(?:across|among) (?:\w+ ){0,2}"
        r"(?:agencies|cities|countries|editions|programs|programmes|reports|states|studies|years)\b",
    ),
    "es": (
        r"compar(?:a|e\b|en\b)|versus\b|vs\b|frente a\b|contrast|semejanzas?\b|en comun\b",
        r"difier|diferencias?\b|diferentes? (?:de|del|al?)\b|distint[ao]s? (?:de|del|al?)\b",
        r"(?:mayor|menor|mejor|peor)(?:es)? que (?!\d)",
        r"tanto\b.+\bcomo\b",
        r"cambi\w+\b.*\b(?:entre\b.+\b[ye]|de(?:sde)?\b.+\ba)\b|entre\b.+\b[ye]\b.*\bcambi",
        r"entre (?:\w+ ){0,2}(?:agencias|ciudades|paises|ediciones|programas|informes|estados|estudios|anos)\b",
    ),
    "pt": (
        r"compar(?:a|e\b|em\b)|versus\b|vs\b|frente a\b|contrast|semelhancas?\b|em comum\b",
        r"diferencas?\b|difere(?:m|ncia\w*)?\b|diferentes? d[aeo]s?\b",
        r"(?:mais|menos|maior|menor|melhor|pior)\b.* do que (?!\d)",
        r"tanto\b.+\b(?:como|quanto)\b",
        r"mud\w+\b.*\b(?:entre\b.+\be|de(?:sde)?\b.+\ba)\b|entre\b.+\be\b.*\bmud",
        r"entre (?:\w+ ){0,2}(?:agencias|cidades|paises|edicoes|programas|relatorios|estados|estudos|anos)\b",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A hit on its way into an answer: what it is from, and the copies of it that it stands for, best first."""

    hit: Hit
    source: Source
    work: Reference
    copies: tuple["Found", ...]


def wanted(k: int, by_source: bool) -> int:
    """Gives how many hits it takes to find `k` pieces of evidence or, `by_source`, the evidence of `k` works."""
    return SPARE * k * (PER_WORK if by_source else 1)


def compose(
    query: Query, hits: Sequence[Hit], k: int, corpus: Corpus, index: Index, encoder: Encoder, by_source: bool = False
) -> Answer:
    """Gives the answer that these hits make: at most `k` pieces of evidence, or none and the reason.

    Args:
        query: the question.
        hits: what the search found, best first.
        k: how many are wanted.
        corpus: for texts and references.
        index: for the weights of terms.
        encoder: for the likeness of sentences.
        by_source: `k` works, each with its best passages together.
    """
    found = distinct(find(hits, corpus), years_in(query.text))
    if by_source:
        chosen = by_work(_merge(found, corpus), k)
    elif compares(query.text, query.language):
        chosen = spread(_merge(found, corpus))[: 2 * k]
    else:
        chosen = _merge([f for f in found if f.hit.rank <= SPARE * k], corpus)[: 2 * k]
    evidence = _without_repeats(_locate(query, chosen, corpus, index, encoder))
    if not evidence:
        return Answer(query.text, query.language, (), (), 0.0, "the library holds no passage on it", None)
    weighed = features(query, hits[:CANDIDATES], index, corpus)
    sure = confidence(weighed)
    if sure < answers():
        reason = "its nearest passages are not near enough to answer"
        return Answer(query.text, query.language, (), tuple(evidence[:CLOSEST]), sure, reason, weighed)
    shown = tuple(evidence if by_source else evidence[:k])
    return Answer(query.text, query.language, shown, (), sure, None, weighed)


def locate_hits(query: Query, hits: Sequence[Hit], corpus: Corpus, index: Index, encoder: Encoder) -> list[Evidence]:
    """Gives each hit with its best sentences, and the citation of the page on which the best one begins."""
    return _locate(query, find(hits, corpus), corpus, index, encoder)


def group_hits(hits: Sequence[Hit], k: int, corpus: Corpus) -> list[Hit]:
    """Gives the hits of the first `k` works as `by_work` orders them, ranked anew."""
    return [replace(found.hit, rank=n) for n, found in enumerate(by_work(find(hits, corpus), k), start=1)]


def find(hits: Iterable[Hit], corpus: Corpus) -> list[Found]:
    """Gives each hit with what it is from."""
    sources, references = corpus.sources(), corpus.references()
    held = [(hit, sources[hit.passage.source]) for hit in hits]
    return [Found(hit, source, references[source.key], ()) for hit, source in held]


# --- copies and editions ---------------------------------------------------------------------------------------


def distinct(found: Sequence[Found], asked: frozenset[int]) -> list[Found]:
    """Drops what says nothing of its own: each passage of which another, better one has the text already.

    Of near-identical passages of editions of one work (`are_editions`) the newest stands for the others, at the rank
    of the best of them; where there is one of a year that was asked for, that one does. Passages of several years that
    were asked for all stay.

    Args:
        found: best first.
        asked: the years that the question names.
    """
    texts = _Overlap([_shingles(f.hit.passage.text) for f in found])
    named = [bool(asked & edition_years(f.work)) for f in found]
    ranks: dict[int, int] = {}
    for n, one in enumerate(found):
        for m in (_edition(n, found, texts, named), n):
            ranks.setdefault(m, one.hit.rank)
    order = {m: place for place, m in enumerate(ranks)}
    copies: dict[int, list[Found]] = {}
    for m in ranks:
        holders = [n for n in texts.holders(m) if n in copies]
        if named[m]:
            holders = [n for n in holders if not are_editions(found[m].work, found[n].work)]
        if holders:
            copies[min(holders, key=order.__getitem__)].append(found[m])
        else:
            copies[m] = []
    return [
        replace(found[n], hit=replace(found[n].hit, rank=ranks[n]), copies=tuple(others))
        for n, others in copies.items()
    ]


def _edition(n: int, found: Sequence[Found], texts: "_Overlap", named: Sequence[bool]) -> int:
    """The place of the passage that stands for this one: its own, or that of another edition which has its text."""
    if named[n]:
        return n
    others = [
        m
        for m in texts.holders(n)
        if texts.sizes[m] <= LONGER * texts.sizes[n] and are_editions(found[n].work, found[m].work)
    ]
    return max([n, *others], key=lambda m: (named[m], _newness(found[m].work), -m))


def _newness(work: Reference) -> tuple[int, int]:
    return max(edition_years(work), default=0), work.year or 0


class _Overlap:
    """How much of each text stands in each other, by shingles; counted once: a thousand texts make a million pairs."""

    def __init__(self, texts: Sequence[frozenset[int]]) -> None:
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for n, shingles in enumerate(texts):
            for shingle in shingles:
                holders[shingle].append(n)
        self.sizes = [len(shingles) for shingles in texts]
        self._shared = [Counter(m for shingle in shingles for m in holders[shingle]) for shingles in texts]

    def holders(self, n: int) -> list[int]:
        """Gives the other texts beside which text `n` says nothing of its own."""
        enough = NEAR_DUPLICATE * self.sizes[n]
        return [m for m, shared in self._shared[n].items() if m != n and shared >= enough]


def _shingles(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(hash(tuple(words[i : i + SHINGLE])) for i in range(max(len(words) - SHINGLE + 1, 1)))


# --- neighbours ------------------------------------------------------------------------------------------------


def _merge(found: Iterable[Found], corpus: Corpus) -> list[Found]:
    """Merges passages that touch on one page into the best of them: two pages are two citations."""
    groups: list[list[Found]] = []
    pages: defaultdict[tuple[str, int], list[list[Found]]] = defaultdict(list)
    for one in found:
        passage = one.hit.passage
        page = (passage.source, passage.first.index) if passage.first == passage.last else None
        beside = pages[page] if page else []
        group = next((g for g in beside if len(g) < LONGEST_MERGE and _touch(g, passage)), None)
        if group is not None:
            group.append(one)
        else:
            groups.append([one])
            beside.append(groups[-1])
    return [_joined(group, corpus) for group in groups]


def _touch(group: Sequence[Found], passage: Passage) -> bool:
    """Whether a passage overlaps or follows one of a group of the same page."""
    others = [one.hit.passage for one in group]
    return any(passage.start <= other.end + 2 and other.start <= passage.end + 2 for other in others)


def _joined(group: Sequence[Found], corpus: Corpus) -> Found:
    best = group[0]
    if len(group) == 1:
        return best
    passages = [one.hit.passage for one in group]
    start, end = min(p.start for p in passages), max(p.end for p in passages)
    text = corpus.text(passages[0].source, start, end)
    before = passages[0].start - start
    window = best.hit.window and (best.hit.window[0] + before, best.hit.window[1] + before)
    hit = replace(best.hit, passage=replace(passages[0], start=start, end=end, text=text), window=window)
    return replace(best, hit=hit, copies=tuple(copy for one in group for copy in one.copies))


# --- several works ---------------------------------------------------------------------------------------------


def by_work(found: Iterable[Found], k: int) -> list[Found]:
    """Gives the passages of the first `k` works: works in the order of their best, and `PER_WORK` at most of each."""
    works: dict[str, list[Found]] = {}
    for one in found:
        works.setdefault(one.work.key, []).append(one)
    return [one for of_work in list(works.values())[:k] for one in of_work[:PER_WORK]]


def spread(found: Sequence[Found]) -> list[Found]:
    """Gives the passages so that the first `BEGINNING` have `MOST_OF_ONE` of a work at most, the rest as they were.

    Passages of other works step forward for it in their order, if they are `AT_HAND`; where there are none the order
    stays as it was.
    """
    rest, first = list(found), list[Found]()
    enough = AT_HAND * max((one.hit.score for one in found), default=0.0)
    taken: Counter[str] = Counter()
    while rest and len(first) < BEGINNING:
        others = (one for one in rest if taken[one.work.key] < MOST_OF_ONE and one.hit.score >= enough)
        chosen = next(others, rest[0])
        rest.remove(chosen)
        first.append(chosen)
        taken[chosen.work.key] += 1
    return first + rest


def compares(question: str, language: Language) -> bool:
    """Says whether a question compares things, so that its answer is likely to stand in several works."""
    text, spoken = fold(question), [language] if language in _COMPARING else list(_COMPARING)
    return any(re.search(rf"\b(?:{mark})", text) for each in spoken for mark in _COMPARING[each])


# --- evidence --------------------------------------------------------------------------------------------------


def _locate(query: Query, found: Sequence[Found], corpus: Corpus, index: Index, encoder: Encoder) -> list[Evidence]:
    highlights = best_sentences(query, [one.hit for one in found], index, encoder)
    return [_evidence(one, spans, corpus) for one, spans in zip(found, highlights, strict=True)]


def _evidence(found: Found, spans: Sequence[tuple[int, int]], corpus: Corpus) -> Evidence:
    start, end = spans[0]
    quote = found.hit.passage.text[start:end]
    citation = _citation(found, start, corpus)
    cites = _cites(quote, citation, corpus) if may_cite(quote) else ()
    return Evidence(found.hit, citation, tuple(spans), _also(found, quote, corpus), cites)


def _cites(quote: str, citation: Citation, corpus: Corpus) -> tuple[str, ...]:
    """Gives the works that a quotation cites."""
    sha256 = citation.source.sha256
    page = corpus.page_text(sha256, citation.locator.index)
    authors = [str(name.get("family", "")) for name in citation.reference.csl.get("author", ())]
    return cited_works(quote, page, corpus.zone_text(sha256, "references"), authors)


def _citation(found: Found, offset: int, corpus: Corpus) -> Citation:
    """Gives the citation of the page on which this offset of the passage stands."""
    passage, source = found.hit.passage, found.source
    locator = passage.first
    if passage.first != passage.last:
        (locator,) = corpus.locators(source.sha256, [passage.start + offset])
    text = short_citation(found.work, locator, source.kind)
    return Citation(text, found.work, source, locator, corpus.link(source, locator))


def _also(found: Found, quote: str, corpus: Corpus) -> tuple[Also, ...]:
    """Gives the other works in whose copies the quotation stands, each once: word for word, or with changes."""
    named: dict[str, Also] = {}
    for copy in found.copies:
        text, key = copy.hit.passage.text, copy.work.key
        at = _place(quote, text)
        if key == found.work.key or (at is None and not _reworded(quote, text)):
            continue
        if key not in named or (at is not None and not named[key].verbatim):
            named[key] = Also(_citation(copy, at or 0, corpus), at is not None)
    return tuple(named.values())


def _place(quote: str, text: str) -> int | None:
    """Gives where in a text these words stand one after another, whatever the case, spaces and punctuation."""
    words = r"\W+".join(map(re.escape, re.findall(r"\w+", quote)))
    found = re.search(rf"(?<!\w){words}(?!\w)", text, re.I)
    return found.start() if found else None


def _reworded(quote: str, text: str) -> bool:
    """Says whether most of the words of a quotation stand in a text."""
    words, held = (set(re.findall(r"\w+", each.casefold())) for each in (quote, text))
    return len(words & held) >= REWORDED * len(words)


def _without_repeats(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Drops evidence that quotes a sentence quoted before (the overlap of two passages), and numbers the rest."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Evidence] = []
    for piece in evidence:
        start, end = piece.highlights[0]
        where = (piece.hit.passage.source, piece.hit.passage.start + start, piece.hit.passage.start + end)
        if where not in seen:
            seen.add(where)
            kept.append(replace(piece, hit=replace(piece.hit, rank=len(kept) + 1)))
    return kept
