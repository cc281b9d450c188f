"""The layout of text on a terminal and in a pipe."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from assistant.render.layout import Block, breaks, fitted, labelled, lines_to_read

ADDRESS = "file:///library/originals/ab/" + "ab" * 32 + ".pdf#page=3"


def shown(rendered, columns=20, in_pipe=False):
    """Return the lines that a terminal, or a pipe, gets."""
    console = Console(file=io.StringIO(), width=columns)
    console.print(rendered, crop=False, no_wrap=in_pipe)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three four five six", ["one two three four", "five six"]),
        ("exactly twenty cells. more", ["exactly twenty", "cells. more"]),
        ("12345678901234567890 x", ["12345678901234567890", "x"]),
        ("", [""]),
        ("a\n\nb  ", ["a", "", "b"]),
        (f"see {ADDRESS} for it", ["see", ADDRESS, "for it"]),
        ("run `evidence index --rebuild` now", ["run", "`evidence index --rebuild`", "now"]),
        ("  a list item that goes on", ["  a list item that", "  goes on"]),
        ("one two three  ·  and four", ["one two three", "and four"]),
        ("日本語の文 日本語の文 日本", ["日本語の文", "日本語の文 日本"]),
        ("a\tb", ["a       b"]),
    ],
)
def test_a_line_breaks_at_spaces(text, lines):
    """No word is cut, and no line ends in spaces. Wide letters take two cells."""
    assert shown(Block([Text(text)])) == lines


@pytest.mark.parametrize("text", ["one two three four five six", f"see {ADDRESS}", "one two three  ·  and four"])
def test_a_line_in_a_pipe_is_whole(text):
    """A pipe gets each line as it is, without padding."""
    assert shown(Block([Text(text)]), in_pipe=True) == [text]


def test_lines_are_beside_their_label():
    """The label is in front of the first line, and all lines begin below one another."""
    block = Block([Text("one two three four five"), Text(), Text("five")], Text("10"), 4)
    assert shown(block, 24) == ["10  one two three four", "    five", "", "    five"]
    rows = [(Text("a"), [Text("one")]), (Text("long"), [Text("two"), Text("three")])]
    lines = [line for each in labelled(rows, indent=2) for line in shown(each)]
    assert lines == ["  a     one", "  long  two", "        three"]


def test_lines_of_a_report():
    """The later parts of a line are indented, so that each line can be told from the next. A pipe gets them whole."""
    report = "refused a.pdf: no text\n2 added\n"
    assert shown(lines_to_read(report)) == ["refused a.pdf: no", "  text", "2 added"]
    assert shown(lines_to_read(report), in_pipe=True) == report.splitlines()
    assert shown(lines_to_read("")) == []


def test_a_line_that_must_not_wrap():
    """A command stays on one line, however narrow the terminal is."""
    assert shown(Block([Text("evidence add report.pdf --key rossi-2016", no_wrap=True)])) == [
        "evidence add report.pdf --key rossi-2016"
    ]


def test_a_narrow_terminal():
    """Beside a wide label, lines still have room for a few words."""
    assert shown(Block([Text("one two three four five")], Text("a-very-long-label"), 19), 10) == [
        "a-very-long-label  one two three four",
        "                   five",
    ]


def test_styles_stay_with_their_words():
    """A line that breaks keeps the style of each word."""
    console = Console(file=io.StringIO(), width=20, force_terminal=True, color_system="standard")
    console.print(Block([Text.assemble("one two three ", ("four five six seven", "bold"))]))
    assert console.file.getvalue() == "one two three \x1b[1mfour\x1b[0m\n\x1b[1mfive six seven\x1b[0m\n"


def test_long_texts_are_quick():
    """A text of a million words is broken in seconds, and not in a time that grows with its square."""
    assert len(breaks("word " * 1_000_000, 80)) == 62_499


@pytest.mark.parametrize(
    ("message", "lines"),
    [
        ("changed 1 work", ["changed 1 work"]),
        (
            "evidence: no work has this key: `evidence list` shows them",
            ["evidence: no work has this key:", "  `evidence list` shows them"],
        ),
        (
            "evidence: 3 passages are not yet in the index. Run: evidence index --library /a/long/name",
            ["evidence: 3 passages are not yet in the", "  index. Run:", "  evidence index --library /a/long/name"],
        ),
        (
            "To open it by hand: /a/path/that/is/longer/than/the/line/is/report.pdf, page 3",
            ["To open it by hand:", "  /a/path/that/is/longer/than/the/line/is/report.pdf,", "  page 3"],
        ),
        (
            "evidence edit, 09:30:\n  rossi-2016: title: Harbours at Night → Lanterns",
            ["evidence edit, 09:30:", "  rossi-2016: title: Harbours at Night →", "    Lanterns"],
        ),
    ],
)
def test_a_message_fits_its_terminal(message, lines):
    """A message breaks at spaces. A command at its end is one line, because people copy it."""
    assert fitted(message, 40).split("\n") == lines
