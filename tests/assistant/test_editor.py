"""A record as a text in an editor, and `config --edit`, with real processes on a terminal."""

import os
import pty
import shlex
import sys
from dataclasses import replace

import pytest

from assistant.record_text import changes_in, record_text
from corpus.errors import InputError
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.works.edit import apply_changes
from tests.conftest import ROOT
from tests.terminals import read_all

RECORD = Reference(
    "ruiz-2019",
    {"id": "ruiz-2019", "type": "report", "title": "Port = Safe", "author": [{"family": "Ruiz", "given": "Ana"}]},
    "report",
    "descriptive",
)


def lines(text):
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_a_record_as_text():
    """Each field is a line, as `evidence edit` takes it, and an unchanged text makes no change."""
    assert lines(record_text(RECORD)) == [
        "key=ruiz-2019",
        "kind=report",
        "design=descriptive",
        "type=report",
        "title=Port = Safe",
        "author=Ruiz, Ana",
    ]
    assert changes_in(record_text(RECORD), RECORD) == []


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("title=Port = Safe", "title=Port == Safe", ["title=Port == Safe"]),
        ("author=Ruiz, Ana\n", "", ["author="]),
        ("author=Ruiz, Ana", "authors=Ruiz, Ana", []),
        ("author=Ruiz, Ana", "  Author =  Ruiz,   Ana ", []),
        ("author=Ruiz, Ana", "author=Ruiz, Ana\nyear=2019", ["issued=2019"]),
        ("author=Ruiz, Ana", "# author=Ruiz, Ana", ["author="]),
        ("key=ruiz-2019", "key=ruiz-ports", ["key=ruiz-ports"]),
    ],
)
def test_changes(before, after, changes):
    """A changed, added or removed line is a change; spaces, case and plain names of fields are not."""
    text = record_text(RECORD)
    assert before in text
    found = changes_in(text.replace(before, after), RECORD)
    assert found == changes
    assert (apply_changes(RECORD, found) == RECORD) == (changes == [])


@pytest.mark.parametrize("line", ["no equals sign", "yer=2019"])
def test_a_wrong_line_is_named(line):
    """A line that is not a field and a value is named with its number."""
    with pytest.raises(InputError, match="line 1: "):
        changes_in(line, RECORD)


def test_a_value_of_several_lines_is_one_line():
    """A value cannot make a line of its own, whatever a library holds."""
    hostile = replace(RECORD, csl={**RECORD.csl, "abstract": "one\nkey=other\x1b[2J"})
    assert "abstract=one key=other [2J" in lines(record_text(hostile))
    assert changes_in(record_text(hostile), hostile) == []


@pytest.fixture
def on_terminal(tmp_path, monkeypatch):
    """A function that runs a command on a terminal with an editor. It returns the exit status and what was shown."""

    def run(editor, *arguments, library=None):
        command = [sys.executable, "-m", "assistant", *map(str, arguments)]
        environment = {**os.environ, "EVIDENCE_EDITOR": editor, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
        if library:
            environment["EVIDENCE_LIBRARY"] = str(library)
        child, handle = pty.fork()
        if child == 0:
            os.execvpe(command[0], command, environment)  # noqa: S606
        shown = read_all(handle)
        _, status = os.waitpid(child, 0)
        os.close(handle)
        return os.waitstatus_to_exitcode(status), shown.decode()

    return run


def test_a_record_is_edited(on_terminal, library, tmp_path):
    """A saved change is made, and the text is deleted."""
    status, _ = on_terminal("sed -i s/^title=.*/title=Deterrence/", "edit", "braga-2017", "--editor", library=library)
    assert status == 0
    with Corpus.open(library) as corpus:
        assert corpus.reference("braga-2017").title == "Deterrence"
    assert not list(tmp_path.glob("*.txt"))


def test_nothing_is_lost_by_a_wrong_line(on_terminal, library, tmp_path):
    """A change that is not valid changes nothing, and the text is kept."""
    status, shown = on_terminal("sed -i s/^title=/tittle=/", "edit", "braga-2017", "--editor", library=library)
    assert status == 2
    (kept,) = tmp_path.glob("*braga-2017.txt")
    assert "tittle=" in kept.read_text()
    assert "did you mean title" in shown
    assert kept.name in shown.replace("\r\n", "")


@pytest.mark.parametrize(
    ("editor", "status", "said"),
    [
        ("true", 0, "nothing was changed"),
        ("false", 2, "ended with status 1, so nothing was changed"),
        ("no-such-editor", 2, "'no-such-editor' cannot be started"),
        ('"open', 2, "cannot be started"),
    ],
)
def test_an_editor_that_changes_nothing(on_terminal, library, editor, status, said):
    """Without a change, or without an editor, nothing happens, and the command says so."""
    found, shown = on_terminal(editor, "edit", "braga-2017", "--editor", library=library)
    assert found == status
    assert said in shown
    assert "Traceback" not in shown


def test_an_editor_needs_a_terminal(evidence, library):
    """In a pipe, the error is one line."""
    run = evidence("edit", "braga-2017", "--editor", library=library)
    assert (run.returncode, run.stderr) == (2, "evidence: an editor needs a terminal\n")


def test_the_configuration_file_is_edited(on_terminal, tmp_path, monkeypatch):
    """A new file has every setting as a comment. What was saved is shown, and a wrong value is an error."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("EVIDENCE_CONFIG", str(path))
    status, shown = on_terminal(shlex.join(["sed", "-i", "s/^# k = .*/k = 33/"]), "config", "--edit")
    assert status == 0
    assert "k         33" in shown
    assert "\nk = 33\n" in path.read_text()
    status, shown = on_terminal(shlex.join(["sed", "-i", "s/^k = .*/k = none/"]), "config", "--edit")
    assert status == 2
    assert "line 7" in shown.replace("\r\n", "")
