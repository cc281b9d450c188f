"""Accents that a font sets after their letters."""

import pytest

from corpus.reading.pdf.characters import clean_line
from corpus.text.accents import accents_stand_after, join_accents_after


@pytest.mark.parametrize(
    ("text", "is_after"),
    [
        ("Maria de Fa´tima, Ministe´rio da Sau´de", True),
        ("Conceic¸a˜o e Gonc¸alves", True),
        ("Jos´e Mar´ıa Zit´acuaro, Zit´acuaro", False),
        ("people´s health, O´Brien, they don´t, it´s", False),
        ("José María", False),
        ("a ~ b, x ˆ y", False),
    ],
)
def test_on_which_side_accents_stand(text, is_after):
    """Accents after letters that can take them, and not before; apostrophes that are set as accents do not count."""
    assert accents_stand_after(clean_line(text)) == is_after


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        ("Fa´tima", "Fátima"),
        ("Simo˜es", "Simões"),
        ("Brası´lia", "Brasília"),
        ("Estrate´gia Famı´lia", "Estratégia Família"),
        ("Conceic¸a˜o", "Conceição"),
        ("Sau´de", "Saúde"),
        ("José Peña", "José Peña"),
    ],
)
def test_accents_join_the_letter_before_them(printed, joined):
    """Each accent joins the letter before it, also where reading has put it on the letter after it."""
    assert join_accents_after(clean_line(printed)) == joined
    assert join_accents_after(printed) == joined
