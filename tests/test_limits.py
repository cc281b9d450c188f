"""Files, names and times beyond the usual limits. `bench/limits.py` has the sizes that take minutes."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from corpus.errors import UnreadableFile
from corpus.reading.limits import ReadingLimits
from corpus.reading.sandbox import Extractor
from corpus.store import corpus
from tests.corpus.pdfs import Text, write

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems allow other file names")
GIGABYTE = 10**9
TEN_YEARS = 10 * 365 * 86_400
"""In seconds."""


def test_more_pages_than_are_read(tmp_path):
    """Pages over the limit are left out with a warning, and all other pages are read."""
    path = write(tmp_path / "a.pdf", [[Text(f"This is the page numbered {n}.")] for n in range(30)])
    with Extractor(ReadingLimits(pages=25)) as extractor:
        document = extractor.extract(path)
    assert len([page for page in document.pages if page.text]) == 25
    assert any("25" in warning for warning in document.warnings)


@pytest.mark.parametrize("kind", ["pdf", "txt", "html", "md"])
def test_a_page_of_a_million_characters(tmp_path, kind):
    """An endless page is read up to the limit, with a warning."""
    phrase = "violence fell "
    path = tmp_path / f"a.{kind}"
    if kind == "pdf":
        line = f"({phrase * 72}) Tj T* "
        write(path, [f"BT /F1 0.4 Tf 0.6 TL 7 700 Td {line * 1000}ET".encode()])
    elif kind == "html":
        article = f"<article><p>{phrase * 72_000}</p></article>"
        path.write_text(f"<!DOCTYPE html><html><body>{article}</body></html>", "utf-8")
    else:
        path.write_text(phrase * 72_000, "utf-8")
    with Extractor() as extractor:
        document = extractor.extract(path)
    assert 150_000 < len(document.text) <= 200_000
    assert any("200,000 characters" in warning for warning in document.warnings)


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="makes a file with holes")
@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.txt", b"The text of a report.\n" * 200, "larger than 50 MB, which no text is"),
        ("a.html", b"<!doctype html><html>", "larger than 50 MB, which no text is"),
        ("a.vtt", b"WEBVTT\n", "larger than 50 MB, which no text is"),
        ("a.docx", b"PK\x03\x04", "larger than 500 MB"),
        ("a.epub", b"PK\x03\x04", "larger than 500 MB"),
        ("a.bin", b"\x7fELF", "not a PDF, web page"),
        ("a.pdf", b"%PDF-1.7\n", "truncated or damaged: the end of the file is missing"),
    ],
)
def test_a_file_of_a_gigabyte(tmp_path, name, head, reason):
    """A file of 1 GB that is not a document is refused with the reason, within the memory limit."""
    path = tmp_path / name
    path.write_bytes(head)
    os.truncate(path, GIGABYTE)
    with Extractor() as extractor, pytest.raises(UnreadableFile) as refused:
        extractor.extract(path)
    assert str(refused.value).startswith(reason)


NAMES = [
    "Prevención de la violencia – São Paulo.txt",
    "暴力预防.txt",
    "منع العنف.txt",
    "Насилие в городах.txt",
    "हिंसा.txt",
    "ความรุนแรง.txt",
    "👮🏽‍♀️.txt",
    "e\u0301te\u0301.txt",
    "two\nlines.txt",
    "tab\tquote'\".txt",
    "-rf.txt",
    " leading and trailing .txt",
    "a" * 251 + ".txt",
    "con.txt",
    "100%.txt",
    "[bold]x [red].txt",
    os.fsdecode(b"r\xe9sum\xe9.txt"),
]


@LINUX
def test_names_in_any_script(evidence, library, tmp_path):
    """Files with any name that the system allows are added, listed and shown."""
    folder = tmp_path / "files"
    folder.mkdir()
    for n, name in enumerate(NAMES):
        (folder / name).write_text(f"Report {n}\n\nThe partners of district {n} met {n + 3} times.\n", "utf-8")
    deep = folder.joinpath(*["d" * 250] * 12)
    deep.mkdir(parents=True)
    (deep / "deep.txt").write_text("Deep\n\nNobody had ever looked into the cellar of the town hall.\n", "utf-8")
    run = evidence("add", folder, "--json", library=library)
    assert run.returncode == 0, run.stderr
    outcomes = json.loads(run.stdout)
    assert len(outcomes) == len(NAMES) + 1
    assert {outcome["status"] for outcome in outcomes} == {"added"}
    works = json.loads(evidence("list", "--json", library=library).stdout)
    listed = {work["file"] for work in works}
    assert listed >= {name for name in NAMES if name.isprintable() or "\n" in name}
    for work in works:
        if work["status"] == "full text":
            assert evidence("show", work["key"], "-p", 1, library=library).returncode == 0
    assert evidence("verify", library=library).returncode == 0


@LINUX
def test_names_that_lead_nowhere(evidence, library, tmp_path):
    """Names that are too long, circular and broken links, pipes and unknown home folders are reported."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "ring").symlink_to("gnir")
    (folder / "gnir").symlink_to("ring")
    (folder / "lost.pdf").symlink_to("nothing.pdf")
    (folder / "self").symlink_to(".")
    os.mkfifo(folder / "pipe.pdf")
    named = [
        "a" * 300 + ".pdf",
        "d/" * 3_000,
        "~nobody-has-this-name/a.pdf",
        folder / "lost.pdf",
        folder / "ring",
        folder,
    ]
    run = evidence("add", *named, "--json", library=library)
    assert "Traceback" not in run.stderr
    outcomes = []
    for outcome in json.loads(run.stdout):
        outcomes.append((Path(outcome["path"]).name[:8], outcome["status"], outcome["reason"]))
    assert sorted(outcomes) == sorted(
        [
            ("aaaaaaaa", "refused", "file name too long"),
            ("d", "refused", "file name too long"),
            ("a.pdf", "refused", "could not determine home directory."),
            ("lost.pdf", "refused", "a link that leads nowhere"),
            ("ring", "refused", "a link that leads nowhere"),
            ("gnir", "skipped", "a link that leads nowhere"),
            ("lost.pdf", "skipped", "a link that leads nowhere"),
            ("pipe.pdf", "skipped", "neither a file nor a folder"),
            ("ring", "skipped", "a link that leads nowhere"),
        ]
    )


# --- a clock that jumps -----------------------------------------------------------------------------------------------


def test_files_from_the_future(evidence, library, tmp_path):
    """A file with a modification time in the far future or at the epoch is added like any other."""
    for number, moment in enumerate((0, time.time() + TEN_YEARS)):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Report {number}\n\nThe herons of district {number} were counted.\n", "utf-8")
        os.utime(path, (moment, moment))
    run = evidence("add", *tmp_path.glob("*.txt"), "--json", library=library)
    assert [outcome["status"] for outcome in json.loads(run.stdout)] == ["added", "added"]


@pytest.mark.parametrize("jump", [-TEN_YEARS, TEN_YEARS])
def test_downloads_given_up(library, monkeypatch, jump):
    """A part of a download is deleted if its time is long before or long after now."""
    part = library / "downloads" / f"{'0a' * 16}.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"half")
    moment = time.time() + jump
    os.utime(part, (moment, moment))
    corpus.Corpus.open(library, write=True).close()
    assert not part.exists()


CLOCK_CALLS = ("time.time()", "datetime.now(", "utcnow(")


def test_durations_are_no_differences_of_clocks():
    """Only four modules read the wall clock, and none of them to measure a duration."""
    root = Path(corpus.__file__).parents[2]
    modules = []
    for package in ("corpus", "index", "assistant"):
        for path in sorted((root / package).rglob("*.py")):
            for line in path.read_text("utf-8").splitlines():
                if any(call in line for call in CLOCK_CALLS):
                    modules.append(path.relative_to(root).as_posix())
                    assert "mtime" in line or "parsedate" in line
    assert modules == [
        "corpus/pictures/cache.py",
        "corpus/store/folder.py",
        "corpus/web/client.py",
        "assistant/opening.py",
    ]
