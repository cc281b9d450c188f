from itertools import pairwise

import pytest

from corpus.exchange.matching import KnownWorks, citation_key
from corpus.exchange.model import ExportEntry
from corpus.model import Reference


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
    """This test ensures that a work is known by DOI, ISBN and year, title and year, or author, year and main title."""
    reference, state = KnownWorks([work(**held)]).adopt(entry(**found))
    assert (reference.key, state == "new") == ("held", False)


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
    """This test ensures that works are two whose DOIs, years, authors or further titles differ."""
    assert KnownWorks([work(**held)]).adopt(entry(**found))[1] == "new"


def test_a_work_is_completed_and_nothing_emptied():
    """This test ensures that an entry adds fields, corrects others, and takes neither a day, kind nor design away."""
    held = work(publisher="USAID", volume="1", issued={"date-parts": [[2016, 2, 22]]})
    found = entry(volume="2", DOI="10.1/a", issued={"date-parts": [[2016]]}, type="book")
    reference, state = KnownWorks([held]).adopt(found)
    assert state == "updated"
    assert reference == work(publisher="USAID", volume="2", DOI="10.1/a", issued={"date-parts": [[2016, 2, 22]]})
    known = KnownWorks([reference])
    assert known.adopt(found) == (reference, "already held")


def test_the_same_work_twice_in_a_file():
    """This test ensures that what was adopted is known at once, and that one key for two works gets a number."""
    known = KnownWorks([])
    first = known.adopt(entry("Abt_2016"))
    assert first[0].key == "abt-2016"
    assert known.adopt(entry("other")) == (first[0], "already held")
    other = known.adopt(entry("Abt_2016", title="Something Else Altogether"))
    assert (other[0].key, other[1]) == ("abt-2016-2", "new")


def test_what_a_new_work_is():
    """This test ensures that kind follows the type, that a design nobody gave is guessed, and ours come back."""
    made, _ = KnownWorks([]).adopt(entry(type="article-newspaper", author=[{"family": "Downie"}]))
    assert made == Reference("downie-2016-report-gangs", {"id": "downie-2016-report-gangs", "type": "article-newspaper",
        "title": "A Report on Gangs", "issued": {"date-parts": [[2016]]}, "author": [{"family": "Downie"}]},
        "news", "news", True)  # fmt: skip
    ours, _ = KnownWorks([]).adopt(entry(own={"kind": "guide", "design": "randomised"}))
    assert (ours.kind, ours.design, ours.guessed) == ("guide", "randomised", False)


def test_keys():
    """This test ensures that a file's key stays readable, and that one which tells nothing is not kept."""
    kept = {"Abt_Winship:2016": "abt-winship-2016", "muggah_making_2016": "muggah-making-2016", "a.b+c": "a-b-c"}
    lost = ["", "12345", "http://zotero.org/items/ABC", "Muñoz2016", "x" * 61, "a b", "../x y"]
    assert {key: citation_key(key) for key in kept} == kept
    assert not any(map(citation_key, lost))
    assert all(a != b for a, b in pairwise(kept.values()))
