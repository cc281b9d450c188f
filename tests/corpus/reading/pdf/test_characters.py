import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.pdf.characters import GAP, HYPHEN, clean_line, error_line, is_garbled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ﬁrst oﬀence, ﬂow, eﬃcient baﬄe", "first offence, flow, efficient baffle"),
        ("H₂O at 10² and ½ of №5", "H₂O at 10² and ½ of №5"),  # other compatibility characters stay
        ("Jos´e `said' ´ 5", "Jos´e `said' ´ 5"),  # only the place of an accent says whether it is one
        ("a\x00b\x1fc\u200bd\ufeffe", "ab cde"),
        ("  two\u00a0 \u2003words ", "two words"),
        ("cell \t cell", f"cell{GAP}cell"),
        ("disabil\ufffe", f"disabil{HYPHEN}"),
        ("disabil\x02", f"disabil{HYPHEN}"),
        ("grin \ud83d\ude00 lone \ud83d end", "grin 😀 lone end"),
        ("\uf0b7 item", "item"),
        ("V\uf769\uf76f\uf76c\uf765\uf76e\uf763\uf765 in \uf731\uf739\uf739\uf734", "Violence in 1994"),  # Adobe's list
        ("Canci\uf7f3n", "Canción"),  # Oacutesmall
        ("Sa\u0303o Joa\u200b\u0303o, 5 \u212b", "São João, 5 Å"),  # composed, across an invisible character too
        ("", ""),
    ],
)
def test_clean_line(text, expected):
    """A line becomes the text that a person would write. The expected texts were written by hand."""
    assert clean_line(text) == expected


@given(st.text())
def test_clean_line_is_idempotent(text):
    """Cleaning a clean line changes nothing, and the text of a clean line can always be encoded."""
    once = clean_line(text)
    assert clean_line(once) == once
    assert once == once.strip()
    once.encode()
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f\ue000-\uf8ff\ufeff\ufffe\uffff]", once)


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("", False),
        ("Homicides fell.", False),
        ("\x01\x02\x03 a", True),
        ("\x01\x02 ab", False),  # half of the characters
        ("/g12/g13/g14", True),
        ("(cid:12)(cid:13) a", True),
    ],
)
def test_garbled_text(text, garbled):
    """A text is garbled if more than half of its characters have no meaning."""
    assert is_garbled(text) is garbled


def test_error_line():
    """The message of an exception becomes one line without a final full stop. An empty one becomes its type."""
    assert error_line(ValueError("no\tobject\n 12.")) == "no object 12"
    assert error_line(KeyError()) == "KeyError"
    assert len(error_line(ValueError("x" * 500))) == 120
