"""Keys of works."""

import pytest

from corpus.works.keys import MAX_KEY_CHARACTERS, make_key

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
    """A key is the author, the year and the first words of the title, without what the record lacks."""
    assert make_key(csl, ()) == key


def test_a_taken_key_gets_a_number():
    """No two works share a key: a number from 2 up is added."""
    csl = record("Port Security", 2024, author=[{"literal": CRS}])
    taken = {"crs-2024-port-security"}
    assert make_key(csl, taken) == "crs-2024-port-security-2"
    assert make_key(csl, taken | {"crs-2024-port-security-2"}) == "crs-2024-port-security-3"


def test_a_long_key_ends_at_a_word():
    """A key is cut between words to `MAX_KEY_CHARACTERS`, its number included."""
    csl = record("Alpha " + "b" * 30 + " " + "c" * 40)
    short = "alpha-" + "b" * 30
    assert make_key(csl, ()) == short
    assert make_key(csl, {short}) == short + "-2"
    endless = record("x" * 100)
    assert make_key(endless, ()) == "x" * MAX_KEY_CHARACTERS
    assert make_key(endless, {"x" * MAX_KEY_CHARACTERS}) == "x" * (MAX_KEY_CHARACTERS - 2) + "-2"
