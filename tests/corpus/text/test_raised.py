"""Raised and lowered figures: nothing is glued to a number or a word, and a power stays readable."""

import time

import pytest

from corpus.text.raised import plain_marks, without_note_marks, written


@pytest.mark.parametrize(
    ("enclosed", "text"),
    [
        ("fell to 12⸨2⸩ in Porto", "fell to 12 ² in Porto"),
        ("began in 1996⸨1⸩. Thefts", "began in 1996 ¹. Thefts"),
        ("fell to 12⸢2⸣ in Porto", "fell to 12 ² in Porto"),
        ("before noon.⸢2⸣ The", "before noon.² The"),
        ("the board⸢1, 2⸣ said", "the board ¹,² said"),
        ("the board⸢1⸣⸢2⸣ said", "the board ¹² said"),
        ("the board⸨1⸩⸨2⸩ said", "the board ¹ ² said"),
        ("of all (40%)⸢3–5⸣ and", "of all (40%) ³–⁵ and"),
        ("⸢1⸣Data for 2010", "¹ Data for 2010"),
        ("3.5⸢a⸣", "3.5 ᵃ"),
        ("Northern⸢b⸣", "Northern ᵇ"),
        ("the board⸨iv⸩ said", "the board ⁱᵛ said"),
        ("the board⸨*⸩ said", "the board * said"),
        ("the board⸢[12]⸣ said", "the board[12] said"),
        ("the board⸢*⸣ said", "the board* said"),
        ("10⸢5⸣ boats", "10⁵ boats"),
        ("2.5 × 10⸢−3⸣ and 3·10⸢-12⸣", "2.5 × 10⁻³ and 3·10⁻¹²"),
        ("40 km⸢2⸣, 5m⸢3⸣, 9 ft⸢2⸣", "40 km², 5m³, 9 ft²"),
        ("the item⸢2⸣ and 40 km⸢4⸣", "the item ² and 40 km ⁴"),
        ("in 12a⸢217⸣ and 10⸢217⸣", "in 12a ²¹⁷ and 10 ²¹⁷"),
        ("R⸢2⸣ = 0.4, χ⸢2⸣ = 3, 3x⸢n⸣", "R² = 0.4, χ² = 3, 3xⁿ"),
        ("in 2010⸢5⸣ and 1.10⸢5⸣", "in 2010 ⁵ and 1.10 ⁵"),
        ("25⸢0⸣C, Ca⸢2+⸣", "25⁰C, Ca²⁺"),
        ("by 10⸢5/3⸣ = 46, W⸢1/2⸣, 10⸢0.5⸣", "by 10⁵/³ = 46, W¹/², 10⁰.⁵"),
        ("to 10⸢5x⸣ of e⸢0.1t⸣", "to 10 5x of e 0.1t"),
        ("payments.⸢a⸣ Under, Ana Holm⸢IV⸣", "payments.ᵃ Under, Ana Holm IV"),
        ("the 12⸢th⸣ and 1⸢st⸣ M⸢me⸣", "the 12th and 1st Mme"),
        ("1⸢o⸣, 2⸢a⸣, N⸢o⸣ 4, n.⸢o⸣ 5, Sr⸢a⸣ Paz", "1º, 2ª, Nº 4, n.º 5, Srª Paz"),
        ("3⸢1⸣/⸤2⸥ tonnes, ⸢3⸣⁄⸤4⸥ full", "3 1/2 tonnes, 3/4 full"),
        ("Mole⸢TM⸣ at $5⸢99⸣ and $1,299⸢3⸣", "Mole™ at $5⁹⁹ and $1,299 ³"),
        ("CO⸤2⸥ and H⸤2⸥O, R⸤max⸥", "CO₂ and H₂O, Rmax"),
        ("⸢⸨7⸩⸣ open ⸢ and ⸥", "⁷ open  and "),
        ("a ⸢raised remark of several words⸣ here", "a raised remark of several words here"),
        ("plain text", "plain text"),
    ],
)
def test_written(enclosed, text):
    assert written(enclosed) == text


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("fell to 12 ² in Porto, in 1996 ¹.", "fell to 12 in Porto, in 1996."),
        ("He left.² The board ¹,² of all (40%) ³–⁵ said “no.”⁷", "He left. The board of all (40%) said “no.”"),
        ("10⁵ boats on 40 km² at R² = 0.4 of CO₂", "10⁵ boats on 40 km² at R² = 0.4 of CO₂"),
        ("2.5 ᵃ and 3.5 ᵇ,ᶜ", "2.5 and 3.5"),
        ("40 km ², 9 ft ², 5m ³, 10 ⁵ boats, R ², 3 ¹/₂", "40 km ², 9 ft ², 5m ³, 10 ⁵ boats, R ², 3 ¹/₂"),
        ("the item ² of 210 ³ and 1.10 ⁴", "the item of 210 and 1.10"),
    ],
)
def test_quotes_without_marks(text, quote):
    assert without_note_marks(text) == quote


def test_plain_marks():
    assert plain_marks("the board ¹²,ⁱᵛ said") == "the board 12,iv said"


@pytest.mark.parametrize("text", ["⸢" * 300_000, "a⸨1⸩" * 100_000, "10⸢" + "5" * 300_000 + "⸣", " ¹," * 100_000])
def test_hostile_brackets(text):
    start = time.process_time()
    without_note_marks(written(text))
    assert time.process_time() - start < 2
