from dataclasses import replace
from itertools import pairwise
from time import process_time

import pytest

from corpus.exchange.matching import IMPORTED, KnownWorks, citation_key
from corpus.exchange.model import ExportEntry
from corpus.model import FieldOrigin, Reference
from corpus.store.filters import author_names


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
        ({"ISBN": "978-0-306-40615-7"}, {"ISBN": "0306406152", "title": "Report on Gangs, 2nd printing"}),
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


EDITORIAL = {"type": "article-journal", "title": "Editorial", "author": [{"family": "Holm"}]}
SURVEY = {"title": "National Survey of Quay Users", "author": [{"literal": "Port Statistics Office"}]}
SET = {"type": "book", "ISBN": "978-0-306-40615-7", "author": [{"family": "Holm"}]}
CHAPTER = {"type": "chapter", "DOI": "10.1000/book"}
NEWS = {"type": "article-newspaper", "title": "Daily Shipping Report of Ports", "container-title": "Quay News"}


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (EDITORIAL | {"volume": "4", "page": "1-2"}, EDITORIAL | {"volume": "5", "page": "101-102"}),
        (EDITORIAL | {"volume": "4", "issue": "1"}, EDITORIAL | {"volume": "4", "issue": "2"}),
        (EDITORIAL | {"page": "1-2"}, EDITORIAL | {"page": "101"}),
        (EDITORIAL | {"container-title": "Quay Studies"}, EDITORIAL | {"container-title": "Port News"}),
        (SURVEY, SURVEY | {"title": "National Survey of Quay Users: Technical Documentation"}),
        (SURVEY, SURVEY | {"title": "National Survey of Quay Users. Appendix A"}),
        (SURVEY, SURVEY | {"title": "National Survey of Quay Users, Volume 2"}),
        (SURVEY | {"number": "7"}, SURVEY | {"number": "8"}),
        (SET | {"title": "Early Works"}, SET | {"title": "Late Works"}),
        (SET | {"title": "The Works of Holm", "volume": "1"}, SET | {"title": "The Works of Holm", "volume": "2"}),
        (SET | {"title": "Ports and Piers"}, SET | {"title": "A History of Salt", "author": [{"family": "Holm"}]}),
        (CHAPTER | {"title": "One", "page": "1-9"}, CHAPTER | {"title": "Two", "page": "10-19"}),
        (NEWS | {"issued": {"date-parts": [[2016, 5, 3]]}}, NEWS | {"issued": {"date-parts": [[2016, 5, 4]]}}),
    ],
)  # fmt: skip
def test_works_that_look_alike(held, found):
    """Editorials, volumes of a set, e-books with one ISBN and documents about a survey are works of their own."""
    known = KnownWorks([work(**held)])
    assert known.adopt(entry("other-key", **found)).status == "new"
    assert known.adopt(entry("other-key", **found)).status == "already held"


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (EDITORIAL | {"container-title": "Quay Studies"}, EDITORIAL | {"container-title": "Quay Stud.", "volume": "4"}),
        (EDITORIAL | {"volume": "4"}, EDITORIAL | {"volume": "Vol. 4"}),
        (EDITORIAL | {"issue": "1-2"}, EDITORIAL | {"issue": "1"}),
        (SURVEY, SURVEY | {"title": "National survey of quay users: what they want"}),
        (SET | {"title": "The Book of Quays"}, SET | {"title": "Book of quays (paperback)"}),
        (SURVEY | {"page": "1-40"}, SURVEY | {"page": "123-150"}),  # a post-print and the published version
        (CHAPTER | {"title": "One", "page": "1-9"}, CHAPTER | {"title": "One", "page": "1"}),
    ],
)
def test_one_work_in_two_forms(held, found):
    """Abbreviations, subtitles and other pages do not make another work."""
    assert KnownWorks([work(**held)]).adopt(entry(**found)).status != "new"


def test_entries_of_one_file():
    """In one file, a title with a subtitle is another work. In two files, it is the same one."""
    short = entry("a", **SURVEY)
    long = entry("b", **SURVEY | {"title": "National Survey of Quay Users: What They Want"})
    known = KnownWorks([])
    assert [known.adopt(each).status for each in (short, long)] == ["new", "new"]
    held = KnownWorks([work(**SURVEY)], [long, short])
    assert [held.adopt(each).status for each in (long, short)] == ["new", "already held"]
    assert KnownWorks([work(**SURVEY)], [long]).adopt(long).status == "updated"


PRINTED = FieldOrigin("printed", is_sure=True)
GUESS = FieldOrigin("file", is_sure=False)


def test_a_guess_does_not_tell_works_apart():
    """A guessed DOI, title or author of a held file is corrected by the entry of the same work."""
    origins = {"DOI": GUESS, "author": GUESS, "title": PRINTED}
    held = replace(work(DOI="10.1/wrong", author=[{"family": "Cover"}]), origins=origins, guessed=True)
    adopted = KnownWorks([held]).adopt(entry(DOI="10.1/right", author=[{"family": "Holm"}]))
    assert (adopted.reference.key, adopted.reference.csl["DOI"]) == ("held", "10.1/right")
    assert adopted.reference.origins == {"DOI": IMPORTED, "author": IMPORTED, "title": PRINTED}


def test_a_guessed_doi_alone_is_not_enough():
    """The guessed DOI of a held file may be of a work that the file cites."""
    held = replace(work(DOI="10.1/a"), origins={"DOI": GUESS})
    assert KnownWorks([held]).adopt(entry(DOI="10.1/a", title="The Work That Is Cited There")).status == "new"
    named = replace(work(ISBN="0306406152", title="scan0001"), origins={"title": GUESS})
    assert KnownWorks([named]).adopt(entry(ISBN="0306406152", title="The Right Title")).reference.key == "held"


def test_an_entry_gives_a_held_file_its_type():
    """Type and kind of a held file are the entry's, unless a person chose them or the entry says "document"."""
    read_from_file = replace(work(), guessed=True, origins={"type": GUESS, "title": PRINTED})
    article = {"type": "article-journal", "container-title": "Quay Studies", "volume": "4", "page": "1-9"}
    adopted = KnownWorks([read_from_file]).adopt(entry(**article)).reference
    assert (adopted.csl["type"], adopted.kind, adopted.csl["container-title"]) == (
        "article-journal", "article", "Quay Studies")  # fmt: skip
    assert KnownWorks([read_from_file]).adopt(entry(type="document")).reference.csl["type"] == "report"
    by_person = replace(read_from_file, origins={"type": FieldOrigin("person", is_sure=True)})
    assert KnownWorks([by_person]).adopt(entry(**article)).reference.kind == "guide"
    of_reading_list = work()
    assert KnownWorks([of_reading_list]).adopt(entry(**article)).reference.csl["type"] == "report"


def test_a_number_that_was_misread_is_corrected():
    """A volume that this program read from a file does not make another work of the entry."""
    held = replace(work(volume="12", title="A Study of Nine Quays"), origins={"volume": PRINTED})
    adopted = KnownWorks([held]).adopt(entry(title="A study of nine quays", volume="4"))
    assert (adopted.reference.key, adopted.reference.csl["volume"]) == ("held", "4")


def test_an_entry_whose_file_is_held():
    """The file says which work an entry is, whatever was read from the file; but not against a person or an import."""
    held = replace(work(title="scan 0001", DOI="10.1/cited"), origins={"title": PRINTED, "DOI": PRINTED}, guessed=True)
    right = entry("holm2004", title="The Quays of the North", DOI="10.1/own")
    adopted = KnownWorks([held]).adopt(right, ["held"])
    assert (adopted.reference.key, adopted.reference.title) == ("held", "The Quays of the North")
    by_person = replace(held, origins={"DOI": FieldOrigin("person", is_sure=True)})
    assert KnownWorks([by_person]).adopt(right, ["held"]).status == "new"
    imported = replace(held, origins={"title": IMPORTED})
    assert KnownWorks([imported]).adopt(right, ["held"]).status == "new"
    known = KnownWorks([held])
    statuses = [known.adopt(each, ["held"]).status for each in (right, entry("b", title="Another Chapter"))]
    assert statuses == ["updated", "new"]


def test_a_work_is_completed_and_loses_nothing():
    """An entry adds fields and corrects others, but removes neither a day nor the kind nor the design."""
    held = work(publisher="USAID", volume="1", issued={"date-parts": [[2016, 2, 22]]})
    found = entry("held", volume="2", DOI="10.1/a", issued={"date-parts": [[2016]]}, type="book")
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
    adopted = KnownWorks([held]).adopt(entry("held", volume="2", DOI="10.1/a", issue="4"))
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


def test_thousands_of_editorials():
    """Works with one title are adopted in a time that their number hardly changes, and found again by their keys."""
    entries = [entry(f"e{number}", **EDITORIAL | {"volume": str(number)}) for number in range(1500)]
    known = KnownWorks([])
    began = process_time()
    assert {known.adopt(each).status for each in entries} == {"new"}
    assert {known.adopt(each).status for each in entries} == {"already held"}
    assert process_time() - began < 15


def test_others_is_nobody():
    """Two works are not by one author because others wrote both, and no key or filter has the word."""
    others = {"literal": "others"}
    held = work(title="Editorial", author=[{"family": "Holm"}, others])
    found = entry(title="Editorial", author=[{"family": "Hale"}, others])
    assert KnownWorks([held]).adopt(found).status == "new"
    assert KnownWorks([]).adopt(entry(author=[others])).reference.key == "2016-report-gangs"
    assert "others" not in author_names(held.csl)


def test_keys():
    """A readable key of a file is kept in our form; a key that says nothing is not kept."""
    kept = {"Abt_Winship:2016": "abt-winship-2016", "muggah_making_2016": "muggah-making-2016", "a.b+c": "a-b-c"}
    lost = ["", "12345", "http://zotero.org/items/ABC", "Muñoz2016", "x" * 61, "a b", "../x y"]
    assert {key: citation_key(key) for key in kept} == kept
    assert not any(map(citation_key, lost))
    assert all(a != b for a, b in pairwise(kept.values()))
