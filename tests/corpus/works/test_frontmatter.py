"""What the first pages and the metadata say of a work, and which of them is believed."""

from dataclasses import replace

import pytest

from corpus.works.frontmatter import Front
from tests.corpus.documents import document


def front(*pages, name="x.pdf", **metadata):
    return Front(replace(document(*pages), metadata=metadata), name)


# --- titles -------------------------------------------------------------------------------------------------------

PORT, MANUAL = "Port Security", "Crime Reporting User Manual"
PARAGRAPH = f"{PORT}\n\nWe look at crime on ships, " + "and in the harbours they call at, " * 8
TITLES = [
    ("printed metadata", {"title": PORT}, PORT, "x.pdf", PORT),
    ("a program's own words", {"title": "Microsoft Word - a.doc", "page1_title": PORT}, PORT, "x.pdf", PORT),
    ("what a template left", {"title": "Annual Plan for Baku", "page1_title": PORT}, f"{PORT}\n\nUs", "x.pdf", PORT),
    ("words of a paragraph only", {"title": "Crime on Ships", "page1_title": PORT}, PARAGRAPH, "x.pdf", PORT),
    ("the metadata cut short", {"title": "Crime Reporting", "page1_title": MANUAL}, MANUAL, "x.pdf", MANUAL),
    ("an ellipsis", {"title": "Crime ... Manual", "page1_title": MANUAL}, MANUAL, "x.pdf", MANUAL),
    ("the page in part", {"title": "FY22 HHS Plan for Us", "page1_title": "Plan for Us"}, "Plan for Us", "x.pdf",
     "FY22 HHS Plan for Us"),
    ("a scan with a title", {"title": PORT}, "", "x.pdf", PORT),
    ("no title but the file's name", {"title": "untitled"}, "Text.", "port_security-2024.pdf", "port security 2024"),
    ("a file name as title", {"title": "report.indd"}, "Text.", "a.pdf", "a"),
    ("a full stop at the end", {"page1_title": "Incidencia delictiva."}, "Text.", "x.pdf", "Incidencia delictiva"),
    ("a title that any report may have", {"page1_title": "Annual Report 2019"}, "Annual Report 2019", "harbours.pdf",
     "Annual Report 2019 (harbours)"),
    ("such a title in the file's name", {"page1_title": "Annual Report"}, "Annual Report", "harbours-annual-report.pdf",
     "harbours annual report"),
    ("such a title signed by a body", {"page1_title": "Annual Report", "author": "Harbour Agency"},
     "Annual Report\n\nHarbour Agency", "x.pdf", "Annual Report"),
]  # fmt: skip


@pytest.mark.parametrize(("metadata", "text", "name", "title"), [t[1:] for t in TITLES], ids=[t[0] for t in TITLES])
def test_titles(metadata, text, name, title):
    """This test ensures that the title is the one printed, and that the file's name helps where it says too little."""
    assert front(text, name=name, **metadata).title == title


# --- authors ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Kristin Finklea, Lisa N. Sacco", [("Finklea", "Kristin"), ("Sacco", "Lisa N.")]),
        ("Ana Muñoz y Luis Pérez", [("Muñoz", "Ana"), ("Pérez", "Luis")]),
        ("Finklea, Kristin; Sacco, Lisa N.", [("Finklea", "Kristin"), ("Sacco", "Lisa N.")]),
        ("Rebecca Thompson.", [("Thompson", "Rebecca")]),
        ("Office of Personnel Management", None),
        ("Harbour Works Inc.", None),
        ("jsmith", []),
        ("Adobe InDesign", []),
        ("a@example.org", []),
        ("", []),
    ],
)
def test_authors(author, names):
    """This test ensures that people are split into names, bodies kept whole, and log-in names left out."""
    expected = [{"literal": author}] if names is None else [{"family": f, "given": g} for f, g in names]
    assert front(f"A Title\n\n{author}", author=author).authors == expected


def test_an_author_who_is_not_printed_is_who_made_the_file():
    """This test ensures that the name of a typist, or of a service that makes PDFs, is not cited."""
    pages = ["A Title", "Text.", "Text.", "Text.", "Written by Lisa Sacco, analyst"]
    assert front(*pages, author="Lisa N. Sacco").authors == [{"family": "Sacco", "given": "Lisa N."}]
    assert front(*pages, author="Mary Finklea").authors == []
    assert front(*pages, author="Online Forms, a division of Paper & Sons").authors == []


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("A Title\n\nBy Kristin Finklea and Lisa N. Sacco", ["Finklea", "Sacco"]),
        ("A Title\n\nPrimary Author\nJoda Thongnopnua", ["Thongnopnua"]),
        ("Un título\n\nAutores: Ana Muñoz y Luis Pérez", ["Muñoz", "Pérez"]),
        ("A Title\n\nBy the end of the year", []),
        ("A Title\n\nPrepared by\nHarbour Agency", []),
    ],
)
def test_a_line_that_says_who_wrote_it(text, families):
    """This test ensures that people are found in such a line where the metadata names nobody."""
    assert [name["family"] for name in front(text).authors] == families


# --- years --------------------------------------------------------------------------------------------------------

YEARS = [
    ("a date", "Updated April 22, 2026", "2027-01-01", 2026),
    ("a date in Spanish", "Agosto de 2019", "", 2019),
    ("a day first", "31 March 2019", "", 2019),
    ("a date in figures", "Document Date: 06/30/2023\n\nRevised since 01/17/2013", "2023-11-01", 2023),
    ("a season", "Volume 102, Spring 2012\n\nRecommended citation, 2013", "", 2012),
    ("a copyright notice", "A Title\n\n© 2016 The Agency", "2020-01-01", 2016),
    ("a line of its own", "A Title\n\nVienna, 2014", "2020-01-01", 2014),
    ("two years that the work is about", "Homicide from May 2010 to June 2014\n\nMarch 2016", "", 2016),
    ("when it was read", "Downloaded on 3 May 2019\n\nMarch 2016", "", 2016),
    ("a date in a paragraph", "It began in May 1994, " + "and went on for a long time, " * 4, "2008-03-01", 2008),
    ("a bare year in a sentence", "It began in 1994.", "2008-03-01", 2008),
    ("nothing at all", "It began in 1994.", "", None),
]


@pytest.mark.parametrize(("text", "created", "year"), [y[1:] for y in YEARS], ids=[y[0] for y in YEARS])
def test_years(text, created, year):
    """This test ensures that a printed date wins over the file's own, and that a date in the text is none."""
    assert front(text, created=created).year == year


def test_a_date_on_the_cover_wins_over_the_next_page():
    """This test ensures that template text on the inside cover does not date a work, unless the cover has no date."""
    assert front("A Title\n\nFebruary 2016", "Contract of May 2011\n\n© 2011").year == 2016
    assert front("A Title", "Published 2011\n\nText").year == 2011


def test_the_year_in_the_title_is_the_last_resort():
    """This test ensures that a work without any date has the year its title names, if that is one."""
    assert front("Text.", page1_title="Harbour Plan FY22").year == 2022
    assert front("Text.", page1_title="Harbour Plan 2022-2026").year is None


# --- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "metadata", "doi"),
    [
        (("A Title\n\nhttps://doi.org/10.1080/10439463.2013.818097.",), {}, "10.1080/10439463.2013.818097"),
        (("A Title",), {"subject": "Policing, doi:10.1080/ABC.1"}, "10.1080/abc.1"),
        (("A Title", "To cite this article: " + "Names, " * 20 + "10.1080/1"), {}, "10.1080/1"),
        (("A Title", "1. " + "Other names, " * 10 + "10.1080/1"), {}, None),
    ],
)
def test_doi(pages, metadata, doi):
    """This test ensures that a document's own DOI is found, and not that of a work in its footnotes."""
    assert front(*pages, **metadata).doi == doi


def test_isbns():
    """This test ensures that an ISBN is found in each of its forms."""
    text = "ISBN: 978-1-932582-71-0\n\nISBN (PDF) 978 92 4 156479 3\n\nISBN-10 0-306-40615-2; ISBN 12"
    assert front("A Title", text).isbns == ("978-1-932582-71-0", "978 92 4 156479 3", "0-306-40615-2")


# --- filings ------------------------------------------------------------------------------------------------------

COVER = """UNITED STATES

SECURITIES AND EXCHANGE COMMISSION

FORM {form}

{period}

Commission File Number: 1-1234

{name}

(Exact name of registrant as specified in its charter)"""


def filed(form, period, name="Harbour Works, Inc."):
    cover = COVER.format(form=form, period=period, name=name)
    return front(
        cover, title="0001018724-20-000004", author="Online Forms", created="2019-02-07", page1_title="FORM 1-K"
    )


@pytest.mark.parametrize(
    ("form", "period", "title", "year"),
    [
        ("10-K", "For the fiscal year ended December 31, 2018",
         "Form 10-K of Harbour Works, Inc. for the fiscal year ended December 31, 2018", 2018),
        ("10-Q", "For the Quarterly Period Ended Commission file\nMarch 31, 2021 number",
         "Form 10-Q of Harbour Works, Inc. for the quarterly period ended March 31, 2021", 2021),
        ("8-K", "Date of Report (Date of earliest event reported): May 26, 2023",
         "Form 8-K of Harbour Works, Inc., May 26, 2023", 2023),
    ],
)  # fmt: skip
def test_a_filing_is_named_by_form_registrant_and_period(form, period, title, year):
    """This test ensures that the filings of many companies and years, all titled alike, are told apart."""
    found = filed(form, period)
    assert (found.title, found.year) == (title, year)
    assert found.authors == [{"literal": "Harbour Works, Inc."}]


@pytest.mark.parametrize("name", ["____ HARBOUR WORKS", "Commission File No. 1-1234 HARBOUR WORKS"])
def test_what_stands_before_the_registrant_is_left_out(name):
    """This test ensures that rules and file numbers on the line of a name do not become part of it."""
    assert filed("10-K", "For the fiscal year ended May 31, 2020", name).authors == [{"literal": "HARBOUR WORKS"}]


def test_a_registrant_in_large_type():
    """This test ensures that the name is found where the form does not say which it is."""
    shown = "UNITED STATES SECURITIES AND EXCHANGE COMMISSION FORM 10-K HARBOUR WORKS"
    cover = "UNITED STATES SECURITIES AND EXCHANGE COMMISSION\n\nFORM 10-K\n\nHARBOUR WORKS"
    assert front(cover, page1_title=shown).title == "Form 10-K of HARBOUR WORKS"


def test_a_report_about_filings_is_none():
    """This test ensures that a report which names the form and the commission keeps its own title."""
    text = "What Companies Disclose\n\nThe Securities and Exchange Commission asks for it on Form 10-K."
    assert front(text, page1_title="What Companies Disclose").title == "What Companies Disclose"


@pytest.mark.parametrize(
    ("end", "families"),
    [
        ("Lisa N. Sacco, Specialist in Ports", ["Sacco"]),
        ("Author Information\n\nLisa Sacco\nAnalyst in Ports\nBo M’Bai\n\nSenior Research Analyst", ["Sacco", "M’Bai"]),
        ("Lisa Sacco, Mayor of Genoa, opened the harbour.", []),
        ("Lisa Sacco, Specialist in Ports, told the committee that no ship had called at the harbour since then.", []),
    ],
)
def test_those_who_sign_the_last_page(end, families):
    """This test ensures that people who sign with what they are count as authors, and people in a sentence do not."""
    assert [name["family"] for name in front("Port Security", "Text.", end).authors] == families


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("This document was prepared by the Harbour Research Service (HRS).", "Harbour Research Service"),
        ("Este informe fue elaborado por la Secretaría de Marina y Puertos.", "Secretaría de Marina y Puertos"),
        ("Este relatório foi publicado pelo Instituto do Mar.", "Instituto do Mar"),
        ("The plan was prepared by the Office of Ports.", None),
        ("This report was prepared by Lisa N. Sacco.", None),
    ],
)
def test_the_body_behind_a_work(text, publisher):
    """This test ensures that the body which says that it prepared this work is found, and no other."""
    assert front("Port Security", text).publisher == publisher
