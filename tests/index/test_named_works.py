"""Which works a question names, and which it means."""

from math import log

import pytest

from corpus.model import Naming
from index.named_works import DOUBT, abbreviates, meant, named, names, without


def works(**records):
    return {work: Naming(record, "") for work, record in records.items()}


FILINGS = works(a="ADOBE_2016_10K", b="ADOBE_2022_10K", c="PEPSICO_2022_10K")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Adobe's margin in FY2022?", ("adobe", "2022")),
        ("How did Best Buy do in FY22?", ("best", "bestbuy", "buy", "2022")),
        ("Johnson & Johnson in Q2 2023", ("johnson", "johnsonjohnson", "q2", "2023")),
        ("¿Qué dice México sobre el 911?", ("mexico", "911")),
        ("¿Redujo el GVI los homicidios en Boston?", ("gvi", "boston")),
        ("¿AMEX redujo su deuda?", ("amex",)),
        ("what works in policing", ()),
        ("WHAT DID THEY SAY ABOUT 3M", ("3m",)),
        ("", ()),
    ],
)
def test_names_are_capitals_and_digits(question, expected):
    """This test ensures that names, numbers and years are found, and words that only begin a question are not."""
    assert names(question) == expected


def test_a_work_counts_by_how_few_have_the_name():
    """This test ensures that both names of a work count, each by log(works / works that have it), over the best."""
    best = 2 * log(3 / 2)
    found = named("What was Adobe's margin in FY2022?", FILINGS)
    expected = {"a": best / 2, "b": best, "c": best / 2}
    assert found == pytest.approx({work: value / (best + DOUBT) for work, value in expected.items()})


def test_what_every_work_has_or_none_names_nothing():
    """This test ensures that a name tells works apart or counts for nothing."""
    assert set(named("10K of IBM", FILINGS).values()) == {0.0}
    assert named("Adobe", {}) == {}


def test_first_lines_name_a_work_as_its_record_does():
    """This test ensures that a name printed on the title page counts, but what letters stand for only in the record."""
    held = {"a": Naming("report.pdf", "A report of Oakland"), "b": Naming("other.pdf", "Office of Oak Lanes")}
    assert named("What did Oakland say?", held)["a"] > 0
    assert set(named("What did OOL say?", held).values()) == {0.0}
    assert named("What did OOL say?", {**held, "c": Naming("Office of Oak Lanes", "")})["c"] > 0


def test_accents_in_a_file_name_may_be_marks_of_their_own():
    """This test ensures that a name is found as some systems write file names: e and its accent as two characters."""
    assert named("¿Qué dice México?", works(a="Me\u0301xico.pdf", b="Chile.pdf"))["a"] > 0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Adobe's margin in FY2022?", {"b": {"adobe", "2022"}}),
        ("What was the margin of ADOBE in 2016?", {"a": {"adobe", "2016"}}),
        ("What was Adobe's margin?", {}),
        ("What was the margin in 2022?", {}),
        ("What was IBM's margin in 2022?", {}),
        ("what was adobe's margin in 2022?", {}),
        ("", {}),
    ],
)
def test_a_work_is_meant_by_a_name_and_a_year(question, expected):
    """This test ensures that it takes both, and that both are in the work's record."""
    assert meant(question, FILINGS) == expected


def test_two_bodies_as_rare_as_each_other_are_both_meant():
    """This test ensures that a question about two works of a year means both."""
    held = works(a="ADOBE_2022", b="PEPSICO_2022", c="AMCOR_2022")
    assert set(meant("How do Adobe and PepsiCo compare in 2022?", held)) == {"a", "b"}


def test_what_is_only_in_the_first_lines_means_no_work():
    """This test ensures that a report that mentions a body and a year is not taken for that body's."""
    assert meant("What did OPM find in 2019?", {"a": Naming("Audit", "OPM, 2019")}) == {}


def test_a_month_is_no_name():
    """This test ensures that a date of two works, in any of our languages, does not mean them."""
    assert meant("What fell in June 2019?", works(a="Bulletin, June 2019", b="Report 2020")) == {}
    assert meant("¿Qué bajó en Marzo 2019?", works(a="Boletín, marzo 2019", b="Report 2020")) == {}


def test_a_work_gives_way_to_one_that_has_its_names_and_more():
    """This test ensures that two editions, and two bodies that are compared, stay beside each other."""
    held = works(a="Recife 2019", b="Recife 2019, Q2", c="Lima 2019", d="Quito 2020")
    assert set(meant("What fell in Recife in 2019?", held)) == {"a", "b"}
    assert set(meant("What fell in Recife in Q2 2019?", held)) == {"b"}
    assert set(meant("What fell in Recife, and in Lima, in 2019?", held)) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("question", "terms", "expected"),
    [
        ("What was Adobe's margin in FY22?", {"adobe", "2022"}, "What was margin in ?"),
        ("What was Adobe’s margin?", {"adobe"}, "What was margin?"),
        ("Adobe's margin beside IBM's", {"adobe"}, "margin beside IBM's"),
        ("¿Qué dice MÉXICO en 2019?", {"mexico", "2019"}, "¿Qué dice en ?"),
        ("Did sales of Best Buy fall?", {"bestbuy"}, "Did sales of fall?"),
        ("Did sales of Best Buy fall?", {"best"}, "Did sales of Buy fall?"),
        ("the 20222 cases", {"2022"}, "the 20222 cases"),
        ("What fell?", (), "What fell?"),
        ("", {"adobe"}, ""),
    ],
)
def test_a_question_without_its_names(question, terms, expected):
    """This test ensures that names go whatever their case, accents and possessives, and all else stays."""
    assert " ".join(without(question, terms).split()) == expected


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("opm", "office of personnel management"),
        ("opm", "report of the office of personnel management 2019"),
        ("amex", "american express"),
        ("jnj", "johnson and johnson"),
        ("jj", "johnson and johnson"),
        ("rnb", "research and national bank"),
        ("gao", "government accountability office"),
        ("mgm", "mgmresorts 2022 10k"),
        ("bid", "banco interamericano de desarrollo"),
        ("ocde", "organizacion para la cooperacion y el desarrollo economicos"),
        ("ibge", "instituto brasileiro de geografia e estatistica"),
        ("bndes", "banco nacional de desenvolvimento economico e social"),
    ],
)
def test_letters_stand_for_words(short, words):
    """This test ensures that they are the first letters of words side by side, articles and the like left out."""
    assert abbreviates(short, words.split())


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("opm", "management of personnel office"),
        ("opm", "office of personnel"),
        ("gao", "government office"),
        ("gao", "government budget accountability office"),
        ("amex", "american bank express"),
        ("jnj", "johnson and sons"),
        ("njj", "and johnson johnson"),
        ("gao", ""),
    ],
)
def test_letters_that_stand_for_something_else(short, words):
    """This test ensures that order, each letter and being side by side all count."""
    assert not abbreviates(short, words.split())


def test_two_letters_are_no_abbreviation():
    """This test ensures that they are only looked for as they stand: too much has them."""
    held = works(a="Government Affairs 2019", b="Report 2020")
    assert meant("What did GA find in 2019?", held) == {}
    assert meant("What did the GAO find in 2019?", works(a="Government Accountability Office 2019")) == {
        "a": {"gao", "2019"}
    }


@pytest.mark.parametrize("word", ["a", "and", "de"])
def test_a_hostile_title_costs_no_more_than_its_length(word):
    """This test ensures that a title of one word over and over, which can be read in endless ways, is got through."""
    title = " ".join([word] * 20_000)
    assert meant(f"What did {word[0] * 7}B find in 2019?", works(a=f"{title} 2019")) == {}
    assert meant(f"What did {word[0].upper() * 8} find in 2019?", works(a=f"{title} 2019"))["a"]
