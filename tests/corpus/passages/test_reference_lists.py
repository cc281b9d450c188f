"""Where lists of references begin and end, by the look of their lines."""

import time

import pytest

from corpus.passages.reference_lists import count_marks, find_reference_lists

PROSE = (
    "Accordingly, it would be better for these films to show keepers who are fair, instead of keepers who are rude or"
    " close a quay without need. Such encounters teach captains and keepers alike, and may prove important in repairing"
    " the relations between a harbour and its town, which is what the masters asked for in spring."
)
CITING = (
    "Quay stress is well known (Silva & Mora, 2017; Galiani et al., 2016; Holm, Hale, & Roe, 2012), and harbours have"
    " answered it with training (Souza, 2014). Lima (2011) found that the effect of training lasted 12 to 18 months in"
    " five of seven ports, and that the cost was 25 (20-31) crowns for each keeper. Others disagree (Souza, 2014)."
)
VANCOUVER = (
    "7 Lima SS, Gaziano TA, Gakidou E, et al. Prevention of decay in wooden piers. Harbours 2007;370:2054-62.\n\n"
    "8 Souza R, Epping-Jordan J. Improving the care of moles. Tide Aff. 2009;28(1):35-40.\n\n"
    "9 Ministerio do Mar. Plano nacional. Faro, 2011.\n\n"
    "10 Ribeiro AG, Cotta RM. The promotion of depth. Quay 2012;5:1-9."
)
APA = (
    "Silva, I. P., & Mora, J. C. (2017). Stress in harbour keepers. Quay Journal, 12(2), 101-117.\n\n"
    "Galiani, S., & Romero, M. (2017). Incentives for replication. Faro: Instituto do Mar.\n\n"
    "Young, L. J., Roe, E., Holm, S., & Hale, P. (2015). Comparing masters and public views of a routine\n"
    "closing of the quay. Tides and Society, 25(1), 1-24. https://doi.org/10.1000/x1"
)
CHICAGO = (
    'Cao, Li, and James Frank. 1996. "Trade, Context and Trust in the Harbour." Journal of Tides 15:3–22.\n'
    'Chen, Ya, Joel Hale, and Ann Roe. 2009. "Give Them Depth." Social Harbours Quarterly 72:34–51.\n'
    'Holm, Rita. 2012. "Race and Rope." Quay Research 41:1–12.'
)
NUMBERED = (
    "[1] D. R. Holm and H. D. Mora. The Theory of Tides. Quay Press, London, 1965.\n"
    "[2] C. H. Lind, L. D. Roe, and S. G. Hale. Models of moles. The Harbour, 52(2):193–209, 2003.\n"
    "[3] R. Silva. A model of piers and rope in studies of decay. Tides, 42:855–865, 1986."
)
FOOTNOTES = (
    "43 Port Office, Report: Reviews of Closed Quays, September 2021, at https://port.example.org/reviews.\n\n"
    "44 A. Holm et al., “Rope and Mole,” Harbour Policy, vol. 134, no. 10 (2021), pp. 7-9.\n\n"
    "45 Port Office, “Keepers Answer the Call of the Tide,” press release, May 2, 2019, https://port.example.org/keepers."
)
SEMICOLONS = (
    "1. de Holm, E.; Mora, F.; De Hale, G.; Lind, M. Depth and decay. Br. J. Tides 2007, 96, 1504–1513."
    " [CrossRef]\n2. Roe, A.; Silva, V.; Mora, L.M. Rope in harbours. J. Quays 2011, 105, 1342–1345. [CrossRef]\n"
    "3. Young, M.Y.C.; Leung, S.C.Y.; Gao, D. A study of moles. J. Natl. Quay Inst. 2013, 105, 1897–1906."
)
FULL_NAMES = (
    "Rita Holm, Ana Mora, Carl Lind, Hugh Roe, and Ana Silva. Moles. arXiv preprint arXiv:2309.16609, 2023.\n\n"
    "Carl Lind, Rita A. Holm, Hugh Roe, and Maria Hale. Ropes. In Proceedings of Tides, pp. 1–9, 2021."
    "\n\nAna Silva, Hugh Roe, Carl Lind, and Rita Holm. Measuring depth. CoRR, abs/2110.14168, 2021."
)
NAMES = (
    "1913 James R. Mann (IL) 111 James B. Clark (MO) 272 Victor Murdock (KS) Henry A. Cooper (WI)\n"
    "1915 James R. Mann (IL) 195 James B. Clark (MO) 222 Ann B. Hale (KS) Rita C. Roe (WI)\n"
    "1917 James R. Mann (IL) 205 James B. Clark (MO) 217 Ann B. Hale (KS) Rita C. Roe (WI)\n"
    "1919 Frederick H. Gillett (MA) 228 James B. Clark (MO) 172 Ann B. Hale (KS) Rita C. Roe (WI)"
)
SIGNATURES = "\n".join(
    f"/s/ {name} Director February 8, 2023\n{name}" for name in ("Rita L. Holm", "Hugh F. Roe", "Ann B. Hale")
)
EXHIBITS = "\n".join(
    f"10.{n} Amendment No. {n}, dated March {n}, 2019, to the Time Sharing Agreement, dated February 13, 2018, by and"
    " between the Harbour Company and Stephen J. Roe (incorporated by reference)."
    for n in range(5, 9)
)
KEEPERS = (
    "The board had Rita Holm, Ana Mora, Carl Lind, Hugh Roe, and Maria Hale, and met in Faro, North Quay, South Quay.\n"
) * 4
METHODS = (
    "boda Salmon et al. (2015)\ncusum Hale and Mora (2010)\ncdc Stroup, Williamson, and Herndon (1989)\n"
    "glr Holm and Paul (2008)\noutbreak Frisén, Andersson, and Roe (2009); Frisén (2010)\npaired Steiner et al. (1999)"
)


@pytest.mark.parametrize("entries", [VANCOUVER, APA, CHICAGO, NUMBERED, FOOTNOTES, SEMICOLONS, FULL_NAMES])
def test_a_list_begins_and_ends_with_its_references(entries):
    """No heading is needed, and the text before and after it is not in it."""
    before, after = f"{PROSE}\n\n{CITING}\n\n", f"\n\nTable 1. Quays that answered by mail\n\n{PROSE}\n\n{PROSE}"
    text = before + entries + after
    assert [text[start:end] for start, end in find_reference_lists(text)] == [entries]


@pytest.mark.parametrize("text", [PROSE, CITING, NAMES, SIGNATURES, EXHIBITS, KEEPERS, METHODS])
def test_what_is_not_a_list_of_references(text):
    """Text that cites, tables of names and methods, signatures and exhibits have some marks of references."""
    assert find_reference_lists(f"{PROSE}\n\n{text}\n\n{text}\n\n{PROSE}") == []


def test_a_list_goes_on_behind_a_page_break():
    """A running head between two references does not end it."""
    text = f"{PROSE}\n\n" * 5 + f"{APA}\nTides and Society\n\n{VANCOUVER}"
    assert find_reference_lists(text) == [(text.index(APA), len(text))]


def test_the_references_of_a_bibliography_are_its_text():
    """They are all that can be found in it."""
    assert find_reference_lists(f"A bibliography of harbours\n\n{APA}\n\n{VANCOUVER}") == []


def test_marks_of_references():
    """Two authors, volume with pages, year; a citation in a text has none."""
    assert count_marks("Souza R, Jordan J. Improving moles. Tide Aff. 2009;28(1):35-40.") == 4
    assert count_marks("Quay stress is well known (Silva & Mora, 2017).") == 0


@pytest.mark.parametrize(
    "line", ["." * 200_000, "(" + "a " * 100_000, "12, " * 50_000, "A" * 200_000, "A, B. " * 30_000]
)
def test_a_hostile_line_takes_linear_time(line):
    """A page may hold any text."""
    start = time.process_time()
    find_reference_lists(line)
    assert time.process_time() - start < 2
