"""Output that cannot be written, in real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMANDS = [
    "list",
    "list --json",
    "status",
    "show nnsc-gvi-guide-2013",
    "cite nnsc-gvi-guide-2013",
    "cite --all --format docx",
    "search letter --fast",
    "ask --fast What is a call-in",
    "verify --json",
    "fetch kleiman-2011",
    "--help",
]
FULL = "evidence: the output cannot be written: no space left on device\n"
CLOSED = "evidence: the output cannot be written: bad file descriptor\n"


def shell(line, library):
    """Run a line of the shell in which `evidence` is the program."""
    environment = {**os.environ, "EVIDENCE_LIBRARY": str(library), "PYTHONWARNINGS": "error"}
    script = f'evidence() {{ "{sys.executable}" -m assistant "$@"; }}; {line}'
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, env=environment, cwd=ROOT, check=False
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_one_line(starter_library, command):
    """A command whose output cannot be written says so and exits with 2."""
    run = shell(f"evidence {command} > /dev/full", starter_library)
    assert (run.returncode, run.stderr) == (2, FULL)


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows cannot close a stream")
@pytest.mark.parametrize("command", ["list", "cite --all", "search letter --fast", "--help"])
def test_a_closed_output_is_one_line(starter_library, command):
    """No other file gets the number of the output, and a closed input or stderr changes nothing."""
    run = shell(f"evidence {command} >&-", starter_library)
    assert (run.returncode, run.stderr) == (2, CLOSED)
    run = shell(f"evidence {command} <&- >&- 2>&-", starter_library)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "")


@pytest.mark.skipif(os.name == "nt", reason="bash is needed")
@pytest.mark.parametrize("command", ["list", "cite --all", "ask --fast call-in", "--help"])
@pytest.mark.parametrize("reader", ["head -n 1", "true"])
def test_a_reader_that_leaves_is_not_an_error(starter_library, command, reader):
    """`| head -1` ends quietly, and the command has succeeded."""
    run = shell(f"evidence {command} | {reader}; exit ${{PIPESTATUS[0]}}", starter_library)
    assert (run.returncode, run.stderr) == (0, "")


def test_messages_that_cannot_be_written(starter_library):
    """The exit status still says what happened if nobody can read the message."""
    for end in ("2>&-", "2>/dev/full"):
        run = shell(f"evidence remove nothing {end}", starter_library)
        assert (run.returncode, run.stdout, run.stderr) == (2, "", "")
