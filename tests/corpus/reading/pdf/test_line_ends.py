import pytest

from corpus.reading.pdf.hyphens import Vocabulary
from corpus.reading.pdf.line_ends import separator
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.paragraphs import blocks, flow
from tests.corpus.reading.pdf.conftest import flowed, full_lines


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        # Digits: the sign between them stays, whatever the document has elsewhere.
        ("fell from (14.4-", "18.7) to", "fell from (14.4-18.7) to"),
        ("in 1996-", "2003 and", "in 1996-2003 and"),
        ("in 1996–", "2003 and", "in 1996–2003 and"),
        ("cost $1.2-", "1.5 million", "cost $1.2-1.5 million"),
        ("cost $1.2–", "$1.5 million", "cost $1.2–$1.5 million"),
        ("call 555-", "1234 now", "call 555-1234 now"),
        ("see pp. 123-", "45 and", "see pp. 123-45 and"),
        ("a change of 5−", "3 points", "a change of 5−3 points"),
        ("paid 1,", "234 in all", "paid 1, 234 in all"),
        ("paid 1.", "234 in all", "paid 1. 234 in all"),
        ("over a 12-", "month period", "over a 12-month period"),
        ("on Form 10-", "K for", "on Form 10-K for"),
        ("in 1- ", "and 2-year terms", "in 1- and 2-year terms"),
        # Dashes, slashes, brackets.
        ("people—", "whether they", "people—whether they"),
        ("people —", "whether they", "people — whether they"),
        ("care–", "sensitive", "care–sensitive"),
        ("and/", "or not", "and/or not"),
        ("gains/", "(losses) of", "gains/(losses) of"),
        ("the 2015/", "16 season", "the 2015/16 season"),
        ("the level/", "12 of", "the level/ 12 of"),
        ("so (", "as before)", "so (as before)"),
        ("the U.S.-", "Mexico border", "the U.S.-Mexico border"),
        ("costs of 5 -", "and more", "costs of 5 - and more"),
        # Links, addresses, DOIs.
        ("http://", "www.x.org/a", "http://www.x.org/a"),
        ("https://doi.org/", "10.1000/182", "https://doi.org/10.1000/182"),
        ("doi:10.1000/", "abc.v2.", "doi:10.1000/abc.v2."),
        ("see x.org/a/", "B2.pdf for", "see x.org/a/B2.pdf for"),
        ("at https://x.org/a-", "b.html", "at https://x.org/a-b.html"),
        ("at https://x.org/a-", "903.", "at https://x.org/a-903."),
        ("at https://x.org/a1-", "https://y.org/", "at https://x.org/a1- https://y.org/"),
        ("at https://x.org/", "provided that", "at https://x.org/ provided that"),
        ("at https://x.org/", "https://y.org/", "at https://x.org/ https://y.org/"),
        ("at https://x.org/", "54 Gale NP", "at https://x.org/ 54 Gale NP"),
        ("at https://x.org/", "54. Gale NP", "at https://x.org/ 54. Gale NP"),
        ("at https://x.org/", "2014 was", "at https://x.org/ 2014 was"),
        ("doi:10.1000/", "2951574.", "doi:10.1000/2951574."),
        ("at https://x.org/a?b=", "Cd", "at https://x.org/a?b=Cd"),
        ("of x.org/", "quays.", "of x.org/quays."),
        ("at www.", "quay.org/a", "at www.quay.org/a"),
        ("at www.ministry.", "gov/a", "at www.ministry.gov/a"),
        ("at www.ministry.org.", "gov/a", "at www.ministry.org. gov/a"),
        ("ana@", "x.org", "ana@x.org"),
        ("doi: 10.1000/S0140-", "6736(11)60053", "doi: 10.1000/S0140-6736(11)60053"),
    ],
)
def test_line_end(above, below, expected):
    """Two lines become the text that is printed. The expected texts were written by hand."""
    page = full_lines("14.418.7 1996 2003 12month K", "is a line.|", "Begins and ends with " + above.strip(), below)
    assert flowed(page)[-1].endswith(expected)


def test_a_range_continues_its_paragraph():
    """A number after a dash is not an item of a list, and its line is not a paragraph of its own."""
    lines = full_lines("A paragraph about the winters of 1996–", "20. It goes on.")
    assert [flow(block, Vocabulary([lines])) for block in blocks(lines)] == [
        "A paragraph about the winters of 1996–20. It goes on."
    ]


@pytest.mark.parametrize("piece", ["a/", "1-", "://", "a@", "(", "a–", "x.aa/"])
def test_separator_looks_at_the_end_only(piece):
    """An endless line costs no more than a short one."""
    assert separator(piece * 500_000, "1 a") == separator(piece * 500, "1 a")
    assert separator("word", piece * 500_000) == separator("word", piece * 500)


def test_lines_without_a_position():
    """The second engine knows no positions; ranges and words go on all the same."""
    lines = [Line("in the years 1996–"), Line("2003 it was")]
    assert flowed(lines) == ["in the years 1996–2003 it was"]
