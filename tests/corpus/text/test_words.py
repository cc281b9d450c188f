"""Words of a text, and the years that it mentions."""

import pytest

from corpus.text.words import ascii_words, expand_fiscal_years, folded_words, initials, normalize, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("What changed from 2010 to 2015?", {2010, 2015}),
        ("in FY22, FY 19 and FY2021", {2022, 2019, 2021}),
        ("the 1990s, 12019 cases, 1,200 beds, FY", {1990}),
        ("2023Q2, Q2'24 and Q3 25", {2023, 2024, 2025}),
        ("no year at all", set()),
    ],
)
def test_years_in_a_text(text, years):
    """Four-digit years and fiscal years are found; other numbers are not taken for years."""
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("FY22 and fy’19", "2022 and 2019"),
        ("Q2'23", "Q2 2023"),
        ("FY2021, Q1 1999", "2021, Q1 1999"),
        ("FYI 22", "FYI 22"),
    ],
)
def test_abbreviated_years(text, full):
    """Fiscal years and quarters get a year of four digits; the quarter is kept."""
    assert expand_fiscal_years(text) == full


def test_words():
    """Folded words keep every script; ASCII words do not. Full stops and apostrophes do not separate ASCII words."""
    text = "Peña Nieto’s U.S. plan: 暴力"
    assert folded_words(text) == ["pena", "nieto", "s", "u", "s", "plan", "暴力"]
    assert normalize(text) == "pena nieto s u s plan 暴力"
    assert ascii_words(text) == ["pena", "nietos", "us", "plan"]
    assert ascii_words("Inter-American Bank", "-") == ["inter-american", "bank"]
    assert initials(["inter-american", "bank"]) == "ib"
