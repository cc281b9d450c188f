"""Whether a record of Crossref is of a work, and what it adds to the work's reference."""

from dataclasses import replace

import pytest

from corpus.exchange.completion import FieldChange, agree, complete, is_record_of, titles_agree
from corpus.model import CrossrefRecord, FieldOrigin, Notice
from corpus.works.edit import apply_changes
from tests.corpus.documents import reference

PRINTED = FieldOrigin("printed", is_sure=True)
UNSURE = FieldOrigin("printed", is_sure=False)
ROSSI = {"family": "Rossi", "given": "Anna"}
TITLE = "Quiet streets in nine cities"


def work(by=PRINTED, **csl):
    """Return a work of 2014 by Anna Rossi, whose fields have this origin; None for no origins."""
    made = reference(title=TITLE, author=[ROSSI], issued={"date-parts": [[2014]]})
    full = replace(made, csl={**made.csl, **csl})
    return replace(full, origins=dict.fromkeys(full.csl, by) if by else {})


def record(years=(2014,), in_print=True, **csl):
    """Return a record of the same work."""
    fields = {"type": "article-journal", "title": TITLE, "author": [ROSSI], "DOI": "10.1000/a"}
    fields["issued"] = {"date-parts": [[years[0]]]}
    return CrossrefRecord({**fields, **csl}, (), tuple(years), in_print)


# --- the same work -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Quiet Streets in Nine Cities", "QUIET STREETS IN NINE CITIES.", True),
        ("Ruas quietas em São Paulo", "Ruas Quietas em Sao Paulo", True),
        ("Quiet streets in nine cities", "Quiet streets in nine cities: A systematic review", True),
        ("Quiet streets in nine cities", "Quiet streets in nine cities: A reply to Rossi", False),
        ("Quiet streets in nine cities", "Quiet streets in nine cities: 2015", False),
        ("Quiet streets in nine cities, 2014", "Quiet streets in nine cities, 2015", False),
        ("Quiet streets", "Quiet streets in nine cities", False),
        ("Editorial", "Editorial", True),
        ("", "", False),
    ],
)
def test_titles(one, other, same):
    """Titles agree in their words, or if a long one is the beginning of the other and the rest is a subtitle."""
    assert titles_agree(one, other) is same
    assert titles_agree(other, one) is same


@pytest.mark.parametrize(
    ("held", "found", "same"),
    [
        (work(), record(), True),
        (work(), record(years=(2013, 2014)), True),
        (work(), record(years=(2013,)), False),
        (work(), record(title="Loud streets in nine cities"), False),
        (work(), record(author=[{"family": "Verdi"}, ROSSI]), False),
        (work(), record(author=[]), False),
        (work(author=[{"literal": "World Bank"}]), record(author=[{"literal": "The World Bank"}]), True),
        (work(author=[{"family": "Báez Santiago"}]), record(author=[{"family": "Baez-Santiago"}]), True),
        (work(author=[{"family": "de la Cruz"}]), record(author=[{"family": "de la Vega"}]), False),
        (work(author=[]), record(), False),
        (work(issued={}), record(), False),
    ],
)
def test_a_record_that_was_searched_for(held, found, same):
    """Title, year and first author must all agree; what is not known does not agree."""
    assert agree(held, found) is same


@pytest.mark.parametrize(
    ("held", "found", "opening", "same"),
    [
        (work(), record(), "", True),
        (work(title=f"{TITLE}: What worked"), record(), "", True),
        (work(title="Quiet streets"), record(title="Quiet streets: The time is now"), "", True),
        (work(title="Quiet streets"), record(title="Quiet streets: The time is now", years=(2013,)), "", False),
        (work(title="Quiet streets"), record(title="Quiet streets: A reply to Verdi"), "", False),
        # Another author's paper about this one has its DOI, by mistake.
        (work(title=f"A comment on {TITLE}", author=[{"family": "Verdi"}]), record(), TITLE, False),
        (work(title=f"A comment on {TITLE}"), record(), TITLE, False),
        (work(title="Loud streets"), record(), f"On the paper {TITLE}", False),
        # The title has the name of the section before it.
        (work(title=f"Original article {TITLE}"), record(), "", True),
        (work(title=f"Original article {TITLE}", issued={"date-parts": [[1999]]}), record(), "", False),
        # The title is not sure: the page decides, or author and year.
        (work(UNSURE, title="dyn153 751..757", author=[]), record(), f"Journal\n{TITLE.upper()}\nA. Rossi", True),
        (work(UNSURE, title="dyn153 751..757", author=[]), record(), "Another text", False),
        (work(UNSURE, title="dyn153 751..757"), record(), "Another text", True),
        (work(UNSURE, title="dyn153", author=[{"family": "Verdi"}]), record(), f"A comment on {TITLE}", False),
        # A library of an earlier version does not know where the title is from.
        (work(None, title="dyn153 751..757"), record(), "", True),
    ],
)
def test_a_record_of_the_same_doi(held, found, opening, same):
    """A DOI may be of a work that the document only names, so that the record must agree with the document."""
    assert is_record_of(held, found, opening) is same


def test_a_doi_that_a_person_gave_is_believed():
    """A person who gives a DOI knows which work it is, even if the title was read wrong."""
    held = apply_changes(work(title="dyn153 751..757"), ["DOI=10.1000/a"])
    assert is_record_of(held, record(), "")


# --- completing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "result"),
    [
        ("title", "Quiet streets in nine cities", "Quiet Streets in Nine Cities", "ours"),
        ("title", "QUIET STREETS IN NINE CITIES", "Quiet streets in nine cities", "theirs"),
        ("title", "Quiet streets in nine cities: What worked", "Quiet streets in nine cities", "ours"),
        ("title", "Quiet streets in nine cities", "Quiet streets in nine cities: What worked", "theirs"),
        ("volume", "41", "42", "theirs"),
        ("page", "12–25", "12-25", "ours"),
        ("page", "12-25", "12", "ours"),
        ("page", "12", "12-25", "theirs"),
        ("title", "Brazil: rapid progress", "Brazil", "ours"),
        ("container-title", "J Quiet Streets", "Journal of Quiet Streets", "theirs"),
        ("container-title", "PLOS Medicine", "PLoS Med", "ours"),
        ("publisher", "Routledge", "Informa UK Limited", "ours"),
        ("type", "report", "article-journal", "theirs"),
        ("type", "report", "document", "ours"),
        ("type", "review-book", "article-journal", "ours"),
        ("issued", {"date-parts": [[2014, 6]]}, {"date-parts": [[2014]]}, "ours"),
        ("issued", {"date-parts": [[2014]]}, {"date-parts": [[2014, 6]]}, "theirs"),
        ("issued", {"date-parts": [[2013]]}, {"date-parts": [[2014, 6]]}, "theirs"),
    ],
)
def test_a_field_that_was_read_from_the_document(field, ours, theirs, result):
    """Crossref corrects what this program read, unless our value says the same or more."""
    held = reference(**{field: ours})
    held = replace(held, origins={field: PRINTED})
    done = complete(held, CrossrefRecord({field: theirs}, (), (2014,), in_print=True))
    assert done.reference.csl[field] == (theirs if result == "theirs" else ours)
    assert done.reference.origins[field].by == ("Crossref" if result == "theirs" else "printed")
    assert bool([change for change in done.changes if change.field == field]) is (result == "theirs")


def test_a_printed_year_is_not_replaced_by_the_year_of_the_online_copy():
    """The year on the page is the year of the volume. Only a date of print replaces it, unless it is not sure."""
    online = record(years=(2013,), in_print=False)
    kept = complete(work(), online)
    assert kept.reference.year == 2014
    assert kept.kept == (FieldChange("issued", "2014", "2013"),)
    assert complete(work(UNSURE), online).reference.year == 2014
    assert complete(work(UNSURE, issued={"date-parts": [[2018]]}), online).reference.year == 2013


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ("Rossi, Anna; Verdi, Carlo", "Rossi, A.; Verdi, C.", "Rossi, Anna; Verdi, Carlo"),
        ("Rossi, A.", "Rossi, Anna Maria", "Rossi, Anna Maria"),
        ("Rossi, Anna", "Rossi, A. M.", "Rossi, Anna"),
        ("Rossi, Anna", "Rossi, Bruna", "Rossi, Bruna"),
        ("Rossi, Anna", "Rossi, A.; Verdi, C.", "Rossi, Anna; Verdi, C."),
        ("PhD, P. J. P.", "Park, Peter", "Park, Peter"),
        ("Gonzalez, José", "González, J.", "Gonzalez, José"),
        ("Group for Streets", "Group for Streets", "Group for Streets"),
    ],
)
def test_names(ours, theirs, result):
    """Crossref's list of names is taken, and for each person the longer of the two given names."""
    held = replace(apply_changes(reference(), [f"author={ours}"]), origins={"author": PRINTED})
    found = apply_changes(reference(), [f"author={theirs}"]).csl["author"]
    expected = apply_changes(reference(), [f"author={result}"]).csl["author"]
    assert complete(held, CrossrefRecord({"author": found})).reference.csl["author"] == expected


@pytest.mark.parametrize("origin", [FieldOrigin("person", is_sure=True), FieldOrigin("import", is_sure=True), None])
def test_what_a_person_may_have_entered_stays(origin):
    """A field of a person, of an import, or of unknown origin stays, and the difference is reported."""
    held = replace(reference(volume="41"), origins={"volume": origin} if origin else {})
    done = complete(held, CrossrefRecord({"volume": "42", "issue": "3"}))
    assert (done.reference.csl["volume"], done.reference.csl["issue"]) == ("41", "3")
    assert done.changes == (FieldChange("issue", "", "3"),)
    assert done.kept == (FieldChange("volume", "41", "42"),)
    assert complete(done.reference, CrossrefRecord({"volume": "42", "issue": "3"})).changes == ()


def test_more_words_in_a_title_that_is_not_sure_are_dropped():
    """Words after the title may be a by-line that was read as a part of it."""
    held = replace(reference(title=f"{TITLE} Anna Rossi"), origins={"title": UNSURE})
    assert complete(held, CrossrefRecord({"title": TITLE})).reference.title == TITLE


def test_a_value_that_was_not_sure_is_confirmed():
    """A value that Crossref has too is sure from then on, and the change is shown once."""
    held = replace(reference(volume="42", issue="3"), origins={"volume": UNSURE, "issue": PRINTED})
    done = complete(held, CrossrefRecord({"volume": "42", "issue": "3"}))
    assert done.changes == (FieldChange("volume", "42", "42"),)
    assert done.reference.origins == {"volume": FieldOrigin("Crossref", is_sure=True), "issue": PRINTED}
    assert complete(done.reference, CrossrefRecord({"volume": "42"})).changes == ()


def test_a_field_that_a_person_removed_stays_removed():
    """A field that a person emptied is not filled."""
    done = complete(apply_changes(reference(page="1"), ["page="]), CrossrefRecord({"page": "12-25"}))
    assert "page" not in done.reference.csl
    assert (done.changes, done.kept) == ((), ())


def test_the_kind_follows_a_corrected_type():
    """A report that turns out to be an article is one in the library's words too, and notices are kept."""
    notices = (Notice("retraction", "2019-07-26", "10.1000/n"),)
    done = complete(work(), replace(record(), notices=notices))
    assert (done.reference.kind, done.reference.csl["type"]) == ("article", "article-journal")
    assert FieldChange("kind", "report", "article") in done.changes
    assert done.reference.notices == notices
    theirs = complete(apply_changes(work(), ["type=thesis"]), record())
    assert (theirs.reference.kind, theirs.reference.csl["type"]) == ("thesis", "thesis")
