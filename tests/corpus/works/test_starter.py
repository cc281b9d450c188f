"""The reading list as it ships, compared with the material it was made from."""

import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from corpus.works.starter import starter

ENTRIES = {entry.reference.key: entry for entry in starter()}
KEYS = list(ENTRIES)

ORDER = [
    "nnsc-2017-non-us-panel-video",
    "nnsc-gvi-guide-2013",
    "nnsc-custom-notifications-2014",
    "wilson-center-2016-what-works-video",
    "kleiman-2011",
    "downie-2000",
    "jaitman-2015",
    "iep-2014",
    "karstedt-2017",
    "felbab-brown-2013-pinata",
    "icg-2017",
    "mazerolle-2013",
    "fearon-hoeffler-2014",
    "papachristos-2012",
    "abt-winship-2016",
    "maguire-king-2013",
    "densley-jones-2016",
    "vru-glasgow-2014",
    "muggah-2016",
    "felbab-brown-2013-idpc",
    "braga-2017",
    "thacher-2016",
    "nnsc-el-salvador-2018",
    "locke-2016",
    "guardian-2017",
    "nnsc-international-page",
]

KINDS = {"report", "guide", "article", "chapter", "video", "web page", "news", "book"}
DESIGNS = {"systematic review", "randomised", "quasi-experimental", "descriptive", "guide", "commentary", "news"}

# CSL 1.0.2, appendices III and IV (docs.citationstyles.org/en/stable/specification.html): what the records use.
TYPES = {
    "article-journal", "article-magazine", "article-newspaper", "chapter", "entry-encyclopedia", "motion_picture",
    "report", "webpage",
}  # fmt: skip
NAMES = {"author", "editor"}
DATES = {"issued"}
TEXTS = {
    "id", "type", "title", "title-short", "genre", "container-title", "collection-title", "collection-number",
    "publisher", "publisher-place", "event-title", "volume", "issue", "number", "page", "number-of-pages", "DOI",
    "ISBN", "ISSN", "URL", "language",
}  # fmt: skip

# ../shared/reading-list/README.md: sites that are evidence only and must not be offered to users.
UPLOAD_SITES = (
    "docslib", "documentos.tech", "fdocuments", "paperzz", "pdfslide", "scribd", "slidelegend", "slideshare",
    "studymode", "vdocument", "zbook",
)  # fmt: skip


@pytest.fixture(scope="module")
def reading_list(shared_data):
    folder = shared_data.parent / "reading-list"
    sources = {record["key"]: record for record in json.loads((folder / "sources.json").read_text("utf-8"))}
    return sources, json.loads((folder / "facts.json").read_text("utf-8"))


def issued(*parts):
    return {"date-parts": [list(parts)]}


# "What the page gets wrong" in ../shared/reading-list/README.md, copied by hand; None: the field must be absent.
CORRECTIONS = [
    ("nnsc-2017-non-us-panel-video", "event-title",
     "NNSC 2017 National Conference: Race, History, and Policing: A New Vision for Public Safety"),
    ("wilson-center-2016-what-works-video", "publisher",
     "Woodrow Wilson International Center for Scholars, Latin American Program"),
    ("kleiman-2011", "container-title", "Foreign Affairs"),
    ("kleiman-2011", "volume", "90"),
    ("kleiman-2011", "issue", "5"),
    ("kleiman-2011", "page", "89-101"),
    ("kleiman-2011", "issued", issued(2011, 9)),
    ("downie-2000", "container-title", "The Christian Science Monitor"),
    ("downie-2000", "issued", issued(2000, 11)),
    ("jaitman-2015", "editor", [{"family": "Jaitman", "given": "Laura"}]),
    ("jaitman-2015", "author", None),
    ("jaitman-2015", "DOI", "10.18235/0000170"),
    ("iep-2014", "issued", issued(2014, 2, 28)),
    ("karstedt-2017", "publisher", "ANU Press"),
    ("karstedt-2017", "editor", [{"family": "Drahos", "given": "Peter"}]),
    ("icg-2017", "publisher", "International Crisis Group"),
    ("icg-2017", "URL", "https://www.crisisgroup.org/latin-america-caribbean/central-america/"
     "62-mafia-poor-gang-violence-and-extortion-central-america"),
    ("icg-2017", "collection-number", "62"),
    ("mazerolle-2013", "author", [
        {"family": "Mazerolle", "given": "Lorraine"}, {"family": "Bennett", "given": "Sarah"},
        {"family": "Davis", "given": "Jacqueline"}, {"family": "Sargeant", "given": "Elise"},
        {"family": "Manning", "given": "Matthew"}]),
    ("mazerolle-2013", "issued", issued(2013, 1, 2)),
    ("mazerolle-2013", "volume", "9"),
    ("mazerolle-2013", "issue", "1"),
    ("fearon-hoeffler-2014", "author", [
        {"family": "Hoeffler", "given": "Anke"}, {"family": "Fearon", "given": "James"}]),
    ("fearon-hoeffler-2014", "genre", "Assessment paper"),
    ("papachristos-2012", "issued", issued(2012)),
    ("abt-winship-2016", "author", [
        {"family": "Abt", "given": "Thomas"}, {"family": "Winship", "given": "Christopher"}]),
    ("abt-winship-2016", "publisher",
     "Democracy International, for the United States Agency for International Development"),
    ("maguire-king-2013", "author", [
        {"family": "Maguire", "given": "Edward R."}, {"family": "King", "given": "William R."}]),
    ("densley-jones-2016", "DOI", "10.1007/978-3-319-29602-9_16"),
    ("densley-jones-2016", "editor", [
        {"family": "Maxson", "given": "Cheryl L."}, {"family": "Esbensen", "given": "Finn-Aage"}]),
    ("densley-jones-2016", "publisher-place", "Cham"),
    ("vru-glasgow-2014", "publisher", None),  # only the host is known, Reform
    ("muggah-2016", "publisher", "Igarapé Institute; Inter-American Development Bank; World Economic Forum"),
    ("felbab-brown-2013-idpc", "collection-title", "Modernising Drug Law Enforcement"),
    ("felbab-brown-2013-idpc", "collection-number", "2"),
    ("felbab-brown-2013-idpc", "publisher", "International Drug Policy Consortium"),
    ("braga-2017", "container-title", "Oxford Research Encyclopedia of Criminology and Criminal Justice"),
    ("thacher-2016", "volume", "2016"),
    ("thacher-2016", "issue", None),
    ("nnsc-el-salvador-2018", "title", "El Salvador Feasibility Study: Final Report"),
    ("nnsc-el-salvador-2018", "author", [{"literal": "National Network for Safe Communities"}]),
    ("nnsc-el-salvador-2018", "issued", issued(2018, 9)),
    ("locke-2016", "container-title", "The Crime Report"),
    ("locke-2016", "issued", issued(2016, 10)),
    ("guardian-2017", "container-title", "The Guardian"),
    ("guardian-2017", "issued", issued(2017, 12)),
]  # fmt: skip


def test_the_reading_list_is_complete():
    """The reading list has each of the 26 works once, in the order of the page."""
    assert KEYS == ORDER
    assert len(KEYS) == 26


def test_an_entry_has_what_finds_its_document():
    """An entry has the titles, DOI, ISBN, addresses and note of its work."""
    assert ENTRIES["icg-2017"].titles == (
        "Mafia of the Poor: Gang Violence and Extortion in Central America",
        "El salario del miedo: maras, violencia y extorsión en Centroamérica",
    )
    assert ENTRIES["mazerolle-2013"].reference.csl["DOI"] == "10.4073/csr.2013.1"
    assert ENTRIES["nnsc-gvi-guide-2013"].reference.csl["ISBN"] == "978-1-932582-71-0"
    assert ENTRIES["densley-jones-2016"].urls[0] == "https://doi.org/10.1007/978-3-319-29602-9_16"
    assert ENTRIES["karstedt-2017"].note.startswith("# Scaling criminology: From street violence to atrocity crimes\n")


@pytest.mark.parametrize(("key", "field", "expected"), CORRECTIONS)
def test_errors_of_the_page_are_corrected(key, field, expected):
    """Errors of the page are corrected in the records, and unknown fields are absent."""
    assert ENTRIES[key].reference.csl.get(field) == expected


@pytest.mark.parametrize("key", KEYS)
def test_a_record_is_clean_csl(key):
    """Every record is valid CSL-JSON without empty fields."""
    csl = ENTRIES[key].reference.csl
    assert csl["id"] == key
    assert csl["type"] in TYPES
    assert set(csl) <= TEXTS | NAMES | DATES
    assert all(isinstance(csl[field], str) and csl[field].strip() == csl[field] != "" for field in TEXTS & set(csl))
    assert all(set(name) in ({"family", "given"}, {"literal"}) for field in NAMES & set(csl) for name in csl[field])
    assert all(isinstance(part, int) for field in DATES & set(csl) for part in csl[field]["date-parts"][0])
    assert re.fullmatch(r"10\.\d{4,}/\S+", csl.get("DOI", "10.1000/none"))
    assert csl.get("number-of-pages", "1").isdigit()


@pytest.mark.parametrize("key", KEYS)
def test_an_entry_can_be_listed_and_fetched(key):
    """Kind and design are known words, and every link can be opened in a browser."""
    entry = ENTRIES[key]
    assert entry.reference.kind in KINDS
    assert entry.reference.design in DESIGNS
    assert re.match("open|paywalled|video|not known", entry.access)
    addresses = entry.urls
    assert max(Counter(addresses).values(), default=1) == 1
    assert all(urlsplit(address).scheme in {"http", "https"} and urlsplit(address).netloc for address in addresses)
    assert not any(site in urlsplit(address).netloc for address in addresses for site in UPLOAD_SITES)


@pytest.mark.parametrize("key", KEYS)
def test_a_note_is_short_plain_and_names_the_work(key):
    """A note names its work in the first sentence and has 100 to 300 words of prose."""
    entry = ENTRIES[key]
    heading, first, *rest = entry.note.rstrip("\n").split("\n\n")
    assert heading == f"# {entry.reference.title}"
    assert first.startswith(f"{entry.reference.title} is ") or first.startswith(f"{entry.reference.title} was ")
    assert 100 <= len(" ".join([first, *rest]).split()) <= 300
    assert not re.search(r"https?:|www\.|[*_`\[\]#|]|\n", "".join([first, *rest]))


@pytest.mark.parametrize("key", KEYS)
def test_a_note_has_no_number_of_its_own(key, reading_list):
    """Every number in a note is in the material on its work."""
    sources, facts = reading_list
    material = json.dumps([sources[key], facts[key]], ensure_ascii=False)
    assert numbers(ENTRIES[key].note) <= numbers(material)


def numbers(text):
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_unverified_is_included(key, reading_list):
    """Fields that were inferred or never confirmed are not in the records or notes.

    One field stays although no page confirmed it: the DOI of Jaitman, which the reading list itself gives.
    """
    entry, record = ENTRIES[key], reading_list[0][key]
    csl = entry.reference.csl
    for field, check in record["verified_fields"].items():
        if re.match("unverified|inferred", check["status"]) and (key, field) != ("jaitman-2015", "DOI"):
            assert csl.get(field) is None or csl[field] != record[field]
    held = json.dumps([dict(csl), entry.note], ensure_ascii=False)
    for candidate in (value for field, value in record.items() if field.endswith("_candidate_unverified")):
        names = [candidate] if isinstance(candidate, str) else [person["family"] for person in candidate]
        assert not any(name in held for name in names)
    assert "inferred" not in held


def test_remarks_on_the_research_are_not_shown():
    """Remarks on how the records were researched are not shown to users."""
    shown = " ".join(f"{entry.access} {entry.note}" for entry in ENTRIES.values())
    assert not re.search(r"stored copy|stored page|seed|from memory|upload", shown)
