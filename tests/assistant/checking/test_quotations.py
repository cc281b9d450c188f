"""Which parts of a paragraph are quotations."""

import pytest

from assistant.checking.quotations import Quoted, is_long_enough, quotations

LONG = "The boats that were in the harbour for the whole of the winter left it again in the spring of the next year."

FOUND = {
    "curly marks": ("They say “it fell by half” there.", ["it fell by half"]),
    "straight marks": ('They say "it fell by half" there.', ["it fell by half"]),
    "guillemets": ("Dicen «cayó a la mitad» allí.", ["cayó a la mitad"]),
    "low marks": ("Sie sagen „es fiel um die Hälfte“ dort.", ["es fiel um die Hälfte"]),
    "single marks": ("They say ‘the city’s count fell by half’ there.", ["the city’s count fell by half"]),
    "several": ('“one of them” and "two of them"', ["one of them", "two of them"]),
    "a quotation inside": ("“he said ‘go home now’ to us”", ["he said ‘go home now’ to us"]),
    "the same marks inside": ("“he said “go home now” to us”", ["he said “go home now” to us"]),
    "inches are not marks": ('a 9" gun', []),
    "a mark without the other one": ("“it fell by half. They left.", []),
    "an apostrophe": ("the cities’ counts and the city’s count", []),
    "a block of Markdown": ("> it fell by half\n> in a year", ["it fell by half\nin a year"]),
    "a block of Markdown with its citation": ("> it fell by half (Able, 2019, p. 3)", ["it fell by half"]),
    "a block by its citation": (f"{LONG} (Able, 2019, p. 3)", [LONG]),
    "a sentence of the writer": (f"{LONG[:-1]} (Able, 2019, p. 3).", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("paragraph", "words"), FOUND.values(), ids=FOUND)
def test_quotations_of_a_paragraph(paragraph, words):
    assert [quoted.words for quoted in quotations(paragraph)] == words


BLOCKS = {
    "alone": ("It fell by half.", ["It fell by half."]),
    "with marks": ("“It fell by half.”", ["“It fell by half.”"]),
    "with marks inside": ("He said “go home now” to us.", ["He said “go home now” to us."]),
    "before its citation": ("It fell by half. (Able, 2019, p. 3)", ["It fell by half."]),
    "before its citation and a stop": ("It fell by half (Able, 2019, p. 3).", ["It fell by half"]),
    "before its key": ("It fell by half. [@able, p. 3]", ["It fell by half."]),
    "before its source": ("It fell by half. — Able (2019), p. 3", ["It fell by half."]),
    "before its note": ("It fell by half.²", ["It fell by half."]),
    "a remark in brackets": ("It fell by half (in Porto)", ["It fell by half (in Porto)"]),
    "the source alone": ("— Able and Baker (2019), p. 3", []),
    "the source alone, without a dash": ("Able, Baker and Cole (2019), p. 3", []),
}


@pytest.mark.parametrize(("paragraph", "words"), BLOCKS.values(), ids=BLOCKS)
def test_the_words_of_a_block(paragraph, words):
    """The file says that the paragraph is a block quotation."""
    assert [quoted.words for quoted in quotations(paragraph, is_block=True)] == words


@pytest.mark.parametrize("paragraph", ["(1" * 50_000, "¹" * 100_000, " " * 100_000 + "x", "- " * 50_000 + "(2019)"])
def test_a_long_paragraph_takes_little_time(paragraph):
    quotations(paragraph)
    quotations(paragraph, is_block=True)


def test_the_offsets_are_without_the_marks():
    paragraph = "They say “it fell by half” there."
    (quoted,) = quotations(paragraph)
    assert paragraph[quoted.start : quoted.end] == "it fell by half"


@pytest.mark.parametrize(
    ("words", "expected"), [("hot spots policing", False), ("it fell by half", True), ("31 % — … !", False)]
)
def test_short_quotations_are_terms(words, expected):
    assert is_long_enough(Quoted(words, 0, len(words))) is expected


def test_many_marks_take_little_time():
    """A mark pairs with one on the same page at most."""
    assert quotations("“ " * 20_000) == []
