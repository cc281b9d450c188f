"""A sentence as people paste it."""

import pytest

from corpus.text.quotation import as_quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell to 12 ² in Porto,³ they say.⁴", "It fell to 12 in Porto, they say."),
        ("It fell (Ruiz, 2018).³ The rest did not.¹,²", "It fell (Ruiz, 2018). The rest did not."),
        ("In 1996 ¹⁹, 10⁵ boats crossed 40 km² of CO₂.", "In 1996, 10⁵ boats crossed 40 km² of CO₂."),
        ("It was tested with models. ¹²,¹³ The rest was not.⁷ ⁸", "It was tested with models. The rest was not."),
        ("It fell by 31 percent.12 The rest rose.13,14", "It fell by 31 percent. The rest rose."),
        ("It was so in 2010.83 The rest rose.", "It was so in 2010. The rest rose."),
        ("It was so in the 1990s.29", "It was so in the 1990s."),
        ("It cost $20·32.2", "It cost $20·32."),
        ("It fell in the model.[7] The rest rose [8].", "It fell in the model. The rest rose [8]."),
        ("He said “no.”8", "He said “no.”"),
        ("It fell (see Table 2).7–9", "It fell (see Table 2)."),
        ("It fell across\nthe city", "It fell across the city"),
        ("Half of them use it as of 2016 *", "Half of them use it as of 2016"),
        ("It is so.†", "It is so."),
    ],
)
def test_marks_are_left_out(text, expected):
    assert as_quoted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It rose to 31.12",
        "The rate was .12",
        "Under Law No.12",
        "See p.12",
        "North 12 14.5",
        "It is in R².",
        "It fell in 2010.",
        "The mean was 0.5 (SD 1.2).",
        "It fell (12) and rose [3].",
        "Use 5 * 3",
        "The slope was -.042",
        "It is the variant BA.5",
        "It cost €.81",
        "Education .034 .033**",
    ],
)
def test_nothing_changes_a_number(text):
    assert as_quoted(text) == text
