"""A new library, and a document to add to it."""

import pytest

from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from tests.corpus.documents import document, reference, source

TEXTS = "The first page tells of the call-in.", "The second page tells of what came after it."


@pytest.fixture
def library(tmp_path):
    Corpus.create(tmp_path / "library", seed=lambda corpus: None).close()
    return tmp_path / "library"


def put(corpus, content, key="work", kind="full text", **csl):
    """Add a document of two pages whose original is `content`. Return its SHA-256."""
    sha256 = corpus.keep(content, "application/pdf")
    made = document(*TEXTS, labels=["7", "8"])
    corpus.add(source(sha256, key, kind), reference(key, **csl), made, passages(made, sha256))
    return sha256
