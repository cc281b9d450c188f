"""Which records answer a question about a work or about the works of a library. The work must be certain.

    identifier    "What is the title of 10.1080/...": see `index.identifiers`
    key           abt-winship-2016
    author, year  Braga (2017), Abt & Winship 2016, Braga et al. 2018
    title         the whole title or its main part, or its first four words or more

Two words may be a title by chance, so they need capitals: "Who wrote Custom Notifications?" asks for the guide, and
"Who wrote custom notifications?" may ask who writes such letters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from corpus.model import Filter, Reference
from corpus.store.corpus import Corpus
from corpus.store.summaries import WorkNames
from corpus.text.language import fold
from corpus.text.words import ascii_words
from index.asked_identifiers import has_identifier, works_with
from index.asked_works import are_alike, authors_of, body_matcher, is_name, main_title, names_title, topical
from index.query import Query
from index.record_questions import WorkQuestion, WorksQuestion

MIN_SAFE_TITLE_WORDS = 3
"""Words of a title that need no capitals. Chosen: "the date of gun violence" has two."""

_YEAR = re.compile(r"\(?\b((?:19|20)\d\d)[a-z]?\b\)?")
_BESIDE_NAMES = frozenset("and y e et al amp article paper report book study guide work".split())


def works_maybe_meant(question: WorkQuestion, query: Query, corpus: Corpus) -> list[Reference]:
    """Return the works that a question about a work may be about. Few records are read, and no other work is meant."""
    keys: set[str] = set()
    for identifier in query.identifiers:
        keys.update(works_with(identifier, corpus))
    by_key = corpus.resolve(question.subject)
    if by_key is not None:
        keys.add(by_key)
    year = _YEAR.search(question.subject)
    asked = topical(question.subject)
    for work in corpus.names():
        is_of_year = year is not None and work.year == int(year[1])
        if is_of_year or _may_have_title(asked, work.title):
            keys.add(work.key)
    return [*corpus.references(keys).values()]


def _may_have_title(asked: Sequence[str], title: str) -> bool:
    """Return whether words may be a title, which is folded. Most titles have none of the words and are not cut."""
    return any(word in title for word in asked) and _has_title(asked, title, is_safe=True)


def works_maybe_asked_for(question: WorksQuestion, corpus: Corpus) -> list[Reference]:
    """Return works among which are all that a question asks for. Few are read if it names an author or a kind."""
    if question.authors:
        names = [ascii_words(name) for name in question.authors]
        text = " ".join(" ".join(name) for name in names)
        is_named = body_matcher(names)
        keys = [work.key for work in corpus.names() if _may_have_author(work, text, is_named)]
        return [*corpus.references(keys).values()]
    selected: set[str] = set()
    for selection in _selections(question):
        selected.update(text.key for text in corpus.select_texts(selection))
    return [*corpus.references(selected).values()]


def _may_have_author(work: WorkNames, text: str, is_named: Callable[[str], bool]) -> bool:
    """Return whether a text has the first word of a surname of a work, or a body of the work is named."""
    if work.surnames and any(surname in text for surname in work.surnames.split("\n")):
        return True
    return bool(work.bodies) and any(is_named(body) for body in work.bodies.split("\n"))


def _selections(question: WorksQuestion) -> list[Filter]:
    """Return the filters that together select the works of the kind, the design and the years of a question."""
    designs = (question.design,) if question.design else ()
    in_years = Filter(designs=designs, since=question.since, until=question.until)
    if not question.kind:
        return [in_years]
    selections = [replace(in_years, kinds=(question.kind,))]
    if question.design in ("", question.kind):  # a guide is one by kind or by design
        selections.append(replace(in_years, designs=(question.kind,)))
    return selections


def works_meant(question: WorkQuestion, query: Query, references: Iterable[Reference]) -> list[Reference]:
    """Return the works that a question about a work is certainly about; none for most questions."""
    references = list(references)
    for identifier in query.identifiers:
        found = [work for work in references if has_identifier(work, identifier)]
        if found:
            return found
    by_key = [work for work in references if question.subject in (work.key, *work.former_keys)]
    if by_key:
        return by_key
    return _of_author_and_year(question.subject, references) or _with_title(question.subject, query.text, references)


def works_asked_for(question: WorksQuestion, references: Iterable[Reference]) -> list[Reference]:
    """Return the works of the authors, the years, the kind and the design of a question."""
    names = [ascii_words(name) for name in question.authors]
    return [work for work in references if _is_of_kind(work, question) and _has_authors(work, names)]


def _is_of_kind(work: Reference, question: WorksQuestion) -> bool:
    """Return whether a work has the kind, the design and a year of a question. A guide is one by kind or by design."""
    if question.kind and question.kind not in (work.kind, work.design):
        return False
    if question.design and question.design != work.design:
        return False
    if question.since is None and question.until is None:
        return True
    return work.year is not None and (question.since or 0) <= work.year <= (question.until or work.year)


def _has_authors(work: Reference, names: Sequence[Sequence[str]]) -> bool:
    """Return whether a work has all of these authors or editors."""
    authors = authors_of(work, " ".join(" ".join(name) for name in names), names) if names else []
    return all(any(is_name(name, author) for author in authors) for name in names)


def _of_author_and_year(subject: str, references: Iterable[Reference]) -> list[Reference]:
    """Return the works of the authors and the year of a subject such as "abt & winship (2016)"."""
    year = _YEAR.search(subject)
    if year is None:
        return []
    rest = re.sub(r"['’]s\b", "", subject[: year.start()] + " " + subject[year.end() :])
    names = re.split(r"\s+(?:and|y|e|&)\s+|,", rest)
    asked = [[word for word in topical(name) if word not in _BESIDE_NAMES] for name in names]
    asked = [name for name in asked if name]
    if not asked:
        return []
    return [work for work in references if work.year == int(year[1]) and _has_authors(work, asked)]


def _with_title(subject: str, text: str, references: Iterable[Reference]) -> list[Reference]:
    """Return the works whose title is a subject. `text` is the question as typed."""
    asked = topical(subject)
    if not asked:
        return []
    is_safe = len(asked) >= MIN_SAFE_TITLE_WORDS or _has_capitals(asked, text)
    found = []
    for work in references:
        title = fold(work.title)
        has_a_word = any(word in title for word in asked)  # most works have none, and their titles are not cut
        if has_a_word and _has_title(asked, work.title, is_safe=is_safe):
            found.append(work)
    return found


def _has_title(asked: Sequence[str], title: str, *, is_safe: bool) -> bool:
    """Return whether words are a title, begin it or contain its main part.

    Args:
        asked: the words.
        title: of a work.
        is_safe: whether the words can be a title without being a part of many sentences.
    """
    whole, main = topical(title), topical(main_title(title))
    if names_title(asked, whole, main):
        return True
    is_title = are_alike(asked, whole) or (len(main) > 1 and are_alike(asked, main))
    return is_safe and is_title


def _has_capitals(asked: Sequence[str], text: str) -> bool:
    """Return whether all these words have a capital in a text that is not all in capitals."""
    if text.isupper():
        return False
    capitals = set()
    for word in re.findall(r"\w+", text):
        if word[0].isupper() or word[0].isdigit():
            capitals.update(ascii_words(word))
    return all(word in capitals for word in asked)
