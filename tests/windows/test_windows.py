"""The program does a day's work under the rules of Windows (`tests.windows.emulation`), in one process each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reports import write_reports

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the emulation reads /proc")

START = """
import sys
from pathlib import Path
from assistant.cli import app

def evidence(*arguments):
    "Run a command in this process and return its exit status."
    print("$", *arguments, flush=True)
    try:
        return app([str(each) for each in arguments], standalone_mode=False) or 0
    except SystemExit as end:
        return end.code

library, reports = Path(sys.argv[1]), sys.argv[2]
"""


def run(code: str, folder: Path) -> str:
    """Run code in a process to which Windows's rules apply, with two reports to add. Return its output."""
    write_reports(folder / "reports", 2)
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'tests' / 'windows'}{os.pathsep}{ROOT}"}
    environment["EVIDENCE_LIBRARY"] = str(folder / "library")
    command = [sys.executable, "-c", START + code, str(folder / "library"), str(folder / "reports")]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_rules_are_in_force(tmp_path):
    """Without this, the other tests would show nothing."""
    code = """
import os
from corpus import files
assert files.os.name == "nt" and os.name == "posix"
assert files.RENAME_RETRY_SECONDS
for name, error in (("aux.txt", OSError), ("a:b", OSError), ("x" * 250 + "/y", OSError), ("dot.", OSError)):
    try:
        open(Path(sys.argv[2]) / name, "w")
    except error:
        continue
    raise AssertionError(name)
held = open(Path(sys.argv[2]) / "report-0.pdf", "rb")
for refused in (lambda: os.unlink(held.name), lambda: os.rename(reports, reports + "2"), lambda: os.open(reports, 0)):
    try:
        refused()
    except PermissionError:
        continue
    raise AssertionError(refused)
"""
    run(code, tmp_path)


def test_a_day_of_commands(tmp_path):
    """A library, files, questions, corrections and a new index, in one process, which keeps the old index mapped."""
    code = """
assert evidence("ask", "What is a custom notification?") == 0
assert evidence("add", reports) == 0
assert evidence("add", reports) == 0
assert evidence("search", "call-ins in Boston") == 0
assert evidence("list") == 0
assert evidence("show", "report-0") == 0
assert evidence("show", "report-0", "--open") == 0
import hashlib
from corpus.files import cache_folder
content = (Path(reports) / "report-0.pdf").read_bytes()
copy = cache_folder() / "opened" / hashlib.sha256(content).hexdigest()[:16] / "report-0.pdf"
copy.chmod(0o600)
copy.write_bytes(b"changed by a viewer")
copy.chmod(0o400)
assert evidence("show", "report-0", "--open") == 0
assert copy.read_bytes() == content
assert evidence("cite", "report-0") == 0
assert evidence("edit", "report-0", "year=2010") == 0
assert evidence("remove", "report-1") == 0
assert evidence("ask", "What is said about call-ins in Boston?", "--json") in (0, 1)
assert evidence("index", "--rebuild") == 0
assert evidence("status") == 0
assert evidence("verify") == 0
"""
    output = run(code, tmp_path)
    assert "In Boston the team of report 0 wrote about call-ins" in output


def test_one_desk_asks_and_changes(tmp_path):
    """A program that keeps its `Assistant` open can add and remove between questions: old indexes are deleted later."""
    code = """
from assistant import Assistant
desk = Assistant.open(library)
for _ in range(3):
    desk.add(reports)
    assert desk.search("call-ins in Boston")[0].hit.passage
    desk.remove(["report-0", "report-1"])
    assert desk.search("call-ins in Boston")
print(len([path for path in (library / "index").iterdir() if path.is_dir()]))
"""
    kept = int(run(code, tmp_path).split()[-1])
    assert kept <= 8  # they are mapped until the process ends; the next one deletes them
    more = run("assert evidence('add', reports) == 0", tmp_path)
    assert "added" in more


def test_a_document_that_a_viewer_has_open_may_be_removed(tmp_path):
    """Its file stays until the viewer closes it, and the next change deletes it. Nothing fails."""
    code = """
assert evidence("add", reports) == 0
from corpus.store.corpus import Corpus
originals = list((library / "originals").rglob("*.pdf"))
viewer = [open(path, "rb") for path in originals]
assert evidence("remove", "report-0") == 0
assert evidence("remove", "report-1") == 0
with Corpus.open(library, write=True) as corpus:
    corpus.forget_history()
assert len(originals) == 2 and all(path.exists() for path in originals)
for each in viewer:
    each.close()
assert evidence("edit", "icg-2017", "year=2017") == 0
assert not any(path.exists() for path in originals)
"""
    run(code, tmp_path)


def test_a_long_path_is_named(tmp_path):
    """Windows says of a path that is too long that it is not found. The error says what is the matter."""
    code = """
from assistant import Assistant
from corpus.errors import LibraryError
deep = library / ("d" * 90) / ("e" * 70)
try:
    Assistant.open(deep).add(reports)
except LibraryError as error:
    print(error)
"""
    assert "and Windows takes 259: move it to a folder with a shorter path" in run(code, tmp_path)


def test_files_that_change(tmp_path):
    """A folder is synced twice, and what changed is taken back; references come in, and a list of them goes out."""
    code = """
notes = Path(reports) / "notes.txt"
notes.write_text("Outreach workers met young men in the harbour every week and counted the shootings.")
assert evidence("sync", reports) == 0
notes.write_text(notes.read_text() + " They met them again in the summer of that year, and counted fewer shootings.")
assert evidence("sync") == 0
assert evidence("undo") == 0
references = Path(reports) / "references.bib"
references.write_text("@book{a, title={Quiet nights}, author={Okafor, Ada}, year=2016}")
assert evidence("import", references) == 0
assert evidence("cite", "--all", "--format", "docx", "--output", Path(reports) / "list.docx") == 0
assert evidence("remove", "notes") == 0
assert evidence("undo") == 0
assert evidence("show", "notes") == 0
assert evidence("verify") == 0
"""
    run(code, tmp_path)
