"""Faults at every write of a library: python -m bench.faults [--every N] [JOB...]

Each job (see `JOBS`) is run on a small library by a process under strace.
The first run counts the calls that change files. Then the job is run again on a fresh copy for every such call N and
every fault: the process is killed (SIGKILL) before call N, call N fails with EIO, or call N and all later calls fail
with ENOSPC. After each fault, another process opens the library and checks:

* `verify` finds nothing, and each work and document is as before the job or as after a whole run;
* the next run of the job, or of `index` if the job was done, leaves what a whole run leaves, and no other file.

The log of the whole run is also checked for the order of flushes that survives a loss of power (`FlushOrder`). The
encoder is the tests' encoder, and files are read in the thread that encodes, so that call N is the same each time.
Files, SQLite, tantivy and FAISS are real. Needs Linux and strace.
"""

import argparse
import ctypes
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import index.build
from assistant import fetching, importing
from assistant import library as library_module
from assistant.assistant import Assistant
from assistant.ingest import coordinator
from corpus.errors import EvidenceError, LibraryMissing
from corpus.files import ASIDE
from corpus.model import Reference
from corpus.reading import formats, plain_text
from corpus.reading.pdf import reader as pdf_reader
from corpus.reading.sandbox import Extractor
from corpus.store.corpus import Corpus
from corpus.store.folder import original_path
from corpus.store.history import held_aside
from corpus.web import crossref, work_file
from corpus.works.starter import starter
from index import manifest
from tests.encoders import WordEncoder
from tests.index.former import write_former_index
from tests.reports import write_pdf
from tests.web import FakeWeb, pdf

PRELOADED = (
    index.build,
    importing,
    crossref,
    work_file,
    pdf_reader,
    plain_text,
)
"""Modules that are imported late. Imported here, they do not count as calls of a job."""

WRITES = "write pwrite64 writev ftruncate fsync fdatasync rename mkdir sendfile copy_file_range linkat".split()
CHANGES = [*WRITES, "openat", "unlink", "unlinkat", "rmdir"]
TRACE = f"-etrace={','.join(CHANGES)}"
FAULTS = {"kill": CHANGES, "EIO": [*WRITES, "unlink", "unlinkat"], "ENOSPC": WRITES}
"""The calls before which a process is killed, or that fail, by fault."""

URL = "https://example.org/quiet-streets.pdf"
QUIET = Reference("quiet", {"title": "Quiet Streets in Nine Cities", "URL": URL}, "report", "descriptive")
PR_SET_PTRACER = 0x59616D61
"""The option of prctl(2) by which a process allows any other to trace it; some systems require it."""

BIBTEX = "@report{a, title={Harbour Patrols}, author={Rossi, Anna}, year={2019}, file={c.txt}}\n@misc{b, title={B}}\n"


class InlineThread:
    """A thread that runs its work when it is started, in the caller's thread."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...] = (), daemon: bool = True) -> None:
        self.start = lambda: target(*args)

    def join(self) -> None:
        """Do nothing: the work is done."""


class InProcessReader(Extractor):
    """An extractor that reads files in this process."""

    def extract(self, path: Path, *_: Any, **__: Any) -> Any:
        """Return the document of a file."""
        return formats.extract(path)


def set_up(stack: ExitStack) -> None:
    """Patch in the tests' encoder and a reading list of one work, and run everything in one thread."""
    stack.enter_context(patch.object(library_module, "load", lambda *_: WordEncoder()))
    some_works = starter()[:1]
    stack.enter_context(patch("corpus.works.starter.starter", lambda: some_works))
    for module in (coordinator, fetching):
        stack.enter_context(patch.object(module, "Thread", InlineThread))
        stack.enter_context(patch.object(module, "Extractor", InProcessReader))


@contextmanager
def joined_early(has_codes: bool) -> Iterator[None]:
    """Join two segments as if they were ten, and give them codes as if they were large, or not."""
    with ExitStack() as stack:
        stack.enter_context(patch("index.merging.SEGMENTS_PER_SIZE", 2))
        for module in ("index.merging", "index.dense") if has_codes else ():
            stack.enter_context(patch(f"{module}.CODED_ROWS", 1))
        yield


class Bench:
    """A folder with the inputs of the jobs and the library that they start with."""

    def __init__(self, folder: Path, fake: FakeWeb) -> None:
        self.folder, self.fake, self.library = folder, fake, folder / "before"
        for name, word in (("a", "harbour"), ("b", "station"), ("c", "market")):
            text = "\n\n".join(f"The {word} was quiet after visit {n} of the partnership." for n in range(40))
            (folder / f"{name}.txt").write_text(f"Of the {word}\n\n{text}\n")
        (folder / "changed").mkdir()
        changed = (folder / "a.txt").read_text().replace("visit 3 ", "visit 103 ")
        (folder / "changed" / "a.txt").write_text(changed)
        (folder / "refs.bib").write_text(BIBTEX)
        page = "Quiet Streets in Nine Cities. The streets were quiet after the visits of the partnership."
        fake.pages[URL] = pdf(write_pdf(folder / "quiet.pdf", [page]).read_bytes())
        desk = Assistant.open(self.library)
        self.key = str(desk.add(folder / "a.txt").outcomes[0].key)
        with Corpus.open(self.library, write=True) as corpus:
            corpus.put([QUIET])

    def copy(self, job: str) -> Path:
        """Return a fresh copy of the library that the job starts with."""
        library = self.folder / "library"
        shutil.rmtree(library, ignore_errors=True)
        if job != "create":
            shutil.copytree(self.library, library)
        if job == "undo":
            self.run("remove", library)
        if job == "undo a replace":
            self.run("replace", library)
        if job == "index":
            shutil.rmtree(library / "index")
        if job in ("join", "join with codes"):
            self.run("remove", library)
            self.run("undo", library)
        if job == "take over":
            with Corpus.open(library, write=True) as corpus:
                shutil.rmtree(library / "index")
                write_former_index(corpus, WordEncoder())
        return library

    def run(self, job: str, library: Path) -> None:
        """Run a job on a library."""
        desk, web = Assistant(library), self.fake.web(library)
        match job:
            case "create":
                Assistant(library).create()
            case "add":
                desk.add(self.folder / "b.txt", self.folder / "c.txt")
            case "remove":
                desk.remove([self.key])
            case "replace":
                desk.add(self.folder / "changed" / "a.txt", replace="yes", key=self.key)
            case "undo" | "undo a replace":
                jobs = desk.past_jobs()
                if jobs:
                    desk.undo(jobs[0])
            case "edit":
                desk.edit("quiet", ["year=2019"])
            case "import":
                desk.import_(self.folder / "refs.bib")
            case "index" | "rebuild" | "take over":
                desk.reindex(job == "rebuild")
            case "join" | "join with codes":
                with joined_early(has_codes=job == "join with codes"):
                    desk.reindex()
            case "fetch":
                desk.fetch("quiet", web=web)


JOBS = (
    "create",
    "add",
    "replace",
    "remove",
    "undo",
    "undo a replace",
    "edit",
    "import",
    "index",
    "rebuild",
    "join",
    "join with codes",
    "take over",
    "fetch",
)


@dataclass
class Tally:
    """The faults of a job and how many left a sound library; `wrong` describes every failure."""

    job: str
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    sound: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)


def run_apart(work: Callable[[], object], *strace: str) -> str:
    """Run work in a process of its own, traced if options of strace are given.

    Returns:
        "" if it went well, "killed", or the error.
    """
    ours, theirs = socket.socketpair()  # not a pipe: the calls of our own messages must not be the ones that fail
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
            theirs.recv(1)
            theirs.sendall(_outcome(work).encode())
        finally:
            os._exit(0)
    theirs.close()
    tracer = None
    if strace:
        tracer = subprocess.Popen(["strace", "-qq", "-p", str(pid), *strace])
        _wait_for_tracer(pid)
    ours.sendall(b" ")
    outcome = _receive_all(ours).decode()
    _, status = os.waitpid(pid, 0)
    ours.close()
    if tracer:
        tracer.wait()
    return "killed" if os.WIFSIGNALED(status) else outcome


def _wait_for_tracer(pid: int) -> None:
    status = Path(f"/proc/{pid}/status")
    while "TracerPid:\t0" in status.read_text("utf-8"):
        time.sleep(0.002)


def _receive_all(end: socket.socket) -> bytes:
    received = b""
    while part := end.recv(4096):
        received += part
    return received


def _outcome(work: Callable[[], object]) -> str:
    try:
        work()
    except EvidenceError as error:
        return f"{type(error).__name__}: {error}"
    except BaseException:
        return traceback.format_exc()
    return ""


def state(library: Path) -> dict[str, str]:
    """Return a digest for each work and each document of a library, with everything that belongs to it."""
    contents: dict[str, object] = {}
    try:
        with Corpus.open(library) as corpus:
            contents.update(corpus.references())
            for sha256, source in corpus.sources().items():
                original = corpus.original(source).read_bytes()
                contents[sha256] = (source, corpus.document(sha256), corpus.passages_of(sha256), original)
    except LibraryMissing:
        return {}
    return {name: hashlib.sha256(repr(value).encode()).hexdigest() for name, value in contents.items()}


def check(library: Path, *allowed: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with a library. Each part must be as in one of the allowed states."""
    now = state(library)
    names = now.keys() | set().union(*allowed)
    for name in names:
        if now.get(name) not in [one_state.get(name) for one_state in allowed]:
            yield f"{name} is neither as before the job nor as after it"
    if now:
        for name, problem in Assistant(library).verify():
            if problem:
                yield f"{name}: {problem}"


def leftovers(library: Path) -> Iterator[str]:
    """Yield the files that nothing in a library refers to, and what its index lacks."""
    desk = Assistant(library)
    with Corpus.open(library) as corpus:
        indexed = desk.index.vectors.ids().tolist()
        if indexed != corpus.passage_ids():
            yield f"the index has {len(indexed)} passages"
        known = _known_files(library, corpus)
    for path in library.rglob("*"):
        is_kept = path.name.startswith(".tantivy") or path.parent.name == "downloads"  # downloads are kept for a week
        if path.is_file() and path not in known and not is_kept:
            yield f"{path.relative_to(library)} is left over"


def _known_files(library: Path, corpus: Corpus) -> set[Path]:
    """Return the files that a library refers to."""
    known = {corpus.original(source) for source in corpus.sources().values()}
    for sha256, media_type in held_aside(corpus.database).items():
        known.add(original_path(library, sha256, media_type))
    current = manifest.current(library / "index")
    assert current, "a library has an index"
    folder, made = current
    known |= {folder / name for name in (*made.files, "manifest.json")}
    known |= {library / name for name in ("library.json", "corpus.sqlite", "index/current.json", "writer.lock")}
    return known


def finish(bench: Bench, job: str, library: Path, after: Mapping[str, str]) -> None:
    """Run a job again if it was not done, and bring the index up to date, as a person would."""
    if state(library) != after:
        bench.run(job, library)
    Assistant(library).reindex()


def inject_fault(bench: Bench, kind: str, calls: Sequence[str], tally: Tally, after: Mapping[str, str]) -> None:
    """Run a job with a fault at the last of these calls, and check what is left."""
    job = tally.job
    library = bench.copy(job)
    before = state(library)
    log = str(bench.folder / "log")
    ended = run_apart(lambda: bench.run(job, library), "-o", log, TRACE, *_strace_options(kind, calls))
    checked = run_apart(lambda: _raise_all(check(library, before, after)))
    finished = run_apart(lambda: finish(bench, job, library, after))
    checked_again = run_apart(lambda: _raise_all([*check(library, after), *leftovers(library)]))
    place = f"{job}, {kind} at call {len(calls)}, {calls[-1]} {calls.count(calls[-1])}"
    wrong = [f"{place}: {problem}" for problem in (checked, finished, checked_again) if problem]
    was_killed = ended == "killed"
    if "Traceback" in ended or was_killed != (kind == "kill"):
        wrong.append(f"{place}: {ended}")
    now = {} if finished else state(library)
    tally.faults[kind] += 1
    tally.sound[kind] += not wrong
    tally.lost += sum(name not in now for name in after)
    tally.wrong += wrong


def _strace_options(kind: str, calls: Sequence[str]) -> list[str]:
    """Return the options that make strace inject a fault at the last of these calls.

    strace counts the calls of each name separately. On a full disk, all later calls fail too.
    """
    last, counts = calls[-1], Counter(calls)
    if kind == "kill":
        return [f"--inject={last}:signal=SIGKILL:when={counts[last]}"]
    if kind == "EIO":
        return [f"--inject={last}:error=EIO:when={counts[last]}"]
    options = []
    for name in WRITES:
        first_failing = counts[name] if name == last else counts[name] + 1
        options.append(f"--inject={name}:error=ENOSPC:when={first_failing}+")
    return options


def _raise_all(problems: Iterable[str]) -> None:
    text = "; ".join(problems)
    if text:
        raise EvidenceError(text)


def measure(bench: Bench, job: str, every: int = 1) -> Tally:
    """Run a job with every fault at every Nth call that changes a file."""
    tally, library, log = Tally(job), bench.copy(job), bench.folder / "log"
    outcome = run_apart(lambda: bench.run(job, library), "-y", "-s", "200", "-o", str(log), TRACE)
    assert not outcome, outcome
    lines = [line for line in log.read_text("utf-8").splitlines() if "(" in line]
    calls = [line.partition("(")[0] for line in lines]
    after = state(library)
    changing = _changing_calls(lines)
    tally.calls = len(changing)
    tally.wrong += [f"{job}: {problem}" for problem in flush_problems(lines, library)]
    for kind, names in FAULTS.items():
        for number in changing[::every]:
            if calls[number - 1] in names:
                inject_fault(bench, kind, calls[:number], tally, after)
    return tally


def _changing_calls(lines: Sequence[str]) -> list[int]:
    """Return the numbers, from 1, of the logged calls that change a file: an open only counts if it creates one."""
    changing = []
    for number, line in enumerate(lines, start=1):
        if not line.startswith("openat(") or "O_CREAT" in line:
            changing.append(number)
    return changing


class FlushOrder:
    """What a loss of power could undo, from a log of calls (strace -y): only what was flushed survives it.

    A file or folder must be flushed before it is renamed, a journal before the database is written, and the database
    before the journal is deleted. New names, and the end of a journal, must be flushed before what depends on them: a
    transaction, the naming of an index or a library, a deletion.
    """

    def __init__(self, library: Path) -> None:
        self._database = f"{library}/corpus.sqlite"
        self._journal = f"{self._database}-journal"
        self._downloads = f"{library}/downloads"
        self.unflushed_files: set[str] = set()
        self.unflushed_names: set[str] = set()
        """Folders whose list of names has changed and was not flushed."""

    def after(self, call: str, paths: Sequence[str]) -> Iterator[str]:
        """Yield what is out of order at a call, and take note of it."""
        path = paths[0]
        match call:
            case "fsync" | "fdatasync":
                self._flush(path)
            case "mkdir":
                if path != self._downloads:  # a download that is lost is fetched again
                    self.unflushed_names.add(_parent(paths[-1]))
            case "rename":
                yield from self._rename(path, paths[-1])
            case "unlink" | "unlinkat":
                yield from self._delete(path)
            case "openat":
                pass
            case "linkat":
                self.unflushed_names.add(_parent(paths[-1]))
            case _:
                yield from self._write(path)

    def at_end(self) -> Iterator[str]:
        """Yield what was never flushed."""
        if self.unflushed_names:
            yield f"the names in {self.unflushed_names} are not flushed at the end"

    def _flush(self, path: str) -> None:
        self.unflushed_files.discard(path)
        self.unflushed_names.discard(path)

    def _rename(self, path: str, target: str) -> Iterator[str]:
        parent = _parent(target)
        late = []
        for unflushed in self.unflushed_files | self.unflushed_names:
            if f"{unflushed}/".startswith(f"{path}/"):
                moved = unflushed.replace(path, target, 1)
                if Path(moved).exists():  # tantivy deletes files in a thread
                    late.append(unflushed)
        if parent == self._downloads:  # a note describes the file beside it
            late += [file for file in self.unflushed_files if file.startswith(parent) and Path(file).exists()]
        if late:
            yield f"{path} gets its name before {late} is flushed"
        if self.unflushed_names and target.endswith(("current.json", "library.json")):
            yield f"{target} is written before the names in {self.unflushed_names} are flushed"
        self.unflushed_names.add(parent)

    def _delete(self, path: str) -> Iterator[str]:
        is_journal = path == self._journal
        if is_journal and self._database in self.unflushed_files:
            yield "a journal is deleted before the database is flushed"
        is_unfinished = ASIDE in path  # a link in the folder of an index that is not published
        if self.unflushed_names and not is_journal and not is_unfinished and Path(path).name != "writer.json":
            yield f"{path} is deleted before the names in {self.unflushed_names} are flushed"
        self.unflushed_files.discard(path)
        if is_journal:
            self.unflushed_names.add(_parent(path))

    def _write(self, path: str) -> Iterator[str]:
        if path == self._database and self._journal in self.unflushed_files:
            yield "the database is written before its journal is flushed"
        if path == self._database and self.unflushed_names:
            yield f"the database is written before the names in {self.unflushed_names} are flushed"
        self.unflushed_files.add(path)


def _parent(path: str) -> str:
    return str(Path(path).parent)


def flush_problems(calls: Iterable[str], library: Path) -> Iterator[str]:
    """Yield what a loss of power could undo in a log of calls."""
    order = FlushOrder(library)
    for line in calls:
        call, _, arguments = line.partition("(")
        paths = re.findall(r'"(/[^"]*)"', arguments) or re.findall(r"^\d+<([^>]*)>", arguments)
        failed = " = -1" in arguments
        if not failed and paths and paths[0].startswith(str(library.parent)):
            yield from order.after(call, paths)
    yield from order.at_end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jobs", nargs="*", metavar="JOB", default=JOBS)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth call")
    arguments = parser.parse_args()
    print("| job | calls | killed | sound | EIO | sound | ENOSPC | sound | lost |")
    print("|---|---|---|---|---|---|---|---|---|")
    wrong = []
    for job in arguments.jobs:
        with make_bench() as bench:
            tally = measure(bench, job, arguments.every)
        cells = [f"{tally.faults[kind]} | {tally.sound[kind]}" for kind in FAULTS]
        print(f"| {job} | {tally.calls} | {' | '.join(cells)} | {tally.lost} |", flush=True)
        print("\n".join(tally.wrong), file=sys.stderr)
        wrong += tally.wrong
    sys.exit(bool(wrong))


@contextmanager
def make_bench() -> Iterator[Bench]:
    """Yield a bench in a folder of its own, with a web that a process of its own serves."""
    with ExitStack() as stack:
        set_up(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fake = FakeWeb()
        bench = Bench(folder, fake)
        server = os.fork()
        if server == 0:
            with fake:
                signal.pause()
        stack.callback(os.waitpid, server, 0)
        stack.callback(os.kill, server, signal.SIGKILL)
        yield bench


if __name__ == "__main__":
    main()
