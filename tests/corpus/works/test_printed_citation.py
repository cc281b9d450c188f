"""What one line states about a journal, its volume, issue, year and pages. The journals are invented."""

import pytest

from corpus.works.printed_citation import complete_pages, parse_citation

LINES = [
    # line, journal, volume, issue, year, pages
    ("Quay Studies 65 (2007) 2070–2080", "Quay Studies", "65", "", 2007, "2070-2080"),
    ("2072	J. Mole et al. / Quay & Pier 65 (2007) 2070–2080", "Quay & Pier", "65", "", 2007, "2070-2080"),
    ("Quay Letters, 50 + (2016) 660-662. doi:10.1000/q.2", "Quay Letters", "50", "", 2016, "660-662"),
    ("Journal of Quays 68 (2020) 101680", "Journal of Quays", "68", "", 2020, "101680"),
    ("Cad. Cais Pública 2017; 33(8):e00080316", "Cad. Cais Pública", "33", "8", 2017, "e00080316"),
    ("a growing quay. (Am J Quays. 2014;104:2156–62. doi:10.1000/", "Am J Quays", "104", "", 2014, "2156-2162"),
    ("Mole JA, et al. Quay Prev 2016;22:3–18. doi:10.1000/q-2015-04	3", "Quay Prev", "22", "", 2016, "3-18"),
    ("BQJ 2014;348:g4014 doi: 10.1000/bqj.g4014 (Published 3 July 2014)", "BQJ", "348", "", 2014, "g4014"),
    ("Quay Affairs 2010.29:2149-2160", "Quay Affairs", "29", "", 2010, "2149-2160"),
    ("Int J Quay Policy 2012 Sep;23(5):1-10", "Int J Quay Policy", "23", "5", 2012, "1-10"),
    ("BMC Quay Health 2011, 11:123", "BMC Quay Health", "11", "", 2011, "123"),
    ("Rev Cais MAIO 2017; 20 SUPPL 1: 142-156", "Rev Cais", "20", "Suppl 1", 2017, "142-156"),
    ("Gupta et al. BMC Quay Health (2014) 14:45", "BMC Quay Health", "14", "", 2014, "45"),
    ("BRIT. J. QUAYS (2012) 52, 1–20", "BRIT. J. QUAYS", "52", "", 2012, "1-20"),
    ("1 | Peer Reviewed | Mole et al.	Journal of Quays | June 2014, Vol 104, No. 11", "Journal of Quays", "104", "11",
     2014, ""),
    ("June 2014, Vol 104, No. 11 | Journal of Quays	Mole et al. | 2157", "Journal of Quays", "104", "11", 2014, ""),
    ("Source: Quay Studies, Vol. 47, No. 260 (Dec., 1952), pp. 663-685", "Quay Studies", "47", "260", 1952, "663-685"),
    ("Source: Quay Studies, Vol. 23 (1993), pp. 217-243", "Quay Studies", "23", "", 1993, "217-243"),
    ("QUAY QUARTERLY 2017, VOL. 34, NO. 7, 1234–1256", "QUAY QUARTERLY", "34", "7", 2017, "1234-1256"),
    ("Quays: A Journal of Ports Vol. 38 No. 4, 2015 pp. 123-145", "Quays: A Journal of Ports",
     "38", "4", 2015, "123-145"),
    ("Quays & Piers, Volume 12, Issue 3, pp. 1–20", "Quays & Piers", "12", "3", None, "1-20"),
    ("Rev. bras. cais | São Paulo v. 12, n. 1, 10-25, fev/mar 2018", "Rev. bras. cais", "12", "1", 2018, "10-25"),
    ("salud de muelles / vol. 45, suplemento 1 de 2003", "salud de muelles", "45", "Suppl 1", 2003, ""),
    ("published in Quay Behavior, vol 64(9)", "Quay Behavior", "64", "9", None, ""),
    ("www.example.org Vol 392 September 1, 2018", "", "392", "", 2018, ""),
    ("2016, Vol. 25(6) 2895–2908", "", "25", "6", 2016, "2895-2908"),
    ("Quay Affairs; Jul/Aug 2009; 28, 4; ProQuest pg. 1127", "Quay Affairs", "28", "4", 2009, "1127"),
    ("Quay Affairs 34, no.10 (2015):1704-1712", "Quay Affairs", "34", "10", 2015, "1704-1712"),
    ("1704	Quay Affairs October 2015 34:10", "Quay Affairs", "34", "10", 2015, ""),
    ("n engl j quays 354;19 www.example.org may 11, 2006	1977", "n engl j quays", "354", "19", 2006, ""),
    ("Epidemiol. Serv. Cais, Brasília, 24(3): jul-set 2015", "Epidemiol. Serv. Cais", "24", "3", 2015, ""),
    ("Ciência & Cais, 22(9):2869-2880, 2017", "Ciência & Cais", "22", "9", 2017, "2869-2880"),
    ("Mole T (2017) Ports of the south: A long analysis. PLoS Quay 14(5): e1002306.", "PLoS Quay", "14", "5", None,
     "e1002306"),
    ("Mole, J. (2017). Ports: A test. Journal of Quays, 55(3), 12-30.", "Journal of Quays", "55", "3", None, "12-30"),
    ("Revista Muelles, 8(2), 2017", "Revista Muelles", "8", "2", 2017, ""),
    ("Perfil de Muelles No. 17, agosto 2011, pp. 5-24", "Perfil de Muelles", "", "17", 2011, "5-24"),
    ("PNQS | August 6, 2019 | vol. 116 | no. 32 | 15877–15882", "PNQS", "116", "32", 2019, "15877-15882"),
    ("Quays in Health | www.example.org	1	June 2021 | Volume 9 | Article 712345", "Quays in Health", "9", "", 2021,
     "712345"),
    ("Citation: Mole A (2021) A title. Quays Health 9:712345.", "Quays Health", "9", "", None, "712345"),
    ("Int. J. Quay Res. 2020, 17, 1234; doi:10.1000/q17041234", "Int. J. Quay Res.", "17", "", 2020, "1234"),
    ("Quay Glob Health 2017; 5: e1013–22", "Quay Glob Health", "5", "", 2017, "e1013-e1022"),
    ("Journal of Research in Ports 00(0)", "Journal of Research in Ports", "", "", None, ""),
    ("Port Quarterly, 31:2, 1-20, DOI: 10.1000/07418825.2014", "Port Quarterly", "31", "2", None, "1-20"),
    ("Quay Systematic Reviews 2012:11", "Quay Systematic Reviews", "", "11", 2012, ""),
    ("Quay Science Review (2018) 112, 4, 769–785", "Quay Science Review", "112", "4", 2018, "769-785"),
    ("Quays & Piers. 2020;1–30.", "Quays & Piers", "", "", 2020, ""),
    ("PLoS QUAY | www.example.org	1	April 2014 | Volume 9 | Issue 4 | e94567", "PLoS QUAY",
     "9", "4", 2014, "e94567"),
    ("Ana Mole. Moles and Quays. Port & Pier, 2014, 12 (3), pp.1-10.", "Port & Pier", "12", "3", 2014, "1-10"),
    ("12 J. Quay L. & Ports 345 (2015)", "J. Quay L. & Ports", "12", "", 2015, "345"),
]  # fmt: skip


@pytest.mark.parametrize("case", LINES, ids=[line[0][:40] for line in LINES])
def test_lines(case):
    """The facts are found in each order in which publishers, archives and authors print them."""
    line, *facts = case
    found = parse_citation(line)
    assert found is not None
    assert [found.journal, found.volume, found.issue, found.year, found.pages] == facts


@pytest.mark.parametrize(
    "line",
    [
        "This content downloaded from 10.0.0.1 on Thu, 19 Jul 2018 09:47:29 UTC",
        "DOI:10.1016/S0140-6736(11)60054-8",
        "We asked 120 (57%) of 210 harbours, and 98 (2007) answered.",
        "Received 3 May 2015; accepted 8 May 2015",
        "Harbour Office, June 2014",
        "6736(11)60054-8",
        "3/6/2020, 10:12 AM	Moles and Quays",
        "1 of 1	9/5/2025, 9:09",
        "Printed on March 3, 2020, 10:12 am",
        "Shares of stock as of March 31, 2021: 3,027,117,000",
        "The ratio was 3:1000 in 2004.",
        "",
    ],
)
def test_lines_without_a_volume(line):
    """Times, identifiers, counts and dates are not volumes."""
    assert parse_citation(line) is None


@pytest.mark.parametrize(
    ("pages", "complete"),
    [("760-75", "760-775"), ("3-18", "3-18"), ("S12-S19", "S12-S19"), ("e12", "e12"), ("99-101", "99-101")],
)
def test_pages(pages, complete):
    """The last page is written in full."""
    assert complete_pages(pages) == complete
