"""Sentence boundaries."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.rows import MAX_ROW_CHARACTERS
from corpus.text.sentences import MAX_ENCLOSED_CHARACTERS, sentences


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
        (
            "They like the work of the city\n(Ruiz 2010). It rose.",
            ["They like the work of the city\n(Ruiz 2010).", "It rose."],
        ),
        (
            "The tax is paid by all of the owners\n(a) in May, and\n(b) in June.",
            ["The tax is paid by all of the owners", "(a) in May, and", "(b) in June."],
        ),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text, expected):
    """A text is cut where a reader would cut it (the cases were cut by hand)."""
    assert cut(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # figures
        "The change was -.19 (Ruiz, 2010) in all. | Yes.",
        "It was significant, p <.05 (Table 2). | We stop.",
        "Rates were 23.0 (19.5 to 28.0). | Then less.",
        "Version 4.0.1 is old. | R 3.5.2 is older.",
        "At 9.30 a.m. we met. | At 5 p.m. Monday we left.",
        "It grew. | $5 million was spent.",
        "Crime fell in 2010. | 2011 was worse.",
        # marks of notes
        "It fell by 31 percent.12 | The next year it rose.",
        "It fell (Ruiz et al., 2018).3 | The rest did not.",
        "It fell.[3] | The next year it rose.",
        "It fell.² | The rest rose ³. | It fell.¹,² | It ended.",
        "It fell. 3 | The rest rose. | 3 Ministers left. | 18 U.S.C. § 4 says so.",
        "It fell.7–9 | The rest rose.†  | It ended.",
        "The share was 0·547.5 | The index fell.",
        "It fell.² ³ | The rest rose. ⁴,⁵ | It ended.",
        # abbreviations
        "See No. 5 and Nos. 6 and 7. | Done.",
        "He said no. | They left. | It is modern art. | He moved out. | The police came.",
        "Under P.L. 113-76 and H.R. 5 it is so. | H.Rept. 12-3 (1999) says so.",
        "The law (18 U.S.C. § 922) forbids it. | He knew.",
        "Report No. AB-25-1 is old. | Smith vs. Jones and Roe v. Wade are cases.",
        "See Ruiz, op. cit. p. 5, ibid. and cf. The Times. | End.",
        "Homicides, robberies, etc. were counted. | Homicides, etc. | Police met.",
        "Usa cordas, etc. | A rede caiu. | Há molhes, etc. | O cais é novo. | It rose in Dec. | A total of 5 left.",
        "See App. A shows it in full. | Done.",
        "Acme Inc. Ltd. Brazil makes it. | Acme Inc. | The rest is sold. | ACME, INC. AND OTHERS",
        "It rose in Sept. 2012 and in Oct. | Police met.",
        "Ruiz et al. The other authors did not.",
        "Dr. Ruiz met Prof. Lee of St. Louis. | He has a Ph.D. from Yale. | She has a Ph.D. | The rest do not.",
        "Según el Sr. Díaz y la Dra. López (núm. 3), p. ej. Ana, sí. | Fin.",
        "Vive en EE. UU. y trabaja. | Cía. Minera S.A. de C.V. no. | Ocurre en EE. UU. | Pero poco.",
        "Veja a pág. 5, séc. XIX, obs. 2. | A Exma. Sra. Dona Ana veio. | A Silva Ltda. vendeu. | Fim.",
        # initials
        "J. K. Rowling and George W. Bush said so. | True.",
        "It was found by R. A. Fisher. | C.H. Lee and S.-H. Kim agree.",
        "It is in Exhibit E. | In all, it is so.",
        "It was in group b. | The size is M. | This is known as R&D. | More is known.",
        # ellipses, quotations, brackets
        "He waited ... and left. | Then . . . he came back. | Good.",
        "“We have no time,” he said. | They left.",
        "He said, “It was late. We left.” | Then they slept.",
        "The court (He knew. She did not.) agreed. | Yes.",
        "“They came. They left,” he said. | It ended.",
        "“They came. | They left.” | It ended.",
        "He asked “Who did it?” and left. | Who? | Nobody!",
        # items and names
        "1. First we count. | 2. Then we stop. | 3.2. Results were good.",
        "Chapter 4. Homicide",
        "deCODE sells it. | iPhone sales rose. | deCODE fell.",
        "Write to a.b@c.org. | Or see www.a.org. | Then go.",
    ],
)
def test_stops(text):
    """A stop ends a sentence where the case has a bar."""
    expected = [sentence.strip() for sentence in text.split("|")]
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They are split by sex.We used both.", ["They are split by sex.", "We used both."]),
        ("It is due to fear ²⁶.The boys left.", ["It is due to fear ²⁶.", "The boys left."]),
        ("It rose (see above).In spring it fell.", ["It rose (see above).", "In spring it fell."]),
        ("Viven en grupos.La ley no los cuenta.", ["Viven en grupos.", "La ley no los cuenta."]),
        ("Did it fall?The report says so.", ["Did it fall?", "The report says so."]),
        ("See Travel.State.Gov content and Node.js code.", ["See Travel.State.Gov content and Node.js code."]),
        ("The U.S.The state paid.", ["The U.S.The state paid."]),
        ("Open the file main.Rd and read it.", ["Open the file main.Rd and read it."]),
    ],
)
def test_a_stop_without_a_space(text, expected):
    """A narrow space may be lost. The stop ends the sentence only between a word and one that begins sentences."""
    assert cut(text) == expected


def test_a_long_quotation_is_cut_into_its_sentences():
    sentence = "The city met the young men and told them what would happen next."
    text = f"He said, “{' '.join([sentence] * 6)}” Then he left."
    assert len(text) > MAX_ENCLOSED_CHARACTERS
    assert cut(text) == [f"He said, “{sentence}", *[sentence] * 4, f"{sentence}”", "Then he left."]


@pytest.mark.parametrize("piece", ["(", "(He. ", ". ", "Dr. A", "1.", '."', "“No. ", "5.5 X"])
def test_a_hostile_text_takes_linear_time(piece):
    """Text of one piece again and again takes about as long for each character as a short one (10 s is far above)."""
    begin = time.process_time()
    sentences(piece * 40_000)
    assert time.process_time() - begin < 10


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
