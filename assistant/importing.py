"""Import an export of a reference manager: first its references, in one transaction, then the files that they name."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.ingest.coordinator import Ingest
from assistant.ingest.model import AddOutcome, AddReport, Incoming
from assistant.progress import JobProgress
from corpus.errors import UnreadableFile
from corpus.exchange import read
from corpus.exchange.attachments import locate
from corpus.exchange.matching import AdoptedEntry, ImportStatus, KnownWorks
from corpus.exchange.model import ExportEntry, ExportProblem
from corpus.model import Reference
from corpus.reading.formats import suffixes_of
from corpus.store.corpus import Corpus
from corpus.works.identify import ON_THE_WEB


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """The result for an entry: the key and title of its work, whether the work was new, and the entry's line."""

    key: str
    title: str
    status: ImportStatus
    line: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The result of an import: the entries, the entries that could not be read, and the attached files."""

    references: tuple[ImportOutcome, ...]
    problems: tuple[ExportProblem, ...]
    files: tuple[AddOutcome, ...]
    stopped: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many references have each status."""
        return Counter(outcome.status for outcome in self.references)

    @property
    def failed(self) -> bool:
        """True if an entry or a file of the export is not in the library now."""
        return bool(self.problems) or any(outcome.status in ("refused", "changed") for outcome in self.files)


@dataclass(slots=True)
class _ExportFiles:
    """The files that an export names: the key of the first work of each, and why the others are not added."""

    keys: dict[Path, str] = field(default_factory=dict)
    not_added: list[AddOutcome] = field(default_factory=list)


def import_file(
    path: Path, folders: Sequence[Path], corpus: Corpus, make_ingest: Callable[[], Ingest], progress: JobProgress
) -> ImportReport:
    """Put the references of an export into a library, then add the files that it names.

    Args:
        path: the export.
        folders: folders whose files it may name, besides its own folder.
        corpus: open for writing.
        make_ingest: called only if there are files to add: it loads a model.
        progress: gets the number and size of the files.

    Raises:
        InputError: see `corpus.exchange.read`.
        StorageFull, LibraryError: see `Ingest.add_paths`.
    """
    folders = [path.parent, *folders]
    export = read(path)
    known = KnownWorks(corpus.references().values(), export.entries)
    held_files = _HeldFiles(corpus, folders)
    adopted = [known.adopt(entry, held_files.keys(entry)) for entry in export.entries]
    corpus.put(_changed_works(adopted))
    files = _find_files(adopted, folders)
    added = _add_files(files.keys, make_ingest, progress)
    file_outcomes = list(files.not_added)
    for outcome in added.outcomes:
        file_outcomes.append(_with_holder(outcome, files.keys[Path(outcome.path)]))
    outcomes = tuple(_outcome_of_entry(work) for work in adopted)
    return ImportReport(outcomes, export.problems, tuple(file_outcomes), added.stopped)


def _outcome_of_entry(work: AdoptedEntry) -> ImportOutcome:
    return ImportOutcome(work.reference.key, work.reference.title, work.status, work.entry.line)


class _HeldFiles:
    """The works whose files an export names, if the library has these files already."""

    def __init__(self, corpus: Corpus, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._keys = {sha256: source.key for sha256, source in corpus.sources().items()}

    def keys(self, entry: ExportEntry) -> list[str]:
        """Return the keys of the works that have a file of an entry as their text."""
        keys: list[str] = []
        if not self._keys:
            return keys
        for name in entry.files:
            if _is_snapshot(name):
                continue
            with suppress(UnreadableFile, OSError):
                with locate(name, self._folders).open("rb") as file:
                    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                keys.append(self._keys.get(sha256, ""))
        return keys


def _changed_works(adopted: Sequence[AdoptedEntry]) -> list[Reference]:
    """Return the works that are new or updated. A work with several entries is returned as its last one left it."""
    changed = {}
    for work in adopted:
        if work.status != "already held":
            changed[work.reference.key] = work.reference
    return list(changed.values())


def _find_files(adopted: Sequence[AdoptedEntry], folders: Sequence[Path]) -> _ExportFiles:
    """Find the files that the entries of an export name, in these folders only."""
    found = _ExportFiles()
    for work in adopted:
        key = work.reference.key
        is_web_page = work.reference.csl.get("type") in ON_THE_WEB
        for name in work.entry.files:
            if _is_snapshot(name) and not is_web_page:
                reason = "a web page about the work, not its text"
                found.not_added.append(AddOutcome(name, "skipped", key, reason=reason))
                continue
            try:
                found.keys.setdefault(locate(name, folders), key)
            except UnreadableFile as error:
                found.not_added.append(AddOutcome(name, "refused", key, reason=str(error)))
    return found


def _add_files(keys: Mapping[Path, str], make_ingest: Callable[[], Ingest], progress: JobProgress) -> AddReport:
    """Add the files of an export, each as the text of the work with this key.

    Nobody named these files one by one (`named=False`): a file that is not a document is skipped, and a file that is
    held keeps its work.
    """
    incoming = []
    for path, key in keys.items():
        incoming.append(Incoming(str(path), path, path.stat().st_size, named=False, key=key))
    progress.advance(files_total=len(incoming), bytes_total=sum(file.size for file in incoming))
    if not incoming:
        return AddReport((), stopped=False)
    return make_ingest().add_files(incoming)


def _with_holder(outcome: AddOutcome, key: str) -> AddOutcome:
    """Return the outcome of a file; its reason names the work that holds the file if that is not the work `key`."""
    if outcome.key is None or outcome.key == key:
        return outcome
    return replace(outcome, reason=f"it is held as the text of {outcome.key}, not of {key}")


def _is_snapshot(name: str) -> bool:
    """Return whether a file is a web page: reference managers keep the publisher's page beside the work."""
    return name.lower().endswith(suffixes_of("text/html"))
