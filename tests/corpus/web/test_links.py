"""Addresses of works, archived copies and links of web pages."""

from time import monotonic

import pytest

from corpus.model import Reference
from corpus.web.links import archive_url, doi_url, original_bytes_url, page_links, wanted_work
from corpus.works.starter import starter

ENTRIES = {entry.reference.key: entry for entry in starter()}
TITLES = ["Custom Notifications: Individualized Communication in the Group Violence Intervention"]
PAGE = "https://example.org/publications/custom-notifications"


def work(key):
    return wanted_work(ENTRIES[key].reference)


def test_files_come_before_pages_and_archived_copies_last():
    """Files are tried first, as they cost a server least, and archived copies last."""
    assert work("karstedt-2017").addresses == (
        "https://press-files.anu.edu.au/downloads/press/n2304/pdf/ch27.pdf",
        "https://www.jstor.org/stable/j.ctt1q1crtm.38",
    )
    usaid = "https://www.usaid.gov/sites/default/files/USAID-2016-What-Works-in-Reducing-Community-Violence-Final-Report.pdf"
    assert work("abt-winship-2016").addresses == (usaid, f"https://web.archive.org/web/2017id_/{usaid}")


def test_every_work_of_the_list_has_an_address_or_a_reason():
    """Seven of the 26 works of the reading list cannot be fetched, each for a known reason."""
    closed = {key: work(key).closed for key in ENTRIES if work(key).closed}
    assert {key: reason.split()[0].rstrip(";") for key, reason in closed.items()} == {
        "nnsc-2017-non-us-panel-video": "video",
        "wilson-center-2016-what-works-video": "video",
        "kleiman-2011": "paywalled",
        "maguire-king-2013": "paywalled",
        "densley-jones-2016": "paywalled",
        "braga-2017": "paywalled",
        "guardian-2017": "no",
    }
    assert all(work(key).addresses for key in ENTRIES if key not in closed)


def test_an_imported_reference_has_its_address_and_doi():
    """An imported work is fetched by the URL and DOI of its record, and archived copies are those of the year in which
    it was accessed.
    """
    csl = {
        "title": "A Study",
        "DOI": "https://doi.org/10.1000/x",
        "URL": "https://example.org/a",
        "accessed": {"date-parts": [[2021, 3]]},
    }
    found = wanted_work(Reference("study", csl, "article", "descriptive"))
    assert found.addresses == ("https://example.org/a", "https://doi.org/10.1000/x")
    assert (found.archive_year, found.page, found.closed) == (2021, "https://example.org/a", None)
    nothing = wanted_work(Reference("study", {"title": "A Study"}, "article", "descriptive"))
    assert (nothing.closed, nothing.page, nothing.archive_year) == ("no address of it is known", None, 2018)


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        (" www.example.org/a ", ("https://www.example.org/a",)),
        ("http://example.org/a#page=2", ("http://example.org/a",)),
        ("http://[", ()),
        ("10.1000/x", ()),
        ("ftp://example.org/a", ()),
        ("", ()),
    ],
)
def test_the_address_in_a_record(written, addresses):
    """Addresses are accepted as people write them, and values that are not addresses are left out."""
    assert wanted_work(Reference("a", {"URL": written}, "report", "guide")).addresses == addresses


def test_a_doi_with_special_characters():
    """A DOI keeps every character, including characters with a meaning in URLs."""
    assert doi_url("10.1002/(SICI)1(98)3:8<69::A>3.0.CO;2-O#1?") == (
        "https://doi.org/10.1002/(SICI)1(98)3:8%3C69::A%3E3.0.CO;2-O%231%3F"
    )


@pytest.mark.parametrize(
    "written", ["10.1000/x", "doi: 10.1000/x", "http://dx.doi.org/10.1000/x", " https://DOI.org/10.1000/x"]
)
def test_a_doi_has_one_address(written):
    """A DOI has the same address however it is written."""
    assert doi_url(written) == "https://doi.org/10.1000/x"


def test_archived_copies_are_requested_without_a_frame():
    """The address of an archived copy requests the original bytes, without the frame of the archive."""
    assert archive_url("http://a.org/b?c", 2017) == "https://web.archive.org/web/2017id_/http://a.org/b?c"
    for form in ("2017/", "2017if_/", "2017id_/"):
        assert original_bytes_url(f"http://web.archive.org/web/{form}http://a.org/b") == archive_url(
            "http://a.org/b", 2017
        )
    assert original_bytes_url("http://a.org/b") == "http://a.org/b"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        # The file that the page declares comes before its links.
        (
            '<a href="/other.pdf">PDF</a><META name="Citation_PDF_URL" content="/files/it.pdf">',
            ["https://example.org/files/it.pdf", "https://example.org/other.pdf"],
        ),
        # A link that names the work comes before one that does not.
        (
            '<a href="annual.pdf">Annual report</a>'
            '<a href="x?id=1">Download Custom Notifications: Individualized Communication in the Group Violence'
            " Intervention</a>",
            ["https://example.org/publications/x?id=1", "https://example.org/publications/annual.pdf"],
        ),
        # On a list of files, only links that name the work count. Its page is not a file.
        (
            "".join(f'<a href="/{n}.pdf">Guide {n}</a>' for n in range(9))
            + '<a href="/group-violence-intervention-custom-notifications-individualized-communication">More</a>',
            ["https://example.org/group-violence-intervention-custom-notifications-individualized-communication"],
        ),
        # On a list, files with part of the title count, the most similar first.
        (
            "".join(f'<a href="/{n}.pdf">Guide {n}</a>' for n in range(9))
            + "<a href='/a.pdf'>Custom Notifications</a><a href='/b.pdf'>Custom Notifications in the Group</a>",
            ["https://example.org/b.pdf", "https://example.org/a.pdf"],
        ),
        # Files shown in frames, and redirects of the page.
        (
            "<meta http-equiv=refresh content='0; URL=\"/next\"'><iframe src='/viewer?x'></iframe>"
            "<iframe src='/in-frame.pdf'></iframe><object data='o.pdf#view'></object><embed src=e.pdf>",
            [
                *("https://example.org/in-frame.pdf", "https://example.org/publications/o.pdf"),
                *("https://example.org/publications/e.pdf", "https://example.org/next"),
            ],
        ),
        # Links are relative to the base. Pages of other hosts, the page itself and invalid addresses are not followed.
        (
            '<base href="https://files.example.org/a/">'
            '<a href="#top">PDF</a><a href="javascript:go()">PDF</a><a href="mailto:a@b.c">PDF</a>'
            f'<a href="{PAGE}#x">PDF</a><a href="http://[">PDF</a><a href="b.PDF#page=2">b</a>'
            '<a href="https://social.example/?t=custom-notifications-individualized-communication-group-violence'
            '-intervention">Share</a>',
            ["https://files.example.org/a/b.PDF"],
        ),
        # Text inside tags, attributes in any quotes or none, entities.
        (
            "<A class=x HREF='a?b=1&amp;c=2'><span>Full</span> <b>text</b></A><a href=c.pdf>c</a><a>pdf</a>",
            ["https://example.org/publications/a?b=1&c=2", "https://example.org/publications/c.pdf"],
        ),
        ("<p>Nothing here", []),
    ],
)
def test_the_links_of_a_page(html, found):
    """The links that may lead to the work's file are found, the most likely first."""
    assert list(page_links(html, PAGE, TITLES).all) == found


def test_an_archived_page_leads_to_archived_files():
    """The links of an archived page lead to archived copies."""
    html = '<a href="/report.pdf">PDF</a><a href="https://other.org/b.pdf">PDF</a>'
    assert page_links(html, archive_url(PAGE, "20180304050607"), TITLES).all == (
        archive_url("https://example.org/report.pdf", "20180304050607"),
        archive_url("https://other.org/b.pdf", "20180304050607"),
    )


@pytest.mark.parametrize("piece", ["<a ", "<a href='", "<a href=x>", "<![", "<a a=", "<!--", "</a"])
def test_a_page_made_to_take_long(piece):
    """A page of the maximum size is read in a few seconds, whatever it contains."""
    began = monotonic()
    page_links(piece * (5 * 2**20 // len(piece)), PAGE, TITLES)
    assert monotonic() - began < 10
