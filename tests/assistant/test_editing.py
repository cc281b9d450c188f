"""Correcting a work: by hand, and with its Crossref record from a fake web on this machine."""

import pytest

from assistant import Assistant
from corpus.errors import InputError, NotFetched, Offline
from corpus.model import Filter
from tests.crossref import serve
from tests.web import FakeWeb

KEY = "densley-jones-2016"
DOI = "10.1007/978-3-319-29602-9_16"
RECORD = {
    "DOI": DOI,
    "type": "book-chapter",
    "title": ["Pulling Levers on Gang Violence in London and St. Paul"],
    "issued": {"date-parts": [[2015, 12]]},
    "page": "291-305",
    "publisher": "Springer",
}


@pytest.fixture
def write_report(tmp_path):
    """Return a function that writes a text file and returns its path."""

    def write(text):
        path = tmp_path / "report.txt"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def desk(library, tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    return Assistant(library)


def test_crossref_fills_what_is_missing(desk, library):
    """A lookup adds missing fields, keeps fields of unknown origin, returns the differences, and is saved."""
    with FakeWeb() as fake:
        serve(fake, RECORD)
        reference, disputed = desk.edit(KEY, ["design=commentary"], lookup=True, web=fake.web(library))
    assert reference.csl["page"] == "291-305"
    assert reference.year == 2016
    assert ("issued", "2016", "2015-12") in disputed
    assert desk.edit(KEY, []) == (reference, [])
    assert reference.design == "commentary"


def test_nothing_changes_if_the_lookup_fails(desk, library):
    """Without a network or a record the work stays as it was, and other changes are not saved either."""
    before = desk.edit(KEY, [])
    with FakeWeb() as fake, pytest.raises(Offline):
        desk.edit(KEY, ["year=1999"], lookup=True, web=fake.web(library))
    with FakeWeb() as fake:
        serve(fake)
        with pytest.raises(NotFetched, match=f"does not have the DOI {DOI}"):
            desk.edit(KEY, ["year=1999"], lookup=True, web=fake.web(library))
        with pytest.raises(NotFetched, match="no work with this title, year and first author"):
            desk.edit(KEY, ["DOI="], lookup=True, web=fake.web(library))
    assert desk.edit(KEY, []) == before


def test_a_renamed_work_goes_by_its_old_key_everywhere(desk, write_report):
    """show, cite, export, edit, verify, `--key` and remove take the old key. A taken key is refused."""
    reference, _ = desk.edit(KEY, ["key=densley"])
    assert (reference.key, reference.former_keys) == ("densley", (KEY,))
    assert desk.edit(KEY, [])[0] == reference
    assert desk.view(KEY).title == desk.view("densley").title == reference.title
    assert desk.cite([KEY]).references == desk.cite(["densley"]).references
    assert "densley" in desk.export([KEY])
    (holding,) = desk.holdings(Filter(keys=(KEY,)))
    assert holding.reference == reference
    (added,) = desk.add(write_report("Harbours at night are quiet."), key=KEY).outcomes
    assert (added.status, added.key) == ("added", "densley")
    assert {key for key, fault in desk.verify([KEY]) if fault is None} == {"densley"}
    with pytest.raises(InputError, match="key of another work, 'densley'"):
        desk.edit("nnsc-gvi-guide-2013", [f"key={KEY}"])
    assert desk.remove([KEY]) == 1
