"""Which works a query names, and which works it is about."""

from math import log

import pytest

from corpus.model import Naming
from index.named_works import DOUBT, abbreviates, meant_works, score_works, shared_names
from index.query import parse_query


def works(**records):
    return {work: Naming(record, "", title=record) for work, record in records.items()}


def scores(question, named):
    return score_works(shared_names(parse_query(question), named))


def meant(question, named):
    return meant_works(shared_names(parse_query(question), named))


FILINGS = works(a="ADOBE_2016_10K", b="ADOBE_2022_10K", c="PEPSICO_2022_10K")


def test_a_work_counts_by_how_few_have_the_name():
    """Each name of a work counts log(works / works with the name), divided by the best sum and the doubt."""
    best = 2 * log(3 / 2)
    found = scores("What was Adobe's margin in FY2022?", FILINGS)
    expected = {"a": best / 2, "b": best, "c": best / 2}
    assert found == pytest.approx({work: value / (best + DOUBT) for work, value in expected.items()})


def test_names_of_all_works_or_none():
    """A name that all works have, or none, counts nothing."""
    assert set(scores("10K of IBM", FILINGS).values()) == {0.0}
    assert scores("Adobe", {}) == {}


def test_first_lines_name_a_work_as_its_record_does():
    """Names on the title page count; abbreviations are read in the record only."""
    held = {"a": Naming("report.pdf", "A report of Oakland"), "b": Naming("other.pdf", "Office of Oak Lanes")}
    assert scores("What did Oakland say?", held)["a"] > 0
    assert set(scores("What did OOL say?", held).values()) == {0.0}
    assert scores("What did OOL say?", {**held, "c": Naming("Office of Oak Lanes", "")})["c"] > 0


def test_decomposed_accents_in_a_file_name():
    """A name is found in a file name that has e and its accent as two characters."""
    assert scores("¿Qué dice México?", works(a="Me\u0301xico.pdf", b="Chile.pdf"))["a"] > 0


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
    """A work is meant if its record has a name and a year of the query."""
    assert meant(question, FILINGS) == expected


def test_a_year_and_a_subject_mean_no_work():
    """The year in which a work appeared and a word of its title name it only if the word names no other work."""
    papers = {
        "a": Naming("Health in Brazil\nLima\n2003", "", title="Health in Brazil", authors="Lima"),
        "b": Naming("Homicide in Brazil\nDias\n2016", "", title="Homicide in Brazil", authors="Dias"),
        "c": Naming("Gangs in Glasgow\nHolm\n2003", "", title="Gangs in Glasgow", authors="Holm"),
    }
    assert meant("How many died of AIDS in Brazil in 2003?", papers) == {}
    assert set(meant("What does the 2003 paper on Glasgow say?", papers)) == {"c"}
    assert set(meant("What did Lima find in 2003?", papers)) == {"a"}


def test_one_word_of_a_long_name_means_no_work():
    """A work of another body that shares a word of its name and a year is not meant."""
    plan = Naming("Plan 2026\nNational Archives", "", title="Plan 2026", authors="National Archives")
    assert meant("What did the National Science Foundation ask for in 2026?", {"a": plan}) == {}
    assert set(meant("What did the National Archives plan for 2026?", {"a": plan})) == {"a"}
    assert set(meant("What was the margin of Adobe Systems in 2022?", FILINGS)) == {"b"}
    assert set(meant("What did Quay Port Mills earn in 2022?", works(a="QUAYPORT_2022", b="MILLS_2021"))) == {"a"}


def test_two_works_are_meant():
    """A query about two works of one year means both."""
    held = works(a="ADOBE_2022", b="PEPSICO_2022", c="AMCOR_2022")
    assert set(meant("How do Adobe and PepsiCo compare in 2022?", held)) == {"a", "b"}


def test_first_lines_do_not_mean_a_work():
    """A name and a year in the first lines of a report do not make the query mean it."""
    assert meant("What did OPM find in 2019?", {"a": Naming("Audit", "OPM, 2019")}) == {}


def test_a_month_is_not_a_name():
    """A month and a year do not mean a work, in any language."""
    assert meant("What fell in June 2019?", works(a="Bulletin, June 2019", b="Report 2020")) == {}
    assert meant("¿Qué bajó en Marzo 2019?", works(a="Boletín, marzo 2019", b="Report 2020")) == {}


def test_a_work_with_all_the_names_of_another_and_more():
    """A work is left out if another one has its names and more; two editions, or two bodies that are compared, stay."""
    held = works(a="Recife 2019", b="Recife 2019, Q2", c="Lima 2019", d="Quito 2020")
    assert set(meant("What fell in Recife in 2019?", held)) == {"a", "b"}
    assert set(meant("What fell in Recife in Q2 2019?", held)) == {"b"}
    assert set(meant("What fell in Recife, and in Lima, in 2019?", held)) == {"a", "b", "c"}


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
def test_abbreviations(short, words):
    """The letters begin words side by side; articles and similar words may be left out."""
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
def test_other_letters(short, words):
    """The order of the words, each letter, and that the words are side by side all count."""
    assert not abbreviates(short, words.split())


def test_two_letters_are_not_an_abbreviation():
    """Two letters are searched as a word only: they would be short for too many names."""
    held = works(a="Government Affairs 2019", b="Report 2020")
    assert meant("What did GA find in 2019?", held) == {}
    assert meant("What did the GAO find in 2019?", works(a="Government Accountability Office 2019")) == {
        "a": {"gao", "2019"}
    }


@pytest.mark.parametrize("word", ["a", "and", "de"])
def test_a_hostile_title(word):
    """A title of one word repeated 20,000 times, which can be read in countless ways, is read in linear time."""
    title = " ".join([word] * 20_000)
    assert meant(f"What did {word[0] * 7}B find in 2019?", works(a=f"{title} 2019")) == {}
    assert meant(f"What did {word[0].upper() * 8} find in 2019?", works(a=f"{title} 2019"))["a"]
