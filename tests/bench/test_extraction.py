"""Measures of extraction against values worked out by hand."""

import pytest

from bench import extraction
from bench.extraction import Reference, TextMeasures

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
    """The order of places is measured by Kendall's tau (by hand: one wrong pair of three is a third)."""
    assert extraction.tau(places) == pytest.approx(expected)


def test_words():
    """Words are letters and digits in lower case, without addresses and marks of emphasis."""
    text = "See _The Record_, www.x.org/a_b?c=1 and https://x.org/ (2015): non-profit’s"
    assert extraction.words(text) == ["see", "the", "record", "and", "2015", "non", "profit", "s"]


def test_ordinals():
    """Endings of ordinals, which the web pages have lost, are not counted, however a program reads them."""
    assert (
        extraction.words("the 119th and 1 st, a 2nd; 3\nrd. 5 standards, west")
        == "the 119 and 1 a 2 3 5 standards west".split()
    )


def test_raised_figures():
    """A raised figure is a figure, as other programs write it."""
    assert extraction.words("the board ² said 10⁵ and CO₂") == "the board 2 said 105 and co2".split()


def test_raised_letters():
    """The letter of a note is a part of the word before it, as on the web pages. A figure is not."""
    assert (
        extraction.words("Science 8,400 ᶜ and Other ᵈ, the board ²") == "science 8 400c and otherd the board 2".split()
    )


def test_repeated_paragraphs():
    """A long paragraph that is repeated at once is counted once; further down it is counted again."""
    long, other = " ".join("a" * 20), "\n".join("bcdefghijklmnopqrstu")
    assert extraction.without_repetitions(f"{long}\nb\n{long}\nb\nb") == f"{long}\nb\nb\nb"
    assert extraction.without_repetitions(f"{long}\n{other}\n{long}") == f"{long}\n{other}\n{long}"


def test_the_words_of_the_publisher():
    """Six words in a row are removed if a fifth of the reports share them, and no other words are removed."""
    said = "no part may be copied without leave".split()
    texts = [[*said, "alpha"], [*said, "beta"], *[[f"{word}{i}" for i in range(8)] for word in "abcdefgh"]]
    gone = extraction.publisher_runs(texts)
    assert extraction.without_runs(["one", *said, "two"], gone) == ["one", "two"]
    assert extraction.without_runs(said[:5], gone) == said[:5]
    assert extraction.publisher_runs([*texts, ["last"]]) == set()


def test_places():
    """A sentence has a place if half of its runs occur once in the text."""
    changed = [*TEXT[:5], "on", "friday", *TEXT[7:]]
    assert extraction.place(SENTENCES, TEXT) == [1, 9, 17]
    assert extraction.place(SENTENCES, changed) == [0, 9, 17]  # 2 of the first one's 4 runs
    assert extraction.place(SENTENCES[:1], TEXT * 2) == []


def test_measures():
    """Recall, precision, order and whole sentences have the values worked out by hand."""
    reference = Reference(TEXT, SENTENCES[:2], SENTENCES[2:])
    assert extraction.measure(reference, TEXT) == TextMeasures(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    text = [*SENTENCES[2], *SENTENCES[0], "12", *SENTENCES[1][:7]]
    assert extraction.measure(reference, text) == TextMeasures(
        recall=pytest.approx(22 / 23),
        precision=pytest.approx(22 / 23),
        order=1.0,
        with_notes=pytest.approx(-1 / 3),
        found=1.0,
        whole=pytest.approx(2 / 3),
    )
