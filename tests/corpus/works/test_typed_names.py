"""Names as people type them."""

import pytest

from corpus.errors import InputError
from corpus.works.typed_names import format_names, parse_names


def person(given, family):
    return {"family": family, "given": given}


TWO = [person("Thomas", "Abt"), person("Ana", "Souza")]
THREE = [*TWO, person("Jan", "Kok")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thomas Abt; Ana Souza; Jan Kok", THREE),
        ("Thomas Abt, Ana Souza and Jan Kok", THREE),
        ("Thomas Abt, Ana Souza, and Jan Kok", THREE),
        ("Thomas Abt, Ana Souza & Jan Kok", THREE),
        ("Thomas Abt, Ana Souza, Jan Kok", THREE),
        ("Thomas Abt y Ana Souza", TWO),
        ("Abt, Thomas and Souza, Ana", TWO),
        ("Abt, Thomas; Ana Souza;", TWO),
        ("Abt, T. R., Souza, A., & Kok, J.", [person("T. R.", "Abt"), person("A.", "Souza"), person("J.", "Kok")]),
        ("Thomas Abt", TWO[:1]),
        ("Báez Santiago, Juan", [person("Juan", "Báez Santiago")]),
        ("King, Martin Luther, Jr.", [{**person("Martin Luther", "King"), "suffix": "Jr."}]),
        ("World Bank; Souza, Ana", [{"literal": "World Bank"}, TWO[1]]),
        ("Ministry of Health and Social Care", [{"literal": "Ministry of Health and Social Care"}]),
        ("INEGI", [{"literal": "INEGI"}]),
        ("{Thomas Abt}", [{"literal": "Thomas Abt"}]),
        ("{Violence Reduction Unit, Scotland}", [{"literal": "Violence Reduction Unit, Scotland"}]),
        (" ; ", []),
    ],
)
def test_names_are_read_as_people_write_them(text, names):
    """Semicolons, commas and "and" separate names; a body is told from a person by its words or by braces."""
    assert parse_names(text) == names
    assert parse_names(format_names(names)) == names


@pytest.mark.parametrize("text", ["Ministry of Health, Welfare, and Sport", "Abt, Thomas, Ana Souza, Jan Kok"])
def test_commas_without_a_clear_meaning_are_refused(text):
    """The error says how to write what was meant."""
    with pytest.raises(InputError, match="semicolons between them, and braces"):
        parse_names(text)
