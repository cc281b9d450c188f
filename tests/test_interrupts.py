"""Ctrl-C in real processes: every long command says what is kept, exits with 130, and can be run again."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.reports import write_reports

# The program, with a real Ctrl-C at one moment of its job.
PROGRAM = """
import os, signal, sys
from assistant.__main__ import main
from assistant.progress import JobProgress

advance = JobProgress.advance
sent = False

def advance_and_stop(progress, **changes):
    global sent
    advance(progress, **changes)
    if not sent and ({moment}):
        sent = True
        os.kill(os.getpid(), signal.SIGINT)

JobProgress.advance = advance_and_stop
main()
"""


def stopped(moment, *arguments, library):
    """Run a command and stop it at a moment of its progress. Return its result, after checks that hold for all."""
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(library)}
    command = [sys.executable, "-c", PROGRAM.format(moment=moment), *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert run.returncode == 130, run
    assert "Traceback" not in run.stderr
    return run


@pytest.fixture
def reports(tmp_path):
    write_reports(tmp_path / "reports", 5)
    return tmp_path / "reports"


@pytest.mark.parametrize("moment", ["progress.stage == 'Creating the library'", "progress.stage == 'Indexing'"])
def test_while_the_first_library_is_made(evidence, tmp_path, moment):
    """The first question can be stopped while it makes the library. The same command finishes it and answers."""
    library = tmp_path / "library"
    said = stopped(moment, "ask", "What is a call-in?", library=library).stderr
    assert said.startswith("stopped")
    assert said.endswith(". To finish the library, run the same command again.\n")
    assert evidence("ask", "What is a call-in?", library=library).returncode == 0
    assert evidence("verify", library=library).returncode == 0


def test_while_modules_are_loaded():
    """A command that is stopped before it has begun ends without a traceback."""
    code = "import os, signal, sys; sys.argv = ['evidence', 'list']\n"
    code += "sys.addaudithook(lambda event, values: event == 'import' and values[0] == 'typer'"
    code += " and os.kill(os.getpid(), signal.SIGINT))\n"
    code += "from assistant.__main__ import main; main()"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "stopped\n")


def test_while_files_are_added(evidence, library, reports):
    """`add` says how many files are done. They are in the library, and the same command adds the others."""
    run = stopped("changes.get('files') == 2", "add", reports, library=library)
    assert "of 5 files. Finished work is kept. To continue, run the same command again.\n" in run.stderr
    held = json.loads(evidence("status", "--json", library=library).stdout)["full_texts"]
    assert held >= 2
    assert f"stopped after {held} of 5 files" in run.stderr
    assert evidence("verify", library=library).returncode == 0
    again = evidence("add", reports, "--json", library=library)
    statuses = sorted(outcome["status"] for outcome in json.loads(again.stdout))
    assert statuses == ["added"] * (5 - held) + ["already held"] * held


def test_while_passages_are_indexed(evidence, library, reports):
    """`add` does not say that it stopped after all files, as if nothing was left to do."""
    run = stopped("progress.files == 5 and changes.get('passages')", "add", reports, library=library)
    assert "stopped after the last of 5 files, before all passages were in the index. " in run.stderr
    assert evidence("add", reports, library=library).returncode == 0
    status = json.loads(evidence("status", "--json", library=library).stdout)
    assert status["indexed"] == status["passages"]


def test_while_an_export_is_imported(evidence, library, reports):
    """`import` keeps the references and the files so far."""
    entries = [f"@misc{{r{n}, title = {{Report {n}}}, file = {{report-{n}.pdf}}}}" for n in range(5)]
    (reports / "export.bib").write_text("\n".join(entries))
    run = stopped("changes.get('files') == 2", "import", reports / "export.bib", library=library)
    assert "of 5 files. Finished work is kept." in run.stderr
    assert len(json.loads(evidence("list", "--json", library=library).stdout)) == 26 + 5
    assert evidence("import", reports / "export.bib", library=library).returncode == 0
    assert json.loads(evidence("status", "--json", library=library).stdout)["full_texts"] == 5


def test_while_the_index_is_made_again(evidence, library):
    """A rebuild that is stopped leaves the index as it was, and says so."""
    before = (library / "index" / "current.json").read_bytes()
    run = stopped("progress.stage == 'Indexing' and progress.passages", "index", "--rebuild", library=library)
    assert run.stderr.endswith(" passages. The index is as it was. A rebuild begins again.\n")
    assert (library / "index" / "current.json").read_bytes() == before
    assert evidence("ask", "What is a call-in?", library=library).returncode == 0
    assert evidence("index", "--rebuild", library=library).returncode == 0


def test_while_works_are_identified_again(evidence, library, reports):
    """What a stopped run has found changes nothing, not even with --yes."""
    evidence("add", reports, library=library)
    listed = evidence("list", "--json", library=library).stdout
    run = stopped("changes.get('files') == 2", "edit", "--reidentify", "--yes", library=library)
    assert run.stderr == "stopped after 2 of 5 files. No work was changed.\n"
    assert evidence("list", "--json", library=library).stdout == listed


def test_while_a_library_is_checked(library):
    """A check that is stopped says how much was checked."""
    run = stopped("progress.stage == '3 checks done'", "verify", library=library)
    assert run.stderr == "3 checks, 0 faults so far: stopped before the end\n"


def test_while_standing_questions_are_asked(evidence, library):
    """A run keeps what it found of the questions so far. The next run asks the others."""
    for question in ("What is a call-in?", "What is street outreach?"):
        evidence("watch", "add", question, library=library)
    run = stopped("progress.stage == '1 of 2 questions'", "watch", "run", library=library)
    assert run.stderr.endswith("What was found is kept: the next run reports it, and asks the other questions.\n")
    listed = json.loads(evidence("watch", "list", "--json", library=library).stdout)
    assert [each["asked"] is not None for each in listed] == [True, False]
    again = json.loads(evidence("watch", "run", "--json", library=library).stdout)
    assert (again["items"], again["first"]) == ([], [2])
