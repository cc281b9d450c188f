"""Corrections to a reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.model import Reference
from corpus.works.edit import completed, edited, fields
from corpus.works.starter import starter

WORK = Reference("work", {"id": "work", "type": "report", "title": "A Work", "DOI": "10.1/2"}, "report", "guide", True)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("title=Port  Security", "title", "Port Security"),
        ("year=2016", "issued", {"date-parts": [[2016]]}),
        ("issued=2016-02-29", "issued", {"date-parts": [[2016, 2, 29]]}),
        ("doi=https://doi.org/10.4073/csr.2013.1", "DOI", "10.4073/csr.2013.1"),
        ("type=article-journal", "type", "article-journal"),
        ("Container-Title=Harbours = Ports", "container-title", "Harbours = Ports"),
        (
            "author=Abt, Thomas; World Bank; van Dijk, Jan",
            "author",
            [
                {"family": "Abt", "given": "Thomas"},
                {"literal": "World Bank"},
                {"family": "van Dijk", "given": "Jan"},
            ],
        ),
        ("DOI=", "DOI", None),
    ],
)
def test_a_field_takes_its_value(change, field, value):
    """This test ensures that fields go by CSL's names in any case, and that names, dates and DOIs are read as such."""
    found = edited(WORK, [change])
    assert found.csl.get(field) == value
    assert (found.key, found.csl["id"], found.design, found.guessed) == ("work", "work", "guide", True)


def test_a_design_that_a_person_gives_is_no_guess():
    """This test ensures that kind and design are ours, and that a design confirmed is no longer called a guess."""
    found = edited(WORK, ["design=Systematic Review", "kind=thesis"])
    assert (found.design, found.guessed, found.kind) == ("systematic review", False, "thesis")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("title", "write FIELD=VALUE"),
        ("tilte=A", "did you mean title"),
        ("colour=red", "no field 'colour'"),
        ("title=", "every reference has a title"),
        ("kind= ", "every reference has a kind"),
        ("year=last", "'last' is no date"),
        ("issued=2016-02-30", "no date"),
        ("design=anecdote", "one of systematic review"),
        ("type=leaflet", "one of article"),
    ],
)
def test_what_is_no_change_is_refused(change, said):
    """This test ensures that a mistake is named with what to write instead."""
    with pytest.raises(InputError, match=said):
        edited(WORK, [change])


@pytest.mark.parametrize("entry", starter(), ids=lambda entry: entry.reference.key)
def test_what_is_shown_can_be_given_back(entry):
    """This test ensures that every field of the reading list is shown in a form that says the same when given back."""
    shown = [f"{field}={value}" for field, value in fields(entry.reference)]
    found = edited(Reference(entry.reference.key, {"id": entry.reference.key}, "", ""), shown)
    assert found == entry.reference


def test_another_record_adds_and_disputes():
    """This test ensures that what is missing is filled, what is there stays, and real differences are told."""
    ours = Reference("work", {"title": "A Work: Part Two", "issued": {"date-parts": [[2013]]}}, "report", "guide")
    theirs = {"title": "A work. Part two", "issued": {"date-parts": [[2012, 5]]}, "publisher": "A Press", "volume": "3"}
    found, disputed = completed(ours, theirs)
    assert found.csl == {**ours.csl, "publisher": "A Press", "volume": "3"}
    assert disputed == [("issued", "2013", "2012-05")]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["title", "publisher", "author", "issued"]))
def test_whatever_is_given_is_taken_or_refused(value, field):
    """This test ensures that no value breaks anything: it is held in the form that the field has, or refused."""
    try:
        found = edited(WORK, [f"{field}={value}"]).csl.get(field)
    except InputError:
        return
    assert found is None or isinstance(found, {"author": list, "issued": dict}.get(field, str))
