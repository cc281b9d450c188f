"""Plain files and folders, with the descriptors of folders that most systems have, and without them."""

import os
import re
import socket
import sys
from contextlib import closing

import pytest

from corpus import plain_files
from corpus.errors import LibraryDamaged
from corpus.plain_files import PlainFolder, check_plain, is_plain_file, open_plain, plain_bytes, read_note

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links, pipes and sockets")


@pytest.fixture(params=[True, False], ids=["descriptors", "paths"], autouse=True)
def handles(request, monkeypatch):
    """Run each test twice: Windows has no descriptors of folders."""
    if request.param and not plain_files._HAS_FOLDER_HANDLES:
        pytest.skip("this system has no descriptors of folders")
    monkeypatch.setattr(plain_files, "_HAS_FOLDER_HANDLES", request.param)


@pytest.fixture
def folder(tmp_path):
    """A folder with one entry of each kind. The links lead to a file and a folder beside it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text("mine")
    folder = tmp_path / "inside"
    (folder / "a" / "b").mkdir(parents=True)
    for name in ("file", "a/file", "a/other", "a/b/file"):
        (folder / name).write_text("plain")
    (folder / "to file").symlink_to("../outside/file")
    (folder / "to folder").symlink_to("../outside")
    (folder / "a" / "to nothing").symlink_to("nothing")
    os.mkfifo(folder / "pipe")
    with closing(socket.socket(socket.AF_UNIX)) as bound, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(folder)  # the name of a socket may not be long
        bound.bind("socket")
    return folder


def test_kinds(folder):
    """Each entry is what it is, and a link is not what it points to."""
    with PlainFolder(folder) as opened:
        assert dict(opened.entries()) == {
            "a": "a folder",
            "file": "a file",
            "pipe": "a named pipe",
            "socket": "a socket",
            "to file": "a link",
            "to folder": "a link",
        }
    refused = pytest.raises(LibraryDamaged, match="is a link and not a folder")
    with PlainFolder(folder.parent) as parent, parent.folder("inside") as opened, refused:
        opened.folder("to folder")


def test_walk(folder):
    """A folder comes before its files. Links are named and not followed."""
    with PlainFolder(folder) as opened:
        paths = [path for path, _ in opened.walk()]
    inside = ["a", "a/b", "a/b/file", "a/file", "a/other", "a/to nothing"]
    assert paths == [*inside, "file", "pipe", "socket", "to file", "to folder"]


def test_only_what_matches_is_deleted(folder):
    """Files of other names, links and the folders with them stay."""
    with PlainFolder(folder) as opened:
        opened.delete_tree("a", re.compile(r"(b/)?file|to nothing"))
        with pytest.raises(LibraryDamaged, match="is a link"):
            opened.delete_tree("to folder", re.compile(".*"))
        opened.delete_tree("gone", re.compile(".*"))
    assert sorted(path.name for path in (folder / "a").iterdir()) == ["other", "to nothing"]
    with PlainFolder(folder) as opened:
        opened.delete_tree("a", re.compile("other"))
    assert (folder / "a").exists()
    (folder / "a" / "to nothing").unlink()
    with PlainFolder(folder) as opened:
        opened.delete_tree("a", re.compile("other"))
        opened.delete("to file")
        opened.delete("gone")
    assert not (folder / "a").exists()
    assert (folder.parent / "outside" / "file").read_text() == "mine"


@pytest.mark.parametrize("mode", ["rb", "ab", "wb", "xb"])
@pytest.mark.parametrize("name", ["to file", "to folder", "pipe", "socket", "a", "a/to nothing"])
def test_what_is_not_a_file_is_not_opened(folder, name, mode):
    """A pipe without a writer would make the program wait. The target of a link stays as it is."""
    with pytest.raises(LibraryDamaged, match="and not a file"):
        open_plain(folder / name, mode)
    assert (folder.parent / "outside" / "file").read_text() == "mine"
    assert not (folder / "a" / "nothing").exists()
    assert not is_plain_file(folder / name)


def test_the_size_of_the_plain_files(folder):
    """Files in folders count, and neither links nor what they lead to."""
    assert plain_bytes(folder) == 4 * len("plain")
    assert plain_bytes(folder / "nothing") == 0


def test_a_link_that_appears_after_the_check(folder, monkeypatch):
    """What is checked may be replaced before it is opened. The system then refuses the link itself."""
    if not hasattr(os, "O_NOFOLLOW"):
        pytest.skip("this system has no O_NOFOLLOW")
    monkeypatch.setattr(plain_files, "check_plain", lambda *_: None)
    with pytest.raises(OSError, match="symbolic links"):
        open_plain(folder / "to file", "ab")
    with pytest.raises(LibraryDamaged, match="is a named pipe"):
        open_plain(folder / "pipe")


def test_plain_files_are_opened(folder):
    """A plain file is read and written. A hard link is a plain file, and a missing one is missing."""
    os.link(folder / "file", folder / "hard")
    with open_plain(folder / "hard", "ab") as file:
        file.write(b", more")
    assert read_note(folder / "file") == b"plain, more"
    check_plain(folder / "gone", "a file")
    check_plain(folder / "a", "a folder")
    with pytest.raises(FileNotFoundError):
        open_plain(folder / "gone")
    with pytest.raises(LibraryDamaged, match="is a folder and not a file"):
        check_plain(folder / "a", "a file")


def test_a_note_is_small(tmp_path):
    """A small file that is not small is refused before it is in memory."""
    with (tmp_path / "note").open("wb") as file:
        file.truncate(10**12)  # takes no room on the disk
    with pytest.raises(LibraryDamaged, match="larger than 1 MB"):
        read_note(tmp_path / "note")
