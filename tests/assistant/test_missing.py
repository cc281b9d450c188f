"""Names and years of a question that no passage mentions. A line that says so must be true."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from assistant.missing import missing_in_first, missing_names, missing_words
from corpus.model import Naming
from index.query import parse_query
from tests.assistant.pieces import hit, passage


def missing(question, *texts, what=missing_names, language="en", record="", opening="", headings=()):
    """Return what passages with these texts, all of one work, do not mention."""
    hits = []
    for rank, text in enumerate(texts, start=1):
        hits.append(hit(replace(passage(text), language=language, headings=headings), rank))
    corpus = SimpleNamespace(namings=lambda sources: dict.fromkeys(sources, Naming(record, opening)))
    return what(parse_query(question), hits, corpus)


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("How many calls did Seattle take in 2022?", "The city took many calls in 2021.", ("2022", "Seattle")),
        ("How many calls were there in 2015-2018?", "There were 20 calls in 2016.", ("2015", "2018")),
        ("What was it like in the 1990s?", "It was quiet in 2001 and 1989.", ("1990s",)),
        ("What did FY2022 cost?", "It cost 12 million in FY2021.", ("2022",)),
        ("What is said of Salt Lake City's police?", "The police of Denver took part.", ("Salt Lake City",)),
        ("Did Maria Thornquist find an effect?", "Abt and Winship found an effect.", ("Maria Thornquist",)),
        ("Was Operation Nightingale funded?", "Many operations were funded.", ("Operation Nightingale",)),
        ("How many people use the KPXQ register?", "Many people use a register.", ("KPXQ",)),
        ("What did the Valle-Jones report say?", "The report says nothing.", ("Valle-Jones",)),
        ("Is São Paulo safe?", "The city of Recife is safe.", ("São Paulo",)),
        ("How rich is the top fifth of Argentinians?", "The top fifth of Norway is not so rich.", ("Argentina",)),
        ("How is free cash flow in the XQZ&R filings?", "Free cash flow is high.", ("XQZ&R",)),
        ("Chile's score?", "Children in Peru have a score.", ("Chile",)),
        ("What was it in 2005?", "It fell between 1990 and 2015, and from 1980 to 2015.", ("2005",)),
        ("What was it in 2020?", "On March 20 they were aged 20, or 20 of 20.", ("2020",)),
    ],
)
def test_what_no_passage_mentions(question, text, names):
    """Each year, place, person and programme is returned as it was typed, without its possessive."""
    assert missing(question, text) == names


@pytest.mark.parametrize(
    ("year", "text"),
    [
        ("2005", "In 2005 it fell."),
        ("2005", "It fell from 2003 to 2008."),
        ("2005", "It fell (January 2003 – December 2008)."),
        ("2005", "It fell between the years 2003 and 2008."),
        ("2005", "It fell in 2004/05 and again."),
        ("2005", "It fell in the 2003-08 season."),
        ("2005", "It fell in the early 2000s."),
        ("2005", "It fell in '05."),
        ("2005", "It fell on 3/12/05 and rose later."),
        ("2005", "It fell in Dec-05."),
        ("2005", "It fell in December '05."),
        ("2005", "It fell in FY05."),
        ("2005", "There were 2,005 cases."),
        ("2005", "C A L L S  2 0 0 5"),
        ("2005", "It fell in 20051 and rose."),  # the year with the mark of a footnote
        ("1995", "It fell in the nineties."),
        ("1995", "Cayó en los años 90 y después."),
        ("1995", "Caiu na década de 1990."),
        ("the 1990s", "It fell in 1994."),
        ("the 1990s", "It fell in 1988-1992."),
    ],
)
def test_a_year_in_another_form(year, text):
    """A year is mentioned if it is shortened, in a span or in a decade."""
    assert missing(f"How many calls were there in {year}?", text) == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did Brazil improve?", "Brazilian cities improved."),
        ("Did Spain improve?", "Spaniards say so."),
        ("Did Argentina improve?", "La economía argentina mejora."),
        ("Did Seville improve?", "In Sevilla it did."),
        ("Did Mexicans gain?", "México ganó."),
        ("Did New York City improve?", "The NYC trial says so."),
        ("Did Salt Lake City improve?", "The SLC police say so."),
        ("Did the Group Violence Intervention work?", "The GVI worked."),
        ("Did the GVI work?", "A group violence intervention works."),
        ("What did NATO say?", "The North Atlantic Treaty Organization said so."),
        ("Did the U.S. improve?", "Nothing is said."),
        ("Did the United States improve?", "American cities did."),
        ("Did Seatle improve?", "Seattle did."),
        ("Did Thornquist's trial work?", "THORNQUIST found so."),
        ("Did Anthony Braga find it?", "Braga found it."),
        ("Did Sao Paulo improve?", "São Paulo improved."),
        ("Did the call-in in Over-the-Rhine work?", "It was held in Over the\nRhine."),
        ("Did Cincinnati improve?", "In Cin-\ncinnati it did."),
        ("Did COVID-19 matter?", "Covid19 did."),
        ("Did the Kaiser cohort do better?", "KAISER-PERMANENTE members did."),
        ("Is McDonald's there?", "McDonald is there."),
        ("How much PP&E is there?", "Property, plant and equipment rose."),
        ("How many warheads has Moscow?", "Russian warheads were counted."),  # the capital for the government
    ],
)
def test_a_name_in_another_form(question, text):
    """A name is mentioned if the passage has it in any form, language or spelling, or may have it."""
    assert missing(question, text) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Homicide and violence?",  # the first word
        "It fell. Homicides rose. Why?",
        "¿Homicidios en la calle?",
        "I say what?",
        "What happened in March or on Monday?",
        "What does Table 3 say, or the Police Department?",
        "What Is The Rate Of Unlikely Events?",  # a title: all words have capitals
        "WHAT IS THE RATE OF UNLIKELY EVENTS?",
        "what is said of seattle?",
        'What is "Unlikely Phrase"?',  # every passage has it
        'What is said -Seattle -"2022 calls"',  # no passage has it
        "How many Black and Hispanic people?",
        "What is the width in USD?",
    ],
)
def test_what_is_not_a_name(question):
    """A capital from the sentence, a month, a title and a quoted or excluded word do not name anything."""
    assert missing(question, "Nothing.") == ()


@pytest.mark.parametrize(
    "where",
    [
        {"record": "Calls in Seattle\nA. Author\n2022\nfile.pdf"},
        {"record": "Calls\nA. Author\n\nseattle_2022.pdf"},
        {"opening": "SEATTLE POLICE\nReport 2022"},
        {"headings": ("Results in Seattle", "2022")},
    ],
)
def test_the_work_mentions_it(where):
    """A name in the title, authors, year, file name, opening or headings is mentioned."""
    question = "How many calls did Seattle take in 2022?"
    assert missing(question, "There were 20.", **where) == ()
    assert missing(question, "There were 20.") == ("2022", "Seattle")


def test_every_passage_counts():
    """A name that one of the passages mentions is not missing."""
    assert missing("How many calls did Seattle take in 2022?", "There were 20.", "Seattle had 5.") == ("2022",)


def test_a_passage_in_another_language():
    """In another language a name may have any form, so only years and known places are missing."""
    question = "Did Thornquist count the calls in Sweden or Vienna in 2022?"
    assert missing(question, "Nada se dice.", language="es") == ("2022", "Sweden", "Vienna")
    assert missing(question, "Suecia y Viena en 2022.", language="es") == ()
    assert missing(question, "Nothing is said.", language="en") == ("2022", "Thornquist", "Sweden", "Vienna")


def test_nothing_found():
    """Without passages nothing can be said of them."""
    assert missing("How many calls did Seattle take in 2022?") == ()


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("How do I bake banana bread in Seattle?", "en", ("bake", "banana", "bread")),
        ("How many meetings with groups were planned?", "en", ("planned",)),
        ("Did murders rise?", "en", ("rise",)),  # the passage has homicide
        ("Did GVI meet in 2022?", "en", ()),
        ("¿Hay reuniones en el parque?", "en", ()),  # another language
        ("banana bread", "en", ("banana", "bread")),
        ("banana bread", "es", ("banana", "bread")),  # keywords are in any language
        ("Did murders rise?", "und", ("rise",)),
    ],
)
def test_words_that_no_passage_has(question, language, words):
    """Words are missing if no passage has them, in any inflection, nor a synonym. Names and numbers are not words."""
    text = "The group will meet at a long meeting. Homicide fell."
    assert missing(question, text, what=missing_words, language=language) == words


@pytest.mark.parametrize(
    ("question", "text", "subjects"),
    [
        ("Did it cut cancer deaths?", "It cut deaths from asthma.", ("cancer",)),
        ("How many women and men were there?", "Many officers were there.", ("women", "men")),
        ("Did mothers die less often?", "Infants died less often.", ("mothers",)),
        ("How many were shot dead?", "Many were stabbed.", ("shot",)),
        ("What did the visit cost?", "The visit took an hour.", ("cost",)),
        ("How many heart attacks were there?", "There were many falls.", ("heart attacks",)),
        ("¿Cuántos secuestros hubo?", "Se contaron los homicidios.", ("secuestros",)),
        ("Qual a prevalência na zona rural?", "Nas capitais foi de 11%.", ("rural",)),
        ("Did it cut cancer deaths?", "It cut deaths from tumours.", ()),
        ("Did it cut cancer deaths?", "It cut deaths from can-\ncer.", ()),
        ("Did it cut cancer deaths?", "Redujo las neoplasias malignas.", ()),
        ("How many women were there?", "Of them 2% were female.", ()),
        ("How many women were there?", "Mães e filhas.", ()),
        ("Did mothers die less often?", "Maternal mortality fell.", ()),
        ("How many were shot dead?", "There were gunshot wounds.", ()),
        ("What did the visit cost?", "It took $40.", ()),
        ("How many heart attacks were there?", "Myocardial infarctions fell.", ()),
        ("Did water rights matter to Blue Water Works?", "Rights mattered.", ()),  # a word of a name
        ("Was it good?", "Nothing.", ()),
    ],
)
def test_subjects_that_no_passage_mentions(question, text, subjects):
    """A person, illness, weapon or other subject is missing if no passage has a word for it, in three languages."""
    assert missing(question, text, language="und") == subjects


def test_a_subject_of_the_work():
    """A subject in the title of the work is mentioned."""
    assert missing("Did it cut cancer?", "It fell.", record="Cancer screening") == ()
    assert missing("Did it cut cancer?") == ()


def test_what_the_first_passage_does_not_mention():
    """It is returned with the ranks of all passages without it, if another passage has it."""
    texts = ("Calls fell.", "Seattle had cancer wards in 2021.", "Calls rose in Seattle.")
    asked = "How many calls on cancer did Seattle take in 2022?"
    assert missing(asked, *texts) == ("2022",)
    assert missing(asked, *texts, what=missing_in_first) == (("Seattle", (1,)), ("cancer", (1, 3)))
    assert missing("How many calls did Seattle take?", "Seattle had 5.", "It had 6.", what=missing_in_first) == ()
    assert missing(asked, what=missing_in_first) == ()
