"""Answers from the records: who wrote a work, when, how many pages it has; which works a library has, and how many."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.model import Answer, Record, RecordedWork
from corpus.citing.short_citation import author_year
from corpus.model import Filter, Reference
from corpus.store.corpus import Corpus
from corpus.works.doubts import plain_name, uncertain
from corpus.works.edit import editable_fields
from index.asked_records import works_asked_for, works_maybe_asked_for, works_maybe_meant, works_meant
from index.query import Query
from index.record_questions import RecordField, WorkQuestion, WorksQuestion

NOT_IN_TEXTS = "it is about the works of the library, not about what they say"
"""The reason why a question about which works there are has no evidence."""

MAX_MEANT_WORKS = 10
"""Works that one name may mean, such as all works of an author and a year. More are not certainly meant. Chosen."""

_FIELDS: Mapping[RecordField, tuple[str, tuple[str, ...]]] = {
    "authors": ("Authors", ("author",)),
    "year": ("Published", ("issued",)),
    "pages": ("Pages", ("number-of-pages", "page")),
    "publisher": ("Published in", ("container-title", "volume", "issue", "page", "publisher", "publisher-place")),
    "DOI": ("DOI", ("DOI",)),
    "ISBN": ("ISBN", ("ISBN",)),
    "citation": ("Reference (APA)", ("author", "issued", "title", "container-title", "publisher")),
    "kind": ("Kind and design", ("type",)),
}
"""The name of each field for people, and the CSL fields that hold it."""

_NUMBERED = ("volume", "issue", "page")


def with_record(answer: Answer, query: Query, corpus: Corpus) -> Answer:
    """Return an answer with what the records say, if the question is about them."""
    question = query.record_question
    if question is None:
        return answer
    if isinstance(question, WorkQuestion):
        return answer.with_record(_record_of_work(question, query, corpus))
    record = _record_of_works(question, corpus)
    if record is not None and not question.authors:
        answer = replace(answer.refused(NOT_IN_TEXTS), closest=())  # passages would be of any work
    return answer.with_record(record)


def _record_of_work(question: WorkQuestion, query: Query, corpus: Corpus) -> Record | None:
    """Return a field of the works that a question is about, or None if they are not certain."""
    works = works_meant(question, query, works_maybe_meant(question, query, corpus))
    if not 1 <= len(works) <= MAX_MEANT_WORKS:
        return None
    label, fields = _FIELDS[question.field]
    names = {plain_name(field) for field in fields}
    recorded = []
    for work in works:
        unsure = [name for name in uncertain(work) if name in names]
        value = _value(question.field, work, corpus)
        recorded.append(RecordedWork(work, author_year(work), value, tuple(unsure)))
    return Record(question.field, label, tuple(recorded), _full_texts(works, corpus))


def _record_of_works(question: WorksQuestion, corpus: Corpus) -> Record | None:
    """Return the works that a question asks for, newest first; None if it asks for an author whom no record names."""
    works = works_asked_for(question, works_maybe_asked_for(question, corpus))
    if question.authors and not works:
        return None
    recorded = []
    for work in sorted(works, key=lambda work: -(work.year or 0)):
        recorded.append(RecordedWork(work, author_year(work), None, _unsure_of(question, work)))
    field = "count" if question.counts else "works"
    return Record(field, "Works", tuple(recorded), _full_texts(works, corpus), _list_command(question))


def _unsure_of(question: WorksQuestion, work: Reference) -> tuple[str, ...]:
    """Return what may be wrong in a work that a question selects: its design, its authors, its year."""
    doubts = uncertain(work)
    unsure = []
    if question.design and work.guessed:
        unsure.append("design")
    if question.authors and "authors" in doubts:
        unsure.append("authors")
    if (question.since or question.until) and "year" in doubts:
        unsure.append("year")
    return tuple(unsure)


def _full_texts(works: Iterable[Reference], corpus: Corpus) -> int:
    """Return how many of these works are held in full text."""
    sources = corpus.sources_of(work.key for work in works)
    return len({source.key for source in sources.values() if source.kind == "full text"})


def _list_command(question: WorksQuestion) -> str:
    """Return the command that lists the works of a question."""
    options = {
        "--author": " ".join(question.authors),
        "--kind": question.kind,
        "--design": question.design,
        "--since": question.since,
        "--until": question.until,
    }
    command = "evidence list"
    for option, value in options.items():
        if value:
            command += f" {option} {shlex.quote(str(value))}"
    return command


def _value(field: RecordField, work: Reference, corpus: Corpus) -> str | None:
    """Return the value of a field of a record in words, or None if the record has none."""
    if field == "pages":
        return _pages(work, corpus)
    if field == "citation":
        return _citation(work, corpus)
    if field == "kind":
        guess = " (guess)" if work.guessed else ""
        return f"{work.kind}, {work.design}{guess}"
    values = dict(editable_fields(work))
    if field == "authors" and "author" not in values:
        editors = values.get("editor")
        return f"{editors} (editors)" if editors else None
    _, names = _FIELDS[field]
    found = [_with_name(name, values[name]) for name in names if name in values]
    return ", ".join(found) or None


def _with_name(name: str, value: str) -> str:
    return f"{plain_name(name)} {value}" if name in _NUMBERED else value


def _pages(work: Reference, corpus: Corpus) -> str | None:
    """Return the number of pages of the file of a work, and the pages in its journal or book."""
    values = dict(editable_fields(work))
    parts = []
    for holding in corpus.holdings(Filter(keys=(work.key,))):
        if holding.pages:
            parts.append(f"{holding.pages} in the file")
    if "number-of-pages" in values:
        parts.append(f"{values['number-of-pages']} in print")
    if "page" in values:
        parts.append(f"printed as pages {values['page']}")
    return ", ".join(parts) or None


def _citation(work: Reference, corpus: Corpus) -> str:
    from assistant.references import reference_list  # it loads the citation styles, which other questions do not need

    (entry,) = reference_list(corpus, [work.key], "apa").references
    return str(entry)
