"""Filters on works and sources."""

import pytest

from corpus.model import Filter
from corpus.store.corpus import Corpus
from tests.corpus.store.conftest import put


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Filter(keys=("b",)), {"b"}),
        (Filter(keys=("a", "b")), {"a", "b"}),
        (Filter(since=2012), {"b"}),
        (Filter(until=2011), {"a"}),
        (Filter(since=2010, until=2013), {"a", "b"}),
        (Filter(authors=("munoz",)), {"a"}),
        (Filter(authors=("Abt", "Muñoz")), {"a", "b"}),
        (Filter(files=("work.pdf",)), {"a", "b"}),
        (Filter(files=("reports/work.pdf",)), {"a", "b"}),
        (Filter(files=("ork.pdf",)), set()),
        (Filter(languages=("es",)), set()),
        (Filter(kinds=("guide",)), set()),
        (Filter(keys=("a",), since=2012), set()),
        (Filter(keys=("a",), zones=("references",)), set()),
    ],
)
def test_filters(library, selection, found):
    """Values of one field are alternatives, and several fields must all match."""
    with Corpus.open(library, write=True) as corpus:
        put(corpus, b"1", "a", issued={"date-parts": [[2011]]}, author=[{"family": "Muñoz", "given": "Ana"}])
        put(corpus, b"2", "b", issued={"date-parts": [[2012, 5]]}, author=[{"family": "Abt"}])
        selected = corpus.select(selection)
        held = corpus.sources()
        admitted = set()
        for passage in corpus.passages(corpus.passage_ids()).values():
            in_sources = selected.sources is None or passage.source in selected.sources
            in_languages = selected.languages is None or passage.language in selected.languages
            if in_sources and in_languages and passage.zone in selected.zones:
                admitted.add(held[passage.source].key)
        assert admitted == found
