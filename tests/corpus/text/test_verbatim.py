"""Whether a quotation is in a text word for word: what makes no difference, what does, and what a writer may do."""

import pytest

from corpus.text.verbatim import Difference, find_altered, find_verbatim, quotation_of, words_of

TEXT = """The team met on Monday.12 Shootings fell by 14.4 percent in Lowell’s north-
ern district,² from 1,200 to 1,027; the change was not significant (p < 0.05), and costs fell by -3.2 dollars.
Se redujo el número de víctimas según la policía. In 2012 34 people met at the “call-in” in Porto."""

SAME = {
    "as it is": "Shootings fell by 14.4 percent",
    "capitals": "SHOOTINGS FELL BY",
    "line breaks": "Shootings\nfell  by 14.4\tpercent",
    "a divided word": "in Lowell's northern district, from 1,200 to 1,027",
    "a word that is divided in the draft": "the change was not signifi-\ncant",
    "other marks": "the 'call in' in Porto",
    "without accents": "Se redujo el numero de victimas segun la policia",
    "a note mark that is left out": "northern district, from 1,200",
    "a note mark in plain digits that is left out": "The team met on Monday. Shootings fell by 14.4 percent",
    "a note mark in plain digits": "The team met on Monday.12 Shootings fell by 14.4 percent",
    "a sign": "p < 0.05",
}
DIFFERENT = {
    "another word": "Shootings rose by 14.4 percent",
    "another figure": "Shootings fell by 14.5 percent",
    "a decimal point that is lost": "Shootings fell by 144 percent",
    "a thousand that is lost": "from 200 to 1,027",
    "a negation that is lost": "the change was significant",
    "a sign that is lost": "costs fell by 3.2 dollars",
    "a sign that is turned": "p > 0.05",
    "figures that are joined": "In 201234 people met",
    "figures that are cut otherwise": "In 20 1234 people met",
    "the beginning of a word": "hootings fell by 14.4",
    "the end of a word": "Shootings fell by 14.4 perc",
    "another order": "fell Shootings by 14.4 percent",
    "two places joined": "The team met on Monday in Porto",
}
ALLOWED = {
    "an ellipsis": ("Shootings fell … from 1,200 to 1,027", ("ellipsis",)),
    "three full stops in brackets": ("Shootings fell [...] from 1,200 to 1,027", ("ellipsis",)),
    "an ellipsis at an end": ("… fell by 14.4 percent ...", ()),
    "a word in brackets": ("Shootings fell by 14.4 percent in [the city’s] northern district", ("brackets",)),
    "a changed capital": ("[s]hootings fell by 14.4 percent", ()),
    "a changed ending": ("Shooting[s having] fell by 14.4 percent", ("brackets",)),
    "[sic]": ("Shootings [sic] fell by 14.4 percent", ()),
    "both": ("The team met … [which] fell by 14.4 percent", ("ellipsis", "brackets")),
}


def found(quotation):
    return find_verbatim(quotation_of(quotation), words_of(TEXT))


@pytest.mark.parametrize("quotation", SAME.values(), ids=SAME)
def test_what_makes_no_difference(quotation):
    assert found(quotation) is not None


@pytest.mark.parametrize("quotation", DIFFERENT.values(), ids=DIFFERENT)
def test_what_makes_a_difference(quotation):
    assert found(quotation) is None


@pytest.mark.parametrize(("quotation", "allowances"), ALLOWED.values(), ids=ALLOWED)
def test_what_a_writer_may_do(quotation, allowances):
    """It is said that words were left out or replaced. What is left out at an end changes nothing."""
    place = found(quotation)
    assert place is not None
    assert place.allowances == allowances


def test_an_ellipsis_does_not_go_back():
    """The parts of a quotation are in their order."""
    assert found("from 1,200 to 1,027 … Shootings fell by 14.4 percent") is None


def test_an_ellipsis_leaves_out_a_page_at_most():
    text = words_of(f"It begins here. {'Nothing is said. ' * 500} It ends there.")
    assert find_verbatim(quotation_of("It begins here … It ends there"), text) is None


def test_the_place_of_a_quotation():
    place = found("14.4 PERCENT … 1,027")
    assert TEXT[place.start : place.end].startswith("14.4 percent in Lowell")
    assert TEXT[place.start : place.end].endswith("from 1,200 to 1,027")


def test_a_quotation_without_words_is_nowhere():
    assert found("… [...] .") is None
    assert find_altered(quotation_of("…"), words_of(TEXT)) is None
    assert find_altered(quotation_of("Shootings fell"), words_of("")) is None


ALTERED = {
    "a word": ("Shootings rose by 14.4 percent in Lowell’s northern district", [("rose", "fell")]),
    "a figure": ("the change was not significant (p < 0.5)", [("0.5", "0.05")]),
    "a negation": ("the change was significant (p < 0.05), and costs", [("", "not")]),
    "a word too many": ("Shootings sharply fell by 14.4 percent in Lowell’s", [("sharply", "")]),
}


@pytest.mark.parametrize(("quotation", "differences"), ALTERED.values(), ids=ALTERED)
def test_what_was_altered(quotation, differences):
    """The words that differ are named, those of the quotation first. A word that the page divides is not one."""
    altered = find_altered(quotation_of(quotation), words_of(TEXT))
    expected = [Difference(*each) for each in differences]
    assert [each for each in altered.differences if "north" not in each.original] == expected


def test_another_sentence_was_not_altered():
    """A text that has few words of a quotation in order does not have it."""
    assert find_altered(quotation_of("Guns were found in the river by the north police"), words_of(TEXT)) is None


def test_a_long_text_takes_little_time():
    """A text that repeats the beginning of a quotation is compared once at each place: this would not end otherwise."""
    text = words_of("a a a a b " * 20_000)
    assert find_verbatim(quotation_of("a a a a … a a a a … a a a a c"), text) is None
