"""Correcting a work with its Crossref record, from a fake web on this machine."""

import json

import pytest

from assistant import Assistant
from corpus.errors import InputError, Offline
from tests.web import FakeWeb, Page

KEY = "densley-jones-2016"
RECORD = {
    "type": "book-chapter",
    "title": ["Pulling Levers on Gang Violence in London and St. Paul"],
    "issued": {"date-parts": [[2015, 12]]},
    "page": "291-305",
    "publisher": "Springer",
}


@pytest.fixture
def desk(library, tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    return Assistant(library)


def test_crossref_fills_what_is_missing(desk, library):
    """A lookup adds missing fields, keeps the others, returns the differences, and is saved in the library."""
    with FakeWeb() as fake:
        url = "https://api.crossref.org/works/10.1007%2F978-3-319-29602-9_16"
        fake.pages[url] = Page(json.dumps({"message": RECORD}).encode(), "application/json")
        reference, disputed = desk.edit(KEY, ["design=commentary"], lookup=True, web=fake.web(library))
    assert reference.csl["page"] == "291-305"
    assert (reference.year, disputed) == (2016, [("issued", "2016", "2015-12")])
    assert desk.edit(KEY, []) == (reference, [])
    assert reference.design == "commentary"


def test_nothing_changes_if_the_lookup_fails(desk, library):
    """Without a network or a DOI the work stays as it was, and other changes are not saved either."""
    before = desk.edit(KEY, [])
    with FakeWeb() as fake, pytest.raises(Offline):
        desk.edit(KEY, ["year=1999"], lookup=True, web=fake.web(library))
    with pytest.raises(InputError, match="no DOI to look up"):
        desk.edit(KEY, ["DOI="], lookup=True)
    assert desk.edit(KEY, []) == before
