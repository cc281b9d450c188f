import pytest

from bench import extraction
from bench.extraction import Measured, Reference

SENTENCES = [
    "the partners meet every week to talk".split(),
    "they say who speaks to whom about it".split(),
    "nobody else is told of what they say".split(),
]
TEXT = [word for sentence in SENTENCES for word in sentence]


@pytest.mark.parametrize(
    ("places", "expected"),
    [([1, 2, 3], 1.0), ([3, 2, 1], -1.0), ([2, 1, 3], 1 / 3), ([5, 5], 1.0), ([4], 1.0), ([], 1.0)],
)
def test_tau(places, expected):
    """This test ensures that the order of places is Kendall's tau (by hand: one of three pairs wrong is a third)."""
    assert extraction.tau(places) == pytest.approx(expected)


def test_words():
    """This test ensures that words are letters and digits in lower case, without addresses and marks of emphasis."""
    text = "See _The Record_, www.x.org/a_b?c=1 and https://x.org/ (2015): non-profit’s"
    assert extraction.words(text) == ["see", "the", "record", "and", "2015", "non", "profit", "s"]


def test_ordinals():
    """This test ensures that the endings that web pages have lost count nowhere, however a program reads them."""
    assert (
        extraction.words("the 119th and 1 st, a 2nd; 3\nrd. 5 standards, west")
        == "the 119 and 1 a 2 3 5 standards west".split()
    )


def test_what_a_page_says_twice_in_a_row():
    """This test ensures that a long paragraph counts once where it comes again at once, and not further down."""
    long, other = " ".join("a" * 20), "\n".join("bcdefghijklmnopqrstu")
    assert extraction.once(f"{long}\nb\n{long}\nb\nb") == f"{long}\nb\nb\nb"
    assert extraction.once(f"{long}\n{other}\n{long}") == f"{long}\n{other}\n{long}"


def test_what_is_the_publishers():
    """This test ensures that six words in a row are taken if a fifth of the reports have them, and no others are."""
    said = "no part may be copied without leave".split()
    texts = [[*said, "alpha"], [*said, "beta"], *[[f"{word}{i}" for i in range(8)] for word in "abcdefgh"]]
    gone = extraction.publishers(texts)
    assert extraction.without(["one", *said, "two"], gone) == ["one", "two"]
    assert extraction.without(said[:5], gone) == said[:5]
    assert extraction.publishers([*texts, ["last"]]) == set()


def test_places():
    """This test ensures that a sentence is placed by half of its runs, where the text has them once."""
    changed = [*TEXT[:5], "on", "friday", *TEXT[7:]]
    assert extraction.place(SENTENCES, TEXT) == [1, 9, 17]
    assert extraction.place(SENTENCES, changed) == [0, 9, 17]  # 2 of the first one's 4 runs
    assert extraction.place(SENTENCES[:1], TEXT * 2) == []


def test_measures():
    """This test ensures that recall, precision, order and whole sentences are those of a text worked out by hand."""
    reference = Reference(TEXT, SENTENCES[:2], SENTENCES[2:])
    assert extraction.measure(reference, TEXT) == Measured(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    text = [*SENTENCES[2], *SENTENCES[0], "12", *SENTENCES[1][:7]]
    assert extraction.measure(reference, text) == Measured(
        recall=pytest.approx(22 / 23),
        precision=pytest.approx(22 / 23),
        order=1.0,
        with_notes=pytest.approx(-1 / 3),
        found=1.0,
        whole=pytest.approx(2 / 3),
    )
