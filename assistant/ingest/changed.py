"""Changed files: which held text a file is a newer or other version of.

    report.pdf  held from this path, other bytes now               a changed file, unless it is quite another document
    plan.pdf    same title and year as a held text, and most of    a changed file if the file of the held text has gone,
                its text                                           or if a person names it and the authors are the same

Files of one series share nine tenths of their text, so a title is always asked for. A file that a job finds under
another path was moved, and its text is not replaced.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.ingest.held import HeldSources
from assistant.ingest.model import Incoming, Replace, TextChange, may_be_there
from corpus.files import hash_file
from corpus.model import Document, Reference
from corpus.store.corpus import Corpus
from corpus.text.changes import changed_share
from corpus.text.words import normalize

MAX_CHANGED_AT_PATH = 0.8
"""A file that comes from the path of a held text and has another title is another document if more than this share of
its text differs. Chosen: unrelated reports of one publisher share a tenth of their text (docs/keeping-current.md)."""

MAX_CHANGED_ELSEWHERE = 0.5
"""The same for a file from another path that has the same title: most of its text must be the same."""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """The held text that a file may take the place of.

    `key` is its work. `has_gone` is True if no file that it came from is there any more.
    """

    key: str
    change: TextChange
    has_gone: bool


class JobFiles:
    """The files of one job by the paths and bytes that they have now. They are hashed when that is first asked."""

    def __init__(self, files: Sequence[Incoming] = ()) -> None:
        self._files = files

    @cached_property
    def by_origin(self) -> dict[str, str]:
        """The SHA-256 of each file, by its path. Files that cannot be opened have ""."""
        hashes = {}
        for file in self._files:
            if file.path is not None:
                hashes[file.whole_origin] = _hash(file.path)
        return hashes

    @cached_property
    def hashes(self) -> frozenset[str]:
        """The SHA-256 of all files."""
        return frozenset(self.by_origin.values())


class ChangedFiles:
    """Finds the held text that a file is another version of."""

    def __init__(self, corpus: Corpus, held: HeldSources, files: JobFiles, replace: Replace | None) -> None:
        self._corpus = corpus
        self._held = held
        self._files = files
        self._replace = replace

    def find(self, file: Incoming, document: Document, reference: Reference) -> ChangedFile | None:
        """Return the held text that is most like a new file, if the file is another version of it; else None.

        Args:
            file: the file.
            document: its text.
            reference: the work that it would be the text of.
        """
        best: ChangedFile | None = None
        for sha256, max_changed in self._candidates(file, document, reference):
            change = self.compare(sha256, file, document)
            if change.differs > max_changed:
                continue
            if best is None or change.differs < best.change.differs:
                best = ChangedFile(self._held.key(sha256), change, not self._has_file(sha256))
        if best and best.change.sha256 in self._files.hashes:
            return None  # it is another file of this job
        return best

    def compare(self, sha256: str, file: Incoming, document: Document) -> TextChange:
        """Return how a file differs from a held text."""
        held = self._corpus.document(sha256)
        source = self._held.source(sha256)
        return TextChange(
            sha256=sha256,
            title=self._held.references[source.key].title,
            file=source.origin,
            since=_day(self._corpus.original(source)),
            pages=sum(page.locator.kind == "page" for page in held.pages),
            modified=_day(file.path) if file.path else "",
            differs=round(changed_share(held.text, document.text), 4),
        )

    def takes_place_of_copy(self, sha256: str) -> bool:
        """Return whether a file takes the place of a held text that has the same words: its own file has gone."""
        return self._replace in ("yes", "if gone") and not self._has_file(sha256)

    def former_holder(self, file: Incoming) -> str | None:
        """Return the work that came from the path of a file until now, if the library still holds it."""
        sha256 = None if file.is_upload else self._held.holder(file.whole_origin)
        return self._held.key(sha256) if sha256 and sha256 in self._held else None

    def _candidates(self, file: Incoming, document: Document, reference: Reference) -> Iterator[tuple[str, float]]:
        """Yield held full texts that a file may be another version of, with the share that may differ."""
        at_path = None if file.is_upload else self._held.holder(file.whole_origin)
        if at_path and self._held.is_full_text(at_path):
            held_title = self._held.references[self._held.key(at_path)].title
            may_be_rewritten = normalize(held_title) == normalize(reference.title) or not document.text.strip()
            yield at_path, 1.0 if may_be_rewritten else MAX_CHANGED_AT_PATH
        if file.key:
            max_changed = 1.0 if self._replace == "yes" else MAX_CHANGED_ELSEWHERE
            candidates: Iterable[str] = self._held.texts_of(file.key)
        else:
            max_changed = MAX_CHANGED_ELSEWHERE
            candidates = self._texts_titled(reference)
        for sha256 in candidates:
            yield sha256, max_changed

    def _texts_titled(self, reference: Reference) -> Iterator[str]:
        """Yield the held full texts of works that may be a work of this title."""
        for key in self._held.works_titled(reference.title):
            held = self._held.references[key]
            is_other_edition = held.year and reference.year and held.year != reference.year
            if is_other_edition:
                continue
            has_same_authors = _have_same_authors(held, reference)
            for sha256 in self._held.texts_of(key):
                if has_same_authors or not self._has_file(sha256):
                    yield sha256

    def _has_file(self, sha256: str) -> bool:
        """Return whether a file that a source came from is still there, or may be there: an address is not asked."""
        if sha256 in self._files.hashes:
            return True
        for origin in self._held.origins(sha256):
            if self._held.holder(origin) != sha256:
                continue  # other bytes came from there later
            if origin in self._files.by_origin:
                continue  # other bytes are there now
            if may_be_there(origin):
                return True
        return False


def _have_same_authors(one: Reference, other: Reference) -> bool:
    """Return whether two works have the same authors, and any."""
    return bool(family_names(one)) and family_names(one) == family_names(other)


def family_names(reference: Reference) -> list[str]:
    """Return the family names of the authors of a work, and the names of bodies, in small letters without accents."""
    names = []
    for name in reference.csl.get("author") or ():
        names.append(normalize(str(name.get("family") or name.get("literal") or "")))
    return names


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError:
        return ""


def _day(path: Path) -> str:
    """Return the day on which a file was modified, or ""."""
    try:
        return date.fromtimestamp(path.stat().st_mtime).isoformat()
    except (OSError, OverflowError, ValueError):
        return ""
