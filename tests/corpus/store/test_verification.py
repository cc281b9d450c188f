"""Damage to the originals and to the corpus file."""

import sqlite3
from contextlib import closing

from corpus.store.corpus import Corpus
from corpus.store.verification import verify
from tests.corpus.documents import source
from tests.corpus.store.conftest import put


def test_damage_is_found(library):
    """A changed original, page or passage is reported."""
    with Corpus.open(library, write=True) as corpus:
        sha256 = put(corpus, b"%PDF-1")
        corpus.original(source(sha256)).write_bytes(b"%PDF-2")
        assert "has changed" in dict(verify(corpus))["work"]
        corpus.original(source(sha256)).unlink()
        assert "missing" in dict(verify(corpus))["work"]
        corpus.original(source(sha256)).write_bytes(b"%PDF-1")
    with sqlite3.connect(library / "corpus.sqlite") as connection:
        connection.execute("UPDATE page SET text = replace(text, 'second', 'Second')")
    connection.close()
    with Corpus.open(library) as corpus:
        assert "record has changed" in dict(verify(corpus))["work"]
    with closing(sqlite3.connect(library / "corpus.sqlite", isolation_level=None)) as connection:
        connection.execute("DELETE FROM seal")  # as an earlier version of this program left it
        connection.execute('UPDATE passage SET "end" = "end" + 1000')
    with Corpus.open(library) as corpus:
        assert "not a part of its pages" in dict(verify(corpus))["work"]
