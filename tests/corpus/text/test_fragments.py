"""Parts of sentences are not quoted."""

import pytest

from corpus.text.statements import quotable_parts, statements


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Homicides fell in the city. The rate of the north was\n\nFigure 2. Rates\n\nhigher than in the south.",
            ["Homicides fell in the city."],
        ),
        ("higher than in the south of the city. The rate fell in all of them.", ["The rate fell in all of them."]),
        (
            "The city will do two things:\n\nhelp the young people of the city;\n\npay for the work of the clinics.",
            [
                "The city will do two things:",
                "help the young people of the city;",
                "pay for the work of the clinics.",
            ],
        ),
        (
            "The rate fell in all years. It is high between 2020 and\n2025, after growth. It fell in the years then.",
            ["The rate fell in all years.", "It fell in the years then."],
        ),
        ("Help the young people of the city", ["Help the young people of the city"]),
        (
            "The rate was found by the code:\n\nrate(x)\n\nand it was higher in the north. It fell in the south then.",
            ["The rate was found by the code:", "It fell in the south then."],
        ),
        ("iPhone thefts rose in the whole city.", ["iPhone thefts rose in the whole city."]),
        (
            "All cities have two plans. One of them is for all of its schools.¹⁰\n\nThe other plan is for clinics.",
            [
                "All cities have two plans.",
                "One of them is for all of its schools.¹⁰",
                "The other plan is for clinics.",
            ],
        ),
        (
            "Hubo dos planes en la ciudad. El primero fue para las escuelas.²,³\n\nEl otro fue para las clínicas.",
            [
                "Hubo dos planes en la ciudad.",
                "El primero fue para las escuelas.²,³",
                "El otro fue para las clínicas.",
            ],
        ),
        (
            "Homicides fell in the city. The rate of the north was ²\n\nFigure 2. Rates\n\nhigher than in the south.",
            ["Homicides fell in the city."],
        ),
    ],
)
def test_a_part_of_a_sentence_is_not_quoted(text, expected):
    assert [text[start:end] for start, end in statements(text)] == expected


def test_a_part_of_a_sentence_is_quoted_if_a_passage_has_nothing_else():
    text = "higher than in the south of the city."
    assert quotable_parts(text) == [(0, len(text))]


def test_the_head_of_a_table_is_not_quoted():
    text = "The register has these rows.\n\n## district year deaths homicides\n## <chr> <int> <dbl>\n## 1 Arecibo 12 14"
    assert [text[start:end] for start, end in statements(text)] == ["The register has these rows.", "1 Arecibo 12 14"]
