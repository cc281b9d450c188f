"""Fixtures that several test folders share."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from corpus.store.corpus import Corpus
from tests.encoders import WordEncoder
from tests.object_store import BUCKET, object_store
from tests.reports import write_reports
from tests.web import FakeWeb

ROOT = Path(__file__).resolve().parents[1]

SHARED = ROOT.parent / "shared"

os.environ["EVIDENCE_CONFIG"] = os.devnull  # the settings of the person who runs the tests must not change them


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the file that takes longest first, so that no process waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_reports.py")


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder for the tests, which must not write into the data folder of the person who runs them."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("XDG_DATA_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real reports and questions beside the repository; the test is skipped if it is not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return SHARED / "data"


Evidence = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def evidence() -> Evidence:
    """A function that runs the command line in a process of its own. It does not raise if the command fails."""

    def run(
        *arguments: object, library: Path | None = None, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONWARNINGS": "error", "COLUMNS": "100"}
        if library is not None:
            environment["EVIDENCE_LIBRARY"] = str(library)
        command = [sys.executable, "-m", "assistant", *map(str, arguments)]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, cwd=ROOT, input=input
        )

    return run


@pytest.fixture(scope="session")
def starter_library(evidence: Evidence, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new library with the real model, as the first command creates it. Tests must not change it."""
    library = tmp_path_factory.mktemp("starter") / "library"
    made = evidence("ask", "What is a call-in?", library=library)
    assert made.returncode == 0, made.stderr
    return library


@pytest.fixture(scope="module")
def word_encoder() -> Iterator[None]:
    """The tests' encoder in each library that is opened, except in processes of their own."""
    with patch("assistant.library.load", lambda *_, **__: WordEncoder()):
        yield


@pytest.fixture(scope="module")
def library_of_reports(word_encoder: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the reading list and two reports, and the tests' encoder. Tests must not change it."""
    from assistant.assistant import Assistant  # here, because most tests do not need it

    folder = tmp_path_factory.mktemp("reports")
    Assistant.open(folder / "library").add(*write_reports(folder / "reports", 2))
    return folder / "library"


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """The name of a bucket on a server of its own that speaks S3. The environment leads to the server."""
    with object_store() as variables, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        yield BUCKET


@pytest.fixture
def fake() -> Iterator[FakeWeb]:
    """A web of its own, served on this machine."""
    with FakeWeb() as web:
        yield web


@pytest.fixture
def library(starter_library: Path, tmp_path: Path) -> Path:
    """A copy of the starter library that a test may change."""
    return Path(shutil.copytree(starter_library, tmp_path / "library"))


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty library, open for writing."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as corpus:
        yield corpus
