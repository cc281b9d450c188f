"""Where a library is made, and what is said if a folder has none."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant
from corpus.errors import InputError, LibraryMissing
from tests.conftest import ROOT

JOBS = [
    ["ask", "gangs"],
    ["search", "gangs"],
    ["list"],
    ["show", "x"],
    ["cite", "--all"],
    ["edit", "x"],
    ["lookup", "x"],
    ["remove", "x"],
    ["verify"],
    ["status"],
    ["index"],
    ["eval", "questions.jsonl"],
    ["add", "nowhere.pdf"],
    ["import", "nowhere.bib"],
    ["sync", "nowhere"],
    ["undo"],
    ["restore", "x"],
]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job[0])
def test_a_mistyped_library_is_never_created(evidence, library, job):
    """Every command but `add`, `import` and `fetch` says what it looked for and which library is near."""
    mistyped = library.with_name("libary")
    run = evidence(*job, "--library", mistyped)
    assert run.returncode == 2
    assert str(mistyped) in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert not mistyped.exists()
    if job[0] not in ("add", "import", "sync"):
        assert f"Did you mean {str(library)!r}?" in run.stderr
        assert f"evidence add FILE --library {mistyped}" in run.stderr


def test_add_and_import_create_a_library_and_say_so(evidence, tmp_path):
    """One line says where the new library is."""
    (tmp_path / "note.txt").write_text("Outreach workers met every week with the young people of the street.\n" * 5)
    (tmp_path / "works.bib").write_text("@misc{ruiz, title = {Gangs and Cities}, author = {Ruiz, Ana}}\n")
    for job in (["add", tmp_path / "note.txt"], ["import", tmp_path / "works.bib"]):
        new = tmp_path / f"new {job[0]}"
        run = evidence(*job, "--library", new)
        assert run.returncode == 0, run.stderr
        assert [line for line in run.stderr.splitlines() if line.startswith(f"Created a library in {new}")]
        again = evidence(*job, "--library", new)
        assert "Created" not in again.stderr


def test_only_ask_creates_the_default_library(tmp_path):
    """On a fresh machine the first question makes the library; other commands say how to make one."""
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment.pop("EVIDENCE_LIBRARY", None)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)

    listed = run("list")
    for mistake in (["ask"], ["ask", ""], ["ask", "What is a call-in?", "--batch", "questions.txt"], ["search"]):
        assert run(*mistake).returncode == 2
    assert listed.returncode == 2
    assert "evidence ask" in listed.stderr
    assert not (tmp_path / "data").exists()
    asked = run("ask", "What is a call-in?", "--json")
    assert asked.returncode == 0, asked.stderr
    assert f"Created a library in {tmp_path / 'data'}" in asked.stderr
    assert json.loads(asked.stdout)["answered"]
    assert run("list").returncode == 0


def test_the_folder_of_the_environment_needs_a_parent(evidence, tmp_path):
    """A disk that is not there must not become a new library."""
    run = evidence("ask", "What is a call-in?", library=tmp_path / "disk" / "library")
    assert run.returncode == 2
    assert f"(EVIDENCE_LIBRARY): there is no folder {str(tmp_path / 'disk')!r}" in run.stderr
    assert not (tmp_path / "disk").exists()


@pytest.mark.parametrize("below", ["", "library"])
def test_a_file_is_not_a_library(tmp_path, below):
    """A file, and a folder in a file, are named as what they are, and nothing is made of them."""
    file = tmp_path / "report.pdf"
    file.write_bytes(b"%PDF-1.7")
    for creates in ("never", "anywhere"):
        with pytest.raises(LibraryMissing, match=r"report\.pdf' is a file, not a folder"):
            Assistant(file / below).ensure(creates)
    assert file.read_bytes() == b"%PDF-1.7"


@pytest.mark.parametrize("where", ["around", "inside"])
def test_a_library_around_or_inside_the_folder_is_named(library, where):
    """A person may name the folder of a library's folder, or a part of a library."""
    folder = library.parent if where == "around" else library / "index"
    with pytest.raises(LibraryMissing, match=f"Did you mean {str(library)!r}"):
        Assistant(folder).ensure()


def test_a_library_needs_a_folder_of_its_own(tmp_path):
    """A folder with other files does not become a library; a folder with a part of one does."""
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(InputError, match=r"has other files, such as 'report\.pdf'"):
        Assistant(tmp_path).add(tmp_path / "report.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    unfinished = tmp_path / "unfinished"
    (unfinished / "originals").mkdir(parents=True)
    (unfinished / ".DS_Store").write_text("")
    assert Assistant(unfinished).ensure("anywhere")


def test_the_python_methods_do_as_the_commands(tmp_path, monkeypatch):
    """`ask` makes the library of the default place only; a named folder must exist or be filled."""
    monkeypatch.delenv("EVIDENCE_LIBRARY", raising=False)
    desk = Assistant.open(tmp_path / "libary")
    for call in (lambda: desk.ask("gangs"), lambda: desk.search("gangs"), desk.holdings, desk.counts, desk.status):
        with pytest.raises(LibraryMissing, match="libary"):
            call()
    assert not Path(tmp_path / "libary").exists()
    with pytest.raises(InputError, match="No library was created"):
        desk.add(tmp_path / "nowhere.pdf")
    assert not Path(tmp_path / "libary").exists()
