"""What a document states about its publication. The journals and works are invented; the layouts are publishers'."""

import pytest

from corpus.works.publication import Publication
from tests.corpus.documents import front_lines

TITLE = "Moles and Quays: Evidence from Two Ports"
TEXT = "\n\nMoles keep the sea out of a harbour, and quays keep the ships in it.\nWe ask which of the two came first."
REFERENCES = "\n\nReferences\nMole J. Sea walls. Pier Letters 2003;12(4):5-9. doi:10.1000/pier.12"


def published(*pages, labels=(), title=TITLE, families=(), gap=12, **metadata):
    """Return what a document with these pages states, as the values of CSL fields, with its year and DOI."""
    found = Publication(front_lines(*pages, gap=gap), metadata, labels, title, families)
    values = {field: finding.value for field, finding in found.fields.items()}
    if found.year:
        values["year"] = found.year.value
    if found.doi:
        values["DOI"] = found.doi.value
    return values


def fields(journal, volume="", issue="", page="", year="", doi="", issn=""):
    given = {"container-title": journal, "volume": volume, "issue": issue, "page": page, "year": year, "DOI": doi}
    given["ISSN"] = issn
    return {field: value for field, value in given.items() if value}


LAYOUTS = {
    "running heads": (
        (
            f"Quay Studies 65 (2007) 2070–2080\n\n{TITLE}{TEXT}\n\ndoi:10.1000/q.2007.06.028",
            f"2071	J. Mole, A. Pier / Quay Studies 65 (2007) 2070–2080{TEXT}",
            f"J. Mole, A. Pier / Quay Studies 65 (2007) 2070–2080	2072{TEXT}{REFERENCES}",
        ),
        fields("Quay Studies", "65", "", "2070-2080", "2007", "10.1000/q.2007.06.028"),
    ),
    "a head without a name under the masthead": (
        (
            f"Original Article\n\nQuay Methods in Port Research\n2016, Vol. 25(6) 2895–2908\n© The Author(s) 2014\n"
            f"DOI: 10.1000/0962280214534411\n\n{TITLE}{TEXT}",
            f"2896	Quay Methods in Port Research 25(6){TEXT}",
            f"Mole and Pier	2897{TEXT}{REFERENCES}",
            f"2898	Quay Methods in Port Research 25(6){TEXT}",
        ),
        fields("Quay Methods in Port Research", "25", "6", "2895-2908", "2016", "10.1000/0962280214534411"),
    ),
    "the name in full above, abbreviated in the foot": (
        (
            f"American Journal of Quays	Vol. 162, No. 2\nCopyright 2004 by the School of Ports\n\n{TITLE}{TEXT}\n\n"
            "115	Am J Quays 2005;162:115–124",
            f"116	Mole et al.{TEXT}\n\nAm J Quays 2005;162:115–124",
        ),
        fields("American Journal of Quays", "162", "2", "115-124", "2005"),
    ),
    "how to cite, over several lines": (
        (
            f"{TITLE}{TEXT}\n\nCitation: Mole T, Pier D (2017) Moles and quays: Evidence\n"
            "from two ports. PLoS Quay 14(5):\ne1002306. https://doi.org/10.1000/journal.\npquay.1002306\n\n"
            "Received: December 19, 2016",
        ),
        fields("PLoS Quay", "14", "5", "e1002306", "2017", "10.1000/journal.pquay.1002306"),
    ),
    "a cover sheet of an archive": (
        (
            f"{TITLE}\nAuthor(s): Ana Mole\nSource: Journal of Quays, Vol. 47, No. 260 (Dec., 1952), pp. 663-\n685\n"
            "Published by: Port Association\nStable URL: http://www.jstor.org/stable/1\nAccessed: 17/10/2008 18:23",
        ),
        fields("Journal of Quays", "47", "260", "663-685", "1952"),
    ),
    "a cover sheet of a database": (
        (f"{TITLE}\nMole, Ana; Pier, Bo\nQuay Affairs; Jul/Aug 2009; 28, 4; ProQuest\npg. 1127",),
        fields("Quay Affairs", "28", "4", "1127", "2009"),
    ),
    "a cover sheet of a network": (
        (
            f"See discussions, stats, and author profiles at: https://www.researchgate.net/publication/1\n\n{TITLE}\n\n"
            "Article in Quay Affairs · October 2015\nDOI: 10.1000/qa.2014.1453\n\nCITATIONS\n44",
            f"{TITLE}{TEXT}",
        ),
        fields("Quay Affairs", doi="10.1000/qa.2014.1453"),
    ),
    "a post-print": (
        (
            f"{TITLE}*\n\nForthcoming in Port Quarterly\n\ndoi: 10.1000/07418825.2017\n\nAna Mole\n\n"
            "* This is the authors’ post-print (CC-BY), accepted for publication on May 22, 2017. Final\n"
            "version published in Port Quarterly, vol. 34, issue 7. Direct correspondence to Ana Mole, School of\n"
            "Ports, 1 Harbour Street",
        ),
        fields("Port Quarterly", "34", "7", doi="10.1000/07418825.2017"),
    ),
    "a manuscript in double spacing": (
        (f"{TITLE}\n\nForthcoming in\nPort Practice and Research\n(accepted 10/4/2024)\n\nAna Mole",),
        fields("Port Practice and Research"),
    ),
    "an accepted manuscript": (
        (
            "This is an Accepted Manuscript of an article published by Pier & Co in Port Quarterly on 5 June 2017,\n"
            f"available online: https://doi.org/10.1000/07418825.2017.1\n\n{TITLE}{TEXT}",
        ),
        fields("Port Quarterly", doi="10.1000/07418825.2017.1"),
    ),
    "the head of a proof": (
        (
            f"Journal of Quays xxx (2016) xxx–xxx\n\nContents lists available at a site\n\nJournal of Quays\n"
            f"journal homepage: www.example.org/quays\n\n{TITLE}{TEXT}\n\n0047-2352/$ - see front matter © 2016\n"
            "http://dx.doi.org/10.1000/j.quays.2016.01",
            f"2	J. Mole / Journal of Quays xxx (2016) xxx–xxx{TEXT}",
        ),
        fields("Journal of Quays", year="2016", doi="10.1000/j.quays.2016.01", issn="0047-2352"),
    ),
    "online before it has a volume": (
        (
            f"Port & Pier\n1–27\n© The Author(s) 2015\nDOI: 10.1000/0011128715\n\n{TITLE}{TEXT}",
            f"2	Port & Pier 00(0){TEXT}",
            f"Mole	3{TEXT}",
            f"4	Port & Pier 00(0){TEXT}",
        ),
        fields("Port & Pier", doi="10.1000/0011128715"),
    ),
    "a cover sheet of a publisher": (
        (
            "Port Quarterly\nISSN: 0741-8825 (Print) Journal homepage: https://www.example.org/loi/1\n\n"
            f"{TITLE}\n\nAna Mole\n\nTo cite this article: Ana Mole (2017): Moles and Quays: Evidence\n"
            "from Two Ports, Port Quarterly, DOI: 10.1000/07418825.2017\n\n"
            "To link to this article: https://doi.org/10.1000/07418825.2017",
            f"{TITLE}{TEXT}",
        ),
        fields("Port Quarterly", "", "", "", "2017", "10.1000/07418825.2017", "0741-8825"),
    ),
    "a margin where the title runs into the journal": (
        (
            f"{TITLE}{TEXT}\n\nCitation: Mole, A.; Pier, B. Moles and\nQuays: Evidence from Two Ports. Quay Oncol.\n"
            "2023, 30, 3079–3090. https://doi.org/\n10.3390/quay30030233\n\nReceived: 2 February 2023\n"
            "\nQuay Oncol. 2023, 30, 3079–3090. https://doi.org/10.3390/quay30030233	https://www.example.org",
            f"Quay Oncol. 2023, 30	3080{TEXT}",
        ),
        fields("Quay Oncol", "30", "", "3079-3090", "2023", "10.3390/quay30030233"),
    ),
    "a manuscript of an archive": (
        (
            "Author Manuscript\nQuay Soc Med. Author manuscript; available in PMC 2015 June 01.\n\n"
            "Published in final edited form as:\n"
            "Quay Soc Med. 2014 June ; 110: 1–10. doi:10.1000/j.quay.2014.03.001.\n\n"
            f"{TITLE}{TEXT}",
        ),
        fields("Quay Soc Med", "110", "", "1-10", "2014", "10.1000/j.quay.2014.03.001"),
    ),
    "the journal before the word": (
        (f"{TITLE}\n\nPort Quarterly (forthcoming)\n\nAna Mole{TEXT}",),
        fields("Port Quarterly"),
    ),
    "the author's version of a proof": (
        (
            f"{TITLE}\n\nNOTICE: this is the author’s version of a work that was accepted for "
            "publication in the "
            "Journal of\nQuays. A definitive version was subsequently published in Journal of Quays, 43(1), 2015,\n"
            "doi:10.1000/j.quays.2015.01\n\nAna Mole",
        ),
        fields("Journal of Quays", "43", "1", "", "2015", "10.1000/j.quays.2015.01"),
    ),
    "the first line, above a DOI": (
        (f"J Quay Stud\nhttps://doi.org/10.1000/s11292-019\n\n{TITLE}{TEXT}", f"Mole et al.{TEXT}"),
        fields("J Quay Stud", doi="10.1000/s11292-019"),
    ),
    "a page of a newspaper, printed by a browser": (
        (f"3/6/2020, 10:12 AM	{TITLE} - The Quay Times\n\n{TITLE}{TEXT}\n\nhttps://www.example.org/moles	1/2",),
        fields("The Quay Times"),
    ),
    "a report that says how to cite it": (
        (f"{TITLE}{TEXT}\n\nSuggested citation: Mole, A. (2019). Moles and Quays. Harbour Office.",),
        fields("", year="2019"),
    ),
    "the sheet of a repository": (
        (
            f"{TITLE}\n\nPublished\n2012\n\nJournal Title\nPort & Pier\n\nDOI\nhttps://doi.org/10.1000/pp.12\n\nCopyright",
        ),
        fields("Port & Pier", doi="10.1000/pp.12"),
    ),
    "the sheet of another repository": (
        (
            f"{TITLE}\n\nOriginal citation: Mole, A. (2014) Moles and Quays: Evidence from Two Ports. Port & Pier, 12 "
            "(3).\npp. 1-10. ISSN 1234-5678",
        ),
        fields("Port & Pier", "12", "3", "1-10", "2014", issn="1234-5678"),
    ),
    "a manuscript of a publisher": (
        (f"Accepted Manuscript\n\n{TITLE}\n\nDOI: 10.1000/j.jq.1\n\nTo appear in: Journal of Quays",),
        fields("Journal of Quays", doi="10.1000/j.jq.1"),
    ),
    "the year after the journal": (
        (f"{TITLE}\n\nForthcoming in Port Quarterly (2019)\n\nAna Mole",),
        fields("Port Quarterly", year="2019"),
    ),
    "a foot in columns, and an article in press": (
        (f"ARTICLE IN PRESS\n\n{TITLE}{TEXT}\n\n1 | Letters | Mole	Journal of Quays | May 2014, Vol 104, No. 11",),
        fields("Journal of Quays", "104", "11", "", "2014"),
    ),
    "a preprint of an article, with both DOIs": (
        (
            f"{TITLE}\n\nForthcoming in Port Quarterly\n\nhttps://doi.org/10.31235/osf.io/ab1\n\nhttps://doi.org/10.1000/pq.1",
        ),
        fields("Port Quarterly", doi="10.1000/pq.1"),
    ),
    "a note in Portuguese": (
        (f"{TITLE}\n\nArtigo publicado originalmente na Revista de Portos, v. 12, n. 3, 2014\n\nAna Mole",),
        fields("Revista de Portos", "12", "3", "", "2014"),
    ),
    "a note in Spanish": (
        (f"{TITLE}\n\nArtículo aceptado para publicación en la Revista de Puertos\n\nAna Mole",),
        fields("Revista de Puertos"),
    ),
    "a foot in Portuguese": (
        (
            f"{TITLE}\ndoi: 10.5123/S1679-4974\n{TEXT}\n\nEpidemiol. Serv. Cais, Brasília, 24(3): jul-set 2015	373",
            f"374	Epidemiol. Serv. Cais, Brasília, 24(3): jul-set 2015{TEXT}",
        ),
        fields("Epidemiol. Serv. Cais", "24", "3", "", "2015", "10.5123/s1679-4974"),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_layouts(layout):
    """Each layout of a publisher, an archive or an author is read, and its reference list is not."""
    pages, expected = LAYOUTS[layout]
    gap = 28 if layout == "a manuscript in double spacing" else 12
    assert published(*pages, gap=gap) == expected


@pytest.mark.parametrize(
    "page",
    [
        f"{TITLE}{TEXT}{REFERENCES}",
        f"{TITLE}{TEXT}\n\n1 See Ana Mole, Sea Walls, Pier Letters 12 (2003) 5-9.",
        f"{TITLE}\n\nThe results were published in 2014 and accepted by Brazil.",
        f"{TITLE}\n\nSource: Harbour Office, Report No. 12 (2003), pp. 5-9",
        f"Report of the Port\n\nVol. 12, No. 3\n\n{TITLE}",
        f"{TITLE}\n\nSee Mole, A. (2003). Sea walls and who lives behind\nthem. In a storm.\nPier Letters, 12(4), 5-9.",
        f"{TITLE}\n\nShares of stock as of March 31, 2021: 3,027,117,000",
        f"{TITLE}\n\nPublished in Brazil\nPublished by Pier Press in London",
        f"{TITLE}\n\nAccepted by the Graduate Faculty",
        f"{TITLE}\n\nPort Report No. 17, December 2015, pp. 9-24",
    ],
)
def test_no_publication(page):
    """A reference, a note, a sentence, the source of a figure and a volume without a journal are not the work's own."""
    assert published(page, "A second page.", "A third page.") == {}


def test_a_whole_issue_is_not_an_article():
    """A bulletin has the title of the journal."""
    head = "Port Bulletin, Vol. 12, No. 3"
    assert published(head, head, title="Port Bulletin") == {}
    assert published(head, head, title="Moles")["container-title"] == "Port Bulletin"


def test_metadata_are_confirmed_by_the_page_or_lose():
    """A volume that the page contradicts loses. An issue that only the metadata have goes with the printed volume."""
    page = f"Quay Studies 65 (2007) 2070–2080\n\n{TITLE}"
    pages = (page, f"2071	Mole / Quay Studies 65 (2007) 2070–2080{TEXT}")
    metadata = {"journal": "Quay Studies", "volume": "66", "issue": "9"}
    assert published(*pages, **metadata) == fields("Quay Studies", "65", "", "2070-2080", "2007")
    metadata["volume"] = "65"
    assert published(*pages, **metadata) == fields("Quay Studies", "65", "9", "2070-2080", "2007")


def test_the_author_before_the_journal():
    """Some journals print the author's name before their own."""
    page = f"Mole Journal of Quays (2016) 15:177\nDOI 10.1000/s12939\n\n{TITLE}{TEXT}"
    second = f"Mole Journal of Quays (2016) 15:177	Page 2 of 2{TEXT}"
    expected = fields("Journal of Quays", "15", "", "177", "2016", "10.1000/s12939")
    assert published(page, second, families=("Mole",)) == expected


def test_pages_by_the_printed_page_numbers():
    """The numbers on the sheets give the pages of an article, but not of a text that counts from 1."""
    pages = (f"Quay Studies, Vol. 93, No. 8\n\n{TITLE}", "Quay Studies, Vol. 93, No. 8")
    assert published(*pages, labels=("1294", None, "1296"))["page"] == "1294-1296"
    assert "page" not in published(*pages, labels=("1", "2", "3"))
    assert "page" not in published(*pages, labels=("1294", "1296", "1298"))


@pytest.mark.parametrize(
    ("page", "doi"),
    [
        (f"{TITLE}\nhttps://doi.org/10.1000/own.1", "10.1000/own.1"),
        (f"{TITLE}\nhttps://doi.org/10.1000/\nown.1", "10.1000/own.1"),
        (f"{TITLE}\n\nA comment on doi:10.1000/criticised.1, which we reject in every point that it makes.", None),
        (f"{TITLE}\ndoi:10.1000/own.1\n\nSee Comment page 7\nDOI:10.1000/comment.2", "10.1000/own.1"),
        (f"{TITLE}\n\nData: https://doi.org/10.1000/data.9", None),
        (f"{TITLE}\nhttps://doi.org/10.1000/one.1\n\nhttps://doi.org/10.1000/two.2", None),
        (f"{TITLE}\nhttps://plu.mx/plum/a/?doi=10.1000/other.3", None),
        (f"{TITLE}\n\n1. Mole J. Sea walls. 2003. doi:10.1000/pier.12", None),
    ],
)
def test_dois(page, doi):
    """A DOI counts on a line of its own. The DOI of a comment, a criticised work, data or a reference does not."""
    assert published(page).get("DOI") == doi


def test_a_doi_in_the_feet_counts_before_a_doi_on_a_line():
    """The running foot has the work's own DOI, and the margin another work's."""
    foot = "Mole JA, et al. Quay Prev 2016;22:3–18. doi:10.1000/own.1"
    page = f"{TITLE}\n\nhttp://dx.doi.org/10.1000/margin.2{TEXT}\n\n{foot}	3"
    assert published(page, f"4 {foot}{TEXT}")["DOI"] == "10.1000/own.1"
