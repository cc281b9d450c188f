"""Find what a question names and no passage mentions: "None of these passages mentions 2022."

Such a line must be true, always. So everything that may be a mention counts as one (`assistant.names.mentions`): in the
passages, in their headings, and in the records and openings of their works.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.names.asked import Name, Subject, Year, names_asked, subjects_asked, years_asked
from assistant.names.mentions import Texts
from corpus.store.corpus import Corpus
from index.model import Hit
from index.query import Query

MAX_COMPARED = 10
"""First passages that are compared with each other: more than people read. Each takes 1 to 2 ms."""

_ASKING = frozenset("many much often long far old say says said mean means tell told find found".split())
"""Words of a question that are about the answer, not about its topic."""


def missing_names(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the years, names and subjects of a query that no hit mentions, nor its work, as they were typed."""
    return _missing(_asked(query), query, hits, corpus)


def missing_in_first(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return what the first hit does not mention and another one may, each with the ranks of all hits without it.

    Only the first `MAX_COMPARED` hits are compared.
    """
    hits = hits[:MAX_COMPARED]
    asked = _asked(query)
    in_first = _missing(asked, query, hits[:1], corpus)
    if not in_first:
        return ()
    ranks: dict[str, list[int]] = {name: [1] for name in in_first}
    for rank, hit in enumerate(hits[1:], start=2):
        for name in _missing(asked, query, [hit], corpus):
            if name in ranks:
                ranks[name].append(rank)
    nowhere = _missing(asked, query, hits, corpus)
    found = []
    for name, own in ranks.items():
        if name not in nowhere and len(own) < len(hits):
            found.append((name, tuple(own)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a query names."""

    years: Sequence[Year]
    names: Sequence[Name]
    subjects: Sequence[Subject]


def _asked(query: Query) -> _Asked:
    return _Asked(years_asked(query), names_asked(query), subjects_asked(query))


def _missing(asked: _Asked, query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return what a query names and no hit mentions, as it was typed, each once."""
    if not hits or not (asked.years or asked.names or asked.subjects):
        return ()
    texts = Texts(query, [hit.passage for hit in hits], corpus)
    missing = [year.typed for year in asked.years if not texts.mention_year(year)]
    missing += [name.typed for name in asked.names if not texts.mention_name(name)]
    missing += [subject.typed for subject in asked.subjects if not texts.mention_subject(subject)]
    return tuple(dict.fromkeys(missing))


def missing_words(query: Query, hits: Sequence[Hit], corpus: Corpus) -> tuple[str, ...]:
    """Return the words of a query, without its names and numbers, that no hit has, nor a synonym of them, as typed.

    Words cannot be compared with passages of another language. If there is one, nothing is returned.
    """
    languages = {hit.passage.language for hit in hits}
    if query.language != "und" and not languages <= {query.language, "und"}:
        return ()
    texts = Texts(query, [hit.passage for hit in hits], corpus)
    missing = []
    for word in query.words:
        is_topical = word.term not in query.names and word.term not in _ASKING
        if is_topical and not texts.has_inflection(word.term) and not texts.mention_synonym(word.typed):
            missing.append(word.typed)
    return tuple(missing)
