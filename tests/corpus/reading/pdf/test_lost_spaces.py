import pytest

from corpus.reading.formats import extract
from corpus.reading.pdf.lost_spaces import LostSpaces, may_lose_spaces, usual_space
from tests.corpus.pdfs import write

SIZE = 10.0


def spaced(drawn: str, space: float = 1.9, lost: float = 1.9, inside: float = 0.0) -> str:
    """Return a line with the spaces that it lacks, which are drawn as "|" and are `lost` wide.

    `space` is the width of its other spaces, and `inside` of the gaps inside words.
    """
    text = drawn.replace("|", "")
    places = set()
    for part in drawn.split("|")[:-1]:
        places.add(max(places, default=0) + len(part))
    widths = [lost if place in places else inside for place in range(1, len(text))]
    found = LostSpaces().places(text, space, lambda start, stop: widths[start : stop - 1])
    for place in sorted(found, reverse=True):
        text = f"{text[:place]} {text[place:]}"
    return text


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("The harbour is|responsible for it", "The harbour is responsible for it"),
        ("The tides|is|fundamentally new", "The tides is fundamentally new"),
        ("In ports,|including the new", "In ports, including the new"),
        ("The pilots’|reach is wide", "The pilots’ reach is wide"),
        ("Since then, A|significant share", "Since then, A significant share"),
        ("The keeper is invoked as a|login shell", "The keeper is invoked as a login shell"),
        ("A number of boats|(2020, says the log)", "A number of boats (2020, says the log)"),
        ("It is equal18.|The rates fell", "It is equal18. The rates fell"),
        ("The list [sic]|goes on", "The list [sic] goes on"),
    ],
)
def test_lost_spaces(drawn, expected):
    """A gap between two words that is as wide as the spaces of its line is a space."""
    assert spaced(drawn) == expected


@pytest.mark.parametrize(
    ("drawn", "widths"),
    [
        ("The harbour is|responsible for it", {"lost": 0.9}),  # half of the other spaces
        ("The harbour is|responsible for it", {"inside": 0.8}),  # spaced letters
        ("The M|E|S|S|A|G|E of it", {}),
        ("The value x|y of it", {}),
        ("The value (m);|i of it", {}),
        ("The sum 12|34 of it", {}),
        ("The road A1|B2 to it", {}),
        ("The value of ln|(x) is", {"lost": 1.2}),  # a thin space of a formula
        ("The work of J.|Holm was", {"lost": 0.1}),
    ],
)
def test_gaps_that_are_not_spaces(drawn, widths):
    """A gap is not a space if it is narrow for its line, or if the other letters are apart too, or beside digits."""
    assert spaced(drawn, **widths) == drawn.replace("|", "")


def test_a_word_without_gaps_is_measured_once():
    """Each word of a document is measured once."""
    measured = []

    def moves(start: int, stop: int) -> list[float]:
        measured.append((start, stop))
        return [0.0] * (stop - start - 1)

    lost_spaces = LostSpaces()
    for _ in range(3):
        assert not list(lost_spaces.places("the harbour", 1.9, moves))
    assert measured == [(4, 11)]  # not "the": two words have four letters


def test_a_word_that_touches_in_one_line_may_be_two_in_another():
    """A gap that is too narrow for a space of its line says nothing about the next line."""
    lost_spaces = LostSpaces()
    gaps = [0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0]  # in "DOSStaff"
    assert not list(lost_spaces.places("DOSStaff", 5.0, lambda start, stop: gaps))
    assert list(lost_spaces.places("DOSStaff", 2.0, lambda start, stop: gaps)) == [3]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("measured by sex.|We used it", "measured by sex. We used it"),
        ("the survey (2012).|We saw it", "the survey (2012). We saw it"),
        ("is it so?|The others", "is it so? The others"),
        ("the firm of A.|Holm and", "the firm of A.Holm and"),
        ("see www.quay.|org for", "see www.quay.org for"),
    ],
)
def test_kerned_spaces_after_a_sentence(drawn, expected):
    """Kerning leaves a quarter of the space between a stop and a capital. It is still a space after a sentence."""
    assert spaced(drawn, lost=0.5) == expected


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [([1.9, 1.8, 30.0], True), ([3.5, 2.4, 1.9], True), ([0.2, 0.2], False), ([], False)],
)
def test_lines_that_may_lose_spaces(gaps, expected):
    """Where all spaces of a line are next to nothing, the letters have no true positions."""
    assert may_lose_spaces(usual_space(gaps), SIZE) is expected


def test_lost_spaces_of_a_page(tmp_path):
    """Spaces that the engine misses, because the pen moves by less than half of a narrow letter, are spaces."""
    words = "(We) -145 (see) -145 (that) -135 (it) -135 (is) -145 (all) -135 (its) -145 (own) -145 (now)"
    content = f"BT /F1 11 Tf 72 700 Td [{words}] TJ 0 -13 Td [(and) -145 (it) -135 (fell) -145 (again.)] TJ ET"
    text = extract(write(tmp_path / "a.pdf", [content.encode()])).pages[0].text
    assert text == "We see that it is all its own now and it fell again."
