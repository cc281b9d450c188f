"""Markdown and plain text, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract, media_type
from corpus.works.identify import identify


def read(tmp_path, text, name="note.md", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return extract(path)


def places(document):
    return [(page.locator.label, page.text) for page in document.pages]


MARKDOWN = """# Prevención en Bogotá

It *began* in [1996](https://example.org/a "title"), with `evidence ask`.
It went on.

Methods
-------

* We **looked**.
* We counted:
    1. once
    2. twice

> They spoke.

| Who | Says |
|-----|------|
| Police | Stop |

### Results ###

<div align="center">It fell by <b>half</b>.<!-- or more --></div>

```
code line one
code line two
```
![A map of homicides](map.png) <br>
"""


def test_markdown(tmp_path):
    """This test ensures that Markdown is read as it is shown, in sections named by its headings."""
    assert places(read(tmp_path, MARKDOWN)) == [
        ("paragraph 1", "Prevención en Bogotá\n\nIt began in 1996, with evidence ask. It went on."),
        (
            "Methods",
            "Methods\n\nWe looked.\n\nWe counted:\n\nonce\n\ntwice\n\nThey spoke.\n\nWho: Police; Says: Stop",
        ),
        ("Results", "Results\n\nIt fell by half .\n\ncode line one\ncode line two\n\nA map of homicides"),
    ]


def test_what_a_text_says_of_itself(tmp_path):
    """This test ensures that a title, author and date at the head of a file are those of the work, else its heading."""
    head = '---\ntitle: "Ceasefire"\nauthor: Ana Souza\ndate: 2019-05-06\ntags: [a]\n---\n\nThe text of it.\n'
    document = read(tmp_path, head)
    work = identify(document, "note.md", [], ()).reference
    assert document.text == "The text of it."
    assert (work.title, work.csl["author"]) == ("Ceasefire", [{"family": "Souza", "given": "Ana"}])
    assert (work.csl["issued"], work.kind) == ({"date-parts": [[2019, 5, 6]]}, "report")
    assert identify(read(tmp_path, MARKDOWN), "note.md", [], ()).reference.title == "Prevención en Bogotá"


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
    """This test ensures that broken lines are joined, and headings, items and tables told from them."""
    assert places(read(tmp_path, PLAIN, "note.txt")) == [
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
    """This test ensures that lines are paragraphs where they are not broken to one length."""
    long = "It fell again in the year after, and in the one after that, which nobody had foreseen. " * 2
    assert [text for _, text in places(read(tmp_path, f"{long}\nIt rose.\n{long}", "note.txt"))] == [
        long.strip(),
        "It rose.",
        long.strip(),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_letters(tmp_path, encoding):
    """This test ensures that Spanish and Portuguese letters come out right in any encoding."""
    text = "La prevención de la violencia, não só em São Paulo."
    assert read(tmp_path, text, "nota.txt", encoding).text == text


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
def test_what_is_a_text(tmp_path, name, data, found):
    """This test ensures that a text is known by its name and has no binary in it."""
    (tmp_path / name).write_bytes(data)
    assert media_type(tmp_path / name) == found


def test_refusals(tmp_path):
    """This test ensures that a binary file and one without words are refused with the reason."""
    for data, reason in (
        (b"\x7fELF\0\0", "not a PDF, web page"),
        (b"a" * 4096 + b"\0", "not text"),
        (b" \n ", "no text"),
    ):
        (tmp_path / "a.txt").write_bytes(data)
        with pytest.raises(UnreadableFile, match=reason):
            extract(tmp_path / "a.txt")


def test_hostile_text(tmp_path):
    """This test ensures that deep nesting and one endless line cost nothing, and colours do not reach a reader."""
    with pytest.raises(UnreadableFile, match="no text in it"):
        read(tmp_path, ">" * 100_000 + " deep")
    assert read(tmp_path, "[" * 100_000 + "a").pages
    assert read(tmp_path, "\x1b[31mred\x1b[0m <script>alert(1)</script> text").text == "red alert(1) text"
    endless = read(tmp_path, "word " * 200_000, "a.txt")
    assert len(endless.text) == 200_000
    assert endless.warnings == ("a paragraph of more than 200,000 characters: the rest was not read",)
