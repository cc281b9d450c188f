"""Types of works by the form of their pages and the words on the first ones."""

from dataclasses import replace

import pytest

from corpus.model import FrontLine
from corpus.works.frontmatter import FrontMatter
from corpus.works.identify import identify
from tests.corpus.documents import document, front_lines


def made(*pages, lines=None):
    """Return the work that is made of a document with these pages."""
    read = replace(document(*pages), front=front_lines(*pages) if lines is None else lines)
    return identify(read, "x.pdf", [], ()).reference


@pytest.mark.parametrize(
    ("page", "csl_type", "kind"),
    [
        ("Moles and Quays\n\nForthcoming in Port Quarterly", "article-journal", "article"),
        ("Moles and Quays\n\nForthcoming in The Handbook of Ports", "chapter", "chapter"),
        ("Book Review\n\nMoles and Quays\n\nForthcoming in Port Quarterly", "review-book", "book review"),
        ("Moles and Quays\n\nA dissertation submitted to the Graduate School", "thesis", "thesis"),
        ("Muelles\n\nTesis para optar al grado de Magíster", "thesis", "thesis"),
        ("Cais\n\nDissertação apresentada à Universidade do Porto", "thesis", "thesis"),
        (
            "A. Pier (ed.), Ports of the World, Pier Series 3,\nDOI 10.1000/978-3-16\n\nMoles and Quays",
            "chapter",
            "chapter",
        ),
        ("Moles and Quays\n\nForthcoming in The Quay Times", "article-newspaper", "news"),
        ("Original Article\n\nMoles and Quays\nhttps://doi.org/10.1000/own.1", "article-journal", "article"),
        ("Original Article\n\nMoles and Quays", "report", "report"),
        ("Moles and Quays\n\nPort Office, May 2014", "report", "report"),
    ],
)
def test_types(page, csl_type, kind):
    """The journal, the book and the words on the title page say what a work is."""
    work = made(page)
    assert (work.csl["type"], work.kind) == (csl_type, kind)


def test_a_thesis():
    """A thesis has its degree and its university."""
    work = made("Muelles\nUniversidad del Puerto\nTesis para optar al grado de Magíster")
    assert (work.csl["genre"], work.csl["publisher"]) == ("Master’s thesis", "Universidad del Puerto")


def test_a_working_paper():
    """A working paper is a report with its genre and number."""
    work = made("Port Office\nWorking Paper No. 123\n\nMoles and Quays\n\nMay 2014")
    assert work.kind == "working paper"
    assert (work.csl["type"], work.csl["genre"], work.csl["number"]) == ("report", "Working Paper", "123")


def test_slides_are_wide_and_have_few_words():
    """Wide pages with few words are slides; upright pages with few words are not."""
    slides = ("Moles and Quays", "Moles", "Quays", "Thank you")
    wide = (FrontLine(1, "Moles and Quays", 2, bold=True, left=100, baseline=350),
            FrontLine(1, "7", 1, bold=False, left=690, baseline=20))  # fmt: skip
    assert made(*slides, lines=wide).csl["type"] == "speech"
    assert made(*slides).csl["type"] == "report"
    assert made(*[slide + " and many more words" * 60 for slide in slides], lines=wide).csl["type"] == "report"


@pytest.mark.parametrize(
    ("line", "csl_type"),
    [
        ("Article in Quay Affairs · October 2015", "article-journal"),
        ("Chapter in Ports of the World · January 2013", "chapter"),
        ("Conference Paper · March 2013", "paper-conference"),
        ("Technical Report · May 2014", "report"),
        ("Chapter Title: Moles and Quays", "chapter"),
    ],
)
def test_cover_sheets_state_the_type(line, csl_type):
    """The sheet of a network or an archive says what it covers."""
    assert made(f"Moles and Quays\n\n{line}").csl["type"] == csl_type


def test_a_chapter_is_in_its_book():
    """The sheet of an archive names the book."""
    work = made("Chapter Title: Moles and Quays\nBook Title: Ports of the World\n\nPublished by: Pier Press. (2013)")
    assert (work.csl["type"], work.csl["container-title"]) == ("chapter", "Ports of the World")


def test_slides_are_shown_at_a_meeting():
    """The first slide names the meeting."""
    texts = ("Moles", "75th Annual Meeting of the Port Society", "7")
    lefts = (100, 120, 690)
    lines = [
        FrontLine(1, text, 1, bold=False, left=left, baseline=350 - left / 10)
        for text, left in zip(texts, lefts, strict=True)
    ]
    work = made("Moles", "Quays", "Piers", "Thank you", lines=tuple(lines))
    assert (work.csl["type"], work.csl["event-title"]) == ("speech", "75th Annual Meeting of the Port Society")


def test_only_works_outside_journals_have_a_publisher():
    """The body that published a report is its publisher. References to articles name the journal instead."""
    page = "Moles and Quays\n\nMay 2024\n\nThis report was published by the Port Research Service."
    assert made(page).csl["publisher"] == "Port Research Service"
    assert "publisher" not in made(f"{page}\n\nForthcoming in Port Quarterly").csl


def test_the_year_of_acceptance_is_the_last_resort_and_not_sure():
    """The year of the volume counts before the imprint, and the imprint before the acceptance."""
    page = "Moles and Quays\n\nForthcoming in Port Quarterly\n\n* Post-print, accepted for publication on Nov. 4, 2017."
    work = made(page)
    assert (work.year, work.origins["issued"].is_sure) == (2017, False)
    assert made(f"{page}\n\n© 2018 Port Association").year == 2018
    volume = "Port Quarterly 35 (2019) 1-20"
    assert made(f"{volume}\n\n{page}\n\n© 2018 Port Association", volume).year == 2019


def test_an_article_is_not_dated_by_the_dates_of_its_subject():
    """A date in a short line of an article is about the subject, unless the line is a date."""
    page = "Moles and Quays\n\nForthcoming in Port Quarterly\n\nThe storm of May 2011"
    read = replace(document(page), front=front_lines(page))
    assert FrontMatter(read, "x.pdf").year is None
    assert made(f"{page}\n\nJune 2013").year == 2013
