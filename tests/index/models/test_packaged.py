from hashlib import sha256

import pytest

from corpus.errors import ModelError
from index.models.packaged import PackagedFile


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A data file of a package that is on the path and cannot be imported."""
    package = tmp_path / "some_weights"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError")
    (package / "data" / "w.bin").write_bytes(b"w")
    monkeypatch.syspath_prepend(tmp_path)
    return PackagedFile("some-weights", "1.2", "some_weights", "data/w.bin", sha256(b"w").hexdigest())


def test_a_file_is_found_without_importing_its_package(file, tmp_path):
    """The path is that in the package's folder."""
    path = file.installed()
    assert path == tmp_path / "some_weights" / "data" / "w.bin"
    file.check(path)


def test_a_missing_file_is_not_found(file, tmp_path):
    """Neither a missing file nor a missing package is an error."""
    (tmp_path / "some_weights" / "data" / "w.bin").unlink()
    assert file.installed() is None
    assert PackagedFile("absent", "1", "no_such_package", "w.bin", "").installed() is None


def test_an_altered_file_is_refused(file, tmp_path):
    """The error has both hashes and the command that installs the right file."""
    path = tmp_path / "some_weights" / "data" / "w.bin"
    path.write_bytes(b"other")
    expected = f"SHA-256 is {sha256(b'other').hexdigest()}, expected {file.sha256}.*--no-deps some-weights==1.2"
    with pytest.raises(ModelError, match=expected):
        file.check(path)
