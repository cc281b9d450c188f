"""Faults at every write of a library: python -m bench.faults [--every N] [JOB...]

Each job (create, add, remove, edit, import, index, rebuild, fetch) is run on a small library by a process under strace,
first as it is, to count its calls that change files, then again and again on a fresh copy: killed (SIGKILL) before its
N-th call, with its N-th call failing by EIO, and with all calls from the N-th failing by ENOSPC, for every N. After
each fault another process opens the library and looks:

* `verify` finds nothing, and each work and each document is what it was before or what it is after a whole run;
* the next run of the job, or of `index` where the job has been done, leaves what a whole run leaves, and no other file.

The log of the whole run is held against the order that outlives a loss of power (`out_of_order`). The encoder is the
tests', and files are read in the thread that encodes, so that the N-th call is the same each time; files, SQLite,
tantivy and FAISS are real. Needs Linux and strace.
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
from assistant import assistant, fetching, importing, ingest
from assistant.assistant import Assistant
from corpus.errors import EvidenceError, LibraryMissing
from corpus.model import Reference
from corpus.reading import formats, plain_text
from corpus.reading.pdf import reader as pdf_reader
from corpus.store.corpus import Corpus
from corpus.web import crossref, work_file
from corpus.works.starter import starter
from index import manifest
from tests.encoders import WordEncoder
from tests.reports import write_pdf
from tests.web import FakeWeb, pdf

PRELOADED = (
    index.build,
    importing,
    crossref,
    work_file,
    pdf_reader,
    plain_text,
)  # what loads late would count as calls of the job

WRITES = "write pwrite64 writev ftruncate fsync fdatasync rename mkdir sendfile copy_file_range".split()
CHANGES = [*WRITES, "openat", "unlink", "unlinkat", "rmdir"]
FAULTS = {"kill": CHANGES, "EIO": [*WRITES, "unlink", "unlinkat"], "ENOSPC": WRITES}
"""The calls before which a process is killed, or that fail."""

URL = "https://example.org/quiet-streets.pdf"
QUIET = Reference("quiet", {"title": "Quiet Streets in Nine Cities", "URL": URL}, "report", "descriptive")
PR_SET_PTRACER = 0x59616D61
"""By which a process says that any other may trace it (prctl(2)); some systems ask for it."""

BIBTEX = "@report{a, title={Harbour Patrols}, author={Rossi, Anna}, year={2019}, file={c.txt}}\n@misc{b, title={B}}\n"


class Inline:
    """A thread that has ended when it has been started."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...] = (), daemon: bool = True) -> None:
        self.start = lambda: target(*args)

    def join(self) -> None:
        """Does nothing: it has ended."""


class Reader(ingest.Extractor):
    """Reads files in this process."""

    def extract(self, path: Path, *_: Any, **__: Any) -> Any:
        """Gives what the file holds."""
        return formats.extract(path)


def set_up(stack: ExitStack) -> None:
    """Puts the tests' encoder and a reading list of one work in place, and all in one thread."""
    stack.enter_context(patch.object(assistant, "load", lambda *_: WordEncoder()))
    stack.enter_context(patch.object(assistant, "starter", lambda: starter()[:1]))
    for module in (ingest, fetching):
        stack.enter_context(patch.object(module, "Thread", Inline))
        stack.enter_context(patch.object(module, "Extractor", Reader))


class Bench:
    """A folder with what jobs take in, and a library that they begin with."""

    def __init__(self, folder: Path, fake: FakeWeb) -> None:
        self.folder, self.fake, self.library = folder, fake, folder / "before"
        for name, word in (("a", "harbour"), ("b", "station"), ("c", "market")):
            text = "\n\n".join(f"The {word} was quiet after visit {n} of the partnership." for n in range(40))
            (folder / f"{name}.txt").write_text(f"Of the {word}\n\n{text}\n")
        (folder / "refs.bib").write_text(BIBTEX)
        page = "Quiet Streets in Nine Cities. The streets were quiet after the visits of the partnership."
        fake.pages[URL] = pdf(write_pdf(folder / "quiet.pdf", [page]).read_bytes())
        desk = Assistant.open(self.library)
        self.key = str(desk.add(folder / "a.txt").outcomes[0].key)
        with Corpus.open(self.library, write=True) as corpus:
            corpus.put([QUIET])

    def copy(self, job: str) -> Path:
        """Gives a fresh library as the job begins with it."""
        library = self.folder / "library"
        shutil.rmtree(library, ignore_errors=True)
        if job != "create":
            shutil.copytree(self.library, library)
        if job == "index":
            shutil.rmtree(library / "index")
        return library

    def run(self, job: str, library: Path) -> None:
        """Does to a library what a job is."""
        desk, web = Assistant(library), self.fake.web(library)
        match job:
            case "create":
                Assistant.open(library)
            case "add":
                desk.add(self.folder / "b.txt", self.folder / "c.txt")
            case "remove":
                desk.remove([self.key])
            case "edit":
                desk.edit("quiet", ["year=2019"])
            case "import":
                desk.import_(self.folder / "refs.bib")
            case "index" | "rebuild":
                desk.reindex(job == "rebuild")
            case "fetch":
                desk.fetch("quiet", web=web)


JOBS = ("create", "add", "remove", "edit", "import", "index", "rebuild", "fetch")


@dataclass
class Tally:
    """What was done to a job and what came of it; `wrong` says what should not have."""

    job: str
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    sound: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    wrong: list[str] = field(default_factory=list)


def apart(work: Callable[[], object], *strace: str) -> str:
    """Does some work in a process of its own, traced if options of strace are given; says how it ended.

    That is "" for well, "killed", or the error.
    """
    ours, theirs = socket.socketpair()  # not a pipe: the calls by which we speak must not be those that fail
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
            theirs.recv(1)
            theirs.sendall(_ending(work).encode())
        finally:
            os._exit(0)
    theirs.close()
    tracer = subprocess.Popen(["strace", "-qq", "-p", str(pid), *strace]) if strace else None
    while tracer and "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text():
        time.sleep(0.002)
    ours.sendall(b" ")
    said = b"".join(iter(lambda: ours.recv(4096), b"")).decode()
    _, status = os.waitpid(pid, 0)
    ours.close()
    if tracer:
        tracer.wait()
    return "killed" if os.WIFSIGNALED(status) else said


def _ending(work: Callable[[], object]) -> str:
    try:
        work()
    except EvidenceError as error:
        return f"{type(error).__name__}: {error}"
    except BaseException:
        return traceback.format_exc()
    return ""


def state(library: Path) -> dict[str, str]:
    """Gives what a library holds, a digest for each work and each document with all that belongs to it."""
    try:
        with Corpus.open(library) as corpus:
            found: dict[str, object] = dict(corpus.references().items())
            for sha256, source in corpus.sources().items():
                original = corpus.original(source).read_bytes()
                found[sha256] = (source, corpus.document(sha256), corpus.passages_of(sha256), original)
    except LibraryMissing:
        return {}
    return {name: hashlib.sha256(repr(value).encode()).hexdigest() for name, value in found.items()}


def check(library: Path, *allowed: Mapping[str, str]) -> Iterator[str]:
    """Gives what is wrong with a library, each part of which should be as it is in one of these states."""
    found = state(library)
    for name in found.keys() | set().union(*allowed):
        if found.get(name) not in [each.get(name) for each in allowed]:
            yield f"{name} is neither what it was nor what it was to be"
    if found:
        yield from (f"{name}: {fault}" for name, fault in Assistant(library).verify() if fault)


def left_over(library: Path) -> Iterator[str]:
    """Gives the files that nothing in a library refers to, and what its index lacks."""
    desk = Assistant(library)
    with Corpus.open(library) as corpus:
        if (ids := list(desk.index.vectors.ids)) != corpus.passage_ids():
            yield f"the index has {len(ids)} passages"
        known = {corpus.original(source) for source in corpus.sources().values()}
    answers = manifest.current(library / "index")
    assert answers, "a library has an index"
    known |= {answers[0] / name for name in (*answers[1].files, "manifest.json")}
    known |= {library / name for name in ("library.json", "corpus.sqlite", "index/current.json", "writer.lock")}
    for path in library.rglob("*"):
        kept = path.name.startswith(".tantivy") or path.parent.name == "downloads"  # which are kept for a week
        if path.is_file() and path not in known and not kept:
            yield f"{path.relative_to(library)} is left over"


def finish(bench: Bench, job: str, library: Path, after: Mapping[str, str]) -> None:
    """Runs a job to its end where it has not got there, and the index in any case, as a person would."""
    if state(library) != after:
        bench.run(job, library)
    Assistant(library).reindex()


def fault(bench: Bench, kind: str, calls: Sequence[str], tally: Tally, after: Mapping[str, str]) -> None:
    """Does a job with a fault at the last of these calls, and looks at what is left.

    strace counts the calls of each name apart; of a full disk all later calls fail too.
    """
    job, library = tally.job, bench.copy(tally.job)
    before, seen = state(library), Counter(calls)
    injected = {calls[-1]: f"{'signal=SIGKILL' if kind == 'kill' else 'error=EIO'}:when={seen[calls[-1]]}"}
    if kind == "ENOSPC":
        injected = {each: f"error=ENOSPC:when={seen[each] + (each != calls[-1])}+" for each in WRITES}
    options = [f"--inject={name}:{what}" for name, what in injected.items()]
    ended = apart(
        lambda: bench.run(job, library), "-o", str(bench.folder / "log"), f"-etrace={','.join(CHANGES)}", *options
    )
    found = apart(lambda: _raise([*check(library, before, after)]))
    again = apart(lambda: finish(bench, job, library, after))
    finished = apart(lambda: _raise([*check(library, after), *left_over(library)]))
    where = f"{job}, {kind} at call {len(calls)}, {calls[-1]} {seen[calls[-1]]}"
    wrong = [f"{where}: {said}" for said in (found, again, finished) if said]
    wrong += [f"{where}: {ended}"] if "Traceback" in ended or (kind == "kill") != (ended == "killed") else []
    now = {} if again else state(library)
    tally.faults[kind] += 1
    tally.sound[kind] += not wrong
    tally.lost += sum(name not in now for name in after)
    tally.wrong += wrong


def _raise(found: Sequence[str]) -> None:
    if found:
        raise EvidenceError("; ".join(found))


def measure(bench: Bench, job: str, chosen: Callable[[int], bool] = lambda _: True) -> Tally:
    """Does a job with every fault at each call that is chosen."""
    tally, library, log = Tally(job), bench.copy(job), bench.folder / "log"
    said = apart(lambda: bench.run(job, library), "-y", "-s", "200", "-o", str(log), f"-etrace={','.join(CHANGES)}")
    assert not said, said
    lines = [line for line in log.read_text().splitlines() if "(" in line]
    calls, after = [line.partition("(")[0] for line in lines], state(library)
    changing = [n for n, line in enumerate(lines, start=1) if calls[n - 1] != "openat" or "O_CREAT" in line]
    tally.calls = len(changing)
    tally.wrong += [f"{job}: {said}" for said in out_of_order(lines, library)]
    for kind, names in FAULTS.items():
        for place, n in enumerate(changing):
            if calls[n - 1] in names and chosen(place):
                fault(bench, kind, calls[:n], tally, after)
    return tally


def out_of_order(calls: Iterable[str], library: Path) -> Iterator[str]:  # noqa: PLR0912  # a rule each
    """Gives what a loss of power could undo in a log of calls (strace -y), where only what was flushed outlives it.

    A file or folder is flushed before it is renamed, a journal before the database is written, and the database before
    the journal goes. And new names, and the end of a journal, are flushed before what depends on them: a transaction,
    the naming of an index or a library, a deletion.
    """
    bytes_, names, database = set[str](), set[str](), f"{library}/corpus.sqlite"
    for call in calls:
        name, _, rest = call.partition("(")
        paths = re.findall(r'"(/[^"]*)"', rest) or re.findall(r"^\d+<([^>]*)>", rest)
        if " = -1" in rest or not paths or not paths[0].startswith(str(library.parent)):
            continue
        path, parent = paths[0], str(Path(paths[-1]).parent)
        journal = path == database + "-journal"
        if name in ("fsync", "fdatasync"):
            bytes_.discard(path)
            names.discard(path)
        elif name == "mkdir" and path != f"{library}/downloads":  # what is lost there is downloaded again
            names.add(parent)
        elif name == "rename":
            below = {
                each: each.replace(path, paths[1], 1) for each in bytes_ | names if f"{each}/".startswith(f"{path}/")
            }
            if parent == f"{library}/downloads":  # a note speaks of the file beside it
                below |= {each: each for each in bytes_ if each.startswith(parent)}
            if late := [each for each, moved in below.items() if Path(moved).exists()]:  # tantivy deletes in a thread
                yield f"{path} gets its name before {late} is flushed"
            if names and paths[-1].endswith(("current.json", "library.json")):
                yield f"{paths[-1]} is written before the names in {names} are flushed"
            names.add(parent)
        elif name in ("unlink", "unlinkat"):
            if (database if journal else "") in bytes_:
                yield "a journal goes before the database is flushed"
            if names and not journal and path.split("/")[-1] != "writer.json":
                yield f"{path} goes before the names in {names} are flushed"
            bytes_.discard(path)
            names |= {parent} if journal else set()
        elif name != "openat":
            if path == database and database + "-journal" in bytes_:
                yield "the database is written before its journal is flushed"
            if path == database and names:
                yield f"the database is written before the names in {names} are flushed"
            bytes_.add(path)
    if names:
        yield f"the names in {names} are not flushed in the end"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("jobs", nargs="*", metavar="JOB", default=JOBS)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth call")
    arguments = parser.parse_args()
    print(
        "| job | calls | killed | sound | EIO | sound | ENOSPC | sound | lost |\n|---|---|---|---|---|---|---|---|---|"
    )
    wrong = []
    for job in arguments.jobs:
        with laid_out() as bench:
            tally = measure(bench, job, lambda place: place % arguments.every == 0)
        cells = [f"{tally.faults[kind]} | {tally.sound[kind]}" for kind in FAULTS]
        print(f"| {job} | {tally.calls} | {' | '.join(cells)} | {tally.lost} |", flush=True)
        print("\n".join(tally.wrong), file=sys.stderr)
        wrong += tally.wrong
    sys.exit(bool(wrong))


@contextmanager
def laid_out() -> Iterator[Bench]:
    """Gives a bench in a folder of its own, with a web that a process of its own answers for."""
    with ExitStack() as stack:
        set_up(stack)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        fake = FakeWeb()
        bench = Bench(folder, fake)
        served = os.fork()
        if served == 0:
            with fake:
                signal.pause()
        stack.callback(os.waitpid, served, 0)
        stack.callback(os.kill, served, signal.SIGKILL)
        yield bench


if __name__ == "__main__":
    main()
