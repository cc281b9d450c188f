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
     "file://localhost{}/files/12/A%C3%B1o%201.pdf", "files/12/An\u0303o 1.pdf", "files/12/An%CC%83o%201.pdf"],
)  # fmt: skip
def test_files_of_the_export(export, name):
    """A path is found in every form in which programs write it."""
    assert locate(name.format(export), [export]).name == "Año 1.pdf"


@pytest.mark.parametrize(
    ("name", "reason"),
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
def test_files_that_are_refused(export, name, reason):
    """Files outside the export's folder are refused, also behind a link, and so is anything that is not a file."""
    (export / "link.pdf").symlink_to(export.parent / "secret.pdf")
    os.mkfifo(export / "pipe.pdf")
    with pytest.raises(UnreadableFile, match=reason):
        locate(name, [export])


def test_a_folder_that_a_person_allows(export):
    """Files in another folder are found if that folder is allowed."""
    assert locate(str(export.parent / "secret.pdf"), [export, export.parent]).name == "secret.pdf"


def test_a_windows_path_begins_with_its_drive(tmp_path):
    """The path of a Windows address begins with the drive; here a folder has the name of the drive."""
    path = tmp_path / "C:" / "a b.pdf"
    path.parent.mkdir()
    path.touch()
    assert locate("file:///C:/a%20b.pdf", [tmp_path]) == locate("C:\\a b.pdf", [tmp_path]) == path
