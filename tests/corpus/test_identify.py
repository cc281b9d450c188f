from dataclasses import replace

import pytest

from corpus.catalogue import starter
from corpus.identify import identify
from tests.corpus.documents import document

KNOWN = [entry.reference for entry in starter()]
GUIDE = "nnsc-gvi-guide-2013"


@pytest.mark.parametrize(
    ("pages", "key"),
    [
        (("GROUP VIOLENCE INTERVENTION\n\nAn Implementation Guide",), GUIDE),
        (("A cover", "ISBN: 978-1-932582-71-0"), GUIDE),
        (("What works to prevent violence in Muggah's view",), None),
        (("An article", "https://doi.org/10.1080/10439463.2013.818097"), "maguire-king-2013"),
    ],
)
def test_a_work_of_the_list_is_recognised(pages, key):
    """This test ensures that a title on the title page, an ISBN or a DOI matches, and a mention does not."""
    found = identify(document(*pages), "scan.pdf", KNOWN)
    assert found.key == key if key else found.key not in {r.key for r in KNOWN}


def test_a_title_far_into_the_text_is_a_mention():
    """This test ensures that a report which names a guide on its second page is not taken for the guide."""
    pages = ("Homicide in our city " * 100, "We used Group Violence Intervention: An Implementation Guide.")
    assert identify(document(*pages), "report.pdf", KNOWN).key != GUIDE


@pytest.mark.parametrize(
    ("metadata", "name", "title"),
    [
        ({"title": "Port Security in the South"}, "x.pdf", "Port Security in the South"),
        ({"title": "Microsoft Word - final.doc", "page1_title": "Port Security"}, "x.pdf", "Port Security"),
        ({"title": "untitled"}, "port_security-2024.pdf", "port security 2024"),
        ({"title": "report.indd"}, "a.pdf", "a"),
    ],
)
def test_titles(metadata, name, title):
    """This test ensures that what programs leave in the title field does not win over the title page or the name."""
    found = identify(replace(document("Text."), metadata=metadata), name, [])
    assert found.title == title


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Kristin Finklea, Lisa N. Sacco", [("Finklea", "Kristin"), ("Sacco", "Lisa N.")]),
        ("Ana Muñoz y Luis Pérez", [("Muñoz", "Ana"), ("Pérez", "Luis")]),
        ("Office of Personnel Management", None),
        ("jsmith", []),
        ("Adobe InDesign", []),
        ("a@example.org", []),
        ("", []),
    ],
)
def test_authors(author, names):
    """This test ensures that people are split into names, bodies kept whole, and log-in names left out."""
    csl = identify(replace(document("Text."), metadata={"author": author}), "x.pdf", []).csl
    expected = [{"literal": author}] if names is None else [{"family": f, "given": g} for f, g in names]
    assert csl.get("author", []) == expected


@pytest.mark.parametrize(
    ("text", "created", "year"),
    [
        ("Updated April 22, 2026", "2027-01-01", 2026),
        ("Agosto de 2019", "", 2019),
        ("It began in 1994.", "2008-03-01", 2008),
        ("It began in 1994.", "", None),
    ],
)
def test_years(text, created, year):
    """This test ensures that a printed date wins over the file's own, and that a bare year in the text is no date."""
    assert identify(replace(document(text), metadata={"created": created}), "x.pdf", []).year == year
