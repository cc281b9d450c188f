"""What can be brought back: the last jobs, which `undo` takes back one by one, and the earlier texts of works."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.errors import InputError
from corpus.model import Change, Job, Reference, Source, Version, WhatChanged
from corpus.store.corpus import Corpus
from corpus.works.reidentify import changed_fields, take_over


@dataclass(frozen=True, slots=True)
class WorkChange:
    """What a job did to a work.

    Attributes:
        key: its key before the job, or its key now if it was new.
        what: what became of its record; None if that stayed.
        fields: the fields that the job changed, as (field, value before, value now).
        added: the names of the files whose texts it got.
        removed: the names of the files whose texts it lost.
    """

    key: str
    what: WhatChanged | None
    fields: tuple[tuple[str, str, str], ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PastJob:
    """A job that can be taken back. `time` is in UTC, to the minute."""

    command: str
    time: str
    works: tuple[WorkChange, ...]
    job: Job


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What was taken back. `new_keys` are works whose key another work has got meanwhile, with their keys now."""

    job: PastJob
    new_keys: tuple[tuple[str, str], ...]


def past_jobs(corpus: Corpus) -> list[PastJob]:
    """Return the jobs that can be taken back, the last one first."""
    jobs = []
    for job in corpus.jobs():
        jobs.append(PastJob(job.command, job.time, tuple(_work_changes(corpus, job)), job))
    return jobs


def undo(corpus: Corpus, job: PastJob) -> UndoReport:
    """Take back the last job.

    Raises:
        InputError: another job was the last one meanwhile.
    """
    last = corpus.jobs()[:1]
    if last != [job.job]:
        raise InputError("the library has changed meanwhile, so nothing was taken back: run evidence undo again")
    new_keys = corpus.undo(job.job)
    return UndoReport(job, tuple(new_keys.items()))


def restore(corpus: Corpus, key: str, number: int = 1) -> Version:
    """Make an earlier text of a work its text again, and keep the text in its place aside. Return it.

    What a person, an import or a look-up said about the work stays. What its file said is as it was then.

    Args:
        corpus: open for writing.
        key: the work.
        number: which text; 1 is the last text that was replaced.

    Raises:
        UnknownKey: no work has this key.
        InputError: there is no such text.
    """
    reference = corpus.reference(key)
    versions = corpus.versions(reference.key)
    if not 1 <= number <= len(versions):
        raise InputError(_no_version(reference, versions, number))
    version = versions[number - 1]
    corpus.restore(version, take_over(reference, version.reference), _text_in_place(corpus, version))
    return version


def _no_version(reference: Reference, versions: list[Version], number: int) -> str:
    if not versions:
        return f"no earlier text of {reference.key!r} is kept. `evidence undo --list` shows what can be taken back"
    return (
        f"{reference.key!r} has {len(versions)} earlier texts, not {number}: `evidence show {reference.key}` lists them"
    )


def _text_in_place(corpus: Corpus, version: Version) -> str | None:
    """Return the text of the work that has taken the place of an earlier one: of the same file, or its only text."""
    texts = []
    for source in corpus.sources().values():
        if source.key == version.key and source.kind == "full text":
            texts.append(source.sha256)
    for sha256 in texts:
        if set(corpus.origins(sha256)) & set(version.origins):
            return sha256
    return texts[0] if len(texts) == 1 else None


def _work_changes(corpus: Corpus, job: Job) -> Iterator[WorkChange]:
    """Yield what a job did to each work."""
    changes: dict[str, list[Change]] = {}
    for change in job.changes:
        changes.setdefault(change.key, []).append(change)
    for key, of_work in changes.items():
        yield _work_change(corpus, key, of_work)


def _work_change(corpus: Corpus, key: str, changes: list[Change]) -> WorkChange:
    work = WorkChange(key, None)
    for change in changes:
        if change.origin is None:
            work = replace(work, what=change.what, fields=_changed_fields(corpus, change))
        else:
            name = Source("", "", "", change.origin, "full text").name
            if change.what == "added":
                work = replace(work, added=(*work.added, name))
            else:
                work = replace(work, removed=(*work.removed, name))
    return work


def _changed_fields(corpus: Corpus, change: Change) -> tuple[tuple[str, str, str], ...]:
    """Return the fields of a work that a job changed, as far as they are still as the job left them."""
    if change.what != "changed" or change.before is None:
        return ()
    key = corpus.resolve(change.name)
    if key is None:
        return ()
    now = corpus.reference(key)
    fields = list(changed_fields(change.before, now))
    if change.before.key != now.key:
        fields.insert(0, ("key", change.before.key, now.key))
    return tuple(fields)
