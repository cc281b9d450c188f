"""Notes on a question, shown before the passages: unsupported syntax, words and identifiers that are not held."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.model import Answer
from assistant.refusal import NOT_READ, is_foreign
from corpus.citing.short_citation import author_year
from corpus.store.corpus import Corpus
from index.asked_identifiers import FoundIdentifier
from index.asked_works import authors_not_held, missing_identifiers, nearest_author
from index.protocols import TermStore
from index.query import Correction, Query

NO_SUCH_WORK = "no work in it has this {kind}"
ONLY_A_REFERENCE = "it has the work with this {kind} only as a reference, without a text"
"""The reasons why a question that is only an identifier has no evidence."""

SEARCHED_INSTEAD = "No passage has {typed}. Did you mean {nearest}? {it} searched instead."
SEARCHED_AS = "“{typed}” was searched as “{term}”, its spelling in these texts."
NEAR_AUTHOR = "Did you mean the author {near}, and not {name}?"

MAX_MENTIONING_WORKS = 3
"""Works that mention an identifier and that are named: a line of a terminal."""


def with_notes(answer: Answer, query: Query, corpus: Corpus, terms: TermStore) -> Answer:
    """Return an answer with the notes on its question.

    If the question is only an identifier that no work with a text has, there is no evidence.
    """
    not_held = missing_identifiers(query, corpus, terms)
    authors = authors_not_held(query, corpus)
    notes = [*_notes(query, not_held, corpus), *_near_authors(authors, corpus)]
    corrections = [(each.typed, each.term) for each in query.corrections]
    answer = replace(answer, authors_not_held=authors, notes=tuple(notes), corrections=tuple(corrections))
    for found in not_held:
        if found.identifier.is_all and not (found.mentions and found.identifier.kind == "number"):
            reason = ONLY_A_REFERENCE if found.without_text else NO_SUCH_WORK
            return answer.refused(reason.format(kind=found.identifier.kind))
    return answer


def question_notes(query: Query, corpus: Corpus, terms: TermStore) -> tuple[str, ...]:
    """Return the notes on a search, each one or two sentences.

    They say that its language is not read. An answer says that by its reason.
    """
    notes = _notes(query, missing_identifiers(query, corpus, terms), corpus)
    return (NOT_READ, *notes) if is_foreign(query.text) else notes


def _notes(query: Query, not_held: Sequence[FoundIdentifier], corpus: Corpus) -> tuple[str, ...]:
    notes = list(query.syntax_notes)
    if not is_foreign(query.text):  # words of another language are not slips
        notes += _correction_notes(query.corrections)
    notes += [_not_held(found, corpus) for found in not_held]
    return tuple(notes)


def _correction_notes(corrections: Sequence[Correction]) -> list[str]:
    """Return which words may be slips, and which were searched in another spelling."""
    notes = []
    slips = [each for each in corrections if not each.is_spelling]
    if slips:
        notes.append(_did_you_mean(slips))
    for each in corrections:
        if each.is_spelling:
            notes.append(SEARCHED_AS.format(typed=each.typed, term=each.term))
    return notes


def _near_authors(names: Sequence[str], corpus: Corpus) -> list[str]:
    """Return which author of the library may be meant by a name that no record has."""
    notes = []
    for name in names:
        near = nearest_author(name, corpus)
        if near is not None:
            notes.append(NEAR_AUTHOR.format(near=near, name=name))
    return notes


def _not_held(found: FoundIdentifier, corpus: Corpus) -> str:
    """Return that no work has an identifier, which works mention it, and how to add its work."""
    identifier = found.identifier
    if found.without_text:
        key = found.without_text[0]
        return (
            f"The work with the {identifier.kind} {identifier.text} is here only as a reference: {key}. "
            f"To add its file: evidence fetch {key} or evidence add FILE --key {key}"
        )
    sentences = [f"No work in this library has the {identifier.kind} {identifier.text}."]
    mentioning = _mentioning(found, corpus)
    if mentioning:
        sentences.append(f"It is in the text of {mentioning}.")
    address = f" or evidence add https://doi.org/{identifier.text}" if identifier.kind == "DOI" else ""
    sentences.append(f"To add its work: evidence add FILE{address}")
    return " ".join(sentences)


def _mentioning(found: FoundIdentifier, corpus: Corpus) -> str:
    """Return the first works that mention an identifier, and the number of the rest: `Abt (2016) and 2 more works`."""
    sources = corpus.sources({passage.source for passage in found.mentions})
    keys = dict.fromkeys(sources[passage.source].key for passage in found.mentions)
    references = corpus.references(keys)
    works = [author_year(references[key]) for key in keys if key in references]
    named = ", ".join(works[:MAX_MENTIONING_WORKS])
    more = len(works) - MAX_MENTIONING_WORKS
    return f"{named} and {more} more" if more > 0 else named


def _did_you_mean(corrections: Sequence[Correction]) -> str:
    """Return which words no passage has, and which were searched too."""
    typed = _quoted([each.typed for each in corrections], "or")
    nearest = _quoted([each.term for each in corrections], "and")
    it = "It was" if len(corrections) == 1 else "They were"
    return SEARCHED_INSTEAD.format(typed=typed, nearest=nearest, it=it)


def _quoted(words: Sequence[str], conjunction: str) -> str:
    """Return words in quotation marks as a list: “a”, “b” or “c”."""
    *first, last = [f"“{word}”" for word in words]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
