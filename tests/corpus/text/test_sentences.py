"""Sentence boundaries."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("", []),
        (" \n\n ", []),
    ],
)
def test_sentences(text, expected):
    """A text is cut where a reader would cut it (the cases were cut by hand)."""
    assert cut(text) == expected


@given(st.text(alphabet=st.sampled_from(list("abC. !?\n\"'”2Éé¿")), max_size=60))
def test_nothing_is_lost(text):
    """Sentences are in order, do not overlap, and have every character that is not white space."""
    spans = sentences(text)
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
