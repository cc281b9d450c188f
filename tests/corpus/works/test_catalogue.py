"""What keys look like, and what a starter entry gives."""

import pytest

from corpus.text.words import expand_fiscal_years, years_in
from corpus.works.editions import are_editions, edition_years
from corpus.works.keys import MAX_KEY_CHARACTERS, make_key
from corpus.works.starter import starter
from tests.corpus.documents import reference

CRS = "Congressional Research Service"
NAMES = [{"family": "Muggah", "given": "Robert"}, {"family": "Wang", "given": "Ruddy"}]


def record(title="", year=None, **fields):
    issued = {"issued": {"date-parts": [[year]]}} if year else {}
    return {"title": title, **issued, **fields}


KEYS = [
    ("a family name", record("Legitimacy in Policing", 2013, author=[{"family": "Mazerolle"}]),
     "mazerolle-2013-legitimacy-policing"),
    ("the first of several", record("Making Cities Safer", 2016, author=NAMES), "muggah-2016-making-cities-safer"),
    ("an editor", record("Welfare Costs", 2015, editor=[{"family": "Jaitman"}]), "jaitman-2015-welfare-costs"),
    ("a body, by its initials", record("Port Security", 2024, author=[{"literal": CRS}]), "crs-2024-port-security"),
    ("a body of two words", record("World Development Report", 2011, author=[{"literal": "World Bank"}]),
     "world-bank-2011-world-development-report"),
    ("a body with its own initials", record("Global Peace", 2014, author=[{"literal": "Economics and Peace (IEP)"}]),
     "economics-peace-2014-global-peace"),
    ("a hyphen within a body's name", record("Crime Costs", author=[{"literal": "Inter-American Development Bank"}]),
     "idb-crime-costs"),
    ("a company, without its legal form", record("Form 10-K", 2021, author=[{"literal": "JPMorgan Chase & Co."}]),
     "jpmorgan-chase-2021-form-10-k"),
    ("a company of a legal form alone", record("Plan", author=[{"literal": "The Company"}]), "company-plan"),
    ("a person in one piece", record("Gun Control", 2018, author=[{"literal": "Lisa N. Sacco"}]),
     "sacco-2018-gun-control"),
    ("the publisher where nobody signs", record("Gangs", 2020, publisher=CRS), "crs-2020-gangs"),
    ("accents", record("Peña Nieto’s Piñata", 2013, author=[{"family": "Szabó de Carvalho"}]),
     "szabo-de-carvalho-2013-pena-nietos-pinata"),
    ("letters without a decomposition", record("Vold", author=[{"family": "Sørensen"}]), "sorensen-vold"),
    ("Spanish stop words", record("El salario del miedo", 2017), "2017-salario-miedo"),
    ("Portuguese stop words", record("A segurança nas cidades do Brasil", 2016), "2016-seguranca-cidades-brasil"),
    ("the part before the colon", record("Mafia of the Poor: Gang Violence and Extortion"), "mafia-poor"),
    ("all of it where that part says little", record("Gangs: A Review of the Evidence"), "gangs-review-evidence"),
    ("four words of a long title", record("One Two Three Four Five Six"), "one-two-three-four"),
    ("the year once", record("Crime in Brazil 2019", 2019), "2019-crime-brazil"),
    ("initials of a country", record("Non-U.S. Contexts"), "non-us-contexts"),
    ("a title of stop words alone", record("What is it?"), "it"),
    ("a title in another script", record("暴力予防", 2019), "2019"),
    ("nothing", {}, "source"),
    ("nothing that can be written", record("暴力予防", author=[{"literal": "暴力"}]), "source"),
]  # fmt: skip


@pytest.mark.parametrize(("csl", "key"), [case[1:] for case in KEYS], ids=[case[0] for case in KEYS])
def test_a_key_names_the_work(csl, key):
    """This test ensures that a key reads as who, when and the first words of the title, each where it is known."""
    assert make_key(csl, ()) == key


def test_a_taken_key_gets_a_number():
    """This test ensures that no two works share a key."""
    csl = record("Port Security", 2024, author=[{"literal": CRS}])
    taken = {"crs-2024-port-security"}
    assert make_key(csl, taken) == "crs-2024-port-security-2"
    assert make_key(csl, taken | {"crs-2024-port-security-2"}) == "crs-2024-port-security-3"


def test_a_long_key_ends_at_a_word():
    """This test ensures that a key stays short enough to type, its number included."""
    csl = record("Alpha " + "b" * 30 + " " + "c" * 40)
    short = "alpha-" + "b" * 30
    assert make_key(csl, ()) == short
    assert make_key(csl, {short}) == short + "-2"
    endless = record("x" * 100)
    assert make_key(endless, ()) == "x" * MAX_KEY_CHARACTERS
    assert make_key(endless, {"x" * MAX_KEY_CHARACTERS}) == "x" * (MAX_KEY_CHARACTERS - 2) + "-2"


def by(body):
    return {"author": [{"literal": body}]}


OPM = by("United States Office of Personnel Management")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Crime Trends 2019"}, {"title": "Crime trends, 2021"}),
        ({"title": "Crime Trends, March 2019"}, {"title": "Crime Trends: April 2020 (updated)"}),
        ({"title": "Annual Report FY2021"}, {"title": "Annual Report Fiscal Year 2022"}),
        ({"title": "Status Report v2"}, {"title": "Status Report, version 3.1"}),
        ({"title": "A Guide, 2nd edition"}, {"title": "A Guide. Third Edition"}),
        ({"title": "Strategic Plan 2018–2022"}, {"title": "Strategic Plan 2022-2026"}),
        ({"title": "Informe sobre homicidios, edición 2019"}, {"title": "Informe sobre Homicidios (actualizado)"}),
        ({"title": "Relatório de março de 2019"}, {"title": "Relatorio de abril de 2020"}),
        ({"title": "The same title"}, {"title": "The same title"}),  # two versions under two keys
        ({"title": "FY 2014 OPM Annual Report"}, {"title": "Annual Report 2015", **OPM}),
        (
            {"title": "Annual Report", **by("Adobe Systems Incorporated")},
            {"title": "Annual Report", **by("Adobe Inc.")},
        ),
        ({"title": "Annual Report", **by("OPM")}, {"title": "Annual Report", **OPM}),
        ({"title": "Personnel Management Annual Report", **OPM}, {"title": "Annual Report 2015", **OPM}),
    ],
)
def test_editions_of_one_work(one, other):
    """This test ensures that titles that differ in year, number, month, version or the body's name are editions."""
    assert are_editions(reference("a", **one), reference("b", **other))
    assert are_editions(reference("b", **other), reference("a", **one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Crime Trends 2019"}, {"title": "Crime Trends in Brazil 2021"}),
        ({"title": "Annual Report 2014"}, {"title": "Quarterly Report 2014"}),
        ({"title": "3M 10-K 2018"}, {"title": "3M 10-Q 2018"}),
        ({"title": "2019"}, {"title": "2020"}),
        ({"title": "Annual Report 2019", **by("Adobe Inc.")}, {"title": "Annual Report 2020", **by("Pfizer Inc.")}),
        ({"title": "Annual Report of Adobe", **by("Adobe")}, {"title": "Annual Report of Pfizer", **by("Pfizer")}),
        ({"title": "暴力予防"}, {"title": "暴力"}),
    ],
)
def test_other_works_are_no_editions(one, other):
    """This test ensures that any other difference makes another work, another body too, and that titles of nothing
    are not alike.
    """
    assert not are_editions(reference("a", **one), reference("b", **other))


def test_a_work_is_no_edition_of_itself():
    """This test ensures that the passages of one work are not compared as those of two editions."""
    assert not are_editions(reference("a", title="Crime Trends"), reference("a", title="Crime Trends"))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("What changed from 2010 to 2015?", {2010, 2015}),
        ("in FY22, FY 19 and FY2021", {2022, 2019, 2021}),
        ("the 1990s, 12019 cases, 1,200 beds, FY", {1990}),
        ("2023Q2, Q2'24 and Q3 25", {2023, 2024, 2025}),
        ("no year at all", set()),
    ],
)
def test_years_in_a_text(text, years):
    """This test ensures that four-digit years and fiscal years are found, and other numbers are not taken for them."""
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("FY22 and fy’19", "2022 and 2019"),
        ("Q2'23", "Q2 2023"),
        ("FY2021, Q1 1999", "2021, Q1 1999"),
        ("FYI 22", "FYI 22"),
    ],
)
def test_short_years(text, full):
    """This test ensures that fiscal years and quarters are written with all four figures, and the quarter kept."""
    assert expand_fiscal_years(text) == full


def test_the_years_of_an_edition():
    """This test ensures that a report on a year is of that year, though it came out in the next."""
    issued = {"issued": {"date-parts": [[2015]]}}
    assert edition_years(reference(title="Annual Report FY 2014", **issued)) == {2014}
    assert edition_years(reference(title="Annual Report", **issued)) == {2015}
    assert edition_years(reference(title="Annual Report")) == frozenset()


def test_an_entry_gives_what_finds_its_file():
    """This test ensures that title, other titles, DOI and ISBN of a work are at hand for matching a file to it."""
    entries = {entry.reference.key: entry for entry in starter()}
    assert entries["icg-2017"].titles == (
        "Mafia of the Poor: Gang Violence and Extortion in Central America",
        "El salario del miedo: maras, violencia y extorsión en Centroamérica",
    )
    assert entries["mazerolle-2013"].reference.csl["DOI"] == "10.4073/csr.2013.1"
    assert entries["nnsc-gvi-guide-2013"].reference.csl["ISBN"] == "978-1-932582-71-0"
    assert entries["densley-jones-2016"].urls[0] == "https://doi.org/10.1007/978-3-319-29602-9_16"
    assert entries["karstedt-2017"].note.startswith("# Scaling criminology: From street violence to atrocity crimes\n")
