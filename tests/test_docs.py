"""The documentation agrees with the program."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from index.models.loading import TRANSFORMERS
from tests.assistant.cli_help import commands, document
from tests.assistant.man_page import manual_page
from tests.reports import write_pdf

ROOT = Path(__file__).resolve().parents[1]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]


def test_the_command_line_is_documented():
    """docs/cli.md is what `python -m tests.assistant.cli_help` prints."""
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == document()


def test_the_manual_page_is_up_to_date():
    """docs/evidence.1 is what `python -m tests.assistant.man_page` prints."""
    assert (ROOT / "docs" / "evidence.1").read_text("utf-8") == manual_page()


@pytest.mark.skipif(not shutil.which("man"), reason="needs man")
def test_man_shows_the_manual_page():
    """`man` shows the page without a warning, with the text of the help as it was written."""
    command = ["man", "--warnings", "--local-file", str(ROOT / "docs" / "evidence.1")]
    environment = {**os.environ, "MANWIDTH": "120", "LC_ALL": "C.UTF-8"}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stderr == ""
    shown = " ".join(run.stdout.split())
    assert "evidence search '\"custom notification\" letter -drug'" in shown
    for name in commands():
        assert f"evidence {name} " in shown


def test_the_light_list_is_up_to_date():
    """docs/light.txt is what `python -m bench.light` prints: all dependencies but two."""
    run = subprocess.run([sys.executable, "-m", "bench.light"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (ROOT / "docs" / "light.txt").read_text("utf-8") == run.stdout
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    left_out = set(project["dependencies"]) - set(run.stdout.splitlines())
    assert left_out == set(TRANSFORMERS)


def test_every_command_has_an_example():
    """The help of each command has an example."""
    assert document().count("Example: evidence ") == 1 + len(commands())


def test_linked_files_exist():
    """Every file that a document links to exists."""
    for path in DOCS:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_tests_that_the_documents_name_exist():
    """Every test that a document names is in the test suite."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    for path in DOCS:
        for name in re.findall(r"`(test_\w+)`", path.read_text("utf-8")):
            assert f"def {name}(" in code, f"{path.name}: {name}"


def test_the_architecture_names_every_module():
    """The row of each room in docs/architecture.md names all modules of that folder."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w/]+)/` \| (.*) \|$", text, re.M))
    for package in ("corpus", "index", "assistant"):
        for path in (ROOT / package).rglob("*.py"):
            room = path.parent.relative_to(ROOT).as_posix()
            assert path.name.startswith("__") or path.stem in re.findall(r"\w+", rows[room]), path


def test_the_architecture_fits_two_screens():
    """docs/architecture.md stays short enough to be read at once."""
    assert len((ROOT / "docs" / "architecture.md").read_text("utf-8").splitlines()) <= 100


def test_the_code_in_the_library_format_runs(starter_library):
    """The program in docs/library-format.md reads a library without this package."""
    text = (ROOT / "docs" / "library-format.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    command = [sys.executable, "-I", "-W", "error", "-c", code, str(starter_library)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert len({line.split()[0] for line in run.stdout.splitlines()}) == 26


def test_the_example_of_the_readme_runs(tmp_path):
    """The Python example in the README adds a report and prints a citation and a quote."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    write_pdf(tmp_path / "report.pdf", ["In one city focused deterrence reduced gun violence within a year."])
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
    assert re.search(r"\((?:\d{4}|n\.d\.)\), .+\w", run.stdout)


def test_the_json_is_documented(starter_library):
    """docs/json.md names every field of an answer, an explanation, a search and a list."""
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    asked = ["ask", "What is a call-in?", "--explain", "--json"]
    for command in (asked, ["search", "call-in", "--json"], ["list", "--json"]):
        run = subprocess.run(
            [sys.executable, "-m", "assistant", *command, "--library", str(starter_library)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        found = json.loads(run.stdout)
        items = found if isinstance(found, list) else found.get("evidence", found.get("hits"))
        explained = found.get("explain", {}) if isinstance(found, dict) else {}
        for field in [*(found if isinstance(found, dict) else ()), *items[0], *explained]:
            assert f"`{field}`" in text or f'"{field}"' in text, field
