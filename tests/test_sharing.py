"""Libraries that several processes use, that are read-only, or that a killed writer left."""

import json
import os
import shutil
import signal
import subprocess
import sys
from threading import Thread
from time import sleep
from unittest.mock import patch

import pytest

from assistant.answer import compose
from assistant.assistant import Assistant
from corpus.store.corpus import Corpus
from index.search import Index, search
from index.stores import VECTOR_STORE
from tests.conftest import ROOT
from tests.encoders import WordEncoder
from tests.reports import write_reports

READER = """
import json, sys
from hashlib import sha256
from pathlib import Path
import assistant.library
from assistant.assistant import Assistant
from tests.encoders import WordEncoder
library, keeps, stop = sys.argv[1], sys.argv[2] == "True", Path(sys.argv[3])
assistant.library.load = lambda *_: WordEncoder()
desk, texts, asked = Assistant(library), {}, 0
while not stop.exists() or not asked:
    desk = desk if keeps else Assistant(library)
    question = f"Finding {asked % 6}-1-{asked % 5} call-ins Boston street outreach"
    found = desk.search(question, fast=True) if asked % 2 else desk.ask(question, fast=True).evidence
    assert not asked % 2 or len(found) == 10, len(found)
    for piece in found:
        passage = piece.hit.passage
        assert piece.quote and piece.citation.reference.title, piece
        said = [passage.source, sha256(passage.text.encode()).hexdigest()]
        assert not asked % 2 or texts.setdefault(passage.id, said) == said  # an answer merges neighbours
    asked += 1
print(json.dumps([asked, texts]))
"""


@pytest.fixture
def small(tmp_path):
    """A library with the tests' encoder: the starter list and three reports."""
    write_reports(tmp_path / "reports", 6)
    with patch("assistant.library.load", lambda *_: WordEncoder()):
        desk = Assistant.open(tmp_path / "library")
        desk.add(*(tmp_path / "reports" / f"report-{n}.pdf" for n in range(3)))
        yield desk


def test_eight_readers_beside_a_writer(small, tmp_path):
    """Readers get whole answers while works are added and removed and the index is rebuilt, and an id always names the
    same text. Some readers keep their index and others open it each time.
    """
    stop = tmp_path / "stop"
    command = [sys.executable, "-W", "error", "-c", READER, str(small.folder)]
    readers = [
        subprocess.Popen([*command, str(n % 2 == 0), str(stop)], stdout=-1, stderr=-1, text=True, cwd=ROOT)
        for n in range(8)
    ]
    try:
        for n in range(4):
            added = small.add(*(tmp_path / "reports" / f"report-{n}.pdf" for n in (3, 4, 5)))
            small.reindex(rebuild=n % 2 == 0)
            small.remove([str(outcome.key) for outcome in added.outcomes])
    finally:
        stop.touch()
        said = [reader.communicate() for reader in readers]
    assert [error for _, error in said if error] == []
    texts = {}
    for asked, seen in (json.loads(out) for out, _ in said):
        assert asked > 0
        for passage, text in seen.items():
            assert texts.setdefault(passage, text) == text
    assert [fault for _, fault in small.verify() if fault] == []


def test_a_reader_that_stays_open_finds_what_another_process_added(small, tmp_path):
    """A library that was opened before is searched with the index that was published since."""
    reader = Assistant.open(small.folder)
    question = "In Tijuana the team of report 5 wrote about call-ins on its page 1."
    assert reader.search(question, k=1, fast=True)[0].citation.source.name != "report-5.pdf"
    small.add(tmp_path / "reports" / "report-5.pdf")
    assert reader.search(question, k=1, fast=True)[0].citation.source.name == "report-5.pdf"


def test_threads_share_a_library(small):
    """Threads that ask at the same time get the answers that one thread gets, while models are loaded for the first."""
    questions = [f"Finding {n % 3}-1-{n} call-ins Boston street outreach" for n in range(8)]
    alone = Assistant.open(small.folder)
    expected = {question: alone.ask(question, fast=True) for question in questions}
    shared = Assistant.open(small.folder)
    found = {}
    threads = [Thread(target=lambda q=q: found.update({q: shared.ask(q, fast=True)})) for q in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == expected


def test_an_answer_comes_from_one_index(small, monkeypatch):
    """A thread that makes the index again does not change it in the middle of another thread's answer."""
    used = []

    def search_slowly(*args):
        used.append(args[4])
        hits = search(*args)
        writer = Thread(target=small.reindex, args=(True,))
        writer.start()
        while Index.open(small.folder).folder == used[0].folder:
            sleep(0.01)
        return hits

    def compose_noted(*args):
        used.append(args[4])
        return compose(*args)

    monkeypatch.setattr("assistant.assistant.search", search_slowly)
    monkeypatch.setattr("assistant.assistant.compose", compose_noted)
    small.ask("Finding 1-1-1 call-ins Boston", fast=True)
    assert used[0] is used[1]


def test_a_reader_sees_one_state(small):
    """A reader sees what it began to read until its end, whatever a writer removes."""
    with Corpus.open(small.folder) as corpus, corpus.snapshot():
        sources = corpus.sources()
        key = next(source.key for source in sources.values() if source.kind == "full text")
        writer = Thread(target=small.remove, args=([key],))
        writer.start()
        writer.join(0.5)
        assert corpus.sources() == sources
        assert [corpus.passages_of(sha256) for sha256 in sources if not corpus.passages_of(sha256)] == []
    writer.join()
    with Corpus.open(small.folder) as corpus:
        assert len(corpus.sources()) == len(sources) - 1


def test_an_index_deleted_while_it_is_opened(small, monkeypatch):
    """A reader that meets a generation of the index that is half deleted opens the next one."""
    taken = []

    def load(path, load=VECTOR_STORE.open):
        if not taken:
            taken.append(path)
            small.reindex(rebuild=True)
            path.parent.mkdir()  # its files are gone, and the folder not yet
        return load(path)

    monkeypatch.setattr("index.search.VECTOR_STORE.open", load)
    assert Index.open(small.folder).folder != taken[0].parent


def test_the_lock_of_a_dead_writer(small):
    """The lock of a killed writer keeps nobody out, and its note is deleted by the next writer."""
    code = (
        "import sys, time; from pathlib import Path; from corpus.store.corpus import Corpus\n"
        "held = Corpus.open(Path(sys.argv[1]), write=True); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(small.folder)], stdout=-1, text=True, cwd=ROOT) as writer:
        assert writer.stdout.readline() == "held\n"
        writer.send_signal(signal.SIGKILL)
    assert json.loads((small.folder / "writer.json").read_text())["pid"] == writer.pid
    small.reindex()
    assert not (small.folder / "writer.json").exists()


def test_works_removed_by_a_writer_that_was_killed(small):
    """Removed passages that are still in the index take no place in a ranking, are not a fault, and are deleted by the
    next run.
    """
    keys = [h.reference.key for h in small.holdings() if h.source.kind == "full text"]
    with Corpus.open(small.folder, write=True) as corpus:  # as `remove` is killed before it makes the index
        for key in keys:
            corpus.remove(key, keep_note=False)
    found = small.search("Finding 1-1-1 says that call-ins in Boston were counted", 10, fast=True)
    assert len(found) == 10
    assert not {piece.citation.reference.key for piece in found} & set(keys)
    assert [fault for _, fault in small.verify() if fault] == []
    assert small.reindex() == small.index.manifest.passages == small.counts()["passages"]


def unprivileged():
    """Return the beginning of a command for which permissions hold, even for root."""
    if os.name == "nt" or (os.geteuid() == 0 and not shutil.which("setpriv")):
        pytest.skip("needs permissions that hold for this user: run as another than root, or install setpriv")
    less = "-dac_override,-dac_read_search"
    return ["setpriv", f"--inh-caps={less}", f"--bounding-set={less}"] if os.geteuid() == 0 else []


def test_a_library_that_may_only_be_read(evidence, library):
    """A read-only library answers like any other, and a writer says why it cannot write."""
    commands = [
        ("ask", "What is a custom notification?", "--json"),
        ("search", "custom notification"),
        ("show", "nnsc-gvi-guide-2013"),
        ("list",),
        ("status",),
        ("verify",),
    ]
    expected = [evidence(*command, library=library) for command in commands]
    prefix, environment = unprivileged(), {**os.environ, "EVIDENCE_LIBRARY": str(library), "COLUMNS": "100"}

    def run(*arguments):
        whole = [*prefix, sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(whole, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    paths = [library, *library.rglob("*")]
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        found = [run(*command) for command in commands]
        refused = run("edit", "nnsc-gvi-guide-2013", "year=1999")
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    for one, other in zip(found, expected, strict=True):
        assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "cannot be written" in refused.stderr
