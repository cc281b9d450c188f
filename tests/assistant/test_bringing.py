"""How to bring the document of a work."""

import pytest

from assistant.bringing import way_to_bring, way_to_bring_all
from corpus.model import Reference
from corpus.works.starter import starter

OPEN = Reference("open", {"title": "Open", "URL": "https://example.org/a.pdf"}, "report", "descriptive")
BY_DOI = Reference("doi", {"title": "By DOI", "DOI": "10.1000/x"}, "article", "descriptive")
CLOSED = Reference("closed", {"title": "Closed"}, "book", "descriptive")


@pytest.mark.parametrize(
    ("reference", "way"),
    [
        (OPEN, "evidence fetch open"),
        (BY_DOI, "evidence fetch doi"),
        (CLOSED, "evidence add FILE --key closed (no address of it is known)"),
    ],
)
def test_a_work_is_fetched_or_added(reference, way):
    """A work with an address can be fetched; a person must get the file of any other work."""
    assert way_to_bring(reference) == way


def test_the_reading_list_says_which_works_are_not_open():
    """A paywalled work is got from its page by a person."""
    for entry in starter():
        way = way_to_bring(entry.reference)
        if entry.access.startswith(("paywalled", "video")):
            assert way.startswith("get it from https://")
            assert entry.access in way
            assert way.endswith(f"then: evidence add FILE --key {entry.reference.key}")
        elif entry.urls:
            assert way == f"evidence fetch {entry.reference.key}"


def test_several_works_are_fetched_by_one_command():
    """Works that cannot be fetched are left out, unless all are such works."""
    assert way_to_bring_all([CLOSED, OPEN, BY_DOI]) == "evidence fetch open doi"
    assert way_to_bring_all([CLOSED]) == way_to_bring(CLOSED)
