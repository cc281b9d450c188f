"""Which files are added: named files, files in folders, addresses."""

import os

import pytest

from assistant.ingest.model import AddOutcome, Incoming
from assistant.ingest.walk import folder_file_reason, uploaded, walk


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def found(folder, *paths, key=None):
    return list(walk([str(path) for path in paths or [folder]], key, folder / "library"))


def test_files_come_in_order_with_their_size(folder):
    """A folder's files are sorted; a file is `named` only if a person named it."""
    (folder / "b.txt").write_text("22")
    (folder / "a.txt").write_text("1")
    assert found(folder) == [
        Incoming(str(folder / "a.txt"), folder / "a.txt", 1, named=False),
        Incoming(str(folder / "b.txt"), folder / "b.txt", 2, named=False),
    ]
    assert found(folder, folder / "b.txt", key="k") == [
        Incoming(str(folder / "b.txt"), folder / "b.txt", 2, named=True, key="k")
    ]


def test_each_file_and_address_comes_once(folder):
    """A file that is named, found in a folder and linked to is one file; so is an address that is given twice."""
    (folder / "a.txt").write_text("1")
    (folder / "link.txt").symlink_to(folder / "a.txt")
    url = "https://example.org/a.pdf"
    names = [file.origin for file in found(folder, url, folder / "a.txt", folder, url)]
    assert names == [url, str(folder / "a.txt")]
    assert found(folder, url) == [Incoming(url, None, 0)]


def test_hidden_files_and_the_library_are_left_out(folder):
    """Hidden files, files in hidden folders, and the library's own files are not found in a folder."""
    for name in (".hidden.txt", ".git/config.txt", "library/originals/a.txt", "sub/a.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")
    assert [file.path for file in found(folder)] == [folder / "sub" / "a.txt"]


def test_paths_that_are_not_files(folder):
    """A path that does not exist is refused; a broken link is refused if it is named and skipped in a folder."""
    link = folder / "link.pdf"
    link.symlink_to(folder / "gone.pdf")
    reason = "a link that leads nowhere"
    assert found(folder) == [AddOutcome(str(link), "skipped", reason=reason)]
    assert found(folder, link) == [AddOutcome(str(link), "refused", reason=reason)]
    missing = str(folder / "missing.pdf")
    assert found(folder, missing) == [AddOutcome(missing, "refused", reason="no such file or folder")]


def test_an_empty_name_is_not_the_current_folder(folder, monkeypatch):
    """A variable of a shell that is not set adds nothing."""
    (folder / "a.txt").write_text("text")
    monkeypatch.chdir(folder)
    assert found(folder, "") == [AddOutcome("", "refused", reason="the name is empty")]


@pytest.mark.parametrize("name", ["https:/example.org/a.pdf", "www.example.org/a.pdf"])
def test_a_web_address_that_is_cut_short(folder, name):
    """The reason says how an address begins."""
    (outcome,) = found(folder, name)
    assert outcome.reason == "no such file or folder; a web address begins with https://"
    (outcome,) = found(folder, folder / ("x" * 5000))
    assert (outcome.status, outcome.reason) == ("refused", "file name too long")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_a_file(folder):
    """A pipe is refused if it is named, and skipped in a folder."""
    os.mkfifo(folder / "pipe.pdf")
    reason = "neither a file nor a folder"
    assert found(folder, folder / "pipe.pdf") == [AddOutcome(str(folder / "pipe.pdf"), "refused", reason=reason)]
    assert found(folder) == [AddOutcome(str(folder / "pipe.pdf"), "skipped", reason=reason)]


def test_links_in_a_ring_end(folder):
    """Two links that lead to each other are skipped."""
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    assert {outcome.status for outcome in found(folder)} <= {"skipped", "refused"}


@pytest.mark.parametrize(
    ("name", "media_type", "reason"),
    [
        ("report.pdf", "application/pdf", None),
        ("notes.txt", "text/plain", None),
        ("table.xlsx", None, "not a kind of file that can be read"),
        ("broken-off.PDF", None, None),
        ("README.md", "text/markdown", "about the folder it is in; name it to add it"),
        ("requirements-dev.txt", "text/plain", "about the folder it is in; name it to add it"),
        ("readme.pdf", "application/pdf", None),
        ("Boston_files/advert.html", "text/html", "a part of the saved page 'Boston'"),
        ("Other_files/advert.html", "text/html", None),
    ],
)
def test_files_in_a_folder_that_are_not_documents(folder, name, media_type, reason):
    """Files of other kinds, text files about the folder, and parts of a saved web page are not documents.

    A file with the name of a PDF that is none is not passed over in silence: who reads it says what is wrong.
    """
    (folder / "Boston.html").write_text("<html></html>")
    assert folder_file_reason(folder / name, media_type) == reason


def test_files_that_a_browser_sent_are_known_by_their_names(folder):
    """They come in the order in which they were sent. Their names, and not their folders, which go, are kept."""
    for number in (1, 2, 10):
        (folder / str(number)).mkdir()
        (folder / str(number) / "report.pdf").write_text(str(number))
    files = uploaded(folder)
    assert [file.path.read_text() for file in files] == ["1", "2", "10"]
    assert {(file.origin, file.whole_origin, file.name) for file in files} == {
        ("upload://report.pdf", "upload://report.pdf", "report.pdf")
    }
