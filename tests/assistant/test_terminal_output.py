"""What people see: each command on terminals of several widths, and in a pipe, in real processes."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache

import pytest
from rich.cells import cell_len

from assistant.render.layout import MAX_COLUMNS

if os.name == "nt":
    pytest.skip("Windows has no pseudo-terminals that Python opens", allow_module_level=True)

from tests.conftest import ROOT
from tests.terminals import on_terminal

STYLE = re.compile(r"\x1b\[[\d;]*m")
SECONDS = re.compile(r"\d+\.\d s")
LONG = (
    "https://example.org/reports/2016/a-very-long-path/that-does-not-fit/the-width-of-a-terminal/of-eighty-columns.pdf"
)
TITLE = "Harbours at Night: " + "How Long Titles Are Shown on Terminals of Several Widths " * 3
EXPORT = f"""@techreport{{rossi, title = {{{TITLE.strip()}}}, year = {{2016}}, url = {{{LONG}}},
author = {{Rossi, Ada and Verdi, Bo and {{The Institute for the Study of Harbours at Night and of All Other Things}}}}}}
@misc{{draft, title = {{A draft without a year}}}}
"""
PAGE = f"""<!DOCTYPE html><html><head><title>Lanterns of the Old Harbour</title></head><body><article>
<h1>Lanterns of the Old Harbour</h1><p>{"The lanterns of the old harbour are lit by hand each evening. " * 9}</p>
<p>See {LONG} for the list of lanterns, which is kept by the keeper of the harbour and printed once a year.</p>
</article></body></html>"""

COMMANDS = [
    "list",
    "list --sort title --kind report",
    "list --doubtful",
    "show rossi",
    "show nnsc-gvi-guide-2013",
    "show lanterns-old-harbour -p 1",
    "edit rossi",
    "ask --fast What is said at a call-in?",
    "ask --fast --by-work Who lights the lanterns of the old harbour?",
    "ask --fast zyxomma",
    "search --fast --explain gvi effect -k 3",
    "status",
    "fetch kleiman-2011 guardian-2017",
]
"""Commands for people. A work with a long title and address, and a page with a long address are in the library."""

WIDTHS = [(command, 80) for command in COMMANDS] + [("list", 200), ("show rossi", 200), (COMMANDS[7], 200)]


@pytest.fixture(scope="module")
def library(evidence, starter_library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("terminal")
    library = shutil.copytree(starter_library, folder / "library")
    (folder / "export.bib").write_text(EXPORT)
    (folder / "lanterns of the old harbour.html").write_text(PAGE)
    assert evidence("import", folder / "export.bib", library=library).returncode == 0
    added = evidence("add", folder / "lanterns of the old harbour.html", library=library)
    assert added.returncode == 0, added.stderr
    return library


def words(text):
    """Return the words of an output, without the separators that are left out where a line breaks, and the time."""
    return [word for word in SECONDS.sub("", STYLE.sub("", text)).split() if word != "·"]


def must_be_whole(line):
    """Return whether a line may be wider than its terminal: it is one word or a command, perhaps behind a label."""
    text = line.strip().rpartition("  ")[2]
    return " " not in text or text.startswith("evidence ")


@pytest.fixture(scope="module")
def piped(library):
    """Return a function that runs a command with its output in a pipe and returns it, once for each command."""

    @cache
    def run(command):
        environment = {**os.environ, "EVIDENCE_LIBRARY": str(library), "COLUMNS": "30"}
        line = [sys.executable, "-m", "assistant", *command.split()]
        return subprocess.run(line, capture_output=True, text=True, env=environment, cwd=ROOT, check=False).stdout

    return run


@pytest.mark.parametrize(("command", "columns"), WIDTHS)
def test_no_line_is_too_wide_and_no_word_is_cut(library, piped, command, columns):
    """A terminal gets lines of at most its width and 100 columns. They have all the words that a pipe gets."""
    status, shown, said = on_terminal(*command.split(), library=library, columns=columns)
    assert (status in (0, 1), "Traceback" in said) == (True, False), said
    text = STYLE.sub("", shown.decode())
    assert "\x1b" not in text
    for line in text.splitlines():
        assert line == line.rstrip()
        assert cell_len(line) <= min(columns, MAX_COLUMNS) or must_be_whole(line), line
    if command in ("list", "list --sort title --kind report"):
        for line in piped(command).splitlines():
            key, *_, authors, title = line.split("\t")
            for field in (key, authors, title):
                assert " ".join(field.split()) in " ".join(words(text))
    else:
        assert words(text) == words(piped(command))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_gets_whole_lines(piped, command):
    """In a pipe nothing is styled, padded or wrapped, whatever the width of the terminal behind it."""
    shown = piped(command)
    assert "\x1b" not in shown
    lines = shown.splitlines()
    assert lines
    assert lines == [line.rstrip(" ") for line in lines]
    if "rossi" in command or command == "list":
        assert any(TITLE.strip() in line for line in lines)
    if command.startswith("show lanterns"):
        assert any("lit by hand each evening. The lanterns of the old harbour are lit" in line for line in lines)


def test_a_list_in_a_pipe_is_a_table(piped):
    """Each work is a line of eight fields. The last work that was added is the first."""
    lines = piped("list").splitlines()
    assert len(lines) == 29
    assert {line.count("\t") for line in lines} == {7}
    assert lines[0].startswith("lanterns-old-harbour\t")


@pytest.mark.parametrize("columns", [20, 80])
def test_an_address_is_never_broken(library, columns):
    """An address can be copied from a terminal of any width, because it is on one line of the output."""
    _, shown, _ = on_terminal("show", "rossi", library=library, columns=columns)
    lines = STYLE.sub("", shown.decode()).splitlines()
    assert LONG in [line.strip() for line in lines]
    _, shown, _ = on_terminal("show", "nnsc-gvi-guide-2013", library=library, columns=columns)
    (address,) = [line for line in STYLE.sub("", shown.decode()).splitlines() if line.startswith("file://")]
    assert address.startswith(library.as_uri())
    assert address.endswith(".md")


@pytest.mark.parametrize(
    ("variables", "encoding", "styled", "coloured"),
    [
        ({}, "utf-8", True, True),
        ({"NO_COLOR": "1"}, "utf-8", True, False),
        ({"TERM": "dumb"}, "utf-8", False, False),
        ({"TERM": "dumb", "COLUMNS": "50"}, "utf-8", False, False),
        ({"LC_ALL": "C", "LANG": "C"}, "utf-8", True, True),
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252", True, True),
        ({"PYTHONIOENCODING": "ascii"}, "ascii", True, True),
    ],
    ids=["usual", "no colour", "dumb", "dumb and narrow", "C", "Windows", "ASCII"],
)
def test_the_kind_of_terminal(library, variables, encoding, styled, coloured):
    """Only colours, styles and letters that the terminal has are used, and the text can be read on each."""
    status, shown, said = on_terminal(
        "ask", "--fast", "-k", "1", "What", "is", "GVI?", library=library, columns=80, variables=variables
    )
    text = shown.decode(encoding)
    assert (status, said) == (0, "")
    assert ("\x1b[" in text) == styled
    assert bool(re.search(r"\x1b\[[\d;]*3[0-7]m", text)) == coloured
    plain = STYLE.sub("", text)
    assert "?" not in plain
    assert max(map(len, plain.splitlines())) <= int(variables.get("COLUMNS", 80))
    assert " ".join(plain.split()).startswith("1 Group Violence Intervention: An Implementation Guide")


def test_letters_that_a_terminal_lacks(library):
    """A letter becomes the nearest that there is, and a sign a sign like it."""
    variables = {"PYTHONIOENCODING": "ascii"}
    _, shown, _ = on_terminal("list", "--author", "Felbab-Brown", library=library, columns=80, variables=variables)
    assert b"pena nieto's pinata" in shown.lower()


def test_messages_fit_the_terminal(library):
    """A long message breaks at spaces on a terminal. In a pipe it is one line."""
    command = ["list", "--kind", "reprot"]
    status, shown, said = on_terminal(*command, library=library, columns=60)
    assert (status, shown, said.count("\n")) == (2, b"", 1)
    status, shown, _ = on_terminal(*command, library=library, columns=60, with_messages=True)
    lines = shown.decode().splitlines()
    assert (status, " ".join(" ".join(lines).split())) == (2, said.strip())
    assert max(map(len, lines)) <= 60
