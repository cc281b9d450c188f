"""Identifying a work again."""

from dataclasses import replace

import pytest

from corpus.model import FieldOrigin
from corpus.works.reidentify import can_be_identified_again, changed_fields, identify_again
from tests.corpus.documents import document, reference

PRINTED = FieldOrigin("printed", is_sure=True)
FILE = FieldOrigin("file", is_sure=False)
PAGE = "Harbours at Night\n\nBy Lisa Sacco\n\nMay 2016\n\nhttps://doi.org/10.1000/1"
SAYS = replace(document(PAGE), metadata={"page1_title": "Harbours at Night"})
SACCO = [{"family": "Sacco", "given": "Lisa"}]


def held(csl, origins=None, **fields):
    work = reference("sacco", **csl)
    return replace(work, origins=origins or {}, **{"guessed": True, **fields})


@pytest.mark.parametrize("by", ["person", "import", "Crossref"])
def test_only_what_the_file_said_changes(by):
    """A field that a person, an import or a look-up gave stays, and so does one that a person removed."""
    given = FieldOrigin(by, is_sure=True)
    before = held(
        {"title": "x", "issued": {"date-parts": [[2014]]}, "volume": "3", "publisher": "A Press", "genre": "Essay"},
        {"title": FILE, "issued": given, "DOI": given, "publisher": PRINTED, "volume": given},
    )
    after = identify_again(before, SAYS, "x.pdf")
    assert after.csl["title"] == "Harbours at Night"
    assert after.csl["author"] == SACCO
    assert (after.year, after.csl["volume"], after.csl["genre"]) == (2014, "3", "Essay")
    assert "DOI" not in after.csl
    assert "publisher" not in after.csl  # the file does not print it
    assert after.origins["title"].by == "printed"
    assert (after.origins["issued"], after.key, after.csl["id"]) == (given, "sacco", "sacco")
    assert ("title", "x", "Harbours at Night") in changed_fields(before, after)
    assert identify_again(after, SAYS, "x.pdf") == after


def test_a_work_of_an_earlier_version_gets_what_its_file_says():
    """Without origins, all fields that identification set are read again; other fields stay."""
    before = held({"title": "x.pdf", "issued": {"date-parts": [[1999]]}, "abstract": "On harbours."})
    after = identify_again(before, SAYS, "x.pdf")
    assert (after.title, after.year, after.csl["DOI"], after.csl["abstract"]) == (
        "Harbours at Night",
        2016,
        "10.1000/1",
        "On harbours.",
    )
    assert {"title", "author", "issued"} <= after.origins.keys()


def test_an_edit_of_a_work_of_an_earlier_version_stays():
    """What a person sets before the first identification with origins is kept; the rest is read again."""
    person = FieldOrigin("person", is_sure=True)
    before = held({"title": "x.pdf", "issued": {"date-parts": [[1999]]}}, {"issued": person})
    after = identify_again(before, SAYS, "x.pdf")
    assert (after.title, after.year, after.origins["issued"]) == ("Harbours at Night", 1999, person)


def test_kind_and_design_are_a_persons_if_a_person_set_them():
    """The kind stays with the type; the design stays if it is not a guess."""
    guide = replace(document("Harbour Guide\n\nMay 2016"), metadata={"page1_title": "Harbour Guide"})
    before = held({"title": "x"}, {"title": FILE})
    after = identify_again(before, guide, "x.pdf")
    assert (after.kind, after.design) == ("guide", "guide")
    person = FieldOrigin("person", is_sure=True)
    before = held({"title": "x"}, {"title": FILE, "type": person}, kind="thesis", design="commentary", guessed=False)
    after = identify_again(before, guide, "x.pdf")
    assert (after.kind, after.design) == ("thesis", "commentary")


OLD = {"author": SACCO, "issued": {"date-parts": [[2016]]}, "title": "Harbours at Night"}


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (replace(held({"title": "x"}, {"title": FILE})), True),
        (replace(held({"title": "x"}, {"title": FieldOrigin("import", is_sure=True)})), False),
        (replace(held(OLD), key="sacco-2016-harbours-night"), True),
        (replace(held(OLD), key="sacco-2016-harbours-night-3"), True),
        (replace(held(OLD), key="x-pdf"), False),
        (replace(held({**OLD, "volume": "3"}), key="sacco-2016-harbours-night"), False),
        (replace(held({**OLD, "type": "article-journal"}), key="sacco-2016-harbours-night"), False),
        (replace(held(OLD), key="sacco-2016-harbours-night", guessed=False), False),
    ],
)
def test_which_works_a_program_identified(work, expected):
    """A work of an earlier version counts only if nothing shows that a person described it."""
    assert can_be_identified_again(work) is expected
