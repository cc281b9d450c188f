"""Identify works of a library again from their files. Nothing changes until the changes are applied.

A file is read again, because a library keeps neither the lines of the first pages as they are set nor the file's own
metadata. What OCR saw is not read again: those pages are taken from the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.progress import JobProgress
from corpus.errors import UnreadableFile
from corpus.model import Document, PageMethod, Reference, Source
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.works.doubts import is_of_earlier_version
from corpus.works.reidentify import can_be_identified_again, changed_fields, identify_again


@dataclass(frozen=True, slots=True)
class IdentifiedWork:
    """What the file of a work says about it now.

    `changes` are (field, value before, value after). `reason` says why the file could not be read, or is None.
    """

    before: Reference
    after: Reference
    changes: tuple[tuple[str, str, str], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReidentifyReport:
    """What the files of works say now.

    `passed_over` are keys of works that a person may have described, before fields had origins. `stopped` is True if a
    person stopped the job before its end.
    """

    works: tuple[IdentifiedWork, ...]
    passed_over: tuple[str, ...]
    stopped: bool

    @property
    def changed(self) -> tuple[IdentifiedWork, ...]:
        """The works whose references would change."""
        return tuple(work for work in self.works if work.before != work.after)


def identify_works_again(corpus: Corpus, keys: Sequence[str], progress: JobProgress) -> ReidentifyReport:
    """Read files again and return what they say about their works. Ctrl-C ends the job early.

    Args:
        corpus: the library.
        keys: the works; none for all that have full text and whose record a program made.
        progress: gets the number of files and pages.

    Raises:
        UnknownKey: one of the keys is not in the library.
    """
    sources = _full_texts(corpus)
    passed_over = []
    if keys:
        references = list({reference.key: reference for reference in map(corpus.reference, keys)}.values())
    else:
        references = []
        for reference in corpus.references().values():
            if can_be_identified_again(reference):
                references.append(reference)
            elif is_of_earlier_version(reference) and reference.key in sources:
                passed_over.append(reference.key)
        references = [reference for reference in references if reference.key in sources]

    works = []
    stopped = False
    progress.begin("Identifying", files_total=len(references))
    with Extractor() as extractor:
        try:
            for number, reference in enumerate(references, start=1):
                works.append(_identify(corpus, reference, sources.get(reference.key), extractor))
                progress.advance(files=number)
        except KeyboardInterrupt:
            stopped = True
    return ReidentifyReport(tuple(works), tuple(passed_over), stopped)


def apply_identities(corpus: Corpus, report: ReidentifyReport) -> list[str]:
    """Make the changes of a report, all or none. Return the keys of the works that were changed.

    A work that was changed or removed after its file was read stays as it is.
    """
    held = corpus.references()
    changed = [work.after for work in report.changed if held.get(work.before.key) == work.before]
    corpus.put(changed)
    return [reference.key for reference in changed]


def _full_texts(corpus: Corpus) -> dict[str, Source]:
    """Return the first source with the full text of each work, by key."""
    sources: dict[str, Source] = {}
    for source in corpus.sources().values():
        if source.kind == "full text":
            sources.setdefault(source.key, source)
    return sources


def _identify(corpus: Corpus, reference: Reference, source: Source | None, extractor: Extractor) -> IdentifiedWork:
    if source is None:
        return IdentifiedWork(reference, reference, reason="the library does not have its full text")
    original = corpus.original(source)
    if not original.is_file():
        return IdentifiedWork(reference, reference, reason=f"the original of {source.name} is missing")
    try:
        document = extractor.extract(original)
    except UnreadableFile as error:
        return IdentifiedWork(reference, reference, reason=f"{source.name}: {error}")
    after = identify_again(reference, _with_ocr(document, corpus.document(source.sha256)), source.name)
    return IdentifiedWork(reference, after, tuple(changed_fields(reference, after)))


def _with_ocr(document: Document, held: Document) -> Document:
    """Return a document with the pages that OCR read when it was added."""
    ocr_pages = {page.locator.index: page for page in held.pages if page.method == PageMethod.OCR}
    pages = [ocr_pages.get(page.locator.index, page) for page in document.pages]
    return replace(document, pages=tuple(pages))
