"""Sentence boundaries."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.rows import MAX_ROW_CHARACTERS
from corpus.text.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Violence fell. It rose again.", ["Violence fell.", "It rose again."]),
        ("Shown in Fig. 2 and No. 5. Next.", ["Shown in Fig. 2 and No. 5.", "Next."]),
        ("The U.S. Department paid. Done.", ["The U.S. Department paid.", "Done."]),
        ("He went to Washington, D.C. The police came.", ["He went to Washington, D.C.", "The police came."]),
        ("By J. Smith and A. B. Jones. End.", ["By J. Smith and A. B. Jones.", "End."]),
        ("Braga et al. (2018) found it. Yes.", ["Braga et al. (2018) found it.", "Yes."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("Gangs matter.12 The next one.", ["Gangs matter.12", "The next one."]),
        ("¿Qué es? Es un aviso. ¡Ya!", ["¿Qué es?", "Es un aviso.", "¡Ya!"]),
        ("Según el art. 5 y la Sra. López, sí. Fin.", ["Según el art. 5 y la Sra. López, sí.", "Fin."]),
        ("It cost 3.5 million. Then 4.", ["It cost 3.5 million.", "Then 4."]),
        ("Row one 12\nRow two 13", ["Row one 12", "Row two 13"]),
        ("the police\ndepartment met.\nIt ended", ["the police\ndepartment met.", "It ended"]),
        ("A heading\n\nand a paragraph", ["A heading", "and a paragraph"]),
        ("Crime fell in 2015.3 The next year it rose.", ["Crime fell in 2015.3", "The next year it rose."]),
        ("It was 23.0 (19.5 to 28.0) in Ceará.", ["It was 23.0 (19.5 to 28.0) in Ceará."]),
        ("Chief executive .477 (see note)", ["Chief executive .477 (see note)"]),
        ("Table 2. Deaths by state. Men only.", ["Table 2. Deaths by state.", "Men only."]),
        ("Figura A-1. Muertes por estado", ["Figura A-1. Muertes por estado"]),
        ("It is shown in Table 2. Deaths fell.", ["It is shown in Table 2.", "Deaths fell."]),
        ("Methods:\na) theft\nb) arson", ["Methods:", "a) theft", "b) arson"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text, expected):
    """A text is cut where a reader would cut it (the cases were cut by hand)."""
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North 23.0 (19.5; 28.0) 35.2\nSouth 4 .6", ["North 23.0 (19.5; 28.0) 35.2", "South 4 .6"]),
        ("They comply less. 2.33 15.81 54.42", ["They comply less. 2.33 15.81 54.42"]),
        ("Trust in the law 1.2 3.4\nof the land 5.6 7.8", ["Trust in the law 1.2 3.4", "of the land 5.6 7.8"]),
        ("Driving after a drink of\nany kind 0.5 0.9", ["Driving after a drink of\nany kind 0.5 0.9"]),
        ("Prevented (% of all)\n0.016** (0.003)", ["Prevented (% of all)\n0.016** (0.003)"]),
        ("The figures follow.\n12 14", ["The figures follow.", "12 14"]),
        ("A title\n12", ["A title", "12"]),
        ("Men 1 2\n\n3 4", ["Men 1 2", "3 4"]),
        ("1 2\n3 4", ["1 2", "3 4"]),
        ("Acre 8 (7–9)\n4 (2–5)\n6 (5–7) 1 (0–2)", ["Acre 8 (7–9)\n4 (2–5)\n6 (5–7) 1 (0–2)"]),
        ("Year Deaths\n2017 120 130\n2018 110 150 3", ["Year Deaths", "2017 120 130", "2018 110 150 3"]),
        ("Age in years\n15–19 12 14\n20–24 15 16", ["Age in years", "15–19 12 14", "20–24 15 16"]),
        ("Trust 0.54* 0.35\n(0.14) (0.15)", ["Trust 0.54* 0.35\n(0.14) (0.15)"]),
        ("Foreign 42 61 51\n319 560 615", ["Foreign 42 61 51", "319 560 615"]),
        ("Days to decide a case\n58.6 55.7 68.5 60 Not Met", ["Days to decide a case\n58.6 55.7 68.5 60 Not Met"]),
    ],
)
def test_rows(text, expected):
    """A row is one sentence: not cut at stops, not joined to the row below, with figures on lines of their own."""
    assert cut(text) == expected


def test_a_long_line_that_ends_in_figures_is_text():
    """A paragraph is cut into its sentences, whatever it ends in. Figures below it do not make it a row."""
    sentence = "The city met the young men and told them what would happen next."
    paragraph = " ".join([sentence] * 7) + " In all 12 14"
    assert len(paragraph) > MAX_ROW_CHARACTERS
    assert cut(paragraph) == [sentence] * 7 + ["In all 12 14"]
    assert cut(f"{paragraph}\n15 16")[-1] == "15 16"


@given(st.text(alphabet=st.sampled_from(list("abC. !?\n\"'”2Éé¿")), max_size=60))
def test_nothing_is_lost(text):
    """Sentences are in order, do not overlap, and have every character that is not white space."""
    spans = sentences(text)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
