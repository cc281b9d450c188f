"""Look up works at Crossref: by DOI or, without one, by title and first author. Nothing is changed without a yes.

    reference -> remembered answer, or ask Crossref and remember -> is it the same work? -> what would change

An answer is remembered in the library as soon as it is there. So a second run, or the next run after an interrupt, asks
only what was not asked yet. What was announced about a work (a retraction) is a fact, and kept at once.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.progress import JobProgress
from corpus.citing.short_citation import author_year
from corpus.errors import NotFetched, Offline
from corpus.exchange.completion import (
    FieldChange,
    agree,
    complete,
    first_authors_agree,
    is_record_of,
    titles_agree,
)
from corpus.model import CrossrefRecord, Lookup, Notice, Reference
from corpus.store.corpus import Corpus
from corpus.text.words import normalize
from corpus.web.crossref import Crossref
from corpus.works.identifiers import bare_doi, is_doi

MAX_FAILURES_IN_A_ROW = 3
"""Works in a row that Crossref did not answer for. Then the rest is not asked. Chosen."""

OPENING_CHARACTERS = 4_000
"""The beginning of a document that may print the title of a record: a title page and a page of text. Chosen."""

NOT_YET = "not looked up yet"
NO_MATCH = "Crossref has no work with this title, year and first author"
PERHAPS = "perhaps it is"

LookupStatus = Literal["found", "not found", "another work", "not asked", "failed"]


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """What Crossref says about one work.

    Attributes:
        before: the reference of the work.
        after: the reference as it would be with the changes.
        status: `another work` if the record of the DOI is of another work; `not asked` if there is nothing to ask with;
            `failed` if there was no answer, so that the next run asks again.
        doi: of the record; None without a record.
        changes: the fields that would change.
        kept: the fields on which Crossref disagrees and which would stay.
        reason: why no record was found, and what a person can do; or None.
        day: the date of the answer; None if Crossref has not answered.
    """

    before: Reference
    after: Reference
    status: LookupStatus
    doi: str | None = None
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[FieldChange, ...] = ()
    reason: str | None = None
    day: str | None = None

    @property
    def key(self) -> str:
        """The key of the work."""
        return self.before.key

    @property
    def needs_person(self) -> bool:
        """Whether a person can do something about the work: it has a reason that is not the same for many works."""
        if self.reason is None or self.reason in (NOT_YET, NO_MATCH):
            return False
        return self.status != "not found" or PERHAPS in self.reason

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was announced about the work."""
        return self.after.notices


@dataclass(frozen=True, slots=True)
class LookupReport:
    """What Crossref says about every work that was to be looked up.

    `asked` is how many works it was asked about in this run. `problem` says why it was not asked about all, or is None.
    `stopped` is True if a person stopped the job.
    """

    works: tuple[LookupOutcome, ...]
    asked: int
    problem: str | None
    stopped: bool

    @property
    def changed(self) -> tuple[LookupOutcome, ...]:
        """The works whose references would change."""
        return tuple(work for work in self.works if work.changes)

    @property
    def failed(self) -> bool:
        """True if Crossref did not answer for a work, or has none of the works."""
        if self.problem or any(work.status == "failed" for work in self.works):
            return True
        return not any(work.status == "found" for work in self.works)


class Lookups:
    """Looks up works of a library that is open for writing. Use once."""

    def __init__(self, corpus: Corpus, make_crossref: Callable[[], Crossref], progress: JobProgress) -> None:
        """Take a library. `make_crossref` is called only if a work is to be asked about."""
        self._corpus = corpus
        self._make_crossref = make_crossref
        self._progress = progress
        self._answers = corpus.lookups()
        self._failures: dict[str, str] = {}
        self._asked = 0
        self._texts: dict[str, str] | None = None

    def run(self, references: Sequence[Reference], again: bool = False) -> LookupReport:
        """Look up works. Ctrl-C ends the job early and keeps every answer.

        Args:
            references: the works.
            again: ask about works too that were looked up before.
        """
        to_ask = []
        for reference in references:
            if not _obstacle(reference) and (again or not self._is_answered(reference)):
                to_ask.append(reference)
        problem = None
        stopped = False
        try:
            problem = self._ask_all(to_ask)
        except Offline as error:
            problem = str(error)
        except KeyboardInterrupt:
            stopped = True
        works = [self._outcome(reference) for reference in references]
        return LookupReport(tuple(self._keep_notices(works)), self._asked, problem, stopped)

    def look_up(self, reference: Reference) -> LookupOutcome:
        """Ask about one work, also if it was looked up before.

        Raises:
            Offline: there is no network.
            NotFetched: Crossref does not answer, or does not have the work.
        """
        obstacle = _obstacle(reference)
        if obstacle:
            raise NotFetched(obstacle)
        crossref = self._make_crossref()
        crossref.check_reachable()
        answer = self._ask(reference, crossref)
        self._answers[reference.key] = self._corpus.remember(answer)
        outcome = self._outcome(reference)
        if outcome.status != "found":
            raise NotFetched(outcome.reason or "")
        return outcome

    # --- asking ------------------------------------------------------------------------------------------------

    def _ask_all(self, references: Sequence[Reference]) -> str | None:
        """Ask about works and remember the answers. Return why some were not asked about, or None.

        Raises:
            Offline: there is no network; nothing was asked.
        """
        if not references:
            return None
        crossref = self._make_crossref()
        crossref.check_reachable()
        failures_in_a_row = 0
        for number, reference in enumerate(references, start=1):
            stage = f"Asking Crossref about work {number:,} of {len(references):,}"
            self._progress.advance(stage=stage, fraction=(number - 1) / len(references))
            try:
                answer = self._ask(reference, crossref)
            except NotFetched as error:
                self._failures[reference.key] = str(error)
                failures_in_a_row += 1
                # A server that still asks us to wait after all attempts must not be asked about the next work.
                if error.wait_seconds or failures_in_a_row == MAX_FAILURES_IN_A_ROW:
                    self._asked = number
                    left = len(references) - number
                    return f"{error}. Works that are not looked up yet: {left:,}. Run the command again later"
            else:
                failures_in_a_row = 0
                self._answers[reference.key] = self._corpus.remember(answer)
            self._asked = number
        return None

    def _ask(self, reference: Reference, crossref: Crossref) -> Lookup:
        """Return Crossref's answer about a work. If the record of its DOI is of another work, search for the work.

        Raises:
            NotFetched: Crossref does not answer.
        """
        doi = _doi(reference)
        if not doi:
            return self._search(reference, crossref)
        record = crossref.record(doi)
        if record is None:
            return self._without_record(reference, doi, crossref)
        if not self._is_same_work(reference, record) and not _search_obstacle(reference):
            found = self._search(reference, crossref)
            if found.record:
                return found
        return Lookup(reference.key, _question(reference), record, "")

    def _without_record(self, reference: Reference, doi: str, crossref: Crossref) -> Lookup:
        """Return the answer about a work whose DOI Crossref does not have, with a record that a person may look at.

        The record is not taken: a DOI of another registry may be of another version of the work.
        """
        reason = f"Crossref does not have the DOI {doi}. It may be misprinted, or of another registry"
        if not _search_obstacle(reference):
            found = self._search(reference, crossref).record
            if found:
                reason = f"Crossref does not have the DOI {doi}; {_why_not(reference, [found])}"
        return Lookup(reference.key, _question(reference), None, reason)

    def _search(self, reference: Reference, crossref: Crossref) -> Lookup:
        """Return the record with the title, year and first author of a work, if there is one and only one."""
        question = _question(reference)
        candidates = _with_doi(crossref.search(reference.title, _first_author(reference)))
        agreed = [record for record in candidates if agree(reference, record)]
        if len(agreed) > 1:
            agreed = _of_same_container(reference, agreed) or agreed
        if len(agreed) == 1:
            whole = crossref.record(agreed[0].csl["DOI"])  # what a search returns has few fields
            if whole and agree(reference, whole):
                return Lookup(reference.key, question, whole, "")
        return Lookup(reference.key, question, None, _why_not(reference, agreed or candidates))

    # --- answers -----------------------------------------------------------------------------------------------

    def _is_answered(self, reference: Reference) -> bool:
        """Return whether the remembered answer is about the work as it is now."""
        answer = self._answers.get(reference.key)
        if answer is None:
            return False
        if answer.asked == _question(reference):
            return True
        return answer.record is not None and answer.record.csl.get("DOI") == _doi(reference)

    def _outcome(self, reference: Reference) -> LookupOutcome:
        obstacle = _obstacle(reference)
        if obstacle:
            return LookupOutcome(reference, reference, "not asked", reason=obstacle)
        if reference.key in self._failures:
            return LookupOutcome(reference, reference, "failed", reason=self._failures[reference.key])
        answer = self._answers.get(reference.key)
        if answer is None or not self._is_answered(reference):
            return LookupOutcome(reference, reference, "failed", reason=NOT_YET)
        if answer.record is None:
            return LookupOutcome(reference, reference, "not found", reason=answer.reason, day=answer.day)
        return self._outcome_of_record(reference, answer.record, answer.day)

    def _outcome_of_record(self, reference: Reference, record: CrossrefRecord, day: str | None) -> LookupOutcome:
        doi = str(record.csl.get("DOI", "")) or None
        if not self._is_same_work(reference, record):
            reason = _other_work(reference, record)
            return LookupOutcome(reference, reference, "another work", doi, reason=reason, day=day)
        completion = complete(reference, record)
        return LookupOutcome(
            reference, completion.reference, "found", doi, completion.changes, completion.kept, day=day
        )

    def _is_same_work(self, reference: Reference, record: CrossrefRecord) -> bool:
        doi = _doi(reference)
        if doi and record.csl.get("DOI") == doi:
            return is_record_of(reference, record, self._opening(reference.key))
        return agree(reference, record)

    def _opening(self, key: str) -> str:
        """Return the beginning of the full text of a work; "" if it is not held."""
        if self._texts is None:
            self._texts = {}
            for source in self._corpus.sources().values():
                if source.kind == "full text":
                    self._texts.setdefault(source.key, source.sha256)
        sha256 = self._texts.get(key)
        return self._corpus.text(sha256, 0, OPENING_CHARACTERS) if sha256 else ""

    def _keep_notices(self, works: Sequence[LookupOutcome]) -> list[LookupOutcome]:
        """Write what was announced about the works into their references. Return the outcomes with these references."""
        kept = []
        noticed = []
        for work in works:
            if work.status == "found" and work.before.notices != work.notices:
                before = replace(work.before, notices=work.notices)
                noticed.append(before)
                kept.append(replace(work, before=before))
            else:
                kept.append(work)
        if noticed:
            self._corpus.put(noticed)
        return kept


def apply_lookups(corpus: Corpus, report: LookupReport) -> list[str]:
    """Make the changes of a report, all or none. Return the keys of the works that were changed.

    A work that was edited or removed after it was looked up stays as it is.
    """
    held = corpus.references()
    changed = [work.after for work in report.changed if held.get(work.key) == work.before]
    corpus.put(changed)
    return [reference.key for reference in changed]


# --- what to ask -------------------------------------------------------------------------------------------------


def _doi(reference: Reference) -> str:
    """Return the DOI of a work in small letters, or "" if it has none."""
    doi = bare_doi(str(reference.csl.get("DOI", ""))).lower()
    return doi if is_doi(doi) else ""


def _question(reference: Reference) -> str:
    """Return what Crossref is asked about a work: a DOI, or title, author and year."""
    return _doi(reference) or f"{normalize(reference.title)} / {normalize(author_year(reference))}"


def _obstacle(reference: Reference) -> str:
    """Return why Crossref cannot be asked about a work, or ""."""
    return "" if _doi(reference) else _search_obstacle(reference)


def _search_obstacle(reference: Reference) -> str:
    """Return why Crossref cannot be searched for a work without a DOI, or ""."""
    origin = reference.origins.get("title")
    has_author = bool(_people(reference))
    if not reference.csl.get("title") or (origin and origin.by == "file"):
        lack = "no DOI and no title"
    elif not has_author and not reference.year:
        lack = "no DOI, and neither author nor year to search with"
    else:
        return ""
    return f"{lack}: evidence edit {reference.key} DOI=10...."


def _people(reference: Reference) -> Sequence[Mapping[str, str]]:
    """Return the authors of a work, or else its editors."""
    return reference.csl.get("author") or reference.csl.get("editor") or ()


def _first_author(reference: Reference) -> str:
    """Return the family name of the first author or editor, or the name of a body; "" if there is none."""
    people = _people(reference)
    if not people:
        return ""
    return str(people[0].get("family") or people[0].get("literal") or "")


# --- why there is no record --------------------------------------------------------------------------------------


def _with_doi(records: Iterable[CrossrefRecord]) -> list[CrossrefRecord]:
    return [record for record in records if is_doi(str(record.csl.get("DOI", "")))]


def _of_same_container(reference: Reference, records: Iterable[CrossrefRecord]) -> list[CrossrefRecord]:
    return [record for record in records if _same_container(reference, record)]


def _same_container(reference: Reference, record: CrossrefRecord) -> bool:
    ours, theirs = reference.csl.get("container-title"), record.csl.get("container-title")
    return bool(ours and theirs) and titles_agree(str(ours), str(theirs))


def _why_not(reference: Reference, candidates: Sequence[CrossrefRecord]) -> str:
    """Return why no record was taken for a work, with the first record that a person should look at."""
    for record in candidates:
        title = str(record.csl.get("title", ""))
        if titles_agree(reference.title, title) and (
            reference.year in record.years or first_authors_agree(reference, record)
        ):
            return f"{PERHAPS} {_described(reference, record)}. If so: {_edit_doi(reference, record)}"
    return NO_MATCH


def _other_work(reference: Reference, record: CrossrefRecord) -> str:
    found = _described(reference, record)
    return (
        f"the DOI is of another work: {found}. If it is this work, correct the title (evidence edit {reference.key}"
        f" title=...), or else remove the DOI (evidence edit {reference.key} DOI=)"
    )


def _described(reference: Reference, record: CrossrefRecord) -> str:
    """Return author, year, title and DOI of a record on one line."""
    there = replace(reference, csl=record.csl)
    return f"{author_year(there)} “{there.title}”, https://doi.org/{record.csl.get('DOI', '')}"


def _edit_doi(reference: Reference, record: CrossrefRecord) -> str:
    return f"evidence edit {reference.key} {shlex.quote('DOI=' + record.csl['DOI'])}"
