"""Accents that a font draws as characters of their own.

The numbers in the content streams move the pen, in thousandths of the size. In Helvetica an accent is 333 wide, "a",
"e" and "u" are 556, and "c" is 500 (Adobe's font metrics).
"""

import time

import pytest

from corpus.reading.formats import extract
from corpus.reading.pdf.accents import MAX_DISTANT_ACCENTS, Box, join_accents
from tests.corpus import pdfs


def read(path, *lines):
    """Return the text of a PDF that draws these arrays of strings and moves, one below the other."""
    drawn = [f"BT /F1 11 Tf 72 {700 - 14 * number} Td [{line}] TJ ET" for number, line in enumerate(lines)]
    return extract(pdfs.write(path, ["\n".join(drawn).encode("latin-1")])).text


@pytest.mark.parametrize(
    ("drawn", "printed"),
    [
        # As TeX draws them: the accent before its letter.
        ("(Jos) -111 (\\264) 444 (e of Zit) -111 (\\264) 444 (acuaro)", "José of Zitácuaro"),
        ("(Universit) -111 (\\250) 444 (at)", "Universität"),
        # As typesetters of journals draw them: the accent after its letter.
        ("(F) (a) 444 (\\264) -111 (tima and Sau) 444 (\\264) -111 (de)", "Fátima and Saúde"),
        ("(Fundac) 416 (\\270) -83 (a) 444 (\\230) -111 (o Simo) 444 (\\230) -111 (es)", "Fundação Simões"),
        ("(vis-a) 444 (`) -111 (-vis)", "vis-à-vis"),
        # A hyphen or comma below a letter is its cedilla.
        ("(Aten) (c) 416 (-) -83 (ao basica, Rec-only)", "Atençao basica, Rec-only"),
        # An accent at the end of its line, as some programs draw it.
        ("(Instituto de Saude da Bahia) 5782 (\\264)", "Instituto de Saúde da Bahia"),
    ],
)
def test_an_accent_is_put_on_the_letter_below_it(tmp_path, drawn, printed):
    """The place of an accent decides, and not its place in the text."""
    assert read(tmp_path / "a.pdf", drawn) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "He said `only in winter' and ``under no sail'' and left.",
        "people\\264s rights, O\\264Brien, \\264a word\\264",
        "`mean()` of x ~ y and 25 \\260C",
        "a\\250 o\\250 and ^e",
    ],
)
def test_a_mark_beside_a_letter_is_not_an_accent(tmp_path, printed):
    """Quotation marks, apostrophes and the signs of programs keep their letters as they are."""
    assert read(tmp_path / "a.pdf", f"({printed})") == printed.replace("\\264", "´").replace("\\250", "¨").replace(
        "\\260", "°"
    )


def beside(place):
    """Return the box of a character of a line of letters that are 5 points wide."""
    return Box(5.0 * place, 5.0 * place + 5, 0, 10)


def test_accents_keep_the_length_of_a_text():
    """Places in the text stay places on the page."""
    boxes = {index: beside(index) for index in range(9)}
    boxes[3] = boxes[4]
    joined = join_accents("Jos´e ´ x", boxes.__getitem__)
    assert joined == "Jos\ufeffé ´ x"


def test_an_accent_over_a_letter_of_another_line_stays():
    """The letter in the line below is not the letter of the accent."""
    boxes = [beside(0), Box(10, 15, 0, 10), Box(10, 15, -12, -2)]
    assert join_accents("x´e", boxes.__getitem__) == "x´e"


def test_a_page_of_accents_takes_linear_time():
    """A hostile page of accents that belong to no letter is read in the time of a long page."""
    text = "´e" * 50_000
    calls = 0

    def box_of(place):
        nonlocal calls
        calls += 1
        return beside(2 * place)

    start = time.monotonic()
    assert join_accents(text, box_of) == text
    assert calls < 5 * len(text) + 300 * MAX_DISTANT_ACCENTS
    assert time.monotonic() - start < 10
