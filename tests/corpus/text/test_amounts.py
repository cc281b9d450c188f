"""Amounts in figures and words: how they are read, and which are the same."""

from fractions import Fraction

import pytest

from corpus.text.amounts import AmountSet, amounts, outermost

SHARES = {
    "31%": "31/100",
    "31 percent": "31/100",
    "31 per cent": "31/100",
    "31 por ciento": "31/100",
    "31 por cento": "31/100",
    "a 31-percent drop": "31/100",
    "thirty-one percent": "31/100",
    "treinta y uno por ciento": "31/100",
    "trinta e um por cento": "31/100",
    "ten per cent": "1/10",
    "14,4 %": "144/1000",
    "a third fewer": "1/3",
    "fell by a third": "1/3",
    "nearly a quarter": "1/4",
    "one-third": "1/3",
    "two thirds": "2/3",
    "three quarters": "3/4",
    "fell by half": "1/2",
    "halved": "1/2",
    "se redujo a la mitad": "1/2",
    "reduziu pela metade": "1/2",
    "un tercio": "1/3",
    "um terço": "1/3",
    "dos tercios": "2/3",
    "dois terços": "2/3",
    "la tercera parte": "1/3",
    "un quinto de los casos": "1/5",
    "um quarto dos casos": "1/4",
    "one in five": "1/5",
    "1 in 5": "1/5",
    "four out of ten": "2/5",
    "one out of every four": "1/4",
    "uno de cada cinco": "1/5",
    "una de cada tres": "1/3",
    "um em cada cinco": "1/5",
    "1/3 of them": "1/3",
    "⅔": "2/3",
}


@pytest.mark.parametrize(("text", "share"), SHARES.items(), ids=SHARES)
def test_a_share(text, share):
    (amount,) = outermost(amounts(text))
    assert (amount.share, amount.is_percent) == (Fraction(share), True)


NUMBERS = {
    "1,200": 1200,
    "1.200": 1200,
    "1 200": 1200,
    "1\u202f200": 1200,
    "1,200,000": 1_200_000,
    "1.2 million": 1_200_000,
    "1,2 millones": 1_200_000,
    "3,5 mil": 3500,
    "two million": 2_000_000,
    "12,500.5": Fraction(25_001, 2),
    "12.500,5": Fraction(25_001, 2),
    "14.4": Fraction(144, 10),
    "14,4": Fraction(144, 10),
    ".31": Fraction(31, 100),
    "twelve": 12,
    "twenty-one": 21,
    "veintidós": 22,
    "cuarenta y cinco": 45,
    "quarenta e cinco": 45,
}


@pytest.mark.parametrize(("text", "number"), NUMBERS.items(), ids=NUMBERS)
def test_a_number(text, number):
    (amount,) = outermost(amounts(text))
    assert (amount.number, amount.is_percent) == (number, False)


NOTHING = [
    "a third study", "the third of May", "the first half of the year", "half an hour", "half-hearted", "per quarter",
    "un cuarto limpio", "once a year", "the twenty-first century", "1,2,3", "B12", "12th",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_an_amount(text):
    assert list(amounts(text)) == []


SAME = [
    ("31%", "it fell by 31 percent"),
    ("31%", "a ratio of 0.31"),
    ("31%", "a ratio of .31"),
    ("0.31", "it fell by 31 per cent"),
    ("31 percent", "cayó un 31 por ciento"),
    ("31 percent", "Thirty-one percent of them left"),
    ("thirty-one percent", "31% of them"),
    ("a third fewer", "33 percent fewer"),
    ("a third fewer", "33.3% fewer"),
    ("a third fewer", "one in three"),
    ("33%", "a third of them"),
    ("one in five", "20%"),
    ("fell by half", "50 percent"),
    ("un tercio", "one-third"),
    ("1,200", "1.200 casos"),
    ("1,200", "1 200 cas"),
    ("1,200", "1200 cases"),
    ("1.2 million", "1,200,000 people"),
    ("12 sites", "in twelve sites"),
    ("twelve sites", "12 sites"),
    ("200", "Table 1 200 people"),
    ("14.4", "14,4 por ciento"),
]


@pytest.mark.parametrize(("draft", "page"), SAME)
def test_amounts_that_are_the_same(draft, page):
    (amount,) = outermost(amounts(draft))
    assert amount in AmountSet(page)


OTHER = [
    ("31%", "31 people"),
    ("31%", "31.4%"),
    ("31%", "13 percent"),
    ("a third fewer", "34 percent"),
    ("a third fewer", "33.4 percent"),
    ("one in five", "five of them"),
    ("1,200", "1.2 metres"),
    ("1,200", "12,000"),
    ("14.4", "144"),
    ("twelve sites", "twenty sites"),
]


@pytest.mark.parametrize(("draft", "page"), OTHER)
def test_amounts_that_differ(draft, page):
    (amount,) = outermost(amounts(draft))
    assert amount not in AmountSet(page)


@pytest.mark.parametrize("text", ["1 " * 50_000, "1 000" * 20_000, "1,000" * 20_000, "9" * 100_000, "twenty " * 20_000])
def test_a_long_text_takes_little_time(text):
    AmountSet(text)
