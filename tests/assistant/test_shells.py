"""Completion of words in real shells, and what it does when it cannot help."""

import os
import pty
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from assistant.completion import keys_beginning
from corpus.store.corpus import Corpus
from tests.conftest import ROOT

RC_FILES = {
    "bash": (".bashrc", 'eval "$(evidence completion bash)"\n'),
    "zsh": (".zshrc", 'autoload -Uz compinit; compinit -u\neval "$(evidence completion zsh)"\n'),
    "fish": (".config/fish/config.fish", "evidence completion fish | source\n"),
}

TYPED = [
    ("evidence sta", "status "),
    ("evidence show nnsc-gvi-gui", "nnsc-gvi-guide-2013 "),
    ("evidence ask --key abt-w", "abt-winship-2016 "),
    ("evidence list --design sys", r"systematic\ review "),
    ("evidence cite --style van", "vancouver "),
    ("evidence help verif", "verify "),
    ("evidence add READ", "README.md "),
]
"""What is typed before the Tab key, and the end of the line after it."""


@pytest.fixture(params=RC_FILES)
def terminal(request, tmp_path, starter_library):
    """A shell on a terminal, in the repository, with the line that `evidence completion --help` names."""
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    name, text = RC_FILES[shell]
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(text)
    program = tmp_path / "bin" / "evidence"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m assistant "$@"\n')
    program.chmod(0o755)
    environment = {
        "HOME": str(tmp_path),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "EVIDENCE_LIBRARY": str(starter_library),
        "TERM": "dumb" if shell == "bash" else "xterm",
    }
    child, handle = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execvpe(shell, [shell, "-i"], environment)  # noqa: S606
    yield Terminal(handle)
    os.close(handle)
    os.waitpid(child, 0)


class Terminal:
    """What a person types and sees."""

    def __init__(self, handle):
        self._handle = handle
        self.type("echo rea''dy\n", until="ready")

    def type(self, keys, until):
        """Type something. Return what is shown until a text appears, or else what is shown in ten seconds."""
        os.write(self._handle, keys.encode())
        shown = ""
        end = time.monotonic() + 10
        while time.monotonic() < end and until not in _visible(shown):
            if select.select([self._handle], [], [], 0.1)[0]:
                shown += os.read(self._handle, 65536).decode(errors="replace")
        return _visible(shown)


def _visible(shown):
    """Return what a terminal was sent without the sequences that set colours and move the cursor."""
    return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|\(B|[=>])", "", shown)


CLEAR_LINE = "\x15"


def test_tab_completes_in_a_shell(terminal):
    """The Tab key completes commands, keys of the library, values of options, and files where files are expected."""
    for typed, added in TYPED:
        shown = terminal.type(f"{CLEAR_LINE}{typed}\t", until=added)
        assert added in shown, (typed, shown)
        assert "Traceback" not in shown


@pytest.mark.parametrize("words", ["evidence show ", "evidence ask --key ", 'evidence show "a b', "x"])
@pytest.mark.parametrize("library", ["missing", "damaged", "later"])
def test_completion_is_silent(tmp_path, words, library):
    """A library that does not exist, is damaged or has a later format has no keys, and no error is shown."""
    folder = tmp_path / library
    if library != "missing":
        folder.mkdir()
        version = 99 if library == "later" else 1
        (folder / "library.json").write_text(f'{{"format": "evidence-library", "version": {version}}}')
        (folder / "corpus.sqlite").write_bytes(b"nothing" * 1000)
    environment = {
        **os.environ,
        "EVIDENCE_LIBRARY": str(folder),
        "_EVIDENCE_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    command = [sys.executable, "-m", "assistant"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert (run.stdout.strip(), run.stderr) == ("", "")


def test_only_keys_of_our_form_are_offered(library):
    """A key that a shell might run is not offered: a library may come from a stranger."""
    connection = sqlite3.connect(library / "corpus.sqlite")
    with connection:
        connection.execute("UPDATE work SET key = '$(touch x)' WHERE key = 'braga-2017'")
    connection.close()
    with Corpus.open(library) as corpus:
        assert "$(touch x)" in corpus.keys("")
    keys = keys_beginning("", str(library))
    assert len(keys) == 25
    assert "$(touch x)" not in keys
    assert keys_beginning("abt-", str(library)) == ["abt-winship-2016"]
