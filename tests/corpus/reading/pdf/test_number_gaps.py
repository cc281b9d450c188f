import pytest

from corpus.reading.formats import extract
from corpus.reading.pdf.number_gaps import missing_spaces, possible_gaps
from tests.corpus.pdfs import write

GROUP = 0.125
LABELS = 0.09
APART = 1.8


def spaced(drawn: str, gap: float, inside: float = 0.0) -> str:
    """Return a number with the spaces that it lacks. `gap` is the gap at "|", and `inside` all other gaps, in ems."""
    number = drawn.replace("|", "")
    parts = drawn.split("|")
    gaps = [inside] * (len(number) - 1)
    place = 0
    for part in parts[:-1]:
        place += len(part)
        gaps[place - 1] = gap
    for place in reversed(missing_spaces(number, gaps)):
        number = f"{number[:place]} {number[place:]}"
    return number


@pytest.mark.parametrize(
    ("drawn", "gap"),
    [
        ("31|204", GROUP),
        ("1|204", GROUP),
        ("7|204|000", GROUP),
        ("31|204·5", GROUP),
        ("500|1000", LABELS),
        ("2004|2005|2006", LABELS),
        ("300|200|50", LABELS),
        ("0.00|0.05|0.10", LABELS),
        ("-0.5|0.0|0.5", LABELS),
        ("1|2|3|4", APART),
        ("9|1", APART),
        ("12|345", APART),
    ],
)
def test_missing_spaces(drawn, gap):
    """Groups of three digits, labels that nearly touch, and digits that are far apart are separated."""
    assert spaced(drawn, gap) == drawn.replace("|", " ")


@pytest.mark.parametrize(
    ("drawn", "gap", "inside"),
    [
        ("2|0|1|3", 0.2, 0.2),  # letter-spaced
        ("20|13", 0.05, 0.0),  # kerned
        ("20|13", LABELS, 0.05),
        ("31|20|45", GROUP, 0.0),  # rises and falls
        ("20|3", 0.55, 0.0),  # the engine has dropped a digit
        ("2|01", LABELS, 0.0),  # no label begins with a zero
        ("83|93.2", LABELS, 0.0),  # labels have the same decimals
        ("6|5", LABELS, 0.0),  # nothing to compare with
    ],
)
def test_numbers_that_stay(drawn, gap, inside):
    """A number stays whole if its gaps may be its design, or if the parts are neither groups nor labels."""
    assert spaced(drawn, gap, inside) == drawn.replace("|", "")


@pytest.mark.parametrize(
    ("page", "numbers"),
    [
        ("In 1999 the 31204 boats of 12 ports", ["31204"]),
        ("about 2000 000 tonnes, 25411·7 more", ["2000", "25411·7"]),
        ("the scale\r\n12 345\r\n0.00.51.0", ["12", "345", "0.00.51.0"]),
        ("from -1.00.01.0 on", ["-1.00.01.0"]),
        ("1,204 boats, 3.5 tonnes, 0.12345", []),
    ],
)
def test_possible_gaps(page, numbers):
    """Long numbers and all numbers of a line without words may lack a space, but no year and no decimals."""
    assert [page[place.start : place.stop] for place in possible_gaps(page)] == numbers


@pytest.mark.parametrize(
    "direction", ["1 0 0 1 90 500 Tm", "0 1 -1 0 90 500 Tm", "0 -1 1 0 90 500 Tm", "-1 0 0 -1 390 500 Tm"]
)
def test_numbers_of_a_page(tmp_path, direction):
    """Narrow spaces between groups of digits and between labels are read in each direction of the text."""
    numbers = "[(of ) (31) -120 (204) ( boats)] TJ 0 -40 Td [(500) -90 (1000) -90 (1500)] TJ"
    letter_spaced = "0 -40 Td 2 Tc (2013) Tj"
    content = f"BT /F1 11 Tf {direction} {numbers} {letter_spaced} ET"
    text = extract(write(tmp_path / "a.pdf", [content.encode()])).pages[0].text
    for line in ("of 31 204 boats", "500 1000 1500", "2013"):
        assert line in text


def test_digits_of_columns(tmp_path):
    """Digits that are much farther apart than words are numbers of their own."""
    content = b"BT /F1 11 Tf 90 500 Td 20 Tc (1234) Tj ET"
    assert extract(write(tmp_path / "a.pdf", [content])).pages[0].text == "1 2 3 4"


def test_a_power_stays_at_its_number(tmp_path):
    """A gap before a raised digit is not a space between two numbers."""
    content = b"BT /F1 11 Tf 90 500 Td [(10) -90] TJ /F1 7 Tf 4 Ts (5) Tj ET"
    assert extract(write(tmp_path / "a.pdf", [content])).pages[0].text == "10⁵"
