"""References in from an export: entries first, in one transaction, then the files they name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.ingest import AddOutcome, AddReport, Incoming, Ingest
from assistant.progress import JobProgress
from corpus.errors import UnreadableFile
from corpus.exchange import read
from corpus.exchange.attachments import locate
from corpus.exchange.matching import ImportStatus, KnownWorks
from corpus.exchange.model import ExportEntry, ExportProblem
from corpus.model import Reference
from corpus.reading.formats import suffixes_of
from corpus.store.corpus import Corpus
from corpus.works.identify import ON_THE_WEB


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of an entry: the key of its work, its title, and whether it was new to the library."""

    key: str
    title: str
    status: ImportStatus
    line: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an export: of its entries, of what could not be read, and of the files that it names."""

    references: tuple[ImportOutcome, ...]
    problems: tuple[ExportProblem, ...]
    files: tuple[AddOutcome, ...]
    stopped: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many references have each status."""
        return Counter(each.status for each in self.references)

    @property
    def failed(self) -> bool:
        """Whether something of the export is not in the library now."""
        return bool(self.problems) or any(outcome.status == "refused" for outcome in self.files)


def import_file(
    path: Path, folders: Sequence[Path], corpus: Corpus, ingest: Callable[[], Ingest], progress: JobProgress
) -> ImportReport:
    """Puts the references of an export into a library, then adds the files that it names.

    Args:
        path: the export.
        folders: folders beside its own whose files it may name.
        corpus: open for writing.
        ingest: makes what adds files; it is not called where there are none, so that no model is loaded.
        progress: is told how many files there are.

    Raises:
        InputError: see `corpus.exchange.read`.
        StorageFull, LibraryError: see `Ingest.run`.
    """
    export = read(path)
    known = KnownWorks(corpus.references().values())
    adopted = [(entry, *known.adopt(entry)) for entry in export.entries]
    changed: dict[str, Reference] = {work.key: work for _, work, state in adopted if state != "already held"}
    corpus.put(changed.values())
    done = tuple(ImportOutcome(work.key, work.title, state, entry.line) for entry, work, state in adopted)
    works, left = _files([(entry, work) for entry, work, _ in adopted], [path.parent, *folders])
    # Nobody named these files one by one: what is no document is passed over, and what is held stays where it is.
    incoming = [Incoming(str(file), file, file.stat().st_size, False, key) for file, key in works.items()]
    progress.advance(files_total=len(incoming), bytes_total=sum(file.size for file in incoming))
    added = ingest().take(incoming) if incoming else AddReport((), False)
    outcomes = [_said_whose(outcome, works[Path(outcome.path)]) for outcome in added.outcomes]
    return ImportReport(done, export.problems, (*left, *outcomes), added.stopped)


def _said_whose(outcome: AddOutcome, key: str) -> AddOutcome:
    """Says of a file that is held already whose text it is there, where it is another work's."""
    if outcome.key in (None, key):
        return outcome
    return replace(outcome, reason=f"it is held as the text of {outcome.key}, not of {key}")


def _files(
    entries: Sequence[tuple[ExportEntry, Reference]], folders: Sequence[Path]
) -> tuple[dict[Path, str], list[AddOutcome]]:
    """Gives the files that entries name, each with the key of its first work, and why others are not taken."""
    works: dict[Path, str] = {}
    others = []
    for entry, work in entries:
        for name in entry.files:
            if _is_snapshot(name) and work.csl.get("type") not in ON_THE_WEB:
                others.append(AddOutcome(name, "skipped", work.key, reason="a web page about the work, not its text"))
                continue
            try:
                works.setdefault(locate(name, folders), work.key)
            except UnreadableFile as error:
                others.append(AddOutcome(name, "refused", work.key, reason=str(error)))
    return works, others


def _is_snapshot(name: str) -> bool:
    """Says whether a file is a web page as reference managers keep it beside the work: mostly of the publisher."""
    return name.lower().endswith(suffixes_of("text/html"))
