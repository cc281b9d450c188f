"""Differences between systems that can be tested on one: encodings, POSIX, pipes, open files."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import files

ROOT = Path(files.__file__).parents[1]
MODULES = [path for package in ("corpus", "index", "assistant") for path in sorted((ROOT / package).rglob("*.py"))]
POSIX = set("resource fcntl pwd grp termios tty pty syslog posix".split())
POSIX_ONLY = set(
    """fork forkpty killpg getpgid setsid setpgid geteuid getuid chown mkfifo statvfs uname sysconf sched_getaffinity
    getloadavg SIGKILL SIGALRM SIGHUP SIGXCPU alarm O_NOFOLLOW O_DIRECTORY""".split()
)
OPENS_NO_TEXT = set(
    "os webbrowser cls _files Corpus Index Segment TERM_STORE VECTOR_STORE Assistant _zip zipped".split()
)
"""Objects whose `open` does not return a text file."""


def without_encoding(path: Path) -> Iterator[str]:
    """Yield the calls of a module that read or write text in the default encoding of the system."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and needs_encoding(node):
            yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"


def needs_encoding(call: ast.Call) -> bool:
    """Return whether a call reads or writes text, and names no encoding."""
    if any(keyword.arg in ("encoding", "opener") for keyword in call.keywords):  # `open_plain` opens bytes only
        return False
    owner = getattr(call.func, "value", None)
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    match called_name(call.func):
        case "read_text" | "write_text":
            return owner is not None and "utf-8" not in texts
        case "open" | "fdopen":
            is_binary = any("b" in mode for mode in texts)
            return called_name(owner) not in OPENS_NO_TEXT and not is_binary
    return False


def called_name(node: ast.expr | None) -> str:
    """Return the name of a variable, or the last name of an attribute."""
    return getattr(node, "attr", getattr(node, "id", ""))


def test_every_text_has_an_encoding():
    """No file is read or written in the default encoding of the system, which on Windows is cp1252."""
    assert [place for path in MODULES for place in without_encoding(path)] == []


def test_nothing_of_posix_is_taken_for_granted():
    """Modules and functions that only POSIX has are imported inside functions, and called after a check."""
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
        top |= {node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module}
        assert not top & POSIX, path
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        text = path.read_text("utf-8")
        assert not [name for name in called & POSIX_ONLY if f'hasattr(os, "{name}")' not in text], path


def test_dates_are_written_as_every_system_can():
    """No date format is one that Windows refuses, such as %-d or %e."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "strftime":
                assert isinstance(node.args[0], ast.Constant)
                assert set(str(node.args[0].value).split("%")[1:]) <= {"H:", "M", "Y-", "m-", "d", "d "}, path


def test_a_pipe_holds_utf_8(starter_library):
    """Pipes are UTF-8 in both directions, even if the encoding of the system is another."""
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "assistant", "search", "--json", "--batch", "-", "--library", starter_library]
    run = subprocess.run(
        command, input="¿Qué es 暴力?\n".encode(), capture_output=True, cwd=ROOT, env=environment, check=True
    )
    assert json.loads(run.stdout.decode("utf-8"))["question"] == "¿Qué es 暴力?"
    shown = subprocess.run(
        [*command[:3], "list", "--library", starter_library], capture_output=True, cwd=ROOT, env=environment, check=True
    )
    assert "Peña Nieto" in shown.stdout.decode("utf-8")


def test_a_file_that_another_has_open(tmp_path, monkeypatch):
    """Replacing a file is tried again if Windows refuses it because another process reads the file."""
    (tmp_path / "a").write_bytes(b"old")
    tries, replace = [], Path.replace

    def busy(self: Path, target: Path) -> Path:
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(13, "The process cannot access the file")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(files, "RENAME_RETRY_SECONDS", (0, 0, 0))
    files.write_file(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    monkeypatch.setattr(files, "RENAME_RETRY_SECONDS", ())
    tries.clear()
    with pytest.raises(PermissionError):
        files.write_file(tmp_path / "a", b"newer")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
