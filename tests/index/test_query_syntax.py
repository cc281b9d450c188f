"""Syntax of other search engines: what is taken out and what is said; and ordinary questions, which stay."""

import pytest

from index.query import parse_query
from index.query_syntax import take_out_syntax

SYNTAX = [
    ("gangs OR drugs", "gangs drugs", ["OR is not an operator"]),
    ("Boston OR Chicago", "Boston Chicago", ["OR is not an operator"]),
    ("gangs && drugs", "gangs drugs", ["&& is not an operator"]),
    ("gangs AND drugs", "gangs drugs", ["AND is not an operator"]),
    ("Does deterrence AND policing cut crime?", "Does deterrence policing cut crime?", ["AND is not an operator"]),
    ("gangs NOT drugs", "gangs drugs", ["as in -drugs"]),
    ("gangs AND NOT drugs", "gangs drugs", ["AND is not", "NOT is not"]),
    ("(gangs OR drugs) police", "(gangs drugs) police", ["OR is not", "Parentheses"]),
    ('"gun violence" AND homicide', '"gun violence" homicide', ["AND is not"]),
    ('"gun violence" OR "gang murder" cases', "gun violence gang murder cases", ["OR is not", "were left out"]),
    ("gang NEAR/5 violence", "gang violence", ["NEAR/5 is not"]),
    ("author:Braga gangs", "Braga gangs", ["--author Braga"]),
    ('author:"Ana Braga" gangs', "Ana Braga gangs", ['--author "Ana Braga"']),
    ("author: Braga", "Braga", ["--author Braga"]),
    ("kind:report gangs", "report gangs", ["--kind report"]),
    ("year:2019 homicide", "2019 homicide", ["--since 2019 --until 2019"]),
    ("year:[2010 TO 2015] homicide", "2010 TO 2015 homicide", ["--since 2010 --until 2015"]),
    ("homicide year>=2010", "homicide 2010", ["the option --since 2010"]),
    ("homicide year<2010", "homicide 2010", ["the option --until 2010"]),
    ('title:"Pulling levers"', "Pulling levers", ["ask with the title alone"]),
    ("journal:Lancet", "Lancet", ["“journal:” is not a field"]),
    ("deterren* theory", "deterren theory", ["“*” is not a wildcard"]),
    ("does deterren* work?", "does deterren work?", ["“*” is not a wildcard"]),
    ("organi?ation of gangs", "organiation of gangs", ["“?” is not a wildcard"]),
    ("gang~ violence", "gang violence", ["“~” is not"]),
    ('"gun violence"~5 police', '"gun violence" police', ["“~” is not"]),
    ("homicide^2 gangs", "homicide gangs", ["“^” is not"]),
    ('"gun violence"^2', '"gun violence"', ["“^” is not"]),
    ("autor:Malta homicidios", "Malta homicidios", ["--author Malta"]),
    ("título:homicidio", "homicidio", ["ask with the title alone"]),
    ("año:2015 homicidios", "2015 homicidios", ["--since 2015 --until 2015"]),
    ("+gangs +police", "gangs police", ["“+” is not"]),
    ('"gun violence', '"gun violence', ["not closed"]),
    ("what is “custom notification", "what is “custom notification", ["not closed"]),
    ('"gun violence" and "call-in', '"gun violence" and "call-in', ["not closed"]),
]

ORDINARY = [
    "Is it safe to do A or B?",
    "What is R&D*?",
    "What was the OR for homicide?",
    "adjusted OR mortality",
    "What is the odds ratio (OR) of death?",
    "police in Portland, OR and crime",
    "Portland OR homicides",
    "Why does it NOT work?",
    "Which strategies do NOT work",
    "DO GANGS OR DRUGS MATTER",
    "maras o pandillas",
    "Mortes por armas de fogo ou facas",
    "Group Violence Intervention: An Implementation Guide (GVI)",
    "Title: a subtitle?",
    "Who is the author: Braga or Kennedy?",
    "doi:10.1000/182",
    "at 10:30",
    "see https://x.org/a?b=c*",
    "What is GVI?Does it work",
    "**bold** words",
    "people per mile^2",
    "km^2 of land",
    "about ~40% of them",
    "rates of 5+ and C++",
    'a 5" barrel',
    '"custom notification" letter -drug',
    "“custom notification” letter",
    "don't",
    "",
]


@pytest.mark.parametrize(("text", "without", "said"), SYNTAX)
def test_syntax_is_taken_out_and_said(text, without, said):
    """Operators, fields and wildcards are not words. A note says what to write here."""
    found, notes = take_out_syntax(text)
    assert found == without
    assert len(notes) == len(said)
    for note, part in zip(notes, said, strict=True):
        assert part in note


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_questions_stay(text):
    """A question that only looks like syntax is searched as it is, and nothing is said."""
    assert take_out_syntax(text) == (text, ())


def test_a_query_keeps_the_question_as_asked():
    """The words that are searched have no operator; the question that is shown has it."""
    query = parse_query("gangs OR drugs", "en")
    assert query.typed == "gangs OR drugs"
    assert query.text == "gangs drugs"
    assert [word.typed for word in query.words] == ["gangs", "drugs"]
    assert query.pairs == (("gangs", "drugs"),)


@pytest.mark.parametrize("text", ["a OR " * 400, '("' * 900, "a*" * 900, "author:" * 280, "x?" * 900, "~^" * 900])
def test_long_syntax_is_read_in_a_moment(text):
    """The time grows with the length of the question only."""
    assert take_out_syntax(text)[0] is not None
