"""Bytes in many encodings, and text on one line."""

import re

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.decoding import read_text, tidy

DECLARED = re.compile(rb"charset=([\w-]+)")
ENCODINGS = [
    ("UTF-8", "prevenção".encode(), "prevenção", 0),
    ("UTF-8 with a mark", b"\xef\xbb\xbf" + "niñez".encode(), "niñez", 0),
    ("UTF-16", "niñez\n".encode("utf-16"), "niñez\n", 0),
    ("UTF-16, big end first", b"\xfe\xff" + "niñez".encode("utf-16-be"), "niñez", 0),
    ("Windows-1252", "“São Paulo”".encode("windows-1252"), "“São Paulo”", 0),
    ("declared", b"charset=cp850 " + "niñez".encode("cp850"), "charset=cp850 niñez", 0),
    ("declared, of no such name", b"charset=x-no " + "niñez".encode("latin-1"), "charset=x-no niñez", 0),
    ("declared and wrong", b"charset=latin-1 " + "niñez".encode(), "charset=latin-1 niñez", 0),
    ("broken", b"a \x81\x8d b \xff", "a \ufffd\ufffd b \ufffd", 1),
    ("line ends", b"a\r\nb\rc\n", "a\nb\nc\n", 0),
]


@pytest.mark.parametrize(
    ("data", "text", "warnings"), [case[1:] for case in ENCODINGS], ids=[case[0] for case in ENCODINGS]
)
def test_encodings(tmp_path, data, text, warnings):
    """Text is decoded correctly from any encoding."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    found = read_text(path, DECLARED)
    assert (found[0], len(found[1])) == (text, warnings)


def test_what_is_no_text(tmp_path, monkeypatch):
    """A binary file and a file that is too large are refused."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x7fELF\0\0\1" + bytes(range(256)))
    with pytest.raises(UnreadableFile, match=r"^not text: the file begins with b'\\x7fELF"):
        read_text(path)
    monkeypatch.setattr("corpus.reading.decoding.MAX_TEXT_BYTES", 3_000_000)
    path.write_bytes(b"a" * 3_000_001)
    with pytest.raises(UnreadableFile, match="larger than 3 MB"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two \t\n words ", "two words"),
        ("\x1b[31mred\x1b[0m alert\x07", "red alert"),
        ("vio\u00adlence\u200b", "violence"),
        ("nin\u0303ez", "niñez"),
        ("`evidence ask`", "`evidence ask`"),
    ],
)
def test_one_line(text, shown):
    """A tidy line contains no invisible characters and no terminal controls."""
    assert tidy(text) == shown
