"""The work that a file is taken for."""

from dataclasses import replace

import pytest

from corpus.model import FieldOrigin
from corpus.works.identify import identify, is_work
from corpus.works.starter import starter
from tests.corpus.documents import document, front_matter, reference

KNOWN = [entry.reference for entry in starter()]
GUIDE = "nnsc-gvi-guide-2013"
GUIDE_TITLE = "GROUP VIOLENCE INTERVENTION\n\nAn Implementation Guide"
GUIDE_ISBN = "ISBN: 978-1-932582-71-0"
NEW = None


def key_of(*pages, known=KNOWN, held=(), **metadata):
    """Return the key of the known work that a document with these pages is taken for, or `NEW`."""
    found = identify(replace(document(*pages), metadata=metadata), "scan.pdf", known, held)
    return NEW if found.by == "new" else found.reference.key


@pytest.mark.parametrize(
    ("pages", "key"),
    [
        ((GUIDE_TITLE,), GUIDE),
        (("A cover", GUIDE_ISBN), GUIDE),
        (("A cover", "ISBN 1-932582-71-X"), GUIDE),
        (("What works to prevent violence in Muggah's view",), NEW),
        (("An article", "https://doi.org/10.1080/10439463.2013.818097"), "maguire-king-2013"),
        (("An article", "https://doi.org/10.1080/10439463.2013.8180"), NEW),
        (("El salario del miedo: maras, violencia y extorsión en Centroamérica",), "icg-2017"),
    ],
)
def test_a_work_of_the_list_is_recognised(pages, key):
    """A title on the title page, an ISBN or a DOI finds a work; a mention in a sentence does not."""
    assert key_of(*pages) == key


def test_a_title_in_the_metadata_of_a_scan():
    """A scan without text is recognised by the title in its metadata."""
    assert key_of("", title="Group Violence Intervention: An Implementation Guide") == GUIDE


def test_a_title_far_into_the_text_is_a_mention():
    """A report that names a guide on its second page is not taken for the guide."""
    pages = ("Homicide in our city " * 100, "We used Group Violence Intervention: An Implementation Guide.")
    assert key_of(*pages) == NEW


def test_a_template_on_the_first_page_does_not_hide_the_work():
    """Text of a template on the inside cover does not hide the title on the page after it."""
    template = "EVALUATION OF SOCIO-ECONOMIC DEVELOPMENT\n\nUSAID/Azerbaijan, contract 112"
    title = "What Works in Reducing Community Violence:\nA Meta-Review and Field Study for the Northern Triangle"
    colophon = f"{title}\n\nThomas Abt and Christopher Winship\n\nFebruary 2016"
    metadata = {"title": "Evaluation of Socio-Economic Development", "author": "USAID/Azerbaijan"}
    assert key_of("", template, colophon, **metadata) == "abt-winship-2016"
    assert key_of("", template, f"See {title}, by Thomas Abt and Christopher Winship.", **metadata) == NEW


@pytest.mark.parametrize("entry", starter(), ids=lambda entry: entry.reference.key)
def test_every_work_of_the_list_is_recognised_by_its_title_page(entry):
    """A file with a work's title, people and year on its first page is taken for that work."""
    csl = entry.reference.csl
    names = [f"{name.get('given', '')} {name.get('family') or name['literal']}" for name in csl.get("author", ())]
    page = "\n\n".join([csl["title"].upper(), " and ".join(names), str(entry.reference.year or "")])
    assert key_of(page, page1_title=csl["title"]) == entry.reference.key


def test_a_short_title_is_not_enough():
    """A title of three words must be the whole title, with one of its authors."""
    title = "Focused Deterrence Strategies"
    assert key_of(f"{title}\n\nAnthony Braga", page1_title=title) == "braga-2017"
    assert key_of(f"{title}\n\nLisa Sacco", page1_title=title) == NEW
    assert key_of(f"{title} in Genoa\n\nAnthony Braga", page1_title=f"{title} in Genoa") == NEW


def test_a_doi_in_a_footnote_is_a_mention():
    """A report that cites an article on its first pages is not taken for the article."""
    note = (
        "1. Maguire, E., and King, W., Transferring methods, Policing and Society, 2013, 10.1080/10439463.2013.818097"
    )
    assert key_of("Homicide in our city", note) == NEW


def test_a_title_needs_one_of_its_authors():
    """A paper with the same title by other people is another work."""
    title = "Benefits and Costs of the Conflict and Violence Targets for the Post-2015 Development Agenda"
    assert key_of(f"{title}\n\nAnke Hoeffler and James Fearon") == "fearon-hoeffler-2014"
    assert key_of(f"{title}\n\nRodrigo Soares") == NEW


def test_a_title_finds_only_works_without_full_text():
    """A second file with the title of a held work is another work under another key."""
    assert key_of(GUIDE_TITLE, held={GUIDE}) == NEW
    works = []
    for _ in range(2):
        form = replace(document("Text."), metadata={"page1_title": "Strategic Plan of the Harbour"})
        works.append(identify(form, "a.pdf", works, {work.key for work in works}).reference)
    assert [work.key for work in works] == ["strategic-plan-harbour", "strategic-plan-harbour-2"]


@pytest.mark.parametrize(
    ("page", "key"),
    [("", GUIDE), ("June 2013", GUIDE), ("February 2016", NEW)],
)
def test_editions_under_one_isbn_stay_apart_by_year(page, key):
    """An ISBN finds only the edition of the printed year, whether its text is held or not."""
    for held in ((), {GUIDE}):
        assert key_of(f"{GUIDE_TITLE}\n\n{page}", GUIDE_ISBN, held=held) == key


def test_a_doi_whose_text_is_held_needs_the_same_year():
    """If the text of a DOI is held, only a file with the same year is a copy of it."""
    doi = "https://doi.org/10.4073/csr.2013.1"
    assert key_of(f"{doi}\n\nJanuary 2014") == "mazerolle-2013"
    assert key_of(f"{doi}\n\nJanuary 2013", held={"mazerolle-2013"}) == "mazerolle-2013"
    assert key_of(f"{doi}\n\nJanuary 2014", held={"mazerolle-2013"}) == NEW


def test_another_year_is_another_work():
    """A title does not find an edition that came out years before."""
    known = [reference("plan", title="Annual Plan of the Harbour", issued={"date-parts": [[2013]]})]
    assert key_of("Annual Plan of the Harbour\n\nMay 2014", known=known) == "plan"
    assert key_of("Annual Plan of the Harbour\n\nMay 2016", known=known) == NEW


def test_a_new_work():
    """A new work has every field that its file states, under a readable key."""
    page = "Harbours at Night\n\nBy Lisa Sacco\n\nMay 2016\n\nISBN 978-92-4-156479-3\n\nhttps://doi.org/10.1000/1"
    found = identify(replace(document(page), metadata={"page1_title": "Harbours at Night"}), "x.pdf", [], ()).reference
    assert found.key == "sacco-2016-harbours-night"
    assert found.csl == {
        "id": "sacco-2016-harbours-night",
        "type": "report",
        "title": "Harbours at Night",
        "author": [{"family": "Sacco", "given": "Lisa"}],
        "issued": {"date-parts": [[2016]]},
        "DOI": "10.1000/1",
        "ISBN": "978-92-4-156479-3",
    }


def test_fields_of_a_new_work_say_where_they_came_from():
    """What is printed is sure. The name of the file is not, and the date on which it was made is not a year."""
    made = identify(replace(document("Text of a page."), metadata={"created": "2016-05-01"}), "x.pdf", [], ())
    assert made.reference.origins["title"] == FieldOrigin("file", is_sure=False)
    assert made.reference.year is None
    printed = identify(document("Harbours at Night\n\nBy Lisa Sacco\n\nMay 2016"), "x.pdf", [], ())
    assert printed.reference.origins["author"] == FieldOrigin("printed", is_sure=True)


def test_a_new_work_without_people_is_by_the_body_that_prepared_it():
    """The body is author and publisher and gives the key; the design is marked as guessed."""
    page = "Port Security\n\nMay 2024\n\nThis report was prepared by the Congressional Research Service."
    found = identify(replace(document(page), metadata={"page1_title": "Port Security"}), "x.pdf", [], ())
    assert found.reference.key == "crs-2024-port-security"
    assert found.reference.csl["author"] == [{"literal": "Congressional Research Service"}]
    assert found.reference.csl["publisher"] == "Congressional Research Service"
    assert (found.reference.design, found.reference.guessed) == ("descriptive", True)
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("pages", "metadata", "by", "doubts"),
    [
        (("https://doi.org/10.4073/csr.2013.1",), {}, "DOI", ()),
        (("A cover", GUIDE_ISBN), {}, "ISBN", ("no year is printed on it",)),
        ((f"{GUIDE_TITLE}\n\nJune 2013",), {}, "title", ("no person's name confirms it",)),
        (
            ("Legitimacy in Policing: A Systematic Review\n\nLorraine Mazerolle\n\nMay 2012",),
            {},
            "title",
            ("the printed year is 2012, the year of the record 2013",),
        ),
        (("Text of a page.",), {}, "new", ("the title is the file's name", "no author found", "no year found")),
        (
            ("Harbours at Night\n\nBy Lisa Sacco",),
            {"page1_title": "Harbours at Night", "created": "2016-05-01"},
            "new",
            ("no year found",),
        ),
        (
            ("Harbours in 2016\n\nBy Lisa Sacco",),
            {"page1_title": "Harbours in 2016"},
            "new",
            ("no year is printed on it, so the year comes from the title",),
        ),
    ],
)
def test_evidence_and_doubts(pages, metadata, by, doubts):
    """An identity names its evidence and its doubts."""
    found = identify(replace(document(*pages), metadata=metadata), "night scan.pdf", KNOWN, ())
    assert (found.by, found.doubts) == (by, doubts)


TITLES = {entry.reference.key: entry.titles for entry in starter()}


@pytest.mark.parametrize(
    ("key", "pages", "metadata", "is_it"),
    [
        (GUIDE, (GUIDE_TITLE,), {}, True),
        (GUIDE, ("Cover", "", GUIDE_TITLE), {}, True),
        (GUIDE, ("Cover", "", "", GUIDE_TITLE), {}, False),
        (GUIDE, ("A cover", GUIDE_ISBN), {}, True),
        (GUIDE, ("Custom Notifications: Individualized Communication in the Group Violence Intervention",), {}, False),
        (GUIDE, ("Not found",), {"title": "Group Violence Intervention: An Implementation Guide"}, True),
        # A short title is enough, as it is this work that is looked for.
        ("nnsc-international-page", ("International Initiatives\nThe network works in Mexico",), {}, True),
        ("braga-2017", ("Anthony Braga: Focused Deterrence Strategies",), {}, True),
        # The main part of a title, or its words in disorder, as a cover may have them.
        ("icg-2017", ("Mafia of the Poor\nLatin America Report 62",), {}, True),
        ("thacher-2016", ("The Hidden Potential of Focused Deterrence\nChanneling\nPolice Discretion",), {}, True),
        ("papachristos-2012", ("Legitimacy and social networks of gun offenders",), {}, False),
        # Deep in a text, other works are named.
        (GUIDE, ("x " * 1000 + GUIDE_TITLE,), {}, False),
    ],
)
def test_is_work(key, pages, metadata, is_it):
    """A file is the wanted work if its first pages or its metadata name the work."""
    known = next(r for r in KNOWN if r.key == key)
    assert is_work(front_matter(*pages, name="download.pdf", **metadata), known, TITLES[key]) == is_it
