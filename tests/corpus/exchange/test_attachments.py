import os

import pytest

from corpus.errors import UnreadableFile
from corpus.exchange.attachments import locate


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    (folder / "files" / "12").mkdir(parents=True)
    (folder / "files" / "12" / "Año 1.pdf").write_bytes(b"%PDF-")
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-")
    return folder


@pytest.mark.parametrize(
    "name",
    ["files/12/Año 1.pdf", "files\\12\\Año 1.pdf", "files/12/A%C3%B1o%201.pdf", "./files/x/../12/Año 1.pdf",
     "file:files/12/A%C3%B1o%201.pdf", "{}/files/12/Año 1.pdf", "file://{}/files/12/A%C3%B1o%201.pdf",
     "file://localhost{}/files/12/A%C3%B1o%201.pdf"],
)  # fmt: skip
def test_files_of_the_export(export, name):
    """This test ensures that a path is found however programs write it."""
    assert locate(name.format(export), [export]).name == "Año 1.pdf"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../secret.pdf", "outside"),
        ("files/../../secret.pdf", "outside"),
        ("..%2Fsecret.pdf", "outside"),
        ("..\\secret.pdf", "outside"),
        ("/etc/passwd", "outside"),
        ("/dev/zero", "outside"),
        ("file:///etc/passwd", "outside"),
        ("link.pdf", "outside"),
        ("files/12", "no such file"),
        ("pipe.pdf", "no such file"),
        ("files/13/gone.pdf", "no such file"),
        ("a\0b", "not a path"),
        ("x" * 5000, "not a path|no such"),
    ],
)
def test_what_is_not_taken(export, name, said):
    """This test ensures that nothing outside the export's folder is read, links included, nor what is no file."""
    (export / "link.pdf").symlink_to(export.parent / "secret.pdf")
    os.mkfifo(export / "pipe.pdf")
    with pytest.raises(UnreadableFile, match=said):
        locate(name, [export])


def test_another_folder_that_a_person_allows(export):
    """This test ensures that files elsewhere are taken once their folder is named."""
    assert locate(str(export.parent / "secret.pdf"), [export, export.parent]).name == "secret.pdf"


def test_a_drive_begins_its_path(tmp_path):
    """This test ensures that an address of Windows names a path from its drive on, which is a folder's name here."""
    path = tmp_path / "C:" / "a b.pdf"
    path.parent.mkdir()
    path.touch()
    assert locate("file:///C:/a%20b.pdf", [tmp_path]) == locate("C:\\a b.pdf", [tmp_path]) == path
