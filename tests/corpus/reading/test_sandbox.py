import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.reading import sandbox
from corpus.reading.formats import extract
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import Extractor
from tests.corpus.pdfs import paragraph, report, write

ROOT = Path(sandbox.__file__).parents[2]

# Run first in a child, this makes a PDF engine misbehave on the named pages, as a hostile file would.
SABOTAGE = """
import os, time
from pypdf import PageObject
from pypdfium2 import PdfDocument
pages, deed, get_page, extract_text = {pages}, {deed!r}, PdfDocument.get_page, PageObject.extract_text
def misbehave(number):
    if number in pages:
        {{"crash": os.abort, "hang": lambda: time.sleep(60), "fill": lambda: bytearray(2**40)}}[deed]()
def get_page_or_misbehave(self, index):
    misbehave(index + 1)
    return get_page(self, index)
def extract_text_or_misbehave(self):
    misbehave(self.page_number + 1 if {engines} == 2 else 0)
    return extract_text(self)
PdfDocument.get_page, PageObject.extract_text = get_page_or_misbehave, extract_text_or_misbehave
"""


NO_LANDLOCK = "from corpus.sandbox import landlock\nlandlock.version = lambda: 0\n"


@pytest.fixture
def sabotage(tmp_path, monkeypatch):
    """Make every child crash, hang or fill the memory at these pages, in one engine or both."""

    def prepare(pages: set[int], deed: str, engines: int = 1) -> None:
        folder = tmp_path / "sabotage"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(SABOTAGE.format(pages=pages, deed=deed, engines=engines))
        monkeypatch.setenv("PYTHONPATH", str(folder))

    return prepare


def pid(extractor: Extractor) -> int:
    assert extractor._child
    return extractor._child.process.pid


def gone(process: int) -> bool:
    """Return whether a process ends within ten seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":  # ended, and waiting for whoever inherited it to notice
            return True
        time.sleep(0.1)
    return False


def test_the_same_document(tmp_path):
    """A document passes through the pipes unchanged, and pages are reported one by one."""
    path = report(tmp_path / "a report ñ.pdf")
    seen = []
    with Extractor() as extractor:
        assert extractor.extract(path, lambda page, of: seen.append((page, of))) == extract(path)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_name_that_is_no_text(tmp_path):
    """A file whose name is not UTF-8 can be read."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/r\xe9sum\xe9.pdf"))
    report(path)
    with Extractor() as extractor:
        assert "number one" in extractor.extract(path).text


def test_one_child_reads_many(tmp_path):
    """A child continues after it refused a file."""
    (tmp_path / "b.pdf").write_text("text")
    with Extractor() as extractor:
        extractor.extract(report(tmp_path / "a.pdf"))
        first = pid(extractor)
        with pytest.raises(UnreadableFile, match=r"^not a PDF"):
            extractor.extract(tmp_path / "b.pdf")
        extractor.extract(report(tmp_path / "c.pdf"))
        assert pid(extractor) == first
    assert gone(first)


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("crash", "crashed the reader (SIGABRT)"),
        ("hang", "took longer than 2 s"),
        ("fill", "needs more memory than it may have"),
    ],
)
def test_a_page_costs_itself(tmp_path, sabotage, deed, reason):
    """If a page crashes, hangs or fills the memory of both engines, only that page is lost, with a warning."""
    sabotage({2}, deed, engines=2)
    with Extractor(ReadingLimits(step_seconds=2)) as extractor:
        document = extractor.extract(report(tmp_path / "a.pdf"))
        assert [page.method for page in document.pages] == ["pdfium", "none", "pdfium", "pdfium"]
        assert document.warnings == (f"page 2: {reason}", "no text on 1 of 4 pages: 2")
        assert extractor.extract(report(tmp_path / "b.pdf", 1)).unreadable == ()


def test_the_second_engine_steps_in(tmp_path, sabotage):
    """A page on which pdfium crashes is read by pypdf."""
    sabotage({2}, "crash")
    with Extractor() as extractor:
        document = extractor.extract(report(tmp_path / "a.pdf"))
    assert [page.method for page in document.pages] == ["pdfium", "pypdf", "pdfium", "pdfium"]


def test_too_many_failures(tmp_path, sabotage):
    """If a file fails too often, the pages that were read are kept, and the others are named in a warning."""
    sabotage({3, 4, 5, 6, 7}, "crash", engines=2)
    with Extractor(ReadingLimits(restarts=3)) as extractor:
        document = extractor.extract(report(tmp_path / "a.pdf", 7))
    assert [page.method for page in document.pages] == ["pdfium"] * 2 + ["none"] * 5
    assert document.unreadable == (3, 4, 5, 6, 7)


def test_nothing_but_failures(tmp_path, sabotage):
    """A file without a readable page is refused with the reason."""
    sabotage({1, 2}, "crash", engines=2)
    with (
        Extractor() as extractor,
        pytest.raises(UnreadableFile, match=r"^none of its 2 pages can be read: page 1: crash"),
    ):
        extractor.extract(report(tmp_path / "a.pdf", 2))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts the memory of children as Linux does")
def test_memory_is_bounded(tmp_path):
    """A page of 2 GB that is compressed to 2 MB does not make the child use more memory than allowed."""
    packed = zlib.compressobj(1)
    data = b"".join(packed.compress(b"BT " * 2**20) for _ in range(700)) + packed.flush()
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(data), data)
    path = write(tmp_path / "bomb.pdf", [paragraph(["A page before the bomb, with a full line of text."]), b""])
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"<< /Length 0 >>\nstream\n\nendstream", stream))
    code = (
        "import sys, resource, pathlib\n"
        "from corpus.reading.limits import ReadingLimits\n"
        "from corpus.reading.sandbox import Extractor\n"
        "with Extractor(ReadingLimits(memory_bytes=400 * 2**20)) as extractor:\n"
        "    print(extractor.extract(pathlib.Path(sys.argv[1])).pages[0].text)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, capture_output=True, text=True, check=True)
    text, peak = done.stdout.splitlines()
    assert text == "A page before the bomb, with a full line of text."
    assert int(peak) < 400 * 2**10


def test_closing_from_another_thread(tmp_path, sabotage):
    """`close` ends an extraction in another thread, and none can begin after it."""
    sabotage({2}, "hang")
    extractor = Extractor()
    reached = threading.Event()
    errors: list[str] = []

    def work() -> None:
        try:
            extractor.extract(report(tmp_path / "a.pdf"), lambda page, of: reached.set() if page == 2 else None)
        except UnreadableFile as error:
            errors.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    assert reached.wait(20)
    child = pid(extractor)
    extractor.close()
    thread.join(20)
    assert errors == ["stopped before it was read"]
    assert gone(child)
    with pytest.raises(UnreadableFile, match=r"^stopped before it was read$"):
        extractor.extract(tmp_path / "a.pdf")


def test_an_error_in_the_callback(tmp_path):
    """An error in the caller's callback is raised, and the next file is read from its beginning."""
    path = report(tmp_path / "a.pdf")
    with Extractor() as extractor:
        with pytest.raises(ZeroDivisionError):
            extractor.extract(path, lambda page, of: 1 // 0)
        assert extractor.extract(path) == extract(path)


@pytest.mark.skipif(os.name != "posix", reason="sends POSIX signals")
def test_the_child_ignores_interrupts(tmp_path):
    """The child ignores Ctrl-C and has a process group of its own."""
    with Extractor() as extractor:
        extractor.extract(report(tmp_path / "a.pdf"))
        os.kill(pid(extractor), signal.SIGINT)
        child = pid(extractor)
        extractor.extract(tmp_path / "a.pdf")
        assert pid(extractor) == child
        assert os.getpgid(child) != os.getpgid(0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_the_child_does_not_outlive_its_parent(tmp_path, sabotage):
    """A child that hangs ends when its parent is killed."""
    sabotage({1}, "hang")
    code = (
        "import sys, pathlib\n"
        "from corpus.reading.sandbox import Extractor\n"
        "extractor = Extractor()\n"
        "extractor.extract(pathlib.Path(sys.argv[1]), lambda *_: print(extractor._child.process.pid, flush=True))\n"
    )
    path = report(tmp_path / "a.pdf")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])}
    with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    assert gone(child)


def test_what_a_parser_prints_is_no_answer(tmp_path, monkeypatch):
    """Text on standard output does not come between the child's answers."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nfrom pypdfium2 import PdfDocument\nget_page = PdfDocument.get_page\n"
        "def noisy(self, index):\n    os.write(1, b'warning!\\n')\n    return get_page(self, index)\n"
        "PdfDocument.get_page = noisy\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Extractor() as extractor:
        assert extractor.extract(report(tmp_path / "a.pdf")).warnings == ()


def test_the_child_speaks_json(tmp_path):
    """The child answers requests in lines of JSON, and ends when its input ends.

    Its input is a pipe here, as on Windows, so it opens the path, which Landlock would forbid.
    """
    (tmp_path / "sitecustomize.py").write_text(NO_LANDLOCK, "utf-8")
    path = str(report(tmp_path / "a.pdf", 1))
    request = {"task": "document", "path": path, "seconds": 30, "limits": {}, "avoid": []}
    command = [sys.executable, "-m", "corpus.sandbox.child", json.dumps({"memory_bytes": 2**30})]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(json.dumps(request) + "\n")
        child.stdin.flush()
        answers = [json.loads(child.stdout.readline()) for _ in range(5)]
        assert [answer.get("step") for answer in answers] == ["open", "structure", "page", "finish", None]
        assert answers[2] == {"step": "page", "page": 1, "pages": 1}
        assert answers[-1]["document"]["warnings"] == []
        child.stdin.close()
        assert child.wait(10) == 0


def peak_memory(extractor: Extractor) -> int:
    """Return the peak memory use of the running child in KB, or 0 if none runs."""
    child = extractor._child
    status = Path(f"/proc/{child.process.pid}/status") if child else None
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status and status.exists() else None
    return int(found[1]) if found else 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the child's memory off /proc")
def test_hostile_files(shared_data):
    """Each hostile file is read, or refused with the reason on one line, within the memory limit."""
    files = sorted(path for path in (shared_data / "hostile").iterdir() if path.suffix in (".pdf", ".fuzz"))
    assert len(files) == 89
    documents = {}
    refusals = {}
    peak = 0
    with Extractor(ReadingLimits(structure_seconds=5)) as extractor:
        for path in files:
            begun = time.monotonic()
            try:
                documents[path.name] = extractor.extract(path)
            except UnreadableFile as error:
                refusals[path.name] = str(error)
            assert time.monotonic() - begun < 60, path
            peak = max(peak, peak_memory(extractor))
    assert 0 < peak < 512 * 2**10
    assert all(reason and "\n" not in reason for reason in refusals.values())
    assert sum(reason == "encrypted: needs a password" for reason in refusals.values()) >= 6
    for name, document in documents.items():
        assert document.pages, name
        assert all(page.text or page.method == "none" for page in document.pages), name
        assert bool(document.unreadable) == any("no text on" in warning for warning in document.warnings), name
