"""Plain text, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract, media_type
from tests.corpus.documents import places


def read(tmp_path, text, name="note.txt", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return extract(path)


PLAIN = """Violence in Our City
====================

Youth homicide fell by 63 percent in the two years after the first of these
meetings, which were held in 1996.

WHAT WE DID

We met the groups
- once in May
- again in June, when all
of them came

Year   Homicides   Rate
1995   46          8.1
1997   15          2.6
"""


def test_plain_text(tmp_path):
    """Wrapped lines are joined. Headings, items and tables are recognised."""
    assert places(read(tmp_path, PLAIN)) == [
        (
            "paragraph 1",
            "Violence in Our City\n\nYouth homicide fell by 63 percent in the two years after the first of these "
            "meetings, which were held in 1996.",
        ),
        (
            "WHAT WE DID",
            "WHAT WE DID\n\nWe met the groups\n\n- once in May\n\n- again in June, when all of them came\n\n"
            "Year Homicides Rate\n1995 46 8.1\n1997 15 2.6",
        ),
    ]


def test_a_paragraph_a_line(tmp_path):
    """Each line is a paragraph if lines are not wrapped."""
    long = "It fell again in the year after, and in the one after that, which nobody had foreseen. " * 2
    assert [text for _, text in places(read(tmp_path, f"{long}\nIt rose.\n{long}"))] == [
        long.strip(),
        "It rose.",
        long.strip(),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_letters(tmp_path, encoding):
    """Spanish and Portuguese letters are decoded correctly from any encoding."""
    text = "La prevención de la violencia, não só em São Paulo."
    assert read(tmp_path, text, encoding=encoding).text == text


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.md", b"text", "text/markdown"),
        ("a.txt", b"text", "text/plain"),
        ("a.txt", "texto ñ".encode("utf-16"), "text/plain"),
        ("a.txt", b"\x7fELF\0\0", None),
        ("a.txt", b"", None),
        ("a.log", b"text", None),
        ("a.md", b"<!DOCTYPE html><p>a", "text/html"),
    ],
)
def test_what_is_plain_text(tmp_path, name, data, found):
    """A text is recognised by its suffix, and contains no binary data."""
    (tmp_path / name).write_bytes(data)
    assert media_type(tmp_path / name) == found


def test_refusals(tmp_path):
    """A binary file and a file without words are refused with the reason."""
    for data, reason in (
        (b"\x7fELF\0\0", "not a PDF, web page"),
        (b"a" * 4096 + bytes(99), "not text"),
        (b" \n ", "no text"),
    ):
        (tmp_path / "a.txt").write_bytes(data)
        with pytest.raises(UnreadableFile, match=reason):
            extract(tmp_path / "a.txt")


def test_an_endless_line(tmp_path):
    """An endless line is cut with a warning."""
    endless = read(tmp_path, "word " * 200_000)
    assert len(endless.text) == 200_000
    assert endless.warnings == ("a paragraph of more than 200,000 characters: the rest was not read",)


LINE_ENDS = [
    (
        "a word",
        "The disabil-\nities act of the city, and its disabilities.",
        "The disabilities act of the city, and its",
    ),
    ("a soft hyphen", "The vio\u00ad\nlence fell.", "The violence fell."),
    ("a compound", "The long-\nterm plan.", "The long-term plan"),
    ("years", "In the winters of 1996-\n2003 it fell.", "1996-2003 it"),
    ("a link", "See https://example.org/a/\nb.html for it.", "https://example.org/a/b.html for"),
    ("a dash", "It fell -\nand rose.", "It fell - and rose."),
]


@pytest.mark.parametrize(("text", "shown"), [case[1:] for case in LINE_ENDS], ids=[case[0] for case in LINE_ENDS])
def test_line_ends(tmp_path, text, shown):
    """A word, a number or a link that a line end broke is whole again."""
    assert shown in read(tmp_path, f"{text}\n").text
