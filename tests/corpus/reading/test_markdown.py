"""Markdown, written by hand."""

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.formats import extract
from corpus.works.identify import identify
from tests.corpus.documents import places


def read(tmp_path, text, name="note.md", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return extract(path)


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
    """Markdown is read as it is displayed, in sections named by its headings."""
    assert places(read(tmp_path, MARKDOWN)) == [
        ("paragraph 1", "Prevención en Bogotá\n\nIt began in 1996, with evidence ask. It went on."),
        (
            "Methods",
            "Methods\n\nWe looked.\n\nWe counted:\n\nonce\n\ntwice\n\nThey spoke.\n\nWho: Police; Says: Stop",
        ),
        ("Results", "Results\n\nIt fell by half.\n\ncode line one\ncode line two\n\nA map of homicides"),
    ]


SHOWN = [
    ("raised figures", "fell to 12<sup>2</sup> at 10<sup>5</sup> of CO<sub>2</sub>", "fell to 12 ² at 10⁵ of CO₂"),
    ("a footnote", "fell in 1996[^3]. It rose.\n\n[^3]: The register.\n[^4]: https://example.org/a",
     "fell in 1996 ³. It rose.|3 The register.|4 https://example.org/a"),
    ("struck text", "It has ~~four **bold**~~ nine.", "It has nine."),
    ("a break", "One<br>two  \nthree", "One two three"),
    ("a quotation", "He said <q>we met</q>.", "He said “we met”."),
    ("a table of HTML", "<table><tr><th>A</th><th>B</th></tr>\n<tr><td>x</td><td>10<sup>3</sup></td></tr></table>",
     "A: x; B: 10³"),
    ("blocks of HTML", "<div><p>One.</p><p>Two.</p></div>\n\n<details>\n\nThree.\n\n</details>", "One.|Two.|Three."),
    ("text of HTML that is hidden", "<p hidden>never</p>\n\nIt fell.", "It fell."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN])
def test_shown_text(tmp_path, text, shown):
    """Text is what a reader sees, also where it is written in HTML."""
    document = read(tmp_path, text)
    assert document.text.replace("\n\n", "\n").split("\n") == shown.split("|")


def test_what_a_text_says_of_itself(tmp_path):
    """Title, author and date come from the front matter of a file, or else the title from its first heading."""
    head = '---\ntitle: "Ceasefire"\nauthor: Ana Souza\ndate: 2019-05-06\ntags: [a]\n---\n\nThe text of it.\n'
    document = read(tmp_path, head)
    work = identify(document, "note.md", [], ()).reference
    assert document.text == "The text of it."
    assert (work.title, work.csl["author"]) == ("Ceasefire", [{"family": "Souza", "given": "Ana"}])
    assert (work.csl["issued"], work.kind) == ({"date-parts": [[2019, 5, 6]]}, "report")
    assert identify(read(tmp_path, MARKDOWN), "note.md", [], ()).reference.title == "Prevención en Bogotá"


def test_hostile_text(tmp_path):
    """Deep nesting is read or refused, and tags and terminal colours are removed."""
    with pytest.raises(UnreadableFile, match="no text in it"):
        read(tmp_path, ">" * 100_000 + " deep")
    assert read(tmp_path, "[" * 100_000 + "a").pages
    assert read(tmp_path, "\x1b[31mred\x1b[0m <script>alert(1)</script> text").text == "red alert(1) text"
