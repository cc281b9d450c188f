"""A library to add files to, and a web without a network."""

import pytest

from corpus.store.corpus import Corpus
from tests.web import FakeWeb


@pytest.fixture
def corpus(tmp_path):
    """An empty library, open for writing."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as corpus:
        yield corpus


@pytest.fixture
def fake():
    with FakeWeb() as fake:
        yield fake
