"""A new library, and a document to add to it."""

import pytest

from corpus.store.corpus import Corpus
from tests.corpus.documents import add_document

TEXTS = "The first page tells of the call-in.", "The second page tells of what came after it."


@pytest.fixture
def library(tmp_path):
    Corpus.create(tmp_path / "library", seed=lambda corpus: None).close()
    return tmp_path / "library"


def put(corpus, content, key="work", kind="full text", **csl):
    """Add a document of two pages whose original is `content`. Return its SHA-256."""
    return add_document(corpus, key, *TEXTS, labels=["7", "8"], kind=kind, original=content, **csl)
