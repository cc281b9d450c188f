"""Corrections to a reference."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from corpus.model import FieldOrigin, Notice, Reference
from corpus.works.edit import apply_changes, editable_fields
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
        (
            "authors=Ana Souza and Jan Kok",
            "author",
            [{"family": "Souza", "given": "Ana"}, {"family": "Kok", "given": "Jan"}],
        ),
        ("journal=A Journal", "container-title", "A Journal"),
        ("pages=12-25", "page", "12-25"),
    ],
)
def test_a_field_takes_its_value(change, field, value):
    """A field goes by its CSL name in any case or by its plain name; names, dates and DOIs are parsed."""
    found = apply_changes(WORK, [change])
    assert found.csl.get(field) == value
    assert (found.key, found.csl["id"], found.design, found.guessed) == ("work", "work", "guide", True)


def test_a_design_that_a_person_gives_is_not_a_guess():
    """`kind` and `design` are not CSL variables; a design that a person gives is not marked as a guess."""
    found = apply_changes(WORK, ["design=Systematic Review", "kind=thesis"])
    assert (found.design, found.guessed, found.kind) == ("systematic review", False, "thesis")


@pytest.mark.parametrize(
    ("changes", "kind", "csl_type"),
    [
        (["kind=article"], "article", "article-journal"),
        (["kind=Book review"], "book review", "review-book"),
        (["kind=slides"], "slides", "speech"),
        (["kind=guide"], "guide", "report"),
        (["type=thesis"], "thesis", "thesis"),
        (["type=article-magazine", "kind=article"], "article", "article-magazine"),
        (["kind=article", "type=article-magazine"], "article", "article-magazine"),
    ],
)
def test_kind_and_type_change_together(changes, kind, csl_type):
    """A kind sets the CSL type unless works of the kind may have the type already, and a type sets the kind."""
    found = apply_changes(WORK, changes)
    assert (found.kind, found.csl["type"]) == (kind, csl_type)
    assert found.origins["type"].by == "person"


def test_a_key_that_a_person_changes_stays_a_name_of_the_work():
    """The former keys are kept, each once, the oldest first."""
    found = apply_changes(WORK, ["key=newer", "key=newest", "key=work", "key=last"])
    assert (found.key, found.csl["id"], found.former_keys) == ("last", "last", ("newer", "newest", "work"))


def test_a_changed_field_is_a_person_s():
    """A field that a person sets, or removes, comes from a person. Other origins stay."""
    printed = FieldOrigin("printed", is_sure=False)
    before = replace(WORK, origins={"title": printed, "issued": printed})
    found = apply_changes(before, ["year=2016", "DOI="])
    person = FieldOrigin("person", is_sure=True)
    assert found.origins == {"title": printed, "issued": person, "DOI": person}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("title", "write FIELD=VALUE"),
        ("tilte=A", "did you mean title"),
        ("yaer=2013", "did you mean year"),
        ("autors=A", "did you mean authors"),
        ("colour=red", "no field 'colour'"),
        ("title=", "every reference has a title"),
        ("kind= ", "every reference has a kind"),
        ("key=", "every reference has a key"),
        ("key=Abt 2016", "lower-case letters, digits and hyphens"),
        ("key=2016", "cannot be a key"),
        ("kind=leaflet", "Choose from: article, .*, working paper"),
        ("year=last", "'last' is not a date"),
        ("issued=2016-02-30", "not a date"),
        ("design=anecdote", "Choose from: systematic review"),
        ("type=leaflet", "Choose from: article"),
    ],
)
def test_an_invalid_change_is_refused(change, message):
    """An error message says what is wrong and what to write."""
    with pytest.raises(InputError, match=message):
        apply_changes(WORK, [change])


@pytest.mark.parametrize("entry", starter(), ids=lambda entry: entry.reference.key)
def test_editable_fields_can_be_applied(entry):
    """Every field of the reading list is shown in a form that gives the same value when it is applied."""
    shown = [f"{field}={value}" for field, value in editable_fields(entry.reference)]
    found = apply_changes(Reference(entry.reference.key, {"id": entry.reference.key}, "", ""), shown)
    assert replace(found, origins={}) == entry.reference


def test_a_new_doi_has_no_notices():
    """What was announced about the work of the former DOI does not stay with the new one."""
    retracted = replace(WORK, notices=(Notice("retraction", "2019-07-26", "10.1000/n"),))
    assert apply_changes(retracted, ["year=2012"]).notices == retracted.notices
    assert apply_changes(retracted, ["DOI=10.1000/2"]).notices == ()


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["title", "publisher", "author", "issued"]))
def test_any_value_is_taken_or_refused(value, field):
    """Any value is stored in the form of its field, or refused with an InputError."""
    try:
        found = apply_changes(WORK, [f"{field}={value}"]).csl.get(field)
    except InputError:
        return
    assert found is None or isinstance(found, {"author": list, "issued": dict}.get(field, str))
