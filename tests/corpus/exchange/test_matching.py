from dataclasses import replace
from itertools import pairwise

import pytest

from corpus.exchange.matching import IMPORTED, KnownWorks, citation_key
from corpus.exchange.model import ExportEntry
from corpus.model import FieldOrigin, Reference


def work(key="held", **csl):
    held = {"id": key, "type": "report", "title": "A Report on Gangs", "issued": {"date-parts": [[2016]]}, **csl}
    return Reference(key, held, "guide", "systematic review")


def entry(key="", own=None, **csl):
    found = {"type": "report", "title": "A Report on Gangs", "issued": {"date-parts": [[2016]]}, **csl}
    return ExportEntry({field: value for field, value in found.items() if value}, key, (), 1, own or {})


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ({"DOI": "10.1/A"}, {"DOI": "10.1/a", "title": "Another Title"}),
        ({"ISBN": "978-0-306-40615-7"}, {"ISBN": "0306406152", "title": "Another Title"}),
        ({}, {"title": "a report on «Gangs»"}),
        ({"title": "What Works in Reducing Violence: A Review", "author": [{"family": "Abt"}]},
         {"title": "What works in reducing violence", "author": [{"family": "Abt", "given": "T."}]}),
        ({"author": [{"family": "Muñoz"}]}, {"author": [{"literal": "Ana Munoz"}]}),
    ],
)  # fmt: skip
def test_the_same_work(held, found):
    """A work is recognised by DOI, ISBN and year, title and year, or author, year and main title."""
    adopted = KnownWorks([work(**held)]).adopt(entry(**found))
    assert adopted.reference.key == "held"
    assert adopted.status != "new"


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ({"DOI": "10.1/a"}, {"DOI": "10.1/b"}),
        ({}, {"issued": {"date-parts": [[2017]]}}),
        ({"author": [{"literal": "World Bank"}]}, {"author": [{"literal": "Inter-American Dialogue"}]}),
        ({"type": "chapter", "ISBN": "0306406152"}, {"type": "chapter", "ISBN": "0306406152", "title": "Other"}),
        ({"title": "Monitoring the Future Survey: One", "author": [{"family": "Abt"}]},
         {"title": "Monitoring the Future Survey: Two", "author": [{"family": "Abt"}]}),
    ],
)  # fmt: skip
def test_two_works(held, found):
    """Works are different if their DOIs, years, authors or subtitles differ."""
    assert KnownWorks([work(**held)]).adopt(entry(**found)).status == "new"


def test_a_work_is_completed_and_loses_nothing():
    """An entry adds fields and corrects others, but removes neither a day nor the kind nor the design."""
    held = work(publisher="USAID", volume="1", issued={"date-parts": [[2016, 2, 22]]})
    found = entry(volume="2", DOI="10.1/a", issued={"date-parts": [[2016]]}, type="book")
    adopted = KnownWorks([held]).adopt(found)
    assert adopted.status == "updated"
    whole = work(publisher="USAID", volume="2", DOI="10.1/a", issued={"date-parts": [[2016, 2, 22]]})
    assert adopted.reference == replace(whole, origins={"volume": IMPORTED, "DOI": IMPORTED})
    again = KnownWorks([adopted.reference]).adopt(found)
    assert (again.reference, again.status) == (adopted.reference, "already held")


def test_a_field_that_a_person_set_stays():
    """An entry changes neither a value that a person gave nor a field that a person removed."""
    person = FieldOrigin("person", is_sure=True)
    held = replace(work(volume="1"), origins={"volume": person, "DOI": person})
    adopted = KnownWorks([held]).adopt(entry(volume="2", DOI="10.1/a", issue="4"))
    assert adopted.reference == replace(work(volume="1", issue="4"), origins={**held.origins, "issue": IMPORTED})


def test_the_same_work_twice_in_a_file():
    """An adopted work is known at once; the second of two works with one key gets a number."""
    known = KnownWorks([])
    first = known.adopt(entry("Abt_2016"))
    assert first.reference.key == "abt-2016"
    again = known.adopt(entry("other"))
    assert (again.reference, again.status) == (first.reference, "already held")
    other = known.adopt(entry("Abt_2016", title="Something Else Altogether"))
    assert (other.reference.key, other.status) == ("abt-2016-2", "new")


def test_kind_and_design_of_a_new_work():
    """Kind follows the type and design is guessed, unless the entry has the kind and design of our own export.

    So do the origins of the fields. Those that are not ours are left out.
    """
    made = KnownWorks([]).adopt(entry(type="article-newspaper", author=[{"family": "Downie"}])).reference
    assert made == Reference("downie-2016-report-gangs", {"id": "downie-2016-report-gangs", "type": "article-newspaper",
        "title": "A Report on Gangs", "issued": {"date-parts": [[2016]]}, "author": [{"family": "Downie"}]},
        "news", "news", True, dict.fromkeys(["type", "title", "issued", "author"], IMPORTED))  # fmt: skip
    origins = {"title": {"by": "printed", "is_sure": False}, "volume": {"by": "me"}, "issue": "printed"}
    own = {"kind": "guide", "design": "randomised", "origins": origins}
    ours = KnownWorks([]).adopt(entry(own=own)).reference
    assert (ours.kind, ours.design, ours.guessed) == ("guide", "randomised", False)
    assert ours.origins == {"type": IMPORTED, "title": FieldOrigin("printed", is_sure=False), "issued": IMPORTED}


def test_keys():
    """A readable key of a file is kept in our form; a key that says nothing is not kept."""
    kept = {"Abt_Winship:2016": "abt-winship-2016", "muggah_making_2016": "muggah-making-2016", "a.b+c": "a-b-c"}
    lost = ["", "12345", "http://zotero.org/items/ABC", "Muñoz2016", "x" * 61, "a b", "../x y"]
    assert {key: citation_key(key) for key in kept} == kept
    assert not any(map(citation_key, lost))
    assert all(a != b for a, b in pairwise(kept.values()))
