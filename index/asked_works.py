"""Which works a question asks for: by an identifier, their title, their author, or their year.

    identifier    10.1080/10439463.2013.818097    978-1-932582-71-0    GAO-21-470, R45558, NCJ 251235
    title         "pulling levers on gang violence" (the whole question, without its subtitle, with slips)
                  "When was Making Cities Safer published?" (a question about the work itself)
    year          "Do you have anything from 2019?"
    author        "What did Braga find on gangs?"    "segun Abt y Winship"    "the Braga review"    "braga"

`index.named_works` weighs names that works share. Here a question leaves no doubt, so the passages of these works go
before all others. A word that only looks like a surname must not do that: see `_is_mentioned`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.model import Reference, authors_and_editors, file_name
from corpus.store.corpus import Corpus
from corpus.text.language import fold
from corpus.text.words import STOP_WORDS, ascii_words
from index import intent
from index.asked_authors import asked_authors, is_personal
from index.asked_identifiers import FoundIdentifier, find_identifier, works_with
from index.edits import MIN_LONG_WORD_LETTERS, edits, is_slip
from index.named_works import abbreviates
from index.protocols import TermStore
from index.query import Query, parse_query
from index.query_syntax import QUOTATION_MARKS

MIN_TITLE_WORDS = 4
"""Words of a title, without articles and the like, that a longer question cannot have side by side by chance: chosen.
"Do focused deterrence strategies work?" does not ask for the article "Focused Deterrence Strategies"."""

MIN_SUBJECT_WORDS = 2
"""Words of a title that a question about a work itself must have."""

MIN_SLIP_LETTERS = 5
"""Letters of a word of a title in which one edit is a slip: chosen."""

INSTITUTION_LETTERS = 5
"""First letters of the name of an institution that a text must have before the whole name is compared: chosen."""

_SUBTITLE = re.compile(r"[:?!]\s|\s[–—-]\s")
_FROM_YEAR = re.compile(
    r"\b(?:(?:any|some)thing|algo|alguma coisa)\b.*\b(?:from|published in|de|publicado en|publicado em)"
    r" ((?:19|20)\d\d)\W*$"
)
_PLACES = frozenset("in at near from of en de em no na to into across".split())


@dataclass(frozen=True, slots=True)
class AskedWorks:
    """The sources of the works that a question asks for: `named` by identifier or title, and of an author.

    `author_words` are the words of the question that name the authors. `is_only_a_name` tells whether the question has
    no other topic.
    """

    named: frozenset[str] = frozenset()
    of_author: frozenset[str] = frozenset()
    author_words: frozenset[str] = frozenset()
    is_only_a_name: bool = False

    @property
    def sources(self) -> frozenset[str]:
        """The sources to put first: a work that is named, else the works of the author."""
        return self.named or self.of_author


@dataclass(frozen=True, slots=True)
class _Author:
    """An author: the words of the surname, or of the whole name of an institution, and of the given names."""

    family: tuple[str, ...]
    given: tuple[str, ...]
    is_institution: bool


def asked_works(query: Query, corpus: Corpus, terms: TermStore) -> AskedWorks:
    """Return the works that a question asks for; none for most questions."""
    if query.phrases:
        return AskedWorks()
    works = _works_maybe_named(query, corpus)
    named = _with_identifier(query, works, corpus, terms)
    if named:
        return AskedWorks(named=named, is_only_a_name=True)
    named = _with_title(query, works) or _from_year(query, works)
    if named:
        return AskedWorks(named=named, is_only_a_name=True)
    return _of_author(query, works)


def authors_not_held(query: Query, corpus: Corpus) -> tuple[str, ...]:
    """Return the persons whose work a question asks for and whom no record names as author, in title or as publisher.

    The names are as typed, without accents. Institutions are left out: a record may name them in another way, or not.
    """
    names = [name for name in asked_authors(query) if is_personal(name)]
    if not names:
        return ()
    return tuple(name for name in names if not _is_in_records(fold(name.split()[-1]), corpus))


def _is_in_records(surname: str, corpus: Corpus) -> bool:
    """Return whether a folded surname is in the title, the authors, the publisher or the file name of a work."""
    if any(surname in work.people or surname in work.title for work in corpus.names()):
        return True
    return any(surname in fold(file_name(origin)) for origin in corpus.newest_origins().values())


def nearest_author(name: str, corpus: Corpus) -> str | None:
    """Return the surname of an author of the library that a name is a slip away from, or None: Kenedy, Kennedy."""
    surname = fold(name.rsplit(maxsplit=1)[-1])
    letter = surname[:1]
    beginning = f"\n{letter}"
    keys = [work.key for work in corpus.names() if beginning in f"\n{work.surnames}"]  # no other may be meant
    for reference in corpus.references(keys).values():
        for author in authors_and_editors(reference.csl):
            family = str(author.get("family", ""))
            if _may_be_meant(surname, fold(family)):
                return family
    return None


def _may_be_meant(typed: str, surname: str) -> bool:
    """Return whether a surname has at most a slip, or one other letter. It is only called in question, not searched."""
    is_near = min(len(typed), len(surname)) >= MIN_SLIP_LETTERS and typed[0] == surname[0]
    return is_near and (is_slip(typed, surname) or edits(typed, surname, 1) == 1)


def _works_maybe_named(query: Query, corpus: Corpus) -> dict[str, Reference]:
    """Return the record of each source of the works that a question may name, except by an identifier.

    No other work can be found by its key, title, year or authors. So few records are read.
    """
    title_words = topical(query.text)
    text = fold(query.text)
    year = _year_asked(query)
    is_body_named = _body_matcher(query)
    keys = []
    for work in corpus.names():
        is_named = (
            work.key == query.text
            or (year is not None and work.year == year)
            or sum(word in work.title for word in title_words) >= MIN_SUBJECT_WORDS
            or (work.surnames and any(surname in text for surname in work.surnames.split("\n")))
            or (work.bodies and any(is_body_named(body) for body in work.bodies.split("\n")))
        )
        if is_named:
            keys.append(work.key)
    references = corpus.references(keys)
    return {sha256: references[source.key] for sha256, source in corpus.sources_of(keys).items()}


def _body_matcher(query: Query) -> Callable[[str], bool]:
    """Return a function that tells whether a question may name an institution. Many works have the same one."""
    asked = [ascii_words(name) for name in asked_authors(query)]
    is_one = body_matcher([ascii_words(query.text), *asked])
    text = fold(query.text)

    @cache
    def is_named(body: str) -> bool:
        if not asked and fold(body)[:INSTITUTION_LETTERS] not in text:
            return False
        return is_one(body)

    return is_named


def body_matcher(names: Sequence[Sequence[str]]) -> Callable[[str], bool]:
    """Return a function that tells whether an institution has one of some names, which are lists of words."""

    @cache
    def is_one(body: str) -> bool:
        return any(is_name(name, author) for name in names for author in _institutions(body))

    return is_one


# --- identifiers -----------------------------------------------------------------------------------------------


def _with_identifier(query: Query, works: dict[str, Reference], corpus: Corpus, terms: TermStore) -> frozenset[str]:
    """Return the sources that an identifier of the question, or a key of the library, names.

    If a question is only the number of a report or a grant, and no work has it as its own, the works that have it in
    their text are returned.
    """
    by_key = {sha256 for sha256, work in works.items() if work.key == query.text}
    if by_key:
        return frozenset(by_key)
    for identifier in query.identifiers:
        found = find_identifier(identifier, corpus, terms)
        if found.sources:
            return found.sources
        if identifier.kind == "number" and identifier.is_all:
            return frozenset(passage.source for passage in found.mentions if passage.zone != "references")
    return frozenset()


def with_title(query: Query, corpus: Corpus, terms: TermStore) -> Query:
    """Return a query for the title of a work, if the question is only an identifier of the work.

    The digits of an identifier are near tables and references, and not near the text of the work.
    """
    if len(query.identifiers) != 1 or not query.identifiers[0].is_all or query.phrases:
        return query
    found = find_identifier(query.identifiers[0], corpus, terms)
    sources = corpus.sources(found.sources).values()
    works = corpus.references({source.key for source in sources})
    titles = {work.title for work in works.values()}
    if len(titles) != 1:
        return query
    title = re.sub(rf"[{QUOTATION_MARKS}]|(?<!\S)-", " ", titles.pop())  # no phrases and exclusions
    parsed = parse_query(" ".join(title.split()))
    return replace(parsed, typed=query.typed, identifiers=query.identifiers, record_question=query.record_question)


def missing_identifiers(query: Query, corpus: Corpus, terms: TermStore) -> list[FoundIdentifier]:
    """Return the identifiers of a question that no work with a text has, and where else they are."""
    if not query.identifiers or query.phrases:
        return []
    missing = []
    for identifier in query.identifiers:
        found = find_identifier(identifier, corpus, terms)
        if identifier.is_certain and not found.sources:
            keys = corpus.references(works_with(identifier, corpus))  # in the order in which they were added
            missing.append(replace(found, without_text=tuple(keys)))
    return missing


# --- titles ----------------------------------------------------------------------------------------------------


def _with_title(query: Query, works: dict[str, Reference]) -> frozenset[str]:
    """Return the sources whose title the question is, has in it, or asks about."""
    asked = topical(query.text)
    about = topical(intent.work_asked_about(fold(query.text)) or "")
    found = []
    for sha256, work in works.items():
        title = fold(work.title)
        if sum(word in title for word in asked) < MIN_SUBJECT_WORDS:  # most works, without cutting their titles
            continue
        whole = topical(work.title)
        main = topical(main_title(work.title))
        if _has_title(asked, whole, main) or _is_about_title(about, whole, main):
            found.append(sha256)
    return frozenset(found)


def _has_title(asked: Sequence[str], whole: Sequence[str], main: Sequence[str]) -> bool:
    """Return whether a question is a title, its main part or its beginning, or has the main part in it."""
    if names_title(asked, whole, main):
        return True
    return len(asked) >= MIN_SUBJECT_WORDS and (are_alike(asked, whole) or are_alike(asked, main))


def _is_about_title(about: Sequence[str], whole: Sequence[str], main: Sequence[str]) -> bool:
    """Return whether the subject of a question about a work is a part of its title, or has the main part in it."""
    if len(about) < MIN_SUBJECT_WORDS:
        return False
    return _has_run(whole, about) or _has_run(about, main)


def _from_year(query: Query, works: dict[str, Reference]) -> frozenset[str]:
    """Return the sources of the year of a question such as "Do you have anything on gangs from 2019?"."""
    year = _year_asked(query)
    if year is None:
        return frozenset()
    return frozenset(sha256 for sha256, work in works.items() if work.year == year)


def _year_asked(query: Query) -> int | None:
    match = _FROM_YEAR.search(fold(query.text))
    return int(match[1]) if match else None


def main_title(title: str) -> str:
    """Return a title without its subtitle."""
    return _SUBTITLE.split(title, maxsplit=1)[0]


def names_title(asked: Sequence[str], whole: Sequence[str], main: Sequence[str]) -> bool:
    """Return whether words have the main part of a title in them, or begin it, with `MIN_TITLE_WORDS` or more."""
    if len(main) >= MIN_TITLE_WORDS and _has_run(asked, main):
        return True
    return len(asked) >= MIN_TITLE_WORDS and are_alike(asked, whole[: len(asked)])


def topical(text: str) -> list[str]:
    """Return the words of a title or a question about one, without articles and the like."""
    return [word for word in ascii_words(text) if word not in STOP_WORDS]


def _has_run(words: Sequence[str], run: Sequence[str]) -> bool:
    """Return whether some words side by side are alike another list of words, which is not empty."""
    return any(are_alike(words[start : start + len(run)], run) for start in range(len(words) - len(run) + 1))


def are_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether two lists of words are equal but for slips, and not empty."""
    if len(words) != len(others) or not words:
        return False
    return all(_is_alike(word, other) for word, other in zip(words, others, strict=True))


def _is_alike(word: str, other: str) -> bool:
    """Return whether two words of titles are equal but for slips."""
    if word == other:
        return True
    if max(len(word), len(other)) < MIN_SLIP_LETTERS or not word.isalpha():
        return False
    most = 2 if len(word) >= MIN_LONG_WORD_LETTERS else 1
    return edits(word, other, most) <= most


# --- authors ---------------------------------------------------------------------------------------------------


def _of_author(query: Query, works: dict[str, Reference]) -> AskedWorks:
    """Return the works by the authors that a question asks for or mentions."""
    words = ascii_words(query.text)
    families = _families_in(query, works)
    best = _with_most_authors(families, words)
    author_words: set[str] = set()
    for sha256 in best:
        author_words.update(families[sha256])
    rest = [word for word in words if word not in author_words and word not in STOP_WORDS]
    is_only_a_name = bool(best) and not rest
    return AskedWorks(of_author=frozenset(best), author_words=frozenset(author_words), is_only_a_name=is_only_a_name)


def _families_in(query: Query, works: dict[str, Reference]) -> dict[str, set[str]]:
    """Return the words of the surnames that a question asks for or mentions, by the sources that have such authors."""
    asked = [ascii_words(name) for name in asked_authors(query)]
    names = [ascii_words(query.text), *asked]
    folded = fold(query.text)
    families: dict[str, set[str]] = {}
    for sha256, work in works.items():
        for author in authors_of(work, folded, asked):
            if any(is_name(name, author) for name in names) or _is_mentioned(query.text, author):
                families.setdefault(sha256, set()).update(author.family)
    return families


def _with_most_authors(families: dict[str, set[str]], words: Sequence[str]) -> list[str]:
    """Return the sources with the most of the authors that are asked for: "Abt and Winship" wrote one work together."""
    present = {sha256: len(family.intersection(words)) for sha256, family in families.items()}
    most = max(present.values(), default=0)
    return [sha256 for sha256, count in present.items() if count == most]


def authors_of(work: Reference, text: str, asked: Sequence[Sequence[str]]) -> list[_Author]:
    """Return the authors and editors of a work that a folded text may name. `asked` are the names that it asks for."""
    authors = []
    for name in authors_and_editors(work.csl):
        surname = fold(str(name.get("family", ""))).strip()
        literal = str(name.get("literal", ""))
        if surname:
            authors += _persons(surname, str(name.get("given", "")), text)
        elif asked or fold(literal)[:INSTITUTION_LETTERS] in text:
            authors += _institutions(literal)
    return authors


def _persons(surname: str, given: str, text: str) -> list[_Author]:
    """Return a person whose folded surname a text may have, also under the first word of the surname."""
    if surname.split(maxsplit=1)[0] not in text:
        return []
    family = tuple(ascii_words(surname))
    if not family:
        return []
    given_names = tuple(ascii_words(given))
    persons = [_Author(family, given_names, is_institution=False)]
    if len(family) > 1 and given_names:
        persons.append(_Author(family[:1], given_names, is_institution=False))
    return persons


def _institutions(literal: str) -> list[_Author]:
    """Return an institution under its name, or nothing if the name has no words of its own."""
    name = tuple(topical(literal))
    return [_Author(name, (), is_institution=True)] if name else []


def is_name(words: Iterable[str], author: _Author) -> bool:
    """Return whether words are an author's surname, perhaps after given names; or the name of an institution."""
    words = tuple(words)
    if author.is_institution:
        topical = tuple(word for word in words if word not in STOP_WORDS)
        is_short = len(topical) == 1 and len(topical[0]) > 2 and abbreviates(topical[0], author.family)
        return topical == author.family or is_short
    size = len(author.family)
    if words[-size:] == author.family:
        return all(any(given.startswith(word) for given in author.given) for word in words[:-size])
    return words[:size] == author.family and words[size : size + 1] in (("de",), ("del",), ("da",), ("do",))


def _is_mentioned(text: str, author: _Author) -> bool:
    """Return whether a text mentions a person by the surname: with a capital that nothing else explains.

    "the Braga review" does. "King Charles" and "Jones County" are other names, "in London" is a place, and a word at
    the beginning has a capital in any case.
    """
    if author.is_institution:
        return False
    tokens = re.findall(r"[\w'’-]+|[^\w\s]", text)
    words = [tuple(ascii_words(re.sub(r"['’]s$", "", token))) for token in tokens]
    if sum(token[0].isupper() for token in tokens) > len(tokens) / 2:
        return False
    for position in range(1, len(tokens)):
        if words[position] == author.family and _is_surname_at(position, tokens, words, author):
            return True
    return False


def _is_surname_at(position: int, tokens: Sequence[str], words: Sequence[tuple[str, ...]], author: _Author) -> bool:
    """Return whether a token has a capital because it is a surname. `words` are the folded words of each token."""
    before = tokens[position - 1]
    after = "".join(tokens[position + 1 : position + 2])
    is_given_name = set(words[position - 1]) <= set(author.given)
    if before[0].isupper() and not is_given_name:
        return False
    if not tokens[position][0].isupper() or after[:1].isupper():
        return False
    return before.isalnum() and fold(before) not in _PLACES
