"""Libraries to publish, and places to publish to: a folder, a server that speaks S3, and a server of LanceDB."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from corpus.store.corpus import Corpus
from index.build import Builder, update
from tests.encoders import WordEncoder
from tests.index.test_search import put
from tests.lance_server import lance_server

pytest.importorskip("lancedb", reason="needs the extra lance")


def make_library(folder: Path, works: dict[str, tuple[str, ...]]) -> Path:
    """Make a library of works: the texts of their pages by their keys. It has an index by words."""
    with Corpus.create(folder, seed=lambda _: None) as corpus:
        for key, pages in works.items():
            put(corpus, key, f"The title of {key}", *pages)
        update(corpus, Builder(folder, WordEncoder()), lambda done, of: None)
    return folder


WORKS = {
    "harbour-2020": ("Patrols of the harbour were doubled in March.", "Thefts from boats fell by 31 percent."),
    "lights-2021": ("Street lights were mended in the old town.", "Burglaries did not change."),
    "schools-2022": ("Mentors met pupils each week.", "Fights in the yard fell by half.", "The cost was 90 a pupil."),
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of three works, with its index."""
    return make_library(tmp_path / "library", WORKS)


@pytest.fixture(params=["folder", "object store", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where nothing is published yet: a folder, then an object store, then a server of LanceDB."""
    if request.param == "folder":
        yield os.fspath(tmp_path / "published")
    elif request.param == "object store":
        yield f"s3://{request.getfixturevalue('bucket')}/{uuid4().hex}"
    else:
        with lance_server(tmp_path / "tables") as address:
            yield address
