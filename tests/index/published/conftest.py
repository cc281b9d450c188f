"""Libraries to publish, and places to publish to: a folder, and a server on this machine that speaks S3."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from corpus.store.corpus import Corpus
from index.build import Builder, update
from tests.encoders import WordEncoder
from tests.index.test_search import put

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


@pytest.fixture(params=["folder", "object store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nothing is published yet: a folder, then an object store."""
    if request.param == "folder":
        return os.fspath(tmp_path / "published")
    return f"s3://{request.getfixturevalue('bucket')}/{uuid4().hex}"
